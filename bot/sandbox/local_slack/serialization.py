"""People, channels, messages, files and views in Slack's JSON."""

from urllib.parse import quote

from bot.sandbox.local_slack.values import Channel, Json, Message, Person, Role, SlackFile, UserGroup, View
from bot.sandbox.local_slack.world import World

_OFFSETS = {"Europe/Kyiv": 7200, "Europe/London": 0, "UTC": 0}


def person_json(world: World, person: Person) -> Json:
    """Return a user as in users.info; a stranger has fewer fields (docs.slack.dev, "User object")."""
    shape: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.handle,
        "deleted": False,
        "color": "4bbe2e",
        "real_name": person.name,
        "tz": person.tz,
        "tz_label": person.tz.rpartition("/")[2],
        "tz_offset": _OFFSETS.get(person.tz, 0),
        "profile": {
            "real_name": person.name,
            "real_name_normalized": person.name,
            "display_name": "" if person.role is Role.BOT else person.name,
            "display_name_normalized": "" if person.role is Role.BOT else person.name,
            "status_text": "",
            "status_emoji": "",
            "team": person.team,
        },
        "is_bot": person.role is Role.BOT,
        "is_app_user": False,
        "updated": int(world.now()),
    }
    if person.role is Role.OUTSIDER:
        return {**shape, "is_stranger": True}
    if person.role is Role.BOT and person.id == world.identity.bot_user:
        shape["profile"] |= {"bot_id": world.identity.bot_id, "api_app_id": world.identity.app_id}
    return {
        **shape,
        "is_admin": person.role is Role.ADMIN,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.role is Role.GUEST,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
    }


def channel_json(world: World, channel: Channel) -> Json:
    """Return a conversation as in conversations.info."""
    if channel.direct:
        return {
            "id": channel.id,
            "created": 0,
            "is_im": True,
            "is_archived": False,
            "is_org_shared": False,
            "user": channel.direct,
            "is_user_deleted": False,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_general": False,
        "is_shared": channel.shared,
        "is_ext_shared": channel.shared,
        "is_org_shared": False,
        "is_member": world.bot_in(channel),
        "context_team_id": world.identity.team,
        "created": 0,
        "creator": "U0CREATOR",
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def group_json(world: World, group: UserGroup, *, users: bool) -> Json:
    """Return a user group as in usergroups.list."""
    shape: Json = {
        "id": group.id,
        "team_id": world.identity.team,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    return {**shape, "users": list(group.users)} if users else shape


def file_json(world: World, file: SlackFile, url: str) -> Json:
    """Return a file; `url` is the address of the local Slack."""
    address = f"{url}/files/{file.id}/{quote(file.name)}"
    suffix = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    shape: Json = {
        "id": file.id,
        "created": int(world.now()),
        "timestamp": int(world.now()),
        "name": file.name,
        "title": file.title,
        "filetype": suffix or "binary",
        "user": file.user or world.identity.bot_user,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": address,
        "permalink": address,
        "channels": [file.channel] if file.channel else [],
    }
    return {**shape, "alt_txt": file.alt_txt} if file.alt_txt else shape


def message_json(world: World, message: Message, url: str, *, metadata: bool = False) -> Json:
    """Return a message as in conversations.history, with its metadata only if asked for."""
    who = world.people.get(message.user)
    shape: Json = {"type": "message", "ts": message.ts, "user": message.user, "text": message.text}
    if message.subtype:
        shape["subtype"] = message.subtype
    if message.client_msg_id:
        shape["client_msg_id"] = message.client_msg_id
    if who is not None:
        shape["team"] = who.team
    if message.deleted:
        shape["hidden"] = True
    for key in ("blocks", "attachments"):
        if getattr(message, key):
            shape[key] = getattr(message, key)
    if message.files:
        shape |= {"files": [file_json(world, file, url) for file in message.files], "upload": False}
    if message.app:
        shape |= _made_by_app(world)
    if message.edited:
        shape["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        shape["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items()
        ]
    if metadata and message.metadata:
        shape["metadata"] = message.metadata
    return shape | _thread_json(world, message)


def view_json(world: World, view: View) -> Json:
    """Return a view with its state, as in payloads and in the responses of views.*."""
    sent = view.payload
    return {
        "id": view.id,
        "team_id": world.identity.team,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": sent.get("private_metadata", ""),
        "callback_id": sent.get("callback_id", ""),
        "state": {"values": {block: dict(states) for block, states in view.values.items()}},
        "hash": view.hash,
        "title": sent.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": bool(sent.get("clear_on_close", False)),
        "notify_on_close": bool(sent.get("notify_on_close", False)),
        "close": sent.get("close"),
        "submit": sent.get("submit"),
        "previous_view_id": view.previous,
        "root_view_id": view.root or view.id,
        "app_id": world.identity.app_id,
        "external_id": sent.get("external_id", ""),
        "app_installed_team_id": world.identity.team,
        "bot_id": world.identity.bot_id,
    }


def _made_by_app(world: World) -> Json:
    me = world.identity
    profile = {"id": me.bot_id, "app_id": me.app_id, "name": world.manifest.name, "deleted": False, "team_id": me.team}
    return {"bot_id": me.bot_id, "app_id": me.app_id, "bot_profile": profile}


def _thread_json(world: World, message: Message) -> Json:
    if message.in_thread:
        parent = world.find(message.channel, message.thread_ts or "")
        return {"thread_ts": message.thread_ts, "parent_user_id": parent.user if parent else ""}
    replies = world.replies(message.channel, message.ts)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }
