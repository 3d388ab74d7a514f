"""Brings the articles of a cluster over the pipeline of a link, and approves what is proposed on its event."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.domain.confidence import assess_event
from bot.domain.errors import BadInput, TryLater
from bot.domain.record import FiledProposal, ProposalState, Submission
from bot.evaluation.clusters import Cluster, ClusterArticle
from bot.evaluation.counting import ArticleResult, ClaimResult, ClusterResult, counts_of, plain_counts
from bot.evaluation.trial import Trial
from bot.pipeline.decide import approve, keep_current, reject
from bot.pipeline.event_files import add_event_files
from bot.pipeline.intake import Link, accept_link
from bot.pipeline.review import review
from bot.pipeline.services import Services
from bot.pipeline.settle import file_as_context
from storage import articles, events, proposals, readings, reports, submissions

JOURNALIST, EDITOR, PLACE = "journalist", "editor", "evaluation"
ELSEWHERE = "It is not about the event of this cluster."
T = TypeVar("T")


class NotTried(Exception):
    """A cluster could not be brought: an endpoint is down, or a setting is wrong. That says nothing about the counts."""


class _StepsHere:
    """Runs the steps of a link in this process, without storing them; raises NotTried."""

    def run(self, _name: str, step: Callable[[], T | None], _result: type[T] | None = None) -> T | None:
        """Run one step."""
        try:
            return step()
        except (TryLater, BadInput) as error:
            raise NotTried(error.sentence) from error


def bring_all(
    trial: Trial, clusters: Sequence[Cluster], tell: Callable[[int], None] = lambda _done: None
) -> list[ClusterResult]:
    """Bring each cluster, in a newsroom of its own; `tell` is called with the number done."""
    made = []
    for number, cluster in enumerate(clusters, 1):
        try:
            made.append(bring(trial, cluster))
        except NotTried as error:
            made.append(ClusterResult(id=cluster.id, kind=cluster.kind, failed=str(error)))
        tell(number)
    return made


def bring(trial: Trial, cluster: Cluster) -> ClusterResult:
    """Bring the articles of one cluster one by one, decide on each, and read off what is counted; raises NotTried."""
    trial.reset()
    slug, workspace = cluster.event.slug, trial.workspace
    try:
        add_event_files(trial.services, workspace, [cluster.event])
    except BadInput as error:
        raise NotTried(error.sentence) from error
    results, texts = list[ArticleResult](), dict[str, str]()
    for number, article in enumerate(cluster.articles, 1):
        services = trial.services_for(article.page)
        link = Link(key=f"article-{number}", by=JOURNALIST, place=PLACE, url=article.url)
        filed = accept_link(services, workspace, link)
        if filed.again:
            results.append(ArticleResult(id=article.id, outcome="brought before"))
            continue
        review(services, _StepsHere(), workspace, filed.submission.id)
        _decide(services, workspace, filed.submission.id, slug)
        results.append(_result(services, workspace, filed.submission.id, article, texts))
    with trial.services.database.transaction(workspace, read_only=True) as s:
        event, standing = events.get(s, slug), reports.standing(s, slug)
    claims = tuple(
        ClaimResult(
            claim=assessment.claim,
            text=event.claim(assessment.claim).text,
            expected=cluster.gold[assessment.claim],
            got=counts_of(assessment),
            plain=plain_counts((report for report in standing if report.claim == assessment.claim), texts),
            assessment=assessment,
        )
        for assessment in assess_event(event, standing)
        if assessment.claim in cluster.gold
    )
    return ClusterResult(id=cluster.id, kind=cluster.kind, articles=tuple(results), claims=claims)


def _decide(services: Services, workspace: str, submission_id: int, slug: str) -> None:
    """Approve what is proposed on the event, and reject the rest.

    What is perhaps another event is rejected too: nobody is there to answer the card's question, and nothing merges by itself.
    Nor does anybody say what an open passage means: it stays context, and counts nothing.
    """
    with services.database.transaction(workspace, read_only=True) as s:
        waiting = [id_ for id_, state in proposals.states_of(s, submission_id).items() if state is ProposalState.PENDING]
    for proposal_id in waiting:
        keep_current(services, workspace, proposal_id)
        with services.database.transaction(workspace, read_only=True) as s:
            filed = proposals.get(s, proposal_id)
        if filed.proposal.event == slug and not filed.proposal.unsure:
            decide = file_as_context if filed.proposal.open_reports else approve
            decide(services, workspace, proposal_id, by=EDITOR, version=filed.version)
        else:
            reject(services, workspace, proposal_id, by=EDITOR, version=filed.version, reason=ELSEWHERE)


def _result(
    services: Services, workspace: str, submission_id: int, article: ClusterArticle, texts: dict[str, str]
) -> ArticleResult:
    """Load what became of an article; its text is added to `texts`."""
    with services.database.transaction(workspace, read_only=True) as s:
        submission, made = submissions.get(s, submission_id), proposals.of_submission(s, submission_id)
        read, stored = readings.of_submission(s, submission_id), None
        if submission.article_id is not None:
            stored = articles.get(s, submission.article_id)
            texts[stored.canonical_url] = stored.text
    approved = [filed.proposal for filed in made if filed.state is ProposalState.APPROVED]
    return ArticleResult(
        id=article.id,
        outcome=_outcome(submission, made),
        declined=submission.failure,
        outlet=stored.outlet.name if stored is not None else None,
        reader=None if read is None else read[1].stamp.model or read[1].stamp.reader,
        reports=tuple(report for proposal in approved for report in proposal.reports),
        provenance=tuple(note for proposal in approved for note in proposal.provenance),
        remarks=tuple(remark for proposal in approved for remark in proposal.remarks),
    )


def _outcome(submission: Submission, made: Sequence[FiledProposal]) -> str:
    if any(filed.state is ProposalState.APPROVED for filed in made):
        return "approved"
    if unsure := next((filed.proposal.unsure for filed in made if filed.proposal.unsure), None):
        return f"perhaps another event, so rejected: {unsure}"
    if made:
        return "proposed as another event, so rejected"
    return f"nothing proposed: {submission.failure}" if submission.failure else str(submission.state)
