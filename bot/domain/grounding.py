"""Turns a reader's answer into a reading: no quote, no report.

Every quote is looked up in the article; a judgement whose quote is not there is left out and counted. Every origin's name is
looked up too: a name that is not in the article counts as unnamed, since three invented names would be three independent
origins.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bot.domain.answer import NEW_EVENT, Answer, QuotedJudgement, QuotedStatement
from bot.domain.model import Event, EventDraft, Hop, HopKind, Judgement, Reading, Stance, Statement
from bot.domain.names import same_name
from bot.domain.quotes import ArticleText
from bot.domain.terms import fold, terms
from bot.domain.translations import kept

# These bound the work on a hostile article or answer; no real one comes near.
_MOST_NAMES = 2000
_MOST_PLACES = 1000
_MOST_NAME_TERMS = 16
_LONGEST_NAME = 7
"""Words of a capitalised name in the text."""
_NEAR = 12
"""Terms between the words of a name that are not side by side, at most."""
_PARAGRAPHS = 2
"""The origin of a quote is named in the quote's own paragraph or the one before it."""
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_INSIDE = frozenset({"of", "the", "for", "and", "on", "de", "du", "des", "la", "le", "van", "von", "der", "bin", "ibn", "al"})


def ground(answer: Answer, text: str, candidates: Sequence[Event]) -> Reading:
    """Look up every quote of an answer in the article's text, and keep what is there.

    - Left out and counted in `dropped`: statements and judgements without such a quote, and judgements on an event or claim
      that is not among the candidates (`NEW_EVENT` is the answer's draft). Judgements of `unrelated` and exact repetitions
      are left out uncounted.
    - A claim of the draft that is word for word among the statements becomes a judgement on the new event. A claim that nothing
      supports leaves the draft.
    - An origin whose name is not in the text becomes unnamed, with a remark. A name that is there in another spelling takes
      that spelling. Where a claim has several origins, one that is not named near its quote becomes unnamed too.
    - A translation stays where the quote is in another language than the claim.
    """
    article = ArticleText(text)
    names = _Names(text, candidates)
    claims = {(event.slug, claim.key) for event in candidates for claim in event.claims}
    # A claim alone may be too short to tell its language.
    wordings = {event.slug: _wording(event) for event in candidates}
    if answer.draft:
        claims |= {(NEW_EVENT, claim.key) for claim in answer.draft.claims}
        wordings[NEW_EVENT] = _wording(answer.draft)
    statements = [_statement(quoted, article, names) for quoted in answer.statements]
    wanted = [quoted for quoted in answer.judgements if quoted.stance is not Stance.UNRELATED]
    known = [quoted for quoted in wanted if (quoted.event, quoted.claim) in claims]
    judgements = [_judgement(quoted, article, names, wordings[quoted.event]) for quoted in known]
    found_statements = tuple(dict.fromkeys(filter(None, statements)))
    found = _near_their_quotes(list(filter(None, judgements)), names)
    draft, drafted = _supported(answer.draft, found_statements, found)
    kept = _without_repetitions([*found, *drafted])
    unquoted, unknown = statements.count(None) + judgements.count(None), len(wanted) - len(known)
    # What the editor must know comes first: a card may not have room for all remarks.
    remarks = [*_left_out(unquoted, unknown), *answer.remarks, *names.remarks]
    if answer.draft and not draft:
        remarks.append("The reader drafted a new event, but no quote from the article supports it; the draft was left out.")
    return Reading(
        genre=answer.genre,
        credit=answer.credit,
        statements=found_statements,
        judgements=kept,
        draft=draft,
        dropped=unquoted + unknown,
        remarks=tuple(dict.fromkeys(remarks)),
        in_part=answer.in_part,
        stamp=answer.stamp,
    )


class _Names:
    """The names in an article's text, to check origins against; `remarks` names those that are not there."""

    def __init__(self, text: str, candidates: Sequence[Event]) -> None:
        self.remarks: list[str] = []
        self._text = text
        self._candidates = candidates
        self._folded = fold(text)
        self._terms = terms(text)
        self._run = f" {' '.join(self._terms)} "
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, term in enumerate(self._terms):
            self._places[term[:4]].append(place)
        self._written: list[str] | None = None
        claims = [claim for event in candidates for claim in event.claims]
        known = [name for claim in claims for name in (claim.speaker, *claim.parties) if name]
        self._known = list(dict.fromkeys([*known, *(name for event in candidates for name in event.entities)]))
        self._found: dict[str, str | None] = {}

    def checked(self, origin: Hop) -> Hop:
        """Return the origin with its name as the article has it, or an unnamed one."""
        if origin.kind in (HopKind.OWN, HopKind.UNNAMED):
            return origin
        if origin.name not in self._found:
            self._found[origin.name] = self._find(origin.name)
        name = self._found[origin.name]
        if name:
            return origin.model_copy(update={"name": name})
        sentence = f"The reader named “{origin.name}” as the origin, but that name does not stand in the article; "
        if (remark := sentence + "it counts as unnamed.") not in self.remarks:
            self.remarks.append(remark)
        return Hop(kind=HopKind.UNNAMED)

    def near(self, name: str, place: int) -> bool:
        """Say whether a name is in the paragraph around a place in the text, or in the one before it."""
        start = place
        for _ in range(_PARAGRAPHS):
            start = max(self._text.rfind("\n", 0, start), 0)
            start = len(self._text[:start].rstrip())
        end = self._text.find("\n", place)
        around = self._text[start : end if end >= 0 else len(self._text)]
        return _Names(around, self._candidates)._find(name) is not None

    def _find(self, name: str) -> str | None:
        if self._stands(name):
            return name
        if self._written is None:
            self._written = _capitalised(self._text)
        alike = [written for written in self._written if same_name(name, written)]
        if alike:
            # Use the text's own spelling, so that two spellings of one name do not become two origins.
            return name if name in self._known else max(alike, key=len)
        if _script(name) != _script(self._text):
            return next((known for known in self._known if same_name(name, known)), None)
        return None

    def _stands(self, name: str) -> bool:
        """Say whether a name's words are in the text, side by side or near each other; endings do not count."""
        if not any(c.isupper() or c.islower() for c in name) and fold(name).strip() in self._folded:
            return True
        words = list(dict.fromkeys(terms(name)))
        if not words:
            return False
        if f" {' '.join(terms(name))} " in self._run:
            return True
        if len(words) > _MOST_NAME_TERMS or (len(words) == 1 and words[0].isascii()):
            return False
        first, *others = sorted((self._standing(word) for word in words), key=len)
        return any(all(any(at + step in other for step in range(-_NEAR, _NEAR + 1)) for other in others) for at in first)

    def _standing(self, word: str) -> set[int]:
        found = [place for place in self._places.get(word[:4], ()) if _same_word(word, self._terms[place])]
        return set(found[:_MOST_PLACES])


def _same_word(one: str, other: str) -> bool:
    """Say whether two words differ only in their ending."""
    stem = one[: max(4, len(one) - 2)] if one.isalpha() else one
    return one == other or (one.isalpha() and len(one) > 3 and other.startswith(stem) and abs(len(one) - len(other)) <= 3)


def _capitalised(text: str) -> list[str]:
    """Return the names that a text writes with capitals, and every part of them that can be a name of its own."""
    words = list(_WORD.finditer(text))
    given: set[str] = set()
    for at, first in enumerate(words):
        if not first[0][0].isupper():
            continue
        for place in range(at, min(at + _LONGEST_NAME, len(words))):
            word = words[place]
            if place > at and text[words[place - 1].end() : word.start()].strip():
                break
            if word[0][0].isupper():
                given.add(" ".join(text[first.start() : word.end()].split())[:300])
            elif word[0] not in _INSIDE:
                break
        if len(given) >= _MOST_NAMES:
            break
    return sorted(given)


def _script(text: str) -> str:
    """Return the script of most of a text's first letters."""
    scripts = Counter(unicodedata.name(c, "?").split()[0] for c in text[:4000] if c.isalpha())
    return scripts.most_common(1)[0][0] if scripts else ""


def _statement(quoted: QuotedStatement, article: ArticleText, names: "_Names") -> Statement | None:
    quote = article.find(quoted.quote)
    if quote is None:
        return None
    return Statement(
        text=quoted.text,
        tone=quoted.tone,
        basis=quoted.basis,
        path=tuple(names.checked(hop) for hop in quoted.path),
        quote=quote,
        translation=kept(quoted.translation, quote=quote.text, claim=quoted.text, article=article.text),
    )


def _judgement(quoted: QuotedJudgement, article: ArticleText, names: "_Names", wording: str) -> Judgement | None:
    quote = article.find(quoted.quote)
    if quote is None:
        return None
    return Judgement(
        event=quoted.event,
        claim=quoted.claim,
        stance=quoted.stance,
        tone=quoted.tone,
        basis=quoted.basis,
        path=tuple(names.checked(hop) for hop in quoted.path),
        quote=quote,
        translation=kept(quoted.translation, quote=quote.text, claim=wording, article=article.text),
        revises=quoted.revises,
    )


def _wording(event: EventDraft) -> str:
    return "\n".join((event.headline, *(claim.text for claim in event.claims)))


def _near_their_quotes(judgements: list[Judgement], names: "_Names") -> list[Judgement]:
    """Make an origin unnamed where its claim has several and its name is not near the quote.

    Otherwise a reader could spread the article's names over any sentences and make as many independent origins.
    """
    of: dict[tuple[str, str], list[str]] = defaultdict(list)
    for judgement in judgements:
        known = of[judgement.event, judgement.claim]
        name = _name(judgement.origin)
        if name and not any(same_name(name, other) for other in known):
            known.append(name)
    kept = []
    for judgement in judgements:
        name = _name(judgement.origin)
        if name and len(of[judgement.event, judgement.claim]) > 1 and not names.near(name, judgement.quote.start):
            remark = f"The reader named “{name}” as the origin of a passage that does not name it; it counts as unnamed."
            if remark not in names.remarks:
                names.remarks.append(remark)
            judgement = judgement.model_copy(update={"path": (*judgement.path[:-1], Hop(kind=HopKind.UNNAMED))})
        kept.append(judgement)
    return kept


def _name(origin: Hop) -> str:
    return "" if origin.kind in (HopKind.OWN, HopKind.UNNAMED) else origin.name


def _supported(
    draft: EventDraft | None, statements: Iterable[Statement], judgements: Sequence[Judgement]
) -> tuple[EventDraft | None, list[Judgement]]:
    """Return the draft with the claims that a quote supports, and judgements from statements with the same words."""
    if draft is None:
        return None, []
    stated: dict[str, Statement] = {}
    for statement in statements:
        stated.setdefault(statement.text.casefold(), statement)
    judged = {judgement.claim for judgement in judgements if judgement.event == NEW_EVENT}
    made = [
        Judgement(
            event=NEW_EVENT,
            claim=claim.key,
            stance=Stance.CONFIRMS,
            tone=said.tone,
            basis=said.basis,
            path=said.path,
            quote=said.quote,
            translation=said.translation,
        )
        for claim in draft.claims
        if claim.key not in judged and (said := stated.get(claim.text.casefold()))
    ]
    judged |= {judgement.claim for judgement in made}
    supported = tuple(claim for claim in draft.claims if claim.key in judged)
    return (draft.model_copy(update={"claims": supported}) if supported else None), made


def _without_repetitions(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    first: dict[tuple[object, ...], Judgement] = {}
    for judgement in judgements:
        span = (judgement.quote.start, judgement.quote.end)
        first.setdefault((judgement.event, judgement.claim, judgement.stance, span), judgement)
    return tuple(first.values())


def _left_out(unquoted: int, unknown: int) -> list[str]:
    remarks = []
    if unquoted:
        things = "One thing that the reader took" if unquoted == 1 else f"{unquoted} things that the reader took"
        remarks.append(f"{things} from the article {_was(unquoted)} left out, because the quote does not stand in the text.")
    if unknown:
        things = "One judgement" if unknown == 1 else f"{unknown} judgements"
        remarks.append(f"{things} of the reader {_was(unknown)} left out, on an event or claim that it was not shown.")
    return remarks


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
