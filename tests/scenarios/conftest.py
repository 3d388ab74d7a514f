"""The command line on a home folder of its own, an event file and an article's text."""

import datetime as dt
import json
import logging
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.domain.errors import SecondSourceError
from storage import outlets
from storage.db import Database
from tests.newsroom import STORY

EVENT_FILE: dict[str, Any] = {
    "slug": "orrin-dam",
    "kind": "statement",
    "headline": "Vera Holm says that the Orrin dam has failed",
    "place": "Orrin",
    "date": "2026-03-02",
    "claims": [
        {"key": "said", "text": "Vera Holm said that the Orrin dam had failed.", "layer": "utterance", "speaker": "Vera Holm"},
        {"key": "so", "text": "The Orrin dam failed.", "speaker": "Vera Holm"},
    ],
    "entities": ["Vera Holm"],
    "extracted_at": "2026-03-02T10:00:00Z",
    "source_story": "orrin-morning",
    "outlets": [{"name": "Valley Echo", "domains": ["valley-echo.example"], "grade": "B", "grade_reason": "Local daily."}],
    "reports": [
        {
            "claim": "so",
            "outlet": "Valley Echo",
            "url": "https://valley-echo.example/dam",
            "published": "2026-03-02",
            "stance": "confirms",
            "tone": "likely",
            "basis": "on_record",
            "path": [{"kind": "person", "name": "Vera Holm"}],
            "quote": "Holm told us that the dam has failed.",
        }
    ],
}
URL = "https://courier.example/dam"

Run = Callable[..., Result]


@pytest.fixture
def run_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Return the command line on an empty home folder; its errors count as failures of the command."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SECOND_SOURCE_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECOND_SOURCE_HOME", str(tmp_path / "home"))
    runner = CliRunner()

    def invoke(*arguments: str, code: int = 0, text: str | None = None) -> Result:
        result = runner.invoke(app, list(arguments), input=text)
        ended = 1 if isinstance(result.exception, SecondSourceError) else result.exit_code
        assert ended == code, (result.output, result.exception)
        return result

    yield invoke
    logging.disable(logging.NOTSET)


@pytest.fixture
def run(run_from_nothing: Run, tmp_path: Path, migrated_sqlite: Path) -> Run:
    """Return the command line on a home folder as the first command leaves it."""
    (tmp_path / "home").mkdir()
    shutil.copy(stocked(migrated_sqlite), tmp_path / "home" / "second-source.db")
    return run_from_nothing


@cache
def stocked(migrated: Path) -> Path:
    """Make a copy of a database, with the starting set of outlets in it."""
    copy = Path(shutil.copy(migrated, migrated.with_name("stocked.db")))
    database = Database(f"sqlite:///{copy}")
    with database.transaction("local") as s:
        outlets.load_starting_set(s, "Second Source", dt.datetime.now(dt.UTC))
    database.dispose()
    return copy


@pytest.fixture
def event_file(tmp_path: Path) -> str:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(EVENT_FILE))
    return str(path)


@pytest.fixture
def story_file(tmp_path: Path) -> str:
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return str(path)
