"""The end of the story: adds cards that show the result or the decision, or marks existing ones due.

That happens in the transaction that ends the story or stores the decision, so that no card is forgotten. What a card says
follows from the record alone; the poster draws it later.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.domain.api_token import is_program
from bot.domain.card import Card, CardKind, Spot
from bot.domain.people import same_person
from bot.domain.record import Decision, FiledProposal, LevelChange, ProposalState, Reread, Submission, SubmissionState
from bot.domain.rulings import FiledRuling
from bot.pipeline.follow import tell_followers
from bot.pipeline.record import Story
from bot.pipeline.services import RecordServices, Services
from storage import cards, event_edits, events, proposals, rereads, submissions, workspace_settings
from storage.session import WorkspaceSession

NO_CLAIM = "no_claim"
"""The failure kind of an article that was read but led to no proposal."""


def story_ended(s: WorkspaceSession, submission_id: int, at: dt.datetime) -> None:
    """Mark the cards of a submission due, and add one for each further proposal.

    If it was filed to read another submission again, it takes over that one's cards; if it failed, a note under that one's
    card says so.
    """
    again = rereads.of_submission(s, submission_id)
    if again is not None:
        submission = submissions.get(s, submission_id)
        if submission.state is SubmissionState.PROPOSED:
            _take_over(s, again, at)
        elif submission.state is SubmissionState.FAILED:
            _note_failure(s, again, submission, at)
    proposals_made(s, submission_id, at)


def fail(services: Services, story: Story, kind: str, sentence: str) -> None:
    """Mark a submission as failed, with a sentence for the person who brought the link, and mark its cards due.

    What another process has finished meanwhile stays as it is.
    """
    with services.database.transaction(story.workspace) as s:
        if not submissions.is_unfinished(s, story.submission_id):
            return
        submissions.fail(s, story.submission_id, kind, sentence)
        story_ended(s, story.submission_id, services.clock())


def proposals_made(s: WorkspaceSession, submission_id: int, at: dt.datetime) -> None:
    """Mark the cards of a submission due, and add one for each proposal that no card shows yet."""
    states = proposals.states_of(s, submission_id)
    if len(states) > 1:
        first = _on_link(s, states)
        further = [id_ for id_, state in states.items() if state is not ProposalState.SUPERSEDED and id_ != first]
        for card in _links(s, submission_id):
            for proposal_id in further:
                _want_own(s, card, proposal_id, at)
    cards.submission_changed(s, submission_id, at)


def on_link(s: WorkspaceSession, submission_id: int) -> FiledProposal | None:
    """Return the proposal that a link's own card shows: the first without a card of its own that was not replaced.

    If all of those were replaced, the first of them; None if the submission has no proposal.
    """
    found = _on_link(s, proposals.states_of(s, submission_id))
    return None if found is None else proposals.get(s, found)


def _on_link(s: WorkspaceSession, states: Mapping[int, ProposalState]) -> int | None:
    own = cards.with_own(s, states) if len(states) > 1 else frozenset()
    shared = [id_ for id_ in states if id_ not in own]
    standing = (id_ for id_ in shared if states[id_] is not ProposalState.SUPERSEDED)
    return next(standing, next(iter(shared or states), None))


def _take_over(s: WorkspaceSession, again: Reread, at: dt.datetime) -> None:
    """Let the link's cards show the newer submission; a decided proposal of the older one gets its own card, with Undo."""
    decided = on_link(s, again.of)
    if decided is not None and decided.state is not ProposalState.SUPERSEDED:
        for card in _links(s, again.of):
            _want_own(s, card, decided.id, at)
    cards.submission_changed(s, again.of, at)
    cards.move(s, again.of, again.submission, at)


def _note_failure(s: WorkspaceSession, again: Reread, submission: Submission, at: dt.datetime) -> None:
    why = submission.failure or ""
    if submission.failure_kind != NO_CLAIM:
        why = f"Reading it again did not work: {why} The earlier proposal stays as it is."
    for card in _links(s, again.of)[:1]:
        spot = Spot(channel=card.spot.channel, thread=card.spot.thread or card.message)
        cards.want(s, f"reread:{submission.id}", CardKind.NOTE, spot, at=at, submission_id=submission.id, note=why)


def _links(s: WorkspaceSession, submission_id: int) -> list[Card]:
    return [card for card in cards.of_submission(s, submission_id) if card.kind is CardKind.LINK]


def _want_own(s: WorkspaceSession, link: Card, proposal_id: int, at: dt.datetime) -> None:
    cards.want(s, f"{link.key}/proposal:{proposal_id}", CardKind.PROPOSAL, link.spot, at=at, proposal_id=proposal_id)


def bring_to(s: WorkspaceSession, submission_id: int, channel: str, at: dt.datetime) -> None:
    """Show a link in a further channel too, with the cards of its further proposals; once for each channel."""
    spot, key = Spot(channel=channel), f"brought:{submission_id}:{channel}"
    cards.want(s, key, CardKind.LINK, spot, at=at, submission_id=submission_id)
    (link,) = (card for card in _links(s, submission_id) if card.key == key)
    for proposal_id in sorted(cards.with_own(s, proposals.states_of(s, submission_id))):
        _want_own(s, link, proposal_id, at)
    cards.submission_changed(s, submission_id, at)


def is_in(s: WorkspaceSession, submission_id: int, channel: str) -> bool:
    """Tell whether a link has a card in a channel."""
    return any(card.spot.channel == channel for card in _links(s, submission_id))


def decision_made(
    services: RecordServices,
    s: WorkspaceSession,
    filed: FiledProposal,
    decision: Decision,
    slug: str | None,
    changes: Sequence[LevelChange],
) -> None:
    """Mark all cards due that a decision changes, tell whoever else brought the link, and announce a change of level.

    Here and below, those who follow the event are told of a change of level too.
    """
    at = services.clock()
    cards.proposal_changed(s, filed.id, at)
    told = next((c for c in cards.of_proposal(s, filed.id, filed.submission.id) if c.spot.thread or c.message), None)
    by = filed.submission.by
    if told is not None and not filed.submission.public and not is_program(by) and not same_person(decision.by, by):
        spot = Spot(channel=told.spot.channel, thread=told.spot.thread or told.message)
        cards.want(s, f"told:{decision.id}", CardKind.TOLD, spot, at=at, proposal_id=filed.id, decision_id=decision.id)
    if slug is None:
        return
    cards.event_changed(s, slug, at)
    if home := _announced_in(s, slug, changes):
        key, spot = f"level:{decision.id}", Spot(channel=home)
        cards.want(s, key, CardKind.LEVEL, spot, at=at, proposal_id=filed.id, decision_id=decision.id, event=slug)
    tell_followers(s, slug, changes, at, by=decision.by, key=str(decision.id), decision_id=decision.id)


def ruling_made(s: WorkspaceSession, ruling: FiledRuling, slug: str, changes: Sequence[LevelChange], at: dt.datetime) -> None:
    """Mark all cards due that a ruling changes on one event, and announce a change of level."""
    cards.event_changed(s, slug, at)
    if home := _announced_in(s, slug, changes):
        key, spot = f"level:ruling:{ruling.id}:{slug}", Spot(channel=home)
        cards.want(s, key, CardKind.LEVEL, spot, at=at, ruling_id=ruling.id, event=slug)
    tell_followers(s, slug, changes, at, by=ruling.by, key=f"ruling:{ruling.id}", ruling_id=ruling.id)


def event_edited(
    services: RecordServices, s: WorkspaceSession, slug: str, edit_id: int, changes: Sequence[LevelChange]
) -> None:
    """Mark all cards due that an edit of an event changes, and announce a change of level."""
    at = services.clock()
    cards.event_changed(s, slug, at)
    if home := _announced_in(s, slug, changes):
        cards.want(s, f"level:edit:{edit_id}", CardKind.LEVEL, Spot(channel=home), at=at, edit_id=edit_id, event=slug)
    by = event_edits.get(s, edit_id).by
    tell_followers(s, slug, changes, at, by=by, key=f"edit:{edit_id}", edit_id=edit_id)


def _announced_in(s: WorkspaceSession, slug: str, changes: Sequence[LevelChange]) -> str | None:
    """Return the channel in which changes of an event are announced; None if no level changed, or there is no such channel."""
    if all(change.level_before is change.level_after for change in changes):
        return None
    return events.home_of(s, slug) or workspace_settings.get(s).home_channel
