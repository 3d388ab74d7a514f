"""api.test, auth.*, apps.connections.open and oauth.v2.access."""

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.methods.registry import Arguments, method
from bot.sandbox.local_slack.sockets import MOST_CONNECTIONS
from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.workspace import Workspace


@method("api.test", caller="anyone")
def api_test(_workspace: Workspace, arguments: Arguments) -> Json:
    """Return the arguments; `error` makes it fail with that code."""
    if error := arguments.text("error"):
        raise SlackError(error, args=dict(arguments.given))
    return {"args": dict(arguments.given)}


@method("auth.test")
def auth_test(workspace: Workspace, _arguments: Arguments) -> Json:
    """Return whose token this is."""
    me = workspace.world.identity
    return {
        "url": f"https://{me.team_domain}.slack.com/",
        "team": me.team_name,
        "user": workspace.world.people[me.bot_user].handle,
        "team_id": me.team,
        "user_id": me.bot_user,
        "bot_id": me.bot_id,
        "is_enterprise_install": workspace.world.organisation_wide,
    }


@method("auth.revoke")
def auth_revoke(workspace: Workspace, arguments: Arguments) -> Json:
    """Revoke the token."""
    if not arguments.flag("test"):
        workspace.revoked.add(workspace.world.identity.bot_token)
        workspace.events.uninstalled()
        return {"revoked": True}
    return {"revoked": False}


@method("apps.connections.open", caller="app")
def connections_open(workspace: Workspace, _arguments: Arguments) -> Json:
    """Return an address for one websocket."""
    if not workspace.world.manifest.socket_mode:
        raise SlackError("not_allowed")
    if workspace.sockets.connections >= MOST_CONNECTIONS:
        raise SlackError("too_many_websockets")
    me = workspace.world.identity
    address = workspace.url.replace("http://", "ws://", 1)
    return {"url": f"{address}/link/?ticket={workspace.sockets.ticket()}&app_id={me.app_id}"}


@method("oauth.v2.access", caller="anyone")
def oauth_access(workspace: Workspace, arguments: Arguments) -> Json:
    """Exchange a code for the bot's token, once."""
    me = workspace.world.identity
    if arguments.text("client_id") != me.client_id:
        raise SlackError("invalid_client_id")
    if arguments.text("client_secret") != me.client_secret:
        raise SlackError("bad_client_secret")
    code = arguments.text("code")
    if code not in workspace.oauth_codes:
        raise SlackError("invalid_code")
    workspace.oauth_codes.discard(code)
    workspace.revoked.discard(me.bot_token)
    workspace.world.installed, wide = True, workspace.world.organisation_wide
    return {
        "access_token": me.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(workspace.world.manifest.scopes)),
        "bot_user_id": me.bot_user,
        "app_id": me.app_id,
        "team": None if wide else {"name": me.team_name, "id": me.team},
        "enterprise": {"name": "An organisation", "id": "E0WIDE"} if wide else None,
        "is_enterprise_install": wide,
        "authed_user": {"id": next(iter(workspace.world.people))},
    }
