"""The settings of a workspace, in App Home, for its admins."""

from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.domain.workspace import WorkspaceSettings
from bot.slack.door import person_of
from bot.slack.forms import FormFaults, new_settings
from bot.slack.home import publish
from bot.slack.names import Action, Modal
from bot.slack.office import Office
from bot.slack.views.modal_fields import Field
from bot.slack.views.modals import settings_modal
from bot.slack.windows import window
from storage import workspace_settings


def register(app: App, office: Office) -> None:
    """Listen to “Change settings”, its window, and the search for user groups in it."""

    @app.action(Action.SETTINGS)
    def change(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        with window(office, workspace, body, "Settings") as show:
            office.members.require_admin(workspace, person_of(body))
            show(settings_modal(office.settings(workspace), dict(office.members.groups(workspace))))

    @app.view(Modal.SETTINGS)
    def save(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        workspace, person = context.team_id or "", person_of(body)
        office.members.require_admin(workspace, person)
        old = office.settings(workspace)
        wanted = new_settings(view, old)
        faults = wanted if isinstance(wanted, FormFaults) else _faults(office, workspace, old, wanted)
        if isinstance(wanted, FormFaults) or faults:
            ack(response_action="errors", errors=faults)
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


def _faults(office: Office, workspace: str, old: WorkspaceSettings, wanted: WorkspaceSettings) -> dict[str, str]:
    """Say at its place what is wrong with the channels that were not among the settings before."""
    faults: dict[str, str] = {}
    new = [(Field.WATCHED, channel) for channel in wanted.watched_channels if channel not in old.watched_channels]
    if wanted.reminder_channel is not None and wanted.reminder_channel != old.reminder_channel:
        new.append((Field.REMINDER_CHANNEL, wanted.reminder_channel))
    if wanted.home_channel is not None and wanted.home_channel != old.home_channel:
        new.append((Field.HOME, wanted.home_channel))
    for field, channel in new:
        if why := office.members.why_not_here(workspace, channel, wanted):
            faults[field] = why
    return faults
