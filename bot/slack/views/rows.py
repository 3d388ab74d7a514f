"""The rows and parts of cards.

Text from outside goes into rich text or plain text, where Slack interprets nothing; mrkdwn is for our own words, mentions and
times.
"""

import datetime as dt
import re
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    InteractiveElement,
    MarkdownTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextSectionElement,
    SectionBlock,
)

from bot.domain.dates import moment_said
from bot.slack.text import cut, mention
from bot.slack.views.modal import on_one_line, plain

_BOLD = RichTextElementParts.TextStyle(bold=True)
_STRUCK = RichTextElementParts.TextStyle(strike=True)
_LONGEST_LINK = 2000


def tidy(text: str, most: int) -> str:
    """Return a text on one line, cleaned, cut to fit and never empty."""
    return cut(on_one_line(text), most) or "…"


def run(text: str) -> RichTextElement:
    """Return text within a line."""
    return RichTextElementParts.Text(text=text)


def strong(text: str) -> RichTextElement:
    """Return bold text within a line."""
    return RichTextElementParts.Text(text=text, style=_BOLD)


def struck(text: str) -> RichTextElement:
    """Return text within a line, struck through."""
    return RichTextElementParts.Text(text=text, style=_STRUCK)


def linked(url: str | None, label: str) -> RichTextElement:
    """Link a label to an http(s) address; for any other address, return only the label."""
    if url and len(url) <= _LONGEST_LINK and re.match(r"https?://[^\s|<>]+$", url):
        return RichTextElementParts.Link(url=url, text=label)
    return run(label)


def person(by: str) -> RichTextElement:
    """Name a person within a line: as a mention if it is a Slack id, else as text."""
    mentioned = mention(by)
    return RichTextElementParts.User(user_id=by) if mentioned == f"<@{by}>" else run(tidy(by, 80))


def line(*parts: RichTextElement | str) -> RichTextSectionElement:
    """Return one line of rich text."""
    return RichTextSectionElement(elements=[run(part) if isinstance(part, str) else part for part in parts])


def lines(*elements: RichTextElement) -> RichTextBlock:
    """Return a block of lines."""
    return RichTextBlock(elements=elements)


def listed(title: str, items: Sequence[str], *, most: int, longest: int, more: str = "") -> list[RichTextBlock]:
    """Return a list, titled if it has a title, cut to `most` items; `more` says where the rest is. Empty if there are none."""
    if not items:
        return []
    shown = [tidy(item, longest) for item in items[:most]]
    if left := len(items) - len(shown):
        shown.append(f"and {left:,} more{more}")
    if not title:
        return [lines(*(line(item) for item in shown))]
    return [lines(line(strong(title)), RichTextListElement(style="bullet", elements=[line(item) for item in shown]))]


def said(mrkdwn: str) -> SectionBlock:
    """Return a section of mrkdwn; text from outside must be escaped already."""
    return SectionBlock(text=MarkdownTextObject(text=mrkdwn, verbatim=True))


def fine_print(*sentences: str) -> ContextBlock:
    """Return a context block of mrkdwn; text from outside must be escaped already."""
    return ContextBlock(elements=[MarkdownTextObject(text=" ".join(filter(None, sentences)), verbatim=True)])


def when(at: dt.datetime) -> str:
    """Return a time as Slack's date token, which each reader sees in their own zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short}} {{time}}|{moment_said(at.astimezone(dt.UTC))} UTC>"


def person_in_mrkdwn(by: str) -> str:
    """Name a person in mrkdwn; a long name is cut."""
    return mention(cut(on_one_line(by), 80))


def button(
    label: str,
    action_id: str,
    value: str,
    *,
    about: str,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
    url: str | None = None,
) -> ButtonElement:
    """Return a button; `about` follows the label for screen readers."""
    return ButtonElement(
        text=plain(label, 75),
        action_id=action_id,
        value=value,
        style=style,
        confirm=confirm,
        url=url,
        accessibility_label=tidy(f"{label}: {about}", 75),
    )


def asked_first(title: str, sentence: str, yes: str, no: str) -> ConfirmObject:
    """Return the confirmation dialog of a button."""
    return ConfirmObject(title=plain(title, 100), text=plain(sentence, 300), confirm=plain(yes, 30), deny=plain(no, 30))


def buttons(*elements: InteractiveElement) -> ActionsBlock:
    """Put buttons in a row."""
    return ActionsBlock(elements=elements)
