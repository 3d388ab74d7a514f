"""A newsroom's settings are saved; where it has said its name anew, what it reported itself goes by that name."""

import datetime as dt

from pydantic import ValidationError

from bot.domain.errors import BadInput
from bot.domain.faults import faults
from bot.domain.model import UNKNOWN_OUTLET
from bot.domain.people import person
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline import grading
from bot.pipeline.services import RecordServices
from storage import outlets, workspace_settings
from storage.session import WorkspaceSession


def name_newsroom(services: RecordServices, workspace: str, name: str, *, by: str) -> WorkspaceSettings:
    """Give the newsroom a name; returns its settings. Raises BadInput."""
    with services.database.transaction(workspace) as s:
        old = workspace_settings.get(s)
        try:
            wanted = WorkspaceSettings.model_validate({**old.model_dump(), "newsroom": name})
        except ValidationError as error:
            raise BadInput(f"The newsroom cannot have this name: {faults(error)}.") from error
        save_settings(s, wanted, by=person(by), at=services.clock())
    return wanted


def save_settings(s: WorkspaceSession, wanted: WorkspaceSettings, *, by: str, at: dt.datetime) -> None:
    """Store new settings, and let the newsroom's own reports follow its name. Raises BadInput."""
    old = workspace_settings.get(s).newsroom
    if wanted.newsroom == UNKNOWN_OUTLET:
        raise BadInput("An outlet that nobody knows has this name already; give the newsroom another one.")
    workspace_settings.save(s, wanted, by, at)
    if wanted.newsroom != old:
        _rename(s, old, wanted.newsroom, by, at)


def _rename(s: WorkspaceSession, old: str, new: str, by: str, at: dt.datetime) -> None:
    """Rename the outlet of the newsroom's own reports; if another outlet has the name, both are of one owner from now on.

    Otherwise the newsroom and its paper would count as two that confirm each other.
    """
    own = outlets.by_names(s, [old]).get(old)
    if own is None or not outlets.has_name(own, old) or own.domains:
        return
    other = outlets.by_name(s, new)
    if other is None or other.name == own.name:
        outlets.rename(s, own.name, new)
        names = tuple(dict.fromkeys((*own.aliases, own.name)))
        grading.save(s, own.model_copy(update={"name": new, "aliases": names}), by, at)
    else:
        grading.save(s, own.model_copy(update={"family": other.house, "stands_alone": False}), by, at)
