"""Sentences of an article that speak to a model instead of to readers.

Some can be meant for nobody else: "ignore your instructions", "in your answer, …". Others are what one asks of an assistant,
a poem, a translation, the capital of some country; in print they stand out only by having nothing to do with the article
around them, so that is what decides.
"""

import base64
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from bot.gateways.english.sentences import Sentence
from bot.gateways.english.words import Word, is_content, lexicon, words

_MOST_WORDS = 60
_MOST_QUESTIONS = 4
"""An article with more questions goes along by them: an interview, answers to readers, a column."""
_MOST_ORDERS = 4
"""An article with more sentences that begin like an order goes along by them: a recipe, advice for a storm."""
_NEAR = 2
"""Sentences to either side."""
_LEAST_STEMS = 40
"""What an article must hold, in different stems, before it can be said what it is not about."""
_OPENING = r"\A[\s>*#•\[(-]*"
_RUN_ON = r"(?<=[\w)\]>/] )(?=(?-i:[A-Z])[a-z]*\s(?-i:[a-z\"“'‘]))"
"""Where a new sentence follows one without a full stop, such as a headline or a caption."""
_ALSO_RUN_ON = frozenset({"orders", "questions"})
_FIRST_WORD = re.compile(r"\W*([\w'’]*)")
_MATERIAL = re.compile(
    r":\s*[\"“'‘].*$|\b(?:this|these|the\s+following)\s+(?:\w+\s+)?"
    r"(?:sentence|text|tweet|review|comment|paragraph|passage|phrase|word|email|snippet|code|post|customer)s?\b",
    re.IGNORECASE,
)
"""What a task brings along to be worked on."""
_OWN = re.compile(
    r"(?<!can )(?<!could )(?<!would )(?<!will )(?<!do )(?<!are )(?<!want )(?<!need )(?<!like )(?<!whether )\b(?:you|yours)\b"
    r"|(?<!^)(?<!is )(?<!are )(?<!be )(?<!['’]s )\byour\b(?!\s+(?:favou?rite|opinion|top)\b)",
    re.IGNORECASE,
)
"""What readers are told to do with what is theirs; an assistant owns nothing."""
_TO_READERS = re.compile(r"\b(?:us|vote|poll|comments)\b")
_TOLD = re.compile(
    r",\s+(?:(?:say|said|ask|asked|advise|advised|warn|warned|urge|urged)s?\s+.{1,60}|.{1,60}\s(?:say|said|ask|asked|advise|advised"
    r"|warn|warned|urge|urged|goes|went|read)s?)[.?!]?$",
    re.IGNORECASE,
)
"""An order or a question that somebody is said to have spoken."""


def orders_a_model(sentence: str) -> bool:
    """Say whether a sentence opens with an order that only a model can be meant by; one quoted, or told of, does not."""
    return _opening("orders").search(sentence) is not None


def off_topic_asks(sentences: Sequence[Sentence], everything: Sequence[Sentence]) -> list[Sentence]:
    """Find, among some sentences of an article, what one asks of an assistant and has nothing to do with everything else."""
    questions = [s.text.endswith("?") for s in sentences]
    orders = [_is_order(s.text) for s in sentences]
    told = [order and _TOLD.search(s.text) is not None for s, order in zip(sentences, orders, strict=True)]
    by_questions, by_orders = sum(questions) > _MOST_QUESTIONS, sum(orders) > _MOST_ORDERS
    asked = []
    for place, sentence in enumerate(sentences):
        if _has_neighbour(told, place):
            continue
        shapes = ["tasks"]
        # A question among questions, or an order among orders, belongs to the article.
        if questions[place] and not (by_questions or _has_neighbour(questions, place) or _leads_in(sentences, place)):
            shapes += ["questions", "smalltalk"]
        if not (by_orders or sentence.heading or _has_neighbour(orders, place)):
            shapes.append("commands")
        if ask := next(filter(None, (_ask(sentence.text, shape) for shape in shapes)), None):
            asked.append((sentence, ask))
    if not asked:
        return []
    counts = Counter(stem for s in everything for stem in _stems(words(s.text)))
    return [s for s, ask in asked if _is_off_topic(ask, counts)]


def _leads_in(sentences: Sequence[Sentence], place: int) -> bool:
    """Say whether a question opens a further paragraph, which goes on to answer it, or is one that readers are to answer."""
    here, after = sentences[place], sentences[place + 1] if place + 1 < len(sentences) else None
    before = sentences[place - 1] if place else None
    if after is None or after.paragraph != here.paragraph:
        return False
    return (before is not None and before.paragraph != here.paragraph) or _TO_READERS.search(after.text) is not None


def _has_neighbour(marked: Sequence[bool], place: int) -> bool:
    return any(marked[max(0, place - _NEAR) : place]) or any(marked[place + 1 : place + 1 + _NEAR])


def _is_order(sentence: str) -> bool:
    first = _FIRST_WORD.match(sentence)
    known = first is not None and first[1].lower() in _listed("imperatives")
    return known or _opening("commands").match(sentence) is not None


def _ask(sentence: str, shape: str) -> str | None:
    """Return what a sentence asks, without what stands before it; None where it does not have this shape."""
    found = _opening(shape).search(sentence)
    if found is None or (shape != "questions" and _OWN.search(sentence, found.start())) or _TOLD.search(sentence):
        return None
    return sentence[found.start() :]


def _is_off_topic(sentence: str, counts: Counter[str]) -> bool:
    """Say whether a sentence shares next to nothing with the others; `counts` are of all, with the sentence itself."""
    said = words(_MATERIAL.sub(" ", sentence))
    if len(said) > _MOST_WORDS or len(counts) < _LEAST_STEMS or any(w.lower in _listed("pointing") for w in said):
        return False
    own = Counter(_stems(words(sentence)))
    about = [w for w in said[1:] if is_content(w) and w.lower not in _listed("general")]
    shared = [w for w in about if counts[w.stem] > own[w.stem]]
    if not about:
        return _opening("smalltalk").search(sentence) is not None
    named = any(w.capital for w in about)
    return (2 if named else 3) * len(shared) <= len(about) and not any(w.capital for w in shared)


def _stems(said: Iterable[Word]) -> list[str]:
    return [w.stem for w in said if is_content(w)]


@cache
def _opening(name: str) -> re.Pattern[str]:
    data = lexicon("orders")
    lines = [line for line in data[name].split("\n") if line.strip()]
    source = "|".join(lines)
    for part, pattern in data["parts"].items():
        source = source.replace(f"{{{part}}}", pattern)
    where = f"{_OPENING}|{_RUN_ON}" if name in _ALSO_RUN_ON else _OPENING
    return re.compile(rf"(?:{where})(?:{source})", re.IGNORECASE)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(lexicon("orders")[name].split())


# A message in Base64 or hexadecimal, long enough to say something.
_ENCODED = re.compile(r"(?<![\w/+=.-])(?:[A-Za-z0-9+/]{32,}={0,2}|(?:[0-9A-Fa-f]{2}[ ]?){24,})(?![\w/+=])")
_LONGEST_DECODED = 4000


def encoded_in(text: str) -> list[re.Match[str]]:
    """Find messages in Base64 or hexadecimal that hold words; a key or a checksum holds none."""
    return [found for found in _ENCODED.finditer(text) if _holds_words(found[0][:_LONGEST_DECODED])]


def _holds_words(code: str) -> bool:
    for decode in (_from_hex, _from_base64):
        decoded = decode(code)
        if decoded is not None and decoded.isascii() and decoded.isprintable() and decoded.count(" ") * 12 >= len(decoded):
            return True
    return False


def _from_hex(code: str) -> str | None:
    try:
        return bytes.fromhex(code).decode()
    except ValueError:
        return None


def _from_base64(code: str) -> str | None:
    try:
        return base64.b64decode(code[: len(code) // 4 * 4]).decode()
    except ValueError:
        return None


def elsewhere_in(text: str) -> list[re.Match[str]]:
    """Find orders to a model in other languages, at the beginning of a line or a sentence."""
    return list(_elsewhere().finditer(text))


@cache
def _elsewhere() -> re.Pattern[str]:
    source = "|".join(line for line in lexicon("orders")["orders_elsewhere"].split("\n") if line.strip())
    return re.compile(rf"(?:^[ \t]*|[.!?。！？؟]\s*)(?:{source})", re.IGNORECASE | re.MULTILINE)
