"""What readers bring by the form on an event's page: its limits, its way into the queue, and what they may know of it later."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.domain.card import Spot
from bot.domain.errors import Busy, FetchFailure, NotFound, Refused
from bot.domain.page_access import PageAccess
from bot.domain.public_source import PUBLIC, Became
from bot.domain.record import ProposalState, Submission, SubmissionState
from bot.domain.wrapped_addresses import bare_address
from bot.pipeline.intake import Link, canonical_of, file_in
from bot.pipeline.services import Services
from bot.pipeline.show import NO_CLAIM
from storage import decisions, pages, proposals, public_sources, submissions, workspace_settings
from storage.session import WorkspaceSession

DAY = dt.timedelta(days=1)
EMAIL_KEPT = dt.timedelta(days=30)
MOST_OF_ADDRESS, MOST_OF_ALL = 10, 200
"""How many sources are taken in a day, from one address and from all: that bounds what is fetched for the public, too."""
TOO_MANY = "Many sources came in today, more than we can look at. Please try again tomorrow."
TOO_MANY_OF_YOU = f"{MOST_OF_ADDRESS} sources came from your connection within a day. Please send the others tomorrow."
CLOSED = "The newsroom takes no sources by this form just now."
_PASTING_HELPS = (FetchFailure.BLOCKED, FetchFailure.NO_TEXT, FetchFailure.TOO_LARGE)


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader sent about an event: a link or a text; `token` is the key of their status link.

    `address_hash` stands for where it came from; nobody can find the address by it.
    """

    event: str
    token: str
    address_hash: str
    url: str | None = None
    text: str | None = None
    note: str = ""
    email: str | None = None


class Status(NamedTuple):
    """What became of a source; `event` is the slug of the public event that has it, `again` if others brought it to there."""

    became: Became
    event: str | None
    again: bool
    at: dt.datetime


def bring(services: Services, workspace: str, given: Given) -> None:
    """Store what a reader sent as a proposal to be, for the channel that the editors chose; a worker takes it from there.

    Raises NotFound if there is no such channel or event, Busy over a limit, Refused for a site that the newsroom ignores, and
    Unreadable for an address that is none.
    """
    link = Link(
        key=f"public:{_hash(given.token)}",
        by=PUBLIC,
        place="",
        url=bare_address(given.url) if given.url else None,
        text=given.text,
        note=given.note,
        event=given.event,
        public=True,
    )
    canonical, now = canonical_of(services.for_public(), link), services.clock()
    with services.database.transaction(workspace) as s:
        settings = workspace_settings.get(s)
        if settings.public_channel is None:
            raise NotFound(CLOSED)
        if settings.ignores(urlsplit(canonical).hostname or ""):
            raise Refused("The newsroom takes no sources from this site.")
        public_sources.lock(s)
        if public_sources.count_since(s, now - DAY, given.address_hash) >= MOST_OF_ADDRESS:
            raise Busy(TOO_MANY_OF_YOU)
        if public_sources.count_since(s, now - DAY) >= MOST_OF_ALL:
            raise Busy(TOO_MANY)
        channel = settings.public_channel
        placed = replace(link, place=channel, spot=Spot(channel=channel, batch=link.key))
        filed = file_in(s, services, placed, PUBLIC, canonical)
        public_sources.add(
            s,
            token_sha256=_hash(given.token),
            submission=filed.submission.id,
            event=given.event,
            again=filed.again,
            address_hash=given.address_hash,
            email=given.email,
            note=given.note,
            at=now,
        )


def status(s: WorkspaceSession, token: str) -> Status:
    """Say what became of a source, by the key of its status link; raises NotFound.

    Of what the newsroom itself brought, a reader learns nothing but what anybody can see on the pages; nor what was decided
    on another reader's before this one sent it.
    """
    sent = public_sources.by_token(s, _hash(token))
    submission = submissions.get(s, sent.submission)
    while submission.duplicate_of is not None:
        submission = submissions.get(s, submission.duplicate_of)
    again = sent.again or submission.id != sent.submission
    became, event = _became(s, submission, sent.at if again else None)
    return Status(became, event, again and event is not None, sent.at)


def forget(services: Services, workspace: str) -> bool:
    """Forget where sources came from, after a day, and the e-mail addresses, after a month; returns whether any were left."""
    now = services.clock()
    with services.database.transaction(workspace) as s:
        return public_sources.forget(s, addresses_before=now - DAY, emails_before=now - EMAIL_KEPT)


def pasting_helps(submission: Submission) -> bool:
    """Tell whether an editor can help a source that could not be read, by pasting its text."""
    return submission.state is SubmissionState.FAILED and submission.failure_kind in _PASTING_HELPS


def _became(s: WorkspaceSession, submission: Submission, after: dt.datetime | None) -> tuple[Became, str | None]:
    """Say what became of a submission; what was decided before `after` is not told, unless it is on a public page."""
    made = proposals.of_submission(s, submission.id)
    approved = [filed for filed in made if filed.state is ProposalState.APPROVED]
    for filed in approved:
        slug = proposals.event_of(s, filed.id)
        if slug is not None and pages.access_of(s, slug) is PageAccess.PUBLIC:
            return Became.ON_RECORD, slug
    known = after is not None and any(each.at <= after for filed in made for each in decisions.of_proposal(s, filed.id))
    if known or not submission.public or any(filed.state is ProposalState.PENDING for filed in made):
        return Became.WITH_NEWSROOM, None
    if approved:
        return Became.TAKEN, None
    if any(filed.state is ProposalState.REJECTED for filed in made):
        return Became.NOT_TAKEN, None
    if submission.state is SubmissionState.FAILED:
        nothing = submission.failure_kind == NO_CLAIM
        return (Became.NOTHING_NEW if nothing else Became.UNREADABLE), None
    return Became.WITH_NEWSROOM, None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
