"""files.*: the upload in three steps (address, bytes, completion), and files.info."""

from dataclasses import replace

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.methods.access import writable
from bot.sandbox.local_slack.methods.registry import Arguments, method
from bot.sandbox.local_slack.serialization import file_json
from bot.sandbox.local_slack.values import Json, Message, SlackFile
from bot.sandbox.local_slack.workspace import Workspace

LONGEST_ALT = 1000
LARGEST = 50_000_000
"""Bytes; Slack takes up to 1 GB, which nobody needs here."""


@method("files.getUploadURLExternal", scope="files:write")
def get_upload_url(workspace: Workspace, arguments: Arguments) -> Json:
    """Return the address to post the bytes to."""
    name = arguments.required("filename")
    length = arguments.number("length", 0, LARGEST, "invalid_arguments")
    if length == 0:
        raise SlackError.because("invalid_arguments", ["missing required field: length"])
    alt = arguments.text("alt_txt")
    if len(alt) > LONGEST_ALT:
        raise SlackError("alt_txt_too_large")
    world = workspace.world
    file = SlackFile(world.new_id("F"), name, name, alt, user=world.identity.bot_user)
    world.files[file.id] = file
    return {"upload_url": f"{workspace.url}/upload/v1/{file.id}?length={length}", "file_id": file.id}


@method("files.completeUploadExternal", scope="files:write")
def complete_upload(workspace: Workspace, arguments: Arguments) -> Json:
    """Share uploaded files in a channel or thread, in one message; without a channel they stay unshared."""
    world = workspace.world
    asked = arguments.structure("files")
    if not isinstance(asked, list) or not asked or not all(isinstance(each, dict) and "id" in each for each in asked):
        raise SlackError.because("invalid_arguments", ["missing required field: files"])
    found = []
    for each in asked:
        file = world.files.get(each["id"])
        if file is None or not file.content or file.ts:
            raise SlackError("file_not_found")
        found.append(replace(file, title=each.get("title") or file.name))
    target = arguments.text("channel_id") or arguments.text("channels")
    if target:
        found = _share(workspace, arguments, target, found)
    for file in found:
        world.files[file.id] = file
    return {"files": [file_json(world, file, workspace.url) for file in found]}


@method("files.info", scope="files:read")
def info(workspace: Workspace, arguments: Arguments) -> Json:
    """Describe one file."""
    file = workspace.world.files.get(arguments.required("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file_json(workspace.world, file, workspace.url)}


def _share(workspace: Workspace, arguments: Arguments, target: str, files: list[SlackFile]) -> list[SlackFile]:
    world = workspace.world
    if target not in world.channels:
        raise SlackError("channel_not_found")
    channel = writable(workspace, target)
    thread_ts = arguments.text("thread_ts") or None
    if thread_ts and world.parent(channel.id, thread_ts) is None:
        raise SlackError("thread_not_found")
    ts = world.ts()
    shared = [replace(file, channel=channel.id, ts=ts) for file in files]
    message = Message(
        channel=channel.id,
        ts=ts,
        user=world.identity.bot_user,
        text=arguments.text("initial_comment"),
        thread_ts=thread_ts,
        files=shared,
        app=True,
        subtype="file_share",
    )
    world.put(message)
    workspace.events.message(message)
    return shared
