"""A tunnel whose roof fell in, as two papers told it over some days, and a reader with a fixed answer for each article."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.answer import Answer, QuotedJudgement
from bot.domain.confidence import assess_event
from bot.domain.model import Assessment, Basis, Claim, Event, EventKind, Grade, Hop, HopKind, Outlet, Revision, Stance, Tone
from bot.domain.reading import Article
from bot.domain.record import Decision, FiledProposal
from bot.pipeline.decide import approve
from bot.pipeline.services import Services
from storage import events, outlets, reports
from storage.db import Database
from tests.newsroom import STAMP, WORKSPACE, brought_and_worked, make_services
from tests.page_server import PageServer

GAZETTE, QUICK = "gazette.example", "quick.example"
TUNNEL = Event(
    slug="karst-tunnel",
    kind=EventKind.ACCIDENT,
    headline="The roof of the Karst tunnel falls in",
    place="Karst",
    date=dt.date(2026, 3, 4),
    claims=(
        Claim(key="roof", text="The roof of the Karst tunnel fell in on Wednesday."),
        Claim(key="hurt", text="Four workers were hurt when the roof of the Karst tunnel fell in."),
        Claim(
            key="warned",
            text="Inspectors had warned the owner of the Karst tunnel of loose rock.",
            parties=("Karst Tunnel Company",),
        ),
    ),
)
RESCUE = Hop(kind=HopKind.BODY, name="mine rescue service")
REPORT = Hop(kind=HopKind.DOCUMENT, name="inspectors' report")
OWN = Hop(kind=HopKind.OWN)
THE_GAZETTE = Hop(kind=HopKind.OUTLET, name="Vale Gazette")

FELL = "A stretch of roof came down in the Karst tunnel on Wednesday, and our reporter saw the rubble from the north mouth."
FOUR = "Four workers were hurt, the mine rescue service said."
WARNED = "An inspectors' report that the Gazette has read told the owner of loose rock in the autumn."
FILLER = (
    "Trains are turned back at Lower Karst. The line over the pass stays open, and buses run every half hour until the evening."
)
SEVEN = "The number of workers hurt has grown to seven, the mine rescue service said on Friday, after three more saw a doctor."
WRONG = "On Wednesday we wrote that inspectors had warned the owner of the Karst tunnel. They had not: it was the Kolm tunnel."
SECOND_HAND = (
    "Four workers were hurt in a tunnel at Karst, the Vale Gazette reports, with the mine rescue service as its source."
)
WARNED_TOO = "The owner knew of loose rock for months, says a report that the Vale Gazette has read."
NOTE = "Editor's note: the Vale Gazette has withdrawn this story about the Karst tunnel and does not stand by it any longer."
SORRY = (
    "The mine rescue service said it was sorry to have spoken of four hurt workers in the Karst tunnel before it had counted."
)


def judged(claim: str, quote: str, *path: Hop, **changes: object) -> QuotedJudgement:
    fields: dict[str, object] = {
        "event": TUNNEL.slug,
        "claim": claim,
        "quote": quote,
        "stance": Stance.CONFIRMS,
        "tone": Tone.CERTAIN,
        "basis": Basis.ON_RECORD,
        "path": path,
    }
    return QuotedJudgement.model_validate({**fields, **changes})


FIRST = (
    judged("roof", FELL, OWN, basis=Basis.WITNESSED),
    judged("hurt", FOUR, RESCUE),
    judged("warned", WARNED, REPORT),
)
REPEATED = (
    judged("hurt", SECOND_HAND, THE_GAZETTE, RESCUE, basis=Basis.RELAYED),
    judged("warned", WARNED_TOO, THE_GAZETTE, REPORT, basis=Basis.RELAYED),
)
RISEN = (judged("hurt", SEVEN, RESCUE, stance=Stance.CONTEXT, revises=Revision.UPDATE),)
CORRECTED = (judged("warned", WRONG, OWN, stance=Stance.DENIES, basis=Basis.WITNESSED, revises=Revision.WITHDRAWAL),)
RETRACTED = (
    judged("roof", NOTE, OWN, stance=Stance.CONTEXT, basis=Basis.WITNESSED, revises=Revision.WITHDRAWAL),
    judged("hurt", NOTE, OWN, stance=Stance.CONTEXT, basis=Basis.WITNESSED, revises=Revision.WITHDRAWAL),
    judged("hurt", FOUR, RESCUE),
)
TAKEN_BACK = (judged("hurt", SORRY, RESCUE, stance=Stance.CONTEXT, revises=Revision.WITHDRAWAL),)


class FixedReader:
    """A reader with a fixed answer for what stands in an article's text: that of the first words that it has."""

    def __init__(self, answers: Mapping[str, Sequence[QuotedJudgement]]) -> None:
        self.answers = dict(answers)
        self.shown: list[tuple[str, ...]] = []

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        self.shown.append(tuple(claim.text for event in candidates for claim in event.claims))
        known = {(event.slug, claim.key) for event in candidates for claim in event.claims}
        found = next((made for words, made in self.answers.items() if words in article.text), ())
        return Answer(judgements=tuple(j for j in found if (j.event, j.claim) in known), stamp=STAMP)


class SetClock:
    """A clock that a test moves; each look takes a second."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 7, 9, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now


class TunnelDesk:
    """A newsroom with the tunnel on record; its pages are dated, and say what a test puts on them."""

    def __init__(self, database: Database, server: PageServer) -> None:
        self.server, self.clock = server, SetClock()
        self.reader = FixedReader(
            {NOTE: RETRACTED, WRONG: CORRECTED, SEVEN: RISEN, SORRY: TAKEN_BACK, SECOND_HAND: REPEATED, FELL: FIRST}
        )
        made = make_services(database, server, self.reader, stored=(TUNNEL,), hosts=(GAZETTE, QUICK))
        self.services: Services = replace(made, clock=self.clock)
        with database.transaction(WORKSPACE) as s:
            for name, domain, grade in (("Vale Gazette", GAZETTE, Grade.B), ("Quick News", QUICK, Grade.C)):
                outlets.save(s, Outlet(name=name, domains=(domain,), grade=grade), "tests", self.clock())

    def bring(self, path: str, *sentences: str, day: int, host: str = GAZETTE, by: str = "jo") -> FiledProposal:
        """Bring an article, up to its only proposal."""
        self.server.page(path, tunnel_page(*sentences, day=day))
        _, (made,) = brought_and_worked(self.services, f"http://{host}{path}", by=by)
        return made

    def approve(self, filed: FiledProposal) -> Decision:
        return approve(self.services, WORKSPACE, filed.id, by="edda", version=filed.version)

    def two_papers(self) -> None:
        """Put on record what both papers wrote on Wednesday."""
        self.approve(self.bring("/roof", FELL, FOUR, WARNED, day=4))
        self.approve(self.bring("/repeat", SECOND_HAND, WARNED_TOO, day=4, host=QUICK))

    def event(self) -> Event:
        with self.services.database.transaction(WORKSPACE, read_only=True) as s:
            return events.get(s, TUNNEL.slug)

    def assessed(self) -> dict[str, Assessment]:
        with self.services.database.transaction(WORKSPACE, read_only=True) as s:
            found = assess_event(events.get(s, TUNNEL.slug), reports.standing(s, TUNNEL.slug))
        return {assessment.claim: assessment for assessment in found}


def tunnel_page(*sentences: str, day: int) -> str:
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in (*sentences, FILLER))
    dated = f"<meta property='article:published_time' content='2026-03-{day:02}'>"
    return f"<html lang='en'><head><title>Karst tunnel</title>{dated}</head><body><article>{paragraphs}</article></body></html>"
