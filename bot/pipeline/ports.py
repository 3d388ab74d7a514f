"""What the pipeline needs from outside, as protocols; gateways implement them."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from bot.domain.answer import Answer
from bot.domain.digest import Digest
from bot.domain.model import Event
from bot.domain.reading import Article, Page
from bot.domain.record import Submission

T = TypeVar("T")


class Fetcher(Protocol):
    """Fetches pages."""

    def canonical(self, url: str) -> str:
        """Return the canonical form of an address, without the network; raises Unreadable (bad address)."""
        ...

    def fetch(self, url: str) -> Page:
        """Fetch one address; raises Unreadable with the kind of failure."""
        ...

    def from_html(self, html: bytes, url: str) -> Page:
        """Extract from bytes that somebody saved; raises Unreadable."""
        ...

    def warning(self, html: bytes) -> str | None:
        """Return a warning if a stored page hides instructions to a model from its readers, else None."""
        ...

    def from_text(self, text: str, url: str | None) -> Page:
        """Make a page from pasted text; raises Unreadable if there is too little of it."""
        ...


class Reader(Protocol):
    """Reads one article against candidate events."""

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        """Judge the claims of each candidate event by the article, or draft a new event.

        Raises TryLater if the reader is out of reach or over a limit, BadAnswer if it refuses or gives two invalid answers,
        BadInput if it is set up wrongly, and Cannot if it does not read such articles (too long, an unknown language).
        """
        ...


@runtime_checkable
class PaidReader(Reader, Protocol):
    """A reader whose answers are cached, since each costs money and time."""

    def question(self, article: Article, candidates: Sequence[Event]) -> str:
        """Return a hash of everything that the answer depends on: the key of the cached answer."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors, for finding candidates only."""

    model: str

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed each text, unit length; raises TryLater."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """Embed a text to which others are looked for, unit length; raises TryLater."""
        ...


class Mailer(Protocol):
    """Sends digests as letters, to addresses at `domains` only."""

    domains: frozenset[str]

    def send(self, address: str, digest: Digest, key: str, now: dt.datetime) -> None:
        """Send a digest to one address; the same `key` gives the same Message-ID, so mail programs see one letter.

        Raises TryLater if the mail server does not take it now, Cannot if it never will.
        """
        ...


class TimestampAuthority(Protocol):
    """Vouches for the time at which something was known; `name` is who that is, for everybody to read."""

    name: str

    def stamp(self, message: bytes) -> bytes:
        """Return its timestamp (RFC 3161) on the SHA-256 of a message; raises TryLater, Cannot."""
        ...


class Clock(Protocol):
    """Returns the time."""

    def __call__(self) -> dt.datetime:
        """Return the time in UTC, with its zone."""
        ...


class Compute(Protocol):
    """Runs pure computation that may take long: reading a page or an article."""

    def __call__(self, function: Callable[..., T], /, *arguments: object) -> T:
        """Run a pure function, possibly in another process and with a deadline; raises Cannot if it takes too long.

        The function is defined at the top level of its module, and arguments, result and errors can be pickled.
        """
        ...


def call_here(function: Callable[..., T], /, *arguments: object) -> T:
    """Run a pure function at once, in this process and without a deadline; implements `Compute`."""
    return function(*arguments)


class Queue(Protocol):
    """The queue of links; any worker takes links from it."""

    def enqueue(self, workspace: str, submission: Submission) -> None:
        """Put a submission into the queue; one that is or was there stays as it is. Raises TryLater."""
        ...

    def enqueue_forgotten(self, workspace: str, unfinished: Iterable[Submission]) -> list[Submission]:
        """Put unfinished submissions into the queue that are not there; returns those that were tried too often."""
        ...


class Steps(Protocol):
    """Runs a workflow's steps so that a step that has ended is not run again after a crash."""

    def run(self, name: str, step: Callable[[], T | None], result: type[T] | None = None) -> T | None:
        """Run one step, or return its stored result (of type `result`, or None); the result is stored, so it is small."""
        ...
