"""The form that reopens a decision when its Undo is gone."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from bot.domain.record import FiledProposal
from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled, FormFaults, text_box
from bot.slack.forms.reject import LONGEST_REASON
from bot.slack.views.modal import modal, on_one_line, said, small

ID: Final = "reopen_decision"
REASON: Final = "reason"


class Reopening(NamedTuple):
    """The decided version of a proposal, and why it is decided anew."""

    ref: Ref
    reason: str


def draw(filed: FiledProposal) -> dict[str, Any]:
    """Draw the form, which says what follows and asks for the reason."""
    follows = "What was approved leaves the record, and the proposal waits for an editor again. The history keeps both."
    blocks = [
        said(filed.proposal.headline),
        small(follows),
        text_box(REASON, "Why?", lines=True, most=LONGEST_REASON, hint="It stands on the card and in the history.", focus=True),
    ]
    metadata = str(Ref(filed.id, filed.version))
    return modal("Reopen decision", blocks, callback=ID, submit="Reopen", metadata=metadata)


def parse(view: Mapping[str, Any]) -> Reopening | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    ref, reason = Ref.parse(filled.metadata), on_one_line(filled.text(REASON))
    return Reopening(ref, reason) if reason else FormFaults({REASON: "Say why."})
