"""`second-source serve`: runs the Slack app."""

import sys

from bot.app import serve as run
from bot.commands.environment import settings
from bot.commands.log import LOG
from bot.commands.output import progress
from bot.commands.stopping import stop_on_signals


def serve() -> None:
    """Run the Slack app, over Socket Mode or HTTP as the settings say, until Ctrl+C."""
    run(settings(), stop_on_signals(), progress, worker=_worker())


def _worker() -> list[str]:
    """Return the command for the process that does the work; it logs where this one does."""
    verbose = ["--verbose"] if LOG.verbose else []
    return [sys.executable, "-m", "bot.start", *verbose, "work", "--stay", "--until-eof"]
