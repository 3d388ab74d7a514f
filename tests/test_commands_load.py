"""Commands answer at once: each imports only what it needs, and listing them imports none."""

import inspect
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot.app import COMPUTING, WITHOUT_MODEL
from bot.cli import app
from bot.commands.table import COMMANDS, load
from storage.db import REVISION, Database

VENDORS = {
    "alembic", "apscheduler", "dbos", "fastembed", "httpcore2", "httpx2", "jinja2", "mcp", "numpy", "openai",
    "pgvector", "psycopg", "py3langid", "requests", "rfc3161_client", "rich", "slack_bolt", "slack_sdk", "starlette",
    "structlog", "tldextract", "trafilatura", "uvicorn", "warcio", "websockets",
}  # fmt: skip
PARTS = {"sqlalchemy", "storage", "bot.app", "bot.domain.model", "bot.gateways", "bot.slack"}
EVENT = {
    "slug": "orrin-dam",
    "kind": "accident",
    "headline": "The Orrin dam has failed",
    "place": "Orrin",
    "date": "2026-03-02",
    "claims": [{"key": "failed", "text": "The Orrin dam failed."}],
}
STORY = "The Orrin dam has failed, Vera Holm told the Courier on Monday, and people have left their houses."
RUN = """
import json, sys
from bot.start import main
commands, modules = json.loads(sys.argv[1]), []
for arguments in commands:
    sys.argv[:] = ["second-source", *arguments]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
    finally:
        modules.append(sorted(sys.modules))
        print(json.dumps(modules), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """Return a home folder with one event on record."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copy(migrated_sqlite, folder / "second-source.db")
    (folder / "event.json").write_text(json.dumps(EVENT))
    loaded(folder, "events", "add", "--file", str(folder / "event.json"))
    return folder


def loaded(home: Path, *arguments: str) -> set[str]:
    """Run a command in its own process; return the modules that are loaded at its end."""
    (modules,) = loaded_by(home, arguments)
    return modules


def loaded_by(home: Path, *commands: tuple[str, ...], **settings: str) -> list[set[str]]:
    """Run commands one after the other in a process of their own; return the modules that are loaded after each."""
    environment = {"PATH": os.environ["PATH"], "SECOND_SOURCE_HOME": str(home), **settings}
    command = [sys.executable, "-c", RUN, json.dumps(commands)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout
    return [set(modules) for modules in json.loads(ended.stderr.splitlines()[-1])]


def test_what_needs_no_newsroom_loads_none(home: Path) -> None:
    for_version, for_manifest, for_help = loaded_by(home, ("--version",), ("manifest",), ("--help",))
    assert (for_version | for_manifest | for_help) & PARTS == set()
    # Typer draws help with rich.
    assert (for_version & VENDORS, for_manifest & VENDORS, for_help & VENDORS) == (set(), set(), {"rich"})


LOOKS = (
    ("events", "list"),
    ("events", "list", "dam"),
    ("events", "show", "orrin-dam"),
    ("events", "rules"),
    ("review", "list"),
    ("outlets", "list"),
    ("digest",),
)


def test_a_look_at_the_record_loads_nothing_that_reads_pages(home: Path) -> None:
    # A model and an embedder that are set up are not needed either.
    setup = {
        "OPENAI_API_KEY": "sk-test-0123456789",
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
        "SECOND_SOURCE_EMBEDDING_MODEL": "some-model",
    }
    for arguments, modules in zip(LOOKS, loaded_by(home, *LOOKS, **setup), strict=True):
        assert "storage.db" in modules
        assert modules & VENDORS == set(), arguments


def test_a_pack_is_verified_without_a_record(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOND_SOURCE_HOME", str(home))
    pack = str(home / "dam.zip")
    assert CliRunner().invoke(app, ["events", "export", "orrin-dam", "--pack", pack]).exit_code == 0
    modules = loaded(home, "verify", pack)
    assert modules & (PARTS - {"bot.domain.model"}) == set()
    assert modules & VENDORS == set()


def test_a_command_that_reads_leaves_it_to_its_processes_to_load_what_reads_pages(home: Path) -> None:
    (home / "story.txt").write_text(
        "The Orrin dam has failed, Vera Holm told the Courier on Monday, and people have left. " * 20
    )
    modules = loaded(home, "read", "--text-file", str(home / "story.txt"), "--json")
    assert {"pebble", "structlog"} <= modules
    assert modules.isdisjoint({"trafilatura", "py3langid", "bot.gateways.pages.page", "bot.gateways.builtin.answering"})


def test_the_processes_that_compute_load_no_database() -> None:
    code = f"import json, sys, {', '.join((*COMPUTING, WITHOUT_MODEL))}; print(json.dumps([*sys.modules]))"
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    modules = set(json.loads(ended.stdout))
    assert {"trafilatura", "bot.pipeline.assess", "bot.gateways.builtin.answering"} <= modules
    assert modules.isdisjoint({"sqlalchemy", "sqlmodel", "storage.session", "dbos", "openai", "structlog", "rich"})


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_itself(name: str) -> None:
    command = load(name)
    listed = get_command(app).commands[name]  # type: ignore[attr-defined]  # the root is a group
    first, _, _ = inspect.cleandoc(command.help).partition("\n\n")
    assert " ".join(first.split()) == COMMANDS[name].help == listed.help
    assert (command.hidden, command.deprecated) == (listed.hidden, listed.deprecated)


def test_a_group_and_its_commands_have_their_own_help() -> None:
    runner = CliRunner()
    for arguments, said in (
        (("events", "--help"), "Show one event: its level and why"),
        (("events", "list", "--help"), "Words to find events by."),
        (("submit", "--help"), "A word to the editor."),
        (("evnts",), "Did you mean 'events'?"),
    ):
        assert said in runner.invoke(app, list(arguments)).output


COMPLETED = {
    "e": {"events", "eval", "export"},
    "events l": {"list"},
    "submit --n": {"--note", "--no-wait"},
    "review list --al": {"--all"},
}
COMPLETE = """
import os, sys
from bot.start import main
for words in sys.argv[1:]:
    os.environ |= {"COMP_WORDS": f"second-source {words}", "COMP_CWORD": str(len(words.split()))}
    sys.argv[:] = ["second-source"]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
    print("--")
"""


def test_shells_complete_commands_and_their_options() -> None:
    environment = {"PATH": os.environ["PATH"], "_SECOND_SOURCE_COMPLETE": "complete_bash"}
    command = [sys.executable, "-c", COMPLETE, *COMPLETED]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    offered = [set(each.split()) for each in ended.stdout.split("--\n")[:-1]]
    assert dict(zip(COMPLETED, offered, strict=True)) == COMPLETED


def test_the_revision_that_commands_ask_for_is_that_of_the_newest_migration(sqlite_database: Database) -> None:
    assert sqlite_database.revision() == REVISION
