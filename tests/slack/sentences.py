"""Collects all that the product can say to a person in Slack: `python -m tests.slack.sentences` writes it to sentences.txt.

It is read as a whole, by somebody who has no time: what has to be read twice is written anew.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.slack.examples import drawn
from tests.slack.messages import words_of

ROOT = Path(__file__).parents[2]
KEPT = Path(__file__).with_name("sentences.txt")
SPEAKING = (
    "bot/slack",
    "bot/pipeline",
    "bot/domain/amendments.py",
    "bot/domain/by_hand.py",
    "bot/domain/confidence.py",
    "bot/domain/contradictions.py",
    "bot/domain/digest.py",
    "bot/domain/doubts.py",
    "bot/domain/errors.py",
    "bot/domain/fact_checks.py",
    "bot/domain/genres.py",
    "bot/domain/merging.py",
    "bot/domain/own_report.py",
    "bot/domain/provenance.py",
    "bot/domain/reasons.py",
    "bot/domain/remarks.py",
    "bot/domain/revisions.py",
    "bot/domain/rulings.py",
    "bot/domain/unverified.py",
    "bot/domain/verdict.py",
    "bot/domain/wording.py",
    "bot/gateways/screening/orders.py",
)
"""Where sentences stand that people read in Slack."""
_TECHNICAL = re.compile(r"[\\|]|\(\?|^[a-z0-9_./:-]+$|^[^a-zA-Z]*$|^<[^>]*>$|\s{2,}$")
_SILENT_CALLS = frozenset(
    {
        "compile",
        "fullmatch",
        "match",
        "search",
        "sub",
        "findall",
        "getLogger",
        "get_logger",
        "debug",
        "info",
        "warning",
        "error",
        "exception",
    }
)


def all_said() -> list[str]:
    """Return what the code says and what the examples show, sorted, without doubles."""
    return sorted(said_in_code() | said_in_examples(), key=lambda said: (said.casefold(), said))


@cache
def said_in_examples() -> frozenset[str]:
    """Return the lines of the views that are drawn of the tests' examples."""
    return frozenset(said for blocks in drawn() for line in words_of(blocks).splitlines() for said in _told(line))


@cache
def said_in_code() -> frozenset[str]:
    """Return the sentences and labels in the modules that speak; what is filled in stands as `{name}`."""
    files = [path for place in SPEAKING for path in _files(ROOT / place)]
    return frozenset(said for path in files for said in _said(ast.parse(path.read_text(encoding="utf-8"))))


def _files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def _said(part: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(part):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        if isinstance(child, ast.Call) and _called(child) in _SILENT_CALLS:
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield from _told(child.value)
        elif isinstance(child, ast.JoinedStr):
            yield from _told("".join(_filled(value) for value in child.values))
            for value in child.values:
                yield from _said(value)
        else:
            yield from _said(child)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _filled(value: ast.expr) -> str:
    """Return a part of an f-string: its words, or in braces what is filled in, without how."""
    if isinstance(value, ast.Constant):
        return str(value.value)
    names = [
        n.attr if isinstance(n, ast.Attribute) else n.id for n in ast.walk(value) if isinstance(n, ast.Attribute | ast.Name)
    ]
    return f"{{{names[0] if names else '…'}}}"


def _told(text: str) -> Iterator[str]:
    """Return a text that people read; ids, patterns and single lower-case words are for machines."""
    words = " ".join(text.split())
    spoken = len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{[^}]*\}", "", words))) > 1
    if spoken and not _TECHNICAL.search(text):
        yield words


def main() -> None:
    """Write the list anew."""
    KEPT.write_text("\n".join([*all_said(), ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
