"""What the record would say if the article's reports were approved. Values are loaded first; the rest is pure computation."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.answer import NEW_EVENT
from bot.domain.confidence import assess_event
from bot.domain.contradictions import contradictions, says_unverified
from bot.domain.copies import Alike, original, wire_credit
from bot.domain.matching import Fit, Match
from bot.domain.model import Article, Event, EventDraft, Judgement, Origin, OriginKind, Report, Value
from bot.domain.provenance import second_hand
from bot.domain.record import FiledProposal, Proposal
from bot.domain.verdict import provenance_notes, verdict, verdict_on_draft
from bot.pipeline.record import Read
from storage import articles, copy_index, outlets, reports
from storage.reports import housed
from storage.session import WorkspaceSession


class OnRecord(Value):
    """What is on record for one event: the reports that count, and the ids of the articles behind them."""

    event: Event
    standing: tuple[Report, ...]
    articles: tuple[int | None, ...]

    def repeating(self, outlet: str) -> set[int | None]:
        """Return the articles that copy or cite an outlet: it does not have its words from them."""
        both = zip(self.standing, self.articles, strict=True)
        return {article for report, article in both if second_hand(report) == outlet}


class Listed(Value):
    """What the outlet list says about the outlets that an article, or the record on its events, names.

    `wire` is the agency that the article credits with its text. `names` maps names as given to listed names, and `owners`
    maps names to owners.
    """

    wire: str | None
    names: Mapping[str, str]
    owners: Mapping[str, str]


def on_record(s: WorkspaceSession, event: Event) -> OnRecord:
    """Load what is on record for an event."""
    standing, behind = reports.standing_with_articles(s, event.slug)
    return OnRecord(event=event, standing=standing, articles=behind)


def stored_alike(s: WorkspaceSession, article_id: int, article: Article, known: Iterable[OnRecord] = ()) -> Alike:
    """Load the stored articles, on any event, that an article may have its words from."""
    return copy_index.find(s, article_id, article, {id_ for found in known for id_ in found.articles if id_ is not None})


def listed(s: WorkspaceSession, article: Article, origins: Iterable[Origin], alike: Alike) -> Listed:
    """Load what the outlet list says about all outlets that reports of an article could name."""
    wire = wire_credit(article.text, article.authors, outlets.wires(s))
    cited = {origin.name for origin in origins if origin.kind is OriginKind.OUTLET}
    names = {name: outlet.name for name, outlet in outlets.by_names(s, cited).items()}
    repeated = {*cited, *names.values(), *(other.outlet for other, _ in alike.others), *([wire] if wire else ())}
    return Listed(wire=wire, names=names, owners=outlets.houses(s, repeated))


def proposals_of(read: Read, listed: Listed, alike: Alike, matched: Sequence[tuple[Match, OnRecord]]) -> list[Proposal]:
    """Propose an update of each event that matched; if none did, the new event that the reader drafted.

    There is no new event if an editor asked for a comparison with one event only.
    """
    if matched or read.reading.draft is None or (read.again and read.again.event):
        return [_update(read, listed, alike, match, known) for match, known in matched]
    on_draft = [judgement for judgement in read.reading.judgements if judgement.event == NEW_EVENT]
    return [proposal_of_new(read, listed, alike, read.reading.draft, on_draft)] if on_draft else []


def _update(read: Read, listed: Listed, alike: Alike, match: Match, known: OnRecord) -> Proposal:
    event = known.event
    unsure = (f"It is not certain that this is the same event: {match.reason}",) if match.fit is Fit.UNSURE else ()
    on_it = [judgement for judgement in read.reading.judgements if judgement.event == event.slug]
    first = _repeats(read.article, listed.wire, alike, known)
    made, remarks = _reports(read, listed, event, on_it, first)
    remarks, read_by = (*unsure, *remarks), _read_by(read)
    return _proposal(event, made, standing=known.standing, slug=event.slug, remarks=remarks, read_by=read_by)


def proposal_of_new(read: Read, listed: Listed, alike: Alike, draft: EventDraft, judgements: Sequence[Judgement]) -> Proposal:
    """Propose a new event with a report for each judgement on the draft's claims (at least one)."""
    made, remarks = _reports(read, listed, draft, judgements, _repeats(read.article, listed.wire, alike))
    return _proposal(draft, made, standing=(), slug=None, remarks=remarks, read_by=_read_by(read))


def propose_new(s: WorkspaceSession, read: Read, draft: EventDraft, judgements: Sequence[Judgement]) -> Proposal:
    """Propose a new event with reports of a submission's article, one for each judgement on the draft's claims."""
    found = stored_alike(s, read.article_id, read.article)
    return proposal_of_new(read, listed(s, read.article, [j.origin for j in judgements], found), found, draft, judgements)


def reassess(event: EventDraft, proposal: Proposal, standing: Sequence[Report], changed: Sequence[Report]) -> Proposal:
    """Return the proposal with an editor's amended reports, and recompute everything that follows from them."""
    made = _proposal(event, changed, standing=standing, slug=proposal.event, remarks=proposal.remarks, read_by=proposal.read_by)
    return made.model_copy(update={"made_by": proposal.made_by})


def renew(s: WorkspaceSession, event: Event, filed: FiledProposal) -> Proposal:
    """Return a proposal on a stored event as it would be made now: copies are looked for again, and all is assessed again."""
    proposal, article_id = filed.proposal, filed.submission.article_id
    known = on_record(s, event)
    source, remark = None, tuple[str, ...]()
    if article_id:
        article = articles.get(s, article_id)
        wire = wire_credit(article.text, article.authors, outlets.wires(s))
        source, remark = _repeats(article, wire, stored_alike(s, article_id, article, [known]), known)
    as_listed = outlets.by_names(s, {report.outlet.name for report in proposal.reports})
    repeating = {(r.outlet.name, second_hand(r)) for r in known.standing}
    changed = [
        r.model_copy(
            update={
                # What came on record since may say that it has its words from here.
                "copy_of": source if (r.copy_of, r.outlet.name) in repeating else r.copy_of or source,
                "outlet": as_listed.get(r.outlet.name, r.outlet),
            }
        )
        for r in proposal.reports
    ]
    repeated = {name for report in changed if (name := second_hand(report))}
    changed = list(housed(changed, outlets.houses(s, repeated)))
    remarks = tuple(dict.fromkeys((*remark, *proposal.remarks)))
    return _proposal(event, changed, standing=known.standing, slug=event.slug, remarks=remarks, read_by=proposal.read_by)


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


def _read_by(read: Read) -> str:
    """Say which reader read the article, and whether it read all of it."""
    model = read.reading.stamp.model
    reader = f"the model {model}" if model else "the built-in reader, which goes by rules; please read the article too"
    in_part = read.article.partial or read.reading.in_part
    return f"{'A part of the text' if in_part else 'The whole text'} was read by {reader}."


def _reports(
    read: Read, listed: Listed, event: EventDraft, judgements: Sequence[Judgement], repeats: tuple[str | None, tuple[str, ...]]
) -> tuple[tuple[Report, ...], tuple[str, ...]]:
    """Make reports from the judgements on one event; copied words are credited to the outlet that published them first."""
    article = read.article
    first, copied_remark = repeats
    made = [
        Report(
            id=f"{read.submission}-{number}",
            claim=judgement.claim,
            outlet=article.outlet,
            url=article.canonical_url,
            published=article.published,
            stance=judgement.stance,
            tone=judgement.tone,
            basis=judgement.basis,
            origin=_origin(judgement.origin, article, listed),
            quote=judgement.quote.text,
            translation=judgement.translation,
            copy_of=first,
        )
        for number, judgement in enumerate(judgements, 1)
    ]
    doubts = contradictions(judgements, event, article.text)
    return housed(made, listed.owners), (*copied_remark, *read.reading.remarks, *doubts)


def _repeats(
    article: Article, wire: str | None, alike: Alike, known: OnRecord | None = None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the outlet whose words an article repeats, if any, and a remark on it for the editor."""
    if wire is not None and wire.casefold() != article.outlet.name.casefold():
        return wire, (f"This is {wire} copy: it counts as {wire}, not as {article.outlet.name}.",)
    repeating = known.repeating(article.outlet.name) if known else set[int | None]()
    behind = set(known.articles) - repeating if known else set[int | None]()
    found = original(alike, behind, repeating)
    if found is None:
        return None, ()
    first, copy = found
    where = "article on record" if first.id in behind else f"article of {first.day:%Y-%m-%d}"
    return first.outlet, (
        f"{copy.share:.0%} of its own words stand in {first.outlet}'s {where}: “{_short(copy.passage.text)}”",
    )


def _origin(origin: Origin, article: Article, listed: Listed) -> Origin:
    """Replace an outlet's name by its listed name; if it is the article's own outlet, the origin is its own work."""
    if origin.kind is not OriginKind.OUTLET:
        return origin
    name = listed.names.get(origin.name, origin.name)
    return Origin(kind=OriginKind.OWN) if name == article.outlet.name else Origin(kind=OriginKind.OUTLET, name=name)


def _unverified(made: Sequence[Report]) -> tuple[str, ...]:
    found = [report for report in made if says_unverified(report.quote)]
    own = {report.id: report.outlet.name for report in found if report.origin.kind is OriginKind.OWN}
    return tuple(dict.fromkeys(f"{own.get(report.id, report.origin)}: “{report.quote}”" for report in found))


def _short(text: str, words: int = 25) -> str:
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + " …"
