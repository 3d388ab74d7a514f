"""Finds whom else an article presents as the voice of a body, or as the author of a study.

A later article may name them alone: "Varga said" is the ministry whose spokeswoman she was the day before.
"""

import re
from collections.abc import Iterator

from bot.domain.evidence.prepared import Prepared
from bot.domain.evidence.sentences import Span
from bot.domain.evidence.speech import OFFICES
from bot.domain.model import Hop, HopKind
from bot.domain.names import BODIES, TITLES, taken_apart
from bot.domain.terms import fold

_MOST = 4
"""Voices of one body in an article."""
_REACH = 90
"""Characters between a name and what it is said to be."""
_NAME = re.compile(
    r"(?<![\w’'-])[A-ZÀ-Þ][\w’'-]*\.?(?:\s+(?:[A-ZÀ-Þ][\w’'-]*\.?|de|van|von|del|bin|al)){0,4}\s+[A-ZÀ-Þ][\w’'-]+"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_NO_LONGER = r"(?!(?:former|ex|then)\b)"
_WORDS = rf"(?:{_NO_LONGER}[\w-]+\s+){{0,3}}"
_OFFICE = rf"{_NO_LONGER}(?:{'|'.join(sorted(map(re.escape, OFFICES)))}|spokes\w+)"
_AUTHOR = r"(?:(?:lead|senior|first|main|corresponding|co-?)[\s-]?)?author"
_LED_BY = r"(?:team|group|study|paper|research|researchers|work|trial)\s+(?:(?:was\s+)?(?:led|headed|run)\s+by|under|around)"
_WROTE_BEFORE = re.compile(rf"\b(?:{_AUTHOR},?|{_LED_BY})\s+$", re.IGNORECASE)
_WROTE_BEHIND = re.compile(rf",\s+(?:the|a|an|its)?\s*(?:study|paper|report)?(?:['’]s)?\s*{_AUTHOR}\b", re.IGNORECASE)


def with_voices(hop: Hop, prepared: Prepared) -> Hop:
    """Return a named hop with those whom the article presents as the voices of its body, or as the authors of a paper."""
    whose = hop.body if hop.kind is HopKind.PERSON else hop.name
    if not hop.named or not whose:
        return hop
    found = _authors(prepared) if hop.kind is HopKind.DOCUMENT else _speakers(whose, prepared)
    others = dict.fromkeys(name for name in found if name not in (hop.name, whose))
    return hop.model_copy(update={"voices": tuple(others)[:_MOST]})


def _authors(prepared: Prepared) -> Iterator[str]:
    for name, at in _people(prepared.text):
        if _WROTE_BEFORE.search(prepared.text[: at.start][-_REACH:]) or _WROTE_BEHIND.match(prepared.text, at.end):
            yield name


def _speakers(body: str, prepared: Prepared) -> Iterator[str]:
    standing = prepared.body(body)
    names = {place.of(prepared.text) for place in standing.places} if standing else set()
    head = taken_apart(body).written[-1:]
    called = [re.escape(_POSSESSIVE.sub("", name)) for name in sorted(names)]
    if head and head[0] in BODIES:
        called.append(rf"the\s+{re.escape(head[0])}")
    if not called:
        return
    whose = rf"(?:{'|'.join(called)})"
    before = re.compile(rf"(?<!\w)(?<!former )(?<!ex-){whose}(?:['’]s?)?\s+{_WORDS}{_OFFICE},?\s+$", re.IGNORECASE)
    behind = re.compile(
        rf",\s+(?:(?:the\s+)?{whose}['’]s?\s+{_WORDS}{_OFFICE}\b"
        rf"|(?:the|a|an)?\s*{_WORDS}{_OFFICE}\s+(?:(?:of|for)\s+\w+\s+)?(?:of|at|for|with|from)\s+(?:the\s+)?{whose}(?!\w))"
        rf"|\s+(?:of|from)\s+(?:the\s+)?{whose}(?!\w)",
        re.IGNORECASE,
    )
    for name, at in _people(prepared.text):
        if before.search(prepared.text[: at.start][-_REACH:]) or behind.match(prepared.text, at.end):
            yield name


def _people(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the full names of people that a text writes with capitals, without the titles before them."""
    for match in _NAME.finditer(text):
        words = _POSSESSIVE.sub("", match.group()).split()
        while len(words) > 2 and fold(words[0]).rstrip(".") in TITLES:
            words.pop(0)
        name = " ".join(words)
        if not taken_apart(name).is_body:
            yield name, Span(match.start(), match.end())
