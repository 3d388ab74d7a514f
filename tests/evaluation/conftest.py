"""Cases for the tests: one article, two events, what a careful reader finds."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.conftest import Run, run, run_from_nothing

__all__ = ["run", "run_from_nothing"]

CASE: dict[str, Any] = {
    "id": "quay",
    "article": {
        "text": (
            "The harbour quay at Tolsk collapsed on Friday morning, the port director, Anna Reyl, said.\n\n"
            "Nobody was on the quay when it fell into the water, she told reporters. Two cranes were lost.\n\n"
            "The union of dockers denied that its members had overloaded the quay."
        ),
        "title": "Quay at Tolsk collapses",
        "url": "https://tolsk-courier.example/quay",
        "published": "2026-05-08",
    },
    "events": [
        {
            "slug": "tolsk-quay",
            "kind": "accident",
            "headline": "The harbour quay at Tolsk collapses",
            "place": "Tolsk",
            "date": "2026-05-08",
            "claims": [
                {"key": "fell", "text": "The harbour quay at Tolsk collapsed."},
                {"key": "hurt", "text": "Four dockers drowned in the estuary."},
            ],
            "entities": ["Anna Reyl"],
        },
        {
            "slug": "orv-election",
            "kind": "election",
            "headline": "Orv elects a new mayor",
            "place": "Orv",
            "claims": [{"key": "won", "text": "Pavel Dunn won the mayoral election in Orv."}],
        },
    ],
    "expect": {
        "event": "tolsk-quay",
        "reports": [
            {
                "claim": "The harbour quay at Tolsk collapsed.",
                "stance": "confirms",
                "tone": "certain",
                "basis": "on_record",
                "origin": "Anna Reyl",
            },
            {"claim": "Pavel Dunn won the mayoral election in Orv.", "stance": "unrelated"},
        ],
        "wire": None,
        "instructions": False,
    },
}

TEXT = CASE["article"]["text"]


def case(**changes: Any) -> dict[str, Any]:
    """Return the case with other fields."""
    return {**copy.deepcopy(CASE), **changes}


def evaluated(run: Run, file: str, *options: str) -> dict[str, Any]:
    """Return the report on the cases of a file."""
    report: dict[str, Any] = json.loads(run("eval", file, "--json", *options).stdout)
    return report


Written = Callable[..., str]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write rows to a JSONL file, one a line; text stays as it is."""

    def write(*rows: dict[str, Any] | str, name: str = "cases.jsonl") -> str:
        path = tmp_path / name
        lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    return write
