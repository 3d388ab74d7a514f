"""Turns a reader's answer into a reading: no quote, no report.

Every quote is looked up in the article; a judgement whose quote is not there is left out and counted. Whom the reader names is
looked up too (`bot/domain/evidence/`), and so is what it drafts (`bot/domain/drafts.py`). Whatever is cut is said in a remark.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.domain.answer import NEW_EVENT, Answer, QuotedJudgement, QuotedStatement
from bot.domain.drafts import checked_draft
from bot.domain.evidence.passages import one_origin_each
from bot.domain.evidence.paths import PathCheck
from bot.domain.evidence.prepared import Prepared
from bot.domain.evidence.revisions import shown_revision
from bot.domain.evidence.support import Sourced, SupportCheck, roots
from bot.domain.fact_checks import as_fact_check
from bot.domain.model import Event, EventDraft, Genre, Stance
from bot.domain.quotes import ArticleText
from bot.domain.reading import Article, Judgement, Reading, Statement
from bot.domain.translations import kept


def ground(answer: Answer, article: Article, candidates: Sequence[Event]) -> Reading:
    """Look up every quote and every name of an answer in the article, and keep what is there.

    - Left out and counted in `dropped`: statements and judgements without such a quote, judgements on an event or claim that is
      not among the candidates (`NEW_EVENT` is the answer's draft), and judgements that give one passage another origin.
      Judgements of `unrelated` and exact repetitions are left out uncounted.
    - A claim of the draft that is word for word among the statements becomes a judgement on the new event. A claim that nothing
      supports leaves the draft.
    - A hop whose name is not in the text becomes unnamed. A name that is there in another spelling takes that spelling.
    - A revision that no words show, and a credit that stands nowhere, are left out.
    - A translation stays where the quote is in another language than the claim.
    """
    drafts = [answer.draft] if answer.draft else []
    # A claim alone may be too short to tell its language.
    wordings = {event.slug: _wording(event) for event in candidates}
    wordings[NEW_EVENT] = "\n".join(map(_wording, drafts))
    claims = {(event.slug, claim.key): claim for event in candidates for claim in event.claims}
    claims |= {(NEW_EVENT, claim.key): claim for draft in drafts for claim in draft.claims}
    remarks: dict[str, None] = {}
    text, prepared = ArticleText(article.text), Prepared(article, _known(candidates))
    paths = PathCheck(prepared, "\n".join(wordings.values()), remarks)
    support = SupportCheck(prepared, answer.credit, remarks)
    statements = [_statement(quoted, text, paths) for quoted in answer.statements]
    wanted = [quoted for quoted in answer.judgements if quoted.stance is not Stance.UNRELATED]
    shown = [quoted for quoted in wanted if (quoted.event, quoted.claim) in claims]
    judgements = [_judgement(quoted, text, paths, wordings[quoted.event]) for quoted in shown]
    found_statements = tuple(dict.fromkeys(filter(None, statements)))
    found = _without_repetitions(filter(None, judgements))
    draft, drafted = _supported(answer.draft, found_statements, found)
    sourced = [support.sourced(each, claims[each.event, each.claim]) for each in (*found, *drafted)]
    single, doubles = one_origin_each(sourced, prepared.sentences)
    checked = [shown_revision(each, prepared, remarks) for each in _checked(single, support)]
    if answer.genre is Genre.FACT_CHECK:
        checked = as_fact_check(checked, prepared, remarks)
    if answer.credit and not prepared.stands(answer.credit):
        remarks.setdefault(f"The reader credits “{answer.credit}” with this text; that stands nowhere in it and was left out.")
    if draft:
        draft = checked_draft(draft, checked, prepared, remarks)
    elif answer.draft:
        remarks.setdefault("The reader drafted a new event, but no quote from the article supports it; the draft was left out.")
    unquoted, unknown = statements.count(None) + judgements.count(None), len(wanted) - len(shown)
    return Reading(
        genre=answer.genre,
        credit=answer.credit if answer.credit and prepared.stands(answer.credit) else None,
        statements=found_statements,
        judgements=tuple(checked),
        draft=draft,
        dropped=unquoted + unknown + len(doubles),
        # What the editor must know comes first: a card may not have room for all remarks.
        remarks=tuple(dict.fromkeys([*_left_out(unquoted, unknown), *doubles, *answer.remarks, *remarks])),
        in_part=answer.in_part,
        stamp=answer.stamp,
    )


def _known(candidates: Sequence[Event]) -> Iterable[str]:
    """Name those whom the candidate events name: people first, whose spelling is preferred."""
    held = [name for event in candidates for claim in event.claims for name in (claim.speaker, *claim.parties) if name]
    return [*held, *(name for event in candidates for name in event.entities)]


def _wording(event: EventDraft) -> str:
    return "\n".join((event.headline, *(claim.text for claim in event.claims)))


def _statement(quoted: QuotedStatement, article: ArticleText, paths: PathCheck) -> Statement | None:
    quote = article.find(quoted.quote)
    if quote is None:
        return None
    return Statement(
        text=quoted.text,
        tone=quoted.tone,
        basis=quoted.basis,
        path=paths.path(quoted.path),
        quote=quote,
        translation=kept(quoted.translation, quote=quote.text, claim=quoted.text, article=article.text),
    )


def _judgement(quoted: QuotedJudgement, article: ArticleText, paths: PathCheck, wording: str) -> Judgement | None:
    quote = article.find(quoted.quote)
    if quote is None:
        return None
    return Judgement(
        event=quoted.event,
        claim=quoted.claim,
        stance=quoted.stance,
        tone=quoted.tone,
        basis=quoted.basis,
        path=paths.path(quoted.path),
        quote=quote,
        translation=kept(quoted.translation, quote=quote.text, claim=wording, article=article.text),
        # As long as nobody says what it means, it takes nothing back.
        revises=None if quoted.stance is Stance.OPEN else quoted.revises,
    )


def _without_repetitions(judgements: Iterable[Judgement]) -> list[Judgement]:
    first: dict[tuple[object, ...], Judgement] = {}
    for judgement in judgements:
        span = (judgement.quote.start, judgement.quote.end)
        root = judgement.origin.name or judgement.origin.kind
        first.setdefault((judgement.event, judgement.claim, judgement.stance, span, root), judgement)
    return list(first.values())


def _supported(
    draft: EventDraft | None, statements: Iterable[Statement], judgements: Sequence[Judgement]
) -> tuple[EventDraft | None, list[Judgement]]:
    """Return the draft with the claims that a quote supports, and judgements from statements with the same words."""
    if draft is None:
        return None, []
    stated: dict[str, Statement] = {}
    for statement in statements:
        stated.setdefault(statement.text.casefold(), statement)
    judged = {judgement.claim for judgement in judgements if judgement.event == NEW_EVENT}
    made = [
        Judgement.confirming(NEW_EVENT, claim.key, said)
        for claim in draft.claims
        if claim.key not in judged and (said := stated.get(claim.text.casefold()))
    ]
    judged |= {judgement.claim for judgement in made}
    supported = tuple(claim for claim in draft.claims if claim.key in judged)
    return (draft.model_copy(update={"claims": supported}) if supported else None), made


def _checked(found: Sequence[Sourced], support: SupportCheck) -> list[Judgement]:
    of: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for each in found:
        of[each.judgement.event, each.judgement.claim].append(each.judgement)
    several = {key: len(roots(judgements)) > 1 for key, judgements in of.items()}
    return [support.checked(each, several=several[each.judgement.event, each.judgement.claim]) for each in found]


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
