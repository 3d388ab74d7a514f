"""Clusters: the counts of origins on articles that are brought and approved one by one, by a reader with fixed readings."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.commands.cluster_tables import clusters_text, one_cluster_text
from bot.domain.answer import Answer, QuotedJudgement
from bot.domain.errors import OutOfReach, SecondSourceError
from bot.domain.model import Basis, Event, Hop, HopKind, Level, Stance, Tone
from bot.domain.reading import Article
from bot.evaluation.bringing import bring_all
from bot.evaluation.clusters import read_clusters
from bot.evaluation.counting import ClustersReport, report_on
from bot.evaluation.lines import WrongLines
from bot.evaluation.trial import Trial, open_trial
from bot.settings import Settings
from tests.evaluation.conftest import Written
from tests.newsroom import answer
from tests.openai_server import KEY, MODEL, OpenAIServer, completion
from tests.scenarios.conftest import Run

SLUG = "tolsk-crane"
EVENT: dict[str, Any] = {
    "slug": SLUG,
    "kind": "accident",
    "headline": "A harbour crane falls over at Tolsk",
    "place": "Tolsk",
    "date": "2026-05-08",
    "claims": [
        {"key": "fell", "text": "The harbour crane at Tolsk fell over."},
        {"key": "hurt", "text": "Two dockers were hurt when the crane fell over."},
    ],
    "outlets": [
        {"name": "Tolsk Post", "domains": ["tolsk-post.example"], "family": "Estuary Press", "grade": "B"},
        {"name": "Tolsk Mail", "domains": ["tolsk-mail.example"], "family": "Estuary Press", "grade": "B"},
        {"name": "Harbour Echo", "domains": ["harbour-echo.example"], "grade": "B"},
    ],
}
# Each sentence that a reading quotes stands in exactly one article.
FIRST = "The harbour crane at Tolsk fell over at six on Friday morning, the port director, Anna Reyl, said in the rain."
AGAIN = "Anna Reyl, who runs the port at Tolsk, told the paper that the tall crane had gone over into the basin."
SAW = "Our reporter stood at the gate at Tolsk when the crane leaned, hung for a breath and went down on its side."
NOBODY = "Somebody who works on the quay said that the crane at Tolsk was lying across both tracks by half past six."
DENIED = "The owner of the crane, Ole Brandt, said at Tolsk that it had been lowered on purpose and had not fallen."
OTHER = "At Orv the council voted on Monday to mend the road behind the school before the summer holidays begin."
PADDING = (
    "Trains to the mill stood still until noon, and two ships waited in the roads for the tide, with their lamps lit. "
    "The harbour office asked drivers to use the northern gate."
)


def article(name: str, site: str, sentence: str, **more: Any) -> dict[str, Any]:
    """Return an article that is read as `READINGS` has its sentence."""
    host = site.lower().replace(" ", "-")
    made = {"id": name, "url": f"https://{host}.example/{name}", "title": f"Crane {name}", "published": "2026-05-08"}
    return {**made, "site": site, "text": f"{sentence}\n\n{site} has more on page two. {more.pop('rest', '')}", **more}


def counts(confirm: int, independent: int, deny: int, level: str, *names: str) -> dict[str, Any]:
    numbers = {"confirm_origins": confirm, "independent": independent, "deny_origins": deny, "level": level}
    return {**numbers, **({"names": list(names)} if names else {})}


def cluster(name: str, kind: str, gold: dict[str, Any], *articles: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "kind": kind, "event": EVENT, "articles": list(articles), "gold": gold}


# One woman in three papers, two of them of one owner, and the last a copy of the first.
ONE_WOMAN = cluster(
    "one-woman",
    "one person",
    {"fell": counts(1, 1, 0, "reported", "A. Reyl"), "hurt": counts(0, 0, 0, "unverified")},
    article("a1", "Tolsk Post", FIRST, rest=PADDING),
    article("a2", "Harbour Echo", AGAIN),
    article("a3", "Tolsk Mail", FIRST, rest=PADDING),
)
# What a labeller might get wrong: the reporter who saw it and the director are two.
TWO = cluster(
    "two",
    "two origins",
    {"fell": counts(1, 1, 1, "disputed", "Anna Reyl", "Ole Brandt", "The mayor")},
    article("a1", "Tolsk Post", FIRST),
    article("a2", "Harbour Echo", SAW),
    article("a3", "Tolsk Mail", DENIED),
)
UNKNOWN = cluster("unknown", "one person", {"fell": counts(2, 2, 0, "reported")}, article("a1", "Harbour Echo", NOBODY))


def judged(quote: str, kind: HopKind, name: str = "", **changes: Any) -> QuotedJudgement:
    given = {"event": SLUG, "claim": "fell", "stance": Stance.CONFIRMS, "tone": Tone.CERTAIN, "basis": Basis.ON_RECORD}
    return QuotedJudgement.model_validate({**given, "quote": quote, "origin": Hop(kind=kind, name=name), **changes})


READINGS = {
    FIRST: answer(judged(FIRST, HopKind.PERSON, "Anna Reyl")),
    AGAIN: answer(judged(AGAIN, HopKind.PERSON, "Anna Reyl")),
    SAW: answer(judged(SAW, HopKind.OWN, basis=Basis.WITNESSED)),
    NOBODY: answer(judged(NOBODY, HopKind.UNNAMED, basis=Basis.ANONYMOUS)),
    DENIED: answer(judged(DENIED, HopKind.PERSON, "Ole Brandt", stance=Stance.DENIES)),
    OTHER: answer(),
}


class FixedReader:
    """A reader that has one answer or failure for each sentence; it keeps the articles that it was asked about."""

    def __init__(self, answers: Mapping[str, Answer | SecondSourceError]) -> None:
        self._answers = answers
        self.seen: list[tuple[Article, tuple[str, ...]]] = []

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        self.seen.append((article, tuple(event.slug for event in candidates)))
        found = next(given for sentence, given in self._answers.items() if sentence in article.text)
        if isinstance(found, SecondSourceError):
            raise found
        return found


@pytest.fixture(scope="module")
def builtin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with open_trial(Settings(home=tmp_path_factory.mktemp("home")), "builtin") as trial:
        yield trial


def reads(trial: Trial, reader: FixedReader) -> Trial:
    return dataclasses.replace(trial, services=dataclasses.replace(trial.services, reader=reader, fallback=reader))


def brought(trial: Trial, *rows: dict[str, Any], reader: FixedReader | None = None) -> ClustersReport:
    given = read_clusters("\n".join(map(json.dumps, rows)).encode())
    return report_on(given, bring_all(reads(trial, reader or FixedReader(READINGS)), given))


@pytest.fixture(scope="module")
def of_three(builtin: Trial) -> ClustersReport:
    return brought(builtin, ONE_WOMAN, TWO, UNKNOWN)


def test_the_counts_are_those_that_a_hand_counts(of_three: ClustersReport) -> None:
    report = of_three
    rows = {(result.id, claim.claim): claim for result in report.results for claim in result.claims}
    got = {key: (c.got.confirm_origins, c.got.independent, c.got.deny_origins, c.got.level) for key, c in rows.items()}
    assert got == {
        ("one-woman", "fell"): (1, 1, 0, Level.REPORTED),
        ("one-woman", "hurt"): (0, 0, 0, Level.UNVERIFIED),
        ("two", "fell"): (2, 2, 1, Level.DISPUTED),
        ("unknown", "fell"): (0, 0, 0, Level.REPORTED),
    }
    assert rows["one-woman", "fell"].got.names == ("Anna Reyl",)
    plain = {key: (claim.plain.outlets, claim.plain.owners, claim.plain.texts) for key, claim in rows.items()}
    assert plain == {
        ("one-woman", "fell"): (3, 2, 2),
        ("one-woman", "hurt"): (0, 0, 0),
        ("two", "fell"): (2, 2, 2),
        ("unknown", "fell"): (1, 1, 1),
    }


def test_what_is_open_stays_context(builtin: Trial) -> None:
    left_open = {
        sentence: given.model_copy(update={"judgements": tuple(map(opened, given.judgements))})
        for sentence, given in READINGS.items()
    }
    (result,) = brought(builtin, TWO, reader=FixedReader(left_open)).results
    assert [article.outcome for article in result.articles] == ["approved"] * 3
    assert {report.stance for article in result.articles for report in article.reports} == {Stance.CONTEXT}
    assert [claim.got.level for claim in result.claims] == [Level.UNVERIFIED]


def opened(judgement: QuotedJudgement) -> QuotedJudgement:
    return judgement.model_copy(update={"stance": Stance.OPEN})


def test_the_figures_sum_up_the_rows_in_total_and_by_kind(of_three: ClustersReport) -> None:
    report = of_three
    total = report.total
    assert (report.clusters, report.articles, total.claims, report.readers) == (3, 7, 4, {"scripted": 7})
    scores = (total.origins, total.independent, total.denials, total.outlets, total.owners, total.texts)
    assert [(s.exact, s.within_1, s.too_many, s.too_few) for s in scores] == [
        (2, 3, 1, 1),
        (2, 3, 1, 1),
        (4, 4, 0, 0),
        (1, 3, 2, 1),
        (1, 4, 2, 1),
        (1, 4, 2, 1),
    ]
    assert (total.level.right, total.level.of, total.names.right, total.names.of) == (4, 4, 3, 4)
    assert list(report.kinds) == ["one person", "two origins"]
    assert [(s.claims, s.origins.exact, s.names.of) for s in report.kinds.values()] == [(3, 2, 1), (1, 0, 3)]
    assert report.figures == {
        "origins_exact": 0.5,
        "origins_within_1": 0.75,
        "origins_not_too_many": 0.75,
        "independent_exact": 0.5,
        "denials_exact": 1.0,
        "level_exact": 1.0,
        "names_found": 0.75,
    }


def test_the_table_shows_the_figures(of_three: ClustersReport) -> None:
    shown = [" ".join(line.split()) for line in clusters_text(of_three).splitlines()]
    assert shown[0] == "3 clusters, 7 articles, 4 claims; read by scripted (7)."
    for line in (
        "origins that confirm 50.0% 75.0% 1 1",
        "origins that deny 100.0% 100.0% 0 0",
        "level 100.0%",
        "expected names of origins found 75.0%",
        "outlets 25.0% 75.0% 2 1",
        "one person 3 66.7% 66.7% 0 1 66.7% 100.0% 100.0% 100.0% 33.3% 33.3% 33.3%",
        "two origins 1 0.0% 100.0% 1 0 0.0% 100.0% 100.0% 66.7% 0.0% 0.0% 0.0%",
    ):
        assert line in shown


def test_one_cluster_is_told_in_words(builtin: Trial) -> None:
    told = one_cluster_text(brought(builtin, TWO))
    for words in (
        "two (two origins)",
        "a1 by Tolsk Post: approved",
        f"  fell: confirms · certain · on record · “{FIRST}”",
        "has it from Anna Reyl",
        "expected  disputed; origins: 1 confirm, 1 independent, 1 deny; Anna Reyl, Ole Brandt, The mayor",
        "counted   disputed; origins: 2 confirm, 2 independent, 1 deny; Harbour Echo, Anna Reyl, Ole Brandt",
        "plainly   2 outlets, 2 owners, 2 texts confirm",
        "· Ole Brandt (denies, independent): Tolsk Mail has it from Ole Brandt",
    ):
        assert words in told


def test_articles_come_as_pages_of_their_outlets(builtin: Trial) -> None:
    reader = FixedReader(READINGS)
    listed = article("a1", "Somewhere else", FIRST, url="https://www.tolsk-post.example/a1", byline="Ida Korn")
    unlisted = article("a2", "Ferry Notes", AGAIN, published=None)
    nameless = {**article("a3", "Dock Diary", SAW), "site": None}
    brought(builtin, cluster("c", "k", {"fell": counts(1, 1, 0, "reported")}, listed, unlisted, nameless), reader=reader)
    assert [
        (seen.outlet.name, seen.outlet.grade.value, seen.authors, str(seen.published), seen.title) for seen, _ in reader.seen
    ] == [
        ("Tolsk Post", "B", ("Ida Korn",), "2026-05-08", "Crane a1"),
        ("Ferry Notes", "F", (), "None", "Crane a2"),
        ("dock-diary.example", "F", (), "2026-05-08", "Crane a3"),
    ]
    assert {candidates for _, candidates in reader.seen} == {(SLUG,)}


def test_only_what_is_proposed_on_the_event_is_approved(builtin: Trial) -> None:
    early = article("early", "Harbour Echo", SAW, published="2026-03-01")
    draft = {"kind": "other", "headline": "Orv mends a road", "claims": [{"key": "c1", "text": "Orv mends a road."}]}
    new = judged(OTHER, HopKind.OWN, event="", claim="c1")
    reader = FixedReader({**READINGS, OTHER: answer(new, draft=draft)})
    again = article("again", "Tolsk Post", FIRST, url="https://harbour-echo.example/early?utm_source=x")
    short = article("short", "Tolsk Post", "Crane down.", text="Crane down.")
    rows = (early, article("orv", "Tolsk Post", OTHER), again, short)
    (result,) = brought(builtin, cluster("c", "k", {"fell": counts(0, 0, 0, "unverified")}, *rows), reader=reader).results
    outcomes = {found.id: found.outcome for found in result.articles}
    assert outcomes.pop("short").startswith("nothing proposed: There are only 2 words here")
    assert outcomes.pop("early").startswith("perhaps another event, so rejected: ")
    assert outcomes == {"orv": "proposed as another event, so rejected", "again": "brought before"}
    assert (result.claims[0].got.names, len(reader.seen)) == ((), 2)


def test_clusters_do_not_see_each_other_and_reports_of_the_event_count(builtin: Trial) -> None:
    known = {
        "claim": "fell",
        "outlet": "Harbour Echo",
        "url": "https://harbour-echo.example/0",
        "stance": "confirms",
        "tone": "certain",
        "basis": "witnessed",
        "origin": {"kind": "own"},
        "quote": "We saw it fall.",
    }
    row = cluster("known", "k", {"fell": counts(2, 2, 0, "verified")}, article("a1", "Tolsk Post", FIRST))
    report = brought(builtin, {**row, "event": {**EVENT, "reports": [known]}}, {**row, "id": "alone"})
    first, second = (result.claims[0] for result in report.results)
    assert (first.got.confirm_origins, first.got.level, first.plain.texts) == (2, Level.VERIFIED, 2)
    assert (second.got.confirm_origins, second.got.level, second.plain.texts) == (1, Level.REPORTED, 1)


def test_what_could_not_be_brought_is_in_no_score(builtin: Trial) -> None:
    reader = FixedReader({**READINGS, AGAIN: OutOfReach("The endpoint is down.")})
    taken = {**TWO["event"], "outlets": [{"name": "Wire", "domains": ["reuters.com", "wire.example"], "grade": "A"}]}
    report = brought(builtin, ONE_WOMAN, TWO, {**UNKNOWN, "event": taken}, reader=reader)
    assert report.failed == {"The endpoint is down.": 1}
    assert (report.clusters, report.total.claims, report.articles, list(report.kinds)) == (
        3,
        2,
        4,
        ["two origins", "one person"],
    )
    assert "1 × The endpoint is down." in clusters_text(report)


def test_a_wrong_line_is_named_with_its_fault() -> None:
    first = ONE_WOMAN["articles"][0]

    def gold(**changes: Any) -> dict[str, Any]:
        return {"gold": {"fell": {**counts(1, 1, 0, "reported"), **changes}}}

    table: tuple[tuple[dict[str, Any], str], ...] = (
        ({"id": ""}, "id must not be empty"),
        ({"kind": None}, "kind must be text"),
        ({"event": {**EVENT, "slug": "No Slug"}}, "event.slug does not have the form"),
        ({"event": {**EVENT, "colour": "red"}}, "event.colour means nothing here"),
        ({"articles": []}, "articles must not be empty"),
        ({"articles": [{**first, "url": "tolsk"}]}, "articles[0].url: "),
        ({"articles": [{**first, "published": "Friday"}]}, "'Friday' is no date"),
        ({"articles": [{**first, "text": " "}]}, "articles[0].text must not be empty"),
        ({"articles": [{"id": "a1"}]}, "articles[0].url is missing"),
        ({"articles": [first, first]}, "articles: the id 'a1' stands twice"),
        ({"gold": {}}, "gold must not be empty"),
        ({"gold": {"sank": counts(0, 0, 0, "reported")}}, "gold: the event has no claim 'sank'"),
        (gold(confirm_origins=-1), "gold.fell.confirm_origins: must be a whole number, 0 or more"),
        (gold(independent=True), "gold.fell.independent: must be a whole number, 0 or more"),
        (gold(level="certain"), "gold.fell.level must be 'unverified', "),
        (gold(names="Reyl"), "gold.fell.names must be a list"),
        ({"gold": {"fell": {"confirm_origins": 1}}}, "gold.fell.level is missing"),
    )
    for changes, said in table:
        with pytest.raises(WrongLines) as refused:
            read_clusters(f"{json.dumps(TWO)}\n{json.dumps({**ONE_WOMAN, **changes})}\n".encode())
        sentence = refused.value.sentence
        assert sentence.startswith("Nothing was run, since 1 line cannot be used:\n  line 2: ")
        assert said in sentence


def test_every_wrong_line_is_named() -> None:
    with pytest.raises(WrongLines) as refused:
        read_clusters(f"[]\n{json.dumps(TWO)}\n{json.dumps(TWO)}\n{{\n".encode())
    for said in ("line 1: a list", "line 3: the id 'two' stands in line 2 already", "line 4: not JSON"):
        assert said in refused.value.sentence


def test_the_command_prints_text_or_json(run: Run, written: Written) -> None:
    file = written(ONE_WOMAN, {**TWO, "note": "hard"}, name="clusters.jsonl")
    shown = run("eval", "clusters", file, "--reader", "builtin").stdout
    assert "2 clusters, 6 articles, 3 claims; read by builtin (6)." in shown
    assert "Fields that mean nothing here and were ignored: note (1)." in shown
    report = json.loads(run("eval", "clusters", file, "--json").stdout)
    row = report["results"][0]["claims"][0]
    assert (row["claim"], row["expected"]["confirm_origins"], row["expected"]["level"]) == ("fell", 1, "reported")
    assert row["got"].keys() == row["expected"].keys()
    assert "No events yet" in run("events", "list").stdout


def test_the_command_tells_one_cluster_in_words(run: Run, written: Written) -> None:
    file = written(ONE_WOMAN, TWO, name="clusters.jsonl")
    told = run("eval", "clusters", file, "--only", "two").stdout
    assert told.startswith("two (two origins)\n\na1 by Tolsk Post: ")
    assert "one-woman" not in told
    assert json.loads(run("eval", "clusters", file, "--only", "two", "--json").stdout)["clusters"] == 1
    result = run("eval", "clusters", file, "--only", "three", code=1)
    assert "has no cluster with the id 'three'" in str(result.exception)


def test_the_command_refuses_wrong_files(run: Run, written: Written, tmp_path: Path) -> None:
    result = run("eval", "clusters", written(TWO, {**ONE_WOMAN, "gold": {}}, name="clusters.jsonl"), code=2)
    assert "line 2: gold must not be empty" in result.stderr
    assert result.stdout == ""
    assert "cannot be read" in str(run("eval", "clusters", str(tmp_path / "none.jsonl"), code=1).exception)
    run("eval", "clusters", written(TWO), "--reader", "oracle", code=2)
    assert "OPENAI_API_KEY" in str(run("eval", "clusters", written(TWO), "--reader", "model", code=1).exception)


def test_a_model_is_asked_over_its_endpoint(run: Run, written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = {"statements": [], "judgements": [], "unrelated": ["C1", "C2"], "draft": None}
    with OpenAIServer(lambda _asked: completion(nothing)) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("SECOND_SOURCE_MODEL", MODEL)
        report = json.loads(run("eval", "clusters", written(UNKNOWN), "--reader", "model", "--json").stdout)
        assert (len(server.asked), report["readers"]) == (1, {MODEL: 1})
        assert NOBODY in server.asked[0].user
    shown = run("eval", "clusters", written(UNKNOWN), "--reader", "model", code=1)
    assert "clusters that could not be brought, in no score" in shown.stdout
    assert "No article could be read." in shown.stderr
