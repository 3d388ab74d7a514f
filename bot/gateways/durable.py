"""Durable work (DBOS): links wait in one queue, any process takes from it, and another process continues what a dead one began.

DBOS stores each step that has ended, so it is not run again. Two small things are ours. A process's lock shows that it died
(`storage/liveness.py`), since DBOS only recovers what a process with the same name began. And a link that is on record but not
in the queue, because of a crash between the two, is put there.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from time import monotonic
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, SetWorkflowID, StepOptions, WorkflowStatus
from dbos import error as dbos_error
from pydantic import TypeAdapter
from structlog.contextvars import bound_contextvars

from bot.domain.errors import SecondSourceError, TryLater
from bot.domain.record import Submission
from bot.pipeline.ports import Steps
from storage.db import plain_address, translated_errors, workflows_engine
from storage.liveness import Liveness

T = TypeVar("T")
log = structlog.get_logger()

NAME = "second-source"
LINKS = "links"
PUBLIC_LINKS = "the public's links"
"""The queue of what readers bring: one at a time, so that none of the newsroom's links waits for it."""
REVIEW = "review"
# Pending workflows belong to the version that started them; raise this only when the steps of a workflow change.
WORKFLOW_VERSION = "3"
POLL_SECONDS = 0.2
PUBLIC_POLL_SECONDS = 1.0
"""What readers bring may wait a little longer: each look costs as much as one for the newsroom's links."""
LONGEST = dt.timedelta(hours=1)
"""Work on a link that takes longer is cancelled; after each takeover the time begins anew."""
MOST_ATTEMPTS = 9
"""A link is tried this many times, if its work fails or kills its process."""
DELAY_SECONDS = 30.0
"""The delay after the first failed attempt at a link; twice that after the second, three times after the third."""
RETRIES = 4
FIRST_RETRY_SECONDS = 0.5


_ACTIVE = ["PENDING", "ENQUEUED", "DELAYED"]
_OVER = ("ERROR", "SUCCESS")
"""How a workflow ends; a submission that is unfinished all the same, as after a backup was restored, is worked on again."""


class DurableSteps:
    """Runs the steps of the running workflow; fits `Steps`."""

    def run(self, name: str, step: Callable[[], T | None], result: type[T] | None = None) -> T | None:
        """Run one step, or return its result from before a crash; TryLater is tried again.

        Results are stored as plain data (numbers, strings, None, lists, dicts); only here are values converted.
        """
        form: Any = result
        kept: TypeAdapter[Any] = TypeAdapter(form | None if form else None)
        options: StepOptions = {
            "name": name,
            "retries_allowed": True,
            "max_attempts": RETRIES,
            "interval_seconds": FIRST_RETRY_SECONDS,
            "should_retry": lambda error: isinstance(error, TryLater),
        }

        def timed() -> Any:
            begun = monotonic()
            done = kept.dump_python(step(), mode="json")
            log.info("step", step=name, seconds=round(monotonic() - begun, 3))
            return done

        try:
            found: T | None = kept.validate_python(DBOS.run_step(options, timed))
        except dbos_error.DBOSMaxStepRetriesExceeded as error:
            raise error.errors[-1] from error
        return found


class LinkQueue:
    """The links that wait to be read; fits `Queue`.

    `at_once` is how many links of a workspace each process takes from it at a time. Raises OutOfReach without a database.
    """

    def __init__(self, url: str, *, at_once: int) -> None:
        logging.getLogger("dbos").setLevel(logging.ERROR)
        self._engine = workflows_engine(url)
        with translated_errors():
            DBOS.migrate(plain_address(url))
            self._client = DBOSClient(
                system_database_url=url,
                system_database_engine=self._engine,
                application_name=NAME,
                retry_connection_errors=False,
            )
            for queue, most, seconds in ((LINKS, at_once, POLL_SECONDS), (PUBLIC_LINKS, 1, PUBLIC_POLL_SECONDS)):
                self._client.register_queue(
                    queue, partition_worker_concurrency=most, polling_interval_sec=seconds, on_conflict="always_update"
                )

    def enqueue(self, workspace: str, submission: Submission) -> None:
        """Put a submission into the queue; one that is or was in it stays as it is. Raises TryLater."""
        self._enqueue(workspace, submission, _names(workspace, submission)[0])

    def enqueue_forgotten(self, workspace: str, unfinished: Iterable[Submission]) -> list[Submission]:
        """Put submissions into the queue that a crash kept out or whose work failed; returns those that are given up."""
        given_up = list[Submission]()
        attempts = [(submission, _names(workspace, submission)) for submission in unfinished]
        every = [name for _, names in attempts for name in names]
        if not every:
            return given_up
        found = self._client.list_workflows(workflow_ids=every, load_input=False, load_output=False)
        tried = {status.workflow_id: status.status for status in found}
        elsewhere = self._client.list_workflows(
            status=_ACTIVE, app_version=_other_versions(), load_input=False, load_output=False
        )
        in_other_hands = {status.workflow_id for status in elsewhere}
        for submission, names in attempts:
            # During an upgrade, processes of another version may have it in hand.
            if in_other_hands and not in_other_hands.isdisjoint(_names_in_other_versions(workspace, submission)):
                continue
            last = next((name for name in reversed(names) if name in tried), None)
            if last is None:
                self.enqueue(workspace, submission)
            elif tried[last] == "CANCELLED" or (tried[last] in _OVER and last == names[-1]):
                given_up.append(submission)
            elif tried[last] in _OVER:
                failed = names.index(last) + 1
                self._enqueue(workspace, submission, names[failed], delay=failed * DELAY_SECONDS)
        return given_up

    def close(self) -> None:
        """Close its connections."""
        self._client.destroy()
        self._engine.dispose()

    def _enqueue(self, workspace: str, submission: Submission, name: str, *, delay: float = 0.0) -> None:
        options: EnqueueOptions = {
            "queue_name": PUBLIC_LINKS if submission.public else LINKS,
            "queue_partition_key": workspace,
            "workflow_name": REVIEW,
            "workflow_id": name,
            "workflow_timeout": LONGEST.total_seconds(),
            "app_version": WORKFLOW_VERSION,
        }
        if delay:
            options["delay_seconds"] = delay
        with translated_errors():
            self._client.enqueue(options, workspace, submission.id)


class DurableEngine:
    """Runs `review(steps, workspace, submission_id)` for submissions, through crashes.

    Use as a context manager, one at a time in a process. With `takes_links` it takes links from the queue; without, it works
    only on what it is told to `start` and what it takes over. `unforeseen` is called for any exception out of `review`.
    """

    def __init__(
        self,
        *,
        url: str,
        liveness: Liveness,
        review: Callable[[Steps, str, int], None],
        unforeseen: Callable[[str, int], None],
        takes_links: bool,
    ) -> None:
        self._liveness = liveness
        self._running = set[str]()
        self._stopped = set[str]()
        """What was begun here and did not run when `take_over` looked last."""
        self._engine = workflows_engine(url)
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": url,
            "system_database_engine": self._engine,
            "executor_id": liveness.process,
            "application_version": WORKFLOW_VERSION,
            "log_level": "ERROR",
            "enable_otlp": False,
            # Nothing here waits for DBOS's notifications, but shutting down waits for the thread that polls for them.
            "notification_listener_polling_interval_sec": 0.1,
        }
        DBOS(config=config)

        def workflow(workspace: str, submission_id: int) -> None:
            name = str(DBOS.workflow_id)
            self._running.add(name)
            try:
                # What DBOS stores between the steps fails with the database's own errors.
                with bound_contextvars(workspace=workspace, submission=submission_id), translated_errors():
                    review(DurableSteps(), workspace, submission_id)
            except dbos_error.DBOSException:
                raise
            except TryLater as error:
                # As one that failed, it is tried again after a delay.
                log.warning("not now", workspace=workspace, submission=submission_id, error=error.sentence)
                raise
            except Exception:
                log.exception("unforeseen", workspace=workspace, submission=submission_id)
                unforeseen(workspace, submission_id)
            finally:
                self._running.discard(name)

        self._workflow = DBOS.workflow(name=REVIEW)(workflow)
        if not takes_links:
            DBOS.listen_queues([])

    def __enter__(self) -> Self:
        DBOS.launch()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=0)
        self._engine.dispose()
        # DBOS would keep writing to the error stream of its first start.
        logging.getLogger("dbos").handlers.clear()

    def start(self, workspace: str, submission: Submission) -> str:
        """Work on one submission now, without the queue; returns its workflow's name.

        Starting one that is running or has ended changes nothing; one that failed is tried again.
        """
        names = _names(workspace, submission)
        tried = {status.workflow_id: status.status for status in DBOS.list_workflows(workflow_ids=names, load_input=False)}
        name = next((name for name in names if tried.get(name) not in ("ERROR", "CANCELLED")), names[-1])
        with SetWorkflowID(name):
            DBOS.start_workflow(self._workflow, workspace, submission.id)
        return name

    def wait(self, workflow: str) -> None:
        """Wait until a workflow has ended; its submission says how it went."""
        try:
            DBOS.retrieve_workflow(workflow).get_result(polling_interval_sec=0.05)
        except SecondSourceError as error:
            log.warning("workflow broke", workflow=workflow, error=error.sentence)
        except dbos_error.DBOSException as error:
            log.warning("workflow broke", workflow=workflow, error=str(error))

    def take_over(self) -> list[str]:
        """Resume the workflows that dead processes began, in any process, and those that stopped here; returns their names.

        One stops where neither its next step nor its failure could be stored: on a full disk, say.
        """
        self._liveness.renew()
        begun = _begun()
        owners = {status.executor_id for status in begun} - {None, self._liveness.process}
        # Between being taken from the queue and running, and at its end, one does not run for a moment.
        here = [one for one in begun if one.executor_id == self._liveness.process and one.workflow_id not in self._running]
        stopped, self._stopped = self._stopped, {one.workflow_id for one in here}
        resumed = list[str]()
        for status in here:
            if status.workflow_id in stopped:
                log.info("going on", workflow=status.workflow_id)
                _resume(status)
                resumed.append(status.workflow_id)
        for owner in owners:
            assert owner is not None, "taken out above"  # noqa: S101 - for the type checker
            with self._liveness.is_dead(owner) as dead:
                # Ask again under the lock: what one process resumed must not be resumed by the next.
                for status in _begun(owner) if dead else ():
                    log.info("taking over", workflow=status.workflow_id, process=owner)
                    _resume(status)
                    resumed.append(status.workflow_id)
        self._take_from_older_versions()
        return resumed

    def _take_from_older_versions(self) -> None:
        """End what older versions left: then it begins anew here, where all steps are known. What they still run is theirs."""
        for status in DBOS.list_workflows(status=_ACTIVE, app_version=_older_versions(), load_input=False, load_output=False):
            waits = status.status != "PENDING" or status.executor_id is None
            with nullcontext(True) if waits else self._liveness.is_dead(str(status.executor_id)) as ours:
                if ours:
                    log.info("taking from an older version", workflow=status.workflow_id, version=status.app_version)
                    DBOS.cancel_workflow(status.workflow_id)


def _begun(owner: str | None = None) -> list[WorkflowStatus]:
    return DBOS.list_workflows(
        status="PENDING", executor_id=owner, app_version=WORKFLOW_VERSION, load_input=False, load_output=False
    )


def _resume(status: WorkflowStatus) -> None:
    """Resume a workflow, unless it keeps killing its processes."""
    deaths = int((status.attributes or {}).get("deaths", 0)) + 1
    if deaths >= MOST_ATTEMPTS:
        log.error("processes die of it", workflow=status.workflow_id)
        DBOS.cancel_workflow(status.workflow_id)
        return
    DBOS.update_workflow_attributes(status.workflow_id, {"deaths": deaths})
    DBOS.resume_workflow(status.workflow_id)


def _names(workspace: str, submission: Submission, version: str | None = None) -> list[str]:
    """Return the names of the attempts at a submission, in order; a new workflow version starts from the beginning."""
    # With the time, a new database cannot repeat the names of a deleted one.
    filed = int(submission.filed_at.timestamp() * 1000)
    first = f"{REVIEW}/{version or WORKFLOW_VERSION}/{workspace}/{submission.id}/{filed}"
    return [first, *(f"{first}/{attempt}" for attempt in range(2, MOST_ATTEMPTS + 1))]


def _older_versions() -> list[str]:
    return [str(version) for version in range(1, int(WORKFLOW_VERSION))]


def _other_versions() -> list[str]:
    """Return older versions and some that may follow: an old process must leave alone what a new one has in hand."""
    return [*_older_versions(), *(str(int(WORKFLOW_VERSION) + more) for more in range(1, 10))]


def _names_in_other_versions(workspace: str, submission: Submission) -> set[str]:
    return {name for version in _other_versions() for name in _names(workspace, submission, version)}
