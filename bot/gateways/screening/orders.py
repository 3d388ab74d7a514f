"""Sentences of an article that speak to a model instead of to readers.

Some can be meant for nobody else: "ignore your instructions", "in your answer, …". Others are what one asks of an assistant,
a poem, a translation, the capital of some country; in print they stand out only by having nothing to do with the article
around them, so that is what decides.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from statistics import median

from bot.gateways.english.any_case import AnyCase
from bot.gateways.english.sentences import Sentence
from bot.gateways.english.words import Word, is_content, lexicon, words
from bot.gateways.screening.folding import run_together, with_letters

_MOST_WORDS = 60
_MOST_QUESTIONS = 4
"""An article with more questions goes along by them: an interview, answers to readers, a column."""
_MOST_ORDERS = 4
"""An article with more sentences that begin like an order goes along by them: a recipe, advice for a storm."""
_LEAST_SPACES = 3
"""Between the words of a command; a shorter one stands on a page's buttons and under its pictures."""
_NEAR = 2
"""Sentences to either side."""
_LEAST_STEMS = 40
"""What an article must hold, in different stems, before it can be said what it is not about."""
_BEGUN = re.compile(r"^(?:\{(?:clause|please|asking)\})+")
_CAPITAL = "(?-i:"
"""What opens a part of a pattern that is as it is written: "I" has a capital wherever it is meant."""
_OPENING = r"[\s>*#•\[(-]*"
_RUN_ON = re.compile(r" (?<=[\w)\]>/] )(?=[A-Z](?i:[a-z]*)\s[a-z\"“'‘])")
"""Where a new sentence follows one without a full stop, such as a headline or a caption."""
_ALSO_RUN_ON = frozenset({"orders", "questions"})
_FIRST_VERB = re.compile(
    r"\W*(?:(?:please|kindly|first|then|next|now|also|finally|meanwhile|or|and|but|just|simply|instead|always|never|don['’]t"
    r"|do\s+not|\d+|tip|step|task)\W+){0,3}([\w'’]*)",
    re.IGNORECASE,
)
_ASKED_OF_READERS = re.compile(r"\W*(?:please|kindly|do\s+not|don['’]t|never|always|avoid)\s+[a-z]", re.IGNORECASE)
_MATERIAL = re.compile(
    r":\s.*$|\b(?:this|these|the\s+following)\s+(?:\w+\s+)?"
    r"(?:line|sentence|text|tweet|review|comment|paragraph|passage|phrase|word|email|snippet|code|post|customer)s?\b",
    re.IGNORECASE,
)
"""What a task brings along to be worked on."""
_OWN = re.compile(
    r"(?<!can )(?<!could )(?<!would )(?<!will )(?<!do )(?<!are )(?<!want )(?<!need )(?<!like )(?<!whether )\b(?:you|yours)\b"
    r"|(?<!^)(?<!is )(?<!are )(?<!be )(?<!['’]s )\byour\b(?!\s+(?:favou?rite|opinion|top)\b)",
    re.IGNORECASE,
)
"""What readers are told to do with what is theirs; an assistant owns nothing."""
_TO_READERS = re.compile(r"\b(?:us|our|vote|poll|comments|you(?:r|rs|rself)?|readers?)\b", re.IGNORECASE)
_TOLD = re.compile(
    r"[,:;]\s+(?:(?:say|said|ask|asked|advise|advised|warn|warned|urge|urged)s?\s+.{1,60}|.{1,60}\s(?:say|said|ask|asked|advise"
    r"|advised|warn|warned|urge|urged|goes|went|read|told)s?)\s*[.?!;,]?(?:$|(?<=[;,])\s)",
    re.IGNORECASE,
)
"""An order or a question that somebody is said to have spoken."""
_TOLD_FOR_CERTAIN = re.compile(
    r",\s.{1,60}\s(?:said|says?|ask(?:ed|s)?|advise[ds]?|warn(?:ed|s)?|urge[ds]?|reads?|told|went|wrote)[.?!]?$", re.IGNORECASE
)
_MEANT_FOR_A_MODEL = re.compile(
    r"\b(?:all|any|every|previous|prior|earlier|above|preceding|foregoing|system|your)\s+(?:\w+\s+){0,3}?"
    r"(?:instruction|prompt|rule|guideline|directive)s?\b"
    r"|\b(?:as|to|is|are|be|=)\s+[\"“'‘]?(?:\w+ly\s+)?(?:verified|confirm(?:ed|s)|corroborated|true|accurate|reliable|certain)\b"
    r"|\b(?:stances?|claims?|(?:your|the|every|each)\s+(?:answer|response|output|summar(?:y|ies))s?)\b",
    re.IGNORECASE,
)
"""Words that show an order to be for a model, whoever is said to have spoken it."""
_LEAST_SHARED, _LEAST_OF_COMMON = 0.2, 0.5
"""Of a paragraph's words, the share that comes up elsewhere in the article, at least, unless it is about something of its own:
in itself, and as a part of the share that is common in the article, for in a short one little comes up twice."""


def orders_a_model(sentence: str) -> bool:
    """Say whether a sentence opens with an order that only a model can be meant by; one quoted does not.

    `sentence` is in plain letters, but for digits in their place and letters that stand apart.
    """
    if sentence.isalnum():  # One word orders nothing, and menus are full of them.
        return False
    if any(_opened("orders", said) for said in (sentence, *with_letters(sentence))):
        return True
    return any(_opened("orders_without_spaces", said) for said in run_together(sentence))


def is_told_of(sentence: str) -> bool:
    """Say whether an order is one that somebody spoke to others; what names a model's instructions or a verdict never is."""
    if _TOLD_FOR_CERTAIN.search(sentence) is None:
        return False
    return not any(_MEANT_FOR_A_MODEL.search(said) for said in (sentence, *with_letters(sentence)))


def off_topic_asks(
    sentences: Sequence[Sentence], everything: Sequence[Sentence], suspect: AbstractSet[int] = frozenset()
) -> list[Sentence]:
    """Find, among some sentences of an article, what one asks of an assistant and has nothing to do with everything else.

    What stands among other orders, in a paragraph that speaks to readers, or in one that is about something of its own, such as
    a recipe or a quiz beside the news, belongs there; in a `suspect` paragraph, by its number, nothing does.
    """
    questions = [s.text.endswith("?") for s in sentences]
    orders = [_is_order(s.text) for s in sentences]
    by_questions, by_orders = sum(questions) > _MOST_QUESTIONS, sum(orders) > _MOST_ORDERS
    asked = []
    for place, sentence in enumerate(sentences):
        among_orders = sentence.paragraph not in suspect and _has_neighbour(orders, place)
        shapes = [] if among_orders else ["tasks"]
        # A question among questions, or an order among orders, belongs to the article.
        if questions[place] and not (by_questions or _has_neighbour(questions, place) or _leads_in(sentences, place)):
            shapes += ["questions", "smalltalk"]
        is_caption = sentence.heading or sentence.text.isupper() or sentence.text.count(" ") < _LEAST_SPACES
        if not (by_orders or among_orders or is_caption):
            shapes.append("commands")
        if ask := next(filter(None, (_ask(sentence.text, shape) for shape in shapes)), None):
            asked.append((sentence, ask))
    if not asked:
        return []
    stems = {s: _stems(words(s.text)) for s in everything}
    counts = Counter(stem for found in stems.values() for stem in found)
    paragraphs = _Paragraphs(stems, counts)
    return [s for s, ask in asked if _is_off_topic(ask, counts) and (s.paragraph in suspect or not paragraphs.keep(s))]


class _Paragraphs:
    """The paragraphs of an article, by what each shares with the others; `counts` are of all stems."""

    def __init__(self, stems: Mapping[Sentence, list[str]], counts: Counter[str]) -> None:
        self._stems, self._counts = stems, counts
        self._sentences: dict[int, list[Sentence]] = {}
        for sentence in stems:
            self._sentences.setdefault(sentence.paragraph, []).append(sentence)
        shares = {number: self._shared(inside) for number, inside in self._sentences.items()}
        self._shares = {number: share for number, share in shares.items() if share is not None}

    def keep(self, sentence: Sentence) -> bool:
        """Say whether a sentence is part of a paragraph that speaks to readers or that is about something of its own."""
        inside = self._sentences[sentence.paragraph]
        beside = [s for s in inside if s != sentence]
        if any(_TO_READERS.search(s.text) for s in beside):
            return True
        share = self._shared(beside, sentence)
        if share is None:
            return False
        common = [other for number, other in self._shares.items() if number != sentence.paragraph] or [1.0]
        return share < min(_LEAST_SHARED, _LEAST_OF_COMMON * median(common))

    def _shared(self, sentences: Sequence[Sentence], without: Sentence | None = None) -> float | None:
        """Return which part of some sentences' stems comes up elsewhere, with one more than there are; None without any."""
        about = {stem for s in sentences for stem in self._stems[s]}
        if not about:
            return None
        own = Counter(stem for s in (*sentences, *([without] if without else [])) for stem in self._stems[s])
        return (sum(self._counts[stem] > own[stem] for stem in about) + 1) / len(about)


def _leads_in(sentences: Sequence[Sentence], place: int) -> bool:
    """Say whether a question opens a further paragraph, which goes on to answer it."""
    here, after = sentences[place], sentences[place + 1] if place + 1 < len(sentences) else None
    before = sentences[place - 1] if place else None
    follows = after is not None and after.paragraph == here.paragraph
    return follows and before is not None and before.paragraph != here.paragraph


def _has_neighbour(marked: Sequence[bool], place: int) -> bool:
    return any(marked[max(0, place - _NEAR) : place]) or any(marked[place + 1 : place + 1 + _NEAR])


def _is_order(sentence: str) -> bool:
    first = _FIRST_VERB.match(sentence)
    known = first is not None and first[1].lower() in _listed("imperatives")
    return (
        known or _ASKED_OF_READERS.match(sentence) is not None or any(_opened(name, sentence) for name in ("tasks", "commands"))
    )


def _ask(sentence: str, shape: str) -> str | None:
    """Return what a sentence asks, without what stands before it; None where it does not have this shape."""
    found = _opened(shape, sentence)
    if found is None or (shape != "questions" and _OWN.search(sentence, found.start())) or _TOLD.search(sentence):
        return None
    return sentence[found.start() :]


def _is_off_topic(sentence: str, counts: Counter[str]) -> bool:
    """Say whether a sentence shares next to nothing with the others; `counts` are of all, with the sentence itself."""
    said = words(_MATERIAL.sub(" ", sentence))
    said = said if len(said) > 2 else words(sentence)
    if len(said) > _MOST_WORDS or len(counts) < _LEAST_STEMS or any(w.lower in _listed("pointing") for w in said):
        return False
    own = Counter(_stems(words(sentence)))
    about = [w for w in said[1:] if is_content(w) and w.lower not in _listed("general")]
    shared = [w for w in about if counts[w.stem] > own[w.stem]]
    if not about:
        return _opened("smalltalk", sentence) is not None
    named = any(w.capital for w in about)
    return (2 if named else 3) * len(shared) <= len(about) and not any(w.capital for w in shared)


def _stems(said: Iterable[Word]) -> list[str]:
    return [w.stem for w in said if is_content(w)]


# Each sentence is looked at as an order, and again as one among others.
@lru_cache(maxsize=512)
def _opened(name: str, sentence: str) -> re.Match[str] | None:
    """Find where a sentence, or some that run on into each other, opens with something that is listed."""
    found = _first(_opening(name), sentence, 0)
    if found is None and name in _ALSO_RUN_ON:
        listed = _anywhere(name)
        return next(filter(None, (_first(listed, sentence, place.end()) for place in _RUN_ON.finditer(sentence))), None)
    return found


def _first(patterns: Iterable[re.Pattern[str] | AnyCase], sentence: str, at: int) -> re.Match[str] | None:
    return next(filter(None, (pattern.match(sentence, at) for pattern in patterns)), None)


@cache
def _opening(name: str) -> Sequence[re.Pattern[str] | AnyCase]:
    return [_compiled(f"{_OPENING}(?:{source})") for source in _sources(name)]


@cache
def _anywhere(name: str) -> Sequence[re.Pattern[str] | AnyCase]:
    return [_compiled(source) for source in _sources(name)]


def _compiled(source: str) -> re.Pattern[str] | AnyCase:
    return re.compile(source, re.IGNORECASE) if _CAPITAL in source else AnyCase(source)


@cache
def _sources(name: str) -> Sequence[str]:
    """Return what is listed as one pattern, and what asks for a capital, which small letters have lost, as another."""
    lines = [line for line in lexicon("orders")[name].split("\n") if line.strip()]
    parts = [line for line in lines if _CAPITAL not in line], [line for line in lines if _CAPITAL in line]
    return [_source(part) for part in parts if part]


def _source(lines: Iterable[str]) -> str:
    # What several begin with is looked at once.
    begun: dict[str, list[str]] = {}
    for line in lines:
        rest = _BEGUN.sub("", line)
        begun.setdefault(line.removesuffix(rest), []).append(rest)
    source = "|".join(f"{begins}(?:{'|'.join(rests)})" for begins, rests in begun.items())
    for part, pattern in lexicon("orders")["parts"].items():
        source = source.replace(f"{{{part}}}", pattern)
    return source


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(lexicon("orders")[name].split())


def elsewhere_in(text: str) -> list[re.Match[str]]:
    """Find orders to a model in other languages, at the beginning of a line or a sentence."""
    return list(_elsewhere().finditer(text))


@cache
def _elsewhere() -> AnyCase:
    source = "|".join(line for line in lexicon("orders")["orders_elsewhere"].split("\n") if line.strip())
    return AnyCase(rf"(?m)(?:^[ \t]*|[.!?。！？؟]\s*)(?:{source})")
