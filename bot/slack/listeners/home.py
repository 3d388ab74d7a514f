"""App Home is opened."""

from typing import Any

from slack_bolt import App, BoltContext

from bot.slack.home import publish
from bot.slack.office import Office


def register(app: App, office: Office) -> None:
    """Listen to people who open App Home."""

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], context: BoltContext) -> None:
        if event.get("tab", "home") == "home":
            workspace, person = context.team_id or "", str(event["user"])
            office.errands.run(lambda: publish(office, workspace, person))
