"""Processes that work on one submission each and are killed at one step; run by the crash tests.

    python -m tests.scenarios.dying (before|after) STEP=SUBMISSION_ID...

`before` kills one as its step begins, `after` when the step has stored its result and the engine does not know yet. Each has
a process of its own, one after the other. The exit code is 0 where all of them were killed.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable
from typing import TypeVar

from bot.app import open_services
from bot.gateways.durable import DurableEngine
from bot.pipeline.ports import Steps
from bot.pipeline.review import give_up, review
from bot.pipeline.services import Services
from bot.settings import Settings
from storage import submissions
from storage.liveness import Liveness

T = TypeVar("T")


class DyingSteps:
    """Steps that end the process, as hard as can be, at one of them."""

    def __init__(self, steps: Steps, name: str, when: str) -> None:
        self._steps = steps
        self._name = name
        self._when = when

    def run(self, name: str, step: Callable[[], T | None], result: type[T] | None = None) -> T | None:
        def dying() -> T | None:
            if name == self._name and self._when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            given = step()
            if name == self._name:
                os.kill(os.getpid(), signal.SIGKILL)
            return given

        return self._steps.run(name, dying, result)


def main(when: str, *deaths: str) -> int:
    """Let one process after the other die."""
    ends: list[int] = []
    for death in deaths:
        name, _, submission_id = death.partition("=")
        # Nothing has been opened and no thread started yet, so each begins as if it had been started by itself.
        child = os.fork()
        if child == 0:
            work_until_killed(int(submission_id), name, when)
            os._exit(1)
        ends.append(os.waitpid(child, 0)[1])
    return 0 if all(os.WIFSIGNALED(end) and os.WTERMSIG(end) == signal.SIGKILL for end in ends) else 1


def work_until_killed(submission_id: int, name: str, when: str) -> None:
    """Work on the submission until the step that kills."""
    settings = Settings()
    with open_services(settings) as services, engine(services, name, when) as running:
        with services.database.transaction(settings.workspace, read_only=True) as s:
            submission = submissions.get(s, submission_id)
        running.wait(running.start(settings.workspace, submission))


def engine(services: Services, name: str, when: str) -> DurableEngine:
    def run(steps: Steps, workspace: str, submission_id: int) -> None:
        review(services, DyingSteps(steps, name, when), workspace, submission_id)

    return DurableEngine(
        url=services.database.set_up_workflows(),
        liveness=Liveness(services.database, f"dying-{secrets.token_hex(4)}"),
        review=run,
        takes_links=False,
        unforeseen=lambda workspace, submission_id: give_up(services, workspace, submission_id),
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
