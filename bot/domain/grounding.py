"""Turns a reader's answer into a reading: no quote, no report.

Every quote is looked up in the article; what does not stand there is left out and counted.
"""

from collections.abc import Iterable, Sequence

from bot.domain.answer import NEW_EVENT, Answer, QuotedJudgement, QuotedStatement
from bot.domain.model import Event, EventDraft, Judgement, Reading, Stance, Statement
from bot.domain.quotes import ArticleText


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
