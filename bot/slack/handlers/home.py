"""The handler of an opened App Home."""

from bot.slack.context import SlackContext
from bot.slack.home import publish
from bot.slack.request import Request


def opened(slack: SlackContext, request: Request) -> None:
    """Draw somebody's App Home."""
    if request.payload.get("tab", "home") == "home":
        slack.background.run(lambda: publish(slack, request.workspace, request.person))
