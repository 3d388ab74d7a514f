"""Services for tests: real database, real pages on loopback, a clock that ticks, and readers with scripted answers."""

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter

from bot.domain.answer import Answer, QuotedJudgement
from bot.domain.errors import SecondSourceError
from bot.domain.model import Basis, Claim, Event, EventKind, Hop, HopKind, Layer, Stance, Tone
from bot.domain.reading import Article, ReaderStamp
from bot.domain.record import FiledProposal, Submission
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.web import WebFetcher
from bot.pipeline.intake import Filed, Link, accept_link
from bot.pipeline.ports import Reader
from bot.pipeline.review import review
from bot.pipeline.services import Services
from storage import events, outlets, proposals, submissions
from storage.db import Database
from tests.page_server import PageServer

T = TypeVar("T")
WORKSPACE = "desk"
HOST = "courier.example"
STAMP = ReaderStamp(reader="scripted")
_keys = itertools.count(1)

DAM = Event(
    slug="orrin-dam",
    kind=EventKind.STATEMENT,
    headline="Vera Holm says that the Orrin dam has failed",
    place="Orrin",
    date=dt.date(2026, 3, 2),
    claims=(
        Claim(key="said", text="Vera Holm said that the Orrin dam had failed.", layer=Layer.UTTERANCE, speaker="Vera Holm"),
        Claim(key="so", text="The Orrin dam failed.", speaker="Vera Holm"),
    ),
    entities=("Vera Holm", "Orrin Water Board"),
)
BRIDGE = Event(
    slug="orrin-bridge",
    kind=EventKind.ACCIDENT,
    headline="The old bridge at Orrin is closed",
    place="Orrin",
    date=dt.date(2026, 3, 2),
    claims=(Claim(key="closed", text="The old bridge at Orrin was closed."),),
    entities=("Orrin Water Board",),
)
STORY = """\
The Orrin dam failed before dawn on Monday, and brown water ran through the lower town for hours.

“The dam has failed,” the mayor, Vera Holm, said at the town hall at eight in the morning, with mud on her boots.

The old bridge at Orrin was closed to all traffic, a notice by the road office said, and it will stay so for some days.

People were taken to the school on the hill. The Orrin Water Board could not be reached; its office by the river was empty.
"""


class Ticking:
    """A clock that moves one minute ahead with each call."""

    def __init__(self) -> None:
        self._now = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        self._now += dt.timedelta(minutes=1)
        return self._now


class PlainSteps:
    """Steps without durability; it keeps their names, and each result goes through plain data and back."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def run(self, name: str, step: Callable[[], T | None], result: type[T] | None = None) -> T | None:
        self.names.append(name)
        form: Any = result
        kept: TypeAdapter[Any] = TypeAdapter(form | None if form else None)
        given: T | None = kept.validate_json(kept.dump_json(step()))
        return given


class ScriptedReader:
    """A reader with one answer or one failure; it keeps its calls."""

    def __init__(self, answer: Answer | SecondSourceError) -> None:
        self._answer = answer
        self.seen: list[tuple[Article, tuple[str, ...]]] = []

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        self.seen.append((article, tuple(event.slug for event in candidates)))
        if isinstance(self._answer, SecondSourceError):
            raise self._answer
        return self._answer


def judged(event: str, claim: str, quote: str, **changes: object) -> QuotedJudgement:
    """Make a judgement: confirms, certain, on record, from Vera Holm, unless changed."""
    fields: dict[str, object] = {
        "event": event,
        "claim": claim,
        "quote": quote,
        "stance": Stance.CONFIRMS,
        "tone": Tone.CERTAIN,
        "basis": Basis.ON_RECORD,
        "origin": Hop(kind=HopKind.PERSON, name="Vera Holm"),
    }
    return QuotedJudgement.model_validate({**fields, **changes})


def answer(*judgements: QuotedJudgement, **more: object) -> Answer:
    return Answer.model_validate({"judgements": judgements, "stamp": STAMP, **more})


def fill_outlets(url: str) -> None:
    """Load the starting set of outlets into a database, as `make_services` would."""
    database = Database(url)
    with database.transaction(WORKSPACE) as s:
        outlets.load_starting_set(s, "tests", Ticking()())
    database.dispose()


def make_services(
    database: Database,
    server: PageServer,
    reader: Reader | None = None,
    *,
    self_approval: bool = False,
    stored: Sequence[Event] = (DAM, BRIDGE),
    hosts: Sequence[str] = (HOST,),
) -> Services:
    """Make services on a database with stored events; the pages of `server` have the given host names."""
    builtin = BuiltinReader()
    services = Services(
        database=database,
        fetcher=WebFetcher(allow=[f"{host}:80" for host in hosts], resolve=server.resolve),
        reader=reader or builtin,
        fallback=builtin,
        clock=Ticking(),
        self_approval=self_approval,
    )
    with database.transaction(WORKSPACE) as s:
        outlets.load_starting_set(s, "tests", services.clock())
        for event in stored:
            events.add(s, event, services.clock())
    return services


def page(text: str = STORY, title: str = "Orrin dam fails") -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    body = f"<article><h1>{title}</h1>{paragraphs}</article>"
    return f"<html lang='en'><head><title>{title}</title></head><body>{body}</body></html>"


def bring(
    services: Services, url: str | None = None, *, by: str = "jo", text: str | None = None, event: str | None = None
) -> Filed:
    """Submit a link without working on it."""
    return accept_link(services, WORKSPACE, Link(key=f"k{next(_keys)}", by=by, place="#desk", url=url, text=text, event=event))


def work(services: Services, submission_id: int) -> PlainSteps:
    """Work on a submission until it ends."""
    steps = PlainSteps()
    review(services, steps, WORKSPACE, submission_id)
    return steps


def outcome(services: Services, submission_id: int) -> tuple[Submission, list[FiledProposal]]:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return submissions.get(s, submission_id), proposals.of_submission(s, submission_id)


def brought_and_worked(services: Services, url: str, *, by: str = "jo") -> tuple[Submission, list[FiledProposal]]:
    filed = bring(services, url, by=by)
    work(services, filed.submission.id)
    return outcome(services, filed.submission.id)
