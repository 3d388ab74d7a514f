"""Seals secrets before they are stored: encrypted with the newest key, opened with any that the settings still name."""

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Text, TypeDecorator
from sqlalchemy.engine import Dialect

from bot.domain.errors import BadInput, Cannot

MARK = "sealed:"
"""What a sealed secret begins with; no token of Slack's does."""


class Keys:
    """The keys of the settings, the newest first; raises BadInput for one that is none."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._keys = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            # The cause would quote the key.
            raise BadInput(
                "SECOND_SOURCE_TOKEN_KEYS holds what is no key; 'second-source tokens new-key' prints one. Several stand there"
                " with commas between them, the newest first."
            ) from None

    def seal(self, secret: str) -> str:
        """Return a secret as it is stored."""
        return MARK + self._keys.encrypt(secret.encode()).decode()

    def open(self, stored: str) -> str:
        """Return the secret that is stored; one in clear, from before there were keys, is itself. Raises Cannot."""
        if not stored.startswith(MARK):
            return stored
        try:
            return self._keys.decrypt(stored.removeprefix(MARK)).decode()
        except InvalidToken:
            raise Cannot(
                "A stored token is sealed with a key that SECOND_SOURCE_TOKEN_KEYS does not name. Add the former key behind the"
                " new one, or install the app in the workspace again."
            ) from None


def new_key() -> str:
    """Return a new key."""
    return Fernet.generate_key().decode()


class Sealed(TypeDecorator[str]):
    """A column of secrets, which are sealed on their way in and opened on their way out."""

    impl = Text
    cache_ok = False

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self._keys = keys

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Seal a secret."""
        return None if value is None else self._keys.seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Open a secret."""
        return None if value is None else self._keys.open(value)
