"""What the record would say if the article's reports were approved. Values are loaded first; the rest is pure computation."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.answer import NEW_EVENT
from bot.domain.confidence import assess_event
from bot.domain.contradictions import contradictions
from bot.domain.copies import copied, wire_credit
from bot.domain.identity import may_be_outlet
from bot.domain.matching import Fit, Match
from bot.domain.model import OWN_WORK, Article, Event, EventDraft, HopKind, Judgement, Path, Report, Value
from bot.domain.record import FiledProposal, Proposal
from bot.domain.unverified import unverified_by
from bot.domain.verdict import ONE_ARTICLE, traced, verdict, verdict_on_draft
from bot.domain.wording import shortened
from bot.pipeline.record import Read
from storage import articles, outlets, reports
from storage.reports import Text, housed
from storage.session import WorkspaceSession


class OnRecord(Value):
    """What is on record for one event: the reports that count, and the articles behind them."""

    event: Event
    standing: tuple[Report, ...]
    texts: tuple[Text, ...]


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
    standing, texts = reports.standing_with_texts(s, event.slug)
    return OnRecord(event=event, standing=standing, texts=texts)


def listed(s: WorkspaceSession, article: Article, paths: Iterable[Path], known: Iterable[OnRecord] = ()) -> Listed:
    """Load what the outlet list says about all outlets that reports of an article could name."""
    wire = wire_credit(article.text, article.authors, outlets.wires(s))
    cited = {hop.name for path in paths for hop in path if hop.kind is HopKind.OUTLET}
    names = {name: outlet.name for name, outlet in outlets.by_names(s, cited).items()}
    repeated = {*cited, *names.values(), *(text.outlet for found in known for text in found.texts), *([wire] if wire else ())}
    return Listed(wire=wire, names=names, owners=outlets.houses(s, repeated))


def proposals_of(read: Read, listed: Listed, matched: Sequence[tuple[Match, OnRecord]]) -> list[Proposal]:
    """Propose an update of each event that matched; if none did, the new event that the reader drafted.

    There is no new event if an editor asked for a comparison with one event only.
    """
    if matched or read.reading.draft is None or (read.again and read.again.event):
        return [_update(read, listed, match, known) for match, known in matched]
    on_draft = [judgement for judgement in read.reading.judgements if judgement.event == NEW_EVENT]
    return [proposal_of_new(read, listed, read.reading.draft, on_draft)] if on_draft else []


def _update(read: Read, listed: Listed, match: Match, known: OnRecord) -> Proposal:
    event = known.event
    unsure = (f"It is not certain that this is the same event: {match.reason}",) if match.fit is Fit.UNSURE else ()
    on_it = [judgement for judgement in read.reading.judgements if judgement.event == event.slug]
    made, remarks = _reports(read, listed, event, on_it, known.texts)
    proposal = _proposal(
        event,
        made,
        standing=known.standing,
        slug=event.slug,
        unverified=unverified_by(read.article, made),
        remarks=(*unsure, *remarks),
        read_by=_read_by(read),
    )
    return proposal.model_copy(update={"unsure": match.reason if match.fit is Fit.UNSURE else None})


def proposal_of_new(read: Read, listed: Listed, draft: EventDraft, judgements: Sequence[Judgement]) -> Proposal:
    """Propose a new event with a report for each judgement on the draft's claims (at least one)."""
    made, remarks = _reports(read, listed, draft, judgements, ())
    return _proposal(
        draft,
        made,
        standing=(),
        slug=None,
        unverified=unverified_by(read.article, made),
        remarks=remarks,
        read_by=_read_by(read),
    )


def propose_new(s: WorkspaceSession, read: Read, draft: EventDraft, judgements: Sequence[Judgement]) -> Proposal:
    """Propose a new event with reports of a submission's article, one for each judgement on the draft's claims."""
    return proposal_of_new(read, listed(s, read.article, [j.path for j in judgements]), draft, judgements)


def reassess(event: EventDraft, proposal: Proposal, standing: Sequence[Report], changed: Sequence[Report]) -> Proposal:
    """Return the proposal with an editor's amended reports, and recompute everything that follows from them."""
    made = _proposal(
        event,
        changed,
        standing=standing,
        slug=proposal.event,
        unverified=proposal.unverified_by,
        remarks=proposal.remarks,
        read_by=proposal.read_by,
    )
    return made.model_copy(update={"made_by": proposal.made_by, "unsure": proposal.unsure})


def renew(s: WorkspaceSession, event: Event, filed: FiledProposal) -> Proposal:
    """Return a proposal on a stored event as it would be made now: copies are looked for again, and all is assessed again."""
    proposal, article_id = filed.proposal, filed.submission.article_id
    known = on_record(s, event)
    source, remark = None, tuple[str, ...]()
    if article_id:
        article = articles.get(s, article_id)
        wire = wire_credit(article.text, article.authors, outlets.wires(s))
        source, remark = _repeats(article, wire, known.texts)
    as_listed = outlets.by_names(s, {report.outlet.name for report in proposal.reports})
    changed = [
        r.model_copy(update={"copy_of": r.copy_of or source, "outlet": as_listed.get(r.outlet.name, r.outlet)})
        for r in proposal.reports
    ]
    repeated = {name for report in changed for name in report.repeats}
    changed = list(housed(changed, outlets.houses(s, repeated)))
    remarks = tuple(dict.fromkeys((*remark, *proposal.remarks)))
    made = _proposal(
        event,
        changed,
        standing=known.standing,
        slug=event.slug,
        unverified=proposal.unverified_by,
        remarks=remarks,
        read_by=proposal.read_by,
    )
    return made.model_copy(update={"unsure": proposal.unsure})


def _proposal(
    event: EventDraft,
    made: Sequence[Report],
    *,
    standing: Sequence[Report],
    slug: str | None,
    unverified: tuple[str, ...],
    remarks: tuple[str, ...],
    read_by: str,
) -> Proposal:
    before, after = assess_event(event, standing), assess_event(event, [*standing, *made])
    outlet, found = made[0].outlet.name, traced(event, standing, made)
    # An amendment may have changed how many origins one article adds.
    lasting = (remark for remark in remarks if not remark.startswith(ONE_ARTICLE))
    return Proposal(
        event=slug,
        draft=event if slug is None else None,
        headline=event.headline,
        reports=tuple(made),
        before=before,
        after=after,
        verdict=verdict_on_draft(outlet) if slug is None else verdict(event, outlet, before, after),
        provenance=found.notes,
        unverified_by=unverified,
        remarks=(*found.remarks, *lasting),
        read_by=read_by,
    )


def _read_by(read: Read) -> str:
    """Say which reader read the article, and whether it read all of it."""
    model = read.reading.stamp.model
    reader = f"the model {model}" if model else "the built-in reader, which goes by rules; please read the article too"
    in_part = read.article.partial or read.reading.in_part
    return f"{'A part of the text' if in_part else 'The whole text'} was read by {reader}."


def _reports(
    read: Read, listed: Listed, event: EventDraft, judgements: Sequence[Judgement], texts: Sequence[Text]
) -> tuple[tuple[Report, ...], tuple[str, ...]]:
    """Make reports from the judgements on one event; copied words are credited to the outlet that published them first."""
    article = read.article
    first, copied_remark = _repeats(article, listed.wire, texts)
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
            path=_path(judgement.path, article, listed),
            revises=judgement.revises,
            quote=judgement.quote.text,
            translation=judgement.translation,
            copy_of=first,
        )
        for number, judgement in enumerate(judgements, 1)
    ]
    doubts = contradictions(judgements, event, article.text)
    return housed(made, listed.owners), (*copied_remark, *read.reading.remarks, *doubts)


def _repeats(article: Article, wire: str | None, texts: Sequence[Text]) -> tuple[str | None, tuple[str, ...]]:
    """Return the outlet whose words an article repeats, if any, and a remark on it for the editor."""
    if wire is not None and wire.casefold() != article.outlet.name.casefold():
        return wire, (f"This is {wire} copy: it counts as {wire}, not as {article.outlet.name}.",)
    found = [
        (copy, known.outlet)
        for known in texts
        if known.outlet != article.outlet.name and (copy := copied(article.text, known.text))
    ]
    if not found:
        return None, ()
    copy, outlet = max(found, key=lambda pair: (pair[0].share, pair[1]))
    return outlet, (
        f"{copy.share:.0%} of its own words stand in {outlet}'s article on record: {shortened(copy.passage.text, 25)}",
    )


def _path(path: Path, article: Article, listed: Listed) -> Path:
    """Return a path with outlets under their listed names, and without the article's own outlet, unless it ends there."""
    hops = []
    for hop in path:
        name = listed.names.get(hop.name, hop.name) if hop.kind is HopKind.OUTLET else hop.name
        own = hop.kind is HopKind.OUTLET and may_be_outlet(name, article.outlet.name)
        hops.append(OWN_WORK.model_copy(update={"words": hop.words}) if own else hop.model_copy(update={"name": name}))
    ends = hops[-1]
    return (*(hop for hop in hops[:-1] if hop.kind is not HopKind.OWN), ends)
