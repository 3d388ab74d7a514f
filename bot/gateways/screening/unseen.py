"""What a reader of the page does not see: taken out, so that nothing hidden reaches the text that is judged."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from bot.gateways.screening.colours import Colour, Look, blends, colour, ground_of
from bot.gateways.screening.selectors import ElementNames, names_of
from bot.gateways.screening.styles import PLAIN, Appearance, Sheets, hides_for_good, hides_gently

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
_IN_RUNNING_TEXT = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
     "strong", "sub", "sup", "time", "u", "wbr"}
)  # fmt: skip
_WHITE: Colour = (255.0, 255.0, 255.0, 1.0)
_NOTHING: Mapping[str, str] = {}


def empty(node: Node) -> None:
    """Take away what an element holds, in place: to remove it would copy all the text before it, each time anew."""
    node.clear(keep_tail=True)
    node.tag = "span"


def lengths(tree: Node, tag: str | None = None) -> dict[Node, int]:
    """Measure the text in each element, in characters with runs of spaces as one; with a `tag`, only what lies in such."""
    found: dict[Node, int] = {}
    inside_of = found.get
    for node in reversed(list(tree.iter())):
        counts = tag is None or tag == node.tag
        inside = inside_of(node, 0)
        if counts and (text := node.text) and isinstance(node.tag, str):
            inside += len(" ".join(text.split()))
        found[node] = inside
        if node is tree or (parent := node.getparent()) is None:
            continue
        if (text := node.tail) and (tag is None or tag == parent.tag):
            inside += len(" ".join(text.split()))
        if inside:
            found[parent] = inside_of(parent, 0) + inside
    return found


def paragraphs_in(element: Node) -> Iterator[str]:
    """Yield the text in an element, cut where an element other than of running text begins or ends."""
    held: list[str] = []
    stack = [(element, True)]
    while stack:
        node, opens = stack.pop()
        if node.tag not in _IN_RUNNING_TEXT:
            if text := " ".join("".join(held).split()):
                yield text
            held = []
        held.append((node.text if opens else node.tail if node is not element else "") or "")
        if opens:
            stack.append((node, False))
            stack.extend((child, True) for child in node.iterchildren("*", reversed=True))
    if text := " ".join("".join(held).split()):
        yield text


_Place = tuple[Node, Colour | None, Colour | None, ElementNames | None, Mapping[str, str], tuple[int, int]]
"""An element to be looked at, with what it has from those around it: its ground, the colour of its words, their names and
custom properties; and its place among its parent's children, counted from the beginning and from the end."""


class Manner(Enum):
    """How an element is hidden: as what comes into view is, by its opacity or height; as by a switch; or for good."""

    GENTLY = "gently"
    BY_A_SWITCH = "by a switch"
    FOR_GOOD = "for good"


class Concealed(NamedTuple):
    """An element that a browser does not show."""

    node: Node
    manner: Manner


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
    stack: list[_Place] = [(tree, _WHITE, None, None, {}, (1, 1))]
    has_rules, look = bool(sheets.rules), sheets.look
    only_elements = not tree.xpath("boolean(//comment() | //processing-instruction())")
    while stack:
        node, ground, words, parent, variables, place = stack.pop()
        if node in known:
            continue
        tag, items = node.tag, node.items()
        held = dict(items) if items else _NOTHING
        style = held.get("style", "")
        names = names_of(tag, held, parent, place, sheets.tested) if has_rules else None
        own = look(None, style, variables) if style else PLAIN
        seen = look(names, style, variables) if names else own
        said, behind = words, ground
        if seen is not PLAIN or "color" in held or "bgcolor" in held:
            said = _colour_of(seen, held) or words
            behind = said if _is_own(seen.look) else ground_of(seen.look, colour(held.get("bgcolor", "")) or ground)
        blended = (said != words or behind != ground) and blends(said, behind)
        # Pages hide their whole body until a script has run: that is no hiding of words.
        if node in let_be:
            said, behind = words, ground
        elif (blended or seen.hides or own.hides or _is_shut(tag, held)) and not (
            tag in ("html", "head", "body") or node.getparent() is None
        ):
            is_shut = _is_shut(tag, held)
            by_itself = is_shut or own.hides or (blended and bool(_colour_of(own, held) or names is None))
            # Nothing has been taken out before the first one, so all is measured as it was.
            measured = measured or (lengths(tree) if has_rules else {})
            if by_itself or measured[tree] - measured[node] > _LEFT_AT_LEAST:
                found.append(Concealed(node, _manner(seen.look, is_shut=is_shut, blended=blended)))
                continue
        if last := len(node):
            inherited = {**variables, **seen.variables} if seen.variables else variables
            # Elements only: comments have no words.
            children = list(node) if only_elements else list(node.iterchildren("*"))
            last = len(children) + 1
            stack.extend([(child, behind, said, names, inherited, (at, last - at)) for at, child in enumerate(children, 1)])
    return found


def _manner(look: Look, *, is_shut: bool, blended: bool) -> Manner:
    if blended or hides_for_good(look):
        return Manner.FOR_GOOD
    return Manner.GENTLY if not is_shut and hides_gently(look) else Manner.BY_A_SWITCH


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
