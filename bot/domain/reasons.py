"""Why a claim stands where it stands, in words: what counted, whether it holds without one origin, what would change it."""

from collections.abc import Sequence

from bot.domain.model import Claim, Layer, Level
from bot.domain.weighing import TOP_GRADES, Rules, WeighedOrigin, score_of, weakest_without


def reasons(claim: Claim, level: Level, origins: Sequence[WeighedOrigin], rules: Rules) -> tuple[str, ...]:
    """Say why, as sentences: the verdict, its robustness where that matters, and the next step."""
    return (_verdict(claim, level, origins), *_robustness(level, origins, rules), _next_step(level, origins))


def _verdict(claim: Claim, level: Level, origins: Sequence[WeighedOrigin]) -> str:
    supporting = [o for o in origins if o.supports > 0]
    denying = [o for o in origins if o.denies > 0]
    denial = f"{_named(denying)} {'denies' if len(denying) == 1 else 'deny'} it"
    match level:
        case Level.UNVERIFIED if denying:
            return f"Nobody confirms it; {denial}."
        case Level.UNVERIFIED:
            return "No approved report confirms or denies it."
        case Level.DISPUTED:
            return f"Confirmed by {_named([o for o in supporting if o.root.known])}, but {denial}, with comparable weight."
        case _:
            heavier = sum(o.denies for o in denying) > sum(o.supports for o in supporting)
            against = f"{denial}, which weighs {'more' if heavier else 'less'}."
            return " ".join([_support(claim, supporting), *([against] if denying else [])])


def _support(claim: Claim, supporting: Sequence[WeighedOrigin]) -> str:
    said = "Heard by" if claim.layer is Layer.UTTERANCE else "Confirmed by"
    outlets = len({r.outlet.name for o in supporting for r in o.reports})
    known = [o for o in supporting if o.root.known]
    independent = [o for o in known if o.root.independent]
    if not known:
        return f"{said} {_count(outlets, 'outlet')}, by {_named(supporting)} alone: no known origin."
    sentence = f"{said} {_count(outlets, 'outlet')}, {_count(len(known), 'origin')}: {_named(known)}."
    if not independent:
        sentence = f"{sentence} None of them is independent of the claim."
    elif len(independent) < len(known):
        sentence = f"{sentence} Independent of the claim: {_named(independent)}."
    if len(known) < len(supporting):
        sentence = f"{sentence} Reports of unknown origin may rest on the same, so they do not count beside them."
    return sentence


def _robustness(level: Level, origins: Sequence[WeighedOrigin], rules: Rules) -> list[str]:
    left, lost = weakest_without(origins, rules)
    if lost is None or level not in (Level.CORROBORATED, Level.VERIFIED):
        return []
    holds = "it holds" if left >= rules.survives else "it does not hold"
    return [f"Without {lost.root.name} the score falls from {score_of(origins, rules):.0%} to {left:.0%}: {holds}."]


def _next_step(level: Level, origins: Sequence[WeighedOrigin]) -> str:
    independent = [o for o in origins if o.root.independent and o.supports > 0 and o.denies == 0]
    match level:
        case Level.VERIFIED:
            return "A denial by an independent origin of comparable weight would make it disputed."
        case Level.DISPUTED:
            return "A further independent origin on either side, or a withdrawal, would settle it."
        case Level.UNVERIFIED:
            return "One report that confirms it would make it reported."
        case Level.CORROBORATED if len(independent) >= 2 and not any(o.grade in TOP_GRADES for o in independent):
            return "An independent origin by an outlet of grade A or B would make it verified."
        case Level.CORROBORATED:
            return "A further independent origin of good weight would make it verified."
        case _ if independent:
            return "A second independent origin would make it corroborated."
        case _:
            return "An origin that is independent of those named would make it corroborated."


def _named(origins: Sequence[WeighedOrigin]) -> str:
    names = [o.root.name for o in origins]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
