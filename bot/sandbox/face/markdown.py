"""The markdown block as HTML: headings, lists, quotes, fences, rules, and styles inside a line. All else is text."""

import re
from collections.abc import Callable, Sequence

from markupsafe import Markup

from bot.sandbox.face.emoji import with_emoji
from bot.sandbox.face.mrkdwn import mention, unescape
from bot.sandbox.face.scene import Names
from bot.sandbox.face.tags import join, link, tag

_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|!?\[(?P<label>[^\]\n]{1,300})\]\((?P<url>[^()\s]{1,3000})\)"
    r"|<(?P<angle>[^<>\n]{1,3100})>"
    r"|\*\*(?P<bold>(?=\S).+?(?<=\S))\*\*"
    r"|~~(?P<strike>(?=\S).+?(?<=\S))~~"
    r"|(?<!\w)\*(?P<star>(?=[^\s*]).+?(?<=[^\s*]))\*(?!\w)"
    r"|(?<!\w)_(?P<under>(?=[^\s_]).+?(?<=[^\s_]))_(?!\w)"
    r"|(?P<bare>https?://[^\s<>|\"]+[^\s<>|\".,;:!?)\]'])"
)
_ITEM = re.compile(r"(?P<indent> *)(?:(?P<bullet>[-*+])|(?P<number>\d{1,9})[.)]) +(?P<text>.*)")
_HEADING = re.compile(r"(#{1,6}) +(.*?) *#*$")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}) *$")


def markdown(text: str, names: Names) -> Markup:
    """Draw a markdown block's text."""
    lines = text.split("\n")
    drawn: list[Markup] = []
    paragraph: list[str] = []

    def flush() -> None:
        if paragraph:
            drawn.append(tag("p", _lines(paragraph, names)))
            paragraph.clear()

    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("```"):
            flush()
            end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("```")), len(lines))
            drawn.append(tag("pre", unescape("\n".join(lines[at + 1 : end]))))
            at = end + 1
            continue
        taken = _run_length(lines[at:], _is_quote) or _run_length(lines[at:], _is_item)
        if taken:
            flush()
            several = lines[at : at + taken]
            drawn.append(_quote(several, names) if _is_quote(line) else _list(several, names))
            at += taken
            continue
        if not line.strip():
            flush()
        elif heading := _HEADING.match(line):
            flush()
            drawn.append(tag("p", tag("strong", _inline(heading[2], names)), class_=f"heading level{len(heading[1])}"))
        elif _RULE.match(line):
            flush()
            drawn.append(tag("hr"))
        else:
            paragraph.append(line)
        at += 1
    flush()
    return tag("div", *drawn, class_="markdown")


def _is_quote(line: str) -> bool:
    return line.startswith((">", "&gt;"))


def _is_item(line: str) -> bool:
    return not _RULE.match(line) and _ITEM.match(line) is not None


def _run_length(lines: Sequence[str], belongs: Callable[[str], bool]) -> int:
    return next((n for n, line in enumerate(lines) if not belongs(line)), len(lines))


def _quote(lines: Sequence[str], names: Names) -> Markup:
    return tag("blockquote", _lines([re.sub(r"^(?:>|&gt;) ?", "", line) for line in lines], names))


def _list(lines: Sequence[str], names: Names) -> Markup:
    items: list[Markup] = []
    ordered = start = None
    for line in lines:
        item = _ITEM.match(line)
        if item is None:
            continue
        if ordered is None:
            ordered, start = item["number"] is not None, item["number"]
        items.append(tag("li", _inline(item["text"], names), class_="deeper" if len(item["indent"]) > 1 else None))
    return tag("ol", *items, start=start) if ordered else tag("ul", *items)


def _lines(lines: Sequence[str], names: Names) -> Markup:
    return Markup("<br>").join(_inline(line, names) for line in lines)


def _inline(text: str, names: Names) -> Markup:
    drawn: list[str | Markup] = []
    end = 0
    for match in _INLINE.finditer(text):
        drawn += [_plain(text[end : match.start()]), _piece(match, names)]
        end = match.end()
    return join(*drawn, _plain(text[end:]))


def _piece(match: re.Match[str], names: Names) -> Markup:
    inside = match[match.lastgroup or 0]
    match match.lastgroup:
        case "code":
            return tag("code", unescape(inside))
        case "url":
            return link(unescape(inside), _inline(match["label"], names))
        case "angle":
            return _angle(inside, names)
        case "bold":
            return tag("strong", _inline(inside, names))
        case "strike":
            return tag("s", _inline(inside, names))
        case "star" | "under":
            return tag("em", _inline(inside, names))
        case _:
            return link(unescape(inside), unescape(inside))


def _angle(inside: str, names: Names) -> Markup:
    """Mentions work in a markdown block too, which is why hostile text has to be escaped there."""
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return mention("user", target[1:], names, label)
    if target.startswith("#"):
        return mention("channel", target[1:], names, label)
    if target.startswith("!"):
        return mention("broadcast", target[1:], names)
    return link(unescape(target), unescape(label or target)) if "://" in target else join(f"<{inside}>")


def _plain(text: str) -> str:
    return with_emoji(unescape(text))
