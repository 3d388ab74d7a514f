"""Why a claim has its level, in words: what counted, whether it holds without any one origin, what would change it."""

from collections.abc import Sequence

from bot.domain.model import Claim, Layer, Level, Stance, Tone
from bot.domain.provenance import UNHEARD, UNSAID
from bot.domain.weighing import (
    TOP_GRADES,
    Rules,
    WeighedOrigin,
    counting,
    denial_of,
    disputing,
    newsrooms,
    score_of,
    weakest_without,
)
from bot.domain.wording import counted, listed, origins_said


def reasons(claim: Claim, level: Level, origins: Sequence[WeighedOrigin], rules: Rules) -> tuple[str, ...]:
    """Say why, as sentences: the verdict, its robustness where that matters, and the next step."""
    return (_verdict(claim, level, origins, rules), *_robustness(level, origins, rules), _next_step(level, origins, rules))


def _verdict(claim: Claim, level: Level, origins: Sequence[WeighedOrigin], rules: Rules) -> str:
    supporting = [o for o in origins if o.supports > 0]
    denying = [o for o in origins if o.denies > 0]
    sides = disputing(origins, rules)
    match level:
        case Level.UNVERIFIED if denying:
            return f"Nobody confirms it; {_denial(denying)}."
        case Level.UNVERIFIED:
            return "No approved report confirms it." if origins else "No approved report confirms or denies it."
        case Level.DISPUTED if sides:
            confirming = listed([_confirming(origin) for origin in sides[0]])
            return f"Confirmed by {confirming}, but {_denial(sides[1])}, {_compared(origins)}."
        case _:
            against = f"{_denial(denying)}, {_compared(origins)}."
            return " ".join([_support(claim, supporting), *([against[0].upper() + against[1:]] if denying else [])])


def _denial(denying: Sequence[WeighedOrigin]) -> str:
    names = [name for origin in denying for name in origin.against or (_name(origin),)]
    one = len(names) == 1 and denying[0].root.known
    return f"{listed(names)} {'denies' if one else 'deny'} it"


def _compared(origins: Sequence[WeighedOrigin]) -> str:
    """Compare all that is denied with all that is confirmed, as the score does."""
    difference = denial_of(origins) - sum(o.supports for o in origins if o.root.known)
    return "which weighs as much" if abs(difference) < 0.005 else f"which weighs {'more' if difference > 0 else 'less'}"


def _support(claim: Claim, supporting: Sequence[WeighedOrigin]) -> str:
    confirming = [r for o in supporting for r in o.reports if r.stance is Stance.CONFIRMS]
    unsure = all(r.tone is Tone.UNCERTAIN for r in confirming)
    said = "Heard by" if claim.layer is Layer.UTTERANCE else "Reported as unconfirmed by" if unsure else "Confirmed by"
    outlets = len({r.outlet.name for r in confirming})
    known = [o for o in supporting if o.root.known]
    independent = [o for o in known if o.root.independent]
    if not known:
        return f"{said} {_without_origin(outlets, {o.root.name for o in supporting})}"
    at_most = sum(o.at_most for o in known)
    # That many outlets have it from fewer origins is what an editor must see; one each goes without saying.
    through = f"{counted(outlets, 'outlet')}, from " if outlets > at_most else ""
    sentence = f"{said} {through}{origins_said(len(known), at_most)}: {_named(known)}."
    if not independent:
        sentence = f"{sentence} {'It has' if at_most == 1 else 'Each of them has'} a stake in the claim."
    elif len(independent) < len(known):
        sentence = f"{sentence} Without a stake in the claim: {_named(independent)}."
    if both := [o for o in known if o.denies > 0 and not o.against]:
        sentence = f"{sentence} On both sides, so counted on neither: {_named(both)}."
    for origin in (o for o in known if o.against):
        one = listed(sorted({*origin.apart, *origin.against}))
        sentence = f"{sentence} Perhaps {one} are one, so counted on neither side."
    if len(known) < len(supporting):
        sentence = f"{sentence} Reports that do not say where they have it from may rest on the same, so they add nothing."
    return sentence


def _without_origin(outlets: int, names: set[str]) -> str:
    if names <= {UNSAID, UNHEARD}:
        one, verb = outlets == 1, "heard it" if UNHEARD in names else "know" if outlets > 1 else "knows"
        says = "does not say how it" if one else "do not say how they"
        return f"{counted(outlets, 'outlet')} that {says} {verb}. No origin is known."
    return f"{counted(outlets, 'outlet')}, through {listed(sorted(names))}. No origin is known."


def _robustness(level: Level, origins: Sequence[WeighedOrigin], rules: Rules) -> list[str]:
    left, lost = weakest_without(origins, rules)
    if lost is None or level not in (Level.CORROBORATED, Level.VERIFIED):
        return []
    holds = "it holds" if left >= rules.survives else "it does not hold"
    return [f"Without {lost} the score falls from {score_of(origins, rules):.0%} to {left:.0%}: {holds}."]


def _next_step(level: Level, origins: Sequence[WeighedOrigin], rules: Rules) -> str:
    supporting = counting(origins, rules)
    independent = [o for o in supporting if o.root.independent]
    score = score_of(origins, rules)
    match level:
        case Level.VERIFIED:
            return "A denial by an independent origin of comparable weight would make it disputed."
        case Level.DISPUTED:
            return "A further independent origin on either side, or a withdrawal, would settle it."
        case Level.UNVERIFIED:
            return "One report that confirms it would make it reported."
        case Level.CORROBORATED if len(independent) >= 2 and len(newsrooms(independent)) == 1:
            return f"All of it comes through one newsroom, {min(newsrooms(independent))}; verified needs a second one."
        case Level.CORROBORATED if len(independent) >= 2 and not any(o.grade in TOP_GRADES for o in independent):
            return "An independent origin by an outlet of grade A or B would make it verified."
        case Level.CORROBORATED:
            return "A further independent origin of good weight would make it verified."
        case _ if len(supporting) >= 2 and independent:
            return f"A corroborated claim needs a score of {rules.corroborated:.0%}; this one has {score:.0%}."
        case _ if independent:
            return "A second independent origin would make it corroborated."
        case _ if supporting:
            return "An origin with no stake in the claim would make it corroborated."
        case _:
            return "Two known origins of weight, one of them with no stake in it, would make it corroborated."


def _named(origins: Sequence[WeighedOrigin]) -> str:
    return listed([_name(origin) for origin in origins]) or "nobody"


def _confirming(origin: WeighedOrigin) -> str:
    """Name an origin by those who confirm it, where perhaps the same denies it."""
    return listed(origin.apart) if origin.against else _name(origin)


def _name(origin: WeighedOrigin) -> str:
    others = [name for name in origin.apart if name != origin.root.name] if origin.at_most > 1 else []
    return f"{origin.root.name} (perhaps the same as {listed(others)})" if others else origin.root.name
