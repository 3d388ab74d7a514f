"""What a claim is made of: what happened, and to whom or what; the rest only says where, when and how."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.gateways.english.words import Word, is_content, lexicon, number, stem, word_set, words

_PREPOSITIONS = word_set("words", "prepositions")
_DETERMINERS = word_set("words", "determiners")
_AUXILIARIES = word_set("words", "auxiliaries")
_BREAKS = word_set("words", "subordinators")
_PASTS = word_set("words", "pasts")
_NO_PASTS = word_set("words", "no_pasts")
_LIGHT = word_set("words", "light_verbs")
_LEADING = word_set("words", "leading_verbs")
_LEADING_TO = word_set("words", "leading_to") | word_set("words", "expecting")
_HAPPENING = word_set("words", "happening_verbs")
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_WHO = frozenset({"who", "which", "that"})
_ANYBODY = stem("people")
# "Firm to sell its mills"
_TO = re.compile(r"\bto\s+[a-z]+")
_IS_TO = re.compile(r"\b(?:is|are)\s+(?:(?:due|set|about)\s+)?to\s+[a-z]+")
_MODIFIERS = 2
"""How far into a claim a past form may still be a participle before a noun."""


class Anatomy(NamedTuple):
    """The stems that a sentence must share with a claim to speak to it: one of `acts`, one of `bearers`, one of `doers`.

    `bearers` are whom or what it happens to, `doers` the proper names of who does it. A part that is empty requires nothing;
    all are where no verb was found, as in many headlines.
    """

    acts: frozenset[str]
    bearers: frozenset[str]
    doers: frozenset[str]


UNKNOWN = Anatomy(frozenset(), frozenset(), frozenset())
"""Of a claim whose verb was not found."""


class _Verb(NamedTuple):
    """A verb with its helpers: from `start` to `at`, the word that says what is done."""

    start: int
    at: int


def anatomy(text: str, tokens: Sequence[Word], names: frozenset[str]) -> Anatomy:
    """Find the act of a claim, and its object, or its subject where there is no object; `names` are stems of proper names."""
    verb = _main_verb(tokens)
    if verb is None:
        return UNKNOWN
    if tokens[verb.at].stem in _LEADING and verb.at + 2 < len(tokens) and tokens[verb.at + 1].lower == "to":
        verb = verb._replace(at=verb.at + 2)
    act, after = tokens[verb.at], verb.at + 1
    acts = {act.stem}
    if after < len(tokens) and tokens[after].stem in ("=off", "=on"):
        acts, after = {tokens[after].stem}, after + 1
    subject = _phrase(text, tokens, 0, verb.start)
    found = _phrase(text, tokens, after, len(tokens))
    events = {w.stem for w in found if _is_event(w)} if act.stem in _LIGHT else set()
    if act.stem in _HAPPENING and subject:
        acts, found, subject = {subject[-1].stem}, subject[:-1], []
    acts |= events | _bare_events(tokens, after)
    if tokens[verb.start : verb.at] and tokens[verb.at - 1].lower in _BE and act.lower.endswith("ed"):
        found = []  # "Papers were leaked online" happened to the papers.
    bearers = _heads([w for w in found if w.stem not in events], names) or _heads(subject, names)
    if bearers == {_ANYBODY}:
        bearers |= {w.stem for w in tokens if number(w) is not None}
    doers = _heads(subject, names) if subject and subject[-1].stem in names else set()
    return Anatomy(frozenset(acts), frozenset(bearers - acts) or frozenset(bearers), frozenset(doers))


def is_to_come(content: str, tokens: Sequence[Word]) -> bool:
    """Say whether a claim is of what is to be done: "is to close", "Firm to sell its mills"."""
    return bool(_IS_TO.search(content)) or (bool(_TO.search(content)) and not any(is_past(w) for w in tokens))


def anatomy_of_title(content: str, tokens: Sequence[Word], named: frozenset[str]) -> Anatomy:
    """Find the act of a claim in Title Case; all words but names are taken for small ones."""
    if not named:
        return UNKNOWN
    small = list(content)
    for word in tokens:
        if word.stem not in named:
            small[word.start : word.end] = content[word.start : word.end].lower()
    text = "".join(small)
    return anatomy(text, words(text), named) if len(text) == len(content) else UNKNOWN


def _main_verb(tokens: Sequence[Word]) -> _Verb | None:
    """Find the first verb; one with a helper goes before one that may be a participle: "The man held there was freed"."""
    bare: _Verb | None = None
    beside: _Verb | None = None
    for place, word in enumerate(tokens):
        if bare is not None and word.lower in _BREAKS:
            break
        if word.lower in _AUXILIARIES:
            at = _helped(tokens, place)
            if at is not None and (bare is None or place > bare.at):
                return _Verb(place, at)
        elif place and _is_past(tokens, place) and (bare is None or _is_modifier(tokens, bare.at)):
            told_of = tokens[place - 1].lower in _WHO  # "The man who robbed a bank used a toy"
            beside = beside or (_Verb(place, place) if told_of else None)
            bare = bare if told_of else _Verb(place, place)
    return bare or beside or _infinitive(tokens) or _present(tokens)


def _is_modifier(tokens: Sequence[Word], place: int) -> bool:
    """Say whether a past form may belong to the noun behind it: "badly stored paint"."""
    after = tokens[place + 1]
    return place <= _MODIFIERS and is_content(after) and number(after) is None and not after.capital


def _helped(tokens: Sequence[Word], place: int) -> int | None:
    """Find the word that helpers lead to, past "not" and adverbs: "had not been badly hurt", "is a hoax", "were off"."""
    for at in range(place + 1, min(place + 8, len(tokens))):
        word = tokens[at]
        if word.lower in _AUXILIARIES or word.lower in ("not", "never", "also", "to") or word.lower in _DETERMINERS:
            continue
        if word.lower.endswith("ly") and at + 1 < len(tokens) and tokens[at + 1].lower not in _PREPOSITIONS:
            continue
        if is_content(word) and place and tokens[place - 1].lower == "there":
            return _last_noun(tokens, at)
        if is_content(word):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            led = following and following.lower == "to" and word.lower in _LEADING_TO
            return at + 2 if led and at + 2 < len(tokens) else at
    return None


def _last_noun(tokens: Sequence[Word], at: int) -> int:
    """Return where a noun phrase has its noun: "explosion" of "there was a gas explosion at the mill"."""
    while at + 1 < len(tokens) and is_content(tokens[at + 1]) and not (tokens[at + 1].capital or is_past(tokens[at + 1])):
        at += 1
    return at


def _infinitive(tokens: Sequence[Word]) -> _Verb | None:
    """Find "sell" in "Firm to sell its mills"."""
    for place, word in enumerate(tokens[:-1]):
        following = tokens[place + 1]
        if word.lower == "to" and is_content(following) and not following.capital and number(following) is None:
            return _Verb(place, place + 1)
    return None


def _present(tokens: Sequence[Word]) -> _Verb | None:
    """Find "topples" in "Crane topples onto barge": a form in -s that stands for an act, or before "this" or "the"."""
    forms = [n for n, w in enumerate(tokens[1:-1], 1) if w.lower.endswith("s") and not w.capital]
    for place in forms:
        if tokens[place].stem[1:] in lexicon("acts")["classes"]:
            return _Verb(place, place)
    for place in forms:
        if tokens[place + 1].lower in _DETERMINERS and is_content(tokens[place]) and is_content(tokens[place - 1]):
            return _Verb(place, place)
    return None


def _is_past(tokens: Sequence[Word], place: int) -> bool:
    word, before = tokens[place], tokens[place - 1].lower
    if word.capital or not is_content(word) or before in _DETERMINERS or before in _PREPOSITIONS:
        return False
    if tokens[place - 1].text.endswith(("'s", "’s")):
        return False
    return word.lower in _PASTS or (word.lower.endswith("ed") and len(word.lower) > 4 and word.lower not in _NO_PASTS)


def is_past(word: Word) -> bool:
    """Say whether a word may be a past form or a helper of one: "sold", "was"."""
    return word.lower in _AUXILIARIES or word.lower in _PASTS or (word.lower.endswith("ed") and word.lower not in _NO_PASTS)


def _phrase(text: str, tokens: Sequence[Word], start: int, end: int) -> list[Word]:
    """Return the content words of a noun phrase up to the first preposition; "the town of Dunmore" keeps its name."""
    found: list[Word] = []
    for place in range(start, end):
        word = tokens[place]
        broken = place > start and text[tokens[place - 1].end : word.start].strip(" '’\"“”-") != ""
        if word.lower in _BREAKS or word.lower in _AUXILIARIES or (broken and found):
            break
        if word.lower in _PREPOSITIONS:
            if found and word.lower == "of" and place + 1 < end and tokens[place + 1].capital:
                continue
            break
        if is_content(word) and number(word) is None:
            found.append(word)
    return found


def _heads(phrase: Sequence[Word], names: frozenset[str]) -> set[str]:
    """Return the names of a phrase without titles, and its last word where that is no name."""
    roles = word_set("attribution", "speakers.roles")
    named = {w.stem for w in phrase if w.stem in names and w.lower not in roles}
    if named:
        return named
    return {phrase[-1].stem} if phrase else set()


def _bare_events(tokens: Sequence[Word], start: int) -> set[str]:
    """Find events that a preposition brings in as news: "in infantry assaults", and not "in the fire"."""
    found = set()
    for place in range(start, len(tokens) - 1):
        if tokens[place].lower not in _PREPOSITIONS or tokens[place].lower in _BREAKS:
            continue
        for word in tokens[place + 1 : place + 4]:
            if not is_content(word) or word.capital:
                break
            if _is_event(word):
                found.add(word.stem)
    return found


def _is_event(word: Word) -> bool:
    return word.stem in word_set("words", "events")
