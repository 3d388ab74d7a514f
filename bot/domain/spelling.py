"""Says whether two names are spellings of one person or body: across alphabets, with forms of first names and slips."""

import re
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.domain.names import COUNTRIES, TITLES, Name, taken_apart
from bot.domain.terms import table, word_set

_VOWELS = frozenset("aeiouy")
SURNAME_FIRST = word_set("kim xi mao moon yoon deng zhang wang liu chen huang zhao zhou nguyen tran pham")
# First names whose likeness no spelling shows; a short form may be that of several.
_VARIANT_ROWS = """
mykola nikolai nikolay mikalai / alexander alex sasha oleksandr aleksandr sashko / volodymyr vladimir wolodymyr
muhammad mohammed mohamed mohammad muhammed / william bill / robert bob / james jim / michael mike mykhailo mikhail misha
thomas tom / donald don / benjamin ben / christopher chris / anthony tony / yitzhak isaac itzhak izaak / chaim haim hayim
joseph joe yosef iosif jozef / yaakov jacob iakov / shlomo solomon / moshe moses / steven stephen steve
elizabeth liz lizzie beth betty / katherine kate katie kathy catherine cathy kathryn katharine / margaret maggie peggy meg
richard dick rick / edward ted ned eddie / henry harry hank / john jack johnny / charles charlie chuck / david dave
daniel dan danny / samuel sam / peter pete / patrick paddy / andrew andy drew / matthew matt / nicholas nick / gregory greg
kenneth ken / lawrence larry / frederick fred freddie / albert bert / susan sue susie / patricia pat patty trish
jennifer jenny jen / rebecca becky / deborah debbie / dorothy dot dolly / giuseppe peppe beppe pino / francesco franco ciccio
luigi gigi / giovanni gianni nino / katarzyna kasia / jose pepe / francisco paco pancho / ignacio nacho / guadalupe lupe
yevhen zhenya yevgeny evgeny eugene eugen / kateryna katya ekaterina yekaterina / natalia natasha nataliya
tetiana tanya tatiana / maria masha / pavlo pavel / petro petr piotr / andriy andrei andrzej andreas
dmytro dmitri dmitry dima mitya / ivan vanya / nikolaos nikos / giorgos georgios george yorgos yiorgos / gerald jerry
terence terrence terry / sarah sally / christina tina / victoria vicky vicki / mary molly polly / theresa teresa tess
theodore theo ted / eleanor nell ellie / helen nell / manuel manny manolo / friedrich fritz / johannes hans / joseph sepp
georg jorg / mykyta nikita / abigail abby / amanda mandy / augustus gus / josephine josie / martha patty / frances fran
raymond ray / leonard len lenny / vincent vince / walter wally / timothy tim / jeremy jerry / jonathan jon / philip phil
randall randy / russell russ / stanley stan / sidney sid / alfonso poncho / enrique quique / eduardo lalo / graciela chela
mercedes merche / concepcion concha / dolores lola / barbara barb babs / cynthia cindy / jacqueline jackie / kimberly kim
ioannis yannis giannis john / pamela pam / sandra sandy / valerie val
"""
_FULL_NAMES = [(name, row.split()[0]) for row in table(_VARIANT_ROWS) for name in row.split()]
_VARIANTS = {name: frozenset(full for form, full in _FULL_NAMES if form == name) for name, _ in _FULL_NAMES}
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
_SOUND_ROWS = "tsch ch / sch sh / y i / j i / ie e / ph f / w v / ks x / kh h / ck k / q k / ou u"
_TRANSLITERATION = [row.split() for row in table(_SOUND_ROWS)]
_DOUBLED = re.compile(r"(.)\1+")
_SERVANT_OF = re.compile("abd[aeu][lrsz](?=[a-z]{4})")
_OLD_CHINESE = re.compile("t[sz]|ch|zh|q|x|hs")


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


def speaks_for(name: Name, somebody: Name) -> Likeness:
    """Say whether a name is an office of somebody: "Zelensky's office", "a spokesman for the Orrin Water Board"."""
    if not name.office or not somebody.words:
        return Likeness.DIFFERENT
    if somebody.is_body:
        theirs = name.office.issuperset(somebody.words) or bool(somebody.acronyms & name.office)
        return Likeness.SAME if theirs else Likeness.DIFFERENT
    told = {word for word in name.office if len(word) > 1 and word not in TITLES}
    others = {word for word in told if not _same_surname(word, somebody.last)}
    if others == told:
        return Likeness.DIFFERENT
    # "Vera Holm's office" is perhaps not Anna Holm's.
    first_names = others - COUNTRIES if somebody.first else ()
    its = not first_names or any(same_first(word, somebody.first) for word in others)
    return Likeness.SAME if its else Likeness.PERHAPS


def _as_people(one: Name, other: Name) -> Likeness:
    if not one.first or not other.first:
        bare, named = (one, other) if not one.first else (other, one)
        family_first = bare.last == named.words[0] and bare.last in SURNAME_FIRST
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
    if len(one.words) != len(other.words) and _bones(one) == _bones(other):
        # "Abdel Rahman Nasser" is "Abdulrahman Nasser", and "Ts'ai Wen-hui" is "Cai Wenhui".
        return Likeness.PERHAPS
    if any(a.words[0] == b.last and "".join(a.words[1:]) == "".join(b.words[:-1]) for a, b in ((one, other), (other, one))):
        # "Zhang Wei Ming" is "Weiming Zhang".
        return Likeness.PERHAPS
    if len(one.first) == 1 or len(other.first) == 1:
        alike = one.first[0] == other.first[0] and _same_surname(one.last, other.last)
        return Likeness.PERHAPS if alike else Likeness.DIFFERENT
    middles = one.words[1:-1], other.words[1:-1]
    if all(middles) and not any(a[0] == b[0] for a in middles[0] for b in middles[1]):
        return Likeness.DIFFERENT
    if same_first(one.first, other.first) and _same_surname(one.last, other.last):
        return Likeness.SAME
    double = one.first not in SURNAME_FIRST and (one.last in other.words[1:] or other.last in one.words[1:])
    alike = double or _near_surname(one.last, other.last)
    return Likeness.PERHAPS if alike and _alike_first(one.first, other.first) else Likeness.DIFFERENT


def same_first(one: str, other: str) -> bool:
    """Say whether two first names are one, by transliteration; "Jan" is not surely Ian, nor Joni surely Jon."""
    shorter, longer = sorted((one, other), key=len)
    added = longer.removeprefix(shorter) in ("i", "y") and not shorter.endswith(("i", "y"))
    return skeleton(one) == skeleton(other) and not added and {one[:1], other[:1]} != {"i", "j"}


def _bones(name: Name) -> str:
    joined = _SERVANT_OF.sub("abd", "".join(name.words))
    return consonants(_OLD_CHINESE.sub("c", joined))


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
    if _VARIANTS.get(a, {a}) & _VARIANTS.get(b, {b}) or skeleton(a) == skeleton(b):
        return True
    # A last letter more or less is often the name of the other sex.
    if a.endswith(("a", "e")) != b.endswith(("a", "e")):
        return False
    shorter, longer = sorted((a, b), key=len)
    if len(longer) - len(shorter) >= _SHORTENED and len(shorter) >= _SHORTENED and longer.startswith(shorter):
        return True
    if len({skeleton(name)[:1] in _VOWELS for name in (a, b)}) > 1:
        # "Hamed" is not "Ahmed".
        return False
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
    return {first[:1], consonants(first)[:1], *(full[:1] for full in _VARIANTS.get(first, ()))} if first else set()


@lru_cache(maxsize=16384)
def skeleton(word: str) -> str:
    """Return a word in which spellings that only transcribe differently are alike."""
    for letters, sound in _TRANSLITERATION:
        word = word.replace(letters, sound)
    word = _DOUBLED.sub(r"\1", word)
    word = word[:1] + word[1:].removesuffix("i")
    return word[:-1] if word.endswith("ah") else word


@lru_cache(maxsize=16384)
def consonants(word: str) -> str:
    """Return a first name's consonants, so that its forms in several languages are alike: Yevhen, Evgeny; Serhii, Sergei."""
    return re.sub("[aeiou]", "", skeleton(word).replace("x", "ks").replace("h", "g"))
