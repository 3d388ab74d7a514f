"""Where the words of a quote speak against what the reader made of it; a remark says so to the editor.

Nothing is changed on account of such a remark: the cues are cheap and know English alone, and a person decides.
"""

import re
from collections.abc import Sequence

from bot.domain.model import Basis, Claim, EventDraft, Judgement, Sighting, Stance, Tone

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
# "did not confirm" is somebody's silence, "could not confirm" the outlet's own limit.
_SILENCE = re.compile(
    r"\b(?:did|does|do)(?:\s+not|n['’]t)\s+(?:publicly\s+|immediately\s+)?confirm(?:ed|ing)?\b", re.IGNORECASE
)
_REFUSED_AS_FALSE = re.compile(
    r"\b(?:den(?:y|ied|ies|ying)|(?:not|un)\s*true|false|wrong|incorrect)\s+(?:the\s+\w+\s+)?that\b[^.;]*$", re.IGNORECASE
)
_FORECAST = re.compile(
    r"\b(?:(?:is|are|was|were|be)\s+(?:widely\s+)?(?:expected|likely|unlikely|set|due|poised|projected|forecast|predicted)\s+to"
    r"|will\s+(?:\w+ly\s+)?likely|will\s+probably|likely\s+will|expects?\s+to|in\s+the\s+near\s+future)\b(?!\s+have\b)",
    re.IGNORECASE,
)
_RELAYED = re.compile(
    r"\b[Aa]ccording\s+to\s+(?:the\s+)?[A-Z]|\b[Rr]eported\s+by\s+(?:the\s+)?[A-Z]|\b[Cc]iting\s+(?:the\s+)?[A-Z]"
    r"|\b[A-Z][\w.’'-]+\s+(?:has\s+|had\s+)?reported\b|\b[A-Z][\w.’'-]+\s+reports\s+that\b|\btold\s+(?:the\s+)?[A-Z]"
)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|denials?|refut(?:e|es|ed)|rebut(?:s|ted)?|debunk(?:s|ed)?|disprov(?:es|ed|en)"
    r"|(?:dismiss|reject)(?:es|s|ed)?|no\s+evidence|not\s+true|untrue|false(?:ly|hood)?|fabricat(?:ed|ion)|a\s+lie|hoax)\b",
    re.IGNORECASE,
)
_NO_DENIAL = re.compile(
    r"\b(?:not|never|n['’]t|nor|without|cannot)\s+(?:\w+\s+)?(?:be\s+)?(?:den(?:y|ied|ying)|refuted?)\b", re.IGNORECASE
)
_CUT_OFF = re.compile(
    r"\b(?:not|never|cannot|\w+n['’]t|den(?:y|ied|ies)\s+that|no\s+evidence\s+that|falsely\s+(?:said|claimed)\s+that)$"
)


def says_unverified(quote: str) -> bool:
    """Say whether an English quote remarks that something could not be, or has not been, verified."""
    for match in _UNVERIFIED.finditer(quote):
        silence = _SILENCE.fullmatch(match.group())
        if not silence and not _REFUSED_AS_FALSE.search(quote[: match.start()]):
            return True
    return False


def contradictions(judgements: Sequence[Judgement], event: EventDraft, text: str) -> tuple[str, ...]:
    """List, as sentences, where quotes of judgements on one event speak against stance, tone or basis.

    `text` is the article, in which the words before a quote are looked at.
    """
    remarks: list[str] = []
    stances: dict[str, set[Stance]] = {}
    for judgement in judgements:
        remarks += _doubts_on_stance(judgement, event.claim(judgement.claim), text)
        if judgement.stance is not Stance.CONTEXT:
            remarks += _doubts_on_sighting(judgement)
            stances.setdefault(judgement.claim, set()).add(judgement.stance)
    for key, found in stances.items():
        if len(found) > 1:
            remarks.append(f"The reader takes the article both to confirm and to deny “{event.claim(key).text.rstrip('.')}”.")
    return tuple(dict.fromkeys(remarks))


def _doubts_on_stance(judgement: Judgement, claim: Claim, text: str) -> list[str]:
    if judgement.stance is not Stance.CONFIRMS:
        return []
    quote, remarks = judgement.quote.text, []
    if says_unverified(quote) and not says_unverified(claim.text):
        remarks.append(f"Read again: {_short(quote)} says that something was not verified, but the reader took it to confirm.")
    if _denies(quote) and not _denies(claim.text):
        remarks.append(f"Read again: {_short(quote)} sounds like a denial, but the reader took it to confirm.")
    before = text[max(judgement.quote.start - 80, 0) : judgement.quote.start].rstrip().casefold()
    if cut := _CUT_OFF.search(before):
        remarks.append(f"Read again: the quote {_short(quote)} begins after “{cut.group()}” in the article.")
    return remarks


def _doubts_on_sighting(sighting: Sighting) -> list[str]:
    quote, remarks = sighting.quote.text, []
    if sighting.tone is Tone.CERTAIN and says_unverified(quote):
        remarks.append(f"Read again: {_short(quote)} says that something was not verified, but the reader calls it certain.")
    if sighting.basis is Basis.WITNESSED and _RELAYED.search(quote):
        remarks.append(f"Read again: {_short(quote)} names where it comes from, but the reader calls it witnessed.")
    if sighting.basis is not Basis.FORECAST and _FORECAST.search(quote):
        remarks.append(f"Read again: {_short(quote)} sounds like a forecast, but the reader does not call it one.")
    return remarks


def _denies(words: str) -> bool:
    return _DENIAL.search(words) is not None and not _NO_DENIAL.search(words)


def _short(quote: str, words: int = 20) -> str:
    parts = quote.split()
    return f"“{' '.join(parts)}”" if len(parts) <= words else f"“{' '.join(parts[:words])} …”"
