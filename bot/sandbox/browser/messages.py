"""Messages as the page shows them: author, time, content, reactions and replies."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from bot.sandbox.browser.blocks import blocks
from bot.sandbox.browser.emoji import SHORTCODES
from bot.sandbox.browser.mrkdwn import mrkdwn, unescape
from bot.sandbox.browser.scene import DrawingContext, Labels
from bot.sandbox.browser.tags import join, tag
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Message, Person, Role

TOGETHER_SECONDS = 300.0
"""A person's messages within this time are shown under one name."""
_COLOURS = 6
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_BADGES = {Role.BOT: "App", Role.GUEST: "Guest", Role.OUTSIDER: "Other workspace"}


@dataclass(frozen=True, slots=True)
class Avatar:
    """A person as shown next to a message."""

    name: str
    emoji: str
    colour: int
    badge: str = ""
    app: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction to a message."""

    name: str
    emoji: str
    count: int
    who: str
    mine: bool


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message, ready for its template. Times are in the viewer's time zone."""

    message: Message
    avatar: Avatar
    time: str
    moment: str
    day: str
    compact: bool
    body: Markup
    reactions: tuple[Reaction, ...]
    replies: int
    last_reply: str
    own: bool
    may_delete: bool
    source: str


def shown(slack: LocalSlack, names: Labels, messages: Sequence[Message], pane: str) -> list[ShownMessage]:
    """Prepare a channel's or a thread's messages; `pane` makes HTML ids unique if one message is shown twice."""
    viewer = slack.world.people[names.viewer]
    zone = zone_of(viewer)
    found: list[ShownMessage] = []
    before: tuple[Message, dt.datetime] | None = None
    for message in messages:
        at = dt.datetime.fromtimestamp(float(message.ts), zone)
        new_day = before is None or before[1].date() != at.date()
        replies = [] if pane == "thread" else slack.world.replies(message.channel, message.ts)
        last = dt.datetime.fromtimestamp(float(replies[-1].ts), zone) if replies else None
        own = message.user == viewer.id and not message.ephemeral_for and message.subtype is None
        found.append(
            ShownMessage(
                message=message,
                avatar=avatar_of(slack, message.user),
                time=f"{at:%H:%M}",
                moment=f"{at:%A, %d %B %Y, %H:%M:%S}",
                day=f"{at:%A, %d %B %Y}" if new_day and pane != "thread" else "",
                compact=before is not None and not new_day and _belong_together(before[0], message),
                body=_body(message, names, pane),
                reactions=_reactions(slack, message, viewer.id),
                replies=len(replies),
                last_reply=f"{last:%d %b, %H:%M}" if last and last.date() != at.date() else f"{last:%H:%M}" if last else "",
                own=own,
                may_delete=own or bool(message.ephemeral_for) or (viewer.role is Role.ADMIN and message.subtype is None),
                source=as_typed(message.text, names) if own else "",
            )
        )
        before = (message, at)
    return found


def avatar_of(slack: LocalSlack, user: str) -> Avatar:
    """Return the avatar of a person; for an unknown one, with their id."""
    person = slack.world.people.get(user)
    if person is None:
        return Avatar("Slackbot" if user == "USLACKBOT" else user, "💬", 1)
    colour = sum(map(ord, user)) % _COLOURS + 1
    return Avatar(person.name, person.emoji_face, colour, _BADGES.get(person.role, ""), app=user == slack.bot_user)


def zone_of(person: Person) -> dt.tzinfo:
    """Return a person's time zone; UTC if the machine does not know it."""
    try:
        return ZoneInfo(person.tz)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def as_typed(text: str, names: Labels) -> str:
    """Turn a stored text back into what a person would type for it."""

    def typed(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        match target[:1]:
            case "@":
                return f"@{names.people.get(target[1:], target[1:])}"
            case "#":
                return f"#{names.channels.get(target[1:], target[1:])}"
            case "!":
                return f"@{names.groups.get(target.partition('^')[2]) or target[1:]}"
        return target if not label else label if label in target else f"[{label}]({target})"

    return unescape(re.sub(r"<([^<>\n]+)>", typed, text))


def _belong_together(before: Message, after: Message) -> bool:
    close = float(after.ts) - float(before.ts) < TOGETHER_SECONDS
    same = before.user == after.user and before.ephemeral_for == after.ephemeral_for and before.subtype == after.subtype
    return close and same and not after.app and after.subtype is None


def _body(message: Message, names: Labels, pane: str) -> Markup:
    scene = DrawingContext(names, place=f"{pane}-{message.ts}")
    words = blocks(message.blocks, scene) if message.blocks else tag("div", mrkdwn(message.text, names), class_="text")
    words = join(words, blocks(message.unfurled, scene)) if message.unfurled else words
    return join(words, *(_file(file.id, file.name, file.title, file.alt_txt) for file in message.files))


def _file(ident: str, name: str, title: str, words: str) -> Markup:
    address = f"/files/{ident}/{re.sub(r'[^A-Za-z0-9._-]', '_', name)}"
    if name.lower().endswith(_PICTURES):
        return tag(
            "figure",
            tag("figcaption", title or name),
            tag("img", src=address, alt=words or title or name, class_="picture"),
            class_="image",
        )
    return tag("a", tag("span", "📄", aria_hidden="true"), " ", title or name, href=address, class_="file", download=True)


def _reactions(slack: LocalSlack, message: Message, viewer: str) -> tuple[Reaction, ...]:
    people = slack.world.people
    return tuple(
        Reaction(
            name=name,
            emoji=SHORTCODES.get(name, f":{name}:"),
            count=len(users),
            who=", ".join(people[user].name if user in people else user for user in users),
            mine=viewer in users,
        )
        for name, users in message.reactions.items()
    )
