"""What drawing needs to know beside the thing drawn: who looks, and what the ids in a text are called."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# A block, an element or a view as it went over the wire.
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What Slack ids are called, for one viewer in their time zone; `people` are in the order in which a select lists them."""

    viewer: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    zone: dt.tzinfo = dt.UTC


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a block is drawn.

    `place` makes the HTML ids in it unique on the page. `typed` holds what a person has put into a view so far, by block id and
    action id, as a view's `state.values` does.
    """

    names: Names = field(default_factory=Names)
    place: str = "here"
    typed: Mapping[str, Mapping[str, Payload]] = field(default_factory=dict)
    block_id: str = ""

    def within(self, block_id: str) -> "Scene":
        """Give the same scene inside one block."""
        return replace(self, block_id=block_id)

    def html_id(self, name: str) -> str:
        """Give an HTML id that no other element of the page has."""
        return re.sub(r"[^\w-]", "_", f"{self.place}-{self.block_id}-{name}")

    def state(self, action_id: str) -> Payload | None:
        """Give what the person has put into one element of this block, as Slack states it; None for nothing yet."""
        return self.typed.get(self.block_id, {}).get(action_id)
