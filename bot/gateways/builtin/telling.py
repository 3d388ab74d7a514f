"""Whether a sentence tells an act as done, to all of what a claim says, and of whoever the claim says did it."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise

from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.targets import Target
from bot.gateways.builtin.timing import is_noun
from bot.gateways.english.words import is_content, lexicon, number, stem, word_set, words

_SUSPECTED = frozenset(map(stem, word_set("barring", "suspected")))
_IN_PLACE = word_set("barring", "in_place")
_FOUND_GUILTY = word_set("barring", "found_guilty")
_OFFENCES = word_set("barring", "offences")
_SHORT_OF = word_set("barring", "short_of")
_THEMSELVES = frozenset({"himself", "herself", "itself", "themselves", "myself", "ourselves"})
_HUNG = frozenset({"with", "of", "for", "from", "over", "about", "without", "against"})
_PARTICLES = frozenset({"down", "off", "up", "out", "over", "away", "back"})
_TOGETHER = 3
"""Words before an offence that may say that it was only meant, or somebody else's: "conspiracy to murder"."""
_REACH = 4
"""Words behind a verb among which its particle stands: "shot the drone down"."""
_STEM = 3
"""Letters by which two forms of one verb are alike: "shot", "shooting"."""
_CLEARED = re.compile(
    r"\b(?:clear(?:s|ed)?|acquit(?:s|ted)?|absolv(?:es?|ed)|exonerat(?:es?|ed)|found\s+(?:\w+\s+)?(?:innocent|not\s+guilty))\s+"
    r"(?:(?!of\b)[\w’'-]+\s+){0,6}of\s+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r";\s|,?\s(?:but|while|whereas|although|though)\s|,\s(?:which|who|where)\s")
# What may follow a verb in the present: "hospitals close early", "they strike today".
_BARE = re.compile(r"(?:ly|day|ed|ing)$|^(?:early|late|today|tomorrow|yesterday|down|up|off|again|there|here)$")
_PREFIXES = frozenset({"re", "co", "pre", "un", "out", "over"})
# "The lights were off", not "the ship was off the coast".
_STATE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|stayed|remained|kept|stood)\s+(?:(?:still|back|all|not|\w+ly)\s+)?"
    r"(?P<state>on|off|up|down|out|in|open|shut)\b(?!\s+(?:the|an?|its|his|her|their|this|that|to|of|for|[A-Z]|\d))",
)
_IN_A_PART = re.compile(
    r"\s+(?:in|at|on)\s+the\s+(?P<part>north|south|east|west|northern|southern|eastern|western|upper|lower|old|new|left|right|front|back)\b",
    re.IGNORECASE,
)
# Removed on paper alone.
_FROM_A_LIST = re.compile(
    r"\bfrom\s+(?:the|an?|its|their|his|her)\s+(?:[\w-]+\s+)?(?P<kept>list|shortlist|register|agenda|roll|ranking|index)s?\b",
    re.IGNORECASE,
)
# A works that stops for a day is not closed.
_FOR_A_WHILE = re.compile(
    r"\b(?:production|operations|trading)\b[^.;]{0,40}?\bfor\s+(?:[\w-]+\s+){1,3}"
    r"(?:minute|hour|morning|afternoon|evening|night|day|week|fortnight|month|while)s?\b",
    re.IGNORECASE,
)
_CONTRARY = {"on": "off", "off": "on", "up": "down", "down": "up", "open": "shut", "shut": "open"}
# "The bridge was open until Friday" leaves it shut since.
_AT_OTHER_TIMES = frozenset({"until", "before", "after", "earlier", "previously", "once", "later", "usually"})
_QUOTED = re.compile(r"[“\"][^”\"]+[”\"]")
_NOT_SO = re.compile(r"(?:,|\band|\bbut|\bor)\s+not\s+(?:(?:to|for|by|in|at|from|with|near|of|on)\s+)?(?:the\s+)?[A-Z][^,.;]*")
_STOP = re.compile(r"[,;:]|\s(?:but|and|while|after|when)\s")


def in_part(target: Target, line: Line) -> bool:
    """Say whether a sentence has none of the small words that bound what a claim says: "a stake" of all, "two" of only two."""
    tokens = [w.lower for w in words(target.content)]
    than = {one for one, two in pairwise(tokens) if two == "than"}  # "More than twelve" is a number, which is compared as one.
    counted = bool(target.values) and target.values <= line.values
    said = {w.lower for w in line.tokens}
    return any(
        not group.isdisjoint(target.forms - than) and group.isdisjoint(said) and not (counted and "all" in group)
        for group in _bounding()
    )


@cache
def _bounding() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split()) for group in lexicon("barring")["bounding"].strip().split("\n"))


def hangs(target: Target, line: Line) -> bool:
    """Say whether what a sentence tells of the act hangs on another verb that does not say it: "charged with taking it"."""
    at = [n for n, word in enumerate(line.tokens) if word.stem in target.anatomy.acts]
    return bool(at) and all(
        n
        and line.tokens[n].lower.endswith("ing")
        and line.tokens[n - 1].lower in _HUNG
        and line.tokens[n].lower not in target.forms
        for n in at
    )


def is_mentioned(line: Line, told: Sequence[int]) -> bool:
    """Say whether all that a sentence holds of a claim stands in quotation marks, and nobody says it: a title, a headline."""
    if not told or line.attributions:
        return False
    quotes = [match.span() for match in _QUOTED.finditer(line.text)]
    outside = sum(not any(start <= word.start < end for start, end in quotes) for word in line.tokens)
    return bool(outside) and all(any(start <= at < end for start, end in quotes) for at in told)


def another_instead(target: Target, line: Line) -> bool:
    """Say whether a name of the claim's stands only where it is said not to be so: "sold to Arn, not to Bell"."""
    spans = [match.span() for match in _NOT_SO.finditer(line.text)]
    return bool(spans) and any(
        stem in line.places and all(any(start <= at < end for start, end in spans) for at in line.places[stem])
        for stem in target.names
    )


def one_of_more(target: Target, line: Line) -> bool:
    """Say whether a claim has one of what a sentence counts otherwise: "for two years" of "one year"."""
    tokens = words(target.content)
    ones = {noun.stem for word, noun in pairwise(tokens) if number(word) == 1}
    return any(count.value != 1 and count.noun in ones for count in line.counts)


def cleared(target: Target, line: Line) -> bool:
    """Say whether somebody is cleared of the act itself, and not of a charge of it: "cleared Roe of cheating"."""
    acts = target.anatomy.acts
    if not acts or not acts.isdisjoint(_SUSPECTED) or "=acquit" in acts:
        return False
    for match in _CLEARED.finditer(line.text):
        stop = _STOP.search(line.text, match.end())
        end = stop.start() if stop else len(line.text)
        told = [word for word in line.tokens if word.stem in acts]
        # "Guilty of manslaughter but cleared of murder" clears nobody of manslaughter.
        own = any(word.lower in target.forms and not match.end() <= word.start < end for word in told)
        if any(match.end() <= word.start < end for word in told) and not own:
            return True
    return False


def otherwise_told(target: Target, line: Line) -> bool:
    """Say whether a sentence tells another act with the same verb, of another offence, or of another office."""
    forms = {w.lower for w in line.tokens}
    if "=guilty" in target.anatomy.acts and "guilty" in forms and _FOUND_GUILTY.isdisjoint(forms):
        return True
    offences = target.forms & _OFFENCES
    if offences and not forms.isdisjoint(_OFFENCES) and not _is_told_of(offences, target, line):
        return True
    if offences and not target.forms.isdisjoint(_SHORT_OF) and forms.isdisjoint(_SHORT_OF):
        return True
    return (
        _in_his_place(target, line)
        or _without_particle(target, line)
        or _to_themselves(target, line)
        or _without_its_state(target, line)
        or ("=close" in target.anatomy.acts and _is_for_a_while(target, line))
        or any(target.forms.isdisjoint(match["kept"].lower().split()) for match in _FROM_A_LIST.finditer(line.text))
    )


def _is_for_a_while(target: Target, line: Line) -> bool:
    """Say whether work stops only for a while, and not in the claim."""
    return _FOR_A_WHILE.search(line.text) is not None and _FOR_A_WHILE.search(target.content) is None


def _is_told_of(offences: AbstractSet[str], target: Target, line: Line) -> bool:
    """Say whether one of some offences is told of as done: "murder", and not "attempted murder"."""
    told = [word.lower for word in line.tokens]
    return any(
        word in offences and (_SHORT_OF - target.forms).isdisjoint(told[max(0, n - _TOGETHER) : n])
        for n, word in enumerate(told)
    )


def _to_themselves(target: Target, line: Line) -> bool:
    """Say whether whoever does the act does it to themselves, and not in the claim: "resigned herself to defeat"."""
    if not target.forms.isdisjoint(_THEMSELVES):
        return False
    behind = [two.lower for one, two in pairwise(line.tokens) if one.stem in target.anatomy.acts]
    return bool(behind) and _THEMSELVES.issuperset(behind)


def _without_its_state(target: Target, line: Line) -> bool:
    """Say whether a claim is that something is on, off, up or down, and a sentence does not say that of anything."""
    state = _STATE.search(target.content)
    return state is not None and all(
        said["state"].lower() != state["state"].lower() or _is_of_a_part(target, line, said.end())
        for said in _STATE.finditer(line.text)
    )


def _is_of_a_part(target: Target, line: Line, at: int) -> bool:
    """Say whether a state is that of a part which the claim has not: "were on in the west hall"."""
    part = _IN_A_PART.match(line.text, at)
    return part is not None and part["part"].lower() not in target.forms


def opposite_state(target: Target, line: Line) -> bool:
    """Say whether a sentence has the claim's own thing off that is on, or shut that is open."""
    state = _STATE.search(target.content)
    if state is None or not _AT_OTHER_TIMES.isdisjoint({w.lower for w in line.tokens} - target.forms):
        return False
    thing = [w.stem for w in words(target.content) if w.end <= state.start()][-1:]
    contrary = _CONTRARY.get(state["state"].lower())
    return any(
        said["state"].lower() == contrary and [w.stem for w in line.tokens if w.end <= said.start()][-1:] == thing
        for said in _STATE.finditer(line.text)
    )


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


def figure_untold(target: Target, line: Line) -> bool:
    """Say whether a claim has a figure that counts nothing, "a magnitude of 5.9", and a sentence has it not."""
    figures = target.figures - target.values
    return bool(figures) and not figures <= line.values | {number(word) for word in line.tokens}


def told_by_noun(target: Target, line: Line) -> bool:
    """Say whether a sentence has the act only in a word for somebody or something: "launch director", "open-cast"."""
    at = [n for n, word in enumerate(line.tokens) if word.stem in target.anatomy.acts]
    return bool(at) and all(line.tokens[n].lower not in target.forms and _is_in_noun(line, n) for n in at)


def done_to_its_part(target: Target, line: Line) -> bool:
    """Say whether what it happens to stands only in a word for something else: "sold pool pumps" of "sold the pool"."""
    things = target.anatomy.bearers - target.names
    at = [n for n, word in enumerate(line.tokens) if word.stem in things]
    strange = [n for n in at if n + 1 < len(line.tokens) and line.tokens[n + 1].stem not in target.weights]
    return bool(at) and len(strange) == len(at) and all(_is_in_noun(line, n) for n in at)


def _is_in_noun(line: Line, at: int) -> bool:
    tokens, text = line.tokens, line.text
    word = tokens[at]
    if text[word.end : word.end + 1] == "-":
        return True
    if at and text[tokens[at - 1].end : word.start] == "-" and tokens[at - 1].lower not in _PREFIXES:
        return True
    if at + 1 == len(tokens) or text[word.end : tokens[at + 1].start] != " " or word.lower.endswith(("ing", "s")):
        return False
    behind = tokens[at + 1]
    noun = is_content(behind) and not behind.capital and number(behind) is None and _BARE.search(behind.lower) is None
    return noun and is_noun(tokens, at) and is_noun(tokens, at + 1)


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
