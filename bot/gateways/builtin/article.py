"""One article made ready for reading: its sentences, names, attributions and credits."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.domain.credits import Place, credit
from bot.domain.model import Basis, Hop, HopKind
from bot.domain.newsrooms import Kind
from bot.domain.reading import Article
from bot.domain.spelling import same_name
from bot.gateways.builtin.attribution import Attributor, Source
from bot.gateways.builtin.cues import is_furniture, unverified
from bot.gateways.builtin.lines import Line, line_of
from bot.gateways.builtin.people import Names
from bot.gateways.builtin.presence import Presence
from bot.gateways.english.sentences import Sentence, split
from bot.gateways.english.words import is_content, words
from bot.gateways.screening.instructions import instructions_in
from bot.gateways.screening.orders import orders_a_model
from storage.credits import credit_table

_LENDING = 2
"""How many sentences back a name still stands for itself in "he", "the region"."""

_LEAD = 3
"""How many sentences at the beginning set the scene for the whole article."""
_BEGINNING = 4
"""How many sentences tell what an article is about."""
_QUOTABLE = 3
"""Words that a quote must have to be found again for certain."""
_PARAGRAPH = 8
"""How many sentences back a paragraph is looked at."""


class ReadyArticle:
    """An article's lines with all that is the same for every claim."""

    def __init__(self, article: Article) -> None:
        self.article = article
        everything = split(article.text)
        self.instructions = instructions_in(article.text, everything)
        sentences = [s for s in _without(everything, self.instructions) if not is_furniture(s.text)]
        self.names = Names(sentences)
        attributor = Attributor(sentences, self.names, article.outlet)
        self.lines = [self._line(s, attributor) for s in sentences]
        self._credit = credit(article, credit_table())
        self.wire = self._credit.author if self._credit else None
        self._presences = [] if self._credit else self._find_presences(attributor)
        self.title_stems = frozenset(w.stem for w in words(article.title or "") if is_content(w))
        self.stems = frozenset[str]().union(*(line.places for line in self.lines))
        self.kin = frozenset[int]().union(*(line.kin for line in self.lines))
        self.lead = frozenset[str]().union(*(line.places for line in self.lines[:_BEGINNING]))
        self._quoted = _quoted_lines(self.lines)
        self._lent = [self._lent_to(place) for place in range(len(self.lines))]

    def lent(self, place: int) -> frozenset[str]:
        """Return the stems that the title and the sentences before lend to a sentence."""
        return self._lent[place]

    def before(self, place: int) -> frozenset[str]:
        """Return the stems of the sentences that stand before one in its paragraph, and of the last one in any case."""
        paragraph = self.lines[place].sentence.paragraph
        near = [line for line in self.lines[max(0, place - _PARAGRAPH) : place] if line.sentence.paragraph == paragraph]
        return frozenset().union(*(line.places for line in (*near, *self.lines[max(0, place - 1) : place])))

    def behind(self, line: Line) -> list[Line]:
        """Return the lines that stand behind one."""
        return [other for other in self.lines if other.sentence.start >= line.sentence.end]

    def quotable(self, place: int) -> Line:
        """Return a line, or with the one before it where it is too short to be quoted alone, as "FALSE" below a claim."""
        line = self.lines[place]
        if not place or len(line.tokens) >= _QUOTABLE:
            return line
        before = self.lines[place - 1]
        start, end = before.sentence.start, line.sentence.end
        return replace(before, sentence=before.sentence._replace(text=self.article.text[start:end], end=end))

    def bare_source(self, place: int, about: AbstractSet[str] = frozenset()) -> Source | None:
        """Say whose words a sentence without attribution is: the one quoted around it, a credited wire, a reporter there.

        `about` are stems of whom or what it is about; the reporter must have seen that.
        """
        near = self._quoted.get(place)
        if near is not None:
            return self.lines[near].source
        # In a byline, or by another name, the credit need not stand in the text; the report says whose words these are.
        if self._credit and self._credit.place is not Place.BYLINE and self._credit.kind is not Kind.SYNDICATE:
            kind = HopKind.OUTLET if self.wire else HopKind.UNNAMED
            return Source((Hop(kind=kind, name=self.wire or ""),), Basis.RELAYED, None, ())
        for at, there in self._presences:
            if there.saw and not about.isdisjoint(self.lines[at].places):
                made = self.lines[at].attributions[0]
                return Source((made.hop,), made.basis, made.tone, (made,))
        return None

    def heard(self, speaker: str) -> bool:
        """Say whether the outlet's own reporter was there when somebody spoke."""
        return any(
            a.spoke and same_name(speaker, a.hop.name)
            for at, there in self._presences
            if there.outlet is None
            for a in self.lines[at].attributions
        )

    def _find_presences(self, attributor: Attributor) -> list[tuple[int, Presence]]:
        found = ((place, attributor.presence(line.text)) for place, line in enumerate(self.lines) if not line.sentence.heading)
        return [(place, there) for place, there in found if there is not None]

    def _lent_to(self, place: int) -> frozenset[str]:
        near = (*self.lines[: min(_LEAD, place)], *self.lines[max(0, place - _LENDING) : place])
        return self.title_stems.union(*(line.places for line in near))

    def _line(self, sentence: Sentence, attributor: Attributor) -> Line:
        if sentence.heading:
            return line_of(sentence, self.names)
        tokens = words(sentence.text)
        attributions = attributor.of(sentence.text, tokens)
        remark = unverified(sentence.text)
        doubter = attributor.doubter(sentence.text, tokens, remark, attributions) if remark else ()
        return line_of(sentence, self.names, attributions, doubter)


def _without(sentences: list[Sentence], instructions: list[Sentence]) -> list[Sentence]:
    """Leave out instructions to a model, and what follows an order in its paragraph, unless that is most of the text."""
    ordered = {s.paragraph: s.start for s in reversed(instructions) if orders_a_model(s.text)}
    left_out = set(instructions)
    kept = [s for s in sentences if s not in left_out]
    before = [s for s in kept if s.start < ordered.get(s.paragraph, s.end)]
    return before if 2 * len(before) >= len(sentences) else kept


def _quoted_lines(lines: list[Line]) -> dict[int, int]:
    """Find sentences inside a quotation that another sentence of the paragraph, or the last paragraph, attributes."""
    found: dict[int, int] = {}
    opened, paragraph = False, -1
    for place, line in enumerate(lines):
        if line.sentence.paragraph != paragraph:
            opened, paragraph = False, line.sentence.paragraph
        starts_quoted = opened or line.text[0] in '"“'
        straight = line.text.count('"') % 2 == 1
        opened = line.text.rfind("“") > line.text.rfind("”") if ("“" in line.text or "”" in line.text) else opened ^ straight
        if starts_quoted and not line.attributions:
            near = _speaking_line(lines, place)
            if near is not None:
                found[place] = near
    return found


def _speaking_line(lines: list[Line], place: int) -> int | None:
    paragraph = lines[place].sentence.paragraph
    for other in (*range(place - 1, max(place - 6, -1), -1), *range(place + 1, min(place + 4, len(lines)))):
        apart = paragraph - lines[other].sentence.paragraph
        if lines[other].attributions and (apart == 0 or (other < place and apart == 1)):
            return int(other)
    return None
