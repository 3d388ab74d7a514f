"""Handlers of questions and rulings on who is one origin. A ruling is stored before Slack gets its answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_sdk.webhook import WebhookClient

from bot.domain.errors import SecondSourceError
from bot.pipeline import rule
from bot.pipeline.decide import keep_current
from bot.pipeline.holds import Held
from bot.slack.action_ids import OnEvent, Ref
from bot.slack.context import SlackContext
from bot.slack.deciding import ask_first
from bot.slack.forms import ruling_reason as reason_form
from bot.slack.forms.fields import FormFaults
from bot.slack.modals import draw_again, open_modal, update_modal
from bot.slack.render import event_message, proposal_message
from bot.slack.request import Answer, Request, errors, updated
from bot.slack.views.message import without_chart
from bot.slack.views.modals import event_modal, proposal_modal
from bot.slack.views.origins import CALLBACK, origins_modal
from storage import cards, events, proposals, reports, rulings, workspace_settings


def show(slack: SlackContext, request: Request) -> None:
    """Show an event's origins, the open questions and the rulings in a modal."""
    with open_modal(slack, request, "Origins") as fill:
        slack.members.require_own(request.workspace, request.person)
        fill(_origins(slack, request.workspace, request.value))


def same(slack: SlackContext, request: Request) -> None:
    """Rule that the two names of a question are one origin."""
    _answer(slack, request, same=True)


def different(slack: SlackContext, request: Request) -> None:
    """Rule that the two names of a question are two origins."""
    _answer(slack, request, same=False)


def take_back(slack: SlackContext, request: Request) -> None:
    """Take a ruling back."""
    _change(slack, request, everywhere=False)


def for_all(slack: SlackContext, request: Request) -> None:
    """Let a ruling hold for all events."""
    _change(slack, request, everywhere=True)


def ask_reason(slack: SlackContext, request: Request) -> None:
    """Open the form that gives a ruling a reason."""
    workspace, on = request.workspace, OnEvent.parse(request.value)
    with open_modal(slack, request, "Add a reason") as fill:
        slack.members.require_editor(workspace, request.person, slack.settings(workspace), request.channel)
        fill(reason_form.draw(on, rule.ruling_in_force(slack.services, workspace, on.slug, on.number)))


def give_reason(slack: SlackContext, request: Request) -> Answer:
    """Give a ruling the reason of the submitted form, and show the event's origins."""
    workspace = request.workspace
    slack.members.require_editor(workspace, request.person, slack.settings(workspace), None)
    given = reason_form.parse(request.payload)
    if isinstance(given, FormFaults):
        return errors(given)
    on, reason = given
    rule.give_reason(slack.services, workspace, on.slug, on.number, by=request.person, reason=reason)
    return updated(_origins(slack, workspace, on.slug))


def _answer(slack: SlackContext, request: Request, *, same: bool) -> None:
    services, workspace, person = slack.services, request.workspace, request.person
    if OnEvent.is_one(request.value):
        asked = OnEvent.parse(request.value)
        with _ruling(slack, request, asked):
            rule.answer_on_event(services, workspace, asked.slug, asked.number, same=same, by=person)
        return
    ref = Ref.parse(request.value)
    with _ruling(slack, request, ref):
        rule.answer(services, workspace, ref.proposal, version=ref.version, same=same, by=person)


def _change(slack: SlackContext, request: Request, *, everywhere: bool) -> None:
    on = OnEvent.parse(request.value)
    with _ruling(slack, request, on):
        rule.change(slack.services, request.workspace, on.slug, on.number, by=request.person, everywhere=everywhere)


@contextmanager
def _ruling(slack: SlackContext, request: Request, on: Ref | OnEvent) -> Iterator[None]:
    """Let only an editor rule; afterwards, or where it is refused, show the record as it is where they pressed."""
    slack.members.require_editor(request.workspace, request.person, slack.settings(request.workspace), request.channel)
    try:
        yield
    except Held as held:
        # The editor is asked first, and nothing is done before that.
        ask_first(slack, request, held)
    except SecondSourceError:
        if isinstance(on, Ref):
            draw_again(slack, request.workspace, on)
        else:
            with slack.services.database.transaction(request.workspace) as s:
                cards.event_changed(s, on.slug, slack.now())
        raise
    finally:
        slack.background.run(lambda: _show_again(slack, request, on))


def _show_again(slack: SlackContext, request: Request, on: Ref | OnEvent) -> None:
    """Update the modal, or the message that only this person sees; all other cards are drawn by the poster."""
    if request.in_modal:
        view = _view(slack, request, on)
        update_modal(slack.client(request.workspace), {"id": request.view["id"]}, view)
    elif isinstance(on, OnEvent) and request.is_ephemeral and request.response_url:
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            payload = event_message(s, on.slug, slack.now(), public=False).payload()
        hook = WebhookClient(request.response_url)
        if hook.send(replace_original=True, response_type="ephemeral", **payload).status_code != 200:
            hook.send(replace_original=True, response_type="ephemeral", **without_chart(payload))


def _view(slack: SlackContext, request: Request, on: Ref | OnEvent) -> dict[str, Any]:
    workspace = request.workspace
    if isinstance(on, Ref):
        keep_current(slack.services, workspace, on.proposal)
        with slack.services.database.transaction(workspace, read_only=True) as s:
            filed = proposals.get(s, on.proposal)
            return proposal_modal(proposal_message(s, filed, slack.now(), workspace_settings.get(s)))
    if request.view.get("callback_id") == CALLBACK:
        return _origins(slack, workspace, on.slug)
    with slack.services.database.transaction(workspace, read_only=True) as s:
        return event_modal(event_message(s, on.slug, slack.now(), public=False))


def _origins(slack: SlackContext, workspace: str, slug: str) -> dict[str, Any]:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        event = events.get(s, slug)
        return origins_modal(event, reports.standing(s, slug), rulings.of_event(s, events.id_of(s, slug)))
