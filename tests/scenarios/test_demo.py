"""`second-source demo` says at each step what it does, then where the page is."""

import signal
import subprocess
import sys
from contextlib import ExitStack
from itertools import takewhile

from bot.sandbox.town import MIRA, VERIFICATION


def test_the_demo_says_what_it_does_then_its_address_and_that_nothing_is_kept() -> None:
    command = [sys.executable, "-c", "from bot.start import main; main()", "demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running, ExitStack() as stack:
        # Without it, a failure would wait for the demo to end, which nobody asked to.
        stack.callback(running.kill)
        assert running.stdout is not None
        before = list(takewhile(lambda line: line.strip() != "Ready. Open this in a browser:", running.stdout))
        assert before[0].startswith("Opening the newsroom: ")
        assert [line.split()[1] for line in before if line.startswith("  ")] == ["local", "record:", "bot"]
        address = next(line.strip() for line in running.stdout if line.strip())
        assert address.startswith("http://127.0.0.1:")
        assert address.endswith(f"/?as={MIRA.id}&at={VERIFICATION.id}")
        running.send_signal(signal.SIGINT)
        assert running.stdout.read().rstrip().endswith("The newsroom is closed; nothing of it was kept.")
        stack.pop_all()
    assert running.returncode == 0
