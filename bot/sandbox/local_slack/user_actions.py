"""What people do in channels. Actions that Slack's client would not allow raise SandboxRefused."""

import uuid
from dataclasses import replace

from bot.sandbox.local_slack.errors import SandboxRefused
from bot.sandbox.local_slack.typed import typed
from bot.sandbox.local_slack.values import Channel, Message, Person, Role
from bot.sandbox.local_slack.workspace import Workspace


class UserActions:
    """Posting, editing and inviting, and the actions of an admin."""

    workspace: Workspace

    def post(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        """Post a message as typed; the app gets its events, also of a mention."""
        world = self.workspace.world
        with world.lock:
            self._may_write(user, channel)
            if not text.strip():
                raise SandboxRefused("There is nothing to send.")
            if thread_ts is not None and world.parent(channel, thread_ts) is None:
                raise SandboxRefused("This thread is gone.")
            what = typed(world, text)
            message = Message(
                channel=channel,
                ts=world.ts(),
                user=user,
                text=what.text,
                blocks=what.blocks,
                thread_ts=thread_ts,
                client_msg_id=str(uuid.UUID(int=world.rng.getrandbits(128), version=4)),
            )
            world.put(message)
            self.workspace.events.message(message)
            self.workspace.events.link_shared(message)
            if what.mentions(world.identity.bot_user):
                self.workspace.events.mention(message)
        if self.workspace.faults.unfurls and "<http" in message.text:
            return self.unfurl(channel, message.ts)
        return message

    def edit(self, user: str, channel: str, ts: str, text: str) -> Message:
        """Edit one's own message."""
        world = self.workspace.world
        with world.lock:
            before = self._own(user, channel, ts)
            what = typed(world, text)
            after = replace(before, text=what.text, blocks=what.blocks, edited=True, edited_ts=world.ts())
            world.put(after)
            self.workspace.events.changed(before, after)
            me = world.identity.bot_user
            if what.mentions(me) and f"<@{me}>" not in before.text:
                self.workspace.events.mention(after)
        return after

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message, or any as an admin; one with replies leaves a tombstone, which is sent as a change."""
        world = self.workspace.world
        with world.lock:
            message = self._visible(user, channel, ts)
            if message.ephemeral_for:
                world.drop(message)
                return
            if message.user != user and world.people[user].role is not Role.ADMIN:
                raise SandboxRefused("You can only delete your own messages.")
            tombstone = world.remove(message)
            if tombstone is None:
                self.workspace.events.deleted(message)
            else:
                self.workspace.events.changed(message, tombstone)

    def unfurl(self, channel: str, ts: str) -> Message:
        """Add previews to a message's links, as Slack does: a message_changed event with the same text."""
        world = self.workspace.world
        with world.lock:
            before = self._find_message(channel, ts)
            links = [
                e["url"] for b in before.blocks for s in b.get("elements", ()) for e in s.get("elements", ()) if "url" in e
            ]
            after = replace(before, attachments=[{"from_url": url, "original_url": url, "fallback": url} for url in links])
            world.put(after)
            self.workspace.events.changed(before, after)
        return after

    def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Add a reaction to a message, or remove it; the app is not subscribed to that event."""
        world = self.workspace.world
        with world.lock:
            message = self._visible(user, channel, ts)
            users = message.reactions.get(name, [])
            users = [each for each in users if each != user] if user in users else [*users, user]
            reactions = {**message.reactions, name: users}
            world.put(replace(message, reactions={key: value for key, value in reactions.items() if value}))

    def invite(self, user: str, channel: str, person: str) -> None:
        """Invite somebody, or the app, to a channel."""
        world = self.workspace.world
        with world.lock:
            room = self._may_write(user, channel)
            if person not in world.people:
                raise SandboxRefused(f"There is nobody with the id {person}.")
            if person in room.members:
                raise SandboxRefused(f"{world.people[person].name} is already in #{room.name}.")
            if world.people[person].role is Role.OUTSIDER and not room.shared:
                raise SandboxRefused(f"#{room.name} is not shared with another workspace.")
            self._add_member(room, person, user)

    def join(self, user: str, channel: str) -> None:
        """Join a public channel."""
        world = self.workspace.world
        with world.lock:
            room = self._room(channel)
            if room.private or world.people[user].role in (Role.GUEST, Role.OUTSIDER):
                raise SandboxRefused("Somebody has to invite you.")
            self._add_member(room, user, "")

    def remove(self, user: str, channel: str, person: str) -> None:
        """Remove somebody, or the app, from a channel; the app gets no event of its own removal here."""
        world = self.workspace.world
        with world.lock:
            room = self._may_write(user, channel)
            world.channels[channel] = _with_members(room, room.members - {person})
            world.changed()

    def archive(self, channel: str) -> None:
        """Archive a channel."""
        self._set_archived(channel, archived=True)

    def unarchive(self, channel: str) -> None:
        """Unarchive a channel."""
        self._set_archived(channel, archived=False)

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home tab (or its messages tab)."""
        if self.workspace.world.people[user].role is Role.OUTSIDER:
            raise SandboxRefused("The app is not installed in your workspace.")
        self.workspace.events.home_opened(user, tab)

    def uninstall(self) -> None:
        """Remove the app: its token is revoked, and it gets two events."""
        world = self.workspace.world
        with world.lock:
            world.installed = False
            self.workspace.revoked.add(world.identity.bot_token)
            self.workspace.events.uninstalled()
            world.changed()

    def oauth_code(self) -> str:
        """Agree to install the app; returns the code for oauth.v2.access."""
        code = self.workspace.world.new_id("code-", 20)
        self.workspace.oauth_codes.add(code)
        return code

    def _add_member(self, room: Channel, person: str, inviter: str) -> None:
        world = self.workspace.world
        changed = _with_members(room, room.members | {person})
        world.channels[room.id] = changed
        text = f"<@{person}> has joined the channel"
        message = world.put(Message(room.id, world.ts(), person, text, subtype="channel_join"))
        self.workspace.events.message(message)
        self.workspace.events.joined(changed, person, inviter)

    def _set_archived(self, channel: str, *, archived: bool) -> None:
        world = self.workspace.world
        with world.lock:
            room = self._room(channel)
            world.channels[channel] = Channel(
                room.id, room.name, room.members, room.private, archived, room.shared, room.direct
            )
            world.changed()

    def _person(self, user: str) -> Person:
        found = self.workspace.world.people.get(user)
        if found is None:
            raise SandboxRefused(f"There is nobody with the id {user}.")
        return found

    def _room(self, channel: str) -> Channel:
        found = self.workspace.world.channels.get(channel)
        if found is None:
            raise SandboxRefused(f"There is no channel with the id {channel}.")
        return found

    def _may_see(self, user: str, channel: str) -> Channel:
        person, room = self._person(user), self._room(channel)
        closed = room.private or person.role in (Role.GUEST, Role.OUTSIDER)
        if closed and user not in room.members:
            raise SandboxRefused(f"{person.name} cannot see this channel.")
        return room

    def _may_write(self, user: str, channel: str) -> Channel:
        room = self._may_see(user, channel)
        if user not in room.members:
            raise SandboxRefused(f"Join #{room.name} first.")
        if room.archived:
            raise SandboxRefused(f"#{room.name} is archived.")
        if room.direct and self.workspace.world.manifest.messages_read_only:
            raise SandboxRefused("Sending messages to this app has been turned off.")
        return room

    def _find_message(self, channel: str, ts: str) -> Message:
        message = self.workspace.world.find(channel, ts)
        if message is None or message.deleted:
            raise SandboxRefused("This message is gone.")
        return message

    def _visible(self, user: str, channel: str, ts: str) -> Message:
        self._may_see(user, channel)
        message = self._find_message(channel, ts)
        if message.ephemeral_for not in (None, user):
            raise SandboxRefused("Only somebody else can see this message.")
        return message

    def _own(self, user: str, channel: str, ts: str) -> Message:
        message = self._visible(user, channel, ts)
        if message.user != user or message.ephemeral_for:
            raise SandboxRefused("You can only edit your own messages.")
        return message


def _with_members(room: Channel, members: frozenset[str]) -> Channel:
    return Channel(room.id, room.name, members, room.private, room.archived, room.shared, room.direct)
