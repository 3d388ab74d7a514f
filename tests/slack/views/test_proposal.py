"""The proposal's card: what an editor must see first, what is offered when, and what Slack takes in the worst case."""

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from slack_sdk.models.blocks import SectionBlock
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.model import Basis, Doubt, Genre, Hop, HopKind
from bot.domain.record import Decision, DecisionKind, FiledProposal, ProposalState
from bot.domain.remarks import FALLBACK, INSTRUCTIONS, ONE_ARTICLE, PARTIAL, READ_AGAIN
from bot.domain.verdict import another_number, traced
from bot.slack.action_ids import Action, More, Ref
from bot.slack.views.evidence import caution_said
from bot.slack.views.message import MessageContent
from bot.slack.views.proposal import confirmation, proposal_card
from bot.slack.views.rows import button, buttons, said
from tests.domain.make import EVENT, report
from tests.domain.test_doubts import MILL
from tests.slack.limits import texts
from tests.slack.made import DENYING, REPEATING, STANDING, approved, decided, everyday, largest, new_event, proposed, rebuilt
from tests.slack.messages import actions, assert_fits, assert_in_order, parts, words_of
from tests.slack.proposals import AT, LONGEST, draft, longest_event
from tests.slack.proposals import filed as made_on
from tests.slack.views.test_origins import on_mill

SOON = AT + dt.timedelta(minutes=5)
LATER = AT + dt.timedelta(minutes=16)
UNDO = decided(DecisionKind.UNDO, id=2, undoes=1, by="U0TOBIAS1", reason="The wrong button.", minutes=3)


def card(filed: FiledProposal, *decisions: Decision, now: dt.datetime = SOON, **more: Any) -> MessageContent:
    event = filed.proposal.draft or EVENT
    return proposal_card(filed, event, decisions=decisions, now=now, undo_minutes=15, title="Mayor in tears", **more)


def words(filed: FiledProposal, *decisions: Decision, **more: Any) -> str:
    return words_of(assert_fits(card(filed, *decisions, **more)))


@pytest.mark.parametrize("made", [everyday(), proposed(standing=()), new_event()], ids=["nothing_new", "moving", "new_event"])
def test_a_card_is_drawn_as_before(made: FiledProposal, snapshot: SnapshotAssertion) -> None:
    assert card(made).payload() == snapshot(extension_class=JSONSnapshotExtension)


def test_a_card_says_verdict_warnings_each_change_with_its_quote_then_the_buttons_and_the_source() -> None:
    careful = proposed(standing=(), unverified_by=("Daily Beacon: “nobody has verified it”",), remarks=("Five, not four.",))
    order = [
        "Daily Beacon moves 2 claims.",
        "📢 Statement: Vera Holm says the Orrin dam failed",
        "⚠️ Not verified by Daily Beacon: “nobody has verified it”",
        "⚠️ Five, not four.",
        "Unverified → reported: that it was said",
        "Heard by 1 origin: Harbour Courier.",
        "Holm, pale and shaken, told reporters that the dam at Orrin had failed.",
        "Unverified → reported: that it is so",
        "Confirmed by 1 origin: Vera Holm. It has a stake in the claim.",
        "The dam, she said, is gone.",
        "The whole text was read by the built-in reader; please read the article too.",
        "Approve",
        "Edit",
        "Reject",
        "Why",
        "Mayor in tears · Daily Beacon, grade C · brought by <@U0MIRA1>",
    ]
    assert_in_order(words(careful), order)


def test_one_claim_that_moves_is_named_in_the_verdict() -> None:
    assert words(proposed((REPEATING[1],), standing=STANDING[:1])).startswith(
        "Daily Beacon: that it is so goes from unverified to reported.\n"
    )


@pytest.mark.parametrize("made", [everyday(), proposed(standing=()), proposed((DENYING,)), new_event(), approved()])
def test_percentages_are_in_the_window_alone(made: FiledProposal) -> None:
    decisions = (decided(),) if made.state is ProposalState.APPROVED else ()
    assert "%" not in words(made, *decisions, first_of_day=True, partial=True, ungraded=True)
    assert "%" not in card(made, *decisions).text


def test_no_more_than_three_warnings_stand_above_the_buttons_and_the_rest_is_counted() -> None:
    many = proposed(standing=(), remarks=[f"Warning {n}." for n in range(7)])
    assert_in_order(words(many), ["⚠️ Warning 0.", "⚠️ Warning 2.", "and 4 more: press Why", "Unverified →", "Approve"])
    assert "Warning 3." not in words(many)


AGAIN = f"{READ_AGAIN}“{'the wall has given way ' * 8}…” sounds like a denial, but the reader took it to confirm."
NUMBER = another_number(6, 4, "Four people died.")


def test_the_weightiest_warnings_come_first_and_are_never_counted_away() -> None:
    rest = [f"Warning {n}." for n in range(5)]
    partial, fallback = (
        f"{PARTIAL}: it breaks off.",
        f"{FALLBACK}. The model did not answer. It is much plainer, so please read the article.",
    )
    orders = f"{INSTRUCTIONS}; it was ignored."
    many = proposed(
        standing=(),
        remarks=(*rest, partial, fallback, orders, NUMBER, AGAIN),
        unverified_by=("Daily Beacon: “nobody has verified it”",),
    )
    again = [READ_AGAIN, "…” sounds like a denial, but the reader took it to confirm.", NUMBER]
    assert_in_order(words(many), [*again, orders, FALLBACK, "and 7 more: press Why", "Approve"])
    few = proposed(standing=(), remarks=(*rest, partial), unverified_by=("Daily Beacon: “nobody has verified it”",))
    assert_in_order(words(few), ["Not verified by Daily Beacon", partial, "Warning 0.", "and 4 more: press Why"])


def test_on_a_card_of_the_worst_reading_slack_takes_all_that_must_be_said() -> None:
    worst = rebuilt(largest(), remarks=tuple(f"{READ_AGAIN}{n} {LONGEST}" for n in range(40)))
    blocks = assert_fits(proposal_card(worst, longest_event(), decisions=(), now=AT, undo_minutes=15))
    assert words_of(blocks).count(f"⚠️ {READ_AGAIN}") > 3


def test_a_card_without_a_button_why_says_press_look() -> None:
    many = rebuilt(everyday(), remarks=tuple(f"Warning {n}." for n in range(7)))
    assert "and 4 more: press Look" in words(many)
    assert "press Why" not in words(many)
    filed_ = rebuilt(many, state=ProposalState.APPROVED)
    assert_in_order(words(filed_, decided()), ["and 4 more: press Why", "Why"])


def two_bodies(names: Sequence[str], quotes: Sequence[str]) -> FiledProposal:
    """One article gives the word of several bodies on one claim."""
    bodies = [Hop(kind=HopKind.BODY, name=name, words=f"the {name} said") for name in names]
    made = [
        report("Tarn Herald", id=f"7-{n}", origin=body, basis=Basis.ON_RECORD, quote=quote)
        for n, (body, quote) in enumerate(zip(bodies, quotes, strict=True), 1)
    ]
    return proposed(made, standing=(), remarks=traced(EVENT, (), made).remarks)


def test_each_origin_that_one_article_adds_is_named_and_shown_with_its_words() -> None:
    names = ("Regional Rescue Service of the County of Tarn", "Federal Office of Dams and Waterways, Northern Branch")
    quotes = ("The rescue service saw the dam give way.", "Engineers of the office measured the breach at noon.")
    told = words(two_bodies(names, quotes))
    assert_in_order(told, [f"⚠️ {ONE_ARTICLE} 2 origins, ", *names, *quotes, "Approve"])
    (remark,) = two_bodies(names, quotes).proposal.remarks
    assert all(name in caution_said(remark, 20) for name in names)
    third = words(two_bodies((*names, "Harbour Guard"), (*quotes, "The guard closed the gate.")))
    assert sum(quote in third for quote in (*quotes, "The guard closed the gate.")) == 2
    assert_in_order(third, [f"{ONE_ARTICLE} 3 origins, ", "Harbour Guard", "Approve"])


def test_origins_that_one_article_adds_to_several_claims_are_named_once() -> None:
    names = ("Harbour Guard", "Rescue Service")
    bodies = [Hop(kind=HopKind.BODY, name=name, words=f"the {name} said") for name in names]
    made = [
        report("Tarn Herald", id=f"7-{n}", claim=claim, origin=body, basis=Basis.ON_RECORD, quote=f"Quote {n}.")
        for n, (claim, body) in enumerate(itertools.product(("said", "so"), bodies), 1)
    ]
    told = words(proposed(made, standing=(), remarks=traced(EVENT, (), made).remarks))
    assert told.count(ONE_ARTICLE) == 1
    assert "⚠️ This one article adds 2 origins, Harbour Guard and Rescue Service, on 2 claims." in told


def test_an_origin_that_was_on_record_before_takes_no_second_quote() -> None:
    names, quotes = ("Harbour Guard", "Rescue Service"), ("The guard closed the gate.", "The service saw the dam give way.")
    made = two_bodies(names, quotes).proposal.reports
    known = made[0].model_copy(update={"id": "1-1", "outlet": STANDING[0].outlet})
    told = words(proposed(made, standing=(known,)))
    assert quotes[1] in told
    assert quotes[0] not in told


def test_a_quote_stands_once_on_a_card() -> None:
    twice = (REPEATING[0], REPEATING[1].model_copy(update={"quote": REPEATING[0].quote}))
    assert words(proposed(twice, standing=())).count(REPEATING[0].quote) == 1


def test_of_several_quotes_a_denial_is_shown_before_a_confirmation_and_a_confirmation_before_context() -> None:
    denies = DENYING.model_copy(update={"id": "7-4", "outlet": REPEATING[1].outlet, "quote": "It stands."})
    assert_in_order(words(proposed((REPEATING[2], REPEATING[1], denies), standing=())), ["It stands.", REPEATING[1].quote])
    assert REPEATING[2].quote not in words(proposed((REPEATING[2], REPEATING[1]), standing=()))


def test_what_stands_once_a_day_is_on_the_first_card_alone() -> None:
    assert "Tone is the outlet's language" in words(everyday(), first_of_day=True)
    assert "Tone is the outlet's language" not in words(everyday())


def test_who_read_the_article_stands_above_the_buttons_wherever_a_level_is_to_move() -> None:
    note = "read by the built-in reader; please read the article too"
    for first in (False, True):
        assert_in_order(words(proposed(standing=()), first_of_day=first), [note, "Approve"])
        assert note not in words(everyday(), first_of_day=first), "nothing moves"
    moved = rebuilt(proposed(standing=()), state=ProposalState.APPROVED)
    assert note not in words(moved, decided()), "it is decided"


def test_of_an_article_that_was_read_in_part_the_text_can_be_pasted() -> None:
    blocks = assert_fits(card(everyday(), partial=True))
    assert actions(blocks)[Action.PASTE] == str(everyday().submission.id)
    assert Action.PASTE not in actions(assert_fits(card(everyday())))
    assert Action.PASTE not in actions(assert_fits(card(approved(), decided(), partial=True)))


def test_an_outlet_that_nobody_has_graded_can_be_graded_from_the_card() -> None:
    for filed, decisions in ((everyday(), ()), (approved(), (decided(),))):
        assert Action.GRADE_OUTLET not in actions(assert_fits(card(filed, *decisions)))
        blocks = assert_fits(card(filed, *decisions, ungraded=True))
        assert_in_order(words_of(blocks), ["Mayor in tears", "Nobody has graded Daily Beacon yet", "Grade outlet"])
        (button_,) = [e for block in blocks for e in block.get("elements", ()) if e.get("action_id") == Action.GRADE_OUTLET]
        assert (button_["value"], button_["accessibility_label"]) == (str(filed.id), "Grade outlet: Daily Beacon")


def test_several_levels_that_move_are_counted_first_and_named_below() -> None:
    both = proposed(standing=())
    assert_in_order(words(both), ["Daily Beacon moves 2 claims.\n", "Unverified → reported: that it was said", "Unverified → "])
    denied = rebuilt(both, verdict=f"{both.proposal.verdict.rstrip('.')}; it adds a denial by Ilse Norr.")
    assert words(denied).startswith("Daily Beacon moves 2 claims; it adds a denial by Ilse Norr.\n")
    assert both.proposal.verdict in card(both).text, "a notification names them"


def test_a_claim_is_named_by_its_words_where_its_layer_does_not_tell_it_apart() -> None:
    found = words_of(assert_fits(proposal_card(on_mill(), MILL, decisions=(), now=AT, undo_minutes=15)))
    assert "Still reported: Five people died." in found


def test_claims_that_a_proposal_does_not_touch_take_one_line() -> None:
    said_ = words(proposed((DENYING,)))
    assert "That it was said" not in said_
    assert "1 other claim stays as it is." in said_
    assert "Still reported: that it is so" in said_


def test_quotes_that_do_not_stand_in_the_article_are_said_once() -> None:
    assert "2 findings were left out: their quotes are not in the article." in words(everyday(), dropped=2)
    told = rebuilt(everyday(), remarks=("2 claims from the article were left out, because the quote does not stand there.",))
    assert words(told, dropped=2).count("left out") == 1


def test_a_waiting_card_offers_a_decision_on_this_very_version() -> None:
    blocks = assert_fits(card(rebuilt(proposed(standing=()), version=3)))
    ref = str(Ref(12, 3))
    assert actions(blocks) == {Action.APPROVE: ref, Action.EDIT: ref, Action.REJECT: ref, Action.WHY: "12", Action.TAKE: ref}
    options = [option["value"] for option in parts(blocks, "overflow")[0]["options"]]
    assert options == [f"{more}:{ref}" for more in More]
    assert all(8 < len(found["accessibility_label"]) <= 75 for found in parts(blocks, "button"))


def test_a_card_that_adds_nothing_is_a_line_that_is_filed_without_a_question_or_looked_into() -> None:
    blocks = assert_fits(card(everyday()))
    assert words_of(blocks).startswith("Nothing new: Daily Beacon repeats Harbour Courier.\n📢 Statement: Vera Holm says")
    assert actions(blocks) == {Action.APPROVE: str(Ref(12, 1)), Action.WHY: "12", Action.TAKE: str(Ref(12, 1))}
    file, look, _ = parts(blocks, "button")
    assert (file["text"]["text"], file["style"], "confirm" in file) == ("File", "primary", False)
    assert (look["text"]["text"], "style" in look) == ("Look", False)
    assert not parts(blocks, "rich_text_quote")
    assert "No change" not in card(everyday()).text


def test_approving_asks_once_more_and_says_what_enters_the_record() -> None:
    moving = proposed(standing=())
    approve = next(found for found in parts(assert_fits(card(moving)), "button") if found["action_id"] == Action.APPROVE)
    assert approve["confirm"]["text"]["text"] == confirmation(moving.proposal)
    assert confirmation(everyday().proposal) == (
        "3 reports by Daily Beacon enter the record of “Vera Holm says the Orrin dam failed”, and no level changes."
    )
    assert "the level of 2 claims changes" in confirmation(moving.proposal)
    assert confirmation(new_event().proposal) == (
        "A new event enters the record, “Vera Holm says the Orrin dam failed”, with 1 report by Alder Post."
    )


def test_a_new_event_says_that_it_is_not_on_record_and_what_its_claims_would_be() -> None:
    order = [
        "A new event",
        "Vera Holm says",
        "Orrin · 2 Mar 2026",
        "Reported: that it was said",
        "1 other claim has no report yet.",
    ]
    assert_in_order(words(new_event()), order)


def test_a_decided_card_says_who_when_and_why_first_and_offers_undo_for_a_while() -> None:
    moving = approved(proposed(standing=()))
    shown = card(moving, decided(own_submission=True))
    blocks = assert_fits(shown)
    assert blocks[0]["text"]["text"] == (
        f"✅ *Approved* by <@U0EDDA1> (their own submission), <!date^{int(AT.timestamp())}^{{date_short}} {{time}}"
        "|2 Mar 2026, 09:30 UTC>: “Adds colour, no new origin.”"
    )
    after = {Action.SHOW_EVENT: "orrin-dam", Action.WHY: "12"}
    assert actions(blocks) == {Action.UNDO: str(Ref(12, 1)), **after}
    assert shown.again_at == AT + dt.timedelta(minutes=15)
    assert shown.text.startswith("Approved: Vera Holm says the Orrin dam failed.")
    afterwards = card(moving, decided(), now=LATER)
    assert actions(assert_fits(afterwards)) == after
    assert afterwards.again_at is None


def test_what_added_nothing_was_filed_not_approved() -> None:
    shown = card(approved(), decided())
    assert words_of(assert_fits(shown)).startswith("🗂 *Filed* by <@U0EDDA1>")
    assert shown.text.startswith("Filed: ")
    rejected = card(rebuilt(everyday(), state=ProposalState.REJECTED), decided(DecisionKind.REJECT))
    assert words_of(assert_fits(rejected)).startswith("🚫 *Rejected*")


def test_no_undo_is_offered_where_it_is_switched_off() -> None:
    shown = proposal_card(approved(), EVENT, decisions=[decided()], now=AT, undo_minutes=0)
    assert Action.UNDO not in actions(assert_fits(shown))


def test_a_rejected_draft_has_no_event_to_show() -> None:
    shown = card(rebuilt(new_event(), state=ProposalState.REJECTED), decided(DecisionKind.REJECT), now=LATER)
    assert actions(assert_fits(shown)) == {Action.WHY: "12"}


def test_a_draft_that_came_on_record_shows_its_event() -> None:
    shown = card(approved(new_event()), decided(), now=LATER, slug="the-dam")
    assert actions(assert_fits(shown)) == {Action.SHOW_EVENT: "the-dam", Action.WHY: "12"}


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
@pytest.mark.parametrize("reports", [1, pytest.param(12, marks=pytest.mark.slow), 60])
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
    assert "further claims: press Why" in words_of(blocks)
    assert "more: press Why" in words_of(blocks)


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
    assert "انهار سد أورين قبل الفجر" in words(rebuilt(new_event(), verdict="انهار سد أورين قبل الفجر"))


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
    translated = "Translation by the model, not checked: “The dam has burst, Holm said.”"
    assert_in_order(words(proposed((foreign,), standing=())), ["Дамбу прорвало, сказала Холм.", translated, "Approve"])
    assert "Translation" not in words(proposed(standing=()))


def test_a_hostile_translation_neither_comes_to_life_nor_breaks_the_card() -> None:
    base = largest()
    reports = tuple(r.model_copy(update={"translation": LONGEST * 2}) for r in base.proposal.reports)
    hostile = rebuilt(base, reports=reports)
    blocks = assert_fits(proposal_card(hostile, longest_event(), decisions=(), now=AT, undo_minutes=15))
    assert not any("not checked" in text for text in texts(blocks))
    assert "Translation by the model, not checked: “" in words_of(blocks)


def test_what_was_left_out_and_which_part_was_read_are_among_the_cautions() -> None:
    left_out = "2 things that the reader took from the article were left out, because the quote does not stand in the text."
    in_part = "The model read 18 of the article's 95 paragraphs: the beginning and quotes; the rest was not read."
    shown = words(proposed(standing=(), remarks=(left_out, in_part)), dropped=2)
    assert_in_order(shown, [f"⚠️ {in_part}", f"⚠️ {left_out}", "Approve"])


def test_a_piece_that_is_no_plain_news_is_told_at_once() -> None:
    satire = made_on(EVENT, [report("The Gull", id="7-1", genre=Genre.SATIRE)])
    assert_in_order(words(satire), ["⚠️ Satire: it confirms and denies nothing.", "Approve"])
    assert "⚠️" not in words(made_on(EVENT, [report("Alder Post", id="7-1")]))


def test_a_new_event_asks_about_its_origins_while_it_waits() -> None:
    made = new_event()
    doubt = Doubt(one="Ida Berg", other="Idah Berg", question="Are Ida Berg and Idah Berg one person?")
    asks = made.model_copy(update={"proposal": made.proposal.model_copy(update={"doubt": doubt})})
    offered = actions(assert_fits(card(asks)))
    assert {Action.SAME, Action.DIFFERENT} <= offered.keys()
