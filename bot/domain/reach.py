"""Says whom somebody without a name of their own may be: anybody of the story from whom nothing tells them apart.

What tells two apart are fields ("the hospital", the police), a matter of one's own ("rail bosses", the police), or the sort:
a private person is no body, and a picture is nobody's word.
"""

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from bot.domain.institutions import (
    AGENCIES,
    ANYTHING,
    BARE,
    COMMON_ROLES,
    COMPANY,
    INSTITUTIONS,
    KIN,
    LAWYERS,
    LEAVES_OPEN,
    NO_LONGER,
    OF_A_BODY,
    OF_STATE,
    OFFICES,
    TIERS,
    WHERE_STUDIED,
)
from bot.domain.mentions import Features, Mention, does, features, is_common, known_body, named_in_role
from bot.domain.model import HopKind
from bot.domain.names import BODIES, OF_ANOTHER_LANGUAGE, STATES, taken_apart
from bot.domain.papers import authors_told, issuer_told, issuers_of
from bot.domain.plain_words import COUNTRY_MARKS, in_plain_words, root_of, singular
from bot.domain.portfolios import (
    OUTSIDERS,
    SCIENTISTS,
    are_outsiders,
    are_trades,
    fields_of,
    is_expert,
    is_matter,
    is_named_staff,
    is_staff,
)
from bot.domain.terms import word_set

_SHORT = 2
"""Letters; what is so short is rather an initial: "SC Lundby"."""
_LONG_ACRONYM = 6
"""Letters; a longer word in capitals is rather a name."""
_PARTS = frozenset({"panel", "committee", "board", "secretariat", "directorate", "headquarters", "staff"})
"""What any body may have."""
_OF_STATE = OF_STATE | word_set("mayor governor prefect chancellery council")
_OF_ANY = word_set("audit inquiry inspectorate organizer author family")
"""Sorts that say of nobody that they are nobody else."""
_OF_TIERS = frozenset({"police", "state"})
_OF_MEMBERS = word_set("association federation union league syndicate")
_FIELD_OF = dict.fromkeys(_OF_STATE, "state") | dict.fromkeys(_OF_MEMBERS, "members") | {"ombudsman": "authority"}
_FIELDS = (frozenset(INSTITUTIONS.values()) | _OF_MEMBERS | {"party", "club"}) - _OF_ANY
_LAWYER = "lawyer"
_MANAGERS = frozenset({"bosses", "executives", "managers", "management"})
_AUTHORITIES = (AGENCIES - _PARTS) | {"regulator", "watchdog", "supervisor", "ombudsman"}
_SAID_BY = {"authority": _AUTHORITIES, COMPANY: _MANAGERS}
_PRIVATE = (OUTSIDERS - LAWYERS) | COMMON_ROLES | KIN | {"opposition"}
_WORDS = frozenset({"statement", "report", "study", "order", "indictment", "autopsy", ANYTHING})
"""Papers that are somebody's word; a contract or a memo that was seen speaks for itself."""
_TELLS_NO_MATTER = {*LEAVES_OPEN, *BODIES, *TIERS, "inquiry", "author", "family", "organizer", "inspectorate", "security"}
_NO_MATTERS = frozenset({*_TELLS_NO_MATTER, *map(root_of, _TELLS_NO_MATTER)})


class Level(IntEnum):
    """Which bodies of the story a name may be that tells little: those that tell of a country, all in words, or all."""

    NONE = 0
    OF_COUNTRY = 1
    IN_WORDS = 2
    ALL = 3


class Standing(NamedTuple):
    """What somebody is: `described` where they have no name of their own, `private` where they speak for nobody else.

    Nobody takes two of different `fields`, `matters` or `tiers` for one. `open` are those of whom nobody knows the field.
    """

    kind: HopKind | None
    described: bool
    private: bool
    fields: frozenset[str]
    matters: frozenset[str]
    tiers: frozenset[str]
    open: bool
    reaches: Level
    reached: frozenset[Level]


@lru_cache(maxsize=1 << 14)
def standing_of(mention: Mention) -> Standing:
    """Return what somebody is, by which they may be meant or mean others."""
    each = features(mention)
    described, known, fields = _is_described(each), known_body(each) is not None, _fields(each)
    matters = _matters(each, fields, described=described)
    abroad = any(len(word) > _SHORT for word in each.short - LEAVES_OPEN)
    abroad = abroad or not (mention.name.isascii() and OF_ANOTHER_LANGUAGE.isdisjoint(each.name.written))
    if not (fields or described or known or abroad or matters) and each.heads == {COMPANY}:
        fields = frozenset({COMPANY, *BARE})
    nobody_knows = bool(each.heads - {COMPANY}) or (mention.kind is HopKind.PERSON and not named_in_role(each))
    return Standing(
        kind=mention.kind,
        described=described,
        private=_is_private(each),
        fields=fields,
        matters=matters,
        tiers=frozenset[str]().union(*(TIERS[word] for word in each.name.written if word in TIERS)),
        open=not known and (abroad or nobody_knows),
        reaches=Level.NONE if described else _reaches(each),
        reached=_reached(each),
    )


def _matters(each: Features, fields: frozenset[str], *, described: bool) -> frozenset[str]:
    """Return what tells whose business somebody is; of a name and of a paper only what is a matter of departments."""
    last = each.name.written[-1:]
    if any(map(is_expert, last)):
        return each.matters
    if described and each.sorts and each.sorts <= _PARTS:
        return frozenset()
    paper, lawyers = each.mention.kind is HopKind.DOCUMENT, _LAWYER in fields
    if paper:
        words = issuer_told(each) | authors_told(each) | (set() if fields else each.issuers)
    else:
        words = {root_of(word) for word in _said_of(each)} - LAWYERS if lawyers else {*each.told}
    words = words.difference(map(root_of, map(singular, last)), _NO_MATTERS)
    any_word = not paper and (described or lawyers)
    return frozenset(word for word in words if any_word or is_matter(word) or word in each.issuers)


def _is_described(each: Features) -> bool:
    """Say whether one has no name of its own: "rail bosses", "the coach", "a report"; "Quen's foreign ministry" has one."""
    mention = each.mention
    if mention.placed or mention.of or mention.kind is None:
        return False
    if mention.kind is HopKind.PERSON:
        return each.nameless and bool(each.sorts) and not each.marks
    if mention.kind is HopKind.DOCUMENT:
        return not (each.marks or each.sorts.isdisjoint(_WORDS))
    if mention.kind is HopKind.OUTLET:
        return is_common(mention.name) and mention.name.replace(" ", "").isalpha()
    named = mention.name[:1].isupper() and any(
        not each.marks.isdisjoint((word, singular(word), root_of(word))) and not is_matter(word)
        for word in each.name.written[:1]
    )
    known = mention.kind is HopKind.BODY and known_body(each) is not None
    return is_common(mention.name) and not named and not known and each.marks.isdisjoint(COUNTRY_MARKS)


def _is_private(each: Features) -> bool:
    """Say whether one speaks for no body: a witness, "hikers"."""
    if each.mention.kind is HopKind.PERSON:
        role = does(each)
        if not role.isdisjoint(NO_LONGER | _PRIVATE):
            return True
        return not (each.short or each.sorts - _OF_ANY or role & (OF_A_BODY | SCIENTISTS | STATES))
    last = "".join(each.name.written[-1:])
    if each.mention.kind is not HopKind.BODY or not is_common(each.mention.name):
        return False
    if (are_outsiders(last) and singular(last) not in LAWYERS) or last in _PRIVATE:
        return True
    told = each.sorts or each.may_be or singular(last) in LEAVES_OPEN or is_staff(last) or is_named_staff(last)
    return not told and last.endswith(("s", "men", "people"))


def _fields(each: Features) -> frozenset[str]:
    person = each.mention.kind is HopKind.PERSON
    paper = each.mention.kind is HopKind.DOCUMENT
    # A report may be anybody's, though it is a word for a study too; and a study is in a journal of many fields.
    told = each.issuers if "study" not in each.sorts or " in " not in each.mention.name else frozenset[str]()
    sorts = told or issuers_of(each) - WHERE_STUDIED - each.issuers if paper else each.sorts
    if person and not each.nameless:
        # Anything may have a chief executive.
        sorts = sorts - {COMPANY}
    if person and len(sorts) > 1:
        # An incident commander may be of several.
        sorts = sorts & {INSTITUTIONS.get(word) for word in does(each)}
    fields = {_FIELD_OF.get(sort, sort) for sort in sorts & _FIELDS or each.may_be & _FIELDS}
    if not (fields or paper) and not LAWYERS.isdisjoint(map(singular, _said_of(each))):
        fields = {_LAWYER}
    if not (fields or person):
        said = each.heads | each.sorts | {*each.name.written[-1:]}
        fields = {field for field, words in _SAID_BY.items() if not words.isdisjoint(said)}
    return frozenset(fields)


def _said_of(each: Features) -> tuple[str, ...]:
    """Return the plain words that tell what somebody is."""
    named = each.mention.kind is HopKind.PERSON and not each.nameless
    return in_plain_words(taken_apart(each.mention.role).written if named else each.name.written)


def _reaches(each: Features) -> Level:
    """Say which bodies one that is like nobody else may be.

    All, a person in an office of which nobody says in what ("petty officer", "the director"); those in words, an acronym that
    nobody explains; those that tell of a country, a name in another language.
    """
    if each.mention.placed or each.mention.kind not in (HopKind.PERSON, HopKind.BODY):
        return Level.NONE
    acronym = any(len(word) <= _LONG_ACRONYM for word in each.short)
    if each.mention.kind is HopKind.PERSON:
        role = does(each)
        if not role & OF_A_BODY or role & (NO_LONGER | OUTSIDERS | TIERS.keys()):
            return Level.NONE
        told = each.sorts or named_in_role(each) or any(map(is_matter, role))
        return Level.ALL if acronym or not (told or role.isdisjoint(OFFICES - {"leader"})) else Level.NONE
    if not each.sorts <= _PARTS or known_body(each) is not None:
        return Level.NONE
    if acronym:
        return Level.IN_WORDS if each.name.is_acronym else Level.NONE
    if not OF_ANOTHER_LANGUAGE.isdisjoint(each.name.written):
        return Level.IN_WORDS
    in_words = each.heads != {COMPANY} or any(map(is_matter, each.told)) or any(map(is_named_staff, each.name.written[-1:]))
    return Level.NONE if in_words else Level.OF_COUNTRY


def _reached(body: Features) -> frozenset[Level]:
    if body.mention.kind is not HopKind.BODY:
        return frozenset()
    if body.sorts & OF_STATE or body.name.is_acronym or known_body(body) is not None:
        return frozenset({Level.ALL})
    of_country = len(body.name.written) > 1 and not COUNTRY_MARKS.isdisjoint(body.marks)
    return frozenset({Level.ALL, Level.IN_WORDS, *([Level.OF_COUNTRY] if of_country else [])})


@lru_cache(maxsize=1 << 14)
def may_be(one: Standing, other: Standing) -> bool:
    """Say whether one may be another because nothing tells them apart, or because its name tells little."""
    if not one.described:
        return one.reaches in other.reached
    kinds = {one.kind, other.kind}
    if HopKind.OUTLET in kinds or one.private or other.private:
        return kinds == {HopKind.OUTLET}
    if other.kind is HopKind.DOCUMENT and (one.kind is HopKind.DOCUMENT or not other.described):
        return False
    if _are_of_two_tiers(one, other) or _are_of_two_tiers(other, one) or not _share_matters(one.matters, other.matters):
        return False
    if bool(one.fields) is bool(other.fields):
        return not one.fields or not one.fields.isdisjoint(other.fields)
    return _may_be_of_field(*((other, one) if one.fields else (one, other)))


def _may_be_of_field(bare: Standing, telling: Standing) -> bool:
    """Say whether one of no known field may be of another's: of a matter, or in English, one would say of which it is."""
    paper_of_person = bare.kind is HopKind.PERSON and telling.kind is HopKind.DOCUMENT
    if telling.fields == {_LAWYER} or paper_of_person:
        return False
    company = COMPANY in telling.fields
    if bare.matters & telling.matters and not company:
        return True
    if not bare.described:
        return bare.open
    return (company and are_trades(bare.matters)) or not (bare.tiers or any(map(is_matter, bare.matters)))


def _share_matters(some: frozenset[str], others: frozenset[str]) -> bool:
    """Say whether the matters of two go together: all of one are the other's, or some belong to some."""
    if some <= others or others <= some:
        return True
    return any(a in fields_of(b) or b in fields_of(a) for a in some for b in others)


def _are_of_two_tiers(one: Standing, other: Standing) -> bool:
    """Say whether one is of another part of a country: "state police"; what has a name and tells of none is of none."""
    if other.tiers or not one.tiers:
        return bool(one.tiers) and one.tiers.isdisjoint(other.tiers)
    if not other.described:
        return not _OF_TIERS.isdisjoint(one.fields | other.fields)
    return bool(other.matters) and one.matters.isdisjoint(other.matters)
