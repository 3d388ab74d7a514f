"""The form that retracts or reopens an event."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from bot.domain.errors import BadInput
from bot.domain.model import Event
from bot.domain.record import EditKind, EventEdit
from bot.domain.wording import counted
from bot.pipeline.edit_event import LONGEST_REASON
from bot.slack.forms.fields import Filled, FormFaults, slug_of, text_box
from bot.slack.views.handling import first_look_said
from bot.slack.views.modal import modal, on_one_line, said, small
from bot.slack.views.rows import fine_print

ID: Final = "switch_event"
REASON: Final = "reason"
_WORDS = {
    EditKind.RETRACT: (
        "Retract event",
        "Retract",
        "is then shown as retracted, with your reason, until somebody reopens the event. Nothing is deleted.",
    ),
    EditKind.REOPEN: ("Reopen event", "Reopen", "then has the level again that its reports support."),
}


class Switch(NamedTuple):
    """What is to be done to which event, and why."""

    kind: EditKind
    event: str
    reason: str


def draw(kind: EditKind, event: Event, first_look: EventEdit | None = None) -> dict[str, Any]:
    """Draw the form, which says what follows and asks for the reason; `first_look` is another editor's, if there is one."""
    title, submit, follows = _WORDS[kind]
    claims = f"Each of its {counted(len(event.current), 'claim')}" if len(event.current) > 1 else "Its claim"
    hint = "It is shown with the event, where its changes are announced, in the digest and in the history."
    reason = text_box(REASON, "Why?", lines=True, most=LONGEST_REASON, hint=hint, focus=True)
    looked = [fine_print(first_look_said(first_look.by, first_look.at))] if first_look else []
    blocks = [said(event.headline), small(f"{claims} {follows}"), *looked, reason]
    return modal(title, blocks, callback=ID, submit=submit, metadata=f"{kind}:{event.slug}")


def parse(view: Mapping[str, Any]) -> Switch | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    kind, _, slug = filled.metadata.partition(":")
    if kind not in _WORDS:
        raise BadInput("This form is not one of ours. Close it and open it again.")
    reason = on_one_line(filled.text(REASON))
    return Switch(EditKind(kind), slug_of(slug), reason) if reason else FormFaults({REASON: "Say why."})
