"""Small storms each time, larger ones with the slow tests: what `make storm` and `make chaos` do at full strength."""

from pathlib import Path

import pytest

from tests.storm.plan import Plan, chaos, killed_alone
from tests.storm.storm import storm

SMALL = Plan(links=4, seconds=2, kills=1, ratelimited=0.1, server_errors=0.1, decide=2)
LARGE = Plan(links=60, seconds=30, kills=3, ratelimited=0.1, server_errors=0.1, decide=10)


@pytest.mark.parametrize(
    "plan",
    [
        SMALL,
        pytest.param(LARGE, marks=pytest.mark.slow),
        pytest.param(chaos(20), marks=pytest.mark.slow),
        pytest.param(killed_alone(10, 5), marks=pytest.mark.slow),
    ],
    ids=["small", "large", "chaos", "killed-alone"],
)
def test_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path, plan: Plan) -> None:
    said: list[str] = []
    outcome = storm(tmp_path, plan, said.append)
    assert outcome.fine, f"{outcome.tally.in_words()}\n{outcome}"
    assert outcome.tally.pastes == plan.links + int(plan.links * plan.again)
    assert len(outcome.decisions) == sum(outcome.decisions.values()) == plan.decide
    assert sum("kill -9" in sentence for sentence in said) == plan.kills
    assert sum("stopped at once" in sentence for sentence in said) == plan.restarts
