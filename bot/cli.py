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

from bot.commands import database, evaluate, events, links, outlets, review
from bot.commands.demo import demo
from bot.commands.digest import digest
from bot.commands.doctor import doctor
from bot.commands.manifest import manifest
from bot.commands.output import complain
from bot.commands.serve import serve
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
app.command()(digest)
app.command()(serve)
app.command()(demo)
app.command()(doctor)
app.command()(manifest)
app.add_typer(evaluate.app, name="eval")
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
    """Set the log up before any command, and keep what the home folder holds to its owner."""
    os.umask(0o077)
    structlog.configure(
        # No renderer that shows local variables: they hold keys and passwords.
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr) if verbose else lambda *_: LogFile(log_path()),
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
        complain(f"Something went wrong on our side; nothing was decided. The details are in {log_path()} under {number}.")
        structlog.get_logger().exception("unexpected", id=number)
        sys.exit(1)


def log_path() -> Path:
    """Give the log file's place; it follows the environment even where the other settings are wrong."""
    return Path(os.environ.get("SECOND_SOURCE_HOME") or Settings.model_fields["home"].default) / "second-source.log"


class LogFile:
    """A log that opens its file with the first entry; where that cannot be, entries go to standard error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def info(self, entry: str) -> None:
        """Write one entry."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(entry + "\n")
        except OSError:
            sys.stderr.write(entry + "\n")

    warning = error = critical = info


if __name__ == "__main__":
    main()
