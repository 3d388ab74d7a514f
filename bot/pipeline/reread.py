"""An editor disagrees with the reader: the article is read again, compared with another event, or becomes a new event."""

from collections.abc import Sequence

from pydantic import ValidationError

from bot.domain.answer import NEW_EVENT
from bot.domain.dates import day_said
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Claim, EventDraft
from bot.domain.own_report import is_own
from bot.domain.people import person
from bot.domain.reading import Judgement, Statement
from bot.domain.record import FiledProposal, Proposal, ProposalState, Reread, Submission
from bot.pipeline.assess_from_record import propose_new
from bot.pipeline.holds import refuse_unknowing
from bot.pipeline.intake import enqueue
from bot.pipeline.record import read_of
from bot.pipeline.services import Services
from bot.pipeline.show import proposals_made
from storage import articles, decisions, events, proposals, rereads, submissions
from storage.session import WorkspaceSession

_STANDS = "The earlier proposal stays as it is."
_BY_HAND = "An editor made this a new event, of the article's own statements."
_DECIDED = (ProposalState.APPROVED, ProposalState.REJECTED)


def read_again(
    services: Services, workspace: str, proposal_id: int, *, by: str, key: str, event: str | None = None
) -> Submission:
    """Have the article behind a pending proposal read again, as it was stored; returns the new submission.

    With `event` (a slug) it is compared with that event only, else with all. The same `key` again changes nothing. The new
    submission belongs to the person who brought the link, and the old proposal stays until the new story ends. Raises Refused
    if the proposal is no longer pending or its article is being read again already, Held if somebody else is on it and this
    person was not told, NotFound for the proposal or the event.
    """
    again = _file_again(services, workspace, proposal_id, person(by), key, event)
    enqueue(services, workspace, again)
    return again


def _file_again(services: Services, workspace: str, proposal_id: int, asked_by: str, key: str, event: str | None) -> Submission:
    with services.database.transaction(workspace) as s:
        if replayed := submissions.by_key(s, key):
            return replayed
        filed = proposals.get(s, proposal_id)
        old = submissions.lock(s, filed.submission.id)
        if is_own(old.canonical_url):
            raise Refused("This is a report of our own: there is no article to read again. Edit it, or log it once more.")
        _refuse_purged(s, old)
        _refuse_decided(s, filed := proposals.get(s, proposal_id))
        refuse_unknowing(services, s, filed, filed.version, asked_by)
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
            at=services.clock(),
        )
        rereads.add(s, Reread(submission=again.id, of=old.id, event=event, asked_by=asked_by), services.clock())
        return again


def _refuse_purged(s: WorkspaceSession, old: Submission) -> None:
    if old.article_id is not None and (at := articles.kept(s, old.article_id).text_purged_at):
        raise Refused(f"The text of this article was purged on {day_said(at)}. Bring the link again, and it is read anew.")


def propose_new_event(
    services: Services,
    workspace: str,
    proposal_id: int,
    *,
    version: int,
    draft: EventDraft,
    statements: Sequence[int],
    by: str,
) -> int:
    """Propose a new event that replaces a submission's pending proposals; returns the new proposal's id.

    Each claim of the draft comes from one of the article's own statements: `statements` has its index in the reading, for each
    claim. Two claims may share a statement (that it was said, and that it is so). If the submission has a proposal for a new
    event already, that one gets a new version.

    Raises Refused if that version is no longer pending or its article is being read again, BadInput if the statements do not
    support the draft.
    """
    editor = person(by)
    draft = _validate(draft, statements)
    at = services.clock()
    with services.database.transaction(workspace) as s:
        submission = submissions.lock(s, proposals.get(s, proposal_id).submission.id)
        filed = proposals.lock(s, proposal_id)
        if filed.state is not ProposalState.PENDING or filed.version != version:
            raise decisions.refusal(s, proposal_id, version)
        if is_own(submission.canonical_url):
            raise Refused("A report of our own is on the claim that was chosen for it; log it once more for another event.")
        _refuse_replaced(s, submission)
        read = read_of(s, submission)
        said = read.reading.statements
        judgements = [_judgement(claim, said, index) for claim, index in zip(draft.claims, statements, strict=True)]
        proposal = propose_new(s, read, draft, judgements)
        proposal = proposal.model_copy(update={"remarks": (_BY_HAND, *proposal.remarks), "made_by": editor})
        made = next((p for p in proposals.of_submission(s, submission.id) if p.proposal.event is None), None)
        if made is None:
            new = proposals.save(s, submission.id, read.reading_id, proposal, at)
        else:
            new = made.id
            _refuse_decided(s, made)
            _refuse_made(s, made)
            proposals.revise(s, made.id, made.version, proposal, at)
        proposals.supersede(s, submission.id, keep=new)
        proposals_made(s, submission.id, at)
        return new


def still_open(s: WorkspaceSession, again: Reread, found: Sequence[Proposal]) -> list[Proposal]:
    """Leave out proposals that were decided on the same article before: those decisions hold until somebody undoes them."""
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


def _validate(draft: EventDraft, statements: Sequence[int]) -> EventDraft:
    """Validate a draft, which may have been made without validation; raises BadInput."""
    if not statements:
        raise BadInput("Choose at least one of the article's statements: an event without a claim says nothing.")
    if len(statements) != len(draft.claims):
        raise BadInput("Each claim of a new event needs the statement of the article that it is taken from.")
    try:
        return EventDraft.model_validate(draft.model_dump())
    except ValidationError as error:
        fault = error.errors()[0]
        raise BadInput(f"The new event cannot be used: {fault['msg'].removeprefix('Value error, ')}.") from error


def _judgement(claim: Claim, statements: Sequence[Statement], index: int) -> Judgement:
    if not 0 <= index < len(statements):
        raise BadInput(f"The reading of this article has no statement {index + 1}; it has {len(statements)}.")
    return Judgement.confirming(NEW_EVENT, claim.key, statements[index])
