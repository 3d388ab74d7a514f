"""Draws the markdown block as HTML: markdown-it-py parses it, and only known tokens are drawn. Everything else is text."""

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

from bot.sandbox.browser.emoji import with_emoji
from bot.sandbox.browser.mrkdwn import BARE_ADDRESS, mention, unescape
from bot.sandbox.browser.scene import Labels
from bot.sandbox.browser.tags import join, link, tag

_ANGLE = re.compile(r"<([^<>\n]{1,3100})>")
_ESCAPED_QUOTE = re.compile(r"^&gt;", re.MULTILINE)
_PLAIN = {"em": "em", "strong": "strong", "s": "s", "bullet_list": "ul", "list_item": "li", "blockquote": "blockquote"}


def markdown(text: str, names: Labels) -> Markup:
    """Draw a markdown block's text."""
    return tag("div", _drawn(_MARKDOWN.parse(_ESCAPED_QUOTE.sub(">", text)), names), class_="markdown")


def _parse_angle(state: StateInline, silent: bool) -> bool:
    """Parse `<…>` as one token, as a rule of markdown-it-py: in Slack it is a mention or a link."""
    found = _ANGLE.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("angle", "", 0).content = found[1]
    state.pos = found.end()
    return True


# HTML and entities are not among the rules, so they stay text.
_RULES = (
    "blockquote", "fence", "heading", "hr", "list",
    "backticks", "emphasis", "escape", "image", "link", "newline", "strikethrough",
)  # fmt: skip
_MARKDOWN = MarkdownIt("zero").enable(list(_RULES))
_MARKDOWN.inline.ruler.before("backticks", "angle", _parse_angle)


def _drawn(tokens: Iterable[Token], names: Labels) -> Markup:
    """Draw tokens without recursion, since emphasis can be nested thousands of times."""
    opened: list[Token] = []
    inside: list[list[Markup]] = [[]]
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            inside.append([])
        elif token.nesting < 0:
            opening, held = opened.pop(), join(*inside.pop())
            if opening.type == "paragraph_open" and opened and opened[-1].type == "blockquote_open":
                inside[-1] += [tag("br"), held] if inside[-1] else [held]
            else:
                inside[-1].append(_element(opening, held))
        else:
            inside[-1].append(_piece(token, names, in_link=any(around.type == "link_open" for around in opened[-1:])))
    return join(*inside[0])


def _element(opening: Token, inside: Markup) -> Markup:
    kind = opening.type.removesuffix("_open")
    match kind:
        case "paragraph":
            # In a tight list, lines have no paragraph around them.
            return inside if opening.hidden else tag("p", inside)
        case "heading":
            return tag("p", tag("strong", inside), class_=f"heading level{opening.tag.removeprefix('h')}")
        case "ordered_list":
            return tag("ol", inside, start=opening.attrs.get("start", 1))
        case "link":
            return link(opening.attrs.get("href"), inside)
        case _:
            return tag(_PLAIN[kind], inside)


def _piece(token: Token, names: Labels, *, in_link: bool) -> Markup:
    match token.type:
        case "inline":
            return _drawn(token.children or (), names)
        case "text":
            return join(_plain(token.content)) if in_link else _with_links(token.content)
        case "softbreak" | "hardbreak":
            return tag("br")
        case "code_inline":
            return tag("code", unescape(token.content))
        case "fence":
            return tag("pre", unescape(token.content.removesuffix("\n")))
        case "image":
            return link(token.attrs.get("src"), _plain(token.content))
        case "angle":
            return _angle(token.content, names)
        case _:
            return tag("hr")


def _angle(inside: str, names: Labels) -> Markup:
    """Draw `<…>`: mentions work in a markdown block too, so the app must escape hostile text there."""
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return mention("user", target[1:], names, label)
    if target.startswith("#"):
        return mention("channel", target[1:], names, label)
    if target.startswith("!"):
        return mention("broadcast", target[1:], names)
    return link(unescape(target), unescape(label or target)) if "://" in target else join(f"<{inside}>")


def _with_links(text: str) -> Markup:
    drawn: list[str | Markup] = []
    end = 0
    for found in BARE_ADDRESS.finditer(text):
        drawn += [_plain(text[end : found.start()]), link(unescape(found[0]), unescape(found[0]))]
        end = found.end()
    return join(*drawn, _plain(text[end:]))


def _plain(text: str) -> str:
    return with_emoji(unescape(text))
