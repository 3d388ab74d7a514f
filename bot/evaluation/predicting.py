"""Runs cases through the pipeline of a link: page, candidates, reading, match, proposal."""

import time
from collections.abc import Callable, Sequence

from bot.domain.credits import credit
from bot.domain.errors import BadInput, Cannot, TryLater
from bot.domain.matching import Fit, Match
from bot.domain.model import Event
from bot.domain.reading import Article, Reading
from bot.domain.record import Proposal, SubmissionState
from bot.domain.remarks import INSTRUCTIONS
from bot.evaluation.cases import Case
from bot.evaluation.prediction import FIRM, Contribution, PredictedReport, PredictedView, Prediction, predicted, view
from bot.evaluation.trial import Trial
from bot.gateways.builtin.answering import weighed_passages
from bot.pipeline.event_files import add_event_files
from bot.pipeline.fetch import Fetched, fetch
from bot.pipeline.intake import Link, accept_link
from bot.pipeline.read import CANDIDATES, candidate_events, embedded, keep_vectors, reading_of, warned
from bot.pipeline.record import Story
from bot.pipeline.review import assess, match
from bot.pipeline.services import Services
from bot.pipeline.values import Read
from storage import articles, events, outlets, readings, submissions
from storage.credits import credit_table

AUTHOR = "evaluation"
NOWHERE = "https://article.example/"
"""The address of a saved page that has none."""


def predict(trial: Trial, cases: Sequence[Case], tell: Callable[[int], None] = lambda _done: None) -> list[Prediction]:
    """Run each case through the pipeline of a link; `tell` is called with the number done."""
    made = []
    for number, case in enumerate(cases, 1):
        trial.reset()
        made.append(predict_one(trial.services_for(case.article), trial.workspace, case))
        tell(number)
    return made


def predict_one(
    services: Services, workspace: str, case: Case, monotonic: Callable[[], float] = time.perf_counter
) -> Prediction:
    """Predict one case, with its page and an empty record."""
    if case.events:
        add_event_files(services, workspace, case.events)
    article = case.article
    html = None if article.html is None else article.html.encode("utf-8", "replace")
    url = article.url or (NOWHERE if html is not None else None)
    link = Link(key=case.id[:200], by=AUTHOR, place=AUTHOR, url=url, text=article.text, html=html)
    try:
        story = Story(workspace, accept_link(services, workspace, link).submission.id)
        fetched = fetch(services, story)
        if fetched is None:
            with services.database.transaction(workspace, read_only=True) as s:
                failure = submissions.get(s, story.submission_id).failure
            return Prediction(id=case.id, declined=failure or "The article was not taken in.", views=_views(case, ()))
        return _read_and_match(services, story, fetched, case, monotonic)
    except (TryLater, BadInput) as error:
        # An endpoint that is down, or a key that is wrong, says nothing about how well a reader reads.
        return Prediction(id=case.id, failed=error.sentence, views=_views(case, ()))
    except Cannot as error:
        return Prediction(id=case.id, declined=error.sentence, views=_views(case, ()))


def _read_and_match(
    services: Services, story: Story, fetched: Fetched, case: Case, monotonic: Callable[[], float]
) -> Prediction:
    article, candidates, wires = _before_reading(services, story.workspace, fetched.article_id, case)
    began = monotonic()
    reading = warned(reading_of(services, article, candidates), fetched.warning)
    seconds = monotonic() - began
    with services.database.transaction(story.workspace) as s:
        reading_id = readings.save(s, story.submission_id, fetched.article_id, reading)
        submissions.set_state(s, story.submission_id, SubmissionState.READ)
    read = Read(
        submission=story.submission_id,
        hint=None,
        again=None,
        article_id=fetched.article_id,
        article=article,
        reading_id=reading_id,
        reading=reading,
        events=tuple(candidates),
    )
    matches = match(services, read)
    proposals = assess(services, story, read, matches)
    reports = _reports(case, proposals)
    chosen = _first(proposals, matches)
    credited = credit(article, credit_table(), wires)
    return Prediction(
        id=case.id,
        event=chosen.event if chosen else None,
        sure=chosen is not None and chosen.fit is Fit.SAME,
        events=tuple(proposal.event for proposal in proposals if proposal.event is not None),
        drafted=next((proposal.headline for proposal in proposals if proposal.draft is not None), None),
        reports=reports,
        views=_views(case, reports),
        contributions=_contributions(reading, article, candidates),
        wire=credited.agency if credited else None,
        instructions=any(remark.startswith(INSTRUCTIONS) for remark in reading.remarks),
        outlet=article.outlet.name,
        judgements=len(reading.judgements),
        grounded=_grounded(reading, article),
        dropped=reading.dropped,
        remarks=tuple(dict.fromkeys([*reading.remarks, *(remark for proposal in proposals for remark in proposal.remarks)])),
        reader=reading.stamp.reader,
        model=reading.stamp.model,
        calls=reading.stamp.calls,
        tokens_in=reading.stamp.tokens_in,
        tokens_out=reading.stamp.tokens_out,
        cost=reading.stamp.cost,
        seconds=seconds,
    )


def _before_reading(
    services: Services, workspace: str, article_id: int, case: Case
) -> tuple[Article, Sequence[Event], Sequence[str]]:
    """Return the article, the events that the reader is shown, and the known agencies.

    The reader is shown all events of the case if they are few enough for one link; else those that the search finds.
    """
    with services.database.transaction(workspace, read_only=True) as s:
        article = articles.get(s, article_id)
        wires = outlets.wires(s)
        if len(case.events) <= CANDIDATES:
            return article, events.get_many(s, [event.slug for event in case.events]), wires
    keep_vectors(services, workspace)
    vector = embedded(services, article)
    with services.database.transaction(workspace, read_only=True) as s:
        return article, candidate_events(services, s, article, vector), wires


def _first(proposals: Sequence[Proposal], matches: Sequence[Match]) -> Match | None:
    """Choose the event that the article is mainly about: the one with the most reports that confirm or deny, then open ones."""
    fits = {found.event: found for found in matches}
    weight = {
        p.event: (sum(report.stance in FIRM for report in p.reports), len(p.open_reports))
        for p in proposals
        if p.event is not None
    }
    chosen = max(weight, key=lambda slug: weight[slug], default=None)
    return fits[chosen] if chosen is not None else None


def _reports(case: Case, proposals: Sequence[Proposal]) -> tuple[PredictedReport, ...]:
    texts = {(event.slug, claim.key): claim.text for event in case.events for claim in event.claims}
    return tuple(
        predicted(proposal.event, texts[proposal.event, report.claim], report)
        for proposal in proposals
        if proposal.event is not None
        for report in proposal.reports
    )


def _views(case: Case, reports: Sequence[PredictedReport]) -> tuple[PredictedView, ...]:
    return tuple(
        view(event.slug, claim.text, claim.key, [r for r in reports if (r.event, r.key) == (event.slug, claim.key)])
        for event in case.events
        for claim in event.claims
    )


def _contributions(reading: Reading, article: Article, candidates: Sequence[Event]) -> tuple[Contribution, ...]:
    """Say why the built-in reader judges each passage as it does; of other readers nothing is known."""
    if reading.stamp.model is not None or reading.stamp.reader != "builtin":
        return ()
    return tuple(
        Contribution(
            event=each.passage.target.event,
            claim=each.passage.target.claim.key,
            quote=each.passage.line.text,
            stance=each.stance,
            odds={side: round(odds, 3) for side, odds in each.odds._asdict().items()},
            signs=each.contributions(),
            barred=(each.passage.bars.no_confirmation, each.passage.bars.no_denial),
        )
        for each in weighed_passages(article, candidates)
    )


def _grounded(reading: Reading, article: Article) -> int:
    """Count the quotes that are in the text, without trusting the reading."""
    return sum(
        article.text[j.quote.start : j.quote.end] == j.quote.text and j.quote.text in article.text for j in reading.judgements
    )
