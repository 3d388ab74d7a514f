"""Who deals with proposals, on both databases."""

import datetime as dt

import pytest

from bot.domain.card import CardKind, Spot
from bot.domain.errors import NotFound
from bot.domain.handling import Handling, HandlingKind
from bot.domain.record import DecisionKind
from storage import cards, decisions, events, handling
from tests.storage import made
from tests.storage.made import Workspace

SOON = made.NOW + dt.timedelta(minutes=1)


def test_how_each_proposal_stands_follows_from_its_acts_since_the_last_decision(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        record = made.approved(s)
        other, free = (made.waiting(s, key, f"{made.URL}/{key}").proposal for key in ("other", "free"))
        for proposal in (record.proposal, other):
            handling.add(s, proposal, 1, HandlingKind.TAKE, "mara", made.NOW)
        decisions.undo(s, record.proposal, "ed", SOON)
        found = handling.now_on_each(s, [record.proposal, other, free], SOON)
        assert [each.hold.by if each.hold else None for each in found.values()] == [None, "mara", None]
        handling.add(s, record.proposal, 2, HandlingKind.HAND_OVER, "mara", SOON, whom="cay")
        hold = handling.now_on(s, record.proposal, SOON).hold
        assert hold is not None
        assert (hold.by, hold.given_by, hold.since) == ("cay", "mara", SOON)
        assert handling.now_on(s, other, made.NOW + dt.timedelta(minutes=30)) == Handling()
        assert handling.now_on_each(s, [], SOON) == {}


def test_a_key_is_stored_once_and_finds_its_act(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        proposal = made.waiting(s).proposal
        asked = [
            handling.add(s, proposal, 1, HandlingKind.ASK, "mara", made.NOW, whom="jo", words=words, key="asked:V1")
            for words in ("Who?", "Again?")
        ]
        assert asked[0] == asked[1]
        assert handling.by_key(s, "asked:V1").words == "Who?"
        assert len(handling.of_proposal(s, proposal)) == 1
        with pytest.raises(NotFound):
            handling.by_key(s, "asked:V2")


def test_a_thread_knows_about_which_proposals_somebody_was_asked_in_it(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        first, second = (made.waiting(s, key, f"{made.URL}/{key}").proposal for key in ("k1", "k2"))
        spot = Spot(channel="C0DESK", thread="1.0")
        for key, proposal in (("a", first), ("b", second), ("c", first)):
            cards.want(s, key, CardKind.ASKED, spot, at=made.NOW, proposal_id=proposal)
        cards.want(s, "d", CardKind.PROPOSAL, spot, at=made.NOW, proposal_id=second)
        assert cards.asked_in(s, "C0DESK", "1.0") == [first, second]
        assert cards.asked_in(s, "C0DESK", "2.0") == cards.asked_in(s, "C0OTHER", "1.0") == []


def test_a_rejection_ends_it_too(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        proposal = made.waiting(s).proposal
        handling.add(s, proposal, 1, HandlingKind.ASK, "mara", made.NOW, whom="jo", words="Who?")
        decisions.decide(s, proposal, 1, DecisionKind.REJECT, "ed", SOON, "No.")
        assert handling.now_on(s, proposal, SOON) == Handling()
