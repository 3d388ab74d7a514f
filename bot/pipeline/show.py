"""The last step: the cards in which people see what became of a link, and what was decided, are wanted or marked due.

What a card says follows from the record alone; who draws it, and when, is not the story's business.
"""

import datetime as dt
from collections.abc import Sequence

from bot.domain.card import Card, CardKind, Spot
from bot.domain.record import Decision, FiledProposal, LevelChange, ProposalState, Submission, SubmissionState
from bot.pipeline.desk import Desk
from storage import cards, homes, proposals, rereads, submissions, workspace_settings
from storage.rereads import Reread
from storage.session import WorkspaceSession

NO_CLAIM = "no_claim"
"""The kind of failure of an article that was read and led to no proposal."""


def story_ended(desk: Desk, workspace: str, submission_id: int) -> None:
    """Have the cards of a submission drawn, and one more for each further proposal that it led to.

    Where it was read again in the place of another one, it takes over that one's cards; if nothing came of that, a note under
    the other one's card says so.
    """
    at = desk.clock()
    with desk.database.transaction(workspace) as s:
        submission, again = submissions.get(s, submission_id), rereads.of_submission(s, submission_id)
        if again is not None and submission.state is SubmissionState.PROPOSED:
            _take_over(s, again, at)
        elif again is not None and submission.state is SubmissionState.FAILED:
            _say_why_not(s, again, submission, at)
        proposals_made(s, submission_id, at)


def proposals_made(s: WorkspaceSession, submission_id: int, at: dt.datetime) -> None:
    """Have the cards of a submission drawn; want one for each of its proposals that has none and is not on the link's own."""
    first = on_link(s, submission_id)
    standing = [p for p in proposals.of_submission(s, submission_id) if p.state is not ProposalState.SUPERSEDED]
    further = [p for p in standing if first is None or p.id != first.id]
    for card in _links(s, submission_id):
        for proposal in further:
            _want_own(s, card, proposal, at)
    cards.submission_changed(s, submission_id, at)


def on_link(s: WorkspaceSession, submission_id: int) -> FiledProposal | None:
    """Choose the proposal that a link's own card shows: the first one without a card of its own that was not replaced.

    Where all of those were, the first of them; None where the submission has led to no proposal.
    """
    found = proposals.of_submission(s, submission_id)
    shared = [p for p in found if all(c.kind is not CardKind.PROPOSAL for c in cards.of_proposal(s, p.id, submission_id))]
    return next((p for p in shared if p.state is not ProposalState.SUPERSEDED), next(iter(shared or found), None))


def _take_over(s: WorkspaceSession, again: Reread, at: dt.datetime) -> None:
    """Let the cards of the link show the newer submission; what was decided on the older one keeps a card, and its Undo."""
    decided = on_link(s, again.of)
    if decided is not None and decided.state is not ProposalState.SUPERSEDED:
        for card in _links(s, again.of):
            _want_own(s, card, decided, at)
    cards.submission_changed(s, again.of, at)
    cards.move(s, again.of, again.submission, at)


def _say_why_not(s: WorkspaceSession, again: Reread, submission: Submission, at: dt.datetime) -> None:
    why = submission.failure or ""
    if submission.failure_kind != NO_CLAIM:
        why = f"Reading it again did not work: {why} The earlier proposal stays as it is."
    for card in _links(s, again.of)[:1]:
        spot = Spot(channel=card.spot.channel, thread=card.spot.thread or card.message)
        cards.want(s, f"reread:{submission.id}", CardKind.NOTE, spot, at=at, submission_id=submission.id, note=why)


def _links(s: WorkspaceSession, submission_id: int) -> list[Card]:
    return [card for card in cards.of_submission(s, submission_id) if card.kind is CardKind.LINK]


def _want_own(s: WorkspaceSession, link: Card, proposal: FiledProposal, at: dt.datetime) -> None:
    key = f"{link.key}/proposal:{proposal.id}"
    cards.want(s, key, CardKind.PROPOSAL, link.spot, at=at, proposal_id=proposal.id)


def decision_made(
    desk: Desk, s: WorkspaceSession, filed: FiledProposal, decision: Decision, slug: str | None, changes: Sequence[LevelChange]
) -> None:
    """Have all cards drawn that a decision changes; tell who brought the link, and announce a change of level, once each."""
    at = desk.clock()
    cards.proposal_changed(s, filed.id, at)
    told = next((c for c in cards.of_proposal(s, filed.id, filed.submission.id) if c.spot.thread or c.message), None)
    if told is not None:
        spot = Spot(channel=told.spot.channel, thread=told.spot.thread or told.message)
        cards.want(s, f"told:{decision.id}", CardKind.TOLD, spot, at=at, proposal_id=filed.id, decision_id=decision.id)
    if slug is None:
        return
    cards.event_changed(s, slug, at)
    home = homes.of_event(s, slug) or workspace_settings.get(s).home_channel
    if home is not None and any(change.level_before is not change.level_after for change in changes):
        key, spot = f"level:{decision.id}", Spot(channel=home)
        cards.want(s, key, CardKind.LEVEL, spot, at=at, proposal_id=filed.id, decision_id=decision.id, event=slug)
