"""The fourth step: what the record would say if the article's reports were approved."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.answer import NEW_EVENT
from bot.domain.confidence import assess_event
from bot.domain.contradictions import contradictions, says_unverified
from bot.domain.copies import copied, wire_credit
from bot.domain.matching import Fit, Match
from bot.domain.model import Article, Event, EventDraft, Judgement, Origin, OriginKind, Report
from bot.domain.record import FiledProposal, Proposal
from bot.domain.verdict import provenance_notes, verdict, verdict_on_draft
from bot.pipeline.record import article_of, reading_of
from storage import articles, events, outlets, reports
from storage.session import WorkspaceSession


def propose_update(s: WorkspaceSession, submission_id: int, match: Match) -> Proposal:
    """Propose what one stored event's record would say with this submission's reports."""
    event = events.get(s, match.event)
    unsure = (f"It is not certain that this is the same event: {match.reason}",) if match.fit is Fit.UNSURE else ()
    _, reading = reading_of(s, submission_id)
    on_it = [judgement for judgement in reading.judgements if judgement.event == event.slug]
    made, remarks = _reports(s, submission_id, event, on_it, on_record=reports.texts(s, event.slug))
    standing, reader = reports.standing(s, event.slug), _read_by(s, submission_id)
    return _proposal(event, made, standing=standing, slug=event.slug, remarks=(*unsure, *remarks), read_by=reader)


def propose_draft(s: WorkspaceSession, submission_id: int) -> Proposal | None:
    """Propose a new event from the reader's draft; None where it drafted none or nothing supports it."""
    _, reading = reading_of(s, submission_id)
    on_it = [judgement for judgement in reading.judgements if judgement.event == NEW_EVENT]
    return propose_new(s, submission_id, reading.draft, on_it) if reading.draft and on_it else None


def propose_new(s: WorkspaceSession, submission_id: int, draft: EventDraft, judgements: Sequence[Judgement]) -> Proposal:
    """Propose a new event with this submission's reports, one for each judgement on the draft's claims (one at least)."""
    made, remarks = _reports(s, submission_id, draft, judgements, on_record=())
    return _proposal(draft, made, standing=(), slug=None, remarks=remarks, read_by=_read_by(s, submission_id))


def reassess(event: EventDraft, proposal: Proposal, standing: Sequence[Report], changed: Sequence[Report]) -> Proposal:
    """Give the proposal with other reports (an editor's amendment), everything that follows from them computed anew."""
    made = _proposal(event, changed, standing=standing, slug=proposal.event, remarks=proposal.remarks, read_by=proposal.read_by)
    return made.model_copy(update={"made_by": proposal.made_by})


def renew(s: WorkspaceSession, event: Event, filed: FiledProposal) -> Proposal:
    """Give a proposal on a stored event as it would be now: copies of what has come on record since, all assessed anew."""
    proposal, article_id = filed.proposal, filed.submission.article_id
    source, remark = _repeats(s, articles.get(s, article_id), reports.texts(s, event.slug)) if article_id else (None, ())
    changed = reports.with_houses(
        s,
        [
            r.model_copy(update={"copy_of": r.copy_of or source, "outlet": outlets.by_name(s, r.outlet.name) or r.outlet})
            for r in proposal.reports
        ],
    )
    remarks = tuple(dict.fromkeys((*remark, *proposal.remarks)))
    standing = reports.standing(s, event.slug)
    return _proposal(event, changed, standing=standing, slug=event.slug, remarks=remarks, read_by=proposal.read_by)


def _proposal(
    event: EventDraft,
    made: Sequence[Report],
    *,
    standing: Sequence[Report],
    slug: str | None,
    remarks: tuple[str, ...],
    read_by: str,
) -> Proposal:
    before, after = assess_event(event, standing), assess_event(event, [*standing, *made])
    outlet = made[0].outlet.name
    return Proposal(
        event=slug,
        draft=event if slug is None else None,
        headline=event.headline,
        reports=tuple(made),
        before=before,
        after=after,
        verdict=verdict_on_draft(outlet) if slug is None else verdict(event, outlet, before, after),
        provenance=provenance_notes(event, standing, made),
        unverified_by=_unverified(made),
        remarks=remarks,
        read_by=read_by,
    )


def _read_by(s: WorkspaceSession, submission_id: int) -> str:
    """Say which reader read how much of the article."""
    _, article = article_of(s, submission_id)
    _, reading = reading_of(s, submission_id)
    model = reading.stamp.model
    reader = f"the model {model}" if model else "the built-in reader, which goes by rules; please read the article too"
    return f"{'A part of the text' if article.partial or reading.in_part else 'The whole text'} was read by {reader}."


def _reports(
    s: WorkspaceSession,
    submission_id: int,
    event: EventDraft,
    judgements: Sequence[Judgement],
    *,
    on_record: Sequence[tuple[str, dt.date | None, str]],
) -> tuple[tuple[Report, ...], tuple[str, ...]]:
    """Make reports of judgements on one event; repeated words are credited to the outlet that had them first."""
    _, article = article_of(s, submission_id)
    _, reading = reading_of(s, submission_id)
    source, copied_remark = _repeats(s, article, on_record)
    made = [
        Report(
            id=f"{submission_id}-{number}",
            claim=judgement.claim,
            outlet=article.outlet,
            url=article.canonical_url,
            published=article.published,
            stance=judgement.stance,
            tone=judgement.tone,
            basis=judgement.basis,
            origin=_origin(s, judgement, article),
            quote=judgement.quote.text,
            translation=judgement.translation,
            copy_of=source,
        )
        for number, judgement in enumerate(judgements, 1)
    ]
    return reports.with_houses(s, made), (*copied_remark, *reading.remarks, *contradictions(judgements, event, article.text))


def _repeats(
    s: WorkspaceSession, article: Article, on_record: Sequence[tuple[str, dt.date | None, str]]
) -> tuple[str | None, tuple[str, ...]]:
    wire = wire_credit(article.text, article.authors, outlets.wires(s))
    if wire is not None and wire.casefold() != article.outlet.name.casefold():
        return wire, (f"This is {wire} copy: it counts as {wire}, not as {article.outlet.name}.",)
    found = [
        (copy, outlet)
        for outlet, _, text in on_record
        if outlet != article.outlet.name and (copy := copied(article.text, text))
    ]
    if not found:
        return None, ()
    copy, outlet = max(found, key=lambda pair: (pair[0].share, pair[1]))
    return outlet, (f"{copy.share:.0%} of its own words stand in {outlet}'s article on record: “{_short(copy.passage.text)}”",)


def _origin(s: WorkspaceSession, judgement: Judgement, article: Article) -> Origin:
    """Call an outlet by its name on the outlet list, and the article's own outlet its own work."""
    origin = judgement.origin
    if origin.kind is not OriginKind.OUTLET:
        return origin
    known = outlets.by_name(s, origin.name)
    name = known.name if known else origin.name
    return Origin(kind=OriginKind.OWN) if name == article.outlet.name else Origin(kind=OriginKind.OUTLET, name=name)


def _unverified(made: Sequence[Report]) -> tuple[str, ...]:
    found = [report for report in made if says_unverified(report.quote)]
    own = {report.id: report.outlet.name for report in found if report.origin.kind is OriginKind.OWN}
    return tuple(dict.fromkeys(f"{own.get(report.id, report.origin)}: “{report.quote}”" for report in found))


def _short(text: str, words: int = 25) -> str:
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + " …"
