"""The page of an event with far more reports than anybody reads: it stays small, says what it leaves out, and adds up."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.domain.model import OWN_WORK, Basis, Claim, Event, EventKind, Grade, Hop, HopKind, Outlet, Report, Stance, Tone
from bot.domain.page_access import PageAccess
from bot.web.drawing import PageSite
from bot.web.pages import Pages
from bot.web.portion import MOST_REPORTS
from storage import events, outlets, reports
from storage.db import Database
from tests.storage.made import NOW
from tests.web.pages import DESK, LINKS, open_to
from tests.web.test_event_page import text_of

EVENT = Event(
    slug="the-long-strike",
    kind=EventKind.PROTEST,
    headline="Dock workers at Orrin stop work",
    claims=(
        Claim(key="stopped", text="Dock workers at Orrin stopped work."),
        Claim(key="pay", text="The dock workers at Orrin want more pay."),
    ),
)
PAPERS, REPEATS = 220, 180
LEADER = Hop(kind=HopKind.PERSON, name="Ilse Norr", role="leader of the dock workers")


def told_by(number: int, stance: Stance, hop: Hop) -> Report:
    paper = Outlet(name=f"Paper {number}", grade=Grade.C, grade_reason="It names its writers.")
    return Report(
        id=f"file-{number}",
        claim="stopped",
        outlet=paper,
        url=f"https://paper-{number}.example/strike",
        stance=stance,
        tone=Tone.CERTAIN,
        basis=Basis.WITNESSED if hop is OWN_WORK else Basis.ON_RECORD,
        path=(hop,),
        quote=f"Paper {number} has it that dock workers at Orrin stopped work.",
    )


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("large")
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, folder / 'large.db')}")
    own = [told_by(n, Stance.DENIES if n % 50 == 7 else Stance.CONFIRMS, OWN_WORK) for n in range(PAPERS)]
    repeated = [told_by(PAPERS + n, Stance.CONFIRMS, LEADER) for n in range(REPEATS)]
    with database.transaction(DESK) as s:
        for report in (*own, *repeated):
            outlets.save(s, report.outlet, "desk", NOW)
        events.add(s, EVENT, NOW)
        reports.add(s, EVENT.slug, [*own, *repeated], decision_id=None, at=NOW)
        open_to(s, EVENT.slug, PageAccess.PUBLIC)
    with TestClient(Starlette(routes=Pages(database, PageSite("The Desk", LINKS)).routes())) as shown:
        yield shown
    database.dispose()


def test_the_page_shows_a_part_and_leads_to_the_rest(large: TestClient) -> None:
    page = large.get(f"/events/{EVENT.slug}").text
    assert 0 < page.count('<article class="report') <= MOST_REPORTS
    assert len(page) < 500_000
    said = " ".join(text_of(page).split())
    (left,) = re.findall(r"(\d+) further reports of this claim", said)
    assert int(left) + page.count('<article class="report') == PAPERS + REPEATS
    assert f"/events/{EVENT.slug}.json" in page
    # All origins count for the level, whether they are listed or not.
    assert f"{PAPERS + 1} origins · {PAPERS + REPEATS} outlets · {PAPERS + REPEATS} reports" in said
    rest = large.get(f"/events/{EVENT.slug}.json").json()
    assert rest["earlier_reports"]


def test_the_sum_adds_up_from_what_the_page_says(large: TestClient) -> None:
    said = " ".join(text_of(large.get(f"/events/{EVENT.slug}").text).split()).replace("−", "-")
    summed = said.partition("The sum behind")[2].partition("The level is the first")[0]
    listed, further = summed.partition(" not listed here:")[::2]
    assert re.search(r"\d+ further origins,$", listed)
    number = r"([+-]?\d+(?:\.\d+)?)"
    start = float(re.findall(rf"Start, for a claim that nobody has reported: {number}", listed)[0])
    confirm = sum(map(float, re.findall(rf"It confirms with {number}", listed)))
    deny = sum(map(float, re.findall(rf"It denies with {number}", listed)))
    confirm += sum(map(float, re.findall(rf"together they confirm with {number}", further)))
    deny += sum(map(float, re.findall(rf"Together they deny with {number}", further)))
    stated = [float(found) for found in re.findall(rf"Sum: .*?= {number}\.", further)]
    assert stated == [pytest.approx(start + confirm + deny, abs=0.05)]
