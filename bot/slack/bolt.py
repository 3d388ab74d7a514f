"""The Bolt app: the only module that uses Bolt. It calls the handler of each route, over Socket Mode and over HTTP."""

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.oauth import OAuthFlow
from structlog.contextvars import bound_contextvars

from bot.slack.clients import InstalledAuthorize, new_client
from bot.slack.context import SlackContext
from bot.slack.error_handler import handle_error
from bot.slack.request import Handler, Request
from bot.slack.routes import ANY, Kind, Route, routes

NOBODYS_SECRET = secrets.token_hex(32)
"""The signing secret for Socket Mode, where requests are not signed: nobody knows it, so nobody can sign with it."""
NOT_INSTALLED = "Second Source is not installed in this workspace (any more). An admin can install it again."


def make_bolt(
    slack: SlackContext,
    *,
    signing_secret: str,
    base_url: str,
    forget: Callable[[str], None],
    oauth_flow: OAuthFlow | None = None,
) -> App:
    """Make the app. Slack gets its answer after the handler returns, so an event that was not stored is sent again."""
    app = App(
        name="second-source",
        logger=logging.getLogger("slack_bolt"),
        client=new_client(base_url, None),
        signing_secret=signing_secret or NOBODYS_SECRET,
        authorize=InstalledAuthorize(slack.clients),  # type: ignore[arg-type]  # may return None
        oauth_flow=oauth_flow,
        process_before_response=True,
        user_facing_authorize_error_message=NOT_INSTALLED,
    )

    @app.error
    def on_error(error: Exception, request: BoltRequest, context: BoltContext) -> BoltResponse:
        return handle_error(slack, error, _request(request.body, {}, context))

    for route in routes(forget):
        _register(app, route, _listener(slack, route.handler))
    return app


def _register(app: App, route: Route, listener: Callable[..., None]) -> None:
    match route.kind:
        case Kind.EVENT:
            app.event({"type": route.id, "subtype": route.subtype} if route.subtype else route.id)(listener)
        case Kind.COMMAND:
            app.command(route.id)(listener)
        case Kind.SHORTCUT:
            app.shortcut(route.id)(listener)
        case Kind.ACTION:
            app.action(re.compile(".*" if route.id == ANY else rf"^{re.escape(route.id)}(:.*)?$"))(listener)
        case Kind.SUBMISSION:
            app.view(re.compile(".*") if route.id == ANY else route.id)(listener)
        case Kind.SEARCH:
            app.options(route.id)(listener)


def _listener(slack: SlackContext, handler: Handler) -> Callable[..., None]:
    # Bolt injects arguments by the parameters' names.
    def listen(ack: Ack, body: dict[str, Any], payload: dict[str, Any], context: BoltContext) -> None:
        # The log names what Slack sent, so that a link can be followed from there to its decision.
        with bound_contextvars(request=str(body.get("event_id") or body.get("trigger_id") or "")):
            answer = handler(slack, _request(body, payload, context))
        if isinstance(answer, str):
            ack(answer)
        else:
            ack(**(answer or {}))

    return listen


def _request(body: dict[str, Any], payload: dict[str, Any], context: BoltContext) -> Request:
    return Request.of(
        body,
        payload,
        workspace=context.team_id or "",
        bot_user=context.bot_user_id,
        organisation=context.enterprise_id,
    )
