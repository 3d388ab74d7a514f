"""The parts of all forms: how inputs are drawn and parsed, and how faults are reported.

Slack sends the inputs as `view["state"]["values"]`, by block id and action id. Empty inputs are null, and some elements are
missing until they are touched, so nothing here relies on them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from slack_sdk.models.blocks import ConversationFilter, InputBlock, InputInteractiveElement, PlainTextInputElement

from bot.domain.errors import BadInput
from bot.domain.model import Slug
from bot.slack.text import cut
from bot.slack.views.modal import LONGEST_TEXT, plain

CHANNELS = ConversationFilter(include=["public", "private"], exclude_bot_users=True)
"""What a channel select offers: channels, no direct messages."""
_INCOMPLETE = "This form came back incomplete. Close it, open it again, and send it once more."
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)


def asked(
    block_id: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> InputBlock:
    """Return an input block with a label."""
    return InputBlock(
        block_id=block_id,
        label=plain(label, 2000),
        element=element,
        optional=optional,
        hint=None if hint is None else plain(hint, 2000),
    )


def text_box(
    block_id: str,
    label: str,
    *,
    initial: str | None = None,
    lines: bool = False,
    optional: bool = False,
    most: int = LONGEST_TEXT,
    placeholder: str | None = None,
    hint: str | None = None,
    focus: bool | None = None,
) -> InputBlock:
    """Return a text input of one line or several, filled with `initial`."""
    element = PlainTextInputElement(
        action_id=block_id,
        initial_value=cut(initial, most) if initial else None,
        multiline=lines,
        max_length=most,
        placeholder=None if placeholder is None else plain(placeholder, 150),
        focus_on_load=focus,
    )
    return asked(block_id, label, element, optional=optional, hint=hint)


def numbered(block_id: str, number: int) -> str:
    """Return the block id of the nth input of a field, counted from 0; the first has the field's own id."""
    return block_id if number == 0 else f"{block_id}:{number}"


class FormFaults(dict[str, str]):
    """Sentences by block id, to show at the inputs (`response_action: errors`)."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The inputs of a submitted form, and its private metadata."""

    values: Mapping[str, Any]
    metadata: str

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Filled":
        """Make this from a submitted view; raises BadInput if it has no values."""
        state = view.get("state")
        values = state.get("values") if isinstance(state, Mapping) else None
        metadata = view.get("private_metadata")
        if not isinstance(values, Mapping) or not isinstance(metadata, str | None):
            raise BadInput(_INCOMPLETE)
        return cls(values, metadata or "")

    def has(self, block_id: str) -> bool:
        """Return whether the form had an input."""
        return block_id in self.values

    def text(self, block_id: str) -> str:
        """Return the typed text, stripped; "" if there is none."""
        value = self._element(block_id).get("value")
        return value.strip() if isinstance(value, str) else ""

    def choice(self, block_id: str, action_id: str | None = None) -> str | None:
        """Return the value of the chosen option, or None; `action_id` is needed if a block has several selects."""
        return _value(self._element(block_id, action_id).get("selected_option"))

    def choices(self, block_id: str, action_id: str | None = None) -> tuple[str, ...]:
        """Return the values of all chosen or ticked options."""
        options = self._element(block_id, action_id).get("selected_options")
        values = [_value(option) for option in options] if isinstance(options, list) else []
        return tuple(value for value in values if value is not None)

    def ids(self, block_id: str) -> tuple[str, ...]:
        """Return the ids of the chosen people, channels or conversations."""
        element = self._element(block_id)
        for several in ("selected_users", "selected_conversations", "selected_channels"):
            if isinstance(element.get(several), list):
                return tuple(dict.fromkeys(found for found in element[several] if isinstance(found, str)))
        one = element.get("selected_conversation") or element.get("selected_channel")
        return (one,) if isinstance(one, str) else ()

    def person(self, block_id: str) -> str | None:
        """Return the id of the chosen person, or None."""
        chosen = self._element(block_id).get("selected_user")
        return chosen if isinstance(chosen, str) and chosen else None

    def date(self, block_id: str, action_id: str | None = None) -> dt.date | None:
        """Return the chosen day, or None; `action_id` is needed if a block has several elements."""
        value = self._element(block_id, action_id).get("selected_date")
        try:
            return dt.date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError as error:
            raise BadInput(_INCOMPLETE) from error

    def time(self, block_id: str) -> dt.time | None:
        """Return the chosen time of day, or None."""
        value = self._element(block_id).get("selected_time")
        try:
            return dt.time.fromisoformat(value) if isinstance(value, str) else None
        except ValueError as error:
            raise BadInput(_INCOMPLETE) from error

    def _element(self, block_id: str, action_id: str | None = None) -> Mapping[str, Any]:
        block = self.values.get(block_id)
        if not isinstance(block, Mapping):
            return {}
        element = block.get(action_id) if action_id is not None else next(iter(block.values()), None)
        return element if isinstance(element, Mapping) else {}


def slug_of(value: object) -> str:
    """Validate an event's slug; raises BadInput."""
    try:
        return _SLUG.validate_python(value)
    except ValidationError as error:
        raise BadInput("Choose an event from the list.") from error


def _value(option: object) -> str | None:
    value = option.get("value") if isinstance(option, Mapping) else None
    return value if isinstance(value, str) else None
