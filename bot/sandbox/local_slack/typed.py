"""Parses text as a person types or pastes it into rich text elements and mrkdwn, as Slack does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.world import World

_PIECE = re.compile(
    r"(?P<fence>```.+?```)"
    r"|(?P<code>`[^`\n]+`)"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<target>https?://[^\s)]+)\)"
    r"|(?P<url>https?://[^\s<>|`]+)"
    r"|(?P<address>(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|org|net|io|eu|uk|ua|de)(?:/[^\s<>|`]*)?(?![\w.-]*\w))"
    r"|(?P<at>@)|(?P<hash>\#)"
    r"|:(?P<emoji>[a-z0-9_+-]+):"
    r"|\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*",
    re.DOTALL,
)
_AFTER_URL = ".,;:!?'\"”’»…"
_EVERYBODY = ("here", "channel", "everyone")


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed text as Slack stores it."""

    text: str
    """mrkdwn, with `<…>` around links and mentions."""
    blocks: list[Json]
    """One rich_text block."""

    def mentions(self, user: str) -> bool:
        """Return whether a person (or the app) is mentioned."""
        return f"<@{user}>" in self.text


def typed(world: World, text: str) -> Typed:
    """Parse a text like Slack's message box."""
    names = _names(world)
    elements: list[Json] = []
    line: list[Json] = []
    mrkdwn: list[str] = []
    for element, written in _pieces(text, names):
        mrkdwn.append(written)
        if element["type"] == "rich_text_preformatted":
            if line:
                elements.append({"type": "rich_text_section", "elements": line})
                line = []
            elements.append(element)
        else:
            line.append(element)
    if line or not elements:
        elements.append({"type": "rich_text_section", "elements": line})
    block = {"type": "rich_text", "block_id": world.new_id("", 5), "elements": elements}
    return Typed("".join(mrkdwn), [block])


def escaped_for_command(world: World, text: str) -> str:
    """Return a slash command's text as Slack sends it with `should_escape`: people and channels with names, links plain."""
    written = []
    for element, mrkdwn in _pieces(text, _names(world)):
        match element:
            case {"type": "user", "user_id": user}:
                written.append(f"<@{user}|{world.people[user].handle}>")
            case {"type": "channel", "channel_id": channel}:
                written.append(f"<#{channel}|{world.channels[channel].name}>")
            case {"type": "link", "text": label, "url": url} if label not in url:
                written.append(escaped(f"[{label}]({url})"))
            case {"type": "link", "text": label}:
                written.append(escaped(label))
            case {"type": "link", "url": url}:
                written.append(escaped(url))
            case _:
                written.append(mrkdwn)
    return "".join(written)


def escaped(text: str) -> str:
    """Escape `&`, `<` and `>` as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _names(world: World) -> list[tuple[str, str, str, str]]:
    """List what can follow `@` or `#`: (sign, name in lower case, kind, id), longest names first."""
    with world.lock:
        found = [
            ("@", name.casefold(), "user", person.id)
            for person in world.people.values()
            for name in (person.name, person.handle)
        ]
        found += [("@", group.handle.casefold(), "usergroup", group.id) for group in world.groups.values()]
        found += [("#", each.name.casefold(), "channel", each.id) for each in world.channels.values() if not each.direct]
    found += [("@", word, "broadcast", word) for word in _EVERYBODY]
    return sorted(found, key=lambda name: -len(name[1]))


def _pieces(text: str, names: list[tuple[str, str, str, str]]) -> Iterator[tuple[Json, str]]:
    plain_from = at = 0
    while match := _PIECE.search(text, at):
        at = match.end()
        piece = _piece(text, match, names)
        if piece is None:
            continue
        element, written, end = piece
        if plain_from < match.start():
            yield _plain(text[plain_from : match.start()])
        yield element, written
        plain_from = at = end
    if plain_from < len(text):
        yield _plain(text[plain_from:])


def _plain(text: str) -> tuple[Json, str]:
    return {"type": "text", "text": text}, escaped(text)


def _piece(text: str, match: re.Match[str], names: list[tuple[str, str, str, str]]) -> tuple[Json, str, int] | None:
    found = match.group()
    match match.lastgroup:
        case "fence":
            inner = found[3:-3].strip("\n")
            element = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": inner}]}
            return element, f"```{escaped(inner)}```", match.end()
        case "code":
            return {"type": "text", "text": found[1:-1], "style": {"code": True}}, escaped(found), match.end()
        case "bold":
            return {"type": "text", "text": match["bold"], "style": {"bold": True}}, escaped(found), match.end()
        case "emoji":
            return {"type": "emoji", "name": match["emoji"]}, found, match.end()
        case "target":
            url, label = match["target"], match["label"]
            return {"type": "link", "url": url, "text": label}, f"<{escaped(url)}|{escaped(label)}>", match.end()
        case "url":
            url = _trimmed(found)
            return {"type": "link", "url": url}, f"<{escaped(url)}>", match.start() + len(url)
        case "address":
            address = _trimmed(found)
            url = f"http://{address}"
            element = {"type": "link", "url": url, "text": address}
            return element, f"<{escaped(url)}|{escaped(address)}>", match.start() + len(address)
    return _named(text, match.start(), names)


def _named(text: str, start: int, names: list[tuple[str, str, str, str]]) -> tuple[Json, str, int] | None:
    if start and (text[start - 1].isalnum() or text[start - 1] == "/"):
        return None
    for sign, name, kind, id_ in names:
        end = start + 1 + len(name)
        if text[start] == sign and text[start + 1 : end].casefold() == name and not text[end : end + 1].isalnum():
            match kind:
                case "user":
                    return {"type": "user", "user_id": id_}, f"<@{id_}>", end
                case "usergroup":
                    return {"type": "usergroup", "usergroup_id": id_}, f"<!subteam^{id_}>", end
                case "channel":
                    return {"type": "channel", "channel_id": id_}, f"<#{id_}|>", end
                case _:
                    return {"type": "broadcast", "range": id_}, f"<!{id_}>", end
    return None


def _trimmed(url: str) -> str:
    """Remove punctuation that ends the sentence and not the address."""
    while url and (url[-1] in _AFTER_URL or (url[-1] == ")" and url.count(")") > url.count("("))):
        url = url[:-1]
    return url
