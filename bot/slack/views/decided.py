"""The decisions on a proposal, in words."""

from collections.abc import Sequence

from bot.domain.record import Decision, DecisionKind
from bot.domain.wording import DECIDED
from bot.slack.text import escape
from bot.slack.views.rows import person_in_mrkdwn, tidy, when

_FILED = "Filed"
_LONGEST_REASON = 400
_MARK = {
    DecisionKind.APPROVE: "✅",
    DecisionKind.AMEND: "✅",
    DecisionKind.REJECT: "🚫",
    DecisionKind.UNDO: "↩️",
    DecisionKind.FIRST_LOOK: "👀",
}


def taken_back(decisions: Sequence[Decision]) -> tuple[Decision, Decision | None] | None:
    """Return the undo and the decision that it undid, if the last decision is an undo."""
    if not decisions or decisions[-1].kind is not DecisionKind.UNDO:
        return None
    undo = decisions[-1]
    return undo, next((d for d in decisions if d.id == undo.undoes), None)


def decision_said(decision: Decision, *, filing: bool = False) -> str:
    """Say who decided what, when and why, in mrkdwn; `filing` says that approving moved nothing."""
    own = " (their own submission)" if decision.own_submission else ""
    by = f"{person_in_mrkdwn(decision.by)}{own}, {when(decision.at)}"
    what = decided_as(decision, filing=filing)
    return f"{'🗂' if what == _FILED else _MARK[decision.kind]} *{what}* by {by}{because(decision.reason)}"


def decided_as(decision: Decision, *, filing: bool) -> str:
    """Say in a word what was decided; `filing` says that approving moved nothing."""
    return _FILED if filing and decision.kind is DecisionKind.APPROVE else DECIDED[decision.kind]


def undo_said(undo: Decision, undone: Decision | None) -> str:
    """Say who undid whose decision, and that the proposal is pending again, in mrkdwn."""
    what = "the decision"
    if undone is not None:
        noun = "rejection" if undone.kind is DecisionKind.REJECT else "approval"
        what = f"the {noun} by {person_in_mrkdwn(undone.by)}"
    by = f"{person_in_mrkdwn(undo.by)} took back {what}, {when(undo.at)}{because(undo.reason)}"
    return f"{_MARK[DecisionKind.UNDO]} {by}\nIt waits for an editor again."


def because(reason: str) -> str:
    """Return a reason in mrkdwn, as the end of a sentence; a full stop if there is none."""
    return f": “{escape(tidy(reason, _LONGEST_REASON))}”" if reason.strip() else "."
