"""Says which body may be meant where only its sort, its matter, its state or those who work for it are named."""

from bot.domain.institutions import ARMED, COMPANY, NO_NAMES, OF_MEMBERS
from bot.domain.mentions import Features, is_common, is_minister, known_body, named_in_role, told_of
from bot.domain.model import HopKind
from bot.domain.names import taken_apart
from bot.domain.plain_words import COUNTRY_MARKS, in_plain_words, root_of
from bot.domain.portfolios import (
    are_abroad,
    are_told,
    are_workers,
    belongs,
    is_known_matter,
    is_matter,
    is_named_staff,
    is_staff,
    of_a_trade,
)

_REGULATORS = frozenset({"regulator", "watchdog", "supervisor"})
_DEFENSE = root_of("defense")


def may_be_meant(one: Features, body: Features) -> bool:
    """Say whether one, that is no name of a body, may mean it: "the watchdog", "tax inspectors", "the dockers"."""
    rules = (_is_called, _has_matter, _is_embassy_of, _has_ministry, _has_members)
    return any(rule(one, body) for rule in rules)


def _is_called(a: Features, b: Features) -> bool:
    """Say whether one says only what it is, and the other is a body that may be called so: "the watchdog", "the company"."""
    both = a.mention.kind is b.mention.kind is HopKind.BODY
    if both and a.name.written == b.name.written[-1:] and is_common(a.mention.name):
        # "The consultants" may be "Corran Consultants".
        return True
    if not a.may_be or b.mention.kind in (HopKind.DOCUMENT, HopKind.OUTLET):
        return False
    if a.sorts == {"rebel"} and "army" in b.sorts:
        # Rebels may call themselves the "Orvan Liberation Army", and not "the army".
        return not b.marks <= COUNTRY_MARKS
    if a.sorts and b.sorts and not (a.sorts & b.sorts or a.may_be & b.sorts):
        return False
    if a.name.written == b.name.written[-1:] and a.mention.kind is not HopKind.PERSON:
        # "The county" may be any county.
        return True
    if a.mention.kind is HopKind.PERSON:
        # What the office is of may be told, and tells it from others.
        told = {root_of(word) for word in named_in_role(a) if word not in NO_NAMES}
        return bool(a.may_be & b.heads) and b.mention.kind is not HopKind.PERSON and told <= b.marks
    if b.name.is_acronym and known_body(b) is None:
        return b.mention.kind is not HopKind.PERSON
    if COMPANY in a.may_be & b.heads:
        return True
    if a.marks != b.marks and any(is_staff(word) for word in b.name.written[-1:]):
        # The coroner's office has no accident investigators.
        return False
    by_trade = not _REGULATORS.isdisjoint(a.name.written[-1:]) and belongs(a.matters, told_of(b))
    return bool(a.may_be & b.heads) and (by_trade or _fits(a.marks, b.marks))


def _is_embassy_of(embassy: Features, state: Features) -> bool:
    """Say whether one is an embassy and the other may be the ministry or the government that it speaks for."""
    if "embassy" not in embassy.sorts or state.mention.kind is HopKind.PERSON or are_abroad(embassy.marks, state.marks):
        return False
    host = set(map(root_of, in_plain_words(taken_apart(embassy.mention.name.partition(" in ")[2]).written)))
    of_it = "government" in state.sorts and not embassy.marks.isdisjoint(state.marks)
    return state.marks.isdisjoint(host) and (of_it or ("ministry" in state.sorts and "foreign" in state.marks))


def _has_ministry(one: Features, ministry: Features) -> bool:
    """Say whether a ministry may speak for a country's government, or for its armed forces."""
    if "ministry" not in ministry.sorts or one.mention.kind is not HopKind.BODY or are_abroad(one.marks, ministry.marks):
        return False
    if not one.sorts.isdisjoint(ARMED):
        of_another = one.marks and ministry.marks - {_DEFENSE} and one.marks.isdisjoint(ministry.marks)
        return _DEFENSE in ministry.marks and not of_another
    return one.name.written[-1:] == ("government",) and not one.parts - {"federal", "state"} and one.marks <= ministry.marks


def _has_members(union: Features, members: Features) -> bool:
    """Say whether a union may be meant by those who are in it: "the dockers"."""
    return "union" in union.sorts and members.mention.kind is HopKind.BODY and are_workers(members.name.written[-1:])


def _has_matter(one: Features, body: Features) -> bool:
    """Say whether a body may be meant by its minister or by its staff: "the rail minister", "tax inspectors"."""
    if body.mention.kind not in (HopKind.BODY, None) or not body.sorts.isdisjoint(OF_MEMBERS):
        return False
    if one.mention.kind is HopKind.PERSON:
        of_state = is_minister(one) and not body.heads.isdisjoint(("ministry", "department"))
        return of_state and belongs(one.matters, told_of(body))
    if not any(is_staff(word) or is_named_staff(word) for word in one.name.written[-1:]):
        return False
    initials = body.name.initials | body.name.acronyms
    known = known_body(body) is not None or not initials.isdisjoint(one.matters)
    if body.heads == {COMPANY} and of_a_trade(one.name.written[-1], one.matters):
        return not any(map(is_matter, body.told))
    # Hospital officials are no health ministry.
    if not {root_of(sort) for sort in one.sorts - {"government"}} & one.matters <= told_of(body):
        return False
    # Food inspectors are of no food company, and a town's name is that of many.
    fitting = known or (body.heads == {COMPANY}) is not is_known_matter(one.matters)
    return fitting and are_told(one.matters, told_of(body))


def _fits(marks: frozenset[str], others: frozenset[str]) -> bool:
    """Say whether all that is said of one is said of another, which need not say of what country it is."""
    one, other = marks & COUNTRY_MARKS, others & COUNTRY_MARKS
    return marks - COUNTRY_MARKS <= others and not (one and other and one.isdisjoint(other))
