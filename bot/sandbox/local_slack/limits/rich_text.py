"""rich_text blocks, which people type and apps send."""

from collections.abc import Collection
from typing import Any

from bot.sandbox.local_slack.limits.parts import ID_LENGTH, Problems
from bot.sandbox.local_slack.values import Json

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_INLINE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "text": (("text",), ("style",)),
    "link": (("url",), ("text", "unsafe", "style")),
    "emoji": (("name",), ("unicode", "skin_tone", "style")),
    "user": (("user_id",), ("style",)),
    "usergroup": (("usergroup_id",), ("style",)),
    "channel": (("channel_id",), ("style",)),
    "team": (("team_id",), ("style",)),
    "broadcast": (("range",), ("style",)),
    "color": (("value",), ("style",)),
    "date": (("timestamp", "format"), ("url", "fallback", "style")),
}
_PREFORMATTED = ("text", "link")
_MANY = 5000


def rich_text(problems: Problems, block: Any, at: str) -> None:
    """Check a rich_text block, or a cell of that type."""
    if not problems.needs_object(block, at):
        return
    problems.keys(block, at, ("type", "elements"), ("block_id",))
    problems.string(block, "block_id", at, ID_LENGTH)
    for number, part in enumerate(problems.items(block, "elements", at, _MANY)):
        here = f"{at}/elements/{number}"
        if not problems.needs_object(part, here):
            continue
        match part.get("type"):
            case "rich_text_section":
                problems.keys(part, here, ("type", "elements"))
                _inline(problems, part, here, _INLINE)
            case "rich_text_quote":
                problems.keys(part, here, ("type", "elements"), ("border",))
                _inline(problems, part, here, _INLINE)
            case "rich_text_preformatted":
                problems.keys(part, here, ("type", "elements"), ("border", "language"))
                _inline(problems, part, here, _PREFORMATTED)
            case "rich_text_list":
                _list(problems, part, here)
            case kind:
                problems.add(f"{here}/type", f"unsupported type: {kind}")


def _list(problems: Problems, part: Json, at: str) -> None:
    problems.keys(part, at, ("type", "style", "elements"), ("indent", "offset", "border"))
    problems.choice(part, "style", at, ("bullet", "ordered"))
    problems.whole(part, "indent", at, 0, 8)
    problems.whole(part, "offset", at, 0, 1_000_000)
    for number, item in enumerate(problems.items(part, "elements", at, _MANY)):
        here = f"{at}/elements/{number}"
        if not isinstance(item, dict) or item.get("type") != "rich_text_section":
            problems.add(here, "must be a rich_text_section")
        else:
            problems.keys(item, here, ("type", "elements"))
            _inline(problems, item, here, _INLINE)


def _inline(problems: Problems, part: Json, at: str, allowed: Collection[str]) -> None:
    for number, element in enumerate(problems.items(part, "elements", at, _MANY, least=0)):
        here = f"{at}/elements/{number}"
        if not problems.needs_object(element, here):
            continue
        kind = str(element.get("type"))
        if kind not in allowed:
            problems.add(f"{here}/type", f"unsupported type: {kind}")
            continue
        required, optional = _INLINE[kind]
        problems.keys(element, here, ("type", *required), optional)
        problems.string(element, "text", here, 1_000_000, least=1)
        problems.url(element, "url", here)
        problems.choice(element, "range", here, ("here", "channel", "everyone"))
        style = element.get("style")
        if style is not None and problems.needs_object(style, f"{here}/style"):
            problems.keys(style, f"{here}/style", (), _STYLES)
            problems.yes_or_no(style, f"{here}/style", *_STYLES)
