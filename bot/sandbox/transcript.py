"""A message as plain lines for a terminal: the text of its blocks, in order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.local_slack.values import Message

Json = Mapping[str, Any]
_MARKED = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)|(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)")
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
_BARE = re.compile(r"<(https?://[^|>]+)>")
_MOMENT = re.compile(r"<!date\^\d+\^[^|>]*\|([^>]*)>")
_PERSON = re.compile(r"<@(\w+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>")


def lines_of(message: Message, names: Mapping[str, str]) -> list[str]:
    """Return a message as lines; `names` are people's and channels' names by id."""
    if not message.blocks:
        return _plain(message.text, names).split("\n")
    return [line for block in message.blocks for line in _block(block, names)]


def _block(block: Json, names: Mapping[str, str]) -> Iterator[str]:
    match block.get("type"):
        case "header":
            yield _plain(_text(block.get("text")), names)
        case "section":
            yield from _plain(_text(block.get("text")), names).split("\n") if block.get("text") else ()
            for field in block.get("fields", ()):
                yield "  " + _plain(_text(field), names).replace("\n", ": ")
            if block.get("accessory"):
                yield from _buttons([block["accessory"]])
        case "context":
            yield "  " + " · ".join(_plain(_text(element), names) for element in block.get("elements", ()))
        case "rich_text":
            yield from _rich(block.get("elements", ()), names)
        case "actions":
            yield from _buttons(block.get("elements", ()))
        case "divider":
            yield "─" * 72
        case "data_visualization" | "table" | "image":
            yield f"  [{block['type'].replace('_', ' ')}: {_text(block.get('title')) or block.get('alt_text', '')}]"


def _rich(elements: Sequence[Json], names: Mapping[str, str]) -> Iterator[str]:
    for element in elements:
        inner = element.get("elements", ())
        if element.get("type") == "rich_text_list":
            for item in inner:
                yield from (f"  · {line}" for line in _rich([item], names))
            continue
        text = "".join(_element(part, names) for part in inner)
        yield from f"    “{text}”".split("\n") if element.get("type") == "rich_text_quote" else text.split("\n")


def _element(part: Json, names: Mapping[str, str]) -> str:
    match part.get("type"):
        case "user":
            return f"@{names.get(part['user_id'], part['user_id'])}"
        case "channel":
            return f"#{names.get(part['channel_id'], part['channel_id'])}"
        case "link":
            return str(part.get("text") or part["url"])
        case "emoji":
            return f":{part['name']}:"
        case "date":
            return str(part.get("fallback", ""))
        case _:
            return str(part.get("text", ""))


def _buttons(elements: Sequence[Json]) -> Iterator[str]:
    labels = [_text(e.get("text")) if e.get("type") == "button" else "⋯" for e in elements]
    yield "  " + " ".join(f"[ {label} ]" for label in labels)


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return str(value.get("text", ""))
    return str(value or "")


def _plain(text: str, names: Mapping[str, str]) -> str:
    text = _MOMENT.sub(r"\1", text)
    text = _LINK.sub(r"\2", text)
    text = _BARE.sub(r"\1", text)
    text = _PERSON.sub(lambda m: f"@{names.get(m[1], m[1])}", text)
    text = _CHANNEL.sub(lambda m: f"#{names.get(m[1], m[1])}", text)
    text = _MARKED.sub(lambda m: m[1] or m[2], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
