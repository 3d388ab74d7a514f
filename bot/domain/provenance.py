"""Where information really comes from: the paths of the reports on one claim, followed to the origins that they share.

A path is followed from its end. It ends at somebody named: that person, the body that they speak for, or a document and whoever
issued it. It ends at another outlet: whatever that outlet's own reports on record rest on, else the outlet. It ends at the
outlet's own work: its owner, so that sister papers are one, if the article shows that it is its own. Else nobody knows, and
unknown is never independent. Which names are one origin says `bot/domain/identity.py`.

For a statement made in public, outlets that attribute straight to the speaker are witnesses that it was *said*; for what
was said they all share one origin, the speaker.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from bot.domain.copies import without_reversed
from bot.domain.genres import bears
from bot.domain.identity import Identities
from bot.domain.later import withdrawals
from bot.domain.likeness import may_be_outlet
from bot.domain.mentions import Mention, is_office, key_of
from bot.domain.model import (
    UNKNOWN_OUTLET,
    Basis,
    Claim,
    Genre,
    Grade,
    Hop,
    HopKind,
    Layer,
    Report,
    Ruling,
    Stance,
    Tone,
)
from bot.domain.names import plain
from bot.domain.namesakes import told_apart
from bot.domain.papers import is_nobody, resting_on_paper

UNKNOWN = "unnamed sources"
UNSAID = "outlets that do not say how they know"
UNHEARD = "outlets that do not say how they heard it"
CIRCLE = "outlets that repeat each other"
HOLLOW = "copies of a report that does not say it"
OPEN_TO_ALL = "sites that anybody can write on"
NAMELESS = (UNKNOWN, UNSAID, UNHEARD, CIRCLE, HOLLOW, OPEN_TO_ALL)
_ANYBODY_WRITES = frozenset({"wikipedia", "facebook", "twitter", "x", "reddit", "tiktok", "telegram", "social media"})
_RANKS = {each: rank for sort in (Grade, Tone, Basis) for rank, each in enumerate(sort)}
_OWN_WORK_SHOWN = (Basis.WITNESSED, Basis.ON_RECORD)


class Root(NamedTuple):
    """Where one report comes from: `known` where it has a name, `independent` where it has no stake in the claim either.

    `own_name` is the root as this report calls it; `sure` is the key of all that are surely the same, and `name` is the origin
    that it counts with, with which it is perhaps the same. A `party` has a stake. An `echo` repeats reports on record and adds
    nothing to them; `newsroom` is the house whose words these are.
    """

    name: str
    own_name: str
    sure: str
    known: bool
    independent: bool
    party: bool
    echo: bool
    newsroom: str
    why: str


def stakes_in(claim: Claim) -> tuple[str, ...]:
    """Name those with a stake in a claim."""
    # Whoever said it is the best witness that it was said, and no witness that it is so.
    own_word = (claim.speaker,) if claim.speaker and claim.layer is Layer.SUBSTANCE else ()
    return (*own_word, *claim.parties)


class Provenance:
    """The reports on one claim, followed to their roots; the order of the reports never matters.

    `roots` has the root of each report that bears on the claim, by report id; an open report counts nowhere. `withdrawn`
    names, for each report that a later one replaced or took back, that later report.
    """

    def __init__(self, claim: Claim, reports: Sequence[Report], rulings: Sequence[Ruling] = ()) -> None:
        # What an open report says nobody knows yet, and whoever is named where nothing is confirmed or denied joins nobody.
        reports = [resting_on_paper(report) for report in reports if report.stance is not Stance.OPEN]
        telling = [report for report in reports if bears(report) or report.revises]
        told = {report.id: report for report in told_apart(telling)}
        reports = [told.get(report.id, report) for report in reports]
        # What the others say of outlets that these cite counts, where these say nothing themselves: whose they are, and that
        # they do not say it.
        self._repeats = {r.id: r.repeats for r in reports}
        cited = {name for report in telling for name in self._repeats[report.id]}
        heard = {report.outlet.name for report in telling}
        silent = {r.outlet.name for r in reports} - heard
        named = {outlet for outlet in silent if any(may_be_outlet(name, outlet) for name in cited)}
        seen = [r for r in reports if r.id in told or r.outlet.name in named]
        self.claim = claim
        self.stakes = stakes_in(claim)
        self._bases = dict[str, tuple[str, str]]()
        houses = {(r.outlet.name, r.outlet.house) for r in seen}
        houses |= {(name, house) for r in seen for name, house in r.houses.items() if name in self._repeats[r.id]}
        people = tuple(dict.fromkeys(name for name in (claim.speaker, *claim.parties) if name))
        self._identities = Identities(
            [r.origin for r in told.values() if r.origin.name],
            [
                *map(Mention, people),
                *(Mention(name, HopKind.OUTLET) for r in seen for name in (r.outlet.name, r.copy_of) if name),
            ],
            sorted(houses),
            rulings,
            [hop for r in told.values() for hop in r.path[:-1] if hop.name],
        )
        self._with_stake = {self._identities.chained(name) for name in self.stakes}
        self._houses = dict(sorted(houses))
        reports = without_reversed(reports, self._outlet)
        self._repeats |= {r.id: r.repeats for r in reports if not r.copy_of}
        self.withdrawn: Mapping[str, Report] = withdrawals(reports, self._repeats, self._sure, self._outlet)
        self._reports = [r for r in reports if r.id not in self.withdrawn]
        self._bearing = [r for r in self._reports if bears(r)]
        self._by: dict[str, list[Report]] = {}
        for report in self._bearing:
            self._by.setdefault(self._outlet(report.outlet.name), []).append(report)
        beside: dict[tuple[str, str], set[str]] = {}
        for report in self._bearing:
            if repeats := self._repeats[report.id]:
                beside.setdefault((report.outlet.name, report.url), set()).add(repeats[0])
        self._beside = {article: min(names) for article, names in beside.items()}
        self._repeated = {report.id: self._repeated_by(report) for report in self._bearing}
        self._shown = self._names_to_show(people)
        roots = {report.id: self._root(report) for report in self._bearing}
        groups = self._identities.in_fewest_groups(root.own_name for root in roots.values() if root.known)
        shown = {name: self._shown.get(group, group) for name, group in groups.items()}
        self.roots: Mapping[str, Root] = {
            id_: root if (name := shown.get(root.own_name, root.name)) == root.name else root._replace(name=name)
            for id_, root in roots.items()
        }

    def doubts(self) -> list[tuple[Mention, Mention]]:
        """Return the pairs of names that may be one and by which a root may be another one, or somebody with a stake."""
        roots = {root.sure for root in self.roots.values() if root.known}
        together: dict[str, set[str]] = {}
        for name in roots | {self._sure(name) for name in self.stakes}:
            together.setdefault(self._identities.chained(name), set()).add(name)
        bearing = {group for group, names in together.items() if len(names) > 1 and names & roots}
        doubts = [(a, b) for a, b in self._identities.doubts if self._identities.chained(a.name) in bearing]
        return doubts + self._identities.guesses(root.own_name for root in self.roots.values() if root.known)

    def may_be_one(self, one: str, other: str) -> bool:
        """Say whether two names are one origin, or perhaps one."""
        return self._identities.may_be_one(one, other)

    def way_of(self, report: Report) -> tuple[str, ...]:
        """Name, nearest first, through whom a counted report has its information; the last is the origin that it counts with.

        The way goes on through the report on record that it rests on.
        """
        seen, names, at = {report.id}, list[str](), report
        while (original := self._resting_on(at, seen)) is not None:
            names.append(original.outlet.name)
            seen.add(original.id)
            at = original
        root = self.roots[report.id]
        if root.own_name != CIRCLE:
            names += self._passed_on(at)
        if names and root.own_name not in NAMELESS and self._same(names[-1], root.own_name):
            names.pop()
        return (*names, root.name)

    def _resting_on(self, report: Report, seen: Collection[str]) -> Report | None:
        """Return the strongest report on record that this one repeats; a circle ends where it began."""
        originals = [r for r in self._originals(report) if r.id not in seen]
        return min(originals, key=self._strength, default=None)

    def _passed_on(self, report: Report) -> list[str]:
        # Whoever is heard to say something passes nothing on.
        path = report.path[:-1] if self._names_speaker(report) else report.path
        hops = [hop for hop in path if hop.kind is not HopKind.OWN and hop.name not in ("", report.outlet.name)]
        copied = [report.copy_of] if report.copy_of and (not hops or hops[0].name != report.copy_of) else []
        return [self._called(name) for name in (*copied, *(hop.name for hop in hops))]

    def called(self, name: str) -> str:
        """Return what the record calls the origin that surely has this name."""
        return self._show(name)

    def apart(self, one: str, other: str) -> bool:
        """Say whether two roots' own names cannot be one origin, whatever other names join them."""
        return one != other and self._identities.apart(one, other)

    def contradict(self, one: str, other: str) -> bool:
        """Say whether one root may deny what the other confirms: neither surely one, nor one name in two spellings."""
        return one != other and not self._identities.may_be_spellings(one, other)

    def has_stake(self, name: str) -> bool:
        """Say whether a root's own name is perhaps somebody with a stake in the claim."""
        if self._identities.chained(name) not in self._with_stake:
            return False
        return not all(self._identities.surely_apart(name, stake) for stake in self.stakes)

    def _names_to_show(self, people: Sequence[str]) -> dict[str, str]:
        """Choose what each origin is called: as the claim calls it, else a body, the owner of several, or the longest name."""
        bodies = {hop.body for r in self._bearing for hop in r.path if hop.body}
        told = {name for r in self._bearing for name in (r.outlet.name, *self._repeats[r.id])}
        several = Counter(house for outlet, house in self._houses.items() if outlet != house and outlet in told)
        owners = {house for house, outlets in several.items() if outlets > 1}
        lone = several.keys() - owners
        named = {key_of(hop) for r in self._bearing for hop in r.path if hop.name} | bodies | {*people}
        named |= told | {name for r in self._bearing for name in (r.outlet.house, *r.houses.values())}
        together: dict[str, list[str]] = {}
        for name in named:
            together.setdefault(self._sure(name), []).append(name)

        def rank(n: str) -> tuple[bool, bool, bool, bool, int, int, str]:
            return n not in people, n not in bodies, n not in owners, n in lone, -len(plain(n)), len(n), n

        return {sure: names[0] if len(names) == 1 else min(names, key=rank) for sure, names in together.items()}

    def _sure(self, name: str) -> str:
        return self._identities.sure(name)

    def _outlet(self, name: str) -> str:
        """Return the key of an outlet; a short name is perhaps a longer one on record."""
        return self._identities.chained(name)

    def _show(self, name: str) -> str:
        return self._shown.get(self._sure(name), name)

    def _root(self, report: Report) -> Root:
        """Return the root of a report, by its own name."""
        end = self._end(report)
        own_name, why = (end, "") if isinstance(end, str) else self._base(end)
        known = own_name not in NAMELESS
        party = known and self.has_stake(own_name)
        if end is not report:
            why = self._why(report, own_name)
        return Root(
            name=own_name,
            own_name=own_name,
            sure=self._sure(own_name) if known else own_name,
            known=known,
            independent=known and not party,
            party=party,
            # Outlets that only repeat each other confirm nothing; a denial by them still counts, so that no copy lifts it.
            echo=own_name == HOLLOW
            or (own_name == CIRCLE and report.stance is Stance.CONFIRMS)
            or (end is not report and not isinstance(end, str)),
            newsroom=self._show(self._house(report) if isinstance(end, str) else self._house(end)),
            why=f"{why}; {self._show(own_name)} has a stake in the claim" if party else why,
        )

    def _house(self, report: Report) -> str:
        """Name the newsroom whose words a report carries."""
        repeated = self._repeated[report.id]
        return self._houses.get(repeated, repeated) if repeated else report.outlet.house

    def _repeated_by(self, report: Report) -> str | None:
        """Name the outlet that a report repeats; one that names the speaker may do so beside, in the same article."""
        if repeats := self._repeats[report.id]:
            return next((name for name in repeats if self._there(name, report)), repeats[-1])
        unseen = self._names_speaker(report) and report.basis is not Basis.WITNESSED
        return self._beside.get((report.outlet.name, report.url)) if unseen else None

    def _end(self, report: Report) -> Report | str:
        """Follow what a report repeats to the report on record that it rests on: itself, where it repeats none.

        Of several, one from whom the report says that it has it, else the weakest. Names CIRCLE where there is no end.
        """
        if not self._originals(report):
            return report
        found, waiting, ends = {report.id: report}, [report], []
        while waiting:
            originals = self._originals(at := waiting.pop())
            if not originals:
                ends.append(at)
            waiting += [original for original in originals if original.id not in found]
            found |= {original.id: original for original in originals}
        if report.origin.named:
            name = key_of(report.origin)
            others = [r for r in found.values() if r is not report and r.origin.named]
            if not (report.copy_of or any(self.may_be_one(key_of(r.origin), name) for r in others)):
                # It names somebody whom nobody names that it repeats: what it says of them is its own.
                return report
            ends = [end for end in ends if self._same(self._base(end)[0], name)] or ends
        return min(ends, key=self._strength) if ends else CIRCLE

    def _same(self, one: str, other: str) -> bool:
        return one not in NAMELESS and self.may_be_one(one, other)

    def _originals(self, report: Report) -> list[Report]:
        """Return the reports on record of all whom a report repeats, so that a further one never takes the place of another."""
        repeated = self._repeats[report.id] or ((beside,) if (beside := self._repeated[report.id]) else ())
        return list({r.id: r for name in repeated for r in self._there(name, report)}.values())

    def _there(self, outlet: str, report: Report) -> list[Report]:
        """Return an outlet's reports on record that say what another's report says; nobody has it from their own house."""
        there = self._by.get(self._outlet(outlet), []) if outlet != report.outlet.house else []
        return [r for r in there if r.stance is report.stance and r.outlet.name != report.outlet.name]

    def _base(self, report: Report) -> tuple[str, str]:
        """Name the root of a report that repeats none on record, and say why."""
        if (found := self._bases.get(report.id)) is None:
            found = self._bases[report.id] = self._find_base(report)
        return found

    def _find_base(self, report: Report) -> tuple[str, str]:
        outlet, origin = report.outlet.name, report.origin
        repeated = self._repeated[report.id]
        if origin.named and not self._names_speaker(report):
            if is_nobody(origin):
                return UNKNOWN, f"{outlet} has it from {origin}, who are nobody in particular"
            if report.copy_of and self._is_hollow(report, report.copy_of):
                return HOLLOW, self._hollow(report, report.copy_of)
            return key_of(origin), self._walk(report)
        if repeated:
            if report.copy_of and self._is_hollow(report, report.copy_of):
                return HOLLOW, self._hollow(report, report.copy_of)
            if is_nobody(Hop(kind=HopKind.OUTLET, name=repeated)):
                return UNKNOWN, f"{self._walk(report)}, which is no outlet in particular; unknown is not independent"
            if plain(repeated) in _ANYBODY_WRITES:
                return OPEN_TO_ALL, f"{self._walk(report)}, where anybody can write"
            if repeated == UNKNOWN_OUTLET or origin.kind is HopKind.UNNAMED:
                return UNKNOWN, self._walk(report)
            return self._house(report), self._walk(report)
        if origin.kind in (HopKind.OWN, HopKind.OUTLET):
            if outlet == UNKNOWN_OUTLET:
                return UNKNOWN, "Nobody knows who published this"
            if report.genre is Genre.PRESS_RELEASE:
                return UNKNOWN, f"{outlet} has it from a press release and does not say whose"
            if report.basis not in _OWN_WORK_SHOWN:
                return UNSAID, f"{outlet} does not say how it knows"
            shared = f", one house with {report.outlet.house}" if report.outlet.family else ""
            return report.outlet.house, f"{outlet}'s own work{shared}"
        if origin.kind is HopKind.UNNAMED:
            return UNKNOWN, f"{outlet} does not name who it has this from"
        return self._heard(report)

    def _heard(self, report: Report) -> tuple[str, str]:
        """Take an outlet as a witness of a statement where it says so, or is one that can be judged and quotes it."""
        if repeated := self._repeated[report.id]:
            return self._houses.get(repeated, repeated), self._walk(report)
        outlet, judged = report.outlet, report.outlet.grade is not Grade.F
        if outlet.name != UNKNOWN_OUTLET and (report.basis is Basis.WITNESSED or (report.basis is Basis.ON_RECORD and judged)):
            return outlet.house, f"{outlet.name} heard it"
        cause = "" if judged else " and cannot be judged"
        return UNHEARD, f"{outlet.name} does not say how it heard this{cause}"

    def _walk(self, report: Report) -> str:
        """Say in a clause by which path a report has its information."""
        hops = [hop for hop in report.path if hop.kind is not HopKind.OWN and hop.name != report.outlet.name]
        steps = []
        if report.copy_of and (not hops or hops[0].name != report.copy_of):
            steps = [f"{report.outlet.name} carries the words of {self._called(report.copy_of)}"]
        for hop in hops:
            if not steps:
                verb = {HopKind.OUTLET: "repeats", HopKind.DOCUMENT: "rests on a document:"}.get(hop.kind, "has it from")
                steps.append(f"{report.outlet.name} {verb} {self._described(hop)}")
            else:
                steps.append(f"which {'rests on' if hop.kind is HopKind.DOCUMENT else 'has it from'} {self._described(hop)}")
        return ", ".join(steps)

    def _described(self, hop: Hop) -> str:
        if not hop.name:
            return str(hop)
        name = self._called(hop.name)
        body = self._called(hop.body) if hop.body else ""
        if not body or plain(body) in plain(name):
            return name
        return f"{name} ({'by' if hop.kind is HopKind.DOCUMENT else 'for'} {body})"

    def _called(self, name: str) -> str:
        """Return a name as the record calls it, where it is only another spelling of it."""
        shown = self._show(name)
        if shown == name:
            return name
        return shown if plain(shown).startswith(plain(name)) or plain(shown).endswith(plain(name)) else name

    def _hollow(self, report: Report, copied: str) -> str:
        said = "confirm" if report.stance is Stance.CONFIRMS else "deny"
        return f"{report.outlet.name} carries the words of {self._called(copied)}, whose own report does not {said} this"

    def _why(self, report: Report, root: str) -> str:
        """Say in a clause how a report that repeats another leads to its root."""
        repeated = self._repeated[report.id] or report.outlet.house
        how = f"{report.outlet.name} {'carries the words of' if report.copy_of else 'repeats'} {self._called(repeated)}"
        return how if self._sure(root) == self._sure(repeated) else f"{how}, which rests on {self._show(root)}"

    def _names_speaker(self, report: Report) -> bool:
        speaker = self.claim.speaker if self.claim.layer is Layer.UTTERANCE else None
        if speaker is None or not report.origin.named:
            return False
        # "The minister" without a name is the one who spoke.
        return is_office(report.origin) or not self.apart(key_of(report.origin), speaker)

    def _is_hollow(self, copy: Report, copied: str) -> bool:
        """Say whether a copy says what the copied outlet's own reports on the claim, of any sort, do not say."""
        original = self._outlet(copied)
        own = [r for r in self._reports if r.outlet.name != copy.outlet.name and self._outlet(r.outlet.name) == original]
        return bool(own) and not any(r.stance is copy.stance and bears(r) for r in own)

    def _strength(self, report: Report) -> tuple[bool, bool, int, int, int, str, str]:
        name = self._base(report)[0]
        ranks = _RANKS[report.outlet.grade], _RANKS[report.tone], _RANKS[report.basis]
        known = name not in NAMELESS
        return (known, known and not self.has_stake(name), -ranks[0], -ranks[1], -ranks[2], name, self._house(report))
