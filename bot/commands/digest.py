"""`second-source digest`: what a channel's digest would say now, in full. Nothing is stored or posted."""

import datetime as dt
import re
from typing import Annotated

import typer

from bot.commands.environment import open_record_here
from bot.commands.output import AsJson, progress, show
from bot.domain.digest import Digest
from bot.domain.errors import BadInput
from bot.domain.subscription import DigestSettings
from bot.letters.text import as_text
from bot.pipeline.compose import EVERYTHING, compose
from storage import digests, subscriptions
from storage.session import WorkspaceSession

_AGE = re.compile(r"(\d{1,4})([hdw])")
_UNITS = {"h": dt.timedelta(hours=1), "d": dt.timedelta(days=1), "w": dt.timedelta(weeks=1)}
_DAY = dt.timedelta(days=1)


def digest(
    channel: Annotated[str | None, typer.Option(help="The channel's id, such as C0123ABCD; without it, of everything.")] = None,
    since: Annotated[
        str | None, typer.Option(help="A day (2026-11-20), a time (2026-11-20T18:00+00:00) or an age (24h, 7d, 2w).")
    ] = None,
    as_plain: Annotated[bool, typer.Option("--text", help="Print text; so it is without any of the three.")] = False,
    as_json: AsJson = False,
    as_page: Annotated[bool, typer.Option("--html", help="Print an HTML page.")] = False,
) -> None:
    """Show what a channel's digest would say now, in full."""
    if as_plain + as_json + as_page > 1:
        raise typer.BadParameter("Give one of --text, --json and --html.")
    with open_record_here() as (services, workspace):
        now = services.clock()
        start = None if since is None else _since(since, now)
        with services.database.transaction(workspace, read_only=True) as s:
            made = _compose_all(s, channel, start, now)
    if as_page:
        from bot.letters.html import as_html  # its templates are slow to import

        typer.echo("\n".join(as_html(digest, now) for digest in made))
    else:
        show("\n".join(as_text(digest, now) for digest in made).rstrip("\n"), made, as_json=as_json)


def _compose_all(s: WorkspaceSession, channel: str | None, since: dt.datetime | None, now: dt.datetime) -> list[Digest]:
    found = [] if channel is None else subscriptions.of_channel(s, channel)
    if not found:
        if channel is not None:
            progress(f"No digest is set up in {channel}, so this is what one would say as /digest first proposes it.")
        return [compose(s, DigestSettings(), channel or "", since or now - _DAY, now, now, most=EVERYTHING)]
    made = []
    for subscription in found:
        settings = subscription.settings
        start = since or digests.covered_until(s, subscription.id, asked_too=True) or settings.last_due(now)
        made.append(compose(s, settings, subscription.channel, start, now, now, most=EVERYTHING))
    return made


def _since(given: str, now: dt.datetime) -> dt.datetime:
    if age := _AGE.fullmatch(given.strip().casefold()):
        return now - int(age[1]) * _UNITS[age[2]]
    try:
        moment = dt.datetime.fromisoformat(given.strip())
    except ValueError as error:
        right = "a day (2026-11-20), a time (2026-11-20T18:00+00:00) or an age (24h, 7d)"
        raise BadInput(f"--since {given[:40]}: write {right}.") from error
    # A time without a zone is in the machine's own zone.
    moment = moment.astimezone() if moment.tzinfo is None else moment
    if moment > now:
        raise BadInput(f"--since {given[:40]} lies ahead; write when the digest shall begin.")
    return moment
