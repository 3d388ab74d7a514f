"""The registry of methods: who may call them, and how their arguments are read."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.values import Json
from bot.sandbox.local_slack.workspace import Workspace

_TRUE = ("1", "true", "True", "yes")


@dataclass(frozen=True, slots=True)
class Arguments:
    """A call's arguments: strings from a form or query, values from JSON."""

    given: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Return a text; empty if missing."""
        value = self.given.get(key)
        if value is None:
            return ""
        if isinstance(value, bool | list | dict):
            raise SlackError.because("invalid_arguments", [f"must be a string [json-pointer:/{key}]"])
        return str(value)

    def required(self, key: str, error: str = "invalid_arguments") -> str:
        """Return a text; raises SlackError if it is missing."""
        found = self.text(key)
        if not found:
            if error == "invalid_arguments":
                raise SlackError.because(error, [f"missing required field: {key}"])
            raise SlackError(error)
        return found

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a boolean."""
        value = self.given.get(key)
        return default if value is None or value == "" else value is True or str(value) in _TRUE

    def number(self, key: str, default: int, most: int, error: str = "invalid_limit") -> int:
        """Return a whole number from 1 to `most`."""
        found = self.text(key)
        if not found:
            return default
        if not found.lstrip("-").isdigit() or not 0 < int(found) <= most:
            raise SlackError(error)
        return int(found)

    def has(self, key: str) -> bool:
        """Return whether an argument was given."""
        return self.given.get(key) is not None

    def structure(self, key: str, error: str = "invalid_arguments") -> Any:
        """Return a JSON value, which a form sends as text; None if missing."""
        value = self.given.get(key)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


Work = Callable[[Workspace, Arguments], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its function and what it needs; `caller` is whose token: bot, app or anyone."""

    name: str
    work: Work
    scope: str | None
    caller: str


METHODS: dict[str, Method] = {}


def method(name: str, *, scope: str | None = None, caller: str = "bot") -> Callable[[Work], Work]:
    """Register a function as a method of the Web API."""

    def register(work: Work) -> Work:
        METHODS[name] = Method(name, work, scope, caller)
        return work

    return register


def need_scope(workspace: Workspace, scope: str) -> None:
    """Raise SlackError if the app lacks a scope; for calls whose scope depends on their arguments."""
    scopes = workspace.world.manifest.scopes
    if scope not in scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(scopes)))
