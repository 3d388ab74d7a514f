"""Who says it: the attributions of a sentence, each with the words it governs, and the path that they make together."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.domain.model import OWN_WORK, Basis, Hop, HopKind, Outlet, Tone
from bot.gateways.builtin.hearing import Heard, Hearing
from bot.gateways.builtin.naming import Role, Speaker, verb_kinds
from bot.gateways.builtin.people import Names
from bot.gateways.builtin.phrasing import phrasing
from bot.gateways.builtin.presence import Presence, presence
from bot.gateways.builtin.scopes import around, governed, unit, within
from bot.gateways.builtin.speakers import speaker_after, speaker_before
from bot.gateways.english.sentences import Sentence
from bot.gateways.english.words import Word, word_set

MOST_HOPS = 4
"""Hops of a path, the nearest ones and its end."""
_ACCORDING = phrasing(r"\baccording\s+to\s+|(?<!\w)per\s+(?=the\s+[A-Z]|[A-Z])", "according per", re.IGNORECASE)
# What a source rests on: "Reuters reported, citing police", "said that she had been told by the ministry".
_CITING = phrasing(
    r"\b(?:citing|quoting|who\s+(?:quoted|quotes|cited|cites)|based\s+on|bases\s+(?:its|the)\s+\w+\s+on|(?:been|was|were)\s+(?:told|informed)\s+(?:so\s+|this\s+|it\s+)?by"
    r"|(?:learn(?:ed|t)|heard)\s+(?:(?:it|this|that|so)\s+)?from|(?:had|has|got|knew)\s+(?:it|this|that)\s+from)\s+",
    "citing quoting quoted quotes cited cites based bases told informed from",
    re.IGNORECASE,
)
_FROM_HIM = phrasing(r"(?:by|from)\s+(?:him|her|them)\b(?=\s*(?:[,.;]|that\b|$))", "him her them")
# "Was first reported by", ", as announced by"; "cited by" wraps what another source has said.
_PASSIVE = phrasing(
    r"\b(?:(?:was|were|been|is|are|being|as)\s+(?:\w+ly\s+|first\s+|also\s+)*)?"
    r"(?P<verb>reported|confirmed|announced|disclosed|revealed|claimed|alleged|denied|rejected|dismissed|cited|quoted|carried|published)"
    r"\s+(?:\w+ly\s+|dead\s+|(?:late\s+)?on\s+\w+day\s+)?by\s+",
    "by",
    re.IGNORECASE,
)
# Who had a paper that is quoted: "a memo seen by".
_HANDED = phrasing(
    r"\b(?:seen|obtained|reviewed|viewed|examined|published|leaked\s+to|shared\s+with)\s+(?:(?:exclusively\s+)?by\s+)?(?=the\s|[A-Z])",
    "seen obtained reviewed viewed examined published leaked shared",
)
# Whom somebody told it: "told Reuters", "in an interview with the Courier".
_TOLD = phrasing(
    r"\b(?:told|tells|telling|confirmed\s+to|spoke\s+to|speaking\s+(?:to|on)|(?:interview|talk|conversation)\s+with"
    r"|(?:statement|e-?mail|message|remarks|comments)\s+to)\s+",
    "told tells telling confirmed spoke speaking interview talk conversation statement email mail message remarks comments",
)
_THE_PAPER = re.compile(
    r"(?:the|that)\s+(?:news)?(?:paper|daily|weekly|magazine|station|broadcaster|website|site|agency|channel|tabloid)\b"
)
# "Said in a press release on the study": who says so rests on the study.
_ON_A_PAPER = phrasing(
    r"\bin\s+(?:an?|its|the|his|her)\s+(?:\w+\s+)?(?:release|statement|announcement|summary|article|note)\s+(?:on|about)\s+"
    r"(?:an?|the|its|this|that|his|her)\s+(?:new\s+|recent\s+)?(?P<paper>(?:[a-z-]+\s+){0,2}(?:study|paper|report|research|survey|review|audit))\b",
    "study paper report research survey review audit",
)
_QUOTED_AS = phrasing(
    r"\b(?:quoted|cited)\s+(?P<who>[^,;.“\"]{2,80}?)\s+as\s+(?:saying|telling|writing|confirming|warning|denying)\b",
    "quoted cited",
)
_WAS_QUOTED = phrasing(
    r"\b(?:was|were|is|are|been)\s+(?:\w+ly\s+)?(?:quoted|cited)\s+(?:by\s+|as\s+saying\b|in\s+)", "quoted cited"
)
_BY = re.compile(r"\bby\s+")
_HEARING = phrasing(
    r"\b(?:[Aa]n?|[Tt]he)\s+(?P<body>(?:[a-z]+\s+)?(?:inquest|inquiry|hearing|trial|jury|tribunal|court))\s+(?:has\s+|was\s+)?(?:heard|told)\b",
    "inquest inquiry hearing trial jury tribunal court",
)
# "12.10 Police: we now believe four have died", as live blogs and headlines have it.
_COLON = re.compile(r"(?:\d{1,2}[.:h]\d{2}(?:\s*[ap]\.?m\.?)?\s*[-–—:|]?\s*)?(?P<who>[A-Z][^,;:.“”\"?!]{1,60}):\s+(?=[\w“\"])")
_BELIEVED = phrasing(r"\bif\s+(?P<who>[^,;.“\"]{2,60}?)\s+(?:is|are)\s+to\s+be\s+believed\b", "believed")
_AS_PUT = phrasing(r"\bas\s+(?=[^,;.“”\"]{2,60}?\s+(?:has\s+|had\s+)?(?:put|puts)\s+it\b)", "put puts", re.IGNORECASE)
_PUT_IT = re.compile(r"\s+(?:has\s+|had\s+)?puts?\s+it\b")
_PAPER = re.compile(
    r"\b[Ii]n\s+(?:an?|the|its|his|her|their)\s+(?P<paper>(?:[\w-]+\s+){0,4}(?:report|memo|letter|filing|document|audit|email|study"
    r"|submission|affidavit|dossier|complaint|lawsuit|indictment))\b"
)
_FAMILIAR = phrasing(
    r"\b((?:(?:two|three|several|some|one|a|an)\s+)?(?:(?!to\b|by\b|from\b|that\b|the\b|said\b)[a-z]+\s+)?(?:people|persons?|sources?|officials?|aides?|diplomats?|officers?|employees?|m[ae]n|wom[ae]n)\s+"
    r"(?:familiar|close|briefed|with\s+(?:direct\s+)?knowledge|who\s+(?:asked|spoke|declined|requested|did\s+not\s+want|wished))\b[^,.;]{0,60}?)"
    r"(?=[,.;]|\s+(?:said|told|say|have\s+said|confirmed)\b|$)",
    "familiar close briefed knowledge who",
    re.IGNORECASE,
)
_RUMOURED = phrasing(
    r"\b[Tt]here\s+(?:is|are|was|were|have\s+been|has\s+been)\s+(?:also\s+|some\s+|many\s+|several\s+)*"
    r"(?P<source>(?:[a-z-]+\s+){0,2}(?:reports?|rumou?rs?|claims?|talk|speculation|whispers|word|suggestions?|allegations?))\s+"
    r"(?:on\s+[\w\s]{3,30}\s+)?(?:that|of)\b"
    r"|\b[Ii]t\s+(?:is|was|has\s+(?:also\s+)?been|is\s+being)\s+(?:also\s+|widely\s+)?(?:claimed|rumou?red|alleged|whispered|said|understood)\s+that\b"
    r"|\b(?:[Uu]nconfirmed|[Uu]nverified)\s+(?:reports?|rumou?rs?|claims?|accounts?)\s+(?:say|says|said|suggest|suggests|suggested|claim|have\s+it)"
    r"(?:\s+that\b)?",
    "there it unconfirmed unverified",
)
_TONES = {"weak": Tone.UNCERTAIN, "guess": Tone.LIKELY, "forecast": Tone.LIKELY}


class Attribution(NamedTuple):
    """By which hop the outlet has stretches of a sentence; offsets are the sentence's.

    `spoke` says that a named person or body itself speaks here; `denies` that it turns down what follows; `cites` that this is
    what another source rests on; `verb` is where the verb of saying stands, if there is one.
    """

    hop: Hop
    basis: Basis
    tone: Tone | None
    at: int
    scopes: tuple[tuple[int, int], ...]
    spoke: bool = False
    denies: bool = False
    cites: bool = False
    verb: int = -1


class Source(NamedTuple):
    """The path of one stretch of text, how the outlet knows it, and the attributions that lead along it, outermost first."""

    path: tuple[Hop, ...]
    basis: Basis
    tone: Tone | None
    chain: tuple[Attribution, ...]


class Attributor:
    """Finds the attributions of one article's sentences, in order, so that "she said" finds its speaker."""

    def __init__(self, sentences: Sequence[Sentence], names: Names, outlet: Outlet) -> None:
        self._names = names
        self._hearing = Hearing(sentences, names, outlet)
        self._presences: dict[str, Presence | None] = {}

    def of(self, text: str, tokens: list[Word]) -> list[Attribution]:
        """Find who says what in one sentence."""
        familiar = [m for m in _FAMILIAR.finditer(text) if _is_source(text, m)]
        found = [
            *_rumoured(text),
            *self._seen(text),
            *self._by_phrase(text, tokens, familiar),
            *self._passed_on(text, tokens),
            *self._by_verb(text, tokens, [*familiar, *_RUMOURED.finditer(text), *_PASSIVE.finditer(text)]),
        ]
        for match in familiar:
            hop = Hop(kind=HopKind.UNNAMED, name=match.group(1).strip())
            found.append(Attribution(hop, Basis.ANONYMOUS, None, match.start(), _beside(text, *match.span())))
        found += [*self._told(text, tokens, found), *self._from_him(text, found)] if found else ()
        if not found and tokens and tokens[0].capital:
            self._hearing.keep_subject(text, tokens)
        return sorted(found, key=lambda a: a.at)

    def doubter(self, text: str, tokens: list[Word], remark: re.Match[str], found: Sequence[Attribution]) -> tuple[Hop, ...]:
        """Say by which path it is known that something could not be verified: the remark's subject's, or the outlet's own."""
        place = next((i for i, w in enumerate(tokens) if w.start >= remark.start()), None)
        subject = self._hearing.before(text, tokens, place) if place else None
        passive = re.search(
            r"\bbe(?:en)?\s+(?:\w+ly\s+)*\w+ed$|un\w+ed$|^(?:unable|impossible|difficult|hard|no|without)",
            remark.group(),
            re.IGNORECASE,
        )
        by = re.match(r"\s+by\s+", text[remark.end() :])
        if by:
            subject, passive = self._hearing.after(text, tokens, remark.end() + by.end()), None
        governing = source_of(found, (remark.start(),))
        if governing and (subject is None or passive or subject.speaker.role is Role.PRONOUN):
            return governing.path
        if subject and not passive and subject.speaker.role not in (Role.DOCUMENT, Role.RELAY):
            return (subject.hop,)
        return governing.path if governing else (OWN_WORK,)

    def presence(self, text: str) -> Presence | None:
        """Find in a sentence that a reporter was there."""
        if text not in self._presences:
            self._presences[text] = presence(text, self._hearing.is_own)
        return self._presences[text]

    def _seen(self, text: str) -> Iterable[Attribution]:
        there = self.presence(text)
        if there is not None and there.saw:
            hop = Hop(kind=HopKind.OUTLET, name=there.outlet) if there.outlet else OWN_WORK
            yield Attribution(hop, Basis.RELAYED if there.outlet else Basis.WITNESSED, None, 0, ((0, len(text)),))

    def _by_phrase(self, text: str, tokens: list[Word], familiar: Sequence[re.Match[str]]) -> Iterable[Attribution]:
        for pattern in (_ACCORDING, _CITING):
            for match in pattern.finditer(text):
                if any(m.start() <= match.end() < m.end() for m in familiar):
                    continue
                if heard := self._hearing.after(text, tokens, match.end()):
                    cites = pattern is _CITING
                    scopes = _beside(text, match.start(), heard.end) if cites else around(text, match.start(), heard.end)
                    yield _made(heard, match.start(), scopes, spoke=heard.speaks, cites=cites)
        for match in _ON_A_PAPER.finditer(text):
            hop = Hop(kind=HopKind.DOCUMENT, name=match["paper"])
            yield Attribution(hop, Basis.ON_RECORD, None, match.start(), _beside(text, *match.span()), cites=True)
        for match in _PASSIVE.finditer(text):
            if heard := self._hearing.after(text, tokens, match.end()):
                kind = verb_kinds().get(match["verb"].lower(), "")
                if kind != "report" or heard.speaker.role in (Role.OUTLET, Role.RELAY):
                    made = _made(heard, 0, _beside(text, match.start(), heard.end), spoke=heard.speaks)
                    yield made._replace(tone=_TONES.get(kind), denies=kind == "deny")

    def _passed_on(self, text: str, tokens: list[Word]) -> Iterable[Attribution]:
        """Find who hands on what somebody else said or wrote: "quoted Holm as saying", "a memo seen by Reuters"."""
        for match in _HANDED.finditer(text):
            holder = self._hearing.after(text, tokens, match.end())
            if holder and holder.hop.kind is HopKind.OUTLET:
                yield _made(holder, 0, ((0, len(text)),))
        for match in _QUOTED_AS.finditer(text):
            if said := self._hearing.after(text, tokens, match.start("who")):
                yield _made(said, match.start("who"), ((match.end(), len(text)),), spoke=True)
        for match in _WAS_QUOTED.finditer(text):
            place = next((i for i, w in enumerate(tokens) if w.start >= match.start()), 0)
            if said := self._hearing.before(text, tokens, place) if place else None:
                yield _made(said, said.start, ((0, said.start), (match.end(), len(text))), spoke=True)
                by = _BY.search(text, match.start())
                medium = self._hearing.after(text, tokens, by.end()) if by else None
                hop = medium.hop if medium and medium.hop.kind is HopKind.OUTLET else Hop(kind=HopKind.UNNAMED)
                yield Attribution(hop, Basis.RELAYED, None, 0, ((0, len(text)),))
        for match in _HEARING.finditer(text):
            hop = Hop(kind=HopKind.BODY, name=match["body"])
            yield Attribution(hop, Basis.ON_RECORD, None, match.start(), _beside(text, *match.span()), spoke=True)
        if led := _COLON.match(text):
            said = self._hearing.after(text, tokens, led.start("who"))
            known = said and (said.hop.kind is HopKind.BODY or " " in said.hop.name)
            if said and known and said.speaks and said.end == led.end("who"):
                yield _made(said, led.start("who"), ((led.end(), len(text)),), spoke=True)
        for match in _BELIEVED.finditer(text):
            if said := self._hearing.after(text, tokens, match.start("who")):
                yield _made(said, 0, _beside(text, *match.span()))._replace(tone=Tone.UNCERTAIN)
        for match in _AS_PUT.finditer(text):
            put = _PUT_IT.search(text, match.end())
            said = self._hearing.after(text, tokens, match.end()) if put else None
            if put and said:
                yield _made(said, match.start(), _beside(text, match.start(), put.end()), spoke=True)

    def _told(self, text: str, tokens: list[Word], found: Sequence[Attribution]) -> Iterable[Attribution]:
        """Find the other outlet that was told: what its source said, the article has from it."""
        for match in _TOLD.finditer(text):
            heard = self._hearing.after(text, tokens, match.end())
            hop = self._hearing.last_outlet() if _THE_PAPER.match(text, match.end()) else heard.hop if heard else None
            if hop and hop.kind is HopKind.OUTLET:
                at = max((a.at for a in found if a.at <= match.start()), default=match.start())
                yield Attribution(hop, Basis.RELAYED, None, at, (unit(text, *match.span()),))

    def _from_him(self, text: str, found: Sequence[Attribution]) -> Iterable[Attribution]:
        for match in _FROM_HIM.finditer(text):
            if hop := self._hearing.person_besides([a.hop.name for a in found]):
                yield Attribution(hop, Basis.ON_RECORD, None, match.start(), _beside(text, *match.span()), cites=True)

    def _by_verb(self, text: str, tokens: list[Word], others: Sequence[re.Match[str]]) -> Iterable[Attribution]:
        """Find verbs of saying with their speakers, outside what has another form."""
        taken = -1
        kinds = verb_kinds()
        for place, word in enumerate(tokens):
            kind = kinds.get(word.lower)
            if (
                kind is None
                or word.start < taken
                or word.capital
                or (place and tokens[place - 1].lower in word_set("attribution", "between.not_saying"))
                or (place and tokens[place - 1].text.endswith(("'s", "’s")))
            ):
                continue
            speaker, inverted = self._speaker(text, tokens, place)
            if speaker is None or any(
                m.start() <= speaker.start < m.end() or m.start() <= word.start < m.end() for m in others
            ):
                continue
            if kind == "show" and speaker.role not in (Role.DOCUMENT, Role.RELAY):
                continue
            heard = self._hearing.heard(speaker)
            if heard is None:
                continue
            paper = _PAPER.search(text, 0, word.start) if heard.speaker.role is Role.UNNAMED else None
            if paper:
                heard = heard._replace(hop=Hop(kind=HopKind.DOCUMENT, name=paper["paper"]), basis=Basis.ON_RECORD)
            yield Attribution(
                heard.hop,
                Basis.FORECAST if kind == "forecast" else heard.basis,
                _TONES.get(kind),
                min(heard.start, word.start),
                governed(text, tokens, place, heard.speaker, inverted=inverted),
                heard.speaks and not heard.speaker.spokes and kind != "guess",
                denies=kind in ("deny", "withdraw"),
                verb=word.start,
            )
            taken = max(word.end, heard.end)

    def _speaker(self, text: str, tokens: list[Word], place: int) -> tuple[Speaker | None, bool]:
        """Find who stands before a verb of saying, or behind it where the sentence is turned round."""
        verb = tokens[place]
        ahead = text[tokens[place - 1].end : verb.start] if place else ""
        before = speaker_before(text, tokens, place, self._names)
        if "”" in ahead or '"' in ahead or "," in ahead:
            after = speaker_after(text, tokens, verb.end, self._names)
            closes = "," not in ahead or "”" in ahead or '"' in ahead or not before
            if after and after.role not in (Role.OWN, Role.DOCUMENT) and closes:
                return after, True
        return before, False


def source_of(attributions: Sequence[Attribution], positions: Sequence[int]) -> Source | None:
    """Follow the attributions that govern at least half of the words at some positions, from the outermost to the innermost."""
    governing = [a for a in attributions if positions and 2 * sum(within(p, a.scopes) for p in positions) >= len(positions)]
    if not governing:
        return None
    chain = sorted(
        governing, key=lambda a: (a.cites, 0 if a.cites else sum(within(a.at, o.scopes) for o in governing if o is not a), a.at)
    )
    hops = list(dict.fromkeys(a.hop for a in reversed(chain)))[::-1]
    path = [hop for hop in hops if hop.kind is not HopKind.OWN] or hops
    tone = max((a.tone for a in chain if a.tone), key=lambda t: (Tone.LIKELY, Tone.UNCERTAIN).index(t), default=None)
    bases = {a.basis for a in chain}
    ends = next(a.basis for a in reversed(chain) if a.hop == path[-1])
    basis = Basis.FORECAST if Basis.FORECAST in bases else Basis.RELAYED if Basis.RELAYED in bases else ends
    return Source(tuple(path if len(path) <= MOST_HOPS else [*path[: MOST_HOPS - 1], path[-1]]), basis, tone, tuple(chain))


def _made(
    heard: Heard, at: int, scopes: tuple[tuple[int, int], ...], *, spoke: bool = False, cites: bool = False
) -> Attribution:
    return Attribution(heard.hop, heard.basis, None, at, scopes, spoke=spoke, cites=cites)


def _beside(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return what stands before and behind a phrase."""
    return ((0, start), (end, len(text)))


def _rumoured(text: str) -> Iterable[Attribution]:
    """Find "there are unconfirmed reports that": somebody says so, and nobody says who."""
    for match in _RUMOURED.finditer(text):
        hop = Hop(kind=HopKind.UNNAMED, name=(match["source"] or "").strip())
        _, end = unit(text, *match.span())
        yield Attribution(hop, Basis.ANONYMOUS, Tone.UNCERTAIN, match.start(), ((match.end(), end),))


def _is_source(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip().lower()
    after = text[match.end() :].lstrip().lower()
    return before.endswith(("said", "told", "according to", "from", "citing", "by")) or after.startswith(
        ("said", "told", "say", "have said", "confirmed")
    )
