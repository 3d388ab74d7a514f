"""From a page's HTML to its main text and what it says about itself.

trafilatura and the language model are imported by what needs them: a process that lets others compute never does.
"""

import datetime as dt
import logging
import re
import unicodedata
from dataclasses import dataclass

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.english.plain_english import is_plainly_english
from bot.gateways.pages.arrange import arrange, is_live
from bot.gateways.pages.described import described_in
from bot.gateways.pages.markup import lift, parse_markup
from bot.gateways.pages.masthead import published_on, title_of
from bot.gateways.pages.no_article import Seen, refuse_no_article
from bot.gateways.pages.partial import count_words, why_partial
from bot.gateways.pages.passing import refreshed
from bot.gateways.pages.reading import has_more_pages, why_cut, with_described, without_masthead
from bot.gateways.pages.shape import says_article
from bot.gateways.pages.stated import dated_by, stated_by
from bot.gateways.screening.hidden import Hidden, hide, remarks_on
from bot.gateways.screening.unseen import Node, clean_text, empty, lengths, link_lengths

# Far above the largest live blog; beyond it, extraction could take minutes.
MOST_ELEMENTS = 60_000
# To take a child out of an element copies the element's own text, and the libraries take out one after another.
MOST_JOINED = 2_000_000_000
# A thick book has as many; what compares texts later must not be handed more.
MOST_CHARACTERS = 500_000
_LEAST_TO_TELL = 40  # words
_LEAST_TO_GUESS = 8
"""Words below which a text that declares no language may be in any: most of a short post are names."""
_ENOUGH_TO_TELL = 2000  # characters
_MOST_AUTHORS = 20
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
    """What one page holds; `hidden` is the text that it does not show, `link` its rel=canonical.

    `remarks` say what an editor should know of the text.
    """

    text: str
    hidden: Hidden
    title: str | None
    authors: tuple[str, ...]
    site_name: str | None
    published: dt.date | None
    language: str | None
    link: str | None
    partial: str | None
    remarks: tuple[str, ...] = ()


def extract(html: str, url: str) -> Extract:
    """Extract the main text, paragraphs separated by blank lines; raises Unreadable where the page is no article."""
    from trafilatura import bare_extraction

    markup = parse_markup(html)
    if markup is None:
        return Extract("", Hidden(), None, (), None, None, None, None, None)
    tree = markup.tree
    _refuse_too_complicated(tree, html)
    # Elements that nobody holds are made anew each time that something walks through the page.
    held = list(tree.iter())
    known = stated_by(tree, url)
    described = described_in(tree)
    title = title_of(tree, described, known.title, known.site_name)
    link = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None)
    tier = next(iter(tree.xpath("//meta[@property='article:content_tier' or @name='article:content_tier']/@content")), "")
    declared_language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    published = published_on(tree, described, declared_language, url, lambda: dated_by(tree, known.url))
    refresh, article = refreshed(tree), says_article(tree, described.kinds)
    live = is_live(tree, url, title, described=described.is_live)
    more_pages = has_more_pages(tree)
    hidden = hide(tree)
    lift(tree)
    others = arrange(tree, live=live)
    _drop_side_links(tree)
    around = clean_text("\n".join(tree.itertext()))
    held.clear()
    found = bare_extraction(tree, include_comments=False, with_metadata=False)
    text = _paragraphs(found.text or "") if found is not None and not isinstance(found, dict) else ""
    authors = tuple(filter(None, (_line(name) for name in (known.author or "").split(";")[:_MOST_AUTHORS])))
    text = without_masthead(text, title, authors)
    refuse_no_article(Seen(url, html, tree, text, around, article, described.kinds, refresh, others))
    text, remarks = with_described(text, described, live=live)
    remarks = (*remarks_on(hidden, text), *remarks)
    refuse_too_long(text)
    return Extract(
        text=text,
        hidden=hidden,
        title=_line(title),
        authors=authors,
        site_name=_line(known.site_name),
        published=published,
        language=language_of(text, declared_language),
        link=link,
        partial=why_cut(text, hidden, cut_off=markup.cut_off, live=live, more_pages=more_pages)
        or why_partial(
            text,
            around=around,
            promised_words=described.promised_words(),
            said_closed=tier in ("locked", "metered") or described.is_closed,
        ),
        remarks=remarks,
    )


def hidden_in(html: str) -> Hidden:
    """Return the words that a page holds and does not show; raises Unreadable where it is far too complicated."""
    markup = parse_markup(html)
    if markup is None:
        return Hidden()
    _refuse_too_complicated(markup.tree, html)
    return hide(markup.tree)


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
    known = count_words(text)
    if known < (_LEAST_TO_TELL if said else _LEAST_TO_GUESS):
        return said
    sample = text[:_ENOUGH_TO_TELL]
    if is_plainly_english(sample):
        return "en"
    import py3langid  # type: ignore[import-untyped]  # the package ships no types

    guessed = str(py3langid.classify(sample)[0])
    # Near neighbours are told apart better by the page; but many templates say "en" over text of any language.
    return said if said and "en" not in (said, guessed) else guessed


def _paragraphs(text: str) -> str:
    # The extraction writes strokes between a table's cells, and around a row.
    lines = (" ".join(line.split()).strip("| ") for line in clean_text(text).split("\n"))
    return "\n\n".join(filter(None, lines))


def _line(text: str | None) -> str | None:
    return " ".join(clean_text(text or "").split())[:500] or None


def _drop_side_links(tree: Node) -> None:
    """Take out lines such as "READ: another headline", which are no words of this article."""
    # Most pages have no such line, and to measure all elements takes long.
    if not _SIDE_LINK_END.search(tree.xpath("string()").casefold()):
        return
    shown, linked = lengths(tree), link_lengths(tree)
    for node in tree.xpath("//p[.//a] | //li[.//a] | //h2[.//a] | //h3[.//a] | //h4[.//a] | //div[a and not(.//p)]"):
        short = shown[node] < 300 and linked[node] > 0.6 * shown[node] and node.xpath("string-length()") < 3000
        if short and _SIDE_LINK.match(" ".join(node.xpath("string()").split())) and node.getparent() is not None:
            empty(node)
