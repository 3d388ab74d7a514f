"""Says what a mention of a person, body, document or outlet is compared by: its sort, its marks and whose it is."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from bot.domain.institutions import (
    ALONE,
    ANYTHING,
    ARMED,
    CAMERAS,
    COMPANY,
    DOCUMENTS,
    INSTITUTIONS,
    KIN,
    LAWYERS,
    LEAVES_OPEN,
    NO_LONGER,
    NO_MARKS,
    NO_NAMES,
    OFFICES,
    PARTS,
    SOCIETIES,
    STANDS_FOR,
    TIERS,
    foreign,
)
from bot.domain.known_bodies import BODY_OF
from bot.domain.model import Hop, HopKind
from bot.domain.names import BODIES, COUNTRIES, DEMONYMS, SMALL_WORDS, STATES, TITLES, Name, taken_apart
from bot.domain.outlet_names import is_official
from bot.domain.plain_words import COUNTRY_MARKS, in_plain_words, root_of, singular
from bot.domain.portfolios import (
    GENERIC,
    OUTSIDERS,
    are_outsiders,
    is_expert,
    is_matter,
    is_named_staff,
    is_staff,
    issuers_of,
    matter,
)
from bot.domain.terms import fold, word_set


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
_IN_A_PLACE = word_set("police fire ambulance hospital school council mayor prosecutor coroner prison university army rebel")
"""Of these mostly a place's name tells one from another; "the drugs squad" and "the traffic police" are of one police."""
_OF_THEIR_OWN = TIERS.keys() | word_set("transport rail military border nuclear port airport campus")
"""What tells one from others of the place."""
_TOLD_BY_TIER = frozenset({"court", "police"})
"""Of these a county may have one, and a district in it another."""
_NO_PROPER_NAMES = STATES | DEMONYMS.keys()
_OFFICE_TITLES = OFFICES & TITLES
_ABOUT = re.compile(r"\s(?:about|on|over|into|against|to|for|with)\s.*?(?=\s(?:by|from)\s|$)")
READ_BY = re.compile(r"\s(?:seen|obtained|reviewed|viewed|read|shared|verified)\s(?:by|with)\s.*$")
_TO_INVESTORS = re.compile(
    r"\s(?:to|with|for)\s(?:its\s|the\s)?(?:investors|shareholders|stockholders|employees|staff|customers|stock exchange|SEC)\b"
)
_ABOUT_STUDY = re.compile(r"\s(?:about|on|of)\s(?:the|a|its)\s(?:study|paper|research)\b")
_CLOSE_TO = re.compile(
    r"\s(?:close to|familiar with|with (?:direct )?knowledge of|briefed on|involved in)\s(?:the\s)?"
    r"(?:inquiry|investigation|case|matter|talks|negotiations|probe|discussions|deal|situation|operation)\b.*$"
)
_DESCRIBED = re.compile(r"^.*\s[a-z]{5,}(?=\s[A-Z])")
_DESCRIBING = ("a ", "an ", "one ", "another ", "the ", "The ", "A ", "An ", "One ", "Another ")
_SHORT = re.compile(r"\b(?=[\w]*[A-Z][\w]*[A-Z])[A-Z][A-Za-z]{1,4}[A-Z]*\b")
_CAPITALS = re.compile("[A-Z][A-Za-z]*[A-Z]")
_SAYS_LITTLE = LEAVES_OPEN | BODIES | OFFICES | KIN
_WHOSE = re.compile(r"[^\W_]+['’]s\s")
_CAPITAL = re.compile(r"(?:\w{1,2}['’])?[A-ZÀ-Þ]")
_MAKER = re.compile(r"[a-z]maker$")
PROPER = re.compile(r"(?<![^\W_])(?:[A-ZÀ-Þ][^\W_]+|\d[\w.-]*)")


class Features(NamedTuple):
    """What a mention is compared by: its name, what sort of institution or document it is, and what tells it from others.

    `heads` are the words for what it is, those that say little ("agency") too; `may_be` are those of the bodies that it may
    stand for, where it says only what it is: "the watchdog"; `matters` are those of a minister, a regulator or staff. `told`
    are all words that tell what or whose it is; `short` are the acronyms that are written in it.
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
    matters: frozenset[str]
    told: frozenset[str]
    short: frozenset[str]


_NOTHING = frozenset[str]()


def is_office(hop: Hop) -> bool:
    """Say whether a hop is a person's office without a name: "the economics minister"."""
    return hop.kind is HopKind.PERSON and features(Mention(hop.name, hop.kind, hop.role)).nameless


def key_of(hop: Hop) -> str:
    """Return the name that tells a hop from others: its body's, where it has none itself ("a spokesman", "the statement")."""
    name = hop.name
    if not hop.body or name.lower() == name.upper():
        return name
    says_only_what = all(word in NO_NAMES or word in DOCUMENTS for word in in_plain_words(taken_apart(name).written))
    return hop.body if says_only_what or is_common(name) or is_office(hop) else name


def known_body(each: Features) -> int | None:
    """Return the number of a body that is known under several names."""
    return None if each.mention.kind in (HopKind.PERSON, HopKind.DOCUMENT) else BODY_OF.get(each.name.written)


def does(person: Features) -> frozenset[str]:
    """Return the words of what a person is."""
    return frozenset(taken_apart(person.mention.role).written)


def named_in_role(person: Features) -> set[str]:
    """Return the proper words in what a person is."""
    return _told_by(PROPER.findall(person.mention.role))


def _proper_words(name: str) -> set[str]:
    """Return the proper words of a paper's name; its first word is one only where something is said to be whose it is."""
    return _told_by(PROPER.findall(name if _WHOSE.match(name) else name[1:]))


def _told_by(proper: Iterable[str]) -> set[str]:
    found = [fold(word) for word in proper]
    return {*found, *in_plain_words(tuple(found))}


def without_matter(name: str) -> str:
    """Return the name of a paper without what it is about, and with whose it must be by those whom it is for."""
    if name.count(" ") < 2:
        return name
    name = _ABOUT_STUDY.sub(" study", _TO_INVESTORS.sub(" of the company", READ_BY.sub("", name)))
    return _ABOUT.sub(" ", name)


@lru_cache(maxsize=8192)
def features(mention: Mention) -> Features:
    """Return what a mention is compared by."""
    name = taken_apart(_CLOSE_TO.sub("", mention.name))
    if mention.kind is HopKind.OUTLET and not is_official(mention.name):
        return Features(mention, name, _NOTHING, _NOTHING, False, *[_NOTHING] * 7)
    document = mention.kind is HopKind.DOCUMENT
    words = in_plain_words((taken_apart(without_matter(mention.name)) if document else name).written)
    of_person = mention.kind is HopKind.PERSON
    nameless = not document and (NO_NAMES.issuperset(words) or (of_person and is_common(mention.name)))
    # "Orvan Defence Minister" has no more of a name than "the defence minister".
    nameless = nameless or (of_person and len(words) > 1 and _OFFICE_TITLES.issuperset(name.words))
    # Nor is "a Norvik engineer" a name.
    nameless = nameless or (of_person and mention.name.startswith(_DESCRIBING))
    # Nor is "Max Dray's mother" the name of anybody but him.
    nameless = nameless or (of_person and name.last in KIN and name.last in mention.name)
    if of_person and not nameless:
        # A person is told by the office: what the role says, or the title before the name.
        words = in_plain_words((*taken_apart(mention.role).written, *(w for w in name.written if w not in name.words)))
    elif of_person and name.written and {*name.written} < {*taken_apart(mention.role).written}:
        # "The chancellor" is the chancellor of the exchequer.
        words = in_plain_words(taken_apart(mention.role).written)
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
    common, last = is_common(mention.name), name.written[-1] if name.written else ""
    body = mention.kind in (HopKind.BODY, None)
    named = is_named_staff(last) and (bool(PROPER.search(mention.name)) or not are_outsiders(last))
    staff = body and mention.name.endswith(last) and (is_staff(last) or named)
    if body and common and words[-2:-1] and words[-2] in INSTITUTIONS and singular(last) in LAWYERS:
        # "Union lawyers" speak for the union.
        words = words[:-1]
    elif body and common and are_outsiders(last) and not staff:
        # "Prison inmates" are no prison.
        words = words[-1:]
    institutions = {INSTITUTIONS[word] for word in words if word in INSTITUTIONS}
    if body and words[:1] and "author" in ALONE.get(words[0], ()):
        # "Researchers at the University of Orvan" may be the study's authors.
        institutions.add("author")
    other = set().union(*map(foreign, words))
    bodies = {word for word in words if word in BODIES and word not in LEAVES_OPEN}
    if societies := bodies & SOCIETIES:
        # A society that is a part of something else is that: "the Institute of Hydrology at Orvan University".
        institutions = societies | (institutions if " at " in mention.name else set())
    if "army" in institutions and "military" in words:
        institutions |= ARMED
    if mention.kind is HopKind.BODY and last == "commissioner":
        # "The Information Commissioner" is an office.
        institutions.add("commission")
    institutions |= other
    if of_person and "ministry" in institutions:
        # The minister for schools is of no school.
        institutions = {sort for sort in institutions if not is_matter(sort)}
    marked = set(words)
    told_alone = (of_person and not nameless) or document or (common and not of_person and not bodies)
    told_alone = told_alone and not (of_person and "independent" in words)
    if told_alone and not institutions - SOCIETIES and not (staff and any(map(is_matter, words))):
        institutions = institutions.union(*(ALONE[word] for word in words if word in ALONE))
        marked -= ALONE.keys()
    issuers = (institutions or issuers_of({*words})) if document else set()
    if document and not sorts:
        sorts = {ANYTHING}
    sorts |= institutions or (set() if of_person or document else bodies)
    of_sort = {word for word in marked if word in sorts or INSTITUTIONS.get(word) in sorts or ALONE.get(word, _NOTHING) & sorts}
    marks = marked - done - of_sort - NO_MARKS
    parts = marks & PARTS if sorts & {"army", "court"} and "regiment" not in words else set()
    if "video" in sorts:
        parts = {CAMERAS[word] for word in words if word in CAMERAS}
    marks -= parts
    if not sorts.isdisjoint(("police", "government")):
        parts = parts.union(*(TIERS[word] for word in words if word in TIERS))
    if staff and not is_expert(last):
        marks -= {*words[-1:]}
    if other:
        # Nobody can say whether "Santé" is "Health".
        marks = set()
    if "police" in sorts or "fire" in sorts:
        marks -= {"city", "town"}
    if not (document or "inspectorate" in sorts or sorts.isdisjoint(_IN_A_PLACE)):
        marks &= _told_by(PROPER.findall(f"{mention.name} {mention.role}")) | COUNTRIES | _OF_THEIR_OWN
    if document:
        # "The signed agreement" may be "the contract"; a name or a number tells papers apart.
        marks &= _proper_words(mention.name) - DOCUMENTS.keys()
    if of_person and not nameless and not sorts:
        marks = set()
    may_be: set[str] = set()
    # An inspector of mines is of no mine.
    if of_person and not nameless and "inspectorate" not in sorts:
        office = COMPANY in sorts or "club" in sorts or not OFFICES.isdisjoint(words)
        may_be = set().union(*(STANDS_FOR.get(word, {word}) for word in (*words, *sorts) if word in _MAY_BE and office))
    if mention.kind in (HopKind.BODY, None) and common and not mention.placed:
        marks -= set() if staff else {"un"}
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
        # "Transport Canada" is of the state.
        of_state = words[-1:] and words[-1] in COUNTRIES and is_matter(words[0])
        heads = {"department", "agency"} if of_state else {COMPANY}
    alike = frozenset(map(root_of, marks)) if sorts.isdisjoint(_TOLD_BY_TIER) else frozenset(marks)
    matters: AbstractSet[str] = alike if may_be else _NOTHING
    if staff:
        matters = _matters_of_staff(mention, words, alike)
    elif of_person and not nameless and "ministry" in sorts:
        matters = _matters_of_office(mention, words)
    told = _told(mention, name, nameless) if not document else set()
    written = f"{name.cased} {mention.role}"
    short = (
        {fold(word) for word in _SHORT.findall(written) if word.casefold() not in STATES} if _CAPITALS.search(written) else ()
    )
    sets = map(frozenset, (heads, may_be, issuers, parts, {matter(root_of(word)) for word in matters}, told, short))
    return Features(mention, name, frozenset(sorts), alike, nameless, *sets)


def _told(mention: Mention, name: Name, nameless: bool) -> set[str]:
    """Return the words that tell what or whose a body is, or whose office a person has."""
    role = taken_apart(mention.role).written
    outsiders = OUTSIDERS.intersection(role) if role else are_outsiders(name.written[-1] if name.written else "")
    if outsiders or not NO_LONGER.isdisjoint(role):
        return set()
    written = name.written
    if mention.kind is HopKind.PERSON:
        # "Norvik engineer Ida Kemp" has what she is in her name.
        described = mention.name if nameless else "".join(_DESCRIBED.findall(mention.name))
        written = (*role, *taken_apart(described).written) if described else role
    words = {root_of(word) for word in in_plain_words(written) if len(word) > 1 and word not in _SAYS_LITTLE}
    return words - COUNTRY_MARKS - GENERIC


def _matters_of_staff(mention: Mention, words: Sequence[str], marks: AbstractSet[str]) -> AbstractSet[str]:
    if is_expert(mention.name.split()[-1]) and any(is_matter(word) for word in {*words} - {words[-1]}):
        # Hurricane forecasters are there for hurricanes.
        marks = marks - {root_of(words[-1])}
    matters = marks | {INSTITUTIONS[word] for word in words[:-1] if word in INSTITUTIONS}
    return matters & _told_by(PROPER.findall(mention.name)) if is_named_staff(mention.name.split()[-1]) else matters


def _matters_of_office(person: Mention, words: Sequence[str]) -> AbstractSet[str]:
    proper = _told_by(PROPER.findall(person.role)) | COUNTRIES
    return {word for word in words if is_matter(word) or word in proper} - NO_MARKS


def is_minister(each: Features) -> bool:
    """Say whether somebody is a minister, or all are."""
    named = each.mention.kind is HopKind.PERSON or each.name.written[-1:] == ("ministers",)
    return named and "ministry" in each.sorts


def told_of(body: Features) -> frozenset[str]:
    """Return the words that are told of a body: what it is, its marks and its initials."""
    called = {*map(matter, body.marks), *map(root_of, body.sorts), *(body.heads & {"council"})}
    return body.name.initials | body.name.acronyms | called


def _occupation(role: str) -> set[str]:
    """Return the word that says what somebody in a role does, which tells no institution: "negotiator"."""
    words = list(takewhile(lambda word: word not in SMALL_WORDS, taken_apart(role).written))
    return set(words[-1:])


@lru_cache(maxsize=8192)
def is_common(name: str) -> bool:
    """Say whether nothing in a name is written as a proper name: "The economics minister"."""
    first, *rest = [word for word in name.split() if fold(word) not in _NO_PROPER_NAMES] or [""]
    return not any(_CAPITAL.match(word) for word in rest) and (bool(rest) or first.islower())
