"""The parts that the pipeline works with, joined once in `bot.app`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from bot.domain.record import Submission
from bot.domain.retention import Retention
from bot.pipeline.ports import Clock, Compute, Embedder, Fetcher, Mailer, Queue, Reader, TimestampAuthority, call_here
from storage.db import Database


class NoQueue:
    """A queue that does nothing, for callers that run the story themselves."""

    def enqueue(self, workspace: str, submission: Submission) -> None:
        """Do nothing."""

    def enqueue_forgotten(self, workspace: str, unfinished: Iterable[Submission]) -> list[Submission]:  # noqa: ARG002 - a port
        """Return none."""
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordServices:
    """What is needed to read the record and to decide; `self_approval` lets editors decide on their own links."""

    database: Database
    clock: Clock
    self_approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(RecordServices):
    """The parts of one newsroom.

    `compute` runs what takes long. `fallback` reads if `reader` fails; they may be the same. `public_fetcher` and
    `public_reader` are for what readers of the event pages bring; without the latter, the fallback reads that. `authority`
    vouches for the time of packs of evidence. `retention` says for how long what was stored stays. `is_our_page` tells whether
    an address is one of the event pages. `tell` is called with a workspace, a submission's id and a sentence on its progress.
    """

    fetcher: Fetcher
    reader: Reader
    fallback: Reader
    public_fetcher: Fetcher | None = None
    public_reader: Reader | None = None
    queue: Queue = field(default_factory=NoQueue)
    embedder: Embedder | None = None
    mailer: Mailer | None = None
    authority: TimestampAuthority | None = None
    compute: Compute = call_here
    retention: Retention = field(default_factory=Retention)
    is_our_page: Callable[[str], bool] = lambda _url: False
    tell: Callable[[str, int, str], None] = lambda _workspace, _submission, _sentence: None

    def for_public(self) -> "Services":
        """Return the parts for what the public brings: no model or network of the newsroom's own is spent on that."""
        reader, fetcher = self.public_reader or self.fallback, self.public_fetcher or self.fetcher
        return replace(self, reader=reader, fetcher=fetcher, embedder=None)
