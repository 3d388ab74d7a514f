"""A newsroom's own settings: who decides, which channels are watched, where changes are announced."""

from typing import Annotated

from pydantic import Field, StringConstraints

from bot.domain.chat_ids import ChannelId, GroupId, PersonId
from bot.domain.model import Value

Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]


class WorkspaceSettings(Value):
    """The settings of one workspace, changed in App Home by its admins.

    `shared_channels` lets people work in channels shared with other workspaces; `home_channel` is where a change of level is
    announced for events without a home of their own; `undo_minutes` is how long a decided card offers Undo. After
    `reminder_hours` without a decision (0: never) the editors are reminded once, in `reminder_channel`.
    """

    watched_channels: tuple[ChannelId, ...] = Field(default=(), max_length=100)
    editors: tuple[PersonId, ...] = Field(default=(), max_length=500)
    editor_groups: tuple[GroupId, ...] = Field(default=(), max_length=50)
    home_channel: ChannelId | None = None
    self_approval: bool = False
    ignored_domains: tuple[Domain, ...] = Field(default=(), max_length=500)
    shared_channels: bool = False
    undo_minutes: int = Field(default=15, ge=0, le=24 * 60)
    reminder_hours: int = Field(default=0, ge=0, le=30 * 24)
    reminder_channel: ChannelId | None = None
