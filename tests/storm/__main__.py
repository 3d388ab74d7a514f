"""Run a storm and print the result.

python -m tests.storm [LINKS] [SECONDS] [KILLS]           # by default 200 links in 60 s, 3 kills
python -m tests.storm chaos [LINKS] [--seed N]            # PostgreSQL, four workers, all that can go wrong; 2,000 links
python -m tests.storm kills [LINKS] [KILLS] [--seed N]    # SQLite, one process, killed again and again: 400 links, 200 kills
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.storm.plan import Plan, chaos, killed_alone
from tests.storm.storm import RESTART_SECONDS, Outcome, idle, in_milliseconds, storm

TAKEOVER_SECONDS = 30.0


def main(arguments: list[str]) -> int:
    """Return 0 where nothing was lost and nothing happened twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("numbers", nargs="*", help="chaos or kills, and numbers")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    numbers = list[str](given.numbers)
    kind = numbers.pop(0) if numbers[:1] in (["chaos"], ["kills"]) else ""
    if kind == "chaos":
        (links,) = _filled(numbers, 2000)
        return _hard(chaos(int(links), seed=given.seed), f"{links:.0f} links, PostgreSQL, serve and 4 workers")
    if kind == "kills":
        links, kills = _filled(numbers, 400, 200)
        return _hard(killed_alone(int(links), int(kills), seed=given.seed), f"{links:.0f} links, SQLite, one process")
    links, seconds, kills = _filled(numbers, 200, 60, 3)
    return _storm(Plan(links=int(links), seconds=seconds, kills=int(kills), seed=given.seed))


def _filled(numbers: Sequence[str], *otherwise: float) -> list[float]:
    return [*map(float, numbers), *otherwise[len(numbers) :]][: len(otherwise)]


def _storm(plan: Plan) -> int:
    outcome = _run(plan)
    without_work = _run(idle(plan), quiet=True)
    print(f"{plan.links} links in {plan.seconds:.0f} s, every event twice, {plan.kills} kills, {outcome.seconds:.0f} s in all")
    _tell(outcome)
    print(f"  ack {told(outcome.acks)}")
    print(f"  ack {told(outcome.undisturbed)}, without the {RESTART_SECONDS:.0f} s after each kill")
    print(f"  ack {told(without_work.acks)}, with the work switched off")
    return _verdict(outcome)


def _hard(plan: Plan, where: str) -> int:
    outcome = _run(plan)
    print(
        f"{where}, every event twice, a fifth of the links twice, {plan.kills} kills, {plan.restarts} stops of the database,"
        f" {'a full disk, ' if plan.full_disk else ''}{outcome.seconds:.0f} s in all, seed {plan.seed}"
    )
    _tell(outcome)
    print(f"  ack {told(outcome.acks)}")
    print(f"  processes that ended by themselves, and were started again: {outcome.ended_by_themselves}")
    if plan.workers:
        for away, what in ((False, "the database there"), (True, "the database away meanwhile")):
            waits = [seconds for seconds, was_away in outcome.takeovers if was_away is away]
            longest = f"longest {max(waits):.1f} s" if waits else "none"
            print(f"  takeovers of what a killed process had begun, {what}: {len(waits)}, {longest}")
    return _verdict(outcome)


def _run(plan: Plan, *, quiet: bool = False) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="second-source-storm-") as folder:
        return storm(Path(folder), plan, (lambda _: None) if quiet else _say)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _tell(outcome: Outcome) -> None:
    print(outcome.tally.in_words())
    decided = sum(outcome.decisions.values())
    print(
        f"  decisions: {decided}, of two editors' presses on {len(outcome.decisions)} cards; lost"
        f" {outcome.decisions_lost + outcome.undecided}, doubled {outcome.decided_twice}; events lost {outcome.lost_events}"
    )


def _verdict(outcome: Outcome) -> int:
    slow = [seconds for seconds, away in outcome.takeovers if not away and seconds > TAKEOVER_SECONDS]
    if slow:
        print(f"{len(slow)} TAKEOVERS TOOK LONGER THAN {TAKEOVER_SECONDS:.0f} s")
    print("nothing lost, nothing twice" if outcome.fine else "SOMETHING IS WRONG")
    return 0 if outcome.fine and not slow else 1


def told(seconds: Sequence[float]) -> str:
    """Say how long something took: the median, and what few took longer than."""
    if len(seconds) < 2:
        return f"n = {len(seconds)}"
    parts = "   ".join(f"p{percentile} {in_milliseconds(seconds, percentile):.0f} ms" for percentile in (50, 95, 99))
    return f"{parts} (n = {len(seconds)})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
