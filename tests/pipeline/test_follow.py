"""Whoever follows an event is told when its level moves: by what they follow, once, and never of their own decision."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.domain.card import CardKind
from bot.domain.errors import BadInput, NotFound
from bot.domain.model import Level, Outlet
from bot.domain.record import DecisionKind, LevelChange
from bot.pipeline import follow as following
from bot.pipeline.decide import approve, reject, undo
from bot.pipeline.edit_event import reopen, retract
from bot.pipeline.services import Services
from storage import events, follows, outlets
from storage.db import Database
from storage.tables.outgoing import CardRow
from tests.newsroom import DAM, WORKSPACE, brought_and_worked, make_services
from tests.page_server import PageServer
from tests.pipeline.test_review import URL, on_the_dam

ANN, BEN, CAY = "U0ANN1", "U0BEN1", "U0CAY1"
DAY = dt.timedelta(days=1)
MOVED = LevelChange(
    claim="so",
    at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
    decision_id=None,
    level_before=Level.REPORTED,
    level_after=Level.VERIFIED,
    score_before=0.6,
    score_after=0.9,
    reasons=("A better grade.",),
)
Follows = Callable[[Services], object]


@pytest.fixture
def services(tmp_path: Path, migrated_sqlite: Path, server: PageServer) -> Iterator[Services]:
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'second-source.db')}")
    yield make_services(database, server, on_the_dam())
    database.dispose()


def told(services: Services) -> list[CardRow]:
    """Return the cards for followers, the oldest first."""
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        followed = select(CardRow).where(col(CardRow.kind) == CardKind.FOLLOWED.value)
        return list(s.exec(followed.order_by(col(CardRow.id))))


def people(services: Services) -> list[str]:
    return [card.channel for card in told(services)]


def follow(services: Services, person: str) -> None:
    following.follow(services, WORKSPACE, DAM.slug, person)


def change(services: Services, **how: object) -> None:
    following.change(services, WORKSPACE, DAM.slug, ANN, **how)  # type: ignore[arg-type]  # a table of arguments


def follows_it(services: Services) -> None:
    follow(services, ANN)


def both(services: Services) -> None:
    for who in (ANN, BEN, ANN):
        follow(services, who)


def muted(services: Services) -> None:
    follow(services, ANN)
    change(services, muted=True)


def muted_for_a_day(services: Services) -> None:
    follow(services, ANN)
    change(services, muted_for=DAY)


def muted_and_heard_again(services: Services) -> None:
    muted(services)
    change(services)


def of_this_claim(services: Services) -> None:
    follow(services, ANN)
    change(services, claims=["so", "no-such-claim"])


def ended(services: Services) -> None:
    follow(services, ANN)
    assert following.unfollow(services, WORKSPACE, DAM.slug, ANN)


@pytest.mark.parametrize(
    ("how", "heard"),
    [
        (follows_it, [ANN]),
        (both, [ANN]),
        (muted, []),
        (muted_for_a_day, []),
        (muted_and_heard_again, [ANN]),
        (of_this_claim, [ANN]),
        (ended, []),
    ],
    ids=["follows", "decided it", "muted", "muted for a day", "heard again", "this claim", "ended"],
)
def test_who_is_told_of_what_ben_approves(services: Services, how: Follows, heard: list[str]) -> None:
    how(services)
    approve(services, WORKSPACE, brought_and_worked(services, URL)[1][0].id, by=BEN, version=1)
    assert people(services) == heard


def test_each_cause_tells_once_and_a_rejection_tells_nothing(services: Services) -> None:
    follow(services, ANN)
    waiting = brought_and_worked(services, URL)[1][0]
    reject(services, WORKSPACE, waiting.id, by=BEN, version=1, reason="Not ours.")
    assert told(services) == []
    undo(services, WORKSPACE, waiting.id, by=BEN)
    assert told(services) == []
    approve(services, WORKSPACE, waiting.id, by=BEN, version=2)
    retract(services, WORKSPACE, DAM.slug, by=BEN, reason="A drill.")
    reopen(services, WORKSPACE, DAM.slug, by=BEN, reason="It was none.")
    decision = undo(services, WORKSPACE, waiting.id, by=BEN)
    assert decision.kind is DecisionKind.UNDO
    assert [(card.decision_id is not None, card.edit_id is not None) for card in told(services)] == [
        (True, False), (False, True), (False, True), (True, False),
    ]  # fmt: skip
    assert len({card.key for card in told(services)}) == 4


def test_what_a_grade_moves_is_told_once_but_not_to_who_gave_it_or_follows_another_claim(services: Services) -> None:
    for who in (ANN, BEN, CAY):
        follow(services, who)
    following.change(services, WORKSPACE, DAM.slug, CAY, claims=["said"])
    with services.database.transaction(WORKSPACE) as s:
        outlets.save(s, Outlet(name="Courier", domains=("courier.example",)), BEN, services.clock())
        grade_id, event_id = outlets.newest_entry(s, "Courier").id, events.id_of(s, DAM.slug)
        for _ in range(2):
            moved = {event_id: [MOVED.model_copy(update={"grade_id": grade_id})]}
            following.tell_of_grade(s, grade_id, {event_id: DAM}, moved, services.clock())
    assert people(services) == [ANN]


def test_only_what_is_followed_is_changed(services: Services) -> None:
    with pytest.raises(BadInput, match="do not follow"):
        following.change(services, WORKSPACE, DAM.slug, ANN, muted=True)
    with pytest.raises(NotFound):
        following.follow(services, WORKSPACE, "no-such-event", ANN)
    assert not following.unfollow(services, WORKSPACE, DAM.slug, ANN)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        assert follows.count(s, ANN) == 0
