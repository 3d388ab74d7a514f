"""For how long what was stored of articles stays; hashes, quotes and decisions stay for good."""

import datetime as dt

from bot.domain.model import Value

ANSWERS_DAYS = 30


class Retention(Value):
    """After which time texts, archived pages and the model's answers are purged; None for never.

    A page holds its text, so a text that goes takes its page along.
    """

    texts: dt.timedelta | None = None
    pages: dt.timedelta | None = None
    answers: dt.timedelta = dt.timedelta(days=ANSWERS_DAYS)

    def cuts(self, now: dt.datetime) -> "Cuts":
        """Return before which moments what was fetched is purged."""
        texts = None if self.texts is None else now - self.texts
        pages = None if self.pages is None else now - self.pages
        return Cuts(texts=texts, pages=max((at for at in (texts, pages) if at), default=None))


class Cuts(Value):
    """The moments before which articles were fetched whose texts, and whose pages, go; None for none."""

    texts: dt.datetime | None = None
    pages: dt.datetime | None = None

    @property
    def newest(self) -> dt.datetime | None:
        """Return the later of the two: nothing that was fetched after it goes."""
        return self.pages


class Amount(Value):
    """How many texts and pages, and about how many bytes they take."""

    texts: int = 0
    pages: int = 0
    size: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        """Return both together."""
        return Amount(texts=self.texts + other.texts, pages=self.pages + other.pages, size=self.size + other.size)

    def __bool__(self) -> bool:
        return bool(self.texts or self.pages)
