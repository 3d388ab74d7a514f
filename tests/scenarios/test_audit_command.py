"""Whoever doubts the history, or a pack of evidence, has it verified on the command line."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

EVENT = {
    "slug": "orrin-dam",
    "kind": "accident",
    "headline": "The Orrin dam has failed",
    "claims": [{"key": "failed", "text": "The Orrin dam failed."}],
}


def test_what_was_altered_is_named_and_the_exit_code_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOND_SOURCE_HOME", str(tmp_path))
    (tmp_path / "event.json").write_text(json.dumps(EVENT))
    run = CliRunner().invoke
    assert run(app, ["events", "add", "--file", str(tmp_path / "event.json")]).exit_code == 0
    head = run(app, ["audit", "head"]).stdout.strip()
    verified = run(app, ["audit", "verify", "--head", head])
    assert (verified.exit_code, head in verified.stdout) == (0, True)
    later = run(app, ["audit", "verify", "--from", "2"])
    assert (later.exit_code, later.stdout.startswith("✓ From entry 2 on the history is as it was written, up to")) == (0, True)
    pack = tmp_path / "dam.zip"
    assert head in run(app, ["events", "export", "orrin-dam", "--pack", str(pack)]).stdout
    assert "The Orrin dam has failed" in run(app, ["verify", str(pack)]).stdout
    pack.write_bytes(pack.read_bytes().replace(b"failed", b"fa1led"))
    changed = run(app, ["verify", str(pack), "--json"])
    assert (changed.exit_code, "changed" in json.loads(changed.stdout)["fault"]) == (1, True)
    assert run(app, ["events", "export", "orrin-dam", "nothing", "--pack", str(pack)]).exit_code == 1
    with sqlite3.connect(tmp_path / "second-source.db") as connection:
        connection.execute("UPDATE claim SET text = 'The Orrin dam held.'")
    ended = run(app, ["audit", "verify"])
    assert ended.exit_code == 1
    assert "The claim 1 (entry " in ended.stdout
    assert "was altered after it was written." in ended.stdout
