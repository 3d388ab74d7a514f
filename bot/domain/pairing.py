"""Finds which mentions can be alike, so that not all of them have to be compared with all."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.domain.institutions import ANYTHING, COMMON_ROLES, COMPANY, KIN, OF_STATE, PAPERS, SAYS_LITTLE, VOICES
from bot.domain.mentions import Features, Mention, features, known_body, named_in_role, told_of
from bot.domain.model import HopKind
from bot.domain.names import BODIES, SMALL_WORDS, taken_apart
from bot.domain.outlet_names import GENERIC, SORT_WORDS, short_forms
from bot.domain.papers import authors_told, issuer_told, issuers_of, works_at
from bot.domain.plain_words import COUNTRY_MARKS, in_plain_words, root_of, singular
from bot.domain.portfolios import told_by_matters
from bot.domain.spelling import LONG_SURNAME, NEAR_SURNAME, consonants, first_letters, skeleton

_APOSTROPHES = frozenset("'’")
_MOST_PAIRS = 100_000
"""Pairs that are compared at most: about a second's work."""


class Block(NamedTuple):
    """Mentions, by their numbers, each of which may be like each of others."""

    some: Sequence[int]
    others: Sequence[int]

    @property
    def pairs(self) -> int:
        """Count its pairs at most."""
        return len(self.some) * len(self.others)


def candidates(all_: Sequence[Features]) -> tuple[list[tuple[Features, Features]], list[tuple[Features, Features]]]:
    """Return pairs that can be alike, as many as join what is, and pairs of a crowd too large to be compared.

    They share a key, or the rarest mark of one sort, or have a near surname. What has no mark is like all of its sort, so that
    one of these stands for the others. Of a crowd each is paired with one: nobody can tell them apart in time.
    """
    blocks = [block for block in _blocks(all_) if len(block.others) > 1 or block.some != block.others]
    most = _largest_compared(blocks)
    pairs, crowds = set[tuple[int, int]](), set[tuple[int, int]]()
    for some, others in blocks:
        if len(some) * len(others) <= most:
            pairs.update((min(one, other), max(one, other)) for one in some for other in others if one != other)
        else:
            first = min({*some, *others}, key=lambda at: all_[at].mention.key)
            crowds.update((first, other) for other in {*some, *others} if other != first)
    compared, crowded = ([(all_[one], all_[other]) for one, other in sorted(found)] for found in (pairs, crowds))
    return compared, crowded


def _largest_compared(blocks: Sequence[Block]) -> int:
    """Return how many pairs a block has at most that is compared; the order of the mentions does not matter."""
    allowed, total = 0, 0
    for size, many in sorted(Counter(block.pairs for block in blocks).items()):
        total += size * many
        if total > _MOST_PAIRS:
            break
        allowed = size
    return allowed


def _blocks(all_: Sequence[Features]) -> Iterator[Block]:
    having, leading = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    given = defaultdict[str, list[int]](list)
    by_sort, marked = defaultdict[str, list[int]](list), defaultdict[tuple[str, str], list[int]](list)
    compared_in = [_compared_in(each) for each in all_]
    for at, (each, sorts) in enumerate(zip(all_, compared_in, strict=True)):
        for key, leads in _keys(each.mention):
            having[key].append(at)
            if leads:
                leading[key].append(at)
        if _is_person(each):
            for letter in first_letters(each.name):
                given[letter].append(at)
        for sort, marks in sorts.items():
            by_sort[sort].append(at)
            for mark in marks:
                marked[sort, mark].append(at)
    yield from (Block(leaders, having[key]) for key, leaders in leading.items() if len(having[key]) > 1)
    yield from chain.from_iterable(_near_surnames(all_, block) for block in given.values() if len(block) > 1)
    rarest = defaultdict[tuple[str, str], list[int]](list)
    generic: dict[tuple[str, frozenset[str], frozenset[str], int | None], int] = {}
    for at, (each, sorts) in enumerate(zip(all_, compared_in, strict=True)):
        for sort, marks in sorts.items():
            if marks and len(marked[of := min(((sort, mark) for mark in marks), key=lambda of: (len(marked[of]), of))]) > 1:
                rarest[of].append(at)
            if not each.marks and sort in each.sorts:
                # Outlets are alike by their names, so that none of them stands for another.
                generic.setdefault((sort, each.issuers, each.parts, at if each.mention.kind is HopKind.OUTLET else None), at)
    yield from (Block(some, marked[of]) for of, some in rarest.items())
    yield from (Block([at], by_sort[sort]) for (sort, *_), at in generic.items())
    # A paper of no known sort may be of any.
    of_any = [at for at in by_sort[ANYTHING] if not all_[at].sorts.isdisjoint((ANYTHING, PAPERS))]
    yield from _joining(of_any, [at for at in by_sort[ANYTHING] if not all_[at].marks])
    # Whoever is known by a body is unlike others of the sort, so that none of them stands for another.
    known_by_body = defaultdict[str, list[int]](list)
    for at, (each, sorts) in enumerate(zip(all_, compared_in, strict=True)):
        for sort in sorts if each.mention.of else ():
            known_by_body[sort].append(at)
    for sort, some in known_by_body.items():
        yield Block(some, [at for at in by_sort[sort] if not all_[at].mention.of])
    yield from _only_called(all_, by_sort)
    voices = [at for at, each in enumerate(all_) if not (VOICES | KIN).isdisjoint(taken_apart(each.mention.role).written)]
    yield Block([at for at, each in enumerate(all_) if each.mention.kind is None], voices)


def _near_surnames(all_: Sequence[Features], block: Sequence[int]) -> Iterator[Block]:
    """Yield pairs of people whose first names begin alike and whose surnames are near."""
    for surnames in ({at: all_[at].name.last for at in block}, {at: skeleton(all_[at].name.last) for at in block}):
        together = defaultdict[str, list[int]](list)
        for at, surname in surnames.items():
            together[surname].append(at)
        for surname, some in together.items():
            near = extract(surname, together.keys(), scorer=OSA.distance, score_cutoff=NEAR_SURNAME, limit=None)
            others = [at for other, _, _ in near for at in together[other]]
            if len(others) > 1:
                yield Block(some, others)


def _joining(some: Sequence[int], others: Sequence[int]) -> Iterator[Block]:
    """Yield pairs that join all of some with all of others, where each of the one is like each of the other."""
    if some and others:
        yield Block(some[:1], others)
        yield Block(others[:1], some)


def _only_called(all_: Sequence[Features], by_sort: Mapping[str, list[int]]) -> Iterator[Block]:
    """Yield pairs of what only says what it is, and of what may be called so: by an acronym, or in a sort."""
    called = [at for at, each in enumerate(all_) if each.may_be]
    no_bodies = (HopKind.DOCUMENT, HopKind.OUTLET, HopKind.PERSON)
    yield from _joining(
        called,
        [at for at, each in enumerate(all_) if each.name.is_acronym and each.mention.kind not in no_bodies] if called else [],
    )
    for sort in sorted({sort for at in called for sort in all_[at].may_be}):
        so_called = [at for at in called if sort in all_[at].may_be]
        yield Block(so_called[:1], [at for at in by_sort[sort] if all_[at].may_be])
        of_all = so_called if sort == COMPANY else [at for at in so_called if all_[at].marks <= COUNTRY_MARKS]
        for at in {all_[at].marks: at for at in reversed(of_all)}.values() if sort != COMPANY else of_all[:1]:
            yield Block([at], by_sort[sort])


def _is_person(each: Features) -> bool:
    return each.mention.kind not in (HopKind.OUTLET, HopKind.DOCUMENT) and not each.name.is_body and not each.nameless


@lru_cache(maxsize=1 << 14)
def _keys(mention: Mention) -> tuple[tuple[str, bool], ...]:
    return tuple(_told_keys(features(mention)))


def _told_keys(each: Features) -> Iterator[tuple[str, bool]]:
    """Return the keys that two spellings of one name share, whatever their sort, and of each whether it leads.

    Of two that share a key, one has to lead: a surname may be like a word anywhere in a name, and a first name is not like
    another. Initials are keys where they are somebody's acronym.
    """
    name, kind = each.name, each.mention.kind
    yield f"plain {name.clean}", True
    if (body := known_body(each)) is not None:
        yield f"body {body}", True
    for acronym in name.acronyms | name.initials | _short(each):
        yield f"acronym {acronym}", acronym not in name.initials
    if kind is HopKind.OUTLET:
        for form, leads in short_forms(each.mention.name).items():
            yield f"outlet {form}", leads
        # Whose it is may be left out, and what sort of outlet: "the Westfield paper" may be the "Westfield Echo".
        written = frozenset(name.written)
        leads = not written.isdisjoint(SORT_WORDS) or not _APOSTROPHES.isdisjoint(each.mention.name)
        for word in written - GENERIC - SORT_WORDS - SMALL_WORDS:
            yield f"called {word}", leads
    if name.is_body or each.nameless:
        yield f"words {' '.join(sorted(name.words))}", True
    # A paper may have its author in its name, and an outlet be one.
    if kind is HopKind.OUTLET:
        yield from ((f"author {root_of(singular(word))}", False) for word in name.written[:1])
    if kind is HopKind.DOCUMENT:
        for word in authors_told(each) | issuer_told(each):
            yield f"author {word}", True
        if "joint" in name.written:
            yield "joint", True
    elif kind is not HopKind.OUTLET:
        for word in {name.last, *sorted(each.marks)[:1], *name.initials, *sorted(works_at(each))[:1]}:
            yield f"author {word}", False
    if kind is HopKind.DOCUMENT:
        yield from ((f"issuer {word}", True) for word in issuers_of(each))
    elif kind is not HopKind.OUTLET:
        yield from ((f"issuer {word}", False) for word in each.sorts | each.heads | told_of(each))
    yield from ((f"matter {word}", True) for word in told_by_matters(each.matters))
    if kind in (HopKind.BODY, None):
        yield from ((f"matter {word}", False) for word in told_of(each))
        yield from _of_body(each)
    if kind is HopKind.BODY:
        for word in {*name.written, *each.marks, *in_plain_words(name.written)} - SAYS_LITTLE:
            yield f"office {root_of(word)}", False
    if kind is HopKind.PERSON and each.mention.role:
        for word in named_in_role(each):
            yield f"works {word}", True
        role = taken_apart(each.mention.role).written
        said = {*role, *in_plain_words(role)} - SAYS_LITTLE
        for word in {*map(root_of, said), *(root_of(singular(word)) for word in said)}:
            yield f"office {word}", True
    if kind is HopKind.PERSON:
        yield f"works {name.last}", False
    if kind in (HopKind.OUTLET, HopKind.DOCUMENT) or not name.words:
        return
    for word in name.office:
        yield f"acronym {word}", True
        yield from _of_surname(word, alone=True)
    if name.is_body or each.nameless:
        yield f"surname {skeleton(next((word for word in name.words if word not in BODIES), ''))}", True
    else:
        yield from _of_surname(name.last, alone=not name.first)
        yield f"letters {consonants(''.join(name.words))}", True
        for word in name.words:
            yield f"word {word}", word == name.last
    if kind is HopKind.PERSON and name.first and each.mention.role:
        for word in set(taken_apart(each.mention.role).written) - COMMON_ROLES - SMALL_WORDS:
            yield f"renamed {skeleton(name.first)} {word}", True


def _short(each: Features) -> set[str]:
    """Return words that may be the acronym of a body: its one word, or what is written in a role."""
    if each.mention.kind is HopKind.PERSON:
        return named_in_role(each)
    return {each.name.clean} if len(each.name.written) == 1 else set()


def _of_body(each: Features) -> Iterator[tuple[str, bool]]:
    """Return the keys of what may be a body: all that tells it from others, and one word of that for those who work there."""
    marks = sorted(each.marks)
    yield f"marks {' '.join(marks)}", True
    if not each.sorts:
        for word in each.name.written:
            yield f"noun {word}", True
        for mark in marks[:1]:
            yield f"works {mark}", False
            # A capital stands for its government.
            if len(each.name.written) == 1:
                yield f"capital {mark}", True
        if len(marks) > 1 or (marks and "department" in each.heads):
            yield f"several {marks[0]}", True
        return
    for mark in marks:
        yield f"several {mark}", False
        if each.sorts & OF_STATE:
            yield f"capital {mark}", False


def _of_surname(surname: str, *, alone: bool) -> Iterator[tuple[str, bool]]:
    """Return the keys of a surname; a slip in a long one leaves either its beginning or its end."""
    spelt = skeleton(surname)
    yield f"surname {spelt}", True
    if len(surname) >= LONG_SURNAME:
        yield f"beginning {spelt[:3]}", alone
        yield f"end {spelt[-3:]}", alone


def _compared_in(each: Features) -> dict[str, frozenset[str]]:
    """Return the sorts to compare it in, with its marks there; an outlet is of its own, any paper may be "the documents"."""
    if each.mention.kind is HopKind.OUTLET:
        called: dict[str, frozenset[str]] = {HopKind.OUTLET: frozenset(each.name.written) - GENERIC - SMALL_WORDS}
        return {**called, **dict.fromkeys(each.sorts, each.marks)}
    if each.mention.kind is HopKind.DOCUMENT:
        any_paper = {ANYTHING} if each.sorts == {"video"} else {ANYTHING, PAPERS}
        return dict.fromkeys(each.sorts | any_paper, each.marks)
    return dict.fromkeys(each.heads, each.marks)
