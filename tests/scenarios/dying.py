"""A process that works on one submission and is killed at one step; run by the crash tests.

    python -m tests.scenarios.dying SUBMISSION_ID STEP (before|after)

`before` kills it as the step begins, `after` when the step has stored its result and the engine does not know yet.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable
from typing import TypeVar

from bot.app import open_desk
from bot.gateways.durable import DurableEngine, Presence
from bot.pipeline.desk import Desk
from bot.pipeline.ports import Steps
from bot.pipeline.review import give_up, review
from bot.settings import Settings
from storage import presence, submissions

T = TypeVar("T")


class DyingSteps:
    """Steps that end the process, as hard as can be, at one of them."""

    def __init__(self, steps: Steps, name: str, when: str) -> None:
        self._steps = steps
        self._name = name
        self._when = when

    def run(self, name: str, step: Callable[[], T]) -> T:
        def dying() -> T:
            if name == self._name and self._when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = step()
            if name == self._name:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return self._steps.run(name, dying)


def main(submission_id: int, name: str, when: str) -> None:
    """Work on the submission until the step that kills."""
    settings = Settings()
    with open_desk(settings) as desk, engine(settings, desk, name, when) as running:
        with desk.database.transaction(settings.workspace, read_only=True) as s:
            submission = submissions.get(s, submission_id)
        running.start(settings.workspace, submission)
        running.wait(settings.workspace, submission)


def engine(settings: Settings, desk: Desk, name: str, when: str) -> DurableEngine:
    def run(steps: Steps, workspace: str, submission_id: int) -> None:
        review(desk, DyingSteps(steps, name, when), workspace, submission_id)

    return DurableEngine(
        url=desk.database.workflows_url,
        presence=Presence(settings.home / "processes", f"dying-{secrets.token_hex(4)}"),
        clock=desk.clock,
        review=run,
        beat=lambda process_id: presence.beat(desk.database, process_id, desk.clock()),
        seen=lambda process_id: presence.seen(desk.database, process_id),
        forget=lambda process_id: presence.forget(desk.database, process_id),
        unforeseen=lambda workspace, submission_id: give_up(desk, workspace, submission_id),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
