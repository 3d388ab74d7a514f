"""The proposal's card: what an editor must see first, what is offered when, and what Slack takes in the worst case."""

import datetime as dt
from typing import Any

import pytest
from slack_sdk.models.blocks import SectionBlock
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.model import Doubt, Genre
from bot.domain.record import Decision, DecisionKind, FiledProposal, ProposalState
from bot.slack.action_ids import Action, More, Ref
from bot.slack.views.message import MessageContent
from bot.slack.views.proposal import confirmation, proposal_card
from bot.slack.views.rows import button, buttons, said
from tests.domain.make import EVENT, report
from tests.slack.limits import texts
from tests.slack.made import DENYING, REPEATING, STANDING, approved, decided, everyday, largest, new_event, proposed, rebuilt
from tests.slack.messages import actions, assert_fits, assert_in_order, parts, words_of
from tests.slack.proposals import AT, LONGEST, draft, longest_event
from tests.slack.proposals import filed as made_on

SOON = AT + dt.timedelta(minutes=5)
LATER = AT + dt.timedelta(minutes=16)
UNDO = decided(DecisionKind.UNDO, id=2, undoes=1, by="U0TOBIAS1", reason="The wrong button.", minutes=3)


def card(filed: FiledProposal, *decisions: Decision, now: dt.datetime = SOON, **more: Any) -> MessageContent:
    event = filed.proposal.draft or EVENT
    return proposal_card(filed, event, decisions=decisions, now=now, undo_minutes=15, title="Mayor in tears", **more)


def words(filed: FiledProposal, *decisions: Decision, **more: Any) -> str:
    return words_of(assert_fits(card(filed, *decisions, **more)))


def test_a_card_is_drawn_as_before(snapshot: SnapshotAssertion) -> None:
    assert card(everyday()).payload() == snapshot(extension_class=JSONSnapshotExtension)


def test_the_verdict_comes_first_then_what_moves_then_the_decision_then_the_evidence() -> None:
    said_ = words(everyday())
    order = [
        "No change: Daily Beacon repeats what is already on record; it adds no new origin.",
        "📢 Statement: Vera Holm says the Orrin dam failed",
        "That it is so: still reported, 44% likely",
        "Still 1 origin · 2 outlets (was 1) · 2 reports (was 1)",
        "Confirmed by 2 outlets, 1 origin: Vera Holm. None of them is independent of the claim.",
        "⚠️ Please note",
        "Not verified by Daily Beacon: “nobody has verified how far the wall has given way”",
        "Approve",
        "please read the article too",
        "Mayor in tears",
        "Daily Beacon, grade C · brought by <@U0MIRA1>: “seen this one?”",
        "1. Confirms · origin: Vera Holm · in the words of Harbour Courier",
        "Tone: certain · basis: on record",
        "Holm, pale and shaken, told reporters that the dam at Orrin had failed.",
        "What did not count",
        "Daily Beacon: about the event, does not bear on this claim (context).",
        "Where it comes from",
        "it is not a verification",
    ]
    assert_in_order(said_, order)


def test_an_outlet_that_nobody_has_graded_can_be_graded_from_the_card() -> None:
    for filed, decisions in ((everyday(), ()), (approved(), (decided(),))):
        assert Action.GRADE_OUTLET not in actions(assert_fits(card(filed, *decisions)))
        blocks = assert_fits(card(filed, *decisions, ungraded=True))
        assert_in_order(
            words_of(blocks), ["Mayor in tears", "Nobody has graded Daily Beacon yet", "Grade outlet", "1. Confirms"]
        )
        (button_,) = [e for block in blocks for e in block.get("elements", ()) if e.get("action_id") == Action.GRADE_OUTLET]
        assert (button_["value"], button_["accessibility_label"]) == (str(filed.id), "Grade outlet: Daily Beacon")


def test_a_level_that_moves_is_shown_in_words_and_figures() -> None:
    said_ = words(proposed(standing=()))
    assert "That it is so: unverified → reported, 27% → 34% likely" in said_
    assert "1 origin (was 0) · 1 outlet (was 0) · 1 report (was 0)" in said_


def test_several_levels_that_move_are_counted_first_and_named_below() -> None:
    both = proposed(standing=())
    assert len([1 for old, new in zip(both.proposal.before, both.proposal.after, strict=True) if old.level != new.level]) == 2
    assert words(both).startswith("Daily Beacon: each of 2 claims goes from unverified to reported.\n")
    unlike = rebuilt(both, after=(both.proposal.after[0].model_copy(update={"level": "verified"}), both.proposal.after[1]))
    assert words(unlike).startswith("Daily Beacon: 2 claims change their level.\n")
    denied = rebuilt(both, verdict=f"{both.proposal.verdict.rstrip('.')}; it adds a denial by Ilse Norr.")
    assert "goes from unverified to reported; it adds a denial by Ilse Norr.\n" in words(denied)


def test_claims_that_a_proposal_does_not_touch_take_one_line() -> None:
    said_ = words(proposed((DENYING,)))
    assert "That it was said" not in said_
    assert "1 other claim stays as it is." in said_
    assert "1. Denies" in said_


def test_what_did_not_count_before_is_not_said_again() -> None:
    assert "What did not count" not in words(proposed((DENYING,), standing=everyday().proposal.reports))


def test_quotes_that_do_not_stand_in_the_article_are_said_once() -> None:
    assert "2 findings were left out, because their quotes do not stand in the article." in words(everyday(), dropped=2)
    told = rebuilt(everyday(), remarks=("2 claims from the article were left out, because the quote does not stand there.",))
    assert words(told, dropped=2).count("left out") == 1


def test_a_waiting_card_offers_a_decision_on_this_very_version() -> None:
    blocks = assert_fits(card(rebuilt(everyday(), version=3)))
    ref = str(Ref(12, 3))
    assert actions(blocks) == {Action.APPROVE: ref, Action.EDIT: ref, Action.REJECT: ref}
    options = [option["value"] for option in parts(blocks, "overflow")[0]["options"]]
    assert options == [f"{more}:{ref}" for more in More]
    assert all(12 < len(found["accessibility_label"]) <= 75 for found in parts(blocks, "button"))


def test_approving_asks_once_more_and_says_what_enters_the_record() -> None:
    approve = next(found for found in parts(assert_fits(card(everyday())), "button") if found["action_id"] == Action.APPROVE)
    assert approve["confirm"]["text"]["text"] == confirmation(everyday().proposal)
    assert confirmation(everyday().proposal) == (
        "3 reports by Daily Beacon enter the record of “Vera Holm says the Orrin dam failed”, and no level changes."
    )
    assert "the level of 2 claims changes" in confirmation(proposed(standing=()).proposal)
    assert confirmation(new_event().proposal) == (
        "A new event enters the record, “Vera Holm says the Orrin dam failed”, with 1 report by Alder Post."
    )


def test_a_new_event_says_that_it_is_not_on_record() -> None:
    said_ = words(new_event())
    assert "Not on record yet · Orrin · 02 Mar 2026" in said_
    assert "1 other claim has no report yet." in said_


def test_a_decided_card_says_who_when_and_why_first_and_offers_undo_for_a_while() -> None:
    shown = card(approved(), decided(own_submission=True))
    blocks = assert_fits(shown)
    assert blocks[0]["text"]["text"] == (
        f"✅ *Approved* by <@U0EDDA1> (their own submission), <!date^{int(AT.timestamp())}^{{date_short}} {{time}}"
        "|02 Mar 2026, 09:30 UTC>: “Adds colour, no new origin.”"
    )
    assert actions(blocks) == {Action.UNDO: str(Ref(12, 1)), Action.SHOW_EVENT: "orrin-dam"}
    assert shown.again_at == AT + dt.timedelta(minutes=15)
    assert shown.text.startswith("Approved: Vera Holm says the Orrin dam failed.")
    afterwards = card(approved(), decided(), now=LATER)
    assert actions(assert_fits(afterwards)) == {Action.SHOW_EVENT: "orrin-dam"}
    assert afterwards.again_at is None


def test_no_undo_is_offered_where_it_is_switched_off() -> None:
    shown = proposal_card(approved(), EVENT, decisions=[decided()], now=AT, undo_minutes=0)
    assert Action.UNDO not in actions(assert_fits(shown))


def test_a_rejected_draft_has_no_event_to_show() -> None:
    shown = card(rebuilt(new_event(), state=ProposalState.REJECTED), decided(DecisionKind.REJECT), now=LATER)
    assert actions(assert_fits(shown)) == {}


def test_a_draft_that_came_on_record_shows_its_event() -> None:
    shown = card(approved(new_event()), decided(), now=LATER, slug="the-dam")
    assert actions(assert_fits(shown)) == {Action.SHOW_EVENT: "the-dam"}


def test_an_amended_card_says_what_was_amended_and_by_whom() -> None:
    said_ = words(approved(), decided(DecisionKind.AMEND), amended=("Report 2: tone likely → uncertain",))
    assert "*Amended and approved* by <@U0EDDA1>" in said_
    assert "What was amended\nReport 2: tone likely → uncertain" in said_


def test_after_an_undo_the_card_waits_again_and_says_who_took_back_what() -> None:
    blocks = assert_fits(card(everyday(), decided(), UNDO))
    assert "<@U0TOBIAS1> took back the approval by <@U0EDDA1>" in words_of(blocks[:1])
    assert "It waits for an editor again." in words_of(blocks[:1])
    assert Action.APPROVE in actions(blocks)


def test_the_decision_that_stands_is_the_one_after_the_undo() -> None:
    again = decided(DecisionKind.REJECT, id=3, by="U0LEILA1", minutes=4, reason="Only a copy.")
    said_ = words(rebuilt(everyday(), state=ProposalState.REJECTED), decided(), UNDO, again)
    assert said_.startswith("🚫 *Rejected* by <@U0LEILA1>")


def test_a_replaced_card_is_short_and_offers_nothing() -> None:
    blocks = assert_fits(card(rebuilt(everyday(), state=ProposalState.SUPERSEDED)))
    assert len(blocks) == 2
    assert parts(blocks, "button") == []
    assert "was replaced" in words_of(blocks)


@pytest.mark.parametrize("state", list(ProposalState))
@pytest.mark.parametrize("reports", [1, 12, 60])
def test_the_largest_card_is_taken(state: ProposalState, reports: int) -> None:
    decision = decided(DecisionKind.AMEND, reason=LONGEST * 3, by=LONGEST)
    shown = proposal_card(
        rebuilt(largest(reports), state=state),
        longest_event(),
        decisions=[decision, UNDO] if state is ProposalState.PENDING else [decision],
        amended=[LONGEST] * 60,
        now=AT,
        undo_minutes=15,
        title=LONGEST,
        dropped=99,
        slug="e" * 120,
    )
    assert_fits(shown)


def test_a_long_list_says_where_the_rest_is() -> None:
    blocks = assert_fits(proposal_card(largest(60), longest_event(), decisions=(), now=AT, undo_minutes=15, ungraded=True))
    assert "further reports: More → Show the full reading" in words_of(blocks)
    assert "more: More → Show the full reading" in words_of(blocks)


def test_hostile_text_stays_text_in_every_place() -> None:
    shown = proposal_card(
        rebuilt(largest(3), state=ProposalState.APPROVED),
        longest_event(),
        decisions=[decided(DecisionKind.AMEND, by=LONGEST, reason=LONGEST)],
        amended=[LONGEST],
        now=AT,
        undo_minutes=15,
        title=LONGEST,
    )
    payload = shown.payload()
    for text in (payload["text"], *texts(payload["blocks"])):
        assert "<!channel>" not in text
        assert "<@U0BOSS1>" not in text
        assert "<https" not in text
    assert {found["user_id"] for found in parts(payload["blocks"], "user")} <= {"U0MIRA1"}
    assert {found["url"] for found in parts(payload["blocks"], "link")} <= {f"https://courier.example/{'a' * 1900}"}
    assert parts(payload["blocks"], "broadcast") == []
    assert not set("\u202e\u202c") & set(str(payload))
    assert all(found["verbatim"] for found in parts(payload["blocks"], "mrkdwn")), "Slack would look for links by itself"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://courier.example/x", "https://a.example/x|y>", None])
def test_only_web_addresses_become_links(url: str | None) -> None:
    filed = rebuilt(everyday(), submission=everyday().submission.model_copy(update={"url": url}))
    assert parts(assert_fits(card(filed)), "link") == []


def test_a_text_in_another_direction_stays_whole() -> None:
    assert "انهار سد أورين قبل الفجر" in words(rebuilt(everyday(), verdict="انهار سد أورين قبل الفجر"))


@pytest.mark.parametrize(
    ("shown", "fault"),
    [
        (MessageContent("x", (said("y"),) * 51), "1 to 50 blocks, not 51"),
        (MessageContent("x", ()), "1 to 50 blocks, not 0"),
        (MessageContent("x", (said("y" * 2500),) * 5), "at most 12,000 characters, not 12,500"),
        (MessageContent(" ", (said("y"),)), "a message's text has 1 to"),
        (MessageContent("x", (SectionBlock(text="y" * 3001),)), "breaks Slack's limits"),
        (MessageContent("x", ({"type": "data_visualization"},) * 3), "at most 2 charts"),
        (MessageContent("x", (buttons(button("a", "twice", "1", about="b")),) * 2), "the same action id: twice"),
    ],
    ids=["many_blocks", "no_blocks", "many_characters", "no_text", "long_section", "charts", "action_ids"],
)
def test_a_message_that_slack_would_refuse_is_never_sent(shown: MessageContent, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        shown.payload()


def test_a_draft_is_drawn_without_its_event() -> None:
    assert_fits(proposal_card(new_event(), draft(), decisions=(), now=AT, undo_minutes=15))


def test_a_translation_stands_after_the_original_and_is_marked() -> None:
    foreign = STANDING[1].model_copy(
        update={"id": "7-1", "quote": "Дамбу прорвало, сказала Холм.", "translation": "The dam has burst, Holm said."}
    )
    assert_in_order(
        words(proposed((foreign, REPEATING[1]))),
        [
            "Дамбу прорвало, сказала Холм.",
            "Translation by the model, not checked: “The dam has burst, Holm said.”",
            "The dam, she said, is gone.",
        ],
    )
    assert "Translation" not in words(proposed())


def test_a_hostile_translation_neither_comes_to_life_nor_breaks_the_card() -> None:
    base = largest()
    reports = tuple(r.model_copy(update={"translation": LONGEST * 2}) for r in base.proposal.reports)
    hostile = rebuilt(base, reports=reports)
    blocks = assert_fits(proposal_card(hostile, longest_event(), decisions=(), now=AT, undo_minutes=15))
    assert not any("not checked" in text for text in texts(blocks))
    assert "Translation by the model, not checked: “" in words_of(blocks)


def test_what_was_left_out_and_which_part_was_read_are_among_the_cautions() -> None:
    told = (
        "2 things that the reader took from the article were left out, because the quote does not stand in the text.",
        "The model read 18 of the article's 95 paragraphs: the beginning and quotes; the rest was not read.",
    )
    assert_in_order(words(proposed(remarks=told), dropped=2), ["⚠️ Please note", *told, "Approve"])


def test_a_piece_that_is_no_plain_news_is_told_at_once_and_why_it_does_not_count() -> None:
    satire = made_on(EVENT, [report("The Gull", id="7-1", genre=Genre.SATIRE)])
    why = "it confirms and denies nothing."
    order = [f"⚠️ Satire: {why}", "Approve", "What did not count", f"The Gull: satire; {why}"]
    assert_in_order(words(satire), order)
    assert "⚠️" not in words(made_on(EVENT, [report("Alder Post", id="7-1")]))


def test_a_new_event_asks_about_its_origins_while_it_waits() -> None:
    made = new_event()
    doubt = Doubt(one="Ida Berg", other="Idah Berg", question="Are Ida Berg and Idah Berg one person?")
    asks = made.model_copy(update={"proposal": made.proposal.model_copy(update={"doubt": doubt})})
    offered = actions(assert_fits(card(asks)))
    assert {Action.SAME, Action.DIFFERENT} <= offered.keys()
