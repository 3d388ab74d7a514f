"""What editors said that open passages mean."""

from bot.domain.model import Stance
from storage import decisions, settlements
from storage.db import Database
from tests.storage import made


def test_all_that_was_said_is_kept_in_order(database: Database) -> None:
    with database.transaction("local") as s:
        record = made.approved(s)
        first, second = made.settlement(record.proposal, Stance.CONTEXT), made.settlement(record.proposal)
        settlements.add(s, first)
        settlements.add(s, second)
    with database.transaction("local", read_only=True) as s:
        assert settlements.of_proposal(s, record.proposal) == [first, second]


def test_an_event_has_those_of_its_approved_proposals(database: Database) -> None:
    with database.transaction("local") as s:
        record, other = made.approved(s), made.waiting(s, "other", f"{made.URL}/other")
        settlements.add(s, made.settlement(record.proposal))
        settlements.add(s, made.settlement(other.proposal))
        assert [settled.proposal_id for settled in settlements.of_event(s, "ferry-fire")] == [record.proposal]
        decisions.undo(s, record.proposal, "ed", made.LATER)
        assert [settled.proposal_id for settled in settlements.of_event(s, "ferry-fire")] == [record.proposal]
