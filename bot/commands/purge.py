"""`second-source purge`: takes away texts and pages of old articles; hashes, quotes and decisions stay."""

from typing import Annotated

import typer

from bot.commands.environment import login, open_record_here, settings
from bot.commands.output import AsJson, show
from bot.commands.progress import Progress
from bot.commands.stopping import stoppable
from bot.domain.errors import Cannot
from bot.domain.retention import Amount
from bot.domain.wording import counted
from bot.parts import make_retention
from bot.pipeline import purging
from storage import purges

UNSET = "Set SECOND_SOURCE_KEEP_PAGES_DAYS or SECOND_SOURCE_KEEP_TEXTS_DAYS: unset, what was stored of articles stays for good."


def purge(
    do: Annotated[bool, typer.Option("--do", help="Do it; without this it is only shown what would go.")] = False,
    by: Annotated[str | None, typer.Option(help="Your name, as the history shall keep it; unset for your account's.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show how many texts and pages are older than the settings keep them; --do takes them away, for good.

    With them go the model's answers that are old enough. Hashes, quotes, reports and decisions stay, and the history says what
    went. What waits for an editor stays too. It may be stopped at any moment, and goes on when it is run again.
    """
    retention = make_retention(settings())
    if retention.texts is None and retention.pages is None:
        raise Cannot(UNSET)
    with open_record_here() as (services, workspace):
        wanted = purging.due(services, workspace, retention)
        gone = Amount()
        if do:
            progress, total = Progress("Purged"), wanted.texts + wanted.pages
            told = lambda done: progress.at(done.texts + done.pages, total)  # noqa: E731 - one line
            with stoppable(lambda: "Stopped. What went is gone for good; run it again, and it goes on."):
                gone = purging.purge(services, workspace, retention, by or login(), told)
                purging.forget_answers(services, workspace, retention)
        with services.database.transaction(workspace, read_only=True) as s:
            before = purges.amount(s)
    data = {"due": wanted, "purged": gone, "purged_in_all": before}
    if do:
        text = f"✓ {_said(gone)} went. Hashes, quotes and decisions stay; the history says what went, and when."
    elif wanted:
        text = f"{_said(wanted)} would go, about {wanted.size / 1024**2:,.1f} MB. Nothing was done; --do takes them away."
    else:
        text = "Nothing is old enough to go."
    show(text, data, as_json=as_json)


def _said(amount: Amount) -> str:
    return f"{counted(amount.texts, 'text')} and {counted(amount.pages, 'archived page')}"
