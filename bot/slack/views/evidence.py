"""Claims and reports as rows: what moves, and on what evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import RichTextBlock, RichTextElement

from bot.domain.model import Assessment, EventDraft, Level, Report
from bot.domain.record import Proposal
from bot.domain.translations import TRANSLATED
from bot.domain.verdict import DENIAL, name_of
from bot.domain.wording import EMOJI, counted, known_by
from bot.slack.views.modal import quoted
from bot.slack.views.rows import line, lines, run, strong, tidy


@dataclass(frozen=True, slots=True)
class Room:
    """How much a card may show: numbers of rows and of items in a list, and characters of a quote and of a line."""

    claims: int
    reports: int
    items: int
    quote: int
    line: int


ROOMS = (
    Room(claims=8, reports=12, items=6, quote=400, line=300),
    Room(claims=8, reports=12, items=4, quote=200, line=160),
    Room(claims=5, reports=8, items=3, quote=120, line=120),
    Room(claims=3, reports=4, items=2, quote=100, line=100),
)
"""From roomy to tight; a card takes the first that Slack accepts, and the last always fits."""


def headline_of(event: EventDraft, most: int = 200) -> str:
    """Give an event's headline with its kind, in words too."""
    return f"{EMOJI[event.kind]} {event.kind.capitalize()}: {tidy(event.headline, most)}"


def verdict_of(proposal: Proposal) -> str:
    """Say in a sentence what approving would change; where several claims move, how many: the rows below it say which."""
    moves = [(old.level, new.level) for old, new in zip(proposal.before, proposal.after, strict=True) if old.level != new.level]
    if len(moves) < 2 or proposal.event is None:
        return proposal.verdict
    (before, after), alike = moves[0], len(set(moves)) == 1
    change = (
        f"each of {len(moves)} claims goes from {before} to {after}" if alike else f"{len(moves)} claims change their level"
    )
    _, adds, denials = proposal.verdict.partition(f"; it adds {DENIAL}")
    return f"{proposal.reports[0].outlet.name}: {change}{adds}{denials or '.'}"


def movement(event: EventDraft, old: Assessment, new: Assessment, room: Room) -> RichTextBlock:
    """Show what moves on one claim: level and score, what is counted, and why."""
    name = tidy(name_of(event, event.claim(new.claim)), room.line)
    return lines(
        line(strong(f"{name}: {moved(old.level, new.level)}"), f", {likely(old.score, new.score)}"),
        line(_counts(old, new)),
        line(tidy(new.reasons[0], room.line)) if new.reasons else line("No reason was kept."),
    )


def moved(old: Level | None, new: Level) -> str:
    """Say how a level moves: "reported → verified", or that it stays: "still reported"."""
    if old is None:
        return str(new)
    return f"still {new}" if old is new else f"{old} → {new}"


def likely(old: float | None, new: float) -> str:
    """Say how a score moves: "67% → 94% likely"."""
    shown = [f"{score:.0%}" for score in (old, new) if score is not None]
    return f"{' → '.join(dict.fromkeys(shown))} likely"


def touched(old: Assessment, new: Assessment, reports: Sequence[Report]) -> bool:
    """Tell whether a proposal has anything to do with a claim."""
    return any(r.claim == new.claim for r in reports) or old.model_copy(update={"reasons": new.reasons}) != new


def report_row(event: EventDraft, report: Report, room: Room, *, with_claim: bool) -> RichTextBlock:
    """Show one report of a proposal: what it says on which claim, where it has it from, and its words."""
    number = report.id.rpartition("-")[2]
    claim = tidy(event.claim(report.claim).text, room.line)
    heads = [line(strong(claim))] if with_claim else []
    return lines(*heads, line(f"{tidy(number, 12)}. ", *_bearing(report, room)), _manner(report), *_words(report, room))


def outlet_row(report: Report, room: Room) -> RichTextBlock:
    """Show one report on record: whose it is, what it says, where it has it from, and its words."""
    published = f", {report.published:%d %b %Y}" if report.published else ""
    outlet = line(strong(tidy(report.outlet.name, 80)), f" (grade {report.outlet.grade}){published}")
    return lines(outlet, line(*_bearing(report, room)), _manner(report), *_words(report, room))


def _bearing(report: Report, room: Room) -> list[RichTextElement]:
    copy = f" · in the words of {tidy(report.copy_of, 80)}" if report.copy_of else ""
    return [
        strong(report.stance.capitalize()),
        run(" · origin: "),
        strong(tidy(str(report.origin), min(room.line, 120))),
        *([run(copy)] if copy else []),
    ]


def _manner(report: Report) -> RichTextElement:
    return line(f"Tone: {report.tone} · basis: {known_by(report.basis)}")


def _words(report: Report, room: Room) -> list[RichTextElement]:
    """Give the article's own words, and after them their translation where there is one."""
    original = quoted(tidy(report.quote, room.quote), room.quote)
    return [original, *([line(f"{TRANSLATED}: “{tidy(report.translation, room.quote)}”")] if report.translation else [])]


def _counts(old: Assessment, new: Assessment) -> str:
    figures = (
        (old.origins, new.origins, "origin"),
        (old.outlets, new.outlets, "outlet"),
        (old.reports, new.reports, "report"),
    )
    counts = " · ".join(
        f"still {counted(after, noun)}" if before == after else f"{counted(after, noun)} (was {before:,})"
        for before, after, noun in figures
    )
    return counts[0].upper() + counts[1:]
