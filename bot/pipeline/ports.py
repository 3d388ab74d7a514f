"""What the story needs from the outside world; gateways fit these."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from bot.domain.answer import Answer
from bot.domain.digest import Digest
from bot.domain.model import Article, Event, Page

T = TypeVar("T")


class Fetcher(Protocol):
    """Gets pages."""

    def canonical(self, url: str) -> str:
        """Give the canonical form of an address without asking the network; raises Unreadable (bad address)."""
        ...

    def fetch(self, url: str) -> Page:
        """Fetch one address; raises Unreadable with the way it failed."""
        ...

    def from_html(self, html: bytes, url: str) -> Page:
        """Extract from bytes that somebody saved; raises Unreadable."""
        ...

    def warning(self, html: bytes) -> str | None:
        """Warn of orders to a model among what a page hides from its readers; None where there are none."""
        ...

    def from_text(self, text: str, url: str | None) -> Page:
        """Take pasted text as the page's text; raises Unreadable where there is too little of it."""
        ...


class Reader(Protocol):
    """Reads one article against candidate events."""

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        """Say what the article makes of each candidate's claims, or draft a new event.

        Raises TryLater where the reader is out of reach or over a limit, BadAnswer where it refuses or answers nonsense twice,
        BadInput where it is not set up rightly, Cannot where it does not read such articles (too long, a language it does
        not know).
        """
        ...


@runtime_checkable
class PaidReader(Reader, Protocol):
    """A reader whose answers are worth keeping, since each costs money and time."""

    def question(self, article: Article, candidates: Sequence[Event]) -> str:
        """Hash everything that the answer depends on: the same question has the same answer."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors, for finding candidates only."""

    model: str

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed each text, unit length; raises TryLater."""
        ...


class Mailer(Protocol):
    """Sends digests as letters, to addresses at `domains` only."""

    domains: frozenset[str]

    def send(self, address: str, digest: Digest, key: str, now: dt.datetime) -> None:
        """Send a digest to one address; the same `key` again is the same letter to whoever receives it.

        Raises TryLater where the mail server does not take it now, Cannot where it never will.
        """
        ...


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> dt.datetime:
        """Give the time, with time zone (UTC)."""
        ...


class Steps(Protocol):
    """Runs a workflow's steps so that a step that has ended is not run again after a crash."""

    def run(self, name: str, step: Callable[[], T]) -> T:
        """Run one step, or give what it gave before; the result must be plain data (numbers, strings, None, lists, dicts)."""
        ...
