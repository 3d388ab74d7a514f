"""The catch-up: what is known, how well and by whom, what changed last, what waits, what is in doubt."""

import datetime as dt
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.catch_up import MEANS
from bot.domain.model import Level
from bot.slack.action_ids import Action
from bot.slack.views.catch_up import MOST_CLAIMS, catch_up_card
from bot.slack.views.message import MessageContent
from bot.slack.views.modals import catch_up_modal
from tests.domain.make import EVENT
from tests.domain.test_doubts import LYSAK, MILL
from tests.slack.limits import texts
from tests.slack.made import DENYING, STANDING, everyday, history, largest, largest_record, new_event
from tests.slack.messages import actions, assert_fits, assert_in_order, words_of
from tests.slack.proposals import AT

NOW = AT + dt.timedelta(hours=3)


def card(**given: Any) -> MessageContent:
    reports = (*STANDING, DENYING)
    return catch_up_card(EVENT, reports, history(), [everyday(), new_event()], now=NOW, **given)


def test_a_catch_up_is_drawn_as_before(snapshot: SnapshotAssertion) -> None:
    assert card().payload() == snapshot(extension_class=JSONSnapshotExtension)


def test_it_says_in_plain_words_what_is_known_and_how_well_what_changed_what_waits_and_what_is_in_doubt() -> None:
    assert_in_order(
        words_of(assert_fits(card())),
        [
            "Vera Holm says the Orrin dam failed",
            "Statement · Orrin",
            "Reported: The dam at Orrin failed.",
            "Said, but not confirmed independently · 2 origins: Vera Holm; against it: Ilse Norr",
            "Reported: Vera Holm said",
            "1 origin: Harbour Courier",
            "Changed last: Unverified → reported, 3 hours ago: ",
            "Open: 2 proposals wait for a decision, the oldest for ",
            "In doubt: Somebody denies 1 claim.",
        ],
    )


def test_it_leads_to_the_whole_record_to_following_and_to_a_further_source() -> None:
    blocks = assert_fits(card())
    assert actions(blocks) == dict.fromkeys((Action.SHOW_EVENT, Action.FOLLOW, Action.ADD_SOURCE), EVENT.slug)
    assert "Following …" in words_of(assert_fits(card(follows=True)))


def test_of_an_event_without_reports_it_says_that_nothing_is_known_open_or_in_doubt() -> None:
    said = words_of(assert_fits(catch_up_card(EVENT, (), (), [], now=NOW)))
    assert_in_order(said, ["Unverified: ", "No report yet", "No level has changed", "Nothing waits", "In doubt: Nothing."])


def test_a_question_of_identity_is_asked_where_it_can_be_answered() -> None:
    blocks = assert_fits(catch_up_card(MILL, LYSAK, (), [], now=NOW))
    said = words_of(blocks)
    assert "Are Evgeny Lysak and Yevhenii Lysak one person?" in said
    assert "In doubt" not in said
    assert {Action.SAME, Action.DIFFERENT} <= set(actions(blocks))


@pytest.mark.parametrize("level", Level)
def test_each_level_is_put_in_plain_words(level: Level) -> None:
    assert 10 < len(MEANS[level]) < 60


def test_the_largest_and_most_hostile_event_is_caught_up_on_too() -> None:
    event, reports, moves = largest_record()
    shown = catch_up_card(event, reports, moves, [largest()] * 30, now=NOW)
    blocks = assert_fits(shown)
    assert f"and {len(event.current) - MOST_CLAIMS} further claims" in words_of(blocks)
    for text in (shown.text, *texts(blocks), *texts(catch_up_modal(shown))):
        assert "<!channel>" not in text
