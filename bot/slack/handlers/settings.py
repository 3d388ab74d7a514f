"""Handlers of a workspace's settings, which its admins change in App Home."""

from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.newsroom import save_settings
from bot.slack.context import SlackContext
from bot.slack.forms import settings as settings_form
from bot.slack.forms.fields import FormFaults
from bot.slack.forms.settings import Field
from bot.slack.home import publish
from bot.slack.modals import open_modal
from bot.slack.request import Answer, Request, errors, options
from bot.slack.shown import queue_of
from storage import cards

MOST_FOUND = 100


def change(slack: SlackContext, request: Request) -> None:
    """Open the form of the settings."""
    with open_modal(slack, request, "Settings") as show:
        slack.members.require_admin(request.workspace, request.person)
        show(settings_form.draw(slack.settings(request.workspace), dict(slack.members.groups(request.workspace))))


def save(slack: SlackContext, request: Request) -> Answer:
    """Save the settings of the submitted form."""
    workspace, person = request.workspace, request.person
    slack.members.require_admin(workspace, person)
    old = slack.settings(workspace)
    wanted = settings_form.parse(request.payload, old)
    if isinstance(wanted, FormFaults):
        return errors(wanted)
    if faults := _faults(slack, workspace, old, wanted):
        return errors(faults)
    with slack.services.database.transaction(workspace) as s:
        save_settings(s, wanted, by=person, at=slack.now())
        if wanted.reactions != old.reactions:
            cards.reactions_changed(s, slack.now())
    slack.background.run(lambda: publish(slack, workspace, person, queue_of(request)))
    return None


def find_groups(slack: SlackContext, request: Request) -> Answer:
    """Find user groups by what somebody types."""
    slack.members.require_admin(request.workspace, request.person)
    typed = request.value.casefold()
    found = [(name, id_) for id_, name in slack.members.groups(request.workspace) if typed in name.casefold()]
    return options(found[:MOST_FOUND])


def _faults(slack: SlackContext, workspace: str, old: WorkspaceSettings, wanted: WorkspaceSettings) -> dict[str, str]:
    """Return what is wrong with newly chosen channels, by block id."""
    faults: dict[str, str] = {}
    new = [(Field.WATCHED, channel) for channel in wanted.watched_channels if channel not in old.watched_channels]
    if wanted.reminder_channel is not None and wanted.reminder_channel != old.reminder_channel:
        new.append((Field.REMINDER_CHANNEL, wanted.reminder_channel))
    if wanted.home_channel is not None and wanted.home_channel != old.home_channel:
        new.append((Field.HOME, wanted.home_channel))
    if wanted.public_channel is not None and wanted.public_channel != old.public_channel:
        new.append((Field.PUBLIC_CHANNEL, wanted.public_channel))
    for field, channel in new:
        if why := slack.members.why_not_here(workspace, channel, wanted):
            faults[field] = why
    return faults
