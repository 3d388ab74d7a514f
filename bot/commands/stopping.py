"""Ctrl+C and SIGTERM, as an event to wait for."""

import queue
import signal
import threading

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def stop_on_signals() -> threading.Event:
    """Return an event that is set when the process is asked to end."""
    # A signal's handler runs in the main thread, perhaps in the midst of the event's own wait(), whose lock set() would then
    # wait for without end. A SimpleQueue can be put into at any moment; another thread sets the event.
    stop, asked = threading.Event(), queue.SimpleQueue[int]()

    def listen() -> None:
        asked.get()
        stop.set()

    for number in SIGNALS:
        signal.signal(number, lambda number, _frame: asked.put(number))
    threading.Thread(target=listen, name="signals", daemon=True).start()
    return stop
