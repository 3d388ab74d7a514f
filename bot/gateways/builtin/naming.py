"""What a noun phrase names: a person, a body, an outlet, a paper, or nobody in particular."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from functools import cache, lru_cache
from typing import NamedTuple

from bot.gateways.builtin.people import Names, strip_titles
from bot.gateways.english.words import Word, lexicon, nations, word_set

SPACE = frozenset({" ", "\n", "-", ". ", "\u00a0", " & ", "’ ", "' ", "."})
"""What may stand between the words of one phrase."""
DETERMINERS = word_set("attribution", "determiners")
JOINTS = frozenset({"of", "for", "the", "and", "de", "del", "al", "bin", "van", "von", "der", "el", "la", "on", "to", "in"})
"""Small words inside names."""
# "One of them", "two of the sailors"
_OF_THEM = re.compile(r"^of\s+(?:(?:them|us|these|those|the)\b\s*)*")
PREPOSITIONS = frozenset({"of", "in", "at", "from", "for", "with", "on", "near", "by", "inside", "under", "about", "into"})

_SPACES = re.compile(r"\s+")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_COUNTING = frozenset({"a", "an", "one", "two", "three", "several", "some", "many", "another"})


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

    `titles` are the role words before a person's name, or the office of somebody without one; `spokes` says that a
    spokesperson speaks for `name`; `body` has issued the paper that `name` is, or is whom the office is held in.
    """

    role: Role
    name: str
    start: int
    end: int
    titles: tuple[str, ...] = ()
    spokes: bool = False
    body: str = ""

    @property
    def noun(self) -> str:
        """The last word of the name, in small letters; "" where there is no name, as of "one of them"."""
        return "".join(self.name.split()[-1:]).lower()


@lru_cache(maxsize=4096)
def outlet_key(name: str) -> str:
    """Level the spelling of a publisher's name."""
    letters = re.sub(r"[^\w]+", " ", name.lower()).strip()
    return letters.removeprefix("the ").replace(" ", "")


def is_known_outlet(name: str) -> bool:
    """Say whether a name is a widely known publisher's."""
    return outlet_key(name) in _outlets()


def classify(text: str, tokens: list[Word], first: int, last: int, names: Names) -> Speaker | None:
    """Say what the words from `first` to `last` name, or None."""
    while (
        first < last
        and tokens[first].lower in DETERMINERS
        and not (tokens[first].lower == "the" and first and tokens[first].capital)
    ):
        first += 1
    owner = next((i for i in range(last - 1, first - 1, -1) if tokens[i].text.endswith(("'s", "’s"))), None)
    if owner is not None:
        return _owned(text, tokens, first, owner, last, names)
    if last < first:
        return None
    return _classify_plain(text, tokens, first, last, names)


def as_body(speaker: Speaker, names: Names, *, surely: bool = False) -> Speaker:
    """Take the name that somebody speaks for as a body's where its last word is no surname, or where `surely` it is none."""
    if speaker.role is not Role.PERSON or speaker.titles:
        return speaker
    is_body = surely or names.is_common(speaker.noun) or (speaker.name.isupper() and len(speaker.name) > 2)
    return speaker._replace(role=Role.BODY) if is_body else speaker


def _owned(text: str, tokens: list[Word], first: int, owner: int, last: int, names: Names) -> Speaker | None:
    """Take Holm of "Holm's lawyer"; keep the owner in the name of a paper: "the board's report"."""
    if tokens[last].lower in word_set("attribution", "spokes"):
        inner = _classify_plain(text, tokens, owner + 1, last - 1, names) if last - owner > 1 else None
        inner = inner if inner and inner.role is Role.BODY else classify(text, tokens, first, owner, names)
        if inner and inner.role in (Role.PERSON, Role.BODY, Role.OUTLET):
            return inner._replace(spokes=True, end=tokens[last].end)
    found = _classify_plain(text, tokens, owner + 1, last, names)
    paper = tokens[last].lower in word_set("attribution", "speakers.documents")
    whole = bare(text[tokens[first].start : tokens[last].end])
    if found and (found.role is Role.DOCUMENT or (found.role is Role.RELAY and paper)):
        body = bare(text[tokens[first].start : tokens[owner].end])
        return Speaker(Role.DOCUMENT, whole, tokens[first].start, found.end, body=body)
    if found and found.role is Role.BODY and not tokens[last].capital:
        found = found._replace(name=whole)
    return found._replace(start=tokens[first].start) if found else None


def _classify_plain(text: str, tokens: list[Word], first: int, last: int, names: Names) -> Speaker | None:
    head, phrase = tokens[last], text[tokens[first].start : tokens[last].end]
    span = (tokens[first].start, tokens[last].end)
    lower = head.lower
    if is_known_outlet(phrase) and not phrase.islower():
        return Speaker(Role.OUTLET, bare(phrase), *span)
    if lower in word_set("attribution", "own_nouns") and first and tokens[first - 1].lower in ("this", "our"):
        return Speaker(Role.OWN, lower, *span)
    member = _member_of(tokens, first, last)
    if member is not None:
        return classify(text, tokens, first, member, names)
    plain_head = not head.capital or (first == last and not names.is_name(head, first) and is_known(lower))
    if plain_head:
        return _classify_noun(text, tokens, first, last, names)
    capitals = [w for w in tokens[first : last + 1] if w.capital]
    noun = next((i for i in range(last - 1, first - 1, -1) if not tokens[i].capital), None)
    if noun is not None and tokens[noun].lower in word_set("attribution", "outlet_nouns"):
        return Speaker(Role.OUTLET, bare(text[tokens[noun + 1].start : head.end]), *span)
    if is_outlet_name([w.lower for w in capitals], the=first > 0 and tokens[first - 1].lower == "the"):
        return Speaker(Role.OUTLET, bare(phrase), *span)
    descriptor = first - 1 - (first > 1 and tokens[first - 1].lower == "the")
    if first and tokens[descriptor].lower in word_set("attribution", "outlet_nouns") and not tokens[descriptor].capital:
        return Speaker(Role.OUTLET, bare(phrase), *span)
    post = next((i for i in range(last - 1, first, -1) if not tokens[i].capital), None)
    if post is not None and (is_role(tokens[post]) or tokens[post].lower in word_set("attribution", "spokes")):
        person = bare(strip_titles(text[tokens[post + 1].start : head.end]))
        return Speaker(Role.PERSON, person, *span, (tokens[post].lower,))
    untitled = bare(strip_titles(phrase))
    if (
        tokens[first].capital
        and is_role(tokens[first])
        and untitled != phrase
        and not any(w.lower() in _bodies() for w in untitled.split())
    ):
        titles = tuple(w.lower for w in tokens[first : last + 1] if is_role(w))
        return Speaker(Role.PERSON, untitled, *span, titles)
    if is_institution(head) or (
        len(capitals) > 1 and any(is_institution(w) for w in tokens[first : last + 1]) and _of_form(phrase)
    ):
        return Speaker(Role.BODY, bare(text[capitals[0].start : head.end] if head.capital else phrase), *span)
    if phrase.isupper() and phrase.isalpha() and 2 <= len(phrase) <= 7:
        return Speaker(Role.BODY, phrase, *span)
    if lower in nations() or head.lower in word_set("attribution", "capitals"):
        return Speaker(Role.BODY, bare(phrase), *span)
    start = first
    while (
        start > 0
        and (is_known(tokens[start - 1].lower) or is_trade(tokens[start - 1].lower))
        and text[tokens[start - 1].end : tokens[start].start] in SPACE
    ):
        start -= 1
    titles = tuple(w.lower for w in tokens[start : last + 1] if is_role(w))
    named = next((w for w in tokens[first : last + 1] if w.capital), head)
    person = bare(strip_titles(text[named.start : head.end]))
    if (
        first == last == 0
        and person == names.full(person)
        and not names.is_name(head, 0)
        and lower.endswith(("ers", "ors", "ists"))
    ):
        return Speaker(Role.UNNAMED, person, *span)
    if not person or lower in word_set("attribution", "speakers.roles") or lower in word_set("words", "stop"):
        return (
            Speaker(Role.ROLE, phrase, *span)
            if lower in word_set("attribution", "speakers.roles") and lower not in JOINTS
            else None
        )
    return Speaker(Role.PERSON, person, tokens[start].start, span[1], titles)


def is_outlet_name(name: Sequence[str], *, the: bool = False) -> bool:
    """Say whether a name is a publisher's by its first or last word: "Channel Nine", "Harbour Times", "the Gazette"."""
    last = name[-1] if name else ""
    if len(name) > 1 and name[0] in word_set("attribution", "outlet_beginnings"):
        return True
    if last == "agency":
        return "news" in name
    if last in word_set("attribution", "newspaper_words"):
        return True
    if last not in word_set("attribution", "outlet_endings"):
        return the and len(name) > 1 and last in word_set("attribution", "paper_endings")
    return len(name) > 1 or (the and last not in word_set("attribution", "common_endings"))


def _member_of(tokens: list[Word], first: int, last: int) -> int | None:
    """Find where a person's name ends in "Ann Lee of Dunmore Police"; None where "of" is part of the name."""
    for place in range(first + 2, last):
        if tokens[place].lower in ("of", "from", "at", "with", "for"):
            front = tokens[first:place]
            people = sum(w.capital for w in front) == len(front) and not any(is_institution(w) for w in front)
            return place - 1 if people and not is_role(front[-1]) else None
    return None


def _classify_noun(text: str, tokens: list[Word], first: int, last: int, names: Names) -> Speaker | None:
    lower = tokens[last].lower
    name = bare(text[tokens[first].start : tokens[last].end])
    span = (tokens[first].start, tokens[last].end)
    if lower in word_set("attribution", "speakers.pronouns"):
        return Speaker(Role.PRONOUN, lower, *span)
    if lower in word_set("attribution", "speakers.own"):
        return Speaker(Role.OWN, lower, *span)
    capitals = [w for w in tokens[first:last] if w.capital and (w.lower not in nations())]
    if lower in (*word_set("attribution", "outlet_nouns"), "entry", "page") and capitals and not is_institution(capitals[-1]):
        return Speaker(Role.OUTLET, bare(text[capitals[0].start : capitals[-1].end]), *span)
    if lower in word_set("attribution", "spokes") and last > first and tokens[last - 1].lower not in DETERMINERS:
        inner = classify(text, tokens, first, last - 1, names)
        if inner and inner.role in (Role.PERSON, Role.BODY, Role.OUTLET):
            # People are called by the last word of their names, companies by the first.
            company = " " in inner.name or not names.full(inner.name).endswith(f" {inner.name}")
            inner = as_body(inner, names, surely=company)
            return inner._replace(role=Role.PERSON if inner.role is Role.PERSON else Role.BODY, spokes=True, end=span[1])
    for role, words_of in (
        (Role.RELAY, "speakers.relays"),
        (Role.UNNAMED, "speakers.unnamed"),
        (Role.DOCUMENT, "speakers.documents"),
        (Role.BODY, "speakers.bodies"),
        (Role.ROLE, "speakers.roles"),
    ):
        if lower in word_set("attribution", words_of) and lower not in JOINTS:
            if role is Role.RELAY and lower in ("report", "reports") and _is_paper(tokens, first, last):
                role = Role.DOCUMENT
            if role is Role.DOCUMENT:
                return Speaker(role, name, *span, body=_issuer(text, tokens, first, last))
            holds = (
                role is Role.ROLE and lower in word_set("attribution", "holders") and first and tokens[first - 1].lower == "the"
            )
            return Speaker(role, name, *span, titles=(lower,) if holds else ())
    counted = first and tokens[first - 1].lower in _COUNTING and not lower.endswith(("ous", "ful", "less", "ish", "ive"))
    if counted or lower.endswith(("ers", "ors", "ists", "ians", "men", "women")):
        return Speaker(Role.UNNAMED, _OF_THEM.sub("", name), *span)
    return None


def _is_paper(tokens: list[Word], first: int, last: int) -> bool:
    """Tell a report that is a paper (by somebody, of a body) from reports in the press."""
    if last + 1 < len(tokens) and tokens[last + 1].lower in ("by", "from", "of", *word_set("attribution", "handed")):
        return True
    return any(is_institution(w) or (w.capital and place) for place, w in enumerate(tokens[first:last], first))


def _issuer(text: str, tokens: list[Word], first: int, last: int) -> str:
    """Return "police" of "police report", "Lowland Water Board" of "Lowland Water Board study"."""
    bodies = [i for i in range(first, last) if is_institution(tokens[i]) and not _is_geographic(tokens[i])]
    return bare(text[tokens[first].start : tokens[bodies[-1]].end]) if bodies else ""


def _is_geographic(word: Word) -> bool:
    return word.lower in word_set("attribution", "geographic")


def _of_form(phrase: str) -> bool:
    return bool(re.search(r"\b(?:of|for|and)\b", phrase))


def bare(phrase: str) -> str:
    """Take the article, quotation marks and a possessive off a phrase."""
    phrase = _ARTICLE.sub("", _SPACES.sub(" ", phrase).strip(" ,.;:\"“”'‘("))
    return phrase[:-2] if phrase.endswith(("'s", "’s")) else phrase


def is_institution(word: Word) -> bool:
    """Say whether a word is a common word for a body."""
    return word.lower in _bodies()


def _bodies() -> frozenset[str]:
    return word_set("attribution", "speakers.bodies")


def is_role(word: Word) -> bool:
    """Say whether a word is a role or part of a title."""
    return word.lower in word_set("attribution", "speakers.roles")


def is_modifier(lower: str) -> bool:
    """Say whether a word may modify a noun: an adjective by its ending, or a noun that often stands before another."""
    endings = ("al", "ary", "ern", "ian", "ish", "ese", "ous", "ive", "ic", "ed", "ent", "ant", "ior")
    return lower.endswith(endings) or lower in word_set("attribution", "modifiers")


def is_trade(lower: str) -> bool:
    """Say whether a word names somebody by its ending: "veterinarian", "shopkeeper"."""
    person = len(lower) > 4 and lower.endswith(("ist", "ian", "er", "or", "man", "woman"))
    return person and not is_verb(lower) and lower not in word_set("words", "stop") and not lower.endswith("ever")


def is_calendar(lower: str) -> bool:
    """Say whether a word is a day or a month."""
    return lower in word_set("words", "months") or (lower.endswith("day") and lower in word_set("words", "stop"))


@cache
def verb_kinds() -> Mapping[str, str]:
    """Return the verbs of saying, each with its kind."""
    kinds: dict[str, str] = {}
    for kind in lexicon("attribution")["verbs"]:
        for verb in word_set("attribution", f"verbs.{kind}"):
            kinds.setdefault(verb, kind)
    return kinds


def is_verb(lower: str) -> bool:
    """Say whether a word is a verb of saying."""
    return lower in verb_kinds()


@cache
def _all_known() -> frozenset[str]:
    kinds = ("unnamed", "relays", "documents", "bodies", "roles", "pronouns", "own")
    known = frozenset().union(
        *(word_set("attribution", f"speakers.{kind}") for kind in kinds), word_set("attribution", "spokes")
    )
    return known - DETERMINERS - JOINTS - PREPOSITIONS


def is_known(lower: str) -> bool:
    """Say whether a word is a noun for somebody who may speak."""
    return lower in _all_known()


@cache
def _outlets() -> frozenset[str]:
    data = lexicon("attribution")["outlets"]
    listed = (name for key in ("wires", "names") for line in data[key].split("\n") for name in line.split("|"))
    return frozenset(outlet_key(name) for name in listed if name.strip())
