"""Cue phrases with the stretch of the sentence that each one governs."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from bot.domain.model import Tone
from bot.gateways.builtin.phrasing import Phrasing, listed_phrasing, said_in
from bot.gateways.english.any_case import AnyCase
from bot.gateways.english.words import lexicon, word_set

_BREAK = re.compile(
    r"[;:—]|\s[–-]\s|,?\s+\b(?:but|while|although|though|whereas|however|after|before|because|even though)\b"
    r"|,\s+(?:who|which|where|when|as|and|with|adding|according)\b|[.!?]\s"
)

# ", which critics say may be old, broke": the cue governs no more than its own aside.
# ", planned for Friday, was put off": so does one that opens an aside.
_OPEN_ASIDE = re.compile(r",\s+(?:(?:which|who|where|whose)\b[^,]*)?$")
_ASIDE = re.compile(r",")
_CONTRACTED = re.compile(r"n['’]t\b", re.IGNORECASE)
_NOUN_PHRASE = 30
"""Characters that an adjective such as "alleged" reaches."""

# "Six people, not four, were hurt" turns down the number alone.
CONTRAST = re.compile(r",\s+(?:and\s+)?not\s+[^,.;]{1,25},")


class Cue(NamedTuple):
    """One cue in a sentence: where it stands, and from where to where it governs."""

    text: str
    at: int
    start: int
    end: int


@cache
def phrases(file: str, name: str) -> Phrasing:
    """Compile one list of phrases, parted by bars and line ends, into one pattern."""
    listed = {phrase.strip() for phrase in re.split(r"[|\n]", lexicon(file)[name])} - {""}
    return listed_phrasing(sorted(sorted(listed), key=len, reverse=True))


@cache
def patterns(file: str, name: str) -> AnyCase:
    """Compile one list of regular expressions, one a line, into one pattern."""
    return AnyCase("|".join(f"(?:{line})" for line in lexicon(file)[name].split("\n") if line.strip()))


def forward(pattern: Phrasing | AnyCase, text: str) -> Iterator[Cue]:
    """Find cues that govern what follows them, to the end of their clause."""
    for match in pattern.finditer(text):
        stop = _BREAK.search(text, match.end())
        aside = _ASIDE.search(text, match.end() + 1) if _OPEN_ASIDE.search(text, 0, match.start()) else None
        closing = text.find("”", match.end()) if text.rfind("“", 0, match.start()) > text.rfind("”", 0, match.start()) else -1
        ends = (
            stop.start() if stop else len(text),
            aside.start() if aside else len(text),
            closing if closing > 0 else len(text),
        )
        yield Cue(match.group(), match.start(), match.end(), min(ends))


def backward(pattern: Phrasing, text: str) -> Iterator[Cue]:
    """Find cues that govern what stands before them, from the start of their clause."""
    for match in pattern.finditer(text):
        start = 0
        for stop in _BREAK.finditer(text, 0, match.start()):
            start = stop.end()
        yield Cue(match.group(), match.start(), start, match.start())


def hedges(text: str) -> list[tuple[Tone, Cue]]:
    """Find what makes a sentence sound less than certain."""
    found = []
    text = _masked(phrases("tone", "no_hedge"), text)
    adjectives = phrases("tone", "before_noun")
    for tone, name in ((Tone.UNCERTAIN, "uncertain"), (Tone.LIKELY, "likely")):
        for cue in forward(phrases("tone", name), text):
            if not _is_month(text, cue):
                near = adjectives.pattern.fullmatch(cue.text) is not None
                found.append((tone, cue._replace(end=min(cue.end, cue.start + _NOUN_PHRASE)) if near else cue))
        found += [(tone, cue) for cue in backward(phrases("tone", f"{name}_back"), text)]
    return found


def forecasts(text: str) -> list[Cue]:
    """Find what speaks of things to come; "likely to have been" speaks of the past."""
    cues = forward(phrases("tone", "forecast"), _masked(phrases("tone", "no_forecast"), text))
    return [cue for cue in cues if not re.match(r"\s+have\b", text[cue.start : cue.start + 8])]


def negations(text: str) -> list[Cue]:
    """Find negations; each governs the next words of its clause."""
    pattern, contracted = phrases("stance", "negation"), "t" in said_in(text)
    if not (contracted or pattern.may_stand_in(text)):
        return []
    masked = CONTRAST.sub(_mask, _masked(phrases("stance", "not_negation"), text))
    masked = _CONTRACTED.sub(" no", masked) if contracted else masked
    return [Cue(c.text, c.at, c.start, min(c.end, c.start + 70)) for c in forward(pattern, masked)]


def unverified(text: str) -> re.Match[str] | None:
    """Find a remark that something could not be verified."""
    lower = text.casefold()
    if not any(sign in lower for sign in word_set("stance", "unverified_signs")):
        return None
    return patterns("stance", "unverified").search(text)


def is_furniture(line: str) -> bool:
    """Say whether a line is page furniture: links to other stories, requests, credits."""
    return patterns("page", "furniture").match(line.strip()) is not None


def is_quoted_claim(line: str) -> bool:
    """Say whether a line repeats what a fact-check is about: "Claim: the bridge fell"."""
    return patterns("page", "quoted_claim").match(line) is not None


def _is_month(text: str, cue: Cue) -> bool:
    """Say whether a cue is the month or the surname: the verb has no capital."""
    return text[cue.at : cue.start] == "May"


def _masked(phrasing: Phrasing, text: str) -> str:
    for match in phrasing.finditer(text):
        text = text[: match.start()] + _mask(match) + text[match.end() :]
    return text


def _mask(match: re.Match[str]) -> str:
    return "~" * len(match.group())
