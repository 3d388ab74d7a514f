"""A newsroom's own settings: who decides, which channels are watched, where changes are announced."""

import unicodedata
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, TypeAdapter

from bot.domain.chat_ids import BotId, ChannelId, GroupId, PersonId
from bot.domain.model import OneLine, Value

Domain = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]
OUR_NEWSROOM: Final = "Our newsroom"
"""What a newsroom is called until it has said its name."""
NewsroomName = Annotated[OneLine, StringConstraints(max_length=80)]
_DOMAIN: TypeAdapter[str] = TypeAdapter(Domain)


class WorkspaceSettings(Value):
    """The settings of one workspace, changed in App Home by its admins.

    `shared_channels` lets people work in channels shared with other workspaces; `home_channel` is where a change of level is
    announced for events without a home of their own; `undo_minutes` is how long a decided card offers Undo. After
    `reminder_hours` without a decision (0: never) the editors are reminded once, in `reminder_channel`. `reactions` says on
    the message that brought a link how the link stands. `heard_bots` are apps, such as feeds, whose links in watched channels
    are read like those of people; other apps' are not. `second_look` wants two editors for what becomes verified, disputed or
    retracted. What readers bring by the form on an event's page goes into `public_channel`; without one there is no form.
    `newsroom` is the outlet of what the newsroom reports itself.
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
    reactions: bool = True
    second_look: bool = False
    heard_bots: tuple[BotId, ...] = Field(default=(), max_length=50)
    public_channel: ChannelId | None = None
    newsroom: NewsroomName = OUR_NEWSROOM

    @property
    def desk(self) -> ChannelId | None:
        """Return the channel for links that were brought in direct messages: the first one watched, else the home channel."""
        return next(iter(self.watched_channels), self.home_channel)

    def ignores(self, host: str) -> bool:
        """Tell whether links to a host are left alone."""
        return any(host == domain or host.endswith(f".{domain}") for domain in self.ignored_domains)


def domain_of(written: str) -> str | None:
    """Return the domain of a web address or domain as people write it, in its ASCII form; None if it is neither."""
    try:
        host = urlsplit(written if "://" in written else f"//{written}").hostname or ""
        plain = unicodedata.normalize("NFC", host.removeprefix("*.").removeprefix("www.").rstrip("."))
        labels = [label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in plain.split(".")]
        return _DOMAIN.validate_python(".".join(labels)) if all(map(_is_label, plain)) else None
    except ValueError:
        return None


def _is_label(character: str) -> bool:
    return character in ".-" or unicodedata.category(character)[0] in "LMN"
