"""Groups the people, bodies, documents and outlets that reports name into origins, and says where that is in doubt.

Whoever holds office in a body or speaks for it is that body; what a document says is its issuer's word. In doubt, two count
once until an editor rules on them. A further report can join origins and never splits one: `bot/domain/likeness.py` compares
two names, and nothing else counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.domain.institutions import ANYTHING, COMMON_ROLES, COMPANY, ISSUERS, KIN, OF_STATE, PAPERS, SAYS_LITTLE, VOICES
from bot.domain.likeness import (
    COUNTRY_MARKS,
    SPEAKING_FOR,
    Features,
    Mention,
    authors_told,
    by_initials,
    features,
    issuer_told,
    issuing_marks,
    key_of,
    known_body,
    likeness,
    named_in_role,
)
from bot.domain.model import Hop, HopKind, Ruling
from bot.domain.names import (
    BODIES,
    LONG_SURNAME,
    NEAR_SURNAME,
    SMALL_WORDS,
    Likeness,
    consonants,
    first_letters,
    plain,
    skeleton,
    taken_apart,
)
from bot.domain.outlet_names import GENERIC, SORT_WORDS, short_forms
from bot.domain.plain_words import in_plain_words, root_of, singular

_APOSTROPHES = frozenset("'’")


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
        surely = _Groups(found)
        doubtful: list[tuple[Mention, Mention]] = []
        short_for = defaultdict[str, list[tuple[Features, Features]]](list)
        for one, other in pairs:
            surely.join(one, other)
        everybody = [features(mention) for mentions in found.values() for mention in mentions]
        alone = {name for one, other, same in ruled if not same for name in (one, other)}
        # Whoever is ruled apart from one that stands for others is compared with these.
        beside = ((a, b) for a in everybody if a.mention.key in alone for b in everybody)
        for a, b in (*_candidates(everybody), *beside):
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
        return bool(self._ruled_apart) and frozenset((plain(one), plain(other))) in self._ruled_apart

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


def _candidates(all_: Sequence[Features]) -> Iterator[tuple[Features, Features]]:
    """Return pairs that can be alike; where many are alike, as many pairs as join them.

    They share a key, or the rarest mark of one sort, or have a near surname. What has no mark is like all of its sort, so that
    one of these stands for the others.
    """
    having, leading = defaultdict[str, list[int]](list), list[tuple[str, int]]()
    given = defaultdict[str, list[int]](list)
    by_sort, marked = defaultdict[str, list[int]](list), defaultdict[tuple[str, str], list[int]](list)
    offices = defaultdict[str, list[int]](list)
    acronyms = {word for each in all_ for word in each.name.acronyms | each.name.office | _short(each)}
    compared_in = [_compared_in(each) for each in all_]
    for at, (each, sorts) in enumerate(zip(all_, compared_in, strict=True)):
        for key, leads in _keys(each, acronyms):
            having[key].append(at)
            if leads:
                leading.append((key, at))
        if _is_person(each):
            for letter in first_letters(each.name):
                given[letter].append(at)
        for sort, marks in sorts.items():
            by_sort[sort].append(at)
            for mark in marks:
                marked[sort, mark].append(at)
        if each.mention.kind is HopKind.BODY:
            for word in {*each.name.written, *each.marks, *in_plain_words(each.name.written)} - SAYS_LITTLE:
                offices[word].append(at)
    groups: list[tuple[int, Sequence[int]]] = [(at, having[key]) for key, at in leading if len(having[key]) > 1]
    for block in given.values():
        for surnames in ({at: all_[at].name.last for at in block}, {at: skeleton(all_[at].name.last) for at in block}):
            for at, surname in surnames.items():
                near = extract(surname, surnames, scorer=OSA.distance, score_cutoff=NEAR_SURNAME, limit=None)
                if len(near) > 1:
                    groups.append((at, [other for _, _, other in near]))
    generic: dict[tuple[str, frozenset[str], frozenset[str], int | None], int] = {}
    for at, (each, sorts) in enumerate(zip(all_, compared_in, strict=True)):
        for sort, marks in sorts.items():
            rarest = min((marked[sort, mark] for mark in marks), key=len, default=())
            if len(rarest) > 1:
                groups.append((at, rarest))
            if not each.marks and sort in each.sorts:
                # Outlets are alike by their names, so that none of them stands for another.
                generic.setdefault((sort, each.issuers, each.parts, at if each.mention.kind is HopKind.OUTLET else None), at)
        if each.mention.kind is HopKind.PERSON and each.mention.role:
            role = taken_apart(each.mention.role).written
            said = {*role, *in_plain_words(role)} - SAYS_LITTLE
            groups += [(at, offices.get(word, [])) for word in {*said, *map(root_of, said), *map(singular, said)}]
    groups += [(at, by_sort[sort]) for (sort, *_), at in generic.items()]
    # A paper of no known sort may be of any.
    of_any = [at for at in by_sort[ANYTHING] if not all_[at].sorts.isdisjoint((ANYTHING, PAPERS))]
    groups += _joining(of_any, [at for at in by_sort[ANYTHING] if not all_[at].marks])
    # Whoever is known by a body is unlike others of the sort, so that none of them stands for another.
    for at, (each, sorts) in enumerate(zip(all_, compared_in, strict=True)):
        if each.mention.of:
            groups += [(at, [other for other in by_sort[sort] if not all_[other].mention.of]) for sort in sorts]
    groups += _only_called(all_, by_sort)
    groups += _issuing(all_, by_sort)
    voices = [at for at, each in enumerate(all_) if not (VOICES | KIN).isdisjoint(taken_apart(each.mention.role).written)]
    groups += [(at, voices) for at, each in enumerate(all_) if voices and each.mention.kind is None]
    pairs = {(min(at, other), max(at, other)) for at, others in groups for other in others if other != at}
    return ((all_[one], all_[other]) for one, other in sorted(pairs))


def _joining(some: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield pairs that join all of some with all of others, where each of the one is like each of the other."""
    if some and others:
        yield some[0], others
        yield others[0], some


def _only_called(all_: Sequence[Features], by_sort: Mapping[str, list[int]]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield pairs of what only says what it is, and of what may be called so: by an acronym, or in a sort."""
    called = [at for at, each in enumerate(all_) if each.may_be]
    no_bodies = (HopKind.DOCUMENT, HopKind.OUTLET, HopKind.PERSON)
    yield from _joining(
        called,
        [at for at, each in enumerate(all_) if each.name.is_acronym and each.mention.kind not in no_bodies] if called else [],
    )
    for sort in sorted({sort for at in called for sort in all_[at].may_be}):
        so_called = [at for at in called if sort in all_[at].may_be]
        yield so_called[0], [at for at in by_sort[sort] if all_[at].may_be]
        of_all = so_called if sort == COMPANY else [at for at in so_called if all_[at].marks <= COUNTRY_MARKS]
        for at in {all_[at].marks: at for at in reversed(of_all)}.values() if sort != COMPANY else of_all[:1]:
            yield at, by_sort[sort]


def _issuing(all_: Sequence[Features], by_sort: Mapping[str, list[int]]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield pairs of papers and those whose word such papers are, where either of them has no mark."""
    for sort in sorted(set(ISSUERS.values())):
        papers = [at for at in by_sort[_issued_by(sort)] if all_[at].mention.kind is HopKind.DOCUMENT]
        issuers = [at for at in by_sort[_issued_by(sort)] if all_[at].mention.kind is not HopKind.DOCUMENT]
        yield from _joining([at for at in papers if not issuing_marks(all_[at])], issuers)
        yield from _joining(papers, [at for at in issuers if not all_[at].marks])


def _is_person(each: Features) -> bool:
    return each.mention.kind not in (HopKind.OUTLET, HopKind.DOCUMENT) and not each.name.is_body and not each.nameless


def _keys(each: Features, acronyms: Collection[str]) -> Iterator[tuple[str, bool]]:
    """Return the keys that two spellings of one name share, whatever their sort, and of each whether it leads.

    Of two that share a key, one has to lead: a surname may be like a word anywhere in a name, and a first name is not like
    another. Initials are keys where they are somebody's acronym.
    """
    name, kind = each.name, each.mention.kind
    yield f"plain {name.clean}", True
    if (body := known_body(each)) is not None:
        yield f"body {body}", True
    for acronym in name.acronyms | name.initials | _short(each):
        if acronym in acronyms:
            yield f"acronym {acronym}", acronym not in name.initials
    if kind is HopKind.OUTLET:
        for form, leads in short_forms(each.mention.name).items():
            yield f"outlet {form}", leads
        # Whose it is may be left out, and what sort of outlet: "the Westfield paper" may be the "Westfield Echo".
        written = frozenset(name.written)
        leads = not written.isdisjoint(SORT_WORDS) or not _APOSTROPHES.isdisjoint(each.mention.name)
        for word in written - GENERIC - SORT_WORDS - SMALL_WORDS:
            yield f"called {word}", leads
    if name.is_body or each.nameless:
        yield f"words {' '.join(sorted(name.words))}", True
    # A paper may have its author in its name, and an outlet be one.
    if kind is HopKind.OUTLET:
        yield from ((f"author {word}", False) for word in {name.clean, root_of(singular(name.clean))})
    if kind is HopKind.DOCUMENT:
        for word in authors_told(each) | issuer_told(each):
            yield f"author {word}", True
        if "joint" in name.written:
            yield "joint", True
    elif kind is not HopKind.OUTLET:
        for word in {name.last, *sorted(each.marks)[:1], *name.initials}:
            yield f"author {word}", False
    if kind in (HopKind.BODY, None):
        yield from _of_body(each)
    if kind is HopKind.PERSON and each.mention.role:
        for word in named_in_role(each):
            yield f"works {word}", True
    if kind is HopKind.PERSON:
        yield f"works {name.last}", False
    if kind in (HopKind.OUTLET, HopKind.DOCUMENT) or not name.words:
        return
    for word in name.office:
        yield f"acronym {word}", True
        yield from _of_surname(word, alone=True)
    if name.is_body or each.nameless:
        yield f"surname {skeleton(next((word for word in name.words if word not in BODIES), ''))}", True
    else:
        yield from _of_surname(name.last, alone=not name.first)
        yield f"letters {consonants(''.join(name.words))}", True
        for word in name.words:
            yield f"word {word}", word == name.last
    if kind is HopKind.PERSON and name.first and each.mention.role:
        for word in set(taken_apart(each.mention.role).written) - COMMON_ROLES - SMALL_WORDS:
            yield f"renamed {skeleton(name.first)} {word}", True


def _short(each: Features) -> set[str]:
    """Return words that may be the acronym of a body: its one word, or what is written in a role."""
    if each.mention.kind is HopKind.PERSON:
        return named_in_role(each)
    return {each.name.clean} if len(each.name.written) == 1 else set()


def _of_body(each: Features) -> Iterator[tuple[str, bool]]:
    """Return the keys of what may be a body: all that tells it from others, and one word of that for those who work there."""
    marks = sorted(each.marks)
    yield f"marks {' '.join(marks)}", True
    if not each.sorts:
        for word in each.name.written:
            yield f"noun {word}", True
        for mark in marks[:1]:
            yield f"works {mark}", False
            # A capital stands for its government.
            if len(each.name.written) == 1:
                yield f"capital {mark}", True
        if len(marks) > 1 or (marks and ("department" in each.heads or not SPEAKING_FOR.isdisjoint(each.name.written[-1:]))):
            yield f"several {marks[0]}", True
        return
    for mark in marks:
        yield f"several {mark}", False
        if each.sorts & OF_STATE:
            yield f"capital {mark}", False


def _of_surname(surname: str, *, alone: bool) -> Iterator[tuple[str, bool]]:
    """Return the keys of a surname; a slip in a long one leaves either its beginning or its end."""
    spelt = skeleton(surname)
    yield f"surname {spelt}", True
    if len(surname) >= LONG_SURNAME:
        yield f"beginning {spelt[:3]}", alone
        yield f"end {spelt[-3:]}", alone


def _compared_in(each: Features) -> dict[str, frozenset[str]]:
    """Return the sorts to compare it in, with its marks there; an outlet is of its own, any paper may be "the documents"."""
    if each.mention.kind is HopKind.OUTLET:
        called: dict[str, frozenset[str]] = {HopKind.OUTLET: frozenset(each.name.written) - GENERIC - SMALL_WORDS}
        return {**called, **dict.fromkeys(each.sorts, each.marks)}
    if each.mention.kind is HopKind.DOCUMENT:
        issued = {_issued_by(ISSUERS[sort]): issuing_marks(each) for sort in each.sorts if sort in ISSUERS}
        any_paper = {ANYTHING} if each.sorts == {"video"} else {ANYTHING, PAPERS}
        return {**dict.fromkeys(each.sorts | any_paper, each.marks), **issued}
    issuing = {_issued_by(sort) for sort in each.sorts & set(ISSUERS.values())}
    return dict.fromkeys(each.heads | issuing, each.marks)


def _issued_by(sort: str) -> str:
    return f"issued by {sort}"
