"""The payloads that Slack sends when a person clicks, submits, chooses, types a command or uses a shortcut."""

from bot.sandbox.local_slack.serialization import message_json, view_json
from bot.sandbox.local_slack.states import starting_values
from bot.sandbox.local_slack.triggers import ResponseUrl
from bot.sandbox.local_slack.typed import escaped, escaped_for_command
from bot.sandbox.local_slack.values import Channel, Json, Message, Person, View
from bot.sandbox.local_slack.workspace import Workspace

_BUTTON_FIELDS = ("text", "value", "style", "url", "accessibility_label", "confirm")
_FIELD_FIELDS = ("placeholder", "confirm", "initial_option", "initial_options")


def of(workspace: Workspace, kind: str, user: str, *, trigger: bool = True, view: View | None = None) -> Json:
    """Return the fields of every interaction."""
    me = workspace.world.identity
    person = workspace.world.people[user]
    payload: Json = {
        "type": kind,
        "user": {"id": user, "username": person.handle, "name": person.handle, "team_id": person.team},
        "api_app_id": me.app_id,
        "token": me.verification_token,
        "team": {"id": me.team, "domain": me.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return {**payload, "trigger_id": workspace.triggers.trigger(user, view.id if view else None)} if trigger else payload


def block_actions(workspace: Workspace, user: str, place: Message | View, action: Json) -> Json:
    """Return the payload of a click in a message, a modal or the Home tab, without the content of an ephemeral message."""
    world = workspace.world
    if isinstance(place, View):
        payload = of(workspace, "block_actions", user, view=place)
        container = {"type": "view", "view_id": place.id}
        return {**payload, "container": container, "view": view_json(world, place), "actions": [action]}
    channel = world.channels[place.channel]
    values = starting_values(place.blocks, {})
    if action["action_id"] in values.get(action["block_id"], {}):
        known = values[action["block_id"]][action["action_id"]]
        values[action["block_id"]][action["action_id"]] = {key: action.get(key) for key in known}
    payload = of(workspace, "block_actions", user)
    unfurled = any(block["block_id"] == action["block_id"] for block in place.unfurled)
    payload |= {
        "container": {
            "type": "message_attachment" if unfurled else "message",
            "message_ts": place.ts,
            "channel_id": place.channel,
            "is_ephemeral": place.ephemeral_for is not None,
            **({"is_app_unfurl": True} if unfurled else {}),
            **({"thread_ts": place.thread_ts} if place.thread_ts else {}),
        },
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "state": {"values": values},
        "response_url": response_url(workspace, user, channel.id, place),
        "actions": [action],
    }
    if place.ephemeral_for is None:
        payload["message"] = message_json(world, place, workspace.url, metadata=True)
    return payload


def action_of(workspace: Workspace, block: Json, element: Json, state: Json) -> Json:
    """Return the entry in `actions` for one element."""
    action: Json = {"action_id": element["action_id"], "block_id": block["block_id"], **state, "type": element["type"]}
    fields = _BUTTON_FIELDS if element["type"] in ("button", "icon_button", "workflow_button") else _FIELD_FIELDS
    action |= {key: element[key] for key in fields if key in element}
    return {**action, "action_ts": workspace.world.ts()}


def suggestion(workspace: Workspace, user: str, place: Message | View, action_id: str, block_id: str, query: str) -> Json:
    """Return the payload that asks for options while a person types into an external select."""
    payload = of(workspace, "block_suggestion", user, trigger=False)
    payload |= {"action_id": action_id, "block_id": block_id, "value": query}
    if isinstance(place, View):
        view = view_json(workspace.world, place)
        return {**payload, "container": {"type": "view", "view_id": place.id}, "view": view}
    channel = workspace.world.channels[place.channel]
    container = {
        "type": "message",
        "message_ts": place.ts,
        "channel_id": place.channel,
        "is_ephemeral": place.ephemeral_for is not None,
    }
    return {
        **payload,
        "container": container,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message": message_json(workspace.world, place, workspace.url, metadata=True),
    }


def submission(workspace: Workspace, view: View) -> Json:
    """Return the payload of a submitted modal, with all inputs."""
    payload = of(workspace, "view_submission", view.user, view=view)
    return {**payload, "view": view_json(workspace.world, view), "response_urls": []}


def closed(workspace: Workspace, view: View, *, cleared: bool) -> Json:
    """Return the payload of a modal that was closed without being submitted."""
    payload = of(workspace, "view_closed", view.user, trigger=False)
    return {**payload, "view": view_json(workspace.world, view), "is_cleared": cleared}


def global_shortcut(workspace: Workspace, user: str, callback_id: str) -> Json:
    """Return the payload of a global shortcut."""
    return {**of(workspace, "shortcut", user), "callback_id": callback_id, "action_ts": workspace.world.ts()}


def message_shortcut(workspace: Workspace, user: str, callback_id: str, message: Message) -> Json:
    """Return the payload of a message shortcut."""
    channel = workspace.world.channels[message.channel]
    return {
        **of(workspace, "message_action", user),
        "callback_id": callback_id,
        "action_ts": workspace.world.ts(),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message": message_json(workspace.world, message, workspace.url),
        "response_url": response_url(workspace, user, channel.id, None),
    }


def slash_command(workspace: Workspace, person: Person, channel: Channel, command: str, text: str) -> Json:
    """Return the form of a slash command; even unescaped text has entities for `&`, `<` and `>`."""
    me = workspace.world.identity
    escape = workspace.world.manifest.commands[command]
    return {
        "token": me.verification_token,
        "team_id": me.team,
        "team_domain": me.team_domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": person.id,
        "user_name": person.handle,
        "command": command,
        "text": escaped_for_command(workspace.world, text) if escape else escaped(text),
        "api_app_id": me.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(workspace, person.id, channel.id, None),
        "trigger_id": workspace.triggers.trigger(person.id),
    }


def response_url(workspace: Workspace, user: str, channel: str, message: Message | None) -> str:
    """Return a response_url for this interaction."""
    to = ResponseUrl(
        user=user,
        channel=channel,
        since=workspace.world.now(),
        ts=message.ts if message else None,
        thread_ts=message.thread_ts if message else None,
        ephemeral=bool(message and message.ephemeral_for),
    )
    return f"{workspace.url}/actions/{workspace.world.identity.team}/{workspace.triggers.response_url(to)}"


def _channel_name(channel: Channel) -> str:
    return "directmessage" if channel.direct else "privategroup" if channel.private else channel.name
