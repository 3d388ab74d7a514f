"""Decisions: approve, reject, edit, undo. The decision is in the record before Slack has its answer."""

import re
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.domain.errors import Refused, SecondSourceError
from bot.domain.record import FiledProposal
from bot.pipeline import decide
from bot.pipeline.record import event_of
from bot.slack.door import channel_of, person_of
from bot.slack.forms import FormFaults, edited, reject_reason
from bot.slack.home import publish
from bot.slack.names import Action, Modal, Ref
from bot.slack.office import Office
from bot.slack.render import proposal_shown
from bot.slack.views.modals import edit_modal, proposal_modal, reject_modal
from storage import cards, proposals, workspace_settings


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
        ref = _ref(action)
        filed = require_pending(office, context.team_id or "", ref, body)
        open_window(office, context.team_id or "", body, reject_modal(ref, filed))

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
        filed = require_pending(office, workspace, ref, body)
        with office.desk.database.transaction(workspace, read_only=True) as s:
            event = event_of(s, filed.proposal)
        open_window(office, workspace, body, edit_modal(ref, filed, event))

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
            _refuse_late_undo(office, workspace, ref)
            decide.undo(office.desk, workspace, ref.proposal, by=person)
        ack()

    @app.action(named(Action.SHOW_PROPOSAL))
    def show(ack: Ack, body: dict[str, Any], action: dict[str, Any], context: BoltContext) -> None:
        ack()
        workspace = context.team_id or ""
        office.members.require_own(workspace, person_of(body))
        ref = Ref.parse(value if "." in (value := str(action.get("value"))) else f"{value}.0")
        with office.desk.database.transaction(workspace, read_only=True) as s:
            filed = proposals.get(s, ref.proposal)
            shown = proposal_shown(s, filed, office.now(), workspace_settings.get(s))
        open_window(office, workspace, body, proposal_modal(shown))


def named(action: Action) -> re.Pattern[str]:
    """Match an action's id, alone or with a number behind it."""
    return re.compile(rf"^{re.escape(action)}(:.*)?$")


def open_window(office: Office, workspace: str, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Open a window, over the one that is open if there is one."""
    client = office.client(workspace)
    over = (body.get("view") or {}).get("type") == "modal"
    (client.views_push if over else client.views_open)(trigger_id=body["trigger_id"], view=view)


def require_pending(office: Office, workspace: str, ref: Ref, body: dict[str, Any]) -> FiledProposal:
    """Give the proposal if this person may decide on this version of it; raises Refused, and has its cards drawn anew."""
    with office.desk.database.transaction(workspace, read_only=True) as s:
        settings = workspace_settings.get(s)
    office.members.require_editor(workspace, person_of(body), settings, channel_of(body))
    try:
        return decide.open_to(office.desk, workspace, ref.proposal, by=person_of(body), version=ref.version)
    except Refused:
        _draw_again(office, workspace, ref)
        raise


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
            _draw_again(self._office, self._workspace, self._ref)

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


def _draw_again(office: Office, workspace: str, ref: Ref) -> None:
    with office.desk.database.transaction(workspace) as s:
        cards.proposal_changed(s, ref.proposal, office.now())
    office.cards_due.ring()


def _refuse_late_undo(office: Office, workspace: str, ref: Ref) -> None:
    """Refuse a click on Undo that was on its way when the card stopped offering it."""
    with office.desk.database.transaction(workspace, read_only=True) as s:
        minutes = workspace_settings.get(s).undo_minutes
    decide.refuse_late_undo(office.desk, workspace, ref.proposal, minutes=minutes)


def _ref(action: dict[str, Any]) -> Ref:
    return Ref.parse(str(action.get("value")))
