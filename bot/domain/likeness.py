"""Compares two mentions of people, bodies, documents or outlets: the same, perhaps the same, or different.

Only what is said of the two counts, never others beside them. In doubt they are perhaps the same.
"""

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.domain.institutions import (
    AGENCIES,
    ALONE,
    ANYTHING,
    BARE,
    COMMON_ROLES,
    COMPANY,
    INSTITUTIONS,
    ISSUERS,
    KIN,
    LEAVES_OPEN,
    NO_LONGER,
    OF_A_BODY,
    OF_MEMBERS,
    OF_STATE,
    OFFICES,
    PAPERS,
    PRIVATE,
    SAYS_LITTLE,
    STAFFED,
    VOICES,
)
from bot.domain.meant import may_be_meant
from bot.domain.mentions import Features, Mention, does, features, is_common, known_body, named_in_role
from bot.domain.model import HopKind
from bot.domain.names import OF_ANOTHER_LANGUAGE, SMALL_WORDS, TITLES, namesake_of, taken_apart
from bot.domain.outlet_names import same_outlet
from bot.domain.papers import ANY_PAPERS, is_by, issued, issuer_told, sued
from bot.domain.plain_words import COUNTRY_MARKS, in_plain_words, root_of
from bot.domain.portfolios import (
    OUTSIDERS,
    SCIENTISTS,
    are_abroad,
    are_outsiders,
    fields_of,
    is_matter,
    is_named_staff,
    is_staff,
)
from bot.domain.spelling import SURNAME_FIRST, Likeness, skeleton, speaks_for, spelling
from bot.domain.terms import word_set

_FIELDS = frozenset(INSTITUTIONS.values()) - word_set("""
company government union audit inquiry inspectorate mayor governor prefect premier presidency chancellery rebel organizer
""")
"""Sorts of which nobody takes one for another."""
_BY_FIELD = AGENCIES | {"regulator"}
_OF_MEN, _OF_WOMEN = word_set("mr sir lord king prince"), word_set("mrs ms miss lady madam queen princess")
_OF_WHOM = re.compile(r"(.+?) (?:for|of|representing) (.+)")
_STEM = 6
"""Letters with which words of one matter begin at least."""
_LONG_NAME = 12
_SHORT_WORD = 5
_SLIP = 1
"""Letters by which two long names of bodies may differ."""
_SPEAKING_FOR = frozenset({"officials", "authorities"})
_OF_MANY = COMMON_ROLES | OUTSIDERS | (ALONE.keys() - KIN) | {"teacher", "farmer"}
"""So many are this that nobody is known by it."""


# An event is assessed many times with the same names: before and after a proposal, and for each answer to a question.
@lru_cache(maxsize=1 << 16)
def likeness(one: Mention, other: Mention) -> Likeness:
    """Say whether two mentions are one origin; the order does not matter."""
    a, b = features(one), features(other)
    found = _compared(a, b)
    return Likeness.PERHAPS if found is Likeness.SAME and _may_be_relatives(a, b) else found


def may_be_outlet(name: str, outlet: str) -> bool:
    """Say whether an outlet's name is another's, or perhaps short for it."""
    return bool(likeness(Mention(name, HopKind.OUTLET), Mention(outlet, HopKind.OUTLET)))


def _compared(a: Features, b: Features) -> Likeness:
    kinds = {a.mention.kind, b.mention.kind}
    if a.mention.of and b.mention.of:
        # Their bodies are compared; but articles may ascribe one paper to several bodies; a statement is its speaker's.
        joint = "joint" in {*a.name.written} & {*b.name.written}
        one_paper = bool(a.sorts & b.sorts) and "statement" not in a.sorts & b.sorts
        one_paper = one_paper and not (a.issuers and b.issuers and a.issuers.isdisjoint(b.issuers))
        papers = kinds == {HopKind.DOCUMENT} and (joint or one_paper)
        return Likeness.PERHAPS if papers else Likeness.DIFFERENT
    if kinds == {HopKind.PERSON} and _are_man_and_woman(a, b):
        return Likeness.DIFFERENT
    if a.name.clean == b.name.clean:
        if kinds <= {HopKind.PERSON, None} and namesake_of(a.mention.name) != namesake_of(b.mention.name):
            return Likeness.PERHAPS
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
        alike = _alike_in_sort(a, b) or is_by(a, b) or is_by(b, a)
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
            its = speaks_for(one.name, other.name)
            if its and (kinds != {HopKind.BODY} or one.name.office.issuperset(other.name.words)):
                return Likeness.PERHAPS if known_body(other) is not None and kinds == {HopKind.BODY} else its
    if (
        _alike_in_sort(a, b)
        or _shortened(a, b)
        or _contains(a, b)
        or _contains(b, a)
        or any(rule(a, b) or rule(b, a) for rule in (may_be_meant, sued))
    ):
        return Likeness.PERHAPS
    if (
        kinds != {HopKind.PERSON}
        and HopKind.DOCUMENT not in kinds
        and (_shares_word(a, b) or _has_acronym_of(a, b) or _has_acronym_of(b, a))
    ):
        return Likeness.PERHAPS
    if a.mention.kind is b.mention.kind and kinds != {HopKind.PERSON}:
        return Likeness.DIFFERENT
    if HopKind.PERSON in kinds and (_has_in_role(a, b) or _has_in_role(b, a)):
        return Likeness.PERHAPS
    rules = (_holds_office, _speaks_for_party, issued, is_by)
    return Likeness.PERHAPS if any(rule(a, b) or rule(b, a) for rule in rules) else Likeness.DIFFERENT


def are_two(a: Features, b: Features) -> bool:
    """Say whether two are surely two, whatever else is like both: by what they are, or as people of other names."""
    fields = a.sorts & _FIELDS, b.sorts & _FIELDS
    if all(fields):
        return fields[0].isdisjoint(fields[1])
    people = [each for each in (a, b) if each.mention.kind is HopKind.PERSON and not each.nameless and each.name.first]
    private = any(not (each.sorts or OF_A_BODY & does(each) or named_in_role(each)) for each in people)
    if len(people) < 2 or not private:
        return private
    one, other = a.name, b.name
    shared = {*one.words} & {*other.words}
    return not shared or (shared == {one.last, other.last} and min(len(one.first), len(other.first)) > 1)


def by_initials(a: Features, b: Features) -> tuple[Features, Features] | None:
    """Return the short and the full name of two where nothing but initials makes them one; None where more does."""
    if a.name.acronyms & b.name.acronyms or a.name.clean == b.name.clean:
        return None
    for short, full in ((a, b), (b, a)):
        if ({short.name.clean} | short.name.acronyms) & full.name.initials:
            return short, full
    return None


def by_surname(a: Features, b: Features) -> str:
    """Return the surname where it makes two one and is all that one of them tells; "" where nobody tells so little."""
    if a.nameless or b.nameless or a.name.written == b.name.written:
        return ""
    for bare, full in ((a.name, b), (b.name, a)):
        called = bare.office - TITLES or {*bare.words}
        told_little = len(called) == 1 and not bare.is_acronym and (bare.office or not bare.is_body)
        of_body = full.name.office or full.name.is_body or full.name.is_acronym
        if told_little and not of_body and full.mention.kind in (HopKind.PERSON, None):
            return skeleton(*called)
    return ""


def _are_man_and_woman(a: Features, b: Features) -> bool:
    """Say whether the titles of two people who are called by their surnames tell a man from a woman."""
    titles = [{*each.name.written} - {*each.name.words} for each in (a, b)]
    return any(one & _OF_MEN and other & _OF_WOMEN for one, other in (titles, reversed(titles)))


def _may_be_relatives(a: Features, b: Features) -> bool:
    """Say whether titles leave open that two of one name are two: "Miss Weir", "Mrs Weir"; "Mr Weir", "Nora Weir"."""
    one, other = ({*each.name.written} & (_OF_MEN | _OF_WOMEN) - {*each.name.words} for each in (a, b))
    if one and other:
        return one.isdisjoint(other)
    titled, named = (a, b) if one else (b, a)
    return bool(one | other) and not titled.name.first and bool(named.name.first)


def _written(each: Features) -> list[str]:
    return [word for word in each.name.written if word not in SMALL_WORDS]


def _contains(longer: Features, shorter: Features) -> bool:
    """Say whether a body's name has all words of another's, and no more than may be left out: "Orsola Hospital Trust".

    What is called by its bare name may have a word of another language for what it is.
    """
    if {longer.mention.kind, shorter.mention.kind} != {HopKind.BODY} or is_common(shorter.mention.name) or not shorter.marks:
        return False
    words, others = (in_plain_words(tuple(_written(each))) for each in (longer, shorter))
    more = {*_written(longer)} - {*_written(shorter)}
    if {*others} <= {*words} | {*longer.name.written} and len(others) > 1:
        return more.isdisjoint(INSTITUTIONS) and more.isdisjoint(OF_MEMBERS - {"trust"}) and not any(map(is_matter, more))
    bare = not longer.sorts and longer.heads == {COMPANY} and more.isdisjoint(LEAVES_OPEN) and not any(map(is_matter, more))
    return bare and bool(shorter.sorts & BARE) and shorter.marks < longer.marks and len(longer.marks) == len(shorter.marks) + 1


def _is_short_for(a: Features, b: Features) -> bool:
    """Say whether one body is the acronym of the other: "WHO", "Nato"."""
    return any(({one.name.clean} | one.name.acronyms) & other.name.initials for one, other in ((a, b), (b, a)))


def _shares_word(a: Features, b: Features) -> bool:
    """Say whether two of which one is of no known sort have a word in common, or the beginning of one.

    Where both have a word more, it must not be that of another place or of another trade.
    """
    several = HopKind.PERSON in (a.mention.kind, b.mention.kind) and len(a.told & b.told) > 1
    if a.sorts and b.sorts and not (several or a.sorts | b.sorts <= AGENCIES):
        return False
    if known_body(a) is not None or known_body(b) is not None:
        return False
    if (
        any(one.sorts & OF_STATE and other.heads & AGENCIES for one, other in ((a, b), (b, a)))
        or are_abroad(a.marks, b.marks)
        or are_abroad(b.marks, a.marks)
    ):
        return False
    for one, other in ((a, b), (b, a)):
        # Nobody speaks for the union by what its members are, and its members are no company.
        if one.sorts & OF_MEMBERS and (
            other.heads == {COMPANY} or (other.mention.kind is HopKind.PERSON and not OF_A_BODY & does(other))
        ):
            return False
    # Agencies of one field: "the anti-graft agency", "the Anti-Corruption Commission".
    by_field = all((each.sorts | each.heads) & _BY_FIELD for each in (a, b))
    alike = [
        (one, other)
        for one in a.told
        for other in b.told
        if _begin_alike(one, other, a.short | b.short) or (by_field and (one in fields_of(other) or other in fields_of(one)))
    ]
    more, others = (told - {pair[at] for pair in alike} for at, told in enumerate((a.told, b.told)))
    if any(each.heads == {COMPANY} and OF_ANOTHER_LANGUAGE.isdisjoint(each.name.written) for each in (a, b)):
        # A company is no department of its trade.
        alike = [(one, other) for one, other in alike if not (is_matter(one) and is_matter(other))]
    bodies = [(words, each) for words, each in ((more, b), (others, a)) if each.mention.kind is not HopKind.PERSON]
    if not alike or any(words and each.sorts & _FIELDS for words, each in bodies):
        return False
    trades, other_trades = (any(map(is_matter, words)) for words in (more, others))
    return not (more and others) or trades is not other_trades or not (a.short | b.short).isdisjoint(more | others)


def _begin_alike(one: str, other: str, short: AbstractSet[str]) -> bool:
    """Say whether two words begin alike: "Hydromet" and "hydrometeorological", "EMERCOM" and "emergency"."""
    shorter = min(len(one), len(other))
    if one[:shorter] == other[:shorter]:
        return shorter >= _STEM or one == other or one in INSTITUTIONS or other in INSTITUTIONS
    return one[:4] == other[:4] and (
        one[: _STEM + 1] == other[: _STEM + 1] or (shorter > _STEM and not short.isdisjoint((one, other)))
    )


def _has_acronym_of(short: Features, full: Features) -> bool:
    return full.mention.kind is not HopKind.PERSON and not short.short.isdisjoint(full.name.initials)


def _renamed(a: Features, b: Features) -> bool:
    """Say whether two may be one person under a married and a maiden name: one first name, one part in the story."""
    if not a.name.first or a.name.first in SURNAME_FIRST or skeleton(a.name.first) != skeleton(b.name.first):
        return False
    parts = [{word for word in taken_apart(each.mention.role).written if word not in SMALL_WORDS} for each in (a, b)]
    # "Alan R." may be Alan Reed.
    initial = min(len(a.name.last), len(b.name.last)) == 1 and a.name.last[0] == b.name.last[0]
    return bool(parts[0] & parts[1] - (COMMON_ROLES if initial else _OF_MANY))


def _holds_office(person: Features, body: Features) -> bool:
    """Say whether one is a person in an office of the other, by the words that office and body share."""
    if (person.mention.kind, body.mention.kind) != (HopKind.PERSON, HopKind.BODY):
        return False
    role = set(taken_apart(person.mention.role).written)
    of_whom = _OF_WHOM.fullmatch(person.mention.role)
    if of_whom and not (person.mention.placed or role & NO_LONGER) and (OFFICES | VOICES) & {*taken_apart(of_whom[1]).written}:
        # "The solicitor for the families" speaks for "the victims' families".
        told = {*map(root_of, taken_apart(of_whom[2]).written)} - SAYS_LITTLE
        if told and told <= {*map(root_of, body.name.written)}:
            return True
    if person.sorts & body.sorts or role & (NO_LONGER | OUTSIDERS):
        return False
    if "ministry" in person.sorts and (body.heads == {COMPANY} or (body.may_be and "ministry" not in body.may_be)):
        return False
    if {root_of(word) for word in in_plain_words(tuple(role & SCIENTISTS))} & body.marks:
        return True
    # "The restaurant owner" speaks for "the restaurant".
    said = {*in_plain_words(taken_apart(person.mention.role).written)} - SAYS_LITTLE
    called = {*in_plain_words(body.name.written)}
    if is_common(body.mention.name) and not body.sorts and not any(map(is_staff, body.name.written[-1:])):
        return bool(said & called)
    return bool(role & (OFFICES | SCIENTISTS) and said & called and (said <= called or not person.sorts))


def _has_in_role(person: Features, body: Features) -> bool:
    """Say whether what a person is has all of a body's name: "National Guard major"."""
    named = (len(body.name.written) > 1 or known_body(body) is not None) and body.mention.kind in (HopKind.BODY, None)
    return named and f" {' '.join(body.name.written)} " in f" {' '.join(taken_apart(person.mention.role).written)} "


def _speaks_for_party(person: Features, party: Features) -> bool:
    """Say whether a person may be the voice of somebody with a stake, or their family, where it is not said of whom."""
    if person.mention.kind is not HopKind.PERSON or party.mention.kind not in (HopKind.PERSON, None):
        return False
    role = set(taken_apart(person.mention.role).written)
    if party.mention.kind is HopKind.PERSON:
        return bool(role & VOICES and not role & NO_LONGER and party.name.last in named_in_role(person))
    kin = bool(role & KIN) and skeleton(person.name.last) == skeleton(party.name.last)
    return kin or bool(role & VOICES and not role & NO_LONGER)


def _whole(a: Features, b: Features) -> bool:
    """Say whether two bodies agree by more than a last word that would be a person's surname."""
    return a.name.is_body or b.name.is_body or a.name.words == b.name.words or bool(a.name.is_acronym or b.name.is_acronym)


def _alike_in_sort(a: Features, b: Features) -> bool:
    """Say whether two are the same sort of institution or document, and nothing tells them apart."""
    kinds = {a.mention.kind, b.mention.kind}
    shared = (a.sorts & b.heads) | (a.heads & b.sorts)
    if kinds == {HopKind.DOCUMENT}:
        # An arrest warrant is a court's order too.
        said, others = (each.issuers | {ISSUERS[sort] for sort in each.sorts if sort in ISSUERS} - PRIVATE for each in (a, b))
        if a.issuers and b.issuers and not said & (others | issuer_told(b)) and not others & issuer_told(a):
            return False
        shared |= (a.sorts | b.sorts) & {ANYTHING}
        if not (a.sorts == {"video"} or b.sorts == {"video"}):
            any_sort = [each for each, than in ((a, b), (b, a)) if each.issuers - ANY_PAPERS <= than.issuers]
            shared |= {PAPERS for each in any_sort if PAPERS in each.sorts}
    if kinds == {HopKind.PERSON} and not a.nameless and not b.nameless:
        # Two nurses are two; the head of the hospital speaks for it.
        heads = any(not OFFICES.isdisjoint(taken_apart(each.mention.role).written) for each in (a, b))
        shared -= PRIVATE if heads else PRIVATE | STAFFED
    parted = not (a.parts <= b.parts or b.parts <= a.parts)
    return bool(shared) and not parted and (a.marks <= b.marks or b.marks <= a.marks)


def _shortened(a: Features, b: Features) -> bool:
    """Say whether one body's name is short for the other's: "Brackwell" or "the mill" for "Brackwell Mill".

    A department and a ministry of the same matter are one too.
    """
    kinds = {a.mention.kind, b.mention.kind}
    if kinds - {HopKind.BODY, None} or kinds == {None} or not a.marks or not b.marks:
        return False
    ends = {word for each in (a, b) for word in each.name.written[-1:]} - _SPEAKING_FOR
    if any(is_staff(word) or is_named_staff(word) or are_outsiders(word) for word in ends):
        return False
    if bool(a.sorts) != bool(b.sorts):
        bare, full = (b, a) if a.sorts else (a, b)
        if full.sorts & OF_STATE and bare.may_be and not bare.may_be & full.heads:
            return False
        # A department of a country is a ministry.
        department = "department" in bare.heads and "ministry" in full.sorts
        if department and (bare.marks <= full.marks or full.marks <= bare.marks):
            return True
        # A capital stands for its government.
        capital = bool(full.sorts & OF_STATE) and len(bare.name.written) == 1 and bare.marks <= full.marks
        # "Red Cross" is short for its International Committee.
        named = bare.marks < full.marks and len(bare.marks) > 1 and not is_common(bare.mention.name)
        return a.marks == b.marks or capital or named
    shorter, longer = sorted((a, b), key=lambda each: len(each.name.written))
    words, more = shorter.name.written, longer.name.written
    if a.sorts:
        return False
    if a.marks == b.marks or (bool(a.heads & b.heads - {COMPANY}) and (a.marks <= b.marks or b.marks <= a.marks)):
        return True
    slip = min(len(a.name.clean), len(b.name.clean)) >= _LONG_NAME and (a.marks ^ b.marks).isdisjoint(COUNTRY_MARKS)
    if slip and OSA.distance(a.name.clean, b.name.clean) <= _SLIP:
        return True
    if None in kinds and len(words) > 1 and words[0] == more[0] and len(words[0]) > _SHORT_WORD:
        # A subsidiary has its parent's first word, and the parent a stake.
        return True
    if len(words) >= len(more):
        return False
    return words == more[: len(words)] or (is_common(shorter.mention.name) and set(words) <= set(more))
