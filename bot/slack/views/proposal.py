"""The card of one proposal: first the verdict, what changes and why, cautions and the decision; then the evidence.

The buttons come before the evidence, so that they are visible on a phone even if the evidence is long.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, Option, OverflowMenuElement, RichTextElement

from bot.domain.genres import warning
from bot.domain.model import Event, EventDraft, Report
from bot.domain.record import Decision, FiledProposal, Proposal, ProposalState, Settlement
from bot.domain.verdict import not_counted
from bot.domain.wording import DECIDED, TONE_NOTE, counted, mark_of, marked, retracted
from bot.slack.action_ids import Action, More, Ref
from bot.slack.text import escape
from bot.slack.views.decided import decision_said, standing, taken_back, undo_said
from bot.slack.views.evidence import CARD_LIMITS, CardLimits, change_of, headline_of, movement, report_row, touched
from bot.slack.views.message import MessageContent
from bot.slack.views.modal import divider, plain
from bot.slack.views.open_passages import asked, filing, only_open, passages, settled_list
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
    run,
    said,
    strong,
    tidy,
)

FULL = ": More → Show the full reading"
"""Says where the rest of a list is."""


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
) -> MessageContent:
    """Show one proposal: with buttons while it is pending, with who decided, when and why afterwards.

    `amended` lists the changes of the amendment in force, `settled` what editors said of open passages. `title` is the
    article's, `dropped` counts the reader's findings whose quotes are not in the article, `slug` is the event on record,
    `ungraded` says that an editor may grade the outlet, and `in_work` counts the events that are not worked out yet after its
    new grade.
    """
    if filed.state is ProposalState.SUPERSEDED:
        return _superseded(filed)
    decision = standing(decisions) if filed.state is not ProposalState.PENDING else None
    undo_until = decision.at + dt.timedelta(minutes=undo_minutes) if decision else None
    undoable = undo_until is not None and now < undo_until
    known = slug or filed.proposal.event or (event.slug if isinstance(event, Event) else None)
    back = taken_back(decisions) if filed.state is ProposalState.PENDING else None
    head = [said(undo_said(*back))] if back else [said(_outcome(filed, decision))] if _is_decided(filed) else []
    choices = _choices(filed) if filed.state is ProposalState.PENDING else _after(filed, known, undoable=undoable)
    text, loud = _plain_text(filed, decision), retracted(event) if filed.state is ProposalState.PENDING else ""
    for limits in CARD_LIMITS:
        summary = _summary(filed, event, limits, settled, amended=amended if decision else (), dropped=dropped)
        evidence = _evidence(filed, event, limits, title, settled, ungraded=ungraded, in_work=in_work)
        blocks = (
            *head,
            *([lines(line(strong(tidy(loud, 2 * limits.line))))] if loud else []),
            *summary,
            *_question(filed),
            *(passages(filed, event, settled, limits) or settled_list(filed.proposal.reports, settled)),
            *choices,
            *_read_by(filed.proposal),
            divider(),
            *evidence,
            fine_print(TONE_NOTE),
        )
        shown = MessageContent(text, blocks, undo_until if undoable else None)
        if shown.fits():
            break
    return shown


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


def _summary(
    filed: FiledProposal,
    event: EventDraft,
    limits: CardLimits,
    settled: Sequence[Settlement],
    *,
    amended: Sequence[str],
    dropped: int,
) -> list[Block | dict[str, Any]]:
    proposal = filed.proposal
    return [
        lines(*_verdict(proposal, limits), *_sort(proposal), line(headline_of(event)), *_newness(proposal, event)),
        *_movements(proposal, event, limits, asked(filed, settled)),
        *listed("What was amended", amended, most=limits.items, longest=limits.line),
        *listed("⚠️ Please note", _cautions(proposal, dropped), most=limits.items, longest=limits.line, more=FULL),
    ]


def _verdict(proposal: Proposal, limits: CardLimits) -> list[RichTextElement]:
    """Say in a line each what it withdraws or replaces, and then what approving would change."""
    first, *more = (*proposal.revisions, change_of(proposal))
    said = [f"{mark_of(proposal)} {first}".strip(), *more]
    return [line(strong(tidy(sentence, 2 * limits.line))) for sentence in said]


def _sort(proposal: Proposal) -> list[RichTextElement]:
    """Warn of a piece that is no plain news."""
    sort = warning(proposal.reports[0].genre)
    return [line(strong(f"⚠️ {sort}"))] if sort else []


def _evidence(
    filed: FiledProposal,
    event: EventDraft,
    limits: CardLimits,
    title: str | None,
    settled: Sequence[Settlement],
    *,
    ungraded: bool,
    in_work: int,
) -> list[Block]:
    proposal, above = filed.proposal, asked(filed, settled)
    return [
        _source(filed, title),
        *_in_work(proposal, in_work),
        *(_grading(filed) if ungraded else []),
        *_reports([report for report in proposal.reports if report not in above], event, limits),
        *listed("What did not count", not_counted(proposal), most=limits.items, longest=limits.line, more=FULL),
        *listed("Where it comes from", proposal.provenance, most=limits.items, longest=limits.line, more=FULL),
    ]


def _newness(proposal: Proposal, event: EventDraft) -> list[RichTextElement]:
    if proposal.event is not None:
        return []
    parts = [tidy(event.place, 80) if event.place else "", f"{event.date:%d %b %Y}" if event.date else ""]
    return [line(" · ".join(filter(None, ["Not on record yet", *parts])))]


def _movements(proposal: Proposal, event: EventDraft, limits: CardLimits, below: Sequence[Report]) -> list[Block]:
    """Show what changes on each claim, without those of which only open passages `below` speak."""
    pairs = list(zip(proposal.before, proposal.after, strict=True))
    pairs = [pair for pair in pairs if not only_open(*pair, below)]
    concerned = [pair for pair in pairs if touched(*pair, proposal.reports)]
    shown = concerned[: limits.claims]
    rows: list[Block] = [movement(event, old, new, limits) for old, new in shown]
    if left := len(concerned) - len(shown):
        rows.append(lines(line(f"and {counted(left, 'further claim')}{FULL}")))
    current = {claim.key for claim in event.current}
    if untouched := sum(pair[1].claim in current for pair in pairs if pair not in concerned):
        rows.append(
            lines(line(f"{counted(untouched, 'other claim' if concerned or below else 'claim')} {_rest(proposal, untouched)}."))
        )
    return rows


def _rest(proposal: Proposal, number: int) -> str:
    if proposal.event is None:
        return "has no report yet" if number == 1 else "have no report yet"
    return "stays as it is" if number == 1 else "stay as they are"


def _cautions(proposal: Proposal, dropped: int) -> list[str]:
    cautions = [*proposal.remarks, *(f"Not verified by {remark}" for remark in proposal.unverified_by)]
    # In newer readings, the reader's own remark says this too.
    if dropped and not any("left out" in remark for remark in proposal.remarks):
        were = "was left out, because its quote does" if dropped == 1 else "were left out, because their quotes do"
        cautions.append(f"{counted(dropped, 'finding')} {were} not stand in the article.")
    return cautions


def _source(filed: FiledProposal, title: str | None) -> Block:
    submission, outlet = filed.submission, filed.proposal.reports[0].outlet
    label = tidy(title or submission.url or "Pasted text", 150)
    brought: list[RichTextElement] = [
        run(f"{tidy(outlet.name, 80)}, grade {outlet.grade} · brought by "),
        person(submission.by),
    ]
    if submission.note.strip():
        brought.append(run(f": “{tidy(submission.note, 200)}”"))
    return lines(line(linked(submission.url, label)), line(*brought))


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


def _reports(reports: Sequence[Report], event: EventDraft, limits: CardLimits) -> list[Block]:
    shown = reports[: limits.reports]
    above = [None, *(report.claim for report in shown)]
    rows: list[Block] = [
        report_row(event, report, limits, with_claim=report.claim != before)
        for report, before in zip(shown, above, strict=False)
    ]
    if left := len(reports) - len(shown):
        rows.append(lines(line(f"and {counted(left, 'further report')}{FULL}")))
    return rows


def _question(filed: FiledProposal) -> list[Block]:
    """Ask the question about origins that matters most, while the proposal waits."""
    doubt = filed.proposal.doubt
    if doubt is None or filed.state is not ProposalState.PENDING:
        return []
    return question(doubt, str(Ref(filed.id, filed.version)), proposed=True)


def _choices(filed: FiledProposal) -> list[Block]:
    ref, about = Ref(filed.id, filed.version), filed.proposal.headline
    sure = confirmation(filed.proposal)
    approving = asked_first("Approve this?", sure, "Approve", "Not yet")
    approve = button("Approve", Action.APPROVE, str(ref), about=about, style="primary", confirm=approving)
    return [
        buttons(
            filing(filed, sure) if filed.proposal.open_reports else approve,
            button("Edit", Action.EDIT, str(ref), about=about),
            *(
                [button("Change the wording", Action.REWORD, str(ref), about="of a claim that has a later figure")]
                if _can_reword(filed.proposal)
                else []
            ),
            button("Reject", Action.REJECT, str(ref), about=about, style="danger"),
            _more(ref, new=filed.proposal.event is None),
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
    return [buttons(*found)] if found else []


def _undoing(filed: FiledProposal) -> str:
    if filed.state is ProposalState.REJECTED:
        return "The proposal will wait for an editor again."
    if filed.proposal.rewordings:
        return "Its reports and its new wording leave the record, and the proposal will wait for an editor again."
    return "Its reports leave the record, and the proposal will wait for an editor again."


def _is_decided(filed: FiledProposal) -> bool:
    return filed.state in (ProposalState.APPROVED, ProposalState.REJECTED)


def _outcome(filed: FiledProposal, decision: Decision | None) -> str:
    return decision_said(decision) if decision else f"*{filed.state.capitalize()}.*"


def _plain_text(filed: FiledProposal, decision: Decision | None) -> str:
    """Say the card in two sentences, for notifications and screen readers."""
    verdict, headline = escape(tidy(marked(filed.proposal), 400)), escape(tidy(filed.proposal.headline, 200))
    if decision is not None:
        return f"{DECIDED[decision.kind]}: {headline}. {verdict}"
    if _is_decided(filed):
        return f"{filed.state.capitalize()}: {headline}. {verdict}"
    return f"{verdict} On “{headline}”. It waits for an editor."


def _superseded(filed: FiledProposal) -> MessageContent:
    sentence = "This proposal was replaced: the article was read again, or came in full. A newer card shows how it stands."
    headline = tidy(filed.proposal.headline, 200)
    return MessageContent(f"Replaced: {escape(headline)}", (lines(line(strong("Replaced: "), headline)), fine_print(sentence)))


def _read_by(proposal: Proposal) -> list[Block]:
    return [fine_print(escape(tidy(proposal.read_by, 200)))] if proposal.read_by else []
