"""The open passages of a proposal's card: each with its quote, and a press that says what it means."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block, ButtonElement, RichTextElement, RichTextListElement

from bot.domain.model import Assessment, Basis, EventDraft, HopKind, Report, Stance
from bot.domain.record import FiledProposal, Proposal, ProposalState, Settlement
from bot.domain.translations import TRANSLATED
from bot.domain.verdict import origin_said, role_of_origin
from bot.domain.wording import counted, known_by
from bot.slack.action_ids import Action, OnPassage, Ref
from bot.slack.views.evidence import CardLimits, asking, change_of
from bot.slack.views.modal import quoted
from bot.slack.views.rows import asked_first, button, buttons, fine_print, line, lines, person, strong, tidy

MOST = 3
"""How many passages have buttons on a card, which is decided on a phone; the edit window has all."""
_ANSWERS = {
    Stance.CONFIRMS: Action.SETTLE_CONFIRMS,
    Stance.DENIES: Action.SETTLE_DENIES,
    Stance.CONTEXT: Action.SETTLE_CONTEXT,
}


def asked(filed: FiledProposal, settled: Sequence[Settlement], most: int = MOST) -> list[Report]:
    """Return the reports whose passages have buttons: those that are open, and while there is room those settled last."""
    if filed.state is not ProposalState.PENDING:
        return []
    left_open = filed.proposal.open_reports[:most]
    last = list(dict.fromkeys(made.report for made in reversed(settled)))
    shown = {report.id for report in left_open} | set(last[: most - len(left_open)])
    return [report for report in filed.proposal.reports if report.id in shown]


def only_open(old: Assessment, new: Assessment, shown: Sequence[Report]) -> bool:
    """Tell whether nothing changes on a claim as long as the passages that are shown with their claim are open."""
    # What did not count has a list of its own.
    same = new.model_copy(update={"open": old.open, "reasons": old.reasons, "not_counted": old.not_counted}) == old
    return same and any(report.claim == new.claim and report.stance is Stance.OPEN for report in shown)


def passages(
    filed: FiledProposal, event: EventDraft, settled: Sequence[Settlement], limits: CardLimits, *, most: int, longest: int
) -> list[Block]:
    """Ask what each open passage means; a settled one says who said so, and can be changed while the proposal waits."""
    shown = asked(filed, settled, most)
    if not shown:
        return []
    left_open, said_by = filed.proposal.open_reports, {made.report: made for made in settled}
    number = len(left_open)
    blocks = _heading(filed.proposal, left_open)
    levels, above, words = {old.claim: old.level for old in filed.proposal.before}, None, None
    for report in shown:
        so_far = [f" ({levels[report.claim]} so far)"] if report.claim in levels else []
        claim = [] if report.claim == above else [line(strong(tidy(event.claim(report.claim).text, limits.line)), *so_far)]
        blocks += [_passage(event, report, claim, said_by, longest, again=report.quote == words), _answers(filed, report)]
        above, words = report.claim, report.quote
    left = number - sum(report.stance is Stance.OPEN for report in shown)
    if number:
        more = f"{counted(left, 'more open passage')} will follow, or see all under “Edit”." if left else ""
        blocks.append(fine_print(more, "*Context* counts for nothing. *File as context* files all open passages that way."))
    return blocks


def _heading(proposal: Proposal, left_open: Sequence[Report]) -> list[Block]:
    """Ask what the passages mean, where the verdict above them does not."""
    if not left_open:
        return [lines(line(strong("✔️ All passages are settled. Press another button to change one.")))]
    asked_above = change_of(proposal) == asking(left_open)
    return [] if asked_above else [lines(line(strong(asking(left_open))))]


def filing(filed: FiledProposal, confirmation: str) -> ButtonElement:
    """Return the button that settles what is open as context and approves; `confirmation` says what enters the record."""
    number = len(filed.proposal.open_reports)
    them = "The open passage counts" if number == 1 else f"The {number} open passages count"
    sure = asked_first("File as context?", f"{them} for nothing. {confirmation}", "File", "Not yet")
    ref = str(Ref(filed.id, filed.version))
    return button("File as context", Action.FILE_AS_CONTEXT, ref, about=filed.proposal.headline, confirm=sure)


def settled_list(reports: Sequence[Report], settled: Sequence[Settlement]) -> list[Block]:
    """List what editors said of open passages, of those reports that are still there."""
    numbers = {report.id: report.id.rpartition("-")[2] for report in reports}
    last = {made.report: made for made in settled if made.report in numbers}
    rows = [
        line(f"Report {tidy(numbers[id_], 12)}: {made.stance}, said ", person(made.by))
        for id_, made in list(last.items())[:MOST]
    ]
    if left := len(last) - len(rows):
        rows.append(line(f"and {left:,} more"))
    return [lines(line(strong("What was open")), RichTextListElement(style="bullet", elements=rows))] if rows else []


def _passage(
    event: EventDraft,
    report: Report,
    claim: Sequence[RichTextElement],
    said_by: Mapping[str, Settlement],
    longest: int,
    *,
    again: bool,
) -> Block:
    translated = [line(f"{TRANSLATED}: “{tidy(report.translation, longest)}”")] if report.translation else []
    settled = said_by.get(report.id)
    return lines(
        *claim,
        *([line("The same words.")] if again else [quoted(tidy(report.quote, longest), longest), *translated]),
        line(f"{role_of_origin(event.claim(report.claim), report).capitalize()}: {_origin(report)}"),
        *([line("✔️ ", strong(report.stance.capitalize()), ", said ", person(settled.by))] if settled else []),
    )


def _origin(report: Report) -> str:
    if report.basis is not Basis.UNSTATED:
        return f"{tidy(origin_said(report), 80)} ({known_by(report.basis)})"
    # An outlet that does not say how it knows is no origin, so its own work is not named as one.
    return "not said" if report.origin.kind is HopKind.OWN else tidy(origin_said(report), 80)


def _answers(filed: FiledProposal, report: Report) -> Block:
    number = int(report.id.rpartition("-")[2])
    value = str(OnPassage(filed.id, filed.version, number))
    return buttons(
        *(
            button(
                stance.capitalize(),
                f"{action}:{number}",
                value,
                about=report.quote,
                style="primary" if report.stance is stance else None,
            )
            for stance, action in _ANSWERS.items()
        )
    )
