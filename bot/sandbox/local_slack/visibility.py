"""What people see."""

from bot.sandbox.local_slack.values import Channel, Message, Role, View
from bot.sandbox.local_slack.workspace import Workspace


class Visibility:
    """Channels, threads, views, as one person sees them."""

    workspace: Workspace

    def channels(self, viewer: str) -> list[Channel]:
        """Return the channels that a person can open: their own, and public ones for members of the workspace."""
        world = self.workspace.world
        with world.lock:
            return [channel for channel in world.channels.values() if self._sees(channel.id, viewer) and not channel.direct]

    def direct(self, user: str) -> Channel:
        """Return the conversation of a person with the app: its messages tab."""
        return self.workspace.world.direct(user)

    def messages(self, channel: str, viewer: str) -> list[Message]:
        """Return the channel's own messages, oldest first, with the viewer's ephemeral ones, without deleted ones."""
        if not self._sees(channel, viewer):
            return []
        return [
            message
            for message in self.workspace.world.all_in(channel)
            if (not message.in_thread or message.broadcast) and not message.deleted and message.ephemeral_for in (None, viewer)
        ]

    def thread(self, channel: str, ts: str, viewer: str) -> list[Message]:
        """Return a thread, the parent first; a deleted parent is a tombstone."""
        if not self._sees(channel, viewer):
            return []
        found = self.workspace.world.all_in(channel)
        return [
            message
            for message in found
            if (message.ts == ts or message.thread_ts == ts) and message.ephemeral_for in (None, viewer)
        ]

    def home(self, user: str) -> View | None:
        """Return what the app last published on a person's Home tab."""
        with self.workspace.world.lock:
            return self.workspace.world.open_views.home(user)

    def modal(self, user: str) -> View | None:
        """Return the topmost open modal of a person."""
        with self.workspace.world.lock:
            return self.workspace.world.open_views.modal(user)

    def status(self, channel: str, thread_ts: str) -> str:
        """Return the app's status in a thread; empty if there is none."""
        return self.workspace.world.status(channel, thread_ts)

    def _sees(self, channel: str, viewer: str) -> bool:
        world = self.workspace.world
        room = world.channels.get(channel)
        person = world.people.get(viewer)
        if room is None or person is None:
            return False
        open_to_all = not room.private and person.role not in (Role.GUEST, Role.OUTSIDER)
        return viewer in room.members or open_to_all
