"""Short cards: a link that failed or was brought before, a decision, a changed level."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from slack_sdk.models.blocks import Block, ButtonElement, RichTextElement

from bot.domain.amendments import in_force
from bot.domain.errors import FetchFailure
from bot.domain.model import Event, Level
from bot.domain.record import (
    Decision,
    DecisionKind,
    FiledProposal,
    LevelChange,
    ProposalState,
    Submission,
    SubmissionState,
)
from bot.domain.verdict import adds_nothing, in_sentence, name_of
from bot.domain.wording import RETRACTED, counted, moved
from bot.slack.action_ids import Action
from bot.slack.text import escape
from bot.slack.views.decided import because
from bot.slack.views.evidence import headline_of
from bot.slack.views.message import MessageContent
from bot.slack.views.rows import button, buttons, fine_print, line, lines, person_in_mrkdwn, said, strong, tidy, when

_NO_TEXT_HELPS = (FetchFailure.BAD_ADDRESS, FetchFailure.REFUSED_ADDRESS)
_MOST_PROPOSALS = 5
_MOST_CLAIMS, _MOST_EXPLAINED = 20, 5


def failed_card(submission: Submission) -> MessageContent:
    """Say why a link failed and what to do; if the page could not be read, offer to paste the text."""
    unread = submission.failure_kind in [*FetchFailure]
    failure = tidy(submission.failure or "Something went wrong; bring the link again.", 700)
    place = _place(submission)
    text = f"⚠️ I could not read {place}. {failure}" if unread else f"⚠️ {place}: {failure}"
    blocks: list[Block] = [said(escape(text))]
    if unread and submission.failure_kind not in _NO_TEXT_HELPS:
        blocks.append(
            buttons(
                button("Paste the text", Action.PASTE, str(submission.id), about=f"of the article at {place}", style="primary")
            )
        )
    return MessageContent(escape(text), tuple(blocks))


def again_card(
    submission: Submission,
    *,
    by: str,
    proposals: Sequence[FiledProposal],
    decisions: Mapping[int, Sequence[Decision]],
    slug: str | None,
    link_text: str | None,
) -> MessageContent:
    """Say who brought an article before, when, and with what result.

    `submission` is the earlier one, `by` the person who brought it, `link_text` the article's title.
    """
    what = f" (“{escape(tidy(link_text, 150))}”)" if link_text else ""
    first = f"Already filed by {person_in_mrkdwn(by)} on {when(submission.filed_at)}{what}."
    became = [_became(filed, in_force(decisions.get(filed.id, ()))) for filed in proposals[:_MOST_PROPOSALS]]
    if left := len(proposals) - len(became):
        became.append(f"and {left:,} more")
    if not proposals:
        became = [_without_proposal(submission)]
    sentence = "\n".join([first, *became])
    return MessageContent(sentence, (said(sentence), *_actions(proposals, slug)))


def note_card(text_mrkdwn: str, *, buttons: Sequence[ButtonElement] = ()) -> MessageContent:
    """Show a plain sentence in mrkdwn, escaped already."""
    text = text_mrkdwn.strip() or "There is nothing to show here."
    return MessageContent(text, (said(text), *_row(buttons)))


def with_way_to_desk(card: MessageContent, submission_id: int, desk: str | None) -> MessageContent:
    """Let a card that only one person sees be brought to the `desk`; for None it says that it stands there."""
    offered = button("Bring it to the desk", Action.TO_DESK, str(submission_id), about="the desk's channel sees this card")
    last = (
        fine_print("Editors have it in their Home; it stands in the desk's channel too.") if desk is None else buttons(offered)
    )
    return replace(card, blocks=(*card.blocks, last))


def told(decision: Decision, filed: FiledProposal) -> MessageContent:
    """Tell the person who brought a link what was decided."""
    link = "link" if filed.submission.url else "text"
    on = f"your {link} on “{escape(tidy(filed.proposal.headline, 200))}”"
    by, why = person_in_mrkdwn(decision.by), because(decision.reason)
    match decision.kind:
        case DecisionKind.UNDO:
            sentence = f"{by} took back what was decided on {on}{why} It waits for an editor again."
        case DecisionKind.REJECT:
            sentence = f"{by} rejected {on}{why} Nothing of it entered the record."
        case DecisionKind.AMEND:
            sentence = f"{by} approved {on}, with changes{why} The card above says what was changed."
        case _ if adds_nothing(filed.proposal):
            sentence = f"{by} filed {on}{why} It adds nothing new; what it says is kept."
        case _:
            sentence = f"{by} approved {on}{why} It is on record now."
    text = f"{person_in_mrkdwn(filed.submission.by)}: {sentence}"
    return MessageContent(text, (said(text),))


def announcement(
    event: Event, changes: Sequence[LevelChange], by: str, ruled: str = "", *, followed: bool = False
) -> MessageContent:
    """Announce in an event's home channel which levels have changed, and why; `ruled` is the ruling that changed them.

    `changes` are those of one decision, ruling, edit or grade, at least one; where no level moved, it says that they stay.
    `followed` is for somebody who follows the event, and may stop that here.
    """
    told = _by_weight(event, [change for change in changes if change.level_before is not change.level_after] or changes)
    shown = told[:_MOST_CLAIMS]
    left = [line(f"and {counted(len(told) - len(shown), 'further claim')}")] if len(told) > len(shown) else []
    headline, summary = tidy(event.headline, 200), "; ".join(_move(event, change) for change in shown)
    return MessageContent(
        f"{escape(headline)}: {escape(summary)}. {escape(_why(shown[0]))}",
        (
            lines(
                line(headline_of(event)),
                *([line(f"An editor ruled: {tidy(ruled, 300)}.")] if ruled else []),
                *(part for number, change in enumerate(shown) for part in _told(event, change, number < _MOST_EXPLAINED)),
                *left,
            ),
            buttons(
                button("Show event", Action.SHOW_EVENT, event.slug, about=headline),
                button("Catch up", Action.CATCH_UP, event.slug, about=headline),
                *(_following(event.slug, headline) if followed else ()),
            ),
            fine_print(
                f"{'Graded' if told[0].grade_id is not None else 'Decided'} by {person_in_mrkdwn(by)}, {when(told[0].at)}",
                "· you follow this event" if followed else "",
            ),
        ),
    )


def _told(event: Event, change: LevelChange, explained: bool) -> list[RichTextElement]:
    return [line(strong(_move(event, change))), *([line(_why(change))] if explained else [])]


def _following(slug: str, headline: str) -> list[ButtonElement]:
    return [
        button("Mute for a day", Action.MUTE, slug, about=headline),
        button("Unfollow", Action.UNFOLLOW, slug, about=headline),
    ]


def state_said(filed: FiledProposal) -> str:
    """Return a proposal's state in words."""
    return {
        ProposalState.PENDING: "waits for an editor",
        ProposalState.APPROVED: "approved",
        ProposalState.REJECTED: "rejected",
        ProposalState.SUPERSEDED: "replaced by a newer one",
    }[filed.state]


def _by_weight(event: Event, changes: Sequence[LevelChange]) -> list[LevelChange]:
    """Return changes in the event's order, that of its core claim first."""
    places = {claim.key: place for place, claim in enumerate(event.claims)}
    return sorted(changes, key=lambda change: (change.claim != event.core.key, places[change.claim]))


def _move(event: Event, change: LevelChange) -> str:
    mark = f"{RETRACTED} " if change.level_after is Level.RETRACTED else ""
    name, level = name_of(event, event.claim(change.claim)), moved(change.level_before, change.level_after)
    return f"{mark}{level[0].upper()}{level[1:]}: {tidy(in_sentence(name), 100)}"


def _why(change: LevelChange) -> str:
    return tidy(change.reasons[0], 400) if change.reasons else "No reason was kept."


def _became(filed: FiledProposal, decision: Decision | None) -> str:
    by = f" by {person_in_mrkdwn(decision.by)}" if decision and filed.state is not ProposalState.PENDING else ""
    return f"On “{escape(tidy(filed.proposal.headline, 200))}”: {state_said(filed)}{by}."


def _without_proposal(submission: Submission) -> str:
    match submission.state:
        case SubmissionState.FAILED:
            return f"It led to nothing: {escape(tidy(submission.failure or 'no reason was kept.', 500))}"
        case SubmissionState.SUPERSEDED:
            return "It is being read again, or came in full: the newer card says what it says."
        case SubmissionState.WITHDRAWN:
            return "It was withdrawn before there was anything to decide."
        case SubmissionState.DUPLICATE | SubmissionState.PROPOSED:
            return "There is nothing to decide on it."
        case _:
            return "It is being read just now; the card comes where it was filed."


def _actions(proposals: Sequence[FiledProposal], slug: str | None) -> tuple[Block, ...]:
    found = []
    if slug is not None:
        found.append(button("Show event", Action.SHOW_EVENT, slug, about="what the record says"))
    waiting = next((filed for filed in proposals if filed.state is ProposalState.PENDING), None)
    if waiting is not None or (slug is None and proposals):
        filed = waiting or proposals[0]
        found.append(button("Show proposal", Action.SHOW_PROPOSAL, str(filed.id), about=filed.proposal.headline))
    return _row(found)


def _row(elements: Sequence[ButtonElement]) -> tuple[Block, ...]:
    return (buttons(*elements),) if elements else ()


def _place(submission: Submission) -> str:
    if submission.url is None:
        return "the pasted text"
    try:
        host = urlsplit(submission.url).hostname
    except ValueError:
        host = None
    return tidy(host or submission.url, 100)
