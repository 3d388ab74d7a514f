"""Draws Slack's mrkdwn and plain text as HTML.

Slack sends `&`, `<` and `>` of a text as `&amp;`, `&lt;` and `&gt;`; a bare `<…>` is a link or a mention. So the text is split
into pieces first, and every piece that is not markup is escaped when they are joined.
"""

import re

from markupsafe import Markup

from bot.sandbox.browser.dates import date_in_words
from bot.sandbox.browser.emoji import with_emoji
from bot.sandbox.browser.scene import Labels, Payload
from bot.sandbox.browser.tags import join, link, tag, web_address

_CODE = re.compile(r"```(?P<block>.+?)```|`(?P<code>[^`\n]+)`", re.DOTALL)
_ANGLE = re.compile(r"<([^<>\n]{1,3100})>")
BARE_ADDRESS = re.compile(r"https?://[^\s<>|\"“”]+[^\s<>|\"“”.,;:!?)\]'’]")
_STYLES = {"*": "strong", "_": "em", "~": "s"}
# As in Slack, a style mark works only at the edge of a word.
_STYLED = re.compile(r"(?<!\w)(?P<mark>[*_~])(?=\S)(?!(?P=mark))(?P<inside>.+?)(?<=\S)(?P=mark)(?!\w)")
_BROADCASTS = {"here": "@here", "channel": "@channel", "everyone": "@everyone"}


def text_object(text: Payload | str | None, names: Labels) -> Markup:
    """Draw a text object: mrkdwn or plain text."""
    if text is None:
        return Markup("")
    if isinstance(text, str):
        return plain(text)
    written = str(text.get("text", ""))
    if text.get("type") == "mrkdwn":
        return mrkdwn(written, names, verbatim=bool(text.get("verbatim")))
    return plain(written, emoji=text.get("emoji") is not False)


def bare_text(text: Payload | str | None) -> str:
    """Return a text object's text for a label or a title, without markup."""
    if text is None:
        return ""
    return with_emoji(unescape(text if isinstance(text, str) else str(text.get("text", ""))))


def plain(text: str, *, emoji: bool = True) -> Markup:
    """Draw plain text, with its line breaks."""
    shown = with_emoji(unescape(text)) if emoji else unescape(text)
    return Markup("<br>").join(shown.split("\n"))


def mrkdwn(text: str, names: Labels, *, verbatim: bool = False) -> Markup:
    """Draw mrkdwn; with `verbatim`, bare addresses stay text."""
    pieces: list[Markup] = []
    end = 0
    for match in _CODE.finditer(text):
        pieces.append(_quoted(text[end : match.start()], names, verbatim))
        if match["block"] is not None:
            pieces.append(tag("pre", _code_text(match["block"].strip("\n"))))
        else:
            pieces.append(tag("code", _code_text(match["code"])))
        end = match.end()
    pieces.append(_quoted(text[end:], names, verbatim))
    return join(*pieces)


def mention(kind: str, ident: str, names: Labels, label: str = "") -> Markup:
    """Draw a mention of a `user`, `channel`, `usergroup` or `broadcast` by its id."""
    match kind:
        case "user":
            name = names.people.get(ident) or label or ident
            mine = " me" if ident == names.viewer else ""
            return tag("span", f"@{name.removeprefix('@')}", class_=f"mention{mine}")
        case "channel":
            return tag("span", f"#{names.channels.get(ident) or label or 'private channel'}", class_="mention")
        case "usergroup":
            return tag("span", f"@{(names.groups.get(ident) or label or ident).removeprefix('@')}", class_="mention")
        case _:
            return tag("span", _BROADCASTS.get(ident, f"@{ident}"), class_="mention loud")


def unescape(text: str) -> str:
    """Replace Slack's three entities, and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _code_text(text: str) -> str:
    """Return text in code as it was typed, with links by their address or label, as in Slack."""
    return unescape(_ANGLE.sub(lambda match: match[1].rpartition("|")[2], text))


def _quoted(text: str, names: Labels, verbatim: bool) -> Markup:
    """Draw lines; those that begin with `>` are quotes."""
    drawn: list[Markup] = []
    quote: list[str] = []
    lines: list[str] = []

    def flush() -> None:
        if lines:
            drawn.append(_inline("\n".join(lines), names, verbatim))
            lines.clear()
        if quote:
            drawn.append(tag("blockquote", _inline("\n".join(quote), names, verbatim)))
            quote.clear()

    for line in text.split("\n"):
        found = re.match(r"(?:&gt;|>) ?(.*)", line)
        if bool(found) != bool(quote):
            flush()
        (quote if found else lines).append(found[1] if found else line)
    flush()
    return join(*drawn)


def _inline(text: str, names: Labels, verbatim: bool) -> Markup:
    """Draw links, mentions, styles and line breaks; styles may span links, so private characters first replace the links."""
    kept: list[Markup] = []

    def keep(markup: Markup) -> str:
        kept.append(markup)
        return f"\ue000{len(kept) - 1}\ue001"

    text = re.sub("[\ue000\ue001]", "", text)
    text = _ANGLE.sub(lambda match: keep(_angle(match[1], names)), text)
    if not verbatim:
        text = BARE_ADDRESS.sub(lambda match: keep(link(unescape(match[0]), unescape(match[0]))), text)
    return _styled(with_emoji(unescape(text)), kept)


def _styled(text: str, kept: list[Markup]) -> Markup:
    drawn: list[Markup] = []
    end = 0
    for match in _STYLED.finditer(text):
        drawn += [_put_back(text[end : match.start()], kept), tag(_STYLES[match["mark"]], _styled(match["inside"], kept))]
        end = match.end()
    return join(*drawn, _put_back(text[end:], kept))


def _put_back(text: str, kept: list[Markup]) -> Markup:
    drawn: list[str | Markup] = []
    for piece in re.split("(\ue000\\d+\ue001)", text):
        if piece.startswith("\ue000"):
            drawn.append(kept[int(piece[1:-1])])
        else:
            drawn.append(Markup("<br>").join(piece.split("\n")))
    return join(*drawn)


def _angle(inside: str, names: Labels) -> Markup:
    target, _, label = inside.partition("|")
    label = with_emoji(unescape(label))
    target = unescape(target)
    if target.startswith("@"):
        return mention("user", target[1:], names, label)
    if target.startswith("#"):
        return mention("channel", target[1:], names, label)
    if target.startswith("!subteam^"):
        return mention("usergroup", target.partition("^")[2], names, label)
    if target.startswith("!date^"):
        _, seconds, shape = [*target.split("^"), "", ""][:3]
        return tag("time", date_in_words(seconds, shape, names.zone) or label or target)
    if target.startswith("!"):
        return mention("broadcast", target[1:], names)
    if target.startswith("mailto:"):
        return tag("span", label or target.removeprefix("mailto:"), class_="mail")
    if web_address(target) is None:
        return tag("span", label or target)
    return link(target, label or target)
