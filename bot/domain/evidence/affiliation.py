"""Finds out whether an article presents somebody as the voice of a body, or calls a body by what it is."""

import re
from collections.abc import Sequence

from bot.domain.evidence.sentences import Sentences, Span
from bot.domain.evidence.speech import OFFICES
from bot.domain.evidence.standing import Standing
from bot.domain.terms import fold, word_set

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OF = re.compile(
    r"^\W*(?:of|for|from|at|by|der|des|von|vom|de|du|del|della|dello|do|da)\b(?:\s+(?:the|die|das|la|le|el|il|lo))?\s*$",
    re.IGNORECASE,
)
_NO_LONGER = word_set("""
former formerly ex then ehemalige ehemaliger ancien ancienne exdirector antiguo critic critics victim victims
""")
_TITLE, _APPOSITION = 6, 10
"""Words between a body and a name, and between a name and the body behind it."""
_REACH = 90
"""Characters between a name and the body that it belongs to."""


def affiliated(text: str, person: Standing, body: Sequence[Span], sentences: Sentences) -> str | None:
    """Return the words by which an article has a name speak for a body at some places, or be another word for it; else None.

    "Norvik spokeswoman Lena Fors", "Lena Fors, a spokeswoman for Norvik", "Jonas Reed of the Harbour Authority", "the
    contractor Norvik Systems", "Norvik Systems, the contractor".
    """
    common = not any(word[0].isupper() for word in _WORD.findall(person.name))
    for one in person.places:
        for other in body:
            first, second = sorted((one, other))
            if first.meets(second) or second.start - first.end > _REACH or not sentences.around(*first).holds(second):
                continue
            between = text[first.end : second.start]
            if _belongs(between, person.name if common else "", body_first=first == other):
                return text[first.start : second.end]
    return None


def _belongs(between: str, common: str, *, body_first: bool) -> bool:
    """Say whether the words between two names join them; `common` is the first name, where it is no proper one."""
    words = [fold(word) for word in _WORD.findall(between)]
    if re.search(r"[.;:!?“”\"\n]", between) or _NO_LONGER.intersection(words):
        return False
    office = any(word in OFFICES for word in words)
    if common and (not words or (body_first and "," in between and words in (["the"], ["a"], ["an"]))):
        return True
    if body_first:
        return office and len(words) <= _TITLE and "," not in between.rstrip(", ")
    if _OF.match(between):
        return not common or any(fold(word) in OFFICES for word in _WORD.findall(common))
    return office and between.lstrip()[:1] in (",", "(") and len(words) <= _APPOSITION
