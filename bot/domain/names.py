"""Takes names apart, and says which are spellings of one person or body.

What two names may have to do with each other beyond their spelling is in `bot/domain/identity.py`.
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz.distance import OSA

from bot.domain.terms import fold, table

_TITLE_WORDS = """
acting admiral ambassador archbishop attorney ayatollah baroness bishop brigadier cardinal chairman chairperson chairwoman
chancellor chief colonel commander commissioner congressman congresswoman corporal councillor deputy director doctor dr emir
envoy ex foreign former gen general gov governor head hon imam interim judge justice king lady leader lieutenant lord lt madam
maj major marshal mayor minister miss mp mr mrs ms officer pastor pope premier presenter president presidential press prime
prince princess prof professor queen rabbi rep representative reverend rev saint sec secretary sen senator sergeant sgt sheikh
shah sheriff sir speaker spokesman spokesperson spokeswoman sultan tsar vice col capt captain adm brig then ceo cfo coo
founder analyst activist coach striker journalist correspondent author economist lawyer candidate doctor interior defence
defense finance health prosecutor inspector superintendent detective constable magistrate coroner chairperson
"""
TITLES = frozenset(_TITLE_WORDS.split())
_BODY_WORDS = """
academy administration agency airlines alliance army assembly association authority bank battalion board brigade broadcasting
bureau cabinet center club college command commission committee company congress contractors corporation corps council court
daily department directorate division embassy federation fleet forces foundation front fund gazette government group guard
guards headquarters herald hospital house inspectorate institute institution journal league legion mail mission ministry
monitor movement nations navy network news newspaper observatory office organization panel parliament party police post press
proceedings regiment republic review school secretariat senate service services society staff states syndicate times treasury
tribunal tribune trust union university watch watchdog week workers world
"""
BODIES = frozenset(_BODY_WORDS.split())
SMALL_WORDS = frozenset({"of", "for", "the", "and", "on", "in", "to", "at", "a", "an", "de", "du", "des", "la", "le", "les"})
_SPEAKING_FOR = (["officials"], ["authorities"], ["sources"])
_DEPARTMENTS = frozenset({"ministry", "department"})
_ARTICLES = frozenset({"the", "a", "an", "la", "le", "les"})
_PARTICLES = frozenset(
    {"von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "bin", "ibn", "al", "el", "la", "le", "ter"}
)
_VOWELS = frozenset("aeiouy")
_JUNIOR = frozenset({"jr", "junior", "sr", "senior", "ii", "iii", "iv", "elder", "younger"})
_SURNAME_FIRST = frozenset({"kim", "xi", "mao", "moon", "yoon", "deng"})
_BRITISH = {"defence": "defense", "centre": "center", "labour": "labor", "organisation": "organization", "programme": "program"}
# First names whose likeness no spelling shows.
_VARIANT_ROWS = """
mykola nikolai nikolay mikalai / alexander alex sasha oleksandr aleksandr sashko / volodymyr vladimir wolodymyr
muhammad mohammed mohamed mohammad muhammed / william bill / robert bob / james jim
michael mike mykhailo mikhail misha / thomas tom / donald don / benjamin ben / christopher chris / anthony tony
yitzhak isaac itzhak izaak / chaim haim hayim / joseph joe yosef iosif jozef / yaakov jacob iakov / shlomo solomon / moshe moses
steven stephen steve / elizabeth liz lizzie beth betty / katherine kate katie kathy / margaret maggie peggy meg
richard dick rick / edward ted ned eddie / henry harry hank / john jack johnny / charles charlie chuck / david dave
daniel dan danny / samuel sam / peter pete / patrick paddy / andrew andy drew / matthew matt / nicholas nick / gregory greg
kenneth ken / lawrence larry / frederick fred freddie / albert bert / susan sue susie / patricia pat patty trish
jennifer jenny jen / rebecca becky / deborah debbie / dorothy dot dolly / giuseppe peppe beppe pino
francesco franco ciccio / luigi gigi / giovanni gianni nino / katarzyna kasia / jose pepe / francisco paco pancho
ignacio nacho / guadalupe lupe / yevhen zhenya yevgeny evgeny eugene eugen / kateryna katya ekaterina yekaterina
natalia natasha nataliya / tetiana tanya tatiana / maria masha / pavlo pavel / petro petr piotr
andriy andrei andrzej andreas / dmytro dmitri dmitry dima mitya / ivan vanya / nikolaos nikos / giorgos georgios george
"""
_VARIANTS = {name: row.split()[0] for row in table(_VARIANT_ROWS) for name in row.split()}

# A country and its adjective; a body's name has one or the other ("Russian Defence Ministry", "Ministry ... of Russia").
_DEMONYM_ROWS = """
russia russian / ukraine ukrainian / belarus belarusian / poland polish / germany german / france french / britain british
israel israeli / iran iranian / iraq iraqi / syria syrian / turkey turkish / china chinese / japan japanese / korea korean
india indian / pakistan pakistani / america american / canada canadian / mexico mexican / brazil brazilian / italy italian
spain spanish / georgia georgian / hungary hungarian / romania romanian / egypt egyptian / lebanon lebanese
palestine palestinian / europe european / ireland irish / scotland scottish / wales welsh / netherlands dutch / sweden swedish
norway norwegian / denmark danish / finland finnish / greece greek / portugal portuguese / austria austrian / serbia serbian
kenya kenyan / nigeria nigerian / australia australian / taiwan taiwanese / yemen yemeni / libya libyan / sudan sudanese
moldova moldovan / lithuania lithuanian / latvia latvian / estonia estonian / bulgaria bulgarian / armenia armenian
qatar qatari / afghanistan afghan / cuba cuban / colombia colombian / argentina argentine / peru peruvian / chile chilean
"""
DEMONYMS = {people: country for country, people in (row.split() for row in table(_DEMONYM_ROWS))}
STATES = frozenset({"un", "us", "uk", "eu"})
"""Written like acronyms, and say of a body only where it is."""
COUNTRIES = frozenset({*DEMONYMS.values(), "us", "uk", "eu"})
_OFFICE = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|press (?:service|office|secretary)|office|lawyers?|attorneys?|administration|"
    r"advis[eo]rs?|aides?|chief of staff)\b",
    re.IGNORECASE,
)

# Words that an outlet's name may have or leave out: "BBC News", "the Interfax news agency".
_GENERIC = frozenset({"news", "agency", "newspaper", "website", "online"})
_LONG_FIRST = 4
"""Letters; a shorter word that two names share tells little."""
LONG_SURNAME = 9
"""Letters; in such a surname a slip makes no other one."""
NEAR_SURNAME = 2
"""Letters by which two surnames with one first name differ at most, as they are written or in their skeletons."""
_SHORTENED = 3
"""Letters by which the short form of a first name is shorter, and that it has at least: Max, Maximilian."""
_LONG_BONES = 3
"""Consonants; two surnames that share as many are perhaps one in two languages."""
_LONG_ACRONYM = 5
"""Letters; a word with this many capitals may as well be a surname in capitals."""

_OFFICE_WORDS = """
spokesman spokeswoman spokesperson spokespeople press office lawyer lawyers attorney attorneys administration adviser advisers
advisor advisors aide aides chief
"""
_OFFICES = frozenset(_OFFICE_WORDS.split())
"""Words of which every office has one."""
_MARKED = frozenset("().,'’ʼ")
_MARKS = str.maketrans("’ʼ‘", "'''")
_SOFT_SIGN = re.compile(r"(?<=[a-z])'(?=[a-rt-z])")
_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s?(?!\w)")
_DOTS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
_ACRONYM = re.compile(r"[^\W\d_a-z](?:[a-z]?[^\W\d_a-z]|\d)+s?")
_TRANSLITERATION = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("tsch", "ch"),
        ("sch", "sh"),
        ("[yj]", "i"),
        ("ie", "e"),
        ("ph", "f"),
        ("w", "v"),
        ("ks", "x"),
        ("kh", "h"),
        ("ck|q", "k"),
        ("ou", "u"),
        (r"(.)\1+", r"\1"),
        ("(?<=.)i$", ""),
        ("(?<=a)h$", ""),
    )
]


class Name(NamedTuple):
    """One name in its parts: `words` without titles and small words, `clean` as text, `office` for whom it may speak.

    `written` are all words of the name, folded.
    """

    clean: str
    words: tuple[str, ...]
    written: tuple[str, ...]
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
        return self.words[-1] if self.words else ""


class Likeness(IntEnum):
    """Whether two names, or two mentions, are of one."""

    DIFFERENT = 0
    PERHAPS = 1
    SAME = 2


def same_name(a: str, b: str) -> bool:
    """Say whether two names can be spellings of the same person or body."""
    return spelling(taken_apart(a), taken_apart(b)) > Likeness.DIFFERENT


def spelling(one: Name, other: Name) -> Likeness:
    """Say how two names may be spellings of one person or body.

    Titles, accents, possessives and a leading "the" do not count, nor does the way in which an alphabet is written in another;
    a first name may be missing. In doubt: initials, forms of one first name, a slip in a long surname.
    """
    if not one.words or not other.words:
        return Likeness.SAME if one.clean == other.clean else Likeness.DIFFERENT
    if one.words == other.words and one.junior == other.junior:
        return Likeness.SAME
    if one.acronyms & other.acronyms or one.acronyms & other.initials or other.acronyms & one.initials:
        return Likeness.SAME
    if one.is_body or other.is_body:
        same = one.is_body and other.is_body and sorted(one.words) == sorted(other.words)
        return Likeness.SAME if same else Likeness.DIFFERENT
    if any(name.is_acronym and len(name.last) < _LONG_ACRONYM for name in (one, other)):
        return Likeness.DIFFERENT
    return _as_people(one, other)


def plain(name: str) -> str:
    """Return a name casefolded, without titles and accents."""
    return taken_apart(name).clean


def speaks_for(name: Name, somebody: Name) -> bool:
    """Say whether a name is an office of somebody: "Zelensky's office", "a spokesman for the Orrin Water Board"."""
    if not name.office or not somebody.words:
        return False
    if somebody.is_body:
        return name.office.issuperset(somebody.words) or bool(somebody.acronyms & name.office)
    return any(_same_surname(word, somebody.last) for word in name.office if len(word) > 1 and word not in TITLES)


def _office_words(name: str) -> frozenset[str]:
    """Return the words beside an office, which say for whom it may speak; none where the name has no office."""
    if not _OFFICE.search(name):
        return frozenset()
    words = _WORD.findall(fold(_POSSESSIVE.sub("", _OFFICE.sub(" ", name))))
    return frozenset(DEMONYMS.get(word, word) for word in (_BRITISH.get(word, word) for word in words))


@lru_cache(maxsize=8192)
def taken_apart(name: str) -> Name:
    """Return a name's parts."""
    if not name.isascii():
        name = _SOFT_SIGN.sub("", anyascii(name.translate(_MARKS)))
    bracketed, plain = list[str](), name
    # Most names are plain, and there are thousands.
    if not _MARKED.isdisjoint(name):
        bracketed = [inner.strip() for inner in _BRACKETS.findall(name)]
        plain = _before_comma(_DOTS.sub("", _POSSESSIVE.sub("", _BRACKETS.sub(" ", name))))
    written = _WORD.findall(plain)
    words = [_BRITISH.get(word, word) for word in _WORD.findall(fold(plain))]
    if words[:1] == ["the"]:
        words, written = words[1:], written[1:]
    everything = words
    is_acronym = len(written) == 1 and _ACRONYM.fullmatch(written[0]) is not None
    acronyms = {fold(inner) for inner in bracketed if _ACRONYM.fullmatch(inner)}
    if is_acronym:
        acronyms.add(words[0])
    is_body = words[-1:] in _SPEAKING_FOR or (any(word in BODIES for word in words) and not _names_person(words))
    junior = ""
    if is_body:
        content = [DEMONYMS.get(word, word) for word in words if word not in SMALL_WORDS]
        while len(content) > 1 and content[-1] in _GENERIC:
            content.pop()
        clean = " ".join(words)
    else:
        words = _without_title(words)
        junior = next((word for word in words if word in _JUNIOR and len(words) > 2), "")
        content = [word for word in words if word not in _PARTICLES and word != junior] or words
        clean = " ".join(words)
    initials = _initials(words, plain) if is_body or len(content) > 2 else frozenset()
    return Name(
        clean=clean or name.strip().casefold(),
        words=tuple(content),
        written=tuple(everything),
        acronyms=frozenset(acronyms),
        initials=initials,
        is_body=is_body,
        junior=junior,
        is_acronym=is_acronym,
        office=frozenset() if _OFFICES.isdisjoint(words) else _office_words(name),
    )


def _initials(words: list[str], cased: str) -> frozenset[str]:
    content = [word for word in words if word not in SMALL_WORDS]
    found = {"".join([word[0] for word in words])}
    if len(content) < len(words):
        found |= {"".join([w[0] for w in each]) for each in ([w for w in words if w not in _ARTICLES], content)}
    if not STATES.isdisjoint(content):
        found |= {
            "".join([w[0] for w in content[content[0] == "un" :]]),
            "".join([w if w in STATES else w[0] for w in content]),
        }
    if len(content) > 2:
        proper = [word for word in _WORD.findall(cased) if word[0].isupper()]
        # "Medicines and Healthcare products Regulatory Agency" is the MHRA, "HM Revenue and Customs" is HMRC.
        found |= {fold("".join(word[0] for word in proper)), fold("".join(w if w.isupper() else w[0] for w in proper))}
    if content[-1:] == ["police"]:
        found.add("".join(word[0] for word in content if word != "city") + "d")
    first = next((at for at, word in enumerate(words) if word in _DEPARTMENTS), 0)
    content = [word for word in words[first:] if word not in SMALL_WORDS] if words[first + 1 :] else content
    here = [word for word in content if DEMONYMS.get(word, word) not in COUNTRIES]
    for department in {*here[:1], *here[-1:]} & _DEPARTMENTS:
        # "Justice Department" is the DoJ, "Department of Health and Social Care" is perhaps HSC.
        matter = [word[0] for word in here if word != department]
        found |= {"".join((department[0], *of, *matter)) for of in ((), ("o",), ("o", "t"), ("f",))}
        found.add("".join(matter) if len(matter) > 2 else "")
    return frozenset(initials for initials in found if len(initials) > 1)


def _names_person(words: list[str]) -> bool:
    """Say whether a name with a body's word in it is a person's with a title: "White House press secretary Jane Doe"."""
    after = _after_title(words)
    if after == ["affairs"]:
        return False
    return len(after) <= 3 and len(after) < len(words) and not any(w in BODIES or w in SMALL_WORDS for w in after)


def _after_title(words: list[str]) -> list[str]:
    """Return what comes after the last title; "Angus King" and "Martin Luther King Jr." have none."""
    for at in range(len(words) - 1, -1, -1):
        if words[at] in TITLES and any(word not in _JUNIOR for word in words[at + 1 :]):
            return words[at + 1 :]
    return words


def _without_title(words: list[str]) -> list[str]:
    """Drop what comes before a person's name: "Ukrainian President", "Secretary of State"."""
    after = _after_title(words)
    if after[:1] == ["of"] and len(after) < len(words):
        held = [word for word in after if word not in SMALL_WORDS]
        # An office of one or two words ("of State", "of the Kursk Region"), and then a first name and a surname.
        return held[-2:] if len(held) >= 3 and "of" not in after[1:] else words
    return after


def _before_comma(name: str) -> str:
    """Drop what comes after a person's name: "Jane Doe, head of the agency"."""
    before, _, after = name.partition(",")
    if " of " in before:
        return name
    apposition = len(before.split()) > 1 or any(word in TITLES for word in _WORD.findall(fold(after)))
    return before if after and apposition and _WORD.search(before) else name


def _as_people(one: Name, other: Name) -> Likeness:
    if not one.first or not other.first:
        bare, named = (one, other) if not one.first else (other, one)
        family_first = bare.last == named.words[0] and bare.last in _SURNAME_FIRST
        if family_first or _same_surname(one.last, other.last):
            return Likeness.SAME
        # A first name alone, or the first of two surnames.
        return Likeness.PERHAPS if len(bare.last) >= _LONG_FIRST and bare.last in named.words else Likeness.DIFFERENT
    if one.junior != other.junior:
        return Likeness.DIFFERENT
    shorter, longer = sorted((one.words, other.words), key=len)
    if longer[-len(shorter) :] == shorter:
        # Two surnames alone: "Oduya-Finch".
        return Likeness.PERHAPS
    if sorted(one.words) == sorted(other.words):
        # The surname comes first in many languages.
        return Likeness.PERHAPS
    if len(one.words) != len(other.words) and consonants("".join(one.words)) == consonants("".join(other.words)):
        # "Abdel Rahman Nasser" is "Abdulrahman Nasser".
        return Likeness.PERHAPS
    if len(one.first) == 1 or len(other.first) == 1:
        alike = one.first[0] == other.first[0] and _same_surname(one.last, other.last)
        return Likeness.PERHAPS if alike else Likeness.DIFFERENT
    middles = one.words[1:-1], other.words[1:-1]
    if all(middles) and not any(a[0] == b[0] for a in middles[0] for b in middles[1]):
        return Likeness.DIFFERENT
    if skeleton(one.first) == skeleton(other.first) and _same_surname(one.last, other.last):
        return Likeness.SAME
    double = one.first not in _SURNAME_FIRST and (one.last in other.words[1:] or other.last in one.words[1:])
    alike = double or _near_surname(one.last, other.last)
    return Likeness.PERHAPS if alike and _alike_first(one.first, other.first) else Likeness.DIFFERENT


def _same_surname(a: str, b: str) -> bool:
    """Say whether two surnames alone are one, by transliteration; a letter more or less makes another surname."""
    one, other = skeleton(a), skeleton(b)
    return one == other or (min(len(a), len(b)) >= LONG_SURNAME and OSA.distance(one, other) <= 1)


def _near_surname(a: str, b: str) -> bool:
    """Say whether two surnames with one first name are one: a slip or two in a long one."""
    shorter = min(len(a), len(b))
    allowed = 2 if shorter >= 8 else int(shorter >= 5)
    # "Hryb" is "Grib" in the other language, and "Alhadi" is "al-Hadi".
    bones = consonants(a)
    alike = _same_surname(a, b) or OSA.distance(a, b) <= allowed or (len(bones) >= _LONG_BONES and bones == consonants(b))
    return alike or any(one == particle + other for one, other in ((a, b), (b, a)) for particle in ("al", "el"))


def _alike_first(a: str, b: str) -> bool:
    if _VARIANTS.get(a, a) == _VARIANTS.get(b, b):
        return True
    # A last letter more or less is often the name of the other sex.
    if a.endswith(("a", "e")) != b.endswith(("a", "e")):
        return False
    shorter, longer = sorted((a, b), key=len)
    if len(longer) - len(shorter) >= _SHORTENED and len(shorter) >= _SHORTENED and longer.startswith(shorter):
        return True
    one, other = consonants(a), consonants(b)
    if one == other and len(one) > 1:
        return True
    return min(len(a), len(b)) >= 5 and a[0] == b[0] and a[-1] == b[-1] and _slip(a, b)


def _slip(a: str, b: str) -> bool:
    """Say whether two first names differ by one letter, and not by a vowel for a consonant: "Maria" is not "Marta"."""
    changed = [(one, other) for one, other in zip(a, b, strict=False) if one != other]
    return OSA.distance(a, b) <= 1 and (len(a) != len(b) or all((x in _VOWELS) is (y in _VOWELS) for x, y in changed))


def first_letters(name: Name) -> set[str]:
    """Return letters of a person's first name; two that are alike have one of them in common."""
    first = name.first
    return {first[:1], _VARIANTS.get(first, first)[:1], consonants(first)[:1]} if first else set()


@lru_cache(maxsize=16384)
def skeleton(word: str) -> str:
    """Return a word in which spellings that only transcribe differently are alike."""
    for pattern, replacement in _TRANSLITERATION:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=16384)
def consonants(word: str) -> str:
    """Return a first name's consonants, so that its forms in several languages are alike: Yevhen, Evgeny; Serhii, Sergei."""
    return re.sub("[aeiou]", "", skeleton(word).replace("x", "ks").replace("h", "g"))
