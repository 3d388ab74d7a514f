"""How well founded a claim is: a plain rule over approved reports that a person can check by hand."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.dates import day_said
from bot.domain.genres import why_not
from bot.domain.model import (
    Assessment,
    Basis,
    Claim,
    Event,
    EventDraft,
    Level,
    OriginTally,
    Report,
    Revision,
    Ruling,
    Stance,
)
from bot.domain.reasons import reasons
from bot.domain.record import LevelChange
from bot.domain.revisions import who_revises
from bot.domain.weighing import RULES, Rules, Weighed, WeighedOrigin, level_of, score_of, weigh
from bot.domain.wording import listed, open_said


def assess_event(event: EventDraft, reports: Sequence[Report]) -> tuple[Assessment, ...]:
    """Assess each claim of an event, in the event's order."""
    retracted = event.retracted_because if isinstance(event, Event) else None
    return tuple(assess(claim, reports, retracted=retracted, rulings=event.rulings) for claim in event.claims)


def assess(
    claim: Claim,
    reports: Sequence[Report],
    *,
    rules: Rules = RULES,
    retracted: str | None = None,
    rulings: Sequence[Ruling] = (),
) -> Assessment:
    """Assess one claim from the approved reports; those on other claims are ignored.

    The same reports in any order give the same result. `retracted` is an editor's reason to take the claim back, `rulings` are
    editors' decisions on who is one origin.
    """
    return assess_weighed(weigh(claim, reports, rulings, rules), retracted=retracted)


def assess_weighed(weighed: Weighed, *, retracted: str | None = None) -> Assessment:
    """Assess one claim whose reports are weighed already."""
    claim, own, found, origins, rules = weighed
    counted = [r for r in own if r.id in found.roots]
    level = Level.RETRACTED if retracted else level_of(origins, rules)
    why = (f"An editor retracted it: {retracted}",) if retracted else reasons(claim, level, origins, rules)
    left_open = [r for r in own if r.stance is Stance.OPEN]
    return Assessment(
        claim=claim.key,
        level=level,
        score=score_of(origins, rules),
        reports=len({(r.outlet.name, r.url) for r in counted}),
        outlets=len({r.outlet.name for r in counted}),
        origins=sum(o.root.known for o in origins),
        origins_at_most=sum(o.at_most for o in origins if o.root.known),
        open=len(left_open),
        tallies=tuple(_tally(o) for o in origins),
        not_counted=tuple(
            _not_counted(r, found.withdrawn.get(r.id)) for r in own if r.id not in found.roots and r not in left_open
        ),
        reasons=(*why, *([_open(len(left_open))] if left_open else [])),
    )


def next_step(made: Assessment) -> str:
    """Return the reason of an assessment that says what would change it."""
    if made.level is Level.RETRACTED:
        return "An editor can reopen it; until then no report changes it."
    return made.reasons[-2 if made.open else -1]


def level_changes(
    before: Sequence[Assessment],
    after: Sequence[Assessment],
    *,
    at: dt.datetime,
    decision_id: int | None = None,
    grade_id: int | None = None,
    ruling_id: int | None = None,
    edit_id: int | None = None,
) -> list[LevelChange]:
    """List the claims whose level or score moved; `before` may be empty (a new event)."""
    old = {assessment.claim: assessment for assessment in before}
    return [
        LevelChange(
            claim=new.claim,
            at=at,
            decision_id=decision_id,
            grade_id=grade_id,
            ruling_id=ruling_id,
            edit_id=edit_id,
            level_before=old[new.claim].level if new.claim in old else None,
            level_after=new.level,
            score_before=old[new.claim].score if new.claim in old else None,
            score_after=new.score,
            reasons=new.reasons,
        )
        for new in after
        if new.claim not in old or (old[new.claim].level, old[new.claim].score) != (new.level, new.score)
    ]


def _tally(origin: WeighedOrigin) -> OriginTally:
    return OriginTally(
        name=origin.root.name,
        known=origin.root.known,
        independent=origin.root.independent,
        outlets=tuple(sorted({r.outlet.name for r in origin.reports})),
        supports=origin.supports,
        denies=origin.denies,
        why=origin.root.why if len(origin.reports) == 1 else _shared(origin),
        perhaps=origin.apart if origin.at_most > 1 else (),
    )


def _shared(origin: WeighedOrigin) -> str:
    outlets = sorted({r.outlet.name for r in origin.reports})
    stake = "; has a stake in the claim" if origin.root.party else ""
    if origin.against:
        confirming, denying = listed(origin.apart), listed(origin.against)
        return f"{confirming} and {denying} are perhaps one, so they count on neither side ({', '.join(outlets)}){stake}"
    if origin.at_most > 1:
        others = [name for name in origin.apart if name != origin.root.name]
        return f"perhaps the same as {listed(others)}, so that they count once ({', '.join(outlets)}){stake}"
    if len(outlets) == 1:
        return origin.root.why
    return f"{len(outlets)} outlets ({', '.join(outlets)}) share this origin: it counts once{stake}"


def _not_counted(report: Report, later: Report | None) -> str:
    if later:
        taken_back = "took it back" if later.revises is Revision.WITHDRAWAL else "gave a later figure"
        by = f"{later.outlet.name}{_dated(later)}"
        return f"{report.outlet.name}: no longer counted, since {who_revises(later)} {taken_back} ({by})."
    if reason := why_not(report):
        return f"{report.outlet.name}: {reason}"
    if report.stance is Stance.UNRELATED:
        return f"{report.outlet.name}: unrelated to this claim."
    if report.basis is Basis.FORECAST:
        return f"{report.outlet.name}: a forecast; what may happen confirms nothing."
    return f"{report.outlet.name}: about the event, not about this claim."


def _open(number: int) -> str:
    return f"{open_said(number)}: no editor has said yet what {'it means' if number == 1 else 'they mean'}."


def _dated(report: Report) -> str:
    return f", {day_said(report.published)}" if report.published else ""


def explain(rules: Rules = RULES) -> str:
    """Write "How we assess confidence" from the constants, as Markdown."""
    grades = ", ".join(f"{grade} {weight:g}" for grade, weight in rules.grade.items())
    tones = ", ".join(f"{tone} × {factor:g}" for tone, factor in rules.tone.items())
    bases = ", ".join(f"{basis.replace('_', ' ')} × {factor:g}" for basis, factor in rules.basis.items())
    return f"""\
# How we assess confidence

We count origins, not outlets. Six papers that quote one official have one origin.

Paths. For each report we note how its information came to the article, step by step: "the Courier, which has it from the
agency, which has it from the fire chief". The end of that path is the origin.
- Whoever holds office in a body or speaks for it is that body: a ministry, its minister and its spokeswoman are one origin.
  What a document says is the word of whoever issued it. A witness, an outside expert and a leaked paper stand for themselves.
  Whom an article presents as a body's voice, or as a study's author, is known by the surname alone in later articles.
- An outlet's own work counts where the article shows it: its reporter was there. What it saw in a paper is that paper's, which
  others may have seen too. Sister papers are one.
- Text of an agency or another newsroom is theirs, whoever prints it. Who cites another outlet has what that outlet's own
  report on record rests on; a citation counts for more than copied passages that run against it.
- Unknown is not an origin: unnamed sources, "officials", an article that does not say how it knows, a site that anybody can
  write on. Nor is a circle of outlets that cite each other.
- Somebody with a stake in a claim, or who speaks for them, does not confirm it independently.
- Opinion columns and satire confirm and deny nothing. A press release is the word of whoever issued it. A fact-check denies the
  rumour that its own verdict debunks; that it restates the rumour confirms nothing.

Doubt. Names that may be one person's or one body's count once: "1 origin, perhaps 2". So does a description without a name
of its own: "rescuers", "the company" or "a report" count with an origin of the claim from which nothing tells them apart.
Other fields, matters or parts of the country tell two apart ("the hospital", the police), and so does a private person beside
a body. The level rests on the lower number. An editor rules whether they are one; that can be undone, and can hold for
all events.

1. A report weighs: its outlet's grade ({grades}), its tone ({tones}), how the outlet knows ({bases}).
2. Context and forecasts weigh nothing, nor does what is open: no editor has said yet what it means. The word of somebody with
   a stake keeps {rules.party:.0%} of its weight.
3. Known origins add up from {rules.prior:g} (a claim that nobody has reported); denials subtract. Who confirms without a known
   origin adds nothing; such denials count as far as they outweigh the known ones. Names that may be one origin's confirm
   once, and deny as often as they cannot be one. The sum is a log-odds; the score is its probability.
4. Levels. An origin counts towards corroborated and verified from a weight of {rules.least:g}; who both confirms and denies
   counts on neither side, though its weight stays in the score.
   - reported: at least one report confirms it.
   - corroborated: two known origins, one of them independent, and a score of {rules.corroborated:.0%} or more. They may come
     through one newsroom.
   - verified: two independent origins through two newsrooms, one of them by an outlet of grade A or B; a score of
     {rules.verified:.0%} or more; and without any one origin, or any one newsroom's reports, still {rules.survives:.0%} or
     more.
   - disputed: independent origins of weight {rules.weighty:g} or more on the two sides, be they perhaps one, and the denial is
     at least {rules.comparable:.0%} of the strongest confirmation or the score is below {rules.corroborated:.0%}.
   - retracted: only by an editor.

Time. A report that its outlet corrects or withdraws no longer counts, nor do others that only repeat it; when a person or a
body takes back what they said, no report that rests on them counts. A later figure of the same origin replaces the earlier one;
differing figures of different origins stand side by side. Nothing is deleted: a report that no longer counts stays on record,
with who withdrew or replaced it, and when. An article that its outlet has changed stays as old as its first text; only what is
new in it is of the day on which it was found changed, and nothing in it counts twice. An editor can put a new wording in place
of an old one ("five" for "three"); reports on the old wording stay with it.

The level says how well founded a claim is, the score how likely. Tone is the outlet's language; it is not a verification.
"""
