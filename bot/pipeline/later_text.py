"""An article that comes again at its old address with another text: it is read again, and what is new in it is proposed.

A correction is often printed at the old address. What was decided on the earlier text stands; what still waits is replaced by
what the newer text says. As an article it stays as old as the first text there; only what is new in it is of its own time.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.domain.model import Report
from bot.domain.record import FiledProposal, Proposal, ProposalState, SubmissionState
from bot.domain.revisions import no_longer_counted
from bot.pipeline.changed_text import Earlier, says
from bot.pipeline.values import Read
from storage import articles, cards, events, proposals, reports, submissions
from storage.session import WorkspaceSession


def earlier_of(s: WorkspaceSession, read: Read) -> Earlier | None:
    """Load what the record has of the earlier texts at an article's address; None for an article that comes first."""
    if read.earlier is None:
        return None
    last = submissions.get(s, read.earlier)
    found: list[tuple[str, Report]] = []
    quotes: dict[str, None] = {}
    for slug in _events(s, proposals.at_address(s, read.article.canonical_url)):
        standing = reports.standing(s, slug)
        ended = no_longer_counted(events.get(s, slug), standing)
        own = [report for report in standing if report.url == read.article.canonical_url]
        found += [(slug, report) for report in own]
        quotes.update(dict.fromkeys(report.quote for report in own if report.id not in ended))
    return Earlier(
        submission=last.id,
        fetched_at=articles.kept(s, last.article_id or 0).fetched_at,
        text=articles.get(s, last.article_id or 0).text,
        older=articles.texts_before(s, last.article_id or 0),
        reports=tuple(found),
        quotes=tuple(quotes),
        first_published=read.first_published,
        changed=articles.kept(s, read.article_id).fetched_at.date(),
        pasted=submissions.brought(s, read.submission).text is not None,
    )


def still_new(s: WorkspaceSession, read: Read, assessed: Sequence[Proposal]) -> list[Proposal]:
    """Leave out proposals that say nothing but what waits already, or what an editor rejected, of the same article."""
    known = [p for p in proposals.at_address(s, read.article.canonical_url) if p.submission.id != read.submission]
    return [proposal for proposal in assessed if not any(_covers(earlier, proposal) for earlier in known)]


def take_over(s: WorkspaceSession, read: Read, made: Sequence[Proposal], at: dt.datetime) -> None:
    """Let a newer text take the address, and replace what waits of the earlier one on the same events."""
    if read.earlier is None:
        return
    on = {proposal.event for proposal in made}
    for filed in proposals.of_submission(s, read.earlier):
        if filed.proposal.event in on:
            proposals.supersede(s, read.earlier, only=filed.id)
    left = [state for state in proposals.states_of(s, read.earlier).values() if state is not ProposalState.SUPERSEDED]
    submissions.hand_over(s, read.earlier, read.submission)
    if not left:
        submissions.set_state(s, read.earlier, SubmissionState.SUPERSEDED)
    cards.submission_changed(s, read.earlier, at)


def _covers(earlier: FiledProposal, proposal: Proposal) -> bool:
    if earlier.state is ProposalState.SUPERSEDED or earlier.proposal.event != proposal.event:
        return False
    if proposal.event is None:
        return True
    decided = earlier.state is ProposalState.APPROVED
    known = earlier.proposal.reports
    return not decided and all(any(says(one, report) for one in known) for report in proposal.reports)


def _events(s: WorkspaceSession, filed: Iterable[FiledProposal]) -> list[str]:
    approved = (p.proposal.event or proposals.event_of(s, p.id) for p in filed if p.state is ProposalState.APPROVED)
    return list(dict.fromkeys(slug for slug in approved if slug))
