"""Who deals with a proposal: on its card, in App Home, in the window that asks before somebody decides all the same."""

import datetime as dt

from slack_sdk.models.blocks import Block, ButtonElement, RichTextElement, RichTextSectionElement

from bot.domain.chat_ids import is_person_id
from bot.domain.handling import Handling, HandlingAct, Hold, Inquiry
from bot.domain.record import FiledProposal, ProposalState
from bot.pipeline.second_look import FirstLook
from bot.slack.action_ids import Action, Ref
from bot.slack.text import escape
from bot.slack.views.message import MessageContent
from bot.slack.views.rows import (
    button,
    buttons,
    fine_print,
    line,
    lines,
    person,
    person_in_mrkdwn,
    run,
    said,
    tidy,
    when,
)

_LONGEST = 300


def handling_rows(filed: FiledProposal, handled: Handling, first_look: FirstLook | None = None) -> list[Block]:
    """Say on a card that waits who looked first, who is on it, what whoever brought the link was asked and has answered."""
    if filed.state is not ProposalState.PENDING:
        return []
    asked = [lines(*_asked(handled.inquiry))] if handled.inquiry else []
    first = [said(_first_look_said(first_look))] if first_look else []
    return [*first, *asked, *([fine_print(hold_said(handled.hold))] if handled.hold else [])]


def hold_said(hold: Hold) -> str:
    """Say who is on a proposal, since when, in mrkdwn."""
    given = f", handed over by {person_in_mrkdwn(hold.given_by)}" if hold.given_by else ""
    return f"🙋 {person_in_mrkdwn(hold.by)} is on it since {when(hold.since)}{given}."


def first_look_said(looked_by: str, at: dt.datetime) -> str:
    """Say who gave a first look that stands, in mrkdwn."""
    return f"👀 *First look by {person_in_mrkdwn(looked_by)}, {when(at)}.* It waits for a second editor."


def _first_look_said(first_look: FirstLook) -> str:
    decision, stands = first_look
    if stands:
        return first_look_said(decision.by, decision.at)
    by = f"{person_in_mrkdwn(decision.by)}, {when(decision.at)}"
    return f"👀 It has changed since the first look by {by}, so it needs a first look again, and then a second editor."


def taking(filed: FiledProposal, handled: Handling) -> ButtonElement:
    """Return the button by which an editor takes a proposal, or lets it go."""
    ref, about = str(Ref(filed.id, filed.version)), filed.proposal.headline
    if handled.hold is None:
        return button("I'm on it", Action.TAKE, ref, about=about)
    return button("Let it go", Action.RELEASE, ref, about=about)


def further(filed: FiledProposal) -> list[ButtonElement]:
    """Return the buttons by which an editor hands a proposal over, or asks whoever brought it."""
    ref, about = str(Ref(filed.id, filed.version)), filed.proposal.headline
    asking = [button("Ask who brought it", Action.ASK, ref, about=about)] if is_person_id(filed.submission.by) else []
    return [button("Hand over", Action.HAND_OVER, ref, about=about), *asking]


def in_queue(handled: Handling) -> list[RichTextSectionElement]:
    """Say in a line of the queue who deals with a proposal; times stand on its card."""
    parts: list[RichTextSectionElement] = []
    if handled.hold:
        parts.append(line("🙋 ", person(handled.hold.by), " is on it"))
    if handled.inquiry and handled.waits_for_answer:
        parts.append(line("❓ ", person(handled.inquiry.by), " asked ", person(handled.inquiry.whom)))
    elif handled.inquiry:
        parts.append(line("💬 ", person(handled.inquiry.whom), f" answered: “{tidy(handled.inquiry.answer or '', 100)}”"))
    return parts


def asked_card(filed: FiledProposal, act: HandlingAct) -> MessageContent:
    """Ask whoever brought a link, in the thread of its card."""
    headline, words = tidy(filed.proposal.headline, 150), tidy(act.words, 500)
    whom, by = person_in_mrkdwn(act.whom or ""), person_in_mrkdwn(act.by)
    text = f"{whom}: {by} asks about “{escape(headline)}”: “{escape(words)}”"
    how = "Answer here in the thread: your next message in it is shown on the card."
    rows = lines(line(person(act.whom or ""), ": ", person(act.by), f" asks about “{headline}”:"), line(f"“{words}”"))
    return MessageContent(text, (rows, fine_print(how)))


def handed_card(filed: FiledProposal, act: HandlingAct, link: str | None) -> MessageContent:
    """Tell an editor that a colleague handed a proposal over to them."""
    headline = tidy(filed.proposal.headline, 200)
    text = f"{person_in_mrkdwn(act.by)} hands this over to you: “{escape(headline)}”."
    actions = [button("Look and decide", Action.SHOW_PROPOSAL, str(filed.id), about=headline)]
    if link:
        actions.append(button("Open thread", Action.OPEN_LINK, "open", about=headline, url=link))
    until = "You are on it for 30 minutes, and all see that on the card. “Let it go” there frees it for others."
    return MessageContent(text, (said(text), fine_print(until), buttons(*actions)))


def _asked(inquiry: Inquiry) -> list[RichTextElement]:
    """Show a question and its answer; the answer first, as that is what an editor waits for."""
    question = f"“{tidy(inquiry.words, _LONGEST)}”"
    if inquiry.answer is None:
        return [line("❓ ", person(inquiry.by), " asked ", person(inquiry.whom), run(f": {question} It waits for the answer."))]
    answer = f" answered: “{tidy(inquiry.answer, _LONGEST)}”"
    return [line("💬 ", person(inquiry.whom), answer, " (", person(inquiry.by), f" had asked: {question})")]


def ends_at(handled: Handling) -> dt.datetime | None:
    """Return when a card has to be drawn again, since the hold on it ends."""
    return handled.hold.until if handled.hold else None
