"""The form that asks whoever brought a link."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from bot.domain.record import FiledProposal
from bot.pipeline.handling import LONGEST_WORDS
from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled, FormFaults, text_box
from bot.slack.views.modal import modal, on_one_line, said

ID: Final = "ask_bringer"
QUESTION: Final = "question"


class Asking(NamedTuple):
    """The proposal about which somebody is asked, and the question."""

    ref: Ref
    question: str


def draw(ref: Ref, filed: FiledProposal) -> dict[str, Any]:
    """Draw the form, which asks for the question."""
    hint = "It is posted in the thread and names whoever brought the link. The card shows the answer."
    question = text_box(QUESTION, "Your question", lines=True, most=LONGEST_WORDS, hint=hint, focus=True)
    return modal("Ask who brought it", [said(filed.proposal.headline), question], callback=ID, submit="Ask", metadata=str(ref))


def parse(view: Mapping[str, Any]) -> Asking | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    question = on_one_line(filled.text(QUESTION))
    return Asking(Ref.parse(filled.metadata), question) if question else FormFaults({QUESTION: "Write your question."})
