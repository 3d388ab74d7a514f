"""The command line: `second-source`."""

import logging
import os
import secrets
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import structlog
import typer
from typer.main import get_command

from bot.commands import database, events, links, outlets, review
from bot.commands.demo import demo
from bot.commands.doctor import doctor
from bot.commands.output import complain
from bot.domain.errors import SecondSourceError
from bot.settings import Settings

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
app.add_typer(outlets.app, name="outlets")
app.command()(demo)
app.command()(doctor)
app.add_typer(database.app, name="db")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(version("second-source"))
        raise typer.Exit


@app.callback()
def configure(
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what happens to standard error.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
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
    except Exception:  # noqa: BLE001 - the door: what nobody foresaw becomes a sentence with an id, and a log entry
        number = secrets.token_hex(4)
        complain(f"Something went wrong on our side; nothing was decided. {_log_unexpected(number)}")
        sys.exit(1)


def _log_unexpected(number: str) -> str:
    """Write the exception that is under way into the log file; gives the sentence that says where."""
    path = Path(os.environ.get("SECOND_SOURCE_HOME") or Settings.model_fields["home"].default) / "second-source.log"
    processors: list[structlog.typing.Processor] = [
        structlog.processors.TimeStamper("iso"),
        structlog.processors.format_exc_info,
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            log = structlog.wrap_logger(structlog.WriteLogger(file), [*processors, structlog.processors.JSONRenderer()])
            log.exception("unexpected", id=number, command=sys.argv[1:])
    except OSError:
        return f"The details could not be kept, since {path} cannot be written; run it again with --verbose."
    return f"The details are in {path} under {number}."


if __name__ == "__main__":
    main()
