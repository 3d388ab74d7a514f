"""Who a noun phrase names: a person, a body, an outlet, a paper, or nobody in particular."""

import re
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from bot.gateways.builtin.people import Names, strip_titles
from bot.gateways.builtin.words import Word, lexicon, nations, word_set

_JOINTS = frozenset({"of", "for", "the", "and", "de", "del", "al", "bin", "van", "von", "der", "el", "la", "on", "to", "in"})
_PREPOSITIONS = frozenset({"of", "in", "at", "from", "for", "with", "on", "near", "by", "inside", "under", "about", "into"})
_DETERMINERS = word_set("attribution", "determiners")
_AUXILIARIES = word_set("attribution", "auxiliaries")
_SPACE = frozenset({" ", "\n", "-", ". ", "\u00a0", " & ", "’ ", "' ", "."})
_COUNTING = frozenset({"a", "an", "one", "two", "three", "several", "some", "many", "another"})
_LONGEST = 12


class Role(Enum):
    """What sort of speaker a noun phrase names."""

    PERSON = auto()
    BODY = auto()
    OUTLET = auto()
    DOCUMENT = auto()
    RELAY = auto()
    UNNAMED = auto()
    ROLE = auto()
    PRONOUN = auto()
    OWN = auto()


class Speaker(NamedTuple):
    """Somebody who may be the source: `start` and `end` are offsets in the sentence.

    `titles` are the role words before a person's name; `spokes` says that a spokesperson speaks for `name`.
    """

    role: Role
    name: str
    start: int
    end: int
    titles: tuple[str, ...] = ()
    spokes: bool = False


def outlet_key(name: str) -> str:
    """Level the spelling of a publisher's name."""
    letters = re.sub(r"[^\w]+", " ", name.lower()).strip()
    return letters.removeprefix("the ").replace(" ", "")


def is_known_outlet(name: str) -> bool:
    """Say whether a name is a widely known publisher's."""
    return outlet_key(name) in _outlets()


def speaker_before(text: str, tokens: list[Word], place: int, names: Names) -> Speaker | None:
    """Find the subject that ends right before the word at `place`, past adverbs, dates and an apposition."""
    at = _skip_back(tokens, place)
    if at < 0:
        return None
    gap = text[tokens[at].end : tokens[place].start]
    if ")" in gap and "(" in text[max(0, tokens[at].start - 60) : tokens[at].end]:
        while at >= 0 and "(" not in text[tokens[at - 1].end if at else 0 : tokens[at].start]:
            at -= 1
        return _speaker_ending(text, tokens, at - 1, names) if at > 0 else None
    if "," in gap or "–" in gap or "—" in gap:
        return _before_apposition(text, tokens, at, names)
    if re.search(r"[;:!?\"“”]", gap):
        return None
    return _speaker_ending(text, tokens, at, names)


def speaker_after(text: str, tokens: list[Word], offset: int, names: Names) -> Speaker | None:
    """Find the noun phrase that starts at an offset: "said police", "according to the ministry"."""
    first = next((i for i, w in enumerate(tokens) if w.start >= offset), None)
    if first is None or tokens[first].start - offset > 3:
        return None
    end = first
    while end + 1 < len(tokens) and end - first < _LONGEST and text[tokens[end].end : tokens[end + 1].start] in _SPACE:
        word, following = tokens[end], tokens[end + 1]
        if following.lower in _PREPOSITIONS and (not word.capital or following.lower not in _JOINTS):
            break
        if following.lower in _JOINTS and not _joins(text, tokens, end + 1):
            break
        noun = not word.capital and following.lower in word_set("attribution", "speakers.documents")
        if following.lower in _AUXILIARIES or (_is_verb(following.lower) and not noun):
            break
        if (
            not word.capital
            and not following.capital
            and not (_known(word.lower) or word.lower in _DETERMINERS or _known(following.lower))
        ):
            break
        if word.capital and not following.capital and not (_known(following.lower) or following.lower in _JOINTS):
            break
        end += 1
    while end > first and tokens[end].lower in _JOINTS:
        end -= 1
    return _classify(text, tokens, first, end, names)


def _joins(text: str, tokens: list[Word], place: int) -> bool:
    """Say whether a small word joins parts of one name or of one noun phrase."""
    ahead = place + 1
    while ahead < len(tokens) and tokens[ahead].lower in _JOINTS:
        ahead += 1
    if ahead >= len(tokens) or "," in text[tokens[place].end : tokens[ahead].start]:
        return False
    if tokens[place].lower == "and":
        return False
    return tokens[ahead].capital or _known(tokens[place - 1].lower)


def _skip_back(tokens: list[Word], place: int) -> int:
    at = place - 1
    skip = word_set("attribution", "between.skip")
    while at >= 0 and place - at < 7:
        word = tokens[at]
        if not (word.lower in skip or (word.lower.endswith("ly") and not word.capital) or word.lower.isdigit()):
            break
        at -= 1
    return at


def _before_apposition(text: str, tokens: list[Word], at: int, names: Names) -> Speaker | None:
    """Take "Ann Lee" of "Ann Lee, the mayor of Dunmore, said"."""
    for back in range(at, max(0, at - 18), -1):
        gap = text[tokens[back - 1].end : tokens[back].start]
        if re.search(r"[;:!?\"“”]", gap):
            return None
        if "," in gap or "–" in gap or "—" in gap:
            found = _speaker_ending(text, tokens, back - 1, names)
            if found is None or found.role is Role.PRONOUN:
                return None
            if found.role in (Role.ROLE, Role.UNNAMED):
                named = _speaker_ending(text, tokens, at, names)
                if named and named.role is Role.PERSON and named.start >= tokens[back].start:
                    return named._replace(titles=(found.name.split()[-1].lower(),))
            inside = tuple(w.lower for w in tokens[back : at + 1] if _is_role(w))
            return found._replace(titles=found.titles + inside)
    return None


def _speaker_ending(text: str, tokens: list[Word], end: int, names: Names) -> Speaker | None:
    if end < 0:
        return None
    start = end
    while start > 0 and end - start < _LONGEST and text[tokens[start - 1].end : tokens[start].start] in _SPACE:
        before = tokens[start - 1]
        if before.lower in _DETERMINERS:
            if (
                before.lower == "the"
                and start > 2
                and tokens[start - 2].lower in ("of", "for", "on")
                and tokens[start - 3].capital
            ):
                start -= 1
                continue
            start -= 1
            break
        if before.lower in _JOINTS:
            if before.lower == "and" or start < 2 or not (tokens[start - 2].capital or tokens[start - 2].lower == "of"):
                break
            if before.lower in ("in", "on", "to") and not _is_institution(tokens[start - 2]):
                break
        elif not (before.capital or _known(before.lower) or (not tokens[start].capital and _is_modifier(before.lower))):
            break
        start -= 1
    while start < end and tokens[start].capital and not tokens[start].text.isupper() and _opens_sentence(tokens[start], start):
        start += 1
    if tokens[start].lower in _JOINTS and tokens[start].lower not in _DETERMINERS:
        start += 1
    head = _head_before(text, tokens, start, names)
    return head or _classify(text, tokens, start, end, names)


def _opens_sentence(word: Word, place: int) -> bool:
    return place == 0 and word.lower in word_set("words", "stop") and not _known(word.lower) and word.lower not in _DETERMINERS


def _head_before(text: str, tokens: list[Word], start: int, names: Names) -> Speaker | None:
    """Take "officials" of "officials in Kyiv", "a spokesman" of "a spokesman for the ministry"."""
    place = start - 1
    while place >= 0 and tokens[place].lower in _DETERMINERS:
        place -= 1
    if place < 1 or tokens[place].lower not in _PREPOSITIONS or "," in text[tokens[place - 1].end : tokens[start].end]:
        return None
    head = tokens[place - 1]
    if (
        head.capital
        and tokens[place].lower in ("in", "from", "at", "of")
        and (before := _named_before(text, tokens, place - 1))
    ):
        return _classify(text, tokens, *before, names)
    if not _known(head.lower) or (head.capital and place - 1 > 0):
        return None
    first = place - 1
    while (
        first > 0
        and text[tokens[first - 1].end : tokens[first].start] in _SPACE
        and (
            tokens[first - 1].capital
            or _known(tokens[first - 1].lower)
            or tokens[first - 1].lower in _DETERMINERS
            or _is_modifier(tokens[first - 1].lower)
        )
    ):
        first -= 1
        if tokens[first].lower in _DETERMINERS:
            break
    if head.lower in word_set("attribution", "spokes"):
        inner = _classify(text, tokens, start, _phrase_end(text, tokens, start), names)
        if inner and inner.role in (Role.PERSON, Role.BODY):
            return inner._replace(spokes=True, start=tokens[first].start)
    found = _classify(text, tokens, first, place - 1, names)
    if found is None or found.role not in (Role.UNNAMED, Role.BODY, Role.DOCUMENT, Role.RELAY):
        return None
    end = _phrase_end(text, tokens, start)
    keep = found.role is not Role.BODY
    return found._replace(name=_bare(text[found.start : tokens[end].end]) if keep else found.name, end=tokens[end].end)


def _named_before(text: str, tokens: list[Word], last: int) -> tuple[int, int] | None:
    """Find "Ann Lee" where "Ann Lee from Dunmore in West Harbour" ends at `last`; two names or more, or nothing."""
    first = last
    while first > 0 and tokens[first - 1].capital and text[tokens[first - 1].end : tokens[first].start] in _SPACE:
        first -= 1
    if first >= 2 and tokens[first - 1].lower in ("from", "in", "of", "at") and tokens[first - 2].capital:
        return _named_before(text, tokens, first - 2)
    people = last - first >= 1 and not any(_is_institution(w) or w.lower in nations() for w in tokens[first : last + 1])
    return (first, last) if people else None


def _phrase_end(text: str, tokens: list[Word], start: int) -> int:
    end = start
    while (
        end + 1 < len(tokens)
        and text[tokens[end].end : tokens[end + 1].start] in _SPACE
        and (
            (tokens[end + 1].capital and not _is_verb(tokens[end + 1].lower))
            or (_known(tokens[end + 1].lower) and not _is_verb(tokens[end + 1].lower))
        )
    ):
        end += 1
    return end


def _classify(text: str, tokens: list[Word], first: int, last: int, names: Names) -> Speaker | None:
    while (
        first < last
        and tokens[first].lower in _DETERMINERS
        and not (tokens[first].lower == "the" and first and tokens[first].capital)
    ):
        first += 1
    first = next((i + 1 for i in range(last - 1, first - 1, -1) if tokens[i].text.endswith(("'s", "’s"))), first)
    if last < first:
        return None
    head, phrase = tokens[last], text[tokens[first].start : tokens[last].end]
    span = (tokens[first].start, tokens[last].end)
    lower = head.lower
    if is_known_outlet(phrase):
        return Speaker(Role.OUTLET, _bare(phrase), *span)
    member = _member_of(tokens, first, last)
    if member is not None:
        return _classify(text, tokens, first, member, names)
    plain_head = not head.capital or (first == last and not names.is_name(head, first) and _known(lower))
    if plain_head:
        return _classify_noun(text, tokens, first, last, names)
    capitals = [w for w in tokens[first : last + 1] if w.capital]
    if (
        lower in word_set("attribution", "outlet_endings")
        and len(capitals) > 1
        and lower not in ("press", "independent", "standard")
    ):
        return Speaker(Role.OUTLET, _bare(phrase), *span)
    descriptor = first - 1 - (first > 1 and tokens[first - 1].lower == "the")
    if first and tokens[descriptor].lower in word_set("attribution", "outlet_nouns") and not tokens[descriptor].capital:
        return Speaker(Role.OUTLET, _bare(phrase), *span)
    untitled = _bare(strip_titles(phrase))
    if (
        tokens[first].capital
        and _is_role(tokens[first])
        and untitled != phrase
        and not any(w.lower() in _bodies() for w in untitled.split())
    ):
        titles = tuple(w.lower for w in tokens[first : last + 1] if _is_role(w))
        return Speaker(Role.PERSON, untitled, *span, titles)
    if _is_institution(head) or (
        len(capitals) > 1 and any(_is_institution(w) for w in tokens[first : last + 1]) and _of_form(phrase)
    ):
        return Speaker(Role.BODY, _bare(phrase), *span)
    if phrase.isupper() and phrase.isalpha() and 2 <= len(phrase) <= 7:
        return Speaker(Role.BODY, phrase, *span)
    if lower in nations() or head.lower in word_set("attribution", "capitals"):
        return Speaker(Role.BODY, _bare(phrase), *span)
    start = first
    while start > 0 and _known(tokens[start - 1].lower) and text[tokens[start - 1].end : tokens[start].start] in _SPACE:
        start -= 1
    titles = tuple(w.lower for w in tokens[start : last + 1] if _is_role(w))
    named = next((w for w in tokens[first : last + 1] if w.capital), head)
    person = _bare(strip_titles(text[named.start : head.end]))
    if not person or lower in word_set("attribution", "speakers.roles") or lower in word_set("words", "stop"):
        return (
            Speaker(Role.ROLE, phrase, *span)
            if lower in word_set("attribution", "speakers.roles") and lower not in _JOINTS
            else None
        )
    return Speaker(Role.PERSON, person, tokens[start].start, span[1], titles)


def _member_of(tokens: list[Word], first: int, last: int) -> int | None:
    """Find where a person's name ends in "Ann Lee of Dunmore Police"; None where "of" is part of the name."""
    for place in range(first + 2, last):
        if tokens[place].lower in ("of", "from", "at", "with", "for"):
            front = tokens[first:place]
            people = sum(w.capital for w in front) == len(front) and not any(_is_institution(w) for w in front)
            titled = any(_is_role(w) for w in front[1:] or front)
            return place - 1 if people and not titled else None
    return None


def _classify_noun(text: str, tokens: list[Word], first: int, last: int, names: Names) -> Speaker | None:
    lower = tokens[last].lower
    name = _bare(text[tokens[first].start : tokens[last].end])
    span = (tokens[first].start, tokens[last].end)
    if lower in word_set("attribution", "speakers.pronouns"):
        return Speaker(Role.PRONOUN, lower, *span)
    if lower in word_set("attribution", "speakers.own"):
        return Speaker(Role.OWN, lower, *span)
    capitals = [w for w in tokens[first:last] if w.capital and (w.lower not in nations())]
    if lower in word_set("attribution", "outlet_nouns") and capitals:
        return Speaker(Role.OUTLET, _bare(text[capitals[0].start : capitals[-1].end]), *span)
    if lower in word_set("attribution", "spokes") and last > first and tokens[last - 1].lower not in _DETERMINERS:
        inner = _classify(text, tokens, first, last - 1, names)
        if inner and inner.role in (Role.PERSON, Role.BODY, Role.OUTLET):
            return inner._replace(role=Role.PERSON if inner.role is Role.PERSON else Role.BODY, spokes=True, end=span[1])
    for role, words_of in (
        (Role.RELAY, "speakers.relays"),
        (Role.UNNAMED, "speakers.unnamed"),
        (Role.DOCUMENT, "speakers.documents"),
        (Role.BODY, "speakers.bodies"),
        (Role.ROLE, "speakers.roles"),
    ):
        if lower in word_set("attribution", words_of) and lower not in _JOINTS:
            if role is Role.RELAY and lower in ("report", "reports") and _is_paper(tokens, first, last):
                role = Role.DOCUMENT
            return Speaker(role, name, *span)
    counted = first and tokens[first - 1].lower in _COUNTING
    if counted or lower.endswith(("ers", "ors", "ists", "ians", "men", "women")):
        return Speaker(Role.UNNAMED, name, *span)
    return None


def _is_paper(tokens: list[Word], first: int, last: int) -> bool:
    """Tell a report that is a paper (by somebody, of a body) from reports in the press."""
    if last + 1 < len(tokens) and tokens[last + 1].lower in ("by", "from", "of"):
        return True
    return any(_is_institution(w) or w.capital for w in tokens[max(0, first) : last])


def _of_form(phrase: str) -> bool:
    return bool(re.search(r"\b(?:of|for|and)\b", phrase))


def _bare(phrase: str) -> str:
    phrase = re.sub(r"\s+", " ", phrase).strip(" ,.;:\"“”'‘(")
    phrase = re.sub(r"^(?:the|a|an)\s+", "", phrase, flags=re.IGNORECASE)
    return phrase[:-2] if phrase.endswith(("'s", "’s")) else phrase


def _is_modifier(lower: str) -> bool:
    return lower.endswith(
        ("al", "ary", "ern", "ian", "ish", "ese", "ous", "ive", "ic", "ed", "ent", "ant", "ior")
    ) or lower in word_set("attribution", "modifiers")


def _is_institution(word: Word) -> bool:
    return word.lower in _bodies()


def _bodies() -> frozenset[str]:
    return word_set("attribution", "speakers.bodies")


def _is_role(word: Word) -> bool:
    return word.lower in word_set("attribution", "speakers.roles")


def _is_verb(lower: str) -> bool:
    return any(lower in word_set("attribution", f"verbs.{kind}") for kind in lexicon("attribution")["verbs"])


@cache
def _all_known() -> frozenset[str]:
    kinds = ("unnamed", "relays", "documents", "bodies", "roles", "pronouns", "own")
    known = frozenset().union(
        *(word_set("attribution", f"speakers.{kind}") for kind in kinds), word_set("attribution", "spokes")
    )
    return known - _DETERMINERS - _JOINTS - _PREPOSITIONS


def _known(lower: str) -> bool:
    return lower in _all_known()


@cache
def _outlets() -> frozenset[str]:
    data = lexicon("attribution")["outlets"]
    listed = (name for key in ("wires", "names") for line in data[key].split("\n") for name in line.split("|"))
    return frozenset(outlet_key(name) for name in listed if name.strip())
