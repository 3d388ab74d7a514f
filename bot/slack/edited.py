"""An editor's changes to a proposal, read from the edit modal: only what differs from what it showed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.domain.errors import BadInput, Refused
from bot.domain.model import Basis, Origin, OriginKind, Report, Stance, Tone
from bot.domain.record import FiledProposal
from bot.pipeline.decide import Amendment
from bot.slack.filled import Filled, FormFaults
from bot.slack.names import Ref
from bot.slack.views.modal import on_one_line
from bot.slack.views.modal_fields import KEEP, MOST_REPORTS, OWN, UNNAMED, WRITE, Field, Part, of

_Choice = TypeVar("_Choice", bound=StrEnum)
_STRANGE = "One of the choices is not one of ours. Close this form and open it again."


def edited(view: Mapping[str, Any], filed: FiledProposal) -> tuple[Ref, Amendment, str] | FormFaults:
    """Read which version of the proposal is approved, with which changes (maybe none), and why.

    Raises Refused where the proposal has another version by now: what differs could not be told from what was changed.
    """
    filled = Filled.of(view)
    ref = Ref.parse(filled.metadata)
    if ref.proposal != filed.id:
        raise BadInput(_STRANGE)
    if ref.version != filed.version:
        raise Refused("This proposal has changed since you opened it. Close this form, look at the card, and edit it again.")
    editable = filed.proposal.reports[:MOST_REPORTS]
    dropped = {r.id for r in editable if Part.LEFT_OUT in filled.choices(of(Part.JUDGED, r.id), of(Part.LEFT_OUT, r.id))}
    faults: dict[str, str] = {}
    changes: dict[str, Mapping[str, Any]] = {}
    for report in editable:
        if report.id not in dropped:
            changed, fault = _changes(filled, report)
            if fault:
                faults[of(Part.NAME, report.id)] = fault
            if changed:
                changes[report.id] = changed
    if len(dropped) == len(filed.proposal.reports):
        faults[Field.REASON] = "No report would be left. Keep one, or close this form and reject the proposal."
    headline, fault = _headline(filled, filed)
    if fault:
        faults[Field.HEADLINE] = fault
    if faults:
        return FormFaults(faults)
    return ref, Amendment(changes, frozenset(dropped), headline), filled.text(Field.REASON)


def _headline(filled: Filled, filed: FiledProposal) -> tuple[str | None, str | None]:
    """Give a new event's headline where it was changed, and what is wrong with it."""
    if filed.proposal.event is not None or not filled.has(Field.HEADLINE):
        return None, None
    headline = on_one_line(filled.text(Field.HEADLINE))
    if not headline:
        return None, "Write a headline."
    return (None if headline == on_one_line(filed.proposal.headline) else headline), None


def _changes(filled: Filled, report: Report) -> tuple[dict[str, Any], str | None]:
    """Give what differs in one report, and what is wrong with the name of its origin."""
    found: dict[str, Any] = {
        "stance": _chosen(filled, report, Part.STANCE, Stance),
        "tone": _chosen(filled, report, Part.TONE, Tone),
        "basis": _chosen(filled, report, Part.BASIS, Basis),
    }
    try:
        found["origin"] = _origin(filled, report)
    except BadInput as fault:
        return {}, fault.sentence
    return {name: new for name, new in found.items() if new is not None and new != getattr(report, name)}, None


def _chosen(filled: Filled, report: Report, part: Part, choices: type[_Choice]) -> _Choice | None:
    value = filled.choice(of(Part.JUDGED, report.id), of(part, report.id))
    try:
        return None if value is None else choices(value)
    except ValueError as error:
        raise BadInput(_STRANGE) from error


def _origin(filled: Filled, report: Report) -> Origin | None:
    """Give the origin that was picked or written, None for the one that is there; raises BadInput about the name."""
    value = filled.choice(of(Part.JUDGED, report.id), of(Part.ORIGIN, report.id)) or KEEP
    written = on_one_line(filled.text(of(Part.NAME, report.id)))
    head, _, rest = value.partition(":")
    if written and head != WRITE:
        raise BadInput("For this name, choose “another person”, “another body or office”, “a document” or “another outlet”.")
    if head == WRITE and not written:
        raise BadInput("Write its name here, or choose another origin.")
    if value == KEEP:
        return None
    if value in (OWN, UNNAMED):
        return Origin(kind=OriginKind.OWN if value == OWN else OriginKind.UNNAMED)
    kind, name = (rest, written) if head == WRITE else (head, rest)
    try:
        return Origin.model_validate({"kind": kind, "name": name})
    except ValidationError as error:
        raise BadInput(_STRANGE) from error
