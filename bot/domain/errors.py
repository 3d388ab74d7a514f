"""Everything that can go wrong, as one tree.

    SecondSourceError
    ├── TryLater             it may work in a while: the link waits and is tried again
    │   ├── OutOfReach           a host or an endpoint did not answer
    │   ├── DiskFull             there is no room to store anything
    │   └── Busy                 over a limit, ours or theirs
    │       └── OverBudget           what the model may cost in a day is used up
    └── Cannot               it will not work as it is; the sentence says what to do next
        ├── Unreadable           a page that gave no article (`kind` says why)
        ├── TooLong              a text that does not fit into the model's context
        ├── BadAnswer            a model's answer that does not fit the schema, twice
        ├── BadInput             a file, an option or an address that is wrong
        ├── NotFound             no such event, proposal, submission …
        └── Refused              not allowed: an old version, one's own submission, decided already

`str(error)` is always a sentence for the person who asked.
"""

from enum import StrEnum
from typing import Self


class SecondSourceError(Exception):
    """A failure with a sentence for the person who asked."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TryLater(SecondSourceError):
    """It may work in a while."""


class OutOfReach(TryLater):
    """A host or an endpoint did not answer."""


class DiskFull(TryLater):
    """There is no room to store anything."""


class Busy(TryLater):
    """Over a limit, ours or theirs."""


class OverBudget(Busy):
    """What the model may cost in a day is used up."""


class Cannot(SecondSourceError):
    """It will not work as it is."""


class FetchFailure(StrEnum):
    """Why a page gives no article."""

    BAD_ADDRESS = "bad_address"
    REFUSED_ADDRESS = "refused_address"
    UNREACHABLE = "unreachable"
    NOT_FOUND = "not_found"
    BLOCKED = "blocked"
    SERVER_ERROR = "server_error"
    REDIRECTS = "redirects"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    NOT_AN_ARTICLE = "not_an_article"
    NO_TEXT = "no_text"


class Unreadable(Cannot):
    """A page gave no article; `kind` says why."""

    def __init__(self, kind: FetchFailure, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind

    def __reduce__(self) -> tuple[type[Self], tuple[FetchFailure, str]]:
        """Return how to build it again: errors cross processes pickled."""
        return type(self), (self.kind, self.sentence)


class TooLong(Cannot):
    """A text does not fit into the model's context."""


class BadAnswer(Cannot):
    """A model's answer does not fit the schema, twice."""


class BadInput(Cannot):
    """A file, an option or an address is wrong."""


class NotFound(Cannot):
    """There is no such thing in this workspace."""


class Refused(Cannot):
    """It is not allowed, or no longer."""
