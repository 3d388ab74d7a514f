"""The form in which admins change the workspace's settings."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from pydantic import ValidationError
from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationMultiSelectElement,
    ConversationSelectElement,
    ExternalDataMultiSelectElement,
    NumberInputElement,
    UserMultiSelectElement,
)

from bot.domain.workspace import OUR_NEWSROOM, WorkspaceSettings, domain_of
from bot.slack.forms.fields import CHANNELS, Filled, FormFaults, asked, numbered, text_box
from bot.slack.text import clean, cut
from bot.slack.views.modal import LONGEST_TEXT, modal, on_one_line, option, plain

ID: Final = "settings"
SEARCH: Final = "find_group"


class Field(StrEnum):
    """The block ids of the inputs, most of them named like the setting."""

    NEWSROOM = "newsroom"
    EDITORS = "editors"
    EDITOR_GROUPS = "editor_groups"
    WATCHED = "watched_channels"
    HOME = "home_channel"
    ALLOWED = "allowed"
    IGNORED = "ignored_domains"
    UNDO_MINUTES = "undo_minutes"
    REMINDER_HOURS = "reminder_hours"
    REMINDER_CHANNEL = "reminder_channel"
    HEARD_BOTS = "heard_bots"
    PUBLIC_CHANNEL = "public_channel"


SELF_APPROVAL, SHARED_CHANNELS, REACTIONS, SECOND_LOOK = "self_approval", "shared_channels", "reactions", "second_look"
"""The values of the checkboxes in `Field.ALLOWED`."""
_ROOM = 500
_WRONG = {
    "newsroom": "Write a name of at most 80 characters.",
    "watched_channels": "Choose channels, not conversations with people; 100 at most.",
    "editors": "Choose people of this workspace; 500 at most.",
    "editor_groups": "Choose user groups from the list; 50 at most.",
    "home_channel": "Choose a channel, not a conversation with people.",
    "undo_minutes": "Write a whole number from 0 to 1440.",
    "reminder_hours": "Write a whole number from 0 to 720.",
    "reminder_channel": "Choose a channel, not a conversation with people.",
    "public_channel": "Choose a channel, not a conversation with people.",
    "heard_bots": "Write ids such as A012ABCD or B012ABCD, one a line; 50 at most.",
    "ignored_domains": "Write sites such as example.com, 500 at most.",
}


def draw(settings: WorkspaceSettings, group_names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Draw the form; `group_names` are the names of user groups by id (a group without one is shown by its id)."""
    blocks: list[Block] = [_editors(settings), _groups(settings, group_names or {}), _watched(settings), _home(settings)]
    blocks += [_heard_bots(settings), _allowed(settings), _undo(settings), *_reminder(settings)]
    blocks += [_public(settings), _newsroom(settings), *_ignored(settings)]
    return modal("Settings", blocks, callback=ID, submit="Save")


def parse(view: Mapping[str, Any], old: WorkspaceSettings) -> WorkspaceSettings | FormFaults:
    """Parse the form; settings that it does not have stay as they were."""
    filled = Filled.of(view)
    changes: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in (Field.WATCHED, Field.EDITORS):
        if filled.has(field):
            changes[field] = filled.ids(field)
    if filled.has(Field.EDITOR_GROUPS):
        changes["editor_groups"] = filled.choices(Field.EDITOR_GROUPS)
    if filled.has(Field.HOME):
        changes["home_channel"] = next(iter(filled.ids(Field.HOME)), None)
    if filled.has(Field.ALLOWED):
        ticked = filled.choices(Field.ALLOWED)
        # A form that was opened before an update lacks the newest options; nobody unticked those.
        changes |= {name: name in ticked for name in _offered(view)}
    if filled.has(Field.NEWSROOM):
        changes["newsroom"] = on_one_line(filled.text(Field.NEWSROOM)) or OUR_NEWSROOM
    if filled.has(Field.UNDO_MINUTES):
        changes["undo_minutes"] = filled.text(Field.UNDO_MINUTES)
    if filled.has(Field.REMINDER_HOURS):
        changes["reminder_hours"] = filled.text(Field.REMINDER_HOURS)
    if filled.has(Field.REMINDER_CHANNEL):
        changes["reminder_channel"] = next(iter(filled.ids(Field.REMINDER_CHANNEL)), None)
    if filled.has(Field.PUBLIC_CHANNEL):
        changes["public_channel"] = next(iter(filled.ids(Field.PUBLIC_CHANNEL)), None)
    if filled.has(Field.HEARD_BOTS):
        changes["heard_bots"] = tuple(dict.fromkeys(filled.text(Field.HEARD_BOTS).replace(",", " ").split()))
    if filled.has(Field.IGNORED):
        changes["ignored_domains"], faults = _domains(filled)
    try:
        settings = WorkspaceSettings.model_validate({**old.model_dump(), **changes})
    except ValidationError as error:
        return FormFaults({**{str(fault["loc"][0]): _WRONG[str(fault["loc"][0])] for fault in error.errors()}, **faults})
    if settings.reminder_hours and settings.reminder_channel is None:
        faults = {**faults, Field.REMINDER_CHANNEL: "Choose the channel of the reminders, or write 0 hours."}
    return FormFaults(faults) if faults else settings


def _offered(view: Mapping[str, Any]) -> set[str]:
    """Return which checkboxes a submitted form had."""
    blocks = [block for block in view.get("blocks") or () if block.get("block_id") == Field.ALLOWED]
    had = {str(each.get("value")) for block in blocks for each in block["element"]["options"]}
    return had & {SELF_APPROVAL, SHARED_CHANNELS, REACTIONS, SECOND_LOOK}


def domain_boxes(domains: tuple[str, ...]) -> list[str]:
    """Split domains, one a line, into texts that fit one input each, with room for more in the last."""
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
        action_id=SEARCH,
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


def _heard_bots(settings: WorkspaceSettings) -> Block:
    return text_box(
        Field.HEARD_BOTS,
        "Apps whose links are read too",
        initial="\n".join(settings.heard_bots),
        lines=True,
        optional=True,
        hint="Feeds, for example: the ids of their apps or bots, one a line. In watched channels only.",
    )


def _home(settings: WorkspaceSettings) -> Block:
    channel = ConversationSelectElement(
        action_id=Field.HOME, placeholder=plain("Choose a channel"), initial_conversation=settings.home_channel, filter=CHANNELS
    )
    hint = "A change of level is announced there, for events without a home channel of their own."
    return asked(Field.HOME, "Home channel", channel, optional=True, hint=hint)


def _allowed(settings: WorkspaceSettings) -> Block:
    own = option("Editors may approve links that they brought", SELF_APPROVAL, "For a desk of one; the record says so")
    shared = option("Work in shared channels", SHARED_CHANNELS, "People of other companies see the cards there")
    reactions = option(
        "React to messages with links", REACTIONS, "👀 being read, ⏳ waits, ✅ approved, 🗂 filed, 🚫 rejected, ⚠️ not read"
    )
    second = option("Two editors for the gravest changes", SECOND_LOOK, "For what becomes verified, disputed or retracted")
    on = (settings.self_approval, settings.shared_channels, settings.reactions, settings.second_look)
    offered = [own, shared, reactions, second]
    chosen = [box for box, ticked in zip(offered, on, strict=True) if ticked]
    boxes = CheckboxesElement(action_id=Field.ALLOWED, options=offered, initial_options=chosen or None)
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
        asked(Field.REMINDER_CHANNEL, "Channel for reminders", channel, optional=True),
    ]


def _public(settings: WorkspaceSettings) -> Block:
    channel = ConversationSelectElement(
        action_id=Field.PUBLIC_CHANNEL,
        placeholder=plain("Choose a channel"),
        initial_conversation=settings.public_channel,
        filter=CHANNELS,
    )
    hint = "Readers bring them by the form on event pages; an editor decides. Without a channel there is no form."
    return asked(Field.PUBLIC_CHANNEL, "Channel for sources from readers", channel, optional=True, hint=hint)


def _newsroom(settings: WorkspaceSettings) -> Block:
    return text_box(
        Field.NEWSROOM,
        "Name of the newsroom",
        initial=settings.newsroom,
        optional=True,
        most=80,
        hint="What you find out yourselves is on record under it. If you are an outlet on record, write that outlet's name.",
    )


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


def _domains(filled: Filled) -> tuple[tuple[str, ...], dict[str, str]]:
    """Parse the ignored sites from all their inputs; returns them, and what is wrong by block id."""
    domains: dict[str, None] = {}
    faults: dict[str, str] = {}
    number = 0
    while filled.has(block_id := numbered(Field.IGNORED, number)):
        for line in filled.text(block_id).split():
            domain = domain_of(line.strip(",;"))
            if domain is None:
                faults.setdefault(block_id, f"“{cut(clean(line), 60)}” is no site. Write it like example.com, one a line.")
            else:
                domains[domain] = None
        number += 1
    return tuple(domains), faults
