"""The question on cards, and the modal with an event's origins and the rulings on them."""

import datetime as dt
import json
from typing import Any

import pytest

from bot.domain.confidence import assess_event, level_changes
from bot.domain.doubts import doubts
from bot.domain.errors import BadInput
from bot.domain.model import Doubt, Ruling
from bot.domain.record import ProposalState
from bot.domain.rulings import FiledRuling
from bot.domain.verdict import verdict
from bot.sandbox.local_slack.limits import views
from bot.slack.action_ids import Action, OnEvent, Ref
from bot.slack.views.event import event_card
from bot.slack.views.origins import origins_modal
from bot.slack.views.outcome import announcement
from bot.slack.views.proposal import proposal_card
from bot.slack.views.why import why_modal
from tests.domain.make import EVENT, person
from tests.domain.test_doubts import LYSAK, MILL, document, said
from tests.slack.made import largest, largest_record, rebuilt
from tests.slack.messages import actions, assert_fits, assert_in_order, parts, words_of
from tests.slack.proposals import AT, HOSTILE, LONGEST, filed

QUESTION = "Are Evgeny Lysak and Yevhenii Lysak one person?"


def ruling(number: int = 1, **changes: Any) -> FiledRuling:
    fields: dict[str, Any] = {
        "id": number,
        "one": "Evgeny Lysak",
        "other": "Yevhenii Lysak",
        "same": False,
        "everywhere": False,
        "by": "U0EDDA1",
        "at": AT + dt.timedelta(hours=number),
        "reason": "Met them both.",
    }
    return FiledRuling(**{**fields, **changes})


def on_mill(**changes: Any) -> Any:
    """File the second of two reports by what may be one person, as the pipeline does."""
    old, new = LYSAK
    before, after = assess_event(MILL, [old]), assess_event(MILL, LYSAK)
    (doubt,) = doubts(MILL, LYSAK)
    given = {"before": before, "after": after, "doubt": doubt, "verdict": verdict(MILL, "Northwire", before, after)}
    return rebuilt(filed(MILL, [new]), **given | changes)


def drawn(modal: dict[str, Any]) -> dict[str, Any]:
    """Check a modal against Slack's limits."""
    view: dict[str, Any] = json.loads(json.dumps(modal))
    views.check(view, "modal")
    return view


def test_a_proposal_asks_one_question_above_its_decision_and_says_the_counts() -> None:
    blocks = assert_fits(proposal_card(on_mill(), MILL, decisions=(), now=AT, undo_minutes=15))
    assert_in_order(
        words_of(blocks),
        [
            "No change yet: Evgeny Lysak and Yevhenii Lysak may be the same",
            QUESTION,
            "Same",
            "They count as one origin on this event. No level changes.",
            "Different",
            "With this proposal, “Five people died” goes from reported to verified. You can take it back.",
            "Confirmed by 1 origin, perhaps 2: Evgeny Lysak (perhaps the same as Yevhenii Lysak).",
            "Approve",
        ],
    )
    found = actions(blocks)
    assert (found[Action.SAME], found[Action.DIFFERENT]) == ("12.1", "12.1")
    same = next(button for button in parts(blocks, "button") if button["action_id"] == Action.SAME)
    assert same["accessibility_label"].startswith(f"Same: {QUESTION}")


def test_a_decided_proposal_and_one_without_doubt_ask_nothing() -> None:
    for shown in (on_mill(state=ProposalState.REJECTED), on_mill(doubt=None)):
        blocks = assert_fits(proposal_card(shown, MILL, decisions=(), now=AT, undo_minutes=15))
        assert Action.SAME not in actions(blocks)
        assert QUESTION not in words_of(blocks)


def test_counts_that_stay_in_doubt_are_said_as_such() -> None:
    more = [*LYSAK, said("Echo", person("Evgeny Lysak"))]
    shown = on_mill(before=assess_event(MILL, LYSAK), after=assess_event(MILL, more))
    said_ = words_of(why_modal(shown, MILL)["blocks"])
    assert "Still 1 origin, perhaps 2 · 3 outlets (was 2)" in said_
    settled = on_mill(before=assess_event(MILL, LYSAK), after=assess_event(MILL, LYSAK[:1]))
    said_ = words_of(why_modal(settled, MILL)["blocks"])
    assert "1 origin (was 1, perhaps 2)" in said_


def test_an_event_asks_the_same_and_keeps_rulings_in_its_history() -> None:
    blocks = assert_fits(event_card(MILL, LYSAK, (), public=True, now=AT))
    assert_in_order(
        words_of(blocks), [f"{QUESTION} They count once", "Know another source?", "1 origin, perhaps 2 · 2 outlets · 2 reports"]
    )
    (doubt,) = doubts(MILL, LYSAK)
    assert actions(blocks)[Action.SAME] == f"mill-fire:{doubt.number}"
    made = [ruling(), ruling(2, one="Somebody Else", other="S. Else", everywhere=True)]
    event = MILL.model_copy(update={"rulings": (Ruling(one="Evgeny Lysak", other="Yevhenii Lysak", same=False),)})
    blocks = assert_fits(event_card(event, LYSAK, (), public=True, now=AT, rulings=made))
    assert Action.SAME not in actions(blocks)
    assert "2 Mar 2026, 10:30 UTC · Ruled by " in words_of(blocks)
    assert ": Evgeny Lysak and Yevhenii Lysak are two origins" in words_of(blocks)
    assert "Somebody Else" not in words_of(blocks)


def test_the_modal_lists_origins_questions_and_rulings_with_who_when_and_why() -> None:
    reports = [*LYSAK, said("A", document("the contract"), "cause"), said("B", document("the deal"), "cause")]
    made = [
        ruling(1, same=True, reason=""),
        ruling(2, one="A. Ruiz", other="Ana Ruiz"),
        ruling(3, same=None, reason="Asked again."),
        ruling(4, one="the contract", other="THE DEAL", everywhere=True),
    ]
    view = drawn(origins_modal(MILL, reports, made))
    assert (view["callback_id"], view["private_metadata"]) == ("origins", "mill-fire")
    assert_in_order(
        words_of(view["blocks"]),
        [
            "“Five people died”: reported, 1 origin, perhaps 2",
            "Evgeny Lysak: perhaps the same as Yevhenii Lysak, so that they count once",
            "“A boiler burst”: reported, 1 origin, perhaps 2",
            "Open questions",
            QUESTION,
            "Are the contract and the deal one document?",
            "Rulings",
            "A. Ruiz and Ana Ruiz are two origins · <@U0EDDA1>, <!date^",
            "“Met them both.”",
            "Take back",
            "For all events",
            "The contract and THE DEAL are two origins, in all events",
            "Taken back or replaced:",
            "Evgeny Lysak and Yevhenii Lysak are one origin",
            "It is open again whether Evgeny Lysak and Yevhenii Lysak are one origin",
            "“Asked again.”",
        ],
    )
    found = actions(view["blocks"])
    assert {found[f"{Action.TAKE_BACK}:{n}"] for n in (0, 1)} == {"mill-fire:2", "mill-fire:4"}
    assert found[f"{Action.FOR_ALL}:0"] == "mill-fire:2"
    assert f"{Action.FOR_ALL}:1" not in found
    assert f"{Action.SAME}:1" in found


def test_an_event_without_origins_and_rulings_says_so() -> None:
    said_ = words_of(drawn(origins_modal(EVENT, (), ()))["blocks"])
    assert "unverified, 0 origins" in said_
    assert "No editor has ruled" in said_


def test_the_largest_and_most_hostile_fit() -> None:
    doubt = Doubt(one=LONGEST, other=LONGEST, question=LONGEST, if_same=LONGEST, if_different=LONGEST)
    shown = rebuilt(largest(), doubt=doubt)
    assert_fits(proposal_card(shown, largest_record()[0], decisions=(), now=AT, undo_minutes=15))
    event, reports, moves = largest_record()
    made = [ruling(n, one=f"{n} {LONGEST}"[:1000], other=LONGEST, reason=LONGEST, by=LONGEST[:100]) for n in range(60)]
    assert_fits(event_card(event, reports, moves, public=True, now=AT, rulings=made))
    view = drawn(origins_modal(event, reports, made))
    assert not any("<!channel>" in part["text"] for part in parts(view, "mrkdwn"))
    hostile = [said(f"Paper {n}", document(f"the {noun} {n} {HOSTILE}")) for n in range(20) for noun in ("contract", "deal")]
    view = drawn(origins_modal(MILL, hostile, ()))
    assert "Open questions" in words_of(view["blocks"])


def test_an_announcement_says_what_was_ruled() -> None:
    settled = MILL.model_copy(update={"rulings": (Ruling(one="Evgeny Lysak", other="Yevhenii Lysak", same=False),)})
    (moved,) = level_changes(assess_event(MILL, LYSAK)[:1], assess_event(settled, LYSAK)[:1], ruling_id=1, at=AT)
    shown = announcement(settled, [moved], "U0EDDA1", str(ruling()))
    assert_in_order(
        words_of(assert_fits(shown)),
        [
            "An editor ruled: Evgeny Lysak and Yevhenii Lysak are two origins.",
            "Reported → verified: “Five people died”",
            "Confirmed by 2 origins: ",
        ],
    )


def test_a_button_that_is_not_ours_is_refused() -> None:
    assert OnEvent.parse(str(OnEvent("mill-fire", 123))) == OnEvent("mill-fire", 123)
    assert not OnEvent.is_one(str(Ref(1, 2)))
    for value in ("mill-fire", "mill-fire:", "mill-fire:x", "mill-fire:1234567890", "mill-fire:٣"):
        with pytest.raises(BadInput, match="not one of ours"):
            OnEvent.parse(value)
    for value in ("", "12", "12.", "12.x", ".1", "1234567890.1"):
        with pytest.raises(BadInput, match="not one of ours"):
            Ref.parse(value)


def test_the_window_draws_who_has_it_from_whom() -> None:
    view = drawn(origins_modal(MILL, LYSAK, []))["blocks"]
    assert_in_order(words_of(view), ["Who has it from whom", "● ", "└─ ", "Rulings"])
    (picture,) = parts(view, "rich_text_preformatted")
    assert "\n" in picture["elements"][0]["text"]
    assert "Who has it from whom" not in words_of(drawn(origins_modal(MILL, [], []))["blocks"])
