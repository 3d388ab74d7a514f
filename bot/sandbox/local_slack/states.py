"""Elements with a state: their initial state, what a person may enter, and how it is sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.sandbox.local_slack.errors import SandboxRefused
from bot.sandbox.local_slack.typed import typed
from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.world import World

Values = Mapping[str, Mapping[str, Json]]

FIELDS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
"""Maps an element type to the key of its state in `state.values`."""

_INITIAL = {
    "value": "initial_value",
    "rich_text_value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}
_LISTS = ("selected_options", "selected_users", "selected_conversations", "selected_channels", "files")


def elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Return every interactive element with its block, including those inside cards and containers."""
    for block in blocks:
        inside = [block.get("accessory"), block.get("element"), *_listed(block, "elements"), *_listed(block, "actions")]
        for element in inside:
            if isinstance(element, dict) and element.get("type") == "card":
                yield from elements([element])
            elif isinstance(element, dict) and "action_id" in element:
                yield block, element
        yield from elements(_listed(block, "child_blocks"))


def starting_values(blocks: Sequence[Json], kept: Values) -> dict[str, dict[str, Json]]:
    """Return the state of every element: the old one if ids and type are the same, else the app's initial one."""
    found: dict[str, dict[str, Json]] = {}
    for block, element in elements(blocks):
        field = FIELDS.get(element["type"])
        if field is None:
            continue
        old = kept.get(block["block_id"], {}).get(element["action_id"])
        state = old if old is not None and old["type"] == element["type"] else _initial(element, field)
        found.setdefault(block["block_id"], {})[element["action_id"]] = state
    return found


def picked(world: World, element: Json, value: Any, suggested: Sequence[Json]) -> Json:
    """Return the state after a person entered a value; raises SandboxRefused for what the client does not offer."""
    kind = element["type"]
    if kind == "overflow":
        return {"type": kind, "selected_option": _option(element, value, ())}
    field = FIELDS.get(kind)
    if field is None:
        return {"type": kind}
    if field in _LISTS:
        values = [] if value is None else [value] if isinstance(value, str) else list(value)
        most = element.get("max_selected_items")
        if most is not None and len(values) > most:
            raise SandboxRefused(f"At most {most} can be selected here.")
        return {"type": kind, field: [_one(world, element, field, each, suggested) for each in values]}
    if value is None or value == "":
        return {"type": kind, field: None}
    return {"type": kind, field: _one(world, element, field, value, suggested)}


def is_empty(state: Json) -> bool:
    """Return whether nothing was entered."""
    value = state.get(FIELDS[state["type"]])
    return value is None or value in ("", [])


def complaint(element: Json, state: Json) -> str:
    """Return what the client finds wrong with an input before it sends anything; empty if nothing."""
    value = state.get("value")
    if not isinstance(value, str):
        return ""
    match element["type"]:
        case "plain_text_input":
            if len(value) > element.get("max_length", 3000):
                return f"This field can't have more than {element.get('max_length', 3000)} characters."
            if len(value) < element.get("min_length", 0):
                return f"This field needs at least {element['min_length']} characters."
        case "url_text_input" if not re.match(r"^https?://\S+$", value):
            return "Enter a valid URL, such as https://example.com."
        case "email_text_input" if not re.match(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", value):
            return "Enter a valid email address."
        case "number_input" if not re.match(r"^-?\d+(\.\d+)?$" if element.get("is_decimal_allowed") else r"^-?\d+$", value):
            return "Enter a valid number."
        case _:
            pass
    return ""


def _initial(element: Json, field: str) -> Json:
    value = element.get(_INITIAL.get(field, ""))
    return {"type": element["type"], field: [] if value is None and field in _LISTS else value}


def _one(world: World, element: Json, field: str, value: Any, suggested: Sequence[Json]) -> Any:
    match field:
        case "selected_option" | "selected_options":
            return _option(element, value, suggested)
        case "selected_user" | "selected_users":
            if value not in world.people:
                raise SandboxRefused(f"There is nobody with the id {value}.")
        case "selected_channel" | "selected_channels":
            if value not in world.channels or world.channels[value].private:
                raise SandboxRefused(f"There is no public channel with the id {value}.")
        case "selected_conversation" | "selected_conversations":
            if value not in world.channels:
                raise SandboxRefused(f"There is no conversation with the id {value}.")
        case "selected_date":
            date.fromisoformat(value)
        case "selected_time":
            if not re.match(r"^([01]\d|2[0-3]):[0-5]\d$", value):
                raise SandboxRefused(f"'{value}' is no time of day such as 18:00.")
        case "selected_date_time":
            return int(value)
        case "rich_text_value":
            return typed(world, value).blocks[0] if isinstance(value, str) else value
        case _:
            return str(value)
    return value


def _option(element: Json, value: Any, suggested: Sequence[Json]) -> Json:
    wanted = value.get("value") if isinstance(value, dict) else value
    groups = [option for group in element.get("option_groups", ()) for option in group["options"]]
    for option in (*element.get("options", ()), *groups, *suggested):
        if option["value"] == wanted:
            found: Json = option
            return found
    initial = element.get("initial_option")
    if isinstance(initial, dict) and initial.get("value") == wanted:
        return initial
    raise SandboxRefused(f"'{wanted}' is not among the options of '{element['action_id']}'.")


def _listed(block: Json, key: str) -> list[Json]:
    found = block.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
