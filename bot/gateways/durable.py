"""Durable work: DBOS runs each link's workflow, and takes over what a dead process left.

Each process has an id of its own, held by a locked file in the home folder for as long as it lives and by a heartbeat row for
processes on other hosts. A workflow that is pending under a dead process's id is resumed; its ended steps are not run again.
"""

import datetime as dt
import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

import structlog
from dbos import DBOS, DBOSConfig, SetWorkflowID, StepOptions
from dbos import error as dbos_error

from bot.domain.errors import SecondSourceError, TryLater
from bot.domain.record import Submission
from bot.pipeline.ports import Clock, Steps

T = TypeVar("T")
log = structlog.get_logger()

# Pending workflows belong to the version that started them; raise this only when the steps of a workflow change.
WORKFLOW_VERSION = "2"
HEARTBEAT_SECONDS = 5.0
DEAD_AFTER = dt.timedelta(seconds=30)
MOST_ATTEMPTS = 9


RETRIES = 4
FIRST_RETRY_SECONDS = 0.5


class DurableSteps:
    """Runs steps under the workflow that is under way; fits `Steps`."""

    def run(self, name: str, step: Callable[[], T]) -> T:
        """Run one step, or give what it gave before the crash; what may work in a while is tried again."""
        options: StepOptions = {
            "name": name,
            "retries_allowed": True,
            "max_attempts": RETRIES,
            "interval_seconds": FIRST_RETRY_SECONDS,
            "should_retry": lambda error: isinstance(error, TryLater),
        }
        try:
            return DBOS.run_step(options, step)
        except dbos_error.DBOSMaxStepRetriesExceeded as error:
            raise error.errors[-1] from error


class Presence:
    """Shows that this process lives, and tells which others do not."""

    def __init__(self, folder: Path, process_id: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.process_id = process_id
        self._lock = self._locked(process_id)
        if self._lock is None:
            raise RuntimeError(f"process id {process_id} is taken")

    def _locked(self, process_id: str) -> IO[str] | None:
        handle = (self._folder / f"{process_id}.lock").open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return None
        return handle

    def died_here(self, process_id: str) -> bool:
        """Tell whether a process of this host has died: its file is there and nobody holds it."""
        if process_id == self.process_id or not (self._folder / f"{process_id}.lock").exists():
            return False
        handle = self._locked(process_id)
        if handle is None:
            return False
        handle.close()
        return True

    def forget(self, process_id: str) -> None:
        """Remove a dead process's file."""
        (self._folder / f"{process_id}.lock").unlink(missing_ok=True)

    def close(self) -> None:
        """End this process's presence."""
        self.forget(self.process_id)
        if self._lock is not None:
            self._lock.close()


class DurableEngine:
    """Runs `review(steps, workspace, submission_id)` for each submission, through crashes.

    `beat` stores a heartbeat, `seen` tells when a process last stored one (or None), `forget` removes it. Use as a context
    manager, one at a time in a process. `unforeseen` is the door: it is told of any exception that `review` lets out.
    """

    def __init__(
        self,
        *,
        url: str,
        presence: Presence,
        clock: Clock,
        review: Callable[[Steps, str, int], None],
        beat: Callable[[str], None],
        seen: Callable[[str], dt.datetime | None],
        forget: Callable[[str], None],
        unforeseen: Callable[[str, int], None],
    ) -> None:
        self._presence = presence
        self._clock = clock
        self._beat = beat
        self._seen = seen
        self._forget = forget
        self._stop = threading.Event()
        config: DBOSConfig = {
            "name": "second-source",
            "system_database_url": url,
            "executor_id": presence.process_id,
            "application_version": WORKFLOW_VERSION,
            "log_level": "ERROR",
            "enable_otlp": False,
        }
        DBOS(config=config)

        def workflow(workspace: str, submission_id: int) -> None:
            try:
                review(DurableSteps(), workspace, submission_id)
            except dbos_error.DBOSException:
                raise
            except Exception:
                log.exception("unforeseen", workspace=workspace, submission=submission_id)
                unforeseen(workspace, submission_id)

        self._workflow = DBOS.workflow(name="review")(workflow)

    def __enter__(self) -> Self:
        DBOS.launch()
        self._beat(self._presence.process_id)
        self._pulse = threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True)
        self._pulse.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._pulse.join()
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=0)
        # DBOS would keep writing to the error stream of its first start.
        logging.getLogger("dbos").handlers.clear()
        self._forget(self._presence.process_id)
        self._presence.close()

    def start(self, workspace: str, submission: Submission) -> None:
        """Start the workflow of one submission, or again where it broke; starting a live or ended one changes nothing."""
        with SetWorkflowID(self._name(workspace, submission)):
            DBOS.start_workflow(self._workflow, workspace, submission.id)

    def wait(self, workspace: str, submission: Submission) -> None:
        """Wait until the workflow of one submission has ended, well or not: the submission says how."""
        self._wait(self._name(workspace, submission, broken=True))

    def wait_for(self, workflow_ids: Iterable[str]) -> None:
        """Wait until these workflows have ended, well or not."""
        for workflow_id in workflow_ids:
            self._wait(workflow_id)

    def _wait(self, workflow_id: str) -> None:
        try:
            DBOS.retrieve_workflow(workflow_id).get_result(polling_interval_sec=0.05)
        except SecondSourceError as error:
            log.warning("workflow broke", workflow=workflow_id, error=error.sentence)
        except dbos_error.DBOSException as error:
            log.warning("workflow broke", workflow=workflow_id, error=str(error))

    def _name(self, workspace: str, submission: Submission, *, broken: bool = False) -> str:
        """Name a submission's workflow; one that broke gives way to a new one, unless that is the one asked for."""
        # The time keeps apart what had the same number in a database that is gone.
        stem = f"review/{workspace}/{submission.id}/{int(submission.filed_at.timestamp() * 1000)}"
        names = [stem, *(f"{stem}/{attempt}" for attempt in range(2, MOST_ATTEMPTS + 1))]
        known = {status.workflow_id: status.status for status in DBOS.list_workflows(workflow_ids=names, load_input=False)}
        if broken:
            return next((name for name in reversed(names) if name in known), stem)
        return next((name for name in names if known.get(name) not in ("ERROR", "CANCELLED")), names[-1])

    def take_over(self) -> list[str]:
        """Resume what dead processes left; gives the names of those workflows."""
        resumed, dead = list[str](), set[str]()
        for status in DBOS.list_workflows(status="PENDING", load_input=False, load_output=False):
            owner = status.executor_id
            if owner is None or owner == self._presence.process_id or not self.is_dead(owner):
                continue
            log.info("taking over", workflow=status.workflow_id, process=owner)
            DBOS.resume_workflow(status.workflow_id)
            resumed.append(status.workflow_id)
            dead.add(owner)
        for process_id in dead:
            self._presence.forget(process_id)
            self._forget(process_id)
        return resumed

    def is_dead(self, process_id: str) -> bool:
        """Tell whether another process has died: known at once on this host, by its silence on others."""
        if process_id == self._presence.process_id:
            return False
        if self._presence.died_here(process_id):
            return True
        seen = self._seen(process_id)
        return seen is None or self._clock() - seen > DEAD_AFTER

    def _keep_beating(self) -> None:
        while not self._stop.wait(HEARTBEAT_SECONDS):
            try:
                self._beat(self._presence.process_id)
            except SecondSourceError as error:
                # One missed beat is no death; the next one may come through.
                log.warning("heartbeat missed", error=error.sentence)


def new_process_id(host: str, random_hex: str) -> str:
    """Name a process: the host, its process number, and something random, since numbers come round again."""
    return f"{host}-{os.getpid()}-{random_hex}"
