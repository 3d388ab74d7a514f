"""The state of the workspace, under one lock; every visible change wakes waiting threads."""

import random
import string
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.identity import Identity
from bot.sandbox.local_slack.manifest import Manifest
from bot.sandbox.local_slack.open_views import OpenViews
from bot.sandbox.local_slack.values import Channel, Json, Message, Person, Role, SlackFile, UserGroup, View

__all__ = ["Channel", "Message", "Person", "Role", "SlackFile", "UserGroup", "View", "World"]

STATUS_LASTS = timedelta(minutes=2)
_PASSIVE = ("image", "plain_text", "mrkdwn")
_ID_LETTERS = string.ascii_uppercase + string.digits


class World:
    """The state in memory. Take `lock` around anything that reads and then writes."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        rng: random.Random,
        manifest: Manifest,
        people: Iterable[Person] = (),
        channels: Iterable[Channel] = (),
        groups: Iterable[UserGroup] = (),
        identity: Identity | None = None,
    ) -> None:
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._version = 0
        self.clock = clock
        self.rng = rng
        self.manifest = manifest
        self.identity = identity or Identity()
        self.people = {person.id: person for person in people}
        self.people.setdefault(
            self.identity.bot_user,
            Person(self.identity.bot_user, "second_source", manifest.name, Role.BOT, self.identity.team, "UTC", "🤖"),
        )
        self.channels = {channel.id: channel for channel in channels}
        self.groups = {group.id: group for group in groups}
        self.files: dict[str, SlackFile] = {}
        self.problems: dict[str, str] = {}
        self.installed = True
        self.organisation_wide = False
        self.open_views = OpenViews()
        self._messages: dict[str, dict[str, Message]] = {}
        self._statuses: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._last_ts = (0, 0)

    # time, ids, waiting

    def now(self) -> float:
        """Return the seconds since 1970 by the world's clock."""
        return self.clock().timestamp()

    def ts(self) -> str:
        """Return the ts of the next message: never the same twice, and never earlier than the last."""
        with self.lock:
            moment = self.clock().astimezone(UTC)
            stamp = (int(moment.timestamp()), moment.microsecond)
            if stamp <= self._last_ts:
                seconds, micro = self._last_ts
                stamp = (seconds, micro + 1) if micro < 999_999 else (seconds + 1, 0)
            self._last_ts = stamp
            return f"{stamp[0]}.{stamp[1]:06d}"

    def new_id(self, prefix: str, length: int = 10) -> str:
        """Make an id that looks like Slack's."""
        with self.lock:
            return prefix + "".join(self.rng.choices(_ID_LETTERS, k=length))

    def changed(self) -> None:
        """Note that something visible changed."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def version(self) -> int:
        """Return a number that grows with every visible change."""
        with self.lock:
            return self._version

    def wait(self, version: int, seconds: float) -> int:
        """Wait until there is a newer version than this, or the seconds are over; returns the version then."""
        with self._changed:
            self._changed.wait_for(lambda: self._version > version, timeout=seconds)
            return self._version

    # people and channels

    def person(self, user: str) -> Person:
        """Return a person; raises user_not_found."""
        found = self.people.get(user)
        if found is None:
            raise SlackError("user_not_found")
        return found

    def channel(self, channel: str) -> Channel:
        """Return a channel; raises channel_not_found."""
        found = self.channels.get(channel)
        if found is None:
            raise SlackError("channel_not_found")
        return found

    def direct(self, user: str) -> Channel:
        """Return a person's direct messages with the app (its messages tab), made when first needed."""
        with self.lock:
            for channel in self.channels.values():
                if channel.direct == user:
                    return channel
            direct = Channel(f"D{user[1:]}", user, {user, self.identity.bot_user}, private=True, direct=user)
            self.channels[direct.id] = direct
            return direct

    def bot_in(self, channel: Channel) -> bool:
        """Return whether the app is a member."""
        return self.identity.bot_user in channel.members

    # messages

    def put(self, message: Message) -> Message:
        """Store a message, new or changed."""
        with self.lock:
            self._messages.setdefault(message.channel, {})[message.ts] = message
            self.changed()
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """Return a message, deleted or not, or None."""
        with self.lock:
            return self._messages.get(channel, {}).get(ts)

    def drop(self, message: Message) -> None:
        """Remove a message without a tombstone, as Slack does if it has no replies or is ephemeral."""
        with self.lock:
            self._messages.get(message.channel, {}).pop(message.ts, None)
            self.changed()

    def all_in(self, channel: str) -> list[Message]:
        """Return all messages of a channel, including replies and tombstones, oldest first."""
        with self.lock:
            return sorted(self._messages.get(channel, {}).values(), key=lambda message: message.ts)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """Return the replies that are not ephemeral, oldest first."""
        return [m for m in self.all_in(channel) if m.in_thread and m.thread_ts == ts and m.ephemeral_for is None]

    def parent(self, channel: str, ts: str) -> Message | None:
        """Return the message if it is or can become a thread's parent; a reply or an ephemeral message cannot."""
        found = self.find(channel, ts)
        return None if found is None or found.in_thread or found.ephemeral_for else found

    def remove(self, message: Message) -> Message | None:
        """Delete a message; returns the tombstone that stays if it has replies."""
        with self.lock:
            if message.in_thread or not self.replies(message.channel, message.ts):
                self.drop(message)
                return None
            tombstone = replace(
                message,
                text="This message was deleted.",
                blocks=[],
                files=[],
                attachments=[],
                reactions={},
                metadata=None,
                thread_ts=message.ts,
                deleted=True,
                subtype="tombstone",
                user="USLACKBOT",
                app=False,
            )
            return self.put(tombstone)

    # the app's status in a thread

    def set_status(self, channel: str, thread_ts: str, status: str) -> None:
        """Show a status in a thread; an empty one clears it."""
        with self.lock:
            if status:
                self._statuses[(channel, thread_ts)] = (status, self.clock())
            else:
                self._statuses.pop((channel, thread_ts), None)
            self.changed()

    def status(self, channel: str, thread_ts: str) -> str:
        """Return the status of a thread; empty if it was cleared or is two minutes old."""
        with self.lock:
            status, since = self._statuses.get((channel, thread_ts), ("", self.clock()))
            return status if self.clock() - since < STATUS_LASTS else ""

    # messages from Slack itself to a person

    def tell(self, user: str, problem: str) -> None:
        """Tell a person what went wrong with their last action; an empty sentence clears it."""
        with self.lock:
            if problem:
                self.problems[user] = problem
            else:
                self.problems.pop(user, None)
            self.changed()

    # blocks

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """Return blocks with ids for each block and interactive element, as Slack fills them in."""
        return [self._with_id(block) for block in blocks]

    def _with_id(self, block: Json) -> Json:
        filled = {**block, "block_id": block.get("block_id") or self.new_id("", 5)}
        for key in ("accessory", "element"):
            if isinstance(block.get(key), dict):
                filled[key] = self._with_action_id(block[key])
        for key in ("elements", "actions"):
            if isinstance(block.get(key), list) and block["type"] != "rich_text":
                filled[key] = [self._with_action_id(each) for each in block[key]]
        if "child_blocks" in block:
            filled["child_blocks"] = self.with_ids(block["child_blocks"])
        return filled

    def _with_action_id(self, element: Json) -> Json:
        if element.get("type") == "card":
            return self._with_id(element)
        if element.get("type") in _PASSIVE or element.get("action_id"):
            return element
        return {**element, "action_id": self.new_id("", 5)}
