"""An article in which one person alone says the thing, what a reader may make of it, and what a proposal then shows."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.domain.answer import NEW_EVENT, Answer, QuotedJudgement
from bot.domain.copies import Alike, Stored
from bot.domain.genres import bears
from bot.domain.grounding import ground
from bot.domain.matching import Fit, Match
from bot.domain.model import (
    Basis,
    Claim,
    Event,
    EventDraft,
    EventKind,
    Grade,
    Hop,
    HopKind,
    Layer,
    Outlet,
    Report,
    Stance,
    Tone,
)
from bot.domain.provenance import Provenance, Root
from bot.domain.reading import Article, ReaderStamp, Reading
from bot.domain.record import Proposal
from bot.pipeline.assess import Listed, proposals_of
from bot.pipeline.values import OnRecord, Read

TEXT = """The floodgate at Lower Brask had been left open overnight, council leader Ines Falk said on Friday.

Falk, who was flanked by Omar Lindt of the River Board and Greta Moss of the Rescue Service, said that the gate had been left \
open for repainting before the water came, and that the River Board, the Rescue Service and the paint firm Corvin Coatings \
would have to answer for it. None of the three would speak.

Corvin spokesman Paul Ettel stood at the back of the hall with a coffee. The River Road stays shut until Sunday, and children \
go to school by the upper bridge. A report on the gate is due in spring; the Brask Bugle will print it.

The Tarn Herald could not verify when the gate was opened."""
LEFT_OPEN = "The floodgate at Lower Brask had been left open overnight"
LEAD = f"{LEFT_OPEN}, council leader Ines Falk said on Friday"
REPAINTING = "the gate had been left open for repainting before the water came"
EVENT = Event(
    slug="brask-floodgate",
    kind=EventKind.ACCIDENT,
    headline="A floodgate was open at Lower Brask",
    place="Lower Brask",
    date=dt.date(2026, 10, 2),
    claims=(
        Claim(
            key="so",
            text="The floodgate at Lower Brask had been left open.",
            speaker="Ines Falk",
            parties=("Corvin Coatings",),
        ),
        Claim(
            key="said",
            text="Ines Falk said that the floodgate had been left open.",
            layer=Layer.UTTERANCE,
            speaker="Ines Falk",
        ),
    ),
    entities=("Lower Brask", "Ines Falk"),
)
HERALD = Outlet(name="Tarn Herald", grade=Grade.B)
ARTICLE = Article(
    canonical_url="https://tarn-herald.example/gate",
    outlet=HERALD,
    title="Who left the gate open?",
    authors=("Jo Brandt",),
    published=dt.date(2026, 10, 3),
    text=TEXT,
)
STAMP = ReaderStamp(reader="model", model="liar")
FALK = Hop(kind=HopKind.PERSON, name="Ines Falk", role="council leader")


def person(name: str, **more: str) -> Hop:
    return Hop(kind=HopKind.PERSON, name=name, **more)


def body(name: str) -> Hop:
    return Hop(kind=HopKind.BODY, name=name)


def document(name: str, **more: str) -> Hop:
    return Hop(kind=HopKind.DOCUMENT, name=name, **more)


def outlet(name: str) -> Hop:
    return Hop(kind=HopKind.OUTLET, name=name)


OWN = Hop(kind=HopKind.OWN)


def says(quote: str, *path: Hop, claim: str = "so", event: str = EVENT.slug, **more: Any) -> QuotedJudgement:
    """Have a reader say that a quote confirms a claim, on record, by a path."""
    fields = {"stance": Stance.CONFIRMS, "tone": Tone.CERTAIN, "basis": Basis.ON_RECORD, **more}
    return QuotedJudgement(event=event, claim=claim, quote=quote, path=path, **fields)


def read(*judgements: QuotedJudgement, article: Article = ARTICLE, event: Event = EVENT, **more: Any) -> Reading:
    return ground(Answer(judgements=judgements, stamp=STAMP, **more), article, [event])


def proposed(
    reading: Reading, *, article: Article = ARTICLE, event: Event = EVENT, standing: Sequence[Report] = ()
) -> Proposal | None:
    """Propose what a reading makes of an article: on the event, or a new one."""
    one = Read(
        submission=1, hint=None, again=None, article_id=1, article=article, reading_id=1, reading=reading, events=(event,)
    )
    on_it = any(judgement.event == event.slug for judgement in reading.judgements)
    if not on_it and not any(judgement.event == NEW_EVENT for judgement in reading.judgements):
        return None
    match = Match(event=event.slug, fit=Fit.SAME, reason="It is.")
    known = OnRecord(event=event, standing=tuple(standing), articles=(None,) * len(standing))
    alike = Alike(article=Stored(id=1, outlet=article.outlet.name, day=dt.date(2026, 10, 3)), text=article.text)
    (proposal,) = proposals_of(one, Listed(credit=None, names={}, owners={}), alike, [(match, known)] if on_it else [])
    return proposal


def added(event: EventDraft, standing: Sequence[Report], proposal: Proposal) -> dict[str, list[tuple[Root, Report]]]:
    """Return the known roots that a proposal adds to each claim, with the reports that lead to them."""
    found: dict[str, list[tuple[Root, Report]]] = {}
    for claim in event.claims:
        old = [report for report in standing if report.claim == claim.key and bears(report)]
        new = [report for report in proposal.reports if report.claim == claim.key and bears(report)]
        roots = Provenance(claim, [*old, *new]).roots
        known = {roots[report.id].name for report in old if report.id in roots}
        fresh = [(roots[r.id], r) for r in new if r.id in roots and roots[r.id].known and roots[r.id].name not in known]
        if fresh:
            found[claim.key] = fresh
    return found
