"""The form on how somebody follows an event: all of it or some claims, with messages or without, or no longer."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block, Option, RadioButtonsElement, StaticMultiSelectElement

from bot.domain.errors import BadInput
from bot.domain.following import Follow
from bot.domain.model import Event
from bot.slack.forms.fields import Filled, asked, slug_of
from bot.slack.views.modal import modal, on_one_line, option, plain, said, small

ID: Final = "follow_event"
HEAR: Final = "hear"
CLAIMS: Final = "claims"
_MOST = 100


class Hear(StrEnum):
    """What somebody wants to hear of an event."""

    EACH = "each"
    NOT_FOR_A_DAY = "not_for_a_day"
    NOTHING = "nothing"
    STOP = "stop"


_WORDS = {
    Hear.EACH: "Tell me whenever its level moves",
    Hear.NOT_FOR_A_DAY: "Tell me nothing for a day",
    Hear.NOTHING: "Tell me nothing; keep it in my list",
    Hear.STOP: "Follow it no longer",
}


class FollowForm(NamedTuple):
    """What somebody wants to hear of an event, and the keys of the claims that they follow; none for all."""

    event: str
    hear: Hear
    claims: tuple[str, ...]


def draw(event: Event, follow: Follow, *, new: bool, now: dt.datetime) -> dict[str, Any]:
    """Draw the form; `new` says that they follow the event from now on."""
    does = "You follow this event now" if new else "You follow this event"
    sentence = f"{does}: I write to you here in Slack whenever its level moves, unless you moved it yourself."
    blocks: list[Block] = [said(on_one_line(event.headline)), small(sentence), _hear(follow, now)]
    if len(event.current) > 1:
        blocks.append(_claims(event, follow))
    return modal("Follow", blocks, callback=ID, submit="Save", close="Close", metadata=event.slug)


def parse(view: Mapping[str, Any]) -> FollowForm:
    """Parse the form; raises BadInput for one that is not ours."""
    filled = Filled.of(view)
    hear = filled.choice(HEAR)
    if hear not in list(Hear):
        raise BadInput("This form is not one of ours. Close it and open it again.")
    return FollowForm(slug_of(filled.metadata), Hear(hear), filled.choices(CLAIMS))


def _hear(follow: Follow, now: dt.datetime) -> Block:
    options = {hear: option(words, hear.value) for hear, words in _WORDS.items()}
    # A day that is over is not chosen again: to save the form would begin another one.
    hears = Hear.NOTHING if follow.muted else Hear.NOT_FOR_A_DAY if follow.is_muted(now) else Hear.EACH
    radio = RadioButtonsElement(action_id=HEAR, options=list(options.values()), initial_option=options[hears])
    return asked(HEAR, "What do you want to hear?", radio)


def _claims(event: Event, follow: Follow) -> Block:
    options = {claim.key: option(on_one_line(claim.text), claim.key) for claim in event.current[:_MOST]}
    chosen: list[Option] = [options[key] for key in follow.current(event) if key in options]
    select = StaticMultiSelectElement(
        action_id=CLAIMS, placeholder=plain("All of them"), options=list(options.values()), initial_options=chosen or None
    )
    return asked(CLAIMS, "Only these claims", select, optional=True, hint="Leave it empty to follow the whole event.")
