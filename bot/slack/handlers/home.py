"""Handlers of App Home: it is opened, somebody chooses what of the queue to see, and files what adds nothing."""

from bot.domain.errors import BadInput
from bot.domain.urgency import Chosen
from bot.pipeline.filing import file_all
from bot.slack.context import SlackContext
from bot.slack.forms import file_all as form
from bot.slack.home import QUEUE, Look, fileable, publish
from bot.slack.modals import open_modal
from bot.slack.request import Answer, Request, updated
from storage import proposals


def opened(slack: SlackContext, request: Request) -> None:
    """Draw somebody's App Home."""
    if request.payload.get("tab", "home") == "home":
        slack.background.run(lambda: publish(slack, request.workspace, request.person))


def choose(slack: SlackContext, request: Request) -> None:
    """Show those proposals of the queue that somebody chose, from the first page on."""
    look = Look(_chosen(request.value))
    slack.background.run(lambda: publish(slack, request.workspace, request.person, look))


def turn_page(slack: SlackContext, request: Request) -> None:
    """Show another page of the queue."""
    which, _, page = request.value.partition(":")
    if not (page.isascii() and page.isdigit() and len(page) < 5):
        raise BadInput("This button is too old; open App Home again.")
    look = Look(_chosen(which), int(page))
    slack.background.run(lambda: publish(slack, request.workspace, request.person, look))


def list_nothing_new(slack: SlackContext, request: Request) -> None:
    """List the proposals that add nothing, before they are filed."""
    workspace, person = request.workspace, request.person
    with open_modal(slack, request, "File") as show:
        slack.members.require_editor(workspace, person, slack.settings(workspace), None)
        with slack.services.database.transaction(workspace, read_only=True) as s:
            waiting = proposals.waiting(s, QUEUE)
        adding_nothing = fileable(waiting, person, slack.settings(workspace))
        if not adding_nothing:
            raise BadInput("None of the waiting proposals adds nothing any more. Close this window and open App Home again.")
        show(form.draw(adding_nothing))


def file_listed(slack: SlackContext, request: Request) -> Answer:
    """File the listed proposals, and say which were not filed and why."""
    workspace, person = request.workspace, request.person
    slack.members.require_editor(workspace, person, slack.settings(workspace), None)
    filing = file_all(slack.services, workspace, form.parse(request.payload), by=person)
    slack.background.run(lambda: publish(slack, workspace, person))
    return updated(form.outcome(filing))


def _chosen(value: str) -> Chosen:
    try:
        return Chosen(value)
    except ValueError as error:
        raise BadInput("This choice is too old; open App Home again.") from error
