"""The form that posts an event's card in a channel."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block, ConversationSelectElement

from bot.domain.errors import BadInput
from bot.slack.forms.fields import CHANNELS, Filled, asked, slug_of
from bot.slack.views.modal import modal, plain, said
from bot.slack.views.rows import line, lines, linked

ID: Final = "share_event"
CHANNEL: Final = "channel"


class Share(NamedTuple):
    """An event's slug, and the channel to post it in."""

    event: str
    channel: str


class Page(NamedTuple):
    """The address of an event's page; that of an unlisted one is signed."""

    address: str
    unlisted: bool


def draw(slug: str, headline: str, page: Page | None = None) -> dict[str, Any]:
    """Draw the form, which asks where to post the event's card, and gives the link of its page."""
    where = ConversationSelectElement(
        action_id=CHANNEL, placeholder=plain("Choose a channel"), default_to_current_conversation=True, filter=CHANNELS
    )
    blocks: list[Block] = [said(headline), asked(CHANNEL, "Post its card in", where)]
    if page is not None:
        who = "Whoever has this link can see its page" if page.unlisted else "Everybody can see its page"
        blocks.append(lines(line(f"{who}: ", linked(page.address, page.address))))
    return modal("Share this event", blocks, callback=ID, submit="Share", metadata=slug)


def parse(view: Mapping[str, Any]) -> Share:
    """Parse the form."""
    filled = Filled.of(view)
    chosen = filled.ids(CHANNEL)
    if not chosen:
        raise BadInput("Choose where the event goes.")
    return Share(slug_of(filled.metadata), chosen[0])
