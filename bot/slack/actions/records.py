"""The record, on demand: show an event, share it, give it a home, explain how confidence is assessed."""

from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.domain.card import CardKind, Spot
from bot.slack.door import channel_of, person_of
from bot.slack.forms import home_channel, shared
from bot.slack.names import Action, Modal
from bot.slack.office import Office
from bot.slack.render import event_shown
from bot.slack.views.modal_fields import Field
from bot.slack.views.modals import event_modal, home_channel_modal, rules_modal, share_modal
from bot.slack.windows import chosen, named, window
from storage import cards, events, homes, search

FOUND = 20


def register(app: App, office: Office) -> None:
    """Listen to the buttons of event cards, their windows, and the search for events in windows."""

    @app.action(named(Action.SHOW_EVENT))
    def show(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        with window(office, workspace, body, "Event") as fill:
            office.members.require_own(workspace, person_of(body))
            with office.desk.database.transaction(workspace, read_only=True) as s:
                shown = event_shown(s, str(chosen(action)), office.now(), public=False)
            fill(event_modal(shown))

    @app.action(named(Action.EXPLAIN))
    def explain(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        with window(office, context.team_id or "", body, "Confidence") as fill:
            fill(rules_modal())

    @app.action(named(Action.SHARE_EVENT))
    def ask_where(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        with window(office, workspace, body, "Share this event") as fill:
            office.members.require_own(workspace, person_of(body))
            with office.desk.database.transaction(workspace, read_only=True) as s:
                event = events.get(s, str(action.get("value")))
            fill(share_modal(event.slug, event.headline))

    @app.view(Modal.SHARE)
    def share(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        workspace, person = context.team_id or "", person_of(body)
        office.members.require_own(workspace, person)
        slug, channel = shared(view)
        if why := office.members.why_not_here(workspace, channel, office.settings(workspace)):
            ack(response_action="errors", errors={Field.CHANNEL: why})
            return
        with office.desk.database.transaction(workspace) as s:
            cards.want(s, f"share:{view['id']}", CardKind.EVENT, Spot(channel=channel), at=office.now(), event=slug)
        office.cards_due.ring()
        ack(response_action="clear")

    @app.action(named(Action.HOME_CHANNEL))
    def ask_home(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        with window(office, workspace, body, "Home channel") as fill:
            office.members.require_editor(workspace, person_of(body), office.settings(workspace), channel_of(body))
            with office.desk.database.transaction(workspace, read_only=True) as s:
                event = events.get(s, str(action.get("value")))
                home = homes.of_event(s, event.slug)
            fill(home_channel_modal(event.slug, event.headline, home))

    @app.view(Modal.HOME_CHANNEL)
    def give_home(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        workspace, person = context.team_id or "", person_of(body)
        office.members.require_editor(workspace, person, office.settings(workspace), None)
        slug, channel = home_channel(view)
        if channel is not None and (why := office.members.why_not_here(workspace, channel, office.settings(workspace))):
            ack(response_action="errors", errors={Field.CHANNEL: why})
            return
        with office.desk.database.transaction(workspace) as s:
            homes.give(s, slug, channel, person, office.now())
        ack(response_action="clear")

    @app.options(Action.FIND_EVENT)
    def find(ack: Ack, payload: dict[str, Any], context: BoltContext) -> None:
        words = str(payload.get("value") or "").strip()[:200]
        with office.desk.database.transaction(context.team_id or "", read_only=True) as s:
            found = search.find(s, words, FOUND) if words else events.list_(s, FOUND)
        ack(options=[{"text": {"type": "plain_text", "text": e.headline[:75]}, "value": e.slug} for e in found])

    @app.action(named(Action.OPEN_LINK))
    def opened(ack: Ack) -> None:
        ack()
