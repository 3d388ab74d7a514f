"""Who deals with a proposal, as its card, its messages and the window that asks first say it."""

import datetime as dt

import pytest

from bot.domain.errors import BadInput
from bot.domain.handling import Handling, HandlingAct, HandlingKind, Hold, Inquiry
from bot.domain.record import DecisionKind, ProposalState
from bot.pipeline.second_look import FirstLook
from bot.slack.forms import anyway
from bot.slack.views.handling import asked_card, handed_card, in_queue
from bot.slack.views.proposal import proposal_card
from bot.slack.views.why import why_modal
from tests.domain.make import EVENT
from tests.slack.limits import texts
from tests.slack.made import decided, everyday, proposed, rebuilt
from tests.slack.messages import actions, assert_fits, assert_in_order, words_of
from tests.slack.proposals import AT, HOSTILE, LONGEST

HOLD = Hold(id=3, by="U0EDDA1", since=AT)
HELD = Handling(hold=HOLD)
ASKED = Inquiry(id=4, by="U0EDDA1", whom="U0MIRA1", at=AT, words="Who told you that the wall is gone?")
ANSWERED = ASKED.model_copy(update={"answer": "The gatekeeper, on the phone.", "answered_at": AT + dt.timedelta(minutes=5)})


def act(kind: HandlingKind, words: str = ASKED.words) -> HandlingAct:
    return HandlingAct(id=4, proposal_id=12, version=1, kind=kind, by="U0EDDA1", at=AT, whom="U0MIRA1", words=words)


def card(handled: Handling, state: ProposalState = ProposalState.PENDING) -> tuple[str, list[str], dt.datetime | None]:
    filed = rebuilt(proposed(standing=()), state=state)
    shown = proposal_card(filed, EVENT, decisions=(), now=AT, undo_minutes=15, handled=handled)
    blocks = shown.payload()["blocks"]
    return words_of(blocks), [action for action in actions(blocks) if action], shown.again_at


def test_a_free_card_offers_to_take_it_and_a_held_one_says_who_is_on_it_until_it_is_free_again() -> None:
    words, offered, again_at = card(Handling())
    assert ("is on it" in words, "take_proposal" in offered, again_at) == (False, True, None)
    words, offered, again_at = card(HELD)
    assert "🙋 <@U0EDDA1> is on it since " in words
    assert ("take_proposal" in offered, "release_proposal" in offered) == (False, True)
    assert again_at == AT + dt.timedelta(minutes=30)
    words, offered, again_at = card(HELD, ProposalState.REJECTED)
    assert ("is on it" in words, {"take_proposal", "release_proposal"} & set(offered), again_at) == (False, set(), None)


@pytest.mark.parametrize(
    ("stands", "words"), [(True, "It waits for a second editor."), (False, "so it needs a first look again")]
)
def test_a_card_names_who_looked_first_and_says_what_it_waits_for(stands: bool, words: str) -> None:
    looked = FirstLook(decided(DecisionKind.FIRST_LOOK), stands)
    shown = proposal_card(everyday(), EVENT, decisions=[looked.decision], now=AT, undo_minutes=15, first_look=looked)
    assert_in_order(words_of(assert_fits(shown)), ["👀", f"<@{looked.decision.by}>", words])
    assert "approve" in actions(shown.payload()["blocks"])


def test_a_card_says_what_was_asked_and_then_the_answer_first() -> None:
    words, _, _ = card(Handling(inquiry=ASKED))
    assert "asked" in words
    assert "“Who told you that the wall is gone?” It waits for the answer." in words
    words, _, _ = card(Handling(inquiry=ANSWERED))
    assert words.index("The gatekeeper") < words.index("Who told you")
    assert "waits for the answer" not in words


def test_the_window_behind_why_offers_the_rest_while_it_waits() -> None:
    offered = actions(why_modal(everyday(), EVENT)["blocks"])
    assert {"hand_over", "ask_bringer"} <= set(offered)
    fed = everyday().submission.model_copy(update={"by": "B0FEED1"})
    assert "ask_bringer" not in actions(why_modal(rebuilt(everyday(), submission=fed), EVENT)["blocks"])
    assert "hand_over" not in actions(why_modal(rebuilt(everyday(), state=ProposalState.APPROVED), EVENT)["blocks"])


@pytest.mark.parametrize("words", [HOSTILE, LONGEST])
def test_what_people_write_stays_text(words: str) -> None:
    handled = Handling(inquiry=ANSWERED.model_copy(update={"words": words, "answer": words}))
    shown = proposal_card(everyday(), EVENT, decisions=(), now=AT, undo_minutes=15, handled=handled)
    messages = [
        shown,
        asked_card(everyday(), act(HandlingKind.ASK, words)),
        handed_card(everyday(), act(HandlingKind.HAND_OVER), None),
    ]
    for message in messages:
        mrkdwn = [*texts(assert_fits(message)), message.text]
        assert not [text for text in mrkdwn if "<!channel>" in text or "\u202e" in text]
    assert len(in_queue(handled)) == 1


def test_the_window_that_asks_first_carries_what_was_pressed() -> None:
    drawn = anyway.draw("approve", "12.3", 12, HOLD)
    assert "Decide anyway?" in words_of(drawn["blocks"])
    assert anyway.parse(drawn) == ("approve", "12.3", 12, 3)
    assert "Take it over?" in words_of(anyway.draw("take_proposal", "12.3", 12, HOLD)["blocks"])
    for metadata in ("", "approve", "approve 12.3 12 x", "approve 12.3 12 3 4"):
        with pytest.raises(BadInput):
            anyway.parse({"private_metadata": metadata})
