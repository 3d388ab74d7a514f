"""An editor retracts and reopens an event: levels, history, cards, and the digest."""

import datetime as dt

import pytest

from bot.domain.card import Card, CardKind
from bot.domain.digest import Digest
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.model import Layer, Level
from bot.domain.record import EditKind
from bot.domain.subscription import DigestPart, DigestSettings, EventFilter
from bot.domain.wording import edit_said
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.compose import compose
from bot.pipeline.edit_event import add_claim, correct, reopen, retract
from storage import cards, events, history, search, workspace_settings
from storage.db import Database
from tests.newsroom import WORKSPACE
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, FOUR, SEVEN, TUNNEL, WARNED, WRONG, TunnelDesk

SLUG = TUNNEL.slug
HOAX = "The tunnel was closed for repair; nothing fell."


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return TunnelDesk(sqlite_database, server)


def digest(desk: TunnelDesk, settings: DigestSettings = DigestSettings()) -> Digest:  # noqa: B008 - frozen
    now = desk.clock.now
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return compose(s, settings, "C0DESK", now - dt.timedelta(days=1), now, now)


def test_an_event_is_retracted_with_its_claims_and_reopened_to_what_it_was(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    desk.two_papers()
    before = desk.assessed()
    edit = retract(desk.services, WORKSPACE, SLUG, by="edda", reason=f"  {HOAX}  ")
    assert (edit.kind, edit.by, edit.reason) == (EditKind.RETRACT, "edda", HOAX)
    assert desk.event().retracted_because == HOAX
    assert {a.level for a in desk.assessed().values()} == {Level.RETRACTED}
    assert desk.assessed()["roof"].reasons == (f"An editor retracted it: {HOAX}",)
    again = reopen(desk.services, WORKSPACE, SLUG, by="kim", reason="It did fall.")
    assert desk.assessed() == before
    with database.transaction(WORKSPACE, read_only=True) as s:
        made = history.of_event(s, SLUG)
        assert [(e.kind.value, e.by, e.reason) for e in events.edits_of(s, SLUG)] == [
            ("retract", "edda", HOAX),
            ("reopen", "kim", "It did fall."),
        ]
    moved = {(c.claim, c.edit_id): (c.level_before, c.level_after) for c in made if c.edit_id}
    assert moved["roof", edit.id] == (Level.REPORTED, Level.RETRACTED)
    assert moved["roof", again.id] == (Level.RETRACTED, Level.REPORTED)
    assert len(moved) == 6
    assert next(c for c in made if c.edit_id == again.id).reasons[0] == "An editor reopened it: It did fall."


def test_an_event_is_retracted_once_and_reopened_once(desk: TunnelDesk) -> None:
    with pytest.raises(Refused, match="not retracted"):
        reopen(desk.services, WORKSPACE, SLUG, by="edda", reason="Why not.")
    retract(desk.services, WORKSPACE, SLUG, by="edda", reason=HOAX)
    with pytest.raises(Refused, match="retracted already by edda on 2026-03-07"):
        retract(desk.services, WORKSPACE, SLUG, by="kim", reason="I think so too.")


def test_without_a_reason_a_name_or_an_event_nothing_happens(desk: TunnelDesk) -> None:
    for reason in ("", " \n ", "x" * 501):
        with pytest.raises(BadInput, match="needs a reason"):
            retract(desk.services, WORKSPACE, SLUG, by="edda", reason=reason)
    with pytest.raises(BadInput):
        retract(desk.services, WORKSPACE, SLUG, by=" ", reason=HOAX)
    with pytest.raises(NotFound):
        retract(desk.services, WORKSPACE, "no-such-event", by="edda", reason=HOAX)
    assert desk.event().retracted_because is None


def test_an_event_that_its_file_retracted_can_be_reopened(sqlite_database: Database, server: PageServer) -> None:
    desk = TunnelDesk(sqlite_database, server)
    with sqlite_database.transaction(WORKSPACE) as s:
        events.add(s, TUNNEL.model_copy(update={"slug": "old", "retracted_because": "A mix-up."}), desk.clock())
    with pytest.raises(Refused, match="was retracted already: A mix-up"):
        retract(desk.services, WORKSPACE, "old", by="edda", reason=HOAX)
    reopen(desk.services, WORKSPACE, "old", by="edda", reason="No mix-up.")
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert events.get(s, "old").retracted_because is None


def test_cards_are_due_and_the_home_channel_is_told(sqlite_database: Database, server: PageServer) -> None:
    desk = TunnelDesk(sqlite_database, server)
    with sqlite_database.transaction(WORKSPACE) as s:
        workspace_settings.save(s, WorkspaceSettings(home_channel="C0HOME"), "ada", desk.clock())
    desk.approve(desk.bring("/roof", FELL, FOUR, WARNED, day=4))
    edit = retract(desk.services, WORKSPACE, SLUG, by="edda", reason=HOAX)
    with sqlite_database.transaction(WORKSPACE) as s:
        due: list[Card] = []
        while card := cards.take_next(s, desk.clock.now + dt.timedelta(seconds=2 * len(due) + 2)):
            due.append(card)
    told = [card for card in due if card.edit_id == edit.id]
    assert [(card.kind, card.spot.channel, card.event) for card in told] == [(CardKind.LEVEL, "C0HOME", SLUG)]


def test_the_digest_tells_withdrawals_first_then_what_is_retracted_and_reopened(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    desk.two_papers()
    desk.bring("/more", SEVEN, day=6)
    correction = desk.bring("/correction", WRONG, day=7)
    desk.clock.now += dt.timedelta(hours=3)
    waiting = digest(desk)
    first = waiting.sections[0]
    assert (first.mark, first.title, first.entries[0].proposal) == ("❗", "Withdrawals to decide on", correction.id)
    assert first.entries[0].says.startswith("Vale Gazette withdraws its report of 4 Mar")
    assert waiting.summary.startswith("1 withdrawal waits for a decision for 3 hours; ")
    assert "; 1 waits for a decision" in waiting.summary
    assert "2 proposals waiting" in waiting.numbers

    desk.approve(correction)
    retract(desk.services, WORKSPACE, SLUG, by="edda", reason=HOAX)
    told = digest(desk)
    assert [section.title for section in told.sections[:2]] == ["Withdrawn", "Retracted"]
    assert told.sections[0].entries[0].says.startswith("Vale Gazette withdraws its report of 4 Mar")
    assert told.sections[1].entries[0].why == f"An editor retracted it: {HOAX}"
    assert told.summary.startswith("1 withdrawn; 1 changed; ")

    desk.clock.now += dt.timedelta(days=2)
    reopen(desk.services, WORKSPACE, SLUG, by="edda", reason="It did fall.")
    reopened = digest(desk)
    assert (reopened.sections[0].title, reopened.sections[0].mark) == ("Reopened", "🔓")
    assert reopened.sections[0].entries[0].why == "An editor reopened it: It did fall."


def test_a_digest_leaves_withdrawals_out_that_it_is_not_asked_for(desk: TunnelDesk) -> None:
    desk.two_papers()
    desk.approve(desk.bring("/correction", WRONG, day=7))
    elsewhere = DigestSettings(events=EventFilter(place="Lower Vale"))
    failed_only = DigestSettings(parts=(DigestPart.FAILED,))
    for settings in (elsewhere, failed_only):
        assert digest(desk, settings).sections == ()


def test_a_place_and_a_date_are_corrected_found_and_told(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    before = desk.event()
    day = dt.date(2026, 3, 3)
    edit = correct(desk.services, WORKSPACE, SLUG, place=" Upper  Zastava ", date=day, by="edda", reason="The paper says so.")
    assert (edit.kind, edit.place, edit.date) == (EditKind.CORRECT, "Upper Zastava", day)
    assert desk.event() == before.model_copy(update={"place": "Upper Zastava", "date": day})
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert [found.slug for found in search.find(s, "Zastava")] == [SLUG]
        assert edit_said(desk.event(), edit) == ": Upper Zastava, 3 Mar 2026 (The paper says so.)"
    with pytest.raises(BadInput, match="already"):
        correct(desk.services, WORKSPACE, SLUG, place="Upper Zastava", date=day, by="kim")
    with pytest.raises(BadInput, match="has not come yet"):
        correct(desk.services, WORKSPACE, SLUG, place=None, date=dt.date(2027, 1, 1), by="kim")
    correct(desk.services, WORKSPACE, SLUG, place=before.place, date=before.date, by="kim")
    assert desk.event() == before


def test_a_claim_is_added_behind_the_others_and_found(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    before = desk.event()
    add_claim(desk.services, WORKSPACE, SLUG, "The quarry was blasting nearby.", by="edda")
    words, heard = "Ilse Norr said that it was safe.", Layer.UTTERANCE
    add_claim(desk.services, WORKSPACE, SLUG, words, by="kim", layer=heard, speaker="Ilse Norr")
    claims = desk.event().claims
    assert claims[: len(before.claims)] == before.claims
    assert [(c.key, c.speaker) for c in claims[len(before.claims) :]] == [("added-1", None), ("added-2", "Ilse Norr")]
    assert desk.assessed()["added-1"].level is Level.UNVERIFIED
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert [found.slug for found in search.find(s, "quarry blasting")] == [SLUG]
        first, _ = events.edits_of(s, SLUG)
    assert edit_said(desk.event(), first) == ": “The quarry was blasting nearby.”"
    with pytest.raises(BadInput, match="has this claim already"):
        add_claim(desk.services, WORKSPACE, SLUG, "the quarry was blasting nearby", by="kim")
    with pytest.raises(BadInput, match="Write who said it"):
        add_claim(desk.services, WORKSPACE, SLUG, "It was said.", by="kim", layer=Layer.UTTERANCE)
    with pytest.raises(BadInput, match="needs a wording"):
        add_claim(desk.services, WORKSPACE, SLUG, "…", by="kim")
