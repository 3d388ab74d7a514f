"""The built-in reader's figures on the cases of this folder, and the floors below which they must not fall."""

import hashlib
import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.evaluation.cases import Case, read_cases
from bot.evaluation.comparing import EvalReport, compare
from bot.evaluation.predicting import predict
from bot.evaluation.trial import open_trial
from bot.settings import Settings

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.toml"
SPLITS = ("tuning", "held-out")
SAMPLE = "sample"
TAKEN = slice(6, None, 8)
"""The sample is every eighth case of each split: few enough for every test run, with some of each kind."""
ACCEPT = "python -m tests.evals --accept"
# The beginning of floors.toml.
HEAD = f"""\
# What the built-in reader must reach on each split ('make eval') and on a sample of both, and the digest of the cases.
# Written by '{ACCEPT}': the figures reached, rounded down to two decimals.
"""


def measured(*splits: str) -> dict[str, EvalReport]:
    """Read the cases of these splits, or of the sample, with the built-in reader."""
    made = {}
    with open_trial(Settings(), "builtin") as trial:
        for split in splits:
            cases = _cases(split)
            made[split] = compare(cases, predict(trial, cases))
    return made


def digest(split: str) -> str:
    """Return the SHA-256 of a split's cases, hexadecimal; for the sample, of all cases that it is taken from."""
    return hashlib.sha256(b"".join(_file(each).read_bytes() for each in _splits(split))).hexdigest()


def drifted(reports: Mapping[str, EvalReport], floors: Mapping[str, Any]) -> list[str]:
    """Say in one sentence each which figures fell below their floors and which cases changed."""
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


def written(reports: Mapping[str, EvalReport]) -> str:
    """Return the text of floors.toml for these figures."""
    parts = [HEAD]
    for split, report in reports.items():
        reached = {name: figure for name, figure in report.figures.items() if figure is not None}
        floors = "\n".join(f"{name} = {math.floor(figure * 100) / 100}" for name, figure in reached.items())
        parts.append(f'[{split}]\nsha256 = "{digest(split)}"\n\n[{split}.floors]\n{floors}\n')
    return "\n".join(parts)


def _cases(split: str) -> list[Case]:
    taken = TAKEN if split == SAMPLE else slice(None)
    return [case for each in _splits(split) for case in read_cases(_file(each).read_bytes())[taken]]


def _splits(split: str) -> tuple[str, ...]:
    return SPLITS if split == SAMPLE else (split,)


def _file(split: str) -> Path:
    return FOLDER / f"{split}.jsonl"
