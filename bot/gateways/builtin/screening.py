"""What a page is before it is read: its language, and words meant for a model instead of for readers."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache
from textwrap import shorten
from typing import NamedTuple

from bot.gateways.builtin.orders import elsewhere_in, encoded_in, off_topic_asks
from bot.gateways.builtin.orders import orders_a_model as orders_a_model
from bot.gateways.builtin.sentences import Sentence, split
from bot.gateways.builtin.words import lexicon

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
INJECTION = "The page contains text that reads like instructions to a model; it was ignored."
HIDDEN = "The page contains text that reads like instructions to a model; it is hidden from readers, and was not read."
_LONGEST_SHOWN = 120
_SAMPLE = 4000
_LEAST_WORDS, _SURE_WORDS, _SURE_DISTINCT = 15, 30, 6
_QUOTATION = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"|(?:^|(?<=[\s(]))['‘](?=[A-Z])[^\n]{0,400}?[.,!?]['’](?=\s|$)", re.MULTILINE)

_CHAT_MARKERS = re.compile(
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id)\|?>?|\[/?INST\]|<</?SYS>>"
    r"|^[ \t]*#{2,}[ \t]*(?:instructions?|system(?:[ \t]+prompt)?)[ \t]*:?[ \t]*$"
    r"|</?(?:system|instructions?|system_prompt)>|\b(?:BEGIN|END|NEW)\s+(?:SYSTEM\s+)?(?:PROMPT|INSTRUCTIONS)\b"
    r"|^[ \t]*(?:system|assistant)[ \t]*:\s{0,9}"
    r"(?:you\s+(?:are|must|will)|ignore|disregard|from\s+now|always|never|the\s+(?:article|user))",
    re.IGNORECASE | re.MULTILINE,
)


class _Guess(NamedTuple):
    """A text's language by its letters or words; `sure` where that outweighs what the page declares."""

    code: str
    sure: bool


def language_of(text: str, declared: str | None) -> str:
    """Give the ISO 639-1 code of a text's language: what the page declares, unless the text shows otherwise; "en" in doubt.

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


def instructions_in(text: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Give the sentences of an article (as `split` cuts its text) that read like instructions to a model, in order."""
    quoted = _quoted(text, sentences)
    unquoted = [s for s, inside in zip(sentences, quoted, strict=True) if not inside]
    found = {s for s in unquoted if orders_a_model(s.text)}
    found.update(off_topic_asks(unquoted, sentences))
    starts = [s.start for s in sentences]
    for mark in (*_CHAT_MARKERS.finditer(text), *encoded_in(text), *elsewhere_in(text)):
        at = bisect_right(starts, mark.end() - 1)
        found.update(sentences[max(0, at - 1) : at])
    return [s for s in sentences if s in found]


def remark_on_hidden(text: str) -> str | None:
    """Tell an editor of orders to a model in the words that a page hides, which nobody reads; None where there are none.

    Menus and notices that wait for a click are full of orders to readers, so only what is plainly meant for a model counts.
    """
    found = [s.text for s in split(text) if orders_a_model(s.text)] or [m[0] for m in _CHAT_MARKERS.finditer(text)]
    if not found:
        return None
    return f"{HIDDEN} It says: “{shorten(' '.join(found[0].split()), _LONGEST_SHOWN, placeholder=' …')}”."


def remark_on(instructions: Sequence[Sentence]) -> str:
    """Tell an editor of instructions that were found, in the words of the first, cut short; always begins with `INJECTION`."""
    if not instructions:
        return INJECTION
    shown = "".join(c for c in " ".join(instructions[0].text.split()) if c.isprintable())
    quote = shorten(shown, _LONGEST_SHOWN, placeholder=" …") if " " in shown[:_LONGEST_SHOWN] else shown[:_LONGEST_SHOWN]
    return f"{INJECTION} It says: “{quote}”" + (f", and {len(instructions) - 1:,} more." if len(instructions) > 1 else ".")


def has_chat_markers(text: str) -> bool:
    """Say whether a text holds the marks that part the turns of a chat with a model."""
    return _CHAT_MARKERS.search(text) is not None


def _by_script(text: str) -> _Guess | None:
    letters = [c for c in text if c.isalpha()]
    foreign = Counter(_SCRIPTS.get(unicodedata.name(c, "").split(" ")[0].split("-")[0], "") for c in letters if c > "\u024f")
    foreign.pop("", None)
    if not letters or sum(foreign.values()) < 0.4 * len(letters):
        return None
    code = "ja" if foreign["ja"] > 0.1 * sum(foreign.values()) else foreign.most_common(1)[0][0]
    return _Guess("uk" if code == "ru" and re.search(r"[іїєґІЇЄҐ]", text) else code, sure=True)


def _by_words(text: str) -> _Guess | None:
    counts = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    total = sum(counts.values())
    shares = {code: sum(counts[w] for w in listed) / max(total, 1) for code, listed in _function_words().items()}
    best, second, *_ = sorted(shares, key=lambda code: -shares[code])
    if total < _LEAST_WORDS or shares[best] < 0.12 or (best != "en" and shares[best] < 1.5 * shares["en"]):
        return None
    # A few letters of a list or a table can pass for words of some language.
    distinct = sum(word in counts for word in _function_words()[best])
    return _Guess(best, sure=total >= _SURE_WORDS and distinct >= _SURE_DISTINCT and shares[best] > 1.5 * shares[second])


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(listed.split()) for code, listed in lexicon("languages")["function_words"].items()}


def _quoted(text: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Say of each sentence whether it stands in a quotation that opens before it and closes in the same paragraph."""
    spans = [found.span() for found in _QUOTATION.finditer(text)]
    starts = [start for start, _ in spans]
    last = [bisect_left(starts, s.start) - 1 for s in sentences]
    return [at >= 0 and s.start < spans[at][1] - 1 for s, at in zip(sentences, last, strict=True)]
