"""Groups the people, bodies, documents and outlets that reports name into origins, and says where that is in doubt.

Whoever holds office in a body or speaks for it is that body; what a document says is its issuer's word. In doubt, two count
once until an editor rules on them. What hangs together by doubts counts once too, but for those that are surely two: "the
authorities" may be the police or the hospital, and these are two. Who may be any body ("OWB", "the director") counts with one
of those that count. A further report adds one origin at most, and who is only named beside adds none.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, product

from bot.domain.cliques import fewest_cliques
from bot.domain.likeness import are_two, by_initials, by_surname, likeness
from bot.domain.mentions import Features, Mention, features, key_of
from bot.domain.model import Hop, HopKind, Ruling
from bot.domain.names import as_ruled, may_share_surname, plain, taken_apart
from bot.domain.pairing import candidates
from bot.domain.reach import Level, Standing, may_be, standing_of
from bot.domain.spelling import Likeness

_MOST_IN_DOUBT = 60
"""Names that hang together by doubts and are still compared each with each; more are one."""


class Identities:
    """Groups of mentions that are one origin: `sure` where nothing is in doubt, in the fewest groups where they may be one.

    `chained` holds all that hangs together by doubts, of which some may surely be two.

    `doubts` are pairs that may be one and that no editor has ruled on, as many as join what may be one.
    """

    def __init__(
        self,
        hops: Iterable[Hop],
        mentions: Iterable[Mention] = (),
        linked: Iterable[tuple[str, str]] = (),
        rulings: Sequence[Ruling] = (),
        on_the_way: Iterable[Hop] = (),
    ) -> None:
        """Group the mentions of origins and others; `linked` are names that are known to be one, `rulings` are an editor's.

        `on_the_way` are the hops before the origins, of whom nobody counts.
        """
        found: dict[str, set[Mention]] = defaultdict(set)
        affiliated: set[tuple[str, str]] = set()
        aliases: set[tuple[str, str]] = set()
        origins = list(hops)
        for hop in (*origins, *on_the_way):
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
        self._stakeholders = set[str]()
        for mention in mentions:
            found[mention.key].add(mention)
            if mention.kind is None:
                self._stakeholders.add(mention.key)
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
        of_surname = defaultdict[str, list[tuple[Mention, Mention]]](list)
        for one, other in pairs:
            surely.join(one, other)
        # The order of what is told and asked never depends on the order of reports, nor on how the names hash.
        everybody = sorted((each for mentions in found.values() for each in mentions), key=_in_order)
        alone = {name for one, other, same in ruled if not same for name in (one, other)}
        compared, crowds = candidates(everybody)
        # Whoever is ruled apart from one that stands for others is compared with these.
        beside = ((features(a), features(b)) for a in everybody if a.key in alone for b in everybody)
        for a, b in (*compared, *beside):
            one, other = a.mention.key, b.mention.key
            if one == other or self._are_ruled_apart(one, other):
                continue
            alike = likeness(a.mention, b.mention)
            if alike is Likeness.SAME and (shortened := by_initials(a, b)):
                short_for[shortened[0].name.clean].append(shortened)
            elif alike is Likeness.SAME and (surname := by_surname(a, b)):
                of_surname[surname].append((a.mention, b.mention))
            elif alike is Likeness.SAME:
                surely.join(one, other)
            elif alike is Likeness.PERHAPS:
                doubtful.append((a.mention, b.mention))
        for a, b in crowds:
            if a.mention.key != b.mention.key and not self._are_ruled_apart(a.mention.key, b.mention.key):
                doubtful.append((a.mention, b.mention))
        in_full = defaultdict[str, list[Mention]](list)
        for each in everybody if short_for else ():
            taken = taken_apart(each.name)
            for acronym in taken.acronyms if not taken.is_acronym else ():
                in_full[acronym].append(each)
        for initials, shortened_by in short_for.items():
            # Initials that fit two bodies decide on neither.
            if self._fit_several([*(full.mention for _, full in shortened_by), *in_full[initials]]):
                doubtful += [(short.mention, full.mention) for short, full in shortened_by]
                continue
            for short, full in shortened_by:
                surely.join(short.mention.key, full.mention.key)
        bridged = list[tuple[Mention, Mention]]()
        for told_by_it in of_surname.values():
            # Nor does a surname that is Mr and Mrs Weir's; but they count once, so that a denial by one makes no two of them.
            if _differ(each for pair in told_by_it for each in pair):
                bridged += told_by_it
                continue
            for mention, like in told_by_it:
                surely.join(mention.key, like.key)
        doubtful += bridged
        self._sure = surely.keys()
        bridges = _Groups({*self._sure.values()})
        for mention, like in bridged:
            bridges.join(self.sure(mention.key), self.sure(like.key))
        self._bridged = bridges.keys()
        parted = {frozenset((self.sure(one), self.sure(other))) for one, other, same in ruled if not same and one and other}
        self._parted = {groups for groups in parted if len(groups) > 1}
        ends = ((_asked_about(a), _asked_about(b), frozenset((self.sure(a.key), self.sure(b.key)))) for a, b in doubtful)
        self.doubts = [(a, b) for a, b, groups in ends if len(groups) > 1 and groups not in self._parted]
        chained = _Groups({*self._sure.values()})
        self._like: dict[str, set[str]] = defaultdict(set)
        for mention, like in self.doubts:
            one, other = self.sure(mention.name), self.sure(like.name)
            chained.join(one, other)
            one, other = self._bridged[one], self._bridged[other]
            self._like[one].add(other)
            self._like[other].add(one)
        chain_of = chained.keys()
        self._chained = {name: chain_of[sure] for name, sure in self._sure.items()}
        self._chain_sizes = Counter(chain_of.values())
        self._members: dict[str, list[Mention]] = defaultdict(list)
        for name, mentions in found.items():
            self._members[self._bridged[self._sure[name]]] += mentions
        self._of_any_body, self._bodies_within = self._reaching({name for hop in origins for name in _names_of(hop)})

    def sure(self, name: str) -> str:
        """Return the key of all names that are surely this one's origin."""
        return self._sure.get(name, name)

    def in_fewest_groups(self, names: Iterable[str]) -> dict[str, str]:
        """Put names that are perhaps one into as few groups as hold none that are surely two; return the key of each one's.

        Only these names count: whoever is named beside them parts none of them.
        """
        sure_of = {name: self.sure(name) for name in names}
        groups = _Groups(sure_of.values())
        guessed = self._guesses({*sure_of.values()})
        chains = defaultdict[str, set[str]](set)
        for sure in {*sure_of.values()} - guessed.keys():
            chains[self.chained(sure)].add(sure)
        for chain, together in chains.items():
            crowd = self._chain_sizes[chain] > _MOST_IN_DOUBT
            for group in [together] if crowd or len(together) == 1 else self._cliques(together):
                groups.join_all(group)
        for sure, (_, body) in guessed.items():
            near = [other for other in chains.get(self.chained(sure), ()) if self._hang_together(sure, other)]
            groups.join(sure, min(near, default=self.sure(body.key)))
        key_of_group = groups.keys()
        return {name: key_of_group[sure] for name, sure in sure_of.items()}

    def _cliques(self, together: set[str]) -> list[frozenset[str]]:
        return fewest_cliques(
            {name: {other for other in together if other != name and self._hang_together(name, other)} for name in together}
        )

    def guesses(self, names: Iterable[str]) -> list[tuple[Mention, Mention]]:
        """Pair those of these names that may be any body, and are perhaps nobody else, with the body that they count with."""
        counted = {self.sure(name) for name in names}
        found = self._guesses(counted)
        free = (s for s in found if not any(self._hang_together(s, other) for other in counted - {s}))
        return [found[sure] for sure in sorted(free)]

    def _guesses(self, counted: Collection[str]) -> dict[str, tuple[Mention, Mention]]:
        """Return for those that may be any body, and for whom there is one that counts, the first such body."""
        found = dict[str, tuple[Mention, Mention]]()
        for sure, mentions in self._of_any_body.items():
            if sure not in counted:
                continue
            for mention, reach in mentions:
                for body in self._bodies_within[reach]:
                    if self._may_be_body(sure, body, counted):
                        found.setdefault(sure, (mention, body))
                        if self.sure(body.key) not in self._of_any_body:
                            found[sure] = mention, body
                            break
                if sure in found:
                    break
        return found

    def _may_be_body(self, sure: str, body: Mention, counted: Collection[str]) -> bool:
        other = self.sure(body.key)
        if other == sure or other not in counted or frozenset((sure, other)) in self._parted:
            return False
        return not any(self._are_ruled_apart(each.key, body.key) for each, _ in self._of_any_body[sure])

    def _reaching(
        self, ends: Collection[str]
    ) -> tuple[dict[str, list[tuple[Mention, Standing]]], Mapping[Standing, Sequence[Mention]]]:
        """Return by their keys those who may be anybody, and by what they are those whom they may be."""
        those = defaultdict[Standing, list[Mention]](list)
        told, reaching = set[str](), defaultdict[str, list[tuple[Mention, Standing]]](list)
        for name in sorted(ends):
            found = [(each, standing_of(each)) for each in sorted(self._mentions[name], key=_in_order)]
            for each, standing in found:
                those[standing].append(each)
            if name in self._stakeholders or any(not each.described and each.reaches is Level.NONE for _, each in found):
                told.add(self.sure(name))
            else:
                reaching[self.sure(name)] += found
        anybody = {sure: found for sure, found in reaching.items() if sure not in told}
        within = {
            one: [each for other, mentions in those.items() if may_be(one, other) for each in mentions]
            for one in {standing for found in anybody.values() for _, standing in found}
        }
        return anybody, within

    def chained(self, name: str) -> str:
        """Return the key of all names that are perhaps this one's origin, or perhaps that of such a name."""
        return self._chained.get(name, name)

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
        """Say whether two names are one origin, or perhaps one; somebody who may be any body may be each of them."""
        one, other = self.sure(one), self.sure(other)
        pairs = ((one, other), (other, one))
        return self._hang_together(one, other) or any(
            self._may_be_body(any_, body, (other_,))
            for any_, other_ in pairs
            for mention, reach in self._of_any_body.get(any_, ())
            for body in self._bodies_within[reach]
        )

    def may_be_spellings(self, one: str, other: str) -> bool:
        """Say whether two names are surely one, or people's who may be one in two spellings."""
        if self._bridged.get(self.sure(one), one) == self._bridged.get(self.sure(other), other):
            return True
        full = (
            [each.name for each in self._mentions.get(name, ()) if each.kind is HopKind.PERSON and " " in each.name]
            for name in (one, other)
        )
        return any(may_share_surname(a, b) for a, b in product(*full))

    def surely_apart(self, one: str, other: str) -> bool:
        """Say whether two names are neither one origin nor, by what is told of them, perhaps one."""
        return not self._hang_together(self.sure(one), self.sure(other))

    def _hang_together(self, one: str, other: str) -> bool:
        if one == other:
            return True
        if self.chained(one) != self.chained(other) or frozenset((one, other)) in self._parted:
            return False
        crowd = self._chain_sizes[self.chained(one)] > _MOST_IN_DOUBT
        one, other = self._bridged[one], self._bridged[other]
        return crowd or one == other or other in self._like[one] or not _are_two(self._members[one], self._members[other])


def _names_of(hop: Hop) -> tuple[str, ...]:
    return (key_of(hop), *(name for name in (hop.body, hop.also, *hop.voices) if name))


def _in_order(mention: Mention) -> tuple[str, ...]:
    return (mention.of or mention.name, mention.name, mention.kind or "", mention.role, str(mention.placed))


def _asked_about(mention: Mention) -> Mention:
    return Mention(mention.of, HopKind.BODY) if mention.of else mention


def _are_two(some: Sequence[Mention], others: Sequence[Mention]) -> bool:
    # Whoever speaks for a body is compared by it.
    one, other = (
        [each for each in mentions if not (each.placed and each.kind is HopKind.PERSON)] for mentions in (some, others)
    )
    pairs = [(a, b) for a in one or some for b in other or others]
    return all(are_two(features(a), features(b)) and likeness(a, b) is Likeness.DIFFERENT for a, b in pairs)


def _differ(mentions: Iterable[Mention]) -> bool:
    """Say whether some of those with one surname are two."""
    called = sorted({Mention(each.name, each.kind) for each in mentions}, key=_in_order)
    return len(called) > _MOST_IN_DOUBT or any(likeness(a, b) is Likeness.DIFFERENT for a, b in combinations(called, 2))


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

    def join_all(self, names: Iterable[str]) -> None:
        first, *others = names
        for other in others:
            self.join(first, other)
