"""Handlers of the form that changes a proposal: what it would mean, saving it for later, approving it so."""

from collections.abc import Mapping
from typing import Any

from bot.pipeline import decide
from bot.pipeline.amend import Amendment, left_out, text_of
from bot.pipeline.edit_proposal import preview as preview_of
from bot.pipeline.edit_proposal import save as save_edit
from bot.pipeline.record import event_of
from bot.slack.action_ids import Ref
from bot.slack.context import SlackContext
from bot.slack.deciding import deciding, require_editor
from bot.slack.forms import edit as form
from bot.slack.forms import edit_given
from bot.slack.forms.fields import Filled, FormFaults
from bot.slack.modals import open_modal, require_pending, update_modal
from bot.slack.request import CLEAR, Answer, Request, errors, updated, with_queue
from bot.slack.views.modals import notice_modal
from storage import proposals

SAVED = (
    "Saved. The card says what you changed, and it waits for an editor: you, or another one. Nothing is on record before"
    " somebody approves it."
)


def open_form(slack: SlackContext, request: Request) -> None:
    """Open the form that changes a proposal."""
    ref = Ref.parse(request.value)
    with open_modal(slack, request, "Edit and approve", deciding_on=ref.proposal) as show:
        require_pending(slack, request, ref)
        show(form.draw(ref, _edited(slack, request.workspace, ref)))


def preview(slack: SlackContext, request: Request) -> None:
    """Show in the form what approving would mean with what is filled in; inputs come and go with the choices."""
    require_editor(slack, request)
    _show(slack, request, _drawn(slack, request, request.view))


def save(slack: SlackContext, request: Request) -> None:
    """Save the changes of the form without deciding."""
    ref = edit_given.ref_of(request.view)
    require_pending(slack, request, ref)
    given = edit_given.parse(request.view, _edited(slack, request.workspace, ref), by=request.person, deciding=False)
    if isinstance(given, FormFaults):
        _show(slack, request, _drawn(slack, request, request.view))
        return
    with deciding(slack, request, ref, closes=False):
        save_edit(slack.services, request.workspace, ref.proposal, given.amendment, by=request.person, version=ref.version)
    _show(slack, request, notice_modal(SAVED, "Edit proposal"))


def approve(slack: SlackContext, request: Request) -> Answer:
    """Approve a proposal with the changes of the submitted form, once it has shown what these mean."""
    ref = edit_given.ref_of(request.payload)
    require_editor(slack, request)
    edited = _edited(slack, request.workspace, ref)
    given = edit_given.parse(request.payload, edited, by=request.person)
    if isinstance(given, FormFaults) and edit_given.fits(request.payload, given):
        return errors(given)
    if isinstance(given, FormFaults):
        return updated(with_queue(form.draw(ref, edited, given=Filled.of(request.payload), faults=given), request.queue))
    outcome = preview_of(slack.services, request.workspace, ref.proposal, given.amendment)
    if not edit_given.is_seen(request.payload, outcome):
        require_pending(slack, request, ref)
        drawn = form.draw(ref, edited, outcome=outcome, given=Filled.of(request.payload))
        return updated(with_queue(drawn, request.queue))
    with deciding(slack, request, ref):
        decide.approve(
            slack.services,
            request.workspace,
            ref.proposal,
            by=request.person,
            version=ref.version,
            reason=given.reason,
            amendment=None if given.amendment == Amendment({}) else given.amendment,
        )
    return CLEAR


def _edited(slack: SlackContext, workspace: str, ref: Ref) -> form.Edited:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        filed = proposals.get(s, ref.proposal)
        return form.Edited(filed, event_of(s, filed.proposal), slack.now().date(), text_of(s, filed), left_out(s, filed))


def _drawn(slack: SlackContext, request: Request, view: Mapping[str, Any]) -> dict[str, Any]:
    """Draw the form anew with what is filled in, and with what that would mean or what is wrong with it."""
    ref, filled = edit_given.ref_of(view), Filled.of(view)
    edited = _edited(slack, request.workspace, ref)
    given = edit_given.parse(view, edited, by=request.person, deciding=False)
    if isinstance(given, FormFaults):
        return form.draw(ref, edited, given=filled, faults=given)
    outcome = preview_of(slack.services, request.workspace, ref.proposal, given.amendment)
    return form.draw(ref, edited, outcome=outcome, given=filled)


def _show(slack: SlackContext, request: Request, view: dict[str, Any]) -> None:
    # Without the hash, so that of two quick changes the later one is shown.
    update_modal(slack.client(request.workspace), {"id": request.view["id"]}, with_queue(view, request.queue))
