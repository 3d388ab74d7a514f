"""Which words of a sentence are a source's: before the speaker, after the verb, on both sides of an aside."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.gateways.builtin.naming import PREPOSITIONS, Speaker
from bot.gateways.english.words import Word, word_set

_QUOTED = re.compile(r"[\"“][^\"”]{2,}[\"”]?")
_UNIT = re.compile(r";|,?\s+\b(?:but|while|although|though|whereas|even\s+as)\b\s", re.IGNORECASE)
_DETERMINER = re.compile(rf"\b(?i:{'|'.join(sorted(word_set('attribution', 'determiners')))})(?:\s+[a-z’'-]+){{0,3}}\s*$")
# "…, conservation biologists say"
_MODIFIER = re.compile(
    r",\s+(?!(?:and|but|or|so|as|that|which|who|where|when|while|if|because|although|though|whereas)\b)[a-z-]+\s*$"
)
_TAKEN_OFF = 6
"""Words before a speaker, at most, that the two above take off together, and the one before these."""
_LEADING = re.compile(r"(?:While|Although|Though|Whereas|Despite|Even though)\b")
# What may stand before the speaker without being what is said: "In a statement, Holm said …"
_INTRODUCES = re.compile(
    r"^[“\"]?(?:in|at|on|during|after|before|following|speaking|asked|writing|addressing|responding|replying|under|with|for|by|from|to|when"
    r"|citing|quoting|later|earlier|meanwhile|however|yesterday|today|still|also|but|and|then|per|according|appearing|testifying"
    r"|separately|instead|announcing|contacted|reached|pressed|questioned|last|this)\b",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\b(?:that|is|are|was|were|has|have|had|will|would|could|can|may|might|must|should|did|does|do|not|\w{2,}ed)\b",
    re.IGNORECASE,
)
# "The dam broke, officials said on condition that they not be named": what follows tells of the saying alone.
_TRAILS = re.compile(
    r"\s+(?:(?:\w+day|late|early|yesterday|today)\s+)?(?:on|in|at|after|during|as|when|before|while|following|through|by)\b"
)
_WHEN = re.compile(
    r"\s+(?:(?:late|early|earlier)\s+)?(?:(?:on\s+)?\w+day|yesterday|today|tonight|this\s+\w+|last\s+\w+)"
    r"(?:\s+(?:morning|afternoon|evening|night))?(?=[,.;])"
)
_THAT = re.compile(r"(?<!condition)\s+that\b")
_GOES_ON = re.compile(
    r",\s+(?!(?:and|but|while|who|which|citing|quoting|adding|according|as|though|although|whereas|cited|per)\b)[“\"]?\w"
)


def governed(text: str, tokens: list[Word], place: int, speaker: Speaker, *, inverted: bool) -> tuple[tuple[int, int], ...]:
    """Return the stretches that a verb of saying governs; `inverted` says that the speaker stands after it."""
    start, end = min(speaker.start, tokens[place].start), max(speaker.end, tokens[place].end)
    unit_start, unit_end = unit(text, start, end)
    quotes = tuple(m.span() for m in _QUOTED.finditer(text))
    later = tuple(q for q in quotes if q[0] >= end)
    if inverted:
        return ((0, start), *later)
    idle = word_set("attribution", "between.skip")
    after = [w for w in tokens[place + 1 :] if end <= w.start < unit_end and w.lower not in idle]
    parts = text[:start].rsplit(None, _TAKEN_OFF)
    rest = len(parts[0]) if len(parts) > _TAKEN_OFF else 0
    before = (text[:rest] + _MODIFIER.sub(",", _DETERMINER.sub("", text[rest:start]))).rstrip()
    quoted = before.endswith((",”", ',"', "?”", '?"', "!”", '!"', "”,", '",'))
    if before.endswith((",", "”", '"', "–", "—")):
        introduced = not quoted and _INTRODUCES.match(before[unit_start:].lstrip()) and before.count(",") == 1
        told = tokens[place].lower in ("told", "tells", "tell", "telling") or (after and after[0].lower in PREPOSITIONS)
        says = bool(_STATES.search(text, end, unit_end)) or (len(after) > 1 and not told)
        if introduced and says and not text.startswith(",", end):
            return ((end, unit_end), *(q for q in later if q[0] >= unit_end))
        if not quoted and _GOES_ON.match(text, end):
            return ((0 if introduced else unit_start, start), (end, unit_end), *later)
        shut = told and not says
        says_more = before[unit_start:].count(" ") > 3 and _TRAILS.match(text, end) and not _THAT.search(text, end, unit_end)
        if quoted or shut or len(after) < 4 or text.startswith((",", ".", ";"), end) or _WHEN.match(text, end) or says_more:
            return ((0 if quoted else unit_start, start), *later)
    return ((end, unit_end), *(q for q in later if q[0] >= unit_end))


def around(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return what a phrase such as "according to police" governs: the other side of it, or both."""
    unit_start, unit_end = unit(text, start, end)
    if not text[unit_start:start].strip(" ,;“\"'"):
        return ((end, unit_end),)
    return ((unit_start, start), (end, unit_end)) if _GOES_ON.match(text, end) else ((unit_start, start),)


def unit(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a sentence around a span that "while", "but" and the like leave to it."""
    cuts = _cuts(text)
    left = max((b for _, b in cuts if b <= start), default=0)
    right = min((a for a, _ in cuts if a >= end), default=len(text))
    return left, right


@lru_cache(maxsize=128)
def _cuts(text: str) -> tuple[tuple[int, int], ...]:
    cuts = [m.span() for m in _UNIT.finditer(text)]
    comma = text.find(", ")
    if comma > 0 and _LEADING.match(text):
        cuts = sorted([*cuts, (comma, comma + 2)])
    return tuple(cuts)


def within(position: int, scopes: Iterable[tuple[int, int]]) -> bool:
    """Say whether a position lies in one of some stretches."""
    return any(a <= position < b for a, b in scopes)
