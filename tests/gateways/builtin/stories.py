"""Events and articles for the built-in reader's tests; all places, people and outlets are made up."""

import datetime as dt

from bot.domain.answer import NEW_EVENT, Answer, QuotedJudgement
from bot.domain.model import Claim, Event, EventKind, Layer, Outlet
from bot.domain.reading import Article
from bot.gateways.builtin_reader import BuiltinReader

FERRY = Event(
    slug="ferry",
    kind=EventKind.ACCIDENT,
    headline="Ferry sinks off Calder Point",
    claims=(
        Claim(key="sank", text="The ferry Osprey sank off Calder Point"),
        Claim(key="toll", text="The sinking of the ferry Osprey killed 14 passengers"),
    ),
)
DAM = Event(
    slug="dam",
    kind=EventKind.STATEMENT,
    headline="President Lund on the Tarn Dam",
    claims=(
        Claim(
            key="said",
            layer=Layer.UTTERANCE,
            speaker="Petra Lund",
            text="Petra Lund said that Varnian troops attacked the Tarn Dam with drones",
        ),
        Claim(key="so", speaker="Petra Lund", text="Varnian troops attacked the Tarn Dam with drones"),
    ),
)
RATES = Event(
    slug="rates",
    kind=EventKind.POLICY,
    headline="Lowland central bank raises rates",
    claims=(Claim(key="raised", text="The Lowland central bank raised its interest rate to 4.5 percent"),),
)


def article(text: str, title: str | None = None, language: str | None = None, outlet: str = "Dunmore Gazette") -> Article:
    return Article(
        canonical_url="https://dunmore-gazette.example/story",
        outlet=Outlet(name=outlet),
        title=title,
        published=dt.date(2025, 3, 4),
        language=language,
        text=text,
    )


def read(text: str, *events: Event, title: str | None = None) -> Answer:
    return BuiltinReader().read(article(text, title), events)


def only(text: str, event: Event, claim: str) -> QuotedJudgement | None:
    """Return the first judgement on one claim, or None."""
    return next((j for j in read(text, event).judgements if j.claim == claim), None)


def on_candidates(answer: Answer) -> list[QuotedJudgement]:
    """Return the judgements on stored events, without those on the answer's own draft."""
    return [judgement for judgement in answer.judgements if judgement.event != NEW_EVENT]
