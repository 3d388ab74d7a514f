"""What a page is made of: its headings, its running text, and the cards that lead to other pages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from bot.gateways.screening.unseen import Node, lengths, link_lengths

_PARTS = re.compile(r"\s[|·•»›–—:-]+\s|[|»]|::")
_LONGEST_HEADING = 200
_LARGEST_CARD = 600  # characters
_SHORTEST_HEADLINE = 15
_SHORTEST_PARAGRAPH = 60
_AROUND = frozenset({"nav", "footer", "form", "header"})
_HEADINGS = frozenset({"h2", "h3", "h4"})
_BOXES = frozenset({"blockquote", "div", "td", "font", "section", "article", "span", "pre", "aside", "main"})
_ARTICLE_KIND = re.compile(r"(?:[A-Za-z]*Article|Report|[A-Za-z]*BlogPosting)")


class Shape(NamedTuple):
    """What a page is made of; lengths in characters.

    `cards` lead to other pages, with `in_cards` of running text; `own` is the other running text. `headline` is the first
    heading of the first rank.
    """

    headline: str
    cards: int
    in_cards: int
    own: int


def shape_of(tree: Node) -> Shape:
    """Measure a page, without what a browser does not show."""
    return Shape(_headline(tree), *_measured(tree))


def own_text(block: Node) -> int:
    """Return how long the running text in a part of a page is that belongs to no card."""
    return _measured(block)[2]


def _measured(tree: Node) -> tuple[int, int, int]:
    shown, linked = lengths(tree), link_lengths(tree)
    cards, card_nodes = _cards(tree, shown, linked)
    in_card, around = set[Node](), set[Node]()
    own = within = 0
    for node in tree.iter():
        if not isinstance(tag := node.tag, str):
            continue
        parent = node.getparent()
        if node in card_nodes or parent in in_card:
            in_card.add(node)
        if tag in _AROUND or parent in around:
            around.add(node)
        if shown[node] < _SHORTEST_PARAGRAPH:
            continue
        length = _running(node, tag, shown)
        if length >= _SHORTEST_PARAGRAPH and linked[node] < 0.5 * shown[node]:
            if node in in_card:
                within += length
            elif node not in around:
                own += length
    return cards, within, own


def _cards(tree: Node, shown: Mapping[Node, int], linked: Mapping[Node, int]) -> tuple[int, set[Node]]:
    """Find the headlines of other pages: headings that are all link, links over headings, and links that fill a box."""
    found, count = set[Node](), 0
    for node in tree.iter("a", *_HEADINGS):
        if not _SHORTEST_HEADLINE <= shown[node] <= _LARGEST_CARD:
            continue
        if node.tag in _HEADINGS:
            leads_on = linked[node] >= 0.8 * shown[node] or next(node.iterancestors("a"), None) in shown
        else:
            parent = node.getparent()
            boxed = parent is not None and parent.tag in ("li", "div", "td", "article", "section")
            leads_on = boxed and parent in shown and shown[parent] < 1.2 * shown[node] + 20
        if leads_on:
            count += 1
            found.update(_around_headline(node, shown))
            if (following := node.getnext()) is not None and following.tag in ("p", "div"):
                found.add(following)
    return count, found


def _around_headline(headline: Node, shown: Mapping[Node, int]) -> Iterator[Node]:
    for number, node in enumerate(headline.iterancestors()):
        if number == 4 or shown.get(node, _LARGEST_CARD + 1) > _LARGEST_CARD or node.tag in ("body", "main"):
            return
        yield node


def _running(node: Node, tag: str, shown: Mapping[Node, int]) -> int:
    if tag == "p":
        return shown[node]
    if tag not in _BOXES:
        return 0
    # Old pages have their text in cells and boxes, divided by line ends.
    return sum(len(" ".join(text.split())) for text in (node.text, *(child.tail for child in node)) if text)


class Headings(NamedTuple):
    """A page's headings, whole and in the parts that strokes divide them into: title and first rank, and the next rank."""

    first: tuple[str, ...]
    second: tuple[str, ...]


def headings_of(tree: Node) -> Headings:
    """Return a page's title and first headings."""
    return Headings(_divided([*tree.xpath("//title"), *tree.xpath("//h1")[:2]]), _divided(tree.xpath("//h2")[:1]))


def _divided(nodes: Iterable[Node]) -> tuple[str, ...]:
    texts = [text for node in nodes if 0 < len(text := _line(node)) <= _LONGEST_HEADING]
    return tuple(dict.fromkeys(part.strip() for text in texts for part in (text, *_PARTS.split(text)) if len(part) > 2))


def _headline(tree: Node) -> str:
    return next(filter(None, (_line(node) for node in tree.xpath("//h1")[:3])), "")


def _line(node: Node) -> str:
    return " ".join(node.xpath("string()")[: 4 * _LONGEST_HEADING].split())


def says_article(tree: Node, kinds: Iterable[str]) -> bool:
    """Say whether a page describes itself as one article; `kinds` are the schema.org types of what it describes."""
    described = (
        "//meta[(@property='og:type' and (@content='article' or @content='Article'))"
        " or @property='article:published_time' or @name='article:published_time'] | //*[@itemprop='articleBody']"
    )
    return any(_ARTICLE_KIND.fullmatch(kind) for kind in kinds) or bool(tree.xpath(described))
