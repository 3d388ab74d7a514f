"""What the stand-in refuses: to the app with Slack's error code, to people with a sentence."""

from typing import Any


class SlackError(Exception):
    """The app's call is answered `ok: false` with this code, as Slack answers it."""

    def __init__(self, code: str, /, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more

    @classmethod
    def because(cls, code: str, messages: list[str]) -> "SlackError":
        """Refuse with Slack's list of what is wrong where."""
        return cls(code, errors=messages, response_metadata={"messages": [f"[ERROR] {message}" for message in messages]})


class SandboxRefused(Exception):
    """Slack's client would not let a person do this; the message says why."""
