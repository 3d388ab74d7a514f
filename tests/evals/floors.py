"""What readers and the counting of origins reach on the cases of this folder, and the floors they must not fall below."""

import hashlib
import math
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bot.evaluation.bringing import bring_all
from bot.evaluation.cases import read_cases
from bot.evaluation.clusters import read_clusters
from bot.evaluation.comparing import EvalReport, compare
from bot.evaluation.counting import ClustersReport, report_on
from bot.evaluation.predicting import predict
from bot.evaluation.trial import Trial, open_trial
from bot.settings import Settings
from tests.evals.recorded import recorded_readings

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.toml"
ACCEPT = "python -m tests.evals --accept"
# The beginning of floors.toml.
HEAD = f"""\
# What must be reached ('make eval'), and the digest of the cases.
# Written by '{ACCEPT}': the figures reached, rounded down to two decimals.
"""
Report = EvalReport | ClustersReport


class Measure(NamedTuple):
    """What is measured: files of this folder, read by whom, and of their lines every `step`-th from `first` on."""

    files: tuple[str, ...]
    recorded: bool = False
    first: int = 0
    step: int = 1

    @property
    def of_clusters(self) -> bool:
        """Tell whether the files hold clusters."""
        return self.files[0].startswith("clusters")


# The samples are few enough for every test run, with some of each kind.
SAMPLES = {
    "sample": Measure(("tuning", "held-out"), first=6, step=8),
    "clusters-sample": Measure(("clusters",), recorded=True, first=2, step=18),
}
SPLITS = {
    "tuning": Measure(("tuning",)),
    "wires": Measure(("wires",)),
    "wires-aside": Measure(("wires-aside",)),
    "desks-aside": Measure(("desks-aside",)),
    "held-out": Measure(("held-out",)),
    "held-out-recorded": Measure(("held-out",), recorded=True),
    "clusters": Measure(("clusters",)),
    "clusters-recorded": Measure(("clusters",), recorded=True),
    "clusters-held-out": Measure(("clusters-held-out",)),
    "clusters-held-out-recorded": Measure(("clusters-held-out",), recorded=True),
}
MEASURES = SPLITS | SAMPLES


def measured(*names: str, heard: list[str] | None = None) -> dict[str, Report]:
    """Take the cases of these measures over the path of a link.

    With a list, the questions put to recorded readings are added to it, and one without an answer is no error.
    """
    made: dict[str, Report] = {}
    for name in names:
        measure = MEASURES[name]
        taken = slice(measure.first, None, measure.step)
        with _trial(measure, heard) as trial:
            if measure.of_clusters:
                clusters = [cluster for file in measure.files for cluster in read_clusters(_file(file).read_bytes())[taken]]
                made[name] = report_on(clusters, bring_all(trial, clusters))
            else:
                cases = [case for file in measure.files for case in read_cases(_file(file).read_bytes())[taken]]
                made[name] = compare(cases, predict(trial, cases))
    return made


@contextmanager
def _trial(measure: Measure, heard: list[str] | None) -> Iterator[Trial]:
    if not measure.recorded:
        with open_trial(Settings(), "builtin") as trial:
            yield trial
        return
    with recorded_readings(heard) as (settings, missing):
        with open_trial(settings, "model") as trial:
            yield trial
        if missing and heard is None:
            raise LookupError(f"{len(missing)} questions have no recorded reading; the first is:\n{missing[0]}")


def digest(name: str) -> str:
    """Return the SHA-256 of a measure's files, hexadecimal."""
    return hashlib.sha256(b"".join(_file(each).read_bytes() for each in MEASURES[name].files)).hexdigest()


def drifted(reports: Mapping[str, Report], floors: Mapping[str, Any]) -> list[str]:
    """Say in one sentence each which figures fell below their floors and which cases changed."""
    found = []
    for name, report in reports.items():
        accepted = floors.get(name, {})
        if accepted.get("sha256") != digest(name):
            found.append(f"The cases of {name} have changed: their digest is not the one in {FLOORS.name}.")
        for figure, floor in accepted.get("floors", {}).items():
            reached = report.figures.get(figure)
            if reached is None:
                found.append(f"{name}: there is no figure for {figure} any more; it was at least {floor:.2f}.")
            elif reached < floor:
                found.append(f"{name}: {figure} is {reached:.3f}, below its floor of {floor:.2f}.")
    return found


def accepted() -> dict[str, Any]:
    """Read the floors."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def written(reports: Mapping[str, Report]) -> str:
    """Return the text of floors.toml for these figures."""
    parts = [HEAD]
    for name, report in reports.items():
        reached = {figure: share for figure, share in report.figures.items() if share is not None}
        floors = "\n".join(f"{figure} = {math.floor(share * 100) / 100}" for figure, share in reached.items())
        parts.append(f'[{name}]\nsha256 = "{digest(name)}"\n\n[{name}.floors]\n{floors}\n')
    return "\n".join(parts)


def _file(name: str) -> Path:
    return FOLDER / f"{name}.jsonl"
