"""From a page's HTML to its main text and what it says about itself.

trafilatura and the language model are imported by what needs them: a process that lets others compute never does.
"""

import datetime as dt
import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.pages.partial import count_words, why_partial
from bot.gateways.screening.unseen import Node, clean_text, drop_unseen, empty, lengths

# Far above the largest live blog; beyond it, extraction could take minutes.
MOST_ELEMENTS = 60_000
# To take a child out of an element copies the element's own text, and the libraries take out one after another.
MOST_JOINED = 2_000_000_000
# A thick book has as many; what compares texts later must not be handed more.
MOST_CHARACTERS = 500_000
_LEAST_TO_TELL = 40
_MOST_AUTHORS = 20
_DATES = {"extensive_search": False, "original_date": True}
_ARTICLE_TYPES = re.compile(r"(?:[A-Za-z]*Article|Report|[A-Za-z]*BlogPosting|LiveBlogPosting|CreativeWork|WebPage)")
_SIDE_LINK = re.compile(
    r"(?:(?:must[- ])?read(?: also| more| next| now)?|also read|see also|related(?: stories| articles| news)?|watch(?: now)?"
    r"|listen|more on this|don['’]t miss|recommended)\s*[:|–—-]",
    re.IGNORECASE,
)
# How each of these ends; it takes a fifth of the time to look for no more than that.
_SIDE_LINK_END = re.compile(
    r"(?:read|also|more|next|now|related|stories|articles|news|watch|listen|this|miss|recommended)\s*[:|–—-]"
)
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_].*)?")

for _library in ("trafilatura", "htmldate", "courlan", "charset_normalizer"):
    # They report every page that they cannot use; the error that is raised here says it already.
    logging.getLogger(_library).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Extract:
    """What one page holds; `around` is all the text that it shows, `hidden` what it does not, `link` its rel=canonical."""

    text: str
    around: str
    hidden: str
    title: str | None
    authors: tuple[str, ...]
    site_name: str | None
    published: dt.date | None
    language: str | None
    link: str | None
    partial: str | None


def extract(html: str, url: str) -> Extract:
    """Extract the main text, paragraphs separated by blank lines; raises Unreadable where the page is no article."""
    from trafilatura import bare_extraction, extract_metadata

    tree = _parsed(html)
    if tree is None:
        return Extract("", "", "", None, (), None, None, None, None, None)
    _refuse_too_complicated(tree, html)
    # Elements that nobody holds are made anew each time that something walks through the page.
    held = list(tree.iter())
    known = extract_metadata(tree, default_url=url, date_config=dict(_DATES))
    things = list(_linked_data(tree))
    link = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None)
    tier = next(iter(tree.xpath("//meta[@property='article:content_tier' or @name='article:content_tier']/@content")), "")
    declared_language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    hidden = _paragraphs("\n".join(drop_unseen(tree)))
    _drop_side_links(tree)
    around = clean_text("\n".join(tree.itertext()))
    held.clear()
    found = bare_extraction(tree, include_comments=False, with_metadata=False)
    text = _paragraphs(found.text or "") if found is not None and not isinstance(found, dict) else ""
    refuse_too_long(text)
    return Extract(
        text=text,
        around=around,
        hidden=hidden,
        title=_line(known.title),
        authors=tuple(filter(None, (_line(name) for name in (known.author or "").split(";")[:_MOST_AUTHORS]))),
        site_name=_line(known.sitename),
        published=_date(known.date),
        language=language_of(text, declared_language),
        link=link,
        partial=why_partial(
            text,
            around=around,
            promised_words=_promised_words(things),
            said_closed=tier in ("locked", "metered") or any(_is_false(thing.get("isAccessibleForFree")) for thing in things),
        ),
    )


def hidden_in(html: str) -> str:
    """Return the words that a page holds and does not show; raises Unreadable where it is far too complicated."""
    tree = _parsed(html)
    if tree is None:
        return ""
    _refuse_too_complicated(tree, html)
    return _paragraphs("\n".join(drop_unseen(tree)))


def _parsed(html: str) -> Node | None:
    # libxml2 stops at a NUL, and what follows would go unread.
    from trafilatura.utils import load_html

    html = html.replace("\0", "\ufffd")
    tree = load_html(html)
    return load_html(f"<html><body>{html}</body></html>") if tree is None else tree


def _refuse_too_complicated(tree: Node, html: str) -> None:
    # A tag makes no more than two elements; where all of them together are few enough, none needs to be looked at.
    most = 2 * html.count("<") + 4
    if most <= MOST_ELEMENTS and most * len(html) <= MOST_JOINED and len(html) <= 2 * MOST_CHARACTERS:
        return
    shown = joined = 0
    for elements, node in enumerate(tree.iter(), 1):
        if elements > MOST_ELEMENTS or joined > MOST_JOINED:
            raise Unreadable(
                FetchFailure.TOO_LARGE,
                "This page is far more complicated than an article. Paste the passage that matters as text.",
            )
        own, children = len(node.text or ""), 0
        for child in node:
            own += len(child.tail or "")
            children += 1
        joined += children * own
        shown += own if node.tag not in ("script", "style") else 0
    # Around the article there may be as much again.
    if shown > 2 * MOST_CHARACTERS:
        raise _too_long()


def _too_long() -> Unreadable:
    return Unreadable(
        FetchFailure.TOO_LARGE,
        f"There are more than {MOST_CHARACTERS:,} characters of text here, far more than an article has. "
        "Paste the passage that matters as text.",
    )


def refuse_too_long(text: str) -> None:
    """Raise Unreadable for a text above the limit, as it is or in the long form of its characters (U+FDFA has 18)."""
    if len(text) > MOST_CHARACTERS or len(unicodedata.normalize("NFKD", text)) > MOST_CHARACTERS:
        raise _too_long()


def language_of(text: str, declared: str | None = None) -> str | None:
    """Return the ISO 639 code of a text's language, from its declaration (an HTML lang attribute) and from its words."""
    match = _LANGUAGE.fullmatch((declared or "").strip())
    said = match[1].lower() if match else None
    if count_words(text) < _LEAST_TO_TELL and (said or not text):
        return said
    import py3langid  # type: ignore[import-untyped]  # the package ships no types

    guessed = str(py3langid.classify(text[:5000])[0])
    # Near neighbours are told apart better by the page; but many templates say "en" over text of any language.
    return said if said and "en" not in (said, guessed) else guessed


def _paragraphs(text: str) -> str:
    lines = (" ".join(line.split()) for line in clean_text(text).split("\n"))
    return "\n\n".join(filter(None, lines))


def _line(text: str | None) -> str | None:
    return " ".join(clean_text(text or "").split())[:500] or None


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _drop_side_links(tree: Node) -> None:
    """Take out lines such as "READ: another headline", which are no words of this article."""
    # Most pages have no such line, and to measure all elements takes long.
    if not _SIDE_LINK_END.search(tree.xpath("string()").casefold()):
        return
    shown, linked = lengths(tree), lengths(tree, "a")
    for node in tree.xpath("//p[.//a] | //li[.//a] | //h2[.//a] | //h3[.//a] | //h4[.//a] | //div[a and not(.//p)]"):
        short = shown[node] < 300 and linked[node] > 0.6 * shown[node] and node.xpath("string-length()") < 3000
        if short and _SIDE_LINK.match(" ".join(node.xpath("string()").split())) and node.getparent() is not None:
            empty(node)


def _linked_data(tree: Node) -> Iterator[dict[str, Any]]:
    """Return the schema.org descriptions of an article that the page carries."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            waiting = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, list):
                waiting.extend(thing)
            elif isinstance(thing, dict):
                waiting.append(thing.get("@graph"))
                kinds = thing.get("@type")
                if any(
                    isinstance(kind, str) and _ARTICLE_TYPES.fullmatch(kind)
                    for kind in (kinds if isinstance(kinds, list) else [kinds])
                ):
                    yield thing


def _is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().rpartition("/")[2].lower() == "false")


def _promised_words(things: list[dict[str, Any]]) -> Iterator[int]:
    for thing in things:
        if isinstance(body := thing.get("articleBody"), str):
            yield count_words(body)
        count = str(thing.get("wordCount", ""))
        if count.isascii() and count.isdigit() and len(count) < 7:
            yield int(count)
