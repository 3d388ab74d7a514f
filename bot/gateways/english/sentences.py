"""Cut a news text into sentences that keep their place in it."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bot.gateways.english.words import word_set

LONGEST = 600
"""Longest sentence in characters; a longer one is cut at a space, so that every quote stays readable."""

# A page may run sentences together ("it fell.Then"), and an encyclopaedia puts a note's number after the full stop.
_END = re.compile(r"[.!?…]+[\"'”’)\]»]*(?:\[\d{1,3}\])*(?=\s|$)|(?<=[a-z]{2})[.!?][\"”’]?(?=[A-Z][a-z]+\s)")
_MARK = re.compile(r"[.!?…]")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?$")
_SPOKEN_ON = re.compile(r"\s+(?:[A-Z][\w.'’-]*\s+){1,4}(?:said|says|asked|added|told|wrote|replied|cried|shouted|tweeted)\b")
_LETTER = re.compile(r"[^\W_]")
_BLANK = re.compile(r"\n[ \t\r\f\v]*\n")
_TERMINAL = ".!?…:;\"'”’)"


class Sentence(NamedTuple):
    """One sentence of a text: `text` is `article[start:end]`; `heading` is a short line without a full stop."""

    text: str
    start: int
    end: int
    paragraph: int
    heading: bool


def split(text: str) -> list[Sentence]:
    """Cut a text into sentences in order; offsets in code points, white space at the ends left out."""
    found = []
    for number, (start, end) in enumerate(_paragraphs(text)):
        if end - start <= LONGEST and not _MARK.search(text, start, end):
            found.append(Sentence(text[start:end], start, end, number, _is_heading(text[start:end])))
            continue
        spans = [piece for span in _spans(text, start, end) for piece in _pieces(text, *span)]
        heading = len(spans) == 1 and _is_heading(text[start:end])
        found += [Sentence(text[a:b], a, b, number, heading) for a, b in spans]
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield paragraphs: at blank lines, and at single line ends unless the text is wrapped at a fixed width."""
    blocks, start = [], 0
    for gap in _BLANK.finditer(text):
        blocks.append((start, gap.start()))
        start = gap.end()
    blocks.append((start, len(text)))
    for a, b in blocks:
        wrapped = _is_wrapped(text[a:b])
        at = a
        while at < b:
            newline = text.find("\n", at, b)
            cut = b if newline < 0 or wrapped else newline
            trimmed = _trim(text, at, cut)
            if trimmed:
                yield trimmed
            at = cut + 1


def _is_wrapped(block: str) -> bool:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if len(lines) < 2:
        return False
    open_lines = sum(1 for line, after in pairwise(lines) if line[-1] not in _TERMINAL and after[0].islower())
    return open_lines * 3 >= len(lines) - 1 and max(map(len, lines)) <= 130


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = looked = start
    says_something = False
    for stop in _END.finditer(text, start, end):
        says_something = says_something or _LETTER.search(text, looked, stop.start()) is not None
        looked = stop.end()
        if stop.end() < end and not (says_something and _ends_sentence(text, at, stop, end)):
            continue
        says_something = False
        trimmed = _trim(text, at, stop.end())
        if trimmed:
            yield trimmed
        at = stop.end()
    trimmed = _trim(text, at, end)
    if trimmed:
        yield trimmed


def _ends_sentence(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    following = text[stop.end() : min(end, stop.end() + 120)]
    ahead = following.lstrip().lstrip("\"'“‘([«—–- ")
    if not ahead or ahead[0].islower():
        return not ahead
    marks = stop.group()
    if marks != ".":
        quoted = marks[-1] in "\"”’'" and marks[0] in "!?"
        return not (quoted and _SPOKEN_ON.match(following))
    word = re.split(r"[\s(\[\"“‘'—–/-]", text[max(start, stop.start() - 30) : stop.start()])[-1]
    if word.isdigit() and len(word) < 3 and not text[start : stop.start() - len(word)].strip():
        return False
    lower = word.lower()
    if lower in word_set("abbreviations", "before_numbers"):
        return not ahead[0].isdigit()
    if lower in word_set("abbreviations", "never_end"):
        return False
    if lower in word_set("abbreviations", "may_end") or _DOTTED.fullmatch(word) or (len(word) == 1 and word.isupper()):
        return re.split(r"[^\w]", ahead, maxsplit=1)[0].lower() in word_set("abbreviations", "starters")
    return True


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = max(text.rfind("; ", start + 1, start + LONGEST), text.rfind(", ", start + 1, start + LONGEST)) + 1
        if cut - start < LONGEST // 2:
            cut = text.rfind(" ", start + 1, start + LONGEST)
        if cut <= start:
            cut = start + LONGEST
        trimmed = _trim(text, start, cut)
        if trimmed:
            yield trimmed
        start = cut
    trimmed = _trim(text, start, end)
    if trimmed:
        yield trimmed


def _is_heading(paragraph: str) -> bool:
    line = paragraph.strip()
    return bool(line) and line[-1] not in '.!?…:;"”' and len(line) <= 140 and len(line.split()) <= 18


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
