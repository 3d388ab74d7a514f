"""Who says it: the attributions of a sentence, each with the words it governs."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from bot.domain.model import Basis, Hop, HopKind, Outlet, Tone
from bot.gateways.builtin.naming import Role, Speaker, outlet_key
from bot.gateways.builtin.people import Names
from bot.gateways.builtin.presence import Presence, presence
from bot.gateways.builtin.scopes import around, governed, unit, within
from bot.gateways.builtin.speakers import speaker_after, speaker_before
from bot.gateways.english.words import Word, lexicon, word_set

_ACCORDING = re.compile(r"\baccording\s+to\s+|(?<!\w)per\s+(?=the\s+[A-Z]|[A-Z])", re.IGNORECASE)
_CITING = re.compile(r"\b(?:citing|quoting|based\s+on|learned\s+from|learnt\s+from)\s+", re.IGNORECASE)
# "Was first reported by", ", as announced by"; "cited by" wraps what another source has said.
_PASSIVE = re.compile(
    r"\b(?:(?:was|were|been|is|are|being|as)\s+(?:\w+ly\s+|first\s+|also\s+)*)?"
    r"(?P<verb>reported|confirmed|announced|disclosed|revealed|claimed|alleged|denied|rejected|dismissed|cited|quoted|carried|published)"
    r"\s+(?:\w+ly\s+|(?:late\s+)?on\s+\w+day\s+)?by\s+",
    re.IGNORECASE,
)
# Who had a paper that is quoted: "a memo seen by".
_HANDED = re.compile(
    r"\b(?:seen|obtained|reviewed|viewed|examined|published|leaked\s+to|shared\s+with)\s+(?:(?:exclusively\s+)?by\s+)?(?=the\s|[A-Z])"
)
_QUOTED_AS = re.compile(
    r"\b(?:quoted|cited)\s+(?P<who>[^,;.“\"]{2,80}?)\s+as\s+(?:saying|telling|writing|confirming|warning|denying)\b"
)
_WAS_QUOTED = re.compile(r"\b(?:was|were|is|are|been)\s+(?:\w+ly\s+)?(?:quoted|cited)\s+(?:by\s+|as\s+saying\b|in\s+)")
_HEARING = re.compile(
    r"\b(?:[Aa]n?|[Tt]he)\s+(?P<body>(?:[a-z]+\s+)?(?:inquest|inquiry|hearing|trial|jury|tribunal|court))\s+(?:has\s+|was\s+)?(?:heard|told)\b"
)
_BELIEVED = re.compile(r"\bif\s+(?P<who>[^,;.“\"]{2,60}?)\s+(?:is|are)\s+to\s+be\s+believed\b")
_AS_PUT = re.compile(r"\bas\s+(?=[^,;.“”\"]{2,60}?\s+(?:has\s+|had\s+)?(?:put|puts)\s+it\b)", re.IGNORECASE)
_PUT_IT = re.compile(r"\s+(?:has\s+|had\s+)?puts?\s+it\b")
_PAPER = re.compile(
    r"\b[Ii]n\s+(?:an?|the|its|his|her|their)\s+(?P<paper>(?:[\w-]+\s+){0,4}(?:report|memo|letter|filing|document|audit|email|study"
    r"|submission|affidavit|dossier|complaint|lawsuit|indictment))\b"
)
_FAMILIAR = re.compile(
    r"\b((?:(?:two|three|several|some|one|a|an)\s+)?(?:(?!to\b|by\b|from\b|that\b|the\b|said\b)[a-z]+\s+)?(?:people|persons?|sources?|officials?|aides?|diplomats?|officers?|employees?|m[ae]n|wom[ae]n)\s+"
    r"(?:familiar|close|briefed|with\s+(?:direct\s+)?knowledge|who\s+(?:asked|spoke|declined|requested|did\s+not\s+want|wished))\b[^,.;]{0,60}?)"
    r"(?=[,.;]|\s+(?:said|told|say|have\s+said|confirmed)\b|$)",
    re.IGNORECASE,
)
_RUMOURED = re.compile(
    r"\b[Tt]here\s+(?:is|are|was|were|have\s+been|has\s+been)\s+(?:also\s+|some\s+|many\s+|several\s+)*"
    r"(?P<source>(?:[a-z-]+\s+){0,2}(?:reports?|rumou?rs?|claims?|talk|speculation|whispers|word|suggestions?|allegations?))\s+"
    r"(?:on\s+[\w\s]{3,30}\s+)?(?:that|of)\b"
    r"|\b[Ii]t\s+(?:is|was|has\s+(?:also\s+)?been|is\s+being)\s+(?:also\s+|widely\s+)?(?:claimed|rumou?red|alleged|whispered|said|understood)\s+that\b"
    r"|\b(?:[Uu]nconfirmed|[Uu]nverified)\s+(?:reports?|rumou?rs?|claims?|accounts?)\s+(?:say|says|said|suggest|suggests|suggested|claim|have\s+it)"
    r"(?:\s+that\b)?"
)


# Of each of the slower ones above, words of which one stands wherever it fits: to look for these first is far faster.
_SIGNS = {
    _ACCORDING: ("according", "per"),
    _CITING: ("citing", "quoting", "based", "learn"),
    _PASSIVE: ("by",),
    _FAMILIAR: ("familiar", "close", "briefed", "knowledge", "who"),
}


class Attribution(NamedTuple):
    """Whose information stretches of a sentence are; offsets are the sentence's.

    `spoke` says that the named origin itself speaks here; `denies` that it turns
    down what follows; `cites` that it is what another source rests on.
    """

    origin: Hop
    basis: Basis
    tone: Tone | None
    at: int
    scopes: tuple[tuple[int, int], ...]
    spoke: bool = False
    denies: bool = False
    cites: bool = False


class Source(NamedTuple):
    """The root of one stretch of text, how the outlet knows it, and the attributions that lead there, outermost first."""

    origin: Hop
    basis: Basis
    tone: Tone | None
    chain: tuple[Attribution, ...]


class Attributor:
    """Finds the attributions of one article's sentences, in order, so that "she said" finds its speaker."""

    def __init__(self, names: Names, outlet: Outlet) -> None:
        self._names = names
        self._own = {outlet_key(outlet.name), outlet_key(outlet.house), *(outlet_key(d.split(".")[0]) for d in outlet.domains)}
        last = outlet.name.split()[-1].lower()
        if last not in word_set("attribution", "common_endings"):
            self._own.add(last)
        self._last: Speaker | None = None
        self._person: Speaker | None = None
        self._roles: dict[str, Speaker] = {}
        self._presences: dict[str, Presence | None] = {}

    def of(self, text: str, tokens: list[Word]) -> list[Attribution]:
        """Find who says what in one sentence."""
        familiar = [m for m in _found(_FAMILIAR, text) if _is_source(text, m)]
        found = [
            *_rumoured(text),
            *self._seen(text),
            *self._by_phrase(text, tokens, familiar),
            *self._passed_on(text, tokens),
            *self._by_verb(text, tokens, [*familiar, *_RUMOURED.finditer(text)]),
        ]
        for match in familiar:
            origin = Hop(kind=HopKind.UNNAMED, name=match.group(1).strip())
            found.append(
                Attribution(origin, Basis.ANONYMOUS, None, match.start(), ((0, match.start()), (match.end(), len(text))))
            )
        if not found and tokens and tokens[0].capital:
            self._hear_of(text, tokens)
        return sorted(found, key=lambda a: a.at)

    def _hear_of(self, text: str, tokens: list[Word]) -> None:
        """Keep the person that a sentence without a speaker is about: "Ida Kast toured the quay. She said …"."""
        subject = speaker_after(text, tokens, tokens[0].start, self._names)
        if subject and subject.role is Role.PERSON and (name := self._names.full(subject.name)) and " " in name:
            self._person = subject._replace(name=name)

    def doubter(self, text: str, tokens: list[Word], remark: re.Match[str], found: Sequence[Attribution]) -> Hop:
        """Say who could not verify something: the subject of the remark, whoever makes it, or the outlet itself."""
        place = next((i for i, w in enumerate(tokens) if w.start >= remark.start()), None)
        subject = speaker_before(text, tokens, place, self._names) if place else None
        passive = re.search(
            r"\bbe(?:en)?\s+(?:\w+ly\s+)*\w+ed$|un\w+ed$|^(?:unable|impossible|difficult|hard|no|without)",
            remark.group(),
            re.IGNORECASE,
        )
        by = re.match(r"\s+by\s+", text[remark.end() :])
        if by:
            subject, passive = speaker_after(text, tokens, remark.end() + by.end(), self._names), None
        if subject and not passive and subject.role in (Role.PERSON, Role.BODY, Role.OUTLET, Role.PRONOUN, Role.UNNAMED):
            governing = [a for a in found if within(remark.start(), a.scopes)]
            if subject.role is Role.PRONOUN and governing:
                return governing[-1].origin
            resolved = self._resolve(subject)
            if resolved:
                return self._origin(resolved)[0]
        governing = [a for a in found if within(remark.start(), a.scopes)]
        return governing[-1].origin if governing else Hop(kind=HopKind.OWN)

    def presence(self, text: str) -> Presence | None:
        """Find in a sentence that a reporter was there."""
        if text not in self._presences:
            self._presences[text] = presence(text, self.is_own)
        return self._presences[text]

    def is_own(self, name: str) -> bool:
        """Say whether a name is that of the article's own outlet."""
        return outlet_key(name) in self._own

    def _seen(self, text: str) -> Iterable[Attribution]:
        there = self.presence(text)
        if there is None or not there.saw:
            return
        if there.outlet:
            origin, basis = Hop(kind=HopKind.OUTLET, name=there.outlet), Basis.RELAYED
        else:
            origin, basis = Hop(kind=HopKind.OWN), Basis.WITNESSED
        yield Attribution(origin, basis, None, 0, ((0, len(text)),))

    def _by_phrase(self, text: str, tokens: list[Word], familiar: Sequence[re.Match[str]]) -> Iterable[Attribution]:
        for pattern in (_ACCORDING, _CITING):
            for match in _found(pattern, text):
                if any(m.start() <= match.end() < m.end() for m in familiar):
                    continue
                speaker = speaker_after(text, tokens, match.end(), self._names)
                resolved = self._resolve(speaker) if speaker else None
                if speaker is None or resolved is None:
                    continue
                origin, basis = self._origin(resolved)
                cites = pattern is _CITING
                scopes = ((0, match.start()), (speaker.end, len(text))) if cites else around(text, match.start(), speaker.end)
                yield Attribution(
                    origin, basis, None, match.start(), scopes, resolved.role in (Role.PERSON, Role.BODY), cites=cites
                )
        for match in _found(_PASSIVE, text):
            if (speaker := speaker_after(text, tokens, match.end(), self._names)) and (resolved := self._resolve(speaker)):
                verb = match["verb"].lower()
                kind = _verb_kinds().get(verb)
                if kind == "report" and resolved.role not in (Role.OUTLET, Role.RELAY):
                    continue
                origin, basis = self._origin(resolved)
                scopes = ((0, match.start()), (speaker.end, len(text)))
                spoke = resolved.role in (Role.PERSON, Role.BODY)
                yield Attribution(origin, basis, _TONES.get(kind or ""), 0, scopes, spoke, kind == "deny")

    def _passed_on(self, text: str, tokens: list[Word]) -> Iterable[Attribution]:
        """Find who hands on what somebody else said or wrote: "quoted Holm as saying", "a memo seen by Reuters"."""
        for match in _HANDED.finditer(text):
            holder = speaker_after(text, tokens, match.end(), self._names)
            if holder and holder.role is Role.OUTLET and not self.is_own(holder.name):
                yield Attribution(*self._origin(holder), None, 0, ((0, len(text)),))
        for match in _QUOTED_AS.finditer(text):
            if (speaker := speaker_after(text, tokens, match.start("who"), self._names)) and (said := self._resolve(speaker)):
                yield Attribution(*self._origin(said), None, match.start("who"), ((match.end(), len(text)),), spoke=True)
        for match in _WAS_QUOTED.finditer(text):
            place = next((i for i, w in enumerate(tokens) if w.start >= match.start()), 0)
            speaker = speaker_before(text, tokens, place, self._names) if place else None
            said = self._resolve(speaker) if speaker else None
            if speaker is None or said is None:
                continue
            scopes = ((0, speaker.start), (match.end(), len(text)))
            yield Attribution(*self._origin(said), None, speaker.start, scopes, spoke=True)
            by = re.compile(r"\bby\s+").search(text, match.start())
            medium = speaker_after(text, tokens, by.end(), self._names) if by else None
            if medium is None or medium.role is not Role.OUTLET or self.is_own(medium.name):
                medium = Speaker(Role.RELAY, "", match.start(), match.end())
            yield Attribution(*self._origin(medium), None, 0, ((0, len(text)),))
        for match in _HEARING.finditer(text):
            origin = Hop(kind=HopKind.BODY, name=match["body"])
            yield Attribution(
                origin, Basis.ON_RECORD, None, match.start(), ((0, match.start()), (match.end(), len(text))), spoke=True
            )
        for match in _BELIEVED.finditer(text):
            if (speaker := speaker_after(text, tokens, match.start("who"), self._names)) and (said := self._resolve(speaker)):
                scopes = ((0, match.start()), (match.end(), len(text)))
                yield Attribution(*self._origin(said), Tone.UNCERTAIN, 0, scopes)
        for match in _AS_PUT.finditer(text):
            put = _PUT_IT.search(text, match.end())
            speaker = speaker_after(text, tokens, match.end(), self._names) if put else None
            if put and speaker and (said := self._resolve(speaker)):
                scopes = ((0, match.start()), (put.end(), len(text)))
                yield Attribution(*self._origin(said), None, match.start(), scopes, spoke=True)

    def _by_verb(self, text: str, tokens: list[Word], familiar: Sequence[re.Match[str]]) -> Iterable[Attribution]:
        taken = -1
        kinds = _verb_kinds()
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
                m.start() <= speaker.start < m.end() or m.start() <= word.start < m.end() for m in familiar
            ):
                continue
            if kind == "show" and speaker.role not in (Role.DOCUMENT, Role.RELAY):
                continue
            resolved = self._resolve(speaker)
            if resolved is None:
                continue
            paper = _PAPER.search(text, 0, word.start) if resolved.role is Role.UNNAMED else None
            if paper:
                resolved = resolved._replace(role=Role.DOCUMENT, name=paper["paper"])
            origin, basis = self._origin(resolved)
            spoke = resolved.role in (Role.PERSON, Role.BODY) and not resolved.spokes and kind != "guess"
            yield Attribution(
                origin,
                Basis.FORECAST if kind == "forecast" else basis,
                _TONES.get(kind),
                min(speaker.start, word.start),
                governed(text, tokens, place, speaker, inverted=inverted),
                spoke,
                kind == "deny",
            )
            taken = max(word.end, speaker.end)

    def _speaker(self, text: str, tokens: list[Word], place: int) -> tuple[Speaker | None, bool]:
        verb = tokens[place]
        before = text[tokens[place - 1].end : verb.start] if place else ""
        if "”" in before or '"' in before or "," in before:
            after = speaker_after(text, tokens, verb.end, self._names)
            if after and after.role not in (Role.OWN, Role.DOCUMENT):
                closes = (
                    "," not in before or "”" in before or '"' in before or not speaker_before(text, tokens, place, self._names)
                )
                if closes:
                    return after, True
        return speaker_before(text, tokens, place, self._names), False

    def _resolve(self, speaker: Speaker) -> Speaker | None:
        if speaker.role is Role.PRONOUN:
            return (self._person if speaker.name in ("he", "she") else None) or self._last
        if speaker.role is Role.OWN:
            return None
        if speaker.role is Role.ROLE:
            title = speaker.titles[0] if speaker.titles else speaker.name.split()[-1].lower()
            holder = bool(speaker.titles) and title in word_set("attribution", "offices")
            return self._roles.get(title) or speaker._replace(role=Role.PERSON if holder else Role.UNNAMED)
        if speaker.role in (Role.PERSON, Role.BODY):
            name = self._names.full(speaker.name) if speaker.role is Role.PERSON else self._names.spelled_out(speaker.name)
            if not name:
                return None
            speaker = speaker._replace(name=name)
            self._last = speaker
            if speaker.role is Role.PERSON or speaker.spokes:
                self._person = speaker
            for role in speaker.titles:
                self._roles[role] = speaker
        elif speaker.role is Role.UNNAMED:
            self._last = self._person = speaker
        return speaker

    def _origin(self, speaker: Speaker) -> tuple[Hop, Basis]:
        name = speaker.name[:300]
        match speaker.role:
            case Role.PERSON:
                return Hop(kind=HopKind.PERSON, name=name), Basis.ON_RECORD
            case Role.BODY:
                return Hop(kind=HopKind.BODY, name=name), Basis.ON_RECORD
            case Role.DOCUMENT if name:
                return Hop(kind=HopKind.DOCUMENT, name=name), Basis.ON_RECORD
            case Role.OUTLET if self.is_own(name):
                return Hop(kind=HopKind.OWN), Basis.UNSTATED
            case Role.OUTLET:
                return Hop(kind=HopKind.OUTLET, name=name), Basis.RELAYED
            case Role.RELAY:
                return Hop(kind=HopKind.UNNAMED, name=name), Basis.RELAYED
            case _:
                return Hop(kind=HopKind.UNNAMED, name=name), Basis.ANONYMOUS


def source_of(attributions: Sequence[Attribution], positions: Sequence[int]) -> Source | None:
    """Find the root of the words at some positions: the innermost named source that governs at least half of them."""
    governing = [a for a in attributions if positions and 2 * sum(within(p, a.scopes) for p in positions) >= len(positions)]
    if not governing:
        return None
    chain = tuple(
        sorted(governing, key=lambda a: (a.cites, sum(within(a.at, o.scopes) for o in governing if o is not a), a.at))
    )
    named = [a for a in chain if a.origin.kind is not HopKind.UNNAMED]
    if len(chain) > 1 and all(a.basis is Basis.UNSTATED for a in named):
        named = []
    root = named[-1] if named else next((a for a in chain if a.origin.kind is HopKind.UNNAMED), chain[0])
    tone = max((a.tone for a in chain if a.tone), key=lambda t: (Tone.LIKELY, Tone.UNCERTAIN).index(t), default=None)
    if any(a.basis is Basis.FORECAST for a in chain):
        basis = Basis.FORECAST
    elif any(a.basis is Basis.RELAYED for a in chain):
        basis = Basis.RELAYED
    else:
        basis = root.basis
    return Source(root.origin, basis, tone, chain)


_TONES = {"weak": Tone.UNCERTAIN, "guess": Tone.LIKELY, "forecast": Tone.LIKELY}


@cache
def _verb_kinds() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for kind in lexicon("attribution")["verbs"]:
        for verb in word_set("attribution", f"verbs.{kind}"):
            kinds.setdefault(verb, kind)
    return kinds


def _found(pattern: re.Pattern[str], text: str) -> Iterable[re.Match[str]]:
    lower = text.casefold()
    return pattern.finditer(text) if any(sign in lower for sign in _SIGNS[pattern]) else ()


def _rumoured(text: str) -> Iterable[Attribution]:
    """Find "there are unconfirmed reports that": somebody says so, and nobody says who."""
    for match in _RUMOURED.finditer(text):
        origin = Hop(kind=HopKind.UNNAMED, name=(match["source"] or "").strip())
        _, end = unit(text, match.start(), match.end())
        yield Attribution(origin, Basis.ANONYMOUS, Tone.UNCERTAIN, match.start(), ((match.end(), end),))


def _is_source(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip().lower()
    after = text[match.end() :].lstrip().lower()
    return before.endswith(("said", "told", "according to", "from", "citing", "by")) or after.startswith(
        ("said", "told", "say", "have said", "confirmed")
    )
