"""Who says it: the attributions of a sentence, each with the words it governs."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from bot.domain.model import Basis, Origin, OriginKind, Outlet, Tone
from bot.gateways.builtin.naming import Role, Speaker, outlet_key
from bot.gateways.builtin.people import Names
from bot.gateways.builtin.presence import Presence, presence
from bot.gateways.builtin.speakers import speaker_after, speaker_before
from bot.gateways.builtin.words import Word, lexicon, word_set

_ACCORDING = re.compile(r"\b(?:according\s+to|(?:as\s+)?(?:first\s+)?reported\s+by|cited\s+by|quoted\s+by)\s+", re.IGNORECASE)
_CITING = re.compile(r"\b(?:citing|quoting|based\s+on)\s+", re.IGNORECASE)
_FAMILIAR = re.compile(
    r"\b((?:(?:two|three|several|some|one|a|an)\s+)?(?:[a-z]+\s+)?(?:people|persons?|sources?|officials?|man|woman)\s+"
    r"(?:familiar|close|briefed|with\s+(?:direct\s+)?knowledge|who\s+(?:asked|spoke|declined|requested|did\s+not\s+want|wished))\b[^,.;]{0,60}?)"
    r"(?=[,.;]|\s+(?:said|told|say|have\s+said|confirmed)\b|$)",
    re.IGNORECASE,
)
_RUMOURED = re.compile(
    r"\b[Tt]here\s+(?:is|are|was|were|have\s+been|has\s+been)\s+(?:also\s+|some\s+|many\s+|several\s+)*"
    r"(?P<source>(?:[a-z-]+\s+){0,2}(?:reports?|rumou?rs?|claims?|talk|speculation|whispers|word|suggestions?|allegations?))\s+"
    r"(?:on\s+[\w\s]{3,30}\s+)?(?:that|of)\b"
    r"|\b[Ii]t\s+(?:is|was|has\s+(?:also\s+)?been|is\s+being)\s+(?:also\s+|widely\s+)?(?:claimed|rumou?red|alleged|whispered|said)\s+that\b"
    r"|\b(?:[Uu]nconfirmed|[Uu]nverified)\s+(?:reports?|rumou?rs?|claims?|accounts?)\s+(?:say|says|said|suggest|suggests|suggested|claim|have\s+it)"
    r"(?:\s+that\b)?"
)
_QUOTED = re.compile(r"[\"“][^\"”]{2,}[\"”]?")
_UNIT = re.compile(r";|,?\s+\b(?:but|while|although|though|whereas|even\s+as)\b\s", re.IGNORECASE)
_DETERMINER = re.compile(r"\b(?:[Tt]he|an?|two|three|several|some|one|his|her|their|its)\s*$")
_LEADING = re.compile(r"(?:While|Although|Though|Whereas|Despite|Even though)\b")


class Attribution(NamedTuple):
    """Whose information stretches of a sentence are; offsets are the sentence's.

    `spoke` says that the named origin itself speaks here; `denies` that it turns
    down what follows; `cites` that it is what another source rests on.
    """

    origin: Origin
    basis: Basis
    tone: Tone | None
    at: int
    scopes: tuple[tuple[int, int], ...]
    spoke: bool = False
    denies: bool = False
    cites: bool = False


class Source(NamedTuple):
    """The root of one stretch of text, how the outlet knows it, and the attributions that lead there, outermost first."""

    origin: Origin
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
        self._roles: dict[str, Speaker] = {}

    def of(self, text: str, tokens: list[Word]) -> list[Attribution]:
        """Find who says what in one sentence."""
        familiar = [m for m in _FAMILIAR.finditer(text) if _is_source(text, m)]
        found = [
            *_rumoured(text),
            *self._seen(text),
            *self._by_phrase(text, tokens),
            *self._by_verb(text, tokens, [*familiar, *_RUMOURED.finditer(text)]),
        ]
        for match in familiar:
            origin = Origin(kind=OriginKind.UNNAMED, name=match.group(1).strip())
            found.append(
                Attribution(origin, Basis.ANONYMOUS, None, match.start(), ((0, match.start()), (match.end(), len(text))))
            )
        return sorted(found, key=lambda a: a.at)

    def doubter(self, text: str, tokens: list[Word], remark: re.Match[str], found: Sequence[Attribution]) -> Origin:
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
            governing = [a for a in found if _within(remark.start(), a.scopes)]
            if subject.role is Role.PRONOUN and governing:
                return governing[-1].origin
            resolved = self._resolve(subject)
            if resolved:
                return self._origin(resolved)[0]
        governing = [a for a in found if _within(remark.start(), a.scopes)]
        return governing[-1].origin if governing else Origin(kind=OriginKind.OWN)

    def presence(self, text: str) -> Presence | None:
        """Find in a sentence that a reporter was there."""
        return presence(text, self.is_own)

    def is_own(self, name: str) -> bool:
        """Say whether a name is that of the article's own outlet."""
        return outlet_key(name) in self._own

    def _seen(self, text: str) -> Iterable[Attribution]:
        there = self.presence(text)
        if there is None or not there.saw:
            return
        if there.outlet:
            origin, basis = Origin(kind=OriginKind.OUTLET, name=there.outlet), Basis.RELAYED
        else:
            origin, basis = Origin(kind=OriginKind.OWN), Basis.WITNESSED
        yield Attribution(origin, basis, None, 0, ((0, len(text)),))

    def _by_phrase(self, text: str, tokens: list[Word]) -> Iterable[Attribution]:
        for pattern in (_ACCORDING, _CITING):
            for match in pattern.finditer(text):
                speaker = speaker_after(text, tokens, match.end(), self._names)
                resolved = self._resolve(speaker) if speaker else None
                if speaker is None or resolved is None:
                    continue
                origin, basis = self._origin(resolved)
                cites = pattern is _CITING
                scopes = ((0, match.start()), (speaker.end, len(text))) if cites else _around(text, match.start(), speaker.end)
                yield Attribution(
                    origin, basis, None, match.start(), scopes, resolved.role in (Role.PERSON, Role.BODY), cites=cites
                )

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
            origin, basis = self._origin(resolved)
            spoke = resolved.role in (Role.PERSON, Role.BODY) and not resolved.spokes and kind != "guess"
            yield Attribution(
                origin,
                Basis.FORECAST if kind == "forecast" else basis,
                _TONES.get(kind),
                min(speaker.start, word.start),
                _scopes(text, tokens, place, speaker, inverted=inverted),
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
            return self._last
        if speaker.role is Role.OWN:
            return None
        if speaker.role is Role.ROLE:
            known = self._roles.get(speaker.name.split()[-1].lower())
            return known or speaker._replace(role=Role.UNNAMED)
        if speaker.role in (Role.PERSON, Role.BODY):
            name = self._names.full(speaker.name) if speaker.role is Role.PERSON else self._names.spelled_out(speaker.name)
            if not name:
                return None
            speaker = speaker._replace(name=name)
            self._last = speaker
            for role in speaker.titles:
                self._roles[role] = speaker
        elif speaker.role is Role.UNNAMED:
            self._last = speaker
        return speaker

    def _origin(self, speaker: Speaker) -> tuple[Origin, Basis]:
        name = speaker.name[:300]
        match speaker.role:
            case Role.PERSON:
                return Origin(kind=OriginKind.PERSON, name=name), Basis.ON_RECORD
            case Role.BODY:
                return Origin(kind=OriginKind.BODY, name=name), Basis.ON_RECORD
            case Role.DOCUMENT if name:
                return Origin(kind=OriginKind.DOCUMENT, name=name), Basis.ON_RECORD
            case Role.OUTLET if self.is_own(name):
                return Origin(kind=OriginKind.OWN), Basis.UNSTATED
            case Role.OUTLET:
                return Origin(kind=OriginKind.OUTLET, name=name), Basis.RELAYED
            case Role.RELAY:
                return Origin(kind=OriginKind.UNNAMED, name=name), Basis.RELAYED
            case _:
                return Origin(kind=OriginKind.UNNAMED, name=name), Basis.ANONYMOUS


def source_of(attributions: Sequence[Attribution], positions: Sequence[int]) -> Source | None:
    """Find the root of the words at some positions: the innermost named source that governs at least half of them."""
    governing = [a for a in attributions if positions and 2 * sum(_within(p, a.scopes) for p in positions) >= len(positions)]
    if not governing:
        return None
    chain = tuple(
        sorted(governing, key=lambda a: (a.cites, sum(_within(a.at, o.scopes) for o in governing if o is not a), a.at))
    )
    named = [a for a in chain if a.origin.kind is not OriginKind.UNNAMED]
    root = named[-1] if named else chain[0]
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


def _rumoured(text: str) -> Iterable[Attribution]:
    """Find "there are unconfirmed reports that": somebody says so, and nobody says who."""
    for match in _RUMOURED.finditer(text):
        origin = Origin(kind=OriginKind.UNNAMED, name=(match["source"] or "").strip())
        _, end = _unit(text, match.start(), match.end())
        yield Attribution(origin, Basis.ANONYMOUS, Tone.UNCERTAIN, match.start(), ((match.end(), end),))


def _is_source(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip().lower()
    after = text[match.end() :].lstrip().lower()
    return before.endswith(("said", "told", "according to", "from", "citing", "by")) or after.startswith(
        ("said", "told", "say", "have said", "confirmed")
    )


def _scopes(text: str, tokens: list[Word], place: int, speaker: Speaker, *, inverted: bool) -> tuple[tuple[int, int], ...]:
    start, end = min(speaker.start, tokens[place].start), max(speaker.end, tokens[place].end)
    unit_start, unit_end = _unit(text, start, end)
    quotes = tuple(m.span() for m in _QUOTED.finditer(text))
    later = tuple(q for q in quotes if q[0] >= end)
    if inverted:
        return ((0, start), *later)
    idle = word_set("attribution", "between.skip")
    after = [w for w in tokens[place + 1 :] if end <= w.start < unit_end and w.lower not in idle]
    before = _DETERMINER.sub("", text[:start]).rstrip()
    quoted = before.endswith((",”", ',"', "?”", '?"', "!”", '!"', "”,", '",'))
    if before.endswith((",", "”", '"', "–", "—")) and (quoted or len(after) < 4):
        return ((0 if quoted else unit_start, start), *later)
    return ((end, unit_end), *(q for q in later if q[0] >= unit_end))


def _around(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    unit_start, unit_end = _unit(text, start, end)
    if not text[unit_start:start].strip(" ,;“\"'"):
        return ((end, unit_end),)
    return ((unit_start, start),)


def _unit(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the part of a sentence around a span that "while", "but" and the like leave to it."""
    cuts = [m.span() for m in _UNIT.finditer(text)]
    comma = text.find(", ")
    if comma > 0 and _LEADING.match(text):
        cuts = sorted([*cuts, (comma, comma + 2)])
    left = max((b for _, b in cuts if b <= start), default=0)
    right = min((a for a, _ in cuts if a >= end), default=len(text))
    return left, right


def _within(position: int, scopes: Iterable[tuple[int, int]]) -> bool:
    return any(a <= position < b for a, b in scopes)
