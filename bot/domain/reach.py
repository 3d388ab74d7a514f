"""Says whom somebody without a name of their own may be: anybody of the story from whom nothing tells them apart.

What tells two apart are fields ("the hospital", the police), a matter of one's own ("rail bosses", the police), or the sort:
a private person is no body, and a picture is nobody's word.
"""

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from bot.domain.institutions import (
    ANYTHING,
    COMMON_ROLES,
    COMPANY,
    INSTITUTIONS,
    KIN,
    NO_LONGER,
    OF_A_BODY,
    OF_STATE,
    OFFICES,
    STANDS_FOR,
    TIERS,
)
from bot.domain.mentions import Features, does, is_common, known_body, named_in_role
from bot.domain.model import HopKind
from bot.domain.names import OF_ANOTHER_LANGUAGE
from bot.domain.papers import authors_told, issuer_told, issuers_of
from bot.domain.plain_words import COUNTRY_MARKS, root_of
from bot.domain.portfolios import OUTSIDERS, are_outsiders, is_matter, is_named_staff
from bot.domain.terms import word_set

_LONG_ACRONYM = 6
"""Letters; a longer word in capitals is rather a name."""
_PARTS = frozenset({"panel", "committee", "board", "secretariat", "directorate", "headquarters", "staff"})
"""What any body may have."""
_OF_STATE = OF_STATE | word_set("mayor governor prefect prefecture chancellery council")
_OF_ANY = word_set("audit inquiry inspectorate organizer author family")
"""Sorts that say of nobody that they are nobody else."""
_FIELDS = frozenset(INSTITUTIONS.values()) - _OF_ANY
_BARE = word_set("hospital school museum church prison airport club university theater orchestra zoo library mosque synagogue")
"""What is called by its bare name as well: "Queensbridge"."""
_PRIVATE = OUTSIDERS | COMMON_ROLES | KIN
_WITNESSES = COMMON_ROLES | word_set("independent expert")
_PERSONAL = frozenset({"letter", "study", ANYTHING})
"""Papers that are a person's own word."""


class Level(IntEnum):
    """Which bodies of the story a name may be that tells little: those that tell of a country, all in words, or all."""

    NONE = 0
    OF_COUNTRY = 1
    IN_WORDS = 2
    DESCRIBED = 3
    ALL = 4


class Reach(NamedTuple):
    """Whom somebody may be: by a name that tells little, or by a description, which has fields or tells a matter."""

    level: Level
    kind: HopKind = HopKind.BODY
    fields: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    personal: bool = False


class Standing(NamedTuple):
    """What somebody is who may be meant: `official` where they are a body or speak for one, `open` without telling words."""

    kind: HopKind | None
    fields: frozenset[str]
    told: frozenset[str]
    official: bool
    personal: bool
    company: bool
    open: bool
    levels: frozenset[Level]


_NOBODY = Reach(Level.NONE)


def reach_of(each: Features) -> Reach:
    """Say whom one that is like nobody else may be.

    Of all bodies, a person in an office of which nobody says in what ("petty officer", "the director"); of those in words, an
    acronym that nobody explains; of those that tell of a country, a name in another language; and what has no name.
    """
    if each.mention.placed or each.mention.of:
        return _NOBODY
    if each.mention.kind is HopKind.OUTLET:
        return Reach(Level.DESCRIBED, HopKind.OUTLET) if is_common(each.mention.name) else _NOBODY
    acronym = any(len(word) <= _LONG_ACRONYM for word in each.short)
    if each.mention.kind is HopKind.DOCUMENT:
        return _reach_of_paper(each)
    if each.mention.kind is HopKind.PERSON:
        role = does(each)
        if each.nameless and each.sorts and not (role & NO_LONGER or each.marks):
            return Reach(Level.DESCRIBED, HopKind.PERSON, fields_of(each))
        if not role & OF_A_BODY or role & (NO_LONGER | OUTSIDERS | TIERS.keys()):
            return _NOBODY
        told = each.sorts or named_in_role(each) or any(map(is_matter, role))
        return Reach(Level.ALL) if acronym or not (told or role.isdisjoint(OFFICES - {"leader"})) else _NOBODY
    if each.mention.kind is not HopKind.BODY or known_body(each) is not None:
        return _NOBODY
    last = each.name.written[-1:]
    if is_common(each.mention.name):
        # "Quen's foreign ministry" has a name.
        first = {*each.name.written[:1]} if each.mention.name[:1].isupper() else set[str]()
        if any(root_of(word) in each.marks and not is_matter(word) for word in first):
            return _NOBODY
        private = any(are_outsiders(word) or word in _PRIVATE for word in last)
        if private or not each.marks.isdisjoint(COUNTRY_MARKS):
            return _NOBODY
        return Reach(Level.DESCRIBED, HopKind.BODY, fields_of(each), _matters(each))
    if not each.sorts <= _PARTS:
        return _NOBODY
    if acronym:
        return Reach(Level.IN_WORDS) if each.name.is_acronym else _NOBODY
    if not OF_ANOTHER_LANGUAGE.isdisjoint(each.name.written):
        return Reach(Level.IN_WORDS)
    in_words = each.heads != {COMPANY} or any(map(is_matter, each.told)) or any(map(is_named_staff, last))
    return _NOBODY if in_words else Reach(Level.OF_COUNTRY)


def _reach_of_paper(paper: Features) -> Reach:
    if "video" in paper.sorts or paper.marks:
        return _NOBODY
    fields = _in_fields(issuers_of(paper))
    told = frozenset(word for word in authors_told(paper) | issuer_told(paper) if word not in STANDS_FOR)
    return Reach(Level.DESCRIBED, HopKind.DOCUMENT, fields, told if not fields else frozenset(), not paper.sorts.isdisjoint(_PERSONAL))


def _matters(each: Features) -> frozenset[str]:
    """Return the words that tell what a description is of, without what it is."""
    return each.told.difference(map(root_of, each.name.written[-1:]), STANDS_FOR)


def fields_of(each: Features) -> frozenset[str]:
    """Return the fields of a body or of those who speak for it: of two that have some and share none nobody takes one for another."""
    sorts = each.sorts | (each.may_be & {COMPANY})
    if each.mention.kind is HopKind.PERSON and not each.nameless:
        # Anything may have a chief executive.
        sorts = sorts - {COMPANY}
    return _in_fields(sorts)


def _in_fields(sorts: frozenset[str]) -> frozenset[str]:
    return frozenset("state" if sort in _OF_STATE else sort for sort in sorts & _FIELDS)


def standing_of(each: Features) -> Standing:
    """Return what somebody is, by which they may be meant."""
    kind = each.mention.kind
    person = kind is HopKind.PERSON
    role = does(each) if person else frozenset[str]()
    official = kind in (HopKind.BODY, None) or (person and bool(each.short or each.sorts - _OF_ANY or role & OF_A_BODY))
    abroad = each.name.is_acronym or bool(each.short) or not each.mention.name.isascii()
    abroad = abroad or not OF_ANOTHER_LANGUAGE.isdisjoint(each.name.written)
    return Standing(
        kind,
        fields_of(each),
        each.told,
        official and role.isdisjoint(NO_LONGER | _PRIVATE),
        person and role.isdisjoint(NO_LONGER | _WITNESSES),
        each.heads == {COMPANY} and not abroad,
        person or abroad or is_common(each.mention.name),
        _levels(each),
    )


def _levels(body: Features) -> frozenset[Level]:
    if body.mention.kind is not HopKind.BODY:
        return frozenset()
    if body.sorts & OF_STATE:
        return frozenset({Level.ALL})
    if body.name.is_acronym or known_body(body) is not None:
        return frozenset({Level.ALL})
    of_country = len(body.name.written) > 1 and not COUNTRY_MARKS.isdisjoint(body.marks)
    return frozenset({Level.ALL, Level.IN_WORDS, *([Level.OF_COUNTRY] if of_country else [])})


@lru_cache(maxsize=1 << 14)
def may_be(reach: Reach, other: Standing) -> bool:
    """Say whether one that reaches so far may be another, from whom nothing tells them apart."""
    if reach.level is not Level.DESCRIBED:
        return reach.level in other.levels
    if HopKind.OUTLET in (reach.kind, other.kind):
        return reach.kind is other.kind
    if other.kind is HopKind.DOCUMENT:
        return False
    if not other.official:
        return reach.personal and other.personal
    if reach.fields and other.fields:
        return not reach.fields.isdisjoint(other.fields)
    if reach.fields:
        # Not everything is a company of which nobody says what it is.
        return other.open or COMPANY in reach.fields or not reach.fields.isdisjoint(_BARE)
    return not reach.told or not other.fields or not reach.told.isdisjoint(other.told)
