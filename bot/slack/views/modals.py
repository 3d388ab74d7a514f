"""Modals without inputs; forms are in `bot.slack.forms`."""

from typing import Any

from bot.slack.views.message import MessageContent
from bot.slack.views.modal import modal, said


def loading_modal(title: str) -> dict[str, Any]:
    """Show that something is being loaded; it is replaced within seconds."""
    return modal(title, [said("One moment …")])


def problem_modal(sentence: str, title: str = "Second Source") -> dict[str, Any]:
    """Show a sentence that says what is wrong and what to do."""
    return modal(title, [said(sentence)])


def proposal_modal(shown: MessageContent) -> dict[str, Any]:
    """Show a proposal's card, with its buttons."""
    return modal("Proposal", shown.blocks)


def event_modal(shown: MessageContent) -> dict[str, Any]:
    """Show an event's card, with its buttons, without charts and tables, which modals do not support."""
    return modal("Event", shown.blocks)


def catch_up_modal(shown: MessageContent) -> dict[str, Any]:
    """Show an event as whoever joins late needs it, with its buttons."""
    return modal("Catch up", shown.blocks)
