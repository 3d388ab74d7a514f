"""Turns a reader's answer into a reading: no quote, no report.

Every quote is looked up in the article; what does not stand there is left out and counted. Where the words of a quote speak
against what the reader made of it, a remark says so to the editor. Nothing is changed on account of such a remark: the cues
are cheap, and a person decides.
"""

import re
from collections.abc import Iterable, Sequence

from bot.domain.answer import Answer, QuotedJudgement, QuotedStatement
from bot.domain.model import Basis, Claim, Event, EventDraft, Judgement, Reading, Sighting, Stance, Statement, Tone
from bot.domain.quotes import ArticleText

NEW_EVENT = ""
"""What a judgement has for its event's slug where it is on a claim of the reader's own draft."""

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


def ground(answer: Answer, text: str, candidates: Sequence[Event]) -> Reading:
    """Look every quote of an answer up in the article's text, and keep what stands there.

    Left out and counted in `dropped`: statements and judgements without such a quote, and judgements on an event or claim
    that is not among the candidates (`NEW_EVENT` is the answer's draft). Judgements of `unrelated` and exact repetitions
    are left out uncounted. A claim of the draft that the article states, word for word among the statements, becomes a
    judgement on the new event; a claim without one leaves the draft.
    """
    article = ArticleText(text)
    claims = {(event.slug, claim.key): claim for event in candidates for claim in event.claims}
    if answer.draft:
        claims |= {(NEW_EVENT, claim.key): claim for claim in answer.draft.claims}
    statements = [_statement(quoted, article) for quoted in answer.statements]
    wanted = [quoted for quoted in answer.judgements if quoted.stance is not Stance.UNRELATED]
    known = [quoted for quoted in wanted if (quoted.event, quoted.claim) in claims]
    judgements = [_judgement(quoted, article) for quoted in known]
    found_statements = tuple(dict.fromkeys(filter(None, statements)))
    found = list(filter(None, judgements))
    draft, drafted = _supported(answer.draft, found_statements, found)
    kept = _without_repetitions([*found, *drafted])
    unquoted, unknown = statements.count(None) + judgements.count(None), len(wanted) - len(known)
    remarks = [*answer.remarks, *_left_out(unquoted, unknown)]
    if answer.draft and not draft:
        remarks.append("The reader drafted a new event, but no quote from the article supports it; the draft was left out.")
    remarks += _contradictions(found_statements, kept, claims, text)
    return Reading(
        statements=found_statements,
        judgements=kept,
        draft=draft,
        dropped=unquoted + unknown,
        remarks=tuple(dict.fromkeys(remarks)),
        stamp=answer.stamp,
    )


def _statement(quoted: QuotedStatement, article: ArticleText) -> Statement | None:
    quote = article.find(quoted.quote)
    if quote is None:
        return None
    return Statement(text=quoted.text, tone=quoted.tone, basis=quoted.basis, origin=quoted.origin, quote=quote)


def _judgement(quoted: QuotedJudgement, article: ArticleText) -> Judgement | None:
    quote = article.find(quoted.quote)
    if quote is None:
        return None
    return Judgement(
        event=quoted.event,
        claim=quoted.claim,
        stance=quoted.stance,
        tone=quoted.tone,
        basis=quoted.basis,
        origin=quoted.origin,
        quote=quote,
    )


def _supported(
    draft: EventDraft | None, statements: Iterable[Statement], judgements: Sequence[Judgement]
) -> tuple[EventDraft | None, list[Judgement]]:
    """Give the draft with the claims that a quote supports, and judgements on it from statements of the same words."""
    if draft is None:
        return None, []
    stated: dict[str, Statement] = {}
    for statement in statements:
        stated.setdefault(statement.text.casefold(), statement)
    judged = {judgement.claim for judgement in judgements if judgement.event == NEW_EVENT}
    made = [
        Judgement(
            event=NEW_EVENT,
            claim=claim.key,
            stance=Stance.CONFIRMS,
            tone=said.tone,
            basis=said.basis,
            origin=said.origin,
            quote=said.quote,
        )
        for claim in draft.claims
        if claim.key not in judged and (said := stated.get(claim.text.casefold()))
    ]
    judged |= {judgement.claim for judgement in made}
    supported = tuple(claim for claim in draft.claims if claim.key in judged)
    return (draft.model_copy(update={"claims": supported}) if supported else None), made


def _without_repetitions(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    first: dict[tuple[object, ...], Judgement] = {}
    for judgement in judgements:
        span = (judgement.quote.start, judgement.quote.end)
        first.setdefault((judgement.event, judgement.claim, judgement.stance, span), judgement)
    return tuple(first.values())


def _left_out(unquoted: int, unknown: int) -> list[str]:
    remarks = []
    if unquoted:
        things = "One thing that the reader took" if unquoted == 1 else f"{unquoted} things that the reader took"
        remarks.append(f"{things} from the article {_was(unquoted)} left out, because the quote does not stand in the text.")
    if unknown:
        things = "One judgement" if unknown == 1 else f"{unknown} judgements"
        remarks.append(f"{things} of the reader {_was(unknown)} left out, on an event or claim that it was not shown.")
    return remarks


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _contradictions(
    statements: Iterable[Statement], judgements: Iterable[Judgement], claims: dict[tuple[str, str], Claim], text: str
) -> list[str]:
    remarks: list[str] = []
    stances: dict[tuple[str, str], set[Stance]] = {}
    for judgement in judgements:
        claim = claims[judgement.event, judgement.claim]
        remarks += _doubts_on_stance(judgement, claim, text)
        if judgement.stance is not Stance.CONTEXT:
            remarks += _doubts_on_sighting(judgement)
            stances.setdefault((judgement.event, judgement.claim), set()).add(judgement.stance)
    for statement in statements:
        remarks += _doubts_on_sighting(statement)
    for (event, key), found in stances.items():
        if len(found) > 1:
            remarks.append(f"The reader takes the article both to confirm and to deny “{claims[event, key].text}”.")
    return remarks


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
