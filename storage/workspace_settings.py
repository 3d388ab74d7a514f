"""A workspace's settings: the newest saved ones count, all are kept."""

import datetime as dt

from sqlmodel import col, select

from bot.domain.workspace import WorkspaceSettings
from storage.session import WorkspaceSession
from storage.showing_tables import WorkspaceSettingsRow


def get(s: WorkspaceSession) -> WorkspaceSettings:
    """Give the settings that are in force."""
    row = s.exec(select(WorkspaceSettingsRow).order_by(col(WorkspaceSettingsRow.id).desc()).limit(1)).first()
    return WorkspaceSettings() if row is None else WorkspaceSettings.model_validate(row.payload)


def saved_by(s: WorkspaceSession) -> str | None:
    """Give who saved the settings that are in force; None before anybody has."""
    return s.exec(select(WorkspaceSettingsRow.by).order_by(col(WorkspaceSettingsRow.id).desc()).limit(1)).first()


def save(s: WorkspaceSession, settings: WorkspaceSettings, by: str, at: dt.datetime) -> None:
    """Put settings in force."""
    s.add(WorkspaceSettingsRow(payload=settings.model_dump(mode="json"), by=by, at=at))
    s.flush()
