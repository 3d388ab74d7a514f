"""Modals without inputs; forms are in `bot.slack.forms`."""

import datetime as dt
from typing import Any

from slack_sdk.models.blocks import RichTextElement, RichTextElementParts

from bot.domain.chat_ids import is_person_id
from bot.slack.text import LOCAL_TIME, parts_of
from bot.slack.views.message import MessageContent
from bot.slack.views.modal import modal, said, shown
from bot.slack.views.rows import line, lines, person


def loading_modal(title: str) -> dict[str, Any]:
    """Show that something is being loaded; it is replaced within seconds."""
    return modal(title, [said("One moment …")])


def problem_modal(sentence: str, title: str = "Second Source") -> dict[str, Any]:
    """Show a sentence that says what is wrong and what to do; people by name, times in the reader's zone."""
    return modal(title, [lines(line(*(_part(part) for part in parts_of(shown(sentence)) if part)))])


def notice_modal(sentence: str, title: str) -> dict[str, Any]:
    """Show a sentence that says what was done."""
    return modal(title, [said(sentence)])


def _part(part: str | dt.datetime) -> RichTextElement | str:
    if isinstance(part, str):
        return person(part) if is_person_id(part) else part
    at = int(part.timestamp())
    return RichTextElementParts.Date(timestamp=at, format=LOCAL_TIME, fallback=f"{part:%Y-%m-%d at %H:%M} UTC")


def proposal_modal(card: MessageContent) -> dict[str, Any]:
    """Show a proposal's card, with its buttons."""
    return modal("Proposal", card.blocks)


def event_modal(card: MessageContent) -> dict[str, Any]:
    """Show an event's card, with its buttons, without charts and tables, which modals do not support."""
    return modal("Event", card.blocks)


def catch_up_modal(card: MessageContent) -> dict[str, Any]:
    """Show an event as whoever joins late needs it, with its buttons."""
    return modal("Catch up", card.blocks)
