"""Who does an act and to whom it is done, in one clause: of a claim, and wherever a sentence has the act."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from bot.gateways.english.words import Word, is_content, kin, number, stem, word_set, words

_PREPOSITIONS = word_set("words", "prepositions")
_DETERMINERS = word_set("words", "determiners")
_AUXILIARIES = word_set("words", "auxiliaries")
_BREAKS = word_set("words", "subordinators") | {"that", "than", "as", "but", "and", "or", "said", "says"}
_PASTS = word_set("words", "pasts")
_NO_PASTS = word_set("words", "no_pasts")
_QUANTITIES = word_set("words", "quantities")
_PLACES = word_set("words", "places")
_BODIES = word_set("words", "bodies")
_PARTICLES = frozenset({"down", "off", "up", "out", "over", "away", "back"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "got", "gets", "get"})
_HAVE = frozenset({"has", "have", "had"})
_BETWEEN = frozenset({"not", "never", "also", "already", "since", "just", "now", "still", "then", "to", "ever", "both", "all"})
_WHO = frozenset({"who", "which", "that"})
_STATES = frozenset({"for", "on", "under"})
_JOINS = frozenset({"and", "but", "or", "then"})
_ADJECTIVES = frozenset({"guilty", "dead", "missing", "alive", "bankrupt", "insolvent", "ill", "sick"})
_INDEFINITE = frozenset({"a", "an", "another", "any", "no", "one", "other", "some", "every"})
_STOPS = ',;:—()“”"–'
_ASIDE = 12
"""Words that an aside between commas has at most."""
_ANYBODY = stem("people")
_ANYBODYS = frozenset(
    {"nobody", "nothing", "none", "everybody", "everyone", "somebody", "someone", "anybody", "anyone", "others"}
)
_OF = frozenset({"of", "on", "against"})
_GIVEN = frozenset({"for", "to"})
_PHRASE = 5
"""Words from the verb of a phrase that tells an act to the preposition behind it."""


class Party(NamedTuple):
    """Who or what has a part: the stems of its noun phrase without owners, its names, and its last word, which it is.

    `owners` stand before it with an "'s"; `strange` says that it is brought in as one of several: "an airline".
    """

    stems: frozenset[str]
    names: frozenset[str]
    last: str
    owners: frozenset[str]
    strange: bool


class Clause(NamedTuple):
    """Who does an act, and to whom or what it is done; None where that is not said, or only by a pronoun.

    `passive` says that the act's verb has the passive, `bare` that neither an object nor a passive shows which one it is,
    `phrase` that several words tell the act; `beside` are the stems of a claim that belong to neither.
    """

    doer: Party | None
    bearer: Party | None
    passive: bool
    bare: bool
    phrase: bool
    beside: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)
def clause_of_claim(content: str, acts: frozenset[str], names: frozenset[str]) -> Clause | None:
    """Return a claim's own clause; None where its act is no verb."""
    tokens = words(content)
    for at, word in enumerate(tokens):
        if word.lower in _BE and at + 1 < len(tokens) and tokens[at + 1].stem in acts:  # "was hurt"
            continue
        if word.stem in acts and (found := clause(content, tokens, at, names)) is not None:
            parties = [party.stems for party in (found.doer, found.bearer) if party is not None]
            return found._replace(beside=frozenset(w.stem for w in tokens if is_content(w)).difference(names, *parties))
    return None


def in_other_roles(
    claim: Clause | None, text: str, tokens: Sequence[Word], acts: AbstractSet[str], names: AbstractSet[str]
) -> bool:
    """Say whether a sentence has an act, and everywhere another does it, or it is done to another, than a claim has it.

    Where a verb tells the act, the nouns for it tell nothing of their own.
    """
    at = [n for n, word in enumerate(tokens) if word.stem in acts]
    if claim is None or not at:
        return False
    verbs = [found for n in at if (found := clause(text, tokens, n, names)) is not None]
    if verbs:
        here = frozenset(w.stem for w in tokens)
        return all(_is_other(claim, found, here) for found in verbs)
    return all(tokens[n].lower not in _ADJECTIVES and _is_of_another(claim, text, tokens, n, names) for n in at)


def _is_other(claim: Clause, found: Clause, here: frozenset[str]) -> bool:
    if claim.bare or found.phrase:  # "The dam collapsed": whether a sentence lets it collapse or says by what.
        either = [party for party in (found.doer, found.bearer) if party is not None]
        own = [party for party in (claim.doer, claim.bearer) if party is not None]
        return bool(either and own) and not any(is_same(mine, party) for mine in own for party in either)
    if found.bare:
        both_named = bool(claim.doer and claim.doer.names and claim.bearer and claim.bearer.names)
        return not (is_same(claim.doer, found.doer) or (not both_named and is_same(claim.bearer, found.doer)))
    # "Docked the club nine points": the points are the claim's too, and it is docked of them.
    spare = found.bearer is not None and found.bearer.last in claim.beside
    return not (spare or is_same(claim.bearer, found.bearer, here)) or not is_same(claim.doer, found.doer)


def _is_of_another(claim: Clause, text: str, tokens: Sequence[Word], at: int, names: AbstractSet[str]) -> bool:
    """Say whether a noun for the act is another's: "the death of Roe's uncle", "a rival's resignation"."""
    parties = [party for party in (claim.doer, claim.bearer) if party is not None]
    if at + 1 < len(tokens) and tokens[at + 1].lower in _OF and _joined(text, tokens, at):
        party = party_of(text, tokens[at + 2 : _end(text, tokens, at + 2)], names)
    elif at and _owns(text, tokens[at - 1]):
        party = party_of(text, tokens[_start(text, tokens, at - 1) : at], names, owner=True)
    else:
        return False
    return party is not None and bool(parties) and not any(is_same(own, party) for own in parties)


def is_same(claimed: Party | None, found: Party | None, here: frozenset[str] = frozenset()) -> bool:
    """Say whether a party of a sentence may be the claim's; one that is not said may be.

    `here` are the stems of the sentence: a word of the same field is another thing where the claim's own stands besides.
    """
    if claimed is None or found is None or claimed.last == _ANYBODY:
        return True
    known = kin()
    akin = not known.get(claimed.last, frozenset()).isdisjoint(known.get(found.last, frozenset()))
    akin = akin and claimed.last not in here - found.stems
    if claimed.last == found.last and (claimed.stems - claimed.names - found.stems) & here and found.stems - claimed.stems:
        return False  # "Passed the forestry bill and sent the fishing bill back"
    if claimed.names:
        if not claimed.names.isdisjoint(found.names):
            return True
        if found.last in _BODIES and not claimed.names.isdisjoint(found.owners | found.stems):
            return True
        return not found.names and not found.strange and (found.last in claimed.stems or akin)
    return akin or claimed.last in found.stems or found.last in claimed.stems


def clause(text: str, tokens: Sequence[Word], at: int, names: AbstractSet[str]) -> Clause | None:
    """Return the clause of the verb at a place; None where the word there is no verb."""
    if at > 1 and tokens[at - 1].lower in _STATES and tokens[at - 2].lower in _BE:  # "is for sale", "are on strike"
        return Clause(None, _before(text, tokens, _verb_start(tokens, at - 2), names), passive=True, bare=False, phrase=False)
    start = _verb_start(tokens, at)
    word = tokens[at].lower
    if start == at and not _may_be_past(tokens, at) and not word.endswith("ing") and not _may_be_present(text, tokens, at):
        return None
    group = {w.lower for w in tokens[start:at]}
    behind = tokens[at + 1].lower if at + 1 < len(tokens) and _joined(text, tokens, at) else ""
    passive = bool(group & _BE) and not word.endswith("ing")
    if behind == "by" and not group & _HAVE and not word.endswith("ing"):
        passive = True
    led = "to" in group or (word.endswith("ing") and not group & _BE)
    phrase = tokens[at].stem != stem(word)
    before = None if led else _before(text, tokens, start, names)
    if passive:
        by = next((n for n in range(at + 1, min(at + 8, len(tokens))) if tokens[n].lower == "by"), None)
        doer = party_of(text, tokens[by + 1 : _end(text, tokens, by + 1)], names) if by is not None else None
        return Clause(doer, before, passive=True, bare=False, phrase=phrase)
    bearer = (_given(text, tokens, at, names) if phrase else None) or _behind(text, tokens, at, names)
    return Clause(before, bearer, passive=False, bare=bearer is None, phrase=phrase)


def may_be_verb(tokens: Sequence[Word], at: int) -> bool:
    """Say whether the word at a place has the form of a verb that tells what was done: "was met", "have met", "striking"."""
    return _verb_start(tokens, at) < at or _may_be_past(tokens, at) or tokens[at].lower.endswith("ing")


def _verb_start(tokens: Sequence[Word], at: int) -> int:
    start = at
    while start and (tokens[start - 1].lower in _AUXILIARIES | _BETWEEN or tokens[start - 1].lower.endswith("ly")):
        start -= 1
    while start < at and tokens[start].lower not in _AUXILIARIES and tokens[start].lower != "to":
        start += 1
    return start


def _may_be_past(tokens: Sequence[Word], at: int) -> bool:
    word = tokens[at]
    if not at or word.capital or tokens[at - 1].lower in _DETERMINERS or tokens[at - 1].lower in _PREPOSITIONS:
        return False
    return word.lower in _PASTS or (word.lower.endswith("ed") and word.lower not in _NO_PASTS)


def _may_be_present(text: str, tokens: Sequence[Word], at: int) -> bool:
    """Say whether a form in -s stands between a noun and another, or what determines one: "the budget raises the tax"."""
    word = tokens[at]
    if not 0 < at < len(tokens) - 1 or word.capital or not word.lower.endswith("s") or word.lower.endswith("ss"):
        return False
    before, behind = tokens[at - 1], tokens[at + 1]
    if (
        not (_joined(text, tokens, at - 1) and _joined(text, tokens, at))
        or not is_content(before)
        or number(before) is not None
    ):
        return False
    return behind.lower in _DETERMINERS or (is_content(behind) and not behind.lower.endswith("ed") and not _owns(text, before))


def _before(text: str, tokens: Sequence[Word], start: int, names: AbstractSet[str]) -> Party | None:
    """Return the subject that stands before a verb, past an aside between commas, and before "who"."""
    if not start:
        return None
    last = start - 1
    if tokens[last].lower in _JOINS:  # "Killed goats but attacked no people": whose subject it shares is not looked for.
        return None
    if tokens[last].lower in _WHO:
        # "An airline that had filed": the noun phrase right before.
        left = _start(text, tokens, last - 1, prepositions=True) if last else 0
        return party_of(text, tokens[left:last], names)
    if not _joined(text, tokens, last):
        opening = next((n for n in range(last - 1, max(-1, last - _ASIDE), -1) if not _joined(text, tokens, n)), None)
        if opening is None or "," not in text[tokens[last].end : tokens[start].start]:
            return None
        aside = party_of(text, tokens[opening + 1 : start], names)
        outer = party_of(text, tokens[_start(text, tokens, opening) : opening + 1], names)
        if aside is None or outer is None:
            return outer
        return outer._replace(stems=outer.stems | aside.stems, names=outer.names | aside.names)
    return party_of(text, tokens[_start(text, tokens, last) : start], names)


def _behind(text: str, tokens: Sequence[Word], at: int, names: AbstractSet[str]) -> Party | None:
    """Return the object that stands right behind a verb, past a particle: "shot down a jet"."""
    place = at + 1
    if place < len(tokens) and tokens[place].lower in _PARTICLES and _joined(text, tokens, at):
        place += 1
    if place >= len(tokens) or not _joined(text, tokens, place - 1) or tokens[place].lower in _PREPOSITIONS:
        return None
    return party_of(text, tokens[place : _end(text, tokens, place)], names)


def _given(text: str, tokens: Sequence[Word], at: int, names: AbstractSet[str]) -> Party | None:
    """Return the party behind "for" or "to" of a phrase that tells the act: "gave permission for a wind farm"."""
    for place in range(at + 1, min(at + _PHRASE, len(tokens) - 1)):
        if not _joined(text, tokens, place - 1):
            return None
        if tokens[place].lower in _PREPOSITIONS:
            given = tokens[place].lower in _GIVEN and place > at + 1
            return party_of(text, tokens[place + 1 : _end(text, tokens, place + 1)], names) if given else None
    return None


def _start(text: str, tokens: Sequence[Word], last: int, *, prepositions: bool = False) -> int:
    """Return where the noun phrase begins that ends at a place: behind a comma, a conjunction or another clause's verb."""
    place = last
    while place and _joined(text, tokens, place - 1):
        word = tokens[place - 1]
        if word.lower == "and" and place > 1 and not _has_verb(text, tokens, place - 2):
            place -= 1
            continue
        if word.lower in _BREAKS or (prepositions and word.lower in _PREPOSITIONS) or word.lower in _AUXILIARIES:
            break
        if _may_be_past(tokens, place - 1) and tokens[place].lower not in _PREPOSITIONS:
            break
        place -= 1
    return place


def _has_verb(text: str, tokens: Sequence[Word], last: int) -> bool:
    for place in range(last, -1, -1):
        if tokens[place].lower in _AUXILIARIES or _may_be_past(tokens, place):
            return True
        if place and (not _joined(text, tokens, place - 1) or tokens[place - 1].lower in _BREAKS):
            return False
    return False


def _end(text: str, tokens: Sequence[Word], first: int) -> int:
    place = first
    while place < len(tokens) and (place == first or _joined(text, tokens, place - 1)):
        word = tokens[place].lower
        if (
            word in _BREAKS
            or word in _AUXILIARIES
            or (word in _PREPOSITIONS and place > first and not _looks_through(tokens, place))
        ):
            break
        place += 1
    return place


def _looks_through(tokens: Sequence[Word], place: int) -> bool:
    """Say whether what stands behind "of" is meant: of "a number of passengers", of "the town of Karesh"."""
    return tokens[place].lower == "of" and (tokens[place - 1].lower in _QUANTITIES or tokens[place - 1].lower in _PLACES)


def party_of(text: str, phrase: Sequence[Word], names: AbstractSet[str], *, owner: bool = False) -> Party | None:
    """Return who or what a noun phrase is about, before its first preposition; None for a pronoun or a bare number."""
    kept: list[Word] = []
    owners: set[str] = set()
    for place, word in enumerate(phrase):
        if word.lower in _PREPOSITIONS and kept:
            if _looks_through(phrase, place):
                kept.clear()
                continue
            break
        kept.append(word)
        if _owns(text, word) and not (owner and place == len(phrase) - 1):
            owners |= {w.stem for w in kept if is_content(w)}
            kept.clear()
    told = [w for w in kept if is_content(w) and number(w) is None and w.lower not in _ANYBODYS]
    if not told:
        return None
    stems = frozenset(w.stem for w in told)
    strange = bool(kept) and kept[0].lower in _INDEFINITE
    return Party(stems, frozenset(w.stem for w in told if w.capital) & names, told[-1].stem, frozenset(owners), strange)


def _owns(text: str, word: Word) -> bool:
    return word.text.endswith(("'s", "’s")) or text[word.end : word.end + 2] in ("' ", "’ ")


def _joined(text: str, tokens: Sequence[Word], place: int) -> bool:
    """Say whether nothing but a space or a hyphen parts a word from the next one."""
    return place + 1 < len(tokens) and not any(stop in text[tokens[place].end : tokens[place + 1].start] for stop in _STOPS)
