"""Finds the links of a message: in its blocks, else as `<address|label>` in its text, and in what it forwards."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.domain.workspace import WorkspaceSettings
from bot.domain.wrapped_addresses import bare_address

MOST = 20
_IN_TEXT = re.compile(r"<(https?://[^<|>\s]+)(?:\|[^<>]*)?>")
_TYPED = re.compile(rf"{_IN_TEXT.pattern}|(https?://[^<|>\s]+)")
_TOKEN = re.compile(r"<[@#!][^>]*>")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_FILE = re.compile(r"\.(?:zip|gz|png|jpe?g|gif|webp|svg|mp[34]|mov|wav|m4a|dmg|exe|apk)$", re.IGNORECASE)
_SLACK = ("slack.com", "slack-files.com", "slack-edge.com")
_OF_A_PREVIEW = ("original_url", "from_url", "title_link")
_AUTHORS = ("author_id", "bot_id", "user", "app_id")


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a message in order, each once, and the sender's other words."""

    urls: tuple[str, ...]
    note: str


def links_of(message: Mapping[str, Any], *, asked: bool = False, ours: Collection[str] = ()) -> Links:
    """Find the links of a message event, or of a shortcut's message, with Slack's escaping undone.

    Those of forwarded messages and of apps' attachments count too, but not a link's own preview, nor a card of ours (`ours` are
    our ids) that somebody forwards. Links in code are found only if the bot was `asked` to read the message.
    """
    rich = [block for block in _dicts(message.get("blocks")) if block.get("type") == "rich_text"]
    text = message.get("text")
    plain = text if isinstance(text, str) else ""
    own, forwarded = _own_links(message, asked), list[str]()
    for attachment in _dicts(message.get("attachments")):
        given = _attached(attachment, {*own, *forwarded}, ours)
        if given and _is_share(attachment):
            # The address of a forwarded message only says where it is from.
            own = [url for url in own if url not in _addresses(attachment)]
        forwarded += given
    words = "".join(_words(e) for e in _elements(rich)) if rich else _unescape(_TOKEN.sub("", _IN_TEXT.sub("", plain)))
    return Links(tuple(dict.fromkeys([*own, *forwarded])), " ".join(words.split())[:1000])


def words_of(message: Mapping[str, Any]) -> str:
    """Return what somebody wrote, on one line: links as their addresses, without mentions."""
    text = message.get("text")
    plain = _TOKEN.sub("", _IN_TEXT.sub(r"\1", text)) if isinstance(text, str) else ""
    return " ".join(_unescape(plain).split())


def links_in(text: str) -> tuple[str, ...]:
    """Find the links that somebody typed after a command; Slack sends them plain or between `<` and `>`, where they end."""
    found = (marked or bare_address(plain) for marked, plain in _TYPED.findall(text))
    return tuple(dict.fromkeys(url.replace("&amp;", "&") for url in found))


def why_left_alone(url: str, settings: WorkspaceSettings, *, ours: bool = False) -> str | None:
    """Return why a link is ignored (our own page, Slack's, a picture or program, an ignored domain); None if it is accepted.

    A document such as a PDF is accepted: it may be a source, and its card says that its text can be pasted.
    """
    if ours:
        return "is a page of our own record, not a source"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return "is no address that could be read"
    if _under(host, _SLACK):
        return "leads into Slack, not to an article"
    if _FILE.search(parts.path):
        return "is a file, not an article"
    if settings.ignores(host):
        return f"is on the list of domains that this newsroom ignores ({host})"
    return None


def _own_links(message: Mapping[str, Any], asked: bool) -> list[str]:
    """Find the links in a message's blocks; in its text where no block has any, and nobody typed it as rich text."""
    blocks, text = list(_dicts(message.get("blocks"))), message.get("text")
    found = list(_in_blocks(blocks, asked=asked))
    if not found and isinstance(text, str) and all(block.get("type") != "rich_text" for block in blocks):
        found = list(_in_mrkdwn(text, asked=asked))
    return found


def _attached(attachment: Mapping[str, Any], known: Collection[str], ours: Collection[str]) -> list[str]:
    """Find the links of an attachment: a forwarded message, the preview of a link, or what an app attached."""
    messages = [inner for part in _dicts(attachment.get("message_blocks")) for inner in _dicts([part.get("message")])]
    if any(one.get(name) in ours for one in (attachment, *messages) for name in _AUTHORS if one.get(name)):
        return []
    addresses = [url for url in _addresses(attachment) if not _is_slacks(url)]
    if _is_share(attachment):
        inner = [*messages, attachment] if not any(_own_links(m, False) for m in messages) else messages
        found = [url for one in inner for url in _own_links(one, False)]
        nested = [a for one in (*messages, attachment) for a in _dicts(one.get("attachments"))]
        return [*found, *addresses, *(url for one in nested for url in _attached(one, {*known, *found, *addresses}, ours))]
    if attachment.get("from_url"):
        # Slack adds the preview of a link: the page's title, its first words and its picture.
        return [] if set(addresses) & set(known) else addresses[:1]
    texts = [attachment.get("pretext"), attachment.get("text")]
    texts += [each.get("value") for each in _dicts(attachment.get("fields"))]
    found = [url for text in texts if isinstance(text, str) for url in _in_mrkdwn(text, asked=False)]
    buttons = [{**each, "type": "button"} for each in _dicts(attachment.get("actions"))]
    return [*addresses, *found, *_in_blocks([*buttons, *_dicts(attachment.get("blocks"))], asked=False)]


def _in_blocks(value: object, *, asked: bool, in_code: bool = False) -> Iterator[str]:
    """Find the links of blocks in order: rich text, mrkdwn and markdown texts, buttons."""
    if isinstance(value, list):
        for part in value:
            yield from _in_blocks(part, asked=asked, in_code=in_code)
    if not isinstance(value, Mapping):
        return
    kind, text, style = value.get("type"), value.get("text"), value.get("style")
    in_code = in_code or kind == "rich_text_preformatted" or (isinstance(style, Mapping) and bool(style.get("code")))
    if in_code and not asked:
        return
    if kind in ("link", "button"):
        yield from _http(value.get("url"))
    elif kind == "mrkdwn" and isinstance(text, str):
        yield from _in_mrkdwn(text, asked=asked)
    elif isinstance(text, str) and (kind == "markdown" or in_code):
        yield from links_in(text)
    else:
        for part in value.values():
            if isinstance(part, (list, Mapping)):
                yield from _in_blocks(part, asked=asked, in_code=in_code)


def _in_mrkdwn(text: str, *, asked: bool) -> Iterator[str]:
    found = _IN_TEXT.findall(text if asked else _CODE.sub("", text))
    yield from (url.replace("&amp;", "&") for url in found)


def _is_share(attachment: Mapping[str, Any]) -> bool:
    return bool(attachment.get("is_share") or attachment.get("is_msg_unfurl") or attachment.get("message_blocks"))


def _addresses(attachment: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(url for name in _OF_A_PREVIEW for url in _http(attachment.get(name))))


def _http(url: object) -> Iterator[str]:
    if isinstance(url, str) and url.lower().startswith(("http://", "https://")):
        yield url


def _is_slacks(url: str) -> bool:
    try:
        return _under((urlsplit(url).hostname or "").lower(), _SLACK)
    except ValueError:
        return False


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
