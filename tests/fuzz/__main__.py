"""Fuzz all doors for a while, and print what came out that should not.

python -m tests.fuzz [SECONDS] [SEED] [DOOR …]      # by default 600 seconds, a seed of the day, all doors
"""

import sys
import time
import traceback
from collections import Counter
from contextlib import ExitStack
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException

from tests.fuzz.all_doors import all_doors
from tests.fuzz.doors import Door

AT_A_TIME = 150
"""How many things are thrown at one door before it is the next one's turn."""
SECONDS = "600"


def main(arguments: list[str]) -> int:
    """Return 0 where nothing but our own errors came out."""
    seconds, first = float((arguments or [SECONDS])[0]), int((arguments[1:] or [str(int(time.time()) // 86_400)])[0])
    wanted = arguments[2:]
    thrown, found = Counter[str](), dict[str, str]()
    with ExitStack() as stack:
        doors = [(door, stack.enter_context(door.open())) for door in all_doors() if not wanted or door.name in wanted]
        end, number = time.monotonic() + seconds, first
        while time.monotonic() < end:
            for door, take in doors:
                if time.monotonic() < end and (fault := throw(door, take, AT_A_TIME, number, thrown)):
                    _tell(found, door, number, *fault)
            number += 1
    for name, times in thrown.items():
        print(f"{name:<20} {times:>8,} thrown")
    print(f"{sum(thrown.values()):,} thrown in {seconds:.0f} s, seeds {first} to {number - 1}; foreign errors: {len(found)}")
    return 1 if found else 0


def throw(door: Door, take: Any, times: int, number: int, thrown: Counter[str]) -> tuple[str, str] | None:
    """Throw so many things at a door; returns which place raised what it should not, with the least that makes it do so."""

    @seed(number)
    @settings(
        max_examples=times, deadline=None, database=None, derandomize=False, print_blob=False,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink), report_multiple_bugs=False,
    )  # fmt: skip
    @given(door.thrown)
    def once(value: Any) -> None:
        thrown[door.name] += 1
        take(value)

    try:
        once()
    except HypothesisException as error:  # it came once, and not again
        return f"{door.name}: {error}"[:200], traceback.format_exc()
    except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{door.name}: {type(error).__name__} in {last.filename}:{last.lineno}", traceback.format_exc()
    return None


def _tell(found: dict[str, str], door: Door, number: int, place: str, told: str) -> None:
    if place not in found:
        found[place] = told
        print(f"✗ {place} (again with: python -m tests.fuzz 60 {number} '{door.name}')\n{told}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
