"""A page's title and date, from the several places where pages state them."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

from bot.gateways.pages.described import Described
from bot.gateways.screening.unseen import Node, clean_text

_STROKES = re.compile(r"\s[|·•»–—-]+\s|\s?[|»]\s?|\s?::\s?")
_NOT_WORDS = re.compile(r"[\W_]+")
_LONGEST = 500
_FEWEST_WORDS = 2

_PUBLISHED_META_WORDS = """
article:published_time og:published_time article:published og:article:published_time datepublished pubdate publishdate
publish-date publish_date published_time publication_date publicationdate article.published dc.date.issued
dcterms.issued dc.date.created dcterms.created parsely-pub-date sailthru.date cxenseparse:recs:publishtime
rnews:datepublished originalpublicationdate article_date_original date dc.date displaydate iso-8601-publish-date
"""
_PUBLISHED_META = frozenset(_PUBLISHED_META_WORDS.split())
_MODIFIED_META_WORDS = """
article:modified_time og:updated_time og:article:modified_time datemodified lastmod last-modified last_modified modified_time
article:modified dc.date.modified dcterms.modified rnews:datemodified revised updated_time date.modified
"""
_MODIFIED_META = frozenset(_MODIFIED_META_WORDS.split())
_IN_PATH = re.compile(r"/(?P<year>20\d\d|19\d\d)[/-](?P<month>0?[1-9]|1[0-2])[/-](?P<day>0?[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_FIRST_YEAR = 1995
"""No news page on the web is older: an earlier day in an address is what the page is about."""
_PUBLISHED = re.compile(
    r"\W*(?:(?:first|originally)\s+)?(?:published|posted)\b[\s:,]*(?:on\b)?\s*(?:[a-z]+day\b,?\s*)?(?P<day>\w.{0,80})",
    re.IGNORECASE,
)
_ASIDE = "not(ancestor::nav or ancestor::footer or ancestor::aside or ancestor::script or ancestor::style or ancestor::a)"
_DATE_MARK = re.compile(
    r"date|byline|publish|posted|dateline|timestamp|(?:^|[-_ ])(?:time|meta|info)(?:$|[-_ ])", re.IGNORECASE
)
_LATER_MARK = re.compile(r"comment|related|copyright|(?<!publish)(?<!published )(?:modif|updat)", re.IGNORECASE)
_LATER = re.compile(
    r"\b(?:updated?|modified|changed|edited|last|aktualisiert|geändert|mis à jour|modifié|actualizad[oa]|aggiornato|bijgewerkt"
    r"|atualizado|обновлено|оновлено)\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)(?P<year>20\d\d|19\d\d)[-/.]?(?P<month>0[1-9]|1[0-2])[-/.]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:20|19)\d\d)(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]{0,6})\.?"
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(?P<year>(?:20|19)\d\d)\b", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{{1,3}}{_MONTH},?\s{{1,3}}(?P<year>(?:20|19)\d\d)\b", re.IGNORECASE
)
_AMERICAN_TIME = re.compile(r"\b(?:[AP]\.?M\.?,? )?(?:E[SD]?T|C[SD]?T|M[SD]?T|P[SD]?T)\b")
_MOST_PLACES, _LONGEST_PLACE, _NEAR = 40, 300, 4


def title_of(tree: Node, described: Described, known: str | None, site: str | None) -> str | None:
    """Return the article's title, never the site's own name: `known` is what was found already, `site` the site's name."""
    whole = _text(next(iter(tree.xpath("//head/title | //title")), None))
    parts = [part for part in (each.strip() for each in _STROKES.split(whole)) if part]
    sites = {_folded(name) for name in (site, *described.publishers(), *_said(tree, "og:site_name")) if name}
    if len(parts) > 1:
        sites.add(_folded(min(parts[0], parts[-1], key=len)))
    if known and _folded(known) not in sites:
        return known
    headings = [node for node in tree.xpath("//h1")[:5] if not _leads_home(node)]
    written = (
        *described.strings("headline"),
        *_said(tree, "og:title"),
        *_said(tree, "twitter:title"),
        *map(_text, headings),
        *map(
            _text,
            tree.xpath("//article//h2 | //main//h2 | //h2[contains(@class, 'headline') or contains(@class, 'title')]")[:3],
        ),
        *sorted(parts, key=len, reverse=True),
    )
    lines = (_line(text) for text in written)
    fit = (line for line in lines if line and len(line.split()) >= _FEWEST_WORDS and _folded(line) not in sites)
    return next(fit, known)


def _leads_home(heading: Node) -> bool:
    return any(link.get("href") in ("/", "./", "#", "index.html") for link in heading.iter("a"))


def _said(tree: Node, name: str) -> list[str]:
    return [str(text) for text in tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)[:3]]


def _text(node: Node | None) -> str:
    return "" if node is None else _line(node.xpath("string()")[:2000]) or ""


def _line(text: str) -> str | None:
    return " ".join(clean_text(text).split())[:_LONGEST] or None


def _folded(text: str) -> str:
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold()


Guess = Callable[[], dt.date | None]


def published_on(tree: Node, described: Described, language: str | None, url: str, guess: Guess) -> dt.date | None:
    """Return the day on which a page says it was first published; None where it states none that can be read for certain.

    `language` is the page's declared language ("en-US"), by which numbers such as 10/07/2026 are read; a `guess` is made where
    nothing is stated, and taken unless it is the day of a change and is shown as nothing else.
    """
    parts = urlsplit(url)
    # It takes long to find out, and hardly any page needs it.
    is_american = cache(lambda: _is_american(tree, language, parts.hostname or ""))
    for text in _stated(tree, described):
        if found := _first_date(text, is_american):
            return found
    if (in_path := _IN_PATH.search(parts.path)) and (found := _date_of(in_path)) and found.year >= _FIRST_YEAR:
        return found
    guessed = guess()
    if guessed is None:
        return None
    changed = guessed in {_first_date(text, is_american) for text in _stated_changes(tree, described)}
    return None if changed and not _is_shown(tree, guessed, is_american) else guessed


def _is_shown(tree: Node, day: dt.date, is_american: Callable[[], bool]) -> bool:
    """Say whether a page shows a day in its text, and not as that of a change."""
    for line in tree.xpath(f"//body//text()[contains(., $year)][{_ASIDE}][not(ancestor::time)]", year=str(day.year))[
        :_MOST_PLACES
    ]:
        parent = line.getparent()
        around = [parent, *parent.iterancestors()][:_NEAR]
        named = " ".join(f"{node.get('class') or ''} {node.get('itemprop') or ''}" for node in around)
        written = " ".join(line[: 4 * _LONGEST_PLACE].split())
        within = " ".join(parent.xpath("string()")[: 4 * _LONGEST_PLACE].split())
        if len(written) > _LONGEST_PLACE or _LATER_MARK.search(named) or _LATER.search(within[:_LONGEST_PLACE]):
            continue
        if _first_date(written, is_american) == day:
            return True
    return False


def _stated_changes(tree: Node, described: Described) -> Iterator[str]:
    """Yield where pages state when they were changed."""
    yield from (text[:_LONGEST_PLACE] for text in described.strings("dateModified"))
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        if name.lower() in _MODIFIED_META:
            yield (meta.get("content") or "")[:_LONGEST_PLACE]
    places = tree.xpath(
        "//*[@itemprop='dateModified'] | //time | //*[contains(@class, 'updat') or contains(@class, 'modif')]"
        " | //*[self::span or self::div or self::p][contains(@class, 'date') or contains(@class, 'byline')]"
    )
    for node in places[:_MOST_PLACES]:
        written = " ".join(node.xpath("string()")[: 4 * _LONGEST_PLACE].split())
        if len(written) <= _LONGEST_PLACE:
            yield from (node.get("datetime") or node.get("content") or "", _LATER.split(written, maxsplit=1)[-1])


def _stated(tree: Node, described: Described) -> Iterator[str]:
    """Yield where pages state when they were published, the most certain first; never when they were changed."""
    yield from (text[:_LONGEST_PLACE] for text in described.strings("datePublished"))
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name in _PUBLISHED_META:
            yield (meta.get("content") or "")[:_LONGEST_PLACE]
    for node in tree.xpath("//*[@itemprop='datePublished' or @pubdate]")[:_MOST_PLACES]:
        yield from _written_at(node)
    yield from _beside_headline(tree)
    yield from _in_words(tree)


def _in_words(tree: Node) -> Iterator[str]:
    """Yield what follows "Published on" and the like, where a line begins so and says little else."""
    for line in tree.xpath(f"//body//text()[contains(., 'ublished') or contains(., 'osted')][{_ASIDE}]")[:_MOST_PLACES]:
        written = " ".join(line.getparent().xpath("string()")[:_LONGEST_PLACE].split())
        if found := _PUBLISHED.fullmatch(_LATER.split(written, maxsplit=1)[0]):
            dates = (pattern.match(found["day"]) for pattern in (_ISO, _MONTH_FIRST, _DAY_FIRST, _NUMERIC))
            yield from (date[0] for date in dates if date)


def _beside_headline(tree: Node) -> Iterator[str]:
    found = tree.xpath(
        "//time | //*[self::span or self::div or self::p or self::abbr or self::small or self::li][@class or @id]"
    )
    for place, node in enumerate(_dated(found)):
        if place == _MOST_PLACES:
            return
        yield from _written_at(node)


def _dated(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        # What is said to be the later date may still have the first one written before it.
        if node.tag == "time" or (_DATE_MARK.search(marks[:_LONGEST_PLACE]) and not _LATER_MARK.search(marks[:_LONGEST_PLACE])):
            yield node


def _written_at(node: Node) -> Iterator[str]:
    written = " ".join(node.xpath("string()")[: 4 * _LONGEST_PLACE].split())
    if len(written) > _LONGEST_PLACE:
        return
    later = "modified" in (node.get("itemprop") or "").lower() or _LATER_MARK.search(node.get("class") or "") is not None
    before, *after = _LATER.split(written, maxsplit=1)
    if (stated := node.get("datetime") or node.get("content")) and not later and not (after and not before.strip()):
        yield stated[:_LONGEST_PLACE]
    if not later or after:
        yield before


def _first_date(text: str, is_american: Callable[[], bool]) -> dt.date | None:
    found = [pattern.search(text) for pattern in (_ISO, _MONTH_FIRST, _DAY_FIRST, _NUMERIC)]
    match = min((each for each in found if each is not None), key=lambda each: each.start(), default=None)
    return None if match is None else _date_of(match, is_american)


def _date_of(match: re.Match[str], is_american: Callable[[], bool] = lambda: False) -> dt.date | None:
    parts = match.groupdict()
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        month_first = second > 12 or (parts["mark"] == "/" and first <= 12 and is_american())
        day, month = (second, first) if month_first else (first, second)
    else:
        named = parts["month"].lower()
        day, month = int(parts["day"]), _MONTHS.index(named) + 1 if named in _MONTHS else int(named)
    try:
        return dt.date(int(parts["year"]), month, day)
    except ValueError:
        return None


def _is_american(tree: Node, language: str | None, host: str) -> bool:
    """Say whether a page writes the month before the day, as in the United States."""
    tag = (language or "").lower().replace("_", "-")
    if tag not in ("", "en"):
        return tag in ("en-us", "es-us", "en-ph", "en-pr")
    if any(said.lower().replace("-", "_") in ("en_us", "es_us") for said in _said(tree, "og:locale")):
        return _order_shown(tree) is not False
    if host.endswith((".us", ".gov", ".mil")):
        return True
    return _order_shown(tree) is True


def _order_shown(tree: Node) -> bool | None:
    """Return what other dates on the page, or its time zone, say of the order: True for the month first."""
    dates = list(
        tree.xpath("//time | //*[contains(@class, 'date')] | //*[contains(@class, 'time')] | //*[contains(@class, 'byline')]")[
            :200
        ]
    )
    written = " ".join(" ".join(node.xpath("string()")[:_LONGEST_PLACE].split()) for node in dates)
    for match in _NUMERIC.finditer(written):
        first, second = int(match["first"]), int(match["second"])
        if (first > 12) != (second > 12):
            return second > 12
    return True if _AMERICAN_TIME.search(written) else None
