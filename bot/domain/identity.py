"""Groups the people, bodies, documents and outlets that reports name into origins, and says where that is in doubt.

Whoever holds office in a body or speaks for it is that body; what a document says is its issuer's word. In doubt, two count
once until an editor rules on them. A further report can join origins and never splits one: `bot/domain/likeness.py` compares
two names, and nothing else counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.domain.institutions import (
    ANYTHING,
    COMMON_ROLES,
    ISSUERS,
    KIN,
    OF_ANY_OUTLET,
    OF_STATE,
    SAYS_LITTLE,
    VOICES,
)
from bot.domain.likeness import Features, Likeness, Mention, authors_told, features, likeness
from bot.domain.model import Hop, HopKind, Ruling
from bot.domain.names import BODIES, SMALL_WORDS, consonants, plain, skeleton, taken_apart


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
            held = bool(hop.body)
            if hop.also:
                found[hop.also].add(Mention(hop.also, hop.kind))
                aliases.add((hop.name, hop.also))
            for voice in hop.voices:
                found[voice].add(Mention(voice, HopKind.PERSON, placed=True))
                aliases.add((hop.body or hop.name, voice))
            found[hop.name].add(Mention(hop.name, hop.kind, "" if held else hop.role, placed=held))
            if held:
                found[hop.body].add(Mention(hop.body, None if hop.kind is HopKind.DOCUMENT else HopKind.BODY))
                affiliated.add((hop.name, hop.body))
        for mention in mentions:
            found[mention.name].add(mention)
        for one, other in linked:
            found[one].add(Mention(one, HopKind.OUTLET))
            found[other].add(Mention(other, HopKind.OUTLET))
        # A ruling holds for every spelling of its names.
        called = {plain(name): name for name in sorted(found)} if rulings else {}
        ruled = [(called.get(plain(r.one)), called.get(plain(r.other)), r.same) for r in rulings]
        self._ruled_apart = {frozenset((plain(r.one), plain(r.other))) for r in rulings if not r.same}
        pairs = [pair for pair in (*affiliated, *aliases) if not self._are_ruled_apart(*pair)]
        pairs += [*linked, *((one, other) for one, other, same in ruled if same and one and other)]
        self._bodies: dict[str, set[str]] = defaultdict(set)
        for name, body in affiliated:
            self._bodies[name].add(body)
        self._mentions = found
        self._joined = {frozenset(pair) for pair in pairs}
        self._sure = _Groups(found)
        doubtful: list[tuple[Mention, Mention]] = []
        for one, other in pairs:
            self._sure.join(one, other)
        everybody = [features(mention) for mentions in found.values() for mention in mentions]
        alone = {name for one, other, same in ruled if not same for name in (one, other)}
        # Whoever is ruled apart from one that stands for others is compared with these.
        beside = ((a, b) for a in everybody if a.mention.name in alone for b in everybody)
        for a, b in (*_candidates(everybody), *beside):
            one, other = a.mention.name, b.mention.name
            if one == other or self._are_ruled_apart(one, other):
                continue
            alike = likeness(a.mention, b.mention)
            if alike is Likeness.SAME:
                self._sure.join(one, other)
            elif alike is Likeness.PERHAPS:
                doubtful.append((a.mention, b.mention))
        parted = {frozenset((self.sure(one), self.sure(other))) for one, other, same in ruled if not same and one and other}
        self._parted = {groups for groups in parted if len(groups) > 1}
        self._perhaps = _Groups(found)
        for name in found:
            self._perhaps.join(name, self._sure.of(name))
        ends = ((a, b, frozenset((self.sure(a.name), self.sure(b.name)))) for a, b in doubtful)
        self.doubts = [(a, b) for a, b, groups in ends if len(groups) > 1 and groups not in self._parted]
        for mention, like in self.doubts:
            self._perhaps.join(mention.name, like.name)

    def sure(self, name: str) -> str:
        """Return the key of all names that are surely this one's origin."""
        return self._sure.of(name)

    def perhaps(self, name: str) -> str:
        """Return the key of all names that are perhaps this one's origin."""
        return self._perhaps.of(name)

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

    def _are_ruled_apart(self, one: str, other: str) -> bool:
        return bool(self._ruled_apart) and frozenset((plain(one), plain(other))) in self._ruled_apart

    def may_be_one(self, one: str, other: str) -> bool:
        """Say whether two names are perhaps one origin."""
        return self.perhaps(one) == self.perhaps(other)


class _Groups:
    """Disjoint sets of names; a set's key is the first of its names by alphabet."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parent = {name: name for name in names}

    def of(self, name: str) -> str:
        parent = self._parent
        if name not in parent:
            return name
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    def join(self, one: str, other: str) -> None:
        one, other = self.of(one), self.of(other)
        if one != other:
            self._parent[max(one, other)] = min(one, other)


def _candidates(all_: Sequence[Features]) -> Iterator[tuple[Features, Features]]:
    """Return pairs that can be alike; where many are alike, as many pairs as join them.

    They share a name or an acronym, or the rarest mark of one sort. What has no mark is like all of its sort, so that one of
    these stands for the others.
    """
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    marked: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_sort: dict[str, list[int]] = defaultdict(list)
    bodies: dict[str, list[int]] = defaultdict(list)
    claimed: list[int] = []
    acronyms: list[int] = []
    for at, each in enumerate(all_):
        for key in _keys(each):
            blocks[key].append(at)
        for sort in _sorts(each):
            by_sort[sort].append(at)
            for mark in _marks(each):
                marked[sort, mark].append(at)
        if each.mention.kind in (HopKind.BODY, None):
            for word in set(each.name.written) - SAYS_LITTLE:
                bodies[word].append(at)
        if each.mention.kind is None:
            claimed.append(at)
        if each.name.is_acronym and each.mention.kind in (HopKind.BODY, None):
            acronyms.append(at)
    pairs: set[tuple[int, int]] = set()
    for block in blocks.values():
        pairs.update((one, other) for place, one in enumerate(block) for other in block[place + 1 :] if one != other)
    generic: dict[str, int] = {}
    for at, each in enumerate(all_):
        for sort in _sorts(each):
            rarest = min((marked[sort, mark] for mark in _marks(each)), key=lambda block: len(block), default=())
            pairs.update((min(at, other), max(at, other)) for other in rarest if other != at)
            if not each.marks and sort in each.sorts:
                generic.setdefault(sort, at)
        if each.mention.kind is HopKind.PERSON:
            words = set(taken_apart(each.mention.role).written) - SAYS_LITTLE
            pairs.update((min(at, other), max(at, other)) for word in words for other in bodies.get(word, ()))
        for sort in each.may_be | {ISSUERS[sort] for sort in each.sorts if sort in ISSUERS}:
            pairs.update((min(at, other), max(at, other)) for other in by_sort[sort] if other != at)
        if each.may_be:
            pairs.update((min(at, other), max(at, other)) for other in acronyms if other != at)
        if not (VOICES | KIN).isdisjoint(taken_apart(each.mention.role).written):
            pairs.update((min(at, other), max(at, other)) for other in claimed if other != at)
    for sort, at in generic.items():
        pairs.update((min(at, other), max(at, other)) for other in by_sort[sort] if other != at)
    return ((all_[one], all_[other]) for one, other in sorted(pairs))


def _keys(each: Features) -> Iterator[tuple[str, ...]]:
    """Return the keys that two spellings of one name share, whatever their sort."""
    name, kind = each.name, each.mention.kind
    yield "plain", name.clean
    for acronym in name.acronyms | name.initials:
        yield "acronym", acronym
    # A paper may have its author in its name.
    if kind is HopKind.DOCUMENT:
        yield from (("author", word) for word in authors_told(each))
    elif kind is not HopKind.OUTLET:
        yield from (("author", word) for word in each.marks or ({name.last} - BODIES))
    if kind in (HopKind.OUTLET, HopKind.DOCUMENT) or not name.words:
        return
    for word in name.office:
        yield "surname", skeleton(word)
    if name.is_body or each.nameless:
        yield ("words", *sorted(name.words))
        yield "surname", skeleton(next((word for word in name.words if word not in BODIES), ""))
    else:
        yield "surname", skeleton(name.last)
        yield "first", consonants(name.first), skeleton(name.last)[:1]
        for word in name.words:
            yield "word", word
    if kind in (HopKind.BODY, None):
        yield ("marks", *sorted(each.marks))
        if not each.sorts or each.sorts & OF_STATE:
            for word in name.written if not each.sorts else set(name.written) - BODIES:
                yield "noun", word
    if kind is HopKind.PERSON and name.first:
        for word in set(taken_apart(each.mention.role).written) - COMMON_ROLES - SMALL_WORDS:
            yield "renamed", skeleton(name.first), word


def _sorts(each: Features) -> frozenset[str]:
    """Return the sorts to compare it in; an outlet is of its own sort, and any paper may be "the documents"."""
    if each.mention.kind is HopKind.OUTLET:
        return frozenset({HopKind.OUTLET})
    if each.mention.kind is HopKind.DOCUMENT:
        return each.sorts | {ANYTHING}
    return each.heads


def _marks(each: Features) -> frozenset[str]:
    if each.mention.kind is HopKind.OUTLET:
        return frozenset(each.name.written) - OF_ANY_OUTLET - SMALL_WORDS
    return each.marks
