"""Words as the reader compares them: stems, names, numbers, and their weights."""

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_PSEUDO_SENTENCES = 20
_SUFFIXES = ("ations", "ation", "ating", "ated", "ates", "ate", "ments", "ment", "tions", "tion")

# The second word of "switched off" and "shut off" carries the meaning.
_SWITCHES = frozenset({"switch", "switches", "switched", "switching", "turn", "turned", "turning", "shut", "shutting", "put"})


class Word(NamedTuple):
    """One word of a sentence with its offsets there; `capital` says how it is written, not what it is."""

    text: str
    lower: str
    start: int
    end: int
    stem: str
    capital: bool


@cache
def lexicon(name: str) -> Mapping[str, Any]:
    """Load one lexicon file of this package."""
    return tomllib.loads(resources.files(__package__).joinpath("lexicon", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def word_set(file: str, name: str) -> frozenset[str]:
    """Return one word list of a lexicon file as a set; `name` may be a table and a key with a dot between."""
    found: Any = lexicon(file)
    for part in name.split("."):
        found = found[part]
    return frozenset(found.split())


def words(text: str) -> list[Word]:
    """Cut a text into words, without punctuation; a phrase such as "stepped down" gives its meaning to its first word."""
    return list(_words(text))


# Each sentence is cut into words several times: for its names, for itself, for its attributions.
@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[Word, ...]:
    found: list[Word] = []
    said: list[str] = []
    before = ""
    for match in _WORD.finditer(text):
        token = match.group()
        lower, means, capital = _form(token)
        if lower in ("on", "off") and before in _SWITCHES:
            means = f"={lower}"
        found.append(Word(token, lower, match.start(), match.end(), means, capital))
        said.append(lower)
        before = lower
    phrases = _phrases()
    for place, lower in enumerate(said):
        for rest, meaning in phrases.get(lower, ()):
            if said[place + 1 : place + 1 + len(rest)] == rest:
                found[place] = found[place]._replace(stem=meaning)
                break
    return tuple(found)


@lru_cache(maxsize=50_000)
def _form(token: str) -> tuple[str, str, bool]:
    """Return a word as it is compared, its stem, and whether it has a capital."""
    lower = token.lower().replace("’", "'").removesuffix(".").removesuffix("'s")
    return lower, stem(lower), token[0].isupper()


@lru_cache(maxsize=50_000)
def stem(lower: str) -> str:
    """Reduce a lower-case word to what its forms and spellings share, or to its class."""
    classes = _classes()
    if lower in classes:
        return classes[lower]
    if lower[0].isdigit():
        return lower.replace(",", "")
    if lower in lexicon("words")["numbers"]:
        return str(lexicon("words")["numbers"][lower])
    word = lexicon("words")["irregular"].get(lower, lower)
    reduced = _fold(_strip(_plain(word)))
    return classes.get("=" + reduced, reduced)


def stem_of(name: str) -> str:
    """Return the stem of a word of a lexicon, which may be a class's name."""
    known = name in lexicon("words")["classes"] or name in lexicon("acts")["classes"]
    return f"={name}" if known else name if name.startswith("=") else stem(name)


@cache
def nations() -> frozenset[str]:
    """Return the names of countries and their peoples, lower case."""
    return frozenset(" ".join(lexicon("words")["nations"].values()).split())


def is_content(word: Word) -> bool:
    """Say whether a word carries meaning of its own."""
    if word.lower in word_set("words", "stop"):
        # A phrase such as "on fire" gives its meaning to a word that has none of its own.
        return word.stem[0] == "=" and word.stem != stem(word.lower)
    return len(word.lower) > 1 or word.lower.isdigit()


def number(word: Word) -> float | None:
    """Read a word as a number: digits or an English number word."""
    if word.lower[0].isdigit():
        digits = word.lower.replace(",", "")
        return float(digits) if digits.replace(".", "", 1).isdecimal() else None
    value = lexicon("words")["numbers"].get(word.lower)
    return None if value is None else float(value)


class Weights:
    """The weight of each stem: its inverse document frequency over the given sentences and claims."""

    def __init__(self, documents: Iterable[frozenset[str]]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for document in documents:
            total += 1
            counts.update(document)
        self._counts = counts
        self._total = total

    def of(self, stem: str) -> float:
        """Return a stem's weight, from 0.5 to 1.5; pseudo-sentences even out the weights in a short text."""
        total = self._total + _PSEUDO_SENTENCES
        return 0.5 + math.log(total / (self._counts[stem] + 1)) / math.log(total)


@cache
def kin() -> Mapping[str, frozenset[int]]:
    """Return for each stem of kin.toml the fields of meaning that it is in."""
    found: dict[str, set[int]] = {}
    lines = [line for part in lexicon("kin").values() for line in part.strip().split("\n")]
    for number_of, line in enumerate(lines):
        for word in line.split():
            found.setdefault(stem_of(word), set()).add(number_of)
    return {each: frozenset(fields) for each, fields in found.items()}


@cache
def _phrases() -> dict[str, list[tuple[list[str], str]]]:
    """Return the phrases by their first word, each with its further words and its class."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for name, listed in lexicon("acts")["phrases"].items():
        meaning = stem_of(name)
        for phrase in re.split(r"[|\n]", listed):
            first, *rest = (match.group() for match in _WORD.finditer(phrase)) if phrase else ("",)
            if rest:
                found.setdefault(first, []).append((rest, meaning))
    for listed_there in found.values():
        listed_there.sort(key=lambda pair: -len(pair[0]))
    return found


@cache
def _classes() -> dict[str, str]:
    found: dict[str, str] = {}
    things, acts = lexicon("words"), lexicon("acts")
    for name, members in [*things["classes"].items(), *acts["classes"].items(), *things["nations"].items()]:
        for member in members.split():
            found[member] = f"={name}"
            found.setdefault("=" + _fold(_strip(_plain(member))), f"={name}")
    return found


def _plain(word: str) -> str:
    return word if word.isascii() else "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _strip(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)] + ("t" if suffix.startswith("tion") else "")
    for suffix in ("ing", "ied", "ed", "ly"):
        base = word[: -len(suffix)]
        if word.endswith(suffix) and len(base) >= 3 and any(c in "aeiouy" for c in base):
            return base + "y" if suffix == "ied" else base
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _fold(word: str) -> str:
    """Give transliterations of one name the same spelling: Zelensky, Zelenskyy, Zelenskiy."""
    for ending in ("iyy", "yy", "iy", "ij", "ii", "yi", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            word = word[: -len(ending)] + "i"
            break
    return re.sub(r"(.)\1", r"\1", word.replace("kh", "h").replace("ou", "o"))
