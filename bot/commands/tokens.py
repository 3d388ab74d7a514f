"""`second-source tokens`: the keys that seal the tokens of workspaces that installed the app by OAuth."""

import sys

import typer

from bot.commands.environment import settings
from bot.commands.output import AsJson, show
from bot.domain.errors import Cannot
from bot.parts import make_keys
from storage import installations
from storage.db import Database
from storage.sealing import new_key

app = typer.Typer(help="Stored tokens of workspaces: the keys that seal them.", no_args_is_help=True)


@app.command("new-key")
def new_key_() -> None:
    """Print a new key for SECOND_SOURCE_TOKEN_KEYS; it is stored nowhere."""
    sys.stdout.write(new_key() + "\n")


@app.command()
def rotate(as_json: AsJson = False) -> None:
    """Seal all stored tokens with the first of SECOND_SOURCE_TOKEN_KEYS; afterwards the others are not needed."""
    current = settings()
    keys, database = make_keys(current), Database(current.url)
    try:
        if fault := database.needs_upgrade():
            raise Cannot(fault)
        sealed = installations.reseal(database, keys)
    finally:
        database.dispose()
    show(f"✓ Sealed with the newest key: {sealed:,}.", {"sealed": sealed}, as_json=as_json)
