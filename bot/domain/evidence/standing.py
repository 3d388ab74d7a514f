"""Finds names in an article: a name stands there if its words stand together and in order.

Endings may differ, as cases do in many languages, and "the port authority of Norhaven" is "Norhaven port authority". A name may
stand there in another spelling, as `same_name` knows it, or in another script. Words near each other are no name.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.domain.evidence.dates import is_date
from bot.domain.evidence.sentences import Sentences, Span
from bot.domain.evidence.speech import OFFICES
from bot.domain.names import TITLES, taken_apart
from bot.domain.spelling import consonants, same_name
from bot.domain.terms import fold, word_set
from bot.domain.translations import language_of, scripts_in

# These bound the work on a hostile article or answer; no real one comes near.
_MOST_NAMES = 2000
_MOST_PLACES = 60
_MOST_STARTS = 2000
_MOST_NAME_WORDS = 16
_LONGEST_NAME = 7
"""Words of a capitalised name in the text."""
_FEWEST_CONSONANTS = 3
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?|[^\W_]+(?:['’ʼ][^\W_]+)*")
_NAME_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s?$")
_STOP = re.compile(r"[.!?;:…\n“”„«»\"()\[\]]")
_INSIDE = frozenset({"of", "the", "for", "and", "on", "de", "du", "des", "la", "le", "van", "von", "der", "bin", "ibn", "al"})
_SKIPPED = word_set("""
the a an of s de du des del della dello di da do dos das der die den dem la le les el los il lo gli
""")
"""Words that a name may have or leave out."""
_JOINING = word_set("of by from in at for")
_TURNED = 3
"""Words of a name, at most, that may stand behind the others: "report by the fire brigade" for "fire brigade report"."""
_WHICH = word_set("""
elder younger older senior junior father son mother daughter brother sister husband wife widow widower twin first second
former altere jungere vater sohn mutter tochter pere fils mere fille padre hijo madre hija старший молодший младший батько син
отец сын
""")
"""Words by which an article tells two of one name apart."""


class Standing(NamedTuple):
    """A name that stands in a text: as it is to be written, and where."""

    name: str
    places: tuple[Span, ...]


class _Word(NamedTuple):
    key: str
    start: int
    end: int
    capital: bool


class NamesInText:
    """The names in a text; `known` are those of the candidate events, whose spelling is preferred."""

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        self.text = text
        self.known = list(dict.fromkeys(known))
        self._words = [_word(*match.span(), match.group()) for match in _WORD.finditer(text)]
        self._starting: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(self._words):
            self._starting[word.key[:4]].append(at)
        self._english = language_of(text) in ("en", None)
        self._written: list[str] | None = None
        self._found: dict[tuple[str, bool], Standing | None] = {}

    def find(self, name: str, *, person: bool = True) -> Standing | None:
        """Find a name; None where it does not stand in the text. A surname alone stands for a person only."""
        if (name, person) not in self._found:
            self._found[name, person] = self._find(name, person)
        return self._found[name, person]

    def _find(self, name: str, person: bool) -> Standing | None:
        places = self._run(name)
        if not places and "," in name:
            parts = sorted(filter(None, map(str.strip, name.split(","))), key=lambda part: -sum(c.isupper() for c in part))
            return next((found for part in parts if (found := self.find(part, person=person))), None)
        alike = self._alike(name, person)
        if places:
            # Wherever a surname or an acronym stands for the name, the name stands too.
            return Standing(self._completed(name, places), self._all_places([name, *alike]))
        if alike:
            # Use the text's own spelling, so that two spellings of one name do not become two origins.
            written = max(alike, key=len)
            return Standing(
                name if name in self.known else self._completed(written, self._run(written)), self._all_places(alike)
            )
        if _script(name) != _script(self.text) and (places := self._transcribed(name)):
            return Standing(next((known for known in self.known if same_name(name, known)), name), places)
        return self._put_together(name)

    def _completed(self, name: str, places: Sequence[Span]) -> str:
        """Return a name whole, where the reader cut it: "Ines" and "the engineer" are Ines Falk, if they stand nowhere else."""
        if taken_apart(name).is_body:
            return name
        rests = [self._rest(place) for place in places]
        if not rests or not all(rests):
            return name
        words = [*name.split(), *max(rests, key=len)]
        first = next((at for at, word in enumerate(words) if word[0].isupper() and fold(word) not in _SKIPPED), 0)
        return " ".join(words[first:])

    def _rest(self, place: Span) -> list[str]:
        """Return the words by which a name goes on behind a place."""
        found: list[str] = []
        at, end = bisect_left(self._words, place.end, key=lambda word: word.start), place.end
        while at < len(self._words) and len(found) < _LONGEST_NAME:
            word = self._words[at]
            written = self.text[word.start : word.end]
            if (
                not word.capital
                or self.text[end : word.start] != " "
                or is_date(written)
                or _POSSESSIVE.search(self.text, max(end - 2, 0), end)
            ):
                break
            found.append(_POSSESSIVE.sub("", written))
            at, end = at + 1, word.end
        return found

    def _put_together(self, name: str) -> Standing | None:
        """Find a name that an article gives in two parts: somebody's office, or the elder of two of one name."""
        words = name.split()
        if len(words) > 1 and fold(words[-1]) in OFFICES and _POSSESSIVE.search(words[-2]):
            owner = self.find(_POSSESSIVE.sub("", " ".join(words[:-1])))
            return Standing(name, owner.places) if owner and self._run(words[-1]) else None
        told_apart = [word for word in words if fold(word) in _WHICH]
        bare = [word for word in words if fold(word) not in _SKIPPED | _WHICH]
        if not bare or not told_apart or any(not word[0].isupper() for word in bare):
            return None
        places = tuple(place for word in told_apart for place in self._run(word))
        together = any(all(any(near.holds(p) for p in self._inflected(w)) for w in bare) for near in Sentences(self.text))
        return Standing(name, places) if places and together else None

    def _inflected(self, word: str) -> list[Span]:
        """Return where a word stands, with whatever ending."""
        key = fold(word)
        return [Span(w.start, w.end) for w in self._words if self._same(key, w.key, exact=False)]

    def _alike(self, name: str, person: bool) -> list[str]:
        """Return the names that the text writes and that can be spellings of this one."""
        if self._written is None:
            self._written = [written for written in _capitalised(self.text) if not is_date(written)]
        alike = [written for written in self._written if same_name(name, written)]
        parts = taken_apart(name)
        if len(parts.words) == 1 or parts.is_body:
            return alike
        whole = [written for written in alike if len(taken_apart(written).words) > 1 or taken_apart(written).is_acronym]
        if whole or not person:
            return alike if whole else []
        # "Omar Moss" is nobody where the text's only Moss is Greta.
        others = [taken_apart(written) for written in self._written if written not in alike]
        surnames = {taken_apart(written).last for written in alike}
        return [] if any(other.first and not other.is_body and other.last in surnames for other in others) else alike

    def _all_places(self, names: Iterable[str]) -> tuple[Span, ...]:
        places = {place for name in names for place in self._run(name)}
        return tuple(sorted(places))[:_MOST_PLACES]

    def _run(self, name: str) -> tuple[Span, ...]:
        """Return the places at which a name's words stand together and in order."""
        if not any(c.isupper() or c.islower() for c in name):
            return _letters(name, self.text)
        words = [_read(word)[0] for word in _WORD.findall(name)]
        wanted = [word for word in words if word not in _SKIPPED] or words
        if not wanted or len(wanted) > _MOST_NAME_WORDS:
            return ()
        places = [*self._places(wanted, commas="," in name)]
        for turned in range(1, min(_TURNED + 1, len(wanted))):
            places += self._places([*wanted[-turned:], *wanted[:-turned]], joined_at=turned)
        return tuple(sorted(set(places)))[:_MOST_PLACES]

    def _places(self, wanted: Sequence[str], *, commas: bool = False, joined_at: int = 0) -> Iterator[Span]:
        found = 0
        for at in self._starting.get(wanted[0][:4], ())[:_MOST_STARTS]:
            if found < _MOST_PLACES and (end := self._matched(wanted, at, commas, joined_at)):
                found += 1
                yield Span(self._words[at].start, end)

    def _matched(self, wanted: Sequence[str], at: int, commas: bool, joined_at: int) -> int | None:
        for place, word in enumerate(wanted):
            skipped = list[str]()
            while place and at < len(self._words) and self._words[at].key != word:
                here = self._words[at].key
                if len(skipped) > 2 or not (here in _SKIPPED or (joined_at == place and here in _JOINING)):
                    break
                if not self._side_by_side(at, commas):
                    return None
                skipped.append(here)
                at += 1
            if at >= len(self._words) or (place and not self._side_by_side(at, commas)):
                return None
            if not self._same(word, self._words[at].key, exact=self._english and word.isascii()):
                return None
            if place and joined_at == place and not _JOINING.intersection(skipped):
                return None
            at += 1
        return self._words[at - 1].end

    @staticmethod
    def _same(word: str, other: str, *, exact: bool) -> bool:
        """Say whether two words differ only in their ending."""
        if word == other or exact or not word.isalpha() or len(word) <= 3:
            return word == other
        return other.startswith(word[: max(4, len(word) - 2)]) and abs(len(word) - len(other)) <= 3

    def _side_by_side(self, at: int, commas: bool) -> bool:
        """Say whether a word and the one before it can be of one name: no sentence ends between them, and no list goes on."""
        before = self._words[at - 1]
        between = self.text[before.end : self._words[at].start]
        if stop := _STOP.search(between):
            return stop.group() == "." and "\n" not in between and before.capital and before.end - before.start <= 4
        return commas or "," not in between or before.key in TITLES or before.key in OFFICES

    def _transcribed(self, name: str) -> tuple[Span, ...]:
        """Return where a name stands in another script: as the consonants of its words, one behind the other."""
        wanted = [key for word in taken_apart(name).words if len(key := consonants(word)) >= _FEWEST_CONSONANTS]
        if not wanted:
            return ()
        found = []
        for match in _WORD.finditer(self.text):
            written = "".join(taken_apart(match.group()).words)
            if wanted[-1] in consonants(written):
                found.append(Span(*match.span()))
        return tuple(found[:_MOST_PLACES])


def _word(start: int, end: int, written: str) -> _Word:
    key, capital = _read(written)
    return _Word(key, start, end, capital)


@lru_cache(maxsize=8192)
def _read(written: str) -> tuple[str, bool]:
    """Return a word as it is compared, and whether it begins with a capital."""
    if not written.isalnum():
        written = _POSSESSIVE.sub("", written)
    return fold(written).replace(".", ""), written[:1].isupper()


def _letters(name: str, text: str) -> tuple[Span, ...]:
    """Return the places of a name in a script without capitals, which may put words together."""
    words = [re.escape(word) for word in name.split()]
    if not words:
        return ()
    found = [Span(*match.span()) for match in re.finditer(r"\s+".join(words), text)]
    return tuple(found[:_MOST_PLACES])


def _capitalised(text: str) -> list[str]:
    """Return the names that a text writes with capitals, and every part of them that can be a name of its own."""
    words = list(_NAME_WORD.finditer(text))
    given: set[str] = set()
    for at, opening in enumerate(words):
        if not opening[0][0].isupper():
            continue
        before = first = opening.start()
        for word in words[at : at + _LONGEST_NAME]:
            start, end = word.span()
            if text[before:start].strip():
                break
            if text[start].isupper():
                given.add(" ".join(text[first:end].split())[:300])
            elif word[0] not in _INSIDE:
                break
            before = end
        if len(given) >= _MOST_NAMES:
            break
    return sorted(given)


def _script(text: str) -> str:
    """Return the script of most of a text's first letters."""
    scripts = scripts_in(text[:4000])
    return scripts.most_common(1)[0][0] if scripts else ""
