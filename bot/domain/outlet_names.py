"""Says whether two names are of one outlet.

"The Northfield Herald reports" may mean an outlet that we know as "Northfield Herald", as "northfieldherald.example", or by a
short name. Where a name leaves it open (a place is dropped, an acronym fits), the answer is `perhaps`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from bot.domain.names import BRITISH
from bot.domain.platforms import is_platform
from bot.domain.spelling import Likeness
from bot.domain.terms import fold, word_set

# Before or after a name, in lower case, these only say what it is: "the newspaper X", "the X news agency".
_SORTS = (
    "newspaper|paper|news agency|press agency|agency|newswire|wire service|broadcaster|news ?site|website|site|portal|tabloid|"
    "broadsheet|daily|weekly|magazine|journal|news outlet|outlet|news channel|channel|television|tv|radio|station|network"
)
SORT_WORDS = frozenset(re.findall("[a-z]+", _SORTS))
_SORT_BEFORE = re.compile(rf"^(?:.*\s)?(?:{_SORTS})\s+(?=\S)")
_SORT_BEHIND = re.compile(rf"(?:\s+(?:{_SORTS}))+$")
# Words that an outlet's name may have or leave out: "BBC News", "Interfax News Agency", "Channel 9".
GENERIC = frozenset({"news", "agency", "newspaper", "website", "online", "tv", "television", "channel", "network"})
_ON_AIR = frozenset({"news", "tv", "television", "channel", "network"})
_TITLES = word_set("""
advertiser advocate age argus bee beacon bulletin bugle call chronicle citizen courier democrat dispatch echo enquirer
examiner express free gazette globe graphic guardian herald independent inquirer journal leader ledger mail mercury messenger
mirror monitor nation observer pilot pioneer post press record register reporter republic review scotsman sentinel spectator
standard star statesman sun telegraph times tribune union voice world allgemeine anzeiger blatt kurier nachrichten presse
rundschau tageblatt zeitung corriere diario folha gazeta giornale jornal mundo nacion prensa tiempo avisen bladet dagblad
nyheter posten tidende shimbun
""")
"""Words that are the titles of many papers, so that one of them alone names none."""
_ORDINARY_WORDS = """
american asian british central daily eastern european evening first global international local morning national new northern
public southern state sunday united weekly western
"""
_COMMON = _TITLES | GENERIC | frozenset(_ORDINARY_WORDS.split())
_ARTICLES = frozenset({"the", "der", "die", "das", "le", "la", "les", "l", "el", "los", "las", "il", "lo", "o", "os", "het"})
_BEFORE_A_PLACE = frozenset({"of", "de", "del", "della", "di", "da", "do", "für", "van", "von"})
_SMALL = _ARTICLES | _BEFORE_A_PLACE | {"and", "for", "in", "on"}
_NUMBERS = "one two three four five six seven eight nine ten eleven"
_DIGITS = {word: str(number) for number, word in enumerate(_NUMBERS.split(), 1)}

_ALTERED = _DIGITS.keys() | BRITISH.keys() | _ARTICLES
_WORD = re.compile(r"[^\W\d_]+|\d+")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_WHOSE = re.compile(r"^((?:[^\W\d_][\w-]*\s+){0,2}[^\W\d_][\w-]*)['’]s?\s+(?=\S)")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[^\W_]|-)+(?:\.(?:[^\W_]|-)+)*\.[^\W\d_]{2,})/?", re.IGNORECASE)
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gov", "ne", "net", "or", "org"})
_NOTHING = frozenset[str]()
_MARKED = frozenset("()&'’")
_ACRONYM = re.compile(r"[A-Z](?:[./&-]?[A-Z]){1,7}\.?")
_SHORT_ACRONYM = 3
"""Letters; one as short as that fits many names."""


class _Name(NamedTuple):
    """A name in its parts: the `words` after an `article`, and `places` that tell namesakes apart: "Orrin's X", "X (Orrin)".

    `bracketed` are places that belong to the name. `joined` are the words in one, `core` are those that tell something.
    """

    article: str
    words: tuple[str, ...]
    places: frozenset[str]
    bracketed: bool
    acronym: str
    joined: str
    core: tuple[str, ...]


@lru_cache(maxsize=1 << 15)
def same_outlet(one: str, other: str) -> Likeness:
    """Say whether two names are of one outlet; the order does not matter."""
    return max(_is_outlet(one, other), _is_outlet(other, one))


def is_official(name: str) -> bool:
    """Say whether a name has nothing of an outlet's, so that it may be a body that publishes: "Orvan Police"."""
    return _COMMON.isdisjoint(_taken_apart(name, ()).words)


def plain_words_of(name: str) -> list[str]:
    """Return the words of a name of several, if many outlets have one of them and none may be left out or altered."""
    written = name.split()
    if len(written) < 2 or not name.isascii() or not "".join(written).isalnum():
        return []
    words = name.casefold().split()
    shortened = any(len(word) > 1 and word.isupper() for word in written)
    return [] if shortened or _COMMON.isdisjoint(words) or not _ALTERED.isdisjoint(words) else words


def short_forms(name: str) -> set[str]:
    """Return forms of which two names of one outlet share one, unless they share a word or one is the other's initials."""
    told = {key for form in _known_forms(name) for key in (form.joined, "".join(form.core)) if key}
    return told | _labels(domain) if (domain := _domain(name)) else told


def acronyms_in(name: str) -> set[str]:
    """Return the acronyms in a name, of which each may be another's initials."""
    return {form.acronym for form in _known_forms(name) if form.acronym}


def initials_of(name: str) -> set[str]:
    """Return the initials of a name, of which each may be another's acronym."""
    return {key for form in _known_forms(name) for key in _initials(form)}


def _is_outlet(name: str, outlet: str) -> Likeness:
    cited = _forms(name)
    pairs = product(dict.fromkeys((*cited, _taken_apart(name, ()))), _known_forms(outlet))
    found = [_alike(one, form) for one, form in pairs if one.words and form.words]
    found += [_by_domain(name, outlet), *(_shortened(one, form) for one, form in product(cited, _forms(outlet)))]
    return max(found)


@lru_cache(maxsize=20_000)
def _known_forms(name: str) -> tuple[_Name, ...]:
    """Return the forms of a name and of its halves, each once."""
    forms = [form for half in _halves(name) for form in (*_forms(half), _taken_apart(half, ()))]
    return (forms[0],) if all(form is forms[0] for form in forms) else tuple(dict.fromkeys(forms))


def _halves(name: str) -> tuple[str, ...]:
    """Return a name, and its parts where a stroke joins two names."""
    if "/" not in name:
        return (name,)
    parts = [part.strip() for part in name.split("/")]
    return (name, *parts) if all(len(fold(part)) > 1 for part in parts) and len(parts) > 1 and " " in name else (name,)


@lru_cache(maxsize=20_000)
def _forms(name: str) -> tuple[_Name, ...]:
    """Take a name apart, without the place whose it is and without words that say what sort of outlet it is."""
    name = " ".join(name.split())
    whose = _WHOSE.match(name) if "'" in name or "’" in name else None
    places = tuple(_WORD.findall(fold(whose[1]))) if whose else ()
    name = name[whose.end() :] if whose else name
    written = {name: None}
    if not SORT_WORDS.isdisjoint(name.split()):
        after = _SORT_BEFORE.sub("", name)
        written = dict.fromkeys([name, after, _SORT_BEHIND.sub("", name), _SORT_BEHIND.sub("", after)])
    return tuple(taken for form in written if (taken := _taken_apart(form, places)).words)


@lru_cache(maxsize=20_000)
def _taken_apart(name: str, places: tuple[str, ...]) -> _Name:
    named = set[str]()
    # Most names are plain, and there are thousands.
    if not _MARKED.isdisjoint(name):
        named = {word for bracket in _BRACKETS.findall(name) for word in _WORD.findall(fold(bracket))}
        name = _BRACKETS.sub("", name)
    name = name.strip()
    plain = name if _MARKED.isdisjoint(name) else _POSSESSIVE.sub("", name.replace("&", " and "))
    words = [_DIGITS.get(word, word) for word in _WORD.findall(fold(plain))]
    # "LA Times" has no article.
    has_article = len(words) > 1 and words[0] in _ARTICLES and not re.match(r"[A-Z]{2,}\b", name)
    # "The NYT" is an acronym with an article.
    last, acronym = name.split(" ", has_article)[-1], ""
    if _ACRONYM.fullmatch(last):
        acronym = re.sub(r"[^A-Z]", "", name[name.find(" ") + 1 :]).casefold()
    # "Agence France-Presse (AFP)" has no place in its brackets.
    if named:
        named.discard("".join(word[0] for word in words))
    told = tuple(words[has_article:])
    return _Name(
        words[0] if has_article else "",
        told,
        frozenset((*named, *places)) if named or places else _NOTHING,
        bool(named),
        acronym,
        "".join(told),
        told if GENERIC.isdisjoint(told) else tuple(word for word in told if word not in GENERIC),
    )


def _alike(cited: _Name, own: _Name) -> Likeness:
    if cited.article and own.article and cited.article != own.article:
        return Likeness.DIFFERENT
    if cited.places and own.places and not cited.places & own.places:
        return Likeness.DIFFERENT
    found = _same_words(cited, own)
    if found is Likeness.SAME and bool(cited.places) is not bool(own.places):
        one = cited if cited.places else own
        return Likeness.PERHAPS if one.bracketed or not _is_distinct(one.words) else found
    return found


def _same_words(cited: _Name, own: _Name) -> Likeness:
    if cited.words == own.words or (len(own.joined) > 2 and cited.joined == own.joined):
        return Likeness.SAME
    if cited.core and cited.core == own.core:
        return Likeness.SAME if _is_distinct(cited.words) and _is_distinct(own.words) else Likeness.PERHAPS
    for short, full in ((cited, own), (own, cited)):
        if short.acronym and not full.acronym and short.acronym in _initials(full):
            return Likeness.PERHAPS if len(short.acronym) <= _SHORT_ACRONYM else Likeness.SAME
    return Likeness.DIFFERENT


def _is_distinct(words: Sequence[str], *, several: bool = False) -> bool:
    """Say whether a name has more than what many outlets are called; a number is enough for a station.

    With `several`, two words that many have are enough.
    """
    if several and len(words) > 1:
        return True
    on_air = not _ON_AIR.isdisjoint(words)
    return any(word not in _COMMON and (on_air or not word.isdigit()) for word in words)


def _initials(name: _Name) -> Iterator[str]:
    words = [*([name.article] if name.article else []), *name.words]
    if len(name.words) > 1:
        yield "".join([word[0] for word in words])
        yield "".join([word[0] for word in name.words])
        yield "".join([word[0] for word in name.words if word not in _SMALL])


def _by_domain(name: str, outlet: str) -> Likeness:
    """Compare the address of an outlet with an address, or with a name."""
    cited, own = _domain(name), _domain(outlet)
    if not cited:
        return Likeness.DIFFERENT
    if own:
        if cited == own or (cited.endswith(f".{own}") and not is_platform(own)):
            return Likeness.SAME
        return Likeness.PERHAPS if _labels(cited) & _labels(own) else Likeness.DIFFERENT
    alike = any(form.joined in _labels(cited) and _is_distinct(form.words, several=True) for form in _forms(outlet))
    return Likeness.SAME if alike else Likeness.DIFFERENT


@lru_cache(maxsize=20_000)
def _domain(text: str) -> str:
    found = _DOMAIN.fullmatch(text.strip()) if "." in text else None
    return found[1].casefold() if found else ""


def _labels(domain: str) -> set[str]:
    """Return the part of a domain that somebody chose: "northfieldherald" of "www.northfieldherald.co.example"."""
    labels = domain.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    chosen = labels[-1].replace("-", "") if labels else ""
    return {chosen, chosen.removeprefix("the")} - {""}


def _shortened(cited: _Name, own: _Name) -> Likeness:
    """Say whether one of two names may be the short form of the other."""
    # The short form ends as the long one does, or begins as it does.
    if cited.words[-1] != own.words[-1] and cited.words[0] != own.words[0]:
        return Likeness.DIFFERENT
    if cited.places and own.places and not cited.places & own.places:
        return Likeness.DIFFERENT
    if _has_title(cited.words) and (_ends_with(own.words, cited.words) or cited.words == _before_place(own.words)):
        return Likeness.PERHAPS
    # A place may be dropped before any name: "the Lantern" may be the "Tarn Lantern".
    if _ends_with(own.words, cited.words) and _is_distinct([word for word in cited.words if word not in _SMALL]):
        return Likeness.PERHAPS
    if _ends_with(cited.words, own.words) and _has_title(own.words):
        return Likeness.PERHAPS
    longer = len(cited.words) > len(own.words) and cited.words[: len(own.words)] == own.words
    return Likeness.PERHAPS if longer and _is_distinct(own.words) else Likeness.DIFFERENT


def _has_title(words: Sequence[str]) -> bool:
    return not _TITLES.isdisjoint(words)


def _ends_with(words: Sequence[str], end: Sequence[str]) -> bool:
    return len(words) > len(end) and words[-len(end) :] == end


def _before_place(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return what stands before the place in a name such as "Times of Norwick"."""
    at = next((number for number, word in enumerate(words) if word in _BEFORE_A_PLACE), 0)
    return words[:at]
