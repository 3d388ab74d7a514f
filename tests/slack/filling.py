"""A person before a modal: what Slack would send of it, untouched or filled in."""

from typing import Any

View = dict[str, Any]


def submitted(modal: View) -> View:
    """Return the view as Slack sends it when somebody submits a modal without touching anything."""
    values: dict[str, dict[str, Any]] = {}
    for block in modal["blocks"]:
        for element in _elements(block):
            if state := _state(element):
                values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return {**modal, "state": {"values": values}}


def typed(view: View, block_id: str, text: str | None) -> View:
    """Write into an input; Slack sends null for an empty one."""
    return _with(view, block_id, None, {"value": text or None})


def chosen(view: View, block_id: str, value: str | None, action_id: str | None = None) -> View:
    """Choose one of the options that a select offers (a search offers anything), or none."""
    return _with(
        view, block_id, action_id, {"selected_option": None if value is None else _option(view, block_id, value, action_id)}
    )


def ticked(view: View, block_id: str, *values: str, action_id: str | None = None) -> View:
    """Tick these options and no others."""
    options = [_option(view, block_id, value, action_id) for value in values]
    return _with(view, block_id, action_id, {"selected_options": options})


def picked(view: View, block_id: str, *, action_id: str | None = None, **selected: Any) -> View:
    """Pick people, conversations or a day, by the name under which Slack sends them."""
    return _with(view, block_id, action_id, selected)


def element(view: View, block_id: str, action_id: str | None = None) -> dict[str, Any]:
    """Find an element as it was drawn; the only one of its block where no action id is given."""
    block = next(block for block in view["blocks"] if block.get("block_id") == block_id)
    return next(e for e in _elements(block) if action_id is None or e["action_id"] == action_id)


def _elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    if block["type"] == "input":
        return [block["element"]]
    return list(block["elements"]) if block["type"] == "actions" else []


def _state(drawn: dict[str, Any]) -> dict[str, Any] | None:
    names: dict[str, tuple[str, str, Any]] = {
        "plain_text_input": ("value", "initial_value", None),
        "url_text_input": ("value", "initial_value", None),
        "number_input": ("value", "initial_value", None),
        "static_select": ("selected_option", "initial_option", None),
        "external_select": ("selected_option", "initial_option", None),
        "multi_external_select": ("selected_options", "initial_options", []),
        "checkboxes": ("selected_options", "initial_options", []),
        "conversations_select": ("selected_conversation", "initial_conversation", None),
        "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
        "multi_users_select": ("selected_users", "initial_users", []),
        "users_select": ("selected_user", "initial_user", None),
        "datepicker": ("selected_date", "initial_date", None),
        "timepicker": ("selected_time", "initial_time", None),
        "radio_buttons": ("selected_option", "initial_option", None),
        "multi_static_select": ("selected_options", "initial_options", []),
    }
    if drawn["type"] == "button":
        return None
    name, initial, empty = names[drawn["type"]]
    return {"type": drawn["type"], name: drawn.get(initial, empty)}


def _option(view: View, block_id: str, value: str, action_id: str | None) -> dict[str, Any]:
    drawn = element(view, block_id, action_id)
    if drawn["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
    return next(dict(option) for option in drawn["options"] if option["value"] == value)


def _with(view: View, block_id: str, action_id: str | None, changes: dict[str, Any]) -> View:
    values = view["state"]["values"]
    action = action_id or next(iter(values[block_id]))
    block = {**values[block_id], action: {**values[block_id][action], **changes}}
    return {**view, "state": {"values": {**values, block_id: block}}}
