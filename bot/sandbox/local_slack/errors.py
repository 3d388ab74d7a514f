"""What the local Slack refuses: the app gets Slack's error code, people get a sentence."""

from typing import Any


class SlackError(Exception):
    """The app's call gets the response `ok: false` with this code, as from Slack."""

    def __init__(self, code: str, /, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more

    @classmethod
    def because(cls, code: str, messages: list[str]) -> "SlackError":
        """Make an error with Slack's list of what is wrong where."""
        return cls(code, errors=messages, response_metadata={"messages": [f"[ERROR] {message}" for message in messages]})


class SandboxRefused(Exception):
    """Slack's client would not let a person do this; the message says why."""
