"""usergroups.*: named sets of people."""

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.methods.registry import Arguments, method
from bot.sandbox.local_slack.serialization import group_json
from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.workspace import Workspace


@method("usergroups.list", scope="usergroups:read")
def list_(workspace: Workspace, arguments: Arguments) -> Json:
    """List the user groups, with their people if asked for."""
    users = arguments.flag("include_users")
    return {"usergroups": [group_json(workspace.world, group, users=users) for group in workspace.world.groups.values()]}


@method("usergroups.users.list", scope="usergroups:read")
def users_list(workspace: Workspace, arguments: Arguments) -> Json:
    """List the people of one user group."""
    group = workspace.world.groups.get(arguments.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}
