"""The form that rejects a proposal."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from bot.domain.record import FiledProposal
from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled, text_box
from bot.slack.views.evidence import verdict_of
from bot.slack.views.modal import modal, said, small

ID: Final = "reject"
REASON: Final = "reason"
LONGEST_REASON = 500


class Rejection(NamedTuple):
    """The rejected version of a proposal, and the reason (may be empty)."""

    ref: Ref
    reason: str


def draw(ref: Ref, filed: FiledProposal) -> dict[str, Any]:
    """Draw the form, which asks for the reason."""
    reason = text_box(REASON, "Why?", lines=True, most=LONGEST_REASON, hint="Whoever brought the link is told.", focus=True)
    blocks = [said(filed.proposal.headline), small(verdict_of(filed.proposal)), reason]
    return modal("Reject proposal", blocks, callback=ID, submit="Reject", metadata=str(ref))


def parse(view: Mapping[str, Any]) -> Rejection:
    """Parse the form."""
    filled = Filled.of(view)
    return Rejection(Ref.parse(filled.metadata), filled.text(REASON))
