"""Computation in other processes: real processes, killed by their deadline or by themselves."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.domain.errors import Cannot, FetchFailure, Unreadable
from bot.gateways import isolation
from bot.gateways.isolation import Closed, Isolation


def doubled(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def loaded() -> bool:
    """Tell whether what reads pages and assesses is there before anything has asked for it."""
    return {"trafilatura", "bot.gateways.pages.page", "bot.pipeline.assess"} <= sys.modules.keys()


def endless() -> None:
    while True:
        pass


def suicidal() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def unreadable() -> None:
    raise Unreadable(FetchFailure.NO_TEXT, "There is no text on the page.")


def test_a_function_runs_in_another_process_and_its_result_comes_back() -> None:
    with Isolation(1) as compute:
        (first, process), (second, same) = compute(doubled, 2), compute(doubled, 3)
    assert (first, second) == (4, 6)
    assert process == same != os.getpid()


def test_what_the_first_page_would_load_is_loaded_before_the_fork() -> None:
    # The fork server is one for a whole process, and the tests before this one have started it here.
    script = """
from bot.app import COMPUTING
from bot.gateways.isolation import Closed, Isolation
from tests.gateways.test_isolation import loaded
with Isolation(1, modules=COMPUTING) as compute:
    print(compute(loaded))
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert ended.stdout.strip() == "True"


def test_what_takes_too_long_is_killed_and_the_next_one_runs() -> None:
    with Isolation(1, deadline=0.2) as compute, pytest.raises(Cannot, match="Paste the text"):
        compute(endless)
    with Isolation(1) as compute:
        assert compute(doubled, 2)[0] == 4


def test_a_pool_that_gives_no_answer_is_given_up_and_another_one_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with Isolation(1) as compute:
        with monkeypatch.context() as patch:
            patch.setattr(isolation, "CLOSED_SECONDS", 0.01)
            patch.setattr(isolation, "STUCK_SECONDS", 0.0)
            with pytest.raises(Cannot, match="broke down"):
                compute(endless)
        assert compute(doubled, 2)[0] == 4


def test_a_process_that_dies_takes_nobody_along() -> None:
    with Isolation(1) as compute:
        with pytest.raises(Cannot, match="broke down"):
            compute(suicidal)
        assert compute(doubled, 2)[0] == 4


def test_an_idle_process_that_dies_takes_nobody_along() -> None:
    with Isolation(1) as compute:
        _, process = compute(doubled, 2)
        os.kill(process, signal.SIGKILL)
        while _is_running(process):
            time.sleep(0.01)
        assert [compute(doubled, number)[0] for number in range(5)] == [0, 2, 4, 6, 8]


def test_closing_is_no_fault_of_what_is_being_computed() -> None:
    compute, ended = Isolation(1), list[BaseException]()

    def wait_for_it() -> None:
        try:
            compute(endless)
        except Closed as closed:
            ended.append(closed)

    assert compute(doubled, 1)[0] == 2
    waiting = threading.Thread(target=wait_for_it, daemon=True)
    waiting.start()
    time.sleep(0.2)  # it is under way, or comes too late: either way it hears that all is closing
    with compute:
        pass
    waiting.join(60)
    assert len(ended) == 1
    with pytest.raises(Closed):
        compute(doubled, 1)
    assert not issubclass(Closed, Exception)


def test_an_error_comes_back_as_it_was_raised() -> None:
    with Isolation(1) as compute, pytest.raises(Unreadable, match="no text") as caught:
        compute(unreadable)
    assert caught.value.kind is FetchFailure.NO_TEXT


def test_nothing_starts_before_there_is_something_to_compute() -> None:
    with Isolation(1) as compute:
        assert compute._pool is None


def test_its_processes_end_with_the_one_that_was_killed() -> None:
    script = """
import os, signal, sys
from bot.gateways.isolation import Closed, Isolation
from tests.gateways.test_isolation import doubled
compute = Isolation(1)
print(compute(doubled, 1)[1], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    orphan = int(ended.stdout)
    for _ in range(600):
        if not _is_running(orphan):
            return
        time.sleep(0.1)
    raise AssertionError("the process that computed outlives the one that asked")


def _is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
