"""Editors' decisions on who is one origin, as they are stored and as they hold."""

import datetime as dt

from bot.domain.model import Hop, HopKind, Ruling
from storage import events, history, reports, rulings
from storage.db import Database
from storage.session import WorkspaceSession
from tests.storage import made

PAIR = ("Ada Finch", "A. Finch")


def rule(s: WorkspaceSession, slug: str | None, same: bool | None, pair: tuple[str, str] = PAIR, hours: int = 0) -> int:
    event_id = None if slug is None else events.id_of(s, slug)
    at = made.NOW + dt.timedelta(hours=hours)
    return rulings.add(s, event_id, *pair, same=same, by="ed", reason="Asked her.", at=at).id


def in_force(s: WorkspaceSession, slug: str) -> list[Ruling]:
    return list(events.get(s, slug).rulings)


def test_the_newest_on_two_names_holds_in_either_order_and_spelling_and_an_events_own_before_all(database: Database) -> None:
    one, two = Ruling(one=PAIR[0], other=PAIR[1], same=True), Ruling(one=PAIR[0], other=PAIR[1], same=False)
    with database.transaction("desk") as s:
        for slug in ("ferry-fire", "mill-fire"):
            events.add(s, made.event(slug, f"About the {slug}"), made.NOW)
        rule(s, "ferry-fire", same=True)
        assert (in_force(s, "ferry-fire"), in_force(s, "mill-fire")) == ([one], [])
        rule(s, None, same=False)
        assert (in_force(s, "ferry-fire"), in_force(s, "mill-fire")) == ([one], [two])
        swapped = rule(s, "ferry-fire", same=False, pair=("Mr. A. Finch", "ada finch"))
        assert in_force(s, "ferry-fire") == [Ruling(one="Mr. A. Finch", other="ada finch", same=False)]
        rule(s, "ferry-fire", same=None)
        assert in_force(s, "ferry-fire") == [two]
        rule(s, None, same=None)
        assert (in_force(s, "ferry-fire"), in_force(s, "mill-fire")) == ([], [])
        made_here = rulings.of_event(s, events.id_of(s, "ferry-fire"))
        assert [(r.same, r.everywhere) for r in made_here] == [
            (True, False), (False, True), (False, False), (None, False), (None, True),
        ]  # fmt: skip
        filed = rulings.get(s, swapped)
        assert (filed.by, filed.reason, filed.at) == ("ed", "Asked her.", made.NOW)


def test_a_change_of_level_knows_its_ruling_and_is_stored_once(database: Database) -> None:
    with database.transaction("desk") as s:
        events.add(s, made.event(), made.NOW)
        first, second = rule(s, "ferry-fire", same=True), rule(s, "ferry-fire", same=None, hours=1)
        moves = [made.change(None).model_copy(update={"ruling_id": id_}) for id_ in (first, second, first)]
        history.add(s, "ferry-fire", moves)
        history.add(s, "ferry-fire", [made.change(None)])
        assert [(m.decision_id, m.ruling_id) for m in history.of_event(s, "ferry-fire")] == [
            (None, first), (None, second), (None, None),
        ]  # fmt: skip


def test_the_events_that_may_name_somebody_are_found(database: Database) -> None:
    with database.transaction("desk") as s:
        for slug in ("ferry-fire", "mill-fire"):
            events.add(s, made.event(slug, f"About the {slug}"), made.NOW)
        record = made.waiting(s)
        origin = Hop(kind=HopKind.PERSON, name="Łukasz Zażółć", body="Straż 100%_pewna")
        said = made.report().model_copy(update={"path": (origin,)})
        reports.add(s, "ferry-fire", [said], decision_id=None, article_ids={"r1": record.article}, at=made.NOW)
        ferry = events.id_of(s, "ferry-fire")
        both = {ferry, events.id_of(s, "mill-fire")}
        for name, found in (
            ("ADA FINCH", both), ("Norwick Ferries", both), ("Łukasz Zażółć", {ferry}), ("Dr. ukasz", {ferry}),
            ("100%_pewna", {ferry}), ("Coast Media", {ferry}), ("Harbour Post", {ferry}), ("Coast Wire", {ferry}),
            ("Nobody Else", set()), ("漢字", set()), ("%_", {ferry}), ("_%", set()),
        ):  # fmt: skip
            assert events.naming(s, name) == found, name
