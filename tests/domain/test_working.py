"""The sum that a reader can follow leads to the same score and level as the rule, whatever the reports."""

import pytest
from hypothesis import given, settings

from bot.domain.confidence import assess
from bot.domain.model import Claim, Report
from bot.domain.origin_graph import GraphNode, origin_graphs
from bot.domain.working import level_by, work_out
from tests.domain.test_confidence import ANY_CLAIM, some_reports


@settings(max_examples=60)
@given(ANY_CLAIM, some_reports())
def test_the_sum_leads_to_the_score_and_the_level(claim: Claim, reports: list[Report]) -> None:
    made, working = assess(claim, reports), work_out(claim, reports)
    assert (level_by(working), working.score) == (made.level, made.score)
    assert [origin.name for origin in working.origins] == [tally.name for tally in made.tallies]
    for origin, tally in zip(working.origins, made.tallies, strict=True):
        assert (origin.supports, origin.denies) == (tally.supports, tally.denies)
        weights = [each.weight for each in origin.reports if each.report.stance == "confirms" and not each.adds_nothing]
        assert origin.supports == pytest.approx(max(weights, default=0.0))
        for each in origin.reports:
            assert each.way[-1] == origin.name
            assert len(set(each.way)) <= 8


@given(ANY_CLAIM, some_reports())
def test_each_counted_report_is_in_the_picture_once(claim: Claim, reports: list[Report]) -> None:
    working = work_out(claim, reports)
    drawn = [report.id for graph in origin_graphs(working.origins) for report in _reports(graph.top)]
    assert sorted(drawn) == sorted(each.report.id for origin in working.origins for each in origin.reports)


def _reports(node: GraphNode) -> list[Report]:
    return [*node.said, *(report for child in node.below for report in _reports(child))]
