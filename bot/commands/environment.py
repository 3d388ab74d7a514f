"""Opens what the environment describes: the settings, the record of a newsroom, or all its services."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from bot.commands.log import LOG
from bot.commands.output import progress
from bot.domain.errors import BadInput
from bot.opening import open_record
from bot.pipeline.services import RecordServices, Services
from bot.settings import Settings


def login() -> str:
    """Return the name of the account that a command runs under; "somebody" where it has none, as in a container."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"


def settings() -> Settings:
    """Read the settings and set the log up; raises BadInput with the setting that is wrong."""
    LOG.set_up()
    return _settings()


@contextmanager
def open_record_here() -> Iterator[tuple[RecordServices, str]]:
    """Open the record, with the workspace's name, for commands that read no link."""
    current = _settings()
    with open_record(current) as opened:
        yield opened, current.workspace


@contextmanager
def open_services_here() -> Iterator[tuple[Services, str]]:
    """Open all services, with the workspace's name; progress goes to standard error."""
    # `bot.app` imports the libraries that read pages, which takes longer than most commands.
    from bot.app import open_services

    current = settings()
    with open_services(current, tell=lambda _workspace, _submission, sentence: progress(sentence)) as opened:
        yield opened, current.workspace


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors()[0]
        name = "_".join(str(part) for part in fault["loc"]).upper()
        raise BadInput(f"The setting {name} is wrong: {fault['msg']}.") from error
