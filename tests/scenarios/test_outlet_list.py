"""The outlet list on the command line: out as CSV, changed in a spreadsheet, in again."""

import json
from pathlib import Path

from bot.domain.errors import SecondSourceError
from tests.scenarios.conftest import Run

HEAD = "domain;name;owner;kind;grade;reason;source;aliases"
BRANDS = "https://coast.example/brands"
NORTHFIELD = f"northfield.example;Northfield Herald;Coast Media;local;b;Two reporters in court.;{BRANDS};NH | the Herald"


def test_the_list_goes_out_and_in_again(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "outlets.csv"
    assert str(path) in run("outlets", "export", str(path)).stdout
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdomain,name,owner,kind,grade,reason,source,aliases\r\n")
    assert path.read_text(encoding="utf-8-sig").replace("\r\n", "\n") == run("outlets", "export").stdout.replace("\r\n", "\n")
    assert "0 outlets added, 0 changed" in run("outlets", "import", str(path), "--by", "edda").stdout
    again = run("outlets", "export", str(path), code=1)
    assert isinstance(again.exception, SecondSourceError)
    assert "is there already" in again.exception.sentence


def test_a_spreadsheet_with_semicolons_is_imported_with_a_word_on_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "outlets.csv"
    path.write_text(f"{HEAD}\n{NORTHFIELD}\n", encoding="utf-8-sig")
    tried = run("outlets", "import", str(path), "--by", "edda", "--dry-run").stdout
    assert "separated by semicolons" in tried
    assert "1 outlet would be added" in tried
    assert "no outlet" in str(run("outlets", "show", "NH", code=1).exception)
    assert "+ Northfield Herald: B, local" in run("outlets", "import", str(path), "--by", "edda").stdout
    shown = run("outlets", "show", "nh").stdout
    for words in (
        "Northfield Herald · local · northfield.example",
        "also known as NH, the Herald",
        "owner: Coast Media (https://coast.example/brands, ",
        "No approved report yet.",
        "B by edda: Two reporters in court.",
    ):
        assert words in shown
    path.write_text(f"{HEAD}\n{NORTHFIELD.replace(';b;', ';C;').replace('Coast', 'Hill')}\n", encoding="utf-8")
    changed = run("outlets", "import", str(path), "--by", "edda").stdout
    assert "grade B → C" in changed
    assert "owner Coast Media" in changed


def test_wrong_lines_are_named_and_nothing_is_stored(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "outlets.csv"
    path.write_text(f"{HEAD}\n{NORTHFIELD}\necho.example;Echo;;;Q;;;\n", encoding="utf-8")
    refused = run("outlets", "import", str(path), "--by", "edda", code=1)
    assert "Line 3: 'Q' is no grade" in refused.stdout
    assert "Line 3: it has no reason" in refused.stdout
    assert "1 line is wrong, so nothing was stored." in str(refused.exception)
    assert "no outlet" in str(run("outlets", "show", "Northfield Herald", code=1).exception)
    told = json.loads(run("outlets", "import", str(path), "--by", "edda", "--skip-bad", "--json").stdout)
    assert (told["stored"], len(told["changed"]), [fault["line"] for fault in told["faults"]]) == (True, 1, [3, 3])
    assert "Northfield Herald" in run("outlets", "show", "northfield.example").stdout


def test_an_import_says_which_levels_it_moves(run: Run, event_file: str) -> None:
    run("events", "add", "--file", event_file)
    line = "valley-echo.example,Valley Echo,A,Ten years without a false report."
    told = run("outlets", "import", "-", "--by", "edda", text=f"domain,name,grade,reason\n{line}\n").stdout
    assert "~ Valley Echo: grade B → A" in told
    assert "orrin-dam, That it is so:" in told
    assert "by an outlet's new grade" in run("events", "show", "orrin-dam").stdout


def test_a_file_that_is_no_list_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "outlets.csv"
    for data, words in ((b"", "empty"), (b"\xff\xfea", "UTF-16"), (b"name,grade\n", "no domain, reason")):
        path.write_bytes(data)
        assert words in str(run("outlets", "import", str(path), "--by", "edda", code=1).exception)
    assert "cannot be read" in str(run("outlets", "import", "/no/such/file", "--by", "edda", code=1).exception)
