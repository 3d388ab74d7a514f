"""The modal in which admins settle how the newsroom works."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationMultiSelectElement,
    ConversationSelectElement,
    ExternalDataMultiSelectElement,
    NumberInputElement,
    UserMultiSelectElement,
)

from bot.domain.workspace import WorkspaceSettings
from bot.slack.names import Action, Modal
from bot.slack.views.modal import CHANNELS, asked, modal, option, plain, text_box
from bot.slack.views.modal_fields import LONGEST_TEXT, SELF_APPROVAL, SHARED_CHANNELS, Field, numbered

_ROOM = 500


def settings_modal(settings: WorkspaceSettings, group_names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Show the settings as they are; `group_names` are the user groups' names by id (without one, its id is shown)."""
    blocks: list[Block] = [_editors(settings), _groups(settings, group_names or {}), _watched(settings), _home(settings)]
    blocks += [_allowed(settings), _undo(settings), *_reminder(settings), *_ignored(settings)]
    return modal("Settings", blocks, callback=Modal.SETTINGS, submit="Save")


def domain_boxes(domains: tuple[str, ...]) -> list[str]:
    """Spread domains, one a line, over texts that fit an input each, with room for more in the last."""
    boxes = [""]
    for domain in domains:
        if len(boxes[-1]) + len(domain) + 1 > LONGEST_TEXT - _ROOM:
            boxes.append("")
        boxes[-1] += domain if not boxes[-1] else f"\n{domain}"
    return boxes


def _editors(settings: WorkspaceSettings) -> Block:
    people = UserMultiSelectElement(
        action_id=Field.EDITORS, placeholder=plain("Choose people"), initial_users=list(settings.editors) or None
    )
    return asked(Field.EDITORS, "Editors", people, optional=True, hint="They approve and reject. Guests never do.")


def _groups(settings: WorkspaceSettings, names: Mapping[str, str]) -> Block:
    groups = ExternalDataMultiSelectElement(
        action_id=Action.FIND_GROUP,
        placeholder=plain("Search user groups"),
        min_query_length=0,
        initial_options=[option(names.get(group, group), group) for group in settings.editor_groups] or None,
        max_selected_items=50,
    )
    return asked(Field.EDITOR_GROUPS, "Groups of editors", groups, optional=True, hint="Everybody in them is an editor.")


def _watched(settings: WorkspaceSettings) -> Block:
    channels = ConversationMultiSelectElement(
        action_id=Field.WATCHED,
        placeholder=plain("Choose channels"),
        initial_conversations=list(settings.watched_channels) or None,
        max_selected_items=100,
        filter=CHANNELS,
    )
    hint = "Every link that is posted there is read. Invite Second Source to them."
    return asked(Field.WATCHED, "Watched channels", channels, optional=True, hint=hint)


def _home(settings: WorkspaceSettings) -> Block:
    channel = ConversationSelectElement(
        action_id=Field.HOME, placeholder=plain("Choose a channel"), initial_conversation=settings.home_channel, filter=CHANNELS
    )
    hint = "A change of level is announced there, for events without a home channel of their own."
    return asked(Field.HOME, "Home channel", channel, optional=True, hint=hint)


def _allowed(settings: WorkspaceSettings) -> Block:
    own = option("Editors may approve links that they brought", SELF_APPROVAL, "For a desk of one; the record says so")
    shared = option("Work in shared channels", SHARED_CHANNELS, "People of other companies see the cards there")
    chosen = [o for o, on in ((own, settings.self_approval), (shared, settings.shared_channels)) if on]
    boxes = CheckboxesElement(action_id=Field.ALLOWED, options=[own, shared], initial_options=chosen or None)
    return asked(Field.ALLOWED, "Allowed", boxes, optional=True)


def _undo(settings: WorkspaceSettings) -> Block:
    minutes = NumberInputElement(
        action_id=Field.UNDO_MINUTES,
        is_decimal_allowed=False,
        initial_value=str(settings.undo_minutes),
        min_value="0",
        max_value=str(24 * 60),
    )
    return asked(Field.UNDO_MINUTES, "Minutes in which a decision can be undone", minutes, hint="0 means never.")


def _reminder(settings: WorkspaceSettings) -> list[Block]:
    hours = NumberInputElement(
        action_id=Field.REMINDER_HOURS,
        is_decimal_allowed=False,
        initial_value=str(settings.reminder_hours),
        min_value="0",
        max_value=str(30 * 24),
    )
    channel = ConversationSelectElement(
        action_id=Field.REMINDER_CHANNEL,
        placeholder=plain("Choose a channel"),
        initial_conversation=settings.reminder_channel,
        filter=CHANNELS,
    )
    hint = "Of each proposal once. 0 means never."
    return [
        asked(Field.REMINDER_HOURS, "Hours after which editors are reminded of what waits", hours, hint=hint),
        asked(Field.REMINDER_CHANNEL, "Channel of the reminders", channel, optional=True),
    ]


def _ignored(settings: WorkspaceSettings) -> list[Block]:
    hint = "One a line, such as example.com. Links to them are left alone."
    return [
        text_box(
            numbered(Field.IGNORED, number),
            "Ignored sites" if number == 0 else "Ignored sites, continued",
            initial=box,
            lines=True,
            optional=True,
            hint=hint if number == 0 else None,
        )
        for number, box in enumerate(domain_boxes(settings.ignored_domains))
    ]
