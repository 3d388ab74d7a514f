"""A workspace's settings. All saved ones are kept; the newest count."""

import datetime as dt

from sqlmodel import col, select

from bot.domain.workspace import WorkspaceSettings
from storage.session import WorkspaceSession
from storage.tables.outgoing import WorkspaceSettingsRow


def get(s: WorkspaceSession) -> WorkspaceSettings:
    """Return the current settings."""
    row = s.exec(select(WorkspaceSettingsRow).order_by(col(WorkspaceSettingsRow.id).desc()).limit(1)).first()
    return WorkspaceSettings() if row is None else WorkspaceSettings.model_validate(row.payload)


def saved_by(s: WorkspaceSession) -> str | None:
    """Return who saved the current settings; None if nobody has saved any."""
    return s.exec(select(WorkspaceSettingsRow.by).order_by(col(WorkspaceSettingsRow.id).desc()).limit(1)).first()


def save(s: WorkspaceSession, settings: WorkspaceSettings, by: str, at: dt.datetime) -> None:
    """Store new settings."""
    s.add(WorkspaceSettingsRow(payload=settings.model_dump(mode="json"), by=by, at=at))
    s.flush()
