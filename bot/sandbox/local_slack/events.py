"""Events in Slack's envelopes: only those that the manifest subscribes to, and that the app may see."""

from urllib.parse import urlsplit

from bot.sandbox.local_slack.dispatcher import Dispatcher, Outgoing
from bot.sandbox.local_slack.serialization import message_json
from bot.sandbox.local_slack.values import Channel, Json, Message
from bot.sandbox.local_slack.world import World

_MESSAGE_SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}
_SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


class Events:
    """Makes events and passes them to the dispatcher."""

    def __init__(self, world: World, dispatcher: Dispatcher, url: str) -> None:
        self._world = world
        self._dispatcher = dispatcher
        self.url = url

    def message(self, message: Message) -> None:
        """Send the event of a new message, also of a join."""
        if message.ephemeral_for is None:
            event = message_json(self._world, message, self.url, metadata=message.app)
            self._message(event, message, message.ts)

    def linked(self, message: Message) -> list[str]:
        """Return the links of a message that lead to the app's own domains, or below them."""
        hosts = {url: urlsplit(url).hostname or "" for url in message.links}
        own = self._world.manifest.unfurl_domains
        return [url for url, host in hosts.items() if any(host == domain or host.endswith(f".{domain}") for domain in own)]

    def link_shared(self, message: Message) -> None:
        """Send the event of links to the app's own domains, wherever they are, but for the app's own messages."""
        channel = self._world.channels[message.channel]
        event: Json = {
            "type": "link_shared",
            "user": message.user,
            "channel": channel.id,
            "message_ts": message.ts,
            "unfurl_id": f"{channel.id}.{message.ts}",
            "source": "conversations_history",
            "is_bot_user_member": self._world.bot_in(channel),
            "links": [{"domain": urlsplit(url).hostname, "url": url} for url in self.linked(message)],
            "event_ts": self._world.ts(),
        }
        if message.thread_ts:
            event["thread_ts"] = message.thread_ts
        if event["links"] and not message.app:
            self._emit("link_shared", event, "links:read", channel)

    def mention(self, message: Message) -> None:
        """Send the event of a mention, in addition to the message's own."""
        channel = self._world.channels[message.channel]
        shape = message_json(self._world, message, self.url)
        event = {**shape, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        if self._world.bot_in(channel):
            self._emit("app_mention", event, "app_mentions:read", channel)

    def changed(self, before: Message, after: Message, *, preview: bool = False) -> None:
        """Send the event of an edit, of a tombstone, or (`preview`) of added link previews, where the text is the same."""
        new = message_json(self._world, after, self.url, metadata=after.app)
        if preview:
            new["edited"] = {"user": after.user, "ts": after.edited_ts or after.ts}
        event = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": new,
            "previous_message": message_json(self._world, before, self.url),
        }
        self._message(event, after, self._world.ts())

    def deleted(self, message: Message) -> None:
        """Send the event of a deleted message."""
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "deleted_ts": message.ts,
            "previous_message": message_json(self._world, message, self.url),
        }
        self._message(event, message, self._world.ts())

    def joined(self, channel: Channel, user: str, inviter: str) -> None:
        """Send the event of somebody, perhaps the app itself, joining a channel."""
        event = {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel.id,
            "channel_type": "G" if channel.private else "C",
            "team": self._world.people[user].team,
            "inviter": inviter,
            "event_ts": self._world.ts(),
        }
        if self._world.bot_in(channel):
            self._emit("member_joined_channel", event, "groups:read" if channel.private else "channels:read", channel)

    def home_opened(self, user: str, tab: str) -> None:
        """Send the event of a person opening the app's Home or messages tab."""
        direct = self._world.direct(user)
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": direct.id,
            "tab": tab,
            "event_ts": self._world.ts(),
        }
        self._emit("app_home_opened", event, None, None)

    def uninstalled(self) -> None:
        """Send the two events of the app's removal."""
        tokens = {"oauth": [], "bot": [self._world.identity.bot_user]}
        self._emit("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens, "event_ts": self._world.ts()}, None, None)
        self._emit("app_uninstalled", {"type": "app_uninstalled", "event_ts": self._world.ts()}, None, None)

    def _message(self, event: Json, message: Message, event_ts: str) -> None:
        world = self._world
        channel = world.channels[message.channel]
        if not world.bot_in(channel):
            return
        event = {**event, "channel": channel.id, "channel_type": channel.kind, "event_ts": event_ts}
        event.setdefault("ts", event_ts)
        if channel.shared and message.user in world.people:
            team = world.people[message.user].team
            event |= {"user_team": team, "source_team": team}
        name = _SUBSCRIPTIONS[channel.kind]
        self._emit(name, event, _MESSAGE_SCOPES[name], channel)

    def _emit(self, subscription: str, event: Json, scope: str | None, channel: Channel | None) -> None:
        world = self._world
        if not world.installed and event["type"] not in ("tokens_revoked", "app_uninstalled"):
            return
        if subscription not in world.manifest.events or (scope is not None and scope not in world.manifest.scopes):
            return
        me = world.identity
        event_id = world.new_id("Ev")
        payload = {
            "token": me.verification_token,
            "team_id": me.team,
            "context_team_id": me.team,
            "context_enterprise_id": None,
            "api_app_id": me.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(world.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": me.team,
                    "user_id": me.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.shared),
            "event_context": world.new_id("4-"),
        }
        self._dispatcher.send(Outgoing("events_api", payload, event["type"], event_id))
