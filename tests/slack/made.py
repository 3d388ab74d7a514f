"""Values for tests of cards: an everyday proposal, the largest and most hostile one, and what is decided on them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.domain.confidence import assess_event, level_changes
from bot.domain.model import Basis, Event, Grade, Report, Stance, Tone
from bot.domain.record import Decision, DecisionKind, FiledProposal, LevelChange, Proposal, ProposalState, Submission
from bot.domain.verdict import traced, verdict
from tests.domain.make import EVENT, UNNAMED, outlet, person, report
from tests.slack.proposals import AT, LONGEST, filed, longest, longest_event, on_new_event

COURIER, BEACON = outlet("Harbour Courier"), outlet("Daily Beacon", Grade.C)
STANDING = (
    report(
        COURIER, id="1-1", claim="said", published=dt.date(2026, 3, 2), quote="“It has failed,” Mayor Holm said at the gate."
    ),
    report(
        COURIER,
        id="1-2",
        origin=person("Vera Holm"),
        basis=Basis.ON_RECORD,
        published=dt.date(2026, 3, 2),
        quote="The dam at Orrin failed before dawn, Mayor Vera Holm said.",
    ),
)
REPEATING = (
    report(
        BEACON,
        id="7-1",
        claim="said",
        origin=person("Vera Holm"),
        basis=Basis.ON_RECORD,
        copy_of="Harbour Courier",
        quote="Holm, pale and shaken, told reporters that the dam at Orrin had failed.",
    ),
    report(
        BEACON,
        id="7-2",
        origin=person("Vera Holm"),
        basis=Basis.ON_RECORD,
        tone=Tone.LIKELY,
        quote="The dam, she said, is gone.",
    ),
    report(
        BEACON,
        id="7-3",
        stance=Stance.CONTEXT,
        origin=UNNAMED,
        basis=Basis.UNSTATED,
        tone=Tone.UNCERTAIN,
        quote="The Water Board could not be reached, and nobody has verified how far the wall has given way.",
    ),
)
DENYING = report(
    outlet("Quayside Times"),
    id="9-1",
    stance=Stance.DENIES,
    origin=person("Ilse Norr"),
    basis=Basis.ON_RECORD,
    published=dt.date(2026, 3, 3),
    quote="“The wall stands,” said Ilse Norr, who inspects dams for the county.",
)


def proposed(made: Sequence[Report] = REPEATING, standing: Sequence[Report] = STANDING, **changes: Any) -> FiledProposal:
    """File a proposal of one article on the stored event, with all that follows from its reports."""
    before, after = assess_event(EVENT, standing), assess_event(EVENT, [*standing, *made])
    given: dict[str, Any] = {
        "before": before,
        "after": after,
        "verdict": verdict(EVENT, made[0].outlet.name, before, after),
        "provenance": traced(EVENT, standing, made).notes,
        "read_by": "The whole text was read by the built-in reader; please read the article too.",
    }
    base = filed(EVENT, made)
    return rebuilt(base, proposal=base.proposal.model_copy(update={**given, **changes}))


def everyday() -> FiledProposal:
    """An article that repeats another, with something to be careful about."""
    return rebuilt(
        proposed(
            remarks=("Most of it stands word for word in Harbour Courier's article on record.",),
        ),
        submission=proposed().submission.model_copy(update={"note": "seen this one?"}),
    )


def new_event() -> FiledProposal:
    return rebuilt(
        on_new_event(), verdict="A new event: it fits none on record, and Alder Post is the first to report it here."
    )


def largest(reports: int = 12) -> FiledProposal:
    """A proposal in which everything is as long, as many and as hostile as it can be."""
    base = longest(reports)
    sentences = tuple(f"{n} {LONGEST}" for n in range(40))
    proposal = base.proposal.model_copy(
        update={
            "verdict": LONGEST,
            "provenance": sentences,
            "unverified_by": sentences,
            "remarks": sentences,
            "read_by": LONGEST,
            "after": tuple(
                a.model_copy(update={"reasons": (LONGEST,), "not_counted": sentences, "reports": 1_000_000 + n})
                for n, a in enumerate(base.proposal.after)
            ),
        }
    )
    submission = base.submission.model_copy(update={"note": LONGEST, "url": f"https://courier.example/{'a' * 1900}"})
    return FiledProposal.model_construct(**{**dict(base), "proposal": proposal, "submission": submission})


def rebuilt(base: FiledProposal, **changes: Any) -> FiledProposal:
    """Return a filed proposal with changes; those that FiledProposal has not are the proposal's own."""
    own = {name: value for name, value in changes.items() if name in FiledProposal.model_fields}
    inner = {name: value for name, value in changes.items() if name not in FiledProposal.model_fields}
    proposal: Proposal = own.pop("proposal", base.proposal).model_copy(update=inner)
    return base.model_copy(update={**own, "proposal": proposal})


def decided(kind: DecisionKind = DecisionKind.APPROVE, *, minutes: int = 0, **changes: Any) -> Decision:
    """Make a decision by an editor, some minutes after the proposal came."""
    fields: dict[str, Any] = {
        "id": 1,
        "proposal_id": 12,
        "version": 1,
        "kind": kind,
        "by": "U0EDDA1",
        "at": AT + dt.timedelta(minutes=minutes),
        "reason": "Adds colour, no new origin.",
    }
    return Decision(**{**fields, **changes})


def approved(base: FiledProposal | None = None) -> FiledProposal:
    return rebuilt(base or everyday(), state=ProposalState.APPROVED)


def submission(**changes: Any) -> Submission:
    return everyday().submission.model_copy(update=changes)


def history(event: Event = EVENT, steps: Sequence[Sequence[Report]] = (STANDING, (DENYING,))) -> tuple[LevelChange, ...]:
    """Return the changes of level as reports come on record, an hour apart."""
    changes: list[LevelChange] = []
    standing: list[Report] = []
    for hour, step in enumerate(steps):
        before = assess_event(event, standing)
        standing += step
        at = AT + dt.timedelta(hours=hour)
        changes += level_changes(before, assess_event(event, standing), decision_id=hour, at=at)
    return tuple(changes)


def largest_record() -> tuple[Event, tuple[Report, ...], tuple[LevelChange, ...]]:
    """Return an event with 8 claims, 96 reports and a long history, everything as long as it can be."""
    event, base = longest_event(), largest().proposal
    reports = tuple(r.model_copy(update={"id": f"{n}-{r.id}"}) for n in range(8) for r in base.reports)
    moves = tuple(
        LevelChange(
            claim=claim.key,
            at=AT + dt.timedelta(hours=hour),
            decision_id=hour,
            level_before=None,
            level_after=base.after[0].level,
            score_before=None,
            score_after=(hour % 10) / 10,
            reasons=(LONGEST,),
        )
        for hour in range(60)
        for claim in event.claims
    )
    return event, reports, moves
