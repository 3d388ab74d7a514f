"""Who somebody is in a workspace and what they may do, from Slack, cached for a few minutes."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import OutOfReach, Refused
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.ports import Clock

T = TypeVar("T")
CACHED_FOR = dt.timedelta(minutes=5)
MOST_CACHED = 10_000
UNKNOWN_PERSON = ("user_not_found", "user_not_visible", "users_not_found")
NO_SUCH_GROUP = ("no_such_subteam", "subteam_not_found", "plan_upgrade_required")
NO_GROUPS_HERE = "plan_upgrade_required"
"""Slack's error code in workspaces whose plan has no user groups."""
FAILS = "Slack fails for the moment, so I could not see who you are or what may be done here. Please try again in a minute."

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Member:
    """One person as Slack knows them; a `stranger` belongs to another workspace, `zone` is their time zone.

    Somebody who is `gone` left the workspace: their account is deactivated.
    """

    id: str
    stranger: bool
    guest: bool
    bot: bool
    admin: bool
    zone: str = "UTC"
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """One conversation; `shared` with another workspace, `joined` by us."""

    id: str
    shared: bool
    joined: bool


class Members:
    """People, user groups and channels of all workspaces; `client` returns a workspace's client."""

    def __init__(self, client: Callable[[str], WebClient], clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._cache: dict[tuple[str, str, str], tuple[dt.datetime, Any]] = {}

    def person(self, workspace: str, person: str, *, anew: bool = False) -> Member:
        """Return one person, from Slack if `anew`; raises OutOfReach if it fails, Refused for somebody unknown to it."""
        fetch = partial(_fetch_person, self._client(workspace), workspace, person)
        return self._cached("person", workspace, person, fetch, anew=anew)

    def may_be_told(self, workspace: str, person: str) -> bool:
        """Return whether somebody may still read the record, as Slack knows them now; raises OutOfReach if it cannot say."""
        try:
            member = self.person(workspace, person, anew=True)
        except Refused:
            return False
        return not (member.stranger or member.bot or member.gone)

    def group(self, workspace: str, group: str, *, anew: bool = False) -> frozenset[str]:
        """Return the people of a user group, from Slack if `anew`; nobody if it was deleted.

        If Slack fails, those of the last answer keep their rights; raises OutOfReach if there was none.
        """
        try:
            return self._cached("group", workspace, group, lambda: _fetch_group(self._client(workspace), group), anew=anew)
        except OutOfReach:
            known = self._last("group", workspace, group)
            if known is None:
                raise
            return frozenset(known)

    def groups(self, workspace: str) -> list[tuple[str, str]]:
        """List the user groups, each with its id and name; raises OutOfReach."""
        found = self._cached("groups", workspace, "", lambda: _fetch_groups(self._client(workspace)))
        return [(str(group["id"]), str(group["name"])) for group in found]

    def channel(self, workspace: str, channel: str) -> Channel:
        """Return one conversation; one that Slack does not show counts as not joined. Raises OutOfReach."""
        return self._cached("channel", workspace, channel, lambda: _fetch_channel(self._client(workspace), channel))

    def forget(self, workspace: str, channel: str) -> None:
        """Remove one channel from the cache."""
        with self._lock:
            self._cache.pop(("channel", workspace, channel), None)

    def is_editor(self, workspace: str, person: str, settings: WorkspaceSettings) -> bool:
        """Return whether somebody is an editor, by name or by user group; raises OutOfReach if Slack cannot say."""
        return person in settings.editors or self._in_any(workspace, person, settings.editor_groups, anew=False)

    def require_own(self, workspace: str, person: str) -> Member:
        """Return a person who belongs to the workspace; raises Refused for strangers, bots and deactivated accounts."""
        member = self.person(workspace, person)
        if member.stranger or member.bot:
            raise Refused("Second Source works for the people of this workspace only. Ask one of them to bring the link.")
        if member.gone:
            raise Refused("This account is deactivated in this workspace, so it can do nothing here any more.")
        return member

    def require_editor(self, workspace: str, person: str, settings: WorkspaceSettings, channel: str | None) -> Member:
        """Return an editor who may decide here; raises Refused with what to do, OutOfReach if Slack cannot say."""
        member = self.require_own(workspace, person)
        if member.guest:
            raise Refused("Guests cannot decide. An editor of this newsroom has to.")
        known = self.is_editor(workspace, person, settings)
        # Before somebody is refused, Slack is asked anew: they may have joined a group a moment ago.
        if not (known or self._in_any(workspace, person, settings.editor_groups, anew=True)):
            none = not (settings.editors or settings.editor_groups)
            raise Refused(
                "Nobody is named as an editor yet. An admin of this workspace can do that in the app's Home, under Settings."
                if none
                else "Only editors can decide. An admin of this workspace names them, in the app's Home."
            )
        if channel is not None:
            self.require_own_channel(workspace, channel, settings)
        return member

    def require_admin(self, workspace: str, person: str) -> Member:
        """Return an admin of the workspace; raises Refused."""
        member = self.require_own(workspace, person)
        if not member.admin:
            raise Refused("Only admins of this workspace can change the settings.")
        return member

    def why_not_here(self, workspace: str, channel: str, settings: WorkspaceSettings) -> str | None:
        """Return why the bot cannot post in a channel, and what to do; None if it can."""
        self.forget(workspace, channel)
        try:
            self.require_own_channel(workspace, channel, settings)
        except Refused as refused:
            return refused.sentence
        if self.channel(workspace, channel).joined:
            return None
        return "I am not in this channel, so I could not answer there. Type /invite @Second Source in it first, then try again."

    def require_own_channel(self, workspace: str, channel: str, settings: WorkspaceSettings) -> None:
        """Raise Refused for a channel that is shared with other workspaces, unless the settings allow those."""
        if channel.startswith("D") or settings.shared_channels:
            return
        if self.channel(workspace, channel).shared:
            raise Refused(
                "This channel is shared with another workspace, where Second Source does not work. "
                "An admin can allow shared channels in the app's Home, under Settings."
            )

    def _in_any(self, workspace: str, person: str, groups: Sequence[str], *, anew: bool) -> bool:
        """Return whether somebody is in any of some groups; one that Slack cannot show counts only if no other has them."""
        failed: OutOfReach | None = None
        for group in groups:
            try:
                if person in self.group(workspace, group, anew=anew):
                    return True
            except OutOfReach as error:
                failed = error
        if failed is not None:
            raise failed
        return False

    def _last(self, kind: str, workspace: str, id_: str) -> Any:
        """Return what Slack said last, however long ago; None if it said nothing yet."""
        with self._lock:
            cached = self._cache.get((kind, workspace, id_))
        return None if cached is None else cached[1]

    def _cached(self, kind: str, workspace: str, id_: str, fetch: Callable[[], T], *, anew: bool = False) -> T:
        # The kind is part of the key: a person and the direct messages with that person may have the same id.
        now = self._clock()
        with self._lock:
            cached = self._cache.get((kind, workspace, id_))
        if not anew and cached is not None and now - cached[0] < CACHED_FOR:
            value: T = cached[1]
            return value
        fetched = fetch()
        with self._lock:
            if len(self._cache) >= MOST_CACHED:
                self._cache.clear()
            self._cache[kind, workspace, id_] = (now, fetched)
        return fetched


@contextmanager
def _asking(what: str, id_: str) -> Iterator[None]:
    """Turn a failure of Slack into OutOfReach, which is never cached."""
    try:
        yield
    except (SlackClientError, OSError) as error:
        log.warning("Slack was asked in vain", what=what, id=id_, error=str(error))
        raise OutOfReach(FAILS) from error


def _code(error: SlackApiError) -> str:
    return str(error.response.get("error", ""))


def _fetch_person(client: WebClient, workspace: str, person: str) -> Member:
    with _asking("person", person):
        try:
            return _member(workspace, client.users_info(user=person)["user"])
        except SlackApiError as error:
            if _code(error) not in UNKNOWN_PERSON:
                raise
            raise Refused("Slack does not know you in this workspace. Ask one of its people to do this.") from error


def _fetch_group(client: WebClient, group: str) -> frozenset[str]:
    with _asking("user group", group):
        try:
            return frozenset(client.usergroups_users_list(usergroup=group)["users"])
        except SlackApiError as error:
            if _code(error) not in NO_SUCH_GROUP:
                raise
            log.warning("no such user group", group=group, error=_code(error))
            return frozenset()


def _fetch_groups(client: WebClient) -> list[dict[str, Any]]:
    with _asking("user groups", ""):
        try:
            return list(client.usergroups_list()["usergroups"])
        except SlackApiError as error:
            if _code(error) != NO_GROUPS_HERE:
                raise
            return []


def _fetch_channel(client: WebClient, channel: str) -> Channel:
    with _asking("channel", channel):
        try:
            return _channel(client.conversations_info(channel=channel)["channel"])
        except SlackApiError as error:
            if _code(error) != "channel_not_found":
                raise
            return Channel(id=channel, shared=False, joined=False)


def _member(workspace: str, user: dict[str, Any]) -> Member:
    # In an organisation, people may belong to several of its workspaces.
    teams = {user.get("team_id", workspace), *(user.get("enterprise_user") or {}).get("teams", ())}
    return Member(
        id=str(user["id"]),
        stranger=bool(user.get("is_stranger")) or workspace not in teams,
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=bool(user.get("is_bot")),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        zone=str(user.get("tz") or "UTC"),
        gone=bool(user.get("deleted")),
    )


def _channel(channel: dict[str, Any]) -> Channel:
    return Channel(
        id=str(channel["id"]),
        shared=bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")),
        joined=bool(channel.get("is_member") or channel.get("is_im")),
    )
