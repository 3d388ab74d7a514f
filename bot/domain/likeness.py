"""Compares two mentions of people, bodies, documents or outlets: the same, perhaps the same, or different.

Only what is said of the two counts, never others beside them. In doubt they are perhaps the same.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.domain.model import Hop, HopKind
from bot.domain.names import (
    BODIES,
    COUNTRIES,
    DEMONYMS,
    SMALL_WORDS,
    TITLES,
    Likeness,
    Name,
    skeleton,
    speaks_for,
    spelling,
    taken_apart,
)
from bot.domain.outlet_names import same_outlet
from bot.domain.terms import fold

_LONG_NAME = 12
_SLIP = 1
"""Letters by which two long names of bodies may differ."""


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
court courts judge judges magistrate magistrates tribunal chamber registry
mayor mayoress
council councillor councillors councilor
ministry minister ministers ministerial
presidency president presidential
government premier cabinet
governor governors
parliament mp mps speaker
hospital clinic
army military troops brigade battalion regiment squadron
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
company firm manufacturer operator contractor airline owner owners
church bishop archbishop
"""
_INSTITUTIONS = {word: row.split()[0] for row in _INSTITUTION_ROWS.strip().splitlines() for word in row.split()}
_PHRASES = (
    ("prime minister", "premier"),
    ("district attorney", "prosecutor"),
    ("attorney general", "prosecutor"),
    ("armed forces", "army"),
    ("coast guard", "coastguard"),
    ("general staff", "army"),
    ("city hall", "mayor council"),
    ("town hall", "mayor council"),
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
# What sort of unit or chamber it is tells it from others of the same army or court, and not from the army or court.
_PART_WORDS = """
first second third fourth fifth sixth 1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th mountain armoured armored infantry mechanised
mechanized airborne assault separate tank artillery special
"""
_PARTS = frozenset(_PART_WORDS.split())
_PORTFOLIOS = frozenset({"interior", "defence", "defense", "finance", "health", "foreign", "justice"})
_NO_MARKS = _LEAVES_OPEN | (TITLES - _PORTFOLIOS)
_NO_NAMES = TITLES | BODIES | COUNTRIES | _LEAVES_OPEN | _INSTITUTIONS.keys()
# Offices by which a person stands for a body of the same kind: the harbour master for the harbour office.
_OFFICE_WORDS = """
chief head director master officer minister secretary president manager warden commissioner chairman chairwoman chair leader
mayor governor judge prosecutor coroner superintendent inspector registrar curator principal rector spokesman spokeswoman
spokesperson commander captain administrator executive
"""
_OFFICES = frozenset(_OFFICE_WORDS.split())
SAYS_LITTLE = _OFFICES | _LEAVES_OPEN | SMALL_WORDS
# What a great many people are, so that it tells nobody from others.
COMMON_ROLES = frozenset(
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
ANYTHING = "*"
COMPANY = "company"
_PROPER = re.compile(r"(?<![^\W_])(?:[A-ZÀ-Þ][^\W_]+|\d[\w.-]*)")


class Features(NamedTuple):
    """What a mention is compared by: its name, what sort of institution or document it is, and what tells it from others."""

    mention: Mention
    name: Name
    sorts: frozenset[str]
    marks: frozenset[str]
    nameless: bool


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


def is_nobody(hop: Hop) -> bool:
    """Say whether a hop names nobody in particular: "officials", "local residents", "the spokesman" of nobody knows whom."""
    if hop.body or hop.kind is HopKind.DOCUMENT:
        return False
    words = [word for word in taken_apart(hop.name).written if word not in SMALL_WORDS]
    if words and all(word in _VAGUE or word in DEMONYMS for word in words):
        return True
    mention = features(Mention(hop.name, hop.kind, hop.role))
    return hop.kind is HopKind.PERSON and mention.nameless and not mention.sorts


def _compared(a: Features, b: Features) -> Likeness:
    kinds = {a.mention.kind, b.mention.kind}
    if a.name.clean == b.name.clean:
        return Likeness.SAME
    if kinds == {HopKind.OUTLET}:
        return same_outlet(a.mention.name, b.mention.name)
    if kinds & {HopKind.OUTLET, HopKind.OWN}:
        alike = a.name.is_body and b.name.is_body and spelling(a.name, b.name) is Likeness.SAME
        short = a.name.acronyms & (b.name.acronyms | b.name.initials) or b.name.acronyms & a.name.initials
        return Likeness.SAME if alike or short else Likeness.DIFFERENT
    if HopKind.DOCUMENT not in kinds and not a.nameless and not b.nameless:
        if not (HopKind.PERSON in kinds and HopKind.BODY in kinds):
            spelt = spelling(a.name, b.name)
            if spelt is Likeness.DIFFERENT and kinds == {HopKind.PERSON} and _renamed(a, b):
                return Likeness.PERHAPS
            if spelt and not (spelt is Likeness.SAME and kinds == {HopKind.BODY} and not _whole(a, b)):
                return spelt
        if speaks_for(a.name, b.name) or speaks_for(b.name, a.name):
            return Likeness.SAME
    return Likeness.PERHAPS if _alike_in_sort(a, b) or _shortened(a, b) or _holds_office(a, b) else Likeness.DIFFERENT


def _renamed(a: Features, b: Features) -> bool:
    """Say whether two may be one person under a married and a maiden name: one first name, one part in the story."""
    if not a.name.first or skeleton(a.name.first) != skeleton(b.name.first):
        return False
    parts = [{word for word in taken_apart(each.mention.role).written if word not in SMALL_WORDS} for each in (a, b)]
    return bool(parts[0] & parts[1] - COMMON_ROLES)


def _holds_office(a: Features, b: Features) -> bool:
    """Say whether one is a person in an office of the other, by the words that office and body share."""
    if {a.mention.kind, b.mention.kind} != {HopKind.PERSON, HopKind.BODY}:
        return False
    person, body = (a, b) if a.mention.kind is HopKind.PERSON else (b, a)
    role = set(taken_apart(person.mention.role).written)
    if not role & _OFFICES:
        return False
    return bool((role - SAYS_LITTLE) & set(body.name.written))


def _whole(a: Features, b: Features) -> bool:
    """Say whether two bodies agree by more than a last word that would be a person's surname."""
    return a.name.is_body or b.name.is_body or a.name.words == b.name.words or bool(a.name.is_acronym or b.name.is_acronym)


def _alike_in_sort(a: Features, b: Features) -> bool:
    """Say whether two are the same sort of institution or document, and nothing tells them apart."""
    documents = HopKind.DOCUMENT in (a.mention.kind, b.mention.kind)
    open_sort = documents and (ANYTHING in a.sorts | b.sorts) and a.mention.kind is b.mention.kind
    if _is_the_company(a, b) or _is_the_company(b, a):
        return True
    return bool(a.sorts & b.sorts or open_sort) and (a.marks <= b.marks or b.marks <= a.marks)


def _is_the_company(a: Features, b: Features) -> bool:
    """Say whether one is "the company", and the other a body that may be one."""
    return a.sorts == {COMPANY} and not a.marks and b.mention.kind is HopKind.BODY and not b.sorts


def _shortened(a: Features, b: Features) -> bool:
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
    if a.sorts:
        return False
    if OSA.distance(a.name.clean, b.name.clean) <= _SLIP and min(len(a.name.clean), len(b.name.clean)) >= _LONG_NAME:
        return True
    if len(words) >= len(more):
        return False
    return words == more[: len(words)] or (_is_common(shorter.mention.name) and set(words) <= set(more))


@lru_cache(maxsize=8192)
def features(mention: Mention) -> Features:
    """Return what a mention is compared by."""
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
        sorts = {ANYTHING}
    marks = {word for word in words if not (word in _NO_MARKS or word in sorts or _INSTITUTIONS.get(word) in sorts)}
    if sorts & {"army", "court"} and "regiment" not in words:
        marks -= _PARTS
    if document:
        # "The signed agreement" may be "the contract"; a name or a number tells papers apart.
        marks &= {fold(word) for word in _PROPER.findall(mention.name[1:])} - _DOCUMENTS.keys()
    if of_person and not nameless and not sorts:
        marks = set()
    return Features(mention, name, frozenset(sorts), frozenset(marks), nameless)


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
