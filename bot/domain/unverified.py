"""Finds where an article says that something could not be verified, whether its reader saw that or not."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.domain.evidence.own_work import shown_own_work
from bot.domain.evidence.sentences import Sentences, Span
from bot.domain.model import HopKind, Report
from bot.domain.reading import Article
from bot.domain.wording import shortened

_VERIFY = (
    r"(?:verif(?:y|ied|ying|iable)|confirm(?:ed|ing)?|corroborat(?:e|ed|ing)|authenticat(?:e|ed|ing)|substantiat(?:e|ed|ing))"
)
_BETWEEN = (
    r"(?:\s+(?:been|be|being|yet|immediately|independently|fully|separately|otherwise|itself|able|to|in|a|position|publicly"
    r"|directly|so|far|also|conclusively|definitively|possible|either|have|has|had|the\s+means))*"
)
_UNVERIFIED = re.compile(
    rf"""
    \b(?:could|can|was|were|is|are|has|have|had|did|does|do|been|may)(?:\s+(?:not|never)|n['’]t){_BETWEEN}\s+{_VERIFY}\b
    | \b(?:cannot|unable|impossible|difficult|hard){_BETWEEN}\s+{_VERIFY}\b
    | \b(?:yet|remains?|still\s+to|waiting|failed){_BETWEEN}\s+(?:to\s+be\s+)?(?:independently\s+)?{_VERIFY}\b
    | \bneither\s+(?:\w+\s+){{0,3}}?{_VERIFY}\b
    | \bno\s+(?:independent|immediate|official|outside|further)(?:\s+or\s+\w+)?\s+(?:verification|confirmation|corroboration)\b
    | \b(?:without|no|lacks?|lacking|awaiting|pending)\s+(?:independent\s+)?(?:verification|confirmation|corroboration)\b
    | \bwithout\s+(?:independently\s+)?(?:verifying|confirming|corroborating)\b
    | \b(?:verification|confirmation)\s+(?:\w+\s+){{0,3}}?(?:not\s+possible|impossible|not\s+immediately)\b
    | (?<!not\ )(?<!longer\ )(?<!never\ )\b(?:unverified|unconfirmed|uncorroborated|unsubstantiated|unverifiable)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The commonest of these in other languages: a negation, and the verb near it.
_ELSEWHERE = re.compile(
    r"""
    \b(?:nicht|kein\w*)\b[^.;!?]{0,60}\b(?:überprüf\w*|bestätig\w*|verifizier\w*|nachprüf\w*)
    | \b(?:überprüfen|bestätigen|verifizieren)\s+(?:ließ|lässt|lassen|liess)\b[^.;!?]{0,30}\bnicht\b | \bunbestätigt\w*
    | \bn['’]\s?(?:a|ont|est|était|avait|avons)\b[^.;!?]{0,60}\b(?:vérifi\w+|confirm\w+)
    | \bne\s+(?:peu\w+|pouv\w+)\b[^.;!?]{0,40}\b(?:vérifi\w+|confirm\w+)
    | \bno\s+(?:se\s+)?(?:ha|han|hemos|pudo|pudieron|puede|pueden|fue)\b[^.;!?]{0,50}\b(?:verific\w+|confirm\w+|comprob\w+)
    | \bnon\s+(?:è|sono|ha|hanno|può|possono|si)\b[^.;!?]{0,50}\b(?:verific\w+|conferm\w+)
    | \bnão\s+(?:foi|é|pôde|puderam|conseguiu|conseguiram|pode)\b[^.;!?]{0,50}\b(?:verific\w+|confirm\w+|comprov\w+)
    | \bnie\s+(?:udało|można|mogliśmy|mógł|mogła|został\w*|są|jest)\b[^.;!?]{0,50}\b(?:zweryfikow\w+|potwierdz\w+|sprawdz\w+)
    | \b(?:не|неможливо|невозможно)\b[^.;!?]{0,50}\b(?:перевір\w+|підтверд\w+|проверить|проверен\w*|подтверд\w+|верифік\w+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# One of these stands in whatever fits one of the two; to look for them first takes a tenth of the time.
_SIGNS = (
    "verif", "confirm", "corrobor", "authentic", "substan", "vérifi", "conferm", "comprob", "comprov", "prüf", "bestätig",
    "weryf", "twierdz", "sprawdz", "перевір", "тверд", "провер", "верифік",
)  # fmt: skip
# "did not confirm" is somebody's silence, "could not confirm" the outlet's own limit.
_SILENCE = re.compile(
    r"\b(?:did|does|do)(?:\s+not|n['’]t)\s+(?:publicly\s+|immediately\s+)?confirm(?:ed|ing)?\b", re.IGNORECASE
)
_REFUSED_AS_FALSE = re.compile(
    r"\b(?:den(?:y|ied|ies|ying)|(?:not|un)\s*true|false|wrong|incorrect)\s+(?:the\s+\w+\s+)?that\b[^.;]*$", re.IGNORECASE
)
_SUBJECT = re.compile(r"(?:^|[,;:—–-]\s|\b(?:that|but|and|while|although|though|as)\s)\s*(?P<who>[^,;:—–]{2,60}?)\s*$")
_PRONOUN = re.compile(r"(?:it|he|she|they|this|that|there|which|who|these|those|none|nothing|nobody)\b", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\bbeen\b|\bbe\b|\bunverifi|\bunconfirm|\buncorrob|\bunsubstan|^(?:without|no|lack\w*|awaiting|pending|yet|remain\w*)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 6
_SHOWN = 45
"""Words of such a sentence that are shown."""


def says_unverified(quote: str) -> bool:
    """Say whether a quote says that something could not be or was not verified."""
    return next(_doubts(quote), None) is not None


def unverified_by(article: Article, reports: Sequence[Report]) -> tuple[str, ...]:
    """List who says in an article, in its own words, that something was not verified: in the reports' quotes, and elsewhere."""
    quoted = [report for report in reports if says_unverified(report.quote)]
    own = {r.id: r.outlet.name for r in quoted if r.origin.kind in (HopKind.OWN, HopKind.UNNAMED)}
    told = [f"{own.get(report.id, report.origin)}: “{report.quote}”" for report in quoted]
    held = [" ".join(report.quote.split()) for report in quoted]
    for doubt in _in_text(article):
        words = " ".join(doubt.words.split())
        if not any(words in quote or quote in words for quote in held):
            told.append(f"{doubt.who}: {shortened(words, _SHOWN)}")
    return tuple(dict.fromkeys(told))


class _Doubt(NamedTuple):
    who: str
    words: str


def _in_text(article: Article) -> Iterator[_Doubt]:
    text = article.text
    # Most articles say nothing of the sort, and need not be cut into sentences.
    for sentence in Sentences(text) if _may_doubt(text) else ():
        words = sentence.of(text)
        if (found := next(_doubts(words), None)) is not None:
            yield _Doubt(_who(article, sentence, words[: found.start()], found.group()), words)


def _may_doubt(words: str) -> bool:
    small = words.casefold()
    return any(sign in small for sign in _SIGNS)


def _doubts(words: str) -> Iterator[re.Match[str]]:
    if not _may_doubt(words):
        return
    for match in _UNVERIFIED.finditer(words):
        if not _SILENCE.fullmatch(match.group()) and not _REFUSED_AS_FALSE.search(words[: match.start()]):
            yield match
    yield from _ELSEWHERE.finditer(words)


def _who(article: Article, sentence: Span, before: str, doubt: str) -> str:
    """Name who could not verify it: the subject as the article has it, or the outlet where it speaks of itself."""
    if _PASSIVE.search(doubt) or shown_own_work(article, sentence):
        return article.outlet.name
    found = _SUBJECT.search(before.rstrip())
    who = " ".join(found["who"].split()) if found else ""
    if not who or _PRONOUN.match(who) or len(who.split()) > _MOST_WORDS:
        return "somebody in the article"
    return f"the {who[4:]}" if who.startswith("The ") else who
