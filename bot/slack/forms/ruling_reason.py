"""The form that gives a ruling on origins a reason."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from bot.domain.rulings import FiledRuling
from bot.slack.action_ids import OnEvent
from bot.slack.forms.fields import Filled, FormFaults, text_box
from bot.slack.forms.reject import LONGEST_REASON
from bot.slack.views.modal import modal, on_one_line, said, small

ID: Final = "ruling_reason"
REASON: Final = "reason"


class Why(NamedTuple):
    """The ruling, and its reason."""

    on: OnEvent
    reason: str


def draw(on: OnEvent, ruling: FiledRuling) -> dict[str, Any]:
    """Draw the form."""
    sentence = str(ruling)
    blocks = [
        said(f"{sentence[0].upper()}{sentence[1:]}."),
        text_box(REASON, "Why?", lines=True, most=LONGEST_REASON, focus=True),
        small("The reason stands with the ruling in the event's history."),
    ]
    return modal("Add a reason", blocks, callback=ID, submit="Add", metadata=str(on))


def parse(view: Mapping[str, Any]) -> Why | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    reason = on_one_line(filled.text(REASON))
    return Why(OnEvent.parse(filled.metadata), reason) if reason else FormFaults({REASON: "Say why."})
