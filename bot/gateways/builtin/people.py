"""Names in one article: full forms, abbreviations, and who is who."""

import re
from collections import Counter
from collections.abc import Iterable

from bot.gateways.builtin.phrasing import said_in
from bot.gateways.english.sentences import Sentence
from bot.gateways.english.words import Word, nations, stem, word_set, words

_NAME = re.compile(r"[^\W\d_a-z][\w’'-]*(?:\s+(?:(?:de|del|al|bin|van|von|der|el|la|ben|bint)\s+)?[^\W\d_a-z][\w’'-]*\.?){1,4}")
_CAPITALS = re.compile(r"\b[A-Z][\w'’-]+(?:(?:\s+(?:of|for)(?:\s+the)?)?\s+[A-Z][\w'’-]+){1,6}")
_JOINT = re.compile(r"\s+(?:of|for)(?:\s+the)?\s+")
_SHORT = re.compile(r"\((?:the\s+)?([A-Z][A-Za-z&-]{1,9})\)")


class Names:
    """The names of one article, resolved to their fullest form there."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        counts: Counter[str] = Counter()
        self._short: dict[str, str] = {}
        self._lower: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        for sentence in sentences:
            if "(" in sentence.text:
                self._find_short_forms(sentence.text)
            if sentence.heading:
                continue
            tokens = words(sentence.text)
            self._lower.update([word.lower for word in tokens if not word.capital])
            self._capital.update([word.lower for word in tokens[1:] if word.capital])
            for match in _NAME.finditer(sentence.text):
                name = _without_opening(match.group())
                counts[name if match.group().startswith("The ") else strip_titles(name)] += 1
        bodies = word_set("attribution", "speakers.bodies")
        naming = [sentence.text for sentence in sentences if not bodies.isdisjoint(said_in(sentence.text))]
        self._bodies = {body for text in naming for name in _CAPITALS.findall(text) if (body := _body_in(name))}
        self._full: dict[str, str] = {}
        for name, _ in sorted(counts.items(), key=lambda item: (-min(item[1], 2), -len(item[0].split()), item[0])):
            parts = name.split()
            if 2 <= len(parts) <= 4:
                self._full.setdefault(stem(parts[-1].lower()), name)
        for name in list(self._full.values()):
            self._full.setdefault(stem(name.split()[0].lower()), name)

    def full(self, name: str) -> str:
        """Return the fullest form of a name in the article, without titles."""
        name = strip_titles(name)
        if name in self._short:
            return self._short[name]
        parts = name.split()
        full = self._full.get(stem(parts[-1].lower())) if parts else None
        if full and {stem(p.lower()) for p in parts} <= {stem(p.lower()) for p in full.split()}:
            return full
        return name

    def spelled_out(self, name: str) -> str:
        """Spell out an abbreviation that the article explains: "Institute of Rivers (IR)"."""
        return self._short.get(name, name)

    def outlet(self, name: str) -> str:
        """Return the full name of an outlet that is named by the end of it: "the Echo"."""
        full = self.full(name)
        return full if full.endswith(f" {name}") else name

    def body(self, said: str) -> str:
        """Return the one body with all the words of a short name, by its full name in the article: "the council"."""
        short = {stem(w.lower) for w in words(said) if w.lower not in ("of", "for", "and", "the")}
        found = [name for name in self._bodies if short and short <= {stem(w.lower) for w in words(name)}]
        return found[0] if len(found) == 1 else ""

    def is_common(self, lower: str) -> bool:
        """Say whether a word stands in lower case too in the article, so that it is hardly a surname: "Ormond Dams"."""
        return self._lower[lower] > 0 or (len(lower) > 3 and lower.endswith("s") and self._lower[lower[:-1]] > 0)

    def is_name(self, word: Word, place: int) -> bool:
        """Say whether a capitalised word is a name here and not merely the first of its sentence or title."""
        if not word.capital or word.lower in word_set("words", "stop"):
            return False
        capital, lower = self._capital[word.lower], self._lower[word.lower]
        if capital or lower:
            return capital > lower
        return place > 0

    def _find_short_forms(self, text: str) -> None:
        for match in _SHORT.finditer(text):
            initials = [c for c in match.group(1).lower() if c.isalpha()]
            before = text[: match.start()].split()[-10:]
            for size in range(1, len(before) + 1):
                phrase = before[-size:]
                capitals = [w.lstrip("“\"'")[:1].lower() for w in phrase if w[:1].isupper()]
                if capitals == initials:
                    self._short[match.group(1)] = " ".join(phrase)
                    break


def _without_opening(name: str) -> str:
    """Take "As" off "As Holm"; Will and May are first names too."""
    first, _, rest = name.partition(" ")
    lower = first.lower()
    return rest if rest and lower in word_set("words", "stop") and lower not in ("will", "may", "he", "an") else name


def strip_titles(name: str) -> str:
    """Take titles and nationalities off the front of a person's name: "Defence Minister Ann Lee" gives "Ann Lee"."""
    parts = name.replace(",", " ").split()
    kept = [p[:-2] if p.endswith(("'s", "’s")) else p for p in parts]
    dropped = False
    while len(kept) > 1 and (_is_title(kept[0]) or (dropped and kept[0] in ("of", "for", "the", "and"))):
        kept.pop(0)
        dropped = True
    return " ".join(kept)


def _body_in(name: str) -> str:
    """Return the body in a run of capitalised words: "River Office" in "Ann Roe of the River Office"."""
    start = 0
    for joint in (*_JOINT.finditer(name), None):
        part = name[start : joint.start() if joint else None]
        if any(word.strip("'’").lower() in word_set("attribution", "speakers.bodies") for word in part.split()):
            return name[start:].removeprefix("The ").strip("'’")
        start = joint.end() if joint else 0
    return ""


def _is_title(word: str) -> bool:
    lower = word.strip(".'’").lower()
    return lower in word_set("attribution", "speakers.roles") or lower in nations()
