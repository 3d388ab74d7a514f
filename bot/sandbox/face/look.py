"""What one person sees now, as pieces of HTML with a key each: the browser asks only for the pieces whose key has changed."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from bot.sandbox.clock import MovingClock
from bot.sandbox.face.blocks import blocks
from bot.sandbox.face.menu import Menu, menu_of
from bot.sandbox.face.messages import Shown, face_of, shown, zone_of
from bot.sandbox.face.mrkdwn import bare_text
from bot.sandbox.face.scene import Names, Scene
from bot.sandbox.face.where import APP_MESSAGES, HOME, Where
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Channel, Person, Role, View

MOST_MESSAGES = 200
"""So many of a channel's messages are shown, the newest."""

_ROLES = {Role.GUEST: "Guest", Role.OUTSIDER: "Other workspace"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the page."""

    key: str
    html: str


@dataclass(frozen=True, slots=True)
class Look:
    """All that one person sees. `lists` are messages by ts, by pane; `of` says of which conversation, by pane."""

    version: int
    where: Where
    title: str
    pieces: Mapping[str, Piece]
    lists: Mapping[str, Mapping[str, Piece]]
    of: Mapping[str, str]


class Painter:
    """Draws what people see in one workspace."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._menu: Menu = menu_of(slack.world.manifest)
        folder = files("bot.sandbox.face").joinpath("templates")
        self._templates = Environment(
            loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, where: Where) -> str:
        """Draw the whole page."""
        return self._draw("page.html", where=where, look=self.look(where))

    def look(self, where: Where) -> Look:
        """Draw all pieces of the page."""
        # The version is read first: what changes while we draw is drawn again.
        version = self._slack.version()
        names = self._names(where.person)
        channel_id = where.channel(self._slack)
        channel = self._slack.world.channels[channel_id] if channel_id else None
        head = self._head(channel)
        pieces = {
            "people": self._people(where),
            "sidebar": self._sidebar(where),
            "head": self._piece("head.html", where=where, **head),
            "home": self._home(where, names),
            "foot": self._foot(where, channel, thread=""),
            "modal": self._modal(where, names),
            "clock": self._clock(where),
            **self._thread_pieces(where, channel),
        }
        lists = {
            "messages": self._messages(where, names, channel_id, "main"),
            "replies": self._messages(where, names, channel_id, "thread") if where.thread else {},
        }
        of = {"messages": f"{where.person} {where.at}", "replies": f"{where.person} {where.at} {where.thread}"}
        return Look(version, where, f"{head['title']} · {self._slack.identity.team_name}", pieces, lists, of)

    def _people(self, where: Where) -> Piece:
        roles: dict[str, list[Person]] = {}
        for person in self._everybody():
            if person.role is not Role.BOT:
                roles.setdefault(_role(self._slack, person), []).append(person)
        mine = _role(self._slack, self._slack.world.people[where.person])
        me = face_of(self._slack, where.person)
        team = self._slack.identity.team_name
        return self._piece("people.html", where=where, roles=sorted(roles.items()), mine=mine, me=me, team=team)

    def _sidebar(self, where: Where) -> Piece:
        rows = sorted(
            self._slack.channels(where.person), key=lambda channel: (where.person not in channel.members, channel.name)
        )
        latest = {row.id: self._latest(row.id, where.person) for row in rows}
        return self._piece(
            "sidebar.html", where=where, rows=rows, latest=latest, app=self._app_name(), home=HOME, app_at=APP_MESSAGES
        )

    def _head(self, channel: Channel | None) -> dict[str, Any]:
        of_app = channel is None or bool(channel.direct)
        inside = channel.members if channel else frozenset()
        people = [(person.id, face_of(self._slack, person.id)) for person in self._everybody()]
        return {
            "title": self._app_name() if of_app else f"#{channel.name}" if channel else "",
            "channel": channel,
            "of_app": of_app,
            "members": [each for each in people if each[0] in inside],
            "others": [each for each in people if each[0] not in inside],
            "tabs": [(HOME, "Home"), (APP_MESSAGES, "Messages")],
        }

    def _home(self, where: Where, names: Names) -> Piece:
        if where.at != HOME:
            return Piece("", "")
        view = self._slack.home(where.person)
        if view is None:
            return self._piece("home.html", view=None, body="", app=self._app_name())
        return self._view_piece("home.html", view, names, app=self._app_name())

    def _modal(self, where: Where, names: Names) -> Piece:
        view = self._slack.modal(where.person)
        if view is None:
            return Piece("", "")
        sent = view.payload
        return self._view_piece(
            "modal.html",
            view,
            names,
            title=bare_text(sent.get("title")),
            submit=bare_text(sent.get("submit")),
            close=bare_text(sent.get("close")),
            app=self._app_name(),
        )

    def _view_piece(self, template: str, view: View, names: Names, **more: Any) -> Piece:
        """Draw a view; its key leaves out what was typed, so that typing does not draw it anew under the person's hands."""
        body = blocks(view.blocks, Scene(names, place=view.id, typed=view.values))
        return Piece(f"{view.id}-{view.hash}", self._draw(template, view=view, body=body, **more))

    def _foot(self, where: Where, channel: Channel | None, thread: str) -> Piece:
        if channel is None:
            return Piece("", "")
        read_only = bool(channel.direct) and self._slack.world.manifest.messages_read_only
        return self._piece(
            "foot.html", where=where, channel=channel, thread=thread, read_only=read_only, menu=self._menu, app=self._app_name()
        )

    def _thread_pieces(self, where: Where, channel: Channel | None) -> dict[str, Piece]:
        if not where.thread or channel is None:
            return {"thread-head": Piece("", ""), "thread-foot": Piece("", ""), "status": Piece("", "")}
        status = self._slack.status(channel.id, where.thread)
        return {
            "thread-head": self._piece("thread_head.html", where=where, channel=channel, app=self._app_name()),
            "thread-foot": self._foot(where, channel, where.thread),
            "status": self._piece("status.html", app=self._app_name(), status=status),
        }

    def _messages(self, where: Where, names: Names, channel_id: str | None, pane: str) -> dict[str, Piece]:
        if channel_id is None:
            return {}
        if pane == "thread":
            found = self._slack.thread(channel_id, where.thread, where.person)
        else:
            found = self._slack.messages(channel_id, where.person)[-MOST_MESSAGES:]
        items = shown(self._slack, names, found, pane)
        return {item.message.ts: self._message(where, item, items, pane) for item in items}

    def _message(self, where: Where, item: Shown, items: Sequence[Shown], pane: str) -> Piece:
        parent = pane == "thread" and item is items[0]
        message = item.message
        shortcuts = () if message.ephemeral_for or message.subtype == "tombstone" else self._menu.on_messages
        may_answer = not (message.ephemeral_for or message.in_thread or pane == "thread")
        return self._piece(
            "message.html",
            item=item,
            message=message,
            pane=pane,
            where=where,
            may_answer=may_answer,
            shortcuts=shortcuts,
            app=self._app_name(),
            answers=len([each for each in items if not each.message.ephemeral_for]) - 1 if parent else 0,
        )

    def _clock(self, where: Where) -> Piece:
        now = self._slack.world.clock().astimezone(zone_of(self._slack.world.people[where.person]))
        movable = isinstance(self._slack.world.clock, MovingClock)
        return self._piece("clock.html", now=_minute(now), zone=now.tzname() or "", movable=movable)

    def _names(self, viewer: str) -> Names:
        world = self._slack.world
        with world.lock:
            return Names(
                viewer=viewer,
                people={person.id: person.name for person in world.people.values()},
                channels={channel.id: channel.name for channel in self._slack.channels(viewer)},
                groups={group.id: group.handle for group in world.groups.values()},
                zone=zone_of(world.people[viewer]),
            )

    def _everybody(self) -> list[Person]:
        return list(self._slack.world.people.values())

    def _latest(self, channel: str, viewer: str) -> str:
        found = self._slack.messages(channel, viewer)
        return found[-1].ts if found else ""

    def _app_name(self) -> str:
        return self._slack.world.manifest.name

    def _piece(self, template: str, **given: Any) -> Piece:
        html = self._draw(template, **given)
        return Piece(hashlib.blake2b(html.encode(), digest_size=8).hexdigest(), html)

    def _draw(self, template: str, **given: Any) -> str:
        return self._templates.get_template(template).render(**given)


def _role(slack: LocalSlack, person: Person) -> str:
    """Say what a person is here, for the switch: a guest, an outsider, else their user group, else an admin or a member."""
    if person.role in _ROLES:
        return _ROLES[person.role]
    group = next((group.name for group in slack.world.groups.values() if person.id in group.users), None)
    return group or ("Admin" if person.role is Role.ADMIN else "Member")


def _minute(now: dt.datetime) -> str:
    return f"{now:%a %d %b %Y, %H:%M}"
