"""The frame and the parts of every modal; forms are in `bot.slack.forms`."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    Option,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.slack.text import clean, cut

SHOWN = "shown"
"""The callback id of modals without inputs."""
LONGEST_TITLE = 24
LONGEST_TEXT = 3000
"""The limit of a section, and of a text input."""
MOST_BLOCKS = 100
_BOLD = RichTextElementParts.TextStyle(bold=True)
_STRUCK = RichTextElementParts.TextStyle(strike=True)
# docs.slack.dev, "Blocks": these are for messages, and some for App Home.
_NOT_IN_MODALS = {"carousel", "container", "context_actions", "data_table", "data_visualization", "file", "markdown", "table"}


def modal(
    title: str,
    blocks: Sequence[Block | dict[str, Any]],
    *,
    callback: str = SHOWN,
    submit: str | None = None,
    close: str | None = None,
    metadata: str = "",
) -> dict[str, Any]:
    """Return a modal for views.open, without blocks that modals do not support; raises ValueError if it breaks a limit."""
    drawn = [block if isinstance(block, dict) else block.to_dict() for block in blocks]
    kept = [block for block in drawn if block["type"] not in _NOT_IN_MODALS]
    if not 0 < len(kept) <= MOST_BLOCKS:
        raise ValueError(f"a view has 1 to {MOST_BLOCKS} blocks, not {len(kept)}")
    view = View(
        type="modal",
        callback_id=callback,
        title=plain(title, LONGEST_TITLE),
        submit=plain(submit, LONGEST_TITLE) if submit else None,
        close=plain(close or ("Cancel" if submit else "Close"), LONGEST_TITLE),
        private_metadata=metadata or None,
        blocks=kept,
    )
    return {**view.to_dict(), "blocks": kept}


def shown(text: str, most: int = LONGEST_TEXT) -> str:
    """Clean a text for display: no hidden characters, not too long, never empty."""
    return cut(clean(text).strip(), most) or "…"


def on_one_line(text: str) -> str:
    """Return a text on one line, as a single-line input shows it."""
    return " ".join(clean(text).split())


def plain(text: str, most: int = LONGEST_TEXT) -> PlainTextObject:
    """Return a plain text object, in which nothing is interpreted, not even `:names:` of emoji."""
    return PlainTextObject(text=shown(text, most), emoji=False)


def said(text: str) -> SectionBlock:
    """Return a section of plain text."""
    return SectionBlock(text=plain(text))


def small(text: str) -> ContextBlock:
    """Return a context block of plain text."""
    return ContextBlock(elements=[plain(text, 2000)])


def heading(text: str) -> HeaderBlock:
    """Return a header block."""
    return HeaderBlock(text=plain(text, 150))


def divider() -> DividerBlock:
    """Return a divider block."""
    return DividerBlock()


def words(text: str, most: int = LONGEST_TEXT, *, bold: bool = False) -> RichTextSectionElement:
    """Return a paragraph of rich text."""
    style = _BOLD if bold else None
    return RichTextSectionElement(elements=[RichTextElementParts.Text(text=shown(text, most), style=style)])


def quoted(text: str, most: int = 600, *, struck: bool = False) -> RichTextQuoteElement:
    """Return a quote, cut to `most` characters."""
    style = _STRUCK if struck else None
    return RichTextQuoteElement(elements=[RichTextElementParts.Text(text=shown(text, most), style=style)])


def rich(*elements: RichTextElement) -> RichTextBlock:
    """Return a rich text block."""
    return RichTextBlock(elements=elements)


def option(text: str, value: str, description: str | None = None) -> Option:
    """Return an option of a select or of checkboxes, cut to Slack's limit (75 characters)."""
    return Option(text=plain(text, 75), value=value, description=None if description is None else plain(description, 75))
