"""The modals of the app, as views for views.open; each kind of matter has a file of its own."""

from typing import Any

from bot.domain.record import FiledProposal
from bot.slack.names import Modal, Ref
from bot.slack.views.evidence import verdict_of
from bot.slack.views.modal import modal, said, small, text_box
from bot.slack.views.modal_edit import LONGEST_REASON, edit_modal
from bot.slack.views.modal_event import home_channel_modal, new_event_modal, other_event_modal, share_modal
from bot.slack.views.modal_fields import Field
from bot.slack.views.modal_reading import archive_modal, reading_modal, rules_modal
from bot.slack.views.modal_settings import settings_modal
from bot.slack.views.modal_source import paste_modal, source_modal
from bot.slack.views.shown import Shown

__all__ = [
    "archive_modal",
    "edit_modal",
    "event_modal",
    "home_channel_modal",
    "loading_modal",
    "new_event_modal",
    "other_event_modal",
    "paste_modal",
    "problem_modal",
    "proposal_modal",
    "reading_modal",
    "reject_modal",
    "rules_modal",
    "settings_modal",
    "share_modal",
    "source_modal",
]


def loading_modal(title: str) -> dict[str, Any]:
    """Show that something is looked up; it takes the place of nothing, and is replaced within seconds."""
    return modal(title, [said("One moment …")])


def problem_modal(sentence: str, title: str = "Second Source") -> dict[str, Any]:
    """Say in a sentence what is wrong and what to do."""
    return modal(title, [said(sentence)])


def reject_modal(ref: Ref, filed: FiledProposal) -> dict[str, Any]:
    """Ask why a proposal is rejected."""
    reason = text_box(
        Field.REASON, "Why?", lines=True, most=LONGEST_REASON, hint="Whoever brought the link is told.", focus=True
    )
    blocks = [said(filed.proposal.headline), small(verdict_of(filed.proposal)), reason]
    return modal("Reject proposal", blocks, callback=Modal.REJECT, submit="Reject", metadata=str(ref))


def proposal_modal(shown: Shown) -> dict[str, Any]:
    """Show a proposal's card, with its buttons."""
    return modal("Proposal", shown.blocks)


def event_modal(shown: Shown) -> dict[str, Any]:
    """Show an event's card, with its buttons; charts and tables, which modals cannot show, are left out."""
    return modal("Event", shown.blocks)
