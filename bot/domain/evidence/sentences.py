"""Finds the sentence and the paragraph around a place in a text, in any language; roughly, for nothing is counted by it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from bot.domain.evidence.dates import MONTHS
from bot.domain.evidence.speech import ADDRESSING, is_saying
from bot.domain.terms import fold, word_set

_BREAK = re.compile(r"\n")
_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]“]*(?:\s+|$)|[。！？]+[」』”]*")
_OPENING = " \t\"'“‘„«([—–-‹「『"
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE_STOP = re.compile(r"(?:^|[\s(\[\"“‘'—–/-])([^\s(\[\"“‘'—–/-]*)$")
_CLAUSE_END = re.compile(r"[.,!?:;\n\"“„«]")
_SHORT = word_set("""
mr mrs ms dr st sr jr prof gen col lt sgt capt maj gov sen rep rev hon adm cmdr insp supt vs etc no nos nr art ca str bzw abs
jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun dra sra mme mlle dott sig ing kpt ul im gen
""")
_LOOK = 160
"""Characters behind a quotation's end in which somebody may be said to say it."""
_MOST_WORDS = 16
_LINE = 130
"""Characters of the lines of a text that is wrapped at a fixed width, at most."""


class Span(NamedTuple):
    """A part of a text; offsets in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part."""
        return text[self.start : self.end]

    def holds(self, other: tuple[int, int]) -> bool:
        """Say whether another part lies in this one."""
        return self.start <= other[0] and other[1] <= self.end

    def meets(self, other: "Span") -> bool:
        """Say whether two parts have anything in common."""
        return self.start < other.end and other.start < self.end


class Sentences:
    """The paragraphs of a text, and the sentences in them."""

    def __init__(self, text: str) -> None:
        self._paragraphs = _paragraphs(text) or [Span(0, len(text))]
        self._sentences = [span for paragraph in self._paragraphs for span in _sentences(text, paragraph)]

    def __iter__(self) -> Iterator[Span]:
        return iter(self._sentences)

    def within(self, span: Span) -> list[Span]:
        """Return the sentences of which some is in a part of the text."""
        first, behind = _index(self._sentences, span.start), bisect_left(self._sentences, span.end, key=lambda each: each.start)
        return [each for each in self._sentences[first:behind] if each.meets(span)]

    def between(self, one: Span, other: Span) -> list[Span]:
        """Return the sentences that begin after one part of the text and end before another."""
        return [each for each in self.within(Span(one.end, max(one.end, other.start))) if one.end <= each.start]

    def around(self, start: int, end: int) -> Span:
        """Return the sentences in which a part of the text lies, whole."""
        first, last = _at(self._sentences, start), _at(self._sentences, max(end - 1, start))
        return Span(min(first.start, start), max(last.end, end))

    def paragraph(self, start: int, end: int, before: int = 0, after: int = 0) -> Span:
        """Return the paragraphs in which a part of the text lies, with some of those before and after them."""
        first, last = _index(self._paragraphs, start), _index(self._paragraphs, max(end - 1, start))
        ahead = self._paragraphs[min(last + after, len(self._paragraphs) - 1)]
        return Span(self._paragraphs[max(first - before, 0)].start, max(ahead.end, end))


def _index(spans: list[Span], place: int) -> int:
    return max(bisect_right(spans, place, key=lambda span: span.start) - 1, 0)


def _at(spans: list[Span], place: int) -> Span:
    return spans[_index(spans, place)]


def _paragraphs(text: str) -> list[Span]:
    ends = [match.start() for match in _BREAK.finditer(text)]
    lines = [Span(start, end) for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True)]
    joined: list[Span] = []
    for line in lines:
        if not line.of(text).strip():
            continue
        if joined and _runs_on(text, joined[-1], line):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def _runs_on(text: str, before: Span, line: Span) -> bool:
    """Say whether a line only goes on where the width of the page ended the one before it."""
    last = text.rfind("\n", before.start, before.end) + 1
    wrapped = before.end - max(last, before.start) <= _LINE and before.end + 1 == line.start
    return wrapped and text[line.start].islower() and text[before.end - 1] not in '.!?…:;"”»'


def _sentences(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for stop in _END.finditer(text, paragraph.start, paragraph.end):
        if stop.end() < paragraph.end and _ends(text, stop, paragraph.end):
            yield Span(start, stop.end())
            start = stop.end()
    if text[start : paragraph.end].strip() or start == paragraph.start:
        yield Span(start, paragraph.end)


def _ends(text: str, stop: re.Match[str], end: int) -> bool:
    following = text[stop.end() : min(end, stop.end() + _LOOK)]
    ahead = following.lstrip(_OPENING)
    if not ahead:
        return True
    if ahead[0].islower():
        return False
    marks = stop.group().rstrip()
    if marks == ".":
        before = _BEFORE_STOP.search(text, max(stop.start() - 30, 0), stop.start())
        word = before.group(1) if before else ""
        if fold(word) in _SHORT or (len(word) == 1 and word.isupper()) or ("." in word and not word[0].isdigit()):
            return False
        return not (word.isdigit() and len(word) <= 2 and _counts_days(ahead))
    return not (len(marks) > 1 and marks[-1] in "\"'”’»“" and _says_it(following, asked="." not in marks))


def _counts_days(ahead: str) -> bool:
    """Say whether a number with a full stop is a day ("am 3. März"), by the word behind it."""
    return any(fold(ahead).startswith(stem) for stem in MONTHS)


def _says_it(following: str, *, asked: bool) -> bool:
    """Say whether the words behind a quotation say who said it: “Who knows?” Ada Quill asked."""
    if following[:1] in '"“„«':
        return False
    clause = _CLAUSE_END.split(following.lstrip(), maxsplit=1)[0]
    words = [fold(word) for word in _WORD.findall(clause)]
    verbs = words[1:7] if asked else words[-1:]
    says = [word for word in verbs if word in ADDRESSING or is_saying(word, english=True) or is_saying(word, english=False)]
    return bool(says) and len(words) < _MOST_WORDS
