"""Turns labelled texts of other kinds into cases."""

from typing import Any

from bot.evaluation.cases import LABELS, Line, as_object, lines, refuse

STANCES = {"agree": "confirms", "disagree": "denies", "unrelated": "unrelated"}
"""What each label says in our words; "discuss" may be a hedged confirmation, hearsay or context, so it names no stance."""
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


def convert(data: bytes, host: str = HOST) -> list[dict[str, Any]]:
    """Make cases of rows with claim/text/label, with text/wire (byline, publisher, title), or with kind/text (instructions).

    Raises WrongLines.
    """
    made: list[dict[str, Any]] = []
    wrong: list[str] = []
    for line in lines(data):
        try:
            made.append(_case(line, host))
        except ValueError as error:
            wrong.append(f"line {line.number}: {error}")
    refuse(wrong)
    return made


def _case(line: Line, host: str) -> dict[str, Any]:
    row = as_object(line.text)
    name = str(row.get("id") or f"line-{line.number}")
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("'text' is missing")
    if "claim" in row and "label" in row:
        return _stance_case(name, row, line.number)
    if "wire" in row:
        return _wire_case(name, row)
    if isinstance(flagged := row.get("instructions"), bool):
        return {"id": name, "article": _article(row), "events": [], "expect": {"instructions": flagged}}
    if "kind" in row:
        return {
            "id": name,
            "article": {"text": host.replace(PLACE, text)},
            "events": [],
            "expect": {"instructions": True},
        }
    raise ValueError("its fields are neither claim/text/label, nor text/wire, text/instructions or kind/text")


def _stance_case(name: str, row: dict[str, Any], number: int) -> dict[str, Any]:
    """Let a headline be an event of one claim."""
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
    return {"id": name, "article": _article(row), "events": [event], "expect": {"event": about, "reports": [expected]}}


def _wire_case(name: str, row: dict[str, Any]) -> dict[str, Any]:
    wire = row["wire"]
    if wire is not None and not isinstance(wire, str):
        raise ValueError("'wire' is neither an agency's name nor null")
    return {"id": name, "article": _article(row), "events": [], "expect": {"wire": wire}}


def _article(row: dict[str, Any]) -> dict[str, Any]:
    known = ("text", "title", "url", "published", "byline", "publisher")
    return {name: row[name] for name in known if isinstance(row.get(name), str) and row[name] not in ("", "None")}
