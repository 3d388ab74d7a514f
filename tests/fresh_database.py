"""A database as the first command leaves it: migrated once in each process of the tests, and copied from then on."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot.gateways.durable import LinkQueue
from bot.opening import open_record
from bot.settings import Settings

NAMES = ("second-source.db", "second-source-workflows.db")


def put_fresh_database(home: Path, workspace: str) -> None:
    """Put a database into a home folder, with the starting set of outlets for a workspace, and one for the durable engine."""
    home.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        shutil.copy(_made_once(workspace) / name, home / name)


@cache
def _made_once(workspace: str) -> Path:
    home = Path(tempfile.mkdtemp(prefix="second-source-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    with open_record(Settings().model_copy(update={"home": home, "workspace": workspace, "database_url": None})) as record:
        url = record.database.set_up_workflows()
        LinkQueue(url, at_once=1).close()
    return home
