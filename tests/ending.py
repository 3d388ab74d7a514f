"""Ends of threads: a test waits for them, but not without end, and says which did not come to its end."""

import threading

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
