"""Print how much processor time commands take, each in its own process.

python -m tests.bench.commands [TIMES]      # by default each is run 5 times
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.generated import article
from tests.bench.generated import events as generated

COMMANDS = (
    ("--version",),
    ("--help",),
    ("manifest",),
    ("events", "--help"),
    ("events", "list"),
    ("events", "show", "event-1"),
    ("review", "list"),
    ("outlets", "list"),
    ("read", "--text-file", "article.txt"),
    ("submit", "--text-file", "article.txt"),
)


def main(times: int) -> None:
    """Print the median and the range of each."""
    print(f"\nprocessor time of commands, SQLite, compiled: median of {times} (least to most)")
    with tempfile.TemporaryDirectory(prefix="second-source-bench-") as folder:
        _fill(Path(folder))
        for arguments in COMMANDS:
            taken = sorted(_seconds(Path(folder), arguments) for _ in range(times))
            print(f"  {' '.join(arguments):<32} {statistics.median(taken):5.2f} s   ({taken[0]:.2f} to {taken[-1]:.2f})")


def _fill(home: Path) -> None:
    """Set up a newsroom with a few events, and submit an article, so that it is known."""
    (event, *more) = generated(20)
    (home / "article.txt").write_text(article(event).text)
    (home / "events.jsonl").write_text("\n".join(each.model_dump_json() for each in (event, *more)))
    _run(home, ("events", "add", "--file", "events.jsonl"))
    _run(home, ("submit", "--text-file", "article.txt"))


def _seconds(home: Path, arguments: tuple[str, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(home, arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(home: Path, arguments: tuple[str, ...]) -> None:
    program = [str(Path(sys.executable).parent / "second-source"), *arguments]
    environment = {"PATH": os.environ["PATH"], "SECOND_SOURCE_HOME": str(home)}
    subprocess.run(program, cwd=home, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
