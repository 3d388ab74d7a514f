"""The form that says who is on a proposal, and asks whether to act all the same."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from bot.domain.errors import BadInput
from bot.domain.handling import Hold
from bot.slack.action_ids import Action
from bot.slack.views.handling import hold_said
from bot.slack.views.modal import modal
from bot.slack.views.rows import said

ID: Final = "do_anyway"


class Anyway(NamedTuple):
    """What was pressed, with its value, on which proposal, and the hold of which the editor was told."""

    action: str
    value: str
    proposal: int
    hold: int


def draw(action: str, value: str, proposal: int, hold: Hold) -> dict[str, Any]:
    """Draw the form: one sentence, and one question."""
    question, yes = ("Take it over?", "Take it over") if action == Action.TAKE else ("Decide anyway?", "Decide anyway")
    metadata = f"{action} {value} {proposal} {hold.id}"
    blocks = [said(f"{hold_said(hold)} {question}")]
    return modal("Somebody is on it", blocks, callback=ID, submit=yes, metadata=metadata)


def parse(view: Mapping[str, Any]) -> Anyway:
    """Parse the form; raises BadInput for one that is not ours."""
    match str(view.get("private_metadata") or "").split(" "):
        case [action, value, proposal, hold] if _is_number(proposal) and _is_number(hold):
            return Anyway(action, value, int(proposal), int(hold))
        case _:
            raise BadInput("This window is too old; close it and look at the card.")


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) < 10
