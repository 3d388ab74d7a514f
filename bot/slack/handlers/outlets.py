"""Handlers of outlets: an editor grades the outlet behind a proposal."""

from bot.domain.model import Outlet
from bot.domain.outlet_file import ownership
from bot.pipeline import grading, regrading
from bot.pipeline.record import article_of
from bot.slack.action_ids import Ref
from bot.slack.context import SlackContext
from bot.slack.forms import grade as grade_form
from bot.slack.forms.fields import FormFaults
from bot.slack.modals import number_of, open_modal
from bot.slack.request import CLEAR, Answer, Request, errors
from storage import outlet_reports, proposals
from storage import outlets as stored_outlets
from storage.session import WorkspaceSession


def ask_grade(slack: SlackContext, request: Request) -> None:
    """Open the form that grades an outlet."""
    workspace = request.workspace
    with open_modal(slack, request, "Grade outlet") as show:
        slack.members.require_editor(workspace, request.person, slack.settings(workspace), request.channel)
        proposal_id = number_of(request.value)
        with slack.services.database.transaction(workspace, read_only=True) as s:
            outlet = _outlet_behind(s, proposal_id)
            newest = stored_outlets.grades(s, outlet.name)[-1]
            record = outlet_reports.record_of(s, outlet.name)
        show(grade_form.draw(Ref(proposal_id, newest.id), outlet, record, since=newest.at))


def grade(slack: SlackContext, request: Request) -> Answer:
    """Grade an outlet as the submitted form says."""
    workspace, person = request.workspace, request.person
    slack.members.require_editor(workspace, person, slack.settings(workspace), None)
    given = grade_form.parse(request.payload)
    if isinstance(given, FormFaults):
        return errors(given)
    with slack.services.database.transaction(workspace, read_only=True) as s:
        outlet = _outlet_behind(s, given.ref.proposal)
    changes = {
        "grade": given.grade,
        "grade_reason": given.reason,
        "kind": given.kind,
        **ownership(outlet, outlet.name, given.owner, given.source, slack.now().date()),
    }
    grading.grade(slack.services, workspace, outlet.name, changes, by=person, seen=given.ref.version, at_once=regrading.AT_ONCE)
    return CLEAR


def _outlet_behind(s: WorkspaceSession, proposal_id: int) -> Outlet:
    """Return the outlet of a proposal's article; raises NotFound, and Refused for one that nobody knows."""
    _, article = article_of(s, proposals.get(s, proposal_id).submission.id)
    return grading.find(s, article.outlet.name)
