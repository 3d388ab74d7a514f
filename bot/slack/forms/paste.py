"""The form for the text of a page that could not be read; the form for a source uses its text inputs too."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from slack_sdk.models.blocks import Block

from bot.domain.errors import BadInput
from bot.slack.forms.fields import Filled, FormFaults, numbered, text_box
from bot.slack.views.modal import LONGEST_TEXT, modal, said

ID: Final = "paste_text"
TEXT: Final = "text"
TEXT_BOXES = 4
"""How many inputs a pasted article may fill."""
_ENDS_A_SENTENCE = tuple(".!?…:”\"'»)")


class PastedText(NamedTuple):
    """A submission, and the text pasted for it."""

    submission: int
    text: str


def draw(submission_id: int, url: str | None) -> dict[str, Any]:
    """Draw the form."""
    about = "Open the page, copy the article's whole text, and paste it here."
    blocks = [said(f"{about}\n{url}" if url else about), *text_boxes("Text", optional=False)]
    return modal("Paste the text", blocks, callback=ID, submit="Read it", metadata=str(submission_id))


def parse(view: Mapping[str, Any]) -> PastedText | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    if not (filled.metadata.isascii() and filled.metadata.isdigit() and len(filled.metadata) < 10):
        raise BadInput("This form is not one of ours, or is too old. Bring the link again.")
    text = text_of(filled)
    if not text:
        return FormFaults({TEXT: "Paste the article's text."})
    if is_address(text):
        return FormFaults({TEXT: "This is an address. Paste the words of the article."})
    return PastedText(int(filled.metadata), text)


def text_boxes(label: str, *, optional: bool) -> list[Block]:
    """Draw as many inputs as a long article needs, since one takes at most 3,000 characters."""
    hint = f"A box takes {LONGEST_TEXT:,} characters. Paste what is left into the next one."
    first = text_box(TEXT, label, lines=True, optional=optional, hint=hint)
    return [first, *(text_box(numbered(TEXT, n), "Continued", lines=True, optional=True) for n in range(1, TEXT_BOXES))]


def text_of(filled: Filled) -> str:
    """Join the text inputs; if one ends within a sentence, the next continues it."""
    whole = ""
    for number in range(TEXT_BOXES):
        part = filled.text(numbered(TEXT, number))
        if whole and part:
            whole += "\n\n" if whole.endswith(_ENDS_A_SENTENCE) else " "
        whole += part
    return whole


def is_address(text: str) -> bool:
    """Return whether a text is a web address and nothing else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(character.isspace() for character in text)
