"""Groups the people, bodies, documents and outlets that reports name into origins, and says where that is in doubt.

Whoever holds office in a body or speaks for it is that body; what a document says is its issuer's word. In doubt, two count
once until an editor rules on them. A further report can join origins and never splits one: `bot/domain/likeness.py` compares
two names, and nothing else counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.domain.likeness import by_initials, likeness
from bot.domain.mentions import Features, Mention, features, key_of
from bot.domain.model import Hop, HopKind, Ruling
from bot.domain.names import as_ruled, plain
from bot.domain.pairing import candidates
from bot.domain.spelling import Likeness


class Identities:
    """Groups of mentions that are one origin: `sure` where nothing is in doubt, `perhaps` where it may be one.

    `doubts` are pairs that may be one and that no editor has ruled on, as many as join what may be one.
    """

    def __init__(
        self,
        hops: Iterable[Hop],
        mentions: Iterable[Mention] = (),
        linked: Iterable[tuple[str, str]] = (),
        rulings: Sequence[Ruling] = (),
    ) -> None:
        """Group the mentions of paths and others; `linked` are names that are known to be one, `rulings` are an editor's."""
        found: dict[str, set[Mention]] = defaultdict(set)
        affiliated: set[tuple[str, str]] = set()
        aliases: set[tuple[str, str]] = set()
        for hop in hops:
            held, key = bool(hop.body), key_of(hop)
            if hop.also:
                found[hop.also].add(Mention(hop.also, hop.kind))
                aliases.add((key, hop.also))
            for voice in hop.voices:
                found[voice].add(Mention(voice, HopKind.PERSON, placed=True))
                aliases.add((hop.body or hop.name, voice))
            of = key if key != hop.name else ""
            found[key].add(Mention(hop.name, hop.kind, "" if held else hop.role, placed=held, of=of))
            if held:
                found[hop.body].add(Mention(hop.body, None if hop.kind is HopKind.DOCUMENT else HopKind.BODY))
                affiliated.add((key, hop.body))
        for mention in mentions:
            found[mention.key].add(mention)
        for one, other in linked:
            found[one].add(Mention(one, HopKind.OUTLET))
            found[other].add(Mention(other, HopKind.OUTLET))
        # A ruling holds for every spelling of its names.
        called = {spell(name): name for spell in (plain, as_ruled) for name in sorted(found)} if rulings else {}
        ruled = [(called.get(as_ruled(r.one)), called.get(as_ruled(r.other)), r.same) for r in rulings]
        self._ruled_apart = {frozenset((as_ruled(r.one), as_ruled(r.other))) for r in rulings if not r.same}
        pairs = [pair for pair in (*affiliated, *aliases) if not self._are_ruled_apart(*pair)]
        pairs += [*linked, *((one, other) for one, other, same in ruled if same and one and other)]
        self._bodies: dict[str, set[str]] = defaultdict(set)
        for name, body in affiliated:
            self._bodies[name].add(body)
        self._mentions = found
        self._joined = {frozenset(pair) for pair in pairs}
        surely = _Groups(found)
        doubtful: list[tuple[Mention, Mention]] = []
        short_for = defaultdict[str, list[tuple[Features, Features]]](list)
        for one, other in pairs:
            surely.join(one, other)
        everybody = [features(mention) for mentions in found.values() for mention in mentions]
        alone = {name for one, other, same in ruled if not same for name in (one, other)}
        compared, crowds = candidates(everybody)
        # Whoever is ruled apart from one that stands for others is compared with these.
        beside = ((a, b) for a in everybody if a.mention.key in alone for b in everybody)
        for a, b in (*compared, *beside):
            one, other = a.mention.key, b.mention.key
            if one == other or self._are_ruled_apart(one, other):
                continue
            alike = likeness(a.mention, b.mention)
            if alike is Likeness.SAME and (shortened := by_initials(a, b)):
                short_for[shortened[0].name.clean].append(shortened)
            elif alike is Likeness.SAME:
                surely.join(one, other)
            elif alike is Likeness.PERHAPS:
                doubtful.append((a.mention, b.mention))
        for a, b in crowds:
            if a.mention.key != b.mention.key and not self._are_ruled_apart(a.mention.key, b.mention.key):
                doubtful.append((a.mention, b.mention))
        in_full = defaultdict[str, list[Mention]](list)
        for each in everybody:
            for acronym in each.name.acronyms if short_for and not each.name.is_acronym else ():
                in_full[acronym].append(each.mention)
        for initials, shortened_by in short_for.items():
            # Initials that fit two bodies decide on neither.
            if self._fit_several([*(full.mention for _, full in shortened_by), *in_full[initials]]):
                doubtful += [(short.mention, full.mention) for short, full in shortened_by]
                continue
            for short, full in shortened_by:
                surely.join(short.mention.key, full.mention.key)
        self._sure = surely.keys()
        parted = {frozenset((self.sure(one), self.sure(other))) for one, other, same in ruled if not same and one and other}
        self._parted = {groups for groups in parted if len(groups) > 1}
        perhaps = _Groups(found)
        for name, key in self._sure.items():
            perhaps.join(name, key)
        ends = ((_asked_about(a), _asked_about(b), frozenset((self.sure(a.key), self.sure(b.key)))) for a, b in doubtful)
        self.doubts = [(a, b) for a, b, groups in ends if len(groups) > 1 and groups not in self._parted]
        for mention, like in self.doubts:
            perhaps.join(mention.name, like.name)
        self._perhaps = perhaps.keys()

    def sure(self, name: str) -> str:
        """Return the key of all names that are surely this one's origin."""
        return self._sure.get(name, name)

    def perhaps(self, name: str) -> str:
        """Return the key of all names that are perhaps this one's origin."""
        return self._perhaps.get(name, name)

    def apart(self, one: str, other: str) -> bool:
        """Say whether two names, and the bodies that they speak for, are different by themselves: no third name counts."""
        ends, others = {one, *self._bodies.get(one, ())}, {other, *self._bodies.get(other, ())}
        return not ends & others and not any(self._alike(a, b) for a in ends for b in others)

    def _alike(self, one: str, other: str) -> bool:
        if frozenset((one, other)) in self._joined:
            return True
        if self._are_ruled_apart(one, other) or frozenset((self.sure(one), self.sure(other))) in self._parted:
            return False
        mentions, others = (self._mentions.get(name, {Mention(name)}) for name in (one, other))
        return any(likeness(a, b) is not Likeness.DIFFERENT for a in mentions for b in others)

    def _fit_several(self, mentions: Sequence[Mention]) -> bool:
        first, *others = mentions
        return any(
            likeness(first, other) is not Likeness.SAME or self._are_ruled_apart(first.key, other.key)
            for other in others
            if other.key != first.key
        )

    def _are_ruled_apart(self, one: str, other: str) -> bool:
        return bool(self._ruled_apart) and frozenset((as_ruled(one), as_ruled(other))) in self._ruled_apart

    def may_be_one(self, one: str, other: str) -> bool:
        """Say whether two names are perhaps one origin."""
        return self.perhaps(one) == self.perhaps(other)


def _asked_about(mention: Mention) -> Mention:
    return Mention(mention.of, HopKind.BODY) if mention.of else mention


class _Groups:
    """Disjoint sets of names; a set's key is the first of its names by alphabet."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parent = {name: name for name in names}

    def keys(self) -> dict[str, str]:
        return {name: self._of(name) for name in self._parent}

    def _of(self, name: str) -> str:
        parent = self._parent
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    def join(self, one: str, other: str) -> None:
        one, other = self._of(one), self._of(other)
        if one != other:
            self._parent[max(one, other)] = min(one, other)
