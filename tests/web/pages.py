"""A record with public, unlisted and closed events, and all that must never be seen; its pages, on a real database."""

import datetime as dt
from collections.abc import Sequence

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.domain.confidence import assess_event, level_changes
from bot.domain.model import (
    OWN_WORK,
    Basis,
    Claim,
    Event,
    EventKind,
    Genre,
    Grade,
    Hop,
    HopKind,
    Layer,
    Outlet,
    Report,
    Revision,
    Stance,
    Tone,
)
from bot.domain.page_access import PageAccess
from bot.domain.reading import ReaderStamp
from bot.domain.record import DecisionKind, EditKind, Rewording
from bot.web.drawing import PageSite
from bot.web.kept import Shelf
from bot.web.links import PageLinks
from bot.web.pages import Pages
from storage import articles, decisions, events, history, pages, proposals, readings, reports, submissions
from storage.db import Database
from storage.session import WorkspaceSession
from tests.storage import made

DESK = "desk"
LINKS = PageLinks("https://verify.example", DESK, SecretStr("a secret of the tests"))
DAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
CHIEF = Hop(kind=HopKind.PERSON, name="Ilse Norr", role="safety officer", body="Port Safety Office")
MAYOR = Hop(kind=HopKind.PERSON, name="Vera Holm", role="mayor")
COURIER = Outlet(name="Orrin Courier", kind="local", grade=Grade.B, grade_reason="Reporters on the spot.")
AGENCY = Outlet(name="Dale Press Agency", kind="wire", grade=Grade.A, grade_reason="Names whose text it passes on.")
BEACON = Outlet(name="Daily Beacon", kind="national", grade=Grade.C, grade_reason="Retells.")
RADIO = Outlet(name="Public Radio", kind="national", grade=Grade.A, grade_reason="Own correspondents.")

STATEMENT = Event(
    slug="holm-on-the-dam",
    kind=EventKind.STATEMENT,
    headline="Vera Holm says that the Orrin dam has failed",
    place="Orrin",
    date=DAY,
    claims=(
        Claim(key="said", text="Vera Holm said that the Orrin dam had failed.", layer=Layer.UTTERANCE, speaker="Vera Holm"),
        Claim(key="so", text="The Orrin dam failed.", speaker="Vera Holm"),
    ),
    entities=("Vera Holm", "Orrin Water Board"),
    extracted_at=dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC),
    source_story="morning-notes-march-2",
)
FIRE = Event(
    slug="quay-fire",
    kind=EventKind.ACCIDENT,
    headline="Fire destroys the passenger hall at Orrin quay",
    place="Orrin",
    date=dt.date(2026, 3, 3),
    claims=(Claim(key="burned", text="A fire destroyed the passenger hall at Orrin quay."),),
)


def report(
    id_: str, claim: str, outlet: Outlet, quote: str, *path: Hop, basis: Basis = Basis.ON_RECORD, **more: object
) -> Report:
    """Make a report that confirms, certain, unless changed."""
    name = outlet.name.lower().replace(" ", "-")
    fields: dict[str, object] = {
        "id": id_,
        "claim": claim,
        "outlet": outlet,
        "url": f"https://{name}.example/{id_}",
        "published": DAY,
        "stance": Stance.CONFIRMS,
        "tone": Tone.CERTAIN,
        "basis": basis,
        "path": path or (OWN_WORK,),
        "quote": quote,
    }
    return Report.model_validate({**fields, **more})


ON_THE_DAM = (
    report("s1", "said", COURIER, "“The dam has failed,” Mayor Vera Holm said at the town hall.", MAYOR),
    report("s2", "said", RADIO, "Holm told reporters that the dam had failed.", MAYOR),
    report("o1", "so", COURIER, "“The dam has failed,” Mayor Vera Holm said at the town hall.", MAYOR),
    report(
        "o2",
        "so",
        BEACON,
        "The dam is gone, the Courier writes.",
        Hop(kind=HopKind.OUTLET, name="Orrin Courier"),
        MAYOR,
        basis=Basis.RELAYED,
    ),
    report("o3", "so", RADIO, "It has not failed, Ilse Norr of the Port Safety Office said.", CHIEF, stance=Stance.DENIES),
    report("o4", "so", BEACON, "The dam may fail by the weekend.", basis=Basis.FORECAST, tone=Tone.UNCERTAIN),
)
ON_THE_FIRE = (
    report("f1", "burned", COURIER, "Flames took the passenger hall while this reporter watched.", basis=Basis.WITNESSED),
    report("f2", "burned", AGENCY, "Flames took the passenger hall.", basis=Basis.RELAYED, copy_of="Orrin Courier"),
    report(
        "f3",
        "burned",
        RADIO,
        "The hall is lost, Ilse Norr of the Port Safety Office said.",
        CHIEF.model_copy(update={"vouched_by": "U0EDDA"}),
    ),
    report("f4", "burned", BEACON, "Good riddance to an ugly hall.", genre=Genre.OPINION),
)


def added(s: WorkspaceSession, event: Event, on_it: Sequence[Report]) -> None:
    """Add an event with reports of its file, and the changes of level that they make."""
    at = made.NOW
    events.add(s, event, at)
    before = assess_event(event, ())
    if not on_it:
        return
    reports.add(s, event.slug, on_it, decision_id=None, at=at)
    history.add(s, event.slug, level_changes(before, assess_event(event, on_it), at=at))


def approved(s: WorkspaceSession, event: Event, brought: Report) -> None:
    """Let an editor approve a report that a person brought, which a model read."""
    before = assess_event(event, reports.standing(s, event.slug))
    article = articles.save(s, made.article(brought.url, outlet=brought.outlet), b"<p>fire</p>", made.NOW)
    filed = made.submission(s, f"{event.slug} {brought.id}", brought.url)
    submissions.claim_article(s, filed.id, article, brought.url)
    stamp = ReaderStamp(reader="model", model="test-model", prompt="read", prompt_version="5", prompt_sha256="ab" * 32)
    reading = readings.save(s, filed.id, article, made.reading().model_copy(update={"stamp": stamp}))
    proposal = proposals.save(s, filed.id, reading, made.proposal(event.slug), made.NOW)
    decision = decisions.decide(s, proposal, 1, DecisionKind.APPROVE, "U0EDDA", NOON, "SECRET reason")
    reports.add(s, event.slug, [brought], decision_id=decision.id, article_ids={brought.id: article}, at=NOON)
    after = assess_event(event, reports.standing(s, event.slug))
    history.add(s, event.slug, level_changes(before, after, at=NOON, decision_id=decision.id))


def open_to(s: WorkspaceSession, slug: str | None, access: PageAccess) -> None:
    pages.give_access(s, slug, access, by="ed", at=made.NOW)


def filled(database: Database) -> Database:
    """Fill a database: the dam and the fire are public, one event each is unlisted, closed, retracted, and never approved."""
    with database.transaction(DESK) as s:
        open_to(s, None, PageAccess.PUBLIC)
        added(s, STATEMENT, ON_THE_DAM)
        added(s, FIRE, [r for r in ON_THE_FIRE if r.id != "f3"])
        events.edit(s, FIRE.slug, EditKind.FIRST_LOOK, by="U0EDDA", reason="SECRET reason", at=made.NOW)
        events.correct(s, FIRE.slug, place=FIRE.place, date=FIRE.date, by="U0EDDA", reason="SECRET reason", at=made.NOW)
        approved(s, FIRE, ON_THE_FIRE[2])
        added(s, FIRE.model_copy(update={"slug": "unlisted-event", "headline": "UNLISTED headline"}), ON_THE_FIRE)
        open_to(s, "unlisted-event", PageAccess.UNLISTED)
        added(s, FIRE.model_copy(update={"slug": "closed-event", "headline": "CLOSED headline"}), ())
        open_to(s, "closed-event", PageAccess.OFF)
        retracted = FIRE.model_copy(update={"slug": "retracted-event", "headline": "The wrong quay burns"})
        added(s, retracted, ON_THE_FIRE[:1])
        events.edit(s, "retracted-event", EditKind.RETRACT, by="U0EDDA", reason="It was another quay.", at=made.LATER)
        never_seen(s)
    with database.transaction("elsewhere") as s:
        open_to(s, None, PageAccess.PUBLIC)
        added(s, FIRE.model_copy(update={"slug": "foreign-event", "headline": "FOREIGN headline"}), ON_THE_FIRE)
    return database


def never_seen(s: WorkspaceSession) -> None:
    """Store what no editor has approved, or no longer stands: proposals, a draft, a rejected one, a new event taken back."""
    secret = made.report("p1", claim="burned").model_copy(update={"quote": "SECRET quote", "url": "https://x.example/SECRET"})
    for number, state in enumerate(("waits", "rejected", "undone")):
        waiting = made.waiting(s, f"k{number}", f"https://x.example/SECRET/{state}", slug=None)
        filed = proposals.get(s, waiting.proposal)
        draft = FIRE.model_copy(update={"headline": f"SECRET draft that {state}"})
        changed = filed.proposal.model_copy(
            update={"draft": made.event("draft", draft.headline), "headline": draft.headline, "verdict": "SECRET verdict"}
        )
        version = proposals.revise(s, filed.id, filed.version, changed, made.NOW)
        if state == "rejected":
            decisions.decide(s, filed.id, version, DecisionKind.REJECT, "U0EDDA", made.NOW, "SECRET reason")
        if state == "undone":
            approved = decisions.decide(s, filed.id, version, DecisionKind.APPROVE, "U0EDDA", made.NOW, "SECRET reason")
            events.add(s, FIRE.model_copy(update={"slug": "secret-event", "headline": "SECRET event"}), made.NOW)
            reports.add(s, "secret-event", [secret], decision_id=approved.id, at=made.NOW)
            decisions.undo(s, filed.id, "U0EDDA", made.LATER, "SECRET reason")
    seen_once = made.waiting(s, "k8", "https://x.example/SECRET/looked", slug="quay-fire")
    decisions.look_first(s, seen_once.proposal, 1, "U0EDDA", made.NOW, "SECRET reason", own_submission=False)
    on_the_fire = made.waiting(s, "k9", "https://x.example/SECRET/fire", slug="quay-fire")
    decided = decisions.decide(s, on_the_fire.proposal, 1, DecisionKind.APPROVE, "U0EDDA", made.NOW, "SECRET reason")
    rewording = Rewording(claim="burned", becomes="burned-2", text="SECRET wording")
    events.reword(s, "quay-fire", rewording, by="U0EDDA", reason="SECRET reason", at=made.NOW, decision_id=decided.id)
    reports.add(s, "quay-fire", [secret], decision_id=decided.id, at=made.NOW)
    decisions.undo(s, on_the_fire.proposal, "U0EDDA", made.LATER, "SECRET reason")
    half = made.waiting(s, "k10", "https://x.example/SECRET/half", slug="quay-fire")
    decisions.look_first(s, half.proposal, 1, "U0EDDA", made.LATER, "SECRET reason", own_submission=False)
    events.edit(s, "quay-fire", EditKind.FIRST_LOOK, by="U0EDDA", reason="SECRET reason", at=made.LATER)


def client(database: Database, links: PageLinks = LINKS) -> TestClient:
    """Return a client of the pages, without a shelf, so that each answer is of now."""
    shown = Pages(database, PageSite("The Desk", links), Shelf(seconds=0))
    return TestClient(Starlette(routes=shown.routes()), base_url="http://testserver", raise_server_exceptions=True)


WITHDRAWN = report(
    "w1", "burned", COURIER, "A correction: the hall did not burn.", stance=Stance.DENIES, revises=Revision.WITHDRAWAL
)
