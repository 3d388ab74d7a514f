"""The form in which an editor grades an outlet."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError
from slack_sdk.models.blocks import Block, Option, StaticSelectElement, UrlInputElement

from bot.domain.dates import day_said
from bot.domain.model import Grade, Outlet, OutletKind, WebAddress
from bot.domain.track_record import TrackRecord
from bot.domain.wording import GRADES, owner_of
from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled, FormFaults, asked, text_box
from bot.slack.views.modal import divider, modal, on_one_line, option, plain, said, small

ID: Final = "grade_outlet"
LONGEST_REASON = 500
LONGEST_OWNER = 200
_SOURCE: TypeAdapter[str] = TypeAdapter(WebAddress)


class Field(StrEnum):
    """The block ids of the inputs."""

    GRADE = "grade"
    REASON = "reason"
    KIND = "kind"
    OWNER = "owner"
    SOURCE = "source"


class GradeForm(NamedTuple):
    """A grade with its reason; `ref` has the proposal and the newest entry in the outlet's history."""

    ref: Ref
    grade: Grade
    reason: str
    kind: OutletKind
    owner: str
    source: str


def draw(ref: Ref, outlet: Outlet, record: TrackRecord, *, since: dt.datetime) -> dict[str, Any]:
    """Draw the form; the outlet has had its grade `since` then."""
    grades = {grade: option(f"{grade}: {meaning}", grade.value) for grade, meaning in GRADES.items()}
    owner = outlet.name if outlet.stands_alone else outlet.family
    source = UrlInputElement(
        action_id=Field.SOURCE, placeholder=plain("https://…"), initial_value=outlet.family_source if owner else None
    )
    graded = f"Grade {outlet.grade} since {day_said(since)}, {GRADES[outlet.grade]}: {outlet.grade_reason}"
    blocks: list[Block] = [
        said(outlet.name),
        small(" · ".join(filter(None, [", ".join(outlet.domains), f"owner: {owner_of(outlet)}"]))),
        small("Nobody has graded it yet." if outlet.is_ungraded else graded),
        small(f"Track record: {record}"),
        divider(),
        asked(Field.GRADE, "Grade", _select(Field.GRADE, grades, None if outlet.is_ungraded else outlet.grade)),
        text_box(Field.REASON, "Why?", lines=True, most=LONGEST_REASON, hint="The record keeps it, with your name."),
        asked(Field.KIND, "What is it?", _select(Field.KIND, _kinds(), outlet.kind)),
        text_box(
            Field.OWNER,
            "Owner",
            initial=on_one_line(owner) if owner else None,
            optional=True,
            most=LONGEST_OWNER,
            hint="Outlets of one owner do not confirm each other. If it belongs to nobody else, write its own name.",
        ),
        asked(Field.SOURCE, "Where one can see who owns it", source, optional=True),
        small("The grade counts at once, for what is on record too."),
    ]
    return modal("Grade outlet", blocks, callback=ID, submit="Grade", metadata=str(ref))


def parse(view: Mapping[str, Any]) -> GradeForm | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    grade, kind = filled.choice(Field.GRADE), filled.choice(Field.KIND)
    reason, owner, source = (on_one_line(filled.text(field)) for field in (Field.REASON, Field.OWNER, Field.SOURCE))
    faults: dict[str, str] = {}
    if grade is None or grade not in set(Grade):
        faults[Field.GRADE] = "Choose a grade."
    if not reason:
        faults[Field.REASON] = "Write why: a grade without a reason helps nobody."
    if kind is None or kind not in set(OutletKind):
        faults[Field.KIND] = "Choose one of the list."
    if source and not _is_address(source):
        faults[Field.SOURCE] = "This is no web address. It should look like https://example.com/our-brands."
    elif source and not owner:
        faults[Field.OWNER] = "Write who owns it, or leave the address out."
    if faults or grade is None or kind is None:
        return FormFaults(faults)
    return GradeForm(Ref.parse(filled.metadata), Grade(grade), reason, OutletKind(kind), owner, source)


def _select(field: Field, options: Mapping[Any, Option], chosen: Any | None) -> StaticSelectElement:
    initial = None if chosen is None else options[chosen]
    return StaticSelectElement(
        action_id=field, placeholder=plain("Choose"), options=list(options.values()), initial_option=initial
    )


def _kinds() -> dict[OutletKind, Option]:
    return {kind: option(kind.replace("_", " ").capitalize(), kind.value) for kind in OutletKind}


def _is_address(text: str) -> bool:
    try:
        return bool(_SOURCE.validate_python(text))
    except ValidationError:
        return False
