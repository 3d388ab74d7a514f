"""`second-source serve`: the Slack app at work."""

import signal
import threading

from bot.app import serve as run
from bot.commands.output import progress, settings


def serve() -> None:
    """Run the Slack app, over Socket Mode or HTTP as the settings say, until Ctrl+C."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    run(settings(), stop, progress)
