"""The claims of a proposal's card: in a row each what changes on it, why, and the words that tell most."""

from collections.abc import Sequence
from typing import NamedTuple

from slack_sdk.models.blocks import Block, RichTextElement

from bot.domain.genres import bears
from bot.domain.model import Assessment, Claim, EventDraft, Report
from bot.domain.record import FiledProposal, Proposal, ProposalState, Settlement
from bot.domain.translations import TRANSLATED
from bot.domain.verdict import LAYER_WORDS, adds_nothing, alters
from bot.domain.wording import counted, moved
from bot.slack.views.evidence import CardLimits, best_reports
from bot.slack.views.modal import quoted
from bot.slack.views.open_passages import MOST, asked, only_open
from bot.slack.views.rows import fine_print, line, lines, strong, tidy

_LINE = 90
"""How many characters of a claim are shown."""


class Room(NamedTuple):
    """How much a card shows of each: characters of a quote, a reason (none for 0), a warning and the headline.

    `passages` is how many open passages are asked about, `passage` how many characters of each are shown. With `decided_first`,
    the buttons stand above them and above the claims.
    """

    quote: int
    reason: int
    warning: int
    headline: int = 100
    passages: int = MOST
    passage: int = 400
    decided_first: bool = False


_ROOMS = {1: Room(200, 130, 130), 2: Room(120, 130, 130)}
"""By the number of claims that change, or of their quotes where these are more; for more it is the first of `_LESS_ROOM`."""
_LESS_ROOM = (
    Room(64, 76, 100),
    Room(64, 76, 100, passage=200),
    Room(64, 76, 84, passages=2, passage=200),
    Room(40, 0, 84, passages=2, passage=200),
    Room(40, 0, 84, passages=2, passage=100),
    Room(64, 76, 130, passages=2, passage=200, decided_first=True),
    Room(64, 76, 84, passages=2, passage=200, decided_first=True),
    Room(64, 76, 56, headline=56, passages=2, passage=200, decided_first=True),
)
"""From wide to narrow; a card that waits uses the first with which its buttons stand on a phone's first screen."""


def rooms_for(filed: FiledProposal, event: EventDraft, settled: Sequence[Settlement]) -> list[Room]:
    """Return how much a card may show, from wide to narrow: the fewer claims change, the more of each."""
    shown = _shown(filed.proposal, event, asked(filed, settled))
    own = _ROOMS.get(max(len(shown), sum(len(change.quoted) for change in shown), 1))
    return [*([own] if own else []), *_LESS_ROOM]


def rest_is_behind(filed: FiledProposal) -> str:
    """Say where the rest of a list is: the button that opens the window is not called the same on all cards."""
    looks = filed.state is ProposalState.PENDING and adds_nothing(filed.proposal)
    return ": press Look" if looks else ": press Why"


def rows_of(
    filed: FiledProposal, event: EventDraft, settled: Sequence[Settlement], limits: CardLimits, room: Room
) -> list[Block]:
    """Show each claim that changes; of the others, how many."""
    proposal, below = filed.proposal, asked(filed, settled, room.passages)
    shown = _shown(proposal, event, below)
    room = room._replace(quote=min(limits.quote, room.quote))
    rows: list[Block] = [_change(event, proposal, change, room) for change in shown[: limits.claims]]
    if left := len(shown) - len(rows):
        rows.append(lines(line(f"and {counted(left, 'further claim')}{rest_is_behind(filed)}")))
    current = {claim.key for claim in event.current}
    concerned = [change.new for change in shown]
    others = [new for _, new in _pairs(proposal, below) if new not in concerned]
    if concerned and (untouched := sum(new.claim in current for new in others)):
        rows.append(fine_print(f"{counted(untouched, 'other claim')} {_rest(proposal, untouched)}."))
    return rows


def _pairs(proposal: Proposal, below: Sequence[Report]) -> list[tuple[Assessment, Assessment]]:
    return [pair for pair in zip(proposal.before, proposal.after, strict=True) if not only_open(*pair, below)]


def _concerned(proposal: Proposal, below: Sequence[Report]) -> list[tuple[Assessment, Assessment]]:
    """Return what a card shows in a row each, what moves first; not what only the open passages `below` speak to."""
    if adds_nothing(proposal):
        return []
    # What approving would not change is not worth a line of a card that waits for a press.
    pairs = _pairs(proposal, below)
    found = [pair for pair in pairs if alters(*pair)] or [p for p in pairs if any(map(bears, _on(p, proposal)))]
    return sorted(found, key=lambda pair: pair[0].level is pair[1].level)


def _on(pair: tuple[Assessment, Assessment], proposal: Proposal) -> list[Report]:
    return [report for report in proposal.reports if report.claim == pair[1].claim]


class _Shown(NamedTuple):
    """A claim that a card shows, before and after, with the reports of which it shows the quotes."""

    old: Assessment
    new: Assessment
    quoted: tuple[Report, ...]


def _shown(proposal: Proposal, event: EventDraft, below: Sequence[Report]) -> list[_Shown]:
    """Return the claims that a card shows; each quote stands on it once."""
    shown: list[_Shown] = []
    above: set[str] = set()
    reports = [report for report in proposal.reports if report not in below]
    for old, new in _concerned(proposal, below):
        best = [report for report in best_reports(event, reports, old, new) if report.quote not in above]
        shown.append(_Shown(old, new, tuple(best)))
        above |= {report.quote for report in best}
    return shown


def _change(event: EventDraft, proposal: Proposal, change: _Shown, room: Room) -> Block:
    """Show one claim: its level, why it has that, and the quotes that tell most."""
    old, new, reports = change
    level = moved(old.level, new.level) if proposal.event else str(new.level)
    why = [line(tidy(new.reasons[0], room.reason))] if new.reasons and room.reason else []
    return lines(
        line(strong(f"{level[0].upper()}{level[1:]}: "), _name(event, event.claim(new.claim))),
        *why,
        *(part for report in reports for part in _words(report, room.quote)),
    )


def _words(report: Report, most: int) -> list[RichTextElement]:
    translated = [line(f"{TRANSLATED}: “{tidy(report.translation, most)}”")] if report.translation else []
    return [quoted(tidy(report.quote, most), most), *translated]


def _name(event: EventDraft, claim: Claim) -> str:
    """Name a claim by its layer where the headline says the rest, else by its words."""
    layers = [other.layer for other in event.current]
    by_layer = len(set(layers)) == len(layers) > 1
    return LAYER_WORDS[claim.layer].lower() if by_layer else tidy(claim.text, _LINE)


def _rest(proposal: Proposal, number: int) -> str:
    if proposal.event is None:
        return "has no report yet" if number == 1 else "have no report yet"
    return "stays as it is" if number == 1 else "stay as they are"
