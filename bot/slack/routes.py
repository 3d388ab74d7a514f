"""The routes: each event, command, shortcut, action and submitted modal, with its handler."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from bot.domain.model import Stance
from bot.domain.record import EditKind
from bot.slack.action_ids import Action
from bot.slack.forms import anyway as anyway_form
from bot.slack.forms import ask as ask_form
from bot.slack.forms import (
    correct_event,
    file_all,
    merge_events,
    new_event,
    other_event,
    own_report,
    reopen_decision,
    ruling_reason,
)
from bot.slack.forms import digest as digest_form
from bot.slack.forms import edit as edit_form
from bot.slack.forms import follow as follow_form
from bot.slack.forms import grade as grade_form
from bot.slack.forms import hand_over as hand_over_form
from bot.slack.forms import home_channel as home_channel_form
from bot.slack.forms import paste as paste_form
from bot.slack.forms import reject as reject_form
from bot.slack.forms import reword as reword_form
from bot.slack.forms import settings as settings_form
from bot.slack.forms import share as share_form
from bot.slack.forms import source as source_form
from bot.slack.forms import switch_event as switch_form
from bot.slack.forms import tokens as tokens_form
from bot.slack.handlers import (
    card_menu,
    commands,
    corrections,
    decisions,
    digests,
    edits,
    fallbacks,
    following,
    handling,
    home,
    lifecycle,
    mergers,
    messages,
    origins,
    outlets,
    own_reports,
    records,
    settings,
    sources,
    tokens,
    unfurls,
)
from bot.slack.handlers.lifecycle import Forget
from bot.slack.request import Handler


class Kind(Enum):
    """The kinds of requests; `SEARCH` is what somebody types into an external select."""

    EVENT = auto()
    COMMAND = auto()
    SHORTCUT = auto()
    ACTION = auto()
    SUBMISSION = auto()
    SEARCH = auto()


ANY = "*"
_ASKED_FIRST: dict[str, Handler] = {
    Action.APPROVE: decisions.approve,
    Action.FILE_AS_CONTEXT: decisions.file_as_context,
    Action.SETTLE_CONFIRMS: partial(decisions.settle, Stance.CONFIRMS),
    Action.SETTLE_DENIES: partial(decisions.settle, Stance.DENIES),
    Action.SETTLE_CONTEXT: partial(decisions.settle, Stance.CONTEXT),
    Action.SAME: origins.same,
    Action.DIFFERENT: origins.different,
    Action.MORE: card_menu.choose,
    Action.TAKE: handling.take,
}
"""What is not done at one press while somebody else is on the proposal."""


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of request and its handler; `ANY` matches what no other route of that kind does.

    An action's id may be followed by ":" and more, so that a message can have several of the same action.
    """

    kind: Kind
    id: str
    handler: Handler
    subtype: str | None = None


def routes(forget: Forget) -> tuple[Route, ...]:
    """Return all routes, specific ones before general ones; `forget` deletes a workspace's installation."""
    return (
        Route(Kind.EVENT, "app_mention", messages.named),
        Route(Kind.EVENT, "message", messages.changed, subtype="message_changed"),
        Route(Kind.EVENT, "message", messages.deleted, subtype="message_deleted"),
        Route(Kind.EVENT, "message", messages.posted),
        Route(Kind.EVENT, "link_shared", unfurls.shared),
        Route(Kind.EVENT, "app_home_opened", home.opened),
        Route(Kind.EVENT, "member_joined_channel", lifecycle.joined),
        Route(Kind.EVENT, "app_uninstalled", partial(lifecycle.uninstalled, forget)),
        Route(Kind.EVENT, "tokens_revoked", partial(lifecycle.revoked, forget)),
        Route(Kind.ACTION, Action.HOME_CHOICE, home.choose),
        Route(Kind.ACTION, Action.HOME_PAGE, home.turn_page),
        Route(Kind.ACTION, Action.HOME_ONLY, home.narrow),
        Route(Kind.ACTION, Action.FILE_ALL, home.list_nothing_new),
        Route(Kind.SUBMISSION, file_all.ID, home.file_listed),
        Route(Kind.COMMAND, "/source", commands.source),
        Route(Kind.COMMAND, "/event", commands.event),
        Route(Kind.COMMAND, "/digest", digests.command),
        Route(Kind.SHORTCUT, "submit_message", sources.submit_message),
        Route(Kind.SHORTCUT, "submit_source", sources.ask_anywhere),
        Route(Kind.SHORTCUT, "log_own_report", own_reports.ask),
        Route(Kind.ACTION, other_event.SEARCH, own_reports.choose_event),
        Route(Kind.SUBMISSION, own_report.ID, own_reports.propose),
        Route(Kind.ACTION, Action.APPROVE, decisions.approve),
        Route(Kind.ACTION, Action.REJECT, decisions.ask_why),
        Route(Kind.SUBMISSION, reject_form.ID, decisions.reject),
        Route(Kind.ACTION, Action.EDIT, edits.open_form),
        Route(Kind.SUBMISSION, edit_form.ID, edits.approve),
        Route(Kind.ACTION, Action.PREVIEW_EDIT, edits.preview),
        Route(Kind.ACTION, Action.SAVE_EDIT, edits.save),
        Route(Kind.ACTION, Action.REWORD, decisions.ask_for_wording),
        Route(Kind.SUBMISSION, reword_form.ID, decisions.reword),
        Route(Kind.ACTION, Action.SETTLE_CONFIRMS, partial(decisions.settle, Stance.CONFIRMS)),
        Route(Kind.ACTION, Action.SETTLE_DENIES, partial(decisions.settle, Stance.DENIES)),
        Route(Kind.ACTION, Action.SETTLE_CONTEXT, partial(decisions.settle, Stance.CONTEXT)),
        Route(Kind.ACTION, Action.FILE_AS_CONTEXT, decisions.file_as_context),
        Route(Kind.ACTION, Action.TAKE, handling.take),
        Route(Kind.ACTION, Action.RELEASE, handling.release),
        Route(Kind.ACTION, Action.HAND_OVER, handling.ask_to_whom),
        Route(Kind.SUBMISSION, hand_over_form.ID, handling.hand_over),
        Route(Kind.ACTION, Action.ASK, handling.ask_what),
        Route(Kind.SUBMISSION, ask_form.ID, handling.ask),
        Route(Kind.SUBMISSION, anyway_form.ID, partial(handling.do_anyway, _ASKED_FIRST)),
        Route(Kind.ACTION, Action.UNDO, decisions.undo),
        Route(Kind.ACTION, Action.SHOW_PROPOSAL, decisions.show_proposal),
        Route(Kind.ACTION, Action.WHY, decisions.show_why),
        Route(Kind.ACTION, Action.MORE, card_menu.choose),
        Route(Kind.SUBMISSION, other_event.ID, card_menu.compare_with),
        Route(Kind.SUBMISSION, new_event.ID, card_menu.make_event),
        Route(Kind.ACTION, Action.SEND_ARCHIVE, card_menu.send_archive),
        Route(Kind.ACTION, Action.GRADE_OUTLET, outlets.ask_grade),
        Route(Kind.SUBMISSION, grade_form.ID, outlets.grade),
        Route(Kind.ACTION, Action.ADD_SOURCE, sources.ask_for_event),
        Route(Kind.SUBMISSION, source_form.ID, sources.submit),
        Route(Kind.ACTION, Action.PASTE, sources.ask_for_text),
        Route(Kind.SUBMISSION, paste_form.ID, sources.submit_text),
        Route(Kind.ACTION, Action.TO_DESK, sources.bring_to_desk),
        Route(Kind.ACTION, Action.SHOW_EVENT, records.show_event),
        Route(Kind.ACTION, Action.CATCH_UP, records.catch_up),
        Route(Kind.ACTION, Action.FOLLOW, following.ask),
        Route(Kind.SUBMISSION, follow_form.ID, following.save),
        Route(Kind.ACTION, Action.MUTE, following.mute),
        Route(Kind.ACTION, Action.UNFOLLOW, following.unfollow),
        Route(Kind.ACTION, Action.EXPLAIN, records.explain_confidence),
        Route(Kind.ACTION, Action.SHOW_ORIGINS, origins.show),
        Route(Kind.ACTION, Action.SHOW_HISTORY, records.show_history),
        Route(Kind.ACTION, Action.EXPORT_EVIDENCE, records.export_evidence),
        Route(Kind.ACTION, Action.SAME, origins.same),
        Route(Kind.ACTION, Action.DIFFERENT, origins.different),
        Route(Kind.ACTION, Action.TAKE_BACK, origins.take_back),
        Route(Kind.ACTION, Action.FOR_ALL, origins.for_all),
        Route(Kind.ACTION, Action.ADD_REASON, origins.ask_reason),
        Route(Kind.SUBMISSION, ruling_reason.ID, origins.give_reason),
        Route(Kind.ACTION, Action.SHARE_EVENT, records.ask_where_to_share),
        Route(Kind.SUBMISSION, share_form.ID, records.share),
        Route(Kind.ACTION, Action.HOME_CHANNEL, records.ask_for_home),
        Route(Kind.SUBMISSION, home_channel_form.ID, records.give_home),
        Route(Kind.ACTION, Action.RETRACT, partial(records.ask_why_to_switch, EditKind.RETRACT)),
        Route(Kind.ACTION, Action.REOPEN, partial(records.ask_why_to_switch, EditKind.REOPEN)),
        Route(Kind.SUBMISSION, switch_form.ID, records.switch),
        Route(Kind.ACTION, Action.CORRECT, corrections.ask_correction),
        Route(Kind.SUBMISSION, correct_event.ID, corrections.correct),
        Route(Kind.ACTION, Action.ADD_CLAIM, corrections.ask_claim),
        Route(Kind.SUBMISSION, correct_event.CLAIM_ID, corrections.add_claim),
        Route(Kind.ACTION, Action.MERGE, mergers.ask_which),
        Route(Kind.SUBMISSION, merge_events.ID, mergers.compare),
        Route(Kind.SUBMISSION, merge_events.PAIRS_ID, mergers.show_consequences),
        Route(Kind.SUBMISSION, merge_events.CONFIRM_ID, mergers.do),
        Route(Kind.ACTION, Action.REOPEN_DECISION, corrections.ask_why_to_reopen),
        Route(Kind.SUBMISSION, reopen_decision.ID, corrections.reopen),
        Route(Kind.SEARCH, other_event.SEARCH, records.find_events),
        Route(Kind.ACTION, Action.SETTINGS, settings.change),
        Route(Kind.SUBMISSION, settings_form.ID, settings.save),
        Route(Kind.SEARCH, settings_form.SEARCH, settings.find_groups),
        Route(Kind.ACTION, Action.TOKENS, tokens.change),
        Route(Kind.SUBMISSION, tokens_form.ID, tokens.save),
        Route(Kind.SUBMISSION, digest_form.ID, digests.save),
        Route(Kind.SEARCH, digest_form.SEARCH, digests.find_zones),
        Route(Kind.ACTION, Action.DIGEST_CHANGE, digests.change),
        Route(Kind.ACTION, Action.DIGEST_NOW, digests.send_now),
        Route(Kind.ACTION, Action.DIGEST_POST, digests.post_now),
        Route(Kind.ACTION, Action.DIGEST_PAUSE, digests.pause),
        Route(Kind.ACTION, Action.DIGEST_RESUME, digests.resume),
        Route(Kind.ACTION, Action.DIGEST_OFF, digests.turn_off),
        Route(Kind.ACTION, Action.DIGEST_PAGE, digests.turn_page),
        Route(Kind.ACTION, Action.OPEN_LINK, fallbacks.acknowledge),
        *(Route(Kind.ACTION, changed, edits.preview) for changed in edit_form.CHANGING),
        Route(Kind.ACTION, ANY, fallbacks.too_old),
        Route(Kind.SUBMISSION, ANY, fallbacks.close),
    )
