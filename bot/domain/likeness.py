"""Compares two mentions of people, bodies, documents or outlets: the same, perhaps the same, or different.

Only what is said of the two counts, never others beside them. In doubt they are perhaps the same.
"""

import re
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.domain.institutions import (
    ALONE,
    ANYTHING,
    CAMERAS,
    COMMON_ROLES,
    COMPANY,
    DOCUMENTS,
    INSTITUTIONS,
    ISSUERS,
    KIN,
    LEAVES_OPEN,
    NO_LONGER,
    NO_MARKS,
    NO_NAMES,
    OF_STATE,
    OFFICES,
    PAPERS,
    PARTS,
    PRIVATE,
    PROFESSIONS,
    SAYS_LITTLE,
    SOCIETIES,
    STANDS_FOR,
    VAGUE,
    VOICES,
    foreign,
)
from bot.domain.known_bodies import BODY_OF
from bot.domain.model import Hop, HopKind
from bot.domain.names import (
    BODIES,
    COUNTRIES,
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
from bot.domain.plain_words import in_plain_words, root_of, singular
from bot.domain.terms import fold

_LONG_NAME = 12
_SHORT_WORD = 5
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


_MAY_BE = {COMPANY} | (STANDS_FOR.keys() - LEAVES_OPEN)
_OCCUPATIONS = frozenset({"operator", "contractor", "soldier"})
"""Words for institutions that say of a person only what they do."""
_TOLD_BY_TIER = frozenset({"court", "police"})
"""Of these a county may have one, and a district in it another."""
_MONTH_WORDS = "january february march april may june july august september october november december"
_MONTHS = frozenset(_MONTH_WORDS.split())
_NO_PROPER_NAMES = STATES | DEMONYMS.keys()
COUNTRY_MARKS = frozenset(map(root_of, COUNTRIES))
_ANY_PAPERS = frozenset({"court", COMPANY})
"""Issuers whose papers may be of any sort: a lawsuit is among the court documents."""
SPEAKING_FOR = frozenset({"officials", "authorities"})
_BOARDS = frozenset({"board", "commission", "authority", "agency", "administration"})
_OFFICE_TITLES = OFFICES & TITLES
_OF_ANYBODY = frozenset(map(root_of, ("press", "news", "written", "public", "new", "brief", "short", "official")))
_EVERYWHERE = frozenset(map(root_of, ("international", "national", "global", "worldwide")))
"""Marks that a short name leaves out."""
_AUTHORS = re.compile(r"\b(?:by|from)\s+(.*)$|^(.*)(?=['’]s?\s)")
_ABOUT = re.compile(r"\s(?:about|on|over|into|against|to|for|with)\s.*?(?=\s(?:by|from)\s|$)")
_READ_BY = re.compile(r"\s(?:seen|obtained|reviewed|viewed|read|shared|verified)\s(?:by|with)\s.*$")
_TO_INVESTORS = re.compile(
    r"\s(?:to|with|for)\s(?:its\s|the\s)?(?:investors|shareholders|stockholders|employees|staff|customers|stock exchange|SEC)\b"
)
_ABOUT_STUDY = re.compile(r"\s(?:about|on|of)\s(?:the|a|its)\s(?:study|paper|research)\b")
_MAKER = re.compile(r"[a-z]maker$")
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
    says_only_what = all(word in NO_NAMES or word in DOCUMENTS for word in in_plain_words(taken_apart(name).written))
    return hop.body if says_only_what or _is_common(name) or is_office(hop) else name


def is_nobody(hop: Hop) -> bool:
    """Say whether a hop names nobody in particular: "officials", "local residents", "the spokesman" of nobody knows whom."""
    if hop.body:
        return False
    if hop.kind is HopKind.DOCUMENT:
        # Nobody knows whose word a bare press release is.
        paper = features(Mention(hop.name, hop.kind))
        told = paper.sorts == {"statement"} and not paper.marks and not paper.issuers
        return told and not authors_told(paper) and issuer_told(paper) <= _OF_ANYBODY
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
    if (body := known_body(a)) is not None and body == known_body(b):
        return Likeness.SAME
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
        alike = _alike_in_sort(a, b) or _is_by(a, b) or _is_by(b, a)
        return Likeness.PERHAPS if HopKind.OWN not in kinds and alike else Likeness.DIFFERENT
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


def known_body(each: Features) -> int | None:
    """Return the number of a body that is known under several names."""
    return None if each.mention.kind in (HopKind.PERSON, HopKind.DOCUMENT) else BODY_OF.get(" ".join(each.name.written))


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
    said = {*in_plain_words(taken_apart(person.mention.role).written)} - SAYS_LITTLE
    called = {*in_plain_words(body.name.written)}
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
    by_name = not body.sorts or known_body(body) is not None
    return bool(said & body.name.initials) or (by_name and bool(body.marks) and body.marks <= said)


def named_in_role(person: Features) -> set[str]:
    """Return the proper words in what a person is."""
    found = [fold(word) for word in _PROPER.findall(person.mention.role)]
    return {*found, *in_plain_words(tuple(found))}


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


def _without_matter(name: str) -> str:
    """Return the name of a paper without what it is about, and with whose it must be by those whom it is for."""
    name = _ABOUT_STUDY.sub(" study", _TO_INVESTORS.sub(" of the company", _READ_BY.sub("", name)))
    return _ABOUT.sub(" ", name)


def authors_told(paper: Features) -> set[str]:
    """Return the proper words by which the name of a paper tells whose it is."""
    name = _READ_BY.sub("", paper.mention.name)
    words = {fold(word) for found in _AUTHORS.findall(name) for word in _PROPER.findall("".join(found))}
    return words | {root_of(singular(word)) for word in words}


def issuer_told(paper: Features) -> set[str]:
    """Return the words of a paper's name that may tell which body issued it: "a UN report", "weather data"."""
    if "video" in paper.sorts:
        return set()
    words = in_plain_words(taken_apart(_without_matter(paper.mention.name)).written)
    return {root_of(word) for word in words if word not in DOCUMENTS}


def _is_by(paper: Features, author: Features) -> bool:
    """Say whether the name of a paper says that somebody wrote or issued it: "a letter by Ida Kemp", "Norvik's report"."""
    if paper.mention.kind is not HopKind.DOCUMENT or author.mention.kind in (HopKind.DOCUMENT, HopKind.OWN):
        return False
    told = authors_told(paper)
    if author.mention.kind is HopKind.OUTLET:
        return not {author.name.clean, root_of(singular(author.name.clean))}.isdisjoint(told | issuer_told(paper))
    of_person = author.mention.kind is HopKind.PERSON or not (author.name.is_body or author.sorts)
    marks = author.marks - _EVERYWHERE
    written = told | issuer_told(paper)
    by_name = (bool(marks) and marks <= written) or not written.isdisjoint(author.name.initials)
    return (of_person and author.name.last in told) or by_name


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
        if not (a.sorts == {"video"} or b.sorts == {"video"}):
            any_sort = [each for each, than in ((a, b), (b, a)) if each.issuers - _ANY_PAPERS <= than.issuers]
            shared |= {PAPERS for each in any_sort if PAPERS in each.sorts}
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
    return COMPANY in a.may_be & b.heads or (bool(a.may_be & b.heads) and _fits(a.marks, b.marks))


def _fits(marks: frozenset[str], others: frozenset[str]) -> bool:
    """Say whether all that is said of one is said of another, which need not say of what country it is."""
    one, other = marks & COUNTRY_MARKS, others & COUNTRY_MARKS
    return marks - COUNTRY_MARKS <= others and not (one and other and one.isdisjoint(other))


def _shortened(a: Features, b: Features) -> bool:
    """Say whether one body's name is short for the other's: "Brackwell" or "the mill" for "Brackwell Mill".

    A department and a ministry of the same matter are one too.
    """
    kinds = {a.mention.kind, b.mention.kind}
    if kinds - {HopKind.BODY, None} or kinds == {None} or not a.marks or not b.marks:
        return False
    if bool(a.sorts) != bool(b.sorts):
        bare, full = (b, a) if a.sorts else (a, b)
        if full.sorts & OF_STATE and bare.may_be and not bare.may_be & full.heads:
            return False
        # A department of a country is a ministry.
        department = "department" in bare.heads and "ministry" in full.sorts
        if department and (bare.marks <= full.marks or full.marks <= bare.marks):
            return True
        # Its officials stand for a board.
        if not SPEAKING_FOR.isdisjoint(bare.name.written[-1:]) and full.sorts & _BOARDS and bare.marks <= full.marks:
            return known_body(full) is None
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
    if any(_is_common(each.mention.name) and each.marks <= than.marks for each, than in ((a, b), (b, a))):
        # "County health officials" are the county's health department.
        return True
    slip = min(len(a.name.clean), len(b.name.clean)) >= _LONG_NAME and (a.marks ^ b.marks).isdisjoint(COUNTRY_MARKS)
    if slip and OSA.distance(a.name.clean, b.name.clean) <= _SLIP:
        return True
    if None in kinds and len(words) > 1 and words[0] == more[0] and len(words[0]) > _SHORT_WORD:
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
    words = in_plain_words((taken_apart(_without_matter(mention.name)) if document else name).written)
    of_person = mention.kind is HopKind.PERSON
    nameless = not document and (all(word in NO_NAMES for word in words) or (of_person and _is_common(mention.name)))
    # "Orvan Defence Minister" has no more of a name than "the defence minister".
    nameless = nameless or (of_person and len(words) > 1 and _OFFICE_TITLES.issuperset(name.words))
    if of_person and not nameless:
        # A person is told by the office: what the role says, or the title before the name.
        words = in_plain_words((*taken_apart(mention.role).written, *(w for w in name.written if w not in name.words)))
    sorts = set().union(*(DOCUMENTS[word] for word in words if word in DOCUMENTS)) if document else set()
    done = set[str]()
    if {*words} - {"senior", "leading"} == {"officer"}:
        words = ("police",)
    if of_person and not NO_LONGER.isdisjoint(words):
        # Nobody speaks for a body that they have left.
        words = ()
    elif of_person:
        words = tuple(word for word in words if word not in _OCCUPATIONS)
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
    if "video" in sorts:
        parts = {CAMERAS[word] for word in words if word in CAMERAS}
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
        said = [word for word in words[-1:] if word in STANDS_FOR or INSTITUTIONS.get(word) == COMPANY or _MAKER.search(word)]
        if said == ["department"] and not INSTITUTIONS.keys().isdisjoint(words):
            # "The fire department" is no department of anything.
            said = []
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
    first, *rest = [word for word in name.split() if fold(word) not in _NO_PROPER_NAMES] or [""]
    return not any(word[:1].isupper() for word in rest) and (bool(rest) or first.islower())
