"""The form that posts an event's card in a channel."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block, ConversationSelectElement

from bot.domain.errors import BadInput
from bot.slack.forms.fields import CHANNELS, Filled, asked, slug_of
from bot.slack.views.modal import modal, plain, said

ID: Final = "share_event"
CHANNEL: Final = "channel"


class Share(NamedTuple):
    """An event's slug, and the channel to post it in."""

    event: str
    channel: str


def draw(slug: str, headline: str) -> dict[str, Any]:
    """Draw the form, which asks where to post the event's card."""
    where = ConversationSelectElement(
        action_id=CHANNEL, placeholder=plain("Choose a channel"), default_to_current_conversation=True, filter=CHANNELS
    )
    blocks: list[Block] = [said(headline), asked(CHANNEL, "Post its card in", where)]
    return modal("Share this event", blocks, callback=ID, submit="Share", metadata=slug)


def parse(view: Mapping[str, Any]) -> Share:
    """Parse the form."""
    filled = Filled.of(view)
    chosen = filled.ids(CHANNEL)
    if not chosen:
        raise BadInput("Choose where the event goes.")
    return Share(slug_of(filled.metadata), chosen[0])
