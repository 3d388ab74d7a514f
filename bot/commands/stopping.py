"""Ctrl+C and SIGTERM, as an event to wait for."""

import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.domain.errors import Cannot

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


@contextmanager
def stoppable(said: Callable[[], str]) -> Iterator[None]:
    """Let Ctrl+C and SIGTERM end what takes long, with a sentence that says what became of it and how it goes on."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    # Another thread gets no signals: it is stopped by whoever started it.
    here = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, stop) if here else None
    try:
        yield
    except KeyboardInterrupt:
        raise Cannot(said()) from None
    finally:
        if here:
            signal.signal(signal.SIGTERM, before)
