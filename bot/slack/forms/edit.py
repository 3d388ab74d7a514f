"""The form in which an editor changes a proposal before approving it; only inputs that differ from it are changes."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import ValidationError
from slack_sdk.models.blocks import ActionsBlock, Block, CheckboxesElement, Option, StaticSelectElement

from bot.domain.errors import BadInput, Refused
from bot.domain.model import Basis, EventDraft, Hop, HopKind, Report, Stance, Tone
from bot.domain.record import FiledProposal
from bot.domain.translations import TRANSLATED
from bot.domain.wording import TONE_NOTE
from bot.pipeline.decide import Amendment
from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled, FormFaults, text_box
from bot.slack.forms.reject import LONGEST_REASON
from bot.slack.views.modal import divider, modal, on_one_line, option, quoted, rich, said, small, words

ID: Final = "edit"


class Field(StrEnum):
    """The block ids of the inputs that do not belong to a report."""

    HEADLINE = "headline"
    REASON = "reason"


class ReportField(StrEnum):
    """The ids that belong to one report, each followed by the report's id (`of`).

    `judged` is the block of the selects; changes of those and of the checkbox are sent as actions, which are acknowledged only.
    """

    JUDGED = "judged"
    STANCE = "edit_stance"
    TONE = "edit_tone"
    BASIS = "edit_basis"
    ORIGIN = "edit_origin"
    LEFT_OUT = "edit_left_out"
    NAME = "origin_name"


MERELY_CHANGED = (ReportField.STANCE, ReportField.TONE, ReportField.BASIS, ReportField.ORIGIN, ReportField.LEFT_OUT)
"""The action ids (before ":") of inputs that are read when the form is submitted."""
KEEP, OWN, UNNAMED, WRITE = "keep", "own", "unnamed", "write"
MOST_REPORTS = 20
"""How many reports can be edited in one form; others stay as they are (a view has at most 100 blocks)."""
LONGEST_HEADLINE = 1000
LONGEST_NAME = 300
_MOST_NAMES = 20
_LONGEST_VALUE = 150
_STANCES = {
    Stance.CONFIRMS: "It says that the claim is so",
    Stance.DENIES: "It says that the claim is not so",
    Stance.CONTEXT: "About the event, not about this claim: not counted",
    Stance.OPEN: "Its words speak to the claim: say what they mean",
    Stance.UNRELATED: "About something else: not counted",
}
_TONES = {
    Tone.CERTAIN: "The outlet states it as a fact",
    Tone.LIKELY: "The outlet thinks it likely",
    Tone.UNCERTAIN: "The outlet is not sure",
}
_BASES = {
    Basis.WITNESSED: "The outlet's people saw or heard it",
    Basis.ON_RECORD: "A person or document is named",
    Basis.ANONYMOUS: "Sources without a name",
    Basis.RELAYED: "Taken from another outlet",
    Basis.FORECAST: "What may happen: not counted",
    Basis.UNSTATED: "The article does not say how it knows",
}
_WRITTEN = {
    HopKind.PERSON: "another person",
    HopKind.BODY: "another body or office",
    HopKind.DOCUMENT: "a document",
    HopKind.OUTLET: "another outlet",
}
_Choice = TypeVar("_Choice", bound=StrEnum)
_STRANGE = "One of the choices is not one of ours. Close this form and open it again."


class Edit(NamedTuple):
    """The version of a proposal to approve, the changes (maybe none), and the reason."""

    ref: Ref
    amendment: Amendment
    reason: str


def of(part: ReportField, report_id: str) -> str:
    """Return the id of a part of one report."""
    return f"{part}:{report_id}"


def draw(ref: Ref, filed: FiledProposal, event: EventDraft) -> dict[str, Any]:
    """Draw the form: a proposal's reports, with inputs for what can be changed in each."""
    proposal = filed.proposal
    editable = proposal.reports[:MOST_REPORTS]
    blocks: list[Block] = []
    if proposal.event is None:
        initial = on_one_line(proposal.headline)
        blocks.append(text_box(Field.HEADLINE, "Headline of the new event", initial=initial, most=LONGEST_HEADLINE))
    else:
        blocks.append(said(proposal.headline))
    blocks.append(divider())
    for report in editable:
        blocks += [*_drawn_report(report, event, proposal.reports), divider()]
    if len(editable) < len(proposal.reports):
        blocks.append(small(f"{len(proposal.reports) - len(editable)} more reports stay as they are."))
    blocks.append(text_box(Field.REASON, "Why?", lines=True, optional=True, most=LONGEST_REASON))
    blocks.append(small(f"Approving puts these reports on record. {TONE_NOTE}"))
    return modal("Edit proposal", blocks, callback=ID, submit="Approve as edited", metadata=str(ref))


def _drawn_report(report: Report, event: EventDraft, others: Sequence[Report]) -> list[Block]:
    number = report.id.rpartition("-")[2]
    origins, kept = _origins(report, event, others)
    translated = [words(f"{TRANSLATED}: “{on_one_line(report.translation)}”", 600)] if report.translation else []
    leave_out = CheckboxesElement(
        action_id=of(ReportField.LEFT_OUT, report.id), options=[option("Leave this report out", ReportField.LEFT_OUT)]
    )
    return [
        rich(words(f"Report {number}: {_claim_text(event, report)}", 320, bold=True), quoted(report.quote), *translated),
        ActionsBlock(
            block_id=of(ReportField.JUDGED, report.id),
            elements=[
                _select(ReportField.STANCE, report, "Stance", _stances(report), report.stance),
                _select(ReportField.TONE, report, "Tone", _TONES, report.tone),
                _select(ReportField.BASIS, report, "Basis", _BASES, report.basis),
                StaticSelectElement(
                    action_id=of(ReportField.ORIGIN, report.id), placeholder="Origin", options=origins, initial_option=kept
                ),
                leave_out,
            ],
        ),
        text_box(
            of(ReportField.NAME, report.id),
            "Name of another origin",
            optional=True,
            most=LONGEST_NAME,
            placeholder="A person, office, document or outlet",
            hint="Needed where you chose “another …” or “a document”.",
        ),
    ]


def _stances(report: Report) -> dict[Stance, str]:
    """Return the stances that an editor can choose: what is settled does not become open again."""
    return {stance: words for stance, words in _STANCES.items() if stance is not Stance.OPEN or report.stance is Stance.OPEN}


def _claim_text(event: EventDraft, report: Report) -> str:
    return next((claim.text for claim in event.claims if claim.key == report.claim), report.claim)


def _select(part: ReportField, report: Report, label: str, meanings: dict[Any, str], current: StrEnum) -> StaticSelectElement:
    """Return a select whose options begin with its label, since Slack shows no labels in a row of selects."""
    options = {value: option(f"{label}: {value.replace('_', ' ')}", value, meaning) for value, meaning in meanings.items()}
    return StaticSelectElement(
        action_id=of(part, report.id), placeholder=label, options=list(options.values()), initial_option=options[current]
    )


def _origins(report: Report, event: EventDraft, others: Sequence[Report]) -> tuple[list[Option], Option]:
    """Return the options for the origin (the current one, names in this proposal, "another …"), and the current one."""
    kept = option(f"Origin: {report.origin}", KEEP)
    named: dict[str, Option] = {}
    if report.origin.kind is not HopKind.OWN:
        named[OWN] = option(f"Origin: {Hop(kind=HopKind.OWN)}", OWN)
    if report.origin.kind is not HopKind.UNNAMED:
        named[UNNAMED] = option(f"Origin: {Hop(kind=HopKind.UNNAMED)}", UNNAMED)
    for kind, name in _named(report, event, others):
        value = f"{kind}:{name}"
        current = (kind, name) == (report.origin.kind, report.origin.name)
        # A name with hidden marks in it, or one that no option can carry, can still be written.
        if not current and name == on_one_line(name) and len(value) <= _LONGEST_VALUE and len(named) < _MOST_NAMES:
            named.setdefault(value, option(f"Origin: {name}", value, kind))
    written = [option(f"Origin: {what}", f"{WRITE}:{kind}", "Write its name below") for kind, what in _WRITTEN.items()]
    return [kept, *named.values(), *written], kept


def _named(report: Report, event: EventDraft, others: Sequence[Report]) -> Iterable[tuple[HopKind, str]]:
    """List possible origins: the copied outlet, the origins of the proposal's reports, the claims' speakers and parties.

    Those of the report's own claim come first.
    """
    if report.copy_of:
        yield HopKind.OUTLET, report.copy_of
    near = sorted(others, key=lambda other: other.claim != report.claim)
    known = [(other.origin.kind, other.origin.name) for other in near if other.origin.kind in _WRITTEN]
    yield from known
    names = {name for _, name in known}
    for claim in sorted(event.claims, key=lambda claim: claim.key != report.claim):
        if claim.speaker and claim.speaker not in names:
            yield HopKind.PERSON, claim.speaker
        yield from ((HopKind.BODY, party) for party in claim.parties if party not in names)


def parse(view: Mapping[str, Any], filed: FiledProposal) -> Edit | FormFaults:
    """Parse the form: the version of the proposal to approve, the changes (maybe none), and the reason.

    Raises Refused if the proposal has a newer version: the editor's changes could not be told from other differences.
    """
    filled = Filled.of(view)
    ref = Ref.parse(filled.metadata)
    if ref.proposal != filed.id:
        raise BadInput(_STRANGE)
    if ref.version != filed.version:
        raise Refused("This proposal has changed since you opened it. Close this form, look at the card, and edit it again.")
    editable = filed.proposal.reports[:MOST_REPORTS]
    dropped = {
        r.id
        for r in editable
        if ReportField.LEFT_OUT in filled.choices(of(ReportField.JUDGED, r.id), of(ReportField.LEFT_OUT, r.id))
    }
    faults: dict[str, str] = {}
    changes: dict[str, Mapping[str, Any]] = {}
    for report in editable:
        if report.id not in dropped:
            changed, fault = _changes(filled, report)
            if fault:
                faults[of(ReportField.NAME, report.id)] = fault
            if changed:
                changes[report.id] = changed
    if len(dropped) == len(filed.proposal.reports):
        faults[Field.REASON] = "No report would be left. Keep one, or close this form and reject the proposal."
    headline, fault = _headline(filled, filed)
    if fault:
        faults[Field.HEADLINE] = fault
    if faults:
        return FormFaults(faults)
    return Edit(ref, Amendment(changes, frozenset(dropped), headline), filled.text(Field.REASON))


def _headline(filled: Filled, filed: FiledProposal) -> tuple[str | None, str | None]:
    """Return a new event's headline if it was changed, and what is wrong with it."""
    if filed.proposal.event is not None or not filled.has(Field.HEADLINE):
        return None, None
    headline = on_one_line(filled.text(Field.HEADLINE))
    if not headline:
        return None, "Write a headline."
    return (None if headline == on_one_line(filed.proposal.headline) else headline), None


def _changes(filled: Filled, report: Report) -> tuple[dict[str, Any], str | None]:
    """Return what differs in one report, and what is wrong with the name of its origin."""
    found: dict[str, Any] = {
        "stance": _chosen(filled, report, ReportField.STANCE, Stance),
        "tone": _chosen(filled, report, ReportField.TONE, Tone),
        "basis": _chosen(filled, report, ReportField.BASIS, Basis),
    }
    try:
        origin = _origin(filled, report)
        found["path"] = None if origin is None else (origin,)
    except BadInput as fault:
        return {}, fault.sentence
    return {name: new for name, new in found.items() if new is not None and new != getattr(report, name)}, None


def _chosen(filled: Filled, report: Report, part: ReportField, choices: type[_Choice]) -> _Choice | None:
    value = filled.choice(of(ReportField.JUDGED, report.id), of(part, report.id))
    try:
        return None if value is None else choices(value)
    except ValueError as error:
        raise BadInput(_STRANGE) from error


def _origin(filled: Filled, report: Report) -> Hop | None:
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
    try:
        return Hop.model_validate({"kind": kind, "name": name})
    except ValidationError as error:
        raise BadInput(_STRANGE) from error
