import pytest

from bot.domain.errors import NotFound
from storage import events
from tests.storage import made
from tests.storage.made import Workspace


def test_the_newest_home_counts(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        events.add(s, made.event("other"), made.NOW)
        assert events.home_of(s, "ferry-fire") is None
        events.give_home(s, "ferry-fire", "C0FIRST", "ed", made.NOW)
        events.give_home(s, "ferry-fire", "C0SECOND", "ed", made.NOW)
    with workspace.transaction() as s:
        assert events.home_of(s, "ferry-fire") == "C0SECOND"
        assert events.home_of(s, "other") is None


def test_a_home_can_be_taken_away(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), made.NOW)
        events.give_home(s, "ferry-fire", "C0FIRST", "ed", made.NOW)
        events.give_home(s, "ferry-fire", None, "ed", made.NOW)
        assert events.home_of(s, "ferry-fire") is None


def test_an_event_that_is_not_there_has_no_home(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        with pytest.raises(NotFound):
            events.home_of(s, "ferry-fire")
        with pytest.raises(NotFound):
            events.give_home(s, "ferry-fire", "C0FIRST", "ed", made.NOW)
