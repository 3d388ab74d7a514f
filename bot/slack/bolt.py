"""The Bolt app with all its listeners; the same one over Socket Mode and over HTTP."""

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.oauth import OAuthFlow

from bot.slack.actions import deciding, digests, pasting, records, redirecting, settings
from bot.slack.clients import Doorkeeper, new_client
from bot.slack.door import answer_error, tell_person
from bot.slack.listeners import commands, home, lifecycle, messages, shortcuts
from bot.slack.listeners import digests as digest_command
from bot.slack.office import Office
from bot.slack.views.modal_fields import MERELY_CHANGED

TOO_OLD = "This button is from an older version of Second Source. Open the proposal from the app's Home."
NOBODYS_SECRET = secrets.token_hex(32)
"""Stands in over Socket Mode, where nothing is signed: no request can be signed with it."""
NOT_INSTALLED = "Second Source is not installed in this workspace (any more). An admin can install it again."


def make_bolt(
    office: Office,
    *,
    signing_secret: str,
    base_url: str,
    forget: Callable[[str], None],
    oauth_flow: OAuthFlow | None = None,
) -> App:
    """Make the app. Events are acknowledged after their listener, so what was not stored is sent again by Slack."""
    app = App(
        name="second-source",
        logger=logging.getLogger("slack_bolt"),
        client=new_client(base_url, None),
        signing_secret=signing_secret or NOBODYS_SECRET,
        authorize=Doorkeeper(office.clients),  # type: ignore[arg-type]  # may give None
        oauth_flow=oauth_flow,
        process_before_response=True,
        user_facing_authorize_error_message=NOT_INSTALLED,
    )

    @app.error
    def door(error: Exception, request: BoltRequest, context: BoltContext) -> BoltResponse:
        return answer_error(office, error, request, context.team_id)

    messages.register(app, office)
    commands.register(app, office)
    shortcuts.register(app, office)
    home.register(app, office)
    lifecycle.register(app, office, forget=forget)
    deciding.register(app, office)
    redirecting.register(app, office)
    pasting.register(app, office)
    records.register(app, office)
    settings.register(app, office)
    digests.register(app, office)
    digest_command.register(app, office)
    _answer_the_rest(app, office)
    return app


def _answer_the_rest(app: App, office: Office) -> None:
    """No click goes without an answer, also those that nobody listens to (any more)."""
    parts = "|".join(map(re.escape, MERELY_CHANGED))

    @app.action(re.compile(rf"^({parts})(:.*)?$"))
    def changed(ack: Ack) -> None:
        ack()

    @app.action(re.compile(".*"))
    def unknown(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        tell_person(office, context.team_id or "", body, TOO_OLD)

    @app.view(re.compile(".*"))
    def unknown_view(ack: Ack) -> None:
        ack(response_action="clear")
