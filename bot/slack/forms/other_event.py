"""The form in which another event is chosen for an article."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block, ExternalDataSelectElement

from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled, asked, slug_of
from bot.slack.views.modal import modal, plain, small

ID: Final = "other_event"
EVENT: Final = "event"
SEARCH: Final = "find_event"


class OtherEvent(NamedTuple):
    """The proposal, and the slug of the event that its article is about instead."""

    ref: Ref
    event: str


def draw(ref: Ref) -> dict[str, Any]:
    """Draw the form, which asks which event the article is about instead."""
    placeholder = plain("Search by headline, name or place")
    search = ExternalDataSelectElement(action_id=SEARCH, placeholder=placeholder, min_query_length=0, focus_on_load=True)
    blocks: list[Block] = [
        asked(EVENT, "Which event is it about?", search),
        small("The article is compared with that event, and a new card shows what comes of it. Nothing is approved yet."),
    ]
    return modal("Another event", blocks, callback=ID, submit="Compare", metadata=str(ref))


def parse(view: Mapping[str, Any]) -> OtherEvent:
    """Parse the form."""
    filled = Filled.of(view)
    return OtherEvent(Ref.parse(filled.metadata), slug_of(filled.choice(EVENT)))
