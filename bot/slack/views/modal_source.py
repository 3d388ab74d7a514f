"""The modals in which people bring a source: a link, or the text where a page cannot be read."""

import json
from typing import Any

from slack_sdk.models.blocks import Block, UrlInputElement

from bot.domain.model import Event
from bot.slack.names import Modal
from bot.slack.views.modal import asked, divider, modal, plain, said, small, text_box
from bot.slack.views.modal_fields import LONGEST_TEXT, TEXT_BOXES, Field, numbered

LONGEST_NOTE = 1000


def paste_modal(submission_id: int, url: str | None) -> dict[str, Any]:
    """Ask for the text of a page that could not be read."""
    about = "Open the page, copy the article's whole text, and paste it here."
    blocks = [said(f"{about}\n{url}" if url else about), *_boxes("Text", optional=False)]
    return modal("Paste the text", blocks, callback=Modal.PASTE, submit="Read it", metadata=str(submission_id))


def source_modal(*, event: Event | None, place: str) -> dict[str, Any]:
    """Ask for a link or a text, as a source on one event or on whichever it fits."""
    link = UrlInputElement(action_id=Field.LINK, placeholder=plain("https://…"), focus_on_load=True)
    blocks: list[Block] = [
        *([said(f"A source on: {event.headline}")] if event else []),
        asked(Field.LINK, "Link to the article", link, optional=True),
        text_box(Field.NOTE, "Note", lines=True, optional=True, most=LONGEST_NOTE, placeholder="What should the editor know?"),
        divider(),
        small("No link, or a page behind a subscription? Paste the text too."),
        *_boxes("Text of the article", optional=True),
        small("An editor decides whether it comes on record."),
    ]
    metadata = json.dumps({"event": event.slug if event else None, "channel": place})
    return modal("Submit a source", blocks, callback=Modal.SOURCE, submit="Submit", metadata=metadata)


def _boxes(label: str, *, optional: bool) -> list[Block]:
    """Give as many inputs as a long article needs, for one takes no more than 3,000 characters."""
    hint = f"A box takes {LONGEST_TEXT:,} characters. Paste what is left into the next one."
    first = text_box(Field.TEXT, label, lines=True, optional=optional, hint=hint)
    return [first, *(text_box(numbered(Field.TEXT, n), "Continued", lines=True, optional=True) for n in range(1, TEXT_BOXES))]
