"""A page that cannot be read: its text is pasted instead, and the card under the link shows what comes of that."""

from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.pipeline.intake import Link, take_in
from bot.slack.door import person_of
from bot.slack.forms import FormFaults, pasted
from bot.slack.names import Action, Modal
from bot.slack.office import Office
from bot.slack.views.modals import paste_modal
from bot.slack.windows import named, number_of, window
from storage import submissions


def register(app: App, office: Office) -> None:
    """Listen to “Paste the text”, and to its window."""

    @app.action(named(Action.PASTE))
    def ask(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        with window(office, workspace, body, "Paste the text") as show:
            office.members.require_own(workspace, person_of(body))
            with office.desk.database.transaction(workspace, read_only=True) as s:
                submission = submissions.get(s, number_of(action.get("value")))
            show(paste_modal(submission.id, submission.url))

    @app.view(Modal.PASTE)
    def given(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        workspace, person = context.team_id or "", person_of(body)
        office.members.require_own(workspace, person)
        form = pasted(view)
        if isinstance(form, FormFaults):
            ack(response_action="errors", errors=form)
            return
        submission_id, text = form
        with office.desk.database.transaction(workspace, read_only=True) as s:
            old = submissions.get(s, submission_id)
        link = Link(
            key=f"slack:view:{view['id']}",
            by=person,
            place=old.place,
            url=old.url,
            text=text,
            note=old.note,
            event=old.event_hint,
            instead_of=submission_id,
        )
        take_in(office.desk, workspace, link)
        office.links_came.ring()
        office.cards_due.ring()
        ack()
