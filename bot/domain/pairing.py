"""Finds which mentions can be alike, so that not all of them have to be compared with all."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.domain.institutions import AGENCIES, ANYTHING, ARMED, COMMON_ROLES, COMPANY, KIN, OF_STATE, PAPERS, SAYS_LITTLE, VOICES
from bot.domain.mentions import Features, Mention, features, known_body, named_in_role, told_of
from bot.domain.model import HopKind
from bot.domain.names import BODIES, SMALL_WORDS, taken_apart
from bot.domain.outlet_names import GENERIC, SORT_WORDS, acronyms_in, initials_of, short_forms
from bot.domain.own_words import joined, with_own_word
from bot.domain.papers import authors_told, is_suit, issuer_told, issuers_of, may_sue, works_at
from bot.domain.plain_words import COUNTRY_MARKS, in_plain_words, root_of, singular
from bot.domain.portfolios import are_workers, fields_of, of_a_trade, told_by_matters
from bot.domain.spelling import LONG_SURNAME, NEAR_SURNAME, consonants, first_letters, skeleton

_APOSTROPHES = frozenset("'’")
_TELLS_LITTLE = GENERIC | SMALL_WORDS
_NOT_CALLED = _TELLS_LITTLE | SORT_WORDS
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


def candidates(mentions: Sequence[Mention]) -> tuple[list[tuple[Features, Features]], list[tuple[Features, Features]]]:
    """Return pairs that can be alike, as many as join what is, and pairs of a crowd too large to be compared.

    They share a key, or the rarest mark of one sort, or have a near surname. What has no mark is like all of its sort, so that
    one of these stands for the others. Of a crowd each is paired with one: nobody can tell them apart in time.
    """
    own = with_own_word(mentions)
    all_ = [features(each) for each in mentions if each not in own]
    sharing = _sharing_a_key(own, all_)
    all_ += map(features, sharing)
    own = {each: words for each, words in own.items() if each not in sharing}
    named = [*(each.mention for each in all_), *own]
    blocks = [block for block in _blocks(all_, own) if len(block.others) > 1 or block.some != block.others]
    most = _largest_compared(blocks)
    pairs, crowds = set[tuple[int, int]](), set[tuple[int, int]]()
    for some, others in blocks:
        if len(some) * len(others) <= most:
            pairs.update((min(one, other), max(one, other)) for one in some for other in others if one != other)
        else:
            first = min({*some, *others}, key=lambda at: named[at].key)
            crowds.update((first, other) for other in {*some, *others} if other != first)
    place = {mention: at for at, mention in enumerate(mentions)}
    ordered = (
        sorted(tuple(sorted((place[named[one]], place[named[other]]))) for one, other in found) for found in (pairs, crowds)
    )
    compared, crowded = ([(features(mentions[one]), features(mentions[other])) for one, other in found] for found in ordered)
    return compared, crowded


def _sharing_a_key(outlets: Mapping[Mention, Sequence[str]], others: Sequence[Features]) -> set[Mention]:
    """Return those of outlets with a word of their own that others may be like in another way."""
    keys = defaultdict[str, set[str]](set)
    for each in others:
        for sort, words in _leading(each.mention):
            keys[sort].update(words)
    initials = {acronym[:1] for sort in ("acronym", "outlet acronym") for acronym in keys[sort]}
    return {
        outlet
        for outlet, words in outlets.items()
        if not keys["outlet"].isdisjoint(joined(words))
        or not keys["called"].isdisjoint(words)
        or root_of(singular(words[0])) in keys["author"]
        or any(word[0] in initials for word in words)
    }


def _largest_compared(blocks: Sequence[Block]) -> int:
    """Return how many pairs a block has at most that is compared; the order of the mentions does not matter."""
    allowed, total = 0, 0
    for size, many in sorted(Counter(block.pairs for block in blocks).items()):
        total += size * many
        if total > _MOST_PAIRS:
            break
        allowed = size
    return allowed


def _blocks(all_: Sequence[Features], own: Mapping[Mention, Sequence[str]]) -> Iterator[Block]:
    """Yield blocks of mentions; outlets with a word of their own come behind the others."""
    given = defaultdict[str, list[int]](list)
    by_sort, marked = defaultdict[str, list[int]](list), defaultdict[str, defaultdict[str, list[int]]](_lists)
    compared_in = [_compared_in(each) for each in all_]
    for at, (each, sorts) in enumerate(zip(all_, compared_in, strict=True)):
        if _is_person(each):
            for letter in first_letters(each.name):
                given[letter].append(at)
        for sort, marks in sorts.items():
            by_sort[sort].append(at)
            of_sort = marked[sort]
            for mark in marks:
                of_sort[mark].append(at)
    outlets = marked[HopKind.OUTLET]
    for at, words in enumerate(own.values(), len(all_)):
        for word in {*words} - _TELLS_LITTLE:
            outlets[word].append(at)
    yield from _sharing_keys(all_)
    yield from chain.from_iterable(_near_surnames(all_, block) for block in given.values() if len(block) > 1)
    rarest = defaultdict[tuple[str, str], list[int]](list)
    generic: dict[tuple[str, frozenset[str], frozenset[str], int | None], int] = {}
    for at, (each, sorts) in enumerate(zip(all_, compared_in, strict=True)):
        for sort, marks in sorts.items():
            # Nearly every name has a mark that no other has.
            of_sort = marked[sort]
            if marks and min([len(of_sort[mark]) for mark in marks]) > 1:
                rarest[sort, min((len(of_sort[mark]), mark) for mark in marks)[1]].append(at)
            if not each.marks and sort in each.sorts:
                # Outlets are alike by their names, so that none of them stands for another.
                generic.setdefault((sort, each.issuers, each.parts, at if each.mention.kind is HopKind.OUTLET else None), at)
    yield from (Block(some, marked[sort][mark]) for (sort, mark), some in rarest.items())
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
    if with_a_stake := [at for at, each in enumerate(all_) if each.mention.kind is None]:
        speaking = VOICES | KIN
        voices = [at for at, each in enumerate(all_) if not speaking.isdisjoint(taken_apart(each.mention.role).written)]
        yield Block(with_a_stake, voices)


def _lists() -> defaultdict[str, list[int]]:
    return defaultdict(list)


def _sharing_keys(all_: Sequence[Features]) -> Iterator[Block]:
    """Yield those who lead with a key, and all who have it."""
    leading = defaultdict[str, defaultdict[str, list[int]]](_lists)
    for at, each in enumerate(all_):
        for sort, words in _leading(each.mention):
            of_sort = leading[sort]
            for word in words:
                of_sort[word].append(at)
    following = defaultdict[str, defaultdict[str, list[int]]](_lists)
    led = frozenset(leading)
    for at, each in enumerate(all_):
        for sort, words in _following(each.mention, led):
            of_sort = leading[sort]
            for word in words:
                if word in of_sort:
                    following[sort][word].append(at)
    for sort, of_sort in leading.items():
        behind = following[sort]
        for word, leaders in of_sort.items():
            if len(leaders) == 1 and word not in behind:
                continue
            followers = behind.get(word, ())
            if sort == "issuer":
                yield from _papers_alike(all_, leaders)
                yield Block(leaders, followers)
            else:
                yield Block(leaders, list(dict.fromkeys((*leaders, *followers))))


def _papers_alike(all_: Sequence[Features], papers: Sequence[int]) -> Iterator[Block]:
    """Yield pairs of papers of one issuer, unless both have marks and none in common."""
    of_mark = defaultdict[str, list[int]](list)
    for at in papers:
        for mark in all_[at].marks:
            of_mark[mark].append(at)
    yield Block([at for at in papers if not all_[at].marks], papers)
    yield from (Block(some, some) for some in of_mark.values() if len(some) > 1)


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


# Keys by their sort: two spellings of one name share a word of one sort, with which one of them leads. A surname may be like a
# word anywhere in a name, and a first name is not like another. Initials are keys where they are somebody's acronym.
_Keys = Iterator[tuple[str, Collection[str]]]


@lru_cache(maxsize=1 << 14)
def _leading(mention: Mention) -> Sequence[tuple[str, Collection[str]]]:
    """Return the keys with which a mention leads."""
    return [(sort, words) for sort, words in _told_leading(features(mention)) if words]


@lru_cache(maxsize=1 << 14)
def _following(mention: Mention, led: frozenset[str]) -> Sequence[tuple[str, Collection[str]]]:
    """Return the keys with which a mention follows another, of the sorts with which somebody leads."""
    return [(sort, words) for sort, words in _told_following(features(mention), led) if words and sort in led]


def _told_leading(each: Features) -> _Keys:
    name, kind, role = each.name, each.mention.kind, each.mention.role
    yield "plain", (name.clean,)
    if (body := known_body(each)) is not None:
        yield "body", (str(body),)
    if acronyms := name.acronyms | each.short | _short(each):
        yield "acronym", acronyms - name.initials
    if name.is_body or each.nameless:
        yield "words", (" ".join(sorted(name.words)),)
    if kind is HopKind.OUTLET:
        yield "outlet", short_forms(each.mention.name)
        yield "outlet acronym", acronyms_in(each.mention.name)
        # Whose it is may be left out, and what sort of outlet: "the Westfield paper" may be the "Westfield Echo".
        if not SORT_WORDS.isdisjoint(name.written) or not _APOSTROPHES.isdisjoint(each.mention.name):
            yield "called", _called(each)
        return
    if each.sorts == {"rebel"}:
        yield "rebel", ("army",)
    if is_suit(each):
        yield "suit", ("suit",)
    if kind is HopKind.DOCUMENT:
        yield "author", authors_told(each) | issuer_told(each)
        yield "joint", {"joint"} & {*name.written}
        yield "issuer", issuers_of(each)
        return
    yield "matter", told_by_matters(each.matters)
    if of_a_trade(name.written[-1] if name.written else "", each.matters):
        yield "trade", ("trade",)
    yield "embassy", {"embassy"} & each.sorts
    yield "members", {"union"} & each.sorts
    if not each.sorts.isdisjoint(ARMED | {"government"}):
        yield "ministry", ("ministry",)
    if kind is HopKind.PERSON or each.sorts <= AGENCIES:
        yield "told", _beginnings(each)
    if kind in (HopKind.BODY, None) and not each.sorts:
        yield "noun", name.written
        marks = sorted(each.marks)
        # A capital stands for its government.
        if len(name.written) == 1:
            yield "capital", marks[:1]
        if len(marks) > 1 or "department" in each.heads:
            yield "several", marks[:1]
    if kind in (HopKind.BODY, None):
        yield "marks", (" ".join(sorted(each.marks)),)
    if kind is HopKind.PERSON and role:
        yield "party", named_in_role(each)
        words = taken_apart(role).written
        said = {*words, *in_plain_words(words)} - SAYS_LITTLE
        yield "office", {*map(root_of, said), *(root_of(singular(word)) for word in said)}
        if name.first:
            renamed = skeleton(name.first)
            yield "renamed", {f"{renamed} {word}" for word in {*words} - COMMON_ROLES - SMALL_WORDS}
    if not name.words:
        return
    yield "acronym", name.office
    for word in name.office:
        yield "surname", (skeleton(word),)
        yield from _ends(word)
    if name.is_body or each.nameless:
        yield "surname", (skeleton(next((word for word in name.words if word not in BODIES), "")),)
    else:
        yield "surname", (skeleton(name.last),)
        if not name.first:
            yield from _ends(name.last)
        yield "letters", (consonants("".join(name.words)),)
        yield "word", (name.last,)


def _told_following(each: Features, led: frozenset[str]) -> _Keys:
    name, kind = each.name, each.mention.kind
    if "acronym" in led:
        yield "acronym", name.initials
    yield "rebel", {"army"} & each.sorts
    if "suit" in led and may_sue(each):
        yield "suit", ("suit",)
    if kind is HopKind.DOCUMENT:
        return
    if kind is HopKind.OUTLET:
        if "outlet acronym" in led:
            yield "outlet acronym", initials_of(each.mention.name)
        if "called" in led:
            yield "called", _called(each)
        # A paper may have its author in its name, and an outlet be one.
        if "author" in led:
            yield "author", [root_of(singular(word)) for word in name.written[:1]]
        return
    yield "told", _beginnings(each)
    marks = sorted(each.marks)
    if "author" in led:
        yield "author", {name.last, *marks[:1], *name.initials, *sorted(works_at(each))[:1]}
    if "issuer" in led:
        yield "issuer", each.sorts | each.heads | told_of(each)
    if each.heads == {COMPANY}:
        yield "trade", ("trade",)
    yield "ministry", {"ministry"} & each.sorts
    if are_workers(name.written[-1:]):
        yield "members", ("union",)
    if "matter" in led and kind is not HopKind.PERSON:
        yield "matter", told_of(each)
    if kind is HopKind.PERSON:
        yield "party", (name.last,)
    elif kind in (HopKind.BODY, None):
        if each.sorts:
            yield "several", marks
        if each.sorts & OF_STATE:
            yield "capital", marks
            yield "embassy", ("embassy",)
    if kind is HopKind.BODY and "office" in led:
        yield "office", {root_of(word) for word in {*name.written, *each.marks, *in_plain_words(name.written)} - SAYS_LITTLE}
    if not (name.is_body or each.nameless):
        yield "word", [word for word in name.words if word != name.last]
        if name.first:
            yield from _ends(name.last)


def _beginnings(each: Features) -> set[str]:
    """Return how the words that tell of somebody begin, or others of the same field."""
    return {other[:4] for word in each.told for other in (word, *fields_of(word))}


def _called(each: Features) -> frozenset[str]:
    return frozenset(each.name.written) - _NOT_CALLED


def _short(each: Features) -> set[str]:
    """Return words that may be the acronym of a body: its one word, or what is written in a role."""
    if each.mention.kind is HopKind.PERSON:
        return named_in_role(each)
    return {each.name.clean} if len(each.name.written) == 1 else set()


def _ends(surname: str) -> _Keys:
    """Return the beginning and the end of a long surname: a slip leaves one of them."""
    if len(surname) >= LONG_SURNAME:
        spelt = skeleton(surname)
        yield "beginning", (spelt[:3],)
        yield "end", (spelt[-3:],)


def _compared_in(each: Features) -> dict[str, frozenset[str]]:
    """Return the sorts to compare it in, with its marks there; an outlet is of its own, any paper may be "the documents"."""
    if each.mention.kind is HopKind.OUTLET:
        return {HopKind.OUTLET: frozenset(each.name.written) - _TELLS_LITTLE, **dict.fromkeys(each.sorts, each.marks)}
    if each.mention.kind is HopKind.DOCUMENT:
        any_paper = {ANYTHING} if each.sorts == {"video"} else {ANYTHING, PAPERS}
        return dict.fromkeys(each.sorts | any_paper, each.marks)
    return dict.fromkeys(each.heads, each.marks)
