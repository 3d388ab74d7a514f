"""What a reader of the page does not see: taken out, so that nothing hidden reaches the text that is judged."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from bot.gateways.screening.colours import Colour, Look, blends, colour, ground_of
from bot.gateways.screening.selectors import ElementNames, names_of, tag_and_marks
from bot.gateways.screening.styles import PLAIN, Appearance, Sheets
from bot.gateways.screening.visibility import hides_for_good, hides_gently

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
_TO_CLEAN = re.compile(rf"{_INVISIBLE.pattern[:-1]}\u200c\u200d\r\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Take out the characters that nobody sees, and make every line end a newline."""
    plain = text.isascii() and text.replace("\n", " ").replace("\t", " ").isprintable()
    if plain or not _TO_CLEAN.search(text):
        return text
    return _STRAY_JOINER.sub("", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


Node = Any  # an lxml element; lxml ships no types

_UNREAD = (
    "script", "style", "template", "noscript", "noframes", "noembed", "object", "embed", "iframe", "svg", "math", "canvas",
    "datalist",
)  # fmt: skip
# A style sheet that hides nearly the whole page waits for a script to show it, so that is let be (in characters).
_LEFT_AT_LEAST = 200
_SENTENCE = 40
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
_TELLING = frozenset({"style", "hidden", "popover", "color", "bgcolor"})


def empty(node: Node) -> None:
    """Take away what an element holds, in place: to remove it would copy all the text before it, each time anew."""
    node.clear(keep_tail=True)
    node.tag = "span"


def lengths(tree: Node) -> dict[Node, int]:
    """Measure the text in each element, in characters with runs of spaces as one."""
    found: dict[Node, int] = {}
    inside_of = found.get
    for node in reversed(list(tree.iter())):
        inside = inside_of(node, 0)
        if (text := node.text) and not text.isspace() and isinstance(node.tag, str):
            inside += len(" ".join(text.split()))
        found[node] = inside
        if node is tree:
            break
        if (text := node.tail) and not text.isspace():
            inside += len(" ".join(text.split()))
        if inside:
            parent = node.getparent()
            found[parent] = inside_of(parent, 0) + inside
    return found


def link_lengths(tree: Node) -> Mapping[Node, int]:
    """Measure as `lengths` does, but only the text directly in links."""
    return sums(
        tree, "a", lambda link: sum(len(" ".join(s.split())) for s in (link.text, *(child.tail for child in link)) if s)
    )


def sums(tree: Node, tag: str, measure: Callable[[Node], int]) -> Mapping[Node, int]:
    """Measure the elements with a tag, and return for each element the sum of those in it and its own."""
    found = Counter[Node]()
    inside_of = found.get
    for node in reversed(list(tree.iter())):
        inside = inside_of(node, 0)
        if node.tag == tag:
            inside = found[node] = inside + measure(node)
        if inside and node is not tree and (parent := node.getparent()) is not None:
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


class _Around(NamedTuple):
    """What elements have from those around them: the ground, the colour of the words, their names and custom properties."""

    ground: Colour | None = _WHITE
    words: Colour | None = None
    names: ElementNames | None = None
    variables: Mapping[str, str] = _NOTHING


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
    for sheet in tree.iter("style"):
        if next(sheet.iterancestors("noscript", "template"), None) is None:
            sheets.read(sheet.text or "", sheet.get("media") or "all")
    for node in list(tree.iter(*_UNREAD)):
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
    view = _View(sheets, known)
    left = _Left(tree)
    found: list[Concealed] = []
    has_rules, look = bool(sheets.rules), sheets.look
    for node, held in _telling(tree, sheets):
        around = None if node in known else view.around(node)
        if around is None:
            view.within[node] = None
            continue
        tag, style = node.tag, held.get("style", "")
        names = view.names(node, held, around) if has_rules else None
        own = look(None, style, around.variables) if style else PLAIN
        seen = look(names, style, around.variables) if names else own
        words = _colour_of(seen, held) or around.words
        ground = words if _is_own(seen.look) else ground_of(seen.look, colour(held.get("bgcolor", "")) or around.ground)
        blended = (words != around.words or ground != around.ground) and blends(words, ground)
        # Pages hide their whole body until a script has run: that is no hiding of words.
        if node in let_be:
            words, ground = around.words, around.ground
        elif (blended or seen.hides or own.hides or _is_shut(tag, held)) and not (
            tag in ("html", "head", "body") or node.getparent() is None
        ):
            is_shut = _is_shut(tag, held)
            by_itself = is_shut or own.hides or (blended and bool(_colour_of(own, held) or names is None))
            if by_itself or left.without(node):
                found.append(Concealed(node, _manner(seen.look, is_shut=is_shut, blended=blended)))
                view.within[node] = None
                continue
        inherited = {**around.variables, **seen.variables} if seen.variables else around.variables
        view.within[node] = _Around(ground, words, names, inherited)
    return found[::-1]


class _Left:
    """Whether enough of a page's text is left without one of its elements."""

    def __init__(self, tree: Node) -> None:
        self._tree = tree

    def without(self, node: Node) -> bool:
        """Say so; where the page's first sentences are enough, and stand elsewhere, no more is measured."""
        if self._around_the_first is not None and node not in self._around_the_first:
            return True
        return self._measured[self._tree] - self._measured[node] > _LEFT_AT_LEAST

    @cached_property
    def _around_the_first(self) -> set[Node] | None:
        """Return the elements that begin with the first sentences, and all around these; None where they are not enough."""
        around, length = set[Node](), 0
        for node in self._tree.iter("*"):
            # A menu, which is often hidden, has no long ones.
            if (text := node.text) and (size := len(" ".join(text.split()))) > _SENTENCE:
                length += size
                while node is not None and node not in around:
                    around.add(node)
                    node = node.getparent()
                if length > _LEFT_AT_LEAST:
                    return around
        return None

    @cached_property
    def _measured(self) -> dict[Node, int]:
        return lengths(self._tree)


def _telling(tree: Node, sheets: Sheets) -> Iterator[tuple[Node, Mapping[str, str]]]:
    """Yield the elements that a sheet or their attributes say something of that bears on what can be seen, with these."""
    bearing = sheets.bearing
    telling = _TELLING | {name[1:] for name in bearing if name[0] == "["}
    for node in tree.iter("*"):
        tag, held = node.tag, _NOTHING
        if items := node.items():
            held = dict(items)
            classes = held.get("class", "")
            names = tag_and_marks(tag, held.get("id", ""), classes)
            if telling.isdisjoint(held) and not (classes and _is_for_screen_readers(classes)) and bearing.isdisjoint(names):
                continue
        elif tag != "dialog" and tag not in bearing and "*" not in bearing:
            continue
        yield node, held


class _View:
    """How the elements of a page stand in one another; `known` ones, and what is `within` one that is None, are not seen.

    Elements are to be filled in before those in them, but for such as nothing bears on.
    """

    def __init__(self, sheets: Sheets, known: AbstractSet[Node]) -> None:
        self.within: dict[Node, _Around | None] = {}
        self._sheets, self._known = sheets, known
        self._places: dict[Node, tuple[int, int]] = {}

    def around(self, node: Node) -> _Around | None:
        """Return what an element has from those around it; None where it is in one that is not seen."""
        path: list[Node] = []
        while (node := node.getparent()) is not None and node not in self.within:
            path.append(node)
        around = _Around() if node is None else self.within[node]
        for each in reversed(path):
            if each in self._known:
                around = None
            elif around is not None and self._sheets.rules:
                around = around._replace(names=self.names(each, dict(each.items()), around))
            self.within[each] = around
        return around

    def names(self, node: Node, held: Mapping[str, str], around: _Around) -> ElementNames:
        """Return what selectors can know an element by; `held` are its attributes."""
        place = self._place(node) if self._sheets.counts_places else (1, 1)
        return names_of(node.tag, held, around.names, place, self._sheets.tested)

    def _place(self, node: Node) -> tuple[int, int]:
        if node not in self._places and (parent := node.getparent()) is not None:
            children = list(parent.iterchildren("*"))
            self._places.update((child, (at, len(children) + 1 - at)) for at, child in enumerate(children, 1))
        return self._places.get(node, (1, 1))


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
