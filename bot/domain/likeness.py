"""Compares two mentions of people, bodies, documents or outlets: the same, perhaps the same, or different.

Only what is said of the two counts, never others beside them. In doubt they are perhaps the same.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.domain.institutions import (
    ABBREVIATIONS,
    ALONE,
    ANYTHING,
    COMMON_ROLES,
    COMPANY,
    DOCUMENTS,
    INSTITUTIONS,
    ISSUERS,
    KIN,
    LEAVES_OPEN,
    MATTERS,
    NO_LONGER,
    NO_MARKS,
    NO_NAMES,
    OF_STATE,
    OFFICES,
    PARTS,
    PHRASES,
    PRIVATE,
    PROFESSIONS,
    SAYS_LITTLE,
    SOCIETIES,
    STANDS_FOR,
    VAGUE,
    VOICES,
    foreign,
)
from bot.domain.model import Hop, HopKind
from bot.domain.names import (
    BODIES,
    DEMONYMS,
    SMALL_WORDS,
    STATES,
    TITLES,
    Likeness,
    Name,
    skeleton,
    speaks_for,
    spelling,
    taken_apart,
)
from bot.domain.outlet_names import is_official, same_outlet
from bot.domain.terms import fold

_LONG_NAME = 12
_SLIP = 1
"""Letters by which two long names of bodies may differ."""


class Mention(NamedTuple):
    """A name as an article or a claim has it, with what is said of it; `kind` is None where nobody says it.

    `placed` says that the article says whose office it is. `of` is the body by which somebody without a name is known.
    """

    name: str
    kind: HopKind | None = None
    role: str = ""
    placed: bool = False
    of: str = ""

    @property
    def key(self) -> str:
        """Return the name by which it is told from others."""
        return self.of or self.name


_SHORT = 5
"""Letters; the ending of a longer word does not count."""
_ENDING = re.compile(r"(?:ical|al|ics|ic|ie|y|e|(?<=ia)n)$")
_KEPT = NO_NAMES | DOCUMENTS.keys() | STANDS_FOR.keys() | ALONE.keys()
_MAY_BE = {COMPANY} | (STANDS_FOR.keys() - LEAVES_OPEN)
_OCCUPATIONS = frozenset({"operator", "contractor", "soldier"})
"""Words for institutions that say of a person only what they do."""
_TOLD_BY_TIER = frozenset({"court", "police"})
"""Of these a county may have one, and a district in it another."""
_MONTH_WORDS = "january february march april may june july august september october november december"
_MONTHS = frozenset(_MONTH_WORDS.split())
_OFFICE_TITLES = OFFICES & TITLES
_AUTHORS = re.compile(r"\b(?:by|from)\s+(.*)$|^(.*)(?=['’]s?\s)")
_ABOUT = re.compile(r"\s(?:about|on|over|into|against|to|for|with)\s.*?(?=\s(?:by|from)\s|$)")
_PROPER = re.compile(r"(?<![^\W_])(?:[A-ZÀ-Þ][^\W_]+|\d[\w.-]*)")


class Features(NamedTuple):
    """What a mention is compared by: its name, what sort of institution or document it is, and what tells it from others.

    `heads` are the words for what it is, those that say little ("agency") too; `may_be` are those of the bodies that it may
    stand for, where it says only what it is: "the watchdog".
    """

    mention: Mention
    name: Name
    sorts: frozenset[str]
    marks: frozenset[str]
    nameless: bool
    heads: frozenset[str]
    may_be: frozenset[str]
    issuers: frozenset[str]
    parts: frozenset[str]


_NOTHING = frozenset[str]()


# An event is assessed many times with the same names: before and after a proposal, and for each answer to a question.
@lru_cache(maxsize=1 << 16)
def likeness(one: Mention, other: Mention) -> Likeness:
    """Say whether two mentions are one origin; the order does not matter."""
    return _compared(features(one), features(other))


def may_be_outlet(name: str, outlet: str) -> bool:
    """Say whether an outlet's name is another's, or perhaps short for it."""
    return bool(likeness(Mention(name, HopKind.OUTLET), Mention(outlet, HopKind.OUTLET)))


def is_office(hop: Hop) -> bool:
    """Say whether a hop is a person's office without a name: "the economics minister"."""
    return hop.kind is HopKind.PERSON and features(Mention(hop.name, hop.kind, hop.role)).nameless


def key_of(hop: Hop) -> str:
    """Return the name that tells a hop from others: its body's, where it has none itself ("a spokesman", "the statement")."""
    name = hop.name
    if not hop.body or name.lower() == name.upper():
        return name
    says_only_what = all(word in NO_NAMES or word in DOCUMENTS for word in _content(taken_apart(name).written))
    return hop.body if says_only_what or _is_common(name) or is_office(hop) else name


def is_nobody(hop: Hop) -> bool:
    """Say whether a hop names nobody in particular: "officials", "local residents", "the spokesman" of nobody knows whom."""
    if hop.body or hop.kind is HopKind.DOCUMENT:
        return False
    words = [word for word in taken_apart(hop.name).written if word not in SMALL_WORDS]
    if words and all(word in VAGUE or word in DEMONYMS for word in words):
        return True
    mention = features(Mention(hop.name, hop.kind, hop.role))
    return hop.kind is HopKind.PERSON and mention.nameless and not mention.sorts


def _compared(a: Features, b: Features) -> Likeness:
    kinds = {a.mention.kind, b.mention.kind}
    if a.mention.of and b.mention.of:
        # Their bodies are compared; but articles may ascribe one paper to several bodies; a statement is its speaker's.
        joint = "joint" in {*a.name.written} & {*b.name.written}
        one_paper = bool(a.sorts & b.sorts) and "statement" not in a.sorts & b.sorts
        papers = kinds == {HopKind.DOCUMENT} and (joint or one_paper)
        return Likeness.PERHAPS if papers else Likeness.DIFFERENT
    if a.name.clean == b.name.clean:
        if not (a.mention.of or b.mention.of or (a.nameless and b.nameless and _written(a) != _written(b))):
            return Likeness.SAME
        return Likeness.PERHAPS if a.marks <= b.marks or b.marks <= a.marks else Likeness.DIFFERENT
    if kinds == {HopKind.OUTLET}:
        return same_outlet(a.mention.name, b.mention.name)
    if kinds & {HopKind.OUTLET, HopKind.OWN}:
        # Mere initials are those of many; an acronym that is written beside a name in full is its own.
        full = a.name.is_body and b.name.is_body and a.name.words == b.name.words
        written = not (a.name.is_acronym and b.name.is_acronym) and a.name.acronyms & b.name.acronyms
        if full or written:
            return Likeness.SAME
        if a.name.acronyms & (b.name.acronyms | b.name.initials) or b.name.acronyms & a.name.initials:
            return Likeness.PERHAPS
        return Likeness.PERHAPS if HopKind.OWN not in kinds and _alike_in_sort(a, b) else Likeness.DIFFERENT
    shortened = by_initials(a, b)
    if shortened and len(shortened[0].name.written) > 1 and sorted(a.name.words) != sorted(b.name.words):
        # Both are written in full, and differ.
        return Likeness.PERHAPS
    if not kinds & {HopKind.DOCUMENT, HopKind.PERSON} and _is_short_for(a, b):
        return Likeness.SAME
    if HopKind.DOCUMENT not in kinds and not a.nameless and not b.nameless:
        if not (HopKind.PERSON in kinds and HopKind.BODY in kinds):
            spelt = spelling(a.name, b.name)
            if spelt is Likeness.DIFFERENT and kinds == {HopKind.PERSON} and _renamed(a, b):
                return Likeness.PERHAPS
            if spelt and not (spelt is Likeness.SAME and kinds == {HopKind.BODY} and not _whole(a, b)):
                return spelt
        for one, other in ((a, b), (b, a)):
            if speaks_for(one.name, other.name) and (kinds != {HopKind.BODY} or one.name.office.issuperset(other.name.words)):
                return Likeness.SAME
    if _alike_in_sort(a, b) or _shortened(a, b) or _is_called(a, b) or _is_called(b, a):
        return Likeness.PERHAPS
    if a.mention.kind is b.mention.kind and kinds != {HopKind.PERSON}:
        return Likeness.DIFFERENT
    rules = (_holds_office, _works_for, _speaks_for_party, _issued, _is_by)
    return Likeness.PERHAPS if any(rule(a, b) or rule(b, a) for rule in rules) else Likeness.DIFFERENT


def by_initials(a: Features, b: Features) -> tuple[Features, Features] | None:
    """Return the short and the full name of two where nothing but initials makes them one; None where more does."""
    if a.name.acronyms & b.name.acronyms or a.name.clean == b.name.clean:
        return None
    for short, full in ((a, b), (b, a)):
        if ({short.name.clean} | short.name.acronyms) & full.name.initials:
            return short, full
    return None


def _written(each: Features) -> list[str]:
    return [word for word in each.name.written if word not in SMALL_WORDS]


def _is_short_for(a: Features, b: Features) -> bool:
    """Say whether one body is the acronym of the other: "WHO", "Nato"."""
    return any(({one.name.clean} | one.name.acronyms) & other.name.initials for one, other in ((a, b), (b, a)))


def _renamed(a: Features, b: Features) -> bool:
    """Say whether two may be one person under a married and a maiden name: one first name, one part in the story."""
    if not a.name.first or skeleton(a.name.first) != skeleton(b.name.first):
        return False
    parts = [{word for word in taken_apart(each.mention.role).written if word not in SMALL_WORDS} for each in (a, b)]
    return bool(parts[0] & parts[1] - COMMON_ROLES)


def _holds_office(person: Features, body: Features) -> bool:
    """Say whether one is a person in an office of the other, by the words that office and body share."""
    if (person.mention.kind, body.mention.kind) != (HopKind.PERSON, HopKind.BODY):
        return False
    role = set(taken_apart(person.mention.role).written)
    if person.sorts & body.sorts or role & NO_LONGER:
        return False
    if role & PROFESSIONS and {root_of(word) for word in role & PROFESSIONS} & body.marks:
        return True
    # "The restaurant owner" speaks for "the restaurant".
    said, called = {singular(word) for word in role - SAYS_LITTLE}, {singular(word) for word in body.name.written}
    if _is_common(body.mention.name) and not body.sorts:
        return bool(said & called)
    return bool(role & (OFFICES | PROFESSIONS) and said & called and (said <= called or not person.sorts))


def _works_for(person: Features, body: Features) -> bool:
    """Say whether a role has the name of a body that is called by nothing but its name: "Brackwell engineer"."""
    if person.mention.kind is not HopKind.PERSON or body.mention.kind not in (HopKind.BODY, None):
        return False
    if not NO_LONGER.isdisjoint(taken_apart(person.mention.role).written):
        return False
    said = named_in_role(person)
    return bool(said & body.name.initials) or (not body.sorts and bool(body.marks) and body.marks <= said)


def named_in_role(person: Features) -> set[str]:
    """Return the proper words in what a person is."""
    return {fold(word) for word in _PROPER.findall(person.mention.role)}


def _speaks_for_party(person: Features, party: Features) -> bool:
    """Say whether a person may be the voice of somebody with a stake, or their family, where it is not said of whom."""
    if person.mention.kind is not HopKind.PERSON or party.mention.kind not in (HopKind.PERSON, None):
        return False
    role = set(taken_apart(person.mention.role).written)
    if party.mention.kind is HopKind.PERSON:
        return bool(role & VOICES and not role & NO_LONGER and party.name.last in named_in_role(person))
    kin = bool(role & KIN) and skeleton(person.name.last) == skeleton(party.name.last)
    return kin or bool(role & VOICES and not role & NO_LONGER)


def _issued(paper: Features, body: Features) -> bool:
    """Say whether a paper of which nobody says whose it is may be that of a court or the like."""
    if paper.mention.kind is not HopKind.DOCUMENT or body.mention.kind in (HopKind.DOCUMENT, HopKind.OUTLET):
        return False
    marks = issuing_marks(paper)
    issuers = paper.issuers or {ISSUERS[sort] for sort in paper.sorts if sort in ISSUERS}
    return bool(issuers & body.sorts) and (marks <= body.marks or body.marks <= marks)


def issuing_marks(paper: Features) -> frozenset[str]:
    """Return the marks of a paper that may be those of its issuer: no numbers and no dates."""
    return frozenset(mark for mark in paper.marks if not mark.isdigit() and mark not in _MONTHS)


def authors_told(paper: Features) -> set[str]:
    """Return the proper words by which the name of a paper tells whose it is."""
    words = {fold(word) for found in _AUTHORS.findall(paper.mention.name) for word in _PROPER.findall("".join(found))}
    return words | {root_of(singular(word)) for word in words}


def issuer_told(paper: Features) -> set[str]:
    """Return the words of a paper's name that may tell which body issued it: "a UN report", "weather data"."""
    if "video" in paper.sorts:
        return set()
    words = _content(taken_apart(_ABOUT.sub(" ", paper.mention.name)).written)
    return {root_of(word) for word in words if word not in DOCUMENTS}


def _is_by(paper: Features, author: Features) -> bool:
    """Say whether the name of a paper says that somebody wrote or issued it: "a letter by Ida Kemp", "Norvik's report"."""
    if paper.mention.kind is not HopKind.DOCUMENT or author.mention.kind in (HopKind.DOCUMENT, HopKind.OUTLET):
        return False
    told = authors_told(paper)
    of_person = author.mention.kind is HopKind.PERSON or not (author.name.is_body or author.sorts)
    return (of_person and author.name.last in told) or (bool(author.marks) and author.marks <= told | issuer_told(paper))


def _whole(a: Features, b: Features) -> bool:
    """Say whether two bodies agree by more than a last word that would be a person's surname."""
    return a.name.is_body or b.name.is_body or a.name.words == b.name.words or bool(a.name.is_acronym or b.name.is_acronym)


def _alike_in_sort(a: Features, b: Features) -> bool:
    """Say whether two are the same sort of institution or document, and nothing tells them apart."""
    kinds = {a.mention.kind, b.mention.kind}
    shared = (a.sorts & b.heads) | (a.heads & b.sorts)
    if kinds == {HopKind.DOCUMENT}:
        if a.issuers and b.issuers and not a.issuers & b.issuers:
            return False
        shared |= (a.sorts | b.sorts) & {ANYTHING}
    if kinds == {HopKind.PERSON} and not a.nameless and not b.nameless:
        shared -= PRIVATE
    parted = not (a.parts <= b.parts or b.parts <= a.parts)
    return bool(shared) and not parted and (a.marks <= b.marks or b.marks <= a.marks)


def _is_called(a: Features, b: Features) -> bool:
    """Say whether one says only what it is, and the other is a body that may be called so: "the watchdog", "the company"."""
    if not a.may_be or b.mention.kind in (HopKind.DOCUMENT, HopKind.OUTLET):
        return False
    if a.sorts and b.sorts and not (a.sorts & b.sorts or a.may_be & b.sorts):
        return False
    if a.mention.kind is HopKind.PERSON:
        # What the office is of may be told, and tells it from others.
        told = {root_of(word) for word in named_in_role(a) if word not in NO_NAMES}
        return bool(a.may_be & b.heads) and b.mention.kind is not HopKind.PERSON and told <= b.marks
    if b.name.is_acronym:
        return b.mention.kind is not HopKind.PERSON
    return COMPANY in a.may_be & b.heads or (bool(a.may_be & b.heads) and (a.marks <= b.marks or bool(b.may_be)))


def _shortened(a: Features, b: Features) -> bool:
    """Say whether one body's name is short for the other's: "Brackwell" or "the mill" for "Brackwell Mill".

    A department and a ministry of the same matter are one too.
    """
    kinds = {a.mention.kind, b.mention.kind}
    if kinds - {HopKind.BODY, None} or kinds == {None} or not a.marks or not b.marks:
        return False
    if bool(a.sorts) != bool(b.sorts):
        bare, full = (b, a) if a.sorts else (a, b)
        # A capital stands for its government.
        capital = bool(full.sorts & OF_STATE) and len(bare.name.written) == 1 and bare.marks <= full.marks
        # "Red Cross" is short for its International Committee.
        named = bare.marks < full.marks and len(bare.marks) > 1 and not _is_common(bare.mention.name)
        return a.marks == b.marks or capital or named
    shorter, longer = sorted((a, b), key=lambda each: len(each.name.written))
    words, more = shorter.name.written, longer.name.written
    if a.sorts:
        return False
    if a.marks == b.marks or (bool(a.heads & b.heads - {COMPANY}) and (a.marks <= b.marks or b.marks <= a.marks)):
        return True
    if OSA.distance(a.name.clean, b.name.clean) <= _SLIP and min(len(a.name.clean), len(b.name.clean)) >= _LONG_NAME:
        return True
    if None in kinds and len(words) > 1 and words[0] == more[0] and len(words[0]) > _SHORT:
        # A subsidiary has its parent's first word, and the parent a stake.
        return True
    if len(words) >= len(more):
        return False
    return words == more[: len(words)] or (_is_common(shorter.mention.name) and set(words) <= set(more))


@lru_cache(maxsize=8192)
def features(mention: Mention) -> Features:
    """Return what a mention is compared by."""
    name = taken_apart(mention.name)
    if mention.kind is HopKind.OUTLET and not is_official(mention.name):
        return Features(mention, name, _NOTHING, _NOTHING, False, _NOTHING, _NOTHING, _NOTHING, _NOTHING)
    document = mention.kind is HopKind.DOCUMENT
    words = _content((taken_apart(_ABOUT.sub(" ", mention.name)) if document else name).written)
    of_person = mention.kind is HopKind.PERSON
    nameless = not document and (all(word in NO_NAMES for word in words) or (of_person and _is_common(mention.name)))
    # "Orvan Defence Minister" has no more of a name than "the defence minister".
    nameless = nameless or (of_person and len(words) > 1 and _OFFICE_TITLES.issuperset(name.words))
    if of_person and not nameless:
        # A person is told by the office: what the role says, or the title before the name.
        words = _content((*taken_apart(mention.role).written, *(w for w in name.written if w not in name.words)))
    sorts = set().union(*(DOCUMENTS[word] for word in words if word in DOCUMENTS)) if document else set()
    done = set[str]()
    if of_person and not NO_LONGER.isdisjoint(words):
        # Nobody speaks for a body that they have left.
        words = []
    elif of_person:
        words = [word for word in words if word not in _OCCUPATIONS]
        done = _occupation(mention.role)
    institutions = {INSTITUTIONS[word] for word in words if word in INSTITUTIONS}
    other = set().union(*map(foreign, words))
    bodies = {word for word in words if word in BODIES and word not in LEAVES_OPEN}
    if societies := bodies & SOCIETIES:
        # A society that is a part of something else is that: "the Institute of Hydrology at Orvan University".
        institutions = societies | (institutions if " at " in mention.name else set())
    institutions |= other
    common, marked = _is_common(mention.name), set(words)
    if not institutions - SOCIETIES and ((of_person and not nameless) or document or (common and not of_person and not bodies)):
        institutions = institutions.union(*(ALONE[word] for word in words if word in ALONE))
        marked -= ALONE.keys()
    issuers = institutions if document else set()
    if document and not sorts:
        sorts = {ANYTHING}
    sorts |= institutions or (set() if of_person or document else bodies)
    marks = {word for word in marked - done if not (word in NO_MARKS or word in sorts or INSTITUTIONS.get(word) in sorts)}
    parts = marks & PARTS if sorts & {"army", "court"} and "regiment" not in words else set()
    marks -= parts
    if other:
        # Nobody can say whether "Santé" is "Health".
        marks = set()
    if "police" in sorts or "fire" in sorts:
        marks -= {"city", "town"}
    if document:
        # "The signed agreement" may be "the contract"; a name or a number tells papers apart.
        marks &= {fold(word) for word in _PROPER.findall(mention.name[1:])} - DOCUMENTS.keys()
    if of_person and not nameless and not sorts:
        marks = set()
    may_be: set[str] = set()
    if of_person and not nameless:
        office = COMPANY in sorts or "club" in sorts or not OFFICES.isdisjoint(words)
        may_be = set().union(*(STANDS_FOR.get(word, {word}) for word in (*words, *sorts) if word in _MAY_BE and office))
    if mention.kind in (HopKind.BODY, None) and common and not mention.placed:
        marks -= {"un"}
        said = [word for word in words[-1:] if word in STANDS_FOR or INSTITUTIONS.get(word) == COMPANY]
        may_be = set().union(*(STANDS_FOR.get(word, {COMPANY}) for word in said))
        marks -= set(said)
    heads = may_be | sorts | {word for word in words if word in STANDS_FOR and word in BODIES | LEAVES_OPEN}
    if mention.kind is HopKind.OUTLET:
        heads = set(sorts)
    elif not (heads or of_person or document or common):
        heads = {COMPANY}
    alike = frozenset(map(root_of, marks)) if sorts.isdisjoint(_TOLD_BY_TIER) else frozenset(marks)
    told = map(frozenset, (heads, may_be, issuers, parts))
    return Features(mention, name, frozenset(sorts), alike, nameless, *told)


def _occupation(role: str) -> set[str]:
    """Return the word that says what somebody in a role does, which tells no institution: "negotiator"."""
    words = list(takewhile(lambda word: word not in SMALL_WORDS, taken_apart(role).written))
    return set(words[-1:])


def _is_common(name: str) -> bool:
    """Say whether nothing in a name is written as a proper name: "The economics minister"."""
    first, *rest = [word for word in name.split() if fold(word) not in STATES] or [""]
    return not any(word[:1].isupper() for word in rest) and (bool(rest) or first.islower())


def _content(written: Iterable[str]) -> list[str]:
    text = " ".join(map(singular, written))
    for phrase, words in PHRASES:
        if phrase in text:
            text = f" {text} ".replace(f" {phrase} ", f" {words} ").strip()
    told = (ABBREVIATIONS.get(word, word) for word in text.split() if word not in SMALL_WORDS)
    return [DEMONYMS.get(word, word) for word in told]


def singular(word: str) -> str:
    """Return a word of which nobody says that it is a plural without its last letter: "hospitals"."""
    kept = len(word) <= _SHORT or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _KEPT
    return word if kept else word[:-1]


def root_of(word: str) -> str:
    """Return what the adjective and the noun of one matter share: "environmental", "environment"."""
    word = MATTERS.get(word, word)
    return _ENDING.sub("", word) if len(word) > _SHORT else word
