"""Handlers of sources that people bring by a form or a shortcut: a link, or the text of a page that cannot be read."""

import hashlib

from bot.domain.card import Spot
from bot.domain.errors import BadInput, Refused
from bot.domain.record import SubmissionState
from bot.domain.wrapped_addresses import bare_address
from bot.pipeline.intake import Link, accept_link
from bot.pipeline.show import bring_to
from bot.slack.context import SlackContext
from bot.slack.forms import paste as paste_form
from bot.slack.forms import source as source_form
from bot.slack.forms.fields import FormFaults
from bot.slack.forms.source import SourceForm
from bot.slack.handlers.messages import source_of
from bot.slack.intake import Paste, accept_links
from bot.slack.links import links_of, why_left_alone
from bot.slack.modals import number_of, open_modal
from bot.slack.request import Answer, Request, errors
from storage import cards, events, submissions


def submit_message(slack: SlackContext, request: Request) -> None:
    """Accept the links of the message on which somebody chose “Submit as source”."""
    workspace, person, channel = request.workspace, request.person, request.channel or ""
    slack.members.require_own(workspace, person)
    message = request.body["message"]
    found = links_of(message, asked=True)
    if not found.urls:
        raise BadInput("There is no link in this message. To bring a text, use the shortcut “Submit a source”.")
    direct = channel.startswith("D")
    if not direct and (why := slack.members.why_not_here(workspace, channel, slack.settings(workspace))):
        raise BadInput(why)
    source, ts = source_of(channel, str(message["ts"])), str(message["ts"])
    paste = Paste(
        workspace=workspace,
        source=f"{source}:{request.trigger_id}" if _all_failed(slack, workspace, source) else source,
        # From direct messages with others, the card goes to the person's messages with the bot.
        channel=person if direct else channel,
        by=person,
        thread=None if direct else str(message.get("thread_ts") or ts),
        note=found.note,
        message=None if direct else ts,
    )
    accepted = accept_links(slack, paste, found.urls)
    where = "in your messages with me" if direct else "in the thread"
    said = [f"I am reading it; the card will stand {where}."] if accepted.links else []
    sentence = "\n".join([*said, *accepted.refusals])
    slack.send_ephemeral(workspace, paste.channel, person, sentence, thread=None if direct else request.thread)


def ask_anywhere(slack: SlackContext, request: Request) -> None:
    """Open the form for a source, from the global shortcut."""
    slack.members.require_own(request.workspace, request.person)
    view = source_form.draw(event=None, place=request.person)
    slack.client(request.workspace).views_open(trigger_id=request.body["trigger_id"], view=view)


def ask_for_event(slack: SlackContext, request: Request) -> None:
    """Open the form for a source on the event whose button was pressed."""
    with open_modal(slack, request, "Submit a source") as show:
        slack.members.require_own(request.workspace, request.person)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            event = events.get(s, request.value)
        show(source_form.draw(event=event, place=request.channel or request.person))


def submit(slack: SlackContext, request: Request) -> Answer:
    """Accept the link or the text of the submitted form."""
    workspace, person = request.workspace, request.person
    slack.members.require_own(workspace, person)
    form = source_form.parse(request.payload)
    if isinstance(form, FormFaults):
        return errors(form)
    place = _place(slack, workspace, form.channel, person)
    settings = slack.settings(workspace)
    if form.url and (why := why_left_alone(form.url, settings, ours=slack.page_at(form.url) is not None)):
        raise BadInput(f"This address {why}. Give the address of an article, or paste its text.")
    filed = accept_link(slack.services, workspace, _link(form, f"slack:view:{request.view['id']}", person, place))
    if filed.again:
        slack.send_ephemeral(workspace, place, person, "It was brought before; the card says what became of it.")
    return None


def ask_for_text(slack: SlackContext, request: Request) -> None:
    """Open the form for the text of a page that could not be read."""
    with open_modal(slack, request, "Paste the text") as show:
        slack.members.require_own(request.workspace, request.person)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            submission = submissions.get(s, number_of(request.value))
        show(paste_form.draw(submission.id, submission.url))


def submit_text(slack: SlackContext, request: Request) -> Answer:
    """Accept a pasted text instead of its link; the link's card shows the result."""
    workspace, person = request.workspace, request.person
    slack.members.require_own(workspace, person)
    form = paste_form.parse(request.payload)
    if isinstance(form, FormFaults):
        return errors(form)
    submission_id, text = form
    with slack.services.database.transaction(workspace, read_only=True) as s:
        old = submissions.get(s, submission_id)
    link = Link(
        key=f"slack:view:{request.view['id']}",
        by=person,
        place=old.place,
        url=old.url,
        text=text,
        note=old.note,
        event=old.event_hint,
        instead_of=submission_id,
    )
    accept_link(slack.services, workspace, link)
    return None


def bring_to_desk(slack: SlackContext, request: Request) -> None:
    """Have the card of a link that somebody brought in direct messages stand in the desk's channel too."""
    workspace, person = request.workspace, request.person
    slack.members.require_own(workspace, person)
    settings = slack.settings(workspace)
    with slack.services.database.transaction(workspace, read_only=True) as s:
        submission = submissions.get(s, number_of(request.value))
    if person != submission.by:
        slack.members.require_editor(workspace, person, settings, None)
    if settings.desk is None:
        raise Refused("There is no channel for it: an admin names the channels that I watch, in the app's Home.")
    if why := slack.members.why_not_here(workspace, settings.desk, settings):
        raise Refused(why)
    with slack.services.database.transaction(workspace) as s:
        bring_to(s, submission.id, settings.desk, slack.now())


def _link(form: SourceForm, key: str, person: str, place: str) -> Link:
    digest = hashlib.sha256(f"{form.url}\n{form.text}".encode()).hexdigest()[:16]
    return Link(
        key=f"{key}:{digest}",
        by=person,
        place=place,
        url=bare_address(form.url) if form.url else None,
        text=form.text,
        note=form.note,
        event=form.event,
        spot=Spot(channel=place, batch=key),
    )


def _place(slack: SlackContext, workspace: str, channel: str | None, person: str) -> str:
    """Return the channel for the card: where the form was opened if the bot is there, else the person's direct messages."""
    if channel is None or channel.startswith("D"):
        return person
    return person if slack.members.why_not_here(workspace, channel, slack.settings(workspace)) else channel


def _all_failed(slack: SlackContext, workspace: str, source: str) -> bool:
    """Return whether all links of a message failed or were withdrawn; then they may be brought again."""
    with slack.services.database.transaction(workspace, read_only=True) as s:
        ids = {card.submission_id for card in cards.of_batch(s, source) if card.submission_id is not None}
        states = {submissions.get(s, id_).state for id_ in ids}
    return bool(states) and states <= {SubmissionState.FAILED, SubmissionState.WITHDRAWN}
