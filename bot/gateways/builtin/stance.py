"""What one sentence says about one claim."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.domain.model import OWN_WORK, Basis, Hop, HopKind, Revision, Stance, Tone
from bot.gateways.builtin.attribution import Source, source_of
from bot.gateways.builtin.cues import Cue
from bot.gateways.builtin.lines import Line
from bot.gateways.builtin.targets import Overlap, Target, speaks_for


class Verdict(NamedTuple):
    """What one sentence says about one claim, by which path, and how much of the claim it holds."""

    stance: Stance
    tone: Tone
    basis: Basis
    path: tuple[Hop, ...]
    strength: float
    revises: Revision | None = None


def bears(found: Overlap) -> bool:
    """Say whether a sentence holds enough of a claim to speak to it: most of a short one, or several words of a long one."""
    if not found.told or len(found.hits) < 2 or found.named < 0.5:
        return False
    if not found.surely and found.own_names < 0.3 and found.direct < 0.5:
        return False
    if found.near >= 0.5 and found.direct >= 0.3 and found.acts >= 0.3:
        return True
    return len(found.hits) >= 3 and found.direct >= 0.33 and found.acts >= 0.2


def touches(found: Overlap) -> bool:
    """Say whether a sentence is about the same act as a claim, although it may not bear on it."""
    return found.told and len(found.hits) >= 2 and found.direct >= 0.22 and found.named >= 0.3


def judge(target: Target, line: Line, found: Overlap, unattributed: Source | None) -> Verdict | None:
    """Judge a sentence that bears on a claim; `unattributed` is whose words bare sentences are (a wire's, a speaker's)."""
    positions = positions_of(line, found.hits - target.names) or positions_of(line, found.hits)
    everywhere = positions_of(line, found.hits)
    # Of "Roe had warned of it, a letter says", the letter is the source of "Roe warned of it".
    told = positions_of(line, target.anatomy.acts)
    outer = [a for a in line.attributions if a.verb not in told]
    made = (source_of(found, where) for found in (outer, line.attributions) for where in (everywhere, positions))
    source = next(filter(None, made), unattributed)
    if target.utterance:
        return _judge_utterance(target, line, found, source)
    stance, doubted = _stance(target, line, positions, source)
    tone = _tone(line, positions, source)
    if doubted:
        tone = Tone.UNCERTAIN
    basis = source.basis if source else Basis.UNSTATED
    if not target.future and basis is not Basis.FORECAST and _governs(line.forecasts, positions):
        basis = Basis.FORECAST
    if basis is Basis.FORECAST:
        tone = max(tone, Tone.LIKELY, key=_doubt)
    if stance is Stance.CONFIRMS and (
        basis is Basis.FORECAST or _numbers_differ(target, line) or _governs(line.undecided, positions)
    ):
        stance = Stance.CONTEXT
    return Verdict(stance, tone, basis, source.path if source else (OWN_WORK,), found.near)


def positions_of(line: Line, stems: frozenset[str]) -> list[int]:
    """Return where some stems stand in a sentence."""
    return [place for s in stems for place in line.places.get(s, ())]


def _judge_utterance(target: Target, line: Line, found: Overlap, source: Source | None) -> Verdict | None:
    if source is None:
        return None
    own = next((a for a in source.chain if speaks_for(target, a)), None)
    if own is None:
        return None
    outer = [a.hop for a in source.chain if a is not own and a.basis is Basis.RELAYED]
    relays = [hop for hop in outer if hop.kind is HopKind.OUTLET]
    tone = Tone.CERTAIN
    lead = line.text[: own.at] + line.text[own.at : min((a for a, _ in own.scopes if a > own.at), default=own.at)]
    if re.search(r"\b(?:reportedly|allegedly|apparently|purportedly)\b", lead, re.IGNORECASE):
        tone = Tone.UNCERTAIN
    stance = Stance.DENIES if own.denies else Stance.CONFIRMS
    return Verdict(stance, tone, Basis.RELAYED if outer else Basis.ON_RECORD, (*relays[:1], own.hop), found.near)


def _stance(target: Target, line: Line, positions: Sequence[int], source: Source | None) -> tuple[Stance, bool]:
    """Say where a sentence stands, and whether it only doubts."""
    acts = positions_of(line, target.anatomy.acts)
    turned = any(_governs([cue], acts or positions) for cue in line.negations if not target.has(cue.text) or target.negated)
    denials = [cue for cue in line.denials if _governs([cue], positions)]
    if source and any(a.denies for a in source.chain):
        denials = denials or line.denials
    odd = turned != target.negated
    if denials and not target.debunks:
        odd = not any(_governs([n], [cue.at]) for n in line.negations for cue in denials)
    elif line.debunks and not target.debunks:
        odd = not any(_governs([n], [cue.at]) for n in line.negations for cue in line.debunks)
    elif _opposite(target, line):
        odd = not odd
    if odd:
        return Stance.DENIES, False
    if line.doubts and not target.negated and not target.debunks:
        return Stance.DENIES, True
    return Stance.CONFIRMS, False


def _tone(line: Line, positions: Sequence[int], source: Source | None) -> Tone:
    tone = Tone.CERTAIN
    for hedge, cue in line.hedges:
        if _governs([cue], positions):
            tone = max(tone, hedge, key=_doubt)
    if source and source.tone:
        tone = max(tone, source.tone, key=_doubt)
    return tone


def _governs(cues: Sequence[Cue], positions: Sequence[int]) -> bool:
    """Say whether some cue governs a third or more of the words at some positions."""
    return any(3 * sum(c.start <= p < c.end for p in positions) >= max(len(positions), 1) and positions for c in cues)


def _opposite(target: Target, line: Line) -> bool:
    return any(said in line.places and meant not in line.places for meant, said in target.opposites)


def _numbers_differ(target: Target, line: Line) -> bool:
    """Say whether the sentence counts differently from the claim, or not at all."""
    return not target.values <= line.values


def _doubt(tone: Tone) -> int:
    return (Tone.CERTAIN, Tone.LIKELY, Tone.UNCERTAIN).index(tone)
