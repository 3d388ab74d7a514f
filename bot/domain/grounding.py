"""Turns a reader's answer into a reading: no quote, no report.

Every quote is looked up in the article; a judgement whose quote is not there is left out and counted. Whom the reader names is
looked up too (`bot/domain/paths.py`), and so is what it drafts (`bot/domain/drafts.py`). Whatever is cut is said in a remark.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.answer import NEW_EVENT, Answer, QuotedJudgement, QuotedStatement
from bot.domain.drafts import checked_draft
from bot.domain.model import (
    Article,
    Claim,
    Event,
    EventDraft,
    HopKind,
    Judgement,
    Quote,
    Reading,
    Stance,
    Statement,
)
from bot.domain.names import same_name
from bot.domain.paths import PathCheck, Sourced, Support, roots
from bot.domain.quotes import ArticleText
from bot.domain.revisions import says_so
from bot.domain.sentences import Sentences, Span
from bot.domain.translations import kept
from bot.domain.wording import shortened

Claims = Mapping[tuple[str, str], Claim]


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
    text, drafts = ArticleText(article.text), (answer.draft,) if answer.draft else ()
    # A claim alone may be too short to tell its language.
    wordings = {event.slug: _wording(event) for event in candidates} | {NEW_EVENT: _wording(draft) for draft in drafts}
    claims = {(event.slug, claim.key): claim for event in candidates for claim in event.claims}
    claims |= {(NEW_EVENT, claim.key): claim for draft in drafts for claim in draft.claims}
    check = PathCheck(article, _known(candidates), "\n".join(wordings.values()), answer.credit)
    statements = [_statement(quoted, text, check) for quoted in answer.statements]
    wanted = [quoted for quoted in answer.judgements if quoted.stance is not Stance.UNRELATED]
    shown = [quoted for quoted in wanted if (quoted.event, quoted.claim) in claims]
    judgements = [_judgement(quoted, text, check, wordings[quoted.event]) for quoted in shown]
    found_statements = tuple(dict.fromkeys(filter(None, statements)))
    found = _without_repetitions(filter(None, judgements))
    draft, drafted = _supported(answer.draft, found_statements, found)
    sourced = [check.sourced(judgement, claims[judgement.event, judgement.claim]) for judgement in (*found, *drafted)]
    kept_ones, doubles = _one_origin_a_passage(sourced, Sentences(article.text))
    final = _checked(kept_ones, check)
    final, unrevised = _revisions_shown(final, article)
    remarks_on_draft: list[str] = []
    if draft:
        draft, remarks_on_draft = checked_draft(draft, final, article, check.stands)
    elif answer.draft:
        remarks_on_draft = [
            "The reader drafted a new event, but no quote from the article supports it; the draft was left out."
        ]
    credit, uncredited = _credit(answer, check)
    unquoted, unknown = statements.count(None) + judgements.count(None), len(wanted) - len(shown)
    # What the editor must know comes first: a card may not have room for all remarks.
    remarks = (
        *_left_out(unquoted, unknown),
        *doubles,
        *answer.remarks,
        *check.remarks,
        *unrevised,
        *uncredited,
        *remarks_on_draft,
    )
    return Reading(
        genre=answer.genre,
        credit=credit,
        statements=found_statements,
        judgements=tuple(final),
        draft=draft,
        dropped=unquoted + unknown + len(sourced) - len(kept_ones),
        remarks=tuple(dict.fromkeys(remarks)),
        in_part=answer.in_part,
        stamp=answer.stamp,
    )


def _known(candidates: Sequence[Event]) -> Iterable[str]:
    """Name those whom the candidate events name: people first, whose spelling is preferred."""
    held = [name for event in candidates for claim in event.claims for name in (claim.speaker, *claim.parties) if name]
    return [*held, *(name for event in candidates for name in event.entities)]


def _wording(event: EventDraft) -> str:
    return "\n".join((event.headline, *(claim.text for claim in event.claims)))


def _statement(quoted: QuotedStatement, article: ArticleText, check: PathCheck) -> Statement | None:
    quote = article.find(quoted.quote)
    if quote is None:
        return None
    return Statement(
        text=quoted.text,
        tone=quoted.tone,
        basis=quoted.basis,
        path=check.path(quoted.path),
        quote=quote,
        translation=kept(quoted.translation, quote=quote.text, claim=quoted.text, article=article.text),
    )


def _judgement(quoted: QuotedJudgement, article: ArticleText, check: PathCheck, wording: str) -> Judgement | None:
    quote = article.find(quoted.quote)
    if quote is None:
        return None
    return Judgement(
        event=quoted.event,
        claim=quoted.claim,
        stance=quoted.stance,
        tone=quoted.tone,
        basis=quoted.basis,
        path=check.path(quoted.path),
        quote=quote,
        translation=kept(quoted.translation, quote=quote.text, claim=wording, article=article.text),
        revises=quoted.revises,
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
        Judgement(
            event=NEW_EVENT,
            claim=claim.key,
            stance=Stance.CONFIRMS,
            tone=said.tone,
            basis=said.basis,
            path=said.path,
            quote=said.quote,
            translation=said.translation,
        )
        for claim in draft.claims
        if claim.key not in judged and (said := stated.get(claim.text.casefold()))
    ]
    judged |= {judgement.claim for judgement in made}
    supported = tuple(claim for claim in draft.claims if claim.key in judged)
    return (draft.model_copy(update={"claims": supported}) if supported else None), made


def _one_origin_a_passage(found: Sequence[Sourced], sentences: Sentences) -> tuple[list[Sourced], list[str]]:
    """Keep one origin where a reader gives one passage several: the one to which the article attributes it.

    Quotes that overlap are one passage. Parts of one sentence are one too, but for those that it attributes to their own origin.
    """
    kept_ones: list[Sourced] = []
    left: dict[Sourced, Sourced] = {}
    for each in sorted(found, key=lambda s: (-s.support, not s.judgement.origin.words == "", found.index(s))):
        rival = next((other for other in kept_ones if _rivals(each, other, sentences)), None)
        if rival:
            left[each] = rival
        else:
            kept_ones.append(each)
    remarks = [
        f"One passage has one origin: {shortened(gone.judgement.quote.text)} was kept as the word of {stays.judgement.origin}, "
        f"and left out as that of {gone.judgement.origin}."
        for gone, stays in left.items()
    ]
    return [each for each in found if each in kept_ones], remarks


def _rivals(one: Sourced, other: Sourced, sentences: Sentences) -> bool:
    a, b = one.judgement, other.judgement
    if (a.event, a.claim, a.stance) != (b.event, b.claim, b.stance) or not _differ(a, b):
        return False
    first, second = _span(a.quote), _span(b.quote)
    if first.meets(second):
        return True
    plain = one.support is other.support is Support.PLAIN
    return not plain and sentences.around(*first).meets(sentences.around(*second))


def _differ(one: Judgement, other: Judgement) -> bool:
    a, b = one.origin, other.origin
    if HopKind.UNNAMED in (a.kind, b.kind):
        return False
    return a.kind is not b.kind or not (a.name == b.name or same_name(a.name, b.name))


def _span(quote: Quote) -> Span:
    return Span(quote.start, quote.end)


def _checked(found: Sequence[Sourced], check: PathCheck) -> list[Judgement]:
    of: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for each in found:
        of[each.judgement.event, each.judgement.claim].append(each.judgement)
    several = {key: len(roots(judgements)) > 1 for key, judgements in of.items()}
    return [check.checked(each, several=several[each.judgement.event, each.judgement.claim]) for each in found]


def _revisions_shown(judgements: Sequence[Judgement], article: Article) -> tuple[list[Judgement], list[str]]:
    """Drop the revisions that no words of the title, the quote's paragraph or the one before it show."""
    text = article.text
    sentences, made, remarks = Sentences(text), list[Judgement](), list[str]()
    for judgement in judgements:
        around = f"{article.title or ''}\n{sentences.paragraph(judgement.quote.start, judgement.quote.end, before=1).of(text)}"
        if judgement.revises is None or says_so(judgement.revises, around):
            made.append(judgement)
            continue
        remarks.append(
            f"The reader takes {shortened(judgement.quote.text)} for {'an' if judgement.revises == 'update' else 'a'} "
            f"{judgement.revises} of an earlier report; no words there say so, and that was left out."
        )
        made.append(judgement.model_copy(update={"revises": None}))
    return made, remarks


def _credit(answer: Answer, check: PathCheck) -> tuple[str | None, list[str]]:
    if answer.credit is None or check.stands(answer.credit):
        return answer.credit, []
    return None, [f"The reader credits “{answer.credit}” with this text; that name stands nowhere in it and was left out."]


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
