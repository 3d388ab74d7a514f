"""Which office a person holds, and in which body, as an article says anywhere: in a title, an apposition or after "of".

A sentence is written as a line of signs, one for each word, in which an office is easy to find: "police spokeswoman Ann Lee"
is "BPNN".
"""

import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from bot.gateways.builtin.naming import (
    DETERMINERS,
    SPACE,
    bare,
    is_known_outlet,
    is_modifier,
    is_outlet_name,
    is_trade,
    is_verb,
)
from bot.gateways.builtin.people import Names
from bot.gateways.english.sentences import Sentence
from bot.gateways.english.words import Word, nations, word_set, words

# B is a word for a body, P one for an office, M a modifier, N another word with a capital, x one without, d a determiner,
# i "its", o "of", a "and", w "who", b "is", r "runs", v another verb, p "de", _ any other; ' follows a possessive.
_PHRASE = r"(?:[BMNPx]'?|(?<=dN|NN)a(?=N))*"
_BODY = r"d?(?:[BMNPx]'?(?:od?)?)*[BNx]"
_NAME = r"N+(?:p+N+)*"
# Each with signs of which one stands wherever it fits.
_FORMS = tuple(
    (told_by, re.compile(form))
    for told_by, form in (
        (("P",), rf"(?:(?<=[dio])|(?=[BMNP]))(?P<office>{_PHRASE}P(?:oM)?)(?P<name>{_NAME})(?![BNP])"),
        (("P",), rf"(?:d|(?P<its>i)|(?=[BMNx]+'))(?P<office>{_PHRASE}P)(?:o(?P<body>{_BODY}))?,(?P<name>{_NAME})(?=[,|ov]|$)"),
        (
            ("P",),
            rf"(?P<name>{_NAME}),(?:x,)?(?:wb)?(?:d|(?P<its>i))?(?P<office>{_PHRASE}P)(?![BMNPx'])(?:o(?P<body>{_BODY}))?",
        ),
        (("No", "N,wr"), rf"(?P<name>{_NAME})(?:o|,wr)(?P<body>{_BODY})"),
    )
)
_SMALL = {
    **dict.fromkeys(DETERMINERS, "d"),
    **dict.fromkeys(("its", "their", "his", "her"), "i"),
    **dict.fromkeys(("of", "for", "at", "with", "from"), "o"),
    **dict.fromkeys(("de", "del", "al", "bin", "van", "von", "der", "el", "la"), "p"),
    **dict.fromkeys(("is", "was"), "b"),
    **dict.fromkeys(("runs", "leads", "heads", "chairs", "directs", "ran", "led", "headed", "chaired"), "r"),
    "who": "w",
    "and": "a",
}
_SUBJECT = re.compile("[d_]{0,2}(?P<name>[BMN]*N[BMN]*)")
_COMPANIES = frozenset({"company", "firm", "operator", "manufacturer", "group", "club"})
_FORCES = frozenset({"police", "army", "navy", "military", "staff"})


class Office(NamedTuple):
    """What a person is, as the article says it, and the body for which the person speaks; either may be empty."""

    role: str = ""
    body: str = ""


class Offices:
    """The offices of the people in one article, by their fullest names."""

    def __init__(self, sentences: Iterable[Sentence], names: Names, is_own: Callable[[str], bool]) -> None:
        self._names = names
        self._is_own = is_own
        self._held: dict[str, Office] = {}
        self._subject = ""
        self._just_named = ""
        for sentence in sentences:
            if not sentence.heading:
                self._read(sentence.text, words(sentence.text))

    def of(self, name: str) -> Office:
        """Return a person's office; an empty one where the article names none."""
        return self._held.get(self._names.full(name), Office())

    def _read(self, text: str, tokens: Sequence[Word]) -> None:
        signs, places = _signs(text, tokens)

        def said(start: int, end: int) -> Sequence[Word]:
            return [tokens[place] for place in dict.fromkeys(places[start:end])]

        first = _SUBJECT.match(signs)
        subject = self._subject_of(text, said(*first.span("name"))) if first else self._subject
        for told_by, form in _FORMS:
            for match in form.finditer(signs) if any(each in signs for each in told_by) else ():
                parts = match.groupdict()
                person = self._names.full(_text(text, said(*match.span("name"))))
                known = self._held.get(person, Office())
                if known.role and known.body:
                    continue
                office = said(*match.span("office")) if parts.get("office") else []
                body = said(*match.span("body")) if parts.get("body") else []
                found = self._office(text, office, body, subject, owned="its" in parts and bool(parts["its"]))
                if not found.body and _is_bare_spokesperson(office, body):
                    found = found._replace(body=self._names.body(self._just_named))
                self._held[person] = Office(known.role or found.role, known.body or found.body)
        self._subject = subject
        self._just_named = subject if first else ""

    def _subject_of(self, text: str, said: Sequence[Word]) -> str:
        """Return the name that a sentence opens with, unless it is a dateline or a plain word.

        The subject before stays where a newsroom says what it did itself: "The Courier has not seen the report."
        """
        name = _text(text, said)
        known = self._names.full(name)
        if self._is_own(known) or is_known_outlet(known) or is_outlet_name(known.lower().split(), the=said[0].start > 0):
            return self._subject
        plain = len(said) == 1 and not said[0].start and not self._names.is_name(said[0], 0)
        return "" if plain or name.isupper() else name

    def _office(self, text: str, office: Sequence[Word], body: Sequence[Word], subject: str, *, owned: bool) -> Office:
        """Part "Calder Fire Service chief", "the service's chief" and "chief of the service" into role and body.

        `subject` is whom "its chief" and "the company's chief" may speak of; `owned` says that "its" stands there.
        """
        inner = 1 + max((i for i, w in enumerate(office[:-1]) if _is_owner(w)), default=-1)
        role, owner = office[inner:], office[:inner] or body
        its = owned or (bool(owner) and owner[-1].lower in _COMPANIES and not any(w.capital for w in owner))
        institution = any(map(_is_body, owner)) and not its
        if not role:
            return Office("", self.whole(_text(text, owner)) if institution and not _academic(owner) else "")
        said = {w.lower for w in role}
        if owner and not institution and said & {*word_set("attribution", "offices"), "fire"}:
            # "The mayor of Dunmore" speaks for no body that has a name; the town tells one mayor from another.
            return Office(_text(text, [*office, *body]), self._ministry(role))
        if not _speaks_for_body(said, owner):
            return Office(_text(text, role))
        if its:
            person = bool(self.of(subject).role) and not said & word_set("attribution", "spokes")
            return Office(_text(text, role), "" if person else self.whole(subject))
        named = institution or any(w.capital for w in owner)
        return Office(_text(text, role), self.whole(_text(text, owner)) if named else self._ministry(role))

    def holder(self, office: str) -> str:
        """Name the one person who holds an office that is told without a name, as far as it is told: "the fire chief"."""
        *said, title = office.lower().split(" of ")[0].split()
        found = [
            name
            for name, held in self._held.items()
            if held.role.lower().split(" of ")[0].split()[-1:] == [title] and all(word in f"{held}".lower() for word in said)
        ]
        return found[0] if len(found) == 1 else ""

    def whole(self, body: str) -> str:
        """Return the full name of whoever is spoken for, where the article has one: of "the council", of a lawyer's client."""
        return self._names.body(body) or (self._names.full(body) if body[:1].isupper() and " " not in body else body)

    def _ministry(self, role: Sequence[Word]) -> str:
        """Return the ministry of "Interior Minister", if the article names it."""
        said = [w.lower for w in role]
        return self._names.body(" ".join([*said[: said.index("minister")], "ministry"])) if "minister" in said[1:] else ""


def _is_bare_spokesperson(office: Sequence[Word], body: Sequence[Word]) -> bool:
    """Say whether somebody speaks for a body that is not named there: whose spokesman that is, the sentence before tells."""
    return not body and len(office) == 1 and office[0].lower in word_set("attribution", "spokes")


def _speaks_for_body(role: AbstractSet[str], body: Sequence[Word]) -> bool:
    """Say whether somebody with a role in a body speaks for it: no former head, no witness who works there, no scholar."""
    known = role & (word_set("attribution", "speakers.roles") | word_set("attribution", "spokes"))
    if not known or role & word_set("attribution", "private"):
        return False
    return not _academic(body) or bool(role & (word_set("attribution", "spokes") | word_set("attribution", "posts")))


def _academic(body: Sequence[Word]) -> bool:
    return any(w.lower in word_set("attribution", "academic") for w in body)


def _is_owner(word: Word) -> bool:
    return _sign(word) in "BN" or word.text.endswith(("'s", "’s"))


def _is_body(word: Word) -> bool:
    return _sign(word) == "B"


def _text(text: str, said: Sequence[Word]) -> str:
    return bare(text[said[0].start : said[-1].end]) if said else ""


def _signs(text: str, tokens: Sequence[Word]) -> tuple[str, list[int]]:
    """Return the signs of a sentence, and for each sign the place of its word."""
    signs, places, before = "", [], 0
    for place, word in enumerate(tokens):
        gap = text[before : word.start]
        parted = "" if gap in SPACE or not place else "," if gap.strip() in (",", "(", "–", "—") else "|"
        owner = "'" if word.text.endswith(("'s", "’s")) else ""
        added = parted + _sign(word) + owner
        signs += added
        places += [place] * len(added)
        before = word.end
    return signs, places


def _sign(word: Word) -> str:
    sign = _sign_of(word.lower, word.capital)
    # The first word of a sentence has a capital in any case: "Managing director Ann Lee".
    return "M" if sign == "N" and not word.start and (is_modifier(word.lower) or word.lower.endswith("ing")) else sign


@lru_cache(maxsize=20_000)
def _sign_of(lower: str, capital: bool) -> str:
    if lower in _SMALL:
        return _SMALL[lower]
    if lower in word_set("attribution", "geographic") or lower in word_set("attribution", "qualifiers"):
        return "M"
    if lower in word_set("attribution", "honorifics") or lower in word_set("words", "stop"):
        return "_"
    if lower in _FORCES or (lower in word_set("attribution", "speakers.bodies") and not is_post(lower)):
        return "B"
    if is_post(lower):
        return "P"
    if capital:
        return "M" if lower in nations() else "N"
    if is_verb(lower) or lower in word_set("attribution", "auxiliaries"):
        return "v"
    return "P" if is_trade(lower) else "M" if is_modifier(lower) else "x"


def is_post(lower: str) -> bool:
    """Say whether a word is an office, a profession or a part that people have."""
    return lower in word_set("attribution", "speakers.roles") or lower in word_set("attribution", "spokes")
