"""Claims and reports as rows: what changes, and on what evidence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import RichTextBlock, RichTextElement

from bot.domain.dates import day_said
from bot.domain.genres import NAMED, warning
from bot.domain.model import Assessment, Claim, EventDraft, HopKind, OriginTally, Report, Stance
from bot.domain.own_report import IN_OWN_WORDS, is_own
from bot.domain.provenance import Provenance
from bot.domain.record import Proposal
from bot.domain.remarks import ONE_ARTICLE, READ_AGAIN, is_in_part, is_weighty, weight
from bot.domain.spelling import same_name
from bot.domain.translations import TRANSLATED
from bot.domain.verdict import DENIAL, adds_nothing, name_of, new_tallies, nothing_new, origin_said, role_of_origin, stance_said
from bot.domain.wording import EMOJI, REVISES, counted, counts_moved, known_by, likely, mark_of, moved, open_said
from bot.slack.text import cut
from bot.slack.views.modal import quoted
from bot.slack.views.rows import line, lines, run, strong, struck, tidy

_SIDES = {Stance.DENIES: 0, Stance.CONFIRMS: 1}
"""Which stance of a claim's reports is quoted first on its card."""
_MOST_QUOTES = 2
_NAMED_BEFORE = ", on “"
"""What follows the names of the origins that one article adds."""
_WHOLE = 400
"""How many characters of a caution are shown that is not to be cut."""
_QUOTE = re.compile(r"(?<=“)[^“”]+(?=”)")
_LEAST_QUOTE = 24
"""How many characters of the words are shown at least with which a reading does not go."""


@dataclass(frozen=True, slots=True)
class CardLimits:
    """How much a card and its window may show.

    Claims, warnings and list items are those on the card, reports and window items those in the window; a quote and a line are
    counted in characters.
    """

    claims: int
    warnings: int
    items: int
    reports: int
    window_items: int
    quote: int
    line: int

    def warnings_with(self, weighty: int) -> int:
        """Return how many warnings a card shows of which so many must stand on it."""
        return max(self.warnings, min(weighty, 2 * self.items))


CARD_LIMITS = (
    CardLimits(claims=5, warnings=3, items=6, reports=30, window_items=20, quote=400, line=200),
    CardLimits(claims=5, warnings=3, items=4, reports=20, window_items=12, quote=200, line=160),
    CardLimits(claims=3, warnings=3, items=3, reports=12, window_items=8, quote=120, line=120),
    CardLimits(claims=3, warnings=2, items=2, reports=4, window_items=4, quote=100, line=100),
)
"""From wide to narrow; a card uses the first that fits Slack's limits. The last one always fits."""


def headline_of(event: EventDraft, most: int = 200) -> str:
    """Return an event's headline with its kind, as emoji and in words."""
    return f"{EMOJI[event.kind]} {event.kind.capitalize()}: {tidy(event.headline, most)}"


def verdict_of(proposal: Proposal) -> str:
    """Say what approving would change, withdrawals first; if several claims change, only how many: the rows below say which."""
    return " ".join(filter(None, [mark_of(proposal), *proposal.revisions, change_of(proposal)]))


def change_of(proposal: Proposal, *, waits: bool = True) -> str:
    """Say what approving would change, without what it withdraws or replaces; of several moves, how many: rows name them.

    While it `waits`, open passages are asked about.
    """
    if proposal.event is not None and adds_nothing(proposal):
        return nothing_new(proposal)
    verdict = proposal.verdict.removeprefix(" ".join(proposal.revisions)).lstrip()
    moves = [(old.level, new.level) for old, new in zip(proposal.before, proposal.after, strict=True) if old.level != new.level]
    left_open = len(proposal.open_reports)
    if waits and left_open and verdict.startswith(open_said(left_open)):
        return asking(proposal.open_reports)
    if len(moves) < 2 or proposal.event is None:
        return verdict
    _, adds, denials = verdict.partition(f"; it adds {DENIAL}")
    end = denials or (f". {open_said(left_open)}." if left_open else ".")
    return f"{proposal.reports[0].outlet.name} moves {len(moves)} claims{adds}{end}"


def asking(left_open: Sequence[Report]) -> str:
    """Ask what open passages mean."""
    if len(left_open) == 1:
        return f"❓ You decide: does this passage of {left_open[0].outlet.name} confirm or deny the claim?"
    claims = "claim" if len({report.claim for report in left_open}) == 1 else "claims"
    return f"❓ You decide: do these {len(left_open)} passages of {left_open[0].outlet.name} confirm or deny the {claims}?"


def best_reports(event: EventDraft, reports: Sequence[Report], old: Assessment, new: Assessment) -> list[Report]:
    """Return the reports on a claim whose quotes tell an editor most: one for each newly added origin, two at most.

    Where none is added, it is the one that tells most: one that denies or confirms, by a named origin first.
    """
    own = [report for report in reports if report.claim == new.claim]
    own.sort(key=lambda r: (_SIDES.get(r.stance, 2), not r.revises, r.origin.kind is HopKind.UNNAMED))
    added, roots = new_tallies(old, new), Provenance(event.claim(new.claim), own, event.rulings).roots
    carrying: dict[str, Report] = {}
    for report in own:
        root = roots.get(report.id)
        tally = next((each for each in added if root and _names(each, root.name, root.own_name)), None)
        if tally and report.quote not in [shown.quote for shown in carrying.values()]:
            carrying.setdefault(tally.name, report)
    first = [report for report in own[:1] if not carrying or report.stance is Stance.DENIES]
    return list({report.id: report for report in (*first, *carrying.values())}.values())[:_MOST_QUOTES]


def _names(tally: OriginTally, *names: str) -> bool:
    return any(same_name(name, known) for name in names for known in (tally.name, *tally.perhaps))


def cautions(proposal: Proposal, dropped: int) -> list[str]:
    """List what needs care before a proposal is approved, the weightiest first.

    `dropped` counts the reader's findings whose quotes do not stand in the article.
    """
    sort = warning(proposal.reports[0].genre)
    remarks = sorted(proposal.remarks, key=lambda remark: (weight(remark), not is_in_part(remark)))
    weighty = sum(map(is_weighty, remarks))
    unverified = [f"Not verified by {remark}" for remark in proposal.unverified_by]
    found = [*remarks[:weighty], *([sort] if sort else []), *unverified, *remarks[weighty:]]
    # In newer readings, the reader's own remark says this too.
    if dropped and not any("left out" in remark for remark in proposal.remarks):
        were = "was left out: its quote is" if dropped == 1 else "were left out: their quotes are"
        found.append(f"{counted(dropped, 'finding')} {were} not in the article.")
    return _together(found)


def caution_said(caution: str, most: int) -> str:
    """Cut a caution to `most` characters, but never before it has named its origins, or said what is wrong with a reading."""
    if caution.startswith(READ_AGAIN):
        return tidy(_with_shorter_quotes(caution, most), _WHOLE)
    if caution.startswith(ONE_ARTICLE):
        most = min(max(most, caution.find(_NAMED_BEFORE) + len(_NAMED_BEFORE)), _WHOLE)
    return tidy(caution, most)


def _with_shorter_quotes(caution: str, most: int) -> str:
    """Shorten the words in quotation marks, so that what is said of them fits too."""
    quotes = _QUOTE.findall(caution)
    if len(caution) <= most or not quotes:
        return caution
    each = max((most - len(caution) + sum(map(len, quotes))) // len(quotes), _LEAST_QUOTE)
    return _QUOTE.sub(lambda found: cut(found[0], each), caution)


def _together(cautions: Sequence[str]) -> list[str]:
    """Say once that one article adds the same origins to several claims."""
    named = [caution.partition(_NAMED_BEFORE)[0] if caution.startswith(ONE_ARTICLE) else caution for caution in cautions]
    said = dict(zip(named, cautions, strict=True))
    return [
        caution if named.count(name) == 1 or caution == name else f"{name}, on {named.count(name)} claims."
        for name, caution in said.items()
    ]


def movement(event: EventDraft, old: Assessment, new: Assessment, limits: CardLimits) -> RichTextBlock:
    """Show what changes on one claim: level and percentage, the counts, and why; without evidence there is no percentage."""
    name = tidy(name_of(event, event.claim(new.claim)), limits.line)
    percent = f", {likely(old.score if old.origins else None, new.score)}" if new.origins else ""
    # Where every first report has an origin of its own, the reason says all that the counts do.
    plain = not old.reports and new.origins == new.origins_at_most == new.outlets == new.reports and new.reports
    return lines(
        line(strong(f"{name}: {moved(old.level, new.level)}"), *filter(None, [percent])),
        *([] if plain else [line(counts_moved(old, new))]),
        line(tidy(new.reasons[0], limits.line)) if new.reasons else line("No reason was kept."),
    )


def touched(old: Assessment, new: Assessment, reports: Sequence[Report]) -> bool:
    """Return whether a proposal concerns a claim: by a report on it, or by a changed assessment."""
    return any(r.claim == new.claim for r in reports) or old.model_copy(update={"reasons": new.reasons}) != new


def report_row(event: EventDraft, report: Report, limits: CardLimits, *, with_claim: bool) -> RichTextBlock:
    """Show one report of a proposal: its claim, its stance, its origin, and its quote."""
    number, on = report.id.rpartition("-")[2], event.claim(report.claim)
    heads = [line(strong(tidy(on.text, limits.line)))] if with_claim else []
    if with_claim and on.replaced_by:
        heads.append(line(f"An older wording; now: “{tidy(event.claim(on.replaced_by).text, limits.line)}”"))
    revises = [f" · {REVISES[report.revises]}"] if report.revises else []
    return lines(
        *heads,
        line(f"{tidy(number, 12)}. ", *_stance_and_origin(on, report, limits), *revises),
        _tone_and_basis(report),
        *_quote(report, limits),
    )


def outlet_row(claim: Claim, report: Report, limits: CardLimits, gone: str | None = None) -> RichTextBlock:
    """Show one report on record: its outlet, its stance, its origin, and its quote; `gone` says why it no longer counts."""
    published = f", {day_said(report.published)}" if report.published else ""
    name, about = tidy(report.outlet.name, 80), f" (grade {report.outlet.grade}){published}"
    if gone:
        ended = line(strong(f"{gone[0].upper()}{tidy(gone[1:], limits.line)}"))
        quote = quoted(tidy(report.quote, limits.quote), limits.quote, struck=True)
        return lines(line(struck(f"{name}{about}")), ended, line(*_stance_and_origin(claim, report, limits)), quote)
    revises = f" · {REVISES[report.revises]}" if report.revises else ""
    sort = f" · {NAMED[report.genre].lower()}" if report.genre in NAMED else ""
    outlet = line(strong(name), f"{about}{revises}{sort}")
    return lines(outlet, line(*_stance_and_origin(claim, report, limits)), _tone_and_basis(report), *_quote(report, limits))


def _stance_and_origin(claim: Claim, report: Report, limits: CardLimits) -> list[RichTextElement]:
    copy = f" · in the words of {tidy(report.copy_of, 80)}" if report.copy_of else ""
    return [
        strong(stance_said(report).capitalize()),
        run(f" · {role_of_origin(claim, report)}: "),
        strong(tidy(origin_said(report), min(limits.line, 120))),
        *([run(copy)] if copy else []),
    ]


def _tone_and_basis(report: Report) -> RichTextElement:
    return line(f"Tone: {report.tone} · basis: {known_by(report.basis)}")


def _quote(report: Report, limits: CardLimits) -> list[RichTextElement]:
    """Return the article's own words, and then their translation if there is one; those of an own report are marked."""
    original = quoted(tidy(report.quote, limits.quote), limits.quote)
    if is_own(report.url):
        return [line(IN_OWN_WORDS), original]
    return [original, *([line(f"{TRANSLATED}: “{tidy(report.translation, limits.quote)}”")] if report.translation else [])]
