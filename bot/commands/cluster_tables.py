"""Reports on clusters as text: the counts in total and by kind, beside plainer ways of counting; one cluster in words."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.wording import clean, counted, known_by
from bot.evaluation.clusters import Counts
from bot.evaluation.counting import ArticleResult, ClaimResult, ClusterScores, ClustersReport
from bot.evaluation.scoring import CountScore, Share

_NAME, _COLUMN = 44, 10
_KIND, _NARROW = 24, 9
_COUNT_COLUMNS = ("exact", "within 1", "too many", "too few")
_KIND_COLUMNS = ("claims", *_COUNT_COLUMNS, "indep.", "deny", "level", "names", "outlets", "owners", "texts")
_PLAIN = (("outlets", "outlets"), ("owners", "owners of outlets"), ("texts", "texts that are no copies of each other"))


def clusters_text(report: ClustersReport) -> str:
    """Show the counts of all clusters, in total and by kind."""
    total = report.total
    readers = ", ".join(f"{clean(reader)} ({number:,})" for reader, number in report.readers.items()) or "nobody"
    sizes = ((report.clusters, "cluster"), (report.articles, "article"), (total.claims, "claim"))
    lines = [
        f"{', '.join(counted(number, noun) for number, noun in sizes)}; read by {readers}.",
        "",
        _row("counted on each claim", _COUNT_COLUMNS),
        _row("origins that confirm", _counts(total.origins)),
        _row("independent origins that confirm", _counts(total.independent)),
        _row("origins that deny", _counts(total.denials)),
        _row("level", [_share(total.level)]),
        _row("expected names of origins found", [_share(total.names)]),
        "",
        "beside the origins that confirm, of the same approved reports",
        *(_row(f"  {words}", _counts(getattr(total, name))) for name, words in _PLAIN),
        "",
        "by kind: origins that confirm; then how much of the rest, and of the plainer counts, is exact",
        _row("", _KIND_COLUMNS, _KIND, _NARROW),
        *(_row(clean(kind), _kind(scores), _KIND, _NARROW) for kind, scores in report.kinds.items()),
    ]
    lines += _reasons("articles that were not read", report.declined)
    lines += _reasons("clusters that could not be brought, in no score", report.failed)
    if report.ignored_fields:
        named = ", ".join(f"{clean(field)} ({times:,})" for field, times in report.ignored_fields.items())
        lines += ["", f"Fields that mean nothing here and were ignored: {named}."]
    return "\n".join(lines)


def one_cluster_text(report: ClustersReport) -> str:
    """Show in words what was read in the articles of clusters, and what the record makes of it."""
    lines: list[str] = []
    for result in report.results:
        lines += [f"{clean(result.id)} ({clean(result.kind)})"]
        lines += [f"Could not be brought: {clean(result.failed)}"] if result.failed else []
        for article in result.articles:
            lines += ["", *_article(article)]
        for claim in result.claims:
            lines += ["", *_claim(claim)]
    return "\n".join(lines)


def _row(name: str, cells: Sequence[str], first: int = _NAME, column: int = _COLUMN) -> str:
    return name.ljust(first) + "".join(f" {cell}".rjust(column) for cell in cells)


def _counts(score: CountScore) -> tuple[str, ...]:
    return _part(score.exact, score.of), _part(score.within_1, score.of), f"{score.too_many:,}", f"{score.too_few:,}"


def _kind(scores: ClusterScores) -> tuple[str, ...]:
    exact = (scores.independent, scores.denials, scores.outlets, scores.owners, scores.texts)
    independent, denials, *plain = (_part(score.exact, score.of) for score in exact)
    level, names = _share(scores.level), _share(scores.names)
    return f"{scores.claims:,}", *_counts(scores.origins), independent, denials, level, names, *plain


def _share(share: Share) -> str:
    return _part(share.right, share.of)


def _part(number: int, of: int) -> str:
    return f"{number / of:.1%}" if of else "–"


def _reasons(what: str, reasons: Mapping[str, int]) -> list[str]:
    return ["", what, *(f"  {times:,} × {clean(sentence)}" for sentence, times in reasons.items())] if reasons else []


def _article(article: ArticleResult) -> Iterator[str]:
    outlet = f" by {clean(article.outlet)}" if article.outlet else ""
    yield f"{clean(article.id)}{outlet}: {clean(article.outcome)}"
    for report in article.reports:
        yield f"  {report.claim}: {report.stance} · {report.tone} · {known_by(report.basis)} · “{clean(report.quote)}”"
    for note in article.provenance:
        yield f"  {clean(note)}"
    for remark in article.remarks:
        yield f"  Please note: {clean(remark)}"


def _claim(claim: ClaimResult) -> Iterator[str]:
    plain, assessment = claim.plain, claim.assessment
    yield f"{claim.claim}: {clean(claim.text)}"
    yield f"  expected  {_in_words(claim.expected)}"
    yield f"  counted   {_in_words(claim.got)}"
    sizes = ((plain.outlets, "outlet"), (plain.owners, "owner"), (plain.texts, "text"))
    yield f"  plainly   {', '.join(counted(number, noun) for number, noun in sizes)} confirm"
    for tally in assessment.tallies:
        sides = [name for name, weight in (("confirms", tally.supports), ("denies", tally.denies)) if weight > 0]
        independent = "independent" if tally.independent else "not independent"
        yield f"  · {clean(tally.name)} ({' and '.join(sides) or 'adds nothing'}, {independent}): {clean(tally.why)}"
    for line in assessment.not_counted:
        yield f"  · not counted: {clean(line)}"
    for reason in assessment.reasons:
        yield f"  {clean(reason)}"


def _in_words(counts: Counts) -> str:
    names = f"; {', '.join(map(clean, counts.names))}" if counts.names else ""
    numbers = f"{counts.confirm_origins:,} confirm, {counts.independent:,} independent, {counts.deny_origins:,} deny"
    return f"{counts.level}; origins: {numbers}{names}"
