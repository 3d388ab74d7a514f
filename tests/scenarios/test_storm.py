"""A small storm: what `make storm` does at full strength."""

from pathlib import Path

from tests.storm.storm import Plan, storm


def test_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path) -> None:
    said: list[str] = []
    plan = Plan(links=12, seconds=6, kills=1, ratelimited=0.1, server_errors=0.1, decide=4, patience=120)
    outcome = storm(tmp_path, plan, said.append)
    assert dict(outcome.cards) == {1: 12}
    assert outcome.lost_events == 0
    assert sum(outcome.decisions.values()) == 4
    assert max(outcome.decisions.values()) == 1
    assert any("kill -9" in sentence for sentence in said)
