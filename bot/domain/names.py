"""Says which names are the same person or body, so that one origin under two spellings is not counted twice.

In doubt, two names are the same: counting an origin too few times is cautious, too many times is not. Two full names with one
surname are two people; a bare surname beside them may be either, so the three count as one.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from bot.domain.terms import fold

_TITLE_WORDS = """
acting admiral ambassador archbishop attorney ayatollah baroness bishop brigadier cardinal chairman chairperson chairwoman
chancellor chief colonel commander commissioner congressman congresswoman corporal councillor deputy director doctor dr emir
envoy ex foreign former gen general gov governor head hon imam interim judge justice king lady leader lieutenant lord lt madam
maj major marshal mayor minister miss mp mr mrs ms officer pastor pope premier presenter president presidential press prime
prince princess prof professor queen rabbi rep representative reverend rev saint sec secretary sen senator sergeant sgt sheikh
shah sheriff sir speaker spokesman spokesperson spokeswoman sultan tsar vice col capt captain adm brig then ceo cfo coo
founder analyst activist coach striker journalist correspondent author economist lawyer candidate doctor interior defence
defense finance health
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_BODY_WORDS = """
academy administration agency airlines alliance army assembly association authority bank battalion board brigade broadcasting
bureau cabinet center club college command commission committee company congress contractors corporation corps council court
daily department directorate division embassy federation fleet forces foundation front fund gazette government group guard
guards headquarters herald hospital house inspectorate institute institution journal league legion mail mission ministry
monitor movement nations navy network news newspaper observatory office organization panel parliament party police post press
proceedings regiment republic review school secretariat senate service services society staff states syndicate times treasury
tribunal tribune trust union university watch watchdog week workers world
"""
_BODIES = frozenset(_BODY_WORDS.split())
_SMALL_WORDS = frozenset({"of", "for", "the", "and", "on", "in", "to", "at", "a", "an", "de", "du", "des", "la", "le", "les"})
_PARTICLES = frozenset(
    {"von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "bin", "ibn", "al", "el", "la", "le", "ter"}
)
_JUNIOR = frozenset({"jr", "junior", "sr", "senior", "ii", "iii", "iv"})
_SURNAME_FIRST = frozenset({"kim", "xi", "mao", "moon", "yoon", "deng"})
_BRITISH = {"defence": "defense", "centre": "center", "labour": "labor", "organisation": "organization", "programme": "program"}
# Spellings of one first name in several languages, and its short forms.
_VARIANT_ROWS = """
volodymyr vladimir wladimir volodimir wolodymyr
oleksandr aleksandr alexander alexandr aliaksandr alex
serhii sergei sergey sergii serhiy siarhei
mykola nikolai nikolay mikalai
dmytro dmitri dmitry dmitrii dmitriy
andrii andrei andrey andriy andrej
oleksii oleksiy aleksei alexei alexey aleksey
mykhailo mikhail michail
yevhen evgeny yevgeny yevgeni evgenii
muhammad mohammed mohamed mohammad muhammed
joseph joe
william bill
robert bob
james jim
michael mike
thomas tom
donald don
benjamin ben
christopher chris
anthony tony antony
steven stephen steve
"""
_VARIANTS = {name: row.split()[0] for row in _VARIANT_ROWS.strip().splitlines() for name in row.split()}

# A country and its adjective; a body's name has one or the other ("Russian Defence Ministry", "Ministry ... of Russia").
_DEMONYM_ROWS = """
russia russian
ukraine ukrainian
belarus belarusian
poland polish
germany german
france french
britain british
israel israeli
iran iranian
iraq iraqi
syria syrian
turkey turkish
china chinese
japan japanese
korea korean
india indian
pakistan pakistani
america american
canada canadian
mexico mexican
brazil brazilian
italy italian
spain spanish
georgia georgian
hungary hungarian
romania romanian
egypt egyptian
lebanon lebanese
palestine palestinian
europe european
"""
_DEMONYMS = {people: country for country, people in (row.split() for row in _DEMONYM_ROWS.strip().splitlines())}
_COUNTRIES = frozenset({*_DEMONYMS.values(), "us", "uk", "eu"})
_VAGUE_WORDS = """
official officials authority authorities source sources witness witnesses resident residents military leader leaders
ministers lawmakers investigators experts local regional city town county district senior top north south unnamed several
some many unidentified spokespeople
"""
_VAGUE = frozenset(_VAGUE_WORDS.split())
_OFFICE = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|press (?:service|office|secretary)|office|lawyers?|attorneys?|administration|"
    r"advis[eo]rs?|aides?|chief of staff)\b",
    re.IGNORECASE,
)
# Russian and Ukrainian; `_skeleton` and the variants above cover the differences that remain.
_CYRILLIC_LETTERS = "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя"
_LATIN_LETTERS = "a b v g g d e ye e zh z i i i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".replace("-", "").split(
    " "
)
_LATIN = dict(zip(_CYRILLIC_LETTERS, _LATIN_LETTERS, strict=True))
_CYRILLIC = str.maketrans({**_LATIN, **{letter.upper(): latin.capitalize() for letter, latin in _LATIN.items()}})

# Words that an outlet's name may have or leave out: "BBC News", "the Interfax news agency".
_GENERIC = frozenset({"news", "agency", "newspaper", "website", "online"})
_LONG_ACRONYM = 5
"""Letters; a word with this many capitals may as well be a surname in capitals."""

_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s?(?!\w)")
_DOTS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
_ACRONYM = re.compile(r"[^\W\d_a-z](?:[a-z]?[^\W\d_a-z]|\d)+s?")
_TRANSLITERATION = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("[yj]", "i"),
        ("ph", "f"),
        ("w", "v"),
        ("ks", "x"),
        ("kh", "h"),
        ("ck|q", "k"),
        ("ou", "u"),
        (r"(.)\1+", r"\1"),
    )
]


class _Name(NamedTuple):
    """One name in its parts: `words` without titles and small words, `clean` as text, `office` for whom it may speak."""

    clean: str
    words: tuple[str, ...]
    acronyms: frozenset[str]
    initials: frozenset[str]
    is_body: bool
    junior: str
    is_acronym: bool
    office: frozenset[str]

    @property
    def first(self) -> str:
        """Return the first name or its initial, or an empty string where there is only a surname."""
        return self.words[0] if len(self.words) > 1 else ""

    @property
    def last(self) -> str:
        """Return the surname."""
        return self.words[-1]


def same_name(a: str, b: str) -> bool:
    """Say whether two names can be the same person or body.

    Titles, accents, possessives and a leading "the" do not count; surnames may differ by transliteration, and by a letter or
    two where the first names agree; a first name may be missing or an initial. A body is the same as its acronym.
    """
    one, other = _taken_apart(a), _taken_apart(b)
    if not one.words or not other.words:
        return one.clean == other.clean
    if one.words == other.words and one.junior == other.junior:
        return True
    if one.acronyms & other.acronyms or one.acronyms & other.initials or other.acronyms & one.initials:
        return True
    if one.is_body or other.is_body:
        return one.is_body and other.is_body and sorted(one.words) == sorted(other.words)
    if any(name.is_acronym and len(name.last) < _LONG_ACRONYM for name in (one, other)):
        return False
    return _same_person(one, other)


def may_be_one(a: str, b: str) -> bool:
    """Say whether two origins can be one: the same name, somebody who speaks for the other, or a short name of a body.

    Only the two names count, never others beside them, so that a further report cannot split what was one.
    """
    one, other = _taken_apart(a), _taken_apart(b)
    return same_name(a, b) or _shortened(one, other) or _speaks_for(one, other) or _speaks_for(other, one)


@lru_cache(maxsize=8192)
def is_bare_title(name: str) -> bool:
    """Say whether a name is a title or an office and names nobody: "the mayor", "Ukrainian President", "officials"."""
    words = [_DEMONYMS.get(word, word) for word in _taken_apart(_OFFICE.sub(" ", name)).words if word not in _SMALL_WORDS]
    named = {word for word in words if word not in _VAGUE}
    if named & _BODIES:
        return named <= _BODIES
    return named <= _TITLES | _COUNTRIES and not set(words) <= _COUNTRIES


def cluster(names: Iterable[str], linked: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Group names that may be one or are `linked`; return each name's group key: the longest name, then by alphabet.

    Keys are casefolded and without titles. The order of the names does not matter. A name that fits two groups joins them, and
    no further name ever splits a group into several origins.
    """
    linked = list(linked)
    unique = sorted({*names, *(name for pair in linked for name in pair)})
    parent = {name: name for name in unique}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name] = parent[parent[name]]
        return name

    for a, b in [*linked, *((a, b) for a, b in combinations(unique, 2) if may_be_one(a, b))]:
        parent[max(root(a), root(b))] = min(root(a), root(b))
    groups: dict[str, list[str]] = {}
    for name in unique:
        groups.setdefault(root(name), []).append(name)
    keys: dict[str, str] = {}
    for group in groups.values():
        key = min((_taken_apart(name).clean for name in group), key=lambda clean: (-len(clean), clean))
        keys.update(dict.fromkeys(group, key))
    return keys


def plain(name: str) -> str:
    """Return a name casefolded, without titles and accents."""
    return _taken_apart(name).clean


def _shortened(one: _Name, other: _Name) -> bool:
    """Say whether one body's name is short for the other's: "Water Board" for "Orrin Water Board"."""
    if not one.is_body or not other.is_body:
        return False
    shorter, longer = sorted((one.words, other.words), key=len)
    return len(shorter) > 1 and set(shorter) <= set(longer)


def _speaks_for(name: _Name, somebody: _Name) -> bool:
    """Say whether a name is an office of somebody: "Zelensky's office", "a spokesman for the Orrin Water Board"."""
    if not name.office or not somebody.words or is_bare_title(somebody.clean):
        return False
    if somebody.is_body:
        return name.office.issuperset(somebody.words) or bool(somebody.acronyms & name.office)
    return any(_same_surname(word, somebody.last) for word in name.office if len(word) > 1)


def _office_words(name: str) -> frozenset[str]:
    """Return the words beside an office, which say for whom it may speak; none where the name has no office."""
    if not _OFFICE.search(name):
        return frozenset()
    words = _WORD.findall(fold(_POSSESSIVE.sub("", _OFFICE.sub(" ", name))))
    return frozenset(_DEMONYMS.get(word, word) for word in (_BRITISH.get(word, word) for word in words))


@lru_cache(maxsize=8192)
def _taken_apart(name: str) -> _Name:
    name = name.translate(_CYRILLIC)
    bracketed = [inner.strip() for inner in _BRACKETS.findall(name)]
    plain = _before_comma(_DOTS.sub("", _POSSESSIVE.sub("", _BRACKETS.sub(" ", name))))
    written = _WORD.findall(plain)
    words = [_BRITISH.get(word, word) for word in _WORD.findall(fold(plain))]
    if words[:1] == ["the"]:
        words, written = words[1:], written[1:]
    is_acronym = len(written) == 1 and _ACRONYM.fullmatch(written[0]) is not None
    acronyms = {fold(inner) for inner in bracketed if _ACRONYM.fullmatch(inner)}
    if is_acronym:
        acronyms.add(words[0])
    is_body = any(word in _BODIES for word in words) and not _names_person(words)
    junior = ""
    if is_body:
        content = [_DEMONYMS.get(word, word) for word in words if word not in _SMALL_WORDS]
        while len(content) > 1 and content[-1] in _GENERIC:
            content.pop()
        clean = " ".join(words)
    else:
        words = _without_title(words)
        junior = next((word for word in words if word in _JUNIOR and len(words) > 2), "")
        content = [word for word in words if word not in _PARTICLES and word != junior] or words
        clean = " ".join(words)
    initials = _initials(words) if is_body or len(content) > 2 else frozenset()
    return _Name(
        clean=clean or name.strip().casefold(),
        words=tuple(content),
        acronyms=frozenset(acronyms),
        initials=initials,
        is_body=is_body,
        junior=junior,
        is_acronym=is_acronym,
        office=_office_words(name),
    )


def _initials(words: list[str]) -> frozenset[str]:
    content = [word for word in words if word not in _SMALL_WORDS]
    both = {"".join(word[0] for word in words), "".join(word[0] for word in content)}
    return frozenset(initials for initials in both if len(initials) > 1)


def _names_person(words: list[str]) -> bool:
    """Say whether a name with a body's word in it is a person's with a title: "White House press secretary Jane Doe"."""
    after = _after_title(words)
    return len(after) <= 3 and len(after) < len(words) and not any(w in _BODIES or w in _SMALL_WORDS for w in after)


def _after_title(words: list[str]) -> list[str]:
    """Return what comes after the last title; "Angus King" and "Martin Luther King Jr." have none."""
    for at in range(len(words) - 1, -1, -1):
        if words[at] in _TITLES and any(word not in _JUNIOR for word in words[at + 1 :]):
            return words[at + 1 :]
    return words


def _without_title(words: list[str]) -> list[str]:
    """Drop what comes before a person's name: "Ukrainian President", "Secretary of State"."""
    after = _after_title(words)
    if after[:1] == ["of"] and len(after) < len(words):
        held = [word for word in after if word not in _SMALL_WORDS]
        # An office of one or two words ("of State", "of the Kursk Region"), and then a first name and a surname.
        return held[-2:] if len(held) >= 3 and "of" not in after[1:] else words
    return after


def _before_comma(name: str) -> str:
    """Drop what comes after a person's name: "Jane Doe, head of the agency"."""
    before, _, after = name.partition(",")
    apposition = len(before.split()) > 1 or any(word in _TITLES for word in _WORD.findall(fold(after)))
    return before if after and apposition and _WORD.search(before) else name


def _same_person(one: _Name, other: _Name) -> bool:
    if not one.first or not other.first:
        bare, named = (one, other) if not one.first else (other, one)
        if bare.last == named.words[0] and bare.last in _SURNAME_FIRST:
            return True
        return _same_surname(one.last, other.last)
    if one.junior != other.junior:
        return False
    if len(one.first) == 1 or len(other.first) == 1:
        return one.first[0] == other.first[0] and _same_surname(one.last, other.last)
    return _same_first(one.first, other.first) and _near_surname(one.last, other.last)


def _same_surname(a: str, b: str) -> bool:
    """Say whether two surnames alone are one, by transliteration; a letter more or less makes another surname."""
    skeletons = _skeleton(a), _skeleton(b)
    if skeletons[0] == skeletons[1]:
        return True
    return min(len(a), len(b)) >= 9 and _distance(*skeletons) <= 1


def _near_surname(a: str, b: str) -> bool:
    """Say whether two surnames with one first name are one: a slip or two in a long one."""
    shorter = min(len(a), len(b))
    allowed = 2 if shorter >= 8 else int(shorter >= 5)
    return _same_surname(a, b) or _distance(a, b) <= allowed


def _same_first(a: str, b: str) -> bool:
    if _VARIANTS.get(a, a) == _VARIANTS.get(b, b) or _skeleton(a) == _skeleton(b):
        return True
    # A last letter more or less is often the name of the other sex.
    return min(len(a), len(b)) >= 5 and a[0] == b[0] and a[-1] == b[-1] and _distance(a, b) <= 1


@lru_cache(maxsize=8192)
def _skeleton(word: str) -> str:
    for pattern, replacement in _TRANSLITERATION:
        word = pattern.sub(replacement, word)
    return word


def _distance(a: str, b: str) -> int:
    """Count the letters that differ; 99 where it is plainly many."""
    if abs(len(a) - len(b)) > 2:
        return 99
    opcodes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return sum(max(a2 - a1, b2 - b1) for tag, a1, a2, b1, b2 in opcodes if tag != "equal")
