"""The command line as a user has it: real processes for two ways out, the same program in this one for the rest."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import Result

from bot.cli import main
from bot.domain.errors import SecondSourceError
from tests.doubting import ON_THE_DAM, doubting
from tests.newsroom import STORY, page
from tests.page_server import PageServer
from tests.scenarios.conftest import EVENT_FILE, URL, Run


def refused(result: Result) -> str:
    assert isinstance(result.exception, SecondSourceError)
    return result.exception.sentence


def test_from_an_event_file_to_a_record(run_from_nothing: Run, event_file: str, story_file: str) -> None:
    run = run_from_nothing
    run("events", "add", "--file", event_file)
    shown = run("events", "show", "orrin-dam").stdout
    assert "That it was said" in shown
    assert "That it is so" in shown
    card = run("submit", "--text-file", story_file, "--url", URL, "--by", "jo").stdout
    assert "Proposal 1, version 1: pending" in card
    assert "“The dam has failed,” the mayor, Vera Holm, said" in card
    assert "orrin-dam" in run("review", "list", "--json").stdout
    assert "Vera Holm" in run("review", "show", "1").stdout
    assert "Approved by edda" in run("review", "approve", "1", "--by", "edda", "--reason", "On record.").stdout
    record = json.loads(run("events", "show", "orrin-dam", "--json").stdout)
    assert {r["outlet"]["name"] for r in record["reports"]} == {"Valley Echo", "courier.example"}
    assert [c["decision_id"] for c in record["history"]][:1] == [None]
    run("review", "undo", "1", "--by", "edda")
    undone = json.loads(run("events", "show", "orrin-dam", "--json").stdout)
    assert {r["outlet"]["name"] for r in undone["reports"]} == {"Valley Echo"}
    run("review", "reject", "1", "--by", "edda", "--reason", "On second thoughts, no.")
    assert "rejected" in run("review", "list", "--all").stdout


def test_amending(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    made = json.loads(run("submit", "--text-file", story_file, "--url", URL, "--by", "jo", "--json").stdout)
    first = made["proposals"][0]["proposal"]["reports"][0]["id"]
    changes = ("--set", "1.tone=uncertain", "--set", f"{first}.origin=body:Orrin Town Hall")
    run("review", "amend", "1", "--by", "edda", *changes)
    stored = json.loads(run("events", "show", "orrin-dam", "--json").stdout)["reports"]
    changed = next(r for r in stored if r["id"] == first)
    assert (changed["tone"], [(hop["kind"], hop["name"]) for hop in changed["path"]]) == (
        "uncertain",
        [("body", "Orrin Town Hall")],
    )


def test_an_editor_says_what_sort_of_piece_it_is(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    run("submit", "--text-file", story_file, "--url", URL, "--by", "jo")
    told = refused(run("review", "answer", "1", "same", "--by", "edda", code=1))
    assert told == "Proposal 1 does not ask whether two names are one origin."
    run("review", "amend", "1", "--by", "edda", "--genre", "opinion", "--published", "2024-03-01")
    assert "→ 1 Mar 2024" in run("review", "show", "1").stdout
    shown = run("events", "show", "orrin-dam").stdout
    assert "an opinion column; it confirms and denies nothing." in shown
    stored = json.loads(run("events", "show", "orrin-dam", "--json").stdout)["reports"]
    assert {r["genre"] for r in stored if r["url"] == URL} == {"opinion"}
    exported = json.loads(run("events", "export", "orrin-dam").stdout)["reports"]
    assert {r.get("genre", "news") for r in exported if r["url"] == URL} == {"opinion"}


def test_open_passages_are_settled_and_then_approved(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    with doubting(*ON_THE_DAM):
        card = run("submit", "--text-file", story_file, "--url", URL, "--by", "jo").stdout
    assert "2 passages open: an editor says whether courier.example confirms or denies the claims" in card
    assert "2 passages open" in run("review", "list").stdout
    assert "2 passages open" in run("digest").stdout
    shown = run("review", "show", "1").stdout
    assert "open · certain · on record · origin: Vera Holm" in shown
    how = "second-source review settle 1 1 confirms --by NAME (or denies, context; likewise 2)"
    assert how in shown
    assert "To decide: second-source review file 1 --by NAME (or amend, reject)" in shown
    told = refused(run("review", "approve", "1", "--by", "edda", code=1))
    assert told.startswith("2 passages open in proposal 1, so it cannot be approved yet.")
    assert told.endswith(f"{how}. To file it: second-source review file 1 --by NAME.")
    assert how in refused(run("review", "amend", "1", "--by", "edda", "--set", "1.tone=likely", code=1))
    assert "1 passage open" in run("review", "settle", "1", "1", "confirms", "--by", "edda").stdout
    run("review", "settle", "1", "2", "perhaps", "--by", "edda", code=2)
    settled = json.loads(run("review", "settle", "1", "2", "denies", "--by", "tobias", "--json").stdout)["settled"]
    assert [(made["by"], made["stance"]) for made in settled] == [("edda", "confirms"), ("tobias", "denies")]
    assert "Report 2: denies, said tobias" in run("review", "show", "1").stdout
    approved = run("review", "approve", "1", "--by", "edda").stdout
    assert "Settled by tobias: an open passage of courier.example denies the claim (That it is so)" in approved
    assert "Settled by edda: an open passage" in run("events", "show", "orrin-dam").stdout
    history = run("events", "history", "orrin-dam").stdout
    assert history.index("Settled by edda: an open passage") < history.index("Approved by edda")


def test_a_proposal_is_filed_as_context(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    with doubting(*ON_THE_DAM):
        run("submit", "--text-file", story_file, "--url", URL, "--by", "jo")
    assert "Amended and approved by edda" in run("review", "file", "1", "--by", "edda", "--reason", "Only colour.").stdout
    stored = json.loads(run("events", "show", "orrin-dam", "--json").stdout)
    assert [report["stance"] for report in stored["reports"]] == ["confirms", "context", "context"]
    assert {made["stance"] for made in stored["settled"]} == {"context"}
    run("review", "undo", "1", "--by", "edda")
    assert "Nothing is open" in refused(run("review", "file", "1", "--by", "edda", code=1))


def test_a_change_that_is_none(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    run("submit", "--text-file", story_file, "--url", URL, "--by", "jo")
    for change in ("x", "1-1.mood=good", "1-1=likely"):
        run("review", "amend", "1", "--by", "edda", "--set", change, code=2)


def test_the_same_link_again(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    run("submit", "--text-file", story_file, "--url", URL, "--by", "jo")
    again = run("submit", f"{URL}?utm_source=x", "--by", "kim").stdout
    assert "Already filed" in again
    assert "brought by jo" in again
    assert "pending" in again


def test_reading_stores_nothing(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    reading = json.loads(run("read", "--text-file", story_file, "--url", URL, "--json").stdout)["reading"]
    assert reading["stamp"]["reader"] == "builtin"
    assert all(j["quote"]["text"] in STORY for j in reading["judgements"])
    assert reading["judgements"]
    assert "Nothing waits" in run("review", "list").stdout


def test_reading_standard_input_and_saved_pages(run: Run, tmp_path: Path) -> None:
    assert json.loads(run("read", "--text-file", "-", "--json", text=STORY).stdout)["article"]["text"]
    saved = tmp_path / "dam.html"
    saved.write_text(page())
    article = json.loads(run("read", "--html-file", str(saved), "--url", URL, "--json").stdout)["article"]
    assert article["canonical_url"] == URL
    assert "Vera Holm" in article["text"]


def test_wrong_usage_is_exit_code_2(run: Run) -> None:
    for line in (
        "read",
        f"read {URL} --text-file x",
        "read --html-file x.html",
        f"read {URL} --url {URL}",
        "submit",
        "review approve 1",
        "review approve one --by edda",
        "review approve 99999999999999999999 --by edda",
        "review approve 1 --by edda --version 0",
        "outlets grade Reuters Z --by edda --reason x",
        "outlets import --by edda",
        "outlets import x.csv --starting-set --by edda",
        "events show",
        "no-such-command",
    ):
        run(*line.split(), code=2)


def test_bad_input_is_a_sentence_and_exit_code_1(run: Run) -> None:
    for arguments, words in (
        (("submit", "not a link"), "not a web address"),
        (("submit", "http://user:secret@courier.example/"), "password"),
        (("submit", "http://127.0.0.1/"), "private"),
        (("submit", "ftp://courier.example/"), "http"),
        (("outlets", "show", "No Such Paper"), "No Such Paper"),
        (("submit", "https://courier.example/", "--by", ""), "name"),
        (("read", "--text-file", "/no/such/file"), "cannot be read"),
        (("events", "show", "no-such-event"), "no-such-event"),
        (("events", "add", "--file", "/no/such/file"), "cannot be read"),
        (("review", "show", "77"), "77"),
        (("review", "approve", "77", "--by", "edda"), "77"),
    ):
        result = run(*arguments, code=1)
        sentence = refused(result) if result.exception and not isinstance(result.exception, SystemExit) else result.stdout
        assert words in sentence, arguments
        assert "Traceback" not in result.output


def test_a_bad_event_file_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    for key, value in (("mood", "sunny"), ("date", "2026-02-31"), ("slug", "Not A Slug")):
        path.write_text(json.dumps({**EVENT_FILE, key: value}))
        assert key in refused(run("events", "add", "--file", str(path), code=1))


def test_a_duplicate_slug_is_refused(run: Run, event_file: str) -> None:
    run("events", "add", "--file", event_file)
    assert "orrin-dam" in refused(run("events", "add", "--file", event_file, code=1))


def test_many_events_at_once_and_finding_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    lines = [{**EVENT_FILE, "slug": f"event-{n}", "headline": f"Something in harbour {n}", "reports": []} for n in range(30)]
    path.write_text("\n".join(json.dumps(line) for line in lines))
    assert "And 10 more" in run("events", "add", "--file", str(path)).stdout
    assert "event-7" in run("events", "list", "harbour 7").stdout
    assert len(json.loads(run("events", "list", "--json").stdout)) == 30


def test_the_schema_accepts_what_the_file_holds(run: Run) -> None:
    schema = json.loads(run("events", "schema").stdout)
    assert set(EVENT_FILE) <= set(schema["properties"])


def test_the_rules_are_shown(run: Run) -> None:
    assert "We count origins, not outlets" in run("events", "rules").stdout


def test_grading_an_outlet_counts_at_once_and_is_remembered(run: Run, event_file: str) -> None:
    run("events", "add", "--file", event_file)
    before = json.loads(run("events", "show", "orrin-dam", "--json").stdout)["assessments"][1]["score"]
    run("outlets", "grade", "valley-echo.example", "A", "--by", "edda", "--reason", "Ten years without a false report.")
    after = json.loads(run("events", "show", "orrin-dam", "--json").stdout)["assessments"][1]["score"]
    assert after > before
    shown = run("outlets", "show", "Valley Echo").stdout
    assert "A by edda: Ten years without a false report." in shown
    assert "B by" in shown
    assert "Valley Echo" in run("outlets", "list").stdout
    assert len(json.loads(run("outlets", "list", "--json").stdout)) > 150


def test_a_file_lists_outlets_that_none_of_its_reports_names(run: Run, tmp_path: Path) -> None:
    post = {"name": "Orrin Post", "domains": ["orrin-post.example"], "family": "Vale Press", "grade": "C"}
    listed = {"name": "The Reuters agency", "domains": ["reuters.com"], "grade": "E"}
    path = tmp_path / "listed.json"
    path.write_text(json.dumps({**EVENT_FILE, "outlets": [*EVENT_FILE["outlets"], post, listed]}))
    run("events", "add", "--file", str(path))
    added = json.loads(run("outlets", "show", "orrin-post.example", "--json").stdout)
    assert (added["outlet"]["name"], added["outlet"]["family"], added["outlet"]["grade"]) == ("Orrin Post", "Vale Press", "C")
    kept = json.loads(run("outlets", "show", "reuters.com", "--json").stdout)["outlet"]
    assert (kept["name"], kept["grade"]) != (listed["name"], listed["grade"])


def test_ones_own_submission(run: Run, event_file: str, story_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("events", "add", "--file", event_file)
    run("submit", "--text-file", story_file, "--url", URL, "--by", "jo")
    assert "brought this link" in refused(run("review", "approve", "1", "--by", "jo", code=1))
    assert "brought this link" in refused(run("review", "reject", "1", "--by", "jo", "--reason", "No.", code=1))
    monkeypatch.setenv("SECOND_SOURCE_SELF_APPROVAL", "true")
    assert "their own submission" in run("review", "approve", "1", "--by", "jo").stdout


def test_an_old_version(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    run("submit", "--text-file", story_file, "--url", URL, "--by", "jo")
    run("review", "approve", "1", "--by", "edda", "--version", "1")
    assert "approved by edda" in refused(run("review", "approve", "1", "--by", "tobias", code=1))
    run("review", "undo", "1", "--by", "edda")
    assert "not the newest" in refused(run("review", "approve", "1", "--by", "tobias", "--version", "1", code=1))


def test_a_failed_submission_says_why_and_can_be_pasted(run: Run, story_file: str) -> None:
    with PageServer() as server:
        server.status("/dam", 403)
        link = f"http://localhost:{server.port}/dam"
        os.environ["SECOND_SOURCE_FETCH_ALLOW"] = f"localhost:{server.port}"
        try:
            failed = run("submit", link, "--by", "jo", code=1)
            assert "403" in failed.stdout
            assert "aste" in failed.stdout
            assert "Proposal" in run("submit", "--text-file", story_file, "--url", link, "--by", "jo").stdout
        finally:
            del os.environ["SECOND_SOURCE_FETCH_ALLOW"]


def test_pages_are_off_until_somebody_opens_them(run: Run, event_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("events", "add", "--file", event_file)
    assert "off: nobody can see the pages." in run("pages", "show").stdout
    assert "✓ pages       off, until" in run("doctor").stdout
    assert "Say which event" in str(run("pages", "set", "default", "--by", "ann", code=1).exception)
    run("pages", "set", "public", "--by", "ann")
    opened = run("pages", "show", "orrin-dam").stdout
    assert opened.splitlines()[1] == "http://127.0.0.1:3000/events/orrin-dam"
    assert "set SECOND_SOURCE_PAGES_URL" in run("doctor").stdout
    assert "No link opens them" in run("pages", "set", "unlisted", "orrin-dam", "--by", "ann").stdout
    assert "✗ pages       Some pages are unlisted" in run("doctor", code=1).stdout
    monkeypatch.setenv("SECOND_SOURCE_PAGES_SECRET", "0123456789abcdef")
    assert "/events/orrin-dam?key=" in json.loads(run("pages", "show", "orrin-dam", "--json").stdout)["address"]
    run("pages", "set", "default", "orrin-dam", "--by", "ann")
    assert json.loads(run("pages", "show", "orrin-dam", "--json").stdout)["access"] == "public"


def test_the_picture_of_an_event_in_the_terminal(run: Run, event_file: str) -> None:
    run("events", "add", "--file", event_file)
    drawn = run("events", "graph", "orrin-dam").stdout.splitlines()
    assert drawn[-3:] == ["That it is so", "  ● Vera Holm (origin with a stake)", "  └─ Valley Echo: confirms, tone likely"]
    assert "  no report yet" in drawn
    assert json.loads(run("events", "graph", "orrin-dam", "--json").stdout)["so"][0]["top"]["name"] == "Vera Holm"


def test_the_doctor(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    healthy = run("doctor")
    assert "✗" not in healthy.stdout
    assert "– model       not checked: no key is set" in healthy.stdout
    assert "– slack       not checked: no token is set" in healthy.stdout
    found = {row["check"]: row["ok"] for row in json.loads(run("doctor", "--json").stdout)}
    assert (found["database"], found["cards"]) == (True, None)
    monkeypatch.setenv("SECOND_SOURCE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("SECOND_SOURCE_TIMESTAMP_URL", "http://127.0.0.1:1/")
    ill = run("doctor", code=1)
    assert "✗ database" in ill.stdout
    assert "✗ timestamps  The timestamp authority is out of reach" in ill.stdout
    assert {row["check"] for row in json.loads(run("doctor", "--json", code=1).stdout)} >= {"database", "schema", "model"}
    monkeypatch.delenv("SECOND_SOURCE_DATABASE_URL")
    file = Path(os.environ["SECOND_SOURCE_HOME"]) / "second-source.db"
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 500_000)
    damaged = run("doctor", code=1).stdout
    assert ("✓ disk" in damaged, "✗ database    The database file is damaged" in damaged, "– model" in damaged) == (True,) * 3


def test_the_database_commands(run_from_nothing: Run) -> None:
    run = run_from_nothing
    run("db", "check", code=1)
    run("db", "upgrade")
    assert "up to date" in run("db", "check").stdout
    assert "--yes" in refused(run("db", "downgrade", "base", code=1))
    run("db", "check")
    assert "no such revision" in refused(run("db", "downgrade", "zzz", "--yes", code=1))
    assert json.loads(run("db", "reindex", "--json").stdout) == {"events": 0, "articles": 0}
    run("db", "downgrade", "base", "--yes")
    assert "db upgrade" in refused(run("db", "reindex", code=1))
    run("db", "upgrade")
    run("db", "check")


def test_an_outdated_database_is_said(run_from_nothing: Run) -> None:
    run_from_nothing("db", "upgrade", "0001")
    assert "db upgrade" in refused(run_from_nothing("events", "list", code=1))


def test_the_door_turns_errors_into_sentences(
    run_from_nothing: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"

    def at_a_terminal(*arguments: str, **environment: str) -> tuple[object, str]:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["second-source", *arguments])
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        written = capsys.readouterr()
        return ended.value.code, written.out + written.err

    code, said = at_a_terminal("events", "list", SECOND_SOURCE_HOME="/proc/nowhere")
    assert (code, "cannot be made" in said) == (1, True)
    code, said = at_a_terminal("events", "list", SECOND_SOURCE_SELF_APPROVAL="perhaps")
    assert (code, "SELF_APPROVAL" in said) == (1, True)
    assert at_a_terminal("events", "show")[0] == 2
    assert at_a_terminal("events", "show", "nothing")[0] == 1
    assert not any(file.stat().st_mode & 0o077 for file in home.iterdir() if file.is_file())
    secret = "postgresql://ann:hunter2@127.0.0.1:1/news"
    for address in (secret, "postgresql://ann:a:b@h:hunter2/x", f"{secret}?nonsense=hunter2"):
        code, said = at_a_terminal("events", "list", SECOND_SOURCE_DATABASE_URL=address)
        assert (code, "hunter2" in said) == (1, False)
    log = home / "second-source.log"
    assert not log.exists() or "hunter2" not in log.read_text()
    (home / "second-source.db").write_bytes(b"this is no database" * 500)
    code, said = at_a_terminal("events", "list")
    assert (code, "Traceback" in said) == (1, False)


def test_a_refusal_of_a_process_is_on_standard_error_only(tmp_path: Path, migrated_sqlite: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "second-source.db")
    environment = {"PATH": os.environ["PATH"], "SECOND_SOURCE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "bot.start", "events", "show", "nothing"]
    refusal = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (refusal.returncode, refusal.stdout) == (1, "")
    assert refusal.stderr.startswith("✗ ")


def test_what_nobody_foresaw_is_a_sentence_with_an_id_and_a_log_entry(tmp_path: Path, migrated_sqlite: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "second-source.db")
    script = """
import sys
from bot import cli
from bot.commands import events
def broken(*_):
    password = "hunter2"
    raise ZeroDivisionError("unforeseen")
events.explain = broken
sys.argv = ["second-source", "events", "rules"]
cli.main()
"""
    environment = {"PATH": os.environ["PATH"], "SECOND_SOURCE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", script]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Traceback" not in ended.stderr
    log = (tmp_path / "second-source.log").read_text()
    number = ended.stderr.strip().rstrip(".").rsplit(" ", 1)[-1]
    assert number in log
    assert "ZeroDivisionError" in log
    assert "hunter2" not in log
