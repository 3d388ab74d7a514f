"""The forms in which an editor corrects an event's place and date, and adds a claim to it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import DatePickerElement, StaticSelectElement

from bot.domain.by_hand import date_fault
from bot.domain.errors import BadInput
from bot.domain.model import Event, Layer
from bot.pipeline.edit_event import LONGEST_REASON
from bot.slack.action_ids import OnEvent
from bot.slack.forms.fields import Filled, FormFaults, asked, slug_of, text_box
from bot.slack.views.modal import modal, on_one_line, option, said, small

ID: Final = "correct_event"
CLAIM_ID: Final = "add_claim"
PLACE, DATE, REASON = "place", "date", "reason"
TEXT, LAYER, SPEAKER = "claim_text", "claim_layer", "claim_speaker"
_LONGEST = 1000
_LAYERS = {Layer.SUBSTANCE: "That something is so", Layer.UTTERANCE: "That somebody said something"}


class Correction(NamedTuple):
    """Where and when an event happened, why it is corrected, and the last correction that the form knows of."""

    event: str
    place: str | None
    date: dt.date | None
    reason: str
    seen: int


class NewClaim(NamedTuple):
    """A claim to be added to an event."""

    event: str
    text: str
    layer: Layer
    speaker: str | None
    reason: str


def draw(event: Event, seen: int) -> dict[str, Any]:
    """Draw the form that corrects where and when an event happened; `seen` is the number of the last correction."""
    date = DatePickerElement(action_id=DATE, initial_date=event.date.isoformat() if event.date else None)
    place = on_one_line(event.place) if event.place else None
    blocks = [
        said(event.headline),
        text_box(PLACE, "Where?", initial=place, optional=True, most=_LONGEST),
        asked(DATE, "When?", date, optional=True),
        _why(),
        small("The history keeps who corrected what. To take it back, correct it again."),
    ]
    return modal("Correct place or date", blocks, callback=ID, submit="Correct", metadata=str(OnEvent(event.slug, seen)))


def parse(view: Mapping[str, Any], *, today: dt.date) -> Correction | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    day = filled.date(DATE)
    if day and (fault := date_fault(day, today)):
        return FormFaults({DATE: fault})
    place = on_one_line(filled.text(PLACE)) or None
    corrected = OnEvent.parse(filled.metadata)
    return Correction(slug_of(corrected.slug), place, day, on_one_line(filled.text(REASON)), corrected.number)


def draw_claim(event: Event) -> dict[str, Any]:
    """Draw the form that adds a claim to an event."""
    options = [option(label, layer) for layer, label in _LAYERS.items()]
    blocks = [
        said(event.headline),
        text_box(TEXT, "What is to be checked?", most=_LONGEST, hint="One sentence that can be true or false.", focus=True),
        asked(LAYER, "What does it say?", StaticSelectElement(action_id=LAYER, options=options, initial_option=options[0])),
        text_box(SPEAKER, "Who said it?", optional=True, most=300, hint="Needed where the claim is that somebody said it."),
        _why(),
        small("No report is on it yet. It cannot be taken away again, only worded anew."),
    ]
    return modal("Add a claim", blocks, callback=CLAIM_ID, submit="Add", metadata=event.slug)


def parse_claim(view: Mapping[str, Any]) -> NewClaim | FormFaults:
    """Parse the form that adds a claim."""
    filled = Filled.of(view)
    text, speaker = on_one_line(filled.text(TEXT)), on_one_line(filled.text(SPEAKER)) or None
    try:
        layer = Layer(filled.choice(LAYER) or "")
    except ValueError as error:
        raise BadInput("Choose what the claim says.") from error
    if not any(map(str.isalpha, text)):
        return FormFaults({TEXT: "Write the claim."})
    if layer is Layer.UTTERANCE and speaker is None:
        return FormFaults({SPEAKER: "Write who said it."})
    return NewClaim(slug_of(filled.metadata), text, layer, speaker, on_one_line(filled.text(REASON)))


def _why() -> Any:
    return text_box(REASON, "Why?", lines=True, optional=True, most=LONGEST_REASON)
