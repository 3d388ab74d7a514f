"""Takes names apart into their words, titles, acronyms and initials.

Whether two names are one says `bot/domain/spelling.py`; what else they may have in common, `bot/domain/likeness.py`.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from anyascii import anyascii

from bot.domain.terms import fold, table, word_set

TITLES = word_set("""
acting admiral ambassador archbishop attorney ayatollah baroness bishop brigadier cardinal chairman chairperson chairwoman
chancellor chief colonel commander commissioner congressman congresswoman corporal councillor deputy director doctor dr emir
envoy ex foreign former gen general gov governor head hon imam interim judge justice king lady leader lieutenant lord lt madam
maj major marshal mayor minister miss mp mr mrs ms officer pastor pope premier presenter president presidential press prime
prince princess prof professor queen rabbi rep representative reverend rev saint sec secretary sen senator sergeant sgt sheikh
shah sheriff sir speaker spokesman spokesperson spokeswoman sultan tsar vice col capt captain adm brig then ceo cfo coo
founder analyst activist coach striker journalist correspondent author economist lawyer candidate doctor interior defence
defense finance health prosecutor inspector superintendent detective constable magistrate coroner chairperson
""")
BODIES = word_set("""
academy administration agency airlines alliance army assembly association authority bank battalion board brigade broadcasting
bureau cabinet center club college command commission committee company congress contractors corporation corps council court
daily department directorate division embassy federation fleet forces foundation front fund gazette government group guard
guards headquarters herald hospital house inspectorate institute institution journal league legion mail mission ministry
monitor movement nations navy network news newspaper observatory office organization panel parliament party police post press
proceedings regiment regulator republic review school secretariat senate service services society staff states survey
syndicate times treasury tribunal tribune trust union university watch watchdog week workers world
""")
SMALL_WORDS = frozenset({"of", "for", "the", "and", "on", "in", "to", "at", "a", "an", "de", "du", "des", "la", "le", "les"})
OF_ANOTHER_LANGUAGE = word_set(
    "d de del della des di du da do dos der die das fur und van voor la le les el los il et y och og"
)
"""Small words that names in English do not have."""
_SPEAKING_FOR = (["officials"], ["authorities"], ["sources"])
_DEPARTMENTS = frozenset({"ministry", "department"})
_ARTICLES = frozenset({"the", "a", "an", "la", "le", "les"})
_PARTICLES = frozenset(
    {"von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "bin", "ibn", "al", "el", "la", "le", "ter"}
)
_JUNIOR = frozenset({"jr", "junior", "sr", "senior", "ii", "iii", "iv", "elder", "younger"})
BRITISH = {"defence": "defense", "centre": "center", "labour": "labor", "organisation": "organization", "programme": "program"}
# A country and its adjective; a body's name has one or the other ("Russian Defence Ministry", "Ministry ... of Russia").
_DEMONYM_ROWS = """
russia russian / ukraine ukrainian / belarus belarusian / poland polish / germany german / france french / britain british
israel israeli / iran iranian / iraq iraqi / syria syrian / turkey turkish / china chinese / japan japanese / korea korean
india indian / pakistan pakistani / america american / canada canadian / mexico mexican / brazil brazilian / italy italian
spain spanish / georgia georgian / hungary hungarian / romania romanian / egypt egyptian / lebanon lebanese
palestine palestinian / europe european / ireland irish / scotland scottish / wales welsh / netherlands dutch / sweden swedish
norway norwegian / denmark danish / finland finnish / greece greek / greece hellenic / portugal portuguese / austria austrian
serbia serbian / kenya kenyan / nigeria nigerian / australia australian / taiwan taiwanese / yemen yemeni / libya libyan
sudan sudanese / moldova moldovan / lithuania lithuanian / latvia latvian / estonia estonian / bulgaria bulgarian
armenia armenian / kazakhstan kazakh / uzbekistan uzbek / kyrgyzstan kyrgyz / tajikistan tajik / azerbaijan azerbaijani
mongolia mongolian / thailand thai / vietnam vietnamese / indonesia indonesian / malaysia malaysian / philippines philippine
nepal nepali / bangladesh bangladeshi / cambodia cambodian / morocco moroccan / algeria algerian / tunisia tunisian
ethiopia ethiopian / somalia somali / ghana ghanaian / uganda ugandan / rwanda rwandan / venezuela venezuelan
bolivia bolivian / ecuador ecuadorian / croatia croatian / slovenia slovenian / slovakia slovak / czechia czech
switzerland swiss / belgium belgian / iceland icelandic / albania albanian / kosovo kosovan / macedonia macedonian
cyprus cypriot / kuwait kuwaiti / bahrain bahraini / haiti haitian / zimbabwe zimbabwean / zambia zambian / myanmar burmese
qatar qatari / afghanistan afghan / cuba cuban / colombia colombian / argentina argentine / peru peruvian / chile chilean
"""
DEMONYMS = {people: country for country, people in (row.split() for row in table(_DEMONYM_ROWS))}
STATES = frozenset({"un", "us", "uk", "eu"})
"""Written like acronyms, and say of a body only where it is."""
COUNTRIES = frozenset({*DEMONYMS.values(), "us", "uk", "eu"})
_OFFICE = re.compile(
    r"\b(?:spokes(?:man|woman|person|people)|press (?:service|office|secretary)|office|(?:legal|defen[cs]e) team|"
    r"administration|lawyers?|attorneys?|solicitors?|barristers?|advis[eo]rs?|aides?|chief of staff)\b",
    re.IGNORECASE,
)
# Words that an outlet's name may have or leave out: "BBC News", "the Interfax news agency".
_GENERIC = frozenset({"news", "agency", "newspaper", "website", "online"})
_OFFICES = word_set("""
spokesman spokeswoman spokesperson spokespeople press office lawyer lawyers attorney attorneys solicitor solicitors barrister
barristers team administration adviser advisers
advisor advisors aide aides chief
""")
"""Words of which every office has one."""
_NOTHING = frozenset[str]()
_MARKED = frozenset("().,'’ʼ")
_MARKS = str.maketrans("’ʼ‘", "'''")
_SOFT_SIGN = re.compile(r"(?<=[a-z])'(?=[a-rt-z])")
_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NAMESAKE = re.compile(r"\((?:the|for) [^()]+\)$")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s?(?!\w)")
_DOTS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
_ACRONYM = re.compile(r"[^\W\d_a-z](?:[a-z]?[^\W\d_a-z]|\d)+s?")


class Name(NamedTuple):
    """One name in its parts: `words` without titles and small words, `clean` as text, `office` for whom it may speak.

    `written` are all words of the name, folded; `cased` is the name as it is written, without what stands beside it.
    """

    clean: str
    words: tuple[str, ...]
    written: tuple[str, ...]
    cased: str
    acronyms: frozenset[str]
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

    @property
    def initials(self) -> frozenset[str]:
        """Return the initials by which a body or somebody with several first names may be called."""
        # Few names are compared with an acronym.
        return _initials(self.clean, self.cased) if self.is_body or len(self.words) > 2 else _NOTHING


def plain(name: str) -> str:
    """Return a name casefolded, without titles and accents."""
    return taken_apart(name).clean


def namesake_of(name: str) -> str:
    """Return what a name has in brackets to tell it from a namesake: "(the lawyer)"; "" where it has nothing."""
    found = _NAMESAKE.search(name) if name.endswith(")") else None
    return found[0] if found else ""


def as_ruled(name: str) -> str:
    """Return a name as rulings on it are compared: in any spelling, with what tells it from a namesake.

    Of an office without a name all words count: "the vice president" is not "the president".
    """
    taken = taken_apart(name)
    spelt = " ".join(taken.written) if TITLES.issuperset(taken.words) else taken.clean
    return f"{spelt} {fold(told)}" if (told := namesake_of(name)) else spelt


def _office_words(name: str) -> frozenset[str]:
    """Return the words beside an office, which say for whom it may speak; none where the name has no office."""
    if not _OFFICE.search(name):
        return frozenset()
    words = _WORD.findall(fold(_POSSESSIVE.sub("", _OFFICE.sub(" ", name))))
    return frozenset(DEMONYMS.get(word, word) for word in (BRITISH.get(word, word) for word in words))


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
    words = [BRITISH.get(word, word) for word in _WORD.findall(fold(plain))]
    if words[:1] == ["the"]:
        words = words[1:]
    everything = words
    is_acronym = len(words) == 1 and _ACRONYM.fullmatch(_WORD.findall(plain)[-1]) is not None
    acronyms = [fold(inner) for inner in bracketed if _ACRONYM.fullmatch(inner)] + (words if is_acronym else [])
    is_body = words[-1:] in _SPEAKING_FOR or (not BODIES.isdisjoint(words) and not _names_person(words))
    junior = ""
    if is_body:
        content = [DEMONYMS.get(word, word) for word in words if word not in SMALL_WORDS]
        while len(content) > 1 and content[-1] in _GENERIC:
            content.pop()
    else:
        words = _without_title(words)
        if len(words) > 2 and not _JUNIOR.isdisjoint(words):
            junior = next(word for word in words if word in _JUNIOR)
        content = [word for word in words if word not in _PARTICLES and word != junior] or words
    return Name(
        clean=" ".join(words) or name.strip().casefold(),
        words=tuple(content),
        written=tuple(everything),
        cased=plain,
        acronyms=frozenset(acronyms) if acronyms else _NOTHING,
        is_body=is_body,
        junior=junior,
        is_acronym=is_acronym,
        office=_NOTHING if _OFFICES.isdisjoint(words) else _office_words(name),
    )


@lru_cache(maxsize=8192)
def _initials(clean: str, cased: str) -> frozenset[str]:
    words = clean.split()
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
        found |= {fold("".join([w[0] for w in proper])), fold("".join([w if w.isupper() else w[0] for w in proper]))}
    if content[-1:] == ["police"]:
        found.add("".join(word[0] for word in content if word != "city") + "d")
    if not _DEPARTMENTS.isdisjoint(words):
        found |= _initials_of_department(words, content)
    return frozenset([initials for initials in found if len(initials) > 1])


def _initials_of_department(words: list[str], content: list[str]) -> set[str]:
    first = next(at for at, word in enumerate(words) if word in _DEPARTMENTS)
    content = [word for word in words[first:] if word not in SMALL_WORDS] if words[first + 1 :] else content
    here = [word for word in content if DEMONYMS.get(word, word) not in COUNTRIES]
    found = set[str]()
    for department in {*here[:1], *here[-1:]} & _DEPARTMENTS:
        # "Justice Department" is the DoJ, "Department of Health and Social Care" is perhaps HSC.
        matter = [word[0] for word in here if word != department]
        found |= {"".join((department[0], *of, *matter)) for of in ((), ("o",), ("o", "t"), ("f",))}
        found.add("".join(matter) if len(matter) > 2 else "")
    return found


def _names_person(words: list[str]) -> bool:
    """Say whether a name with a body's word in it is a person's with a title: "White House press secretary Jane Doe"."""
    after = _after_title(words)
    if after == ["affairs"]:
        return False
    return len(after) <= 3 and len(after) < len(words) and not any(w in BODIES or w in SMALL_WORDS for w in after)


def _after_title(words: list[str]) -> list[str]:
    """Return what comes after the last title; "Angus King" and "Martin Luther King Jr." have none."""
    if TITLES.isdisjoint(words):
        return words
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


def may_share_surname(one: str, other: str) -> bool:
    """Say whether two people's surnames may be spellings of one; a name of one word tells of none."""
    surnames = [name.split()[-1] for name in (one, other) if len(name.split()) > 1 and name.split()[-1][:1].isupper()]
    return len(surnames) < 2 or surnames[0][0] == surnames[1][0]
