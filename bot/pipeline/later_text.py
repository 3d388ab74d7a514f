"""An article that comes again at its old address with another text: it is read again, and what is new in it is proposed.

A correction is often printed at the old address. What was decided on the earlier text stands; what still waits is replaced by
what the newer text says. As an article it stays as old as the first text there; only what is new in it is of its own time.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.domain.dates import day_said
from bot.domain.model import Report, Slug, Stance, Value
from bot.domain.quotes import find
from bot.domain.record import FiledProposal, Proposal, ProposalState, SubmissionState
from bot.domain.remarks import GONE, LATER_TEXT
from bot.domain.revisions import no_longer_counted
from bot.domain.wording import counted
from bot.pipeline.record import Read
from storage import articles, cards, events, proposals, reports, submissions
from storage.session import WorkspaceSession

_MOST_GONE = 3
_MOST_TOLD = 2
_LONGEST_QUOTE = 200


class Earlier(Value):
    """What the record has of an article's earlier texts: the last submission, when it was fetched, its text, the reports.

    `older` are the texts before the last one: words that left the article and came back are as old as they were at first.
    `reports` are those that stand, `quotes` are those of the reports that still count; `first_published` is the day of the
    first text, `changed` that on which the newer one was brought; `pasted` says that it was not fetched, so that it may be
    only a part.
    """

    submission: int
    fetched_at: dt.datetime
    text: str
    older: tuple[str, ...]
    reports: tuple[tuple[Slug, Report], ...]
    quotes: tuple[str, ...]
    first_published: dt.date | None
    changed: dt.date
    pasted: bool

    def said(self, slug: str, report: Report) -> bool:
        """Tell whether a report of the newer text is on record from an earlier one."""
        return any(event == slug and _says(known, report) for event, known in self.reports)

    def dated(self, report: Report) -> Report:
        """Return a report of the newer text with its own time: what stood in the earlier text is as old as the first one."""
        if any(find(report.quote, text) for text in (self.text, *self.older)):
            return report.model_copy(update={"published": self.first_published or report.published})
        if report.published and report.published >= self.fetched_at.date():
            return report
        return report.model_copy(update={"published": self.changed})


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


def remarks(read: Read, earlier: Earlier) -> tuple[str, ...]:
    """Say that a text has changed, and in which words: first those on record that no longer stand in it."""
    what = "an article already on record" if earlier.reports else "an article that was read before"
    if not earlier.text:
        told = f"{LATER_TEXT}{what}: at this address stood another one on {day_said(earlier.fetched_at)}."
        lost = "Its text was purged, so nobody can say what is new in this one."
        return f"{told} {lost}", *(f"{GONE}: “{quote}”" for quote in gone(read, earlier))
    on_record, new, old = gone(read, earlier), _passages(read.article.text), _passages(earlier.text)
    added = [_cut(passage) for passage in new if passage not in old]
    dropped = [_cut(passage) for passage in old if passage not in new] if _is_whole(read, earlier) else []
    return (
        f"{LATER_TEXT}{what}: at this address stood another one on {day_said(earlier.fetched_at)}.",
        *(f"{GONE}: “{quote}”" for quote in on_record),
        *_told("New in it", added),
        *_told("No longer in it", [passage for passage in dropped if not any(quote in passage for quote in on_record)]),
    )


def gone(read: Read, earlier: Earlier) -> tuple[str, ...]:
    """Return the quotes on record that no longer stand in the article; none where perhaps only a part of it was read."""
    if not _is_whole(read, earlier):
        return ()
    missing = [quote for quote in earlier.quotes if find(quote, read.article.text) is None]
    return tuple(_cut(quote) for quote in missing[:_MOST_GONE])


def _is_whole(read: Read, earlier: Earlier) -> bool:
    return not (earlier.pasted or read.article.partial)


def _passages(text: str) -> dict[str, None]:
    return dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _told(what: str, passages: Sequence[str]) -> list[str]:
    told = [f"{what}: “{passage}”" for passage in passages[:_MOST_TOLD]]
    left = len(passages) - len(told)
    return [*told, *([f"{what}, besides: {counted(left, 'passage')}."] if left else [])]


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
    return not decided and all(any(_says(one, report) for one in known) for report in proposal.reports)


def _events(s: WorkspaceSession, filed: Iterable[FiledProposal]) -> list[str]:
    approved = (p.proposal.event or proposals.event_of(s, p.id) for p in filed if p.state is ProposalState.APPROVED)
    return list(dict.fromkeys(slug for slug in approved if slug))


def _says(known: Report, report: Report) -> bool:
    """Tell whether a report is known: by its claim and stance, or by its words where nobody has said what they mean."""
    if report.stance is Stance.OPEN:
        return known.claim == report.claim and known.quote.split() == report.quote.split()
    return (known.claim, known.stance, known.revises) == (report.claim, report.stance, report.revises)


def _cut(quote: str) -> str:
    return quote if len(quote) <= _LONGEST_QUOTE else f"{quote[:_LONGEST_QUOTE].rstrip()} …"
