"""Short cards: a link that failed or came before, what was decided, a level that has changed."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from slack_sdk.models.blocks import Block, ButtonElement

from bot.domain.errors import FetchFailure
from bot.domain.model import Event
from bot.domain.record import (
    Decision,
    DecisionKind,
    FiledProposal,
    LevelChange,
    ProposalState,
    Submission,
    SubmissionState,
)
from bot.domain.verdict import name_of
from bot.slack.names import Action
from bot.slack.text import escape
from bot.slack.views.decided import because, standing
from bot.slack.views.evidence import headline_of, likely, moved
from bot.slack.views.rows import button, buttons, fine_print, line, lines, person_in_mrkdwn, said, strong, tidy, when
from bot.slack.views.shown import Shown

_NO_TEXT_HELPS = (FetchFailure.BAD_ADDRESS, FetchFailure.REFUSED_ADDRESS)
_MOST_PROPOSALS = 5


def failed_card(submission: Submission) -> Shown:
    """Say why a link led to nothing, and what to do: paste the text, where the page could not be read."""
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
    return Shown(escape(text), tuple(blocks))


def again_card(
    submission: Submission,
    *,
    by: str,
    proposals: Sequence[FiledProposal],
    decisions: Mapping[int, Sequence[Decision]],
    slug: str | None,
    link_text: str | None,
) -> Shown:
    """Say who brought an article before, when, and what became of it.

    `submission` is the one that brought it first, `by` who brought it; `link_text` is the article's title.
    """
    what = f" (“{escape(tidy(link_text, 150))}”)" if link_text else ""
    first = f"Already filed by {person_in_mrkdwn(by)} on {when(submission.filed_at)}{what}."
    became = [_became(filed, standing(decisions.get(filed.id, ()))) for filed in proposals[:_MOST_PROPOSALS]]
    if left := len(proposals) - len(became):
        became.append(f"and {left:,} more")
    if not proposals:
        became = [_without_proposal(submission)]
    sentence = "\n".join([first, *became])
    return Shown(sentence, (said(sentence), *_ways_on(proposals, slug)))


def note_card(text_mrkdwn: str, *, buttons: Sequence[ButtonElement] = ()) -> Shown:
    """Say a plain sentence, in mrkdwn that is escaped already."""
    text = text_mrkdwn.strip() or "There is nothing to show here."
    return Shown(text, (said(text), *_row(buttons)))


def told(decision: Decision, filed: FiledProposal) -> Shown:
    """Tell whoever brought a link what was decided on it."""
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
        case _:
            sentence = f"{by} approved {on}{why} It is on record now."
    text = f"{person_in_mrkdwn(filed.submission.by)}: {sentence}"
    return Shown(text, (said(text),))


def announcement(event: Event, change: LevelChange, by: str) -> Shown:
    """Tell an event's home channel that a level has changed, and why."""
    name, level = name_of(event, event.claim(change.claim)), moved(change.level_before, change.level_after)
    why = tidy(change.reasons[0], 400) if change.reasons else "No reason was kept."
    headline = tidy(event.headline, 200)
    return Shown(
        f"{escape(headline)}: {escape(name)}: {level}. {escape(why)}",
        (
            lines(
                line(strong(f"{tidy(name, 100)}: {level}"), f", {likely(change.score_before, change.score_after)}"),
                line(headline_of(event)),
                line(why),
            ),
            buttons(button("Show event", Action.SHOW_EVENT, event.slug, about=headline)),
            fine_print(f"Decided by {person_in_mrkdwn(by)}, {when(change.at)}"),
        ),
    )


def state_said(filed: FiledProposal) -> str:
    """Say how a proposal stands."""
    return {
        ProposalState.PENDING: "waits for an editor",
        ProposalState.APPROVED: "approved",
        ProposalState.REJECTED: "rejected",
        ProposalState.SUPERSEDED: "replaced by a newer one",
    }[filed.state]


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


def _ways_on(proposals: Sequence[FiledProposal], slug: str | None) -> tuple[Block, ...]:
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
