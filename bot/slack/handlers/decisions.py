"""Handlers of decisions: approve, settle, reject, edit, reword, undo. A decision is stored before Slack gets its answer."""

import datetime as dt

from bot.domain.errors import BadInput
from bot.domain.model import EventDraft, Stance
from bot.domain.record import FiledProposal
from bot.pipeline import decide
from bot.pipeline import settle as settling
from bot.pipeline.amend import Amendment
from bot.pipeline.record import event_of
from bot.slack.action_ids import OnPassage, Ref
from bot.slack.context import SlackContext
from bot.slack.deciding import card_of, deciding, require_editor
from bot.slack.forms import reject as reject_form
from bot.slack.forms import reword as reword_form
from bot.slack.forms.fields import FormFaults
from bot.slack.modals import number_of, open_modal, require_pending
from bot.slack.render import why_of
from bot.slack.request import CLEAR, Answer, Request, errors, updated
from bot.slack.views.modals import proposal_modal
from storage import proposals, reports


def approve(slack: SlackContext, request: Request) -> None:
    """Approve a proposal as it is."""
    ref = Ref.parse(request.value)
    with deciding(slack, request, ref):
        decide.approve(slack.services, request.workspace, ref.proposal, by=request.person, version=ref.version)


def settle(stance: Stance, slack: SlackContext, request: Request) -> None:
    """Say what an open passage means."""
    on = OnPassage.parse(request.value)
    with deciding(slack, request, on.ref):
        number, by = str(on.report), request.person
        settling.settle(slack.services, request.workspace, on.proposal, number, stance, by=by, version=on.version)


def file_as_context(slack: SlackContext, request: Request) -> None:
    """Approve a proposal with its open passages as context."""
    ref = Ref.parse(request.value)
    with deciding(slack, request, ref):
        settling.file_as_context(slack.services, request.workspace, ref.proposal, by=request.person, version=ref.version)


def ask_why(slack: SlackContext, request: Request) -> None:
    """Open the form that rejects a proposal."""
    ref = Ref.parse(request.value)
    with open_modal(slack, request, "Reject proposal", deciding_on=ref.proposal) as show:
        show(reject_form.draw(ref, require_pending(slack, request, ref)))


def reject(slack: SlackContext, request: Request) -> Answer:
    """Reject a proposal with the reason of the submitted form."""
    ref, reason = reject_form.parse(request.payload)
    with deciding(slack, request, ref):
        decide.reject(slack.services, request.workspace, ref.proposal, by=request.person, version=ref.version, reason=reason)
    return CLEAR


def ask_for_wording(slack: SlackContext, request: Request) -> None:
    """Open the form that gives a claim a new wording."""
    ref = Ref.parse(request.value)
    with open_modal(slack, request, "Change the wording", deciding_on=ref.proposal) as show:
        filed = require_pending(slack, request, ref)
        event = _event_of(slack, request, filed)
        if not reword_form.claims(filed, event):
            raise BadInput("No claim here has a later figure any more. Close this window and look at the card.")
        show(reword_form.draw(ref, filed, event))


def reword(slack: SlackContext, request: Request) -> Answer:
    """Show a preview of the submitted form, then give claims its wordings and approve the proposal that confirms them."""
    ref = reword_form.ref_of(request.payload)
    require_editor(slack, request)
    with slack.services.database.transaction(request.workspace, read_only=True) as s:
        filed = proposals.get(s, ref.proposal)
        event, standing = event_of(s, filed.proposal), reports.standing(s, filed.proposal.event or "")
    given = reword_form.parse(request.payload, filed, event)
    if isinstance(given, FormFaults):
        return errors(given)
    if not given.seen:
        require_pending(slack, request, ref)
        return updated(reword_form.draw(ref, filed, event, standing, given))
    ref, wordings, reason, _ = given
    with deciding(slack, request, ref):
        decide.approve(
            slack.services,
            request.workspace,
            ref.proposal,
            by=request.person,
            version=ref.version,
            reason=reason,
            amendment=Amendment({}, wordings=wordings),
        )
    return CLEAR


def undo(slack: SlackContext, request: Request) -> None:
    """Undo a decision, as long as the settings allow it."""
    ref, workspace = Ref.parse(request.value), request.workspace
    with deciding(slack, request, ref):
        within = dt.timedelta(minutes=slack.settings(workspace).undo_minutes)
        decide.undo(slack.services, workspace, ref.proposal, by=request.person, version=ref.version, within=within)


def show_proposal(slack: SlackContext, request: Request) -> None:
    """Show a proposal's card in a modal."""
    with open_modal(slack, request, "Proposal") as fill:
        slack.members.require_own(request.workspace, request.person)
        fill(proposal_modal(card_of(slack, request.workspace, number_of(request.value))))


def show_why(slack: SlackContext, request: Request) -> None:
    """Show what a proposal rests on: all that its card leaves out."""
    with open_modal(slack, request, "Why") as fill:
        slack.members.require_own(request.workspace, request.person)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            fill(why_of(s, proposals.get(s, number_of(request.value))))


def _event_of(slack: SlackContext, request: Request, filed: FiledProposal) -> EventDraft:
    with slack.services.database.transaction(request.workspace, read_only=True) as s:
        return event_of(s, filed.proposal)
