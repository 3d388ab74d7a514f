"""A page's tree, made ready for the extraction of its text: what it would pass over or run together is put right."""

import re
from collections import Counter
from collections.abc import Mapping

from bot.gateways.english.any_case import AnyCase
from bot.gateways.pages.shape import own_text
from bot.gateways.screening.unseen import Node, empty, lengths, sums

_PANEL = AnyCase(
    r"onetrust|didomi|qc-cmp|cybotcookiebot|sp_message|truste|usercentrics|klaro|iubenda|borlabs|osano|termly|quantcast"
    r"|complianz|cky-|cmplz|fc-consent"
    r"|cookie[-_]?(?:banner|bar|consent|notice|law|wall|popup|info|message|policy|disclaimer)"
    r"|eu-?cookie|privacy-?(?:banner|notice|popup)"
)
_MAYBE_A_PANEL = AnyCase(
    r"(?:^|[-_ ])(?:consent|gdpr|cmp)(?:$|[-_ ])"
    r"|newsletter[-_]?(?:sign-?up|box|form|promo|widget|block|card|cta|inline)|sign-?up[-_](?:card|form|box|widget)"
    r"|subscri(?:be|ption)[-_](?:box|form|widget|card)"
)
"""Names that some sites also give to what holds their article."""
_PANEL_WORDS = re.compile(
    r"cookie|consent|privacy|gdpr|advert|newsletter|subscribe|sign up|inbox|datenschutz|confidentialité|privacidad|данн",
    re.IGNORECASE,
)
_LARGEST_PANEL = 4_000
_LARGEST_CELL = 300
_TEASER = re.compile(r"teaser|paywall|premium", re.IGNORECASE)
_MOST_HEADLINES = 5
_LIVE_PATH = re.compile(r"/live(?:[-/]|$)|[-/]live(?:-blog|-updates?|blog)\b|liveblog|live-?ticker", re.IGNORECASE)
_LIVE_TITLE = re.compile(
    r"\blive (?:updates?|blog|coverage|report(?:ing)?|news)\b|\bas it happen(?:s|ed)\b|\bliveticker\b|\ben direct\b",
    re.IGNORECASE,
)
_LEAST_POSTS = 3
_LEAST_OTHERS = 4
_LONGEST_LEAD = 300
"""Characters of a headline and what stands under it, in a list of other articles."""
_HEADINGS = ("h2", "h3", "h4")
_LINKED_HEADINGS = "descendant-or-self::*[self::h2 or self::h3 or self::h4][.//a[@href] or ancestor::a[@href]]"


def arrange(tree: Node, *, live: bool) -> int:
    """Put a page's tree in order, in place; `live` ones have many posts, of which none is the article alone.

    Returns how many headlines of other articles were taken out.
    """
    _empty_panels(tree)
    _free_asides(tree)
    _free_teasers(tree)
    others = 0 if live else _empty_lists_of_others(tree)
    _unroll_tables(tree)
    posts = tree.xpath("//article")
    if live and len(posts) >= _LEAST_POSTS:
        for post in posts:
            post.tag = "div"
    return others


def is_live(tree: Node, url: str, title: str | None, *, described: bool) -> bool:
    """Say whether a page is a live blog: by its description, or by its address or title and several posts with times."""
    if described:
        return True
    if not (_LIVE_PATH.search(url) or (title and _LIVE_TITLE.search(title))):
        return False
    return len(tree.xpath("//article")) >= _LEAST_POSTS or len(tree.xpath("//time")) >= 2 * _LEAST_POSTS


def _empty_panels(tree: Node) -> None:
    """Take out panels that ask for consent or a subscription, which on some pages have more words than the article."""
    texts: dict[Node, int] | None = None
    measured: Mapping[Node, int] | None = None
    emptied = 0
    for node in tree.iter("div", "section", "aside", "dialog", "form"):
        names = f"{node.get('id') or ''} {node.get('class') or ''}"[:1000]
        if len(names) < 2 or not ((sure := _PANEL.search(names)) or _MAYBE_A_PANEL.search(names)):
            continue
        texts = lengths(tree) if texts is None else texts
        if texts[node] > _LARGEST_PANEL or node.xpath("boolean(.//h1 | .//article)"):
            continue
        if not _PANEL_WORDS.search(node.xpath("string()")):
            continue
        if not sure and texts[node] > _LARGEST_CELL:
            measured = _prose_lengths(tree) if measured is None else measured
            if 2 * measured[node] > measured[tree] - emptied:
                continue
            emptied += measured[node]
        empty(node)


def _free_asides(tree: Node) -> None:
    """Let an aside that holds the article be read: one with the page's only headline, or most of its paragraphs."""
    asides = list(tree.iter("aside"))
    if not asides:
        return
    measured = _paragraph_lengths(tree)
    headed = {node for headline in tree.iter("h1") for node in headline.iterancestors("aside")}
    for aside in asides:
        inside = measured[aside]
        if inside > _LARGEST_CELL and (aside in headed or 2 * inside > measured[tree]):
            aside.tag = "div"
            for name in ("class", "id"):
                aside.attrib.pop(name, None)


def _free_teasers(tree: Node) -> None:
    """Let the beginning of an article be read that a page calls its teaser: text beside the headline, without links."""
    for headline in tree.xpath("//h1")[:_MOST_HEADLINES]:
        for node in headline.itersiblings():
            if _TEASER.search(node.get("class") or "") and _length(node) > _LARGEST_CELL and node.find(".//a") is None:
                node.attrib.pop("class")


def _paragraph_lengths(tree: Node) -> Mapping[Node, int]:
    """Measure the text that stands directly in paragraphs, for each element with what is in it, in characters."""
    return sums(tree, "p", lambda node: len(node.text or "") + sum(len(child.tail or "") for child in node))


def _prose_lengths(tree: Node) -> Mapping[Node, int]:
    """Measure the text in paragraphs as `_paragraph_lengths` does; all the text, where a page hardly has any paragraphs."""
    found = _paragraph_lengths(tree)
    return found if found[tree] > _LARGEST_CELL else lengths(tree)


def _empty_lists_of_others(tree: Node) -> int:
    """Take out lists of other articles beside one with a headline: of a short article they may hold more words than it does."""
    above = {node for headline in tree.xpath("//h1")[:5] for node in headline.iterancestors()}
    blocks = Counter[Node]()
    for heading in tree.xpath(_LINKED_HEADINGS) if above else ():
        block = heading
        while (parent := block.getparent()) is not None and parent not in above and parent.tag not in ("body", "main"):
            block = parent
        blocks[block] += 1
    found = 0
    for block, headings in blocks.items():
        # A survey has links over its own sections, which are longer than what leads to another article.
        is_list = headings >= _LEAST_OTHERS and block.tag not in _HEADINGS and block.getparent().tag != "article"
        if is_list and _length(block) <= _LONGEST_LEAD * headings and own_text(block) < _LARGEST_CELL:
            empty(block)
            found += headings
    return found


def _unroll_tables(tree: Node) -> None:
    """Make boxes of tables that only lay the page out: their text would be read as rows of figures, with marks between."""
    tables = tree.xpath("//table")
    if not tables:
        return
    measured = lengths(tree)
    headed = {node for part in tree.iter("article", "h1") for node in part.iterancestors()}
    for table in tables:
        cells = [cell for row in _rows(table) for cell in row if cell.tag in ("td", "th")]
        if any(measured[cell] > _LARGEST_CELL or cell in headed or len(cell.findall("p")) > 1 for cell in cells):
            for node in (table, *(part for part in table if part.tag in ("tbody", "thead", "tfoot")), *_rows(table), *cells):
                node.tag = "div"
            for cell in cells:
                _break_lines(cell)


def _rows(table: Node) -> list[Node]:
    return [
        row
        for part in (table, *(each for each in table if each.tag in ("tbody", "thead", "tfoot")))
        for row in part
        if row.tag == "tr"
    ]


def _length(node: Node) -> float:
    return float(node.xpath("string-length(normalize-space())"))


def _break_lines(cell: Node) -> None:
    """Make paragraphs of what line ends divide in a cell, or in the one element that fills it."""
    box = cell
    while (
        len(box) == 1
        and not (box.text or "").strip()
        and not (box[0].tail or "").strip()
        and box[0].tag in ("font", "span", "div", "center")
    ):
        box = box[0]
    if not any(child.tag == "br" for child in box) or box.xpath("boolean(.//p | .//table | .//div)"):
        return
    paragraphs = [box.makeelement("p")]
    paragraphs[0].text, box.text = box.text, None
    for child in list(box):
        if child.tag == "br":
            paragraphs.append(box.makeelement("p"))
            paragraphs[-1].text = child.tail
        else:
            paragraphs[-1].append(child)
    for child in list(box):
        box.remove(child)
    box.tag = "div"
    box.extend(each for each in paragraphs if len(each) or (each.text or "").strip())
