"""Finds whose words an article's words are, where the article says so: in byline, dateline, signature or a note.

All patterns are looked for in the head and the end of a text only, so that a long text costs no more than a short one.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.domain.bylines import Byline
from bot.domain.model import OneLine, Value
from bot.domain.newsrooms import Kind, Named, Newsrooms, Run, Seen, run_at
from bot.domain.reading import Article
from bot.domain.releases import issuer

HEAD_WITHIN = 1200
"""Characters; a title, a caption and a summary may come before the dateline."""
TAIL_WITHIN = 700
"""Characters; a note on the author or a request to subscribe may come after the signature."""
NOTE_WITHIN = 1500
"""Characters; a note on where the story comes from may have others below it."""
_LONGEST_WORDS = 300


class Place(StrEnum):
    """Where in an article a credit stands: a tail signs the story, a footer is a note below it, a head a note above it."""

    BYLINE = "byline"
    DATELINE = "dateline"
    HEAD = "head"
    TAIL = "tail"
    FOOTER = "footer"


class Credit(Value):
    """Whose words an article's words are, and the `words` of the article that show it.

    `name` is None where the article says only that its words come from a feed or from agencies; `kind` is None where the
    name is not in the table. `behind` is whose words a syndicate or a press-release wire passes on, where the article says so.
    """

    name: OneLine | None
    kind: Kind | None = None
    behind: OneLine | None = None
    words: str
    place: Place

    @property
    def author(self) -> str | None:
        """Return the origin to count: behind a press-release wire who speaks there, else who is credited."""
        return self.behind if self.kind is Kind.RELEASE and self.behind else self.name

    @property
    def agency(self) -> str | None:
        """Return who is credited where that is an agency or the like, and no newsroom that writes for itself."""
        return self.name if self.name and Named(self.name, self.kind).sells else None


class Form(Value):
    """One row of the table: a way in which articles credit others."""

    place: Literal["dateline", "tail", "footer"]
    pattern: str
    takes: Literal["agencies", "initials", "newsroom", "any", "rights", "line", "feed"] = "agencies"
    cues: tuple[str, ...] = ()
    newsroom: OneLine | None = None
    source: OneLine
    checked: dt.date


class _Compiled(NamedTuple):
    form: Form
    pattern: re.Pattern[str]

    def may_be_in(self, small: str) -> bool:
        """Say whether a text in small letters has one of the form's cues; to look for those takes a tenth of the time."""
        return not self.form.cues or any(cue in small for cue in self.form.cues)


class CreditTable:
    """The newsrooms that others print, and the ways in which they are credited."""

    def __init__(self, newsrooms: Newsrooms, forms: Iterable[Form]) -> None:
        self.newsrooms = newsrooms
        made = [_Compiled(form, re.compile(_expanded(form.pattern), re.MULTILINE)) for form in forms]
        self.datelines = [c for c in made if c.form.place == "dateline"]
        self.signatures = [c for c in made if c.form.place == "tail"]
        self.notes = [c for c in made if c.form.place == "footer" and c.form.takes != "feed"]
        self.feeds = [c for c in made if c.form.takes == "feed"]


# A text is looked through when it is read, and again when it is assessed.
@lru_cache(maxsize=16)
def _found_in(
    text: str, table: CreditTable, place: Literal["datelines", "signatures", "notes"]
) -> list[tuple[Form, re.Match[str]]]:
    """Find all that fits the forms for one place."""
    small, forms = text.casefold(), getattr(table, place)
    return [(made.form, match) for made in forms if made.may_be_in(small) for match in made.pattern.finditer(text)]


_MARKS = {
    "{start}": r"(?:^|[.!?…:;)\]”\"»—–-]\s*|[(\[*_“\"|]\s*)",
    "{this}": r"(?:this|the\s+(?:following|above|preceding))\s+(?:\w+\s+){0,2}",
    "{piece}": (
        r"(?:news\s+)?(?:article|story|report|piece|post|column|essay|op-?ed|commentary|interview|analysis|dispatch|content|feature|"
        r"item|investigation|excerpt|opinion(?:\s+piece)?|editorial|explainer|material|text|version|blog(?:\s+post)?|coverage|"
        r"work|copy|news|profile|fact[- ]check)"
    ),
    "{first}": r"(?:originally|first|initially|previously)",
    "{again}": (
        r"(?:re-?published|re-?printed|re-?posted|re-?produced|cross-?posted|syndicated|excerpted|reblogged|licen[cs]ed)"
    ),
    "{by}": r"(?:,?\s+by\s+[^\n,.]{3,40}?)?",
    "{agency}": r"(?P<credit>[^()（）\[\]\n]{2,60}?)",
    "{gap}": r"[^\S\n]*",
}
_RANK = {Kind.AGENCY: 0, Kind.CHAIN: 0, Kind.SYNDICATE: 0, Kind.RELEASE: 0, Kind.NEWSROOM: 1, None: 1, Kind.SCHEME: 2}
"""Which credit counts of several; a scheme pays a reporter of the newsroom named beside it."""


def credit(article: Article, table: CreditTable, listed: Sequence[str] = ()) -> Credit | None:
    """Return whom an article credits with its words, or None where they are its outlet's own.

    `listed` are further agencies, whose own spelling is returned. A credit to the outlet itself or to its owner is none, nor
    is one of a photo, nor thanks to those who contributed. Agencies count before other newsrooms, else the first one counts.
    """
    outlet = article.outlet
    seen = table.newsrooms.seen_by((outlet.name, outlet.house, *outlet.domains), listed)
    byline = Byline(article.authors, seen)
    found = [_credit(*named, Place.BYLINE) for named in byline.found]
    found += _in_text(article.text, table, seen, byline)
    best = min(found, key=lambda credit: _RANK[credit.kind], default=None)
    if best is None and byline.nameless:
        return Credit(name=None, words=article.authors[0][:_LONGEST_WORDS], place=Place.BYLINE)
    if best is None:
        return _from_feed(article.text, table, seen)
    if best.kind is Kind.RELEASE:
        begins = article.text.find(best.words) + len(best.words) if best.place is Place.DATELINE else 0
        return best.model_copy(update={"behind": issuer(article.text, begins)})
    if best.kind is Kind.SYNDICATE:
        others = (other.name for other in found if other.kind in (Kind.NEWSROOM, None))
        return best.model_copy(update={"behind": next(others, None)})
    return best


def _in_text(text: str, table: CreditTable, seen: Seen, byline: Byline) -> Iterator[Credit]:
    head = text[:HEAD_WITHIN]
    yield from _in_datelines(head, table, seen)
    for match in _BY_LINE.finditer(head, 0, len(text) // 2 + 1):
        if seen.is_byline(match["author"]):
            written = Byline((match["author"], *filter(None, [match["below"]])), seen).found
            yield from (_credit(named, words, Place.HEAD) for named, words in written if match["by"] or named.sells)
    yield from _in_notes(text, table, seen)
    yield from _in_signature(text, table, seen, helped=not byline.by_person and not byline.own)


def _end_begins(text: str, within: int) -> int:
    """Say where the end of a text begins: no earlier than its half, but for the line that stands there."""
    begins = max(len(text) // 2, len(text) - within)
    line = text.rfind("\n", max(0, begins - within), begins) + 1
    return line if line or len(text) <= within else begins


def _expanded(pattern: str) -> str:
    for mark, meant in _MARKS.items():
        pattern = pattern.replace(mark, meant)
    return pattern


def _credit(named: Named, words: str, place: Place) -> Credit:
    return Credit(name=named.name, kind=named.kind, words=words.lstrip(_BEFORE).rstrip()[:_LONGEST_WORDS], place=place)


_BEFORE = " \n\t\xa0.!?…:;”"
"""What may end the sentence before a credit."""

# Datelines ------------------------------------------------------------------------------------------------------------

_BY_LINE = re.compile(
    r"^(?:(?P<by>[Bb]y|BY|Par|Por|Von|Di|Da|Door|Av|Af)|Via|From|[Ss]ource)\b:?\s+(?P<author>(?:[^\n.!?]|(?<=\b[A-Z])\.){2,80})$"
    r"(?:\n{1,2}(?P<below>[^\n.!?:,]{2,40})$)?",
    re.MULTILINE,
)
_NO_PLACE = re.compile(
    r"\b(?:photos?|images?|pictures?|pictured|file|video|by|via|credit|source|told|said|says|according|reported|poll|getty)\b",
    re.IGNORECASE,
)
_IN_PLACES = frozenset({"de", "of", "the", "del", "la", "le", "el", "da", "do", "di", "den", "am", "sur"})


def _in_datelines(head: str, table: CreditTable, seen: Seen) -> Iterator[Credit]:
    for form, match in _found_in(head, table, "datelines"):
        written = match["credit"]
        if not _is_place(match["before"]) or _NO_PLACE.search(written):
            continue
        found = seen.among(written, in_place=True)
        if form.takes == "newsroom":
            found = found or seen.reads_like_one(written) or seen.coined(written)
        elif found and not found.sells:
            continue
        if found:
            yield _credit(found, match.group(), Place.DATELINE)


def _is_place(before: str) -> bool:
    """Say whether the text before a credit can be a place and a date, and not the beginning of a sentence."""
    words = re.findall(r"[^\W_]+", before)
    small = {
        word
        for at, word in enumerate(words)
        if word[0].islower() and not any(w.isdigit() or w in _IN_PLACES for w in words[max(at - 1, 0) : at + 2] if w != word)
    }
    return len(words) <= 9 and not _NO_PLACE.search(before) and small <= _IN_PLACES


# Signatures -----------------------------------------------------------------------------------------------------------

_HELPED = re.compile(
    r"(?:^|[.!?]\s+|\()\W{0,3}(?:(?:[Ww]ith|[Aa]vec|[Cc]on|[Mm]it)\s+(?:files?|inputs?|information|material|reports?|información|Material)\s+"
    r"(?:from|by|de|von)\s+(?P<credit>[^()\n]{2,60}?)|[Ww]ith\s+(?P<named>[^()\n]{2,40}?)\s+inputs?)\)?\.?\s*$",
    re.MULTILINE,
)
_NO_INITIALS = re.compile(r"\b(?:via|and|or|photos?|file|image|live|news|app|for|the|on|all|blog)\b", re.IGNORECASE)


def _in_signature(text: str, table: CreditTable, seen: Seen, *, helped: bool) -> Iterator[Credit]:
    tail = text[_end_begins(text, TAIL_WITHIN) :]
    for form, match in _found_in(tail, table, "signatures"):
        if found := _signed(form, match, seen):
            yield _credit(found, match.group(), Place.TAIL)
    for match in _HELPED.finditer(tail) if helped else ():
        found = seen.among(match["credit"] or match["named"])
        if found and found.sells:
            yield _credit(found, match.group(), Place.TAIL)


def _signed(form: Form, match: re.Match[str], seen: Seen) -> Named | None:
    if form.newsroom:
        return seen.called(form.newsroom, in_place=True)
    if form.takes == "agencies":
        return seen.alone(match["credit"])
    found = seen.called(match["credit"])
    if form.takes == "initials":
        return found if found and found.sells and not _NO_INITIALS.search(match.group()) else None
    found = found or seen.reads_like_one(match["credit"], after_person=True)
    return found if found and found.kind is not Kind.SCHEME and seen.is_person(match["writer"]) else None


# Notes ----------------------------------------------------------------------------------------------------------------

_PICTURE = re.compile(
    r"\b(?:photo\w*|images?|pictures?|pictured|video|graphics?|illustrations?|maps?|charts?|caption|screen\s?(?:shot|grab)s?|cartoon|"
    r"getty|cover art|recipes?|lyrics|poems?|fotos?|imágen\w*|imagem|immagin\w*|bild\w*|vídeos?|grafik|crédit photo)\b",
    re.IGNORECASE,
)
# © AFP 2026 / Ann Lee
_PHOTOGRAPHER = re.compile(r"^\s*(?:\d{4}\s*)?/")
_COMPANY = re.compile(
    r"\b(?:Inc|LLC|Ltd|Limited|GmbH|Corp(?:oration)?|Co|Company|Group|Holdings?|plc|PLC|Pty|S\.?A|AG|AB|SpA|B\.?V)\b"
)
# dpa
_SMALL_NAME = re.compile(r"\s?(?P<name>[\w-]{2,20})")
_BEFORE_NOTE = f'{_BEFORE})]"»—–-([*_“|™&'


def _windows(text: str) -> Iterator[tuple[str, Place]]:
    begins = _end_begins(text, NOTE_WITHIN)
    yield text[: min(HEAD_WITHIN, begins)], Place.HEAD
    yield text[begins:], Place.FOOTER


def _in_notes(text: str, table: CreditTable, seen: Seen) -> Iterator[Credit]:
    for window, place in _windows(text):
        for form, match in _found_in(window, table, "notes"):
            begins = match.end() - len(match.group().lstrip(_BEFORE_NOTE))
            found, end = _noted(form, match, begins, window, seen)
            # Who rewrites another's story names it in the story; who reprints it does not.
            if found and (form.takes != "line" or text.count(found.name.removeprefix("The ")) == 1):
                yield _credit(found, window[begins:end], place)


def _noted(form: Form, match: re.Match[str], begins: int, window: str, seen: Seen) -> tuple[Named | None, int]:
    """Return whom a note credits, and where its name ends."""
    line = window[window.rfind("\n", 0, begins) + 1 : match.end()]
    if form.newsroom:
        return seen.called(form.newsroom, in_place=True), match.end()
    named = match.groupdict().get("name")
    run = Run(named.split(), match.end("name")) if named else run_at(window, match.end())
    if not run.words and (small := _SMALL_NAME.match(window, match.end())) and seen.called(small["name"]):
        run = Run([small["name"]], small.end())
    if not run.words or _PICTURE.search(line) or "\n\n" in window[begins : match.end()]:
        return None, match.end()
    after = window[run.end : run.end + 30]
    listed, size = seen.leading(run.words) or (None, len(run.words))
    found = listed or _unlisted(form, run.words, seen)
    beside = f"{' '.join(run.words[size:] if listed else run.words)}{after}"
    if found is None or _PICTURE.search(beside) or not _may_credit(form, found, beside):
        return None, run.end
    if form.takes == "rights" and _PHOTOGRAPHER.match(after):
        return None, run.end
    if form.takes == "line":
        filled = size == len(run.words) if listed else found.name == " ".join(run.words)
        filled = filled and (listed or "." not in found.name) and not after.partition("\n")[0].strip(' .)]*_”"')
        return (found if filled else None), run.end
    return found, run.end


def _may_credit(form: Form, named: Named, beside: str) -> bool:
    """Say whether a form may credit a newsroom: who has the rights to a page may be no more than its owner."""
    if form.takes != "rights":
        return named.kind is not Kind.SCHEME
    return named.kind is not Kind.CHAIN and (named.kind is not None or not _COMPANY.search(beside))


def _unlisted(form: Form, words: Sequence[str], seen: Seen) -> Named | None:
    name = " ".join(words)
    if seen.is_own(name):
        return None
    first = re.split(r"\s+(?:and|&|et|und|y|e)\s+", name)[0]
    found = seen.reads_like_one(name, after_person=True) or seen.reads_like_one(first, after_person=True)
    if found or form.takes != "any" or len(name) < 3 or seen.is_no_name(words):
        return found
    return Named(name.removeprefix("the "), None)


# Feeds ---------------------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"[.!?…](?=\s|\)|$)|\n")


def _from_feed(text: str, table: CreditTable, seen: Seen) -> Credit | None:
    for window, place in reversed([*_windows(text)]):
        small = window.casefold()
        match = next(filter(None, (feed.pattern.search(window) for feed in table.feeds if feed.may_be_in(small))), None)
        if match:
            begins = match.end() - len(match.group().lstrip(_BEFORE_NOTE))
            begins = max((end.end() for end in _SENTENCE_END.finditer(window, 0, begins)), default=0)
            ends = _SENTENCE_END.search(window, match.end())
            sentence = window[begins : ends.start() if ends else len(window)].strip()
            words = re.findall(r"[\w.'’-]+", sentence)
            named = (seen.called(" ".join(words[at : at + size])) for at in range(len(words)) for size in (3, 2, 1))
            sold = next((found for found in named if found and found.sells), None)
            return Credit(
                name=sold.name if sold else None, kind=sold.kind if sold else None, words=sentence[:_LONGEST_WORDS], place=place
            )
    return None
