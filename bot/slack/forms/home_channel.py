"""The form that sets an event's home channel."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block, ConversationSelectElement

from bot.slack.forms.fields import CHANNELS, Filled, asked, slug_of
from bot.slack.views.modal import modal, plain, said

ID: Final = "home_channel"
CHANNEL: Final = "channel"


class HomeChannel(NamedTuple):
    """An event's slug and its home channel, or None."""

    event: str
    channel: str | None


def draw(slug: str, headline: str, current: str | None) -> dict[str, Any]:
    """Draw the form, which asks where changes of the event's level are announced."""
    where = ConversationSelectElement(
        action_id=CHANNEL, placeholder=plain("Choose a channel"), initial_conversation=current, filter=CHANNELS
    )
    hint = "When its level changes, that is said there, once. Leave it empty for the newsroom's own channel."
    blocks: list[Block] = [said(headline), asked(CHANNEL, "Home channel", where, optional=True, hint=hint)]
    return modal("Home channel", blocks, callback=ID, submit="Save", metadata=slug)


def parse(view: Mapping[str, Any]) -> HomeChannel:
    """Parse the form."""
    filled = Filled.of(view)
    return HomeChannel(slug_of(filled.metadata), next(iter(filled.ids(CHANNEL)), None))
