"""What programs bring by a token: its limits, its way into the newsroom's own queue, and how it stands later."""

import datetime as dt
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.domain.api_token import Caller, bringer
from bot.domain.card import Spot
from bot.domain.errors import Busy, Refused
from bot.domain.record import SubmissionState
from bot.domain.wrapped_addresses import bare_address
from bot.pipeline.intake import Link, canonical_of, enqueue, file_in
from bot.pipeline.services import Services
from storage import api_tokens, pages, public_sources, submissions, workspace_settings
from storage.api_tokens import ProgramSource
from storage.pages import ProposalSeen
from storage.session import WorkspaceSession

DAY = dt.timedelta(days=1)
MOST_IN_DAY = 500
"""How many sources one token brings in a day."""
TOO_MANY = f"This token brought {MOST_IN_DAY} sources within a day, the most that are taken. Send the others tomorrow."
ANOTHER_SOURCE = "This Idempotency-Key came with another source before. Take a new key for each source."


@dataclass(frozen=True, slots=True)
class Brought:
    """A link or a text that a program brings, with a word to the editor and the slug of the event that it is about."""

    url: str | None = None
    text: str | None = None
    note: str = ""
    event: str | None = None


class SourceStatus(NamedTuple):
    """How a source stands: its submission's state, why it failed, and how the proposals stand that it led to.

    `again` if others brought the same before; it is not read again then.
    """

    id: int
    state: SubmissionState
    failure: str | None
    again: bool
    proposals: tuple[ProposalSeen, ...]
    at: dt.datetime


def bring(services: Services, caller: Caller, brought: Brought, *, key: str | None = None) -> SourceStatus:
    """Store what a program brings and put it into the queue, as what people bring in Slack; the same `key` changes nothing.

    Raises Unreadable for an address that is none, NotFound for an event that is not on record, Busy over the limit of a day,
    and Refused for a site that the newsroom ignores or a key that came with another source.
    """
    said = hashlib.sha256(json.dumps(asdict(brought), sort_keys=True).encode(errors="replace")).hexdigest()
    hashed = hashlib.sha256((secrets.token_hex() if key is None else key).encode(errors="replace")).hexdigest()
    by, token, now = bringer(caller.token.name), caller.token.id, services.clock()
    link = Link(
        key=f"program:{token}:{hashed}",
        by=by,
        place="",
        url=bare_address(brought.url) if brought.url else None,
        text=brought.text,
        note=brought.note,
        event=brought.event,
        program=True,
    )
    canonical = canonical_of(services, link)
    with services.database.transaction(caller.workspace) as s:
        public_sources.lock(s)
        if known := api_tokens.source_by_key(s, token, hashed):
            if known.said_sha256 != said:
                raise Refused(ANOTHER_SOURCE)
            return _status(s, known)
        if brought.event is not None:
            pages.require_on_record(s, brought.event)
        settings = workspace_settings.get(s)
        if settings.ignores(urlsplit(canonical).hostname or ""):
            raise Refused("The newsroom takes no sources from this site.")
        if api_tokens.count_sources(s, token, now - DAY) >= MOST_IN_DAY:
            raise Busy(TOO_MANY)
        filed = file_in(s, services, _placed(link, settings.desk), by, canonical)
        made = api_tokens.add_source(
            s, token=token, key=hashed, said_sha256=said, submission=filed.submission.id, again=filed.again, at=now
        )
        status = _status(s, made)
    enqueue(services, caller.workspace, filed.submission)
    return status


def status(s: WorkspaceSession, caller: Caller, source_id: int) -> SourceStatus:
    """Say how a source stands that was brought by the caller's token; raises NotFound."""
    return _status(s, api_tokens.source(s, caller.token.id, source_id))


def _status(s: WorkspaceSession, source: ProgramSource) -> SourceStatus:
    submission = submissions.get(s, source.submission)
    while submission.duplicate_of is not None:
        submission = submissions.get(s, submission.duplicate_of)
    again = source.again or submission.id != source.submission
    proposals = tuple(pages.proposals_of(s, submission.id))
    return SourceStatus(source.id, submission.state, submission.failure, again, proposals, source.at)


def _placed(link: Link, desk: str | None) -> Link:
    """Give a link the desk's channel, if there is one; without, it waits in the list of proposals alone."""
    return link if desk is None else replace(link, place=desk, spot=Spot(channel=desk, batch=link.key))
