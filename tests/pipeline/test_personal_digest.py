"""A digest of one's own: what waits for the person first, then what they follow, then the rest; and what is left out."""

import datetime as dt

import pytest

from bot.domain.digest import FOLLOWED, FOR_YOU, Digest
from bot.domain.handling import HandlingKind
from bot.domain.model import Level
from bot.domain.subscription import DigestSettings, EventFilter
from bot.pipeline.compose import compose
from storage import follows, handling
from storage.db import Database
from storage.session import WorkspaceSession
from tests.newsroom import WORKSPACE
from tests.pipeline.test_compose import DAY, HOUR, NOW, decided, record
from tests.storage import made

ANN, BEN = "U0ANN1", "U0BEN1"
UP = (Level.REPORTED, Level.VERIFIED)


def told(digest: Digest) -> list[tuple[str, list[str], int]]:
    return [(section.title, [entry.about for entry in section.entries], section.more) for section in digest.sections]


def digest_of(s: WorkspaceSession, place: str, settings: DigestSettings | None = None) -> Digest:
    return compose(s, settings or DigestSettings(), place, NOW - DAY, NOW, NOW)


def test_ones_own_comes_first_once_and_what_is_muted_is_counted(database: Database) -> None:
    with database.transaction(WORKSPACE) as s:
        record(s, "dam", "mill", "port", "fire")
        for slug in ("dam", "mill", "port"):
            decided(s, slug, UP)
        asked, held, answered, left = (made.waiting(s, key, f"{made.URL}/{key}", "fire").proposal for key in "abcd")
        handling.add(s, asked, 1, HandlingKind.ASK, BEN, NOW - DAY, whom=ANN, words="Who said so?")
        handling.add(s, held, 1, HandlingKind.HAND_OVER, BEN, NOW - dt.timedelta(minutes=9), whom=ANN)
        question = handling.add(s, answered, 1, HandlingKind.ASK, ANN, NOW - DAY, whom=BEN, words="When?")
        handling.add(s, answered, 1, HandlingKind.ANSWER, BEN, NOW - HOUR, words="At noon", about=question)
        handling.add(s, left, 1, HandlingKind.TAKE, ANN, NOW - DAY)
        follows.follow(s, "mill", ANN, NOW - DAY)
        follows.follow(s, "port", ANN, NOW - DAY)
        follows.change(s, "port", ANN, muted=True)
        mine, all_ = digest_of(s, ANN), digest_of(s, "C0DESK")
    first, second = mine.sections[:2]
    assert (first.title, second.title) == (FOR_YOU, FOLLOWED)
    assert [entry.says for entry in first.entries] == [
        "You were asked: “Who said so?”",
        "It was handed over to you.",
        "Your question was answered: “At noon”",
    ]
    assert [entry.about for entry in second.entries] == ["About the mill"]
    waiting = next(section for section in mine.sections if section.title == "Waiting for a decision")
    assert [entry.proposal for entry in waiting.entries] == [left]
    assert "About the port" not in str(told(mine))
    assert mine.left_out == "Left out: 1 event, because you muted it."
    assert mine.summary.startswith("3 wait for you; 2 changed; 1 waits for a decision")
    assert FOR_YOU not in str(told(all_))
    assert "About the port" in str(told(all_))
    assert all_.left_out == ""


@pytest.mark.parametrize(("claims", "followed"), [(["safe"], True), (["said"], False)])
def test_who_follows_some_claims_is_told_of_those_first(sqlite_database: Database, claims: list[str], followed: bool) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        record(s, "dam")
        decided(s, "dam", UP)
        follows.follow(s, "dam", ANN, NOW - DAY)
        follows.change(s, "dam", ANN, claims=claims)
        titles = [title for title, _, _ in told(digest_of(s, ANN))]
    assert (titles[0] == FOLLOWED) is followed


def test_what_a_digest_is_not_about_is_counted(sqlite_database: Database) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        record(s, "dam", "mill")
        decided(s, "dam", UP)
        decided(s, "mill", UP)
        digest = digest_of(s, "C0DESK", DigestSettings(events=EventFilter(tags=("floods",))))
    assert digest.left_out == "Left out: 2 events, because this digest is about events tagged floods only."
