"""Finds out whose words an article's words are: copied passages, and the credit of a news agency.

Copying is measured on shingles, runs of eight words (Broder 1997: resemblance and containment of documents), as a share of
the article's own shingles. Passages in quotation marks are cut out first: two outlets that quote one speech do not copy
each other.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.domain.model import Quote, Value
from bot.domain.terms import fold

SHINGLE = 8
"""Words; shorter runs recur by chance ("in an interview with the newspaper on")."""
COPY_SHARE = 0.30
"""Two reports written apart on one subject share a few shingles in a hundred: names of offices, set phrases."""
COPY_RUN = 40
"""Words; a long paragraph. So much in one piece is copied even where the rest of the article is its own work."""
FEWEST_WORDS = 24
"""Words outside quotation marks; below this a share says nothing."""

# An opening mark without a closing one holds to the end of its paragraph, as in speeches over several paragraphs.
_QUOTED = re.compile(
    r"[“„][^”“\n]*[”“]?|«[^»\n]*»?|「[^」\n]*」?|\"[^\"\n]{1,1000}\"|''[^'\n](?:[^'\n]|'(?!')){0,1000}''"
    r"|(?<!\w)‘[^‘\n]{1,1000}?’(?!\w)"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Copied(Value):
    """How much of an article stands in another: `share` of its own shingles, `words` in the longest run, and that run."""

    share: float
    words: int
    passage: Quote


class _Word(NamedTuple):
    key: str
    start: int
    end: int


def copied(text: str, original: str) -> Copied | None:
    """Say how much of a text is copied from another; None where it is too little to call it a copy."""
    own = _passages(text)
    known = {shingle for passage in _passages(original) for shingle in _shingles(passage)}
    matched = total = words = 0
    longest = (0, 0)
    for passage in own:
        run = 0
        for index, shingle in enumerate(_shingles(passage)):
            total += 1
            run = run + 1 if shingle in known else 0
            matched += bool(run)
            if run and run + SHINGLE - 1 > words:
                words = run + SHINGLE - 1
                longest = (passage[index - run + 1].start, passage[index + SHINGLE - 1].end)
    if not words:
        return None
    share = matched / total if sum(map(len, own)) >= FEWEST_WORDS else 0.0
    if share < COPY_SHARE and words < COPY_RUN:
        return None
    start, end = longest
    return Copied(share=share, words=words, passage=Quote(text=text[start:end], start=start, end=end))


def _passages(text: str) -> list[list[_Word]]:
    """Cut a text into the runs of words between its quotations."""
    cuts = [(0, 0), *(match.span() for match in _QUOTED.finditer(text)), (len(text), len(text))]
    passages = []
    for (_, start), (end, _) in pairwise(cuts):
        matches = _WORD.finditer(text, start, end)
        passages.append([_Word(m.group().casefold().replace("’", "'"), m.start(), m.end()) for m in matches])
    return passages


def _shingles(words: list[_Word]) -> Iterator[tuple[str, ...]]:
    keys = [word.key for word in words]
    return (tuple(keys[i : i + SHINGLE]) for i in range(len(keys) - SHINGLE + 1))


# The news agencies that articles credit by these names; the first is the name that is given back.
_AGENCY_ROWS = """
Reuters|Thomson Reuters|Rtrs
Associated Press|The Associated Press|AP
Agence France-Presse|Agence France Presse|AFP
United Press International|UPI
Deutsche Presse-Agentur|German Press Agency|dpa|dpa international
Agencia EFE|EFE
ANSA
Press Association|PA Media|PA|PA news agency
Austria Presse Agentur|APA
Keystone-SDA|SDA
Kyodo News|Kyodo
Jiji Press|Jiji
Yonhap News Agency|Yonhap
Xinhua News Agency|Xinhua
TASS|ITAR-TASS
RIA Novosti|RIA
Interfax
Interfax-Ukraine
Ukrinform
UNIAN
Anadolu Agency|Anadolu|AA
Press Trust of India|PTI
Asian News International|ANI
Indo-Asian News Service|IANS
Australian Associated Press|AAP
The Canadian Press|Canadian Press|CP
Bloomberg News|Bloomberg
Dow Jones Newswires|Dow Jones
Agenzia Nova
Belga News Agency|Belga
ANP
Ritzau
NTB
TT News Agency|TT
Polish Press Agency|PAP
CTK
BNS
BTA
Agerpres
Tanjug
LUSA
Notimex
Agencia Brasil
States News Service
Tribune News Service|TNS
Inter Press Service|IPS
"""
_LETTERS_ONLY = 3
"""Abbreviations up to this length are credits only in capitals as agencies write them, so that "pa" is not one."""


def wire_credit(text: str, authors: Sequence[str], known: Sequence[str]) -> str | None:
    """Name the agency that a text credits as its author, or None; a mere mention in the prose is no credit.

    Looked at are the dateline ("OSLO, Feb. 8 (AP) —"), the byline in `authors`, and the lines at the end ("Reporting by …;
    Editing by …" is how Reuters ends). `known` are further wires; where it has the agency, its spelling is given back.
    """
    agencies = _agencies(known)
    return (
        _in_byline(authors, agencies) or _in_dateline(text[:DATELINE_WITHIN], agencies) or _at_end(text[-END_WITHIN:], agencies)
    )


DATELINE_WITHIN = 1200
"""Characters; a title, a caption and a summary may stand before the dateline."""
END_WITHIN = 700
"""Characters; a note on the author or a request to subscribe may stand after the credit."""


class _Agencies(NamedTuple):
    names: dict[str, str]
    pattern: str

    def called(self, written: str) -> str | None:
        """Give the agency that is called so; short abbreviations must be written as the agency does."""
        name = " ".join(written.split()).strip(" .:")
        found = self.names.get(fold(name).removeprefix("the "))
        if found and len(name) <= _LETTERS_ONLY and not (name.isupper() or name == "dpa"):
            return None
        return found


def _agencies(known: Sequence[str]) -> _Agencies:
    names: dict[str, str] = {}
    spellings: list[str] = []
    ours = {fold(name).removeprefix("the "): name for name in known if name.strip()}
    for row in _AGENCY_ROWS.strip().splitlines():
        written = row.split("|")
        keys = [fold(spelling).removeprefix("the ") for spelling in written]
        canonical = next((ours[key] for key in keys if key in ours), written[0])
        names.update(dict.fromkeys(keys, canonical))
        spellings += written
    for key, name in ours.items():
        if key not in names:
            names[key] = name
            spellings.append(name)
    longest_first = sorted(set(spellings), key=lambda spelling: (-len(spelling), spelling))
    pattern = "|".join(re.escape(spelling).replace(r"\ ", r"\s+") for spelling in longest_first)
    return _Agencies(names, rf"(?i:(?:the\s+)?(?:{pattern}))")


_DASH = r"\s*(?:[-–—―−:]|\.-)"
_PARTNER = r"(?:\s*(?:/|,|and|&)\s*[\w -]{2,30})?"
_NO_PLACE = re.compile(
    r"\b(?:photos?|images?|pictures?|pictured|file|video|by|via|credit|source|told|said|says|according|reported|poll)\b",
    re.IGNORECASE,
)


def _in_dateline(head: str, agencies: _Agencies) -> str | None:
    name = rf"(?P<agency>{agencies.pattern}){_PARTNER}"
    forms = (
        # OSLO, Feb. 8 (UPI) — …; (Reuters) - …; Berlin (dpa/afp) - …
        rf"^(?P<before>[^\n()]{{0,80}})\(\s*{name}\s*\){_DASH}",
        # MOSCOW, February 8. /TASS/. …
        rf"^(?P<before>[^\n/]{{0,80}})/\s*{name}\s*/\s*[.–—-]",
        # TOKYO, Feb 8, Kyodo — …
        rf"^(?P<before>[A-Z][A-Z .'’-]{{1,40}},(?:[^\n().]{{1,20}},)?)\s*{name}\s+[–—―]\s",
        # OSLO, Feb. 8 (Xinhua), with a line to itself: in capitals, or it is the caption of a picture
        rf"^(?P<before>[A-Z][A-Z .'’-]{{1,40}}(?:,[^\n()]{{1,20}})?)\(\s*{name}\s*\)\s*$",
        rf"^(?P<before>)(?:[Bb]y|BY|[Ss]ource|[Cc]redit):?\s+{name}\s*$",
        rf"^(?P<before>)(?:By|BY) [^\n]{{3,80}}(?:,|\|| of| for)\s+{name}\s*$",
    )
    return _first(forms, head, agencies)


def _in_byline(authors: Sequence[str], agencies: _Agencies) -> str | None:
    for author in authors:
        name = _BYLINE_BEGINS.sub("", author.strip())
        last = _BYLINE_PARTS.split(name)[-1].strip(" )")
        for part in (name, _BYLINE_ENDS.sub("", name), last):
            if found := agencies.called(part):
                return found
    return None


_BYLINE_BEGINS = re.compile(r"^(?:by|from|source:?|via)\s+", re.IGNORECASE)
# "Reuters Staff", "AFP in Paris", "Associated Press reporter"; "Jane Doe, Reuters", "Jane Doe | AP", "Jane Doe of the AP".
_BYLINE_ENDS = re.compile(
    r"\s+(?:staff|writers?|reporters?|correspondents?|newsroom|editors?|wires?|in [A-Z][\w .-]+)\b.*$", re.IGNORECASE
)
_BYLINE_PARTS = re.compile(r"\s*(?:[,|/(]|\s[-–—]\s|\bof\b|\bfor\b)\s*")


def _at_end(tail: str, agencies: _Agencies) -> str | None:
    name = rf"(?P<agency>{agencies.pattern})"
    forms = (
        rf"^\W{{0,3}}(?P<before>)(?:©|\(c\)|Copyright\b)\s*(?:©|\(c\))?\s*(?:\d{{4}}\s*)?(?:by\s+)?{name}\b",
        rf"(?P<before>)(?:^|[.!?”\"’)]\s*)(?:[-–—―]{{1,2}}\s*|\(){name}\)?\.?\s*$",
        rf"^(?P<before>)(?:[Ss]ource|[Cc]redit|[Ff]rom):\s*{name}\s*$",
        rf"(?P<before>)\b(?:article|story|report) (?:was )?(?:originally|first) (?:published|appeared) (?:by|on|in) {name}\b",
        rf"^(?P<before>)\W{{0,3}}This {name} (?:article|story|report) (?:was|is|has|first|originally|appeared)\b",
        rf"(?P<before>)\bsupplemented this {name} (?:article|story|report)\b",
    )
    if found := _first(forms, tail, agencies):
        return found
    return agencies.called("Reuters") if _REUTERS_END.search(tail) else None


# Other newsrooms thank for "additional reporting"; the pair with "editing by" is the house style of Reuters.
_REUTERS_END = re.compile(
    r"(?:^|\()\W{0,3}(?:additional )?(?:reporting|writing) by [^()\n]{3,500}\bediting by [^()\n]{3,200}",
    re.IGNORECASE | re.MULTILINE,
)


def _first(forms: Sequence[str], text: str, agencies: _Agencies) -> str | None:
    for form in forms:
        for match in re.finditer(form, text, re.MULTILINE):
            if not _NO_PLACE.search(match["before"]) and (found := agencies.called(match["agency"])):
                return found
    return None
