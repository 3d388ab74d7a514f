"""What people do on the page, as JSON: named values in, and what went wrong, if anything, out."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.clock import MovingClock
from bot.sandbox.local_slack.errors import SandboxRefused
from bot.sandbox.local_slack.local_slack import LocalSlack

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result: the sentence that Slack shows if something went wrong, errors by block id, options of an external select.

    `ts` is the id of a message that was posted.
    """

    problem: str = ""
    errors: Mapping[str, str] | None = None
    options: list[dict[str, Any]] | None = None
    ts: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON for the page's script."""
        return {"problem": self.problem, "errors": dict(self.errors or {}), "options": self.options or [], "ts": self.ts}


def act(slack: LocalSlack, name: str, given: Given) -> Outcome:
    """Do one action as one person; raises KeyError for an unknown action or a missing value."""
    action = _ACTIONS[name]
    user = str(given["as"])
    if user not in slack.world.people:
        return Outcome(problem="There is nobody with this id.")
    if slack.problem(user):
        slack.world.tell(user, "")
    try:
        outcome = action(slack, user, given)
    except SandboxRefused as refused:
        return Outcome(problem=str(refused))
    return outcome if outcome.problem else replace(outcome, problem=slack.problem(user))


def _post(slack: LocalSlack, user: str, given: Given) -> Outcome:
    text, thread = str(given["text"]), given.get("thread") or None
    channel = str(given["channel"])
    if not text.startswith("/"):
        return Outcome(ts=slack.post(user, channel, text, thread_ts=thread).ts)
    if text.split()[0] == "/invite":
        return _invite_by_name(slack, user, channel, text.removeprefix("/invite").strip())
    slack.command(user, channel, text, thread_ts=thread)
    return Outcome()


def _invite_by_name(slack: LocalSlack, user: str, channel: str, name: str) -> Outcome:
    wanted = name.removeprefix("@").casefold()
    for person in slack.world.people.values():
        if wanted in (person.name.casefold(), person.handle.casefold()):
            slack.invite(user, channel, person.id)
            return Outcome()
    return Outcome(f"There is nobody called “{name}” here. Write /invite and a name, such as /invite @Second Source.")


def _edit(slack: LocalSlack, user: str, given: Given) -> Outcome:
    slack.edit(user, str(given["channel"]), str(given["ts"]), str(given["text"]))
    return Outcome()


def _delete(slack: LocalSlack, user: str, given: Given) -> Outcome:
    slack.delete(user, str(given["channel"]), str(given["ts"]))
    return Outcome()


def _react(slack: LocalSlack, user: str, given: Given) -> Outcome:
    slack.react(user, str(given["channel"]), str(given["ts"]), str(given["name"]))
    return Outcome()


def _place(given: Given) -> dict[str, Any]:
    if given.get("view_id"):
        return {"view_id": str(given["view_id"])}
    return {"channel": str(given["channel"]), "ts": str(given["ts"])}


def _click(slack: LocalSlack, user: str, given: Given) -> Outcome:
    block = given.get("block_id") or None
    slack.click(user, action_id=str(given["action_id"]), block_id=block, value=given.get("value"), **_place(given))
    return Outcome()


def _fill(slack: LocalSlack, user: str, given: Given) -> Outcome:
    for each in given["values"]:
        slack.fill(user, str(given["view_id"]), str(each["block_id"]), str(each["action_id"]), each.get("value"))
    return Outcome()


def _submit(slack: LocalSlack, user: str, given: Given) -> Outcome:
    _fill(slack, user, given)
    return Outcome(errors=slack.submit(user, str(given["view_id"])))


def _close(slack: LocalSlack, user: str, given: Given) -> Outcome:
    slack.close(user, str(given["view_id"]))
    return Outcome()


def _suggest(slack: LocalSlack, user: str, given: Given) -> Outcome:
    found = slack.suggest(
        user,
        action_id=str(given["action_id"]),
        block_id=str(given["block_id"]),
        query=str(given["query"]),
        **_place(given),
    )
    return Outcome(options=found)


def _shortcut(slack: LocalSlack, user: str, given: Given) -> Outcome:
    place = {"channel": str(given["channel"]), "ts": str(given["ts"])} if given.get("ts") else {}
    slack.shortcut(user, str(given["callback_id"]), **place)
    return Outcome()


def _home(slack: LocalSlack, user: str, given: Given) -> Outcome:
    slack.open_home(user, "messages" if given.get("tab") == "messages" else "home")
    return Outcome()


def _join(slack: LocalSlack, user: str, given: Given) -> Outcome:
    slack.join(user, str(given["channel"]))
    return Outcome()


def _invite(slack: LocalSlack, user: str, given: Given) -> Outcome:
    slack.invite(user, str(given["channel"]), str(given["person"]))
    return Outcome()


def _ahead(slack: LocalSlack, _user: str, given: Given) -> Outcome:
    clock = slack.world.clock
    if not isinstance(clock, MovingClock):
        return Outcome("The time here is the machine's own; it cannot be moved.")
    clock.let_pass(dt.timedelta(minutes=int(given["minutes"])))
    slack.world.changed()
    return Outcome()


_ACTIONS: dict[str, Callable[[LocalSlack, str, Given], Outcome]] = {
    "post": _post,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "click": _click,
    "fill": _fill,
    "submit": _submit,
    "close": _close,
    "suggest": _suggest,
    "shortcut": _shortcut,
    "home": _home,
    "join": _join,
    "invite": _invite,
    "ahead": _ahead,
}
