"""A database as the first command leaves it: migrated once in each process of the tests, and copied from then on."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot.opening import open_record
from bot.settings import Settings


def put_fresh_database(home: Path, workspace: str) -> None:
    """Put a database into a home folder, with the starting set of outlets for a workspace."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(_made_once(workspace), home / "second-source.db")


@cache
def _made_once(workspace: str) -> Path:
    home = Path(tempfile.mkdtemp(prefix="second-source-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    with open_record(Settings().model_copy(update={"home": home, "workspace": workspace, "database_url": None})):
        return home / "second-source.db"
