"""Says to whom a sentence attributes what it says, by plain rules; a remark may rest on it, never a count.

A name is the source of a sentence if it is the subject of a verb such as "said", if such a verb stands just before it ("said
fire chief Ola Berg"), or if "according to", "a report by" and the like lead to it. English is looked at closely; in other
languages a verb or a word such as "laut" near the name is enough; of languages that are not known, nothing is said.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.domain.evidence.sentences import Span
from bot.domain.evidence.speech import (
    ADDRESSING,
    BACKWARD,
    CITING,
    DONE_TO,
    INFORMATION,
    LANGUAGES,
    NARRATORS,
    OFFICES,
    PERCEIVING,
    PLAIN,
    PREPOSITIONS,
    SAYING,
    is_saying,
)
from bot.domain.model import HopKind
from bot.domain.names import TITLES
from bot.domain.terms import fold, word_set
from bot.domain.translations import language_of

QUOTED = re.compile(r"[“„][^”“\n]*[”“]?|«[^»\n]*»?|\"[^\"\n]*\"?|(?<!\w)‘[^‘\n]{1,600}?’(?!\w)")
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’.-][^\W_]+)*")
_STRONG = re.compile(r"[;:!?…—–“”«»\"\n]|\.(?=\s)")
_ASIDE = re.compile(r"[,—–()”\"]")
_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLES = word_set("the a an his her their its our this that's s of and or")
_RELATIVE = word_set("who which whose whom")
_TIMES = word_set("after before since until once")
_CLAUSE = _TIMES | word_set("""
that but while whereas as because if when although though whether so where than what how why
""")
_BESIDE = word_set("""
with beside besides alongside against for about at in on near behind between like unlike towards toward over under without
into onto around by from to during through among including except not
""")
_LED_TO = word_set("according attributed back credited akin")
_SPOKEN_TO = word_set("""
spoke speak speaks speaking talked talking explained confirmed statement interview message email
""")
_SPOKEN_WITH = word_set("interview conversation call talk talks spoke talked meeting contact")
_HAD_FROM = word_set("had has have heard learned learnt comes came come know knows knew obtained received taken")
_GIVEN_BY = word_set("""
reported published released issued posted written given made compiled seen obtained quoted cited confirmed signed shared
provided told said sent filed broadcast put collected recorded filmed taken prepared denied witnessed consulted verified
""")
_RAISED = word_set("appeared appears appear raised printed said wrote run ran aired")
_NO_OBJECT = word_set("""
retired injured elected appointed wounded married unnamed named so-called armed united allied associated red unidentified
""")
_LINKS = word_set("has have had also later then now yesterday earlier will would could can may might")
_NOBODY = (
    _ARTICLES
    | _CLAUSE
    | _BESIDE
    | DONE_TO
    | BACKWARD
    | word_set("""
i we there our now then nobody nothing none no some many all monday tuesday wednesday thursday friday saturday sunday
""")
)
_NOUN_COMES = ("a", "an", "the")
_BACK = BACKWARD | {"the", "his", "her", "their", "its"}
_NO_VERB = word_set("to will would shall should must can could may might a an the his her their its")
_WHEN = word_set("morning afternoon evening night noon midnight day days week weeks month months year years")
_ACCORDING = word_set("laut selon segun secondo segundo wedlug według")
_NEAR = 14
"""Words between a name and the word that makes it a source, where a language is not looked at closely."""
_GAP, _APPOSITION, _BEHIND = 8, 30, 10
"""Words between a subject and its verb without commas, and with an apposition; between a verb and the subject behind it."""
_MOST_TOKENS = 400


class _Token(NamedTuple):
    """One word of a sentence; `before` is what stands between the word before and this one."""

    word: str
    written: str
    start: int
    end: int
    before: str


class Attribution:
    """Tells for one article to whom its sentences attribute what they say; `known` says whether its language is known here."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._quoted = [Span(*match.span()) for match in QUOTED.finditer(text)]
        language = language_of(text)
        self._english = language in ("en", None)
        # Where every noun has a capital, only one beside the verb is taken for somebody.
        self._capitals = language == "de"
        self.known = language in LANGUAGES or (language is None and text.isascii())

    def names(self, sentence: Span, places: Iterable[Span], kind: HopKind, *, strictly: bool = False) -> bool | None:
        """Say whether a sentence attributes what it says to the name at one of some places in it; None where nobody knows.

        `strictly` asks for a verb of saying; else one of seeing or doing is enough.
        """
        if not self.known:
            return None
        return any(
            self._is_source(*found, kind, SAYING if strictly and not self._quote_around(place) else PERCEIVING)
            for place in places
            for found in self._found(sentence, [place], kind)
        )

    def introduces(self, sentence: Span, places: Iterable[Span], kind: HopKind) -> bool:
        """Say whether a sentence begins with the name at one of some places; "she said" behind it may mean that name."""
        return any(
            kind is HopKind.DOCUMENT or not self._english or _opens(tokens, first)
            for tokens, first, _ in self._found(sentence, places, kind)
        )

    def refers_back(self, sentence: Span, quote: Span) -> bool:
        """Say whether a quote is direct speech, or the word of somebody whom its sentence does not name: "she said"."""
        if any(span.meets(quote) for span in self._quoted):
            return True
        words, saying = self._saying(sentence)
        return any(not self._english or _BACK.intersection(words[max(at - 5, 0) : at + 4]) for at in saying)

    def says(self, sentence: Span) -> bool:
        """Say whether a sentence, outside quotation marks, has anybody say something."""
        return bool(self._saying(sentence)[1])

    def _saying(self, sentence: Span) -> tuple[list[str], list[int]]:
        words = [token.word for token in self._outside(sentence)]
        verbs = (at for at, word in enumerate(words) if word == "according" or is_saying(word, english=self._english))
        return words, [at for at in verbs if not at or words[at - 1] not in _NOUN_COMES]

    def speaker(self, sentence: Span) -> Span | None:
        """Return the words by which a sentence, outside quotation marks, has somebody say what it says; else None."""
        tokens = self._outside(sentence)
        reach = 1 if self._capitals else _GAP
        for at, token in enumerate(tokens):
            if token.word in PLAIN if self._english else is_saying(token.word, english=False):
                found = _said_by(tokens, at, reach)
                if found is not None:
                    return found
        return _according_to(tokens)

    def _found(self, sentence: Span, places: Iterable[Span], kind: HopKind) -> Iterator[tuple[list[_Token], int, int]]:
        """Yield the words of a sentence, with the first word of each place and the one behind it.

        What is in quotation marks is left out, but for a name in it, which is looked at among the words beside it.
        """
        tokens = self._tokens(sentence)
        for place in places:
            if not sentence.holds(place):
                continue
            spoken = self._quote_around(place)
            if spoken and kind is not HopKind.DOCUMENT:
                kept = [token for token in tokens if spoken.holds((token.start, token.end))]
            else:
                kept = [t for t in tokens if place.holds((t.start, t.end)) or not self._quote_around(Span(t.start, t.end))]
            first = next((at for at, token in enumerate(kept) if token.end > place.start), len(kept))
            behind = next((at for at in range(first, len(kept)) if kept[at].start >= place.end), len(kept))
            if first < behind:
                yield kept, first, behind

    def _quote_around(self, span: Span) -> Span | None:
        at = bisect_right(self._quoted, span.start, key=lambda quoted: quoted.start) - 1
        return self._quoted[at] if at >= 0 and self._quoted[at].start < span.start and span.end < self._quoted[at].end else None

    def _outside(self, sentence: Span) -> list[_Token]:
        return [token for token in self._tokens(sentence) if not self._quote_around(Span(token.start, token.end))]

    def _tokens(self, sentence: Span) -> list[_Token]:
        found: list[_Token] = []
        end = sentence.start
        for match in _WORD.finditer(self._text, *sentence):
            if len(found) >= _MOST_TOKENS:
                break
            written = match.group()
            word = fold(_POSSESSIVE.sub("", written)).rstrip(".")
            found.append(_Token(word, written, match.start(), match.end(), self._text[end : match.start()]))
            end = match.end()
        return found

    def _is_source(self, tokens: Sequence[_Token], first: int, behind: int, kind: HopKind, verbs: frozenset[str]) -> bool:
        if self._labelled(tokens, first, behind, kind) or _has(tokens, behind):
            return True
        if not self._english:
            near = [*tokens[max(first - _NEAR, 0) : first], *tokens[behind : behind + _NEAR]]
            return any(is_saying(token.word, english=False) for token in near)
        return _leads_to(tokens, first, kind) or _is_subject(tokens, first, behind, kind, verbs)

    def _labelled(self, tokens: Sequence[_Token], first: int, behind: int, kind: HopKind) -> bool:
        """Say whether a name stands as a label: "Quill: “…”", "(Reuters)", "OSLO, Reuters —"."""
        before = self._text[: tokens[first].start].rstrip()[-1:]
        after = self._text[tokens[behind - 1].end :][:20].lstrip()[:1]
        if after == ":" and first <= _GAP:
            return True
        publisher = kind in (HopKind.OUTLET, HopKind.BODY)
        return publisher and ((before == "(" and after == ")") or (first < _GAP and after in ("—", "–")))


def _opens(tokens: Sequence[_Token], first: int) -> bool:
    """Say whether a sentence begins with a name, before any verb: "Later in the morning the director, Ida Kast, …"."""
    if tokens[0].word in _CLAUSE and "," in tokens[first].before:
        return True
    for at in range(first - 1, -1, -1):
        if re.search(r"[:;—–]", tokens[at + 1].before):
            return True
        word = tokens[at].word
        in_time = word in _BESIDE and (at == 0 or tokens[first - 1].word in _WHEN or _of_office(tokens, at))
        if not in_time and (word in _CLAUSE | _RELATIVE | _BESIDE | DONE_TO or (word in PERCEIVING and word not in OFFICES)):
            return False
    return first <= _GAP


def _has(tokens: Sequence[_Token], behind: int) -> bool:
    """Say whether something that one has from somebody, or an office, belongs to a name: "Quill's account"."""
    if not _POSSESSIVE.search(tokens[behind - 1].written):
        return False
    return any(token.word in INFORMATION or token.word in OFFICES for token in tokens[behind : behind + 4])


def _leads_to(tokens: Sequence[_Token], first: int, kind: HopKind) -> bool:
    """Say whether a verb or a preposition before a name makes it the source."""
    at = _governor(tokens, first, apposed=True)
    if at is None:
        return False
    word, before = tokens[at].word, [token.word for token in tokens[max(at - 6, 0) : at]]
    last = before[-1] if before else ""
    told = kind in (HopKind.OUTLET, HopKind.DOCUMENT)
    if word in CITING:
        return True
    if word in ADDRESSING:
        return told
    if word in SAYING:
        inverted = at == 0 or _ASIDE.search(tokens[at].before) is not None or last in _CLAUSE or last == "also"
        return inverted and first - at <= _BEHIND
    match word:
        case "to":
            return last in _LED_TO or (told and last in _SPOKEN_TO)
        case "by":
            return any(w in _GIVEN_BY or w in INFORMATION for w in before)
        case "from":
            return any(w in INFORMATION or w in _HAD_FROM for w in before)
        case "through":
            return any(w in SAYING for w in before[-2:])
        case "with":
            return any(w in _SPOKEN_WITH for w in before[-2:])
        case "of":
            return any(w in INFORMATION for w in before[-2:])
        case _:
            published = (
                at == 0 if kind is HopKind.DOCUMENT else any(w in SAYING or w in _GIVEN_BY or w in _RAISED for w in before)
            )
            return told and word in ("in", "on", "at") and published


def _governor(tokens: Sequence[_Token], first: int, *, apposed: bool) -> int | None:
    """Return the word before a name on which the name depends; None at the beginning of a clause.

    `apposed` looks past a comma just before the name: "said the mayor, Ada Quill".
    """
    for at in range(first - 1, max(first - _NEAR, -1), -1):
        between = tokens[at + 1].before
        if _STRONG.search(between) or ("," in between and not (apposed and at == first - 1)):
            return None
        token = tokens[at]
        word = token.word
        if word == "of":
            if at > 0 and tokens[at - 1].word in INFORMATION:
                return at
        elif (
            (word in SAYING and word not in INFORMATION and token.written[0].islower())
            or word in ADDRESSING | CITING | DONE_TO
            or word in _CLAUSE | _RELATIVE
            or (word in _BESIDE and not _of_office(tokens, at))
            or (token.written[0].islower() and word.endswith("ed") and word not in _NO_OBJECT)
        ):
            return at
    return None


def _of_office(tokens: Sequence[_Token], at: int) -> bool:
    """Say whether a preposition belongs to an office: "the councillor for transport"."""
    return (
        tokens[at].word in ("for", "at", "in") and at > 0 and (tokens[at - 1].word in OFFICES or tokens[at - 1].word in TITLES)
    )


def _is_subject(tokens: Sequence[_Token], first: int, behind: int, kind: HopKind, verbs: frozenset[str]) -> bool:
    """Say whether a name is the subject of a verb by which something is said, seen or done."""
    at = _governor(tokens, first, apposed=False)
    relative = False
    if at is not None:
        word = tokens[at].word
        relative = word in _RELATIVE
        for_body = word in ("for", "from", "at") and kind is not HopKind.PERSON
        office = word in ("for", "of", "to") and any(token.word in OFFICES for token in tokens[max(at - 3, 0) : at])
        # As in: By breakfast the theatre had put out a statement.
        opening = word in _BESIDE and at == 0 and first - at > 2
        if not (word in _CLAUSE or word in SAYING or relative or for_body or office or opening):
            return False
    if first > 0 and tokens[first - 1].word == "of" and kind is HopKind.PERSON:
        return any(token.word in OFFICES or token.word in INFORMATION for token in tokens[max(first - 4, 0) : first - 1])
    return any(_governs(tokens, first, behind, verb, relative) for verb in _verbs(tokens, behind, verbs))


def _verbs(tokens: Sequence[_Token], behind: int, verbs: frozenset[str]) -> Iterator[int]:
    for at in range(behind, min(behind + _APPOSITION, len(tokens))):
        if re.search(r"[;:!?\n]|\.(?=\s)", tokens[at].before):
            return
        word, last = tokens[at].word, tokens[at - 1].word
        if word not in verbs or (last in _NO_VERB and tokens[at - 1].written != "May"):
            continue
        if last in DONE_TO and word not in ("quoted", "cited", "saying", "reported") and not word.endswith("ing"):
            continue
        yield at


def _governs(tokens: Sequence[_Token], first: int, behind: int, verb: int, relative: bool) -> bool:
    """Say whether a verb can be that of the name before it, by what stands between them."""
    gap = tokens[behind:verb]
    commas = [n for n, token in enumerate(tokens[behind : verb + 1]) if _ASIDE.search(token.before)]
    if not commas:
        return len(gap) <= _GAP and not any(token.word in _CLAUSE for token in gap)
    if commas[0] != 0:
        # "Jonas Reed of the Harbour Authority, who leads it, said".
        names = all(t.written[0].isupper() or t.word in _ARTICLES or t.word in _BESIDE for t in gap[: commas[0]])
        if not names:
            return False
    # "Its director, Dr. Ida Kast, has said".
    begins = first - (first > 1 and tokens[first - 1].word in TITLES and "," not in tokens[first].before)
    closed = begins > 0 and "," in tokens[begins].before and all(token.word in _LINKS for token in gap)
    return not relative and (closed or len(commas) > 1 or tokens[behind].word in _RELATIVE)


def _said_by(tokens: Sequence[_Token], verb: int, reach: int) -> Span | None:
    """Return where somebody stands with a verb of saying: the subject before it, or just behind it."""
    for at in range(verb - 1, max(verb - 1 - reach, -1), -1):
        word = tokens[at].word
        if _STRONG.search(tokens[at + 1].before) or word in _CLAUSE:
            break
        if word in DONE_TO or word in BACKWARD or word == "to":
            return None
        if _is_somebody(tokens[at]):
            return Span(tokens[at].start, tokens[verb].end)
    if tokens[verb].word in ADDRESSING:
        return None
    for at in range(verb + 1, min(verb + 1 + reach, len(tokens))):
        word = tokens[at].word
        if (
            _STRONG.search(tokens[at].before)
            or "," in tokens[at].before
            or word in _CLAUSE | DONE_TO | _BESIDE | PREPOSITIONS | BACKWARD | {"had"}
        ):
            break
        if _is_somebody(tokens[at]):
            return Span(tokens[verb].start, tokens[at].end)
    return None


def _is_somebody(token: _Token) -> bool:
    return token.word in NARRATORS or (token.written[0].isupper() and token.word not in _NOBODY)


def _according_to(tokens: Sequence[_Token]) -> Span | None:
    for at, token in enumerate(tokens[:-1]):
        english = token.word == "to" and at > 0 and tokens[at - 1].word == "according"
        if (english or token.word in _ACCORDING) and tokens[at + 1].word not in ("our", "my"):
            return Span(tokens[at + 1].start, tokens[min(at + 4, len(tokens) - 1)].end)
    return None
