"""Patterns that are looked for only in sentences that have one of their words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.gateways.english.any_case import AnyCase

_RUN = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1024)
def said_in(text: str) -> frozenset[str]:
    """Return the words of a text in small letters, "isn't" as two, so that each is there wherever a pattern would find it."""
    return frozenset(_RUN.findall(_folded(text)))


def _folded(text: str) -> str:
    return text.casefold().replace("ı", "i")


@dataclass(frozen=True, slots=True, eq=False)
class Phrasing:
    """A pattern with whole words of which one stands wherever it fits: to look for these first is far faster."""

    pattern: re.Pattern[str] | AnyCase
    told_by: frozenset[str]

    def may_stand_in(self, text: str) -> bool:
        """Say whether a text has one of the words."""
        return not self.told_by.isdisjoint(said_in(text))

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first place in a text where the pattern fits."""
        return None if self.told_by.isdisjoint(said_in(text)) else self.pattern.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find all places in a text where the pattern fits."""
        return iter(()) if self.told_by.isdisjoint(said_in(text)) else self.pattern.finditer(text)


def phrasing(pattern: str, told_by: str, flags: int = 0) -> Phrasing:
    """Compile a pattern; `told_by` are the words, in small letters with spaces between."""
    return Phrasing(re.compile(pattern, flags), frozenset(told_by.split()))


def listed_phrasing(listed: list[str]) -> Phrasing:
    """Compile a list of phrases, the longest first, found in any case and as whole words."""
    written = (re.escape(phrase).replace(r"\ ", r"\s+").replace("'", "['’]") for phrase in listed)
    told_by = frozenset(max(_RUN.findall(_folded(phrase)), key=len) for phrase in listed)
    return Phrasing(AnyCase(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)"), told_by)
