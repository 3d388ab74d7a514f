"""The form that hands a proposal over to another editor."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import UserSelectElement

from bot.domain.record import FiledProposal
from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled, FormFaults, asked
from bot.slack.views.modal import modal, plain, said, small

ID: Final = "hand_over"
WHOM: Final = "whom"


class HandingOver(NamedTuple):
    """The proposal that is handed over, and to whom."""

    ref: Ref
    whom: str


def draw(ref: Ref, filed: FiledProposal) -> dict[str, Any]:
    """Draw the form, which asks for the colleague."""
    people = UserSelectElement(action_id=WHOM, placeholder=plain("Choose an editor"))
    hint = "They get a message. The card says that they are on it, for 30 minutes."
    blocks = [said(filed.proposal.headline), asked(WHOM, "To whom?", people, hint=hint), small("Only editors can decide.")]
    return modal("Hand over", blocks, callback=ID, submit="Hand over", metadata=str(ref))


def parse(view: Mapping[str, Any]) -> HandingOver | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    whom = filled.person(WHOM)
    return HandingOver(Ref.parse(filled.metadata), whom) if whom else FormFaults({WHOM: "Choose a colleague."})
