"""Says who, if like nobody else, may be any body of the story or speak for it, so that it counts with one of them."""

from enum import IntEnum

from bot.domain.institutions import COMPANY, NO_LONGER, OF_A_BODY, OF_STATE, OFFICES, TIERS
from bot.domain.mentions import Features, does, is_common, known_body, named_in_role
from bot.domain.model import HopKind
from bot.domain.names import OF_ANOTHER_LANGUAGE
from bot.domain.plain_words import COUNTRY_MARKS
from bot.domain.portfolios import OUTSIDERS, is_matter, is_named_staff

_LONG_ACRONYM = 6
"""Letters; a longer word in capitals is rather a name."""


_PARTS = frozenset({"panel", "committee", "board", "secretariat", "directorate", "headquarters", "staff"})
"""What any body may have."""


class Reach(IntEnum):
    """Which bodies of the story somebody may be or speak for: those that tell of a country, all in words, all but the state."""

    NONE = 0
    OF_COUNTRY = 1
    IN_WORDS = 2
    NOT_OF_STATE = 3
    ALL = 4


def reach_of(each: Features) -> Reach:
    """Say of which bodies one that is like nobody else may be any.

    Of all, a person in an office of which nobody says in what ("petty officer", "the director"); of those in words, an acronym
    that nobody explains; of those that tell of a country, a name in another language; and what has no name ("the pit").
    """
    if each.mention.placed:
        return Reach.NONE
    acronym = any(len(word) <= _LONG_ACRONYM for word in each.short)
    if each.mention.kind is HopKind.PERSON:
        role = does(each)
        if not role & OF_A_BODY or role & (NO_LONGER | OUTSIDERS | TIERS.keys()):
            return Reach.NONE
        told = each.sorts or named_in_role(each) or any(map(is_matter, role))
        return Reach.ALL if acronym or not (told or role.isdisjoint(OFFICES - {"leader"})) else Reach.NONE
    if each.mention.kind is not HopKind.BODY or not each.sorts <= _PARTS or known_body(each) is not None:
        return Reach.NONE
    last = each.name.written[-1:]
    if is_common(each.mention.name):
        # "Hikers" are none.
        nobody = each.may_be or any(word.endswith(("s", "men", "people")) for word in last)
        return Reach.NONE if nobody else Reach.NOT_OF_STATE
    if acronym:
        return Reach.IN_WORDS if each.name.is_acronym else Reach.NONE
    if not OF_ANOTHER_LANGUAGE.isdisjoint(each.name.written):
        return Reach.IN_WORDS
    in_words = each.heads != {COMPANY} or any(map(is_matter, each.told)) or any(map(is_named_staff, last))
    return Reach.NONE if in_words else Reach.OF_COUNTRY


def reached(body: Features) -> list[Reach]:
    """Return by whom a body is reached."""
    if body.mention.kind is not HopKind.BODY:
        return []
    if body.sorts & OF_STATE:
        return [Reach.ALL]
    if body.name.is_acronym or known_body(body) is not None:
        return [Reach.ALL, Reach.NOT_OF_STATE]
    of_country = len(body.name.written) > 1 and not COUNTRY_MARKS.isdisjoint(body.marks)
    return [Reach.ALL, Reach.NOT_OF_STATE, Reach.IN_WORDS, *([Reach.OF_COUNTRY] if of_country else [])]
