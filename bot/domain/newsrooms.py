"""Says which words are the name of a newsroom: one of the table, one of the outlet list, or one that reads like a newsroom's.

A name is looked up without case, accents and "the"; a short one counts only as its newsroom writes it, so that "pa" is none.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from bot.domain.model import OneLine, Value
from bot.domain.terms import fold, word_set

_SHORT = 4
"""Letters; an ASCII name up to this length counts only in capitals or as the table writes it."""
_SQUASHED = 5
"""Letters that a name needs to be recognised inside an address."""
_LONGEST = 9
"""Words of a name."""
_RUN_WITHIN = 160
"""Characters in which a name has to begin and end."""


class Kind(StrEnum):
    """How a newsroom's words come to other newsrooms."""

    AGENCY = "agency"
    CHAIN = "chain"
    SYNDICATE = "syndicate"
    NEWSROOM = "newsroom"
    SCHEME = "scheme"
    RELEASE = "release"


class Newsroom(Value):
    """One row of the table; `ordinary` are the spellings that are also words or people's names."""

    name: OneLine
    kind: Kind
    also: tuple[OneLine, ...] = ()
    ordinary: tuple[OneLine, ...] = ()
    source: OneLine
    checked: dt.date


class Named(NamedTuple):
    """A newsroom that words name; `kind` is None where it only reads like one."""

    name: str
    kind: Kind | None

    @property
    def sells(self) -> bool:
        """Say whether others carry whole articles of it under its name: an agency or the like."""
        return self.kind in (Kind.AGENCY, Kind.CHAIN, Kind.SYNDICATE, Kind.RELEASE)


class Newsrooms:
    """All newsrooms of the table, and the words that make a name read like a newsroom's."""

    def __init__(self, rows: Iterable[Newsroom], words: Mapping[str, str]) -> None:
        self.by_key: dict[str, Newsroom] = {}
        self.ordinary: set[str] = set()
        self.written: set[str] = set()
        for row in rows:
            for spelling in (row.name, *row.also):
                self.by_key.setdefault(_key(spelling), row)
                self.written.add(spelling)
            self.ordinary.update(key for spelling in row.ordinary if self.by_key.get(key := _key(spelling)) is row)
        # Scripts without spaces: a name is found inside a run of characters.
        self.unspaced = sorted((s for s in self.written if _UNSPACED.fullmatch(s)), key=lambda s: (-len(s), s))
        self.words = {name: frozenset(listed.split()) for name, listed in words.items()}

    def seen_by(self, own: Sequence[str], listed: Sequence[str] = ()) -> "Seen":
        """Return the names as one outlet sees them: without its `own` names, and with further agencies that are `listed`."""
        return _seen_by(self, tuple(own), tuple(listed))


class Seen:
    """The names of newsrooms as one outlet sees them: it is no other newsroom to itself."""

    def __init__(self, newsrooms: Newsrooms, own: Sequence[str], listed: Sequence[str]) -> None:
        self._all = newsrooms
        self._words = newsrooms.words
        self._listed = {_key(name): name for name in listed if name.strip()}
        self._own_keys = {_key(name) for name in own if name.strip()}
        self._own_rows = {row.name for key in self._own_keys if (row := newsrooms.by_key.get(key))}
        self._own_words = [words for name in own if (words := _words(_BRACKETS.sub("", name)))]
        self._own_squashed = [_squash(name) for name in own]
        self._own_signs = {sign[:4] for name in own for sign in _CALL_SIGN.findall(name.upper())}
        self._called = {row.name: name for key, name in self._listed.items() if (row := newsrooms.by_key.get(key))}
        self.nameless = bool(own) and all(_ADDRESS.fullmatch(name) for name in own)
        """Whether the outlet is known by its address only, so that a desk's name may well be its own."""

    def called(self, written: str, *, in_place: bool = False) -> Named | None:
        """Return the newsroom with this name; one that is also an ordinary word only where `in_place`."""
        name = _bare(written)
        key = _key(name)
        row = self._all.by_key.get(key)
        if row is None:
            listed = self._listed.get(key)
            return Named(listed, Kind.AGENCY) if listed and key not in self._own_keys else None
        with_article = row.name.startswith("The ") and name.startswith("The ")
        if row.name in self._own_rows or (len(name) > _SHORT and self._is_own_row(row)):
            return None
        if key in self._all.ordinary and not in_place and not with_article:
            return None
        if len(name) <= _SHORT and name.isascii() and not name.isupper() and name not in self._all.written:
            return None
        return Named(self._called.get(row.name, row.name), row.kind)

    def among(self, written: str, *, in_place: bool = False) -> Named | None:
        """Return the first newsroom of "AFP/Reuters", "dpa, AFP", "CBS/AP"."""
        found = (self.called(part, in_place=in_place) for part in _PARTS.split(written))
        return next(filter(None, found), None) or self.inside(written)

    def alone(self, written: str) -> Named | None:
        """Return the first agency where there is nothing else but agencies, initials of desks and a site's address."""
        parts = [part.strip(" .") for part in _PARTS.split(written) if part.strip(" .")]
        named = [self.called(part) for part in parts]
        if any(found is None and not _DESK.fullmatch(part) for part, found in zip(parts, named, strict=True)):
            named = [self.inside(written)]
        return next((found for found in named if found and found.sells), None)

    def inside(self, written: str) -> Named | None:
        """Return the newsroom that a run of Chinese, Japanese or Korean names."""
        if written.isascii():
            return None
        return next((self.called(name, in_place=True) for name in self._all.unspaced if name in written), None)

    def leading(self, words: Sequence[str]) -> tuple[Named, int] | None:
        """Return the newsroom that a phrase begins with, and of how many words its name is."""
        for end in range(min(_LONGEST, len(words)), 0, -1):
            if found := self.called(" ".join(words[:end]), in_place=end == len(words) > 1):
                return found, end
        found = self.inside(words[0])
        return (found, 1) if found else None

    def reads_like_one(self, written: str, *, after_person: bool = False) -> Named | None:
        """Return a name that reads like a newsroom's ("Quayside Courier"), unless it is the outlet's own.

        `after_person` says that a person's name stands before it, as in a byline; then less has to show it.
        """
        name = _bare(written)
        if not name or len(name) > _RUN_WITHIN or self.is_own(name):
            return None
        if _ADDRESS.fullmatch(name):
            return Named(name, None)
        words = _words(name)
        if not 1 < len(name.split()) <= _LONGEST or not words or not _is_title(name):
            return None
        sorts = self._words
        strong = [word for word in words if word in sorts["strong"] or word.endswith(_FUSED)]
        weak = [word for word in words if word in sorts["weak"] and word not in strong]
        told = [w for w in words if w not in sorts["generic"] and w not in strong and w not in weak and not w.isdigit()]
        if not strong and not weak:
            return None
        papers = len(set(strong) - _NO_PAPERS)
        article = name.startswith(_ARTICLES)
        if not told and papers + len(weak) < 2 and not (article and papers + len(weak) and after_person):
            return None
        if words[-1] in sorts["bodies"] and words[0] not in _OF_SOMEBODY and words[-2:-1] != ["news"]:
            return None
        if not article and (words[0] in sorts["given"] or words[0] in sorts["jobs"] or words[-1] in sorts["jobs"]):
            return None
        # "Xu Star" may be a person; few places have a name as short.
        person = len(words) == 2 and words[1] in sorts["surnames"] and len(words[0]) <= _SHORT
        if strong or article or len(words) > 2 or (after_person and not person):
            return Named(name.removeprefix("the "), None)
        return None

    def coined(self, written: str) -> Named | None:
        """Return a name that can only be a newsroom's in a dateline: "MarketWatch", the call sign of another station."""
        name = written.strip()
        other = _CALL_SIGN.fullmatch(name) and self._own_signs and name[:4] not in self._own_signs
        return Named(name, None) if (_COINED.fullmatch(name) or other) and not self.is_own(name) else None

    def is_own(self, name: str) -> bool:
        """Say whether a name is the outlet's own, short or long: "Post" or "Post Online" for "Thornton Post"."""
        row = self._all.by_key.get(key := _key(name))
        if key in self._own_keys or (row and row.name in self._own_rows):
            return True
        generic, words = self._words["generic"], set(_words(name))
        told = words - generic
        if not told:
            return bool(words) and any(words <= set(own) for own in self._own_words)
        squashed, letters = _squash(name), name.strip()
        if len(squashed) >= _SQUASHED and any(squashed in own for own in self._own_squashed):
            return True
        for own in self._own_words:
            initials = {"".join(word[0] for word in own), "".join(word[0] for word in own if word not in _SMALL)}
            if told <= set(own) or (2 < len(letters) <= 5 and letters.isupper() and letters.casefold() in initials):
                return True
            if set(own) <= words and all(word in generic or word.isdigit() for word in words - set(own)):
                return True
            # BBC Radio Leeds is the BBC, but the Orsany Herald is not the Orsany Post.
            brand = set(own) - generic
            if brand and brand <= words and not (self._papers(own) or self._papers(words)):
                return True
        return False

    def _papers(self, words: Iterable[str]) -> set[str]:
        """Return the words that say what paper a newsroom is: herald, post."""
        papers = self._words["strong"] | self._words["weak"]
        return set(words) & papers - _NO_PAPERS - self._words["generic"]

    def _is_own_row(self, row: Newsroom) -> bool:
        """Say whether the outlet is a newsroom's under a longer name, as BBC News Mundo is; a station is not its network."""
        told = set(_words(row.name)) - self._words["generic"]
        plain = self._words["generic"] | self._words["strong"] | self._words["weak"]
        return bool(told) and any(told <= set(own) and set(own) - told <= plain for own in self._own_words)

    def is_person(self, written: str) -> bool:
        """Say whether words are written as a person's name and have no word of a desk or an outlet in them."""
        words = written.strip(" ,;").split(",")[0].split()
        return 2 <= len(words) <= 4 and all(word[0].isupper() and not self._is_desk(word.casefold()) for word in words)

    def is_byline(self, line: str) -> bool:
        """Say whether a line is written as a byline is: with capitals but for small words, jobs and desks."""
        words = _WORD.findall(line)
        return all(len(w) < _SHORT or not w[0].islower() or w in _IN_BYLINES or self._is_desk(w) for w in words)

    def _is_desk(self, word: str) -> bool:
        return any(word in self._words[sort] for sort in ("generic", "strong", "roles", "jobs"))

    def is_no_name(self, words: Sequence[str]) -> bool:
        """Say whether words are a date, a language or a platform, and name no newsroom."""
        never = self._words["never"]
        return not any(map(str.isalpha, words[0])) or all(w.casefold().strip(".,") in never or w[0].isdigit() for w in words)


@lru_cache(maxsize=64)
def _seen_by(newsrooms: Newsrooms, own: tuple[str, ...], listed: tuple[str, ...]) -> Seen:
    return Seen(newsrooms, own, listed)


class Run(NamedTuple):
    """Words that can be a name, and where the last one ends."""

    words: list[str]
    end: int


def run_at(text: str, at: int) -> Run:
    """Return the words from `at` on that can be a name: words with capitals, and small words between them."""
    line_end = text.find("\n", at)
    limit = min(at + _RUN_WITHIN, line_end if line_end >= 0 else len(text))
    if issue := _ISSUE.match(text, at, limit):
        at = issue.end()
    found: list[str] = []
    end = at
    tokens = list(_WRITTEN.finditer(text, at, limit))
    for place, token in enumerate(tokens):
        word = token.group().lstrip(_OPENING)
        core = word.rstrip(_CLOSING)
        if core.endswith(".") and not _SHORTENED.fullmatch(core):
            core = core.rstrip("." + _CLOSING)
        if not core or (core.isdigit() and len(core) == 4):
            break
        if _begins_name(core) or _ADDRESS.fullmatch(core) or (found and _ELIDED.match(core)):
            found.append(core)
            end = token.start() + token.group().index(core) + len(core)
        elif found and core in _SMALL and word == core and _goes_on(tokens[place + 1 : place + 3]):
            found.append(core)
        elif found or core.casefold() not in _BEFORE_NAME:
            break
        if found and core != word:
            break
    return Run(found[:_LONGEST], end)


def _begins_name(word: str) -> bool:
    """Say whether a word is written as in a name: with a capital somewhere, a digit, or in a script without capitals."""
    return word[0].isdigit() or word != word.lower() or (word[0].isalpha() and word[0].lower() == word[0].upper())


def _goes_on(tokens: Sequence[re.Match[str]]) -> bool:
    """Say whether a name goes on: with a capital, perhaps after one more small word."""
    words = [token.group().lstrip(_OPENING) for token in tokens]
    return bool(words) and (words[0][:1].isupper() or (words[0] in _SMALL and words[-1][:1].isupper()))


def _key(name: str) -> str:
    return fold(name).removeprefix("the ").strip(" .")


def _bare(written: str) -> str:
    return " ".join(written.split()).strip(" .:*[]()©™®=_~“”\"«»‘’'")


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(fold(name)) if word not in _SMALL]


def _squash(name: str) -> str:
    return "".join(char for char in fold(name) if char.isalnum())


def _is_title(name: str) -> bool:
    """Say whether all words are written as in a name; scripts without capitals are no obstacle."""
    return all(not word[0].islower() or word.casefold() in _SMALL for word in _WORD.findall(name))


_PARTS = re.compile(r"\s*(?:[/,;&+|=，、・]|\b(?:and|und|et|y|e|och|og|en|i|и|та)\b)\s*")
_DESK = re.compile(r"[a-z]{2,5}|[\w-]+\.[a-z]{2,}")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_ADDRESS = re.compile(
    r"(?:[\w-]{1,60}\.){1,4}(?:com|org|net|news|info|co|io|tv|fm|media|press|ca|ie|in|au|nz|uk|eu|de|fr|es|it|nl|example)"
)
_CALL_SIGN = re.compile(r"\b[KW][A-Z]{3}(?:-?(?:TV|FM))?\b")
_COINED = re.compile(r"[A-Z][A-Z]*[a-z]+[A-Z]\w*")
_BRACKETS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = word_set("""
of for and the a an & de la le les du des del et el los y e da do di il lo der die das den von für van og och
""")
_ARTICLES = ("The ", "Le ", "La ", "El ", "Il ", "Die ", "Der ", "Das ")
_OF_SOMEBODY = ("journal", "times", "voice")
_NO_PAPERS = frozenset({"news", "daily", "weekly", "media", "press", "radio", "tv", "television", "broadcast", "magazine"})
_IN_BYLINES = frozenset({"with", "from", "special", "additional", "reporting", "agence", "avec"})
# One word in German and in the languages of the North: "Südkurier", "Nordlandsposten".
_FUSED_WORDS = """
zeitung kurier anzeiger tagblatt nachrichten rundschau posten tidning tidende bladet blatt
"""
_FUSED = tuple(_FUSED_WORDS.split())
_WRITTEN = re.compile(r"\S+")
_OPENING = "“\"‘«*_[(《「『„'<"
_CLOSING = "”\"’»*_])》」』,;:!?>'"
_BEFORE_NAME = word_set("""
the our its their a an sister partner partners site website web blog newspaper newspapers magazine news organization
organisation outlet outlets nonprofit non-profit newsroom newsrooms agency service wire online digital print edition issue of
weekly daily monthly publication journal independent investigative local regional national student community friends at over
pages page platform colleagues original version in
""")
# The January 2026 issue of …
_ISSUE = re.compile(r"(?:the\s+)?[^\n.,]{0,40}?\b(?:issue|edition)\s+of\s+", re.IGNORECASE)
_SHORTENED = re.compile(r"(?:St|Mt|Ft|No|Dr|(?:[A-Z]\.)+[A-Z]?)\.")
_ELIDED = re.compile(r"[dl]['’]\w")
