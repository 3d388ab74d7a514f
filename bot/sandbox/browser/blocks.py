"""Draws the blocks of messages, modals and App Home as HTML."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from markupsafe import Markup

from bot.sandbox.browser.charts import chart
from bot.sandbox.browser.elements import element, image
from bot.sandbox.browser.markdown import markdown
from bot.sandbox.browser.mrkdwn import bare_text, text_object
from bot.sandbox.browser.rich_text import rich_text
from bot.sandbox.browser.scene import DrawingContext, Payload
from bot.sandbox.browser.tags import Child, join, tag

_ALIGNED = frozenset({"left", "center", "right"})
_LEVELS = frozenset({"info", "warning", "error", "success"})


def blocks(several: Iterable[Payload], scene: DrawingContext) -> Markup:
    """Draw blocks, each with its `data-block-id`."""
    return join(*(block(one, scene) for one in several))


def block(one: Payload, scene: DrawingContext) -> Markup:
    """Draw one block; an unknown type is named in its place."""
    kind = str(one.get("type", ""))
    ident = str(one.get("block_id", ""))
    inside = scene.within(ident)
    draw = _DRAWN.get(kind)
    drawn = tag("p", f"A block “{kind}” that this page does not draw.", class_="undrawn") if draw is None else draw(one, inside)
    return tag("div", drawn, class_=f"block {kind if draw else 'unknown'}", data_block_id=ident or None)


def _header(one: Payload, scene: DrawingContext) -> Markup:
    return tag("h3", text_object(one.get("text"), scene.names))


def _section(one: Payload, scene: DrawingContext) -> Markup:
    fields = [tag("div", text_object(field, scene.names)) for field in one.get("fields") or ()]
    text = one.get("text")
    words = join(
        tag("div", text_object(text, scene.names), class_="text") if text else None,
        tag("div", *fields, class_="fields") if fields else None,
    )
    accessory = one.get("accessory")
    if not accessory:
        return words
    drawn = _picture(accessory, "thumb") if accessory.get("type") == "image" else element(accessory, scene)
    return tag("div", tag("div", words, class_="grow"), tag("div", drawn, class_="accessory"), class_="with-accessory")


def _context(one: Payload, scene: DrawingContext) -> Markup:
    drawn: list[Markup] = []
    for part in one.get("elements", ()):
        if part.get("type") == "image":
            drawn.append(_picture(part, "tiny"))
        else:
            drawn.append(tag("span", text_object(part, scene.names)))
    return join(*drawn)


def _divider(_one: Payload, _scene: DrawingContext) -> Markup:
    return tag("hr")


def _actions(one: Payload, scene: DrawingContext) -> Markup:
    return join(*(element(part, scene) for part in one.get("elements", ())))


def _image(one: Payload, scene: DrawingContext) -> Markup:
    title = one.get("title")
    caption = tag("figcaption", text_object(title, scene.names)) if title else None
    return tag("figure", caption, _picture(one, "picture"), class_="image")


def _picture(one: Payload, class_: str) -> Markup:
    """Draw an uploaded picture; any other is shown by its alternative text, since the page loads nothing from elsewhere."""
    ident = file_id(one)
    return image(one, f"/files/{ident}/picture" if ident else None, class_)


def file_id(one: Payload) -> str | None:
    """Return the id of the uploaded file that an image shows, from `slack_file` or the file's address; None for others."""
    file: Any = one.get("slack_file") or {}
    ident = str(file.get("id") or "")
    if not ident:
        _, found, rest = str(file.get("url") or one.get("image_url") or "").partition("/files/")
        ident = rest.split("/")[0] if found else ""
    return ident if ident.isascii() and ident.isalnum() else None


def _input(one: Payload, scene: DrawingContext) -> Markup:
    part = one.get("element") or {}
    ident = scene.html_id(str(part.get("action_id")))
    words = bare_text(one.get("label"))
    optional = tag("span", " (optional)", class_="optional") if one.get("optional") else None
    hint = one.get("hint")
    note = tag(
        "div",
        tag("span", text_object(hint, scene.names), class_="hint") if hint else None,
        class_="note",
        id=f"{ident}-note",
    )
    grouped = part.get("type") in ("checkboxes", "radio_buttons")
    label = (
        tag("span", words, optional, class_="label") if grouped else tag("label", words, optional, for_=ident, class_="label")
    )
    return join(label, element(part, scene, dispatch=bool(one.get("dispatch_action")), label=words or "Input"), note)


def _rich_text(one: Payload, scene: DrawingContext) -> Markup:
    return rich_text(one, scene.names)


def _markdown(one: Payload, scene: DrawingContext) -> Markup:
    return markdown(str(one.get("text", "")), scene.names)


def _table(one: Payload, scene: DrawingContext) -> Markup:
    """Draw a table or a data table; the first row is the header."""
    rows: Sequence[Sequence[Payload]] = one.get("rows", ())
    settings: Sequence[Payload | None] = one.get("column_settings") or ()
    caption = one.get("caption")
    drawn = [_row(row, settings, scene, head=number == 0) for number, row in enumerate(rows)]
    table = tag(
        "table",
        tag("caption", bare_text(caption)) if caption else None,
        tag("thead", *drawn[:1]),
        tag("tbody", *drawn[1:]),
    )
    return tag("div", table, class_="scrolling", tabindex="0", role="region", aria_label=bare_text(caption) or "Table")


def _row(row: Sequence[Payload], settings: Sequence[Payload | None], scene: DrawingContext, *, head: bool) -> Markup:
    cells: list[Markup] = []
    for number, cell in enumerate(row):
        setting = (settings[number] if number < len(settings) else None) or {}
        align = setting.get("align")
        class_ = f"{align if align in _ALIGNED else 'left'}{'' if setting.get('is_wrapped', True) else ' unwrapped'}"
        cells.append(tag("th" if head else "td", _cell(cell, scene), class_=class_, scope="col" if head else None))
    return tag("tr", *cells)


def _cell(cell: Payload, scene: DrawingContext) -> Child:
    match cell.get("type"):
        case "rich_text":
            return rich_text(cell, scene.names)
        case "raw_number":
            return str(cell.get("text") or cell.get("value", ""))
        case _:
            return str(cell.get("text", ""))


def _chart(one: Payload, _scene: DrawingContext) -> Markup:
    return chart(one)


def _alert(one: Payload, scene: DrawingContext) -> Markup:
    level = str(one.get("level"))
    return tag("div", text_object(one.get("text"), scene.names), class_=f"notice {level if level in _LEVELS else 'plain'}")


_DRAWN: dict[str, Callable[[Payload, DrawingContext], Markup]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "divider": _divider,
    "actions": _actions,
    "context_actions": _actions,
    "image": _image,
    "input": _input,
    "rich_text": _rich_text,
    "markdown": _markdown,
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
    "alert": _alert,
}
