"""Draws rich_text blocks as HTML: sections, lists, quotes, preformatted text, and their inline elements."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.sandbox.browser.dates import date_in_words
from bot.sandbox.browser.emoji import SHORTCODES
from bot.sandbox.browser.mrkdwn import mention
from bot.sandbox.browser.scene import Labels, Payload
from bot.sandbox.browser.tags import join, link, tag

_STYLES = (("code", "code"), ("strike", "s"), ("italic", "em"), ("bold", "strong"), ("underline", "u"))


def rich_text(block: Payload, names: Labels) -> Markup:
    """Draw a rich_text block; adjacent lists with different indents become one nested list."""
    drawn: list[Markup] = []
    lists: list[Payload] = []
    for element in block.get("elements", ()):
        if element.get("type") == "rich_text_list":
            lists.append(element)
            continue
        drawn += [_lists(lists, names), _part(element, names)]
        lists = []
    return tag("div", *drawn, _lists(lists, names), class_="rich")


def _part(element: Payload, names: Labels) -> Markup:
    inside = element.get("elements", ())
    match element.get("type"):
        case "rich_text_quote":
            return tag("blockquote", _run(inside, names))
        case "rich_text_preformatted":
            return tag("pre", _run(inside, names))
        case _:
            return tag("div", _run(inside, names), class_="line")


def _lists(lists: Sequence[Payload], names: Labels) -> Markup:
    """Draw lists of one or more levels; a deeper list goes into the item before it."""
    if not lists:
        return Markup("")
    outer = min(int(each.get("indent", 0)) for each in lists)
    drawn: list[Markup] = []
    items: list[Markup] = []
    at = 0
    style, start = str(lists[0].get("style", "bullet")), int(lists[0].get("offset", 0)) + 1
    while at < len(lists):
        here = lists[at]
        if int(here.get("indent", 0)) > outer:
            deeper = at
            while deeper < len(lists) and int(lists[deeper].get("indent", 0)) > outer:
                deeper += 1
            nested = _lists(lists[at:deeper], names)
            items[-1:] = [join(*items[-1:], nested)]
            at = deeper
            continue
        if str(here.get("style", "bullet")) != style and items:
            drawn.append(_list(items, style, start))
            items, start = [], int(here.get("offset", 0)) + 1
        style = str(here.get("style", "bullet"))
        items += [_run(item.get("elements", ()), names) for item in here.get("elements", ())]
        at += 1
    return join(*drawn, _list(items, style, start))


def _list(items: Sequence[Markup], style: str, start: int) -> Markup:
    drawn = [tag("li", item) for item in items]
    return tag("ol", *drawn, start=start if start > 1 else None) if style == "ordered" else tag("ul", *drawn)


def _run(elements: Sequence[Payload], names: Labels) -> Markup:
    return join(*(_styled(element, _inline(element, names)) for element in elements))


def _inline(element: Payload, names: Labels) -> Markup:
    match element.get("type"):
        case "text":
            return _lines(str(element.get("text", "")))
        case "link":
            return link(element.get("url"), _lines(str(element.get("text") or element.get("url", ""))))
        case "user":
            return mention("user", str(element.get("user_id", "")), names)
        case "channel":
            return mention("channel", str(element.get("channel_id", "")), names)
        case "usergroup":
            return mention("usergroup", str(element.get("usergroup_id", "")), names)
        case "broadcast":
            return mention("broadcast", str(element.get("range", "")), names)
        case "emoji":
            name = str(element.get("name", ""))
            return join(SHORTCODES.get(name.partition("::")[0], f":{name}:"))
        case "date":
            shown = date_in_words(element.get("timestamp"), element.get("format"), names.zone)
            return tag("time", shown or str(element.get("fallback") or element.get("timestamp", "")))
        case "color":
            return tag("code", str(element.get("value", "")))
        case _:
            return _lines(str(element.get("text", "")))


def _styled(element: Payload, drawn: Markup) -> Markup:
    style = element.get("style")
    if not isinstance(style, dict):
        return drawn
    for key, name in _STYLES:
        if style.get(key):
            drawn = tag(name, drawn)
    return drawn


def _lines(text: str) -> Markup:
    """Draw text as it is: in rich text Slack escapes nothing, and emoji are separate elements."""
    return Markup("<br>").join(text.split("\n"))
