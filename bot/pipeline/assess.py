"""What the record would say if the article's reports were approved: pure computation on what was loaded."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.answer import NEW_EVENT
from bot.domain.confidence import assess_event
from bot.domain.contradictions import contradictions
from bot.domain.copies import Alike, housed
from bot.domain.credits import Credit
from bot.domain.doubts import doubts
from bot.domain.genres import issued
from bot.domain.likeness import may_be_outlet
from bot.domain.matching import Fit, Match, fit
from bot.domain.model import (
    OWN_WORK,
    UNNAMED,
    Doubt,
    Event,
    EventDraft,
    Genre,
    Hop,
    HopKind,
    OutletKind,
    Path,
    Report,
    Ruling,
    Value,
)
from bot.domain.newsrooms import Kind
from bot.domain.own_report import IN_OWN_WORDS
from bot.domain.papers import is_nobody
from bot.domain.reading import Article, Judgement, Reading
from bot.domain.record import Proposal, Rewording
from bot.domain.releases import is_release, issuer
from bot.domain.remarks import ANOTHER_NUMBER, ONE_ARTICLE
from bot.domain.revisions import revisions, wordings_said
from bot.domain.rewording import reworded
from bot.domain.rulings import names_in
from bot.domain.unverified import unverified_by
from bot.domain.verdict import traced, verdict, verdict_on_draft
from bot.pipeline.changed_text import Earlier
from bot.pipeline.changed_text import remarks as changed_text
from bot.pipeline.repeats import Repeats, repeats_of
from bot.pipeline.values import OnRecord, Read


class Listed(Value):
    """What the outlet list says about the outlets that an article, or the record on its events, names.

    `credit` is whom the article credits with its words. `names` maps names as given to listed names, and `owners`
    maps names to owners. `rulings` are editors' rulings for all events.
    """

    credit: Credit | None
    names: Mapping[str, str]
    owners: Mapping[str, str]
    rulings: tuple[Ruling, ...] = ()


def fits(found: Sequence[Event], reading: Reading, article: Article) -> list[Match]:
    """Say of each event whether an article is about it."""
    return [fit(event, reading, article) for event in found]


def proposals_of(
    read: Read,
    listed: Listed,
    alike: Alike,
    matched: Sequence[tuple[Match, OnRecord]],
    earlier: Earlier | None = None,
) -> list[Proposal]:
    """Propose an update of each event that matched; if none did, the new event that the reader drafted.

    There is no new event if an editor asked for a comparison with one event only. Of a text that replaces an `earlier` one at
    the same address, only what is new is proposed.
    """
    if matched or read.reading.draft is None or (read.again and read.again.event):
        made = [_update(read, listed, alike, match, known, earlier) for match, known in matched]
        return _each_with_its_numbers([proposal for proposal in made if proposal], [known.event for _, known in matched])
    on_draft = [judgement for judgement in read.reading.judgements if judgement.event == NEW_EVENT]
    return [proposal_of_new(read, listed, alike, read.reading.draft, on_draft)] if on_draft else []


def _each_with_its_numbers(made: Sequence[Proposal], events_: Sequence[Event]) -> list[Proposal]:
    """Leave out of each proposal the remarks on other numbers than a claim has whose event has a proposal of its own."""
    texts = {event.slug: [f"“{claim.text}”" for claim in event.claims] for event in events_}
    kept = []
    for proposal in made:
        others = [text for other in made if other is not proposal for text in texts.get(other.event or "", ())]
        remarks = (r for r in proposal.remarks if not (r.startswith(ANOTHER_NUMBER) and any(text in r for text in others)))
        kept.append(proposal.model_copy(update={"remarks": tuple(remarks)}))
    return kept


def _update(
    read: Read, listed: Listed, alike: Alike, match: Match, known: OnRecord, earlier: Earlier | None
) -> Proposal | None:
    event = known.event
    unsure = (f"This may be another event: {match.reason}",) if match.fit is Fit.UNSURE else ()
    on_it = [judgement for judgement in read.reading.judgements if judgement.event == event.slug]
    repeats = repeats_of(read, listed.credit, alike, known)
    made, remarks = _reports(read, listed, event, on_it, repeats)
    if earlier:
        made = tuple(earlier.dated(report) for report in made if not earlier.said(event.slug, report))
        remarks = (*changed_text(read, earlier), *remarks)
    if not made:
        return None
    proposal = proposal_on(
        event,
        made,
        standing=known.standing,
        slug=event.slug,
        unverified=unverified_by(read.article, made),
        remarks=(*unsure, *remarks),
        read_by=_read_by(read),
    )
    return proposal.model_copy(update={"unsure": match.reason if match.fit is Fit.UNSURE else None})


def proposal_of_new(read: Read, listed: Listed, alike: Alike, draft: EventDraft, judgements: Sequence[Judgement]) -> Proposal:
    """Propose a new event with a report for each judgement on the draft's claims (at least one)."""
    draft = draft.model_copy(update={"rulings": listed.rulings})
    made, remarks = _reports(read, listed, draft, judgements, repeats_of(read, listed.credit, alike))
    return proposal_on(
        draft,
        made,
        standing=(),
        slug=None,
        unverified=unverified_by(read.article, made),
        remarks=remarks,
        read_by=_read_by(read),
    )


def proposal_of_own(event: Event, standing: Sequence[Report], report: Report) -> Proposal:
    """Propose a report of the newsroom's own on a stored event."""
    remarks = (IN_OWN_WORDS,)
    return proposal_on(event, [report], standing=standing, slug=event.slug, unverified=(), remarks=remarks, read_by="")


def reassess(
    event: EventDraft,
    proposal: Proposal,
    standing: Sequence[Report],
    changed: Sequence[Report],
    rewordings: tuple[Rewording, ...] = (),
) -> Proposal:
    """Return the proposal with an editor's amended reports and new wordings, and recompute everything that follows."""
    made = proposal_on(
        event,
        changed,
        standing=standing,
        slug=proposal.event,
        unverified=proposal.unverified_by,
        remarks=proposal.remarks,
        read_by=proposal.read_by,
        rewordings=rewordings,
    )
    return made.model_copy(update=by_hand(proposal))


def by_hand(proposal: Proposal) -> dict[str, Any]:
    """Return what stays of a proposal that is made anew."""
    return {"made_by": proposal.made_by, "unsure": proposal.unsure, "ruled": proposal.ruled, "edit": proposal.edit}


def proposal_on(
    event: EventDraft,
    made: Sequence[Report],
    *,
    standing: Sequence[Report],
    slug: str | None,
    unverified: tuple[str, ...],
    remarks: tuple[str, ...],
    read_by: str,
    rewordings: tuple[Rewording, ...] = (),
) -> Proposal:
    """Propose reports on an event with all that follows from them, if they came on record beside those that stand."""
    if isinstance(event, Event):
        event = reworded(event, rewordings)
    before, after = assess_event(event, standing), assess_event(event, [*standing, *made])
    outlet, genre, found = made[0].outlet.name, made[0].genre, traced(event, standing, made)
    revised = () if slug is None else (*wordings_said(event, rewordings), *revisions(event, standing, made))
    # An amendment may have changed how many origins one article adds.
    lasting = [remark for remark in remarks if not remark.startswith(ONE_ARTICLE)]
    changes = verdict(event, outlet, before, after, revised, genre, lasting) if slug else verdict_on_draft(outlet, after)
    return Proposal(
        event=slug,
        draft=event if slug is None else None,
        headline=event.headline,
        reports=tuple(made),
        before=before,
        after=after,
        verdict=changes,
        revisions=revised,
        provenance=found.notes,
        unverified_by=unverified,
        remarks=(*found.remarks, *lasting),
        doubt=_doubt(event, standing, made),
        read_by=read_by,
        rewordings=rewordings,
    )


def _doubt(event: EventDraft, standing: Sequence[Report], made: Sequence[Report]) -> Doubt | None:
    """Return the question that matters most among those on names of the new reports."""
    return next(iter(doubts(event, [*standing, *made], about=frozenset(names_in(event, made)))), None)


def _read_by(read: Read) -> str:
    """Say which reader read the article, and whether it read all of it."""
    model = read.reading.stamp.model
    reader = f"the model {model}" if model else "the built-in reader; please read the article too"
    in_part = read.article.partial or read.reading.in_part
    return f"{'A part of the text' if in_part else 'The whole text'} was read by {reader}."


def _reports(
    read: Read, listed: Listed, event: EventDraft, judgements: Sequence[Judgement], repeats: Repeats
) -> tuple[tuple[Report, ...], tuple[str, ...]]:
    """Make reports from the judgements on one event; copied words are credited to the outlet that published them first."""
    article, by = read.article, _issuer(read, listed)
    paths = [_path(judgement.path, article, listed) for judgement in judgements]
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
            path=issued(path, by) if by else path,
            revises=judgement.revises,
            genre=read.reading.genre,
            quote=judgement.quote.text,
            translation=judgement.translation,
            copy_of=repeats.outlet,
            copy_shown_by=repeats.shown_by,
        )
        for number, (judgement, path) in enumerate(zip(judgements, paths, strict=True), 1)
    ]
    doubts = contradictions(judgements, event, article.text)
    return housed(made, listed.owners), (*repeats.remarks, *read.reading.remarks, *doubts)


def _issuer(read: Read, listed: Listed) -> str | None:
    """Name who issued the press release that an article is or prints; None where it is none, or does not say.

    A reader's word alone makes no press release: the article says so, a wire of press releases or an official body has it.
    """
    if read.reading.genre is not Genre.PRESS_RELEASE:
        return None
    outlet, credited = read.article.outlet, listed.credit if listed.credit and listed.credit.kind is Kind.RELEASE else None
    official = outlet.kind is OutletKind.OFFICIAL
    if not (credited or official or is_release(read.article)):
        return None
    own = outlet.name if official else None
    named = read.reading.credit or (credited and credited.author) or own or issuer(read.article.text)
    return None if named is None or is_nobody(Hop(kind=HopKind.BODY, name=named)) else named


def _path(path: Path, article: Article, listed: Listed) -> Path:
    """Return a path with outlets under their listed names, and without the article's own outlet, unless it ends there."""
    hops = []
    for hop in path:
        name = listed.names.get(hop.name, hop.name) if hop.kind is HopKind.OUTLET else hop.name
        own = hop.kind is HopKind.OUTLET and may_be_outlet(name, article.outlet.name)
        hops.append(OWN_WORK.model_copy(update={"words": hop.words}) if own else hop.model_copy(update={"name": name}))
    ends = hops[-1]
    if ends.kind is HopKind.OWN and listed.credit and listed.credit.author is None:
        ends = UNNAMED
    return (*(hop for hop in hops[:-1] if hop.kind is not HopKind.OWN), ends)
