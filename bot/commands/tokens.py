"""`second-source tokens`: tokens by which programs come in, and the keys that seal those of workspaces (OAuth)."""

import datetime as dt
import sys
from typing import Annotated

import typer

from bot.commands.environment import open_record_here, settings
from bot.commands.output import AsJson, By, show
from bot.domain.api_token import ApiToken, Scope
from bot.domain.dates import day_said, moment_said
from bot.domain.errors import BadInput, Cannot
from bot.pipeline import api_tokens as tokens
from storage import api_tokens
from storage.db import Database

app = typer.Typer(
    help="Tokens of programs, and the keys that seal those of workspaces that installed the app.", no_args_is_help=True
)

_Name = Annotated[str, typer.Argument(help="The program's name: the record says by it who brought what.")]
_Scopes = Annotated[
    list[Scope] | None, typer.Option("--scope", help="What it may do; give it twice for both. Without it: read alone.")
]
_Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day on which it works, in UTC.")]


@app.command("create")
def create(name: _Name, by: By, scope: _Scopes = None, until: _Until = None, as_json: AsJson = False) -> None:
    """Make a token and print it, this once: only a hash of it is kept."""
    ends = None if until is None else _end_of(until)
    with open_record_here() as (services, workspace):
        text, token = tokens.make(services, workspace, name, scope or [Scope.READ], by=by, ends_at=ends)
    said = f"{text}\nThis is shown once. {_line(token, services.clock())}"
    show(said, {"token": text, **token.model_dump(mode="json")}, as_json=as_json)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List all tokens, with their scopes, last use and end; their texts are kept nowhere."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        found, now = api_tokens.list_(s), services.clock()
    lines = [_line(token, now) for token in found]
    none = "There are no tokens. Make one: second-source tokens create NAME --by YOU"
    show("\n".join(lines) or none, [token.model_dump(mode="json") for token in found], as_json=as_json)


@app.command("revoke")
def revoke(name: _Name, by: By, as_json: AsJson = False) -> None:
    """Revoke a token for good; its program's next call is refused."""
    with open_record_here() as (services, workspace):
        token = tokens.revoke(services, workspace, name, by=by)
        show(_line(token, services.clock()), token.model_dump(mode="json"), as_json=as_json)


@app.command("new-key")
def new_key() -> None:
    """Print a new key for SECOND_SOURCE_TOKEN_KEYS; it is stored nowhere."""
    # Loading the cryptography takes longer than all else that these commands do.
    from storage import sealing

    sys.stdout.write(sealing.new_key() + "\n")


@app.command()
def rotate(as_json: AsJson = False) -> None:
    """Seal all stored tokens of workspaces with the first of SECOND_SOURCE_TOKEN_KEYS; then the others are not needed."""
    from bot.parts import make_keys
    from storage import installations

    current = settings()
    keys, database = make_keys(current), Database(current.url, current.direct_url)
    try:
        if fault := database.needs_upgrade():
            raise Cannot(fault)
        sealed = installations.reseal(database, keys)
    finally:
        database.dispose()
    show(f"✓ Sealed with the newest key: {sealed:,}.", {"sealed": sealed}, as_json=as_json)


def _line(token: ApiToken, now: dt.datetime) -> str:
    used = f"last used on {moment_said(token.last_used_at)} UTC" if token.last_used_at else "never used"
    if token.revoked_at is not None:
        ends = f"revoked by {token.revoked_by} on {day_said(token.revoked_at)}"
    elif token.ends_at is not None:
        ends = f"{'ends' if token.works(now) else 'ended'} on {moment_said(token.ends_at)} UTC"
    else:
        ends = "without an end"
    scopes = " and ".join(token.scopes)
    return f"“{token.name}”: {scopes}, made by {token.made_by} on {day_said(token.made_at)}, {used}, {ends}."


def _end_of(day: str) -> dt.datetime:
    """Return the end of a day, in UTC; raises BadInput."""
    try:
        return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), dt.UTC) + dt.timedelta(days=1)
    except (ValueError, OverflowError):
        raise BadInput(f"“{day}” is no day. Write one such as 2027-03-31.") from None
