"""A small storm each time, a larger one with the slow tests: what `make storm` does at full strength."""

from pathlib import Path

import pytest

from tests.storm.storm import Plan, storm

SMALL = Plan(links=4, seconds=2, kills=1, ratelimited=0.1, server_errors=0.1, decide=2)
LARGE = Plan(links=60, seconds=30, kills=3, ratelimited=0.1, server_errors=0.1, decide=10)


@pytest.mark.parametrize("plan", [SMALL, pytest.param(LARGE, marks=pytest.mark.slow)], ids=["small", "large"])
def test_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path, plan: Plan) -> None:
    said: list[str] = []
    outcome = storm(tmp_path, plan, said.append)
    assert dict(outcome.cards) == {1: plan.links}
    assert outcome.lost_events == 0
    assert sum(outcome.decisions.values()) == plan.decide
    assert max(outcome.decisions.values()) == 1
    assert sum("kill -9" in sentence for sentence in said) == plan.kills
