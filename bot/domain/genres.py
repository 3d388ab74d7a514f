"""What the sort of a piece means for its reports: what the card says of it, what counts, and whose word it is.

Satire and opinion confirm and deny nothing. A fact-check denies the rumour that it debunks, and never confirms it. A press
release is its issuer's word.
"""

import re
from collections.abc import Mapping, Sequence

from bot.domain.evidence.sentences import Sentences
from bot.domain.model import OWN_WORK, Basis, Genre, Hop, HopKind, Judgement, Quote, Report, Stance, Tone
from bot.domain.names import same_name
from bot.domain.wording import shortened

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
_UNSOURCED = (Basis.ANONYMOUS, Basis.RELAYED, Basis.UNSTATED)
_FALSE = (
    r"(?:(?:mostly|largely|completely|entirely|totally|simply|partly|demonstrably|plainly)\s+)?"
    r"(?:false|fake|untrue|not\s+true|incorrect|misleading|fabricated|unfounded|baseless|a\s+hoax|invented|wrong|debunked)"
)
_VERDICT = re.compile(
    rf"\b(?:verdict|rating|ruling|conclusion|our\s+(?:finding|assessment))\s*[:–—-]\s*{_FALSE}\b"
    rf"|\b(?:we|our\s+\w+)\s+(?:rate|rated|rates|found|find|judge)\s+(?:[\w’']+\s+){{1,5}}?{_FALSE}\b"
    r"|\b(?:this|that|it|they|these|those|(?:the|this|that|these|those)\s+"
    r"(?:\w+\s+){0,2}(?:claims?|rumou?rs?|stor(?:y|ies)|posts?|messages?|reports?|allegations?))\s+"
    rf"(?:is|are|was|were|has\s+been|have\s+been)\s+{_FALSE}\b",
    re.IGNORECASE,
)


def warning(genre: Genre) -> str | None:
    """Say what sort of piece it is and what that means, in a sentence; None for plain news."""
    if genre not in NAMED:
        return None
    return f"{NAMED[genre]}: {_MEANS[genre]}." if genre in _MEANS else f"{NAMED[genre]}."


def why_not(report: Report) -> str | None:
    """Say why nothing in a piece of this sort counts, to follow its outlet's name; None where it counts."""
    return _COUNTS_NOT.get(report.genre)


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


def as_fact_check(judgements: Sequence[Judgement], text: str, remarks: dict[str, None]) -> list[Judgement]:
    """Return the judgements of a fact-check: a rumour that it restates and debunks is denied by it, in its verdict's words.

    What it confirms by somebody named, or by its own work that it shows, stays.
    """
    found = _VERDICT.search(text)
    if found is None:
        return list(judgements)
    place = Sentences(text).around(found.start(), found.end())
    words = place.of(text).rstrip()
    verdict = Quote(text=words, start=place.start, end=place.start + len(words))
    said: list[Judgement] = []
    denied = {(each.event, each.claim) for each in judgements if each.stance is Stance.DENIES}
    for each in judgements:
        in_verdict = each.quote.start < verdict.end and verdict.start < each.quote.end
        if in_verdict and each.stance is Stance.DENIES and each.origin.kind is HopKind.OWN:
            # Its verdict is its own work.
            said.append(each.model_copy(update={"basis": Basis.WITNESSED}))
            continue
        restated = each.stance is Stance.CONFIRMS and (each.basis in _UNSOURCED or each.origin.kind is HopKind.UNNAMED)
        if not restated:
            said.append(each)
            continue
        told = f"This fact-check only restates {shortened(each.quote.text)}; its verdict: {shortened(verdict.text)}."
        remarks.setdefault(told)
        if (each.event, each.claim) in denied:
            said.append(each.model_copy(update={"stance": Stance.CONTEXT}))
            continue
        denied.add((each.event, each.claim))
        own = {"quote": verdict, "path": (OWN_WORK,), "basis": Basis.WITNESSED, "tone": Tone.CERTAIN, "translation": None}
        said.append(each.model_copy(update={"stance": Stance.DENIES, "revises": None, **own}))
    return said
