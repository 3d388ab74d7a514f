"""What sort of piece an article is, as far as it says so itself: a label, its address, lines that only one sort has."""

import re
from functools import cache
from urllib.parse import urlsplit

from bot.domain.model import Genre, OutletKind
from bot.domain.reading import Article
from bot.gateways.builtin.cues import patterns
from bot.gateways.english.words import lexicon

_FIRST, _LAST = 4, 3
"""Lines at the beginning and at the end that may carry a label."""
_SEVERAL = 3
"""Lines of a live blog or an interview by which one is known."""
_LABEL = 160
"""Characters of a line that is a label or has one."""
_CLOCK = re.compile(r"^\s*\d{1,2}[.:h]\d{2}(?:\s*(?:am|pm|[A-Z]{2,4}))?\b[\s:–—-]")
_ASKED = re.compile(r"^\s*(?:Q|A)[.:]\s")
_HANDLE = re.compile(r"^\s*@\w{2,30}\b")
_ORDER = (
    Genre.SATIRE,
    Genre.PRESS_RELEASE,
    Genre.FACT_CHECK,
    Genre.LIVE_BLOG,
    Genre.OPINION,
    Genre.INTERVIEW,
    Genre.ANALYSIS,
)
_AT_THE_END = (Genre.SATIRE, Genre.PRESS_RELEASE)


def genre_of(article: Article) -> Genre:
    """Return the sort of piece that an article shows to be; news where nothing shows another."""
    lines = [line for line in article.text.splitlines() if line.strip()]
    head = _labels([article.title or "", *lines[:_FIRST]])
    tail = _labels(lines[_FIRST:][-_LAST:])
    path = urlsplit(article.canonical_url).path
    if _is_labelled(Genre.CORRECTION, head[:2]):
        return Genre.CORRECTION
    for genre in _ORDER:
        if _is_labelled(genre, [*head, *(tail if genre in _AT_THE_END else ())]) or _in_address(genre, path):
            return genre
    if _is_labelled(Genre.CORRECTION, [*head, *tail]):
        return Genre.CORRECTION
    for genre, form in ((Genre.LIVE_BLOG, _CLOCK), (Genre.INTERVIEW, _ASKED)):
        if sum(form.match(line) is not None for line in lines) >= _SEVERAL:
            return genre
    if article.outlet.kind is OutletKind.SOCIAL or (lines and _HANDLE.match(lines[0])):
        return Genre.SOCIAL_POST
    return Genre.NEWS


def _labels(lines: list[str]) -> list[str]:
    return [line for line in lines if len(line) <= _LABEL]


def _is_labelled(genre: Genre, labels: list[str]) -> bool:
    return any(patterns("genres", genre).search(label) for label in labels)


def _in_address(genre: Genre, path: str) -> bool:
    form = _addresses().get(genre)
    return form is not None and form.search(path) is not None


@cache
def _addresses() -> dict[str, re.Pattern[str]]:
    """Compile the folders of addresses that only one sort of piece has; the last part of an address is its title."""
    written = lexicon("genres")["addresses"]
    return {genre: re.compile(rf"/(?:{form})/", re.IGNORECASE) for genre, form in written.items()}
