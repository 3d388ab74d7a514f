"""Handlers of a newsroom's own reports: the shortcut on a message, and its form."""

from bot.domain.card import Spot
from bot.domain.errors import BadInput
from bot.domain.model import Event
from bot.pipeline.own_reporting import log
from bot.slack.context import SlackContext
from bot.slack.forms import own_report as form
from bot.slack.forms.fields import Filled, FormFaults
from bot.slack.handlers.messages import source_of
from bot.slack.links import links_of
from bot.slack.modals import open_modal, update_modal
from bot.slack.request import Answer, Request, errors
from storage import cards, events, proposals
from storage.session import WorkspaceSession


def ask(slack: SlackContext, request: Request) -> None:
    """Open the form on a message, with the event of the card in its thread."""
    workspace, person, channel = request.workspace, request.person, request.channel or ""
    with open_modal(slack, request, "Log our own report") as show:
        slack.members.require_own(workspace, person)
        direct = channel.startswith("D")
        if not direct and (why := slack.members.why_not_here(workspace, channel, slack.settings(workspace))):
            raise BadInput(why)
        message = request.body["message"]
        ts = str(message["ts"])
        thread = str(message.get("thread_ts") or ts)
        with slack.services.database.transaction(workspace, read_only=True) as s:
            event = _event_in(s, channel, thread)
        # From direct messages with others, the card goes to the person's messages with the bot.
        place = form.Place(person, None, ts) if direct else form.Place(channel, thread, ts)
        show(form.draw(place, event, today=slack.now().date(), text=_words(message)))


def choose_event(slack: SlackContext, request: Request) -> None:
    """Show the claims of the event that was chosen in the form."""
    workspace, view = request.workspace, request.view
    slack.members.require_own(workspace, request.person)
    slug = form.event_of(view)
    with slack.services.database.transaction(workspace, read_only=True) as s:
        event = events.get(s, slug) if slug else None
    filled = Filled.of(view)
    drawn = form.draw(form.place_of(view), event, today=slack.now().date(), text="", given=filled)
    update_modal(slack.client(workspace), {"id": view["id"]}, drawn)


def propose(slack: SlackContext, request: Request) -> Answer:
    """Propose the report of the submitted form; its card stands in the thread."""
    workspace, person = request.workspace, request.person
    slack.members.require_own(workspace, person)
    place, given = form.place_of(request.payload), form.parse(request.payload, today=slack.now().date())
    if isinstance(given, FormFaults):
        return errors(given)
    # The form is sent once; a further one about the same message is a report of its own.
    form_id, message = request.view.get("id"), source_of(place.channel, place.message)
    log(
        slack.services,
        workspace,
        given,
        key=f"own:{message}:{form_id}",
        by=person,
        place=place.channel,
        spot=Spot(channel=place.channel, thread=place.thread),
    )
    return None


def _event_in(s: WorkspaceSession, channel: str, thread: str) -> Event | None:
    """Find the event that the first card in a thread is about."""
    for card in cards.in_thread(s, channel, thread):
        made = [card.proposal_id] if card.proposal_id is not None else []
        if not made and card.submission_id is not None:
            made = [filed.id for filed in proposals.of_submission(s, card.submission_id)]
        slug = card.event or next((slug for id_ in made if (slug := proposals.event_of(s, id_))), None)
        if slug is not None:
            return events.get(s, slug)
    return None


def _words(message: object) -> str:
    """Return what a message says, on one line and without its links."""
    return links_of(message, asked=True).note if isinstance(message, dict) else ""
