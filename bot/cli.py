"""The command line: `second-source`."""

import logging
import secrets
import sys
from typing import Annotated

import structlog
import typer
from typer.main import get_command

from bot.commands import database, events, links, review
from bot.commands.demo import demo
from bot.commands.doctor import doctor
from bot.commands.output import complain
from bot.domain.errors import SecondSourceError

app = typer.Typer(
    name="second-source",
    help="Verify events together: bring links, see where their information really comes from, decide, keep the record.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(links.read)
app.command()(links.submit)
app.command()(links.work)
app.add_typer(review.app, name="review")
app.add_typer(events.app, name="events")
app.command()(demo)
app.command()(doctor)
app.add_typer(database.app, name="db")

log = structlog.get_logger()


@app.callback()
def configure(verbose: Annotated[bool, typer.Option("--verbose", help="Log what happens to standard error.")] = False) -> None:
    """Set the logging up before any command."""
    level = logging.DEBUG if verbose else logging.ERROR
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    if not verbose:
        # Libraries report what we translate into sentences ourselves.
        logging.disable(logging.CRITICAL)


def main() -> None:
    """Run the command line; exit code 0, 1 for a refused or failed thing, 2 for wrong usage."""
    try:
        get_command(app)(prog_name="second-source")
    except SecondSourceError as error:
        complain(error.sentence)
        sys.exit(1)
    except Exception:  # The door: whatever nobody foresaw becomes a sentence with an id, and a log entry.
        number = secrets.token_hex(4)
        log.exception("unexpected", id=number)
        complain(f"Something went wrong on our side. The details are in the log above under {number}; nothing was decided.")
        sys.exit(1)


if __name__ == "__main__":
    main()
