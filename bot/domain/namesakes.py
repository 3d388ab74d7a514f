"""Tells people of one name apart whose roles or bodies say that they may be two, so that somebody can be asked."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from bot.domain.institutions import COMMON_ROLES, KIN, LEAVES_OPEN, NO_LONGER, OFFICES, PRIVATE, VAGUE, VOICES
from bot.domain.likeness import likeness
from bot.domain.mentions import Mention, features
from bot.domain.model import Hop, HopKind, Report
from bot.domain.names import plain, taken_apart
from bot.domain.plain_words import in_plain_words
from bot.domain.spelling import Likeness

_SAYS_LITTLE = OFFICES | (LEAVES_OPEN - VOICES) | COMMON_ROLES | KIN | VAGUE
_LONGEST = 60


def told_apart(reports: Sequence[Report]) -> list[Report]:
    """Return reports in which people who may be namesakes have what they are in their names: "John Smith (the lawyer)"."""
    found: dict[str, dict[tuple[str, str], Hop]] = defaultdict(dict)
    for hop in (hop for report in reports for hop in report.path if _is_told(hop)):
        found[plain(hop.name)].setdefault((hop.role, hop.body), hop)
    shared = {name for name, hops in found.items() if any(_may_be_two(a, b) for a, b in combinations(hops.values(), 2))}
    if not shared:
        return list(reports)
    return [report.model_copy(update={"path": tuple(_told(hop, shared) for hop in report.path)}) for report in reports]


def _is_told(hop: Hop) -> bool:
    return hop.kind is HopKind.PERSON and bool(hop.name) and bool(hop.role or hop.body)


def _told(hop: Hop, shared: set[str]) -> Hop:
    if not _is_told(hop) or plain(hop.name) not in shared:
        return hop
    what = " ".join((hop.body or hop.role).translate(str.maketrans("()", "  ")).split())[:_LONGEST].strip()
    return hop.model_copy(update={"name": f"{hop.name} ({'for' if hop.body else 'the'} {what.removeprefix('the ')})"})


def _may_be_two(one: Hop, other: Hop) -> bool:
    """Say whether what two people of one name are does not go together, so that they may be two."""
    does, others = _does(one.role), _does(other.role)
    if does & others:
        return False
    if one.body and other.body:
        return likeness(Mention(one.body, HopKind.BODY), Mention(other.body, HopKind.BODY)) is Likeness.DIFFERENT
    sorts, other_sorts = (features(Mention(hop.name, HopKind.PERSON, hop.role)).sorts for hop in (one, other))
    told = bool(does and others) and bool(sorts | other_sorts)
    return told and not sorts & other_sorts and PRIVATE.isdisjoint(sorts | other_sorts)


@lru_cache(maxsize=8192)
def _does(role: str) -> frozenset[str]:
    """Return the words of a role that say what somebody does; none of what they did before."""
    words = in_plain_words(taken_apart(role).written)
    return frozenset(words) - _SAYS_LITTLE if NO_LONGER.isdisjoint(words) else frozenset()
