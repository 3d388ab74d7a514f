"""How a sentence turns a claim down: by a negation, a denial, a word for untrue, an opposite or a refusal."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from bot.gateways.builtin.anatomy import anatomy
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.cues import Cue, patterns
from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.parts import acts_told, done_by_another
from bot.gateways.builtin.stance import bears, positions_of
from bot.gateways.builtin.targets import Target, overlap
from bot.gateways.builtin.telling import cleared, opposite_state
from bot.gateways.english.words import Word, is_content, stem, word_set, words

REST = 0.75
"""Share of a claim beside what happened that must stand in a sentence that says the opposite happened."""
_AUXILIARIES = word_set("words", "auxiliaries")
_BEARERS = word_set("words", "bearers")
_PASSED_OVER = frozenset({"yet", "ever", "actually", "fully", "also", "to", "on"})
_NOT = frozenset({"not", "never", "no", "cannot"})
_CAN = frozenset({"can", "can't", "cannot", "able", "could"})
_NOBODY = frozenset({"no", "none", "nobody", "no one", "neither", "nothing"})
# "Cannot have sunk" turns down what has been; "cannot repay" only what may come.
_CANNOT = re.compile(r"\bcan(?:not|['’]t|\s+(?:not|never))\b(?!\s+have\b)", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|never)\s+[a-z]+")
_REACH = 9
"""Words between "no" and what did not happen: "no workers at the mill were hurt"."""
_VERDICT = 3
"""Words of a line that is a verdict: "FALSE"."""
# "Amid claims that it is a hoax": whether it is one, nobody has said yet.
_CLAIMED = re.compile(
    r"\b(?:amid|despite|after|over)\s+(?:claims?|suggestions?|speculation|allegations?|accusations?)\s+(?:that\s+)?(?:it|this|that|they)\b",
    re.IGNORECASE,
)
_THERE_IS = re.compile(r"\bthere\s+(?:is|was|were|are|has\s+been|had\s+been|have\s+been)\s+$", re.IGNORECASE)
_AT = re.compile(r"(?:\s+[\w-]+)?\s+(?:at|in|on|near|of|off|by)\s")
# "Suggestions that …" with what is said of them behind.
_STORY = re.compile(
    r"\b(?:report|rumou?r|claim|suggestion|stor(?:y|ie)|allegation|talk|account|notion|idea|word|picture|photograph|video)s?\s+"
    r"(?:(?!that\b|of\b)[\w’'-]+\s+){0,6}(?:that|of)\s",
    re.IGNORECASE,
)
# What a denial is of: "reports that …", "that …", "any …".
_ABOUT = re.compile(
    r"\s*(?:(?:the|any|all|earlier|these|those|such|media|online|social|press|a|an|his|her|its|their)\s+)*"
    r"(?:(?:report|rumou?r|claim|suggestion|allegation|stor(?:y|ie)|accusation|idea|talk|speculation|notion|assertion|evidence|sign|proof"
    r"|indication|truth|basis|record|news)s?\s+(?:(?:in|on|from|by)\s+[\w\s]{2,25}?\s+)?(?:that|of|about|in|for)\s+|that\s+|having\s+)?",
    re.IGNORECASE,
)

_HAVING_SAID = re.compile(
    r"\s*(?:ever\s+)?(?:having\s+(?:ever\s+)?)?(?:said|saying|claim(?:ed|ing)|told|telling|written|writing|suggest(?:ed|ing))\b"
)


_CHARGED = re.compile(
    r"\b(?P<how>guilty|convicted|charged|accused|suspected|jailed|fined|sentenced|sued|arrested|tried|indicted)\s+(?:of|with|for|over|on)\b",
    re.IGNORECASE,
)


class Way(StrEnum):
    """How a sentence turns a claim down."""

    POINTS_BACK = "points back"
    NEGATES = "negates the act"
    NOT_BY = "says that another did it"
    DENIES = "denies the act"
    UNTRUE = "calls it untrue"
    OPPOSITE = "tells the opposite"
    REFUSED = "says that it was refused"
    CLEARED = "clears somebody of it"


def ways_of(ready: ReadyArticle, target: Target, place: int, acts: Sequence[int]) -> Iterator[Way]:
    """Find how a sentence turns a claim down."""
    line = ready.lines[place]
    told = target.is_told(line, ready.lent(place))
    untrue = patterns("barring", "untrue").search(line.text) is not None and _CLAIMED.search(line.text) is None
    if line.points_back and place and not acts:
        verdict = len(line.tokens) <= _VERDICT and bool(line.debunks)
        before = overlap(target, ready.lines[place - 1], ready.lent(place - 1))
        if (verdict or line.denials or untrue) and bears(before):
            yield Way.POINTS_BACK
    own = positions_of(line, target.anatomy.acts) if target.anatomy.acts else acts
    if (acts_told(target, line) and any(negates(cue, target, line, own) for cue in line.negations)) or any(
        _is_none(cue, target, line) for cue in line.negations
    ):
        yield Way.NEGATES
    elif done_by_another(target, line):
        yield Way.NOT_BY
    if any(_denies(cue, line, target) for cue in line.denials) and not is_negated(line, line.denials):
        yield Way.DENIES
    if not untrue and (line.debunks or line.denials):
        # "Suggestions that she has left are wide of the mark"
        untrue = any(story.end() <= act for story in _STORY.finditer(line.text) for act in own)
    if told and untrue and not is_negated(line, line.debunks):
        yield Way.UNTRUE
    opposite = any(
        meant in target.anatomy.acts and said in line.places and meant not in line.places for meant, said in target.contraries
    )
    rest = target.weights.keys() - target.anatomy.acts
    here = rest & line.places.keys()
    akin = {s for s in rest - here if not target.kin.get(s, frozenset()).isdisjoint(line.kin)}
    enough = target.weigh(here | akin) >= REST * target.weigh(rest) and 2 * target.weigh(here) >= target.weigh(rest)
    if target.definite and _is_the_one(target, line):
        enough = target.weigh(rest & (here | ready.lent(place))) >= REST * target.weigh(rest)
    if (told and opposite and enough and not line.negations) or (opposite_state(target, line) and not line.negations):
        yield Way.OPPOSITE
    if told and cleared(target, line):
        yield Way.CLEARED
    if told and any(_refuses(match, target, line) for match in patterns("barring", "refusing").finditer(line.text)):
        yield Way.REFUSED


def turns_down(line: Line, target: Target, acts: Sequence[int]) -> bool:
    """Say whether a sentence turns down what a claim turns down."""
    if target.negated and any(negates(cue, target, line, acts) for cue in line.negations):
        return True
    if target.negated and any(pair in line.text.lower() for pair in _NEGATED.findall(target.content.lower())):
        return True  # "pleaded not guilty"
    return target.debunks and bool(line.denials or line.debunks)


def is_negated(line: Line, cues: Sequence[Cue]) -> bool:
    """Say whether some cue stands under a negation of the sentence."""
    return any(n.start <= cue.at < n.end for n in line.negations for cue in cues if n.at != cue.at)


def negates(cue: Cue, target: Target, line: Line, acts: Sequence[int]) -> bool:
    """Say whether a negation is the act's own: "was not hurt", and not "not working properly caused"."""
    if cue.text not in _NOT | _NOBODY or _of_what_may_come(cue, target, line):
        return False
    for act in acts:
        if not cue.start <= act < cue.end or "until" in line.text[cue.start : cue.end]:
            continue
        between = [w for w in line.tokens if cue.start <= w.start < act]
        if all(w.lower in _AUXILIARIES or w.lower in _PASSED_OVER or w.lower in target.forms for w in between):
            return True
        near = len(between) <= _REACH and any(w.lower in _AUXILIARIES for w in between[-2:])
        if cue.text in _NOBODY and near and not (cue.text == "no" and _of_something_else(target, between)):
            return True
    nothing = _nothing(cue, target, line)
    before = next((w for w in reversed(line.tokens) if w.end <= cue.at), None)
    # "No tanker ran aground", "destroyed no homes"
    return nothing is not None and any(cue.start <= act < cue.end or (before and before.start == act) for act in acts)


def _of_what_may_come(cue: Cue, target: Target, line: Line) -> bool:
    """Say whether a sentence says only that something cannot be done, and the claim that it was: "cannot repay"."""
    unable = any(found.start() <= cue.at < found.end() for found in _CANNOT.finditer(line.text))
    return unable and not target.future and _CAN.isdisjoint(target.forms)


def _of_something_else(target: Target, between: Sequence[Word]) -> bool:
    """Say whether behind "no" stands nothing of the claim's: "no illnesses were traced to it" of what was found."""
    told = [w for w in between if is_content(w)]
    akin = [w for w in told if w.stem[1:] in _BEARERS and not target.kin_of(w.stem).isdisjoint(target.fields)]
    return bool(told) and not akin and not any(w.stem in target.weights for w in told)


def _refuses(match: re.Match[str], target: Target, line: Line) -> bool:
    """Say whether the act stands right behind a refusal: "refused to pay", "voted down a bill to raise"."""
    behind = next((w for w in line.tokens if w.start >= match.end() and not w.lower.endswith("ly")), None)
    return behind is not None and behind.stem in target.anatomy.acts


def _is_the_one(target: Target, line: Line) -> bool:
    """Say whether a sentence begins with "the driver" of whom the claim tells as the driver."""
    return len(line.tokens) > 1 and line.tokens[0].lower == "the" and line.tokens[1].stem == target.head


def _nothing(cue: Cue, target: Target, line: Line) -> Word | None:
    """Return the claim's noun right behind "no"."""
    behind = next((w for w in line.tokens if w.start >= cue.start), None)
    return behind if cue.text == "no" and behind and behind.stem in target.weights.keys() - target.names else None


def _is_none(cue: Cue, target: Target, line: Line) -> bool:
    """Say whether there was nothing of what a claim says did it: "there was no explosion at the mill"."""
    nothing = _nothing(cue, target, line)
    return (
        nothing is not None
        and _THERE_IS.search(line.text, 0, cue.at) is not None
        and _AT.match(line.text, nothing.end) is not None
        and target.names <= line.places.keys()
    )


def _denies(cue: Cue, line: Line, target: Target) -> bool:
    """Say whether a denial is of the act itself: the first thing that its clause tells."""
    if cue.end <= cue.at:  # of what stands before it
        return bool(target.anatomy.acts) and any(cue.start <= act < cue.end for act in positions_of(line, target.anatomy.acts))
    clause = line.text[cue.start : cue.end]
    charged = _CHARGED.search(target.content)
    if charged and stem(charged["how"].lower()) not in {w.stem for w in words(clause)}:
        return False  # Who denies the deed does not deny the verdict.
    if (said := _HAVING_SAID.match(clause)) and words(said.group())[-1].stem not in target.weights:
        # What nobody said may be so.
        return False
    about = _ABOUT.match(clause)
    rest = clause[about.end() :] if about else clause
    tokens = words(rest)
    acts = target.anatomy.acts or frozenset(target.weights) - target.names
    first = next((w for w in tokens if is_content(w)), None)
    if first is not None and first.stem in acts and first.lower.endswith("ing"):
        return True
    told = anatomy(rest, tokens, target.names).acts
    if told:
        return not told.isdisjoint(acts)
    return any(w.stem in acts for w in [w for w in tokens if is_content(w)][:3])
