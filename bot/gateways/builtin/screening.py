"""What a page is before it is read: its language, and words meant for a model instead of for readers."""

import re
import unicodedata
from collections import Counter
from functools import cache

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
_SAMPLE = 4000

_CHAT_MARKERS = re.compile(
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id)\|?>?|\[/?INST\]|<</?SYS>>"
    r"|^[ \t]*#{2,}[ \t]*(?:instructions?|system(?:[ \t]+prompt)?)[ \t]*:?[ \t]*$"
    r"|</?(?:system|instructions?|system_prompt)>|\b(?:BEGIN|END|NEW)\s+(?:SYSTEM\s+)?(?:PROMPT|INSTRUCTIONS)\b"
    r"|^[ \t]*(?:system|assistant)[ \t]*:\s{0,9}"
    r"(?:you\s+(?:are|must|will)|ignore|disregard|from\s+now|always|never|the\s+(?:article|user))",
    re.IGNORECASE | re.MULTILINE,
)


def language_of(text: str, declared: str | None) -> str:
    """Give the ISO 639-1 code of a text's language: what the page declares, unless its script says otherwise; "en" in doubt."""
    found = _by_script(text[:_SAMPLE])
    if declared:
        code = re.split(r"[-_]", declared.strip().lower())[0]
        return found if found and code == "en" else code
    return found or _by_words(text[:_SAMPLE])


def name_of(code: str) -> str:
    """Name a language for people."""
    names: dict[str, str] = lexicon("languages")["names"]
    return names.get(code, f"the language '{code}'")


def orders_a_model(sentence: str) -> bool:
    """Say whether a sentence opens with an order to a model; one that is quoted, or told of, does not."""
    return _orders().match(sentence) is not None


def has_chat_markers(text: str) -> bool:
    """Say whether a text holds the marks that part the turns of a chat with a model."""
    return _CHAT_MARKERS.search(text) is not None


@cache
def _orders() -> re.Pattern[str]:
    data = lexicon("orders")
    lines = [line.replace("{model}", data["model"]) for line in data["orders"].split("\n") if line.strip()]
    return re.compile(rf"[\s>*#•\[(-]*(?:{'|'.join(lines)})", re.IGNORECASE)


def _by_script(text: str) -> str | None:
    letters = [c for c in text if c.isalpha()]
    foreign = Counter(_SCRIPTS.get(unicodedata.name(c, "").split(" ")[0].split("-")[0], "") for c in letters if c > "\u024f")
    foreign.pop("", None)
    if not letters or sum(foreign.values()) < 0.4 * len(letters):
        return None
    code = "ja" if foreign["ja"] > 0.1 * sum(foreign.values()) else foreign.most_common(1)[0][0]
    return "uk" if code == "ru" and re.search(r"[іїєґІЇЄҐ]", text) else code


def _by_words(text: str) -> str:
    counts = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    total = sum(counts.values())
    shares = {code: sum(counts[w] for w in listed) / max(total, 1) for code, listed in _function_words().items()}
    best = max(shares, key=lambda code: shares[code])
    return best if total >= 15 and shares[best] > 0.12 and shares[best] > 1.5 * shares["en"] else "en"


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(listed.split()) for code, listed in lexicon("languages")["function_words"].items()}
