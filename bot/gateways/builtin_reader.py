"""The built-in reader: rules and word lists, no network, no key, no model."""

import time
from collections.abc import Callable, Iterable, Sequence

from bot.domain.answer import Answer, QuotedJudgement, QuotedStatement
from bot.domain.errors import Cannot
from bot.domain.model import Article, Basis, Event, Layer, Origin, OriginKind, ReaderStamp, Stance, Tone
from bot.gateways.builtin.article import ReadyArticle
from bot.gateways.builtin.cues import is_quoted_claim
from bot.gateways.builtin.drafting import draft_event
from bot.gateways.builtin.screening import addresses_a_model, language_of, name_of
from bot.gateways.builtin.stance import UNNAMED, Verdict, bears, judge, touches
from bot.gateways.builtin.targets import Line, Target, claim_content, overlap, target_of
from bot.gateways.builtin.words import Weights, is_content, words

ORIGINS_PER_CLAIM = 3
JUDGEMENTS_PER_EVENT = 12
STATEMENTS = 8
REMARK_NEAR = 0.3
"""Share of a claim that a "could not verify" remark must hold, with the sentences before it, to be about that claim."""

INJECTION = "The page contains text that reads like instructions to a model; it was ignored."


class BuiltinReader:
    """Reads one article against candidate events by rules; English only."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        """Say what the article makes of each candidate's claims, or draft a new event; raises Cannot for other languages."""
        began = self._monotonic()
        language = language_of(article.text, article.language)
        if language != "en":
            raise Cannot(
                f"The built-in reader reads English only, and this article is in {name_of(language)}. "
                "Set OPENAI_API_KEY so that a model reads it, or paste an English text of the same article."
            )
        ready = ReadyArticle(article)
        targets = _targets(ready, candidates)
        judgements = [j for event in candidates for j in _judge_event(ready, [t for t in targets if t.event == event.slug])]
        told = any(j.stance in (Stance.CONFIRMS, Stance.DENIES) or j.tone is Tone.UNCERTAIN for j in judgements)
        flagged = addresses_a_model([line.text for line in ready.lines], article.text)
        return Answer(
            statements=tuple(_statements(ready)),
            judgements=tuple(judgements),
            draft=None if told else draft_event(ready),
            remarks=(INJECTION,) if flagged else (),
            stamp=ReaderStamp(reader="builtin", seconds=self._monotonic() - began),
        )


def _targets(ready: ReadyArticle, candidates: Sequence[Event]) -> list[Target]:
    contents = (claim_content(claim) for event in candidates for claim in event.claims)
    claims = [frozenset(w.stem for w in words(content) if is_content(w)) for content in contents]
    weights = Weights([*(frozenset(line.places) for line in ready.lines), *claims])
    return [target_of(event.slug, claim, ready.names, weights) for event in candidates for claim in event.claims]


def _judge_event(ready: ReadyArticle, targets: Sequence[Target]) -> list[QuotedJudgement]:
    """Judge all claims of one event; the remarks that something could not be verified come on top of the best sentences."""
    doubted = [t for t in targets if t.claim.layer is Layer.SUBSTANCE] or list(targets)
    remarks = [j for t in doubted for j in _remarks(ready, t)]
    verdicts = [j for t in targets for j in _judge_claim(ready, t)]
    return [*verdicts[: max(JUDGEMENTS_PER_EVENT - len(remarks), len(targets))], *remarks]


def _judge_claim(ready: ReadyArticle, target: Target) -> list[QuotedJudgement]:
    best: dict[tuple[Stance, Origin], tuple[float, Line, Verdict]] = {}
    context: tuple[float, Line, Verdict] | None = None
    aside: tuple[float, Line, Verdict] | None = None
    last_bearing = -9
    for place, line in enumerate(ready.lines):
        short_verdict = line.sentence.heading and place - last_bearing <= 2 and len(line.tokens) <= 3
        if line.unverified_by is not None or (line.sentence.heading and not short_verdict):
            continue
        found = overlap(target, line, ready.lent(place))
        verdict: Verdict | None = None
        if touches(found):
            last_bearing = place
        if is_quoted_claim(line.text):
            continue
        if bears(found):
            verdict = judge(target, line, found, ready.bare_source(place))
        elif 0 < place - last_bearing <= 2 and not target.utterance and not target.debunks and line.points_back:
            bare = ready.bare_source(place)
            origin, basis = (line.attributions[0].origin, line.attributions[0].basis) if line.attributions else (UNNAMED, Basis.UNSTATED)
            if bare and not line.attributions:
                origin, basis = bare.origin, bare.basis
            verdict = Verdict(Stance.CONFIRMS if target.negated else Stance.DENIES, Tone.CERTAIN, basis, origin, 0.5)
        elif touches(found) and not target.utterance:
            verdict = _as_context(target, line, found.near, ready, place)
        if verdict is None:
            continue
        scored = (verdict.strength - (0.2 if verdict.basis is Basis.FORECAST else 0.0), line, verdict)
        if verdict.stance is Stance.CONTEXT:
            context = scored if context is None or scored[0] > context[0] else context
            if line.attributions and (aside is None or scored[0] > aside[0]):
                aside = scored
            continue
        key = (verdict.stance, verdict.origin)
        if key not in best or scored[0] > best[key][0]:
            best[key] = scored
    chosen = _choose(best.values()) or ([context] if context else [])
    if aside and all(v.origin != aside[2].origin for _, _, v in chosen):
        chosen.append(aside)
    return [_judgement(target, line, verdict) for _, line, verdict in chosen]


def _choose(scored: Iterable[tuple[float, Line, Verdict]]) -> list[tuple[float, Line, Verdict]]:
    """Keep the strongest few, with the strongest of each stance always among them."""
    ranked = sorted(scored, key=lambda s: (-s[0], s[1].sentence.start))
    heads = [next((s for s in ranked if s[2].stance is stance), None) for stance in (Stance.CONFIRMS, Stance.DENIES)]
    kept = [s for s in heads if s is not None]
    kept += [s for s in ranked if s not in kept][: ORIGINS_PER_CLAIM - len(kept)]
    return sorted(kept, key=lambda s: (-s[0], s[1].sentence.start))


def _as_context(target: Target, line: Line, strength: float, ready: ReadyArticle, place: int) -> Verdict | None:
    found = overlap(target, line, frozenset())
    judged = judge(target, line, found, ready.bare_source(place))
    return judged._replace(stance=Stance.CONTEXT, strength=strength) if judged else None


def _remarks(ready: ReadyArticle, target: Target) -> Iterable[QuotedJudgement]:
    for place, line in enumerate(ready.lines):
        if line.unverified_by is None:
            continue
        lent = ready.lent(place)
        held = target.weigh(target.weights.keys() & (line.places.keys() | lent))
        if held >= REMARK_NEAR * target.total > 0:
            basis = Basis.RELAYED if line.unverified_by.kind is OriginKind.OUTLET else Basis.ON_RECORD
            basis = Basis.UNSTATED if line.unverified_by.kind is OriginKind.OWN else basis
            yield QuotedJudgement(
                event=target.event,
                claim=target.claim.key,
                stance=Stance.CONTEXT,
                tone=Tone.UNCERTAIN,
                basis=basis,
                origin=line.unverified_by,
                quote=line.text,
            )


def _judgement(target: Target, line: Line, verdict: Verdict) -> QuotedJudgement:
    return QuotedJudgement(
        event=target.event,
        claim=target.claim.key,
        stance=verdict.stance,
        tone=verdict.tone,
        basis=verdict.basis,
        origin=verdict.origin,
        quote=line.text,
    )


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
        line = ready.lines[place]
        made = line.attributions[0] if line.attributions else None
        bare = ready.bare_source(place)
        tones = [tone for tone, _ in line.hedges] + ([made.tone] if made and made.tone else [])
        tone = Tone.UNCERTAIN if Tone.UNCERTAIN in tones or line.unverified_by else Tone.LIKELY if tones else Tone.CERTAIN
        yield QuotedStatement(
            text=" ".join(line.text.split()),
            tone=tone,
            basis=made.basis if made else bare.basis if bare else Basis.UNSTATED,
            origin=made.origin if made else bare.origin if bare else UNNAMED,
            quote=line.text,
        )
