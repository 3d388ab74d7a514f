"""Whom an article means by a name, a title or a pronoun, as one hop of a path."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from bot.domain.model import OWN_WORK, Basis, Hop, HopKind, Outlet
from bot.gateways.builtin.naming import Role, Speaker, outlet_key
from bot.gateways.builtin.offices import Offices
from bot.gateways.builtin.people import Names
from bot.gateways.builtin.speakers import speaker_after, speaker_before
from bot.gateways.english.sentences import Sentence
from bot.gateways.english.words import Word, word_set

BASES: Final = {
    HopKind.OWN: Basis.UNSTATED,
    HopKind.PERSON: Basis.ON_RECORD,
    HopKind.BODY: Basis.ON_RECORD,
    HopKind.DOCUMENT: Basis.ON_RECORD,
    HopKind.OUTLET: Basis.RELAYED,
    HopKind.UNNAMED: Basis.ANONYMOUS,
}
"""How an outlet knows what it has from a hop of each kind."""
_KINDS = {
    Role.PERSON: HopKind.PERSON,
    Role.ROLE: HopKind.PERSON,
    Role.BODY: HopKind.BODY,
    Role.DOCUMENT: HopKind.DOCUMENT,
    Role.OUTLET: HopKind.OUTLET,
}


class Heard(NamedTuple):
    """Whoever is named in a sentence, who that is, and how the outlet then knows; `start` and `end` are the sentence's."""

    speaker: Speaker
    hop: Hop
    basis: Basis

    @property
    def start(self) -> int:
        """Return where the name begins."""
        return self.speaker.start

    @property
    def end(self) -> int:
        """Return where the name ends."""
        return self.speaker.end

    @property
    def speaks(self) -> bool:
        """Say whether it is a person or a body, which can speak."""
        return self.hop.kind in (HopKind.PERSON, HopKind.BODY)


class Hearing:
    """Resolves who is meant in one article's sentences, in order, so that "she" finds the last one named."""

    def __init__(self, sentences: Sequence[Sentence], names: Names, outlet: Outlet) -> None:
        self._names = names
        self._own = {outlet_key(outlet.name), outlet_key(outlet.house), *(outlet_key(d.split(".")[0]) for d in outlet.domains)}
        last = outlet.name.split()[-1].lower()
        if last not in word_set("attribution", "common_endings"):
            self._own.add(last)
        self._offices = Offices(sentences, names, self.is_own)
        self._last: Speaker | None = None
        self._people: list[Speaker] = []
        self._outlets: list[str] = []

    def after(self, text: str, tokens: list[Word], offset: int) -> Heard | None:
        """Resolve whom the phrase at an offset names."""
        return self.heard(speaker_after(text, tokens, offset, self._names))

    def before(self, text: str, tokens: list[Word], place: int) -> Heard | None:
        """Resolve whom the phrase right before a word names."""
        return self.heard(speaker_before(text, tokens, place, self._names))

    def is_own(self, name: str) -> bool:
        """Say whether a name is that of the article's own outlet."""
        return outlet_key(name) in self._own

    def keep_subject(self, text: str, tokens: list[Word]) -> None:
        """Keep the person that a sentence without a speaker is about: "Ida Kast toured the quay. She said …"."""
        subject = speaker_after(text, tokens, tokens[0].start, self._names)
        if subject and subject.role is Role.PERSON and " " in (name := self._names.full(subject.name)):
            self._people.append(subject._replace(name=name))

    def person_besides(self, names: Collection[str]) -> Hop | None:
        """Return the last person named who is none of those: "him" of "said that she had it from him"."""
        found = next((person for person in reversed(self._people) if person.name not in names), None)
        return self._hop(found)[0] if found else None

    def last_outlet(self) -> Hop | None:
        """Return the other outlet that was named last, for "told the paper"; None where that is the article's own."""
        return Hop(kind=HopKind.OUTLET, name=self._outlets[-1]) if self._outlets else None

    def heard(self, speaker: Speaker | None) -> Heard | None:
        """Resolve whom a phrase names; None where that is nobody, or the article itself."""
        meant = self._meant(speaker) if speaker else None
        if speaker is None or meant is None:
            return None
        hop, basis = self._hop(meant)
        return Heard(speaker._replace(spokes=meant.spokes), hop, basis)

    def _meant(self, speaker: Speaker) -> Speaker | None:
        """Return the one whom a pronoun, a title or a short name stands for, under the fullest name in the article."""
        if speaker.role is Role.PRONOUN:
            return (self._people[-1] if self._people and speaker.name in ("he", "she") else None) or self._last
        if speaker.role is Role.OWN:
            return None
        noun = speaker.noun
        if speaker.role in (Role.RELAY, Role.DOCUMENT) and noun in word_set("attribution", "own_nouns") and self._outlets:
            return speaker._replace(role=Role.OUTLET, name=self._outlets[-1])
        if speaker.role is Role.DOCUMENT and noun in ("statement", "release") and not speaker.body and self._last:
            return self._last
        if speaker.role is Role.ROLE:
            if holder := self._offices.holder(speaker.name):
                speaker = speaker._replace(role=Role.PERSON, name=holder)
            elif not speaker.titles:
                return speaker._replace(role=Role.UNNAMED)
            else:
                return speaker
        if speaker.role is Role.PERSON and (speaker.name in self._outlets or self.is_own(speaker.name)):
            speaker = speaker._replace(role=Role.OUTLET)
        if speaker.role is Role.OUTLET:
            speaker = speaker._replace(name=self._names.outlet(speaker.name))
            if not self.is_own(speaker.name):
                self._outlets.append(speaker.name)
        elif speaker.role in (Role.PERSON, Role.BODY):
            name = self._names.full(speaker.name) if speaker.role is Role.PERSON else self._names.spelled_out(speaker.name)
            if not name:
                return None
            speaker = speaker._replace(name=name)
            self._last = speaker
            if speaker.role is Role.PERSON or speaker.spokes:
                self._people.append(speaker)
        elif speaker.role is Role.UNNAMED:
            self._last = speaker
            self._people.append(speaker)
        return speaker

    def _hop(self, speaker: Speaker) -> tuple[Hop, Basis]:
        kind, name = _KINDS.get(speaker.role, HopKind.UNNAMED), speaker.name[:300]
        if speaker.role is Role.OUTLET and self.is_own(name):
            return OWN_WORK, BASES[HopKind.OWN]
        if kind is HopKind.DOCUMENT and not name:
            kind = HopKind.UNNAMED
        role, body, also = "", self._offices.whole(speaker.body), ""
        match speaker.role:
            case Role.PERSON:
                role, body = self._offices.of(name)
            case Role.ROLE:
                role = name
            case Role.BODY:
                also = self._names.body(name)
        hop = _made(kind, name, role[:300], body[:300], also if also != name else "")
        return hop, Basis.RELAYED if speaker.role is Role.RELAY else BASES[kind]


# An article names the same few people again and again.
@lru_cache(maxsize=256)
def _made(kind: HopKind, name: str, role: str, body: str, also: str) -> Hop:
    return Hop(kind=kind, name=name, role=role, body=body, also=also)
