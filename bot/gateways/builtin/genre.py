"""What sort of piece an article is, as far as it says so itself: a label, a form of its title, lines that only one sort has."""

import re

from bot.domain.model import Article, Genre, OutletKind
from bot.gateways.builtin.cues import patterns

_FIRST, _LAST = 4, 3
"""Lines at the beginning and at the end that may carry a label."""
_SEVERAL = 3
"""Lines of a live blog or an interview by which one is known."""
_LABEL = 120
"""Characters of a line that is a label or has one."""
_CLOCK = re.compile(r"^\s*\d{1,2}[.:h]\d{2}(?:\s*(?:am|pm|[A-Z]{2,4}))?\b[\s:–—-]")
_ASKED = re.compile(r"^\s*(?:Q|A)[.:]\s")
_HANDLE = re.compile(r"^\s*@\w{2,30}\b")
_ORDER = (
    Genre.SATIRE,
    Genre.CORRECTION,
    Genre.PRESS_RELEASE,
    Genre.FACT_CHECK,
    Genre.LIVE_BLOG,
    Genre.OPINION,
    Genre.INTERVIEW,
    Genre.ANALYSIS,
)


def genre_of(article: Article) -> Genre:
    """Return the sort of piece that an article shows to be; news where nothing shows another."""
    lines = [line for line in article.text.splitlines() if line.strip()]
    ends = lines if len(lines) <= _FIRST + _LAST else [*lines[:_FIRST], *lines[-_LAST:]]
    labels = [text for text in (article.title or "", *ends) if len(text) <= _LABEL]
    for genre in _ORDER:
        if any(patterns("genres", genre).search(label) for label in labels):
            return genre
    for genre, form in ((Genre.LIVE_BLOG, _CLOCK), (Genre.INTERVIEW, _ASKED)):
        if sum(form.match(line) is not None for line in lines) >= _SEVERAL:
            return genre
    if article.outlet.kind is OutletKind.SOCIAL or (lines and _HANDLE.match(lines[0])):
        return Genre.SOCIAL_POST
    return Genre.NEWS
