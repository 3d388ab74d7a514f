"""The values of a workspace: people, channels, messages, views, files. All are frozen: a change is a new value."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]

TEAM = "T0HARBOUR"
_LINK = re.compile(r"<(https?://[^<|>\s]+)")


class Role(StrEnum):
    """A person's role in the workspace."""

    MEMBER = "member"
    ADMIN = "admin"
    GUEST = "guest"
    OUTSIDER = "outsider"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; an outsider belongs to another team and is visible only in shared channels."""

    id: str
    handle: str
    name: str
    role: Role = Role.MEMBER
    team: str = TEAM
    tz: str = "Europe/Kyiv"
    emoji_face: str = "🦊"


@dataclass(frozen=True)
class Channel:
    """A conversation; `direct` is the person whose direct messages with the app these are."""

    id: str
    name: str
    members: frozenset[str]
    private: bool = False
    archived: bool = False
    shared: bool = False
    direct: str | None = None

    def __init__(
        self,
        id: str,  # noqa: A002 - Slack's word
        name: str,
        members: Iterable[str] = (),
        private: bool = False,
        archived: bool = False,
        shared: bool = False,
        direct: str | None = None,
    ) -> None:
        for key, value in {
            "id": id,
            "name": name,
            "members": frozenset(members),
            "private": private,
            "archived": archived,
            "shared": shared,
            "direct": direct,
        }.items():
            object.__setattr__(self, key, value)

    @property
    def kind(self) -> str:
        """Return Slack's channel_type."""
        return "im" if self.direct else "group" if self.private else "channel"


@dataclass(frozen=True, slots=True)
class UserGroup:
    """A named set of people, such as @editors."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlackFile:
    """An uploaded file; not yet shared while `channel` is empty."""

    id: str
    name: str
    title: str
    alt_txt: str = ""
    content: bytes = b""
    channel: str = ""
    ts: str = ""
    user: str = ""

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is now. Its lists and mappings are never changed in place."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    edited: bool = False
    metadata: Json | None = None
    reactions: Mapping[str, list[str]] = field(default_factory=dict)
    ephemeral_for: str | None = None
    files: list[SlackFile] = field(default_factory=list)
    deleted: bool = False
    app: bool = False
    subtype: str | None = None
    attachments: list[Json] = field(default_factory=list)
    edited_ts: str = ""
    client_msg_id: str = ""
    broadcast: bool = False

    @property
    def in_thread(self) -> bool:
        """Return whether this is a reply in a thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def links(self) -> list[str]:
        """Return the addresses of the links in the text, each once."""
        return list(dict.fromkeys(url.replace("&amp;", "&") for url in _LINK.findall(self.text)))

    @property
    def unfurled(self) -> list[Json]:
        """Return the blocks that the app shows under links."""
        return [block for each in self.attachments if each.get("is_app_unfurl") for block in each["blocks"]]


@dataclass(frozen=True, slots=True)
class View:
    """A modal or a Home tab of one person; `values` are states by block id and action id, as in `state.values`."""

    id: str
    type: str
    user: str
    payload: Json
    values: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    hash: str = ""
    root: str = ""
    previous: str | None = None

    @property
    def blocks(self) -> list[Json]:
        """Return the blocks as the app sent them, with ids filled in."""
        found: list[Json] = self.payload.get("blocks", [])
        return found
