"""Handlers of App Home: it is opened, somebody chooses what of the queue to see, and files what adds nothing."""

from collections.abc import Mapping

from bot.domain.errors import BadInput
from bot.pipeline.filing import Outcome, file_all, fileable
from bot.slack.context import SlackContext
from bot.slack.forms import file_all as form
from bot.slack.home import QUEUE, publish
from bot.slack.modals import open_modal, update_modal
from bot.slack.request import Answer, Request, updated
from bot.slack.shown import ANY, QueueView, queue_of
from storage import handling, proposals


def opened(slack: SlackContext, request: Request) -> None:
    """Draw somebody's App Home."""
    if request.payload.get("tab", "home") == "home":
        slack.background.run(lambda: publish(slack, request.workspace, request.person))


def choose(slack: SlackContext, request: Request) -> None:
    """Show those proposals of the queue that somebody chose, from the first page on."""
    which = QueueView.parse(f"{request.value}:0").which
    queue = (queue_of(request) or QueueView())._replace(which=which, page=0)
    slack.background.run(lambda: publish(slack, request.workspace, request.person, queue))


def narrow(slack: SlackContext, request: Request) -> None:
    """Narrow the queue to an event, a kind of event or whoever brought the links, or show all of it again."""
    now, name = queue_of(request) or QueueView(), str(request.payload.get("action_id") or "").partition(":")[2]
    if name in ("", "all"):
        queue = QueueView(now.which, mine=now.mine)
    else:
        queue = now.narrowed(name, str(request.payload.get("selected_user") or request.value or ANY))
    slack.background.run(lambda: publish(slack, request.workspace, request.person, queue))


def turn_page(slack: SlackContext, request: Request) -> None:
    """Show another page of the queue."""
    queue = QueueView.parse(request.value)
    slack.background.run(lambda: publish(slack, request.workspace, request.person, queue))


def list_nothing_new(slack: SlackContext, request: Request) -> None:
    """List the proposals that add nothing, before they are filed."""
    workspace, person = request.workspace, request.person
    with open_modal(slack, request, "File") as show:
        slack.members.require_editor(workspace, person, slack.settings(workspace), None)
        with slack.services.database.transaction(workspace, read_only=True) as s:
            waiting = proposals.waiting(s, QUEUE)
            handled = handling.now_on_each(s, [filed.id for filed in waiting], slack.now())
            adding_nothing = fileable(slack.services, s, slack.settings(workspace), waiting, person, handled)
        if not adding_nothing:
            raise BadInput("Nothing is left to file.")
        show(form.draw(adding_nothing))


def file_listed(slack: SlackContext, request: Request) -> Answer:
    """File the listed proposals in the background, since Slack waits three seconds only; then say which were not, and why."""
    slack.members.require_editor(request.workspace, request.person, slack.settings(request.workspace), None)
    listed = form.parse(request.payload)
    slack.background.run(lambda: _file(slack, request, listed))
    return updated(form.filing(len(listed)))


def _file(slack: SlackContext, request: Request, listed: Mapping[int, int]) -> None:
    workspace, person, found = request.workspace, request.person, list[Outcome]()
    try:
        for outcome in file_all(slack.services, workspace, listed, by=person):
            found.append(outcome)
    finally:
        # What was filed before an error is on record, and its editor is told so.
        try:
            view = form.outcome(found, len(listed))
            update_modal(slack.client(workspace), {"id": request.view.get("id")}, view)
        finally:
            publish(slack, workspace, person, queue_of(request))
