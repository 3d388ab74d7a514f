"""views.*: modals and the Home tab."""

from typing import Any

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits.views import check
from bot.sandbox.local_slack.methods.registry import Arguments, method
from bot.sandbox.local_slack.open_views import DEEPEST
from bot.sandbox.local_slack.serialization import view_json
from bot.sandbox.local_slack.states import starting_values
from bot.sandbox.local_slack.values import Json, View
from bot.sandbox.local_slack.workspace import Workspace


@method("views.open")
def open_(workspace: Workspace, arguments: Arguments) -> Json:
    """Open a modal for the person of the trigger id."""
    payload = _checked(workspace, arguments, "modal")
    trigger = workspace.triggers.use_trigger(arguments.required("trigger_id"))
    view = made_view(workspace, payload, trigger.user)
    workspace.world.open_views.open(view)
    workspace.world.changed()
    return {"view": view_json(workspace.world, view)}


@method("views.push")
def push(workspace: Workspace, arguments: Arguments) -> Json:
    """Push a modal on the one in which the person clicked."""
    payload = _checked(workspace, arguments, "modal")
    trigger = workspace.triggers.use_trigger(arguments.required("trigger_id"))
    view = pushed(workspace, payload, trigger.user)
    return {"view": view_json(workspace.world, view)}


@method("views.update")
def update(workspace: Workspace, arguments: Arguments) -> Json:
    """Update an open view; with `hash`, only if it has not changed since."""
    open_views = workspace.world.open_views
    given, external = arguments.text("view_id"), arguments.text("external_id")
    if not given and not external:
        raise SlackError.because("invalid_arguments", ["missing required field: view_id"])
    old = open_views.find(given) if given else open_views.by_external_id(external)
    payload = _checked(workspace, arguments, old.type if old else None, old)
    if old is None:
        raise SlackError("not_found")
    if arguments.text("hash") and arguments.text("hash") != old.hash:
        raise SlackError("hash_conflict")
    view = replaced(workspace, old, payload)
    return {"view": view_json(workspace.world, view)}


@method("views.publish")
def publish(workspace: Workspace, arguments: Arguments) -> Json:
    """Set a person's Home tab; with `hash`, only if it has not changed since."""
    world = workspace.world
    if not world.manifest.home_tab:
        raise SlackError("not_enabled")
    person = world.person(arguments.required("user_id"))
    payload = _checked(workspace, arguments, "home")
    old = world.open_views.home(person.id)
    if old is not None and arguments.text("hash") and arguments.text("hash") != old.hash:
        raise SlackError("hash_conflict")
    if old is not None:
        return {"view": view_json(world, replaced(workspace, old, payload))}
    view = made_view(workspace, payload, person.id)
    world.open_views.publish(view)
    world.changed()
    return {"view": view_json(world, view)}


def made_view(workspace: Workspace, payload: Json, user: str, below: View | None = None) -> View:
    """Make a new view from a checked payload."""
    world = workspace.world
    payload = {**payload, "blocks": world.with_ids(payload["blocks"])}
    view_id = world.new_id("V")
    return View(
        id=view_id,
        type=payload["type"],
        user=user,
        payload=payload,
        values=starting_values(payload["blocks"], {}),
        hash=_hash(workspace),
        root=below.root if below else view_id,
        previous=below.id if below else None,
    )


def pushed(workspace: Workspace, payload: Json, user: str) -> View:
    """Push a checked payload on a person's open modal."""
    open_views = workspace.world.open_views
    below = open_views.modal(user)
    if below is None:
        raise SlackError("not_found")
    if open_views.depth(user) >= DEEPEST:
        raise SlackError("push_limit_reached")
    view = made_view(workspace, payload, user, below)
    open_views.push(view)
    workspace.world.changed()
    return view


def replaced(workspace: Workspace, old: View, payload: Json) -> View:
    """Update an open view with a checked payload; typed values stay if block and action ids are the same."""
    blocks = workspace.world.with_ids(payload["blocks"])
    view = View(
        id=old.id,
        type=old.type,
        user=old.user,
        payload={**payload, "blocks": blocks},
        values=starting_values(blocks, old.values),
        hash=_hash(workspace),
        root=old.root,
        previous=old.previous,
    )
    workspace.world.open_views.put(view)
    workspace.world.changed()
    return view


def _checked(workspace: Workspace, arguments: Arguments, kind: str | None, old: View | None = None) -> Json:
    payload: Any = arguments.structure("view")
    check(payload, kind)
    external = payload.get("external_id")
    other = workspace.world.open_views.by_external_id(external) if external else None
    if other is not None and (old is None or other.id != old.id):
        raise SlackError("duplicate_external_id")
    found: Json = payload
    return found


def _hash(workspace: Workspace) -> str:
    return f"{int(workspace.world.now())}.{workspace.world.new_id('', 8)}"
