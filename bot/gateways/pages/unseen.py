"""What a reader of the page does not see: taken out, so that nothing hidden reaches the text that is judged."""

import re
from typing import Any

from bot.gateways.pages.styles import Colour, Names, Sheets, blends, colour, ground_of, hides, names_of

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, joiners and fillers without a glyph
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffc"  # zero width, bidi controls, annotations
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors and tags, which can carry whole messages
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # what is no character at all
    "]"
)
# The joiners belong to the spelling of Persian, Hindi and others; after a Latin letter they only hide.
_STRAY_JOINER = re.compile("(?<![^\x00-\u024f\u2000-\u206f])[\u200c\u200d]")
_LINE_ENDS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Take out the characters that nobody sees, and make every line end a newline."""
    return _STRAY_JOINER.sub("", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


Node = Any  # an lxml element; lxml ships no types

_UNREAD = (
    "//script | //style | //template | //noscript | //noframes | //noembed | //object | //embed | //iframe | //svg | //math"
    " | //canvas | //datalist"
)
# A style sheet that hides nearly the whole page waits for a script to show it, so that is let be (in characters).
_LEFT_AT_LEAST = 200
_WHITE: Colour = (255.0, 255.0, 255.0, 1.0)


def empty(node: Node) -> None:
    """Take away what an element holds, in place: to remove it would copy all the text before it, each time anew."""
    node.clear(keep_tail=True)
    node.tag = "span"


def lengths(tree: Node, tag: str | None = None) -> dict[Node, int]:
    """Measure the text in each element, in characters with runs of spaces as one; with a `tag`, only what lies in such."""
    found: dict[Node, int] = {}
    for node in reversed(list(tree.iter())):
        own = len(" ".join((node.text or "").split())) if isinstance(node.tag, str) else 0
        inside = own + sum(found[child] + len(" ".join((child.tail or "").split())) for child in node)
        found[node] = inside if tag in (None, node.tag) else sum(found[child] for child in node)
    return found


def drop_unseen(tree: Node) -> None:
    """Empty, in place, all elements of a parsed page that a browser does not show.

    Knows the hidden attribute, style attributes and the page's own style sheets; not pseudo-classes, not variables, and not
    what outside style sheets or scripts do.
    """
    sheets = Sheets()
    for sheet in tree.xpath("//style[not(ancestor::noscript or ancestor::template)]"):
        sheets.read(sheet.text or "", sheet.get("media") or "all")
    for node in tree.xpath(_UNREAD):
        empty(node)
    measured = lengths(tree) if sheets.rules else {}
    stack: list[tuple[Node, Colour | None, Colour | None, Names | None]] = [(tree, _WHITE, None, None)]
    while stack:
        node, ground, words, parent = stack.pop()
        if not isinstance(node.tag, str):
            continue
        names = names_of(node.tag, node.attrib, parent) if sheets.rules else None
        own = sheets.look(None, node.get("style") or "")
        look = sheets.look(names, node.get("style") or "") if names else own
        behind = ground_of(look, colour(node.get("bgcolor") or "") or ground)
        said = colour(look.get("color") or node.get("color") or "") or words
        # Pages hide their whole body until a script has run: that is no hiding of words.
        if node.tag not in ("html", "head", "body") and node.getparent() is not None:
            coloured = said != words or behind != ground
            blended = coloured and blends(said, behind)
            by_itself = node.get("hidden") is not None or hides(own) or (blended and bool(own.get("color") or names is None))
            gone = by_itself or blended or hides(look)
            if gone and (by_itself or measured[tree] - measured[node] > _LEFT_AT_LEAST):
                empty(node)
                continue
        stack.extend((child, behind, said, names) for child in node)
