"""What an editor changed in the form of `edit`; only inputs that differ from the proposal are changes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from bot.domain.by_hand import origin_fault, published_fault
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Basis, Genre, Hop, HopKind, Report, Stance, Tone
from bot.domain.record import FiledProposal, Proposal
from bot.domain.wording import open_said
from bot.pipeline.amend import Amendment
from bot.slack.action_ids import Ref
from bot.slack.forms.edit import KEEP, OWN, UNNAMED, WRITE, Edited, Field, ReportField, editable_in, is_ticked, mark, of
from bot.slack.forms.fields import Filled, FormFaults
from bot.slack.views.modal import on_one_line

_Choice = TypeVar("_Choice", bound=StrEnum)
_STILL_OPEN = "This passage is open: choose above whether it confirms or denies the claim, or leave this report out."
_STRANGE = "One of the choices is not one of ours. Close this form and open it again."


class Edit(NamedTuple):
    """The version of a proposal, the changes (maybe none), and the reason."""

    ref: Ref
    amendment: Amendment
    reason: str


def ref_of(view: Mapping[str, Any]) -> Ref:
    """Return the version of the proposal that a form is for; raises BadInput."""
    return Ref.parse(str(view.get("private_metadata") or "").partition(":")[0])


def is_seen(view: Mapping[str, Any], outcome: Proposal) -> bool:
    """Tell whether the form showed what the proposal would change."""
    return Filled.of(view).metadata.partition(":")[2] == mark(outcome)


def fits(view: Mapping[str, Any], faults: FormFaults) -> bool:
    """Tell whether the form has an input for each fault, so that Slack can show it there."""
    inputs = {block.get("block_id") for block in view.get("blocks", ()) if block.get("type") == "input"}
    return set(faults) <= inputs


def parse(view: Mapping[str, Any], edited: Edited, *, by: str, deciding: bool = True) -> Edit | FormFaults:
    """Parse the form: the version of the proposal, the changes that an editor made (maybe none), and the reason.

    What is open has to be settled only by who is `deciding`. Raises Refused if the proposal has a newer version: the editor's
    changes could not be told from other differences.
    """
    filled, filed = Filled.of(view), edited.filed
    ref = ref_of(view)
    if ref.proposal != filed.id:
        raise BadInput(_STRANGE)
    if ref.version != filed.version:
        raise Refused("This proposal has changed since you opened it. Close this form, look at the card, and edit it again.")
    editable = editable_in(filed.proposal)
    dropped = {report.id for report in editable if is_ticked(filled, report, ReportField.LEFT_OUT)}
    ticked = filled.choices(Field.RESTORED, Field.RESTORED)
    restored = {report.id for report in edited.left_out if report.id in ticked}
    faults: dict[str, str] = {}
    changes: dict[str, Mapping[str, Any]] = {}
    for report in editable:
        if report.id not in dropped:
            changed, fault = _changes(filled, report, edited, by)
            if changed:
                changes[report.id] = changed
            if deciding and fault is None and changed.get("stance", report.stance) is Stance.OPEN:
                fault = _STILL_OPEN
            if fault:
                faults[of(ReportField.NAME, report.id)] = fault
    elsewhere = [report for report in filed.proposal.open_reports if report not in editable]
    if deciding and elsewhere:
        faults[Field.REASON] = f"{open_said(len(elsewhere))} that this form has no room for: settle some on the card first."
    if len(dropped) == len(filed.proposal.reports) and not restored:
        faults[Field.REASON] = "No report would be left. Keep one, or close this form and reject the proposal."
    headline, fault = _headline(filled, filed)
    if fault:
        faults[Field.HEADLINE] = fault
    published = filled.date(Field.SORT, Field.PUBLISHED)
    published = None if published == filed.proposal.reports[0].published else published
    if published and (fault := published_fault(published, edited.today)):
        faults[Field.SORT] = fault
    if faults:
        return FormFaults(faults)
    genre = _choice(filled.choice(Field.SORT, Field.GENRE), Genre)
    genre = None if genre is filed.proposal.reports[0].genre else genre
    restores = frozenset(restored)
    amendment = Amendment(changes, frozenset(dropped), headline, genre=genre, restored=restores, published=published)
    return Edit(ref, amendment, filled.text(Field.REASON))


def _headline(filled: Filled, filed: FiledProposal) -> tuple[str | None, str | None]:
    """Return a new event's headline if it was changed, and what is wrong with it."""
    if filed.proposal.event is not None or not filled.has(Field.HEADLINE):
        return None, None
    headline = on_one_line(filled.text(Field.HEADLINE))
    if not headline:
        return None, "Write a headline."
    return (None if headline == on_one_line(filed.proposal.headline) else headline), None


def _changes(filled: Filled, report: Report, edited: Edited, by: str) -> tuple[dict[str, Any], str | None]:
    """Return what differs in one report, and what is wrong with the name of its origin."""
    found: dict[str, Any] = {
        "stance": _chosen(filled, report, ReportField.STANCE, Stance),
        "tone": _chosen(filled, report, ReportField.TONE, Tone),
        "basis": _chosen(filled, report, ReportField.BASIS, Basis),
    }
    try:
        origin = _origin(filled, report, edited, by)
        found["path"] = None if origin is None else (origin,)
    except BadInput as fault:
        return {}, fault.sentence
    return {name: new for name, new in found.items() if new is not None and new != getattr(report, name)}, None


def _chosen(filled: Filled, report: Report, part: ReportField, choices: type[_Choice]) -> _Choice | None:
    return _choice(filled.choice(of(ReportField.JUDGED, report.id), of(part, report.id)), choices)


def _choice(value: str | None, choices: type[_Choice]) -> _Choice | None:
    try:
        return None if value is None else choices(value)
    except ValueError as error:
        raise BadInput(_STRANGE) from error


def _origin(filled: Filled, report: Report, edited: Edited, by: str) -> Hop | None:
    """Return the chosen or written origin, None for the current one; raises BadInput if something is wrong with the name."""
    value = filled.choice(of(ReportField.JUDGED, report.id), of(ReportField.ORIGIN, report.id)) or KEEP
    written = on_one_line(filled.text(of(ReportField.NAME, report.id)))
    head, _, rest = value.partition(":")
    if written and head != WRITE:
        raise BadInput("For this name, choose “another person”, “another body or office”, “a document” or “another outlet”.")
    if head == WRITE and not written:
        raise BadInput("Write its name here, or choose another origin.")
    if value == KEEP:
        return None
    if value in (OWN, UNNAMED):
        return Hop(kind=HopKind.OWN if value == OWN else HopKind.UNNAMED)
    kind, name = (rest, written) if head == WRITE else (head, rest)
    vouched_by = by if head == WRITE and is_ticked(filled, report, ReportField.VOUCHED) else ""
    try:
        origin = Hop.model_validate({"kind": kind, "name": name, "vouched_by": vouched_by})
    except ValidationError as error:
        raise BadInput(_STRANGE) from error
    fault = origin_fault(origin, report, edited.event, edited.filed.proposal.reports, edited.text)
    if fault and head == WRITE:
        raise BadInput(fault)
    return origin
