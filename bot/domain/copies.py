"""Finds out whose words an article's words are: copied passages, and the credit of a news agency.

Copying is measured in shingles, as a share of the article's own shingles. Neither quotations nor boilerplate count.
"""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from pydantic import Field

from bot.domain.fingerprints import SHINGLE, Word, in_boilerplate, passages, shingles
from bot.domain.model import UNKNOWN_OUTLET, Quote, Value
from bot.domain.terms import fold

COPY_SHARE = 0.30
"""Two independent reports on one subject share a few shingles in a hundred: names of offices, set phrases."""
COPY_RUN = 40
"""Words; a long paragraph. A run this long is a copy even where the rest of the article is its own work."""
FEWEST_WORDS = 24
"""Words outside quotation marks and boilerplate; below this a share says nothing."""


class Copied(Value):
    """How much of an article is in another: `share` of its own shingles, `words` in the longest run, and that run."""

    share: float
    words: int
    passage: Quote


class Stored(NamedTuple):
    """A stored article; `day` is when it was published, or fetched where that is unknown."""

    id: int
    outlet: str
    day: dt.date

    @property
    def order(self) -> tuple[bool, dt.date, int]:
        """Return what decides which of two is the original: the earlier one, then the one that was stored first.

        What has no known outlet is never the original of what has one.
        """
        return self.outlet == UNKNOWN_OUTLET, self.day, self.id


class StoredText(NamedTuple):
    """A stored article with its text."""

    article: Stored
    text: str


class Alike(Value):
    """An article, stored ones that may have the same words, and the fingerprints of boilerplate in it."""

    article: Stored
    text: str = Field(repr=False)
    others: tuple[StoredText, ...] = Field(default=(), repr=False)
    boilerplate: frozenset[int] = Field(default=frozenset(), repr=False)


def original(
    alike: Alike, on_record: Collection[int | None] = (), repeating: Collection[int | None] = ()
) -> tuple[Stored, Copied] | None:
    """Return the article of another outlet whose words an article repeats, and what it repeats of it; None if there is none.

    What is on record already (`on_record` has the ids) is the original, whenever it was published; of several, the one with the
    largest share of the words. Else it is the earliest article that came before, so that copies of copies have one original.
    What is known to repeat this article's outlet (`repeating`) is none.
    """
    own, counted = alike.article, _count(alike.text, alike.boilerplate)
    found = [
        (other, copy)
        for other, text in alike.others
        if other.outlet != own.outlet
        and other.id not in repeating
        and (other.id in on_record or other.order < own.order)
        and (copy := _copied(counted, text))
    ]
    standing = [pair for pair in found if pair[0].id in on_record]
    if standing:
        return max(standing, key=lambda pair: (pair[1].share, pair[0].outlet))
    return min(found, key=lambda pair: pair[0].order, default=None)


def copied(text: str, original: str, boilerplate: Collection[int] = ()) -> Copied | None:
    """Say how much of a text is copied from another; None where it is too little to call it a copy.

    `boilerplate` has the fingerprints of passages that do not count.
    """
    return _copied(_count(text, boilerplate), original)


class _Counted(NamedTuple):
    """A text, its passages, and of each shingle in them whether it counts."""

    text: str
    passages: list[tuple[list[Word], list[bool]]]


def _count(text: str, boilerplate: Collection[int]) -> _Counted:
    found = passages(text)
    if not boilerplate:
        return _Counted(text, [(words, [True] * (len(words) - SHINGLE + 1)) for words in found])
    return _Counted(text, [(words, [not out for out in in_boilerplate(words, boilerplate)]) for words in found])


def _copied(article: _Counted, original: str) -> Copied | None:
    known = {shingle for passage in passages(original) for shingle in shingles(passage)}
    own = matched = total = words = 0
    longest = (0, 0)
    for passage, counts in article.passages:
        run = 0
        own += len(passage) - counts.count(False)
        total += counts.count(True)
        for index, (shingle, counting) in enumerate(zip(shingles(passage), counts, strict=True)):
            run = run + 1 if counting and shingle in known else 0
            matched += bool(run)
            if run and run + SHINGLE - 1 > words:
                words = run + SHINGLE - 1
                longest = (passage[index - run + 1].start, passage[index + SHINGLE - 1].end)
    if not words:
        return None
    share = matched / total if own >= FEWEST_WORDS else 0.0
    if share < COPY_SHARE and words < COPY_RUN:
        return None
    start, end = longest
    return Copied(share=share, words=words, passage=Quote(text=article.text[start:end], start=start, end=end))


# News agencies and the names by which articles credit them. The first name is the one returned, and the one in the starting
# list of outlets. The last three distribute what companies say about themselves.
_AGENCY_ROWS = """
Reuters|Thomson Reuters|Rtrs|Thomson Reuters Foundation|Рейтер|Рейтерс|رويترز|路透社
Associated Press|The Associated Press|AP|美联社
Agence France-Presse|Agence France Presse|AFP|أ ف ب|فرانس برس|法新社
UPI|United Press International
dpa|Deutsche Presse-Agentur|German Press Agency|dpa international|dpa-infocom|dpa-AFX
EFE|Agencia EFE|EFE News
ANSA|Agenzia ANSA
PA Media|Press Association|PA|PA news agency
Austria Presse Agentur|APA|Austria Press Agency; Keystone-SDA|SDA|Keystone-ATS|ATS; epd|Evangelischer Pressedienst
KNA|Katholische Nachrichten-Agentur; Kyodo News|Kyodo|共同社|共同通信; Jiji Press|Jiji|時事通信
Yonhap News Agency|Yonhap|연합뉴스
Xinhua|Xinhua News Agency|新华社|新華社|Синьхуа; China News Service|CNS|ECNS|中新社
Central News Agency (Taiwan)|Central News Agency|CNA|中央社; KCNA|Korean Central News Agency; TASS|ITAR-TASS|ТАСС
RIA Novosti|RIA|РИА Новости; Sputnik; Interfax|Интерфакс|Interfax.ru
Interfax-Ukraine|Interfax Ukraine|Интерфакс-Украина|Інтерфакс-Україна; Ukrinform|Укринформ|Укрінформ; UNIAN|УНИАН|УНІАН
RBC-Ukraine|РБК-Украина|РБК-Україна; BelTA|БелТА; Kazinform; Trend News Agency|Trend; Azertac; Armenpress; Interpressnews
Anadolu Agency|Anadolu|AA|Anadolu Ajansı; Demirören News Agency|DHA; İhlas News Agency|IHA; Press Trust of India|PTI
ANI|Asian News International; United News of India; Indo-Asian News Service|IANS; Associated Press of Pakistan|APP
Bangladesh Sangbad Sangstha|BSS; United News of Bangladesh|UNB; Antara|Antara News; Bernama; Vietnam News Agency|VNA
Philippine News Agency|PNA; Australian Associated Press|AAP; Canadian Press|The Canadian Press|CP|La Presse Canadienne
Bloomberg News|Bloomberg; Dow Jones Newswires|Dow Jones; Agenzia Nova; Adnkronos; AGI|Agenzia Italia; LaPresse
Europa Press|Europapress; Agência Lusa|Lusa; Belga|Belga News Agency; ANP|Algemeen Nederlands Persbureau
Ritzau|Ritzaus Bureau; NTB|Norsk Telegrambyrå; TT|TT News Agency|Tidningarnas Telegrambyrå
STT|Suomen Tietotoimisto|STT-Lehtikuva; Polish Press Agency|PAP|Polska Agencja Prasowa; CTK|ČTK|Czech News Agency; TASR
SITA; MTI; BNS|Baltic News Service; ELTA; LETA; BTA; Agerpres; Mediafax; Tanjug; Beta News Agency|Beta; FENA; HINA; STA
AMNA|ANA-MPA|Athens News Agency; IRNA|Islamic Republic News Agency; Fars News Agency|Fars; Tasnim News Agency|Tasnim; ISNA
Mehr News Agency|Mehr; WAFA; SANA; Petra News Agency|Petra; Middle East News Agency; Emirates News Agency
Saudi Press Agency; QNA|Qatar News Agency; KUNA; BNA|Bahrain News Agency; Maghreb Arabe Presse
Algérie Presse Service; Tunis Afrique Presse; PANAPRESS; News Agency of Nigeria|NAN; Ghana News Agency|GNA; Notimex; Télam|Telam
Noticias Argentinas; Prensa Latina; Andina; Agência Brasil|Agencia Brasil; Estadão Conteúdo; States News Service
Tribune News Service|TNS; Stacker; Inter Press Service|IPS; PR Newswire|PRNewswire|PRNewswire-USNewswire
Business Wire|Businesswire; GlobeNewswire|GLOBE NEWSWIRE
"""
_LETTERS_ONLY = 4
"""Abbreviations up to this length are credits only in capitals as agencies write them, so that "pa" is not one."""
_SMALL = frozenset({"dpa", "epd", "kna", "apa", "afp", "sda", "ats", "Lusa", "Jiji", "Tass", "Ansa"})
_ALSO_WORDS = frozenset({"trend", "beta", "mehr", "fars", "petra", "andina", "stacker", "sputnik"})
"""Names that are also ordinary words or people's names: they are credits only in a dateline."""

DATELINE_WITHIN = 1200
"""Characters; a title, a caption and a summary may come before the dateline."""
END_WITHIN = 700
"""Characters; a note on the author or a request to subscribe may come after the credit."""


def wire_credit(text: str, authors: Sequence[str], known: Sequence[str], own: Sequence[str] = ()) -> str | None:
    """Return the agency that a text credits as its author, or None; a mere mention in the prose is no credit.

    The credit may be in the byline (`authors`), in the dateline ("OSLO, Feb. 8 (AP) —") or in the last lines ("Reporting by …;
    Editing by …" is how Reuters ends). `known` are further wires, whose own spelling is returned. `own` are names of the
    outlet itself, which is no wire to itself. Of several agencies the first counts. Where a reporter of the outlet wrote "with
    files from" an agency, the text is the outlet's.
    """
    agencies = _agencies(tuple(known), tuple(own))
    for author in authors:
        if found := _in_byline(author, agencies):
            return found
    return _in_dateline(text[:DATELINE_WITHIN], agencies) or _at_end(
        text[max(len(text) // 2, len(text) - END_WITHIN) :], agencies, by_person=any(map(_names_person, authors))
    )


class _Agencies(NamedTuple):
    names: dict[str, str]

    def called(self, written: str, *, in_place: bool = False) -> str | None:
        """Return the agency with this name, a short one only as the agency writes it, an ordinary word only `in_place`."""
        name = " ".join(written.split()).strip(" .:*[]()©")
        found = self.names.get(_agency_key(name))
        if found is None or name.isupper() or name in _SMALL or not name.isascii():
            return found
        if len(name) <= _LETTERS_ONLY or (name.casefold() in _ALSO_WORDS and not in_place):
            return None
        return found

    def among(self, written: str, *, in_place: bool = False) -> str | None:
        """Return the first agency of "AFP/Reuters", "dpa, AFP", "CBS/AP"."""
        return next((found for part in _PARTS.split(written) if (found := self.called(part, in_place=in_place))), None)

    def alone(self, written: str) -> str | None:
        """Return the first agency where there is nothing else but agencies, initials of desks and a site's address."""
        parts = [part.strip(" .") for part in _PARTS.split(written) if part.strip(" .")]
        named = [self.called(part) for part in parts]
        odd = (part for part, found in zip(parts, named, strict=True) if found is None and not _DESK.fullmatch(part))
        return None if next(odd, None) else next(filter(None, named), None)

    def leading(self, written: str) -> str | None:
        """Return the agency that a phrase begins with: "Thomson Reuters 2026 All rights reserved"."""
        words = written.split()
        return next((found for end in range(min(5, len(words)), 0, -1) if (found := self.called(" ".join(words[:end])))), None)


@lru_cache(maxsize=64)
def _agencies(known: tuple[str, ...], own: tuple[str, ...]) -> _Agencies:
    names: dict[str, str] = {}
    ours = {_agency_key(name): name for name in known if name.strip()}
    itself = {_agency_key(name) for name in own}
    for row in re.split(r"[;\n]\s*", _AGENCY_ROWS.strip()):
        written = row.split("|")
        keys = [_agency_key(spelling) for spelling in written]
        names.update(dict.fromkeys(keys, next((ours[key] for key in keys if key in ours), written[0])))
        if not itself.isdisjoint(keys):
            itself.update(keys)
    names = {**{key: name for key, name in ours.items() if key not in names}, **names}
    return _Agencies({key: name for key, name in names.items() if key not in itself})


def _agency_key(name: str) -> str:
    return fold(name).removeprefix("the ").strip()


_PARTS = re.compile(r"\s*(?:[/,;&+|，、]|\b(?:and|und|et|y|e|och|og|en)\b)\s*")
_DESK = re.compile(r"[a-z]{2,5}|[\w-]+\.[a-z]{2,}")
_NO_PLACE = re.compile(
    r"\b(?:photos?|images?|pictures?|pictured|file|video|by|via|credit|source|told|said|says|according|reported|poll|getty)\b",
    re.IGNORECASE,
)
_CREDIT = r"(?P<credit>[^()（）\n]{2,60}?)"
_DATELINES = [
    re.compile(form, re.MULTILINE)
    for form in (
        # OSLO, Feb. 8 (UPI) — …; (Reuters) - …; Berlin (dpa/afp) - …; New Delhi [India], Feb 8 (ANI): …
        rf"^(?P<before>[^\n()（）]{{0,80}})[(（]\s*{_CREDIT}\s*[)）]\s*(?:[-–—―−:]|\.\s?[-–—])",
        # LONDON (Reuters) The …, also on a line of its own; only in capitals, or it may be a picture's caption
        rf"^(?P<before>[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{{1,40}}(?:,[^\n()]{{1,20}})?)\(\s*{_CREDIT}\s*\)\s*(?:$|(?=[A-Z“\"]))",
        # (CBS/AP) OSLO - …
        rf"^(?P<before>)\(\s*{_CREDIT}\s*\)\s+(?=[A-Z]{{3}})",
        # MOSCOW, February 8. /TASS/. …; København /ritzau/: …; DUNMORE, Feb. 8, 2026 /PRNewswire/ -- …
        r"^(?P<before>[^\n/]{0,80})/\s*(?P<credit>[^/\n]{2,40}?)\s*/\s*[.:–—-]",
        # TOKYO, Feb 8, Kyodo — …
        r"^(?P<before>[A-Z][A-Z .'’-]{1,40},(?:[^\n().]{1,20},)?)\s*(?P<credit>\w[\w -]{1,30}?)\s+[–—―]\s",
        # МОСКВА, 8 фев — РИА Новости. …
        r"^(?P<before>[^\W\d_][^\n()]{1,40}?[,.]\s*\d{1,2}\s+[^\W\d_]{3,12}\.?,?)\s*[–—-]\s*(?P<credit>\w[\w -]{1,30}?)[.,]\s",
        # Москва. 8 февраля. ИНТЕРФАКС - …; Kyiv. February 8. UNIAN. …
        (
            r"^(?P<before>[^\W\d_][^\n().]{1,30}\.\s*(?:\d{1,2}\s+[^\W\d_]{3,12}|[^\W\d_]{3,9}\.?\s+\d{1,2})\.)"
            r"\s*(?P<credit>\w[\w.-]{1,30}?(?:\s[\w-]{2,20})?)(?:\.\s|\s*[–—-]\s)"
        ),
        # 新华社北京2月8日电
        r"^(?P<before>)(?P<credit>[\u4e00-\u9fff]{1,3}社)[^\n]{1,24}[电電]",
    )
]
_BY_LINE = re.compile(r"^(?:[Bb]y|BY|Par|Por|Von|Via|From|[Ss]ource)\b:?\s+(?P<author>[^\n.!?]{2,80})$", re.MULTILINE)


def _in_dateline(head: str, agencies: _Agencies) -> str | None:
    for form in _DATELINES:
        for match in form.finditer(head):
            if not _is_place(match["before"]) or _NO_PLACE.search(match["credit"]):
                continue
            if found := agencies.among(match["credit"], in_place=True):
                return found
    return next((found for m in _BY_LINE.finditer(head) if (found := _in_byline(m["author"], agencies))), None)


def _is_place(before: str) -> bool:
    """Say whether the text before a credit can be a place and a date, and not the beginning of a sentence."""
    words = re.findall(r"[^\W_]+", before)
    small = {
        word
        for at, word in enumerate(words)
        if word[0].islower() and not any(w.isdigit() or w in _IN_PLACES for w in words[max(at - 1, 0) : at + 2] if w != word)
    }
    return len(words) <= 9 and not _NO_PLACE.search(before) and small <= _IN_PLACES


_IN_PLACES = frozenset({"de", "of", "the", "del", "la", "le", "el", "da", "do", "di", "den", "am", "sur"})


_BYLINE_BEGINS = re.compile(r"^(?:by|from|source|via|par|por|von|de|di|af|av|door|text|story by)\b:?\s+", re.IGNORECASE)
# "Reuters Staff", "AFP in Paris", "Associated Press reporter"; "Jane Doe, Reuters", "Jane Doe | AP", "Jane Doe of the AP".
_BYLINE_ENDS = re.compile(
    r"\s+(?:(?:sports|political|science|business|economics|news|white house|wire)\s+)?"
    r"(?:staff|writers?|reporters?|correspondents?|newsroom|editors?|wires?|reports?|service|in [A-Z][\w .-]+)\b.*$",
    re.IGNORECASE,
)
_BYLINE_PARTS = re.compile(r"\s*(?:[,|/(;&]|\s[-–—]\s|\b(?:of|for|and|und|et|via|with)\b)\s*")
_HELPED = re.compile(
    r"(?:,\s*)?\b(?:[Ww]ith|[Aa]vec|[Cc]on|[Mm]it)\s+(?:(?:additional\s+)?(?:files?|reporting|reports?|inputs?|information|material|"
    r"información|informaciones|des\s+informations|Informationen|Material)\s+(?:from|by|of|de|von|d['’])\s*)?"
)
_NO_MORE = re.compile(r"\b(?:former(?:ly)?|ex|who|worked|photos?|photographer|images?|getty|illustration)\b", re.IGNORECASE)
_DESK_WORDS = """
news post times staff press desk agencies wires team editor editors online today media radio tv network newsroom web reports
service redaktion redacción rédaction the le la el les die der
"""
_NO_PERSON = frozenset(_DESK_WORDS.split())


def _in_byline(author: str, agencies: _Agencies) -> str | None:
    name = _BYLINE_BEGINS.sub("", author[:200].strip())
    if _NO_MORE.search(name):
        return None
    helped = _HELPED.search(name)
    if helped and helped.start() and _names_person(name[: helped.start()]):
        name = name[: helped.start()]
    elif helped:
        name = f"{name[: helped.start()]}, {name[helped.end() :]}"
    for part in (name, *_BYLINE_PARTS.split(name)):
        part = part.strip(" ).")
        if found := agencies.called(part) or agencies.called(_BYLINE_ENDS.sub("", part)):
            return found
        # JANE DOE Associated Press
        words = _BYLINE_ENDS.sub("", part).split()
        for size in range(1, min(3, len(words) - 2) + 1):
            tail = " ".join(words[-size:])
            if (found := agencies.called(tail)) and (len(tail) > _LETTERS_ONLY or not part.isupper()):
                return found
    return None


def _names_person(author: str) -> bool:
    """Say whether a byline is a person's name and not a desk's or an outlet's."""
    words = _BYLINE_BEGINS.sub("", author[:200].strip(" ,;")).split(",")[0].split()
    return 2 <= len(words) <= 4 and all(w[0].isupper() and w.lower() not in _NO_PERSON and not w.isdigit() for w in words)


_SIGNED = r"(?P<credit>[^()\n]{2,50}?)"
_ENDS_ALONE = [
    re.compile(form, re.MULTILINE)
    for form in (
        rf"(?:^|[.!?…”\"’»)]\s*)[-–—―]{{1,2}}\s*{_SIGNED}\.?\s*$",
        rf"(?:^|[.!?…”\"’»)]\s*)[(（]\s*©?\s*{_SIGNED}\s*[)）]\.?\s*$",
        rf"^\[{_SIGNED}\]\.?\s*$",
        r"(?:^|\s)/\s*(?P<credit>[^/()\n]{2,30}?)\s*/\s*$",
        (
            rf"^\W{{0,3}}(?:[Ss]ource|SOURCE|[Cc]redit|[Ff]rom|[Vv]ia|[Tt]ext|Quelle|Fuente|Fonte|Bron|Kilde|Källa|Zdroj|Źródło|Kaynak|Lähde"
            rf"|Forrás|Izvor|Источник|Джерело|來源|来源|المصدر)\s*[:：]\s*{_SIGNED}\.?\s*$"
        ),
        r"^(?P<credit>[^\n().:]{2,40})\.?\s*\Z",
    )
]
_ENDS_LEADING = [
    re.compile(form, re.MULTILINE)
    for form in (
        r"^\W{0,3}(?:©|\(c\)|Copyright\b)\s*(?:©|\(c\))?\s*(?:\d{4}\s*)?(?:by\s+)?(?P<credit>[^\n,.|/]{2,60})",
        (
            r"(?:^|[.!?]\s+|\()This\s+(?:article|story|report|dispatch|content)\s+(?:(?:was|is|has\s+been)\s+)?(?:originally\s+|first\s+)?"
            r"(?:published|appeared|produced|provided|written|distributed|syndicated|supplied)\s+(?:by|on|in|from)\s+(?P<credit>[^\n,.]{2,50})"
        ),
        r"(?:^|[.!?]\s+)(?:Article|Story|Report)\s+(?:originally|first)\s+(?:published|appeared)\s+(?:by|on|in)\s+(?P<credit>[^\n,.]{2,50})",
        r"^\W{0,3}(?:This|The)\s+(?P<credit>[A-Z][^\n,.]{1,40}?)\s+(?:article|story|report|dispatch)\s+(?:was|is|has|first|originally|appeared)\b",
        r"\bsupplemented\s+this\s+(?P<credit>[A-Z][^\n,.]{1,40}?)\s+(?:article|story|report)\b",
        # The agency's own thanks to its own people
        (
            r"(?:^|[.!?]\s+)(?P<credit>Associated\s+Press|AP)\s+(?:\w+\s+)?(?:writers?|reporters?|journalists?)\s+[^\n]{3,200}?"
            r"\bcontributed(?:\s+to\s+this\s+(?:report|story))?\b"
        ),
        r"^\W{0,5}(?:Find|Read|See|Follow|Full|More)\b[^\n]{0,60}?\b(?P<credit>AP)(?:['’]s)?\s[^\n]{0,100}\bap(?:news)?\.(?:com|org)\b",
    )
]
_ENDS_HELPED = re.compile(
    r"(?:^|[.!?]\s+|\()\W{0,3}(?:(?:[Ww]ith|[Aa]vec|[Cc]on|[Mm]it)\s+(?:files?|inputs?|information|material|reports?|información|Material)\s+"
    r"(?:from|by|de|von)\s+(?P<credit>[^()\n]{2,60}?)|[Ww]ith\s+(?P<named>[^()\n]{2,40}?)\s+inputs?)\)?\.?\s*$",
    re.MULTILINE,
)
# Other newsrooms thank for "additional reporting"; the pair with "editing by" is the house style of Reuters.
_REUTERS_END = re.compile(
    r"(?:^|\()\W{0,3}(?:additional )?(?:reporting|writing) by [^()\n]{3,500}\bediting by [^()\n]{3,200}"
    r"|\bThomson Reuters Trust Principles\b",
    re.IGNORECASE | re.MULTILINE,
)
# As its desks sign: burs-kl/mn
_AFP_END = re.compile(r"^\(?burs?-[a-z]{2,4}(?:/[a-z]{2,4}){1,3}\)?\s*$", re.MULTILINE)


def _at_end(tail: str, agencies: _Agencies, *, by_person: bool) -> str | None:
    for forms, look in ((_ENDS_LEADING, agencies.leading), (_ENDS_ALONE, agencies.alone)):
        for form in forms:
            for match in form.finditer(tail):
                if found := look(match["credit"]):
                    return found
    if not by_person:
        for match in _ENDS_HELPED.finditer(tail):
            if found := agencies.among(match["credit"] or match["named"]):
                return found
    if _REUTERS_END.search(tail):
        return agencies.called("Reuters")
    return agencies.called("AFP") if _AFP_END.search(tail) else None
