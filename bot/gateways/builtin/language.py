"""In which language an article is written, so that the reader leaves those alone that it does not know."""

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import NamedTuple

from bot.gateways.english.words import lexicon

_SCRIPTS = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "ARABIC": "ar",
    "CYRILLIC": "ru",
    "HEBREW": "he",
    "GREEK": "el",
    "DEVANAGARI": "hi",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}
_SAMPLE = 4000
_LEAST_WORDS, _SURE_WORDS, _SURE_DISTINCT = 15, 30, 6


class _Guess(NamedTuple):
    """A text's language by its letters or words; `sure` where that outweighs what the page declares."""

    code: str
    sure: bool


def language_of(text: str, declared: str | None) -> str:
    """Return the ISO 639-1 code of a text's language: what the page declares, unless the text shows otherwise; "en" in doubt.

    Between two languages that are not English the page is believed: near neighbours are told apart better by it.
    """
    sample = text[:_SAMPLE]
    found = _by_script(sample) or _by_words(sample)
    if not declared or not declared.strip():
        return found.code if found else "en"
    code = re.split(r"[-_]", declared.strip().lower())[0]
    return found.code if found and found.sure and "en" in (code, found.code) else code


def name_of(code: str) -> str:
    """Name a language for people."""
    names: dict[str, str] = lexicon("languages")["names"]
    return names.get(code, f"the language '{code}'")


def _by_script(text: str) -> _Guess | None:
    letters = {letter: number for letter, number in Counter(text).items() if letter.isalpha()}
    foreign = Counter[str]()
    for letter, number in letters.items():
        if letter > "\u024f" and (code := _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0].split("-")[0])):
            foreign[code] += number
    if not letters or foreign.total() < 0.4 * sum(letters.values()):
        return None
    code = "ja" if foreign["ja"] > 0.1 * sum(foreign.values()) else foreign.most_common(1)[0][0]
    return _Guess("uk" if code == "ru" and re.search(r"[іїєґІЇЄҐ]", text) else code, sure=True)


def _by_words(text: str) -> _Guess | None:
    counts = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    total = sum(counts.values())
    shares = {
        code: sum(counts[w] for w in counts.keys() & listed) / max(total, 1) for code, listed in _function_words().items()
    }
    best, second, *_ = sorted(shares, key=lambda code: -shares[code])
    if total < _LEAST_WORDS or shares[best] < 0.12 or (best != "en" and shares[best] < 1.5 * shares["en"]):
        return None
    # A few letters of a list or a table can pass for words of some language.
    distinct = sum(word in counts for word in _function_words()[best])
    return _Guess(best, sure=total >= _SURE_WORDS and distinct >= _SURE_DISTINCT and shares[best] > 1.5 * shares[second])


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(listed.split()) for code, listed in lexicon("languages")["function_words"].items()}
