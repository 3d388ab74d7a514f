"""Finds a Chromium for the browser tests, or gets one: `python -m tests.browser.chromium` prints where it is."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "There is no Chromium on this machine, and none could be installed: install one (Debian: apt-get install chromium), or say"
    " where it is with CHROMIUM=/path/to/chromium."
)


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine: the one that CHROMIUM names, one on the PATH, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    if on_path := next(filter(None, map(shutil.which, NAMES)), None):
        return on_path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def get_chromium() -> str | None:
    """Return the path of a Chromium, installed first where there is none: Playwright's own, else Debian's package."""
    if (found := find_chromium()) or os.environ.get("CHROMIUM"):
        return found
    if _runs([sys.executable, "-m", "playwright", "install", "chromium"]) and (found := find_chromium()):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get") and _runs(["apt-get", "update"]):
        _runs(["apt-get", "-o", "DPkg::Lock::Timeout=300", "install", "-y", "chromium"])
    return find_chromium()


def launch(playwright: Playwright, path: str) -> Browser:
    """Start a Chromium that has no window and calls nobody."""
    return playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))


def _runs(command: Sequence[str]) -> bool:
    """Run an installer, what it says on standard error, and tell whether it went well."""
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0


def main() -> None:
    """Print the path of a Chromium; where there is none, say in one sentence what to do, and fail."""
    path = get_chromium()
    if path is None:
        sys.exit(MISSING)
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
