"""Finds quotes whose words contradict the reader's judgement, and tells the editor.

A remark changes nothing: the cues are simple and know only English, and a person decides.
"""

import re
from collections.abc import Mapping, Sequence

from bot.domain.evidence.revisions import takes_back_a_piece
from bot.domain.figures import other_figure
from bot.domain.identity import Identities
from bot.domain.model import Basis, Claim, EventDraft, Hop, HopKind, Layer, Revision, Stance, Tone
from bot.domain.reading import Judgement
from bot.domain.remarks import BOTH_SIDES, READ_AGAIN
from bot.domain.unverified import says_unverified
from bot.domain.wording import listed, shortened

# An uncertain tone already covers "unconfirmed reports say".
_HEARSAY = re.compile(
    r"\b(?:unverified|unconfirmed)\s+(?:\w+\s+)?(?:reports?|rumou?rs?|claims?|accounts?|recordings?|videos?)\b", re.IGNORECASE
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


_ANONYMOUS = re.compile(
    r"\b(?:(?:on|under)\s+(?:the\s+)?condition\s+of\s+anonymity|(?:not|declined)\s+to\s+be\s+(?:named|identified)"
    r"|(?:spoke|speaking)\s+anonymously|(?:unnamed|unidentified|anonymous)\s+(?:\w+\s+)?(?:sources?|officials?|persons?|people|aides?)"
    r"|(?:people|persons?|sources?|officials?)\s+(?:familiar|close\s+to|briefed|with\s+(?:direct\s+)?knowledge)"
    r"|sources?\s+(?:has\s+|have\s+)?(?:said|say|told|tell|confirmed|claimed?)|according\s+to\s+(?:\w+\s+){0,2}sources?)\b",
    re.IGNORECASE,
)
_SAID = r"(?:said|says|told|announced|claimed|stated|wrote|warned|added|confirmed|insisted|reported)"
# Somebody with a capital, or "police" and the like; not "we", "I", "our reporter".
_SOMEBODY = (
    r"(?:(?:[A-Z][\w.’'-]+|[Pp]olice|[Oo]fficials|[Aa]uthorities|[Pp]rosecutors|[Rr]esidents|[Ww]itnesses|[Ss]pokes\w+|[Mm]inistry)"
    r"(?:\s+(?:has|have|had|also|later))*)"
)
_SAID_BY = re.compile(
    rf"\b(?!(?:We|I|It|He|She|They|This|That|There|Our)\b){_SOMEBODY}\s+{_SAID}\b|\b{_SAID}\s+(?:the\s+)?{_SOMEBODY}\s*[.,;]"
    r"|\b[Aa]ccording\s+to\s+(?!our\b|my\b)\w"
)
_PRESENT = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|reporters?|correspondents?|journalists?|photographers?)\b")
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")


def contradictions(judgements: Sequence[Judgement], event: EventDraft, text: str) -> tuple[str, ...]:
    """List, as sentences, the quotes on one event that contradict the stance, tone or basis of their judgement.

    `text` is the article: the words before a quote matter too. An editor reads each open passage anyway.
    """
    remarks: list[str] = []
    sides: dict[str, dict[Stance, list[Hop]]] = {}
    for judgement in judgements:
        claim = event.claim(judgement.claim)
        remarks += _doubts_on_stance(judgement, claim, text)
        if judgement.stance not in (Stance.CONTEXT, Stance.OPEN):
            remarks += _doubts_on_sighting(judgement, claim)
            sides.setdefault(judgement.claim, {}).setdefault(judgement.stance, []).append(judgement.origin)
    remarks += [_on_both_sides(event.claim(key), found) for key, found in sides.items() if len(found) > 1]
    return tuple(dict.fromkeys(remarks))


def _on_both_sides(claim: Claim, sides: Mapping[Stance, Sequence[Hop]]) -> str:
    """Return the remark on an article that confirms and denies one claim: by two who are named, it has heard both sides."""
    said = claim.text.rstrip(".")
    confirming, denying = ({hop.name for hop in sides[side]} for side in (Stance.CONFIRMS, Stance.DENIES))
    hops = [hop for side in sides.values() for hop in side if hop.name]
    known = Identities(hops)
    if all(confirming) and all(denying) and not any(known.may_be_spellings(a, b) for a in confirming for b in denying):
        by, against = (listed(sorted(names)) for names in (confirming, denying))
        return f"{BOTH_SIDES}“{said}” is confirmed by {by} and denied by {against}."
    return f"{READ_AGAIN}the reader takes the article both to confirm and to deny “{said}”."


def _doubts_on_stance(judgement: Judgement, claim: Claim, text: str) -> list[str]:
    if judgement.stance is not Stance.CONFIRMS:
        return []
    quote, remarks = judgement.quote.text, []
    hearsay = judgement.tone is Tone.UNCERTAIN and _HEARSAY.search(quote) is not None
    if says_unverified(quote) and not says_unverified(claim.text) and not hearsay:
        remarks.append(
            f"{READ_AGAIN}{shortened(quote)} says that something was not verified, but the reader took it to confirm."
        )
    if _denies(quote) and not _denies(claim.text):
        remarks.append(f"{READ_AGAIN}{shortened(quote)} sounds like a denial, but the reader took it to confirm.")
    before = text[max(judgement.quote.start - 80, 0) : judgement.quote.start].rstrip().casefold()
    if cut := _CUT_OFF.search(before):
        remarks.append(f"{READ_AGAIN}the quote {shortened(quote)} begins after “{cut.group()}” in the article.")
    if (differing := other_figure(claim.text, quote)) is not None:
        told, claimed = differing
        remarks.append(f"{READ_AGAIN}{shortened(quote)} says {told}, the claim {claimed}, but the reader took it to confirm.")
    return remarks


def _doubts_on_sighting(sighting: Judgement, claim: Claim) -> list[str]:
    quote, remarks = sighting.quote.text, []
    if sighting.tone is Tone.CERTAIN and says_unverified(quote):
        remarks.append(f"{READ_AGAIN}{shortened(quote)} says that something was not verified, but the reader calls it certain.")
    if sighting.basis is Basis.WITNESSED and _RELAYED.search(quote):
        remarks.append(f"{READ_AGAIN}{shortened(quote)} names where it comes from, but the reader calls it witnessed.")
    elif sighting.origin.kind is HopKind.OWN and claim.layer is not Layer.UTTERANCE and _names_another(sighting):
        remarks.append(
            f"{READ_AGAIN}{shortened(quote)} has somebody say so, but the reader takes it for the outlet's own knowledge."
        )
    if sighting.basis is Basis.ON_RECORD and _ANONYMOUS.search(quote) and not _holds_name(quote, sighting.origin.name):
        remarks.append(f"{READ_AGAIN}{shortened(quote)} names nobody, but the reader calls it on record.")
    if sighting.basis is not Basis.FORECAST and _FORECAST.search(quote) and not _FORECAST.search(claim.text):
        remarks.append(f"{READ_AGAIN}{shortened(quote)} sounds like a forecast, but the reader does not call it one.")
    return remarks


def _denies(words: str) -> bool:
    return _DENIAL.search(words) is not None and not _NO_DENIAL.search(words)


def _names_another(sighting: Judgement) -> bool:
    """Say whether a quote, outside quotation marks, has somebody else than the outlet say it; a piece taken back is its own."""
    if sighting.revises is Revision.WITHDRAWAL and takes_back_a_piece(sighting.quote.text):
        return False
    plain = _QUOTED.sub("“”", sighting.quote.text)
    return _SAID_BY.search(plain) is not None and _PRESENT.search(plain) is None


def _holds_name(quote: str, name: str) -> bool:
    return bool(name) and name.split()[-1].casefold() in quote.casefold()
