"""`second-source audit`: whether the history is as it was written."""

from typing import Annotated

import typer

from bot.commands.environment import open_record_here
from bot.commands.output import AsJson, show
from storage import articles, chain, merges

app = typer.Typer(help="The chain that holds the history together: verify it, and show its head.", no_args_is_help=True)


@app.command()
def verify(
    head: Annotated[
        str | None, typer.Option(help="A hash that 'audit head' printed before: the history has to have it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Name the first row of the history that is altered, missing or moved, and the first stored page; exit code 1 if one is."""
    noted = None if head is None else head.strip().lower()
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        fault = chain.fault(s, noted) or articles.fault(s) or merges.fault(s)
        now = chain.head(s)
    said = f"✗ {fault}" if fault else f"✓ The history is as it was written: {now.count:,} entries, up to {now.hash}."
    show(said, {"fault": fault, "entries": now.count, "head": now.hash}, as_json=as_json)
    if fault:
        raise typer.Exit(1)


@app.command()
def head(as_json: AsJson = False) -> None:
    """Print the hash of the history's last entry. Publish it now and then: what came before it cannot be rewritten unseen."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        now = chain.head(s)
    show(now.hash, {"entries": now.count, "head": now.hash}, as_json=as_json)
