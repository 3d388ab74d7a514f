"""Shortcuts: “Submit as source” on a message, “Submit a source” anywhere, and the window in which a source is given."""

import hashlib
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.domain.card import Spot
from bot.domain.errors import BadInput
from bot.pipeline.intake import Link, take_in
from bot.slack.door import channel_of, person_of
from bot.slack.forms import FormFaults, SourceForm, source
from bot.slack.links import links_of, why_left_alone
from bot.slack.listeners.messages import source_of
from bot.slack.names import Action, Modal
from bot.slack.office import Office
from bot.slack.taking_in import Paste, take_links
from bot.slack.views.modals import source_modal
from storage import events


def register(app: App, office: Office) -> None:
    """Listen to both shortcuts, to “Know another source?”, and to the window."""

    @app.shortcut("submit_message")
    def of_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace, person, channel = context.team_id or "", person_of(body), channel_of(body) or ""
        office.members.require_own(workspace, person)
        office.members.require_own_channel(workspace, channel, office.settings(workspace))
        message = body["message"]
        found = links_of(message)
        if not found.urls:
            raise BadInput("There is no link in this message. To bring a text, use the shortcut “Submit a source”.")
        if not channel.startswith("D") and not office.members.channel(workspace, channel).joined:
            office.members.forget(workspace, channel)
            raise BadInput("I am not in this channel, so I could not answer here. /invite @Second Source first.")
        paste = Paste(
            workspace=workspace,
            source=source_of(channel, str(message["ts"])),
            channel=channel,
            by=person,
            thread=str(message.get("thread_ts") or message["ts"]),
            note=found.note,
            asked=True,
            message=str(message["ts"]),
        )
        taken = take_links(office, paste, found.urls)
        said = ["I am reading it; the card will stand in the thread."] if taken.links else []
        thread = message.get("thread_ts")
        office.whisper(workspace, channel, person, "\n".join([*said, *taken.refusals]), thread=str(thread) if thread else None)

    @app.shortcut("submit_source")
    def anywhere(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        person = person_of(body)
        office.client(context.team_id or "").views_open(
            trigger_id=body["trigger_id"], view=source_modal(event=None, place=person)
        )

    @app.action(Action.ADD_SOURCE)
    def for_event(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        with office.desk.database.transaction(workspace, read_only=True) as s:
            event = events.get(s, str(action.get("value")))
        place = channel_of(body) or person_of(body)
        client = office.client(workspace)
        show = client.views_push if (body.get("view") or {}).get("type") == "modal" else client.views_open
        show(trigger_id=body["trigger_id"], view=source_modal(event=event, place=place))

    @app.view(Modal.SOURCE)
    def given(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        workspace, person = context.team_id or "", person_of(body)
        office.members.require_own(workspace, person)
        form = source(view)
        if isinstance(form, FormFaults):
            ack(response_action="errors", errors=form)
            return
        place = _place(office, workspace, form.channel, person)
        settings = office.settings(workspace)
        if form.url and (why := why_left_alone(form.url, settings)):
            raise BadInput(f"This address {why}. Give the address of an article, or paste its text.")
        key = f"slack:view:{view['id']}"
        filed = take_in(office.desk, workspace, _link(form, key, person, place))
        office.links_came.ring()
        office.cards_due.ring()
        ack()
        if filed.again:
            office.whisper(workspace, place, person, "It was brought before; the card says what became of it.")


def _link(form: SourceForm, key: str, person: str, place: str) -> Link:
    digest = hashlib.sha256(f"{form.url}\n{form.text}".encode()).hexdigest()[:16]
    return Link(
        key=f"{key}:{digest}",
        by=person,
        place=place,
        url=form.url,
        text=form.text,
        note=form.note,
        event=form.event,
        spot=Spot(channel=place, batch=key),
    )


def _place(office: Office, workspace: str, channel: str | None, person: str) -> str:
    """Give the channel for the card: the one where the window was opened if we are in it, else the person's own messages."""
    if channel is None or channel == person or channel.startswith("D"):
        return channel or person
    settings = office.settings(workspace)
    office.members.require_own_channel(workspace, channel, settings)
    return channel if office.members.channel(workspace, channel).joined else person
