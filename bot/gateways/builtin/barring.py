"""What keeps a passage from being sure: reasons for which no weighing of signs may call it a confirmation, or a denial."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from itertools import pairwise, takewhile
from typing import NamedTuple

from bot.domain.model import Basis, Genre, HopKind, Stance, Tone
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.cues import CONTRAST, patterns
from bot.gateways.builtin.genre import genre_of
from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.numbers import Count
from bot.gateways.builtin.parts import (
    acts_told,
    apart,
    asked_of,
    barring_cues,
    exchanged,
    incomplete,
    of_another,
)
from bot.gateways.builtin.roles import may_be_verb
from bot.gateways.builtin.signs import Setting, Signs
from bot.gateways.builtin.stance import Verdict, positions_of
from bot.gateways.builtin.targets import Target
from bot.gateways.builtin.telling import (
    another_instead,
    cleared,
    done_to_its_part,
    figure_untold,
    hangs,
    in_part,
    is_mentioned,
    named_elsewhere,
    one_of_more,
    otherwise_told,
    told_by_noun,
)
from bot.gateways.builtin.timing import at_another_time, earlier, is_noun, other_year, scheduled, to_come
from bot.gateways.builtin.turning_down import Way, is_negated, turns_down, ways_of
from bot.gateways.english.words import is_content, lexicon, word_set, words

NAMED = 0.6
"""Share of a claim's names that a sentence, with what is lent to it, must hold to confirm."""
FULL = 0.9
"""Share of a claim that one clause of a sentence must hold to tell all of it."""
PLAIN = ("clause holds", "missing", "missing and not akin", "pairs near", "other words beside the act")
HALF = 0.5
"""Share of a claim, or of its subject, that a sentence must hold."""
_NAME = 5
"""Letters of a name from which it is known again in an adjective."""
_BELONGING = frozenset({"a", "an", "ans", "ian", "ians", "n", "ns", "ish", "ese", "e", "i", "ean", "eans", "nian", "er", "ers"})
_REACHED = 4
"""Words behind a verb that undoes something among which that stands."""
_PREPOSITIONS = word_set("words", "prepositions")
_OTHERS = frozenset(lexicon("barring")["others"].split("|"))
_NARROWING = word_set("barring", "narrowing")
_AFTER = 2
"""How many sentences behind one may turn down what it tells."""
_WHO = re.compile(r",?\s+(?:who|which)\s")
_BECAUSE = re.compile(r"\b(?:because(?:\s+of)?|due\s+to|over|owing\s+to|after)\s+", re.IGNORECASE)
_CORRECTS_A_NUMBER = re.compile(r"\b(?:number|toll|figure|total|count|tally|age|spelling|name)\b", re.IGNORECASE)
_PART = re.compile(r"[;:]|,\s|\s(?:and|but|while|when|after|before|although|though|whereas|as)\s")
# "One of three miners": it is not told of the three.
_OUT_OF = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|some|most|many|several|none|half|part)\s+(?:out\s+)?of\s+"
    r"(?:(?:the|its|their|these|those|his|her)\s+)?$",
    re.IGNORECASE,
)
# "Raised to 4" is not "raised by 4".
_LED = re.compile(r"\b(to|by|from)\s+$", re.IGNORECASE)
_INVENTED = (Genre.SATIRE, Genre.OPINION)


class Reason(StrEnum):
    """Why a passage may not be sure."""

    CLAIM_ASKS = "the claim is a question"
    NOT_SAID = "it does not say who said it"
    ASKS = "it is a question"
    UNDER_CONDITION = "it is under a condition, or asked"
    CLAIM_CONTRARY = "the claim turns something down, and the words do not"
    TURNED_DOWN = "something is turned down here"
    NEGATED = "it is negated"
    TURNED_DOWN_AFTER = "the next sentences turn something down"
    NOBODY = "nobody stands by it"
    SUPPOSED = "it is a theory, a fear or a plan"
    OPPOSITE = "it says the opposite"
    MADE_UP = "it tells of something made up, or of long ago"
    OTHER_YEAR = "it tells of another year"
    OTHER_COUNT = "it counts otherwise"
    INCOMPLETE = "it does not say by whom, to whom or in what"
    APART = "it is told of another time or place, or past somebody"
    OTHER_ROLES = "it is not told of who or what the claim is about"
    OTHER_PARTY = "another does it, or it is done to another"
    TO_BE_DONE = "it is to be done"
    HEDGED = "it is hedged"
    NOT_TOLD = "the sentence does not say what happened"
    OTHER_NAME = "it names somebody or something else"
    CLAIM_TURNS_DOWN = "the claim itself turns something down, or passes something on"
    OTHER_DENIED = "what is turned down may be something else"
    TAKEN_FOR_GRANTED = "what is turned down takes it for granted"
    VIEW = "the piece is satire or opinion"
    TAKEN_BACK = "the article takes a report back"


class Bars(NamedTuple):
    """What speaks against a confirmation, and against a denial, and by which `ways` a sentence turns a claim down."""

    confirms: tuple[Reason, ...] = ()
    denies: tuple[Reason, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def no_confirmation(self) -> str:
        """Return the first reason for which no weighing of signs may call it a confirmation; empty where there is none."""
        return next(iter(self.confirms), "")

    @property
    def no_denial(self) -> str:
        """Return the first reason for which no weighing of signs may call it a denial; empty where there is none."""
        return next(iter(self.denies), "")

    def signs(self, close: Signs) -> dict[str, float]:
        """Return each reason and way as a sign, and what is close to a claim where nothing speaks against being sure."""
        reasons = {*self.confirms, *self.denies}
        return {
            "may not confirm": float(bool(self.confirms)),
            "may not deny": float(bool(self.denies)),
            **{reason.value: float(reason in reasons) for reason in Reason},
            **{way.value: float(way in self.ways) for way in Way},
            **{f"plainly: {name}": 0.0 if self.confirms else close[name] for name in PLAIN},
            "plainly all of it": float(not self.confirms and close["clause holds"] >= FULL and not close["missing"]),
            "turned down plainly": float(not self.denies and close["clause holds"] >= HALF),
        }


def whole_of(ready: ReadyArticle) -> Reason | None:
    """Say what bars every passage of an article: that it is made up or a view, or that it takes a report back."""
    if genre_of(ready.article) in _INVENTED:
        return Reason.VIEW
    if any(patterns("barring", "retracted").search(line.text) for line in ready.lines):
        return Reason.TAKEN_BACK
    return None


def bars(
    ready: ReadyArticle, whole: Reason | None, setting: Setting, target: Target, place: int, said: Verdict, close: Signs
) -> Bars:
    """Find what speaks against being sure of one passage; `said` is what the rules make of its sentence alone."""
    line = ready.lines[place]
    acts = positions_of(line, target.anatomy.acts) or positions_of(line, frozenset(target.weights) - target.names)
    both = [whole] if whole else []
    if target.asks:
        both.append(Reason.CLAIM_ASKS)
    if said.stance is Stance.OPEN:
        both.append(Reason.NOT_SAID)
    if line.text.rstrip("”\"’' ").endswith("?"):
        both.append(Reason.ASKS)
    if _governed("asked", target, line, acts) or asked_of(line, target):
        both.append(Reason.UNDER_CONDITION)
    ways = tuple(ways_of(ready, target, place, acts))
    return Bars(
        (*both, *_unconfirmed(ready, setting, target, place, said, acts, close)),
        (*both, *_undenied(ready, setting, target, place, acts, ways)),
        ways,
    )


def _unconfirmed(
    ready: ReadyArticle, setting: Setting, target: Target, place: int, said: Verdict, acts: Sequence[int], close: Signs
) -> Iterator[Reason]:
    line, lent = ready.lines[place], ready.lent(place)
    told = positions_of(line, frozenset(target.weights) - target.names)
    if target.contrary:
        if not turns_down(line, target, acts) or is_negated(line, line.negations):
            yield Reason.CLAIM_CONTRARY
        if not target.debunks and (line.denials or line.debunks or line.doubts):
            yield Reason.TURNED_DOWN
    else:
        if line.denials or line.debunks or line.doubts or patterns("barring", "disbelieved").search(line.text):
            yield Reason.TURNED_DOWN
        denied = [(cue.start, cue.end) for cue in line.negations if not target.has(cue.text)]
        denied += [match.span() for match in CONTRAST.finditer(line.text)]
        if (
            any(start <= at < end for start, end in denied for at in told)
            or _undone(target, line, acts)
            or _undone_after(target, line)
        ):
            yield Reason.NEGATED
        behind = [other for other in ready.lines[place + 1 : place + 1 + _AFTER] if other.points_back or other.debunks]
        two_sides = said.basis is Basis.ON_RECORD and all(other.attributions for other in behind)
        if behind and not two_sides:
            yield Reason.TURNED_DOWN_AFTER
    if (
        line.undecided
        or _governed("refused", target, line, acts, told)
        or patterns("barring", "passed_on").search(line.text)
        or is_mentioned(line, told)
    ):
        yield Reason.NOBODY
    supposed = "wished" if target.future else "supposed"
    before = [at for stem in target.before_act - target.names for at in line.places.get(stem, ())]
    led = _governed(supposed, target, line, acts, told) or _governed(supposed, target, line, (), before)
    if said.basis is Basis.FORECAST or led or hangs(target, line):
        yield Reason.SUPPOSED
    if any(_opposed(target, line, meant, said) for meant, said in target.opposites) or cleared(target, line):
        yield Reason.OPPOSITE
    if any(match.group() not in target.content.lower() for match in patterns("barring", "made_up").finditer(line.text)):
        yield Reason.MADE_UP
    if (
        at_another_time(ready, target, line)
        or other_year(ready, setting, target, line)
        or earlier(ready, setting, target, line)
    ):
        yield Reason.OTHER_YEAR
    uncounted = target.weights.keys() - {count.noun for count in target.counts}
    bounded = {count.value for count in target.counts if not count.exact} | {c.value for c in line.counts if c.nearby}
    if (
        one_of_more(target, line)
        or figure_untold(target, line)
        or not _counts_alike(target, line)
        or any(count.noun in uncounted and not count.exact and count.value not in bounded for count in line.counts)
    ):
        yield Reason.OTHER_COUNT
    if incomplete(target, line) or in_part(target, line) or _reason_untold(target, line, lent):
        yield Reason.INCOMPLETE
    if apart(target, line):
        yield Reason.APART
    if said.tone is Tone.UNCERTAIN and not target.hearsay:
        yield Reason.HEDGED
    untold = not target.is_told(line, lent) or not acts_told(target, line)
    if untold or otherwise_told(target, line) or told_by_noun(target, line):
        yield Reason.NOT_TOLD
    if close["subject of the act"] <= HALF or exchanged(target, line) or done_to_its_part(target, line):
        yield Reason.OTHER_ROLES
    if target.in_other_roles(line, target.anatomy.acts):
        yield Reason.OTHER_PARTY
    due = (close["act to be done"] and not target.led) or scheduled(target, line)
    if not target.future and (due or to_come(target, line)):
        yield Reason.TO_BE_DONE
    if _other_name(ready, target, place) or named_elsewhere(target, line) or another_instead(target, line):
        yield Reason.OTHER_NAME


def _undenied(
    ready: ReadyArticle, setting: Setting, target: Target, place: int, acts: Sequence[int], ways: Sequence[Way]
) -> Iterator[Reason]:
    line = ready.lines[place]
    if earlier(ready, setting, target, line) or (not line.points_back and at_another_time(ready, target, line)):
        yield Reason.OTHER_YEAR
    if target.contrary or target.hearsay:
        yield Reason.CLAIM_TURNS_DOWN
    unsaid = not {Way.UNTRUE, Way.REFUSED}.intersection(ways) and _governed("refused", target, line, acts)
    if line.undecided or unsaid or (ways and _governed("blamed", target, line, acts)):
        yield Reason.NOBODY
    if not ways:
        yield Reason.OTHER_DENIED
        # "Denied that it was warned before the bridge fell" leaves the fall as it is.
        turning = [*line.denials, *line.debunks]
        own = positions_of(line, target.anatomy.acts)
        if turning and own and not any(cue.start <= act < cue.end for cue in turning for act in own):
            yield Reason.TAKEN_FOR_GRANTED
    elif ways == (Way.NEGATES,) and of_another(target, line):
        yield Reason.OTHER_ROLES
    elif Way.POINTS_BACK not in ways and (_is_narrower(target, line) or _admitted(line, acts)):
        yield Reason.OTHER_DENIED
    if ways and _told_of_another(target, line, ways):
        yield Reason.OTHER_PARTY
    if ways and Way.POINTS_BACK not in ways and _of_somebody_named_since(ready, target, place):
        yield Reason.OTHER_PARTY
    if Way.POINTS_BACK in ways and not target.counts and _CORRECTS_A_NUMBER.search(line.text):
        yield Reason.OTHER_DENIED
    if _other_name(ready, target, place):
        yield Reason.OTHER_NAME


def _is_narrower(target: Target, line: Line) -> bool:
    """Say whether a sentence tells of something else of the kind, or of one way alone: "did not knowingly sell it"."""
    return not (_OTHERS | _NARROWING).isdisjoint({word.lower for word in line.tokens} - target.forms)


def _admitted(line: Line, acts: Sequence[int]) -> bool:
    """Say whether somebody owns up to the act: "denied the charge but admitted that it had sold the guns"."""
    return any(
        cue.start <= act < cue.end and not any(no.start <= act < no.end for no in line.negations)
        for cue in barring_cues("admitted", line.text)
        for act in acts
    )


def _opposed(target: Target, line: Line, meant: str, said: str) -> bool:
    """Say whether a sentence tells the opposite of the act, unless it tells the act too, and the opposite of another."""
    if meant not in target.anatomy.acts:
        return False
    if meant not in line.places:
        return said in line.places
    verb = any(w.stem == said and may_be_verb(line.tokens, n) for n, w in enumerate(line.tokens))
    return verb and not target.in_other_roles(line, {said})


def _undone(target: Target, line: Line, acts: Sequence[int]) -> bool:
    """Say whether a noun for the act is the object of a verb that undoes it: "lifted its ban"."""
    for cue in barring_cues("undone", line.text):
        if target.has(cue.text):
            continue
        near = list(takewhile(lambda w: w.lower not in _PREPOSITIONS, (w for w in line.tokens if w.start >= cue.start)))[
            :_REACHED
        ]
        if any(word.start in acts for word in near):
            return True
    return False


def _undone_after(target: Target, line: Line) -> bool:
    """Say whether a noun for the act is undone, or still to come, by what is told of it: "the talks were called off"."""
    nouns = [w.start for n, w in enumerate(line.tokens) if w.stem in target.anatomy.acts and is_noun(line.tokens, n)]
    found = [match.start() for match in patterns("barring", "undone_after").finditer(line.text)] if nouns else []
    return bool(found) and any(noun < max(found) for noun in nouns)


def _told_of_another(target: Target, line: Line, ways: Sequence[Way]) -> bool:
    """Say whether what is turned down, or told as the opposite, has another doer or another bearer than the claim's act."""
    opposites = {said for meant, said in target.opposites if meant in target.anatomy.acts and said in line.places}
    acts = opposites if ways == (Way.OPPOSITE,) else target.anatomy.acts
    return ways != (Way.NOT_BY,) and Way.POINTS_BACK not in ways and target.in_other_roles(line, acts)


def _of_somebody_named_since(ready: ReadyArticle, target: Target, place: int) -> bool:
    """Say whether "he" of a sentence without the claim's own names is somebody else, whom the sentence before names."""
    line, own = ready.lines[place], (target.anatomy.doers | target.anatomy.bearers) & target.names
    if not own or not own.isdisjoint(line.places) or not line.refers_back or not place:
        return False
    before = ready.lines[place - 1]
    return own.isdisjoint(before.places) and bool(before.names - target.names)


def _governed(name: str, target: Target, line: Line, acts: Sequence[int], told: Sequence[int] = ()) -> bool:
    """Say whether a cue that the claim has not governs what happened, or half of what a sentence holds of the claim."""
    return any(
        any(cue.start <= act < cue.end for act in acts) or 2 * sum(cue.start <= at < cue.end for at in told) >= len(told) > 0
        for cue in barring_cues(name, line.text)
        if not target.has(cue.text)
    )


def _reason_untold(target: Target, line: Line, lent: AbstractSet[str]) -> bool:
    """Say whether a claim gives a reason of which neither a sentence nor those before it hold a word."""
    because = _BECAUSE.search(target.content)
    given = {w.stem for w in words(target.content[because.end() :]) if is_content(w)} if because else set()
    return bool(given) and given.isdisjoint(line.places.keys() | lent)


def _other_name(ready: ReadyArticle, target: Target, place: int) -> bool:
    """Say whether a sentence has a name that the claim has not, and too little of the claim's names."""
    line = ready.lines[place]
    near = line.places.keys() | ready.lent(place)
    near |= {name for name in target.names - near if any(_is_of(name, other) for other in line.names | ready.lead)}
    if (target.names and target.names.isdisjoint(near)) or any(
        one.lower in _OTHERS and one.lower not in target.forms and two.stem in target.weights
        for one, two in pairwise(line.tokens)
    ):
        return True
    speaking = {w.stem for a in line.attributions if a.hop.kind is HopKind.PERSON for w in words(a.hop.name)}
    own = {other for other in line.names for name in target.names if _is_of(name, other)}
    others = line.names - target.weights.keys() - speaking - own
    return bool(others) and target.weigh(target.names & near) < NAMED * target.weigh(target.names)


def _is_of(name: str, other: str) -> bool:
    """Say whether a name is the other's in another form: "Sorvia" and "Sorvian"."""
    short, long = sorted((name, other), key=len)
    return len(short) >= _NAME and long.startswith(short[: len(short) - 1]) and long[len(short) - 1 :] in _BELONGING


def _counts_alike(target: Target, line: Line) -> bool:
    """Say whether a sentence has each of the claim's numbers, unbounded, where it tells the act or else of the same thing."""
    return all(
        any(_same(count, other, target, line) for other in line.counts for count in target.counts if count.value == value)
        for value in target.values
    )


def _same(count: Count, other: Count, target: Target, line: Line) -> bool:
    acts = target.anatomy.acts
    if not (other.value == count.value if not other.exact else count.least <= other.value <= count.most):
        return False
    if not (other.exact or not count.exact or (other.nearby and other.value == count.value)):
        return False
    if _OUT_OF.search(line.text, 0, other.at) and not _OUT_OF.search(target.content, 0, count.at):
        return False
    led = _LED.search(target.content, 0, count.at), _LED.search(line.text, 0, other.at)
    if all(led) and len({match[1].lower() for match in led if match}) > 1:
        return False
    if not acts:
        return other.noun == count.noun
    start = max((m.end() for m in _PART.finditer(line.text, 0, other.at)), default=0)
    stop = _PART.search(line.text, other.at)
    if stop and _WHO.match(line.text, stop.start()):  # "burying two workers, who were dug out"
        stop = _PART.search(line.text, line.text.find("wh", stop.start()) + 3)
    end = stop.start() if stop else len(line.text)
    return other.noun in acts or any(start <= act < end for act in positions_of(line, acts))
