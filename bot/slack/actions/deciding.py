"""Decisions: approve, reject, edit, undo. The decision is in the record before Slack has its answer."""

import datetime as dt
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.domain.errors import SecondSourceError
from bot.pipeline import decide
from bot.pipeline.record import event_of
from bot.slack.door import channel_of, person_of
from bot.slack.forms import FormFaults, edited, reject_reason
from bot.slack.home import publish
from bot.slack.names import Action, Modal, Ref
from bot.slack.office import Office
from bot.slack.render import proposal_shown
from bot.slack.views.modals import edit_modal, proposal_modal, reject_modal
from bot.slack.windows import chosen, draw_again, named, number_of, require_pending, window
from storage import proposals, workspace_settings


def register(app: App, office: Office) -> None:
    """Listen to the buttons of proposals, wherever they stand, and to their windows."""

    @app.action(named(Action.APPROVE))
    def approve(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ref, person = _ref(action), person_of(body)
        with _Deciding(office, context.team_id or "", ref, body) as workspace:
            decide.approve(office.desk, workspace, ref.proposal, by=person, version=ref.version)
        ack()

    @app.action(named(Action.REJECT))
    def ask_why(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        ref, workspace = _ref(action), context.team_id or ""
        with window(office, workspace, body, "Reject proposal") as show:
            show(reject_modal(ref, require_pending(office, workspace, ref, body)))

    @app.view(Modal.REJECT)
    def reject(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        ref, reason = reject_reason(view)
        with _Deciding(office, context.team_id or "", ref, body) as workspace:
            decide.reject(office.desk, workspace, ref.proposal, by=person_of(body), version=ref.version, reason=reason)
        ack(response_action="clear")

    @app.action(named(Action.EDIT))
    def look_closer(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        ref, workspace = _ref(action), context.team_id or ""
        with window(office, workspace, body, "Edit and approve") as show:
            filed = require_pending(office, workspace, ref, body)
            with office.desk.database.transaction(workspace, read_only=True) as s:
                event = event_of(s, filed.proposal)
            show(edit_modal(ref, filed, event))

    @app.view(Modal.EDIT)
    def amend(ack: Ack, body: dict[str, Any], view: dict[str, Any], context: BoltContext) -> None:
        workspace = context.team_id or ""
        ref = Ref.parse(str(view.get("private_metadata", "")))
        with office.desk.database.transaction(workspace, read_only=True) as s:
            filed = proposals.get(s, ref.proposal)
        given = edited(view, filed)
        if isinstance(given, FormFaults):
            ack(response_action="errors", errors=given)
            return
        ref, amendment, reason = given
        changes = amendment if amendment.reports or amendment.dropped or amendment.headline else None
        with _Deciding(office, workspace, ref, body):
            decide.approve(
                office.desk,
                workspace,
                ref.proposal,
                by=person_of(body),
                version=ref.version,
                reason=reason,
                amendment=changes,
            )
        ack(response_action="clear")

    @app.action(named(Action.UNDO))
    def undo(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ref, person = _ref(action), person_of(body)
        with _Deciding(office, context.team_id or "", ref, body) as workspace:
            within = dt.timedelta(minutes=office.settings(workspace).undo_minutes)
            decide.undo(office.desk, workspace, ref.proposal, by=person, version=ref.version, within=within)
        ack()

    @app.action(named(Action.SHOW_PROPOSAL))
    def show(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        with window(office, workspace, body, "Proposal") as fill:
            office.members.require_own(workspace, person_of(body))
            with office.desk.database.transaction(workspace, read_only=True) as s:
                filed = proposals.get(s, number_of(chosen(action)))
                shown = proposal_shown(s, filed, office.now(), workspace_settings.get(s))
            fill(proposal_modal(shown))


class _Deciding:
    """Around a decision: only an editor gets in; afterwards the cards are drawn, and what the person looks at is renewed."""

    def __init__(self, office: Office, workspace: str, ref: Ref, body: dict[str, Any]) -> None:
        self._office, self._workspace, self._ref, self._body = office, workspace, ref, body

    def __enter__(self) -> str:
        office, workspace = self._office, self._workspace
        settings = office.settings(workspace)
        office.members.require_editor(workspace, person_of(self._body), settings, channel_of(self._body))
        return workspace

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            self._office.cards_due.ring()
            self._renew_window()
        elif isinstance(error, SecondSourceError):
            draw_again(self._office, self._workspace, self._ref)

    def _renew_window(self) -> None:
        view = self._body.get("view") or {}
        office, workspace, person = self._office, self._workspace, person_of(self._body)
        if view:
            office.errands.run(lambda: publish(office, workspace, person))
        if self._body.get("type") == "block_actions" and view.get("type") == "modal":
            office.errands.run(self._show_decided)

    def _show_decided(self) -> None:
        office, view = self._office, self._body["view"]
        with office.desk.database.transaction(self._workspace, read_only=True) as s:
            filed = proposals.get(s, self._ref.proposal)
            shown = proposal_shown(s, filed, office.now(), workspace_settings.get(s))
        office.client(self._workspace).views_update(view_id=view["id"], view=proposal_modal(shown))


def _ref(action: dict[str, Any]) -> Ref:
    return Ref.parse(str(action.get("value")))
