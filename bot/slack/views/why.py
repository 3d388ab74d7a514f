"""The window behind "Why": all that a proposal's card leaves out, with the percentages and what they mean."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.domain.model import EventDraft, Report
from bot.domain.record import FiledProposal, Proposal, ProposalState
from bot.domain.verdict import adds_nothing, marked, not_counted
from bot.domain.wording import TONE_NOTE, counted
from bot.slack.action_ids import Action, Ref
from bot.slack.views.evidence import CARD_LIMITS, CardLimits, cautions, headline_of, movement, report_row, touched
from bot.slack.views.handling import further
from bot.slack.views.message import characters
from bot.slack.views.modal import MOST_BLOCKS, divider, modal, small
from bot.slack.views.rows import button, buttons, line, lines, linked, listed, strong, tidy

_MOST_CHARACTERS = 40_000
_PERCENT = (
    "A percentage says how likely the rules make a claim, given the reports that count. It is not a measurement: go by the"
    " level. The button below shows the rules."
)


def why_modal(
    filed: FiledProposal,
    event: EventDraft,
    *,
    title: str | None = None,
    dropped: int = 0,
    amended: Sequence[str] = (),
    slug: str | None = None,
    emails: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Show what a proposal rests on: each claim with counts and percentage, all reports, their paths, what did not count.

    `amended` lists what editors changed in it; `slug` is the event on record, which an editor can put right from here;
    `emails` are addresses that readers who brought it left for questions, `notes` what readers wrote who brought it later.
    """
    for limits in CARD_LIMITS:
        blocks = [*_blocks(filed, event, limits, title, dropped, amended, emails, notes, slug), *_putting_right(filed, slug)]
        if len(blocks) <= MOST_BLOCKS and characters(blocks) <= _MOST_CHARACTERS:
            break
    return modal("Why", blocks)


def _blocks(
    filed: FiledProposal,
    event: EventDraft,
    limits: CardLimits,
    title: str | None,
    dropped: int,
    amended: Sequence[str],
    emails: Sequence[str],
    notes: Sequence[str],
    slug: str | None,
) -> list[Block]:
    proposal = filed.proposal
    most, longest = limits.window_items, 2 * limits.line
    return [
        lines(
            line(strong(tidy(marked(proposal), 4 * limits.line))),
            line(headline_of(event)),
            line(linked(filed.submission.url, tidy(title or filed.submission.url or "Pasted text", 150))),
        ),
        *listed("Please note", cautions(proposal, dropped), most=most, longest=longest),
        *listed("What an editor changed", amended, most=most, longest=longest),
        *listed("The reader who brought it may be asked", emails, most=most, longest=longest),
        *listed("What other readers wrote who brought it", notes, most=most, longest=longest),
        *_deciding(filed),
        *([buttons(*further(filed))] if filed.state is ProposalState.PENDING else []),
        divider(),
        *_movements(proposal, event, limits),
        *_reports(proposal.reports, event, limits),
        *listed("Where it comes from", proposal.provenance, most=most, longest=longest),
        *listed("What did not count", not_counted(proposal), most=most, longest=longest),
        divider(),
        small(" ".join(filter(None, [proposal.read_by, TONE_NOTE]))),
        small(_PERCENT),
        buttons(
            button("How confidence is assessed", Action.EXPLAIN, "confidence", about="the levels and their rules"),
            *([button("Show origins", Action.SHOW_ORIGINS, slug, about=filed.proposal.headline)] if slug else []),
        ),
    ]


def _deciding(filed: FiledProposal) -> list[Block]:
    """Offer what a card that adds nothing leaves out."""
    if filed.state is not ProposalState.PENDING or not adds_nothing(filed.proposal):
        return []
    ref, about = str(Ref(filed.id, filed.version)), filed.proposal.headline
    return [
        buttons(
            button("Edit", Action.EDIT, ref, about=about),
            button("Reject", Action.REJECT, ref, about=about, style="danger"),
        )
    ]


def _putting_right(filed: FiledProposal, slug: str | None) -> list[Block]:
    """Offer editors to put right what is on record."""
    about = filed.proposal.headline
    found = []
    if filed.state in (ProposalState.APPROVED, ProposalState.REJECTED):
        found.append(button("Reopen decision", Action.REOPEN_DECISION, str(Ref(filed.id, filed.version)), about=about))
    if slug is not None:
        found.append(button("Add a claim", Action.ADD_CLAIM, slug, about=about))
        found.append(button("Correct place or date", Action.CORRECT, slug, about=about))
        found.append(button("Merge with another event", Action.MERGE, slug, about=about))
    return [small("For editors:"), buttons(*found)] if found else []


def _movements(proposal: Proposal, event: EventDraft, limits: CardLimits) -> list[Block]:
    pairs = [pair for pair in zip(proposal.before, proposal.after, strict=True) if touched(*pair, proposal.reports)]
    rows: list[Block] = [movement(event, old, new, limits) for old, new in pairs[: limits.window_items]]
    if left := len(pairs) - len(rows):
        rows.append(lines(line(f"and {counted(left, 'further claim')}")))
    return rows


def _reports(reports: Sequence[Report], event: EventDraft, limits: CardLimits) -> list[Block]:
    shown = reports[: limits.reports]
    above = [None, *(report.claim for report in shown)]
    rows: list[Block] = [
        report_row(event, report, limits, with_claim=report.claim != before)
        for report, before in zip(shown, above, strict=False)
    ]
    if left := len(reports) - len(shown):
        rows.append(lines(line(f"and {counted(left, 'further report')}: see the full reading, under “…” on the card")))
    return rows
