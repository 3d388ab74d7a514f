"""Says whether an article is about a stored event: the search finds candidates, the reading and plain signals decide."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from bot.domain import look_alikes
from bot.domain.model import Basis, Event, Stance, Value
from bot.domain.reading import Article, Judgement, Reading
from bot.domain.spelling import same_name
from bot.domain.terms import terms

_FIRM = (Stance.CONFIRMS, Stance.DENIES)
_SHORT_WORD = 4
_READ_FOR_SIGNALS = 30_000
"""Characters at the beginning of an article in which we look for place and names."""
# Words for the sort of a place, which outlets translate in several ways ("Kursk Oblast", "the Kursk region").
_SORTS = "city county district governorate island oblast province prefecture raion region republic state territory town village"
_SORTS_OF_PLACE = frozenset(_SORTS.split())
_NAME = re.compile(r"[A-Z][\w’'-]+(?:\s+(?:(?:of|for|the|and|al|bin|de|van|von)\s+)*[A-Z][\w’'-]+)*")


class Fit(StrEnum):
    """Whether an article is about an event."""

    SAME = "same"
    UNSURE = "unsure"
    NONE = "none"


class Match(Value):
    """How an article fits one event (`event` is its slug), and why, in one sentence."""

    event: str
    fit: Fit
    reason: str


def fit(event: Event, reading: Reading, article: Article) -> Match:
    """Say whether a grounded reading is about an event.

    The same event: the article confirms, denies or revises one of its claims (a forecast does none of it), nothing tells of a
    look-alike, and it names its place or one of its names, where the event has any, or tells it in the claim's words in the
    same days. So does one with open passages, which speak to a claim. Unsure: it only gives context or a forecast, or these
    signals disagree. None: it says nothing on any claim, or gives mere context or open passages and a signal disagrees. But
    where a model finds context on this event alone and drafts no new one, that is unsure if the article names the event or
    is of the same days: plans come before their event, and bills long after it.
    """
    related = [j for j in reading.judgements if j.stance is not Stance.UNRELATED]
    judgements = [j for j in related if j.event == event.slug]
    if not judgements:
        return Match(event=event.slug, fit=Fit.NONE, reason="The article says nothing on any claim of this event.")
    firm = any(j.revises or (j.stance in _FIRM and j.basis is not Basis.FORECAST) for j in judgements)
    speaks = firm or any(j.stance is Stance.OPEN for j in judgements)
    by_model = reading.stamp.model is not None
    shared = _shared_signal(event, judgements, article)
    doubts = []
    vouched = by_model and reading.draft is None and len(judgements) == len(related)
    if shared is None and not ((speaks or vouched) and _told_in_these_days(event, judgements, article, by_model=by_model)):
        doubts.append("it names neither the event's place nor anybody in it")
    named = not doubts
    doubts += look_alikes.doubts(event, article, revised=any(j.revises for j in judgements))
    if not firm and not (speaks and named):
        if doubts:
            sentence = f"The article confirms or denies no claim of this event, and {' and '.join(doubts)}."
            return Match(event=event.slug, fit=Fit.UNSURE if vouched and named else Fit.NONE, reason=sentence)
        sentence = "The article gives only context or a forecast on this event."
        return Match(event=event.slug, fit=Fit.UNSURE, reason=sentence)
    if doubts:
        sentence = f"The article speaks to a claim of this event, but {' and '.join(doubts)}."
        return Match(event=event.slug, fit=Fit.UNSURE, reason=sentence)
    names = f" and names {shared}" if shared else ""
    return Match(event=event.slug, fit=Fit.SAME, reason=f"The article speaks to a claim of this event{names}.")


def _shared_signal(event: Event, judgements: Sequence[Judgement], article: Article) -> str | None:
    """Return the place or name that event and article share: empty where the event has neither, None where they share none."""
    if not event.place and not event.entities:
        return ""
    words, names = _words_and_names(f"{article.title or ''}\n{article.text[:_READ_FOR_SIGNALS]}")
    held = f" {' '.join(words)} "
    if event.place and any(f" {place} " in held for place in _spellings(event.place)):
        return event.place
    said = dict.fromkeys([*(j.origin.name for j in judgements if j.origin.name), *names])
    for entity in event.entities:
        wanted = " ".join(terms(entity))
        if (wanted and f" {wanted} " in held) or any(same_name(entity, name) for name in said) or _own_word(entity) in words:
            return entity
    return None


# One article is compared with several events.
@lru_cache(maxsize=2)
def _words_and_names(text: str) -> tuple[Sequence[str], Sequence[str]]:
    return terms(text), _NAME.findall(text)


def _own_word(entity: str) -> str | None:
    """Return the one word of an entity that is a name: "Orpheum" of "Orpheum theatre"."""
    names = [word for word in entity.split() if word[0].isupper()]
    found = terms(names[0]) if len(names) == 1 and len(names[0]) > _SHORT_WORD else []
    return found[0] if found else None


def _told_in_these_days(event: Event, judgements: Sequence[Judgement], article: Article, *, by_model: bool) -> bool:
    """Say whether an article of these days tells a claim: in its words, in another language, or as a model understands it.

    A model was shown place and date; the built-in reader compares words alone.
    """
    if not event.date or not article.published or abs(article.published - event.date) > look_alikes.SOON:
        return False
    if by_model or (article.language and not article.language.startswith("en")):
        return True
    words = set(_words_and_names(f"{article.title or ''}\n{article.text[:_READ_FOR_SIGNALS]}")[0])
    told = [set(terms(event.claim(judgement.claim).text)) for judgement in judgements]
    return any(len(claim & words) >= max(4, len(claim) / 2) for claim in told)


def _spellings(place: str) -> Iterator[str]:
    """Return each part of a place ("Kursk Oblast, Russia") as terms, without the word for its sort."""
    for part in place.split(","):
        found = [term for term in terms(part) if term not in _SORTS_OF_PLACE]
        if found:
            yield " ".join(found)
