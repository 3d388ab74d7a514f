"""Handlers of who deals with a proposal: an editor takes it, lets it go, hands it over, or asks whoever brought the link."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from bot.domain.errors import BadInput, Refused
from bot.pipeline import handling
from bot.pipeline.holds import note_told
from bot.slack.action_ids import Ref
from bot.slack.context import SlackContext
from bot.slack.deciding import deciding, require_editor
from bot.slack.forms import anyway as anyway_form
from bot.slack.forms import ask as ask_form
from bot.slack.forms import hand_over as hand_over_form
from bot.slack.forms.fields import FormFaults
from bot.slack.links import words_of
from bot.slack.modals import open_modal, require_pending
from bot.slack.request import CLEAR, Answer, Handler, Request, errors


def take(slack: SlackContext, request: Request) -> None:
    """Let the editor who pressed be on a proposal."""
    ref = Ref.parse(request.value)
    with deciding(slack, request, ref):
        handling.take(slack.services, request.workspace, ref.proposal, by=request.person)


def release(slack: SlackContext, request: Request) -> None:
    """Let a proposal go again."""
    ref = Ref.parse(request.value)
    with deciding(slack, request, ref):
        handling.release(slack.services, request.workspace, ref.proposal, by=request.person)


def ask_to_whom(slack: SlackContext, request: Request) -> None:
    """Open the form that hands a proposal over."""
    ref = Ref.parse(request.value)
    with open_modal(slack, request, "Hand over", deciding_on=ref.proposal) as show:
        show(hand_over_form.draw(ref, require_pending(slack, request, ref)))


def hand_over(slack: SlackContext, request: Request) -> Answer:
    """Hand a proposal over to the colleague of the submitted form."""
    require_editor(slack, request)
    given = hand_over_form.parse(request.payload)
    if isinstance(given, FormFaults):
        return errors(given)
    workspace, key = request.workspace, f"handed:{request.view.get('id')}:{given.whom}"
    try:
        slack.members.require_editor(workspace, given.whom, slack.settings(workspace), None)
    except Refused:
        return errors({hand_over_form.WHOM: "This person cannot decide here: only editors can. Choose another one."})
    with deciding(slack, request, given.ref):
        handling.hand_over(slack.services, workspace, given.ref.proposal, by=request.person, to=given.whom, key=key)
    return CLEAR


def ask_what(slack: SlackContext, request: Request) -> None:
    """Open the form that asks whoever brought a link."""
    ref = Ref.parse(request.value)
    with open_modal(slack, request, "Ask who brought it") as show:
        show(ask_form.draw(ref, require_pending(slack, request, ref)))


def ask(slack: SlackContext, request: Request) -> Answer:
    """Ask whoever brought a link the question of the submitted form."""
    require_editor(slack, request)
    given = ask_form.parse(request.payload)
    if isinstance(given, FormFaults):
        return errors(given)
    key = f"asked:{request.view.get('id')}"
    with deciding(slack, request, given.ref):
        handling.ask(slack.services, request.workspace, given.ref.proposal, given.question, by=request.person, key=key)
    return CLEAR


def answered(slack: SlackContext, request: Request, message: Mapping[str, Any]) -> bool:
    """Take a person's message in a thread as their answer, if they were asked something there; returns whether it is one."""
    thread, ts = message.get("thread_ts"), str(message.get("ts"))
    words = words_of(message)
    if not isinstance(thread, str) or thread == ts or not words:
        return False
    channel, by = request.channel or "", str(message.get("user"))
    key = f"answered:{channel}:{ts}"
    return handling.answer_in_thread(slack.services, request.workspace, channel, thread, words, by=by, key=key)


def do_anyway(pressed: Mapping[str, Handler], slack: SlackContext, request: Request) -> Answer:
    """Do what an editor had pressed, now that they know who is on the proposal; `pressed` are the handlers by action."""
    require_editor(slack, request)
    told = anyway_form.parse(request.payload)
    handler = pressed.get(told.action)
    if handler is None:
        raise BadInput("This window is too old; close it and look at the card.")
    note_told(slack.services, request.workspace, told.proposal, told.hold, by=request.person)
    handler(slack, dataclasses.replace(request, payload={"action_id": told.action, "value": told.value}))
    return CLEAR
