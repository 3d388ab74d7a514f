"""Handlers of what editors put right from the Why window: an event's place, date and claims, and an old decision."""

from bot.domain.errors import Refused
from bot.domain.record import ProposalState
from bot.pipeline import decide, edit_event
from bot.slack.action_ids import Ref
from bot.slack.context import SlackContext
from bot.slack.deciding import deciding, require_editor
from bot.slack.forms import correct_event as form
from bot.slack.forms import reopen_decision as reopen_form
from bot.slack.forms.fields import FormFaults
from bot.slack.modals import open_modal
from bot.slack.request import CLEAR, Answer, Request, errors
from storage import events, proposals


def ask_correction(slack: SlackContext, request: Request) -> None:
    """Open the form that corrects where and when an event happened."""
    with open_modal(slack, request, "Correct place or date") as show:
        require_editor(slack, request)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            event, seen = events.get(s, request.value), edit_event.last_correction(s, request.value)
        show(form.draw(event, seen))


def correct(slack: SlackContext, request: Request) -> Answer:
    """Correct an event as the submitted form says."""
    require_editor(slack, request)
    given = form.parse(request.payload, today=slack.now().date())
    if isinstance(given, FormFaults):
        return errors(given)
    edit_event.correct(
        slack.services,
        request.workspace,
        given.event,
        place=given.place,
        date=given.date,
        by=request.person,
        reason=given.reason,
        seen=given.seen,
    )
    return CLEAR


def ask_claim(slack: SlackContext, request: Request) -> None:
    """Open the form that adds a claim to an event."""
    with open_modal(slack, request, "Add a claim") as show:
        require_editor(slack, request)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            event = events.get(s, request.value)
        show(form.draw_claim(event))


def add_claim(slack: SlackContext, request: Request) -> Answer:
    """Add the claim of the submitted form."""
    require_editor(slack, request)
    given = form.parse_claim(request.payload)
    if isinstance(given, FormFaults):
        return errors(given)
    edit_event.add_claim(
        slack.services,
        request.workspace,
        given.event,
        given.text,
        by=request.person,
        layer=given.layer,
        speaker=given.speaker,
        reason=given.reason,
    )
    return CLEAR


def ask_why_to_reopen(slack: SlackContext, request: Request) -> None:
    """Open the form that reopens a decision."""
    ref = Ref.parse(request.value)
    with open_modal(slack, request, "Reopen decision") as show:
        require_editor(slack, request)
        with slack.services.database.transaction(request.workspace, read_only=True) as s:
            filed = proposals.get(s, ref.proposal)
            if filed.version != ref.version or filed.state not in (ProposalState.APPROVED, ProposalState.REJECTED):
                raise Refused("Somebody was faster: this decision was taken back already. Look at the card as it is now.")
            decide.own_submission(slack.services, s, filed, request.person)
        show(reopen_form.draw(filed))


def reopen(slack: SlackContext, request: Request) -> Answer:
    """Take a decision back, however old it is, with the reason of the submitted form."""
    require_editor(slack, request)
    given = reopen_form.parse(request.payload)
    if isinstance(given, FormFaults):
        return errors(given)
    ref, reason = given
    with deciding(slack, request, ref):
        decide.undo(slack.services, request.workspace, ref.proposal, by=request.person, version=ref.version, reason=reason)
    return CLEAR
