"""The frame and the pieces that every modal is made of."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    ConversationFilter,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.slack.names import Modal
from bot.slack.text import clean, cut
from bot.slack.views.modal_fields import LONGEST_TEXT

LONGEST_TITLE = 24
MOST_BLOCKS = 100
CHANNELS = ConversationFilter(include=["public", "private"], exclude_bot_users=True)
"""What may be chosen where a channel is asked for: channels, not conversations with people."""
_BOLD = RichTextElementParts.TextStyle(bold=True)
# docs.slack.dev, "Blocks": these are for messages, some for App Home too.
_NOT_IN_MODALS = {"carousel", "container", "context_actions", "data_table", "data_visualization", "file", "markdown", "table"}


def modal(
    title: str,
    blocks: Sequence[Block | dict[str, Any]],
    *,
    callback: Modal = Modal.SHOWN,
    submit: str | None = None,
    close: str | None = None,
    metadata: str = "",
) -> dict[str, Any]:
    """Give a modal for views.open, without blocks that modals cannot show; raises ValueError where it breaks Slack's limits."""
    drawn = [block if isinstance(block, dict) else block.to_dict() for block in blocks]
    kept = [block for block in drawn if block["type"] not in _NOT_IN_MODALS]
    if not 0 < len(kept) <= MOST_BLOCKS:
        raise ValueError(f"a view has 1 to {MOST_BLOCKS} blocks, not {len(kept)}")
    view = View(
        type="modal",
        callback_id=callback.value,
        title=plain(title, LONGEST_TITLE),
        submit=plain(submit, LONGEST_TITLE) if submit else None,
        close=plain(close or ("Cancel" if submit else "Close"), LONGEST_TITLE),
        private_metadata=metadata or None,
        blocks=kept,
    )
    return {**view.to_dict(), "blocks": kept}


def shown(text: str, most: int = LONGEST_TEXT) -> str:
    """Make a text fit to be shown: nothing hidden in it, not too long, never empty."""
    return cut(clean(text).strip(), most) or "…"


def on_one_line(text: str) -> str:
    """Give a text as an input of one line shows it."""
    return " ".join(clean(text).split())


def plain(text: str, most: int = LONGEST_TEXT) -> PlainTextObject:
    """Give a text in which nothing comes to life, `:names:` of emoji included."""
    return PlainTextObject(text=shown(text, most), emoji=False)


def said(text: str) -> SectionBlock:
    """Say something, as it stands."""
    return SectionBlock(text=plain(text))


def small(text: str) -> ContextBlock:
    """Say something in passing."""
    return ContextBlock(elements=[plain(text, 2000)])


def heading(text: str) -> HeaderBlock:
    """Begin a part."""
    return HeaderBlock(text=plain(text, 150))


def divider() -> DividerBlock:
    """Draw a line."""
    return DividerBlock()


def words(text: str, most: int = LONGEST_TEXT, *, bold: bool = False) -> RichTextSectionElement:
    """Give a paragraph of rich text, its words as they stand."""
    style = _BOLD if bold else None
    return RichTextSectionElement(elements=[RichTextElementParts.Text(text=shown(text, most), style=style)])


def quoted(text: str, most: int = 600) -> RichTextQuoteElement:
    """Give a quote, cut where it is long."""
    return RichTextQuoteElement(elements=[RichTextElementParts.Text(text=shown(text, most))])


def rich(*elements: RichTextElement) -> RichTextBlock:
    """Join elements to a block."""
    return RichTextBlock(elements=elements)


def option(text: str, value: str, description: str | None = None) -> Option:
    """Give an option of a select or of checkboxes, cut to what Slack takes (75 characters)."""
    return Option(text=plain(text, 75), value=value, description=None if description is None else plain(description, 75))


def asked(
    block_id: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> InputBlock:
    """Ask for something with a label."""
    return InputBlock(
        block_id=block_id,
        label=plain(label, 2000),
        element=element,
        optional=optional,
        hint=None if hint is None else plain(hint, 2000),
    )


def text_box(
    block_id: str,
    label: str,
    *,
    initial: str | None = None,
    lines: bool = False,
    optional: bool = False,
    most: int = LONGEST_TEXT,
    placeholder: str | None = None,
    hint: str | None = None,
    focus: bool | None = None,
) -> InputBlock:
    """Ask for text, of one line or several; `initial` stands there already."""
    element = PlainTextInputElement(
        action_id=block_id,
        initial_value=cut(initial, most) if initial else None,
        multiline=lines,
        max_length=most,
        placeholder=None if placeholder is None else plain(placeholder, 150),
        focus_on_load=focus,
    )
    return asked(block_id, label, element, optional=optional, hint=hint)
