"""What one sentence says about one claim."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.domain.model import Basis, Origin, OriginKind, Stance, Tone
from bot.gateways.builtin.attribution import Attribution, Source, source_of
from bot.gateways.builtin.cues import Cue, backward, forecasts, forward, hedges, negations, phrases
from bot.gateways.builtin.targets import Line, Overlap, Target, quantities, speaks_for
from bot.gateways.builtin.words import lexicon

UNNAMED = Origin(kind=OriginKind.UNNAMED)

BEARS_NEAR = 0.5
BEARS_DIRECT = 0.3
BEARS_ACTS = 0.3
"""Shares of a claim's weight that a sentence must hold to bear on it: with lent names, by itself, and of what happened."""


class Verdict(NamedTuple):
    """What one sentence says about one claim, and how much of the claim it holds."""

    stance: Stance
    tone: Tone
    basis: Basis
    origin: Origin
    strength: float


def bears(found: Overlap) -> bool:
    """Say whether a sentence holds enough of a claim to speak to it."""
    return found.near >= BEARS_NEAR and found.direct >= BEARS_DIRECT and found.acts >= BEARS_ACTS and len(found.hits) > 1


def judge(target: Target, line: Line, found: Overlap, unattributed: Source | None) -> Verdict | None:
    """Judge a sentence that bears on a claim; `unattributed` is whose words bare sentences are (a wire's, a speaker's)."""
    positions = positions_of(line, found.hits - target.names) or positions_of(line, found.hits)
    everywhere = positions_of(line, found.hits)
    source = source_of(line.attributions, everywhere) or source_of(line.attributions, positions) or unattributed
    if target.utterance:
        return _judge_utterance(target, line, found, source)
    stance, doubted = _stance(target, line, positions, source)
    tone = _tone(line, positions, source)
    if doubted:
        tone = Tone.UNCERTAIN
    basis = source.basis if source else Basis.UNSTATED
    if not target.future and basis is not Basis.FORECAST and _governs(forecasts(line.text), positions):
        basis = Basis.FORECAST
    if basis is Basis.FORECAST:
        tone = max(tone, Tone.LIKELY, key=_doubt)
    if stance is Stance.CONFIRMS and _numbers_differ(target, line):
        stance = Stance.CONTEXT
    return Verdict(stance, tone, basis, source.origin if source else UNNAMED, found.near)


def positions_of(line: Line, stems: frozenset[str]) -> list[int]:
    """Give where some stems stand in a sentence."""
    return [place for s in stems for place in line.places.get(s, ())]


def points_back(text: str) -> bool:
    """Say whether a sentence turns down, as a whole, what was said before it: "That is a hoax", "he denied the rumours"."""
    cues = [*forward(phrases("stance", "debunk"), text), *forward(phrases("stance", "deny"), text)]
    if not cues or len(text) > 300:
        return False
    pointers = [m.start() for m in phrases("stance", "pointer").finditer(text)]
    return any(0 <= p - cue.at <= 45 or 0 < cue.at - p <= 60 for cue in cues for p in pointers)


def _judge_utterance(target: Target, line: Line, found: Overlap, source: Source | None) -> Verdict | None:
    if source is None:
        return None
    own = next((a for a in source.chain if speaks_for(target, a)), None)
    if own is None:
        return None
    outer = [a for a in source.chain if a is not own and a.basis is Basis.RELAYED]
    relay = next((a.origin for a in outer if a.origin.kind is OriginKind.OUTLET), None)
    tone = Tone.CERTAIN
    lead = line.text[: own.at] + line.text[own.at : min((a for a, _ in own.scopes if a > own.at), default=own.at)]
    if re.search(r"\b(?:reportedly|allegedly|apparently|purportedly)\b", lead, re.IGNORECASE):
        tone = Tone.UNCERTAIN
    stance = Stance.DENIES if own.denies else Stance.CONFIRMS
    return Verdict(stance, tone, Basis.RELAYED if outer else Basis.ON_RECORD, relay or own.origin, found.near)


def _stance(target: Target, line: Line, positions: Sequence[int], source: Source | None) -> tuple[Stance, bool]:
    text = line.text
    turned = sum(1 for cue in negations(text) if _governs([cue], positions))
    against = target.negated
    denials = [c for c in forward(phrases("stance", "deny"), text) if not _blame(text, c)]
    denied = any(a.denies for a in source.chain) if source else False
    scope = [c for c in denials if _governs([c], positions)] or [c for c in backward(phrases("stance", "deny"), text) if _governs([c], positions) and denials]
    lies = [c for c in forward(phrases("stance", "debunk"), text)]
    denied = (denied and bool(denials)) or bool(scope)
    debunked = bool(lies) and not target.debunks and not any(_governs([n], [c.at]) for n in negations(text) for c in lies)
    odd = (turned % 2 == 1) != against
    if denied and not target.debunks:
        odd = not any(_governs([n], [c.at]) for n in negations(text) for c in scope)
    elif debunked:
        odd = True
    elif _opposite(target, line):
        odd = not odd
    if odd:
        return Stance.DENIES, False
    doubts = list(forward(phrases("stance", "doubt"), text))
    if doubts and not target.negated and not target.debunks:
        return Stance.DENIES, True
    return Stance.CONFIRMS, False


def _tone(line: Line, positions: Sequence[int], source: Source | None) -> Tone:
    tone = Tone.CERTAIN
    for hedge, cue in hedges(line.text):
        if _governs([cue], positions):
            tone = max(tone, hedge, key=_doubt)
    if source and source.tone:
        tone = max(tone, source.tone, key=_doubt)
    return tone


def _governs(cues: Sequence[Cue], positions: Sequence[int]) -> bool:
    """Say whether some cue governs a third or more of the words at some positions."""
    return any(3 * sum(c.start <= p < c.end for p in positions) >= max(len(positions), 1) and positions for c in cues)


def _blame(text: str, cue: Cue) -> bool:
    return bool(phrases("stance", "blame").match(text[cue.start :].lstrip()[:40].removeprefix("any ").removeprefix("all ")))


def _opposite(target: Target, line: Line) -> bool:
    for one, other in _antonyms():
        for said, meant in ((one, other), (other, one)):
            if meant in target.weights and meant not in line.places and said in line.places and said not in target.weights:
                return True
    return False


def _antonyms() -> list[tuple[str, str]]:
    classes = {**lexicon("words")["classes"]}
    return [tuple(f"={w}" if w in classes else w for w in pair) for pair in lexicon("stance")["antonyms"]]  # type: ignore[misc]  # pairs by the file's form


def _numbers_differ(target: Target, line: Line) -> bool:
    """Say whether the sentence counts the claim's things differently."""
    if not target.quantities:
        return False
    here = list(quantities(line.text, line.tokens))
    values = {value for value, _ in here}
    for value, noun in target.quantities:
        others = {v for v, n in here if n == noun}
        if others and value not in values:
            return True
    return False


def _doubt(tone: Tone) -> int:
    return (Tone.CERTAIN, Tone.LIKELY, Tone.UNCERTAIN).index(tone)


def attribution_of_remark(attributions: Sequence[Attribution], at: int) -> Attribution | None:
    """Find who makes a remark that stands at an offset."""
    governing = [a for a in attributions if any(x <= at < y for x, y in a.scopes) or a.at <= at]
    return governing[-1] if governing else None
