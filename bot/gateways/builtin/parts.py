"""Whether the parts of a claim stand in a sentence as the claim has them: its act, its doer, to whom, when and where."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from bot.gateways.builtin.cues import Cue, forward, patterns
from bot.gateways.builtin.lines import Line, is_passive
from bot.gateways.builtin.roles import is_same, party_of
from bot.gateways.builtin.stance import positions_of
from bot.gateways.builtin.targets import Target
from bot.gateways.english.words import is_content, number, word_set, words

UNKNOWN_ACT = 0.75
"""Share of a claim whose verb was not found that a sentence must hold to confirm it."""
# "Was blocked by truckers", "killed in an explosion", "sold to its workers"; "to" before a name is a place more often.
_COMPLEMENT = re.compile(
    r"\b(?:by(?!\s+\d)|because\s+of|due\s+to|under\s+the\s+weight\s+of|over|without|into(?:\s+the|\s+an?)?|with\s+an?|in\s+an?"
    r"|in(?=\s+(?:hospital|prison|jail|custody|court|exile|office|bed|public|private|secret)\b)"
    r"|(?<=victed\s)of|(?<=guilty\s)of|(?<=cused\s)of|(?<=cleared\s)of|(?<=quitted\s)of|(?<=charged\s)with"
    r"|for(?=\s+(?:[\w-]+\s+){1,2}reasons\b)"
    r"|(?<=[a-z]{2}ed\s)to|(?<=sold\s)to)\s+(?=[a-z])",
    re.IGNORECASE,
)
_COMPLEMENT_ENDS = re.compile(
    r"[,;:.]|\s(?:at|in|on|of|near|from|during|outside|inside|for|to|with|by|and|that|who|which|as|after|before|over)\s"
)
_BY = re.compile(r"\w+\s+by\s+(?=[a-z])")
_QUOTED_QUESTION = re.compile(r"[“\"][^”\"]*\?[”\"]")
# "Captured a village": up to the first preposition, comma or verb.
_NOUN_PHRASE = re.compile(
    r"\s+(?:(?:the|an?|its|his|her|their|some|several|many)\s+(?:[\w’'-]+\s+){0,2}?[\w’'-]+|[a-z]+s)"
    r"(?=\s+(?:at|in|on|of|near|from|outside|inside|beside|behind)\b|[,.;]|$)"
)
_OF_ANOTHER = re.compile(
    r"(?P<owner>[\w-]+)['’]s?\s+(?P<thing>[a-z][\w-]*(?:\s+[a-z][\w-]*)?)\s+(?:(?:has|had|have|was|were|is|also)\s+){0,2}$"
)
_RELATIVE = re.compile(r"(?P<noun>[\w’'-]+)\s+(?:who|that|which)\s+(?:(?:has|had|have|was|were|is|are|been|also)\s+){0,3}$")
_BESIDES = re.compile(r"(?:The|An?)\s+(?P<noun>[\w-]+)\s+(?:that|who|which)\s+[^,;]+$")
_NOT_THE_DOER = re.compile(
    r"\b(?:it|that|this)\s+(?:was|is|were|had\s+been)\s+not\s+(?P<cleft>[^,;.]{2,40}?)\s+(?:that|who|which)\b"
    r"|,\s+(?:and\s+)?not\s+(?P<aside>[^,.;]{2,30}),|\s(?:and|but)\s+not\s+(?P<end>[^,.;]{2,40})(?=[,.;])",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:but|though|although|while)\b")
_RELATIVE_ASIDE = re.compile(r",\s+(?:which|who|where|whose)\s[^,;]*")
_LIGHT = word_set("words", "light_verbs")
_CAUSES = ("because", "due", "over", "under", "without")
_LONG = ("year", "decade", "centur")


# Each sentence is looked at for every claim of every candidate.
@lru_cache(maxsize=4096)
def barring_cues(name: str, text: str) -> tuple[Cue, ...]:
    """Find the cues of one list, each with what it governs."""
    return tuple(forward(patterns("barring", name), text))


def of_another(target: Target, line: Line) -> bool:
    """Say whether a negated act is another's: "pilots did not strike, but crew may", "sank no fishing boat" of a smugglers'."""
    bearers = [n for n, word in enumerate(line.tokens) if word.stem in target.anatomy.bearers]
    acts = positions_of(line, target.anatomy.acts)
    if not acts:
        return False
    if "by" not in target.forms and not target.passive and any(_is_by_another(target, line, act) for act in acts):
        return True
    if not bearers:
        return False
    if any(min(acts) < stop.start() < line.tokens[bearers[0]].start for stop in _BUT.finditer(line.text)):
        return True
    strange = all(n and is_content(line.tokens[n - 1]) and line.tokens[n - 1].stem not in target.weights for n in bearers)
    return strange and not target.names <= line.places.keys()


def asked_of(line: Line, target: Target) -> bool:
    """Say whether some word of a claim stands behind "whether", or in a question that is quoted."""
    held = positions_of(line, frozenset(target.weights) - target.names)
    return any(
        any(cue.start <= at < cue.end for at in held) for cue in barring_cues("asked", line.text) if cue.text == "whether"
    ) or any(any(match.start() <= at < match.end() for at in held) for match in _QUOTED_QUESTION.finditer(line.text))


def incomplete(target: Target, line: Line) -> bool:
    """Say whether a claim says by whom, to whom or in what it was done, and a sentence has no word of that."""
    # What a clause of its own tells, "which had a fire last year", is no part of the act.
    asides = [match.span() for match in _RELATIVE_ASIDE.finditer(line.text)]
    asides = [] if _within(asides, positions_of(line, target.anatomy.acts)) else asides
    beside = {s for s, at in line.places.items() if not all(_within(asides, [each]) for each in at)}
    for match in _COMPLEMENT.finditer(target.content):
        stop = _COMPLEMENT_ENDS.search(target.content, match.end())
        given = {w.stem for w in words(target.content[match.end() : stop.start() if stop else None]) if is_content(w)}
        if given and given.isdisjoint(beside):
            return True
        heads = [w.stem for w in words(target.content[match.end() : stop.start() if stop else None]) if is_content(w)][-1:]
        if match.group().lower().startswith(_CAUSES) and heads and not _has(target, line, heads[0]):
            return True
    return "without" in target.forms and "without" not in {w.lower for w in line.tokens}


def _within(spans: Sequence[tuple[int, int]], at: Sequence[int]) -> bool:
    return any(start <= each < end for start, end in spans for each in at)


def _has(target: Target, line: Line, stem: str) -> bool:
    return stem in line.places or not target.kin_of(stem).isdisjoint(line.kin)


def apart(target: Target, line: Line) -> bool:
    """Say whether a sentence sets what happened apart from something that the claim names: "two weeks after the fair"."""
    held = positions_of(line, frozenset(target.weights))
    acts = positions_of(line, target.anatomy.acts)
    for cue in barring_cues("apart", line.text):
        # "Two days after it sank" tells that it sank; "50 years since it sank" is no news.
        is_news = not cue.text.startswith(_LONG) and any(cue.start <= at < cue.end for at in acts)
        if not is_news and cue.text.split()[-1] not in target.forms and any(cue.start <= at < cue.end for at in held):
            return True
    return False


def exchanged(target: Target, line: Line) -> bool:
    """Say whether something strange stands where the claim has its own: "flooded fields", "Roe's rival won"."""
    tokens = line.tokens
    own = target.weights.keys() | {w.stem for w in tokens if not target.kin_of(w.stem).isdisjoint(target.fields)}
    at = [n for n, word in enumerate(tokens) if word.stem in target.anatomy.acts]
    return bool(at) and all(_is_exchanged(target, line, n, own) for n in at)


def _is_exchanged(target: Target, line: Line, at: int, own: AbstractSet[str]) -> bool:
    tokens, text = line.tokens, line.text
    start = tokens[at].start
    if target.direct and not is_passive(tokens, at) and tokens[at].lower in target.forms and not tokens[at].capital:
        thing = _NOUN_PHRASE.match(text, tokens[at].end)
        given = [w for w in words(thing.group()) if is_content(w) and number(w) is None] if thing else []
        if given and all(w.stem not in own for w in given):
            return True
    if of := _OF_ANOTHER.search(text, 0, start):
        owner, others = words(of["owner"])[-1:], words(of["thing"])
        if owner and owner[0].stem in target.before_act and is_content(others[-1]) and own.isdisjoint(w.stem for w in others):
            return True
    if who := _RELATIVE.search(text, 0, start) or _BESIDES.match(text[:start]):
        antecedent = words(who["noun"])[0]
        return is_content(antecedent) and antecedent.stem not in own and number(antecedent) is None
    return False


def acts_told(target: Target, line: Line) -> bool:
    """Say whether a sentence has most of what tells the act, or the whole claim where its verb was not found."""
    acts = target.anatomy.acts
    if not acts:
        plain = target.weights.keys() - target.names
        held = all(_has(target, line, each) for each in plain)
        return held and target.share(line.places.keys()) >= UNKNOWN_ACT
    firm = acts - _LIGHT or acts
    return 2 * len(firm & line.places.keys()) > len(firm) or any(m in acts and s in line.places for m, s in target.opposites)


def _is_by_another(target: Target, line: Line, act: int) -> bool:
    by = _BY.match(line.text, act)
    if by is None:
        return False
    stop = _COMPLEMENT_ENDS.search(line.text, by.end())
    given = words(line.text[by.end() : stop.start() if stop else None])
    return bool(given) and all(w.stem not in target.weights and number(w) is None for w in given)


def done_by_another(target: Target, line: Line) -> bool:
    """Say whether a sentence turns down the claim's doer alone: "it was not a gale that toppled it", "a lorry, not a gale,"."""
    doer = target.clause.doer if target.clause else None
    if doer is None or not acts_told(target, line):
        return False
    for match in _NOT_THE_DOER.finditer(line.text):
        who = match["cleft"] or match["aside"] or match["end"]
        phrase = words(who)
        party = party_of(who, phrase[1:] if phrase and phrase[0].lower == "by" else phrase, target.names)
        if party is not None and is_same(doer, party):
            return True
    return False
