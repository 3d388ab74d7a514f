"""Checks whom a reader names on the path of its information: what does not stand in the article is cut, and that is said.

A name that does not stand there would be an origin out of nothing, and so would a thing or a date. Such a hop becomes unnamed.
"""

import re
from functools import cached_property

from bot.domain.evidence.dates import is_date, without_weekday
from bot.domain.evidence.prepared import Prepared
from bot.domain.evidence.speech import PAPERS, SAYING
from bot.domain.evidence.standing import Standing
from bot.domain.evidence.things import NO_NAME, THINGS
from bot.domain.likeness import may_be_outlet
from bot.domain.model import OWN_WORK, UNNAMED, Hop, HopKind, Path
from bot.domain.names import taken_apart
from bot.domain.terms import fold, terms
from bot.domain.translations import language_of

_WORD = re.compile(r"[^\W_]+")
_BEHIND_HEAD = re.compile(r"\s(?:of|on|in|for|at|about|from|by|to|with|that|which|who)\s")
_EDGES = ' \t.,;:!?–—-“”"«»…'


class PathCheck:
    """Checks the paths of one article's reading; what is cut is said in `remarks`."""

    def __init__(self, prepared: Prepared, wording: str, remarks: dict[str, None]) -> None:
        """Check against an article; `wording` is in the language of the claims."""
        self._prepared = prepared
        self._remarks = remarks
        self._wrote = [taken_apart(author) for author in prepared.article.authors]
        spoken, asked = language_of(prepared.text), language_of(wording)
        self._translated = spoken is not None and spoken != (asked or "en")

    def path(self, path: Path) -> Path:
        """Return a path with each name as the article has it; the outlet's own work is a path by itself only."""
        hops = [self._hop(hop) for hop in path]
        return tuple(hop for hop in hops if hop.kind is not HopKind.OWN) or (OWN_WORK,)

    def _hop(self, hop: Hop) -> Hop:
        if hop.kind is HopKind.OWN or self._is_outlet_itself(hop):
            return OWN_WORK
        if hop.kind is HopKind.UNNAMED:
            return self._described(hop)
        name = hop.name.strip(_EDGES) or hop.name
        hop = hop.model_copy(update={"name": without_weekday(name) if hop.kind is HopKind.PERSON else name})
        found = self._prepared.find(hop)
        if found is None:
            self._remark(
                f"The reader named “{name}” as a source, but that name does not stand in the article; it counts as unnamed."
            )
            return UNNAMED
        if self._is_nobody(hop.kind, found):
            self._remark(f"The reader named “{name}” as a source, but that is no name of anybody; it counts as unnamed.")
            return UNNAMED
        return hop.model_copy(update={"name": found.name, "role": self._role(hop), "body": self._body(hop)})

    def _is_outlet_itself(self, hop: Hop) -> bool:
        """Say whether a hop is the article's own outlet, or a reporter who wrote it."""
        if hop.kind is HopKind.OUTLET and may_be_outlet(hop.name, self._prepared.article.outlet.name):
            return True
        one = taken_apart(hop.name)
        return hop.kind is HopKind.PERSON and bool(one.first) and any(one.words == author.words for author in self._wrote)

    def _described(self, hop: Hop) -> Hop:
        """Return unnamed sources with the reader's description, if its words stand in the article."""
        if not hop.name or self._has_words(hop.name):
            return hop
        self._remark(f"The reader describes its sources as “{hop.name}”; these words do not stand in the article.")
        return UNNAMED

    @cached_property
    def _held(self) -> frozenset[str]:
        return frozenset(_WORD.findall(fold(f"{self._prepared.article.title or ''}\n{self._prepared.text}")))

    def _has_words(self, described: str) -> bool:
        return not described or self._held.issuperset(_WORD.findall(fold(described)))

    def _is_nobody(self, kind: HopKind, found: Standing) -> bool:
        """Say whether a name is a day, a part of a sentence, or a thing to which the article nowhere attributes anything."""
        head = _WORD.findall(_BEHIND_HEAD.split(found.name, maxsplit=1)[0])
        last, written = fold(head[-1]) if head else "", found.name.split()
        if found.name.isascii() and not terms(found.name) and not (found.name.isupper() and len(found.name) > 1):
            return True
        if kind is HopKind.DOCUMENT and last in PAPERS:
            return False
        if is_date(found.name) or not NO_NAME.isdisjoint(written) or (written[-1].endswith("ed") and written[-1] in SAYING):
            return True
        surname = kind is HopKind.PERSON and len(head) > 1 and head[-1][0].isupper()
        if kind is HopKind.OUTLET or surname or last not in THINGS:
            return False
        sentences, attribution = self._prepared.sentences, self._prepared.attribution
        return not any(attribution.names(sentences.around(*at), [at], kind, strictly=True) for at in found.places)

    def _role(self, hop: Hop) -> str:
        if self._has_words(hop.role):
            return hop.role
        self._remark(f"The reader calls {hop.name} “{hop.role}”; that does not stand in the article and was left out.")
        return ""

    def _body(self, hop: Hop) -> str:
        if not hop.body:
            return ""
        if found := self._prepared.body(hop.body):
            return found.name
        if self._translated:
            self._remark(f"“{hop.body}”, for {hop.name}, is the reader's own word: the article is in another language.")
            return hop.body
        self._remark(f"The reader has {hop.name} speak for “{hop.body}”; that does not stand in the article and was left out.")
        return ""

    def _remark(self, sentence: str) -> None:
        self._remarks.setdefault(sentence)
