"""Blocks: their fields, their lengths, and the surfaces on which each is allowed."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from bot.sandbox.local_slack.limits import elements, tables
from bot.sandbox.local_slack.limits.parts import ID_LENGTH, Problems
from bot.sandbox.local_slack.limits.rich_text import rich_text
from bot.sandbox.local_slack.states import elements as elements_in
from bot.sandbox.local_slack.values import Json

_EVERYWHERE = ("actions", "card", "context", "divider", "header", "image", "rich_text", "section", "video")
_MESSAGE_AND_HOME = ("carousel", "container", "data_table", "data_visualization", "table")
SURFACES: dict[str, frozenset[str]] = {
    "message": frozenset({*_EVERYWHERE, *_MESSAGE_AND_HOME, "context_actions", "markdown", "plan", "task_card"}),
    "modal": frozenset({*_EVERYWHERE, "alert", "input"}),
    "home": frozenset({*_EVERYWHERE, *_MESSAGE_AND_HOME, "input"}),
}
"""The blocks of each surface. Slack's pages list `input` and `file` for messages too; here they are refused there."""

_CONTAINED = ("actions", "context", "divider", "header", "image", "rich_text", "section", "table", "video")
ACTIONS = 25
CONTEXT = 10
MARKDOWN = 12_000


def check_all(problems: Problems, blocks: list[Any], at: str, surface: str) -> None:
    """Check every block, and that block ids are unique."""
    for number, block in enumerate(blocks):
        check(problems, block, f"{at}/{number}", surface)
    ids = Counter(str(block["block_id"]) for block in blocks if isinstance(block, dict) and block.get("block_id"))
    for block_id, times in ids.items():
        if times > 1:
            problems.add(at, f"`block_id` {block_id} already exists")
    markdown = sum(len(str(b.get("text") or "")) for b in blocks if isinstance(b, dict) and b.get("type") == "markdown")
    if markdown > MARKDOWN:
        problems.add(at, f"all markdown together must be less than {MARKDOWN + 1} characters")


def repeated_action_ids(problems: Problems, blocks: list[Any], at: str, *, whole: bool) -> None:
    """Note action ids that are not unique in their block, or in the `whole` list."""
    pairs = [(str(e["action_id"]), id(b)) for b, e in elements_in([b for b in blocks if isinstance(b, dict)])]
    counted: Counter[Any] = Counter(action if whole else (action, block) for action, block in pairs)
    for key, times in counted.items():
        if times > 1:
            problems.add(at, f"`action_id` {key if whole else key[0]} already exists")


def check(problems: Problems, block: Any, at: str, surface: str) -> None:
    """Check one block."""
    if not problems.needs_object(block, at):
        return
    kind = str(block.get("type"))
    if kind not in _BLOCKS:
        problems.add(f"{at}/type", f"unsupported type: {kind}")
        return
    if kind not in SURFACES[surface]:
        problems.add(f"{at}/type", f"unsupported type: {kind} (not on the surface {surface})")
        return
    problems.string(block, "block_id", at, ID_LENGTH)
    if kind == "rich_text":
        rich_text(problems, block, at)
        return
    required, optional, more = _BLOCKS[kind]
    problems.keys(block, at, ("type", *required), ("block_id", *optional))
    more(problems, block, at)
    if surface != "modal" and isinstance(block.get("element"), dict) and block["element"].get("type") == "file_input":
        problems.add(f"{at}/element/type", "unsupported type: file_input")


def _section(problems: Problems, block: Json, at: str) -> None:
    if block.get("text") is None and block.get("fields") is None:
        problems.add(at, "missing required field: text or fields")
    problems.text(block, "text", at, 3000)
    problems.yes_or_no(block, at, "expand")
    for number, field in enumerate(problems.items(block, "fields", at, 10)):
        if problems.needs_object(field, f"{at}/fields/{number}"):
            problems.text_object(field, f"{at}/fields/{number}", 2000)
    if block.get("accessory") is not None:
        elements.check(problems, block["accessory"], f"{at}/accessory", elements.ACCESSORY)


def _header(problems: Problems, block: Json, at: str) -> None:
    problems.text(block, "text", at, 150, plain=True)


def _context(problems: Problems, block: Json, at: str) -> None:
    for number, element in enumerate(problems.items(block, "elements", at, CONTEXT)):
        here = f"{at}/elements/{number}"
        if not problems.needs_object(element, here):
            continue
        if element.get("type") == "image":
            elements.image(problems, element, here)
        else:
            problems.text_object(element, here)


def _actions(problems: Problems, block: Json, at: str) -> None:
    for number, element in enumerate(problems.items(block, "elements", at, ACTIONS)):
        elements.check(problems, element, f"{at}/elements/{number}", elements.IN_ACTIONS)


def _context_actions(problems: Problems, block: Json, at: str) -> None:
    for number, element in enumerate(problems.items(block, "elements", at, 5)):
        if not isinstance(element, dict) or element.get("type") not in ("feedback_buttons", "icon_button"):
            problems.add(f"{at}/elements/{number}/type", "must be feedback_buttons or icon_button")


def _input(problems: Problems, block: Json, at: str) -> None:
    problems.text(block, "label", at, 2000, plain=True)
    problems.text(block, "hint", at, 2000, plain=True)
    problems.yes_or_no(block, at, "optional", "dispatch_action")
    if block.get("element") is not None:
        elements.check(problems, block["element"], f"{at}/element", elements.IN_INPUT)


def _image(problems: Problems, block: Json, at: str) -> None:
    elements.image_source(problems, block, at)
    problems.text(block, "title", at, 2000, plain=True)


def _markdown(problems: Problems, block: Json, at: str) -> None:
    problems.string(block, "text", at, MARKDOWN, least=1)


def _video(problems: Problems, block: Json, at: str) -> None:
    problems.text(block, "title", at, 200, plain=True)
    problems.text(block, "description", at, 200, plain=True)
    problems.string(block, "alt_text", at, 2000)
    problems.string(block, "author_name", at, 50)
    problems.string(block, "provider_name", at, 50)
    for key in ("video_url", "thumbnail_url", "title_url", "provider_icon_url"):
        problems.url(block, key, at)


def _alert(problems: Problems, block: Json, at: str) -> None:
    problems.text(block, "text", at, 200)
    problems.choice(block, "level", at, ("default", "info", "warning", "error", "success"))


def _card(problems: Problems, block: Json, at: str) -> None:
    if not any(block.get(key) for key in ("hero_image", "title", "body", "actions")):
        problems.add(at, "missing required field: hero_image, title, body or actions")
    for key, most in (("title", 150), ("subtitle", 150), ("body", 200), ("subtext", 200)):
        problems.text(block, key, at, most)
    for key in ("hero_image", "icon"):
        if block.get(key) is not None and problems.needs_object(block[key], f"{at}/{key}"):
            elements.image(problems, block[key], f"{at}/{key}")
    for number, action in enumerate(problems.items(block, "actions", at, 3)):
        elements.check(problems, action, f"{at}/actions/{number}", ("button",))


def _carousel(problems: Problems, block: Json, at: str) -> None:
    for number, card in enumerate(problems.items(block, "elements", at, 10)):
        if isinstance(card, dict) and card.get("type") == "card":
            check(problems, card, f"{at}/elements/{number}", "message")
        else:
            problems.add(f"{at}/elements/{number}", "must be a card")


def _container(problems: Problems, block: Json, at: str) -> None:
    if block.get("title") is None and block.get("rich_text_title") is None:
        problems.add(at, "missing required field: title or rich_text_title")
    problems.text(block, "title", at, 150, plain=True)
    problems.text(block, "subtitle", at, 150)
    problems.yes_or_no(block, at, "is_collapsible", "default_collapsed", "has_header_divider")
    problems.choice(block, "width", at, ("narrow", "standard", "wide", "full"))
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        problems.add(f"{at}/default_collapsed", "requires is_collapsible")
    if block.get("has_header_divider") and block.get("is_collapsible"):
        problems.add(f"{at}/has_header_divider", "not on collapsible containers")
    for number, child in enumerate(problems.items(block, "child_blocks", at, 10)):
        if isinstance(child, dict) and child.get("type") not in _CONTAINED:
            problems.add(f"{at}/child_blocks/{number}/type", f"unsupported type: {child.get('type')}")
        else:
            check(problems, child, f"{at}/child_blocks/{number}", "message")


def _task_card(problems: Problems, block: Json, at: str) -> None:
    problems.string(block, "task_id", at, ID_LENGTH, least=1)
    problems.string(block, "title", at, 2000, least=1)
    problems.choice(block, "status", at, ("in_progress", "complete", "error"))


def _plan(problems: Problems, block: Json, at: str) -> None:
    problems.string(block, "title", at, 2000, least=1)
    problems.items(block, "tasks", at, 50)


def _nothing(_problems: Problems, _block: Json, _at: str) -> None:
    """Check nothing more: only the block's fields can be wrong."""


_Check = Callable[[Problems, Json, str], None]
_CONTAINER = (
    "title",
    "rich_text_title",
    "subtitle",
    "width",
    "icon",
    "is_collapsible",
    "default_collapsed",
    "has_header_divider",
)
_BLOCKS: dict[str, tuple[tuple[str, ...], tuple[str, ...], _Check]] = {
    "section": ((), ("text", "fields", "accessory", "expand"), _section),
    "header": (("text",), (), _header),
    "divider": ((), (), _nothing),
    "context": (("elements",), (), _context),
    "actions": (("elements",), (), _actions),
    "context_actions": (("elements",), (), _context_actions),
    "input": (("label", "element"), ("hint", "optional", "dispatch_action"), _input),
    "image": (("alt_text",), ("image_url", "slack_file", "title"), _image),
    "markdown": (("text",), (), _markdown),
    "video": (
        ("alt_text", "title", "thumbnail_url", "video_url"),
        ("author_name", "description", "provider_icon_url", "provider_name", "title_url"),
        _video,
    ),
    "rich_text": (("elements",), (), _nothing),
    "table": (("rows",), ("column_settings",), tables.table),
    "data_table": (("rows", "caption"), ("page_size", "row_header_column_index"), tables.data_table),
    "data_visualization": (("title", "chart"), (), tables.data_visualization),
    "alert": (("text",), ("level",), _alert),
    "card": ((), ("hero_image", "icon", "slack_icon", "title", "subtitle", "body", "subtext", "actions"), _card),
    "carousel": (("elements",), (), _carousel),
    "container": (("child_blocks",), _CONTAINER, _container),
    "task_card": (("task_id", "title"), ("details", "output", "sources", "status"), _task_card),
    "plan": (("title",), ("tasks",), _plan),
}
