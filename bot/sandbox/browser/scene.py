"""The context of drawing: who looks, and the names for the ids in a text."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# A block, an element or a view as Slack's API has it.
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of Slack ids, for one viewer in their time zone; `people` are in the order of a users select.

    `not_theirs` has, by action id, what the viewer is told in place of the question that a button asks first.
    """

    viewer: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    zone: dt.tzinfo = dt.UTC
    not_theirs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DrawingContext:
    """Where a block is drawn.

    `place` makes the HTML ids in it unique on the page. `typed` has what a person has entered in a view so far, by block id and
    action id, like a view's `state.values`.
    """

    names: Labels = field(default_factory=Labels)
    place: str = "here"
    typed: Mapping[str, Mapping[str, Payload]] = field(default_factory=dict)
    block_id: str = ""

    def within(self, block_id: str) -> "DrawingContext":
        """Return the same context inside one block."""
        return replace(self, block_id=block_id)

    def html_id(self, name: str) -> str:
        """Return an HTML id that is unique on the page."""
        return re.sub(r"[^\w-]", "_", f"{self.place}-{self.block_id}-{name}")

    def state(self, action_id: str) -> Payload | None:
        """Return the state of one element of this block, or None if the person has not entered anything."""
        return self.typed.get(self.block_id, {}).get(action_id)
