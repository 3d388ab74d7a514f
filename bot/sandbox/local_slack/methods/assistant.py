"""assistant.threads.setStatus: what the app is doing, under a thread."""

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.methods.access import writable
from bot.sandbox.local_slack.methods.registry import Arguments, method
from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.workspace import Workspace

MOST_LOADING_MESSAGES = 10


@method("assistant.threads.setStatus", scope="chat:write")
def set_status(workspace: Workspace, arguments: Arguments) -> Json:
    """Show what the app is doing in a thread, or clear it with an empty status."""
    channel = writable(workspace, arguments.required("channel_id"))
    thread_ts = arguments.required("thread_ts")
    if not arguments.has("status"):
        raise SlackError.because("invalid_arguments", ["missing required field: status"])
    loading = arguments.structure("loading_messages") or []
    if not isinstance(loading, list) or not all(isinstance(each, str) and each for each in loading):
        raise SlackError.because("invalid_arguments", ["must be an array of strings [json-pointer:/loading_messages]"])
    if len(loading) > MOST_LOADING_MESSAGES:
        raise SlackError.because(
            "invalid_arguments", [f"no more than {MOST_LOADING_MESSAGES} items allowed [json-pointer:/loading_messages]"]
        )
    if workspace.world.parent(channel.id, thread_ts) is None:
        raise SlackError("thread_not_found")
    workspace.world.set_status(channel.id, thread_ts, arguments.text("status"))
    return {}
