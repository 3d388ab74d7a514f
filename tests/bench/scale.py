"""Print how everything that people wait for grows with the record: search, event pages, queue, digests, copies, memory.

python -m tests.bench.scale [EVENTS …] [DATABASE …]     # by default 1,000, 10,000 and 100,000, on sqlite and postgresql

A million takes hours. Each part is one of the other figures, at each size.
"""

import resource
import sys
from collections.abc import Callable

from bot.gateways.apart import leave_alone_what_stays
from tests.bench import copies, digests, event_pages, queue, search

MOST_QUEUED = 10_000
"""More proposals than that wait nowhere."""
SECONDS = 10


def main(sizes: list[int], databases: list[str]) -> None:
    """Print the figures of each part, at each size on each database."""
    for number, (name, run) in enumerate(_parts(sizes, databases).items(), 1):
        print(f"--- {number}. {name}", flush=True)
        run()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"    (at most {peak:,.0f} MB were used up to here)", flush=True)
        leave_alone_what_stays()


def _parts(sizes: list[int], databases: list[str]) -> dict[str, Callable[[], None]]:
    queued = sorted({min(size, MOST_QUEUED) for size in sizes})

    def each(run: Callable[[int], None]) -> Callable[[], None]:
        def at_each_size() -> None:
            for size in sizes:
                run(size)

        return at_each_size

    return {
        "search": lambda: search.main(sizes, databases, with_vectors=False),
        "event pages": each(lambda size: event_pages.main(size, SECONDS, databases)),
        "queue": lambda: queue.main(queued, databases),
        "digests": each(lambda size: digests.main(size, size // 10)),
        "copies": each(lambda size: copies.main(size, databases)),
    }


if __name__ == "__main__":
    numbers = sorted(int(argument) for argument in sys.argv[1:] if argument.isdigit())
    main(
        numbers or [1_000, 10_000, 100_000],
        [argument for argument in sys.argv[1:] if argument in search.OPENED] or list(search.OPENED),
    )
