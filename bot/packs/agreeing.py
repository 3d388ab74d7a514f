"""Compares what a pack says of its event and the reports with the entries of the history that it has."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.domain.chain import EntryKind, canonical
from bot.domain.errors import BadInput
from bot.domain.model import Claim, Event, Hop
from bot.domain.record import EventEdit
from bot.domain.rewording import edited

EVENT, REPORTS = "event.json", "reports.json"
LARGEST_KEPT = 16_000_000
"""Bytes of the entries that are compared, of each kind of file."""
_COMPARED = (EntryKind.EVENT, EntryKind.CLAIM, EntryKind.EDIT, EntryKind.REPORT, EntryKind.DECISION)
_OF_EVENT = (
    "slug",
    "kind",
    "headline",
    "place",
    "date",
    "entities",
    "tags",
    "extracted_at",
    "source_story",
    "retracted_because",
)
_OF_CLAIM = ("key", "text", "layer", "speaker", "parties", "replaced_by")
_OF_EDIT = ("id", "kind", "claim", "becomes", "place", "date", "merged", "decision_id", "by", "at", "reason")
_OF_REPORT = {
    **{name: name for name in ("claim", "url", "published", "stance", "tone", "basis", "revises", "genre")},
    **{name: name for name in ("quote", "translation", "copy_of", "copy_shown_by")},
    "article": "article_id",
    "decision": "decision_id",
}
"""What a report of the pack is called there, and in its entry. An entry has no name of an outlet, only a number."""
Content = Mapping[str, Any]


class Entered:
    """The entries of one event, as they are gone through: those that say what it is, and what its reports are."""

    def __init__(self) -> None:
        self._found: dict[str, list[Content]] = {kind: [] for kind in _COMPARED}
        self._size = 0

    def take(self, kind: str, content: Content) -> None:
        """Keep the content of an entry, if it is to be compared; raises BadInput where they are more than any event has."""
        if kind in self._found:
            self._size += len(canonical(content))
            if self._size > LARGEST_KEPT:
                raise BadInput("The pack has more entries than that of any event.")
            self._found[kind].append(content)

    def compare(self, slug: str, event: bytes, reports: bytes) -> None:
        """Raise BadInput with a sentence on the first thing that the pack says otherwise than the entries."""
        told_event, told_reports = _read(EVENT, event), _read(REPORTS, reports)
        try:
            row = next((row for row in self._found[EntryKind.EVENT] if row["slug"] == slug), None)
            if row is None:
                raise BadInput(f"{EVENT} is of an event that the entries do not have.")
            self._compare_event(row, Event.model_validate(told_event["event"]))
            entered = [one for one in self._found[EntryKind.REPORT] if one["event_id"] == row["id"]]
            _compare_reports(entered, told_reports)
        except (ValidationError, LookupError, TypeError, ValueError) as error:
            raise BadInput(f"{EVENT}, {REPORTS} or the entries are not of this form.") from error

    def _compare_event(self, row: Content, told: Event) -> None:
        own = [claim for claim in self._found[EntryKind.CLAIM] if claim["event_id"] == row["id"]]
        ordered = sorted(own, key=lambda claim: (claim["position"], claim["id"]))
        claims = [Claim.model_validate(_only(_OF_CLAIM, claim)) for claim in ordered]
        edits = [edit for edit in self._found[EntryKind.EDIT] if edit["event_id"] == row["id"]]
        made = [EventEdit.model_validate(_only(_OF_EDIT, edit)) for edit in sorted(edits, key=lambda edit: edit["id"])]
        event = edited(Event.model_validate({**_only(_OF_EVENT, row), "claims": claims}), made)
        entered, said = (each.model_dump(mode="json", exclude={"rulings"}) for each in (event, told))
        if any("undoes" in decision for decision in self._found[EntryKind.DECISION]):
            # A wording whose approval was taken back is in no pack, so which one stands for it cannot be seen.
            for claim in (*entered["claims"], *said["claims"]):
                del claim["replaced_by"]
        for name, value in entered.items():
            if said[name] != value:
                raise BadInput(f"{EVENT} does not say what the history says of the event: its {name.replace('_', ' ')} differ.")


def _compare_reports(entered: Sequence[Content], told: Any) -> None:
    by_key = {(one.get("decision_id"), one["report_id"]): one for one in entered}
    said = {(one["decision"], one["id"]): one for one in told}
    if by_key.keys() != said.keys() or len(said) != len(told):
        raise BadInput(f"{REPORTS} does not have the reports that the history has.")
    for key, one in said.items():
        row = by_key[key]
        differing = [name for name, column in _OF_REPORT.items() if one[name] != row.get(column)]
        if _path(one["path"]) != _path(row["path"]):
            differing.append("path")
        if differing:
            raise BadInput(f"{REPORTS} does not say what the history says of a report: its {differing[0]} differs.")


def _path(hops: Sequence[Any]) -> list[Hop]:
    return [Hop.model_validate(hop) for hop in hops]


def _only(names: Sequence[str], content: Content) -> dict[str, Any]:
    return {name: content[name] for name in names if name in content}


def _read(name: str, data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is no JSON.") from error
