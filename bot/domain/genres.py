"""What the sort of a piece means for its reports: what the card says of it, what counts, and whose word it is.

Satire and opinion confirm and deny nothing. A press release is its issuer's word. What a fact-check says is in `fact_checks`.
"""

from collections.abc import Mapping, Sequence

from bot.domain.model import Basis, Genre, Hop, HopKind, Report, Stance
from bot.domain.spelling import same_name

NAMED: Mapping[Genre, str] = {
    Genre.LIVE_BLOG: "Live blog",
    Genre.OPINION: "Opinion column",
    Genre.ANALYSIS: "Analysis",
    Genre.FACT_CHECK: "Fact-check",
    Genre.SATIRE: "Satire",
    Genre.PRESS_RELEASE: "Press release",
    Genre.CORRECTION: "Corrects an earlier report",
    Genre.INTERVIEW: "Interview",
    Genre.SOCIAL_POST: "Post in a social network",
}
"""What a card calls each sort of piece; plain news goes without a name."""
_MEANS: Mapping[Genre, str] = {
    Genre.LIVE_BLOG: "what it says may have changed since",
    Genre.OPINION: "it confirms and denies nothing",
    Genre.FACT_CHECK: "a rumour that it only restates confirms nothing",
    Genre.SATIRE: "it confirms and denies nothing",
    Genre.PRESS_RELEASE: "it is the word of whoever issued it",
}
_COUNTS_NOT: Mapping[Genre, str] = {
    Genre.OPINION: "an opinion column; it confirms and denies nothing.",
    Genre.SATIRE: "satire; it confirms and denies nothing.",
}


def warning(genre: Genre) -> str | None:
    """Say what sort of piece it is and what that means, in a sentence; None for plain news."""
    if genre not in NAMED:
        return None
    return f"{NAMED[genre]}: {_MEANS[genre]}." if genre in _MEANS else f"{NAMED[genre]}."


def why_not(report: Report) -> str | None:
    """Say why nothing in a piece of this sort counts, to follow its outlet's name; None where it counts."""
    return _COUNTS_NOT.get(report.genre)


def bears(report: Report) -> bool:
    """Tell whether a report counts on its claim at all: it confirms or denies, and not as a forecast, an opinion or satire."""
    says = report.stance in (Stance.CONFIRMS, Stance.DENIES) and report.basis is not Basis.FORECAST
    return says and why_not(report) is None


def never_counts() -> tuple[Genre, ...]:
    """Return the sorts of pieces whose reports do not count."""
    return tuple(_COUNTS_NOT)


def issued(path: Sequence[Hop], issuer: str) -> tuple[Hop, ...]:
    """Return the path of what stands in a press release: whoever is quoted there, it is the issuer's word."""
    root = path[-1]
    if any(same_name(issuer, name) for name in (root.name, root.body) if name):
        return tuple(path)
    if root.kind is HopKind.PERSON and not root.body:
        return (*path[:-1], root.model_copy(update={"body": issuer}))
    return (Hop(kind=HopKind.BODY, name=issuer, words=root.words),)
