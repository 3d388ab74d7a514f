"""From the text that was extracted to the text that is read: without the masthead, with what else the page holds of it."""

import re
from collections.abc import Sequence

from bot.gateways.pages.described import Described
from bot.gateways.pages.partial import LEAST_WORDS, count_words
from bot.gateways.screening.hidden import Hidden
from bot.gateways.screening.unseen import Node

_ADVICE = "Paste the whole text if you have it."
_FOLD = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+|\n+")
_PAGES = re.compile(
    r"\b(?:page|seite|pagina|página|strona|сторінка|страница) (?P<at>\d{1,3}) (?:of|von|de|di|van|z|из|з|/) (?P<of>\d{1,3})\b",
    re.IGNORECASE,
)
# To ask for the attributes takes half the time of asking each element for one.
_ABOUT_PAGES = "descendant-or-self::nav | descendant-or-self::*/@class[contains(., 'pag') or contains(., 'Pag')]/.."
_NEXT_PAGE = re.compile(r"[?&/](?:page|p|seite|pagina|pg)[=/-]?(?P<number>[2-9]|\d\d)(?:\D|$)", re.IGNORECASE)
_LEAST_ALIKE = 0.6
_AFTER_A_NAME = " |/–—-:·,"
_HIDDEN_WORDS = 150
_LEAST_LINE = 20  # words
_LEAST_SHARE = 0.1
_MOST_MASTHEAD = 5
"""Paragraphs at the beginning that may be title and byline."""

NO_VISIBLE_TEXT = (
    "The page shows no text by itself; what was read stands in its description for search engines, and may differ from what "
    "readers see."
)
DIFFERS = "What the page gives search engines as its text differs from what it shows; what it shows was read."
POSTS_DESCRIBED = "Some posts of this live blog were read from the page's description for search engines."


def without_masthead(text: str, title: str | None, authors: Sequence[str]) -> str:
    """Cut title and byline off the paragraph that they are run together with, so that no quote begins with them."""
    paragraphs = text.split("\n\n")
    found: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        if number < _MOST_MASTHEAD and len(found) < 2 * _MOST_MASTHEAD:
            head, rest = _cut_off(paragraph, title) if title else ("", paragraph)
            found += [head] if head else []
            byline, rest = _cut_byline(rest, authors)
            found += [part for part in (byline, rest) if part]
        else:
            found.append(paragraph)
    return "\n\n".join(found)


def _cut_off(paragraph: str, title: str) -> tuple[str, str]:
    """Divide a paragraph that begins with the title and goes on behind it."""
    wanted = _FOLD.sub("", title).casefold()
    if len(wanted) < 12:
        return "", paragraph
    at = have = 0
    while at < len(paragraph) and have < len(wanted):
        letter = paragraph[at]
        at += 1
        if _FOLD.fullmatch(letter):
            continue
        folded = letter.casefold()
        if wanted[have : have + len(folded)] != folded:
            return "", paragraph
        have += len(folded)
    rest = paragraph[at:].lstrip(" |/–—-:·")
    # The first sentence may begin with the words of the title.
    if have < len(wanted) or not rest or not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "“\"'‘«„("):
        return "", paragraph
    return ("", paragraph) if re.match(r"[\w'’,]", paragraph[at : at + 1]) else (paragraph[:at].strip(), rest)


def _cut_byline(paragraph: str, authors: Sequence[str]) -> tuple[str, str]:
    for author in authors:
        for before in ("By ", "BY ", "by ", "Von ", "Par ", "Por ", "Di ", "Door "):
            byline = before + author
            rest = paragraph[len(byline) :].lstrip(_AFTER_A_NAME)
            # The name may go on, or the sentence may be about its bearer.
            if paragraph.startswith(byline) and rest and not rest[0].islower() and paragraph[len(byline)] in _AFTER_A_NAME:
                return byline, rest
    return "", paragraph


def with_described(text: str, described: Described, *, live: bool) -> tuple[str, tuple[str, ...]]:
    """Take from a page's description what it does not show: the text where there is none, and a live blog's other posts.

    Returns the text and remarks for an editor.
    """
    remarks: list[str] = []
    words, body = count_words(text), described.body
    if words < LEAST_WORDS and count_words(body) >= LEAST_WORDS:
        text, remarks = body, [NO_VISIBLE_TEXT]
    elif (
        body
        and not live
        and words >= LEAST_WORDS
        and _share_in(body, text) < _LEAST_ALIKE
        and _share_in(text, body) < _LEAST_ALIKE
    ):
        remarks = [DIFFERS]
    known = _FOLD.sub("", text).casefold()
    missing = [post for post in described.posts if _FOLD.sub("", post.rpartition("\n")[2]).casefold()[:200] not in known]
    if missing:
        text = "\n\n".join(filter(None, [text, *missing]))
        remarks = [POSTS_DESCRIBED]
    return text, tuple(remarks)


def _share_in(one: str, other: str) -> float:
    """Return how much of one text stands in another, by its sentences."""
    inside = _FOLD.sub("", other).casefold()
    sentences = [folded for part in _SENTENCE.split(one)[:300] if len(folded := _FOLD.sub("", part).casefold()) > 20]
    return sum(1 for sentence in sentences if sentence in inside) / len(sentences) if sentences else 1.0


def why_cut(text: str, hidden: Hidden, *, cut_off: bool, live: bool, more_pages: bool) -> str | None:
    """Say in one sentence why a text is not the whole article, as far as the page's structure shows it; else None."""
    if cut_off:
        return f"The page is nested too deeply to be read to its end, so what comes later is missing. {_ADVICE}"
    if live:
        return (
            "This is a live blog: only the posts that the page held when it was read are here, and later ones may change them."
        )
    if more_pages:
        return f"The article goes on on further pages, and only this one was read. {_ADVICE}"
    lines = (" ".join(line.split()) for part in hidden.unseen for line in part.split("\n"))
    # So many words take more characters than their number.
    counts = (count_words(line) for line in lines if len(line) > _LEAST_LINE and line not in text)
    lost = sum(count for count in counts if count > _LEAST_LINE)
    words = count_words(text)
    if hidden.left_out and _LEAST_SHARE * words <= hidden.left_out <= words:
        return (
            f"A part of the page that looks like its article ({hidden.left_out} words) is hidden, and was not read. {_ADVICE}"
        )
    if lost > _HIDDEN_WORDS and lost > words:
        return (
            f"The page holds more text that it does not show ({lost:,} words) than it shows, and that was not read. {_ADVICE}"
        )
    return None


def has_more_pages(tree: Node) -> bool:
    """Say whether a page links to a later page of the same article."""
    for link in tree.iter("link", "a"):
        if (rel := link.get("rel")) and "next" in rel.lower().split() and _NEXT_PAGE.search(link.get("href") or ""):
            return True
    for node in tree.xpath(_ABOUT_PAGES)[:100]:
        shown = " ".join(node.xpath("string()")[:1000].split())
        found = _PAGES.search(shown)
        if found and int(found["at"]) < int(found["of"]):
            return True
    return False
