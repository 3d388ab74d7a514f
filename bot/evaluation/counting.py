"""What the record counts on the claims of clusters, what plainer ways of counting say of the same reports, and the scores."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from bot.domain.copies import copied
from bot.domain.genres import bears
from bot.domain.model import Assessment, Report, Stance, Value
from bot.domain.provenance import NAMELESS
from bot.domain.spelling import same_name
from bot.evaluation.cases import ignored
from bot.evaluation.clusters import Cluster, Counts
from bot.evaluation.comparing import same_agency
from bot.evaluation.scoring import CountScore, Share, score_counts


def counts_of(assessment: Assessment) -> Counts:
    """Read the counts off an assessment."""
    known = [tally for tally in assessment.tallies if tally.name not in NAMELESS]
    confirming = [tally for tally in known if tally.supports > 0]
    denying = [tally for tally in known if tally.denies > 0]
    return Counts(
        confirm_origins=len(confirming),
        independent=sum(tally.independent for tally in confirming),
        deny_origins=len(denying),
        level=assessment.level,
        names=tuple(dict.fromkeys(tally.name for tally in (*confirming, *denying))),
    )


class PlainCounts(Value):
    """How many confirm a claim by plainer counts: outlets, their owners, and texts that are not copies of each other."""

    outlets: int
    owners: int
    texts: int


def plain_counts(reports: Iterable[Report], texts: Mapping[str, str]) -> PlainCounts:
    """Count who confirms, by the reports on one claim; `texts` maps an article's address to its text.

    A report whose article has no text counts as a text of its own.
    """
    confirming = [report for report in reports if report.stance is Stance.CONFIRMS and bears(report)]
    addresses = {report.url for report in confirming}
    return PlainCounts(
        outlets=len({report.outlet.name for report in confirming}),
        owners=len({report.outlet.house for report in confirming}),
        texts=len(addresses - texts.keys()) + _distinct([texts[address] for address in sorted(addresses & texts.keys())]),
    )


def _distinct(texts: Iterable[str]) -> int:
    """Count texts; those that copy each other, directly or through others, count once."""
    groups: list[list[str]] = []
    for text in texts:
        near, apart = list[list[str]](), list[list[str]]()
        for group in groups:
            (near if any(_one_copies(text, other) for other in group) else apart).append(group)
        groups = [*apart, [text, *chain.from_iterable(near)]]
    return len(groups)


def _one_copies(one: str, other: str) -> bool:
    return one == other or copied(one, other) is not None or copied(other, one) is not None


class ArticleResult(Value):
    """What became of one article: `outcome` says it in words.

    `reports` are the approved ones; `provenance` and `remarks` are what the approved proposals said of them.
    """

    id: str
    outcome: str
    declined: str | None = None
    outlet: str | None = None
    reader: str | None = None
    reports: tuple[Report, ...] = ()
    provenance: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class ClaimResult(Value):
    """What was counted on one claim, beside what was expected, with the whole assessment."""

    claim: str
    text: str
    expected: Counts
    got: Counts
    plain: PlainCounts
    assessment: Assessment


class ClusterResult(Value):
    """What one cluster came to; `failed` says why it could not be brought (an endpoint is down, say)."""

    id: str
    kind: str
    articles: tuple[ArticleResult, ...] = ()
    claims: tuple[ClaimResult, ...] = ()
    failed: str | None = None


class ClusterScores(Value):
    """How right the counts on some claims are.

    `outlets`, `owners` and `texts` are the plain counts, compared with the expected number of confirming origins. `names` is
    the share of the expected names of origins that were found.
    """

    claims: int
    origins: CountScore
    independent: CountScore
    denials: CountScore
    level: Share
    names: Share
    outlets: CountScore
    owners: CountScore
    texts: CountScore


class ClustersReport(Value):
    """How right the counts on all clusters are, in total and by kind; each of `figures` can have a floor.

    `readers` counts the articles that each reader read; `declined` and `failed` count, by reason, the articles that were not
    read and the clusters that could not be brought. The latter are in no score.
    """

    figures: dict[str, float]
    clusters: int
    articles: int
    readers: dict[str, int]
    declined: dict[str, int]
    failed: dict[str, int]
    total: ClusterScores
    kinds: dict[str, ClusterScores]
    ignored_fields: dict[str, int]
    results: tuple[ClusterResult, ...]


def report_on(clusters: Sequence[Cluster], results: Sequence[ClusterResult]) -> ClustersReport:
    """Sum up the results of clusters."""
    brought = [result for result in results if result.failed is None]
    articles = [article for result in brought for article in result.articles]
    total = _scores(brought)
    return ClustersReport(
        figures=_figures(total),
        clusters=len(results),
        articles=len(articles),
        readers=dict(Counter(article.reader for article in articles if article.reader is not None)),
        declined=dict(Counter(article.declined for article in articles if article.declined is not None).most_common()),
        failed=dict(Counter(result.failed for result in results if result.failed is not None).most_common()),
        total=total,
        kinds={kind: _scores([r for r in brought if r.kind == kind]) for kind in dict.fromkeys(r.kind for r in brought)},
        ignored_fields=ignored(clusters),
        results=tuple(results),
    )


def _scores(results: Iterable[ClusterResult]) -> ClusterScores:
    claims = [claim for result in results for claim in result.claims]

    def plain(count: Callable[[PlainCounts], int]) -> CountScore:
        return score_counts((claim.expected.confirm_origins, count(claim.plain)) for claim in claims)

    return ClusterScores(
        claims=len(claims),
        origins=score_counts((claim.expected.confirm_origins, claim.got.confirm_origins) for claim in claims),
        independent=score_counts((claim.expected.independent, claim.got.independent) for claim in claims),
        denials=score_counts((claim.expected.deny_origins, claim.got.deny_origins) for claim in claims),
        level=Share(right=sum(claim.expected.level is claim.got.level for claim in claims), of=len(claims)),
        names=Share(
            right=sum(len(names_found(claim)) for claim in claims),
            of=sum(len(claim.expected.names or ()) for claim in claims),
        ),
        outlets=plain(lambda counts: counts.outlets),
        owners=plain(lambda counts: counts.owners),
        texts=plain(lambda counts: counts.texts),
    )


def names_found(claim: ClaimResult) -> list[str]:
    """List the expected names of origins that are among those counted; each of these is found once."""
    left, found = list(claim.got.names or ()), []
    for wanted in claim.expected.names or ():
        same = next((name for name in left if same_name(wanted, name) or same_agency(wanted, name)), None)
        if same is not None:
            left.remove(same)
            found.append(wanted)
    return found


def _figures(scores: ClusterScores) -> dict[str, float]:
    counted = {
        "origins_exact": (scores.origins.exact, scores.origins.of),
        "origins_within_1": (scores.origins.within_1, scores.origins.of),
        "origins_not_too_many": (scores.origins.of - scores.origins.too_many, scores.origins.of),
        "independent_exact": (scores.independent.exact, scores.independent.of),
        "denials_exact": (scores.denials.exact, scores.denials.of),
        "level_exact": (scores.level.right, scores.level.of),
        "names_found": (scores.names.right, scores.names.of),
    }
    return {name: right / of for name, (right, of) in counted.items() if of}
