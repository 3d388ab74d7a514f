"""`second-source db`: the database with its schema, its index of copies and its search index."""

from typing import Annotated

import typer

from bot.commands.environment import settings
from bot.commands.output import AsJson, show
from bot.commands.progress import Progress
from bot.commands.stopping import stoppable
from bot.domain.errors import BadInput, Cannot
from bot.domain.wording import counted
from storage import copy_index, search
from storage.db import Database

app = typer.Typer(help="The database: its schema, and its indexes.", no_args_is_help=True)


@app.command()
def upgrade(revision: Annotated[str, typer.Argument()] = "head", as_json: AsJson = False) -> None:
    """Bring the schema to the newest revision, or to the one named."""
    _move(revision, up=True, as_json=as_json)


@app.command()
def downgrade(
    revision: Annotated[str, typer.Argument()],
    yes: Annotated[bool, typer.Option("--yes", help="Yes, erase what the older schema cannot hold.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take the schema back to a revision; 'base' erases the whole record, so both need --yes."""
    if not yes:
        raise BadInput("A downgrade erases what the older schema cannot hold ('base': the whole record). Add --yes to do it.")
    _move(revision, up=False, as_json=as_json)


@app.command()
def check(as_json: AsJson = False) -> None:
    """Say whether the schema is the one that this version needs; exit code 1 if not."""
    database = Database(settings().url, settings().direct_url)
    faults = database.check()
    database.dispose()
    show("\n".join(f"✗ {fault}" for fault in faults) or "✓ The schema is up to date.", {"faults": faults}, as_json=as_json)
    if faults:
        raise typer.Exit(1)


@app.command()
def reindex(as_json: AsJson = False) -> None:
    """Build the indexes again by which copies and events are found; until that is done, some are not found.

    Where they lack something, that is added: so it goes on where it was stopped. Else they are built anew.
    """
    database = Database(settings().url, settings().direct_url)
    if fault := database.needs_upgrade():
        raise Cannot(fault)
    with database.connected(read_only=True) as connection:
        goes_on = [*search.faults(connection), *copy_index.faults(connection)]
    progress = Progress("Indexed")
    with stoppable(lambda: "Stopped: some events or copies are not found until it is run again, and has gone on from here."):
        if goes_on:
            found = search.complete(database, progress.reached)
            copied = copy_index.complete(database, progress.reached)
        else:
            found = search.rebuild(database, progress.reached)
            copied = copy_index.rebuild(database, progress.reached)
    database.dispose()
    added = " added" if goes_on else ""
    show(
        f"✓ Search index: {counted(found, 'event')}{added}. Index of copies: {counted(copied, 'article')}{added}.",
        {"events": found, "articles": copied},
        as_json=as_json,
    )


def _move(revision: str, *, up: bool, as_json: bool) -> None:
    database = Database(settings().url, settings().direct_url)
    if up:
        database.upgrade(revision)
    else:
        database.downgrade(revision)
    now = database.revision()
    database.dispose()
    show(f"✓ The schema is at {now or 'base'}.", {"revision": now}, as_json=as_json)
