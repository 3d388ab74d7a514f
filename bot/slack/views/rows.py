"""The rows and pieces that cards are made of.

Text from outside goes into rich text or plain text, where nothing comes to life; mrkdwn is for our own words, mentions and
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

from bot.slack.text import cut, mention
from bot.slack.views.modal import on_one_line, plain

_BOLD = RichTextElementParts.TextStyle(bold=True)
_LONGEST_LINK = 2000


def tidy(text: str, most: int) -> str:
    """Put a text on one line, harmless, cut to fit and never empty."""
    return cut(on_one_line(text), most) or "…"


def run(text: str) -> RichTextElement:
    """Give words within a line, as they stand."""
    return RichTextElementParts.Text(text=text)


def strong(text: str) -> RichTextElement:
    """Give words within a line, bold."""
    return RichTextElementParts.Text(text=text, style=_BOLD)


def linked(url: str | None, label: str) -> RichTextElement:
    """Link a label to an http(s) address; any other address gives the label alone."""
    if url and len(url) <= _LONGEST_LINK and re.match(r"https?://[^\s|<>]+$", url):
        return RichTextElementParts.Link(url=url, text=label)
    return run(label)


def person(by: str) -> RichTextElement:
    """Name a person within a line: as a mention where it is a Slack id, else as text."""
    mentioned = mention(by)
    return RichTextElementParts.User(user_id=by) if mentioned == f"<@{by}>" else run(tidy(by, 80))


def line(*parts: RichTextElement | str) -> RichTextSectionElement:
    """Give one line of rich text."""
    return RichTextSectionElement(elements=[run(part) if isinstance(part, str) else part for part in parts])


def lines(*elements: RichTextElement) -> RichTextBlock:
    """Give lines that belong together."""
    return RichTextBlock(elements=elements)


def listed(title: str, items: Sequence[str], *, most: int, longest: int, more: str = "") -> list[RichTextBlock]:
    """Give a titled list, cut to `most` items; `more` says where the rest is to be found. Nothing for no items."""
    if not items:
        return []
    shown = [tidy(item, longest) for item in items[:most]]
    if left := len(items) - len(shown):
        shown.append(f"and {left:,} more{more}")
    return [lines(line(strong(title)), RichTextListElement(style="bullet", elements=[line(item) for item in shown]))]


def said(mrkdwn: str) -> SectionBlock:
    """Say something in mrkdwn; what comes from outside in it must be escaped already."""
    return SectionBlock(text=MarkdownTextObject(text=mrkdwn, verbatim=True))


def fine_print(*sentences: str) -> ContextBlock:
    """Say something in passing, in mrkdwn; what comes from outside in it must be escaped already."""
    return ContextBlock(elements=[MarkdownTextObject(text=" ".join(filter(None, sentences)), verbatim=True)])


def when(at: dt.datetime) -> str:
    """Give a time as Slack's date token, which shows in each reader's own zone."""
    return f"<!date^{int(at.timestamp())}^{{date_short}} {{time}}|{at.astimezone(dt.UTC):%d %b %Y, %H:%M} UTC>"


def person_in_mrkdwn(by: str) -> str:
    """Name a person in mrkdwn, cut where it is no Slack id but a long name."""
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
    """Give a button; `about` goes on for screen readers where the label ends."""
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
    """Give the dialog that asks once more before a button does what it says."""
    return ConfirmObject(title=plain(title, 100), text=plain(sentence, 300), confirm=plain(yes, 30), deny=plain(no, 30))


def buttons(*elements: InteractiveElement) -> ActionsBlock:
    """Put buttons in a row."""
    return ActionsBlock(elements=elements)
