"""Says how an article supports that a passage comes from whom its reader names, and shows the article's words on it.

Where the article does not plainly attribute a passage to a name, or does not show that it saw a thing itself, a remark shows
its words: that is for a person to judge. What somebody says is no work of the outlet's own.
"""

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from bot.domain.evidence.affiliation import affiliated
from bot.domain.evidence.own_work import sent_from_there, shown_own_work
from bot.domain.evidence.prepared import Prepared, nearest
from bot.domain.evidence.revisions import takes_back_a_piece
from bot.domain.evidence.sentences import Span
from bot.domain.evidence.speech import PAPERS
from bot.domain.evidence.standing import Standing
from bot.domain.evidence.voices import with_voices
from bot.domain.model import UNNAMED, Basis, Claim, Hop, HopKind, Layer, Revision, Stance
from bot.domain.names import taken_apart
from bot.domain.reading import Judgement
from bot.domain.spelling import same_name
from bot.domain.unverified import says_unverified
from bot.domain.wording import shortened

_WORD = re.compile(r"[^\W_]+")
_OWN_WORK_CLAIMED = (Basis.WITNESSED, Basis.ON_RECORD)
_PLACES = 4
"""Places of a name before a quote that are looked at."""


class Support(IntEnum):
    """How an article supports that a passage comes from the root of its path."""

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
    words: str = ""


class SupportCheck:
    """Checks the judgements of one article's reading; what a person should look at is said in `remarks`."""

    def __init__(self, prepared: Prepared, credit: str | None, remarks: dict[str, None]) -> None:
        """Check against an article; `credit` is the newsroom whose text the reader takes it for."""
        self._prepared = prepared
        self._credit = credit
        self._remarks = remarks
        self._others: dict[Span, Span | None] = {}

    def sourced(self, judgement: Judgement, claim: Claim) -> Sourced:
        """Say how the article supports the root of a judgement's path, and let each hop show its words."""
        quote = Span(judgement.quote.start, judgement.quote.end)
        sentence = self._prepared.sentences.around(*quote)
        counts = judgement.stance is not Stance.CONTEXT and judgement.basis is not Basis.FORECAST
        if counts and judgement.origin.kind is HopKind.OWN:
            return self._own(judgement, claim, quote, sentence)
        *hops, root = (self._shown(hop, quote) for hop in judgement.path)
        if root.kind in (HopKind.OWN, HopKind.UNNAMED):
            return Sourced(judgement.model_copy(update={"path": (*hops, root)}), Support.PLAIN)
        if counts:
            root = with_voices(self._with_party(root, claim), self._prepared)
        support, words = self._support(root, quote, sentence)
        return Sourced(judgement.model_copy(update={"path": (*hops, root)}), support, words)

    def checked(self, found: Sourced, *, several: bool) -> Judgement:
        """Return a judgement whose root is named near it; `several` says that its claim has other roots in the article."""
        judgement, support, words = found
        name, quote = judgement.origin.name, shortened(judgement.quote.text)
        if support is Support.PLAIN or not name:
            return judgement
        if support is Support.ELSEWHERE and several:
            self._remark(
                f"The passage {quote} does not name {name}; it counts as unnamed. The article names it here: “{words}”."
            )
            return judgement.model_copy(update={"path": (*judgement.path[:-1], UNNAMED)})
        if support is Support.ELSEWHERE:
            self._remark(f"The passage {quote} does not name {name}; the article names it elsewhere: “{words}”.")
        elif judgement.stance is not Stance.CONTEXT and judgement.basis is not Basis.FORECAST:
            self._remark(f"The article does not plainly attribute this to {name}: {quote}.")
        return judgement

    def _shown(self, hop: Hop, quote: Span) -> Hop:
        """Return a hop with the article's words that show it, where the quote does not."""
        found = None if hop.kind in (HopKind.OWN, HopKind.UNNAMED) else self._prepared.find(hop)
        words = ""
        if found and not found.places:
            words = self._prepared.above(hop)
        elif found and not any(quote.holds(place) and self._tells(place, hop.name) for place in found.places):
            words = self._prepared.words(nearest(found, quote)[0])
        return hop.model_copy(update={"words": words})

    def _tells(self, place: Span, name: str) -> bool:
        """Say whether a place has the last word of a name: a first name alone tells too little."""
        last = taken_apart(name).last
        return not last or last in taken_apart(place.of(self._prepared.text)).written

    def _with_party(self, root: Hop, claim: Claim) -> Hop:
        """Return a root with the party that it speaks for in the article, where the reader left that out."""
        stakes = [name for name in (claim.speaker, *claim.parties) if name and claim.layer is Layer.SUBSTANCE]
        found = self._prepared.find(root)
        if root.kind is HopKind.OUTLET or found is None:
            return root
        if any(same_name(party, name) for party in stakes for name in (root.name, root.body) if name):
            return root
        for party in stakes:
            # "Norvik spokeswoman" speaks for Norvik Systems.
            standing = [at for name in (party, party.split()[0]) if (held := self._prepared.name(name)) for at in held.places]
            if words := affiliated(self._prepared.text, found, standing, self._prepared.sentences):
                self._remark(
                    f"In the article {root.name} stands for {party} (“{words}”), and so it counts; the reader left that out."
                )
                return root.model_copy(update={"body": party})
        return root

    def _support(self, root: Hop, quote: Span, sentence: Span) -> tuple[Support, str]:
        found, attribution = self._prepared.find(root), self._prepared.attribution
        if found is None:
            return Support.NONE, ""
        credited = root.kind is HopKind.OUTLET and self._credit is not None and same_name(self._credit, root.name)
        if credited or not found.places:
            # A byline names reporters too.
            return (Support.PLAIN if credited or root.kind is HopKind.DOCUMENT else Support.NEAR), root.words
        other = self._other_speaker(sentence, found)
        inside = [place for place in found.places if sentence.holds(place)]
        if inside and root.kind is HopKind.DOCUMENT:
            paper = not PAPERS.isdisjoint(taken_apart(root.name).written)
            return (Support.PLAIN if paper or not attribution.known else Support.NEAR), ""
        if inside and attribution.names(sentence, inside, root.kind, strictly=other is not None) is not False:
            return Support.PLAIN, ""
        beside = self._prepared.sentences.paragraph(*quote, before=1)
        places = nearest(found, quote)
        near = [place for place in places if beside.holds(place)]
        if near and not attribution.known:
            return Support.PLAIN, ""
        part = self._says_part_of(root, sentence)
        refers = other is None and (part or attribution.refers_back(sentence, quote))
        if refers and any(self._leads_up(root.kind, found, place, sentence) for place in near[:_PLACES]):
            return Support.PLAIN, ""
        words = self._prepared.words(places[0])
        if near:
            return Support.NEAR, words
        return (Support.PLAIN if refers and part else Support.ELSEWHERE), words

    def _leads_up(self, kind: HopKind, found: Standing, place: Span, sentence: Span) -> bool:
        """Say whether "she said" in a sentence can mean the name at a place: nobody else speaks there or in between."""
        attribution, sentences = self._prepared.attribution, self._prepared.sentences
        around = sentences.around(*place)
        another = self._other_speaker(around, found)
        attributed = attribution.names(around, [place], kind, strictly=another is not None) is not False
        if place.start >= sentence.end:
            # “It was open.” So Quill told the council.
            return attributed and not attribution.says(sentence) and not sentences.between(sentence, around)
        if not attributed and (another or not attribution.introduces(around, [place], kind)):
            return False
        return not any(self._other_speaker(each, found) for each in sentences.between(around, sentence))

    def _other_speaker(self, sentence: Span, found: Standing) -> Span | None:
        """Return who says it in a sentence, where that is somebody with a name and not the one that was found."""
        if sentence not in self._others:
            speaker = self._prepared.attribution.speaker(sentence)
            named = speaker and any(word[0].isupper() for word in _WORD.findall(speaker.of(self._prepared.text)))
            self._others[sentence] = speaker if named else None
        speaker = self._others[sentence]
        return None if speaker is None or any(speaker.meets(place) for place in found.places) else speaker

    def _says_part_of(self, root: Hop, sentence: Span) -> bool:
        """Say whether a sentence attributes what it says to a root's role or body: "the commander said"."""
        for kind, name in ((HopKind.PERSON, root.role), (HopKind.BODY, root.body)):
            found = self._prepared.name(name, person=False) if name else None
            inside = [place for place in found.places if sentence.holds(place)] if found else []
            if inside and self._prepared.attribution.names(sentence, inside, kind, strictly=True) is not False:
                return True
        return False

    def _own(self, judgement: Judgement, claim: Claim, quote: Span, sentence: Span) -> Sourced:
        """Cut what somebody says and the reader takes for the outlet's own work; show the words that show own work."""
        if judgement.basis not in _OWN_WORK_CLAIMED:
            return Sourced(judgement, Support.PLAIN)
        article, told = self._prepared.article, shortened(judgement.quote.text)
        shown, speaker = shown_own_work(article, sentence), self._prepared.attribution.speaker(sentence)
        if judgement.revises is Revision.WITHDRAWAL and takes_back_a_piece(judgement.quote.text):
            return Sourced(judgement, Support.PLAIN)
        if claim.layer is Layer.SUBSTANCE and speaker and not shown:
            self._remark(
                f"The reader takes {told} for {article.outlet.name}'s own work, but the article has it from somebody: "
                f"{shortened(speaker.of(article.text))}; it counts as unnamed."
            )
            return Sourced(judgement.model_copy(update={"path": (UNNAMED,), "basis": Basis.UNSTATED}), Support.NONE)
        shown = shown or self._own_work_near(quote)
        if shown:
            words = "" if quote.holds(shown) else self._prepared.words(shown)
            root = judgement.origin.model_copy(update={"words": words})
            return Sourced(judgement.model_copy(update={"path": (root,)}), Support.PLAIN)
        if self._prepared.attribution.known and not sent_from_there(article):
            self._remark(f"Nothing there shows that {article.outlet.name} saw or heard this itself: {told}.")
        return Sourced(judgement, Support.NEAR)

    def _own_work_near(self, quote: Span) -> Span | None:
        """Return words in the paragraphs around a quote that speak of own work, and not of what could not be verified."""
        sentences, article = self._prepared.sentences, self._prepared.article
        around = sentences.paragraph(*quote, before=1, after=1)
        near = [each for each in sentences.within(around) if not says_unverified(each.of(article.text))]
        return next((found for each in near if (found := shown_own_work(article, each))), None)

    def _remark(self, sentence: str) -> None:
        self._remarks.setdefault(sentence)


def roots(judgements: Sequence[Judgement]) -> list[str]:
    """Name the different roots of judgements."""
    known: list[str] = []
    for judgement in judgements:
        name = "" if judgement.origin.kind in (HopKind.OWN, HopKind.UNNAMED) else judgement.origin.name
        if name and not any(same_name(name, other) for other in known):
            known.append(name)
    return known
