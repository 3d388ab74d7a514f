"""Taking a link in: one transaction, stored before anything else happens."""

import hashlib
from dataclasses import dataclass

from bot.domain.copies import copied
from bot.domain.errors import BadInput
from bot.domain.people import person
from bot.domain.record import Submission, SubmissionState
from bot.pipeline.desk import Desk
from storage import articles, events, proposals, submissions
from storage.session import WorkspaceSession


@dataclass(frozen=True, slots=True)
class Link:
    """What somebody brought: an address, pasted text or a saved page, or an address with one of these.

    `key` is the natural key of this act of bringing it (a message's id, say); bringing it again with the same key changes
    nothing.
    """

    key: str
    by: str
    place: str
    url: str | None = None
    text: str | None = None
    html: bytes | None = None
    note: str = ""
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """The submission that now stands for the link; `again` where it, or another spelling of it, was brought before."""

    submission: Submission
    again: bool


def take_in(desk: Desk, workspace: str, link: Link) -> Filed:
    """Store one link, or find who brought it before; raises Unreadable (bad address), NotFound (no such event)."""
    by, canonical = person(link.by), _canonical(desk, link)
    with desk.database.transaction(workspace) as s:
        if replayed := submissions.by_key(s, link.key):
            return Filed(replayed, again=False)
        if link.event is not None:
            events.get(s, link.event)
        earlier = submissions.earlier(s, canonical)
        if earlier is not None and not _is_fuller(s, link, earlier):
            return Filed(earlier, again=True)
        if earlier is not None:
            proposals.supersede(s, earlier.id)
            submissions.set_state(s, earlier.id, SubmissionState.SUPERSEDED)
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
            at=desk.clock(),
        )
        return Filed(submission, again=False)


def _is_fuller(s: WorkspaceSession, link: Link, earlier: Submission) -> bool:
    """Tell whether somebody pastes an article of which only a part could be read before: that part and more."""
    if link.text is None or earlier.article_id is None:
        return False
    part = articles.get(s, earlier.article_id)
    longer = len(link.text.split()) > len(part.text.split())
    return part.partial is not None and longer and copied(part.text, link.text) is not None


def _canonical(desk: Desk, link: Link) -> str:
    if link.url is not None:
        return desk.fetcher.canonical(link.url)
    if link.text is not None:
        return f"text:{hashlib.sha256(link.text.encode()).hexdigest()}"
    raise BadInput("There is nothing to read: give an address, a text or a saved page.")
