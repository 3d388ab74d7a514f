"""Ctrl+C and SIGTERM end a command at whatever moment they come."""

import signal
from collections.abc import Iterator

import pytest

from bot.commands.stopping import SIGNALS, stop_on_signals, stoppable
from bot.domain.errors import Cannot

GUARD_SECONDS = 100


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    # What is started in the background inherits from its shell that Ctrl+C is ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_sets_the_event(number: signal.Signals) -> None:
    stop = stop_on_signals()
    assert not stop.is_set()
    signal.raise_signal(number)
    assert stop.wait(GUARD_SECONDS)


def test_a_signal_in_the_midst_of_the_wait_for_it_does_not_lock_up() -> None:
    stop = stop_on_signals()
    # What wait() holds for a moment, in the thread that handles signals.
    with stop._cond:  # type: ignore[attr-defined]  # it is the event's own
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    assert stop.wait(GUARD_SECONDS)


@pytest.mark.parametrize("number", SIGNALS)
def test_what_takes_long_ends_with_a_sentence(number: signal.Signals) -> None:
    reached = [7]
    with pytest.raises(Cannot, match="Stopped at 7"), stoppable(lambda: f"Stopped at {reached[0]}."):
        signal.raise_signal(number)
