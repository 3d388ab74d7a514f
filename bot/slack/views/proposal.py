"""The card of one proposal, to be decided on one phone screen: the verdict, what needs care, what changes, and the buttons.

All else (every report, percentages, paths, what did not count) is in the window that "Why" opens: `bot.slack.views.why`.
"""

import datetime as dt
import itertools
from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block, Option, OverflowMenuElement, RichTextElement

from bot.domain.amendments import in_force
from bot.domain.dates import day_said
from bot.domain.handling import UNHANDLED, Handling
from bot.domain.model import Event, EventDraft
from bot.domain.own_report import is_own
from bot.domain.record import Decision, FiledProposal, Proposal, ProposalState, Settlement
from bot.domain.remarks import is_weighty
from bot.domain.verdict import adds_nothing, marked
from bot.domain.wording import TONE_NOTE, counted, mark_of, retracted
from bot.pipeline.second_look import FirstLook
from bot.slack.action_ids import Action, More, Ref
from bot.slack.text import escape
from bot.slack.views.changes import Room, rest_is_behind, rooms_for, rows_of
from bot.slack.views.decided import decided_as, decision_said, taken_back, undo_said
from bot.slack.views.evidence import CARD_LIMITS, CardLimits, caution_said, cautions, change_of, headline_of
from bot.slack.views.handling import ends_at, handling_rows, taking
from bot.slack.views.height import SCREEN, height
from bot.slack.views.message import MessageContent
from bot.slack.views.modal import plain
from bot.slack.views.open_passages import filing, passages, settled_list
from bot.slack.views.origins import question
from bot.slack.views.rows import (
    asked_first,
    button,
    buttons,
    fine_print,
    line,
    lines,
    linked,
    listed,
    person,
    person_in_mrkdwn,
    run,
    said,
    strong,
    tidy,
    when,
)

_LONGEST_WARNING = 410
_DECISIONS = 48
"""How many pixels the row with the decisions takes on a phone."""


def proposal_card(
    filed: FiledProposal,
    event: EventDraft,
    *,
    decisions: Sequence[Decision],
    amended: Sequence[str] = (),
    settled: Sequence[Settlement] = (),
    now: dt.datetime,
    undo_minutes: int,
    title: str | None = None,
    dropped: int = 0,
    slug: str | None = None,
    ungraded: bool = False,
    in_work: int = 0,
    partial: bool = False,
    first_of_day: bool = False,
    handled: Handling = UNHANDLED,
    first_look: FirstLook | None = None,
) -> MessageContent:
    """Show one proposal: with buttons while it is pending, with who decided, when and why afterwards.

    `amended` lists what editors changed in it, `settled` what editors said of open passages. `title` is the
    article's, `dropped` counts the reader's findings whose quotes are not in the article, `slug` is the event on record,
    `ungraded` says that an editor may grade the outlet, `in_work` counts the events that are not worked out yet after its new
    grade, `partial` says that only a part of the article was read, `first_of_day` asks for the notes that stand once a day, and
    `handled` and `first_look` say who deals with it.
    """
    if filed.state is ProposalState.SUPERSEDED:
        return _superseded(filed)
    decision = in_force(decisions) if filed.state is not ProposalState.PENDING else None
    pending = filed.state is ProposalState.PENDING
    undo_until = decision.at + dt.timedelta(minutes=undo_minutes) if decision else None
    undoable = undo_until is not None and now < undo_until
    known = slug or filed.proposal.event or (event.slug if isinstance(event, Event) else None)
    back = taken_back(decisions) if filed.state is ProposalState.PENDING else None
    outcome = [said(undo_said(*back))] if back else [said(_outcome(filed, decision))] if _is_decided(filed) else []
    choices = _choices(filed, handled) if filed.state is ProposalState.PENDING else _after(filed, known, undoable=undoable)
    text = _plain_text(filed, decision)
    more, weighty = rest_is_behind(filed), sum(map(is_weighty, filed.proposal.remarks))
    tries = list(itertools.product(CARD_LIMITS, rooms_for(filed, event, settled)))
    for limits, room in tries:
        warnings = _warnings(filed, event, dropped, room.warning)
        head = [
            *outcome,
            lines(*_verdict(filed, limits), line(headline_of(event, room.headline)), *_newness(filed.proposal, event)),
            *listed("", warnings, most=limits.warnings_with(weighty), longest=_LONGEST_WARNING, more=more),
        ]
        rows, passages_ = rows_of(filed, event, settled, limits, room), _open(filed, event, settled, limits, room)
        # Nothing can be approved before an open passage is settled, so that is asked first.
        evidence = [*passages_, *rows] if pending and filed.proposal.open_reports else [*rows, *passages_]
        pasting = _pasting(filed) if partial else []
        above = [
            *head,
            *([] if room.decided_first else pasting),
            *_question(filed),
            *_edited(filed, amended),
            *listed("What was amended", amended if decision else (), most=limits.items, longest=limits.line, more=more),
            *([] if room.decided_first else evidence),
            *_read_by(filed),
            *handling_rows(filed, handled, first_look),
        ]
        below = [
            *([*evidence, *pasting] if room.decided_first else []),
            _source(filed, title),
            *_in_work(filed.proposal, in_work),
            *(_grading(filed) if ungraded else []),
            *([fine_print(TONE_NOTE)] if first_of_day else []),
        ]
        again_at = undo_until if undoable else ends_at(handled) if pending else None
        card = MessageContent(text, (*above, *choices, *below), again_at)
        on_screen = not pending or height(above) <= SCREEN - _DECISIONS
        if card.fits() and (on_screen or (limits, room) == tries[-1]):
            break
    return card


def _open(
    filed: FiledProposal, event: EventDraft, settled: Sequence[Settlement], limits: CardLimits, room: Room
) -> list[Block]:
    asked = passages(filed, event, settled, limits, most=room.passages, longest=min(room.passage, max(limits.quote, 200)))
    return asked or settled_list(filed.proposal.reports, settled)


def confirmation(proposal: Proposal) -> str:
    """Say in one sentence what approving a proposal puts on record."""
    reports, outlet = counted(len(proposal.reports), "report"), tidy(proposal.reports[0].outlet.name, 60)
    moving = sum(old.level is not new.level for old, new in zip(proposal.before, proposal.after, strict=True))
    levels = "no level changes" if not moving else f"the level of {counted(moving, 'claim')} changes"
    enters = "enters" if len(proposal.reports) == 1 else "enter"
    if proposal.event is None:
        return f"A new event enters the record, “{tidy(proposal.headline, 120)}”, with {reports} by {outlet}."
    if proposal.revisions:
        headline = tidy(proposal.headline, 60)
        return f"{tidy(proposal.revisions[0], 170)} {reports} by {outlet} {enters} the record of “{headline}”, and {levels}."
    return f"{reports} by {outlet} {enters} the record of “{tidy(proposal.headline, 120)}”, and {levels}."


def _verdict(filed: FiledProposal, limits: CardLimits) -> list[RichTextElement]:
    """Say in a line each what it withdraws or replaces, and then what approving would change."""
    proposal = filed.proposal
    first, *more = (*proposal.revisions, change_of(proposal, waits=filed.state is ProposalState.PENDING))
    said = [f"{mark_of(proposal)} {first}".strip(), *more]
    return [line(strong(tidy(sentence, 2 * limits.line))) for sentence in said if sentence]


def _newness(proposal: Proposal, event: EventDraft) -> list[RichTextElement]:
    if proposal.event is not None:
        return []
    parts = [tidy(event.place, 80) if event.place else "", f"{day_said(event.date)}" if event.date else ""]
    return [line(" · ".join(filter(None, parts)))] if any(parts) else []


def _warnings(filed: FiledProposal, event: EventDraft, dropped: int, longest: int) -> list[str]:
    loud = retracted(event) if filed.state is ProposalState.PENDING else ""
    found = [caution_said(words, longest) for words in cautions(filed.proposal, dropped)]
    return [*([tidy(loud, longest)] if loud else []), *(f"⚠️ {words}" for words in found)]


def _read_by(filed: FiledProposal) -> list[Block]:
    """Say above the buttons which reader read how much, where a level is to move by it."""
    proposal = filed.proposal
    moves = any(old.level is not new.level for old, new in zip(proposal.before, proposal.after, strict=True))
    waits = filed.state is ProposalState.PENDING
    return [fine_print(escape(tidy(proposal.read_by, 120)))] if waits and moves and proposal.read_by else []


def _edited(filed: FiledProposal, changes: Sequence[str]) -> list[Block]:
    """Say who changed a waiting proposal, and what; the rest of several changes is in the window."""
    edit = filed.proposal.edit
    if edit is None or filed.state is not ProposalState.PENDING:
        return []
    what = f": {escape(tidy(changes[0], 110))}" if changes else ""
    more = f", and {len(changes) - 1:,} more{rest_is_behind(filed)}" if len(changes) > 1 else ""
    return [fine_print(f"✏️ Edited by {person_in_mrkdwn(edit.by)}, {when(edit.at)}{what}{more}.")]


def _source(filed: FiledProposal, title: str | None) -> Block:
    submission, outlet = filed.submission, filed.proposal.reports[0].outlet
    label = tidy(title or submission.url or "Pasted text", 80)
    note = f": “{tidy(submission.note, 200)}”" if submission.note.strip() else ""
    return lines(
        line(
            linked(submission.url, label),
            run(f" · {tidy(outlet.name, 80)}, grade {outlet.grade} · brought by "),
            person(submission.by),
            *([run(note)] if note else []),
        )
    )


def _in_work(proposal: Proposal, events: int) -> list[Block]:
    if not events:
        return []
    are, outlet = "is" if events == 1 else "are", escape(tidy(proposal.reports[0].outlet.name, 60))
    return [fine_print(f"⏳ {counted(events, 'event')} {are} being worked out anew with the new grade of {outlet}.")]


def _grading(filed: FiledProposal) -> list[Block]:
    outlet = tidy(filed.proposal.reports[0].outlet.name, 60)
    return [
        fine_print(f"Nobody has graded {escape(outlet)} yet, so its reports add little."),
        buttons(button("Grade outlet", Action.GRADE_OUTLET, str(filed.id), about=outlet)),
    ]


def _pasting(filed: FiledProposal) -> list[Block]:
    if filed.state is not ProposalState.PENDING:
        return []
    about = f"of the article at {tidy(filed.submission.url or 'no address', 60)}"
    return [buttons(button("Paste the text", Action.PASTE, str(filed.submission.id), about=about))]


def _question(filed: FiledProposal) -> list[Block]:
    """Ask the question about origins that matters most, while the proposal waits."""
    doubt = filed.proposal.doubt
    if doubt is None or filed.state is not ProposalState.PENDING:
        return []
    return question(doubt, str(Ref(filed.id, filed.version)), proposed=True)


def _choices(filed: FiledProposal, handled: Handling) -> list[Block]:
    ref, about, proposal = Ref(filed.id, filed.version), filed.proposal.headline, filed.proposal
    # Of a report of our own nothing can be read again.
    more = [] if is_own(filed.submission.canonical_url) else [_more(ref, new=proposal.event is None)]
    if adds_nothing(proposal):
        # Nothing moves and Undo is at hand, so nothing is asked first; Edit and Reject are in the window.
        return [
            buttons(
                button("File", Action.APPROVE, str(ref), about=about, style="primary"),
                button("Look", Action.WHY, str(filed.id), about=about),
                taking(filed, handled),
                *more,
            )
        ]
    sure = confirmation(proposal)
    approving = asked_first("Approve this?", sure, "Approve", "Not yet")
    approve = button("Approve", Action.APPROVE, str(ref), about=about, style="primary", confirm=approving)
    return [
        buttons(
            filing(filed, sure) if proposal.open_reports else approve,
            button("Edit", Action.EDIT, str(ref), about=about),
            *(
                [button("Change the wording", Action.REWORD, str(ref), about="of a claim that has a later figure")]
                if _can_reword(proposal)
                else []
            ),
            button("Reject", Action.REJECT, str(ref), about=about, style="danger"),
            button("Why", Action.WHY, str(filed.id), about=about),
            taking(filed, handled),
            *more,
        )
    ]


def _can_reword(proposal: Proposal) -> bool:
    waits = proposal.event is not None and not proposal.open_reports
    return waits and (proposal.updates or bool(proposal.rewordings))


def _more(ref: Ref, *, new: bool) -> OverflowMenuElement:
    labels = {
        More.OTHER_EVENT: "It is about another event",
        More.NEW_EVENT: "Change the new event" if new else "It is a new event",
        More.READ_AGAIN: "Read the article again",
        More.FULL_READING: "Show the full reading",
        More.ARCHIVE: "Show the archived article",
    }
    options = [Option(text=plain(label, 75), value=f"{more}:{ref}") for more, label in labels.items()]
    return OverflowMenuElement(action_id=Action.MORE, options=options)


def _after(filed: FiledProposal, slug: str | None, *, undoable: bool) -> list[ActionsBlock]:
    about = filed.proposal.headline
    found = []
    if undoable:
        sure = asked_first("Undo this decision?", _undoing(filed), "Undo", "Keep it")
        found.append(button("Undo", Action.UNDO, str(Ref(filed.id, filed.version)), about=about, confirm=sure))
    if slug is not None:
        found.append(button("Show event", Action.SHOW_EVENT, slug, about=about))
    found.append(button("Why", Action.WHY, str(filed.id), about=about))
    return [buttons(*found)]


def _undoing(filed: FiledProposal) -> str:
    if filed.state is ProposalState.REJECTED:
        return "The proposal will wait for an editor again."
    if filed.proposal.rewordings:
        return "Its reports and its new wording leave the record, and the proposal will wait for an editor again."
    return "Its reports leave the record, and the proposal will wait for an editor again."


def _is_decided(filed: FiledProposal) -> bool:
    return filed.state in (ProposalState.APPROVED, ProposalState.REJECTED)


def _outcome(filed: FiledProposal, decision: Decision | None) -> str:
    if decision is None:
        return f"*{filed.state.capitalize()}.*"
    return decision_said(decision, filing=adds_nothing(filed.proposal))


def _plain_text(filed: FiledProposal, decision: Decision | None) -> str:
    """Say the card in two sentences, for notifications and screen readers."""
    verdict, headline = escape(tidy(marked(filed.proposal), 400)), escape(tidy(filed.proposal.headline, 200))
    if decision is not None:
        return f"{decided_as(decision, filing=adds_nothing(filed.proposal))}: {headline}. {verdict}"
    if _is_decided(filed):
        return f"{filed.state.capitalize()}: {headline}. {verdict}"
    return f"{verdict} On “{headline}”. It waits for an editor."


def _superseded(filed: FiledProposal) -> MessageContent:
    sentence = "This proposal was replaced: the article was read again, or came in full. A newer card shows how it stands."
    headline = tidy(filed.proposal.headline, 200)
    return MessageContent(f"Replaced: {escape(headline)}", (lines(line(strong("Replaced: "), headline)), fine_print(sentence)))
