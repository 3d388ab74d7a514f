"""Finds the outlets that have a word which nobody else has, so that few others can be like them."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from bot.domain.known_bodies import BODY_OF
from bot.domain.mentions import Mention
from bot.domain.model import HopKind
from bot.domain.names import COUNTRIES, DEMONYMS, SMALL_WORDS, STATES, TITLES, taken_apart
from bot.domain.outlet_names import GENERIC, SORT_WORDS, plain_words_of

_NOT_ITS_OWN = GENERIC | SMALL_WORDS | SORT_WORDS | TITLES | STATES | COUNTRIES | DEMONYMS.keys()
"""Words that one name may have and another of the same may not."""


def with_own_word(mentions: Sequence[Mention]) -> dict[Mention, list[str]]:
    """Return outlets with a word that nobody else has, with all their words: few others can be like them."""
    plain = {each: words for each in mentions if each.kind is HopKind.OUTLET and (words := plain_words_of(each.name))}
    said = Counter(chain.from_iterable(plain.values()))
    said.update(chain.from_iterable(taken_apart(each.name).written for each in mentions if each not in plain))
    forms = Counter(chain.from_iterable(map(joined, plain.values())))
    return {
        each: words
        for each, words in plain.items()
        if any(said[word] == 1 and word not in _NOT_ITS_OWN for word in words)
        and all(forms[form] == 1 for form in joined(words))
        and tuple(words) not in BODY_OF
    }


def joined(words: Sequence[str]) -> set[str]:
    """Return a name in one word, also without what only says that it is an outlet."""
    whole = "".join(words)
    return {whole} if GENERIC.isdisjoint(words) else {whole, "".join([word for word in words if word not in GENERIC])}
