"""Handlers of the windows in which an editor says that two events are one."""

from bot.domain.errors import BadInput
from bot.domain.record import EditKind
from bot.domain.wording import MERGED_FIRST
from bot.pipeline.merge_events import merge, preview
from bot.slack.context import SlackContext
from bot.slack.deciding import require_editor
from bot.slack.forms import merge_events as form
from bot.slack.forms.fields import FormFaults
from bot.slack.forms.other_event import EVENT
from bot.slack.modals import open_modal
from bot.slack.render import event_message
from bot.slack.request import Answer, Request, errors, updated
from bot.slack.views.modals import event_modal, notice_modal
from storage import events


def ask_which(slack: SlackContext, request: Request) -> None:
    """Open the window that asks with which event this one is the same."""
    with open_modal(slack, request, "Merge two events") as show:
        require_editor(slack, request)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            event = events.get(s, request.value)
        show(form.draw(event))


def compare(slack: SlackContext, request: Request) -> Answer:
    """Show the claims of both events side by side."""
    require_editor(slack, request)
    chosen = form.parse(request.payload)
    try:
        return updated(form.draw_pairs(preview(slack.services, request.workspace, chosen.gone, chosen.kept)))
    except BadInput as error:
        return errors({EVENT: error.sentence})


def show_consequences(slack: SlackContext, request: Request) -> Answer:
    """Show what the merger would do, before anything is done."""
    require_editor(slack, request)
    paired = form.parse_pairs(request.payload)
    gone, kept = paired.events
    with slack.services.database.transaction(request.workspace, read_only=True) as s:
        pairs = paired.of(events.get(s, gone), events.get(s, kept))
    return updated(form.draw_consequences(preview(slack.services, request.workspace, gone, kept, pairs), paired))


def do(slack: SlackContext, request: Request) -> Answer:
    """Merge the two, with the reason of the submitted window, and show the event that is left, or that it is a first look."""
    require_editor(slack, request)
    given = form.parse_confirmed(request.payload)
    if isinstance(given, FormFaults):
        return errors(given)
    gone, kept = given.paired.events
    with slack.services.database.transaction(request.workspace, read_only=True) as s:
        pairs = given.paired.of(events.get(s, gone), events.get(s, kept))
    made = merge(slack.services, request.workspace, gone, kept, pairs, by=request.person, reason=given.reason, seen=given.seen)
    if made.kind is EditKind.MERGE_FIRST_LOOK:
        return updated(notice_modal(MERGED_FIRST, "Merge two events"))
    with slack.services.database.transaction(request.workspace, read_only=True) as s:
        shown = event_message(s, kept, slack.now(), public=False)
    return updated(event_modal(shown))
