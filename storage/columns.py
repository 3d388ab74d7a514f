"""Column types that return the same value that was stored, on SQLite and on PostgreSQL."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Dialect, LargeBinary, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

# Most commands use no vectors, and numpy is slow to import, so it is imported with the first one.
if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
else:
    Floats = Any

# PostgreSQL's text cannot hold NUL, and neither database takes half of a surrogate pair. Each is replaced by one character, so
# that the offsets of quotes stay right.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Replace the characters that a database cannot hold, one for one, with U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


class Words(TypeDecorator[str]):
    """Text from outside, made storable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy calls it
        """Make the text storable."""
        return None if value is None else storable(value)


class UtcTime(TypeDecorator[dt.datetime]):
    """A point in time, stored in UTC; one without a time zone is refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Store the zone if the database can."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Convert to UTC; raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the time {value} has no time zone")
        value = value.astimezone(dt.UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Return the time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Embedding(TypeDecorator[Floats]):
    """One vector of any length: pgvector's own type on PostgreSQL, float32 bytes on SQLite."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use pgvector on PostgreSQL."""
        if dialect.name != "postgresql":
            return dialect.type_descriptor(LargeBinary())
        from pgvector.sqlalchemy import VECTOR

        return dialect.type_descriptor(VECTOR())

    def process_bind_param(self, value: Floats | None, dialect: Dialect) -> Any:
        """Return numbers to pgvector, bytes to SQLite."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.astype("<f4").tobytes()

    def process_result_value(self, value: Any, dialect: Dialect) -> Floats | None:  # noqa: ARG002
        """Return float32 numbers."""
        if value is None:
            return None
        import numpy as np

        if isinstance(value, bytes):
            return np.frombuffer(value, dtype="<f4")
        return np.asarray(value.to_numpy() if hasattr(value, "to_numpy") else value, dtype=np.float32)
