"""What a page is before it is read: its language, and words meant for a model instead of for readers."""

import re
import unicodedata
from collections import Counter
from functools import cache

from bot.gateways.builtin.words import lexicon

NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian", "nl": "Dutch", "pl": "Polish",
    "tr": "Turkish", "sv": "Swedish", "uk": "Ukrainian", "ru": "Russian", "ar": "Arabic", "zh": "Chinese", "ja": "Japanese", "ko": "Korean",
    "he": "Hebrew", "el": "Greek", "hi": "Hindi", "th": "Thai", "fa": "Persian", "ka": "Georgian", "hy": "Armenian", "bg": "Bulgarian",
    "cs": "Czech", "ro": "Romanian", "hu": "Hungarian", "da": "Danish", "no": "Norwegian", "nb": "Norwegian", "fi": "Finnish", "sr": "Serbian",
}  # fmt: skip
"""English names of languages by ISO 639-1 code."""

_SCRIPTS = {
    "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "ARABIC": "ar", "CYRILLIC": "ru", "HEBREW": "he", "GREEK": "el",
    "DEVANAGARI": "hi", "THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy",
}  # fmt: skip
_SAMPLE = 4000

_MODEL = r"(?:AI|A\.I\.|LLM|GPT|ChatGPT|Claude|Gemini|(?:large\s+)?language\s+model|AI\s+(?:model|assistant|agent|system)|chatbot|summari[sz]er|assistant|bot)s?"
_ORDERS = (
    r"(?:please\s+|now\s+|you\s+must\s+|you\s+should\s+)?(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+|everything\s+)?"
    r"(?:of\s+)?(?:the\s+|your\s+|these\s+|my\s+)?(?:previous|prior|above|earlier|preceding|system|original|initial|existing)?\s*"
    r"(?:(?:instruction|prompt|direction|rule|guideline|message|command|directive)s?|(?:you\s+(?:were|have\s+been)\s+told|(?:written\s+)?above))\b",
    rf"(?:from\s+now\s+on,?\s+)?you\s+are\s+(?:now\s+)?(?:an?\s+|the\s+|no\s+longer\s+an?\s+)?(?:helpful\s+|unrestricted\s+|new\s+)?(?:{_MODEL}|DAN)\b",
    rf"(?:attention|note\s+to|message\s+(?:to|for)|instructions?\s+(?:to|for)|dear|hey|hello),?\s+(?:the\s+|any\s+|all\s+)?{_MODEL}\b\s*(?:[:,.!—–-]|reading|processing|summari[sz]ing|that)",
    rf"if\s+you\s+are\s+(?:an?\s+)?{_MODEL}\b",
    rf"as\s+an?\s+{_MODEL},?\s+you\s+(?:must|should|will|are)\b",
    r"(?:do\s+not|don['’]t|never)\s+(?:reveal|mention|disclose|tell|report|inform)\b.{0,40}\b(?:the\s+user|these\s+instructions|this\s+(?:prompt|instruction)|system\s+prompt)",
    r"(?:mark|rate|label|classify|record|treat|set|score|output|return|approve|report)\s+(?:this|the|all|every|each|these)\s+(?:\w+\s+)?"
    r"(?:article|claim|stor(?:y|ies)|event|report|text|source|confidence|level|stance|tone)s?\s+(?:as|to|=)\s+[\"“'‘]?"
    r"(?:fully\s+)?(?:verified|true|confirmed|certain|approved|reliable|confirms|high|1\.0|100)",
    r"(?:(?:in|for|as\s+part\s+of)\s+your\s+(?:response|reply|output|answer|summary),\s+)(?:\w+ly\s+)?[a-z]+\b",
    r"(?:add|include|insert|append|integrate|incorporate|embed|modify|change|adjust|alter|enhance|augment|begin|start|end|replace|use|write|give|provide|"
    r"translate|encode|rearrange|scramble|jumble|misspell|remove|combine|group|set|arrange|introduce|render|substitute|convert|compose|format|deliver|"
    r"shuffle|mix|spell|delete|switch|swap|employ|apply|utilize|express|make|tease|promote|suggest|invite|output|respond|conclude|finish)\b.{0,160}?"
    r"\b(?:your|the)\s+(?:response|reply|output|answer|answer['’]s|response['’]s|summary)\b",
    r"(?:respond|reply|answer|output)\s+only\s+(?:with|in)\b",
    r"(?:print|repeat|reveal|output|show)\s+(?:me\s+)?(?:your|the)\s+(?:system\s+)?(?:prompt|instructions)\b",
)
_ORDER = re.compile(rf"[\s>*#\-•\[(]*(?:{'|'.join(_ORDERS)})", re.IGNORECASE)
_MARKERS = re.compile(
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id)\|?>?|\[/?INST\]|<</?SYS>>|^\s*#{2,}\s*(?:instructions?|system(?:\s+prompt)?)\s*:?\s*$"
    r"|</?(?:system|instructions?|system_prompt)>|\b(?:BEGIN|END|NEW)\s+(?:SYSTEM\s+)?(?:PROMPT|INSTRUCTIONS)\b"
    r"|^\s*(?:system|assistant)\s*:\s*(?:you\s+(?:are|must|will)|ignore|disregard|from\s+now|always|never|the\s+(?:article|user))",
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
    return NAMES.get(code, f"the language '{code}'")


def addresses_a_model(sentences: list[str], text: str) -> bool:
    """Say whether a page gives orders to a model: an order that opens a sentence and is not quoted, or a chat marker."""
    return _MARKERS.search(text) is not None or any(_ORDER.match(s) for s in sentences)


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
    return best if total >= 20 and shares[best] > 0.12 and shares[best] > 1.5 * shares["en"] else "en"


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(listed.split()) for code, listed in lexicon("languages").items()}
