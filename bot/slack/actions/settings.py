"""The settings of a workspace, in App Home, for its admins."""

from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.slack.door import person_of
from bot.slack.forms import FormFaults, new_settings
from bot.slack.home import publish
from bot.slack.names import Action, Modal
from bot.slack.office import Office
from bot.slack.views.modals import settings_modal
from storage import workspace_settings


def register(app: App, office: Office) -> None:
    """Listen to “Change settings”, its window, and the search for user groups in it."""

    @app.action(Action.SETTINGS)
    def change(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        office.members.require_admin(workspace, person_of(body))
        view = settings_modal(office.settings(workspace))
        office.client(workspace).views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(Modal.SETTINGS)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        workspace, person = context.team_id or "", person_of(body)
        office.members.require_admin(workspace, person)
        wanted = new_settings(view, office.settings(workspace))
        if isinstance(wanted, FormFaults):
            ack(response_action="errors", errors=wanted)
            return
        with office.desk.database.transaction(workspace) as s:
            workspace_settings.save(s, wanted, person, office.now())
        ack()
        office.errands.run(lambda: publish(office, workspace, person))

    @app.options(Action.FIND_GROUP)
    def groups(ack: Ack, payload: dict[str, Any], context: BoltContext) -> None:
        typed = str(payload.get("value") or "").casefold()
        found = [(id_, name) for id_, name in office.members.groups(context.team_id or "") if typed in name.casefold()]
        ack(options=[{"text": {"type": "plain_text", "text": name[:75]}, "value": id_} for id_, name in found[:100]])
