"""What people do with the app: clicks, inputs, submissions, commands and shortcuts.

Each waits for the app's acknowledgement, as Slack does; `problem` returns what Slack then tells the person.
"""

from concurrent.futures import Future
from typing import Any

from bot.sandbox.local_slack import answers, payloads
from bot.sandbox.local_slack.dispatcher import Answer, Outgoing
from bot.sandbox.local_slack.errors import SandboxRefused, SlackError
from bot.sandbox.local_slack.limits.suggestions import checked_suggestions
from bot.sandbox.local_slack.limits.views import check as check_view
from bot.sandbox.local_slack.methods.views import pushed, replaced
from bot.sandbox.local_slack.states import complaint, elements, is_empty, picked
from bot.sandbox.local_slack.triggers import ResponseUrl
from bot.sandbox.local_slack.user_actions import UserActions
from bot.sandbox.local_slack.values import Json, Message, Role, View

_SPARE_SECONDS = 2.0
_TOO_LATE = ("timeout", "http_timeout")
_NO_CONNECTION = "We had some trouble connecting. Try again?"
_QUERY_LENGTH = 3


class Interactions(UserActions):
    """Clicks, modals, commands, shortcuts."""

    def click(
        self,
        user: str,
        *,
        action_id: str,
        block_id: str | None = None,
        value: Any = None,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
    ) -> None:
        """Press a button or choose in a menu, in a message, a modal or the Home tab; a confirm dialog is confirmed."""
        with self.workspace.world.lock:
            place = self._place(user, channel, ts, view_id)
            block, element = _element(place, action_id, block_id)
            sending = self._act(user, place, block, element, value, send=True)
        self._finish(user, sending)

    def fill(self, user: str, view_id: str, block_id: str, action_id: str, value: Any) -> None:
        """Fill an input of a modal; the app gets an action only if `dispatch_action` is set."""
        with self.workspace.world.lock:
            place = self._place(user, None, None, view_id)
            block, element = _element(place, action_id, block_id)
            if block["type"] != "input":
                raise SandboxRefused(f"'{action_id}' is not an input; click it.")
            sending = self._act(user, place, block, element, value, send=bool(block.get("dispatch_action")))
        self._finish(user, sending)

    def submit(self, user: str, view_id: str) -> dict[str, str]:
        """Submit a modal; returns errors by block id, including the client's own, and nothing if it was accepted."""
        workspace = self.workspace
        with workspace.world.lock:
            view = self._place(user, None, None, view_id)
            if not isinstance(view, View) or view.type != "modal":
                raise SandboxRefused("Only a modal can be submitted.")
            if not view.payload.get("submit"):
                raise SandboxRefused("This modal has nothing to submit.")
            if missing := _incomplete(view):
                return missing
            sending = self._send("interactive", payloads.submission(workspace, view), answerable=True)
        answer = self._wait(user, sending)
        if not answer.acked:
            workspace.world.tell(user, _NO_CONNECTION)
            return {}
        with workspace.world.lock:
            return self._after_submission(view, answer.body)

    def close(self, user: str, view_id: str) -> None:
        """Close a modal without submitting it."""
        workspace = self.workspace
        open_views = workspace.world.open_views
        with workspace.world.lock:
            view = self._place(user, None, None, view_id)
            if not isinstance(view, View) or view.type != "modal":
                raise SandboxRefused("Only a modal can be closed.")
            cleared = bool(view.payload.get("clear_on_close"))
            gone = open_views.clear(user) if cleared else [view]
            open_views.pop(user)
            workspace.world.changed()
            sendings = [
                self._send("interactive", payloads.closed(workspace, each, cleared=cleared))
                for each in gone
                if each.payload.get("notify_on_close")
            ]
        for sending in sendings:
            self._wait(user, sending)

    def suggest(
        self,
        user: str,
        *,
        action_id: str,
        block_id: str,
        query: str,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
    ) -> list[Json]:
        """Type into an external select; returns the app's options, which can then be chosen."""
        workspace = self.workspace
        with workspace.world.lock:
            place = self._place(user, channel, ts, view_id)
            block, element = _element(place, action_id, block_id)
            if element["type"] not in ("external_select", "multi_external_select"):
                raise SandboxRefused(f"'{action_id}' has its options already.")
            if len(query) < element.get("min_query_length", _QUERY_LENGTH):
                return []
            payload = payloads.suggestion(workspace, user, place, action_id, block["block_id"], query)
            sending = self._send("interactive", payload, answerable=True)
        answer = self._wait(user, sending)
        try:
            found = checked_suggestions(answer.body) if answer.acked else []
        except SlackError as error:
            workspace.world.tell(user, f"The options could not be loaded ({'; '.join(error.more.get('errors', ()))}).")
            return []
        if not answer.acked:
            workspace.world.tell(user, "The options could not be loaded.")
        workspace.suggestions.setdefault((_place_id(place), block["block_id"], action_id), []).extend(found)
        return found

    def command(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> None:
        """Send a slash command; the app's response is shown to the person, or to all if it says so."""
        workspace = self.workspace
        world = workspace.world
        command, _, rest = text.partition(" ")
        with world.lock:
            room = self._may_see(user, channel)
            person = self._person(user)
            if command not in world.manifest.commands or person.role is Role.OUTSIDER or not world.installed:
                raise SandboxRefused(f"{command} is not a valid command.")
            if thread_ts is not None:
                raise SandboxRefused(f"{command} is not supported in threads. Sorry!")
            if user not in room.members or room.archived:
                raise SandboxRefused(f"You cannot write in #{room.name}.")
            payload = payloads.slash_command(workspace, person, room, command, rest.strip())
            sending = self._send("slash_commands", payload, answerable=True)
        answer = self._wait(user, sending)
        if not answer.acked:
            code = "operation_timeout" if answer.problem in _TOO_LATE else "dispatch_failed"
            world.tell(user, f'{command} failed with the error "{code}".')
            return
        body = {"text": answer.body} if isinstance(answer.body, str) else answer.body
        if not isinstance(body, dict) or not (body.get("text") or body.get("blocks")):
            return
        try:
            answers.say(workspace, ResponseUrl(user, channel, world.now()), body)
        except SlackError as error:
            world.tell(user, f'{command} failed with the error "{error.code}".')

    def shortcut(self, user: str, callback_id: str, *, channel: str | None = None, ts: str | None = None) -> None:
        """Use a shortcut: on a message with `channel` and `ts`, else a global one."""
        workspace = self.workspace
        with workspace.world.lock:
            kind = workspace.world.manifest.shortcuts.get(callback_id)
            if kind is None or self._person(user).role is Role.OUTSIDER or not workspace.world.installed:
                raise SandboxRefused(f"There is no shortcut '{callback_id}'.")
            if channel is not None and ts is not None and kind == "message":
                message = self._visible(user, channel, ts)
                if message.ephemeral_for:
                    raise SandboxRefused("A message that only you can see has no shortcuts.")
                payload = payloads.message_shortcut(workspace, user, callback_id, message)
            elif channel is None and ts is None and kind == "global":
                payload = payloads.global_shortcut(workspace, user, callback_id)
            else:
                raise SandboxRefused(f"'{callback_id}' is a {kind} shortcut.")
            sending = self._send("interactive", payload)
        self._tell_if_late(user, self._wait(user, sending))

    def problem(self, user: str) -> str:
        """Return what Slack told a person about their last action; empty if it went well."""
        return self.workspace.world.problems.get(user, "")

    # sending and waiting

    def _act(
        self, user: str, place: Message | View, block: Json, element: Json, value: Any, *, send: bool
    ) -> "Future[Answer] | None":
        workspace = self.workspace
        key = (_place_id(place), block["block_id"], element["action_id"])
        state = picked(workspace.world, element, value, workspace.suggestions.get(key, ()))
        if isinstance(place, View) and element["type"] not in ("button", "overflow"):
            workspace.world.open_views.typed(place.id, block["block_id"], element["action_id"], state)
            workspace.world.changed()
            place = workspace.world.open_views.find(place.id) or place
        if not send:
            return None
        action = payloads.action_of(workspace, block, element, state)
        return self._send("interactive", payloads.block_actions(workspace, user, place, action))

    def _finish(self, user: str, sending: "Future[Answer] | None") -> None:
        if sending is not None:
            self._tell_if_late(user, self._wait(user, sending))

    def _send(self, kind: str, payload: Json, *, answerable: bool = False) -> "Future[Answer]":
        if not self.workspace.world.manifest.interactivity and kind == "interactive":
            raise SandboxRefused("This app is not set up for interactivity.")
        return self.workspace.dispatcher.send(Outgoing(kind, payload, payload.get("type", kind), answerable=answerable))

    def _wait(self, user: str, sending: "Future[Answer]") -> Answer:
        self.workspace.world.tell(user, "")
        try:
            return sending.result(self.workspace.dispatcher.ack_seconds + _SPARE_SECONDS)
        except TimeoutError:
            return Answer(False, problem="timeout")

    def _tell_if_late(self, user: str, answer: Answer) -> None:
        if not answer.acked:
            late = answer.problem in _TOO_LATE
            self.workspace.world.tell(
                user, "This app did not respond in time (operation_timeout)." if late else "This app responded with an error."
            )

    def _after_submission(self, view: View, body: Any) -> dict[str, str]:
        workspace = self.workspace
        open_views = workspace.world.open_views
        action = body.get("response_action") if isinstance(body, dict) else None
        try:
            match action:
                case "errors":
                    return self._shown_errors(view, body.get("errors"))
                case "update" | "push":
                    check_view(body.get("view"), "modal")
                    if action == "push":
                        pushed(workspace, body["view"], view.user)
                    else:
                        replaced(workspace, open_views.find(view.id) or view, body["view"])
                case "clear":
                    open_views.clear(view.user)
                case None if body in (None, "", {}):
                    if (top := open_views.modal(view.user)) and top.id == view.id:
                        open_views.pop(view.user)
                case _:
                    workspace.world.tell(view.user, _NO_CONNECTION)
        except SlackError as error:
            workspace.world.tell(view.user, f"{_NO_CONNECTION} ({error.code}: {'; '.join(error.more.get('errors', ()))})")
        workspace.world.changed()
        return {}

    def _shown_errors(self, view: View, errors: Any) -> dict[str, str]:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            self.workspace.world.tell(view.user, _NO_CONNECTION)
            return {}
        return {block: str(sentence) for block, sentence in errors.items()}

    def _place(self, user: str, channel: str | None, ts: str | None, view_id: str | None) -> Message | View:
        self._person(user)
        if view_id is not None:
            view = self.workspace.world.open_views.find(view_id)
            if view is None or view.user != user:
                raise SandboxRefused("This view is not open.")
            top = self.workspace.world.open_views.modal(user)
            if view.type == "modal" and top is not None and top.id != view.id:
                raise SandboxRefused("Another modal lies over this one.")
            return view
        if channel is None or ts is None:
            raise SandboxRefused("Say where: channel and ts of a message, or view_id.")
        message = self._visible(user, channel, ts)
        if user not in self._room(channel).members:
            raise SandboxRefused(f"Join #{self._room(channel).name} first.")
        return message


def _place_id(place: Message | View) -> str:
    return place.id if isinstance(place, View) else f"{place.channel}:{place.ts}"


def _element(place: Message | View, action_id: str, block_id: str | None) -> tuple[Json, Json]:
    found = [
        (block, element)
        for block, element in elements([*place.blocks, *(place.unfurled if isinstance(place, Message) else ())])
        if element["action_id"] == action_id and block_id in (None, block["block_id"])
    ]
    if not found:
        raise SandboxRefused(f"There is no '{action_id}' here{f' in the block {block_id}' if block_id else ''}.")
    if len(found) > 1:
        raise SandboxRefused(f"There are {len(found)} '{action_id}' here; say the block_id.")
    return found[0]


def _incomplete(view: View) -> dict[str, str]:
    """Return what the client itself refuses, by block id."""
    found = {}
    for block, element in elements(view.blocks):
        if block["type"] != "input":
            continue
        state = view.values[block["block_id"]][element["action_id"]]
        if is_empty(state):
            if not block.get("optional"):
                found[block["block_id"]] = "Please complete this required field."
        elif said := complaint(element, state):
            found[block["block_id"]] = said
    return found
