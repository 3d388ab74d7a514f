"""What one person sees now, as fragments of HTML with keys: the browser gets only the fragments whose key has changed."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from bot.sandbox.browser.blocks import blocks
from bot.sandbox.browser.guide import Guide
from bot.sandbox.browser.location import APP_MESSAGES, HOME, Location
from bot.sandbox.browser.menu import Menu, menu_of
from bot.sandbox.browser.messages import ShownMessage, avatar_of, shown, zone_of
from bot.sandbox.browser.mrkdwn import bare_text
from bot.sandbox.browser.scene import DrawingContext, Labels
from bot.sandbox.clock import MovingClock
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Channel, Person, Role, View

MOST_MESSAGES = 200
"""How many of a channel's newest messages are shown."""

_ROLES = {Role.GUEST: "Guest", Role.OUTSIDER: "Other workspace"}


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of the page; `key` changes with it."""

    key: str
    html: str


@dataclass(frozen=True, slots=True)
class Screen:
    """All that one person sees. `lists` has messages by pane and ts; `of` names the conversation of each pane."""

    version: int
    location: Location
    title: str
    pieces: Mapping[str, Fragment]
    lists: Mapping[str, Mapping[str, Fragment]]
    of: Mapping[str, str]


class ScreenRenderer:
    """Draws what people see in one workspace."""

    def __init__(self, slack: LocalSlack, guide: Guide | None = None) -> None:
        self._slack, self._guide = slack, guide
        self._menu: Menu = menu_of(slack.world.manifest)
        folder = files("bot.sandbox.browser").joinpath("templates")
        self._templates = Environment(
            loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, location: Location) -> str:
        """Draw the whole page."""
        return self._draw("page.html", location=location, look=self.look(location))

    def look(self, location: Location) -> Screen:
        """Draw all pieces of the page."""
        # The version is read first, so that changes during the drawing are drawn again.
        version = self._slack.version()
        channel_id = location.channel(self._slack)
        channel = self._slack.world.channels[channel_id] if channel_id else None
        names = self._names(location.person, beside_roles=self._offers_roles(location, channel))
        head = self._head(channel)
        pieces = {
            "people": self._people(location),
            "sidebar": self._sidebar(location),
            "head": self._piece("head.html", location=location, **head),
            "guide": self._try(location, channel),
            "home": self._home(location, names),
            "foot": self._foot(location, channel, thread=""),
            "modal": self._modal(location, self._names(location.person)),
            "clock": self._clock(location),
            **self._thread_pieces(location, channel),
        }
        lists = {
            "messages": self._messages(location, names, channel_id, "main"),
            "replies": self._messages(location, names, channel_id, "thread") if location.thread else {},
        }
        of = {"messages": f"{location.person} {location.at}", "replies": f"{location.person} {location.at} {location.thread}"}
        return Screen(version, location, f"{head['title']} · {self._slack.identity.team_name}", pieces, lists, of)

    def _people(self, location: Location) -> Fragment:
        roles: dict[str, list[Person]] = {}
        for person in self._everybody():
            if person.role is not Role.BOT:
                roles.setdefault(_role(self._slack, person), []).append(person)
        mine = _role(self._slack, self._slack.world.people[location.person])
        me = avatar_of(self._slack, location.person)
        team = self._slack.identity.team_name
        return self._piece("people.html", location=location, roles=sorted(roles.items()), mine=mine, me=me, team=team)

    def _sidebar(self, location: Location) -> Fragment:
        rows = sorted(
            self._slack.channels(location.person), key=lambda channel: (location.person not in channel.members, channel.name)
        )
        latest = {row.id: self._latest(row.id, location.person) for row in rows}
        return self._piece(
            "sidebar.html", location=location, rows=rows, latest=latest, app=self._app_name(), home=HOME, app_at=APP_MESSAGES
        )

    def _head(self, channel: Channel | None) -> dict[str, Any]:
        of_app = channel is None or bool(channel.direct)
        inside = channel.members if channel else frozenset()
        people = [(person.id, avatar_of(self._slack, person.id)) for person in self._everybody()]
        return {
            "title": self._app_name() if of_app else f"#{channel.name}" if channel else "",
            "channel": channel,
            "of_app": of_app,
            "members": [each for each in people if each[0] in inside],
            "others": [each for each in people if each[0] not in inside],
            "tabs": [(HOME, "Home"), (APP_MESSAGES, "Messages")],
        }

    def _try(self, location: Location, channel: Channel | None) -> Fragment:
        guide = self._guide
        if guide is None or channel is None or not self._offers_roles(location, channel):
            return Fragment("", "")
        roles = {person for person, _ in guide.roles}
        tried = any(message.user in roles for message in self._slack.messages(channel.id, location.person))
        return self._piece("guide.html", location=location, guide=guide, tried=tried)

    def _offers_roles(self, location: Location, channel: Channel | None) -> bool:
        """Tell whether the links to try, and the roles, are above the messages that somebody sees."""
        return bool(self._guide and channel and channel.id == self._guide.channel and location.person in channel.members)

    def _home(self, location: Location, names: Labels) -> Fragment:
        if location.at != HOME:
            return Fragment("", "")
        view = self._slack.home(location.person)
        if view is None:
            return self._piece("home.html", view=None, body="", app=self._app_name())
        return self._view_piece("home.html", view, names, app=self._app_name())

    def _modal(self, location: Location, names: Labels) -> Fragment:
        view = self._slack.modal(location.person)
        if view is None:
            return Fragment("", "")
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

    def _view_piece(self, template: str, view: View, names: Labels, **more: Any) -> Fragment:
        """Draw a view; its key does not depend on what was typed, so that typing does not redraw the view."""
        body = blocks(view.blocks, DrawingContext(names, place=view.id, typed=view.values))
        return Fragment(f"{view.id}-{view.hash}", self._draw(template, view=view, body=body, **more))

    def _foot(self, location: Location, channel: Channel | None, thread: str) -> Fragment:
        if channel is None:
            return Fragment("", "")
        read_only = bool(channel.direct) and self._slack.world.manifest.messages_read_only
        return self._piece(
            "foot.html",
            location=location,
            channel=channel,
            thread=thread,
            read_only=read_only,
            menu=self._menu,
            app=self._app_name(),
        )

    def _thread_pieces(self, location: Location, channel: Channel | None) -> dict[str, Fragment]:
        if not location.thread or channel is None:
            return {"thread-head": Fragment("", ""), "thread-foot": Fragment("", ""), "status": Fragment("", "")}
        status = self._slack.status(channel.id, location.thread)
        return {
            "thread-head": self._piece(
                "thread_head.html", location=location, channel=channel, app=self._app_name(), guide=self._guide
            ),
            "thread-foot": self._foot(location, channel, location.thread),
            "status": self._piece("status.html", app=self._app_name(), status=status),
        }

    def _messages(self, location: Location, names: Labels, channel_id: str | None, pane: str) -> dict[str, Fragment]:
        if channel_id is None:
            return {}
        if pane == "thread":
            found = self._slack.thread(channel_id, location.thread, location.person)
        else:
            found = self._slack.messages(channel_id, location.person)[-MOST_MESSAGES:]
        items = shown(self._slack, names, found, pane)
        return {item.message.ts: self._message(location, item, items, pane) for item in items}

    def _message(self, location: Location, item: ShownMessage, items: Sequence[ShownMessage], pane: str) -> Fragment:
        parent = pane == "thread" and item is items[0]
        message = item.message
        shortcuts = () if message.ephemeral_for or message.subtype == "tombstone" else self._menu.on_messages
        may_answer = not (message.ephemeral_for or message.in_thread or pane == "thread")
        return self._piece(
            "message.html",
            item=item,
            message=message,
            pane=pane,
            location=location,
            may_answer=may_answer,
            shortcuts=shortcuts,
            app=self._app_name(),
            answers=len([each for each in items if not each.message.ephemeral_for]) - 1 if parent else 0,
        )

    def _clock(self, location: Location) -> Fragment:
        now = self._slack.world.clock().astimezone(zone_of(self._slack.world.people[location.person]))
        movable = isinstance(self._slack.world.clock, MovingClock)
        return self._piece("clock.html", now=_minute(now), zone=now.tzname() or "", movable=movable)

    def _names(self, viewer: str, *, beside_roles: bool = False) -> Labels:
        world, told = self._slack.world, self._guide.not_theirs.get(viewer) if self._guide else None
        instead = "" if told is None else f"{told.instead} {told.here if beside_roles else ''}".strip()
        with world.lock:
            return Labels(
                viewer=viewer,
                people={person.id: person.name for person in world.people.values()},
                channels={channel.id: channel.name for channel in self._slack.channels(viewer)},
                groups={group.id: group.handle for group in world.groups.values()},
                zone=zone_of(world.people[viewer]),
                not_theirs=dict.fromkeys(told.buttons, instead) if told else {},
            )

    def _everybody(self) -> list[Person]:
        return list(self._slack.world.people.values())

    def _latest(self, channel: str, viewer: str) -> str:
        found = self._slack.messages(channel, viewer)
        return found[-1].ts if found else ""

    def _app_name(self) -> str:
        return self._slack.world.manifest.name

    def _piece(self, template: str, **given: Any) -> Fragment:
        html = self._draw(template, **given)
        return Fragment(hashlib.blake2b(html.encode(), digest_size=8).hexdigest(), html)

    def _draw(self, template: str, **given: Any) -> str:
        return self._templates.get_template(template).render(**given)


def _role(slack: LocalSlack, person: Person) -> str:
    """Return a person's role for the menu of people: guest, outsider, else their user group, else admin or member."""
    if person.role in _ROLES:
        return _ROLES[person.role]
    group = next((group.name for group in slack.world.groups.values() if person.id in group.users), None)
    return group or ("Admin" if person.role is Role.ADMIN else "Member")


def _minute(now: dt.datetime) -> str:
    return f"{now:%a %d %b %Y, %H:%M}"
