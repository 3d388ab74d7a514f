"""The parts that the story works with, joined once in `bot.app`."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.pipeline.ports import Clock, Embedder, Fetcher, Mailer, Reader
from storage.db import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """One newsroom's working parts.

    `fallback` reads where `reader` fails; they may be the same. `tell` hears how far a submission of a
    workspace is, in a sentence, while it is worked on. `self_approval` lets editors decide on their own links.
    """

    database: Database
    fetcher: Fetcher
    reader: Reader
    fallback: Reader
    clock: Clock
    embedder: Embedder | None = None
    mailer: Mailer | None = None
    self_approval: bool = False
    tell: Callable[[str, int, str], None] = lambda _workspace, _submission, _sentence: None
