"""How high blocks stand on a phone, roughly: a card that an editor decides has its buttons on the first screen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

SCREEN = 660
"""How many pixels a thread has for a card on a phone of 390 × 844, its author's line included."""
_WIDTH, _INDENT = 312, 18
_LINE, _SIZE, _BOLD_SIZE = 22, 15.0, 16.9
_SMALL_LINE, _SMALL_SIZE = 18, 13.0
"""Bold letters are as wide as those of a larger size."""
_LETTERS = {"ijlI": 0.29, " .,:;'|!": 0.32, "tfr()[]-/": 0.39, "“”csz": 0.53, "mMwW%@&": 0.95, "…—": 1.0}
"""The width of letters that are not as wide as most, by their size: as in DejaVu Sans, which is wider than phones' fonts."""
_WIDTHS = {letter: width for letters, width in _LETTERS.items() for letter in letters}
_LOWER, _UPPER, _SQUARE = 0.61, 0.71, 1.3
_BUTTONS = 48
_GAP, _RICH_GAP, _QUOTE_GAP = 8, 6, 10
_A_NAME = "somebody-s-name"
"""What stands for a mention, whose name only Slack knows."""


def height(blocks: Sequence[Block]) -> int:
    """Return about how many pixels blocks take on a phone; buttons that belong together take one row."""
    return sum(_height_of(block.to_dict()) for block in blocks)


def _height_of(block: Mapping[str, Any]) -> int:
    match block["type"]:
        case "rich_text":
            return _RICH_GAP + sum(_rich(part) for part in block["elements"])
        case "context":
            words = " ".join(each["text"] for each in block["elements"])
            return _GAP + _SMALL_LINE * _rows([(words, _SMALL_SIZE)], _WIDTH)
        case "section":
            return _GAP + _LINE * _rows([(block["text"]["text"], _SIZE)], _WIDTH)
        case _:
            return _BUTTONS


def _rich(part: Mapping[str, Any]) -> int:
    match part["type"]:
        case "rich_text_list":
            return sum(_LINE * _rows(_runs(each), _WIDTH - _INDENT) for each in part["elements"])
        case "rich_text_quote":
            return _QUOTE_GAP + _LINE * _rows(_runs(part), _WIDTH - _INDENT)
        case _:
            return _LINE * _rows(_runs(part), _WIDTH)


def _runs(part: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield the runs of a paragraph, each with the width of its letters."""
    for element in part["elements"]:
        bold = (element.get("style") or {}).get("bold")
        yield str(element.get("text") or _A_NAME), _BOLD_SIZE if bold else _SIZE


def _rows(runs: Iterator[tuple[str, float]] | Sequence[tuple[str, float]], width: float) -> int:
    """Count the lines of a paragraph that breaks between words, and within a word that is longer than a line."""
    rows, at = 1, 0.0
    for text, size in runs:
        for word in text.split():
            wide = sum(map(_width_of, word)) * size
            space = _width_of(" ") * size if at else 0.0
            if at and at + space + wide > width:
                rows, at, space = rows + 1, 0.0, 0.0
            at += space + wide
            over = int(at // width)
            rows, at = rows + over, at - over * width
    return rows


def _width_of(letter: str) -> float:
    """Return the width of a letter by its size; what is no letter of an alphabet is drawn as a square."""
    if (known := _WIDTHS.get(letter)) is not None:
        return known
    if not letter.isascii() and not letter.isalpha():
        return _SQUARE
    return _UPPER if letter.isupper() or not letter.isascii() else _LOWER
