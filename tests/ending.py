"""Ends of threads and processes: a test waits for them, but not without end, and says what did not come to its end."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS = 120.0
"""Only a guard against hanging: whatever ends at all ends in a fraction of that, except on a busy machine."""


def end(*threads: threading.Thread) -> None:
    """Wait for threads to end; fails the test if one does not."""
    for thread in threads:
        thread.join(SECONDS)
        assert not thread.is_alive(), f"The thread “{thread.name}” did not end in {SECONDS:.0f} s."


def at_once(*threads: threading.Thread) -> None:
    """Run threads at the same time, until all have ended."""
    for thread in threads:
        thread.daemon = True
        thread.start()
    end(*threads)


@contextmanager
def running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a program, what it says as text; whatever happens, it has ended afterwards."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options) as process:
        guard = threading.Timer(SECONDS, process.kill)
        guard.start()
        try:
            yield process
        finally:
            guard.cancel()
            process.kill()
