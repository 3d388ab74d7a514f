"""The event page has all that belongs on it, and a stranger can work its levels out again from its text alone."""

import html
import math
import re

import pytest
from starlette.testclient import TestClient

from bot.domain.model import Basis, Claim, Level, Stance
from bot.domain.own_report import Contact, OwnReport
from bot.domain.page_access import PageAccess
from bot.domain.record import LevelChange
from bot.domain.workspace import OUR_NEWSROOM
from bot.web.chart import chart_of
from storage import events
from storage.db import Database
from tests.storage import made
from tests.web.pages import CHIEF, DAY, DESK, FIRE, LINKS, ON_THE_FIRE, added, client, open_to

DAM, FIRE_AT = "/events/holm-on-the-dam", "/events/quay-fire"


def text_of(page: str) -> str:
    """Return what a page says, without its markup: a line for each block."""
    body = re.sub(r"<(script|head|svg).*?</\1>", "", page, flags=re.DOTALL)
    body = re.sub(r"\s+", " ", body)
    body = re.sub(r"</?(p|li|dd|dt|h\d|ul|ol|dl|section|summary|article|figure|details|div)\b[^>]*>", "\n", body)
    return html.unescape(re.sub(r"<[^>]+>", "", body))


@pytest.mark.parametrize(
    "said",
    [
        "📢 Statement · Orrin · 2 Mar 2026",
        "Vera Holm says that the Orrin dam has failed",
        "That it was said Verified",
        "That it is so Reported",
        "2 origins · 3 outlets · 3 reports · on the word of Vera Holm",
        "Confirmed by 2 outlets, from 1 origin: Vera Holm. It has a stake in the claim.",
        "Port Safety Office",  # the origin of the denial
        "Public Radio denies",
        "It has not failed, Ilse Norr of the Port Safety Office said.",
        "Source tone: certain · knows it: on record · from: Ilse Norr",
        "Daily Beacon: a forecast; what may happen confirms nothing.",
        "1 report that did not count",
        "What would change it",
        "How we assess confidence",
        "Share this event",
        "Know another source?",
        "An editor looks at every source before it counts.",
        "Orrin Water Board",
        "2 Mar 2026, 08:00 UTC",  # extracted
        "morning-notes-march-2",
        "The picture in words",
        "Tone is the outlet's language; it is not a verification.",
    ],
)
def test_what_belongs_on_the_page_is_there(shown: TestClient, said: str) -> None:
    lines = " ".join(text_of(shown.get(DAM).text).split())
    assert said in lines


def test_a_verified_event_asks_for_more_sources(shown: TestClient) -> None:
    more = "Already verified: a further source still strengthens the record."
    assert more in text_of(shown.get(FIRE_AT).text)
    assert more not in text_of(shown.get(DAM).text)


def test_the_picture_is_drawn_and_told(shown: TestClient) -> None:
    page = shown.get(FIRE_AT).text
    pictures = re.findall(r"<svg class=\"picture\".*?</svg>", page, re.DOTALL)
    assert [re.findall(r"<text x[^>]*>([^<]+)", picture) for picture in pictures] == [
        ["Port Safety Office", "Public Radio"],
        ["Orrin Courier", "Dale Press Agency"],
    ]
    assert 'role="img" aria-label="Where it comes from: Orrin Courier, independent origin"' in pictures[1]
    told = re.sub(r"\s+", " ", text_of(page).partition("The picture in words")[2])
    assert "Orrin Courier: confirms, tone certain Dale Press Agency: confirms, tone certain" in told


def test_the_history_is_told_and_drawn_and_says_how_each_source_was_read(shown: TestClient) -> None:
    page = shown.get(FIRE_AT).text
    told = " ".join(text_of(page).split())
    assert "4 Mar 2026, 12:00 UTC Approved: Public Radio 4 Mar 2026, 12:00 UTC The claim: reported → verified" in told
    assert re.search(r'<polyline class="line-1" points="42,[\d. ,]+332,', page)
    read = "Public Radio: read by the model reader (test-model, prompt read 5 (abababababab)), fetched 4 Mar 2026, 09:30 UTC"
    assert f"{read}, page archived (SHA-256 " in told
    assert "Orrin Courier: added with the event, by an editor." in told


def test_the_chart_has_no_line_where_nothing_supports_a_claim() -> None:
    def moved(hour: int, level: Level, score: float) -> LevelChange:
        at = made.NOW.replace(hour=hour)
        return LevelChange(
            claim="burned", at=at, decision_id=hour, level_before=None, level_after=level, score_before=None, score_after=score,
            reasons=(),
        )  # fmt: skip

    def parts(*levels: Level) -> list[str]:
        chart = chart_of(FIRE, [moved(hour, level, 0.5) for hour, level in enumerate(levels)])
        return [part for line in chart.lines for part in line.parts] if chart else []

    assert parts(Level.UNVERIFIED, Level.UNVERIFIED) == []
    assert parts(Level.UNVERIFIED, Level.REPORTED) == ["318,68 332,68"]
    assert parts(Level.REPORTED, Level.UNVERIFIED, Level.REPORTED) == ["42,68 180,68", "318,68 332,68"]
    assert parts(Level.REPORTED, Level.CORROBORATED) == ["42,68 318,68 318,68 332,68"]


def test_words_from_outside_choose_their_direction_and_ours_do_not(shown: TestClient) -> None:
    page = shown.get(DAM).text
    assert '<h1 dir="auto">' in page
    assert '<blockquote dir="auto"' in page
    assert "<p>Confirmed by 2 outlets, from 1 origin: Vera Holm." in page


def test_corrections_and_retractions_are_said_without_who_made_them(shown: TestClient) -> None:
    page = text_of(shown.get("/events/retracted-event").text)
    assert "Retracted on 4 Mar 2026: It was another quay." in page
    assert "U0EDDA" not in shown.get("/events/retracted-event").text


def test_what_editors_and_the_newsroom_itself_bring_is_told(sqlite_database: Database) -> None:
    own = OwnReport(
        event="quay-fire",
        claim="burned",
        stance=Stance.CONFIRMS,
        who=CHIEF,
        how=Contact.CALL,
        day=DAY,
        words="She saw it burn.",
    )
    with sqlite_database.transaction(DESK) as s:
        open_to(s, None, PageAccess.PUBLIC)
        heard = own.report("n1", own.article("1", "U0MIRA", OUR_NEWSROOM))
        added(s, FIRE, [ON_THE_FIRE[0], ON_THE_FIRE[2], heard])
        events.correct(s, "quay-fire", place="Dale", date=DAY, by="U0EDDA", reason="The map says so.", at=made.LATER)
        claim = Claim(key="added-1", text="Nobody was in the hall.")
        events.add_claim(s, "quay-fire", claim, by="U0EDDA", reason="", at=made.LATER)
    pages = client(sqlite_database)
    told = " ".join(text_of(pages.get(FIRE_AT).text).split())
    for said in (
        "Accident · Dale · 2 Mar 2026",
        "Corrected on 4 Mar 2026: Dale, 2 Mar 2026",
        "A claim added on 4 Mar 2026: “Nobody was in the hall.”",
        "Claim Nobody was in the hall. Unverified no report yet",
        "She saw it burn. The newsroom’s own report, in its journalist’s words; they stand in no article.",
        "from: Ilse Norr (an editor knows this; it does not stand in the article)",
    ):
        assert said in told
    data = pages.get(f"{FIRE_AT}.json").json()
    mine = next(report for report in data["reports"] if report["own_report"])
    assert (mine["outlet"]["name"], mine["url"]) == ("Our newsroom", None)
    assert any(hop.get("named_by_an_editor") for report in data["reports"] for hop in report["path"])
    assert not any(kept in told + str(data) for kept in ("U0MIRA", "U0EDDA", "The map says so"))
    for query, found in (("place=dale", 1), ("place=orrin", 0), ("from=2026-03-03", 0), ("to=2026-03-02&place=DALE", 1)):
        assert len(pages.get(f"/events.json?{query}").json()["events"]) == found, query


@pytest.mark.parametrize("changes", [{"stance": Stance.CONTEXT}, {"basis": Basis.FORECAST}, None])
def test_an_event_without_an_origin_has_no_percentage(
    sqlite_database: Database, changes: dict[str, Stance | Basis] | None
) -> None:
    with sqlite_database.transaction(DESK) as s:
        open_to(s, None, PageAccess.PUBLIC)
        added(s, FIRE, [] if changes is None else [ON_THE_FIRE[0].model_copy(update=changes)])
    verdict = re.search(r'<section class="verdict.*?</section>', client(sqlite_database).get(FIRE_AT).text, re.DOTALL)
    assert verdict
    assert "Unverified" in verdict.group()
    assert "%" not in verdict.group()


def test_an_event_with_an_origin_has_a_percentage(shown: TestClient) -> None:
    assert re.search(r'<span class="score">\d+% likely</span>', shown.get(FIRE_AT).text)


def test_an_unlisted_page_opens_with_its_signed_link_only(shown: TestClient) -> None:
    address = LINKS.event("unlisted-event", signed=True).removeprefix(LINKS.base)
    page = shown.get(address)
    assert "UNLISTED headline" in page.text
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["cache-control"].startswith("private")
    assert f'value="{LINKS.event("unlisted-event", signed=True)}"' in page.text
    assert "og:title" not in page.text
    for wrong in ("", "?key=", f"?key={LINKS.key('quay-fire')}", "?key=é", f"?key={'A' * 24}"):
        assert shown.get(f"/events/unlisted-event{wrong}").status_code == 404
    assert "UNLISTED headline" in shown.get(address.replace("?", ".json?")).text


@pytest.mark.parametrize("path", [DAM, FIRE_AT, "/events/retracted-event"])
def test_a_stranger_can_work_each_level_out_from_the_text_alone(shown: TestClient, path: str) -> None:
    page = text_of(shown.get(path).text)
    sums = page.split("The sum behind")[1:]
    assert sums
    for part in sums:
        work_out(part.partition("Where it comes from")[0])


def work_out(said: str) -> None:
    """Do the sum of one claim again, as a reader would, and compare every step with what the page says."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    stated = re.search(r"“(\w+)”", lines[0])
    total = _number(_after(lines, "Start, for a claim that nobody has reported: "))
    names = [line for line in lines if line.endswith(":") and not line.startswith(("Sum", "The level"))]
    weighty = independent = 0
    for number, name in enumerate(names):
        start = lines.index(name)
        end = lines.index(names[number + 1]) if number + 1 < len(names) else _index(lines, "Sum: ")
        sides = {"confirms": 0.0, "denies": 0.0}
        for line in lines[start:end]:
            if found := re.search(r", (confirms|denies): (.+) = ([\d.]+)$", line):
                weight = math.prod(float(part.split()[-1]) for part in found[2].split(" × "))
                assert weight == pytest.approx(float(found[3]), abs=1e-3)
                sides[found[1]] = max(sides[found[1]], weight)
        given = " ".join(lines[start:end])
        for side, sign in (("confirms", 1), ("denies", -1)):
            if found := re.search(rf"It {side} with ([+−]\d+(?:\.\d+)?)", given):
                assert _number(found[1]) == pytest.approx(sign * sides[side], abs=1e-3)
                total += sign * sides[side]
        counts = sides["confirms"] >= 0.25 and sides["denies"] == 0 and "no known origin" not in name
        weighty += counts
        independent += counts and "has a stake" not in name
    shown_sum, shown_score = re.findall(r"= (−?\d+(?:\.\d+)?)(%?)", lines[_index(lines, "Sum: ")])
    assert _number(shown_sum[0]) == pytest.approx(total, abs=1e-3)
    score = 1 / (1 + math.exp(-total))
    assert float(shown_score[0]) == pytest.approx(100 * score, abs=0.06)
    asks = "\n".join(lines[_index(lines, "The level is the first") :])
    for least, given in re.findall(r"met a score of (\d+)% or more: ([\d.]+)%", asks):
        assert float(given) == pytest.approx(100 * score, abs=0.06)
        assert f"{'✓' if 100 * score >= int(least) else '✗ not'}" in asks
    assert f"that do not also deny it: {weighty} origin" in asks
    assert f"one of them independent: {independent} independent origin" in asks
    met = re.findall(r"^(\w+) (all met|not met)$", asks, re.MULTILINE)
    by_hand = next((level.lower() for level, how in met if how == "all met"), Level.UNVERIFIED)
    assert stated is not None
    assert stated[1] == by_hand or (stated[1] == Level.RETRACTED and "An editor has retracted the event" in said)


def _number(written: str) -> float:
    return float(written.replace("−", "-"))


def _after(lines: list[str], start: str) -> str:
    return lines[_index(lines, start)].removeprefix(start)


def _index(lines: list[str], start: str) -> int:
    return next(number for number, line in enumerate(lines) if line.startswith(start))
