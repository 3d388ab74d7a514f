"""From HTML to a tree whose size and depth are bounded, so that a page cannot keep a reader busy.

The parser compares each attribute of a tag with all others, and stops where elements lie too deep in one another.
"""

import re
from typing import NamedTuple

from lxml.etree import ElementDefaultClassLookup, ParserError  # type: ignore[import-untyped]  # no types
from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]  # likewise

from bot.gateways.screening.unseen import Node, paragraphs_in

MOST_ATTRIBUTES = 200
DEEPEST = 150
"""How many elements may lie in one another when the text is looked for; what lies deeper is lifted up to there."""
_SHORTEST_CROWD = 4 * MOST_ATTRIBUTES
"""Characters that more attributes than allowed take at least, with what parts them."""

_VALUE = r"(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+"
_ATTRIBUTE = re.compile(rf"[\s/]*+(?P<name>[^\s/>][^\s/>=]*+){_VALUE}")
_ATTRIBUTES = rf"(?:[\s/]*+[^\s/>][^\s/>=]*+{_VALUE})*+"
_RAW = "script|style|textarea|title|xmp|noembed|noframes"
# As browsers tell tags apart. Each alternative ends somewhere, so the whole is linear.
_TAG = re.compile(
    rf"<!--(?:[^-]++|-(?!->))*+|<(?P<raw>{_RAW})(?=[\s/>])(?P<of_raw>{_ATTRIBUTES})>?.*?(?:</(?P=raw)|\Z)"
    rf"|<[a-z][^\s/>]*+(?P<held>{_ATTRIBUTES})",
    re.IGNORECASE | re.DOTALL,
)
# Most pages have neither a tag as long as a crowd takes, nor a value in quotation marks with ">" in it, where it goes on.
_MAY_CROWD = re.compile(rf"<[a-z][^>]{{{_SHORTEST_CROWD // 2}}}|=\s*+(?:\"[^\">]*+>|'[^'>]*+>)", re.IGNORECASE)
# What decides whether an element is seen, and what it is.
_KEPT = frozenset(
    {"style", "class", "id", "hidden", "popover", "open", "bgcolor", "color", "href", "src", "rel", "name", "property",
     "content", "http-equiv", "type", "lang", "datetime", "itemprop", "itemtype", "media", "title", "alt"}
)  # fmt: skip


class Markup(NamedTuple):
    """A parsed page; `cut_off` where the parser gave up before its end."""

    tree: Node
    cut_off: bool


def parse_markup(html: str) -> Markup | None:
    """Parse a page; None where there is nothing in it."""
    # Slow to import, and a process that lets others compute never needs it.
    from trafilatura.utils import repair_faulty_html

    # libxml2 stops at a NUL, and what follows would go unread.
    html = _without_crowds(html.replace("\0", "\ufffd"))
    html = repair_faulty_html(html, html[:50].lower())
    parser = HTMLParser(
        huge_tree=True, collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    # The common look-up asks Python for the class of every element; only those of forms have one of their own.
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    try:
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except ParserError:
        return None
    return Markup(tree, any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log))


def _without_crowds(html: str) -> str:
    """Take most attributes out of tags that have far too many of them."""
    if not _MAY_CROWD.search(html):
        return html
    kept, done = list[str](), 0
    for tag in _TAG.finditer(html):
        start, end = tag.span()
        if end - start < _SHORTEST_CROWD // 2:
            continue
        for group in ("held", "of_raw"):
            start, end = tag.span(group)
            if end - start < _SHORTEST_CROWD // 2:
                continue
            held = list(_ATTRIBUTE.finditer(html, start, end))
            if len(held) > MOST_ATTRIBUTES:
                kept += [html[done:start], *_fewest(held)]
                done = end
    return "".join([*kept, html[done:]]) if kept else html


def _fewest(held: list[re.Match[str]]) -> list[str]:
    """Return an element's first attributes, and of the rest those that matter, each name once."""
    seen, found = set[str](), list[str]()
    for number, attribute in enumerate(held):
        name = attribute["name"].lower()
        if name not in seen and (number < MOST_ATTRIBUTES or name in _KEPT):
            seen.add(name)
            found.append(attribute[0])
    return found


def lift(tree: Node) -> None:
    """Bring what lies too deep up, in place: the text stays in its order, each element's as a paragraph of its own."""
    depth = 1
    node = tree
    deep: list[Node] = []
    # A walk without recursion: down to the first child, else on to the next of the nearest that has one.
    while node is not None:
        if depth == DEEPEST and len(node):
            deep.append(node)
        if len(node) and depth < DEEPEST:
            node, depth = node[0], depth + 1
            continue
        while node is not None and node.getnext() is None:
            node, depth = node.getparent(), depth - 1
        node = None if node is None or depth < 1 else node.getnext()
    for each in deep:
        paragraphs = list(paragraphs_in(each))
        tail, made = each.tail, each.makeelement
        each.clear()
        each.tail = tail
        for text in paragraphs:
            paragraph = made("p")
            paragraph.text = text
            each.append(paragraph)
