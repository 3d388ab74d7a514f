"""An event's history: what editors did stands before the changes of level that follow from it; wordings are listed and told."""

import datetime as dt
import json

import pytest

from bot.cards import event_card, history_lines
from bot.domain.acts import Act, happened, newest_first
from bot.domain.digest import Digest
from bot.domain.model import Grade
from bot.domain.record import LevelChange
from bot.domain.subscription import DigestSettings, EventFilter
from bot.pipeline.amend import Amendment
from bot.pipeline.compose import compose
from bot.pipeline.decide import approve, reject, undo
from bot.pipeline.edit_event import reopen, restore_wording, retract, reword
from bot.pipeline.grading import grade
from bot.pipeline.rule import rule
from bot.slack.render import event_history
from storage import acts, events, history, reports, rulings
from storage.db import Database
from tests.newsroom import WORKSPACE
from tests.page_server import PageServer
from tests.pipeline.fixed import SEVEN, TUNNEL, TunnelDesk

SLUG = TUNNEL.slug
NEW = "Seven workers were hurt when the roof of the Karst tunnel fell in."


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return TunnelDesk(sqlite_database, server)


def told(desk: TunnelDesk) -> list[Act | LevelChange]:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        made = rulings.of_event(s, events.id_of(s, SLUG))
        changes, edits = history.of_event(s, SLUG), events.edits_of(s, SLUG)
        return happened(events.get(s, SLUG), reports.standing(s, SLUG), changes, made, edits, acts.on_event(s, SLUG))


def much(desk: TunnelDesk) -> None:
    """Do all that an editor can do to an event."""
    desk.two_papers()
    later = desk.bring("/more", SEVEN, day=6)
    amendment = Amendment({}, wordings={"hurt": NEW})
    approve(desk.services, WORKSPACE, later.id, by="edda", version=1, reason="The toll rose.", amendment=amendment)
    grade(desk.services, WORKSPACE, "Vale Gazette", {"grade": Grade.C, "grade_reason": "Two errors."}, by="ada")
    rule(desk.services, WORKSPACE, SLUG, "mine rescue service", "inspectors' report", same=True, by="kim", reason="One office.")
    undo(desk.services, WORKSPACE, later.id, by="edda", reason="Too early.")
    retract(desk.services, WORKSPACE, SLUG, by="edda", reason="A drill.")
    reopen(desk.services, WORKSPACE, SLUG, by="kim", reason="No drill.")


def test_what_an_editor_did_stands_before_the_changes_that_follow(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    much(desk)
    found = told(desk)
    did = [f"{one.did} by {one.by}{one.details}" for one in found if isinstance(one, Act)]
    assert did == [
        "Approved by edda: Vale Gazette, proposal 1",
        "Approved by edda: Quick News, proposal 2",
        "Amended and approved by edda: Vale Gazette, proposal 3 (The toll rose.)",
        f"Reworded by edda: “{TUNNEL.claim('hurt').text}” → “{NEW}” (The toll rose.), taken back with its decision",
        "Vale Gazette graded C by ada: Two errors.",
        "Ruled by kim: mine rescue service and inspectors' report are one origin (One office.)",
        "Taken back by edda: Vale Gazette, proposal 3 (Too early.)",
        "Retracted by edda: A drill.",
        "Reopened by kim: No drill.",
    ]
    for turned in (found, newest_first(found)):
        seen: set[dt.datetime] = set()
        for one in turned:
            if isinstance(one, Act):
                seen.add(one.at)
            else:
                assert one.at in seen, f"{one} stands before what an editor did"
    assert [one.at for one in found] == sorted(one.at for one in found)


def test_a_rejection_that_was_taken_back_moved_nothing(desk: TunnelDesk) -> None:
    desk.two_papers()
    before = told(desk)
    later = desk.bring("/more", SEVEN, day=6)
    reject(desk.services, WORKSPACE, later.id, by="edda", version=1, reason="Too early.")
    undo(desk.services, WORKSPACE, later.id, by="kim")
    assert told(desk) == before


def test_the_terminal_and_slack_tell_the_same(desk: TunnelDesk) -> None:
    much(desk)
    lines = history_lines(desk.event(), told(desk))
    first = lines.index(next(line for line in lines if "Retracted by edda: A drill." in line))
    assert all("→ retracted" in line for line in lines[first + 1 : first + 4])
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        window = json.dumps(event_history(s, SLUG), ensure_ascii=False)
    order = ["Reopened by ", "Retracted by ", "Vale Gazette graded C by ", "Reworded by ", "Approved by "]
    assert [window.index(words) for words in order] == sorted(window.index(words) for words in order)
    assert window.index("Retracted by ") < window.index("→ retracted")


def test_an_event_to_which_nothing_happened_says_so(desk: TunnelDesk) -> None:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert "Nothing has happened to this event" in json.dumps(event_history(s, SLUG))


def test_new_wordings_are_listed_with_who_when_from_and_to(desk: TunnelDesk) -> None:
    reword(desk.services, WORKSPACE, SLUG, "hurt", NEW, by="edda", reason="The toll rose.")
    reword(desk.services, WORKSPACE, SLUG, "hurt-2", "Eight workers were hurt.", by="kim")
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        card = event_card(events.get(s, SLUG), (), edits=events.edits_of(s, SLUG))
    listed = card.split("What was amended\n")[1].split("\n\n")[0].splitlines()
    assert listed == [
        f"  · 7 Mar 2026, 09:00, by edda: “{TUNNEL.claim('hurt').text}” → “{NEW}” (The toll rose.)",
        f"  · 7 Mar 2026, 09:00, by kim: “{NEW}” → “Eight workers were hurt.”",
    ]


def digest(desk: TunnelDesk, since: dt.datetime, settings: DigestSettings = DigestSettings()) -> Digest:  # noqa: B008 - frozen
    now = desk.clock.now
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return compose(s, settings, "C0DESK", since, now, now)


def wordings(made: Digest) -> list[tuple[str, str]]:
    return [(entry.says, entry.why) for section in made.sections if section.title == "Reworded" for entry in section.entries]


def test_the_digest_tells_a_new_wording_once(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    start = desk.clock.now
    reword(desk.services, WORKSPACE, SLUG, "hurt", NEW, by="edda", reason="The toll rose.")
    changed = f"“{TUNNEL.claim('hurt').text}” → “{NEW}”"
    first = digest(desk, start)
    assert wordings(first) == [(changed, "The toll rose.")]
    assert first.summary.startswith("1 reworded")
    assert str(first.model_dump()).count(changed) == 1
    assert wordings(digest(desk, first.until)) == []
    assert wordings(digest(desk, start, DigestSettings(events=EventFilter(place="Lower Vale")))) == []
    restore_wording(desk.services, WORKSPACE, SLUG, "hurt-2", by="kim", reason="Still four.")
    assert wordings(digest(desk, first.until)) == [(f"“{NEW}” → “{TUNNEL.claim('hurt').text}”", "Still four.")]
    assert wordings(digest(desk, start)) == []


def test_a_wording_whose_decision_was_undone_is_not_told(desk: TunnelDesk) -> None:
    start = desk.clock.now
    much(desk)
    assert wordings(digest(desk, start)) == []
