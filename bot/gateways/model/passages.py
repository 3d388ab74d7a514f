"""Chooses the passages that the model reads of an article too long for one question: never a silent cut.

The beginning always, because it has the news; then passages near the claims' words, quotes and attributions, and remarks that
something could not be verified. Whole paragraphs unless they are huge, in the article's order, with a mark for each gap: a
quote across a mark is not in the article, so it is never accepted.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from bot.domain.model import Value
from bot.domain.remarks import PASSAGES
from bot.domain.terms import terms
from bot.domain.unverified import says_unverified

HUGE = 400
"""Tokens; a longer paragraph is cut into pieces, at the ends of sentences."""
LEAD_SHARE = 0.2
STEM = 6
"""Letters of a word that count, so that "resigned" matches "resigns"."""
LONG = 150
"""Tokens; a longer passage shares more words with the claims by its length alone."""
SPOKEN, UNVERIFIED = 1.0, 3.0
"""Worth of a quote or attribution, and of a remark on verification; a word in one of e (e³) passages is worth as much."""
BESIDE = 0.3
"""Share of its neighbour's worth that a passage gets."""

# Tokens per character, rounded up from those of Qwen 2.5's tokeniser for news in eighteen languages.
_COSTS = (
    (re.compile(r"[a-z ]+"), 0.28),
    (re.compile(r"[\x00-\x1f!-`{-\x7f]+"), 0.9),
    (re.compile(r"[\x80-\u03ff]+"), 1.1),
    (re.compile(r"[\u0400-\u052f]+"), 0.65),
    (re.compile(r"[\u0530-\u08ff]+"), 0.8),
    (re.compile(r"[\u0900-\U0010ffff]+"), 1.2),
)
_DEAREST = max(each for _, each in _COSTS)
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'”’)\]»]*(?=\s)|[。！？]+[」』”]*|\Z)\s*", re.DOTALL)
# Own choice of frequent words, in the languages that newsrooms here read most.
_SPOKEN = re.compile(
    r"[“”„«»「『\"]|\b(?:said|says|told|according to|announced|denied|reported|sagte|laut|zufolge|déclaré|selon|dijo|según"
    r"|afirmó|сказа[влн]\w*|заяви[влт]\w*|повідоми\w+|сообщи\w+|по словам|за словами)\b|قال|أعلن|وفق|表示|称|说|据",
    re.IGNORECASE,
)
_BETWEEN = "\n\n"


class Chosen(Value):
    """The part of an article that goes into the question; `remark` says which, or is None for the whole."""

    text: str
    remark: str | None = None


class _Passage(NamedTuple):
    """A paragraph, or a piece of a huge one; a piece's `text` ends where the next begins."""

    text: str
    paragraph: int
    cost: float


def tokens(text: str) -> int:
    """Estimate the tokens of a text, too many rather than too few."""
    return math.ceil(_cost(text))


def choose(text: str, claims: Sequence[str], budget: int) -> Chosen:
    """Choose the part of an article to read for these claims, in at most `budget` tokens as `tokens` counts them."""
    if tokens(text) <= budget:
        return Chosen(text=text)
    passages = list(_passages(text, min(HUGE, budget / 4)))
    noun = "passage" if any(one.paragraph == other.paragraph for one, other in pairwise(passages)) else "paragraph"
    taken = _taken(passages, claims, budget, _cost(_BETWEEN + _mark(len(passages), noun)))
    if len(taken) == len(passages):
        return Chosen(text=_run(passages))
    which = "those near the claims' words, and quotes" if claims else "and those with quotes or sources"
    return Chosen(
        text=_joined(passages, taken, noun),
        remark=f"{PASSAGES}{len(taken):,} of the article's {len(passages):,} {noun}s: the beginning, {which}; "
        "the rest was not read.",
    )


def _cost(text: str) -> float:
    return sum(each * sum(map(len, kind.findall(text))) for kind, each in (_COSTS[:2] if text.isascii() else _COSTS))


def _passages(text: str, huge: float) -> Iterator[_Passage]:
    for number, paragraph in enumerate(match.group().strip() for match in _PARAGRAPH.finditer(text)):
        for piece in _pieces(paragraph, huge):
            yield _Passage(piece, number, _cost(piece))


def _pieces(paragraph: str, huge: float) -> Iterator[str]:
    """Cut a paragraph at the ends of sentences into pieces that are not huge."""
    if _cost(paragraph) <= huge:
        yield paragraph
        return
    piece, cost = "", 0.0
    for sentence in (part for match in _SENTENCE.finditer(paragraph) for part in _parts(match.group(), huge)):
        more = _cost(sentence)
        if piece and cost + more > huge:
            yield piece
            piece, cost = "", 0.0
        piece, cost = piece + sentence, cost + more
    yield piece


def _parts(sentence: str, huge: float) -> Iterator[str]:
    """Cut a sentence that is huge at a space, or anywhere."""
    most = len(sentence) if _cost(sentence) <= huge else max(1, int(huge / _DEAREST))
    at = 0
    while at < len(sentence):
        end = len(sentence) if len(sentence) - at <= most else sentence.rfind(" ", at + most // 2, at + most) + 1 or at + most
        yield sentence[at:end]
        at = end


def _taken(passages: Sequence[_Passage], claims: Sequence[str], budget: int, mark: float) -> list[int]:
    """Return the places of the passages that fit, in order; `mark` is what a gap costs."""
    taken: set[int] = set()
    left, between = budget - mark, _cost(_BETWEEN)
    lead = LEAD_SHARE * budget

    def take(at: int) -> bool:
        nonlocal left
        closed = [beside in taken or not 0 <= beside < len(passages) for beside in (at - 1, at + 1)]
        price = passages[at].cost + between + mark * (1 - sum(closed))
        if price > left:
            return False
        left -= price
        taken.add(at)
        return True

    for at, passage in enumerate(passages):
        lead -= passage.cost
        if (at and lead < 0) or not take(at):
            break
    worth = _worth(passages, claims)
    for at in sorted(range(len(passages)), key=lambda at: (-worth[at], at)):
        if at not in taken:
            take(at)
    return sorted(taken)


def _worth(passages: Sequence[_Passage], claims: Sequence[str]) -> list[float]:
    """Return each passage's worth: the claims' rare words count most, a neighbour's a little."""
    stems = [_stems([passage.text]) for passage in passages]
    frequency = Counter(stem for found in stems for stem in found)
    rare = {stem: math.log(len(passages) / frequency[stem]) for stem in _stems(claims) if stem in frequency}
    near = [
        sum(rare[stem] for stem in found & rare.keys()) / math.sqrt(max(1.0, passage.cost / LONG))
        for passage, found in zip(passages, stems, strict=True)
    ]
    beside = [max(near[max(at - 1, 0)], near[min(at + 1, len(near) - 1)]) for at in range(len(near))]
    return [
        own
        + BESIDE * neighbour
        + (UNVERIFIED if says_unverified(passage.text) else SPOKEN if _SPOKEN.search(passage.text) else 0.0)
        for own, neighbour, passage in zip(near, beside, passages, strict=True)
    ]


def _stems(texts: Iterable[str]) -> set[str]:
    return {term[:STEM] if term.isalpha() else term for text in texts for term in terms(text)}


def _joined(passages: Sequence[_Passage], taken: Sequence[int], noun: str) -> str:
    """Join the chosen passages, with a mark for each gap."""
    places, parts = set(taken), []
    for is_taken, run in groupby(range(len(passages)), key=places.__contains__):
        found = list(run)
        parts.append(_run([passages[at] for at in found]) if is_taken else _mark(len(found), noun))
    return _BETWEEN.join(parts)


def _run(passages: Iterable[_Passage]) -> str:
    paragraphs = ("".join(piece.text for piece in pieces) for _, pieces in groupby(passages, key=lambda p: p.paragraph))
    return _BETWEEN.join(paragraph.strip() for paragraph in paragraphs)


def _mark(number: int, noun: str) -> str:
    return f"[… {number:,} {noun if number == 1 else f'{noun}s'} left out …]"
