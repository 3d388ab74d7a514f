"""Where information really comes from: reports on one claim collapse to the origins that they share.

A root is found by the first of these that applies: the words are another outlet's (wire credit, copied passages, "X
reported"): whatever that outlet's own reports on record rest on, else the outlet; somebody is named: that person, body or
document; the outlet's own work: its owner, so that sister papers are one. Nobody named: unknown, and unknown is never
independent.

For a statement made in public, outlets that attribute straight to the speaker are witnesses that it was *said*; for what
was said they all share one origin, the speaker.
"""

from collections.abc import Mapping, Sequence

from bot.domain.model import UNKNOWN_OUTLET, Basis, Claim, Grade, Layer, OriginKind, Report, Stance, Tone, Value
from bot.domain.names import cluster, is_bare_title, may_be_one, plain, same_name

UNKNOWN = "unnamed sources"
UNHEARD = "outlets that do not say how they heard it"
CIRCLE = "outlets that repeat each other"
HOLLOW = "copies of a report that does not say it"
NAMELESS = (UNKNOWN, UNHEARD, CIRCLE, HOLLOW)
_NAMED = (OriginKind.PERSON, OriginKind.BODY, OriginKind.DOCUMENT)


class Root(Value):
    """Where one report comes from: `known` where it has a name, `independent` where it has no stake in the claim either.

    `own_name` is the root as this report calls it; `name` is the origin that it counts with. A `party` has a stake; a title
    without a name is `doubtful`. An `echo` repeats reports on record and adds nothing to them; `newsroom` is the house whose
    words these are.
    """

    name: str
    own_name: str
    known: bool
    independent: bool
    party: bool
    doubtful: bool
    echo: bool
    newsroom: str
    why: str


def bears(report: Report) -> bool:
    """Tell whether a report counts on its claim at all: it confirms or denies, and not as a forecast."""
    return report.stance in (Stance.CONFIRMS, Stance.DENIES) and report.basis is not Basis.FORECAST


def second_hand(report: Report) -> str | None:
    """Name the other outlet whose report this one repeats, where it says so or its words show it."""
    cited = report.origin.name if report.origin.kind is OriginKind.OUTLET else None
    return next((name for name in (report.copy_of, cited) if name and name != report.outlet.name), None)


def roots(claim: Claim, reports: Sequence[Report]) -> Mapping[str, Root]:
    """Find the root of each report that bears on one claim; keys are report ids. The order of `reports` never matters."""
    record = _Record(claim, reports)
    ends = {report.id: record.end(report) for report in record.bearing}
    called = {key: end if isinstance(end, str) else record.base(end)[0] for key, end in ends.items()}
    stakes = {record.key(party) for party in record.stakes}
    bare = {record.key(r.origin.name) for r in record.bearing if r.origin.kind in _NAMED[:2] and is_bare_title(r.origin.name)}
    found = {}
    for report in record.bearing:
        end, own_name = ends[report.id], called[report.id]
        known = own_name not in NAMELESS
        name = record.show(own_name) if known else own_name
        party = known and record.key(own_name) in stakes
        doubtful = known and record.key(own_name) in bare
        why = record.why(report, end, own_name)
        if party:
            why = f"{why}; {name} has a stake in the claim"
        elif doubtful:
            why = f"{why}; a title without a name is not independent"
        found[report.id] = Root(
            name=name,
            own_name=own_name,
            known=known,
            independent=known and not party and not doubtful,
            party=party,
            doubtful=doubtful,
            # Outlets that only repeat each other confirm nothing; a denial by them still counts, so that no copy lifts it.
            echo=own_name == HOLLOW
            or (own_name == CIRCLE and report.stance is Stance.CONFIRMS)
            or (end is not report and not isinstance(end, str)),
            newsroom=record.show(record.house(report) if isinstance(end, str) else record.house(end)),
            why=why,
        )
    return found


def stakes_in(claim: Claim) -> tuple[str, ...]:
    """Name those with a stake in a claim."""
    # Whoever said it is the best witness that it was said, and no witness that it is so.
    own_word = (claim.speaker,) if claim.speaker and claim.layer is Layer.SUBSTANCE else ()
    return (*own_word, *claim.parties)


class _Record:
    """The reports on one claim, one name for each person, body and newsroom in them, and who repeats whom."""

    def __init__(self, claim: Claim, reports: Sequence[Report]) -> None:
        self.claim = claim
        self.stakes = stakes_in(claim)
        self.bearing = [r for r in reports if bears(r)]
        self._idle = [r for r in reports if not bears(r)]
        people = {name for name in (claim.speaker, *claim.parties) if name}
        houses = {(r.outlet.name, r.outlet.house) for r in self.bearing}
        houses |= {(name, r.repeated_house) for r in self.bearing if r.repeated_house and (name := second_hand(r))}
        mentioned = people | {name for r in self.bearing for name in (r.copy_of, r.origin.name) if name}
        self._keys = cluster(mentioned, houses)
        self._houses = dict(sorted(houses))
        owners = {house for outlet, house in houses if outlet != house}
        # People of the claim are called as the claim calls them, whatever the next article writes; sister papers by owner.
        ranked = sorted(
            self._keys,
            key=lambda name: (name not in people, name not in owners, -len(plain(name)), len(name), name),
        )
        self._shown = {self._keys[name]: name for name in reversed(ranked)}
        self._by: dict[str, list[Report]] = {}
        for report in self.bearing:
            self._by.setdefault(self.key(report.outlet.name), []).append(report)
        beside: dict[tuple[str, str], set[str]] = {}
        for report in self.bearing:
            if name := second_hand(report):
                beside.setdefault((report.outlet.name, report.url), set()).add(name)
        self._beside = {article: min(names) for article, names in beside.items()}

    def key(self, name: str) -> str:
        return self._keys.get(name, name)

    def show(self, name: str) -> str:
        return self._shown.get(self.key(name), name)

    def called(self, name: str) -> str:
        """Return a name as the record calls it, or as it stands where the record's name is only perhaps the same."""
        shown = self.show(name)
        return shown if same_name(name, shown) else name

    def house(self, report: Report) -> str:
        """Name the newsroom whose words a report carries."""
        repeated = self.repeated(report)
        return report.repeated_house or self._houses.get(repeated, repeated) if repeated else report.outlet.house

    def repeated(self, report: Report) -> str | None:
        """Name the outlet that a report repeats; one that names the speaker may do so beside, in the same article."""
        if name := second_hand(report):
            return name
        unseen = self._names_speaker(report) and report.basis is not Basis.WITNESSED
        return self._beside.get((report.outlet.name, report.url)) if unseen else None

    def end(self, report: Report) -> Report | str:
        """Follow what a report repeats to the report on record that it rests on: itself, where it repeats none.

        Of several, one from whom the report says that it has it, else the weakest. Names CIRCLE where there is no end.
        """
        seen, waiting, ends = {report.id}, [report], []
        houses = set()
        while waiting:
            at = waiting.pop()
            originals = self._originals(at)
            houses.add(self.key(at.outlet.house))
            if not originals:
                ends.append(at)
            waiting += [original for original in originals if original.id not in seen]
            seen |= {original.id for original in originals}
        if not ends:
            return report.outlet.house if len(houses) == 1 else CIRCLE
        named = [e for e in ends if report.origin.kind in _NAMED and self.key(self.base(e)[0]) == self.key(report.origin.name)]
        return min(named or ends, key=self._strength)

    def _originals(self, report: Report) -> list[Report]:
        repeated = self.repeated(report)
        there = self._by.get(self.key(repeated), []) if repeated else []
        return [r for r in there if r.stance is report.stance and r.outlet.name != report.outlet.name]

    def base(self, report: Report) -> tuple[str, str]:
        """Name the root of a report that repeats none on record, and say why."""
        outlet, origin = report.outlet.name, report.origin
        if repeated := self.repeated(report):
            how = f"{outlet} {'carries the words of' if report.copy_of else 'repeats'} {self.called(repeated)}"
            if report.copy_of and self._is_hollow(report, repeated):
                return (
                    HOLLOW,
                    f"{how}, whose own report does not {'confirm' if report.stance is Stance.CONFIRMS else 'deny'} this",
                )
            if report.copy_of and origin.kind in _NAMED and not self._names_speaker(report):
                return origin.name, f"{how}, which {self._has_it(report)}"
            return self.house(report), how
        if origin.kind in (OriginKind.OWN, OriginKind.OUTLET):
            if outlet == UNKNOWN_OUTLET:
                return UNKNOWN, "Nobody knows who published this; unknown is not independent"
            shared = f", one house with {report.outlet.house}" if report.outlet.family else ""
            return report.outlet.house, f"{outlet}'s own work{shared}"
        if origin.kind is OriginKind.UNNAMED:
            return UNKNOWN, f"{outlet} does not name who it has this from; unknown is not independent"
        if self._names_speaker(report):
            return self._heard(report)
        return origin.name, f"{outlet} {self._has_it(report)}"

    def _heard(self, report: Report) -> tuple[str, str]:
        """Take an outlet as a witness of a statement where it says so, or is one that can be judged and quotes it."""
        outlet, judged = report.outlet, report.outlet.grade is not Grade.F
        if outlet.name != UNKNOWN_OUTLET and (report.basis is Basis.WITNESSED or (report.basis is Basis.ON_RECORD and judged)):
            return outlet.house, f"{outlet.name} heard it"
        cause = "" if judged else " and cannot be judged"
        return UNHEARD, f"{outlet.name} does not say how it heard this{cause}; unknown is not independent"

    def why(self, report: Report, end: Report | str, root: str) -> str:
        """Say in a clause how a report leads to its root."""
        if end is report:
            return self.base(report)[1]
        repeated = self.repeated(report) or report.outlet.house
        how = f"{report.outlet.name} {'carries the words of' if report.copy_of else 'repeats'} {self.called(repeated)}"
        return how if self.key(root) == self.key(repeated) else f"{how}, which rests on {self.called(root)}"

    def _has_it(self, report: Report) -> str:
        document = report.origin.kind is OriginKind.DOCUMENT
        return f"{'rests on a document:' if document else 'has it from'} {self.called(report.origin.name)}"

    def _names_speaker(self, report: Report) -> bool:
        speaker = self.claim.speaker if self.claim.layer is Layer.UTTERANCE else None
        return speaker is not None and report.origin.kind in _NAMED and same_name(report.origin.name, speaker)

    def _is_hollow(self, copy: Report, copied: str) -> bool:
        """Say whether a copy says what the copied outlet's own reports on the claim, of any sort, do not say."""
        own = [r for r in (*self.bearing, *self._idle) if r.outlet.name != copy.outlet.name]
        return any(same_name(r.outlet.name, copied) for r in own)

    def _strength(self, report: Report) -> tuple[bool, bool, int, int, int, str, str]:
        name = self.base(report)[0]
        interested = any(may_be_one(party, name) for party in self.stakes)
        ranks = ([*Grade].index(report.outlet.grade), [*Tone].index(report.tone), [*Basis].index(report.basis))
        return (name not in NAMELESS, not interested, -ranks[0], -ranks[1], -ranks[2], name, self.house(report))
