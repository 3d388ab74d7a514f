"""What the built-in reader reaches on the cases of this folder, and what it must not fall below."""

import hashlib
import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.evaluation.cases import read_cases
from bot.evaluation.comparing import Report, compare
from bot.evaluation.predicting import open_trial, predict
from bot.settings import Settings

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.toml"
SPLITS = ("tuning", "held-out")
ACCEPT = "python -m tests.evals --accept"
# The text below these stays when floors.toml is written anew.
HEAD = f"""\
# What the built-in reader must reach on each split ('make eval'), and the digest of the cases that this was measured on.
# Written by '{ACCEPT}': the figures reached, rounded down to two decimals.
"""


def measured() -> dict[str, Report]:
    """Read the cases of both splits with the built-in reader."""
    made = {}
    with open_trial(Settings(), "builtin") as trial:
        for split in SPLITS:
            cases = read_cases(_file(split).read_bytes())
            made[split] = compare(cases, predict(trial, cases))
    return made


def digest(split: str) -> str:
    """Give the SHA-256 of a split's cases, hexadecimal."""
    return hashlib.sha256(_file(split).read_bytes()).hexdigest()


def drifted(reports: Mapping[str, Report], floors: Mapping[str, Any]) -> list[str]:
    """Say what is not as it was accepted, a sentence each."""
    found = []
    for split, report in reports.items():
        accepted = floors.get(split, {})
        if accepted.get("sha256") != digest(split):
            found.append(f"The cases of {split} have changed: their digest is not the one in {FLOORS.name}.")
        for name, floor in accepted.get("floors", {}).items():
            figure = report.figures.get(name)
            if figure is None:
                found.append(f"{split}: there is no figure for {name} any more; it was at least {floor:.2f}.")
            elif figure < floor:
                found.append(f"{split}: {name} is {figure:.3f}, below its floor of {floor:.2f}.")
    return found


def accepted() -> dict[str, Any]:
    """Read the floors."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def written(reports: Mapping[str, Report]) -> str:
    """Write floors from what was reached."""
    parts = [HEAD]
    for split, report in reports.items():
        reached = {name: figure for name, figure in report.figures.items() if figure is not None}
        floors = "\n".join(f"{name} = {math.floor(figure * 100) / 100}" for name, figure in reached.items())
        parts.append(f'[{split}]\nsha256 = "{digest(split)}"\n\n[{split}.floors]\n{floors}\n')
    return "\n".join(parts)


def _file(split: str) -> Path:
    return FOLDER / f"{split}.jsonl"
