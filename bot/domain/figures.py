"""Reads what a text counts, in words or digits, and compares it with what another text counts."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_UP_TO_NINETEEN = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {
    **{word: float(value) for value, word in enumerate(_UP_TO_NINETEEN.split(), 1)},
    **{word: 10.0 * value for value, word in enumerate(_TENS.split(), 2)},
}
_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
_COUNT = re.compile(
    r"(?<![\w.,/:-])(?P<sign>[$€£¥]?)\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    rf"|\b(?:{'|'.join(_NUMBERS)})\b)(?:[\s-]?(?P<scale>{'|'.join(_SCALES)})\b)?(?:\s?(?P<percent>%|per\s?cent\b))?"
    rf"(?:[\s-]+(?P<noun>(?!(?:{'|'.join(_NUMBERS)})\b)[a-z]+(?:\s+[a-z]+)?))?",
    re.IGNORECASE,
)
_RISEN = re.compile(
    rf"\b(?:to|at|now|reached|reaches)\s+(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+|{'|'.join(_NUMBERS)})\b(?![\w.,]*\d|\s*(?:%|per\s?cent))",
    re.IGNORECASE,
)
_PEOPLE = frozenset(
    {"people", "person", "civilian", "men", "women", "resident", "passenger", "soldier", "dead", "death", "casualty"}
)
_NO_UNIT_WORDS = """
of in on at to and or the a an by for from with as is was were are be been that who which than more less other time times pm am
january february march april may june july august september october november december
"""
_NO_UNIT = frozenset(_NO_UNIT_WORDS.split())


class Figure(NamedTuple):
    """Something counted: what (`unit`), how many, and where it stands; from `start` to `number_end` is the number alone."""

    unit: str
    value: float
    start: int
    number_end: int
    end: int

    def words_in(self, text: str) -> str:
        """Return the number with what it counts, on one line."""
        return " ".join(text[self.start : self.end].split())


def figures(text: str) -> Iterator[Figure]:
    """Read "twelve people", "$3 million", "4.5 percent"; years, dates and ages count nothing."""
    for match in _COUNT.finditer(text):
        number = match["number"].casefold()
        value = _NUMBERS.get(number) or float(number.replace(",", ""))
        value *= _SCALES[match["scale"].casefold()] if match["scale"] else 1
        nouns = (match["noun"] or "").casefold().split()
        number_end = match.end() if match["noun"] is None else len(text[: match.start("noun")].rstrip(" \t\n-"))
        if match["percent"] or match["sign"]:
            unit, end = "%" if match["percent"] else match["sign"], number_end
        elif not nouns or nouns[0] in _NO_UNIT:
            continue
        else:
            people = next((place for place, noun in enumerate(nouns) if _singular(noun) in _PEOPLE), None)
            unit = _singular(nouns[0]) if people is None else "people"
            end = match.end() if people else match.start("noun") + len(nouns[0])
        yield Figure(unit, value, match.start(), number_end, end)


def other_figure(claim: str, quote: str) -> tuple[str, str] | None:
    """Return the quote's and the claim's figure of the same thing if they differ; None if the quote has the claim's too."""
    return next(((theirs.words_in(quote), ours.words_in(claim)) for ours, theirs in _differing(claim, quote)), None)


def later_figure(claim: str, quote: str) -> tuple[str, str] | None:
    """Return the later figure in a quote that gives one, and the claim's own; "risen to five" need not say of what."""
    return next(((theirs.words_in(quote), ours.words_in(claim)) for ours, theirs in _later(claim, quote)), None)


def with_later_figures(claim: str, quote: str) -> str:
    """Return a claim with the later figures of a quote in place of its own."""
    for ours, theirs in reversed(list(_later(claim, quote))):
        # "1 person" and "2 people": the noun goes with the number.
        whole = 1.0 in (ours.value, theirs.value)
        new = quote[theirs.start : theirs.end if whole else theirs.number_end]
        new = new[0].upper() + new[1:] if claim[ours.start].isupper() or ours.start == 0 else new[0].lower() + new[1:]
        claim = claim[: ours.start] + new + claim[ours.end if whole else ours.number_end :]
    return claim


def _later(claim: str, quote: str) -> list[tuple[Figure, Figure]]:
    found, own = list(_differing(claim, quote)), list(figures(claim))
    if found or len(own) != 1:
        return found
    for match in _RISEN.finditer(quote):
        number = match["number"].casefold()
        value = _NUMBERS.get(number) or float(number.replace(",", ""))
        if value != own[0].value:
            found.append((own[0], Figure(own[0].unit, value, match.start("number"), match.end(), match.end())))
    return found[:1]


def _differing(claim: str, quote: str) -> Iterator[tuple[Figure, Figure]]:
    told = list(figures(quote))
    for ours in figures(claim):
        same = [figure for figure in told if figure.unit == ours.unit]
        if same and all(figure.value != ours.value for figure in same):
            yield ours, same[0]


def _singular(noun: str) -> str:
    return noun[:-1] if noun.endswith("s") and len(noun) > 3 else noun
