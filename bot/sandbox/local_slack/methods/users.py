"""users.*, bots.info and team.info."""

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.methods.conversations import paged
from bot.sandbox.local_slack.methods.registry import Arguments, method
from bot.sandbox.local_slack.serialization import person_json
from bot.sandbox.local_slack.values import Json, Role
from bot.sandbox.local_slack.workspace import Workspace


@method("users.info", scope="users:read")
def info(workspace: Workspace, arguments: Arguments) -> Json:
    """Describe one person; an outsider only if they are in a shared channel."""
    world = workspace.world
    person = world.person(arguments.required("user", "user_not_found"))
    met = any(channel.shared and person.id in channel.members for channel in world.channels.values())
    if person.team != world.identity.team and not met:
        raise SlackError("user_not_found")
    return {"user": person_json(world, person)}


@method("users.list", scope="users:read")
def list_(workspace: Workspace, arguments: Arguments) -> Json:
    """List the workspace's own people."""
    world = workspace.world
    own = [person_json(world, person) for person in world.people.values() if person.team == world.identity.team]
    page, cursor = paged(own, arguments)
    return {"members": page, "cache_ts": int(world.now()), "response_metadata": {"next_cursor": cursor}}


@method("bots.info", scope="users:read")
def bots_info(workspace: Workspace, arguments: Arguments) -> Json:
    """Describe the app's bot."""
    me = workspace.world.identity
    if arguments.text("bot") not in ("", me.bot_id):
        raise SlackError("bot_not_found")
    bot = {
        "id": me.bot_id,
        "deleted": False,
        "name": workspace.world.manifest.name,
        "app_id": me.app_id,
        "user_id": me.bot_user,
    }
    return {"bot": bot}


@method("team.info", scope="team:read")
def team_info(workspace: Workspace, arguments: Arguments) -> Json:
    """Describe the workspace."""
    me = workspace.world.identity
    others = {person.team for person in workspace.world.people.values() if person.role is Role.OUTSIDER}
    asked = arguments.text("team") or me.team
    if asked != me.team:
        raise SlackError("team_not_found" if asked not in others else "missing_scope")
    return {"team": {"id": me.team, "name": me.team_name, "domain": me.team_domain, "email_domain": "", "icon": {}}}
