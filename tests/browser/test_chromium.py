import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.chromium import MISSING, find_chromium, get_chromium


def test_the_one_that_is_named_is_taken_and_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = tmp_path / "chromium"
    monkeypatch.setenv("CHROMIUM", str(named))
    assert get_chromium() is None
    named.write_text("#!/bin/sh\n")
    named.chmod(0o755)
    assert find_chromium() == get_chromium() == str(named)


def test_one_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "google-chrome"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() == str(browser)


def test_where_there_is_none_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    told = subprocess.run([sys.executable, "-m", "tests.browser.chromium"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout, told.stderr) == (1, "", f"{MISSING}\n")
