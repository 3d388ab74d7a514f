"""An editor sees it otherwise than the reader: the article is read again, against another event, or becomes a new event."""

from collections.abc import Sequence

from pydantic import ValidationError

from bot.domain.answer import NEW_EVENT
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Claim, EventDraft, Judgement, Stance, Statement
from bot.domain.people import person
from bot.domain.record import FiledProposal, Proposal, ProposalState, Submission
from bot.pipeline.assess import propose_new
from bot.pipeline.desk import Desk
from bot.pipeline.record import reading_of
from bot.pipeline.show import proposals_made
from storage import decisions, events, proposals, rereads, submissions
from storage.rereads import Reread
from storage.session import WorkspaceSession

_STANDS = "The earlier proposal stays as it is."
_BY_HAND = "An editor made this a new event, of the article's own statements."
_DECIDED = (ProposalState.APPROVED, ProposalState.REJECTED)


def read_again(desk: Desk, workspace: str, proposal_id: int, *, by: str, key: str, event: str | None = None) -> Submission:
    """File a submission in the place of the one behind a proposal that waits: its article is read again as it was kept.

    With `event` (a slug) it is compared with that event alone, else with all. The same `key` again changes nothing. It is
    still the link of who brought it; what waits stays as it is until the new story has ended. Raises Refused where the
    proposal does not wait any more or its article is being read again already, NotFound for the proposal or the event.
    """
    asked_by = person(by)
    with desk.database.transaction(workspace) as s:
        if replayed := submissions.by_key(s, key):
            return replayed
        filed = proposals.get(s, proposal_id)
        old = submissions.lock(s, filed.submission.id)
        _refuse_decided(s, proposals.get(s, proposal_id))
        _refuse_replaced(s, old)
        if event is not None:
            _refuse_known(s, old, events.get(s, event).slug)
        again = submissions.file(
            s,
            key=key,
            url=old.url,
            canonical_url=old.canonical_url,
            by=old.by,
            place=old.place,
            note=old.note,
            event_hint=old.event_hint,
            at=desk.clock(),
        )
        rereads.add(s, Reread(submission=again.id, of=old.id, event=event, asked_by=asked_by), desk.clock())
        return again


def propose_new_event(
    desk: Desk,
    workspace: str,
    proposal_id: int,
    *,
    version: int,
    draft: EventDraft,
    statements: Sequence[int],
    by: str,
) -> int:
    """Propose a new event in the place of what a submission's waiting proposals say; gives the new proposal's id.

    Each claim of the draft is what the article itself states: `statements` has, claim by claim, the index of its statement in
    the reading; one statement may stand for two claims (that it was said, that it is so). A proposal that is for a new event
    already becomes its own next version.

    Raises Refused where that version does not wait any more, or its article is being read again; BadInput for a draft that
    the statements do not support.
    """
    editor = person(by)
    draft = _checked(draft, statements)
    at = desk.clock()
    with desk.database.transaction(workspace) as s:
        submission = submissions.lock(s, proposals.get(s, proposal_id).submission.id)
        filed = proposals.lock(s, proposal_id)
        if filed.state is not ProposalState.PENDING or filed.version != version:
            raise decisions.refusal(s, proposal_id, version)
        _refuse_replaced(s, submission)
        reading_id, reading = reading_of(s, submission.id)
        judgements = [_taken(claim, reading.statements, index) for claim, index in zip(draft.claims, statements, strict=True)]
        proposal = propose_new(s, submission.id, draft, judgements)
        proposal = proposal.model_copy(update={"remarks": (_BY_HAND, *proposal.remarks), "made_by": editor})
        made = next((p for p in proposals.of_submission(s, submission.id) if p.proposal.event is None), None)
        if made is None:
            new = proposals.save(s, submission.id, reading_id, proposal, at)
        else:
            new = made.id
            _refuse_decided(s, made)
            _refuse_made(s, made)
            proposals.revise(s, made.id, made.version, proposal, at)
        proposals.supersede(s, submission.id, keep=new)
        proposals_made(s, submission.id, at)
        return new


def still_open(s: WorkspaceSession, again: Reread, found: Sequence[Proposal]) -> list[Proposal]:
    """Leave out what was decided on the same article before: those decisions stand until somebody undoes them."""
    decided = [p for p in proposals.of_submission(s, again.of) if p.state in _DECIDED]
    settled = {p.proposal.event for p in decided} | {proposals.event_of(s, p.id) for p in decided}
    return [proposal for proposal in found if proposal.event not in settled]


def nothing_found(s: WorkspaceSession, again: Reread, found: Sequence[Proposal]) -> str:
    """Say why reading again led to no proposal."""
    if found:
        return "Read again: the reader finds nothing but what was decided on already. Those decisions stand."
    if again.event is None:
        return f"Read again: the article fits no stored event and makes no claim that could be checked. {_STANDS}"
    headline = events.get(s, again.event).headline
    return f"Read again for “{headline}”: the reader finds nothing in the article that bears on its claims. {_STANDS}"


def _refuse_decided(s: WorkspaceSession, filed: FiledProposal) -> None:
    if filed.state is not ProposalState.PENDING:
        raise decisions.refusal(s, filed.id, filed.version)


def _refuse_replaced(s: WorkspaceSession, submission: Submission) -> None:
    if submissions.has_ended_early(submission):
        raise Refused("A newer submission of this article took this one's place; look at that one and decide on it.")
    if rereads.under_way(s, submission.id) is not None:
        raise Refused("This article is being read again just now; wait for what comes of that.")


def _refuse_known(s: WorkspaceSession, submission: Submission, slug: str) -> None:
    for filed in proposals.of_submission(s, submission.id):
        if filed.state in _DECIDED and proposals.event_of(s, filed.id) == slug:
            raise decisions.refusal(s, filed.id, filed.version)


def _refuse_made(s: WorkspaceSession, filed: FiledProposal) -> None:
    if slug := proposals.event_of(s, filed.id):
        raise Refused(
            f"Proposal {filed.id} was approved once and undone, so its event is on record as '{slug}' already and stays as it"
            " is. Amend the proposal, or have the article read again for another event."
        )


def _checked(draft: EventDraft, statements: Sequence[int]) -> EventDraft:
    """See that a draft holds what an event needs, also where it was made without validation."""
    if not statements:
        raise BadInput("Choose at least one of the article's statements: an event without a claim says nothing.")
    if len(statements) != len(draft.claims):
        raise BadInput("Each claim of a new event needs the statement of the article that it is taken from.")
    try:
        return EventDraft.model_validate(draft.model_dump())
    except ValidationError as error:
        fault = error.errors()[0]
        raise BadInput(f"The new event cannot be used: {fault['msg'].removeprefix('Value error, ')}.") from error


def _taken(claim: Claim, statements: Sequence[Statement], index: int) -> Judgement:
    if not 0 <= index < len(statements):
        raise BadInput(f"The reading of this article has no statement {index + 1}; it has {len(statements)}.")
    said = statements[index]
    return Judgement(
        event=NEW_EVENT,
        claim=claim.key,
        stance=Stance.CONFIRMS,
        tone=said.tone,
        basis=said.basis,
        origin=said.origin,
        quote=said.quote,
        translation=said.translation,
    )
