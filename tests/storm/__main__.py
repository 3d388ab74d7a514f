"""Run a storm and print the result.

python -m tests.storm [LINKS] [SECONDS] [KILLS]      # by default 200 links in 60 s, 3 kills
"""

import dataclasses
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.storm.storm import RESTART_SECONDS, Outcome, Plan, in_milliseconds, storm


def main(arguments: list[str]) -> int:
    """Return 0 where nothing was lost and nothing happened twice."""
    links, seconds, kills = (float(a) for a in (arguments + ["200", "60", "3"][len(arguments) :])[:3])
    plan = Plan(links=int(links), seconds=seconds, kills=int(kills))
    with tempfile.TemporaryDirectory(prefix="second-source-storm-") as folder:
        outcome = storm(Path(folder), plan, print)
    with tempfile.TemporaryDirectory(prefix="second-source-storm-") as folder:
        # The same rate without kills: a bot that is starting answers nobody.
        idle = storm(Path(folder), dataclasses.replace(plan, work=False, kills=0, decide=0), lambda _: None)
    twice = sum(number > 1 for number in outcome.decisions.values())
    decided = sum(outcome.decisions.values())
    fine = outcome.one_card_each and not outcome.lost_events and not twice and decided == plan.decide
    print(
        f"{plan.links} links in {plan.seconds:.0f} s, every event twice, {plan.kills} kills, done after {outcome.seconds:.0f} s"
    )
    print(f"  cards under a link: {dict(outcome.cards)} (exactly one each: {outcome.one_card_each})")
    print(f"  events lost: {outcome.lost_events}; decisions: {decided}, of two editors' presses on {plan.decide} cards")
    print(f"  ack {acks(outcome)}")
    print(f"  ack {told(outcome.undisturbed)}, without the {RESTART_SECONDS:.0f} s after each kill")
    print(f"  ack {acks(idle)}, with the work switched off")
    print("nothing lost, nothing twice" if fine else "SOMETHING IS WRONG")
    return 0 if fine else 1


def acks(outcome: Outcome) -> str:
    """Say how long acknowledging an event took."""
    return told(outcome.acks)


def told(seconds: Sequence[float]) -> str:
    """Say how long something took: the median, and what few took longer than."""
    parts = "   ".join(f"p{percentile} {in_milliseconds(seconds, percentile):.0f} ms" for percentile in (50, 95, 99))
    return f"{parts} (n = {len(seconds)})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
