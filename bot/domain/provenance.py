"""Where information really comes from: reports on one claim collapse to the origins that they share.

A root is found by the first of these that applies: the words are another outlet's (wire credit, copied passages, "X
reported"): that outlet, or whatever it rests on itself; somebody is named: that person, body or document; the outlet's own
work: its owner, so that sister papers are one. Nobody named: unknown, and unknown is never independent.

For a statement made in public, outlets that attribute straight to the speaker are witnesses that it was *said*; for what
was said they all share one origin, the speaker.
"""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.model import Basis, Claim, Grade, Layer, OriginKind, Report, Value
from bot.domain.names import cluster

UNKNOWN = "unnamed sources"
UNHEARD = "outlets that do not say how they heard it"
NAMELESS = (UNKNOWN, UNHEARD)


class Root(Value):
    """Where one report comes from: `known` where it has a name, `independent` where it has no stake in the claim either.

    `repeats` are the ids of the reports on record that this one copies or relays.
    """

    name: str
    known: bool
    independent: bool
    repeats: tuple[str, ...] = ()
    why: str


def second_hand(report: Report) -> str | None:
    """Name the outlet whose report this one repeats, where it says so or its words show it."""
    if report.copy_of is not None:
        return report.copy_of
    return report.origin.name if report.origin.kind is OriginKind.OUTLET else None


def roots(claim: Claim, reports: Sequence[Report]) -> Mapping[str, Root]:
    """Find the root of each report on one claim; keys are report ids. The order of `reports` never matters."""
    names = _Names(claim, reports)
    stakes = _stakes(claim)
    found: dict[str, Root] = {}
    for report in reports:
        root, why = _root(report, claim, names, seen=frozenset())
        known = root not in NAMELESS
        interested = [party for party in stakes if names.same(party, root)]
        if interested:
            why = f"{why}; {root} has a stake in the claim"
        repeated = second_hand(report)
        repeats = tuple(r.id for r in names.by(repeated) if r.id != report.id) if repeated else ()
        found[report.id] = Root(name=root, known=known, independent=known and not interested, repeats=repeats, why=why)
    return found


def _stakes(claim: Claim) -> tuple[str, ...]:
    # Whoever said it is the best witness that it was said, and no witness that it is so.
    own_word = (claim.speaker,) if claim.speaker and claim.layer is Layer.SUBSTANCE else ()
    return (*own_word, *claim.parties)


class _Names:
    """One canonical name for each person, body and newsroom that the reports mention, and each outlet's own reports."""

    def __init__(self, claim: Claim, reports: Sequence[Report]) -> None:
        house = {r.outlet.name: r.outlet.house for r in reports}
        mentioned: set[str] = {*house, *house.values(), *claim.parties}
        mentioned |= {name for r in reports for name in (r.copy_of, r.origin.name) if name}
        if claim.speaker:
            mentioned.add(claim.speaker)
        self._cluster = cluster(mentioned)
        self._house = {self._cluster[outlet]: self._cluster[owner] for outlet, owner in sorted(house.items())}
        self._shown = {key: min(_spelled(key, self._cluster)) for key in set(self._cluster.values())}
        # People of the claim are called as the claim calls them, whatever the next article writes.
        self._shown |= {self._cluster[name]: (False, 0, name) for name in (*claim.parties, claim.speaker) if name}
        self.first_hand: dict[str, list[Report]] = {}
        for report in sorted(reports, key=lambda r: r.id):
            self.first_hand.setdefault(self._key(report.outlet.name), []).append(report)

        self._beside = {r.url: name for r in sorted(reports, key=lambda r: r.id) if (name := second_hand(r))}

    def _key(self, name: str) -> str:
        key = self._cluster.get(name, name)
        return self._house.get(key, key)

    def show(self, name: str) -> str:
        key = self._key(name)
        return self._shown[key][-1] if key in self._shown else name

    def same(self, one: str, other: str) -> bool:
        return self._key(one) == self._key(other)

    def repeated_beside(self, report: Report) -> str | None:
        """Name the outlet that another report of the same article repeats on this claim."""
        return self._beside.get(report.url)

    def by(self, name: str) -> Iterable[Report]:
        return self.first_hand.get(self._key(name), ())


def _spelled(key: str, clusters: Mapping[str, str]) -> list[tuple[bool, int, str]]:
    """List the spellings of one cluster so that the canonical one, else the longest, is the least."""
    return [(name.casefold() != key, -len(name), name) for name, own in clusters.items() if own == key]


def _root(report: Report, claim: Claim, names: _Names, *, seen: frozenset[str]) -> tuple[str, str]:
    if repeated := second_hand(report):
        return _behind(repeated, report, claim, names, seen=seen)
    origin = report.origin
    if origin.kind is OriginKind.OWN:
        shared = f", one house with {names.show(report.outlet.house)}" if report.outlet.family else ""
        return names.show(report.outlet.house), f"{report.outlet.name}'s own work{shared}"
    if origin.kind is OriginKind.UNNAMED:
        return UNKNOWN, f"{report.outlet.name} does not name who it has this from; unknown is not independent"
    if claim.layer is Layer.UTTERANCE and claim.speaker and names.same(origin.name, claim.speaker):
        return _heard(report, claim, names, seen=seen)
    return names.show(origin.name), f"{report.outlet.name} has it from {names.show(origin.name)}"


def _heard(report: Report, claim: Claim, names: _Names, *, seen: frozenset[str]) -> tuple[str, str]:
    """Take an outlet as a witness of a statement, unless the same article has it from another outlet."""
    if report.basis is not Basis.WITNESSED and (repeated := names.repeated_beside(report)):
        return _behind(repeated, report, claim, names, seen=seen)
    if report.basis is not Basis.WITNESSED and report.outlet.grade is Grade.F:
        return UNHEARD, f"{report.outlet.name} does not say how it heard this and cannot be judged; unknown is not independent"
    return names.show(report.outlet.house), f"{report.outlet.name} heard it"


def _behind(outlet: str, report: Report, claim: Claim, names: _Names, *, seen: frozenset[str]) -> tuple[str, str]:
    """Follow a repeated report to what the repeated outlet itself rests on, as far as the record knows."""
    how = "carries the words of" if report.copy_of else "repeats"
    why = f"{report.outlet.name} {how} {names.show(outlet)}"
    if claim.layer is Layer.SUBSTANCE and report.copy_of and report.origin.kind in _NAMED:
        return names.show(report.origin.name), f"{why}, which has it from {names.show(report.origin.name)}"
    for original in names.by(outlet):
        if original.id != report.id and original.id not in seen and original.stance is report.stance:
            root, _ = _root(original, claim, names, seen=seen | {report.id})
            return root, why if names.same(root, outlet) else f"{why}, which rests on {root}"
    return names.show(outlet), why


_NAMED = (OriginKind.PERSON, OriginKind.BODY, OriginKind.DOCUMENT)
