"""`second-source demo` says at each step what it does, then where the page is."""

import signal
import sys
from itertools import takewhile

from bot.sandbox.town import MIRA, VERIFICATION
from tests.ending import SECONDS, running


def test_the_demo_says_what_it_does_then_its_address_and_that_nothing_is_kept() -> None:
    command = [sys.executable, "-c", "from bot.start import main; main()", "demo", "--port", "0"]
    with running(command) as demo:
        assert demo.stdout is not None
        before = list(takewhile(lambda line: line.strip() != "Ready. Open this in a browser:", demo.stdout))
        assert before[0].startswith("Opening the newsroom: ")
        assert [line.split()[1] for line in before if line.startswith("  ")] == ["local", "record:", "bot"]
        address = next(line.strip() for line in demo.stdout if line.strip())
        assert address.startswith("http://127.0.0.1:")
        assert address.endswith(f"/?as={MIRA.id}&at={VERIFICATION.id}")
        demo.send_signal(signal.SIGINT)
        assert demo.stdout.read().rstrip().endswith("The newsroom is closed; nothing of it was kept.")
        assert demo.wait(SECONDS) == 0
