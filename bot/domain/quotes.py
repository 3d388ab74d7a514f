"""Finds a reader's quote again in the article; what is shown to people is always the article's own characters.

Two ways, in this order:

1. Exact, after folding: white space, quotation marks, dashes, ligatures, accents, soft hyphens and zero-width characters
   do not count, but letters, digits and the order of everything do. A match begins and ends at word boundaries, so
   "legal arms" is not found in "illegal arms".
2. Near-exact, word by word: case and punctuation do not count, and one slip in six words is forgiven. Only these are
   slips: a typing error of one letter in a long lower-case word, and a small word such as "the" lost or added. Anything
   else refuses the quote: a number, a name, a negation or any other word that differs is not the article's word.

An elided quote ("a … b") is found where all its parts are in the article, in order and close together; the result is
the whole passage from the first part to the last, so that the editor sees what the dots left out.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.domain.reading import Quote

LONGEST = 1000
"""Characters of a quote, as given and as found (a report stores no more)."""
FEWEST_WORDS = 3
WORDS_PER_SLIP = 6
MOST_SLIPS = 4
LONGEST_ELISION = 400
"""Characters of the article that one "…" may stand for."""
_LONGEST_LOOKED_AT = 100
"""Characters without a space in which it is looked for whether one place is inside a word, before all words are found."""

_SMALL_WORDS = frozenset({"a", "an", "the", "that", "also"})
# Prefixes as well, for words that are written apart ("un confirmed").
_NEGATIONS = frozenset({"no", "not", "non", "nor", "never", "none", "neither", "without", "cannot", "un", "in", "dis"})
_NUMBER_WORD = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)(?:teen|ty)"
    r"|twenty|forty|eighty|hundred|thousand|million|billion|trillion|dozen)s?"
)
_TYPO_LENGTH = 5

# Scripts that put no white space between words: each character counts as half a word.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
# Vowel signs and points are parts of words in Hebrew, Arabic and the Indic scripts, though not letters to `re`.
_MARKS = r"\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff"
_LETTER = rf"[^\W_{_UNSPACED}]"
_WORD = re.compile(
    rf"(?<![\w])-?\d+(?:[.,]\d+)*|[{_UNSPACED}]|{_LETTER}(?:{_LETTER}|[{_MARKS}])*(?:'{_LETTER}(?:{_LETTER}|[{_MARKS}])*)*"
    r"|[%‰°$€£¥₴₽₹₩]"
)
_UNSPACED_CHAR = re.compile(rf"[{_UNSPACED}]")
_ELLIPSIS = re.compile(r"\s*[\[(]?\s*\.(?:\s?\.){2,}\s*[\])]?\s*")
_SENTENCE_EDGE = frozenset("。！？!?.…\n「」『』'\"“”")

_QUOTATION_MARKS = "'\"`´‘’‚‛“”„‟′″‵‶‹›«»〝〞〟「」『』＂＇"
_DASHES = "‐‑‒–—―−⁃﹘﹣－⸺⸻"
_DROPPED = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_FIXED = dict.fromkeys(_QUOTATION_MARKS, "'") | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_DROPPED, "") | {"\u2028": " "}

# Words of plain ASCII and the single spaces between them stay as they are.
_PLAIN = re.compile(r"[!#-&(-,./-_a-~]+(?: [!#-&(-,./-_a-~]+)*")


def _combining(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """Fold one character to none, one or several; white space of any kind becomes a space."""
    if character in _FIXED:
        return _FIXED[character]
    if character.isspace() or "\ufe00" <= character <= "\ufe0f":
        return " " if character.isspace() else ""
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not _combining(c))
    folded = "".join(_FIXED.get(c, c) for c in unicodedata.normalize("NFC", bare))
    return " ".join(folded.split()) if any(c.isspace() for c in folded) else folded


def _fold(text: str) -> tuple[str, list[int]]:
    """Fold a text; return it with the source offset of each folded character."""
    pieces: list[str] = []
    offsets: list[int] = []
    last, done = "", 0
    for plain in (*_PLAIN.finditer(text), None):
        start, end = plain.span() if plain else (len(text), len(text))
        for offset in range(done, start):
            folded = _fold_character(text[offset])
            # Runs of spaces, quotation marks and dashes count as one.
            if not folded or (folded == last and folded in " '-"):
                continue
            pieces.append(folded)
            offsets.extend([offset] * len(folded))
            last = folded
        if plain:
            pieces.append(plain.group())
            offsets.extend(range(start, end))
            last = text[end - 1]
        done = end
    return "".join(pieces), offsets


class _Word(NamedTuple):
    """One word of a folded text; offsets into the folded text."""

    key: str
    fixed: bool
    start: int
    end: int


def _words(folded: str) -> list[_Word]:
    return [_word(match) for match in _WORD.finditer(folded)]


def _word(match: re.Match[str]) -> _Word:
    written = match.group()
    key = written.casefold()
    fixed = not written.islower() or key in _NEGATIONS or key.endswith("n't") or _NUMBER_WORD.fullmatch(key) is not None
    return _Word(key, fixed, match.start(), match.end())


def _has_words(folded: str, least: int) -> bool:
    """Say whether a text has so many words; a character of a script without spaces is half a word, a symbol none."""
    counted = 0.0
    for match in _WORD.finditer(folded):
        word = match.group()
        counted += 0.5 if _UNSPACED_CHAR.match(word.casefold()) else any(map(str.isalnum, word))
        if counted >= least:
            return True
    return False


def _typing_error(a: _Word, b: _Word) -> bool:
    """Say whether two words differ by one letter only, where that cannot make it another number, name or negation."""
    if a.fixed or b.fixed or min(len(a.key), len(b.key)) < _TYPO_LENGTH or a.key[0] != b.key[0]:
        return False
    return OSA.distance(a.key, b.key, score_cutoff=1) <= 1


def _joined(one: _Word, first: _Word, second: _Word) -> bool:
    """Say whether one word is two others written together ("frontline", "front line")."""
    if any(word.key in _NEGATIONS or word.key[0].isdigit() for word in (first, second)):
        return False
    return one.key == first.key + second.key


class ArticleText:
    """An article's text, prepared once so that many quotes can be looked up in it fast."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded, self._offsets = _fold(text)

    def find(self, quote: str) -> Quote | None:
        """Find a quote in the text; None where it is not there.

        Also None for a quote of fewer than three words (but a short whole sentence is accepted in a script without spaces)
        and for one of more than 1000 characters. Offsets are code points of the text.
        """
        if len(quote) > LONGEST:
            return None
        wanted = _fold(quote)[0].strip()
        span = self._find_span(wanted, 0)
        if span is None and _ELLIPSIS.search(wanted):
            span = self._find_elided([part for part in _ELLIPSIS.split(wanted) if part.strip(" '-,;:.")])
        return self._quote(span) if span else None

    def _find_elided(self, parts: list[str]) -> tuple[int, int] | None:
        spans: list[tuple[int, int]] = []
        for part in parts:
            span = self._find_span(part, spans[-1][1] if spans else 0)
            if span is None or (spans and span[0] - spans[-1][1] > LONGEST_ELISION):
                return None
            spans.append(span)
        return (spans[0][0], spans[-1][1]) if spans else None

    def _find_span(self, wanted: str, begin: int) -> tuple[int, int] | None:
        if _has_words(wanted, FEWEST_WORDS):
            return self._exact(wanted, begin) or self._near(wanted, begin)
        span = self._exact(wanted, begin) if _UNSPACED_CHAR.search(wanted) else None
        return span if span and self._whole_sentence(span) else None

    def _exact(self, wanted: str, begin: int) -> tuple[int, int] | None:
        first = begin
        # A hostile text may match everywhere except at word boundaries, so the number of tries is limited.
        for _ in range(1000):
            start = self._folded.find(wanted, first)
            if start < 0:
                return None
            end = start + len(wanted)
            if not self._cuts_word(start) and not self._cuts_word(end):
                return start, end
            first = start + 1
        return None

    def _cuts_word(self, at: int) -> bool:
        # No word holds a space, so that the words after the last one before are the same as in the whole text.
        space = self._folded.rfind(" ", max(at - _LONGEST_LOOKED_AT, 0), at)
        if space < 0 and at > _LONGEST_LOOKED_AT:
            before = bisect_left(self._words, at, key=lambda word: word.start) - 1
            return before >= 0 and self._words[before].end > at
        for word in _WORD.finditer(self._folded, space + 1):
            if word.end() > at:
                return word.start() < at
        return False

    def _whole_sentence(self, span: tuple[int, int]) -> bool:
        start, end = self._source(span)
        before, after = self.text[:start].rstrip(" \u3000"), self.text[end:].lstrip(" \u3000")
        ends = self.text[end - 1] in _SENTENCE_EDGE or not after or after[0] in _SENTENCE_EDGE
        return ends and (not before or before[-1] in _SENTENCE_EDGE)

    @cached_property
    def _words(self) -> list[_Word]:
        return _words(self._folded)

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], list[int]]:
        """The places of each pair of neighbouring words; at most a hundred each, so that repetition costs nothing."""
        places: dict[tuple[str, str], list[int]] = defaultdict(list)
        keys = [word.key for word in self._words]
        for index, pair in enumerate(pairwise(keys)):
            at = places[pair]
            if len(at) < 100:
                at.append(index)
        return places

    def _near(self, wanted: str, begin: int) -> tuple[int, int] | None:
        words = _words(wanted)
        slips = min(len(words) // WORDS_PER_SLIP, MOST_SLIPS)
        votes: Counter[int] = Counter()
        for index, pair in enumerate(pairwise(words)):
            for place in self._pairs.get((pair[0].key, pair[1].key), ()):
                votes[place - index] += 1
        diagonals = sorted(votes, key=lambda diagonal: (-votes[diagonal], diagonal))[:8]
        starts = dict.fromkeys(at for shift in _near_first(slips) for at in (d + shift for d in diagonals) if at >= 0)
        best: tuple[int, int, int] | None = None
        for start in starts:
            if start < len(self._words) and self._words[start].start >= begin:
                aligned = self._align(words, start, slips)
                if aligned and (best is None or aligned[0] < best[0]):
                    best = (aligned[0], start, aligned[1])
        if best is None:
            return None
        return self._words[best[1]].start, self._with_stop(self._words[best[2] - 1].end, wanted)

    def _align(self, wanted: list[_Word], start: int, slips: int) -> tuple[int, int] | None:
        """Align the quote's words with the article's from `start`; return the slips and the end, or None if refused."""
        # steps[i][at] is the fewest slips after i words of the quote and up to word `at` of the article. Two words of the quote
        # may be one of the article's, so a step also reaches the one after the next.
        steps: list[dict[int, int]] = [{} for _ in range(len(wanted) + 3)]
        steps[0][start] = 0
        for index, word in enumerate(wanted):
            for at in range(min(steps[index], default=0), len(self._words)):
                if at not in steps[index]:
                    if at > max(steps[index], default=-1):
                        break
                    continue
                cost, there = steps[index][at], self._words[at]
                following = wanted[index + 1] if index + 1 < len(wanted) else None
                beyond = self._words[at + 1] if at + 1 < len(self._words) else None
                if word.key == there.key:
                    _reach(steps[index + 1], at + 1, cost, slips)
                elif _typing_error(word, there):
                    _reach(steps[index + 1], at + 1, cost + 1, slips)
                if beyond and _joined(word, there, beyond):
                    _reach(steps[index + 1], at + 2, cost, slips)
                if following and _joined(there, word, following):
                    _reach(steps[index + 2], at + 1, cost, slips)
                # Not at the quote's edges, where the word that it belongs to may be the one that is missing.
                if word.key in _SMALL_WORDS and 0 < index < len(wanted) - 1:
                    _reach(steps[index + 1], at, cost + 1, slips)
                if there.key in _SMALL_WORDS and at > start:
                    _reach(steps[index], at + 1, cost + 1, slips)
        ends = [(cost, at) for at, cost in steps[len(wanted)].items() if at > start]
        return min(ends, default=None)

    def _with_stop(self, end: int, wanted: str) -> int:
        """Include the article's closing punctuation where the quote ends with some."""
        if wanted[-1] in ".!?')":
            while end < len(self._folded) and self._folded[end] in ".!?')":
                end += 1
        return end

    def _source(self, span: tuple[int, int]) -> tuple[int, int]:
        start, end = self._offsets[span[0]], self._offsets[span[1] - 1] + 1
        while end < len(self.text) and _combining(self.text[end]):
            end += 1
        return start, end

    def _quote(self, span: tuple[int, int]) -> Quote | None:
        start, end = self._source(span)
        if end - start > LONGEST:
            return None
        return Quote(text=self.text[start:end], start=start, end=end)


def _reach(step: dict[int, int], at: int, cost: int, most: int) -> None:
    if cost <= most and cost < step.get(at, most + 1):
        step[at] = cost


def _near_first(slips: int) -> list[int]:
    return [0, *(sign * shift for shift in range(1, slips + 1) for sign in (-1, 1))]


def find(quote: str, text: str) -> Quote | None:
    """Find one quote in one text, as `ArticleText.find` does; for many quotes use `ArticleText`."""
    return ArticleText(text).find(quote)
