"""Article text that a page hides until a script or a click shows it: told apart from words that nobody is to see."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.gateways.english.sentences import split
from bot.gateways.screening.folding import plain
from bot.gateways.screening.marks import chat_markers
from bot.gateways.screening.orders import elsewhere_in, orders_a_model
from bot.gateways.screening.unseen import Concealed, Manner, Node, clean_text, paragraphs_in

_BY_NAME = re.compile(
    r"fad(?:e|ing)|reveal|animat|appear|aos|(?:^|[-_ ])(?:wow|sr|js|more|rest|full)(?:$|[-_ ])|lazy|scroll|slid(?:e|ing)"
    r"|in-?view|invisible|loading|cloak|read-?more|expand|collaps|toggle|accordion|truncat|teaser|paywall|regwall|premium|subscriber"
    r"|below-?fold|hydrat",
    re.IGNORECASE,
)
"""Names that sites give to what comes into view later, at a click, or for subscribers."""
_NO_ARTICLE = re.compile(
    r"cookie|consent|gdpr|modal|pop-?up|overlay|newsletter|sign-?up|subscribe|menu|(?:^|[-_ ])nav|footer|login|banner|comment"
    r"|promo|related|recommend|sidebar|widget-area|tooltip|search",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"\W*(?:(?:read|show|see|view|load|open)\s+(?:more|on|all|(?:the\s+)?(?:full|whole|rest|entire))\b.{0,30}|continue(?:\s+reading)?"
    r"|(?:keep\s+)?reading|expand(?:\s+\w+)?|full\s+(?:story|article|text)|more|weiterlesen|mehr(?:\s+lesen)?"
    r"|lire\s+(?:la\s+suite|plus)|(?:leer|ver)\s+m[áa]s|читати\s+далі|читать\s+(?:далее|дальше)|показати\s+більше)\W*",
    re.IGNORECASE,
)
_CONTROLS = "//button | //label | //summary | //a[not(@href) or starts-with(@href, '#')] | //*[@role='button']"
_MOST_CONTROLS, _LONGEST_CONTROL = 300, 60
_SHORTEST_PARAGRAPH = 60  # characters
_BOXES = frozenset({"p", "li", "div", "blockquote", "td", "section", "article"})
_NOT_THE_ARTICLE = frozenset({"nav", "footer", "form", "aside", "dialog", "header", "ul", "ol", "menu", "figure"})
_FEWEST_PARAGRAPHS, _FEWEST_WORDS = 2, 40
_NEXT_TO_NOTHING = 40
"""Words: a page that shows no more has its article still hidden."""
_LONGEST_NAMES = 500
_NEAR = 4
"""Elements around one whose names tell what it is."""


class _Block(NamedTuple):
    """A hidden element with the paragraphs that it holds."""

    node: Node
    manner: Manner
    paragraphs: Sequence[str]


class Waiting(NamedTuple):
    """The hidden elements that hold a page's article; or, where they are too little to be sure, how many words they hold."""

    nodes: tuple[Node, ...] = ()
    words: int = 0


def waiting_among(tree: Node, hidden: Sequence[Concealed]) -> Waiting:
    """Find, among the hidden elements of a page, those that hold its article and wait for a script or a click.

    They are several paragraphs of prose without orders to a model, beside shown prose or its headline, and hidden in the way of
    an animation, by a telling name, or on a page that offers to show more, and never by colour, size or place; or they are all
    the prose that there is.
    """
    blocks = [_Block(each.node, each.manner, paragraphs) for each in hidden if (paragraphs := _prose(each.node))]
    blocks = [block for block in blocks if not _is_other(block.node)]
    if not blocks:
        return Waiting()
    concealed = {each.node for each in hidden}
    shown, places = _shown(tree, concealed)
    # Some pages hold their text twice, once for narrow screens.
    blocks = [block for block in blocks if not shown.issuperset(block.paragraphs)]
    if sum(text.count(" ") + 1 for text in shown) >= _NEXT_TO_NOTHING:
        blocks = [block for block in blocks if block.manner is not Manner.FOR_GOOD]
        sure = [block for block in blocks if block.manner is Manner.GENTLY or _named(block.node)]
        blocks = blocks if len(sure) == len(blocks) or _offers_more(tree) else sure
        blocks = [block for block in blocks if _is_in_place(block.node, places)]
    blocks = [block for block in blocks if not any(map(_gives_orders, paragraphs_in(block.node)))]
    paragraphs = [text for block in blocks for text in block.paragraphs]
    words = sum(text.count(" ") + 1 for text in paragraphs)
    if len(paragraphs) >= _FEWEST_PARAGRAPHS and words >= _FEWEST_WORDS:
        return Waiting(tuple(block.node for block in blocks))
    return Waiting(words=words)


def _prose(node: Node) -> list[str]:
    """Return the paragraphs in an element that are running text, not links."""
    found = []
    for each in node.iter(*_BOXES):
        own = each.xpath("string()") if each.tag == "p" else "".join([each.text or "", *(child.tail or "" for child in each)])
        if len(own) < _SHORTEST_PARAGRAPH:
            continue
        text = " ".join(clean_text(own).split())
        links = each.iter("a") if each.tag == "p" else each.iterchildren("a")
        if len(text) >= _SHORTEST_PARAGRAPH and 2 * sum(len(link.text or "") for link in links) < len(text):
            found.append(text)
    return found


def _shown(tree: Node, concealed: set[Node]) -> tuple[set[str], set[Node]]:
    """Return the paragraphs of prose that are not concealed, and the elements around these and around headlines."""
    shown, places, inside = set[str](), set[Node](), set[Node]()
    for node in tree.iter("*"):
        parent = node.getparent()
        if node in concealed or parent in inside:
            inside.add(node)
            continue
        if node.tag == "h1":
            places.add(parent)
        if node.tag == "p":
            text = " ".join(clean_text(node.xpath("string()")).split())
            if len(text) >= _SHORTEST_PARAGRAPH and not _is_other(node):
                shown.add(text)
                places.add(parent)
    return shown, places


def _is_in_place(node: Node, places: set[Node]) -> bool:
    parent = node.getparent()
    for _ in range(_NEAR):
        if parent is None or parent.tag in ("body", "html"):
            return False
        if parent.tag in ("article", "main") or parent in places:
            return True
        parent = parent.getparent()
    return False


def _is_other(node: Node) -> bool:
    """Say whether an element is a menu, a notice, readers' comments or the like."""
    return any(
        each.tag in _NOT_THE_ARTICLE or _NO_ARTICLE.search(_names(each))
        for each in (node, *_around(node))
        if each.tag not in ("body", "html")
    )


def _named(node: Node) -> bool:
    return _BY_NAME.search(_names(node)) is not None


def _names(node: Node) -> str:
    data = (name for name in node.attrib if name.startswith("data-"))
    return " ".join([node.get("class") or "", node.get("id") or "", *data])[:_LONGEST_NAMES]


def _around(node: Node) -> list[Node]:
    return [each for each, _ in zip(node.iterancestors(), range(_NEAR), strict=False)]


def _offers_more(tree: Node) -> bool:
    controls = tree.xpath(_CONTROLS)[:_MOST_CONTROLS]
    return any(_CONTROL.fullmatch(" ".join(node.xpath("string()")[:_LONGEST_CONTROL].split())) for node in controls)


def _gives_orders(paragraph: str) -> bool:
    text = clean_text(paragraph)
    if any(chat_markers(text)) or elsewhere_in(text):
        return True
    return any(orders_a_model(plain(s.text)) for s in split(text))
