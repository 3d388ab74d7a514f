"""Takes cases over the path of a link: fetched page, candidates, reading, match, proposal."""

import dataclasses
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.app import open_desk
from bot.domain.copies import wire_credit
from bot.domain.errors import BadInput, Cannot, TryLater
from bot.domain.matching import Fit, Match
from bot.domain.model import Article, Event, Page, Reading
from bot.domain.record import Proposal, SubmissionState
from bot.evaluation.cases import Case, CaseArticle
from bot.evaluation.prediction import FIRM, PredictedReport, PredictedView, Prediction, predicted, view
from bot.gateways.builtin.screening import INJECTION
from bot.pipeline.desk import Desk
from bot.pipeline.event_files import add_event_files
from bot.pipeline.fetch import fetch
from bot.pipeline.intake import Link, take_in
from bot.pipeline.ports import Fetcher
from bot.pipeline.read import CANDIDATES, candidate_events, embedded, keep_vectors, reading_of, warned
from bot.pipeline.record import article_of
from bot.pipeline.review import assess, match
from bot.settings import Settings
from storage import events, outlets, readings, submissions

ReaderName = Literal["model", "builtin"]
AUTHOR = "evaluation"
FLAG = INJECTION.partition(";")[0]
"""How the remark begins by which a reader flags instructions to a model."""
NOWHERE = "https://article.example/"
"""Where a saved page without an address is said to stand."""


@dataclass(frozen=True)
class Trial:
    """A newsroom that is new again for each case: none sees another's events, outlets or articles."""

    desk: Desk
    database: Path
    workspace: str

    def desk_for(self, case: Case) -> Desk:
        """Put the database back to how it was set up, and give a desk with the case's page to fetch."""
        self.desk.database.dispose()
        for suffix in ("-wal", "-shm"):
            self.database.with_name(self.database.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(_as_new(self.database), self.database)
        return dataclasses.replace(self.desk, fetcher=GivenPage(self.desk.fetcher, case.article))


def _as_new(database: Path) -> Path:
    return database.with_suffix(".new")


@contextmanager
def open_trial(settings: Settings, reader: ReaderName | None) -> Iterator[Trial]:
    """Set up a newsroom in a folder of its own, which is gone afterwards, with the reader that is asked for or set up.

    A reader that is out of reach is not replaced by the built-in one here: that would measure another reader. Raises BadInput
    where the model is asked for and none is set.
    """
    if reader == "model" and settings.openai_api_key is None:
        raise BadInput("No model is set, so it cannot be measured: set OPENAI_API_KEY, or give --reader builtin.")
    with tempfile.TemporaryDirectory(prefix="second-source-eval-") as folder:
        apart = settings.model_copy(update={"home": Path(folder), "database_url": None})
        with open_desk(apart) as desk:
            desk.database.dispose()  # so that all of it stands in the one file
            database = Path(folder) / "second-source.db"
            shutil.copyfile(database, _as_new(database))
            chosen = desk.fallback if reader == "builtin" else desk.reader
            yield Trial(dataclasses.replace(desk, reader=chosen, fallback=chosen), database, apart.workspace)


@dataclass(frozen=True)
class GivenPage:
    """The fetcher of one case: what the file says of the page counts for more than what its bytes show."""

    fetcher: Fetcher
    article: CaseArticle

    def canonical(self, url: str) -> str:
        """Give the canonical form of an address."""
        return self.fetcher.canonical(url)

    def fetch(self, url: str) -> Page:
        """Refuse: a case brings its page along."""
        raise BadInput(f"Nothing is fetched for a case, so {url} was not.")

    def from_html(self, html: bytes, url: str) -> Page:
        """Extract as from a saved page."""
        return self._as_given(self.fetcher.from_html(html, url))

    def warning(self, html: bytes) -> str | None:
        """Warn as of a fetched page."""
        return self.fetcher.warning(html)

    def from_text(self, text: str, url: str | None) -> Page:
        """Take pasted text."""
        return self._as_given(self.fetcher.from_text(text, url))

    def _as_given(self, page: Page) -> Page:
        given = {
            "title": self.article.title,
            "published": self.article.published,
            "authors": (self.article.byline,) if self.article.byline else None,
            "site_name": self.article.publisher,
        }
        return page.model_copy(update={name: value for name, value in given.items() if value})


def predict(trial: Trial, cases: Sequence[Case], tell: Callable[[int], None] = lambda _done: None) -> list[Prediction]:
    """Take each case over the path of a link; `tell` hears how many are done."""
    made = []
    for number, case in enumerate(cases, 1):
        made.append(predict_one(trial.desk_for(case), trial.workspace, case))
        tell(number)
    return made


def predict_one(desk: Desk, workspace: str, case: Case, monotonic: Callable[[], float] = time.perf_counter) -> Prediction:
    """Say what the product makes of one case, at a desk that has its page and has seen nothing else."""
    if case.events:
        add_event_files(desk, workspace, case.events)
    article = case.article
    html = None if article.html is None else article.html.encode("utf-8", "replace")
    url = article.url or (NOWHERE if html is not None else None)
    link = Link(key=case.id[:200], by=AUTHOR, place=AUTHOR, url=url, text=article.text, html=html)
    try:
        submission_id = take_in(desk, workspace, link).submission.id
        if fetch(desk, workspace, submission_id) is None:
            with desk.database.transaction(workspace, read_only=True) as s:
                failure = submissions.get(s, submission_id).failure
            return Prediction(id=case.id, declined=failure or "The article was not taken in.", views=_views(case, ()))
        return _read_and_match(desk, workspace, submission_id, case, monotonic)
    except (TryLater, BadInput) as error:
        # An endpoint that is down, or a key that is wrong, says nothing about how well a reader reads.
        return Prediction(id=case.id, failed=error.sentence, views=_views(case, ()))
    except Cannot as error:
        return Prediction(id=case.id, declined=error.sentence, views=_views(case, ()))


def _read_and_match(desk: Desk, workspace: str, submission_id: int, case: Case, monotonic: Callable[[], float]) -> Prediction:
    article_id, article, candidates, wires = _before_reading(desk, workspace, submission_id, case)
    began = monotonic()
    html = None if case.article.html is None else case.article.html.encode("utf-8", "replace")
    reading = warned(desk, reading_of(desk, article, candidates), html)
    seconds = monotonic() - began
    with desk.database.transaction(workspace) as s:
        readings.save(s, submission_id, article_id, reading)
        submissions.set_state(s, submission_id, SubmissionState.READ)
    matches = match(desk, workspace, submission_id)
    proposals = [Proposal.model_validate(p) for p in assess(desk, workspace, submission_id, matches)]
    reports = _reports(case, proposals)
    chosen = _first(proposals, matches)
    return Prediction(
        id=case.id,
        event=chosen.event if chosen else None,
        sure=chosen is not None and chosen.fit is Fit.SAME,
        events=tuple(proposal.event for proposal in proposals if proposal.event is not None),
        drafted=next((proposal.headline for proposal in proposals if proposal.draft is not None), None),
        reports=reports,
        views=_views(case, reports),
        wire=wire_credit(article.text, article.authors, wires),
        instructions=any(remark.startswith(FLAG) for remark in reading.remarks),
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
    desk: Desk, workspace: str, submission_id: int, case: Case
) -> tuple[int, Article, Sequence[Event], Sequence[str]]:
    """Give the article with its id, the events that the reader is shown, and the known agencies.

    All events of the case are shown, if a link would be shown so many; else those that the search finds.
    """
    with desk.database.transaction(workspace, read_only=True) as s:
        article_id, article = article_of(s, submission_id)
        wires = outlets.wires(s)
        if len(case.events) <= CANDIDATES:
            return article_id, article, events.get_many(s, [event.slug for event in case.events]), wires
    keep_vectors(desk, workspace)
    vector = embedded(desk, article)
    with desk.database.transaction(workspace, read_only=True) as s:
        return article_id, article, candidate_events(desk, s, article, vector), wires


def _first(proposals: Sequence[Proposal], matches: Sequence[dict[str, object]]) -> Match | None:
    """Choose the event that the article is about above all: the one on whose claims it says most that is firm."""
    fits = {found.event: found for found in map(Match.model_validate, matches)}
    firm = {p.event: sum(report.stance in FIRM for report in p.reports) for p in proposals if p.event is not None}
    chosen = max(firm, key=lambda slug: firm[slug], default=None)
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


def _grounded(reading: Reading, article: Article) -> int:
    """Count the quotes that stand in the text, looked up anew."""
    return sum(
        article.text[j.quote.start : j.quote.end] == j.quote.text and j.quote.text in article.text for j in reading.judgements
    )
