"""Installations: one from the settings' bot token, or those that workspaces made by OAuth."""

from collections.abc import Sequence

from slack_bolt import BoltResponse
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings

from bot.slack.clients import ORGANISATION_WIDE, Installed, new_client
from storage import installations
from storage.db import Database
from storage.sealing import Keys

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "links:read",
    "links:write",
    "reactions:write",
    "usergroups:read",
    "users:read",
)
"""The scopes that an installation asks for; the same as in app_manifest.yml."""


def _installed(given: SuccessArgs) -> BoltResponse:
    """Answer an installation; one for a whole organisation is refused, and was not stored."""
    if given.installation.is_enterprise_install:
        return BoltResponse(status=400, body=ORGANISATION_WIDE, headers={"content-type": ["text/plain; charset=utf-8"]})
    return given.default.success(given)


class OneInstallation:
    """The one installation that SLACK_BOT_TOKEN belongs to."""

    def __init__(self, installed: Installed) -> None:
        self._installed: Installed | None = installed

    def find(self, workspace: str) -> Installed | None:
        """Return the installation if it is this workspace's, else None."""
        return self._installed if self._installed is not None and self._installed.team == workspace else None

    def workspaces(self) -> Sequence[str]:
        """List the one workspace, until the app is removed from it."""
        return [] if self._installed is None else [self._installed.team]

    def forget(self, workspace: str) -> None:
        """Stop working for a workspace that removed the app."""
        if self._installed is not None and self._installed.team == workspace:
            self._installed = None


class StoredInstallations:
    """The installations in the database, one for each workspace that installed the app."""

    def __init__(self, database: Database, client_id: str, keys: Keys) -> None:
        self._database = database
        self._client_id = client_id
        # What an older version stored in clear.
        installations.reseal(database, keys, all_=False)
        self._store = installations.store_of(database, client_id, keys)

    def find(self, workspace: str) -> Installed | None:
        """Return a workspace's installation, or None."""
        bot = self._store.find_bot(enterprise_id=None, team_id=workspace)
        if bot is None:
            return None
        return Installed(team=workspace, bot_token=bot.bot_token, bot_user=bot.bot_user_id, bot_id=bot.bot_id)

    def workspaces(self) -> Sequence[str]:
        """List the workspaces that have the app."""
        return installations.workspaces(self._database, self._client_id)

    def forget(self, workspace: str) -> None:
        """Delete a workspace's tokens."""
        installations.forget(self._database, workspace)


def oauth_flow(database: Database, *, client_id: str, client_secret: str, keys: Keys, base_url: str) -> OAuthFlow:
    """Make the OAuth flow by which workspaces install the app: /slack/install and /slack/oauth_redirect."""
    settings = OAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(SCOPES),
        installation_store=installations.store_of(database, client_id, keys),
        state_store=installations.states_of(database),
    )
    # What Bolt answers by default is known only once the flow is made.
    settings.callback_options = CallbackOptions(success=_installed, failure=lambda given: given.default.failure(given))
    return OAuthFlow(client=new_client(base_url, None), settings=settings)
