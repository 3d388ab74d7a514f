"""Numbers that count something, where they stand, and whether a bound such as "fewer than" keeps them from being the count."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.gateways.english.words import Word, is_content, lexicon, number, stem, word_set

_MONTHS = word_set("words", "months")
_NUMBERS = frozenset(lexicon("words")["numbers"])
_SPANS = frozenset(["day", "days", "week", "weeks", "month", "months", "year", "years"])
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "m": 1e6,
    "bn": 1e9,
}
_HARMS = frozenset(map(stem, ("kill", "injure", "wound", "hurt", "arrest")))
_ALONE = {"dozen": 12.0}
"""Scales that are numbers themselves: "a dozen"."""
_BOUND = re.compile(
    r"\b(?:(?:more|fewer|less|greater|lower|higher|other|rather)\s+than|over|under|below|above|up\s+to|as\s+(?:many|few|much)\s+as"
    r"|at\s+(?:least|most)|nearly|almost|close\s+to|around|about|some|roughly|not|short\s+of|between|from|instead\s+of)\s+(?:an?\s+|the\s+)?[$£€]?$",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:more\s+than|over|at\s+least|above)\s+[$£€]?$", re.IGNORECASE)
_LESS = re.compile(r"\b(?:(?:fewer|less)\s+than|under|at\s+most|below|nearly|almost|up\s+to)\s+[$£€]?$", re.IGNORECASE)
_NEARBY = re.compile(r"\b(?:about|around|some|roughly)\s+[$£€]?$", re.IGNORECASE)
# "340 of the 1,900 jobs" is 340 jobs; "most of its 12 plants" is no count of theirs.
_OF_WHOLE = re.compile(
    r"\b(?P<part>[\w,.]+)\s+of\s+(?:(?:the|its|their|his|her|our|these|those|all)\s+)?(?:(?!the\b)[a-z]+\s+)?$", re.IGNORECASE
)
_SHARES = frozenset({"some", "many", "most", "half", "none", "few", "several", "part", "third", "quarter", "majority"})
_OWNING = frozenset({"the", "its", "their", "his", "her", "our", "these", "those"})
_SOFT = re.compile(r"\b(?:no\s+(?:more|fewer|less)\s+than|some)\s+$", re.IGNORECASE)
# "Nine or ten", "twelve to fifteen"
_RANGE = re.compile(
    r"\s*(?:[-–]|\b(?:to|or)\b)\s*[$£€]?(?:\d|(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b)"
)


class Count(NamedTuple):
    """A number with the stem of what it counts; `exact` says that no bound or range stands beside it.

    From `least` to `most`, another number bears it out: 3,140 is more than 3,000.
    """

    value: float
    noun: str
    at: int
    exact: bool
    least: float
    most: float

    @property
    def nearby(self) -> bool:
        """Say whether it is "about" so many."""
        return self.least < self.value < self.most


def counts(text: str, tokens: Sequence[Word]) -> Iterable[Count]:
    """Find numbers with what they count; dates, years and ages are left out."""
    for place, word in enumerate(tokens):
        value = number(word)
        joined = _joined(text, tokens, place)
        if joined is None and place and _joined(text, tokens, place - 1) is not None:
            continue
        value = value if joined is None else joined
        before = tokens[place - 1].lower if place else ""
        if value is None and word.lower in _ALONE and (place == 0 or before in ("a", "the")):
            value = _ALONE[word.lower]
        if value is None or value == 1 or (1900 <= value <= 2100 and value == int(value) and "," not in word.lower):
            continue
        if place and text[tokens[place - 1].end : word.start] == "-" and tokens[place - 1].capital:  # "Argus-2"
            continue
        if before in _MONTHS or (place + 1 < len(tokens) and tokens[place + 1].lower in _MONTHS):
            continue
        ahead = place + (1 if joined is None else 2)
        while ahead < len(tokens) and tokens[ahead].lower in _SCALES:
            value *= _SCALES[tokens[ahead].lower]
            ahead += 1
        ahead = _behind_whole(tokens, ahead)
        said = text[: word.start]
        bound = (_BOUND.search(said) is not None and _SOFT.search(said) is None) or _is_whole(said)
        exact = not bound and _RANGE.match(text, tokens[ahead - 1].end) is None
        least, most = value * (1 if not _LESS.search(said) else 0.8), value * (1 if not _MORE.search(said) else 1.3)
        if _NEARBY.search(said):
            least, most = value * 0.92, value * 1.08
        if text[word.end : word.end + 1] == "%" or (said[-1:] in ("$", "£", "€") and said):
            yield Count(value, "%" if text[word.end : word.end + 1] == "%" else "money", word.start, exact, least, most)
            continue
        counted = [w for w in tokens[ahead : ahead + 3] if is_content(w) or w.lower in _SPANS]
        gap = text[tokens[ahead - 1].end : counted[0].start] if counted else ","
        if counted and "," not in gap and "." not in gap:
            for noun in counted[:2]:
                yield Count(value, noun.stem, word.start, exact, least, most)
        elif place and tokens[place - 1].stem in _HARMS:  # "killing 14"
            yield Count(value, tokens[place - 1].stem, word.start, exact, least, most)


def _behind_whole(tokens: Sequence[Word], ahead: int) -> int:
    """Return where it goes on behind "of the 1,900": what "340 of the 1,900 jobs" counts are jobs."""
    at = ahead
    if at + 1 < len(tokens) and tokens[at].lower == "of":
        at += 2 if tokens[at + 1].lower in _OWNING else 1
        if at < len(tokens) and number(tokens[at]) is not None:
            return at + 1
    return ahead


def _is_whole(said: str) -> bool:
    """Say whether a number is only that of which a part is told: "340 of the"."""
    found = _OF_WHOLE.search(said)
    return found is not None and (found["part"][0].isdigit() or found["part"].lower() in _SHARES | _NUMBERS)


def _joined(text: str, tokens: Sequence[Word], place: int) -> float | None:
    """Return the value of "twenty-two", which stands as two words."""
    if place + 1 >= len(tokens) or text[tokens[place].end : tokens[place + 1].start] != "-" or tokens[place].text[0].isdigit():
        return None
    tens, ones = number(tokens[place]), number(tokens[place + 1])
    return tens + ones if tens and ones and 20 <= tens <= 90 and ones < 10 else None
