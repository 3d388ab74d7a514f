"""What somebody filled in, as Slack sends it: `view["state"]["values"]`, by block id and action id.

Empty inputs come as null, and some elements do not come at all until they are touched, so that nothing here relies on them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import BadInput

_INCOMPLETE = "This form came back incomplete. Close it, open it again, and send it once more."


class FormFaults(dict[str, str]):
    """Sentences by block id, to show at the inputs that they are about (`response_action: errors`)."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The inputs of a submitted modal, and the metadata that it was opened with."""

    values: Mapping[str, Any]
    metadata: str

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Filled":
        """Take a view as it was submitted; raises BadInput where it holds no values."""
        state = view.get("state")
        values = state.get("values") if isinstance(state, Mapping) else None
        metadata = view.get("private_metadata")
        if not isinstance(values, Mapping) or not isinstance(metadata, str | None):
            raise BadInput(_INCOMPLETE)
        return cls(values, metadata or "")

    def has(self, block_id: str) -> bool:
        """Tell whether an input was there at all."""
        return block_id in self.values

    def text(self, block_id: str) -> str:
        """Give what was typed, without white space around it; "" for nothing."""
        value = self._element(block_id).get("value")
        return value.strip() if isinstance(value, str) else ""

    def choice(self, block_id: str, action_id: str | None = None) -> str | None:
        """Give the value of the option that was chosen, or None; `action_id` where a block holds several selects."""
        return _value(self._element(block_id, action_id).get("selected_option"))

    def choices(self, block_id: str, action_id: str | None = None) -> tuple[str, ...]:
        """Give the values of all options that were chosen or ticked."""
        options = self._element(block_id, action_id).get("selected_options")
        values = [_value(option) for option in options] if isinstance(options, list) else []
        return tuple(value for value in values if value is not None)

    def ids(self, block_id: str) -> tuple[str, ...]:
        """Give the ids of the people, channels or conversations that were chosen, one or several."""
        element = self._element(block_id)
        for several in ("selected_users", "selected_conversations", "selected_channels"):
            if isinstance(element.get(several), list):
                return tuple(dict.fromkeys(found for found in element[several] if isinstance(found, str)))
        one = element.get("selected_conversation") or element.get("selected_channel")
        return (one,) if isinstance(one, str) else ()

    def date(self, block_id: str) -> dt.date | None:
        """Give the day that was chosen, or None."""
        value = self._element(block_id).get("selected_date")
        try:
            return dt.date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError as error:
            raise BadInput(_INCOMPLETE) from error

    def time(self, block_id: str) -> dt.time | None:
        """Give the time of day that was chosen, or None."""
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


def _value(option: object) -> str | None:
    value = option.get("value") if isinstance(option, Mapping) else None
    return value if isinstance(value, str) else None
