"""Print how long the assessment of one claim takes with many reports: 'python -m tests.bench.assessing [REPORTS]'."""

import random
import sys
import time

from bot.domain.confidence import assess
from bot.domain.model import Grade, Hop, HopKind, Report, Stance
from bot.gateways.apart import leave_alone_what_stays
from tests.domain.make import SUBSTANCE, outlet, report

FIRST = ("Anna", "Boris", "Carla", "Daniel", "Elena", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Karim", "Lena", "Milan")
SYLLABLES = ("ka", "ro", "li", "men", "tor", "sa", "vel", "ni", "du", "gar", "pe", "lo", "min", "tra", "zo")
ROLES = ("fire chief", "mayor", "witness", "spokeswoman", "")
BODIES = ("Police", "Council", "Ministry", "Authority", "Hospital")
PAPERS = ("report", "letter", "contract")
RUNS = 5


def reports(many: int, chance: random.Random) -> list[Report]:
    """Make reports by as many outlets, with origins of all sorts, nearly all different."""

    def name() -> str:
        return "".join(chance.choices(SYLLABLES, k=3)).capitalize()

    def origin(number: int) -> Hop:
        match number % 5:
            case 0:
                body = chance.choice(("", f"{name()} Police", "Interior Ministry"))
                full = f"{chance.choice(FIRST)} {name()}"
                return Hop(kind=HopKind.PERSON, name=full, role=chance.choice(ROLES), body=body)
            case 1:
                return Hop(kind=HopKind.BODY, name=f"{name()} {chance.choice(BODIES)}")
            case 2:
                return Hop(kind=HopKind.DOCUMENT, name=f"{chance.choice(PAPERS)} {number}")
            case 3:
                return Hop(kind=HopKind.OUTLET, name=f"{name()} News")
            case _:
                return Hop(kind=HopKind.OWN)

    return [
        report(
            outlet(f"{name()} Post {number}", Grade.B),
            origin(number),
            url=f"https://example.com/{number}",
            stance=Stance.DENIES if number % 7 == 0 else Stance.CONFIRMS,
        )
        for number in range(many)
    ]


def main(arguments: list[str]) -> None:
    """Print the first, the best and the worst of some runs, with the garbage collector as in the bot's processes."""
    many = int(arguments[0]) if arguments else 1000
    leave_alone_what_stays()
    made = reports(many, random.Random(3))
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        found = assess(SUBSTANCE, made)
        times.append(time.process_time() - started)
    print(
        f"one claim with {many:,} reports, {found.origins:,} origins: {times[0] * 1000:.0f} ms of processor time at first,"
        f" then {min(times[1:]) * 1000:.0f} to {max(times[1:]) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
