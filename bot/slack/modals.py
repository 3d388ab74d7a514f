"""Opens modals before anything is looked up, since a trigger id is valid for only three seconds, and fills them afterwards."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.errors import BadInput, Refused, SecondSourceError
from bot.domain.handling import Hold
from bot.domain.record import FiledProposal
from bot.pipeline import decide
from bot.pipeline.holds import Held, hold_to_tell, note_told
from bot.slack.action_ids import Ref
from bot.slack.context import SlackContext
from bot.slack.request import Request, with_queue
from bot.slack.views.handling import hold_said
from bot.slack.views.modal import MOST_BLOCKS
from bot.slack.views.modals import loading_modal, problem_modal
from bot.slack.views.rows import said
from storage import cards, handling

CLOSED = ("not_found", "hash_conflict")
"""Slack's error codes for a modal that was closed, or has changed, since it was opened."""
Show = Callable[[dict[str, Any]], None]


@contextmanager
def open_modal(slack: SlackContext, request: Request, title: str, *, deciding_on: int | None = None) -> Iterator[Show]:
    """Open a modal at once, over the one that is open, if any; yields a function that fills it.

    A form that decides on a proposal (`deciding_on`) says first if somebody else is on that. A SecondSourceError is shown in
    the modal (docs.slack.dev, "Modals": trigger ids are valid for three seconds).
    """
    client = slack.client(request.workspace)
    open_view = client.views_push if request.in_modal else client.views_open
    opened = open_view(trigger_id=request.body["trigger_id"], view=loading_modal(title))["view"]

    def show(view: dict[str, Any]) -> None:
        update_modal(client, opened, with_queue(view, request.queue))

    def show_form(view: dict[str, Any]) -> None:
        hold = None
        if deciding_on is not None and len(view["blocks"]) < MOST_BLOCKS:
            hold = hold_to_tell(slack.services, request.workspace, deciding_on, request.person)
        show(view if hold is None else _with_notice(view, hold))
        if hold is not None and deciding_on is not None:
            note_told(slack.services, request.workspace, deciding_on, hold.id, by=request.person)

    try:
        yield show_form
    except SecondSourceError as error:
        show(problem_modal(error.sentence))


def _with_notice(view: dict[str, Any], hold: Hold) -> dict[str, Any]:
    """Let a form say first that somebody else is on its proposal."""
    notice = said(f"{hold_said(hold)} If you send this, you decide anyway.").to_dict()
    return {**view, "blocks": [notice, *view["blocks"]]}


def update_modal(client: WebClient, opened: Mapping[str, Any], view: dict[str, Any]) -> None:
    """Show another view in an open modal, by its id and hash (if there is one); nothing if somebody closed it meanwhile.

    A modal that has changed since then keeps what it shows now. Raises SlackApiError.
    """
    try:
        client.views_update(view_id=opened["id"], hash=opened.get("hash"), view=view)
    except SlackApiError as error:
        if error.response.get("error") not in CLOSED:
            raise


def number_of(digits: str) -> int:
    """Parse the number in a button's value; raises BadInput for one that is not ours."""
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise BadInput("This button is not one of ours, or is too old.")
    return int(digits)


def require_pending(slack: SlackContext, request: Request, ref: Ref) -> FiledProposal:
    """Return the proposal if this person may decide on this version; otherwise mark its cards due and raise Refused."""
    workspace, person = request.workspace, request.person
    slack.members.require_editor(workspace, person, slack.settings(workspace), request.channel)
    try:
        filed = decide.open_to(slack.services, workspace, ref.proposal, by=person, version=ref.version)
    except Refused:
        draw_again(slack, workspace, ref)
        raise
    if request.body.get("type") == "view_submission":
        _refuse_unknowing(slack, request, filed)
    return filed


def _refuse_unknowing(slack: SlackContext, request: Request, filed: FiledProposal) -> None:
    """Raise Held if somebody took a proposal while its form was open; sent once more, the form is accepted."""
    with slack.services.database.transaction(request.workspace, read_only=True) as s:
        hold = handling.now_on(s, filed.id, slack.now()).unknown_to(request.person)
    if hold is not None:
        note_told(slack.services, request.workspace, filed.id, hold.id, by=request.person)
        raise Held(filed.id, hold)


def draw_again(slack: SlackContext, workspace: str, ref: Ref) -> None:
    """Mark the cards of a proposal due: somebody pressed an outdated button."""
    with slack.services.database.transaction(workspace) as s:
        cards.proposal_changed(s, ref.proposal, slack.now())
