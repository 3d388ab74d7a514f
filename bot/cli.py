"""The command line: `second-source`."""

import logging
import os
import secrets
import sys
from typing import Annotated

import typer
from typer.main import get_command

from bot.commands.log import LOG
from bot.commands.table import LazyCommands, list_in
from bot.domain.errors import SecondSourceError

app = typer.Typer(
    cls=LazyCommands,
    name="second-source",
    help="Verify events together: bring links, see where their information really comes from, decide, keep the record.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
list_in(app)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(version("second-source"))
        raise typer.Exit


@app.callback()
def configure(
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what happens to standard error.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Set the log up before any command, and let only the owner read the files that are made."""
    os.umask(0o077)
    LOG.verbose = verbose
    if not verbose:
        # We report errors in our own sentences; the libraries' log records would repeat them.
        logging.disable(logging.CRITICAL)


def main() -> None:
    """Run the command line; the exit code is 0, 1 if something was refused or failed, 2 for wrong usage."""
    try:
        get_command(app)(prog_name="second-source")
    except SecondSourceError as error:
        _complain(error.sentence)
        sys.exit(1)
    except Exception:  # noqa: BLE001 - an unexpected error becomes a sentence with an id, and a log entry
        number = secrets.token_hex(4)
        _complain(f"Something went wrong on our side; nothing was decided. The details are in {LOG.path} under {number}.")
        LOG.exception(id=number)
        sys.exit(1)


def _complain(sentence: str) -> None:
    from bot.commands.output import complain

    complain(sentence)


if __name__ == "__main__":
    main()
