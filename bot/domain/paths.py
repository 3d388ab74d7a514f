"""Checks against the article by which path a reader has its information come: what stands there stays, and its words are shown.

A name that does not stand in the article would be an origin out of nothing, and so would a thing, a date, or a name taken from
another passage. Such a hop becomes unnamed, and a remark says so. Where the article does not plainly attribute the passage to a
name, or does not show that it saw a thing itself, a remark shows its words: that is for a person to judge.
"""

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from bot.domain.affiliation import affiliated
from bot.domain.attribution import Attribution
from bot.domain.dates import is_date, without_weekday
from bot.domain.model import (
    OWN_WORK,
    UNNAMED,
    Article,
    Basis,
    Claim,
    Hop,
    HopKind,
    Judgement,
    Layer,
    Path,
    Stance,
)
from bot.domain.names import same_name, taken_apart
from bot.domain.own_work import sent_from_there, shown_own_work
from bot.domain.sentences import Sentences, Span
from bot.domain.standing import NamesInText, Standing
from bot.domain.terms import fold
from bot.domain.things import THINGS
from bot.domain.translations import language_of
from bot.domain.unverified import says_unverified
from bot.domain.wording import shortened

_WORD = re.compile(r"[^\W_]+")
_BEHIND_HEAD = re.compile(r"\s(?:of|on|in|for|at|about|from|by|to|with)\s")
_LONGEST_WORDS = 240
"""Characters of the words that show a hop."""
_OWN_WORK_CLAIMED = (Basis.WITNESSED, Basis.ON_RECORD)


class Support(IntEnum):
    """How an article supports that a passage comes from a hop."""

    NONE = 0
    ELSEWHERE = 1
    """It names it, but not near the passage."""
    NEAR = 2
    """It names it beside the passage, and does not plainly attribute the passage to it."""
    PLAIN = 3
    """It attributes the passage to it, or is in a language in which that cannot be told."""


class Sourced(NamedTuple):
    """A judgement with how its article supports the root of its path; `words` are the article's own on it."""

    judgement: Judgement
    support: Support
    words: str


class PathCheck:
    """Checks the paths of one article's reading; `remarks` say what was cut, and what a person should look at."""

    def __init__(self, article: Article, known: Iterable[str], wording: str, credit: str | None = None) -> None:
        """Prepare one article; `known` are names in the candidate events, `wording` is in their language."""
        self._credit = credit
        self.remarks: dict[str, None] = {}
        self._article = article
        self._text = article.text
        self._names = NamesInText(article.text, known)
        self._header = "\n".join((article.title or "", *article.authors))
        self._header_names = NamesInText(self._header, known)
        self._sentences = Sentences(article.text)
        self._attribution = Attribution(article.text)
        spoken, asked = language_of(article.text), language_of(wording)
        self._translated = spoken is not None and spoken != (asked or "en")

    def stands(self, name: str) -> bool:
        """Say whether a name stands in the article, its title or its byline."""
        return self._names.find(name) is not None or self._header_names.find(name) is not None

    def path(self, path: Path) -> Path:
        """Return a path with each name as the article has it; what does not stand there is cut."""
        return tuple(self._hop(hop) for hop in path)

    def _hop(self, hop: Hop) -> Hop:
        if hop.kind is HopKind.OWN:
            return hop
        if hop.kind is HopKind.UNNAMED:
            return hop if not hop.name or self._described(hop.name) else UNNAMED
        if self._is_outlet_itself(hop):
            return OWN_WORK
        if hop.kind is HopKind.PERSON and (bare := without_weekday(hop.name)) != hop.name:
            hop = hop.model_copy(update={"name": bare})
        found = self._find(hop)
        if found is None:
            self._remark(
                f"The reader named “{hop.name}” as a source, but that name does not stand in the article; it counts as unnamed."
            )
            return UNNAMED
        if self._is_thing(hop.kind, found):
            self._remark(f"The reader named “{hop.name}” as a source, but that is a thing or a date; it counts as unnamed.")
            return UNNAMED
        return hop.model_copy(update={"name": found.name, "role": self._role(hop), "body": self._body(hop)})

    def _is_outlet_itself(self, hop: Hop) -> bool:
        """Say whether a hop is the article's own outlet, or the reporter who wrote it."""
        if hop.kind is HopKind.OUTLET:
            return hop.name == self._article.outlet.name
        wrote = [taken_apart(author) for author in self._article.authors]
        one = taken_apart(hop.name)
        return hop.kind is HopKind.PERSON and bool(one.first) and any(one.words == author.words for author in wrote)

    def _find(self, hop: Hop) -> Standing | None:
        found = self._names.find(hop.name, person=hop.kind is HopKind.PERSON)
        if (
            found is None
            and hop.kind in (HopKind.OUTLET, HopKind.DOCUMENT)
            and (above := self._header_names.find(hop.name, person=False))
        ):
            return Standing(above.name, ())
        return found

    def _described(self, name: str) -> bool:
        """Say whether the words by which a reader describes unnamed sources stand in the article, in any order."""
        words, held = _WORD.findall(fold(name)), set(_WORD.findall(fold(self._text)))
        return all(word in held for word in words)

    def _is_thing(self, kind: HopKind, found: Standing) -> bool:
        if is_date(found.name):
            return True
        head = _BEHIND_HEAD.split(found.name, maxsplit=1)[0]
        words = [fold(word) for word in _WORD.findall(head)]
        if kind is HopKind.OUTLET or not words or words[-1] not in THINGS:
            return False
        around = ((self._sentences.around(*place), place) for place in found.places)
        return not any(self._attribution.names(near, [place], kind, strictly=True) for near, place in around)

    def _role(self, hop: Hop) -> str:
        if not hop.role or self._described(hop.role):
            return hop.role
        self._remark(f"The reader calls {hop.name} “{hop.role}”; that does not stand in the article and was left out.")
        return ""

    def _body(self, hop: Hop) -> str:
        if not hop.body:
            return ""
        found = self._names.find(hop.body, person=False) or self._header_names.find(hop.body, person=False)
        if found:
            return found.name
        if self._translated:
            self._remark(f"“{hop.body}”, for {hop.name}, is the reader's own word: the article is in another language.")
            return hop.body
        self._remark(f"The reader has {hop.name} speak for “{hop.body}”; that does not stand in the article and was left out.")
        return ""

    # ------------------------------------------------------------ beside the quote

    def sourced(self, judgement: Judgement, claim: Claim) -> Sourced:
        """Say how the article supports the root of a judgement's path, and let each hop show its words."""
        quote = Span(judgement.quote.start, judgement.quote.end)
        sentence = self._sentences.around(*quote)
        path = tuple(self._shown(hop, quote) for hop in judgement.path)
        root = path[-1]
        counts = judgement.stance is not Stance.CONTEXT and judgement.basis is not Basis.FORECAST
        if root.kind is HopKind.OWN and counts and judgement.basis in _OWN_WORK_CLAIMED:
            return self._own(judgement.model_copy(update={"path": path}), claim, quote, sentence)
        if not root.name or root.kind is HopKind.UNNAMED:
            return Sourced(judgement.model_copy(update={"path": path}), Support.PLAIN, "")
        if counts:
            root = self._with_party(root, claim)
            path = (*path[:-1], root)
        support, words = self._support(root, quote, sentence)
        return Sourced(judgement.model_copy(update={"path": path}), support, words)

    def _shown(self, hop: Hop, quote: Span) -> Hop:
        """Return a hop with the article's words that show it, where the quote does not."""
        if hop.kind in (HopKind.OWN, HopKind.UNNAMED):
            return hop.model_copy(update={"words": ""})
        found = self._find(hop)
        if found is None or any(quote.holds(place) for place in found.places):
            return hop.model_copy(update={"words": ""})
        if not found.places:
            return hop.model_copy(update={"words": " ".join(self._header.split())[:_LONGEST_WORDS]})
        return hop.model_copy(update={"words": self._words(self._nearest(found, quote))})

    @staticmethod
    def _nearest(found: Standing, quote: Span) -> Span:
        """Return the place of a name nearest to a quote, before it rather than behind it."""
        return min(
            found.places,
            key=lambda place: (max(quote.start - place.end, place.start - quote.end, 0), place.start > quote.start),
        )

    def _words(self, place: Span) -> str:
        """Return the sentence around a place, or the part of it next to the place if it is long."""
        sentence = self._sentences.around(*place)
        if sentence.end - sentence.start > _LONGEST_WORDS:
            around = (_LONGEST_WORDS - (place.end - place.start)) // 2
            start, end = max(sentence.start, place.start - around), min(sentence.end, place.end + around)
            start = start if start == sentence.start else self._text.find(" ", start, place.start) + 1 or place.start
            end = end if end == sentence.end else max(self._text.rfind(" ", place.end, end), place.end)
            sentence = Span(start, end)
        return sentence.of(self._text).strip()

    def _with_party(self, root: Hop, claim: Claim) -> Hop:
        """Return a root with the party that it speaks for in the article, where the reader left that out."""
        stakes = [name for name in (claim.speaker, *claim.parties) if name and claim.layer is Layer.SUBSTANCE]
        found = self._find(root)
        if root.kind not in (HopKind.PERSON, HopKind.BODY) or found is None:
            return root
        if any(same_name(party, name) for party in stakes for name in (root.name, root.body) if name):
            return root
        for party in stakes:
            # "Norvik spokeswoman" speaks for Norvik Systems.
            standing = [
                place for name in (party, party.split()[0]) if (held := self._names.find(name)) for place in held.places
            ]
            if words := affiliated(self._text, found, standing, self._sentences):
                self._remark(f"{root.name} belongs to {party} in the article, which the reader left out: “{words}”.")
                return root.model_copy(update={"body": party})
        return root

    def _support(self, root: Hop, quote: Span, sentence: Span) -> tuple[Support, str]:
        found = self._find(root)
        if found is None:
            return Support.NONE, ""
        credited = root.kind is HopKind.OUTLET and self._credit is not None and same_name(self._credit, root.name)
        if credited or not found.places:
            return Support.PLAIN, root.words
        other = self._other_speaker(sentence, found)
        inside = [place for place in found.places if sentence.holds(place)]
        if inside:
            plain = self._attribution.names(sentence, inside, root.kind, strictly=other is not None)
            if plain is not False:
                return Support.PLAIN, ""
        beside = self._sentences.paragraph(*quote, before=1)
        near = [place for place in found.places if beside.holds(place)]
        refers = other is None and (self._attribution.refers_back(sentence, quote) or self._names_part_of(root, sentence))
        for place in near:
            around = self._sentences.around(*place)
            if refers and (
                self._attribution.names(around, [place], root.kind) is not False
                or self._attribution.introduces(around, [place], root.kind)
            ):
                return Support.PLAIN, ""
        if not self._attribution.known and near:
            return Support.PLAIN, ""
        words = self._words(self._nearest(found, quote))
        if near:
            return Support.NEAR, words
        return (Support.PLAIN if refers and self._names_part_of(root, sentence) else Support.ELSEWHERE), words

    def _other_speaker(self, sentence: Span, found: Standing) -> Span | None:
        """Return who says it in a sentence, where that is somebody with a name and not the one that was found."""
        speaker = self._attribution.speaker(sentence)
        if speaker is None or any(speaker.meets(place) for place in found.places):
            return None
        return speaker if any(word[0].isupper() for word in _WORD.findall(speaker.of(self._text))) else None

    def _names_part_of(self, root: Hop, sentence: Span) -> bool:
        """Say whether a sentence has a root's role or body: "the commander", where a name was given before."""
        held = set(_WORD.findall(fold(sentence.of(self._text))))
        said = [word for word in _WORD.findall(fold(f"{root.role} {root.body}")) if len(word) > 3]
        return any(word in held for word in said)

    def _own(self, judgement: Judgement, claim: Claim, quote: Span, sentence: Span) -> Sourced:
        """Cut what somebody says and the reader takes for the outlet's own work; show the words that show own work, else remark."""
        outlet = self._article.outlet.name
        shown = shown_own_work(self._article, sentence)
        speaker = self._attribution.speaker(sentence)
        if claim.layer is Layer.SUBSTANCE and speaker and not shown:
            self._remark(
                f"The reader takes {shortened(judgement.quote.text)} for {outlet}'s own work, but the article has it from somebody: "
                f"{shortened(speaker.of(self._text))}; it counts as unnamed."
            )
            cut = judgement.model_copy(update={"path": (*judgement.path[:-1], UNNAMED), "basis": Basis.UNSTATED})
            return Sourced(cut, Support.NONE, "")
        shown = shown or self._own_work_near(quote)
        if shown is None:
            if self._attribution.known and not sent_from_there(self._article):
                self._remark(f"Nothing there shows that {outlet} saw or heard this itself: {shortened(judgement.quote.text)}.")
            return Sourced(judgement, Support.NEAR, "")
        words = "" if quote.holds(shown) else self._words(shown)
        root = judgement.path[-1].model_copy(update={"words": words})
        return Sourced(judgement.model_copy(update={"path": (*judgement.path[:-1], root)}), Support.PLAIN, words)

    def _own_work_near(self, quote: Span) -> Span | None:
        """Return words in the paragraphs around a quote that speak of own work, and not of what could not be verified."""
        around = self._sentences.paragraph(*quote, before=1, after=1)
        near = [s for s in self._sentences if s.meets(around) and not says_unverified(s.of(self._text))]
        return next((found for sentence in near if (found := shown_own_work(self._article, sentence))), None)

    def checked(self, found: Sourced, *, several: bool) -> Judgement:
        """Return a judgement whose root the article names near it; `several` says that its claim has other roots in the article."""
        judgement, support, words = found
        root = judgement.origin
        if support is Support.PLAIN or not root.name:
            return judgement
        quote = shortened(judgement.quote.text)
        if support is Support.ELSEWHERE and several:
            self._remark(
                f"The passage {quote} does not name {root.name}; it counts as unnamed. The article names it here: “{words}”."
            )
            return judgement.model_copy(update={"path": (*judgement.path[:-1], UNNAMED)})
        if support is Support.ELSEWHERE:
            self._remark(f"The passage {quote} does not name {root.name}; the article names it elsewhere: “{words}”.")
        elif judgement.stance is not Stance.CONTEXT and judgement.basis is not Basis.FORECAST:
            self._remark(f"The article does not plainly attribute this to {root.name}: {quote}.")
        return judgement

    def _remark(self, sentence: str) -> None:
        self.remarks.setdefault(sentence)


def roots(judgements: Sequence[Judgement]) -> list[str]:
    """Name the different roots of judgements."""
    known: list[str] = []
    for judgement in judgements:
        name = judgement.origin.name if judgement.origin.kind not in (HopKind.OWN, HopKind.UNNAMED) else ""
        if name and not any(same_name(name, other) for other in known):
            known.append(name)
    return known
