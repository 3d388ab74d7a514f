"""A workspace's settings. All saved ones are kept; the newest count."""

import datetime as dt

from sqlalchemy import select as of_table
from sqlmodel import col, select

from bot.domain.workspace import WorkspaceSettings
from storage.prepared import Prepared, table_of
from storage.session import WorkspaceSession
from storage.tables.outgoing import WorkspaceSettingsRow

_T = table_of(WorkspaceSettingsRow).c
_NEWEST = Prepared(of_table(_T.payload).order_by(_T.id.desc()).limit(1))


def get(s: WorkspaceSession) -> WorkspaceSettings:
    """Return the current settings."""
    payload = s.value(_NEWEST)
    return WorkspaceSettings() if payload is None else WorkspaceSettings.model_validate(payload)


def saved_by(s: WorkspaceSession) -> str | None:
    """Return who saved the current settings; None if nobody has saved any."""
    return s.exec(select(WorkspaceSettingsRow.by).order_by(col(WorkspaceSettingsRow.id).desc()).limit(1)).first()


def save(s: WorkspaceSession, settings: WorkspaceSettings, by: str, at: dt.datetime) -> None:
    """Store new settings."""
    s.add(WorkspaceSettingsRow(payload=settings.model_dump(mode="json"), by=by, at=at))
    s.flush()
