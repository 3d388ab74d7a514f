"""What all handlers have in common that decide on a proposal or deal with it otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import structlog

from bot.domain.errors import SecondSourceError
from bot.pipeline.holds import Held, note_told
from bot.slack.action_ids import Ref
from bot.slack.context import SlackContext
from bot.slack.forms import anyway
from bot.slack.home import publish
from bot.slack.modals import draw_again, update_modal
from bot.slack.render import proposal_message
from bot.slack.request import Request, with_queue
from bot.slack.shown import queue_of
from bot.slack.views.message import MessageContent
from bot.slack.views.modals import proposal_modal
from storage import proposals, workspace_settings

log = structlog.get_logger()


@contextmanager
def deciding(slack: SlackContext, request: Request, ref: Ref, *, closes: bool = True) -> Iterator[None]:
    """Let only an editor decide; afterwards update the view in which they pressed. On an error, mark the cards due.

    What does not close the matter (not `closes`) leaves that view to its handler. An editor who pressed a button while somebody
    else is on the proposal is asked first, and nothing is done before that.
    """
    require_editor(slack, request)
    try:
        yield
    except Held as held:
        if not closes or request.body.get("type") != "block_actions" or request.trigger_id is None:
            note_told(slack.services, request.workspace, ref.proposal, held.hold.id, by=request.person)
            raise
        ask_first(slack, request, held)
        return
    except SecondSourceError:
        draw_again(slack, request.workspace, ref)
        raise
    slack.background.run(partial(_log, slack, request, ref.proposal))
    if request.view:
        slack.background.run(lambda: publish(slack, request.workspace, request.person, queue_of(request)))
    if closes and request.body.get("type") == "block_actions" and request.in_modal:
        slack.background.run(lambda: _show_decided(slack, request, ref))


def _log(slack: SlackContext, request: Request, proposal_id: int) -> None:
    """Note what was pressed on which link's proposal, without a word of what it says."""
    with slack.services.database.transaction(request.workspace, read_only=True) as s:
        filed = proposals.get(s, proposal_id)
    pressed = str(request.payload.get("action_id") or request.view.get("callback_id") or "").partition(":")[0]
    log.info(
        "decision", workspace=request.workspace, submission=filed.submission.id, proposal=proposal_id, by=request.person,
        pressed=pressed, state=filed.state.value,
    )  # fmt: skip


def require_editor(slack: SlackContext, request: Request) -> None:
    """Raise Refused for whoever may not decide here."""
    slack.members.require_editor(request.workspace, request.person, slack.settings(request.workspace), request.channel)


def card_of(slack: SlackContext, workspace: str, proposal_id: int) -> MessageContent:
    """Draw a proposal's card as it is now."""
    with slack.services.database.transaction(workspace, read_only=True) as s:
        filed = proposals.get(s, proposal_id)
        return proposal_message(s, filed, slack.now(), workspace_settings.get(s))


def ask_first(slack: SlackContext, request: Request, held: Held) -> None:
    """Ask the editor whether to go on, in a window that says who is on the proposal."""
    client = slack.client(request.workspace)
    action = str(request.payload.get("action_id", "")).partition(":")[0]
    view = with_queue(anyway.draw(action, request.value, held.proposal_id, held.hold), request.queue)
    (client.views_push if request.in_modal else client.views_open)(trigger_id=request.trigger_id or "", view=view)


def _show_decided(slack: SlackContext, request: Request, ref: Ref) -> None:
    view = proposal_modal(card_of(slack, request.workspace, ref.proposal))
    update_modal(slack.client(request.workspace), {"id": request.view["id"]}, with_queue(view, request.queue))
