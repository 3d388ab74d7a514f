"""Whether a sentence tells an act as done, to all of what a claim says, and of whoever the claim says did it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.naming import is_verb
from bot.gateways.builtin.roles import may_be_verb
from bot.gateways.builtin.targets import Target
from bot.gateways.english.words import Word, number, stem, word_set, words

_DETERMINERS = word_set("words", "determiners")
_LIGHT = word_set("words", "light_verbs")
_MONTHS = word_set("words", "months")
_ALL = word_set("barring", "all_of")
_SUSPECTED = frozenset(map(stem, word_set("barring", "suspected")))
_WEEKDAYS = word_set("barring", "weekdays")
_IN_PLACE = word_set("barring", "in_place")
_OFFENCES = word_set("barring", "offences")
_FOUND_GUILTY = word_set("barring", "found_guilty")
_STILL = word_set("barring", "still")
_PARTICLES = frozenset({"down", "off", "up", "out", "over", "away", "back"})
_REACH = 4
"""Words behind a verb among which its particle stands: "shot the drone down"."""
_STEM = 3
"""Letters by which two forms of one verb are alike: "shot", "shooting"."""
_TO_COME = re.compile(
    r"\b(?:announc|schedul|call|plann?|organis|organiz|arrang|order|promis|prepar|propos|threaten|demand|urg|offer|vow|signal"
    r"|foreshadow|forecast|predict|expect|rul|consider|request|recommend|favou?r|back|oppos|reject|seek|sought|ask)"
    r"(?:e|es|s|ed|ing|led|ling)?\s+(?:out\s+|for\s+|on\s+)?(?:(?:an?|the|its|their|his|her|any|new|further|another|first)\s+){0,2}"
    r"(?:[a-z][\w’'-]*\s+){0,2}$",
    re.IGNORECASE,
)
_MODAL_BEHIND = re.compile(
    r"(?:\s+(?:in|of|to|on|for)\s+(?:[\w’'-]+\s+){1,3}|\s+)"
    r"(?:could|may|might|would|will|should|(?:is|are|was|were)\s+(?:due|to|expected|planned|likely|scheduled|set)|must)\b"
)
_CLEARED = re.compile(
    r"\b(?:clear(?:s|ed)?|acquit(?:s|ted)?|absolv(?:es?|ed)|exonerat(?:es?|ed)|found\s+(?:\w+\s+)?(?:innocent|not\s+guilty))\s+"
    r"(?:(?!of\b)[\w’'-]+\s+){0,6}of\s+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r";\s|,?\s(?:but|while|whereas|although|though)\s|,\s(?:which|who|where)\s")
_PLURAL = re.compile(r"s$")
_STOP = re.compile(r"[,;:]|\s(?:but|and|while|after|when)\s")


def to_come(target: Target, line: Line) -> bool:
    """Say whether a noun tells the act, of what is announced, or may be: "a cut could come", "called a demonstration"."""
    if target.future or target.led:
        return False
    acts = target.anatomy.acts - _LIGHT or target.anatomy.acts
    at = [n for n, word in enumerate(line.tokens) if word.stem in acts]
    return bool(at) and all(_is_to_come(target, line, n) for n in at)


def _is_to_come(target: Target, line: Line, at: int) -> bool:
    word, text = line.tokens[at], line.text
    if is_noun(line.tokens, at) and _MODAL_BEHIND.match(text, word.end):
        return True
    if not is_noun(line.tokens, at) or word.lower in target.forms:
        return False
    led = _TO_COME.search(text[: word.start])
    return led is not None and stem(led.group().split()[0].lower()) not in target.stems


def is_noun(tokens: Sequence[Word], at: int) -> bool:
    """Say whether the word at a place is told of and does not tell: "the opening", "a sharp cut", "job cuts"."""
    if not may_be_verb(tokens, at):
        return True
    return tokens[at].lower.endswith("ing") and at > 0 and tokens[at - 1].lower in _DETERMINERS


def in_part(target: Target, line: Line) -> bool:
    """Say whether a claim is of all of something, and a sentence is not: "sold a stake in the port" of the whole port."""
    counted = bool(target.values) and target.values <= line.values
    return not target.forms.isdisjoint(_ALL) and not counted and _ALL.isdisjoint(w.lower for w in line.tokens)


def one_of_more(target: Target, line: Line) -> bool:
    """Say whether a claim has one of what a sentence counts otherwise: "for two years" of "one year"."""
    tokens = words(target.content)
    ones = {stem(noun.lower.removesuffix("s")) for word, noun in pairwise(tokens) if number(word) == 1}
    return any(count.value != 1 and _PLURAL.sub("", count.noun) in ones for count in line.counts)


def cleared(target: Target, line: Line) -> bool:
    """Say whether somebody is cleared of the act itself, and not of a charge of it: "cleared Roe of cheating"."""
    acts = target.anatomy.acts
    if not acts or not acts.isdisjoint(_SUSPECTED) or "=acquit" in acts:
        return False
    for match in _CLEARED.finditer(line.text):
        stop = _STOP.search(line.text, match.end())
        end = stop.start() if stop else len(line.text)
        if any(match.end() <= at < end for s in acts for at in line.places.get(s, ())):
            return True
    return False


def otherwise_told(target: Target, line: Line) -> bool:
    """Say whether a sentence tells another act with the same verb, of another offence, or of another office."""
    forms = {w.lower for w in line.tokens}
    if not target.forms.isdisjoint(_STILL) and forms.isdisjoint(_STILL):
        return True
    offences = target.forms & _OFFENCES
    if offences and offences.isdisjoint(forms) and not forms.isdisjoint(_OFFENCES):
        return True
    if "=guilty" in target.anatomy.acts and _FOUND_GUILTY.isdisjoint(forms):
        return "guilty" in forms
    return _in_his_place(target, line) or _without_particle(target, line)


def _in_his_place(target: Target, line: Line) -> bool:
    """Say whether it is told of a deputy, or of one who would be in office, and the claim is of whoever is."""
    return any(
        before.lower in _IN_PLACE - target.forms and word.stem in target.weights for before, word in pairwise(line.tokens)
    )


def _without_particle(target: Target, line: Line) -> bool:
    """Say whether a claim's verb has a particle that it has not in a sentence: "shot at a drone" of "shot down a drone"."""
    for verb, particle in pairwise(words(target.content)):
        if verb.stem not in target.anatomy.acts or particle.lower not in _PARTICLES:
            continue
        same = [n for n, w in enumerate(line.tokens) if w.stem in target.anatomy.acts and w.lower[:_STEM] == verb.lower[:_STEM]]
        if same and not any(particle.lower in (w.lower for w in line.tokens[n + 1 : n + 1 + _REACH]) for n in same):
            return True
    return False


def at_another_time(target: Target, line: Line) -> bool:
    """Say whether a claim names a month or a day of the week, and a sentence only other ones."""
    verbs = [n for n, word in enumerate(line.tokens) if is_verb(word.lower)]
    said = {n for verb in verbs for n in range(verb + 1, verb + 1 + _REACH)}
    for names in (_MONTHS, _WEEKDAYS):
        own = {_time(word) for word in words(target.content)} & names
        # "… fell in, the mine rescue service said on Friday": the day is that of the saying.
        told = {_time(word) for n, word in enumerate(line.tokens) if n not in said} & names
        if own and told and own.isdisjoint(told):
            return True
    return False


def _time(word: Word) -> str:
    return word.lower.removesuffix("s") if word.capital else ""


def named_elsewhere(target: Target, line: Line) -> bool:
    """Say whether a clause has the act and a strange name, and a name of the claim's stands in another clause alone.

    "Cancelled her concert in Tolm but will sing in Verra" cancels nothing in Verra.
    """
    acts = [at for s in target.anatomy.acts for at in line.places.get(s, ())]
    stops = [0, *(match.end() for match in _CLAUSE.finditer(line.text)), len(line.text)]
    for start, end in pairwise(stops):
        if not any(start <= act < end for act in acts):
            continue
        here = {s for s in line.names if any(start <= at < end for at in line.places.get(s, ()))}
        apart = (target.names & line.names) - here
        if not (here - target.names) or not apart:
            return False
    return bool(acts and target.names & line.names) and len(stops) > 2
