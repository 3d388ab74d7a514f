"""The built-in reader's answer on one article: pure computation."""

from collections.abc import Iterable, Sequence

from bot.domain.answer import NEW_EVENT, Answer, QuotedJudgement, QuotedStatement
from bot.domain.errors import Cannot
from bot.domain.model import OWN_WORK, Basis, Event, EventDraft, Stance, Tone
from bot.domain.reading import Article, ReaderStamp
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.deciding import fitted
from bot.gateways.builtin.drafting import draft_event
from bot.gateways.builtin.genre import genre_of
from bot.gateways.builtin.judging import Weighed, differing, find, weigh
from bot.gateways.builtin.language import language_of, name_of
from bot.gateways.builtin.passages import beside
from bot.gateways.screening.fields import without_orders
from bot.gateways.screening.instructions import remark_on

STATEMENTS = 8


def answer_on(article: Article, candidates: Sequence[Event]) -> Answer:
    """Read one article by rules: pure computation; raises Cannot for an article that is not in English."""
    language = language_of(article.text, article.language)
    if language != "en":
        raise Cannot(
            f"The built-in reader reads English only, and this article is in {name_of(language)}. "
            "A model reads other languages; or paste an English text of the same article."
        )
    article, orders = without_orders(article)
    ready = ReadyArticle(article)
    instructions = [*orders, *ready.instructions]
    findings = find(ready, beside(ready, candidates))
    told = any(finding.speaks_to_event for finding in findings)
    drafted = None if told else draft_event(ready)
    return Answer(
        genre=genre_of(article),
        credit=ready.wire,
        statements=tuple(_statements(ready)),
        judgements=(*(finding.quoted() for finding in findings), *(_on_draft(ready, *drafted) if drafted else ())),
        draft=drafted[0] if drafted else None,
        remarks=(*((remark_on(instructions),) if instructions else ()), *differing(findings)),
        stamp=ReaderStamp(reader="builtin"),
    )


def weighed_passages(article: Article, candidates: Sequence[Event]) -> list[Weighed]:
    """Return all passages that are weighed for an article in English, also those that are not shown."""
    ready = ReadyArticle(without_orders(article)[0])
    return [weigh(passage, fitted()) for one in beside(ready, candidates) for each in one.passages for passage in each]


def _statements(ready: ReadyArticle) -> Iterable[QuotedStatement]:
    """Pick the sentences that a person could check: early ones with names, numbers and a source first."""
    scored = []
    for place, line in enumerate(ready.lines):
        if line.sentence.heading or not 6 <= len(line.tokens) <= 60 or line.text.endswith("?"):
            continue
        numbers = any(w.text[0].isdigit() for w in line.tokens)
        score = min(len(line.names), 4) + numbers + bool(line.attributions) + 4.0 / (1 + place)
        scored.append((score, place))
    for place in sorted(place for _, place in sorted(scored, reverse=True)[:STATEMENTS]):
        yield _statement(ready, place)


def _on_draft(ready: ReadyArticle, draft: EventDraft, place: int) -> Iterable[QuotedJudgement]:
    """Let the line that the draft's claims are made of confirm them."""
    said = _statement(ready, place)
    for claim in draft.claims:
        yield QuotedJudgement(
            event=NEW_EVENT,
            claim=claim.key,
            stance=Stance.CONFIRMS,
            tone=said.tone,
            basis=said.basis,
            path=said.path,
            quote=said.quote,
        )


def _statement(ready: ReadyArticle, place: int) -> QuotedStatement:
    """Say what one line states, how sure it sounds and whose word it is."""
    line = ready.lines[place]
    source = line.source or ready.bare_source(place)
    tones = [tone for tone, _ in line.hedges] + ([source.tone] if source and source.tone else [])
    tone = Tone.UNCERTAIN if Tone.UNCERTAIN in tones or line.unverified_by else Tone.LIKELY if tones else Tone.CERTAIN
    return QuotedStatement(
        text=" ".join(line.text.split()),
        tone=tone,
        basis=source.basis if source else Basis.UNSTATED,
        path=source.path if source else (OWN_WORK,),
        quote=line.text,
    )
