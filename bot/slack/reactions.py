"""Says how links stand by one reaction to the message that brought them, so that nobody has to open the thread."""

from collections.abc import Callable, Iterable

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.amendments import in_force
from bot.domain.card import Card, CardKind
from bot.domain.record import DecisionKind, FiledProposal, ProposalState, Submission, SubmissionState
from bot.domain.verdict import adds_nothing
from storage import cards, decisions, proposals, submissions, workspace_settings
from storage.session import WorkspaceSession

READING, WAITING, FAILED, APPROVED, FILED, REJECTED = (
    "eyes",
    "hourglass_flowing_sand",
    "warning",
    "white_check_mark",
    "card_index_dividers",
    "no_entry_sign",
)
REACTIONS = (READING, WAITING, FAILED, APPROVED, FILED, REJECTED)
"""The names of the reactions; of several links in one message, the first of these stands for all."""
_DONE = ("already_reacted", "no_reaction", "message_not_found")


def reaction_of(s: WorkspaceSession, card: Card) -> str | None:
    """Return the reaction that says how the links of a message stand; None for no reaction."""
    if not workspace_settings.get(s).reactions:
        return None
    brought = [c for c in cards.of_batch(s, card.spot.batch or "") if c.kind in (CardKind.LINK, CardKind.AGAIN)]
    ids = dict.fromkeys(c.submission_id for c in brought if c.submission_id is not None and not cards.is_withdrawn(c))
    stand = {_stands(s, submissions.get(s, id_)) for id_ in ids}
    return next((name for name in REACTIONS if name in stand), None)


def set_reaction(client: WebClient, card: Card, reaction: str | None) -> None:
    """Swap the reaction that a message has for another one, or for none.

    If it is unknown what an earlier attempt did, all others of ours are removed. Raises SlackApiError.
    """
    others = REACTIONS if card.tried else (card.shown,)
    for name in others:
        if name and name != reaction:
            _ignoring(client.reactions_remove, card, name)
    if reaction and (card.tried or reaction != card.shown):
        _ignoring(client.reactions_add, card, reaction)


def _ignoring(call: Callable[..., object], card: Card, name: str) -> None:
    try:
        call(channel=card.spot.channel, timestamp=card.message, name=name)
    except SlackApiError as error:
        if error.response.get("error") not in _DONE:
            raise


def _stands(s: WorkspaceSession, submission: Submission) -> str | None:
    match submission.state:
        case SubmissionState.FILED | SubmissionState.FETCHED | SubmissionState.READ:
            return READING
        case SubmissionState.FAILED:
            return FAILED
        case SubmissionState.DUPLICATE if submission.duplicate_of is not None:
            return _stands(s, submissions.get(s, submission.duplicate_of))
        case SubmissionState.PROPOSED:
            return _decided(s, proposals.of_submission(s, submission.id))
        case SubmissionState.SUPERSEDED:
            # What was read again, or came in full, stands as the live submission of its address does.
            live = submissions.earlier(s, submission.canonical_url)
            return None if live is None else _stands(s, live)
        case _:
            return None


def _decided(s: WorkspaceSession, made: Iterable[FiledProposal]) -> str | None:
    """Say how the proposals of a link stand: one that waits first, then what entered the record."""
    live = [filed for filed in made if filed.state is not ProposalState.SUPERSEDED]
    if any(filed.state is ProposalState.PENDING for filed in live):
        return WAITING
    approved = [filed for filed in live if filed.state is ProposalState.APPROVED]
    if approved:
        return FILED if all(_is_filed(s, filed) for filed in approved) else APPROVED
    return REJECTED if live else None


def _is_filed(s: WorkspaceSession, filed: FiledProposal) -> bool:
    """Tell whether an approved proposal was filed as it was; one that an editor amended is approved, as its card says."""
    decision = in_force(decisions.of_proposal(s, filed.id))
    return decision is not None and decision.kind is DecisionKind.APPROVE and adds_nothing(filed.proposal)
