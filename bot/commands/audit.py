"""`second-source audit`: whether the history is as it was written."""

from typing import Annotated

import typer

from bot.commands.environment import open_record_here
from bot.commands.output import AsJson, show
from bot.commands.progress import Progress
from bot.commands.stopping import stoppable
from bot.domain.retention import Amount
from bot.domain.wording import counted
from storage import articles, chain, merges, purges
from storage.session import WorkspaceSession

app = typer.Typer(help="The chain that holds the history together: verify it, and show its head.", no_args_is_help=True)


@app.command()
def verify(
    head: Annotated[
        str | None, typer.Option(help="A hash that 'audit head' printed before: the history has to have it.")
    ] = None,
    first: Annotated[int, typer.Option("--from", min=1, help="Go on at this entry, where an earlier run was stopped.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Name the first row of the history that is altered, missing or moved, and the first stored page; exit code 1 if one is."""
    noted = None if head is None else head.strip().lower()
    reached = [first]
    with (
        open_record_here() as (services, workspace),
        services.database.transaction(workspace, read_only=True) as s,
        stoppable(lambda: f"Stopped; nothing wrong so far. 'second-source audit verify --from {reached[0]}' goes on there."),
    ):
        fault = _fault_in_chain(s, noted, first, reached) or _fault_in_articles(s) or merges.fault(s)
        now, gone, unexplained = chain.head(s), purges.amount(s), purges.unexplained(s)
    whole = f"The history is as it was written: {now.count:,} entries, up to {now.hash}."
    rest = f"From entry {first:,} on the history is as it was written, up to entry {now.count:,}, {now.hash}."
    fine = f"✓ {whole if first == 1 else rest}{_purged(gone, unexplained)}"
    data = {"fault": fault, "entries": now.count, "head": now.hash, "purged": gone, "unexplained": unexplained}
    show(f"✗ {fault}" if fault else fine, data, as_json=as_json)
    if fault:
        raise typer.Exit(1)


def _fault_in_chain(s: WorkspaceSession, noted: str | None, first: int, reached: list[int]) -> str | None:
    progress = Progress("Entries verified:")

    def told(done: int, total: int) -> None:
        reached[0] = done + 1
        progress.at(done, total)

    return chain.fault(s, noted, first, told)


def _fault_in_articles(s: WorkspaceSession) -> str | None:
    progress, total = Progress("Articles verified:"), articles.count(s)
    for number, fault in enumerate(articles.faults(s), 1):
        if fault:
            return fault
        progress.at(number, total)
    return None


def _purged(gone: Amount, unexplained: int) -> str:
    if not gone:
        return ""
    what = f"{counted(gone.texts, 'text')} and {counted(gone.pages, 'archived page')} of articles"
    said = f"\n  {what} were purged; their hashes are there."
    if unexplained:
        said += (
            f"\n  {unexplained:,} of these were gone when the record came back from an older version. The way back made the"
            " history anew, so nobody can tell whether a purge took them away."
        )
    return said


@app.command("head")
def show_head(as_json: AsJson = False) -> None:
    """Print the hash of the history's last entry. Publish it now and then: what came before it cannot be rewritten unseen."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        now = chain.head(s)
    show(now.hash, {"entries": now.count, "head": now.hash}, as_json=as_json)
