"""The modal in which an editor changes a proposal before approving it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, CheckboxesElement, Option, StaticSelectElement

from bot.domain.model import Basis, EventDraft, Origin, OriginKind, Report, Stance, Tone
from bot.domain.record import FiledProposal
from bot.domain.translations import TRANSLATED
from bot.domain.wording import TONE_NOTE
from bot.slack.names import Modal, Ref
from bot.slack.views.modal import divider, modal, on_one_line, option, quoted, rich, said, small, text_box, words
from bot.slack.views.modal_fields import KEEP, MOST_REPORTS, OWN, UNNAMED, WRITE, Field, Part, of

LONGEST_HEADLINE = 1000
LONGEST_NAME = 300
LONGEST_REASON = 500
_MOST_NAMES = 20
_LONGEST_VALUE = 150
_STANCES = {
    Stance.CONFIRMS: "It says that the claim is so",
    Stance.DENIES: "It says that the claim is not so",
    Stance.CONTEXT: "About the event, not about this claim: not counted",
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
    OriginKind.PERSON: "another person",
    OriginKind.BODY: "another body or office",
    OriginKind.DOCUMENT: "a document",
    OriginKind.OUTLET: "another outlet",
}


def edit_modal(ref: Ref, filed: FiledProposal, event: EventDraft) -> dict[str, Any]:
    """Show a proposal's reports with what can be changed in each, as they stand now."""
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
        blocks += [*_report(report, event, proposal.reports), divider()]
    if len(editable) < len(proposal.reports):
        blocks.append(small(f"{len(proposal.reports) - len(editable)} more reports stay as they are."))
    blocks.append(text_box(Field.REASON, "Why?", lines=True, optional=True, most=LONGEST_REASON))
    blocks.append(small(f"Approving puts these reports on record. {TONE_NOTE}"))
    return modal("Edit proposal", blocks, callback=Modal.EDIT, submit="Approve as edited", metadata=str(ref))


def _report(report: Report, event: EventDraft, others: Sequence[Report]) -> list[Block]:
    number = report.id.rpartition("-")[2]
    origins, kept = _origins(report, event, others)
    translated = [words(f"{TRANSLATED}: “{on_one_line(report.translation)}”", 600)] if report.translation else []
    leave_out = CheckboxesElement(
        action_id=of(Part.LEFT_OUT, report.id), options=[option("Leave this report out", Part.LEFT_OUT)]
    )
    return [
        rich(words(f"Report {number}: {_claim_text(event, report)}", 320, bold=True), quoted(report.quote), *translated),
        ActionsBlock(
            block_id=of(Part.JUDGED, report.id),
            elements=[
                _select(Part.STANCE, report, "Stance", _STANCES, report.stance),
                _select(Part.TONE, report, "Tone", _TONES, report.tone),
                _select(Part.BASIS, report, "Basis", _BASES, report.basis),
                StaticSelectElement(
                    action_id=of(Part.ORIGIN, report.id), placeholder="Origin", options=origins, initial_option=kept
                ),
                leave_out,
            ],
        ),
        text_box(
            of(Part.NAME, report.id),
            "Name of another origin",
            optional=True,
            most=LONGEST_NAME,
            placeholder="A person, office, document or outlet",
            hint="Needed where you chose “another …” or “a document”.",
        ),
    ]


def _claim_text(event: EventDraft, report: Report) -> str:
    return next((claim.text for claim in event.claims if claim.key == report.claim), report.claim)


def _select(part: Part, report: Report, label: str, meanings: dict[Any, str], current: StrEnum) -> StaticSelectElement:
    """Give a select whose options say themselves what they are about, for Slack shows no label in a row of selects."""
    options = {value: option(f"{label}: {value.replace('_', ' ')}", value, meaning) for value, meaning in meanings.items()}
    return StaticSelectElement(
        action_id=of(part, report.id), placeholder=label, options=list(options.values()), initial_option=options[current]
    )


def _origins(report: Report, event: EventDraft, others: Sequence[Report]) -> tuple[list[Option], Option]:
    """Offer the origin as it is, those that are named around here, and ways to write another; gives all, and the first."""
    kept = option(f"Origin: {report.origin}", KEEP)
    named: dict[str, Option] = {}
    if report.origin.kind is not OriginKind.OWN:
        named[OWN] = option(f"Origin: {Origin(kind=OriginKind.OWN)}", OWN)
    if report.origin.kind is not OriginKind.UNNAMED:
        named[UNNAMED] = option(f"Origin: {Origin(kind=OriginKind.UNNAMED)}", UNNAMED)
    for kind, name in _named(report, event, others):
        value = f"{kind}:{name}"
        current = (kind, name) == (report.origin.kind, report.origin.name)
        # A name with hidden marks in it, or one that no option can carry, can still be written.
        if not current and name == on_one_line(name) and len(value) <= _LONGEST_VALUE and len(named) < _MOST_NAMES:
            named.setdefault(value, option(f"Origin: {name}", value, kind))
    written = [option(f"Origin: {what}", f"{WRITE}:{kind}", "Write its name below") for kind, what in _WRITTEN.items()]
    return [kept, *named.values(), *written], kept


def _named(report: Report, event: EventDraft, others: Sequence[Report]) -> Iterable[tuple[OriginKind, str]]:
    """List who may be the origin: the outlet that was copied, the proposal's origins, who said a claim first, its parties.

    Those of the report's own claim come before others.
    """
    if report.copy_of:
        yield OriginKind.OUTLET, report.copy_of
    near = sorted(others, key=lambda other: other.claim != report.claim)
    known = [(other.origin.kind, other.origin.name) for other in near if other.origin.kind in _WRITTEN]
    yield from known
    names = {name for _, name in known}
    for claim in sorted(event.claims, key=lambda claim: claim.key != report.claim):
        if claim.speaker and claim.speaker not in names:
            yield OriginKind.PERSON, claim.speaker
        yield from ((OriginKind.BODY, party) for party in claim.parties if party not in names)
