from sqlmodel import select

from bot.domain.workspace import WorkspaceSettings
from storage import workspace_settings
from storage.tables.outgoing import WorkspaceSettingsRow
from tests.storage import made
from tests.storage.made import Workspace

SETTINGS = WorkspaceSettings(
    watched_channels=("C0NEWS",),
    editors=("U0EDDA", "W0TOBIAS"),
    editor_groups=("S0DESK",),
    home_channel="C0HOME",
    self_approval=True,
    ignored_domains=("intranet.example",),
    shared_channels=True,
    undo_minutes=0,
)


def test_settings_come_back_as_they_were_saved(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        assert workspace_settings.get(s) == WorkspaceSettings()
        workspace_settings.save(s, SETTINGS, "U0ADMIN", made.NOW)
    with workspace.transaction() as s:
        assert workspace_settings.get(s) == SETTINGS


def test_the_newest_count_and_the_older_ones_stay(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        workspace_settings.save(s, SETTINGS, "U0ADMIN", made.NOW)
        workspace_settings.save(s, WorkspaceSettings(undo_minutes=5), "U0OTHER", made.LATER)
    with workspace.transaction() as s:
        assert workspace_settings.get(s) == WorkspaceSettings(undo_minutes=5)
        assert [(row.by, row.at) for row in s.exec(select(WorkspaceSettingsRow))] == [
            ("U0ADMIN", made.NOW),
            ("U0OTHER", made.LATER),
        ]
