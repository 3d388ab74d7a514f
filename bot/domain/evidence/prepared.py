"""One article made ready, so that whom a reader names can be looked up in it."""

import re
from collections.abc import Iterable

from bot.domain.evidence.attribution import Attribution
from bot.domain.evidence.sentences import Sentences, Span
from bot.domain.evidence.speech import PAPERS
from bot.domain.evidence.standing import NamesInText, Standing
from bot.domain.model import Hop, HopKind
from bot.domain.names import taken_apart
from bot.domain.reading import Article

_LONGEST_WORDS = 240
"""Characters of the words that show a name."""


class Prepared:
    """An article with its sentences, the names in it, and to whom it attributes what it says."""

    def __init__(self, article: Article, known: Iterable[str]) -> None:
        """Prepare an article; `known` are names in the candidate events, whose spelling is preferred."""
        self.article = article
        self.text = article.text
        self.sentences = Sentences(article.text)
        self.attribution = Attribution(article.text)
        self._known = list(known)
        self._names = NamesInText(article.text, self._known)
        self._byline = "\n".join(article.authors)
        self._title = article.title or ""

    def stands(self, name: str) -> bool:
        """Say whether a name stands in the article, its title or its byline."""
        return self.name(name) is not None or any(self._above(line, name) for line in (self._byline, self._title))

    def name(self, name: str, *, person: bool = True) -> Standing | None:
        """Find a name in the article's text."""
        return self._names.find(name, person=person)

    def body(self, name: str) -> Standing | None:
        """Find a body in the article's text or in its title."""
        return self.name(name, person=False) or self._above(self._title, name)

    def find(self, hop: Hop) -> Standing | None:
        """Find the name of a hop; an outlet may stand in the byline alone, a document in the title: then without places."""
        found = self.name(hop.name, person=hop.kind is HopKind.PERSON)
        if found is None and hop.kind is HopKind.OUTLET:
            return self._address(hop.name) or self._above(self._byline, hop.name)
        if found is None and hop.kind is HopKind.DOCUMENT and PAPERS.intersection(taken_apart(hop.name).written):
            return self._above(self._title, hop.name)
        return found

    def _address(self, name: str) -> Standing | None:
        """Find an outlet by its domain, which is written small."""
        if "." not in name.strip("."):
            return None
        places = [Span(*match.span()) for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", self.text, re.IGNORECASE)]
        return Standing(name, tuple(places)) if places else None

    def _above(self, line: str, name: str) -> Standing | None:
        found = NamesInText(line, self._known).find(name, person=False) if line else None
        return Standing(found.name, ()) if found else None

    def above(self, hop: Hop) -> str:
        """Return the byline or the title, where a hop's name stands there alone."""
        line = self._byline if hop.kind is HopKind.OUTLET else self._title
        return " ".join(line.split())[:_LONGEST_WORDS].strip()

    def words(self, place: Span) -> str:
        """Return the sentence around a place, or the part of it next to the place if it is long."""
        text, sentence = self.text, self.sentences.around(*place)
        if sentence.end - sentence.start > _LONGEST_WORDS:
            around = max(_LONGEST_WORDS - (place.end - place.start), 0) // 2
            start, end = max(sentence.start, place.start - around), min(sentence.end, place.end + around)
            start = start if start == sentence.start else text.find(" ", start, place.start) + 1 or place.start
            end = end if end == sentence.end else max(text.rfind(" ", place.end, end), place.end)
            sentence = Span(start, end)
        return sentence.of(text).strip()


def nearest(found: Standing, quote: Span) -> list[Span]:
    """Return the places of a name, those nearest to a quote first, and before it rather than behind it."""
    return sorted(
        found.places,
        key=lambda place: (max(quote.start - place.end, place.start - quote.end, 0), place.start > quote.start),
    )
