"""The form in which an editor changes a proposal before approving it; only inputs that differ from it are changes.

It shows what approving would mean, and is drawn anew with what is filled in: a name is asked for only where one is needed.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    CheckboxesElement,
    DatePickerElement,
    InteractiveElement,
    Option,
    StaticSelectElement,
)

from bot.domain.by_hand import known_origins
from bot.domain.genres import NAMED
from bot.domain.model import Basis, EventDraft, Genre, Hop, HopKind, Report, Stance, Tone
from bot.domain.record import FiledProposal, Proposal
from bot.domain.translations import TRANSLATED
from bot.domain.wording import TONE_NOTE
from bot.slack.action_ids import Action, Ref
from bot.slack.forms.fields import Filled, text_box
from bot.slack.forms.reject import LONGEST_REASON
from bot.slack.views.evidence import CARD_LIMITS, change_of, movement, touched
from bot.slack.views.modal import divider, modal, on_one_line, option, quoted, rich, said, small, words
from bot.slack.views.rows import button, buttons

ID: Final = "edit"


class Field(StrEnum):
    """The block ids of the inputs that do not belong to a report."""

    HEADLINE = "headline"
    SORT = "sort"
    GENRE = "edit_genre"
    PUBLISHED = "edit_published"
    REASON = "reason"
    RESTORED = "edit_restored"


class ReportField(StrEnum):
    """The ids that belong to one report, each followed by the report's id (`of`).

    `judged` is the block of the selects; each change there is sent as an action, and the form is drawn anew.
    """

    JUDGED = "judged"
    STANCE = "edit_stance"
    TONE = "edit_tone"
    BASIS = "edit_basis"
    ORIGIN = "edit_origin"
    LEFT_OUT = "edit_left_out"
    VOUCHED = "edit_vouched"
    NAME = "origin_name"


CHANGING = (
    Field.GENRE,
    Field.PUBLISHED,
    Field.RESTORED,
    ReportField.STANCE,
    ReportField.TONE,
    ReportField.BASIS,
    ReportField.ORIGIN,
    ReportField.LEFT_OUT,
    ReportField.VOUCHED,
)
"""The action ids (before ":") of what is sent at once when it is changed."""
KEEP, OWN, UNNAMED, WRITE = "keep", "own", "unnamed", "write"
MOST_REPORTS = 20
"""How many reports can be edited in one form; others stay as they are (a view has at most 100 blocks)."""
LONGEST_HEADLINE = 1000
LONGEST_NAME = 300
_MOST_NAMES = 20
_MOST_CLAIMS = 5
"""For how many claims the form shows what approving would mean."""
_MOST_RESTORED = 10
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


class Edited(NamedTuple):
    """What is to be edited: a proposal, its event, what its article says, and the reports that saved edits left out.

    `today` is the day (in UTC) on which the form is open.
    """

    filed: FiledProposal
    event: EventDraft
    today: dt.date
    text: str = ""
    left_out: tuple[Report, ...] = ()


def of(part: ReportField, report_id: str) -> str:
    """Return the id of a part of one report."""
    return f"{part}:{report_id}"


def draw(
    ref: Ref,
    edited: Edited,
    *,
    outcome: Proposal | None = None,
    given: Filled | None = None,
    faults: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Draw the form: a proposal's reports, with inputs for what can be changed in each, and what approving would mean.

    `given` is what is filled in already, `outcome` the proposal as that would make it, and `faults` what is wrong with it.
    """
    proposal, faults = edited.filed.proposal, faults or {}
    editable = editable_in(proposal)
    blocks: list[Block] = []
    if proposal.event is None:
        initial = on_one_line((given and given.text(Field.HEADLINE)) or proposal.headline)
        blocks.append(text_box(Field.HEADLINE, "Headline of the new event", initial=initial, most=LONGEST_HEADLINE))
    else:
        blocks.append(said(proposal.headline))
    blocks += [
        small("The article: what sort of piece it is, and its date."),
        _drawn_piece(proposal.reports[0], given),
        divider(),
    ]
    for report in editable:
        blocks += _drawn_report(report, edited, given, faults.get(of(ReportField.NAME, report.id)))
    if len(editable) < len(proposal.reports):
        blocks.append(small(f"{len(proposal.reports) - len(editable)} more reports stay as they are."))
    if edited.left_out:
        blocks.append(_drawn_restored(edited.left_out, given))
    why = given.text(Field.REASON) if given else ""
    blocks.append(text_box(Field.REASON, "Why?", lines=True, optional=True, most=LONGEST_REASON, initial=why))
    outcome = outcome or proposal
    general = [small(f"⚠️ {faults[field]}") for field in (Field.HEADLINE, Field.SORT, Field.REASON) if field in faults]
    blocks += [divider(), *(general or _outcome(edited.event, outcome, stale=bool(faults))), _choices(ref, proposal)]
    blocks.append(small(f"Approving puts these reports on record. {TONE_NOTE}"))
    metadata = f"{ref}:{mark(outcome)}"
    return modal("Edit proposal", blocks, callback=ID, submit="Approve as edited", metadata=metadata)


def mark(outcome: Proposal) -> str:
    """Return a short mark of what a proposal would change, by which the form knows whether that was shown."""
    moves = [(new.claim, new.level, new.origins, new.open) for new in outcome.after]
    return hashlib.sha256(repr((outcome.verdict, moves)).encode()).hexdigest()[:16]


def _outcome(event: EventDraft, outcome: Proposal, *, stale: bool) -> list[Block]:
    if stale:
        return [small("⚠️ What approving would mean is shown once the above is put right.")]
    pairs = [p for p in zip(outcome.before, outcome.after, strict=True) if touched(*p, outcome.reports)]
    pairs.sort(key=lambda pair: pair[0].level is pair[1].level)
    verdict = words(f"Approved like this: {change_of(outcome)}", 600, bold=True)
    return [rich(verdict), *(movement(event, *pair, CARD_LIMITS[2]) for pair in pairs[:_MOST_CLAIMS])]


def _choices(ref: Ref, proposal: Proposal) -> ActionsBlock:
    about = proposal.headline
    return buttons(
        button("Preview", Action.PREVIEW_EDIT, str(ref), about=about),
        button("Save for later", Action.SAVE_EDIT, str(ref), about=about),
    )


def _drawn_restored(left_out: Sequence[Report], given: Filled | None) -> ActionsBlock:
    options = {
        report.id: option(f"Bring back report {report.id.rpartition('-')[2]}: {on_one_line(report.quote)}", report.id)
        for report in left_out[:_MOST_RESTORED]
    }
    ticked = given.choices(Field.RESTORED, Field.RESTORED) if given else ()
    chosen = [options[report_id] for report_id in ticked if report_id in options]
    boxes = CheckboxesElement(action_id=Field.RESTORED, options=list(options.values()), initial_options=chosen or None)
    return ActionsBlock(block_id=Field.RESTORED, elements=[boxes])


def _drawn_piece(report: Report, given: Filled | None) -> ActionsBlock:
    """Draw what is one for the whole article: what sort of piece it is, and of which day."""
    options = {genre: option(f"Sort of piece: {NAMED.get(genre, 'News').lower()}", genre) for genre in Genre}
    chosen = _as_given(options, given, Field.SORT, Field.GENRE) or options[report.genre]
    select = StaticSelectElement(
        action_id=Field.GENRE, placeholder="Sort of piece", options=list(options.values()), initial_option=chosen
    )
    day = (given.date(Field.SORT, Field.PUBLISHED) if given else None) or report.published
    published = DatePickerElement(
        action_id=Field.PUBLISHED, placeholder="Date of the article", initial_date=day.isoformat() if day else None
    )
    return ActionsBlock(block_id=Field.SORT, elements=[select, published])


def editable_in(proposal: Proposal) -> list[Report]:
    """Return the reports that can be edited: of too many, those with open passages before the others."""
    first = sorted(proposal.reports, key=lambda report: report.stance is not Stance.OPEN)[:MOST_REPORTS]
    return [report for report in proposal.reports if report in first]


def _as_given(options: Mapping[Any, Option], given: Filled | None, block: str, action: str) -> Option | None:
    """Return the option that is chosen in the form already."""
    chosen = given.choice(block, action) if given else None
    return next((found for found in options.values() if found.value == chosen), None)


def _drawn_report(report: Report, edited: Edited, given: Filled | None, fault: str | None) -> list[Block]:
    number, judged = report.id.rpartition("-")[2], of(ReportField.JUDGED, report.id)
    origins, kept = _origins(report, edited.event, edited.filed.proposal.reports)
    by_value = {str(each.value): each for each in origins}
    origin = _as_given(by_value, given, judged, of(ReportField.ORIGIN, report.id)) or kept
    still = ", open" if report.stance is Stance.OPEN else ""
    translated = [words(f"{TRANSLATED}: “{on_one_line(report.translation)}”", 600)] if report.translation else []
    written = str(origin.value).startswith(f"{WRITE}:")
    elements: list[InteractiveElement] = [
        _select(ReportField.STANCE, report, "Stance", _stances(report), report.stance, given),
        _select(ReportField.TONE, report, "Tone", _TONES, report.tone, given),
        _select(ReportField.BASIS, report, "Basis", _BASES, report.basis, given),
        StaticSelectElement(
            action_id=of(ReportField.ORIGIN, report.id), placeholder="Origin", options=origins, initial_option=origin
        ),
        _ticked(ReportField.LEFT_OUT, report, "Leave this report out", given),
    ]
    if written:
        elements.append(_ticked(ReportField.VOUCHED, report, "I know this origin; the article does not name it", given))
    claim = words(f"Report {number}{still}: {_claim_text(edited.event, report)}", 320, bold=True)
    drawn: list[Block] = [
        rich(claim, quoted(report.quote), *translated),
        ActionsBlock(block_id=judged, elements=elements),
    ]
    if fault:
        drawn.append(small(f"⚠️ {fault}"))
    if written:
        box = of(ReportField.NAME, report.id)
        initial = given.text(box) if given else ""
        hint = "As the article has it."
        what = "A person, office, document or outlet"
        label = f"Name of the origin of report {number}"
        drawn.append(text_box(box, label, initial=initial, optional=True, most=LONGEST_NAME, placeholder=what, hint=hint))
    return drawn


def _ticked(part: ReportField, report: Report, label: str, given: Filled | None) -> CheckboxesElement:
    box = option(label, part)
    chosen = [box] if given is not None and is_ticked(given, report, part) else None
    return CheckboxesElement(action_id=of(part, report.id), options=[box], initial_options=chosen)


def is_ticked(given: Filled, report: Report, part: ReportField) -> bool:
    """Tell whether a box of one report is ticked."""
    return part in given.choices(of(ReportField.JUDGED, report.id), of(part, report.id))


def _stances(report: Report) -> dict[Stance, str]:
    """Return the stances that an editor can choose: what is settled does not become open again."""
    return {stance: words for stance, words in _STANCES.items() if stance is not Stance.OPEN or report.stance is Stance.OPEN}


def _claim_text(event: EventDraft, report: Report) -> str:
    return next((claim.text for claim in event.claims if claim.key == report.claim), report.claim)


def _select(
    part: ReportField, report: Report, label: str, meanings: dict[Any, str], current: StrEnum, given: Filled | None
) -> StaticSelectElement:
    """Return a select whose options begin with its label, since Slack shows no labels in a row of selects."""
    options = {value: option(f"{label}: {value.replace('_', ' ')}", value, meaning) for value, meaning in meanings.items()}
    action = of(part, report.id)
    chosen = _as_given(options, given, of(ReportField.JUDGED, report.id), action) or options[current]
    return StaticSelectElement(action_id=action, placeholder=label, options=list(options.values()), initial_option=chosen)


def _origins(report: Report, event: EventDraft, others: Sequence[Report]) -> tuple[list[Option], Option]:
    """Return the options for the origin (the current one, names in this proposal, "another …"), and the current one."""
    kept = option(f"Origin: {report.origin}", KEEP)
    named: dict[str, Option] = {}
    if report.origin.kind is not HopKind.OWN:
        named[OWN] = option(f"Origin: {Hop(kind=HopKind.OWN)}", OWN)
    if report.origin.kind is not HopKind.UNNAMED:
        named[UNNAMED] = option(f"Origin: {Hop(kind=HopKind.UNNAMED)}", UNNAMED)
    for kind, name in known_origins(report, event, others):
        value = f"{kind}:{name}"
        current = (kind, name) == (report.origin.kind, report.origin.name)
        # A name with hidden marks in it, or one that no option can carry, can still be written.
        if not current and name == on_one_line(name) and len(value) <= _LONGEST_VALUE and len(named) < _MOST_NAMES:
            named.setdefault(value, option(f"Origin: {name}", value, kind))
    written = [option(f"Origin: {what}", f"{WRITE}:{kind}", "Then write its name below") for kind, what in _WRITTEN.items()]
    return [kept, *named.values(), *written], kept
