"""Finds the links of a message: in its rich text, or if it has none, as `<address|label>` in its text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.domain.workspace import WorkspaceSettings
from bot.domain.wrapped_addresses import bare_address

MOST = 20
_IN_TEXT = re.compile(r"<(https?://[^<|>\s]+)(?:\|[^<>]*)?>")
_TYPED = re.compile(rf"{_IN_TEXT.pattern}|(https?://[^<|>\s]+)")
_TOKEN = re.compile(r"<[@#!][^>]*>")
_FILE = re.compile(r"\.(?:zip|gz|png|jpe?g|gif|webp|svg|mp[34]|mov|wav|m4a|dmg|exe|apk)$", re.IGNORECASE)
_SLACK = ("slack.com", "slack-files.com", "slack-edge.com")


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a message in order, each once, and the sender's other words."""

    urls: tuple[str, ...]
    note: str


def links_of(message: Mapping[str, Any]) -> Links:
    """Find the links of a message event, or of a shortcut's message, with Slack's escaping undone."""
    rich = [block for block in _dicts(message.get("blocks")) if block.get("type") == "rich_text"]
    text = message.get("text")
    plain = text if isinstance(text, str) else ""
    found = [str(e["url"]) for e in _elements(rich) if e.get("type") == "link" and isinstance(e.get("url"), str)]
    urls = found if rich else [url.replace("&amp;", "&") for url in _IN_TEXT.findall(plain)]
    words = "".join(_words(e) for e in _elements(rich)) if rich else _unescape(_TOKEN.sub("", _IN_TEXT.sub("", plain)))
    http = [url for url in urls if url.lower().startswith(("http://", "https://"))]
    return Links(tuple(dict.fromkeys(http)), " ".join(words.split())[:1000])


def links_in(text: str) -> tuple[str, ...]:
    """Find the links that somebody typed after a command; Slack sends them plain or between `<` and `>`, where they end."""
    found = (marked or bare_address(plain) for marked, plain in _TYPED.findall(text))
    return tuple(dict.fromkeys(url.replace("&amp;", "&") for url in found))


def why_left_alone(url: str, settings: WorkspaceSettings) -> str | None:
    """Return why a link is ignored (Slack's own, a picture or program, an ignored domain); None if it is accepted.

    A document such as a PDF is accepted: it may be a source, and its card says that its text can be pasted.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return "is no address that could be read"
    if _under(host, _SLACK):
        return "leads into Slack, not to an article"
    if _FILE.search(parts.path):
        return "is a file, not an article"
    if _under(host, settings.ignored_domains):
        return f"is on the list of domains that this newsroom ignores ({host})"
    return None


def _under(host: str, domains: Sequence[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _elements(value: object) -> Iterator[Mapping[str, Any]]:
    """Walk the elements of rich text in order, including those inside quotes and lists."""
    for part in _dicts(value):
        inner = part.get("elements")
        if inner is None:
            yield part
        else:
            yield from _elements(inner)


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (part for part in value if isinstance(part, dict))


def _words(element: Mapping[str, Any]) -> str:
    text = element.get("text")
    if element.get("type") == "text" and isinstance(text, str):
        return text
    return " "


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
