"""Turns labelled texts of other kinds into cases."""

from typing import Any

from bot.evaluation.cases import LABELS, Case
from bot.evaluation.lines import CaseLine, object_of, read_lines

STANCES = {"agree": "confirms", "disagree": "denies", "unrelated": "unrelated"}
"""The stance of each label; "discuss" may be a hedged confirmation, hearsay or context, so it has none."""
PLACE = "{}"
HOST = """\
The town council of Marrow Bay voted on Tuesday to close the old ferry slip for repairs, the council's clerk, Odile Fenn, said.

Work on the slip will begin in April and take about nine weeks, according to a notice on the council's board. Two of the three \
boats that use it will move to the north quay in the meantime, and the timetable stays as it is.

{}

Fenn said that the timber under the ramp had rotted faster than engineers thought two years ago. “We looked at patching it \
again, and that money would be gone by next winter,” she told the meeting.

The harbour master, Ivo Tarrant, said that traders on the quay had been asked about the dates. The council put the cost at \
410,000 crowns, most of it from a fund for the coast."""
"""Bare instructions are put into this article, unless another is given."""


def convert(data: bytes, host: str = HOST) -> list[Case]:
    """Make cases of rows with claim/text/label, with text/wire or text/instructions, or with kind/text alone (instructions).

    The cases are checked as strictly as those that `eval` reads. Raises WrongLines.
    """
    return read_lines(data, Case, lambda line: _case(line, host))


def _case(line: CaseLine, host: str) -> dict[str, Any]:
    row = object_of(line)
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("'text' is missing")
    return {"id": row.get("id", f"line-{line.number}")} | _fields_of(row, text, line.number, host)


def _fields_of(row: dict[str, Any], text: str, number: int, host: str) -> dict[str, Any]:
    if "claim" in row and "label" in row:
        return _stance_case(row, number)
    if "wire" in row:
        return {"article": _article(row), "events": [], "expect": {"wire": row["wire"]}}
    if "instructions" in row:
        if not isinstance(row["instructions"], bool):
            raise ValueError("'instructions' is neither true nor false")
        return {"article": _article(row), "events": [], "expect": {"instructions": row["instructions"]}}
    if set(row) - {"id"} == {"kind", "text"} and isinstance(row["kind"], str):
        return {"article": {"text": host.replace(PLACE, text)}, "events": [], "expect": {"instructions": True}}
    raise ValueError("its fields are neither claim/text/label, nor text/wire, text/instructions or kind/text and no more")


def _stance_case(row: dict[str, Any], number: int) -> dict[str, Any]:
    """Make a case of a headline: an event with one claim."""
    claim, label = row["claim"], row["label"]
    if not isinstance(claim, str) or not claim.strip():
        raise ValueError("'claim' is no text")
    if label not in LABELS:
        raise ValueError(f"the label '{label}' is none of {', '.join(LABELS)}")
    headline = " ".join(claim.split())[:1000]
    slug = f"claim-{number}"
    expected = {"claim": headline, "label": label} | ({"stance": STANCES[label]} if label in STANCES else {})
    event = {"slug": slug, "kind": "other", "headline": headline, "claims": [{"key": "c", "text": headline}]}
    about = None if label == "unrelated" else slug
    return {"article": _article(row), "events": [event], "expect": {"event": about, "reports": [expected]}}


def _article(row: dict[str, Any]) -> dict[str, Any]:
    known = ("text", "title", "url", "published", "byline", "publisher")
    return {name: row[name] for name in known if row.get(name) not in (None, "", "None")}
