"""Renders cards. What a card shows depends on the record alone, so drawing it again is harmless."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from bot.domain.acts import happened
from bot.domain.card import Card, CardKind
from bot.domain.handling import UNHANDLED
from bot.domain.model import UNKNOWN_OUTLET
from bot.domain.record import (
    Decision,
    EventEdit,
    FiledProposal,
    ProposalState,
    Submission,
    SubmissionState,
)
from bot.domain.rulings import FiledRuling
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.amend import changes_made
from bot.pipeline.decide import keep_current
from bot.pipeline.public_sources import pasting_helps
from bot.pipeline.record import event_of, reading_of
from bot.pipeline.second_look import first_look_at
from bot.pipeline.services import Services
from bot.pipeline.show import is_in, on_link
from bot.slack.text import escape, with_places
from bot.slack.views.catch_up import catch_up_card
from bot.slack.views.digest import digest_card, reminder_card
from bot.slack.views.event import event_card, history_modal, page_card
from bot.slack.views.handling import asked_card, handed_card
from bot.slack.views.message import MessageContent
from bot.slack.views.outcome import again_card, announcement, failed_card, note_card, told, with_way_to_desk
from bot.slack.views.proposal import proposal_card
from bot.slack.views.why import why_modal
from storage import (
    acts,
    articles,
    cards,
    decisions,
    digests,
    event_edits,
    events,
    follows,
    handling,
    history,
    outlets,
    proposals,
    public_sources,
    regrades,
    reports,
    rulings,
    settlements,
    submissions,
    workspace_settings,
)
from storage.session import WorkspaceSession

LinkTo = Callable[[str, str], str | None]
"""Returns the address of a message in a channel; None if Slack returns none."""
MOST_LINKS = 15
EDITED_OUT = "Withdrawn: the link was edited out of its message before anybody had decided."


def draw(
    services: Services, workspace: str, card: Card, link_to: LinkTo = lambda _channel, _message: None
) -> MessageContent | None:
    """Draw one card from the record as it is now; None if there is nothing to show yet."""
    _keep_current(services, workspace, card)
    with services.database.transaction(workspace, read_only=True) as s:
        if card.kind is CardKind.DIGEST:
            return _digest(s, card, services.clock(), link_to)
        if card.kind is CardKind.HANDED:
            return _handed(s, card, link_to)
        if card.kind is CardKind.REMINDER:
            return _reminder(s, card, services.clock(), link_to)
        return _card(s, card, services.clock())


def proposal_message(
    s: WorkspaceSession, filed: FiledProposal, now: dt.datetime, settings: WorkspaceSettings
) -> MessageContent:
    """Show one proposal, with all decisions on it."""
    decided = decisions.of_proposal(s, filed.id)
    article = articles.get(s, filed.submission.article_id) if filed.submission.article_id else None
    _, reading = reading_of(s, filed.submission.id)
    return proposal_card(
        filed,
        event_of(s, filed.proposal),
        decisions=decided,
        amended=changes_made(s, filed, decided),
        settled=settlements.of_proposal(s, filed.id),
        now=now,
        undo_minutes=settings.undo_minutes,
        title=article.title if article else None,
        dropped=reading.dropped,
        slug=proposals.event_of(s, filed.id),
        in_work=regrades.waiting(s, outlet_id) if (outlet_id := _outlet_id(s, filed)) else 0,
        partial=article is not None and article.partial is not None,
        first_of_day=_is_first_of_day(s, filed.submission),
        ungraded=article is not None and article.outlet.is_ungraded and article.outlet.name != UNKNOWN_OUTLET,
        handled=handling.now_on(s, filed.id, now) if filed.state is ProposalState.PENDING else UNHANDLED,
        first_look=first_look_at(s, filed),
    )


def _is_first_of_day(s: WorkspaceSession, submission: Submission) -> bool:
    """Tell whether a submission is the first of its day (UTC), in its place, that led to proposals."""
    before = submissions.last_proposed(s, submission.place, before=submission.id)
    return before is None or before.astimezone(dt.UTC).date() != submission.filed_at.astimezone(dt.UTC).date()


def why_of(s: WorkspaceSession, filed: FiledProposal) -> dict[str, Any]:
    """Show in a window what one proposal rests on."""
    article = articles.get(s, filed.submission.article_id) if filed.submission.article_id else None
    _, reading = reading_of(s, filed.submission.id)
    amended, title = changes_made(s, filed, decisions.of_proposal(s, filed.id)), article.title if article else None
    slug = proposals.event_of(s, filed.id)
    emails, notes = public_sources.emails_on(s, filed.submission.id), public_sources.later_notes_on(s, filed.submission.id)
    event, dropped = event_of(s, filed.proposal), reading.dropped
    return why_modal(filed, event, title=title, dropped=dropped, amended=amended, slug=slug, emails=emails, notes=notes)


def _outlet_id(s: WorkspaceSession, filed: FiledProposal) -> int | None:
    name = filed.proposal.reports[0].outlet.name
    return outlets.ids_of(s, [name]).get(name)


def event_message(s: WorkspaceSession, slug: str, now: dt.datetime, *, public: bool) -> MessageContent:
    """Show one event from the record; raises NotFound."""
    event = events.get(s, slug)
    made, edits = rulings.of_event(s, events.id_of(s, slug)), events.edits_of(s, slug)
    standing, changes, done = reports.standing(s, slug), history.of_event(s, slug), acts.on_event(s, slug)
    settled = settlements.of_event(s, slug)
    return event_card(event, standing, changes, public=public, now=now, rulings=made, edits=edits, acts=done, settled=settled)


def page_message(s: WorkspaceSession, slug: str, address: str, picture: str | None, *, in_slack: bool) -> MessageContent:
    """Show what stands under a link to an event's page, with its picture (an address) if there is one; raises NotFound."""
    return page_card(events.get(s, slug), reports.standing(s, slug), address, picture, in_slack=in_slack)


def catch_up_message(s: WorkspaceSession, slug: str, now: dt.datetime, person: str) -> MessageContent:
    """Sum one event up for somebody who joins late; raises NotFound."""
    event, standing, changes = events.get(s, slug), reports.standing(s, slug), history.of_event(s, slug)
    follow, waiting = follows.one(s, slug, person), proposals.waiting_on(s, slug)
    return catch_up_card(event, standing, changes, waiting, now=now, follows=follow is not None)


def event_history(s: WorkspaceSession, slug: str) -> dict[str, Any]:
    """Show all that happened to one event, as a modal; raises NotFound."""
    event, standing, changes = events.get(s, slug), reports.standing(s, slug), history.of_event(s, slug)
    made, edits = rulings.of_event(s, events.id_of(s, slug)), events.edits_of(s, slug)
    done, settled = acts.on_event(s, slug), settlements.of_event(s, slug)
    return history_modal(event, happened(event, standing, changes, made, edits, done, settled))


def _keep_current(services: Services, workspace: str, card: Card) -> None:
    """Renew pending proposals if the record has changed, so that the card says what approving would do now."""
    with services.database.transaction(workspace, read_only=True) as s:
        found = _proposals(s, card) if card.kind in (CardKind.LINK, CardKind.PROPOSAL) else []
    for filed in found:
        if filed.state is ProposalState.PENDING:
            keep_current(services, workspace, filed.id)


def _proposals(s: WorkspaceSession, card: Card) -> list[FiledProposal]:
    if card.kind is CardKind.PROPOSAL and card.proposal_id is not None:
        return [proposals.get(s, card.proposal_id)]
    shown = on_link(s, card.submission_id) if card.submission_id is not None else None
    return [] if shown is None else [shown]


def _card(s: WorkspaceSession, card: Card, now: dt.datetime) -> MessageContent | None:
    match card.kind:
        case CardKind.LINK | CardKind.AGAIN if card.submission_id is not None:
            return _of_link(s, card, submissions.get(s, card.submission_id), now)
        case CardKind.PROPOSAL if card.proposal_id is not None:
            filed = proposals.get(s, card.proposal_id)
            if filed.state is ProposalState.SUPERSEDED and filed.submission.state is SubmissionState.WITHDRAWN:
                return note_card(EDITED_OUT)
            return proposal_message(s, filed, now, workspace_settings.get(s))
        case CardKind.ASKED if card.proposal_id is not None:
            return asked_card(proposals.get(s, card.proposal_id), handling.by_key(s, card.key))
        case CardKind.EVENT if card.event is not None:
            return event_message(s, card.event, now, public=True)
        case CardKind.FOLLOWED if card.event is not None:
            return _of_follow(s, card, card.event, now)
        case CardKind.LEVEL if card.ruling_id is not None and card.event is not None:
            return _of_ruling(s, card.event, rulings.get(s, card.ruling_id))
        case CardKind.LEVEL if card.edit_id is not None and card.event is not None:
            return _of_edit(s, card.event, event_edits.get(s, card.edit_id))
        case CardKind.TOLD | CardKind.LEVEL if card.decision_id is not None and card.proposal_id is not None:
            return _of_decision(s, card, decisions.get(s, card.decision_id), proposals.get(s, card.proposal_id))
        case _:
            return note_card(with_places(escape(card.note or "")))


def _of_link(s: WorkspaceSession, card: Card, submission: Submission, now: dt.datetime) -> MessageContent | None:
    match submission.state:
        case SubmissionState.FILED | SubmissionState.FETCHED | SubmissionState.READ if card.kind is CardKind.LINK:
            return None
        case SubmissionState.FAILED | SubmissionState.DUPLICATE if submission.public and not pasting_helps(submission):
            return None
        case SubmissionState.FAILED:
            return failed_card(submission)
        case SubmissionState.DUPLICATE if submission.duplicate_of is not None:
            return _again(s, submissions.get(s, submission.duplicate_of))
        case SubmissionState.WITHDRAWN:
            return None if card.message is None else note_card(EDITED_OUT)
        case _:
            shown = on_link(s, submission.id)
            if card.kind is CardKind.AGAIN or shown is None:
                return _again(s, submission)
            return _with_way_to_desk(s, card, submission, proposal_message(s, shown, now, workspace_settings.get(s)))


def _with_way_to_desk(s: WorkspaceSession, card: Card, submission: Submission, shown: MessageContent) -> MessageContent:
    """Let a link that stands in somebody's direct messages be brought to the desk's channel, while it waits."""
    desk = workspace_settings.get(s).desk
    waits = any(filed.state is ProposalState.PENDING for filed in proposals.of_submission(s, submission.id))
    if desk is None or not waits or not card.spot.channel.startswith(("D", "U", "W")):
        return shown
    return with_way_to_desk(shown, submission.id, None if is_in(s, submission.id, desk) else desk)


def _again(s: WorkspaceSession, earlier: Submission) -> MessageContent:
    made = proposals.of_submission(s, earlier.id)
    decided: dict[int, Sequence[Decision]] = {filed.id: decisions.of_proposal(s, filed.id) for filed in made}
    article = articles.get(s, earlier.article_id) if earlier.article_id else None
    slug = next((slug for filed in made if (slug := proposals.event_of(s, filed.id))), None)
    return again_card(
        earlier, by=earlier.by, proposals=made, decisions=decided, slug=slug, link_text=article.title if article else None
    )


def _of_decision(s: WorkspaceSession, card: Card, decision: Decision, filed: FiledProposal) -> MessageContent | None:
    if card.kind is CardKind.TOLD or card.event is None:
        return told(decision, filed)
    event = events.get(s, card.event)
    changes = [change for change in history.of_event(s, card.event) if change.decision_id == decision.id]
    # None where the event went into another one meanwhile, which has another history.
    return announcement(event, changes, decision.by) if changes else None


def _of_ruling(s: WorkspaceSession, slug: str, ruling: FiledRuling) -> MessageContent | None:
    event = events.get(s, slug)
    changes = [change for change in history.of_event(s, slug) if change.ruling_id == ruling.id]
    return announcement(event, changes, ruling.by, str(ruling)) if changes else None


def _of_edit(s: WorkspaceSession, slug: str, edit: EventEdit) -> MessageContent | None:
    event = events.get(s, slug)
    changes = [change for change in history.of_event(s, slug) if change.edit_id == edit.id]
    return announcement(event, changes, edit.by) if changes else None


def _of_follow(s: WorkspaceSession, card: Card, slug: str, now: dt.datetime) -> MessageContent | None:
    """Tell somebody what moved on an event that they follow; None if they stopped that, or muted it, meanwhile."""
    event, follow = events.get(s, slug), follows.one(s, slug, card.spot.channel)
    if follow is None or follow.is_muted(now):
        return None
    cause = (card.decision_id, card.ruling_id, card.edit_id, card.grade_id)
    made = [c for c in history.of_event(s, slug) if (c.decision_id, c.ruling_id, c.edit_id, c.grade_id) == cause]
    moved = follow.concerning(event, made)
    if not moved:
        return None
    ruling = rulings.get(s, card.ruling_id) if card.ruling_id is not None else None
    if card.decision_id is not None:
        by = decisions.get(s, card.decision_id).by
    elif card.edit_id is not None:
        by = event_edits.get(s, card.edit_id).by
    elif card.grade_id is not None:
        by = regrades.author_of(s, card.grade_id)
    else:
        by = ruling.by if ruling else ""
    return announcement(event, moved, by, str(ruling) if ruling else "", followed=True)


def _digest(s: WorkspaceSession, card: Card, now: dt.datetime, link_to: LinkTo) -> MessageContent | None:
    filed = digests.of_card(s, card.key)
    return None if filed.digest is None else digest_card(filed.id, filed.digest, now, _Links(s, link_to))


def _handed(s: WorkspaceSession, card: Card, link_to: LinkTo) -> MessageContent | None:
    if card.proposal_id is None:
        return None
    act = handling.by_key(s, card.key)
    return handed_card(proposals.get(s, card.proposal_id), act, _Links(s, link_to)(card.proposal_id))


def _reminder(s: WorkspaceSession, card: Card, now: dt.datetime, link_to: LinkTo) -> MessageContent | None:
    """Show the proposals of a reminder that are still pending; None if all are decided meanwhile."""
    about = [proposals.get(s, proposal_id) for proposal_id in proposals.of_reminder(s, card.key)]
    waiting = [filed for filed in about if filed.state is ProposalState.PENDING]
    return reminder_card(waiting, workspace_settings.get(s), now, _Links(s, link_to)) if waiting else None


class _Links:
    """Returns the addresses of proposals' cards, but only for the first few: each needs a call to Slack."""

    def __init__(self, s: WorkspaceSession, link_to: LinkTo) -> None:
        self._s, self._link_to, self._left = s, link_to, MOST_LINKS

    def __call__(self, proposal_id: int) -> str | None:
        filed = proposals.get(self._s, proposal_id)
        shown = cards.of_proposal(self._s, proposal_id, filed.submission.id)
        posted = next((card for card in shown if card.message is not None), None)
        if posted is None or posted.message is None or self._left == 0:
            return None
        self._left -= 1
        return self._link_to(posted.spot.channel, posted.message)
