"""The form in which somebody brings a source: a link, or the text of a page that cannot be read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.models.blocks import Block, UrlInputElement

from bot.domain.errors import BadInput
from bot.domain.model import Event
from bot.slack.forms.fields import Filled, FormFaults, asked, slug_of, text_box
from bot.slack.forms.paste import is_address, text_boxes, text_of
from bot.slack.views.modal import divider, modal, plain, said, small

ID: Final = "submit_source"
LINK: Final = "link"
NOTE: Final = "note"
LONGEST_NOTE = 1000
_NOT_OURS = "This form is not one of ours, or is too old. Open it again."


@dataclass(frozen=True, slots=True)
class SourceForm:
    """A link, a text or both; `event` is a slug, `channel` is where the form was opened."""

    url: str | None
    text: str | None
    note: str
    event: str | None
    channel: str | None


def draw(*, event: Event | None, place: str) -> dict[str, Any]:
    """Draw the form, for a source on one event or (None) on any."""
    link = UrlInputElement(action_id=LINK, placeholder=plain("https://…"), focus_on_load=True)
    blocks: list[Block] = [
        *([said(f"A source on: {event.headline}")] if event else []),
        asked(LINK, "Link to the article", link, optional=True),
        text_box(NOTE, "Note", lines=True, optional=True, most=LONGEST_NOTE, placeholder="What should the editor know?"),
        divider(),
        small("No link, or a page behind a subscription? Paste the text too."),
        *text_boxes("Text of the article", optional=True),
        small("An editor decides whether it comes on record."),
    ]
    metadata = json.dumps({"event": event.slug if event else None, "channel": place})
    return modal("Submit a source", blocks, callback=ID, submit="Submit", metadata=metadata)


def parse(view: Mapping[str, Any]) -> SourceForm | FormFaults:
    """Parse the form; an address alone in the text input counts as the link."""
    filled = Filled.of(view)
    context = _context(filled.metadata)
    url, text = filled.text(LINK), text_of(filled)
    if not url and is_address(text):
        url, text = text, ""
    if not url and not text:
        return FormFaults({LINK: "Give a link, or paste the article's text below."})
    if url and not is_address(url):
        return FormFaults({LINK: "This is no web address. It should look like https://example.com/story."})
    return SourceForm(
        url=url or None,
        text=text or None,
        note=filled.text(NOTE),
        event=slug_of(context["event"]) if context.get("event") else None,
        channel=context["channel"] if isinstance(context.get("channel"), str) else None,
    )


def _context(metadata: str) -> Mapping[str, Any]:
    try:
        context = json.loads(metadata or "{}")
    except ValueError as error:
        raise BadInput(_NOT_OURS) from error
    if not isinstance(context, dict):
        raise BadInput(_NOT_OURS)
    return context
