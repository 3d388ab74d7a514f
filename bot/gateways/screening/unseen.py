"""What a reader of the page does not see: taken out, so that nothing hidden reaches the text that is judged."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, NamedTuple

from bot.gateways.screening.colours import Colour, Look, blends, colour, ground_of
from bot.gateways.screening.selectors import ElementNames, names_of
from bot.gateways.screening.styles import PLAIN, Appearance, Sheets, hides_gently

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
# Bootstrap, HTML5 Boilerplate, WordPress and Drupal document these.
_FOR_SCREEN_READERS = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "element-invisible"}
)
_WHITE: Colour = (255.0, 255.0, 255.0, 1.0)


def empty(node: Node) -> None:
    """Take away what an element holds, in place: to remove it would copy all the text before it, each time anew."""
    node.clear(keep_tail=True)
    node.tag = "span"


def lengths(tree: Node, tag: str | None = None) -> dict[Node, int]:
    """Measure the text in each element, in characters with runs of spaces as one; with a `tag`, only what lies in such."""
    found: dict[Node, int] = {}
    for node in reversed(list(tree.iter())):
        counts = tag is None or tag == node.tag
        inside = len(" ".join(text.split())) if counts and (text := node.text) and isinstance(node.tag, str) else 0
        for child in node:
            inside += found[child]
            if counts and (text := child.tail):
                inside += len(" ".join(text.split()))
        found[node] = inside
    return found


class Concealed(NamedTuple):
    """An element that a browser does not show; `gently` where it may come into view, by its opacity, place or height."""

    node: Node
    gently: bool


def sheets_of(tree: Node) -> Sheets:
    """Read the style sheets of a page, and empty, in place, all elements whose text no browser shows."""
    sheets = Sheets()
    for sheet in tree.xpath("//style[not(ancestor::noscript or ancestor::template)]"):
        sheets.read(sheet.text or "", sheet.get("media") or "all")
    for node in tree.xpath(_UNREAD):
        empty(node)
    return sheets


def concealed(
    tree: Node, sheets: Sheets, known: AbstractSet[Node] = frozenset(), let_be: AbstractSet[Node] = frozenset()
) -> list[Concealed]:
    """Find the elements of a parsed page that a browser does not show, without those within.

    Knows the hidden attribute, style attributes, the page's own style sheets and the classes of common frameworks for text
    that is for screen readers alone; not what outside style sheets or scripts do, nor what lies behind something else. `known`
    elements are not looked into; those that are to be `let_be` are, and count as shown.
    """
    measured: dict[Node, int] | None = None
    found: list[Concealed] = []
    stack: list[_Waiting] = [_Waiting(tree, _WHITE, None, None, {}, (1, 1))]
    while stack:
        node, ground, words, parent, variables, place = stack.pop()
        if node in known:
            continue
        tag, held = node.tag, dict(node.items())
        style = held.get("style", "")
        names = names_of(tag, held, parent, place, sheets.tested) if sheets.rules else None
        own = sheets.look(None, style, variables) if style else PLAIN
        seen = sheets.look(names, style, variables) if names else own
        said, behind = words, ground
        if seen is not PLAIN or "color" in held or "bgcolor" in held:
            said = _colour_of(seen, held) or words
            behind = said if _is_own(seen.look) else ground_of(seen.look, colour(held.get("bgcolor", "")) or ground)
        # Pages hide their whole body until a script has run: that is no hiding of words.
        if tag not in ("html", "head", "body") and node.getparent() is not None and node not in let_be:
            coloured = said != words or behind != ground
            blended = coloured and blends(said, behind)
            is_shut = _is_shut(tag, held)
            by_itself = is_shut or own.hides or (blended and bool(_colour_of(own, held) or names is None))
            if by_itself or blended or seen.hides:
                # Nothing has been taken out before the first one, so all is measured as it was.
                measured = measured or (lengths(tree) if sheets.rules else {})
                if by_itself or measured[tree] - measured[node] > _LEFT_AT_LEAST:
                    found.append(Concealed(node, not (is_shut or blended) and hides_gently(seen.look)))
                    continue
        elif node in let_be:
            said, behind = words, ground
        inherited = {**variables, **seen.variables} if seen.variables else variables
        # Elements only: comments have no words.
        children = list(node.iterchildren("*"))
        last = len(children) + 1
        stack.extend([_Waiting(child, behind, said, names, inherited, (at, last - at)) for at, child in enumerate(children, 1)])
    return found


class _Waiting(NamedTuple):
    """An element to be looked at, with what it has from the elements around it."""

    node: Node
    ground: Colour | None
    words: Colour | None
    parent: ElementNames | None
    variables: Mapping[str, str]
    place: tuple[int, int]


def _is_shut(tag: str, attributes: Mapping[str, str]) -> bool:
    """Say whether an element is not shown by what it is; what opens at a click on its own summary is for readers."""
    if not attributes:
        return tag == "dialog"
    return (
        "hidden" in attributes
        or "popover" in attributes
        or (tag == "dialog" and "open" not in attributes)
        or _is_for_screen_readers(attributes.get("class", ""))
    )


@lru_cache(maxsize=1024)
def _is_for_screen_readers(classes: str) -> bool:
    return not _FOR_SCREEN_READERS.isdisjoint(classes.lower().split())


def _colour_of(seen: Appearance, attributes: Mapping[str, str]) -> Colour | None:
    return colour(seen.words or attributes.get("color", ""))


def _is_own(look: Look) -> bool:
    """Say whether the ground has the colour of the words by its name."""
    return (look.get("background-color") or look.get("background") or "") == "currentcolor"
