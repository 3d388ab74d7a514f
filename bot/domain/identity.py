"""Says which of the people, bodies, documents and outlets that reports name are one origin, and where that is in doubt.

Whoever holds office in a body or speaks for it is that body; what a document says is its issuer's word. In doubt, two count
once until an editor rules on them. Only the two names count, never others beside them, so that a further report can join
origins and never splits one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from bot.domain.model import Hop, HopKind, Ruling
from bot.domain.names import (
    BODIES,
    COUNTRIES,
    DEMONYMS,
    SMALL_WORDS,
    TITLES,
    Name,
    Spelling,
    consonants,
    plain,
    skeleton,
    speaks_for,
    spelling,
    taken_apart,
)
from bot.domain.terms import fold


class Likeness(IntEnum):
    """Whether two mentions are one origin."""

    DIFFERENT = 0
    PERHAPS = 1
    SAME = 2


class Mention(NamedTuple):
    """A name as an article or a claim has it, with what is said of it; `kind` is None where nobody says it."""

    name: str
    kind: HopKind | None = None
    role: str = ""


# What an institution is called, and those who hold office in it: the first word stands for all.
_INSTITUTION_ROWS = """
police policeman policewoman constable constabulary superintendent detective sheriff gendarmerie gendarmes
fire firefighter firefighters rescue rescuers
inspectorate inspector inspectors inspection
prosecutor prosecutors prosecution prosecutorial
court courts judge judges magistrate magistrates tribunal
mayor mayoress
council councillor councillors councilor
ministry minister ministers ministerial
presidency president presidential
government premier cabinet
governor governors
parliament mp mps speaker
hospital clinic
army military troops
navy admiral
coastguard coastguards
customs
harbour harbor harbourmaster
museum curator
coroner
university
union
school headteacher headmaster headmistress
embassy ambassador
company firm manufacturer
church bishop archbishop
"""
_INSTITUTIONS = {word: row.split()[0] for row in _INSTITUTION_ROWS.strip().splitlines() for word in row.split()}
_PHRASES = (
    ("prime minister", "premier"),
    ("district attorney", "prosecutor"),
    ("attorney general", "prosecutor"),
    ("armed forces", "army"),
    ("coast guard", "coastguard"),
    ("fire and rescue", "fire"),
    ("kremlin", "russia president"),
    ("white house", "us president"),
    ("downing street", "uk premier"),
    ("pentagon", "us defense ministry"),
)
# Societies and boards that have another institution's word in their name: the police federation is not the police.
_SOCIETY_WORDS = """
federation union association trust foundation party committee commission inquiry inspectorate board college academy
institute league society fund
"""
_SOCIETIES = frozenset(_SOCIETY_WORDS.split())
# Words that say nothing of which institution it is.
_OPEN_WORDS = """
office service services department dept agency spokesman spokeswoman spokesperson spokespeople press chief head deputy senior
officer officers official officials director commissioner leader chairman chairwoman chairperson chair secretary representative
representatives local acting former lawyer attorney aide adviser advisor staff team brigade crew crews marshal commander captain
investigators public regional general executive ceo man woman boss then ex
inc ltd limited plc corp corporation co gmbh ag sa llc group holding holdings nv ab oy as spa
"""
_LEAVES_OPEN = frozenset(_OPEN_WORDS.split())
_PORTFOLIOS = frozenset({"interior", "defence", "defense", "finance", "health", "foreign", "justice"})
_NO_NAMES = TITLES | BODIES | COUNTRIES | _LEAVES_OPEN | _INSTITUTIONS.keys()
_OF_ANY_OUTLET = frozenset({"news", "agency", "newspaper", "website", "online", "daily", "weekly", "magazine", "paper", "site"})
# Offices by which a person stands for a body of the same kind: the harbour master for the harbour office.
_OFFICE_WORDS = """
chief head director master officer minister secretary president manager warden commissioner chairman chairwoman chair leader
mayor governor judge prosecutor coroner superintendent inspector registrar curator principal rector spokesman spokeswoman
spokesperson commander captain administrator executive
"""
_OFFICES = frozenset(_OFFICE_WORDS.split())
_SAYS_LITTLE = _OFFICES | _LEAVES_OPEN | SMALL_WORDS
# What a great many people are, so that it tells nobody from others.
_COMMON_ROLES = frozenset(
    {"witness", "eyewitness", "resident", "neighbour", "neighbor", "passenger", "driver", "survivor", "man", "woman"}
)
_VAGUE_WORDS = """
official officials authority authorities source sources witness witnesses resident residents leader leaders ministers lawmakers
investigators experts expert analysts eyewitnesses neighbours neighbors locals people reports media insiders local regional
several some many unidentified unnamed senior top two three four five
"""
_VAGUE = frozenset(_VAGUE_WORDS.split())
_DOCUMENT_ROWS = """
agreement contract deal lease treaty memorandum
order ruling verdict decision judgment judgement injunction warrant sentence
study paper research findings analysis survey article thesis
report audit review assessment
letter email mail message messages memo note correspondence
filing lawsuit complaint indictment charges
video footage recording clip photo photos image images audio cctv
statement release announcement notice bulletin
* record records file files document documents log logs register data papers paperwork
"""
_DOCUMENTS = {word: row.split()[0] for row in _DOCUMENT_ROWS.strip().splitlines() for word in row.split()}
_ANYTHING = "*"
_PROPER = re.compile(r"(?<![^\W_])(?:[A-ZÀ-Þ][^\W_]+|\d[\w.-]*)")


class _Features(NamedTuple):
    """What a mention is compared by: its name, what sort of institution or document it is, and what tells it from others."""

    mention: Mention
    name: Name
    sorts: frozenset[str]
    marks: frozenset[str]
    nameless: bool


def likeness(one: Mention, other: Mention) -> Likeness:
    """Say whether two mentions are one origin; the order does not matter."""
    return _compared(_features(one), _features(other))


def may_be_outlet(name: str, outlet: str) -> bool:
    """Say whether an outlet's name is another's, or perhaps short for it."""
    return likeness(Mention(name, HopKind.OUTLET), Mention(outlet, HopKind.OUTLET)) is not Likeness.DIFFERENT


def is_office(hop: Hop) -> bool:
    """Say whether a hop is a person's office without a name: "the economics minister"."""
    return hop.kind is HopKind.PERSON and _features(Mention(hop.name, hop.kind, hop.role)).nameless


def is_nobody(hop: Hop) -> bool:
    """Say whether a hop names nobody in particular: "officials", "local residents", "the spokesman" of nobody knows whom."""
    if hop.body or hop.kind is HopKind.DOCUMENT:
        return False
    words = [word for word in taken_apart(hop.name).written if word not in SMALL_WORDS]
    if words and all(word in _VAGUE or word in DEMONYMS for word in words):
        return True
    mention = _features(Mention(hop.name, hop.kind, hop.role))
    return hop.kind is HopKind.PERSON and mention.nameless and not mention.sorts


def _compared(a: _Features, b: _Features) -> Likeness:
    kinds = {a.mention.kind, b.mention.kind}
    if a.name.clean == b.name.clean:
        return Likeness.SAME
    if kinds == {HopKind.OUTLET}:
        return _same_outlet(a.name, b.name)
    if kinds & {HopKind.OUTLET, HopKind.OWN}:
        alike = a.name.is_body and b.name.is_body and spelling(a.name, b.name) is Spelling.SAME
        short = a.name.acronyms & (b.name.acronyms | b.name.initials) or b.name.acronyms & a.name.initials
        return Likeness.SAME if alike or short else Likeness.DIFFERENT
    if HopKind.DOCUMENT not in kinds and not a.nameless and not b.nameless:
        if not (HopKind.PERSON in kinds and HopKind.BODY in kinds):
            spelt = spelling(a.name, b.name)
            if spelt is Spelling.OTHER and kinds == {HopKind.PERSON} and _renamed(a, b):
                return Likeness.PERHAPS
            if spelt is not Spelling.OTHER and not (spelt is Spelling.SAME and kinds == {HopKind.BODY} and not _whole(a, b)):
                return Likeness.SAME if spelt is Spelling.SAME else Likeness.PERHAPS
        if speaks_for(a.name, b.name) or speaks_for(b.name, a.name):
            return Likeness.SAME
    return Likeness.PERHAPS if _alike_in_sort(a, b) or _shortened(a, b) or _holds_office(a, b) else Likeness.DIFFERENT


def _renamed(a: _Features, b: _Features) -> bool:
    """Say whether two may be one person under a married and a maiden name: one first name, one part in the story."""
    if not a.name.first or skeleton(a.name.first) != skeleton(b.name.first):
        return False
    parts = [{word for word in taken_apart(each.mention.role).written if word not in SMALL_WORDS} for each in (a, b)]
    return bool(parts[0] & parts[1] - _COMMON_ROLES)


def _holds_office(a: _Features, b: _Features) -> bool:
    """Say whether one is a person in an office of the other, by the words that office and body share."""
    if {a.mention.kind, b.mention.kind} != {HopKind.PERSON, HopKind.BODY}:
        return False
    person, body = (a, b) if a.mention.kind is HopKind.PERSON else (b, a)
    role = set(taken_apart(person.mention.role).written)
    if not role & _OFFICES:
        return False
    return bool((role - _SAYS_LITTLE) & set(body.name.written))


def _same_outlet(one: Name, other: Name) -> Likeness:
    """Compare two outlets: "BBC News" is "BBC"; "the Echo" is perhaps the "Westfield Echo"."""
    if one.acronyms & (other.acronyms | other.initials) or other.acronyms & one.initials:
        return Likeness.SAME
    shorter, longer = sorted(([w for w in name.written if w not in SMALL_WORDS] for name in (one, other)), key=len)
    told = [w for w in shorter if w not in _OF_ANY_OUTLET]
    if not told or told == [w for w in longer if w not in _OF_ANY_OUTLET]:
        return Likeness.SAME if told else Likeness.DIFFERENT
    return Likeness.PERHAPS if set(told) < set(longer) else Likeness.DIFFERENT


def _whole(a: _Features, b: _Features) -> bool:
    """Say whether two bodies agree by more than a last word that would be a person's surname."""
    return a.name.is_body or b.name.is_body or a.name.words == b.name.words or bool(a.name.is_acronym or b.name.is_acronym)


def _alike_in_sort(a: _Features, b: _Features) -> bool:
    """Say whether two are the same sort of institution or document, and nothing tells them apart."""
    documents = HopKind.DOCUMENT in (a.mention.kind, b.mention.kind)
    open_sort = documents and (_ANYTHING in a.sorts | b.sorts) and a.mention.kind is b.mention.kind
    return bool(a.sorts & b.sorts or open_sort) and (a.marks <= b.marks or b.marks <= a.marks)


def _shortened(a: _Features, b: _Features) -> bool:
    """Say whether one body's name is short for the other's: "Brackwell" or "the mill" for "Brackwell Mill".

    A department and a ministry of the same matter are one too.
    """
    kinds = {a.mention.kind, b.mention.kind}
    if kinds - {HopKind.BODY, None} or kinds == {None} or not a.marks or not b.marks:
        return False
    if bool(a.sorts) != bool(b.sorts):
        return a.marks == b.marks
    shorter, longer = sorted((a, b), key=lambda each: len(each.name.written))
    words, more = shorter.name.written, longer.name.written
    if a.sorts or len(words) >= len(more):
        return False
    return words == more[: len(words)] or (_is_common(shorter.mention.name) and set(words) <= set(more))


@lru_cache(maxsize=8192)
def _features(mention: Mention) -> _Features:
    name = taken_apart(mention.name)
    document = mention.kind is HopKind.DOCUMENT
    words = _content(name.written)
    of_person = mention.kind is HopKind.PERSON
    nameless = not document and (all(word in _NO_NAMES for word in words) or (of_person and _is_common(mention.name)))
    if of_person and not nameless:
        # A person is told by the office: what the role says, or the title before the name.
        words = _content((*taken_apart(mention.role).written, *(w for w in words if w not in name.words)))
    sorts = {_DOCUMENTS[word] for word in words if word in _DOCUMENTS} if document else set()
    institutions = {_INSTITUTIONS[word] for word in words if word in _INSTITUTIONS}
    bodies = {word for word in words if word in BODIES and word not in _LEAVES_OPEN}
    if societies := bodies & _SOCIETIES:
        institutions = societies
    sorts |= institutions or (set() if of_person or document else bodies)
    if not sorts and document:
        sorts = {_ANYTHING}
    taken = _LEAVES_OPEN | (TITLES - _PORTFOLIOS) | set(_DOCUMENTS if document else ())
    marks = {word for word in words if word not in taken and word not in sorts and _INSTITUTIONS.get(word) not in sorts}
    if document:
        # "The signed agreement" may be "the contract"; a name or a number tells papers apart.
        marks &= {fold(word) for word in _PROPER.findall(mention.name[1:])}
    if of_person and not nameless and not sorts:
        marks = set()
    return _Features(mention, name, frozenset(sorts), frozenset(marks), nameless)


def _is_common(name: str) -> bool:
    """Say whether nothing in a name is written as a proper name: "The economics minister"."""
    first, *rest = name.split() or [""]
    return not any(word[:1].isupper() for word in rest) and (bool(rest) or first.islower())


def _content(written: Iterable[str]) -> list[str]:
    text = " ".join(written)
    for phrase, words in _PHRASES:
        if phrase in text:
            text = f" {text} ".replace(f" {phrase} ", f" {words} ").strip()
    return [DEMONYMS.get(word, word) for word in text.split() if word not in SMALL_WORDS]


class Identities:
    """Groups of mentions that are one origin: `sure` where nothing is in doubt, `perhaps` where it may be one."""

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
            found[hop.name].add(Mention(hop.name, hop.kind, "" if held else hop.role))
            if held:
                found[hop.body].add(Mention(hop.body, None if hop.kind is HopKind.DOCUMENT else HopKind.BODY))
                affiliated.add((hop.name, hop.body))
        for mention in mentions:
            found[mention.name].add(mention)
        pairs = [*affiliated, *aliases, *linked]
        for one, other in linked:
            found[one].add(Mention(one, HopKind.OUTLET))
            found[other].add(Mention(other, HopKind.OUTLET))
        pairs += [(r.one, r.other) for r in rulings if r.same and r.one in found and r.other in found]
        self._bodies: dict[str, set[str]] = defaultdict(set)
        for name, body in affiliated:
            self._bodies[name].add(body)
        self._mentions = found
        self._joined = {frozenset(pair) for pair in pairs}
        self._sure = _Groups(found)
        doubtful: list[tuple[str, str]] = []
        for one, other in pairs:
            self._sure.join(one, other)
        apart = {frozenset((plain(r.one), plain(r.other))) for r in rulings if not r.same}
        for a, b in _candidates([_features(mention) for mentions in found.values() for mention in mentions]):
            one, other = a.mention.name, b.mention.name
            if one == other or frozenset((plain(one), plain(other))) in apart:
                continue
            alike = _compared(a, b)
            if alike is Likeness.SAME:
                self._sure.join(one, other)
            elif alike is Likeness.PERHAPS:
                doubtful.append((one, other))
        parted = {frozenset((self.sure(r.one), self.sure(r.other))) for r in rulings if not r.same}
        self._perhaps = _Groups(found)
        for name in found:
            self._perhaps.join(name, self._sure.of(name))
        for one, other in doubtful:
            if frozenset((self.sure(one), self.sure(other))) not in parted:
                self._perhaps.join(one, other)

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
        mentions, others = (self._mentions.get(name, {Mention(name)}) for name in (one, other))
        return any(likeness(a, b) is not Likeness.DIFFERENT for a in mentions for b in others)

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
            name = parent[name] = parent[parent[name]]
        return name

    def join(self, one: str, other: str) -> None:
        one, other = self.of(one), self.of(other)
        if one != other:
            self._parent[max(one, other)] = min(one, other)


def _candidates(features: Sequence[_Features]) -> Iterator[tuple[_Features, _Features]]:
    """Return pairs that can be alike; where many are alike, as many pairs as join them.

    They share a name or an acronym, or the rarest mark of one sort. What has no mark is like all of its sort, so that one of
    these stands for the others.
    """
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    marked: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_sort: dict[str, list[int]] = defaultdict(list)
    bodies: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(features):
        for key in _keys(each):
            blocks[key].append(at)
        for sort in _sorts(each):
            by_sort[sort].append(at)
            for mark in _marks(each):
                marked[sort, mark].append(at)
        if each.mention.kind is HopKind.BODY:
            for word in set(each.name.written) - _SAYS_LITTLE:
                bodies[word].append(at)
    pairs: set[tuple[int, int]] = set()
    for block in blocks.values():
        pairs.update((one, other) for place, one in enumerate(block) for other in block[place + 1 :] if one != other)
    generic: dict[str, int] = {}
    for at, each in enumerate(features):
        for sort in _sorts(each):
            rarest = min((marked[sort, mark] for mark in _marks(each)), key=lambda block: len(block), default=())
            pairs.update((min(at, other), max(at, other)) for other in rarest if other != at)
            if not each.marks and sort in each.sorts:
                generic.setdefault(sort, at)
        if each.mention.kind is HopKind.PERSON:
            words = set(taken_apart(each.mention.role).written) - _SAYS_LITTLE
            pairs.update((min(at, other), max(at, other)) for word in words for other in bodies.get(word, ()))
    for sort, at in generic.items():
        pairs.update((min(at, other), max(at, other)) for other in by_sort[sort] if other != at)
    return ((features[one], features[other]) for one, other in sorted(pairs))


def _keys(each: _Features) -> Iterator[tuple[str, ...]]:
    """Return the keys that two spellings of one name share, whatever their sort."""
    name, kind = each.name, each.mention.kind
    yield "plain", name.clean
    for acronym in name.acronyms | name.initials:
        yield "acronym", acronym
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
        if not each.sorts:
            for word in name.written:
                yield "noun", word
    if kind is HopKind.PERSON and name.first:
        for word in set(taken_apart(each.mention.role).written) - _COMMON_ROLES - SMALL_WORDS:
            yield "renamed", skeleton(name.first), word


def _sorts(each: _Features) -> frozenset[str]:
    """Return the sorts to compare it in; an outlet is of its own sort, and any paper may be "the documents"."""
    if each.mention.kind is HopKind.OUTLET:
        return frozenset({HopKind.OUTLET})
    return each.sorts | {_ANYTHING} if each.mention.kind is HopKind.DOCUMENT else each.sorts


def _marks(each: _Features) -> frozenset[str]:
    if each.mention.kind is HopKind.OUTLET:
        return frozenset(each.name.written) - _OF_ANY_OUTLET - SMALL_WORDS
    return each.marks
