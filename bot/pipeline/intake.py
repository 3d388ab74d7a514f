"""Intake: a link is stored in one transaction before anything else happens."""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import structlog

from bot.domain.card import CardKind, Spot
from bot.domain.copies import copied
from bot.domain.errors import BadInput, Refused, TryLater
from bot.domain.people import person
from bot.domain.record import ProposalState, Submission, SubmissionState
from bot.pipeline.services import Services
from bot.pipeline.show import bring_to
from storage import articles, cards, decisions, events, proposals, public_sources, submissions, workspace_settings
from storage.session import WorkspaceSession

log = structlog.get_logger()

TAKEN_OUT = "its link was edited out of the message."
_OF_LINKS = (CardKind.LINK, CardKind.AGAIN)
LOOK_AGAIN = dt.timedelta(hours=1)
"""After this time, the page of a link that is brought again is fetched again: it may have been corrected."""


@dataclass(frozen=True, slots=True)
class Link:
    """What somebody brought: an address, pasted text or a saved page, or an address with one of these.

    `key` is its natural key (a message's id, for example); the same key again changes nothing. `spot` is where its card goes,
    if it has one. `instead_of` is a submission whose cards show this one from now on. `message` is the id of the message that
    brought it, if that is to say how the link stands. `public` if a reader brought it: it is read apart from the newsroom's
    links, and shown only where there is something for an editor to do. `program` if a program did: it alone is told what was
    brought before.
    """

    key: str
    by: str
    place: str
    url: str | None = None
    text: str | None = None
    html: bytes | None = None
    note: str = ""
    event: str | None = None
    spot: Spot | None = None
    instead_of: int | None = None
    message: str | None = None
    public: bool = False
    program: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """The submission of a link; `again` if this address, in any spelling, was brought before and is not looked at again."""

    submission: Submission
    again: bool


def accept_link(services: Services, workspace: str, link: Link) -> Filed:
    """Store one link and put it into the queue, or find the submission that brought it before.

    Raises Unreadable (bad address), NotFound (no such event), and Refused if the message that brought it is deleted already.
    """
    filed = _file(services, workspace, link)
    log.info("link", workspace=workspace, submission=filed.submission.id, again=filed.again)
    enqueue(services, workspace, filed.submission)
    return filed


def enqueue(services: Services, workspace: str, submission: Submission) -> None:
    """Put a stored, unfinished submission into the queue; if that fails, the worker finds it and puts it there later."""
    if submission.state.value not in submissions.UNFINISHED:
        return
    try:
        services.queue.enqueue(workspace, submission)
    except TryLater as error:
        log.warning("not in the queue yet", workspace=workspace, submission=submission.id, error=error.sentence)


def rehearse(services: Services) -> None:
    """Store a link and undo it: what is done for the first time in a process takes long, and nobody shall wait for it."""
    spot = Spot(channel="rehearsal", thread="rehearsal", batch="rehearsal")
    link = Link(key="rehearsal", by="rehearsal", place="rehearsal", url="https://rehearsal.example/", spot=spot)
    with contextlib.suppress(_Rehearsed), services.database.transaction("rehearsal") as s:
        file_in(s, services, link, link.by, canonical_of(services, link))
        raise _Rehearsed


class _Rehearsed(Exception):
    """Undoes a rehearsal."""


def _file(services: Services, workspace: str, link: Link) -> Filed:
    by, canonical = person(link.by), canonical_of(services, link)
    with services.database.transaction(workspace) as s:
        return file_in(s, services, link, by, canonical)


def file_in(s: WorkspaceSession, services: Services, link: Link, by: str, canonical: str) -> Filed:
    """Store one link within a transaction, as `accept_link` does; `by` and `canonical` are in their one form."""
    submissions.lock_key(s, link.key)
    if replayed := submissions.by_key(s, link.key):
        return Filed(replayed, again=False)
    if known := cards.submission_of(s, _card_key(CardKind.AGAIN, link.key)):
        return Filed(submissions.get(s, known), again=True)
    if link.spot is not None and link.spot.batch is not None and cards.is_closed(s, link.spot.batch):
        raise Refused("The message that brought this link was deleted, so it was not taken in.")
    if link.event is not None:
        events.get(s, link.event)
    earlier = submissions.earlier(s, canonical)
    if earlier is not None and earlier.public and not link.public and earlier.state.value in submissions.UNFINISHED:
        # The newsroom does not wait until it is the public's turn.
        earlier = None
    fuller = earlier is not None and _is_fuller(s, link, earlier)
    if earlier is not None and not fuller and not _may_have_changed(s, link, earlier, services.clock()):
        _show(services, s, link, CardKind.AGAIN, earlier)
        return Filed(earlier, again=True)
    if earlier is not None and fuller:
        submissions.set_state(s, earlier.id, SubmissionState.SUPERSEDED)
        proposals.supersede(s, earlier.id)
        cards.submission_changed(s, earlier.id, services.clock())
    submission = submissions.file(
        s,
        key=link.key,
        url=link.url,
        canonical_url=canonical,
        by=by,
        place=link.place,
        note=link.note,
        event_hint=link.event,
        pasted_text=link.text,
        pasted_html=link.html,
        public=link.public,
        at=services.clock(),
    )
    _show(services, s, link, CardKind.LINK, submission)
    return Filed(submission, again=False)


def withdraw(services: Services, workspace: str, batch: str) -> int:
    """Withdraw what a deleted message brought; returns how many submissions ended.

    A submission stays if it has a proposal already, or a card elsewhere. A running story ends without a proposal. Events about
    that message that arrive later bring nothing in.
    """
    with services.database.transaction(workspace) as s:
        cards.close(s, batch, services.clock())
        brought = [card for card in cards.of_batch(s, batch) if card.submission_id is not None and card.message is None]
        ended = 0
        for submission_id in sorted({card.submission_id for card in brought if card.submission_id is not None}):
            submission = submissions.lock(s, submission_id)
            elsewhere = any(c.spot.batch != batch and not cards.is_withdrawn(c) for c in cards.of_submission(s, submission_id))
            unfinished = submission.state.value in submissions.UNFINISHED
            alone = unfinished and not elsewhere
            if alone and not _lives_on_for_readers(s, submission_id, services.clock()):
                submissions.set_state(s, submission_id, SubmissionState.WITHDRAWN)
                ended += 1
            for card in (card for card in brought if card.submission_id == submission_id):
                if card.kind is CardKind.AGAIN or alone:
                    cards.withdraw(s, card.id, "its message was deleted.")
        return ended


def take_out(services: Services, workspace: str, batch: str, keys: Collection[str]) -> int:
    """Withdraw the links with these keys, which were edited out of a message; returns how many submissions ended.

    Proposals on which nobody has decided yet end too. A link stays if somebody else brought it as well.
    """
    with services.database.transaction(workspace) as s:
        at, ended = services.clock(), 0
        cards.batch_changed(s, batch, at)
        names = {_card_key(kind, key) for kind in (CardKind.LINK, CardKind.AGAIN) for key in keys}
        for card in [card for card in cards.of_batch(s, batch) if card.key in names]:
            if card.submission_id is None or card.kind is CardKind.AGAIN:
                cards.withdraw(s, card.id, TAKEN_OUT)
                continue
            submission = submissions.lock(s, card.submission_id)
            others = [c for c in cards.of_submission(s, submission.id) if c.id != card.id and c.kind in _OF_LINKS]
            live = submission.state.value in (*submissions.UNFINISHED, SubmissionState.PROPOSED.value)
            if not live or not all(map(cards.is_withdrawn, others)):
                continue
            if _lives_on_for_readers(s, submission.id, at):
                cards.withdraw(s, card.id, TAKEN_OUT)
                continue
            made = proposals.of_submission(s, submission.id)
            undecided = [filed.id for filed in made if not decisions.were_made(s, filed.id)]
            for proposal_id in undecided:
                proposals.supersede(s, submission.id, only=proposal_id)
            if len(undecided) == len(made):
                submissions.set_state(s, submission.id, SubmissionState.WITHDRAWN)
                cards.withdraw(s, card.id, TAKEN_OUT)
                ended += 1
            cards.submission_changed(s, submission.id, at)
        return ended


def _lives_on_for_readers(s: WorkspaceSession, submission_id: int, at: dt.datetime) -> bool:
    """Tell whether a reader brought a link too, so that it stays; its card then stands where readers' sources do."""
    channel = workspace_settings.get(s).public_channel
    if channel is None or not public_sources.brought(s, submission_id):
        return False
    bring_to(s, submission_id, channel, at)
    return True


def _show(services: Services, s: WorkspaceSession, link: Link, kind: CardKind, submission: Submission) -> None:
    """Add a card for the link: due at once if it was brought before, else when its story ends."""
    at, again = services.clock(), kind is CardKind.AGAIN
    if link.spot is not None and not (again and (link.public or link.program)):
        cards.want(s, _card_key(kind, link.key), kind, link.spot, at=at, due=again, submission_id=submission.id)
    if link.spot is not None and link.message is not None:
        cards.want_reaction(s, link.spot, link.message, at)
    if link.instead_of is not None:
        ended = submission.state.value not in submissions.UNFINISHED
        cards.move(s, link.instead_of, submission.id, at if ended else None)


def _card_key(kind: CardKind, key: str) -> str:
    return f"{kind}:{key}"


def _is_fuller(s: WorkspaceSession, link: Link, earlier: Submission) -> bool:
    """Return whether the pasted text contains an article that could be read only in part before, and more of it."""
    if link.text is None or earlier.article_id is None:
        return False
    part = articles.get(s, earlier.article_id)
    longer = len(link.text.split()) > len(part.text.split())
    return part.partial is not None and longer and copied(part.text, link.text) is not None


def waits_for_editor(s: WorkspaceSession, earlier: Submission) -> bool:
    """Tell whether a proposal on what the newsroom itself brought waits: what readers and programs bring replaces none."""
    return not earlier.public and ProposalState.PENDING in proposals.states_of(s, earlier.id).values()


def _may_have_changed(s: WorkspaceSession, link: Link, earlier: Submission, at: dt.datetime) -> bool:
    """Return whether the address may have another text than when it was read: one that is given, or after a while."""
    if link.url is None or earlier.state is not SubmissionState.PROPOSED or earlier.article_id is None:
        return False
    if (link.public or link.program) and waits_for_editor(s, earlier):
        return False
    if link.text is not None:
        return link.text.split() != articles.get(s, earlier.article_id).text.split()
    return link.html is not None or at - articles.kept(s, earlier.article_id).fetched_at >= LOOK_AGAIN


def canonical_of(services: Services, link: Link) -> str:
    """Return the key under which a link, or a text without one, is found again; raises Unreadable (bad address), BadInput.

    Raises Refused for one of our own pages.
    """
    if link.url is not None:
        if services.is_our_page(link.url):
            raise Refused("This is a page of our own record, not a source. Bring what the page rests on, or something new.")
        return services.fetcher.canonical(link.url)
    if link.text is not None:
        return f"text:{hashlib.sha256(link.text.encode()).hexdigest()}"
    raise BadInput("There is nothing to read: give an address, a text or a saved page.")
