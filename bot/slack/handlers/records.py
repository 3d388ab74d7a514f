"""Handlers of the record: show an event, share it, set its home channel, retract or reopen it; explain confidence."""

import io

from bot.domain.card import CardKind, Spot
from bot.domain.errors import Refused, SecondSourceError
from bot.domain.page_access import PageAccess
from bot.domain.record import EditKind
from bot.domain.wording import RETRACTED_FIRST
from bot.pipeline.edit_event import first_look_at_retraction, reopen, retract
from bot.slack.context import SlackContext
from bot.slack.error_handler import tell_person
from bot.slack.files import send_file
from bot.slack.forms import home_channel as home_channel_form
from bot.slack.forms import share as share_form
from bot.slack.forms import switch_event as switch_form
from bot.slack.forms.fields import FormFaults
from bot.slack.modals import open_modal
from bot.slack.render import catch_up_message, event_history, event_message
from bot.slack.request import CLEAR, Answer, Request, errors, options, updated
from bot.slack.text import escape
from bot.slack.views.modal_reading import rules_modal
from bot.slack.views.modals import catch_up_modal, event_modal, notice_modal
from storage import cards, events, pages, search

MOST_FOUND = 20


def show_event(slack: SlackContext, request: Request) -> None:
    """Show an event's card in a modal."""
    with open_modal(slack, request, "Event") as fill:
        slack.members.require_own(request.workspace, request.person)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            shown = event_message(s, request.value, slack.now(), public=False)
        fill(event_modal(shown))


def catch_up(slack: SlackContext, request: Request) -> None:
    """Show in a modal what whoever joins late has to know of an event."""
    with open_modal(slack, request, "Catch up") as fill:
        slack.members.require_own(request.workspace, request.person)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            shown = catch_up_message(s, request.value, slack.now(), request.person)
        fill(catch_up_modal(shown))


def show_history(slack: SlackContext, request: Request) -> None:
    """Show in a modal all that happened to an event."""
    with open_modal(slack, request, "History") as fill:
        slack.members.require_own(request.workspace, request.person)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            shown = event_history(s, request.value)
        fill(shown)


def export_evidence(slack: SlackContext, request: Request) -> None:
    """Send an editor the pack of an event, in their messages with the bot."""
    workspace, person, slug = request.workspace, request.person, request.value
    slack.members.require_editor(workspace, person, slack.settings(workspace), request.channel)
    with slack.services.database.transaction(workspace, read_only=True) as s:
        events.get(s, slug)
    slack.background.run(lambda: _send_evidence(slack, workspace, person, slug))
    tell_person(slack, request, "The evidence is on its way to your messages with me.")


def _send_evidence(slack: SlackContext, workspace: str, person: str, slug: str) -> None:
    # Only this needs what writes web archives.
    from bot.packs.pack import make_pack

    out = io.BytesIO()
    try:
        with slack.services.database.transaction(workspace, read_only=True) as s:
            made = make_pack(s, slug, slack.now(), out, slack.services.authority)
    except SecondSourceError as error:
        slack.client(workspace).chat_postMessage(channel=person, text=escape(error.sentence))
        return
    send_file(
        slack,
        workspace,
        person,
        told="Here is the evidence that you asked for.",
        name=f"{slug}-evidence.zip",
        title=made.headline,
        alt="An event with its reports, history and archived pages",
        about="Whoever gets this can verify it: second-source verify FILE. It names editors and gives their reasons.",
        content=out.getvalue(),
    )


def explain_confidence(slack: SlackContext, request: Request) -> None:
    """Show how confidence is assessed."""
    with open_modal(slack, request, "Confidence") as fill:
        slack.members.require_own(request.workspace, request.person)
        fill(rules_modal())


def ask_where_to_share(slack: SlackContext, request: Request) -> None:
    """Open the form that shares an event."""
    with open_modal(slack, request, "Share this event") as fill:
        slack.members.require_own(request.workspace, request.person)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            event, access = events.get(s, request.value), pages.access_of(s, request.value)
        fill(share_form.draw(event.slug, event.headline, _page(slack, request, event.slug, access)))


def share(slack: SlackContext, request: Request) -> Answer:
    """Have an event's card posted in the chosen channel."""
    workspace = request.workspace
    slack.members.require_own(workspace, request.person)
    slug, channel = share_form.parse(request.payload)
    if why := slack.members.why_not_here(workspace, channel, slack.settings(workspace)):
        return errors({share_form.CHANNEL: why})
    with slack.services.database.transaction(workspace) as s:
        key = f"share:{request.view['id']}"
        cards.want(s, key, CardKind.EVENT, Spot(channel=channel), at=slack.now(), event=slug)
    return CLEAR


def _page(slack: SlackContext, request: Request, slug: str, access: PageAccess) -> share_form.Page | None:
    """Return the link of an event's page for whoever asks: that of an unlisted one is for editors."""
    workspace, unlisted = request.workspace, access is PageAccess.UNLISTED
    if access is PageAccess.OFF:
        return None
    if unlisted and not slack.members.is_editor(workspace, request.person, slack.settings(workspace)):
        return None
    address = slack.page_link(workspace, slug, unlisted)
    return None if address is None else share_form.Page(address, unlisted)


def ask_for_home(slack: SlackContext, request: Request) -> None:
    """Open the form that sets an event's home channel."""
    workspace = request.workspace
    with open_modal(slack, request, "Home channel") as fill:
        slack.members.require_editor(workspace, request.person, slack.settings(workspace), request.channel)
        with slack.services.database.transaction(workspace, read_only=True) as s:
            event = events.get(s, request.value)
            home = events.home_of(s, event.slug)
        fill(home_channel_form.draw(event.slug, event.headline, home))


def give_home(slack: SlackContext, request: Request) -> Answer:
    """Set or clear an event's home channel."""
    workspace, person = request.workspace, request.person
    slack.members.require_editor(workspace, person, slack.settings(workspace), None)
    slug, channel = home_channel_form.parse(request.payload)
    if channel is not None and (why := slack.members.why_not_here(workspace, channel, slack.settings(workspace))):
        return errors({home_channel_form.CHANNEL: why})
    with slack.services.database.transaction(workspace) as s:
        events.give_home(s, slug, channel, person, slack.now())
    return CLEAR


def ask_why_to_switch(kind: EditKind, slack: SlackContext, request: Request) -> None:
    """Open the form that retracts or reopens an event."""
    workspace = request.workspace
    with open_modal(slack, request, "Event") as fill:
        slack.members.require_editor(workspace, request.person, slack.settings(workspace), request.channel)
        with slack.services.database.transaction(workspace, read_only=True) as s:
            event = events.get(s, request.value)
            first = first_look_at_retraction(s, event.slug) if kind is EditKind.RETRACT else None
        if (event.retracted_because is not None) is (kind is EditKind.RETRACT):
            raise Refused("Somebody was faster: the event has changed. Close this window and open the event again.")
        fill(switch_form.draw(kind, event, first))


def switch(slack: SlackContext, request: Request) -> Answer:
    """Retract or reopen an event with the reason of the submitted form, and show the event, or that it is a first look."""
    workspace = request.workspace
    slack.members.require_editor(workspace, request.person, slack.settings(workspace), None)
    given = switch_form.parse(request.payload)
    if isinstance(given, FormFaults):
        return errors(given)
    do = retract if given.kind is EditKind.RETRACT else reopen
    made = do(slack.services, workspace, given.event, by=request.person, reason=given.reason)
    if made.kind is EditKind.FIRST_LOOK:
        return updated(notice_modal(RETRACTED_FIRST, "Retract event"))
    with slack.services.database.transaction(workspace, read_only=True) as s:
        shown = event_message(s, given.event, slack.now(), public=False)
    return updated(event_modal(shown))


def find_events(slack: SlackContext, request: Request) -> Answer:
    """Find events by what somebody types; the latest if nothing is typed."""
    slack.members.require_own(request.workspace, request.person)
    words = request.value.strip()[:200]
    with slack.services.database.transaction(request.workspace, read_only=True) as s:
        found = search.find(s, words, MOST_FOUND) if words else events.list_(s, MOST_FOUND)
    return options((event.headline, event.slug) for event in found)
