"""Let it storm and print what came of it.

python -m tests.storm [LINKS] [SECONDS] [KILLS]      # by default 200 links in 60 s, 3 kills
"""

import sys
import tempfile
from pathlib import Path

from tests.storm.storm import Plan, storm


def main(arguments: list[str]) -> int:
    """Give 0 where nothing was lost and nothing happened twice."""
    links, seconds, kills = (float(a) for a in (arguments + ["200", "60", "3"][len(arguments) :])[:3])
    plan = Plan(links=int(links), seconds=seconds, kills=int(kills))
    with tempfile.TemporaryDirectory(prefix="second-source-storm-") as folder:
        outcome = storm(Path(folder), plan, print)
    twice = sum(number > 1 for number in outcome.decisions.values())
    decided = sum(outcome.decisions.values())
    fine = outcome.one_card_each and not outcome.lost_events and not twice and decided == plan.decide
    print(
        f"{plan.links} links in {plan.seconds:.0f} s, every event twice, {plan.kills} kills, done after {outcome.seconds:.0f} s"
    )
    print(f"  cards under a link: {dict(outcome.cards)} (exactly one each: {outcome.one_card_each})")
    print(f"  events lost: {outcome.lost_events}; decisions: {decided}, of two editors' presses on {plan.decide} cards")
    acks = "   ".join(f"p{percentile} {outcome.ack(percentile):.0f} ms" for percentile in (50, 95, 99))
    print(f"  ack {acks} (n = {len(outcome.acks)})")
    print("nothing lost, nothing twice" if fine else "SOMETHING IS WRONG")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
