"""Shortcuts: “Submit as source” on a message, “Submit a source” anywhere, and the window in which a source is given."""

import hashlib
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.domain.card import Spot
from bot.domain.errors import BadInput
from bot.domain.record import SubmissionState
from bot.pipeline.intake import Link, take_in
from bot.slack.door import channel_of, person_of
from bot.slack.forms import FormFaults, SourceForm, source
from bot.slack.links import links_of, why_left_alone
from bot.slack.listeners.messages import source_of
from bot.slack.names import Action, Modal
from bot.slack.office import Office
from bot.slack.taking_in import Paste, take_links
from bot.slack.views.modals import source_modal
from bot.slack.windows import named, window
from storage import cards, events, submissions


def register(app: App, office: Office) -> None:
    """Listen to both shortcuts, to “Know another source?”, and to the window."""

    @app.shortcut("submit_message")
    def of_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace, person, channel = context.team_id or "", person_of(body), channel_of(body) or ""
        office.members.require_own(workspace, person)
        message = body["message"]
        found = links_of(message)
        if not found.urls:
            raise BadInput("There is no link in this message. To bring a text, use the shortcut “Submit a source”.")
        direct = channel.startswith("D")
        if not direct and (why := office.members.why_not_here(workspace, channel, office.settings(workspace))):
            raise BadInput(why)
        source, ts = source_of(channel, str(message["ts"])), str(message["ts"])
        paste = Paste(
            workspace=workspace,
            source=f"{source}:{body['trigger_id']}" if _came_to_nothing(office, workspace, source) else source,
            # A conversation of others: the answer goes to the person's own messages.
            channel=person if direct else channel,
            by=person,
            thread=None if direct else str(message.get("thread_ts") or ts),
            note=found.note,
            message=None if direct else ts,
        )
        taken = take_links(office, paste, found.urls)
        where = "in your messages with me" if direct else "in the thread"
        said = [f"I am reading it; the card will stand {where}."] if taken.links else []
        thread = message.get("thread_ts")
        sentence = "\n".join([*said, *taken.refusals])
        office.whisper(workspace, paste.channel, person, sentence, thread=None if direct or not thread else str(thread))

    @app.shortcut("submit_source")
    def anywhere(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        person = person_of(body)
        office.client(context.team_id or "").views_open(
            trigger_id=body["trigger_id"], view=source_modal(event=None, place=person)
        )

    @app.action(named(Action.ADD_SOURCE))
    def for_event(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        with window(office, workspace, body, "Submit a source") as show:
            with office.desk.database.transaction(workspace, read_only=True) as s:
                event = events.get(s, str(action.get("value")))
            show(source_modal(event=event, place=channel_of(body) or person_of(body)))

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
    if channel is None or channel.startswith("D"):
        return person
    return person if office.members.why_not_here(workspace, channel, office.settings(workspace)) else channel


def _came_to_nothing(office: Office, workspace: str, source: str) -> bool:
    """Tell whether all links of a message failed, or were withdrawn: then they may be brought once more."""
    with office.desk.database.transaction(workspace, read_only=True) as s:
        ids = {card.submission_id for card in cards.of_batch(s, source) if card.submission_id is not None}
        states = {submissions.get(s, id_).state for id_ in ids}
    return bool(states) and states <= {SubmissionState.FAILED, SubmissionState.WITHDRAWN}
