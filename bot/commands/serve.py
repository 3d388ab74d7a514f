"""`second-source serve`: runs the Slack app."""

import signal
import sys
import threading

from bot.app import serve as run
from bot.commands.environment import settings
from bot.commands.log import LOG
from bot.commands.output import progress


def serve() -> None:
    """Run the Slack app, over Socket Mode or HTTP as the settings say, until Ctrl+C."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    run(settings(), stop, progress, worker=_worker())


def _worker() -> list[str]:
    """Return the command for the process that does the work; it logs where this one does."""
    verbose = ["--verbose"] if LOG.verbose else []
    return [sys.executable, "-m", "bot.start", *verbose, "work", "--stay", "--until-eof"]
