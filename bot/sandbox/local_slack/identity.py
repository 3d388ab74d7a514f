"""The app's ids, tokens and secrets in the local Slack; they are valid nowhere else."""

from dataclasses import dataclass

from bot.sandbox.local_slack.values import TEAM


@dataclass(frozen=True, slots=True)
class Identity:
    """The app's ids and credentials."""

    team: str = TEAM
    team_name: str = "Harbour Desk"
    team_domain: str = "harbour-desk"
    app_id: str = "A0SOURCE"
    bot_id: str = "B0SOURCE"
    bot_user: str = "U0SOURCE"
    bot_token: str = "xoxb-local-bot"  # noqa: S105 - valid only in the local Slack
    app_token: str = "xapp-local-app"  # noqa: S105
    signing_secret: str = "local-signing-secret"  # noqa: S105
    client_id: str = "100.200"
    client_secret: str = "local-client-secret"  # noqa: S105
    verification_token: str = "local-verification"  # noqa: S105
