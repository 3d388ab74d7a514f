"""What people see."""

from bot.sandbox.local_slack.values import Channel, Message, Role, View
from bot.sandbox.local_slack.workspace import Workspace


class Sights:
    """Channels, threads, views, as one person sees them."""

    workspace: Workspace

    def channels(self, viewer: str) -> list[Channel]:
        """Give the channels that a person can open: their own, and public ones for members of the workspace."""
        world = self.workspace.world
        with world.lock:
            return [channel for channel in world.channels.values() if self._sees(channel.id, viewer) and not channel.direct]

    def direct(self, user: str) -> Channel:
        """Give the conversation of a person with the app: its messages tab."""
        return self.workspace.world.direct(user)

    def messages(self, channel: str, viewer: str) -> list[Message]:
        """Give the channel's own messages, oldest first, with what only the viewer sees, without deleted ones."""
        if not self._sees(channel, viewer):
            return []
        return [
            message
            for message in self.workspace.world.all_in(channel)
            if (not message.in_thread or message.broadcast) and not message.deleted and message.ephemeral_for in (None, viewer)
        ]

    def thread(self, channel: str, ts: str, viewer: str) -> list[Message]:
        """Give a thread, the parent first; a deleted parent shows as its tombstone."""
        if not self._sees(channel, viewer):
            return []
        found = self.workspace.world.all_in(channel)
        return [
            message
            for message in found
            if (message.ts == ts or message.thread_ts == ts) and message.ephemeral_for in (None, viewer)
        ]

    def home(self, user: str) -> View | None:
        """Give what the app last published on a person's Home tab."""
        with self.workspace.world.lock:
            return self.workspace.world.windows.home(user)

    def modal(self, user: str) -> View | None:
        """Give the topmost open modal of a person."""
        with self.workspace.world.lock:
            return self.workspace.world.windows.modal(user)

    def status(self, channel: str, thread_ts: str) -> str:
        """Give what the app says that it is doing in a thread; empty when nothing."""
        return self.workspace.world.status(channel, thread_ts)

    def _sees(self, channel: str, viewer: str) -> bool:
        world = self.workspace.world
        room = world.channels.get(channel)
        person = world.people.get(viewer)
        if room is None or person is None:
            return False
        open_to_all = not room.private and person.role not in (Role.GUEST, Role.OUTSIDER)
        return viewer in room.members or open_to_all
