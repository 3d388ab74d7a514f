"""What people read, as plain text: proposals, events, readings and submissions.

Text from articles and models passes `clean`, so that nothing in it can steer a terminal.
"""

import datetime as dt
import shlex
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.acts import Act, happened
from bot.domain.confidence import assess_event
from bot.domain.dates import moment_said
from bot.domain.doubts import doubts
from bot.domain.genres import NAMED, warning
from bot.domain.handling import UNHANDLED, Handling
from bot.domain.model import Assessment, Claim, Doubt, Event, EventDraft, Level, Report
from bot.domain.own_report import IN_OWN_WORDS, is_own
from bot.domain.reading import Reading, Sighting
from bot.domain.record import (
    Decision,
    EventEdit,
    FiledProposal,
    LevelChange,
    Proposal,
    ProposalState,
    Settlement,
    Submission,
    SubmissionState,
)
from bot.domain.revisions import no_longer_counted
from bot.domain.rewording import suggested, updates_of
from bot.domain.rulings import FiledRuling, concerning, standing
from bot.domain.translations import TRANSLATED
from bot.domain.verdict import LAYER_WORDS, marked, name_of, not_counted, origin_said, role_of_origin, stance_said
from bot.domain.wording import (
    DECIDED,
    EMOJI,
    REGRADED,
    RETRACTED,
    REVISES,
    TONE_NOTE,
    clean,
    counted,
    counts_moved,
    edit_said,
    founded,
    known_by,
    likely,
    move_said,
    moved,
    origins_said,
    retracted,
)

RULE = "─" * 72


def proposal_card(
    filed: FiledProposal,
    event: EventDraft,
    decided: Sequence[Decision] = (),
    settled: Sequence[Settlement] = (),
    handled: Handling = UNHANDLED,
    amended: Sequence[str] = (),
) -> str:
    """Show one proposal as an editor needs it: the verdict, the changes, the evidence, what needs care.

    `amended` lists what editors changed in it.
    """
    proposal = filed.proposal
    lines = [
        f"Proposal {filed.id}, version {filed.version}: {filed.state}{'' if proposal.event else ' (new event)'}",
        *filter(None, [clean(retracted(event)) if filed.state is ProposalState.PENDING else ""]),
        clean(marked(proposal)),
        *([f"⚠️ {sort}"] if (sort := warning(proposal.reports[0].genre)) else []),
        f"{EMOJI[event.kind]} {clean(proposal.headline)}{f'  [{proposal.event}]' if proposal.event else ''}",
        "",
        *(
            line
            for old, new in zip(proposal.before, proposal.after, strict=True)
            for line in _movement(name_of(event, event.claim(new.claim)), old, new)
        ),
        *(_asked_of(filed, proposal.doubt) if proposal.doubt and filed.state is ProposalState.PENDING else ()),
        RULE,
        *_reports(event, proposal.reports),
        *_section("What did not count", not_counted(proposal)),
        *_section("Where it comes from", proposal.provenance),
        *_section("Not verified by others", proposal.unverified_by),
        *_section("Please note", [r for r in proposal.remarks if r != IN_OWN_WORDS]),
        *_section(_amended_by(proposal), amended),
        RULE,
        f"Brought by {clean(filed.submission.by)}: {_brought(filed.submission)}",
    ]
    if filed.submission.note:
        lines.append(f"Note: {clean(filed.submission.note)}")
    lines += [_settlement_line(settlement) for settlement in settled]
    lines += [decision_line(decision) for decision in decided]
    if filed.state is ProposalState.PENDING:
        lines += handling_lines(handled)
        lines += [how_to_settle(filed)] if proposal.open_reports else []
        way = "file" if proposal.open_reports else "approve"
        lines.append(f"To decide: second-source review {way} {filed.id} --by NAME (or amend, reject)")
        lines += [
            f"To change a wording as well: second-source review amend {filed.id} --by NAME --reword '{claim.key}={new}'"
            for claim in event.current
            if updates_of(claim.key, proposal.reports) and (new := clean(suggested(claim, proposal.reports)))
        ]
    return "\n".join([*lines, *filter(None, [clean(proposal.read_by)]), TONE_NOTE])


def _amended_by(proposal: Proposal) -> str:
    edit = proposal.edit
    return f"What was amended, last by {clean(edit.by)}, {moment_said(edit.at)}" if edit else "What was amended"


def _brought(submission: Submission) -> str:
    return "our own report" if is_own(submission.canonical_url) else clean(submission.url or "pasted text")


def handling_lines(handled: Handling) -> list[str]:
    """Say who is on a proposal, and what whoever brought it was asked and has answered, a line each."""
    hold, inquiry, lines = handled.hold, handled.inquiry, list[str]()
    if hold:
        given = f", handed over by {clean(hold.given_by)}" if hold.given_by else ""
        lines.append(f"{clean(hold.by)} is on it since {hold.since:%H:%M} UTC{given}")
    if inquiry:
        lines.append(f"{clean(inquiry.by)} asked {clean(inquiry.whom)}: “{clean(inquiry.words)}”")
        said = "It waits for the answer" if inquiry.answer is None else f"{clean(inquiry.whom)}: “{clean(inquiry.answer)}”"
        lines.append(said)
    return lines


def proposal_line(filed: FiledProposal, now: dt.datetime, handled: Handling = UNHANDLED) -> str:
    """Show one proposal on one line: number, state, age in hours, event, verdict, who deals with it."""
    hours = int((now - filed.filed_at).total_seconds() // 3600)
    event = filed.proposal.event or "new event"
    return f"{filed.id:>5}  {filed.state:<10} {hours:>4} h  {event}: {clean(marked(filed.proposal))}{_dealt_with(handled)}"


def _dealt_with(handled: Handling) -> str:
    on_it = f" · {clean(handled.hold.by)} is on it" if handled.hold else ""
    return on_it + (f" · {clean(handled.inquiry.whom)} was asked" if handled.inquiry and handled.waits_for_answer else "")


def how_to_settle(filed: FiledProposal) -> str:
    """Say by which command each open passage of a proposal is settled."""
    numbers = [number_of(report) for report in filed.proposal.open_reports]
    others = f"; likewise {', '.join(numbers[1:])}" if numbers[1:] else ""
    command = f"second-source review settle {filed.id} {numbers[0]} confirms --by NAME"
    return f"To say what is open means: {command} (or denies, context{others})"


def number_of(report: Report) -> str:
    """Return a report's number within its proposal."""
    return report.id.rpartition("-")[2]


def event_card(
    event: Event,
    reports: Sequence[Report],
    history: Sequence[LevelChange] = (),
    rulings: Sequence[FiledRuling] = (),
    edits: Sequence[EventEdit] = (),
    acts: Sequence[Act] = (),
    settled: Sequence[Settlement] = (),
) -> str:
    """Show one event: its level and why, both layers of a statement, claims with their reports, entities and history.

    `acts` are the decisions and grades in its history.
    """
    assessments = {a.claim: a for a in assess_event(event, reports)}
    core = assessments[event.core.key]
    outlets = sorted({r.outlet.name for r in reports})
    lines = [
        f"{EMOJI[event.kind]} {event.kind.capitalize()}",
        clean(event.headline),
        " · ".join(filter(None, [clean(event.place or ""), event.date.isoformat() if event.date else "", event.slug])),
        f"{_founded(core)}: {clean(core.reasons[0])}",
    ]
    if outlets:
        lines.append(f"{counted(len(outlets), 'outlet')}: {clean(', '.join(outlets))}")
    for doubt in doubts(event, reports)[:1]:
        lines += _asked(doubt, event.slug)
    gone = no_longer_counted(event, reports)
    for claim in event.current:
        lines += ["", *_claim(claim, assessments[claim.key]), *_on_record(claim, reports, gone)]
        for before in event.earlier(claim):
            lines += [f"  before: {clean(before.text)}", *_on_record(before, reports, gone)]
    lines += _section("Entities", [", ".join(event.entities)] if event.entities else [])
    lines += _section("What was amended", [_amended(event, edit) for edit in edits if edit.becomes])
    lines += _section("History", history_lines(event, happened(event, reports, history, rulings, edits, acts, settled)))
    lines += ["", "Know another source? second-source submit URL --event " + event.slug]
    if core.level is Level.VERIFIED:
        lines.append("This event is verified already; a further source still strengthens the record.")
    extracted = [f"Extracted {event.extracted_at:%Y-%m-%d %H:%M}" if event.extracted_at else "", event.source_story or ""]
    if any(extracted):
        lines.append(clean(" · source story ".join(filter(None, extracted))))
    return "\n".join([*lines, "How we assess confidence: second-source events rules", TONE_NOTE])


def origins_card(
    event: Event, reports: Sequence[Report], rulings: Sequence[FiledRuling] = (), waiting: Sequence[FiledProposal] = ()
) -> str:
    """Show the origins of each claim, what is in doubt about them, and the rulings on them."""
    lines = [clean(event.headline)]
    for assessment in assess_event(event, reports):
        counts = origins_said(assessment.origins, assessment.origins_at_most)
        lines += ["", f"{clean(name_of(event, event.claim(assessment.claim)))}: {assessment.level}, {counts}"]
        lines += [f"  · {clean(tally.name)}: {clean(tally.why)}" for tally in assessment.tallies]
    for doubt in doubts(event, reports):
        lines += _asked(doubt, event.slug)
    for filed in waiting:
        if filed.proposal.doubt:
            lines += ["", f"With proposal {filed.id}, which waits:", *_asked(filed.proposal.doubt, event.slug)[1:]]
    made = concerning(event, reports, rulings)
    in_force = standing(made)
    lines += _section("Rulings", [ruling_line(ruling) for ruling in in_force])
    lines += _section("Taken back or replaced", [ruling_line(ruling) for ruling in made if ruling not in in_force])
    return "\n".join(lines)


def reading_card(reading: Reading, events: Sequence[Event]) -> str:
    """Show a reading on its own: the article's claims, and what it says about the claims of stored events."""
    lines: list[str] = []
    for statement in reading.statements:
        lines += [clean(statement.text), *_sighting(statement)]
    headlines = {event.slug: event for event in events}
    for judgement in reading.judgements:
        event = headlines.get(judgement.event, reading.draft)
        claim = event.claim(judgement.claim).text if event else judgement.claim
        title = clean(event.headline) if event else ""
        lines += ["", f"{title}: {clean(claim)}", f"  {judgement.stance}", *_sighting(judgement)]
    if reading.draft:
        lines += ["", f"Fits no stored event. Draft: {EMOJI[reading.draft.kind]} {clean(reading.draft.headline)}"]
    stamp = reading.stamp
    by = f"{stamp.reader} reader" + (f" ({stamp.model}, prompt {stamp.prompt} {stamp.prompt_version})" if stamp.model else "")
    lines += [*_section("Please note", reading.remarks), RULE, f"Read by the {by} in {stamp.seconds:.2f} s", TONE_NOTE]
    return "\n".join(lines)


def submission_line(submission: Submission, proposals: Sequence[FiledProposal] = ()) -> str:
    """Say what became of one submission, in a sentence or two."""
    who = f"brought by {clean(submission.by)} on {moment_said(submission.filed_at)}"
    match submission.state:
        case SubmissionState.FAILED:
            return f"Submission {submission.id} ({who}) failed: {clean(submission.failure or 'no reason was kept')}"
        case SubmissionState.DUPLICATE:
            return f"Submission {submission.id} ({who}) is the same article as submission {submission.duplicate_of}."
        case SubmissionState.SUPERSEDED:
            return f"Submission {submission.id} ({who}) was replaced: the article came again, in full."
        case SubmissionState.PROPOSED:
            told = "; ".join(f"proposal {p.id} on “{clean(p.proposal.headline)}” is {p.state}" for p in proposals)
            return f"Submission {submission.id} ({who}): {told}."
        case _:
            return f"Submission {submission.id} ({who}) is being worked on: {submission.state}."


def decision_line(decision: Decision) -> str:
    """Say what an editor decided, when and why."""
    own = " (their own submission)" if decision.own_submission else ""
    why = f" · “{clean(decision.reason)}”" if decision.reason else ""
    return f"{DECIDED[decision.kind]} by {clean(decision.by)}{own}, {moment_said(decision.at)}{why}"


def _settlement_line(settlement: Settlement) -> str:
    number = settlement.report.rpartition("-")[2]
    return f"Report {number}: {settlement.stance}, said {clean(settlement.by)}, {moment_said(settlement.at)}"


def ruling_line(ruling: FiledRuling) -> str:
    """Say what an editor ruled, when and why."""
    why = f" · “{clean(ruling.reason)}”" if ruling.reason else ""
    return f"{moment_said(ruling.at)}, {clean(ruling.by)} ruled: {clean(str(ruling))}{why}"


def _asked_of(filed: FiledProposal, doubt: Doubt) -> list[str]:
    """Ask the question of a proposal; on a new event, the answer waits with it."""
    if filed.proposal.event:
        return _asked(doubt, filed.proposal.event)
    answers = (("same", doubt.if_same), ("different", doubt.if_different))
    lines = [
        f"  {said}: second-source review answer {filed.id} {said} --by NAME{f'  ({clean(moved)})' if moved else ''}"
        for said, moved in answers
    ]
    return ["", f"{clean(doubt.question)} They count once until an editor decides.", *lines]


def _asked(doubt: Doubt, slug: str) -> list[str]:
    """Ask whether two names are one origin, and say how to answer."""
    names = shlex.join((clean(doubt.one), clean(doubt.other)))
    answers = [
        f"  {command}: second-source origins {command} {slug} {names} --by NAME{f'  ({clean(moved)})' if moved else ''}"
        for command, moved in (("join", doubt.if_same), ("split", doubt.if_different))
    ]
    return ["", f"{clean(doubt.question)} They count once until an editor decides.", *answers]


def _movement(name: str, old: Assessment, new: Assessment) -> list[str]:
    percent = f", {likely(old.score if old.origins else None, new.score)}" if new.origins else ""
    return [
        f"{clean(name)}: {moved(old.level, new.level)}{percent}",
        f"  {counts_moved(old, new)}",
        *(f"  {clean(r)}" for r in new.reasons),
    ]


def _reports(event: EventDraft, reports: Sequence[Report]) -> list[str]:
    lines: list[str] = []
    for report in reports:
        claim = event.claim(report.claim)
        lines.append(f"{number_of(report)}. {clean(claim.text)}")
        if claim.replaced_by:
            lines.append(f"    an older wording; now: “{clean(event.claim(claim.replaced_by).text)}”")
        lines += _evidence(claim, report)
    return lines


def _evidence(claim: Claim, report: Report) -> list[str]:
    copy = f" · in the words of {clean(report.copy_of)}" if report.copy_of else ""
    revises = f" · {REVISES[report.revises]}" if report.revises else ""
    sort = f" · {NAMED[report.genre].lower()}" if report.genre in NAMED else ""
    how = f"{stance_said(report)} · {report.tone} · {known_by(report.basis)}"
    return [
        f"    {how} · {role_of_origin(claim, report)}: {clean(origin_said(report))}{copy}{revises}{sort}",
        *([f"    {IN_OWN_WORDS}"] if is_own(report.url) else []),
        f"    “{clean(report.quote)}”",
        *_translated(report.translation, "    "),
    ]


def _sighting(sighting: Sighting) -> list[str]:
    return [
        f"  {sighting.tone} · {known_by(sighting.basis)} · origin: {clean(str(sighting.origin))}",
        f"  “{clean(sighting.quote.text)}”",
        *_translated(sighting.translation, "  "),
    ]


def _translated(translation: str | None, indent: str) -> list[str]:
    return [f"{indent}{TRANSLATED}: “{clean(translation)}”"] if translation else []


def _founded(core: Assessment) -> str:
    said = founded(core).replace(core.level, core.level.upper(), 1)
    return f"{RETRACTED} {said}" if core.level is Level.RETRACTED else said


def _claim(claim: Claim, assessment: Assessment) -> list[str]:
    return [
        f"{LAYER_WORDS[claim.layer]}: {clean(claim.text)}  [{claim.key}]",
        f"  {founded(assessment)} · {_counts(assessment)}",
        *(f"  {clean(reason)}" for reason in assessment.reasons),
        *(f"  · {clean(tally.name)}: {clean(tally.why)}" for tally in assessment.tallies),
        *(f"  · not counted: {clean(line)}" for line in assessment.not_counted),
    ]


def _on_record(claim: Claim, reports: Sequence[Report], gone: Mapping[str, str]) -> list[str]:
    lines: list[str] = []
    for report in (r for r in reports if r.claim == claim.key):
        published = f", {report.published}" if report.published else ""
        ended = f" [{clean(gone[report.id])}]" if report.id in gone else ""
        lines += [f"    {clean(report.outlet.name)} ({report.outlet.grade}){published}{ended}", *_evidence(claim, report)]
    return lines


def _counts(assessment: Assessment) -> str:
    origins = origins_said(assessment.origins, assessment.origins_at_most)
    return ", ".join([counted(assessment.reports, "report"), counted(assessment.outlets, "outlet"), origins])


def history_lines(event: Event, told: Iterable[Act | LevelChange]) -> list[str]:
    """Show what happened to an event, a line each."""
    return [clean(_act(one) if isinstance(one, Act) else _change(event, one)) for one in told]


def _act(act: Act) -> str:
    return f"{moment_said(act.at)} · {act.did} by {act.by}{act.details}"


def _change(event: Event, change: LevelChange) -> str:
    claim = name_of(event, event.claim(change.claim))
    why = REGRADED if change.grade_id is not None else ""
    return f"{moment_said(change.at)} · {claim}: {move_said(change)}{why}"


def _amended(event: Event, edit: EventEdit) -> str:
    return f"{moment_said(edit.at)}, by {edit.by}{edit_said(event, edit)}"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    listed = [f"  · {clean(line)}" for line in lines]
    return ["", title, *listed] if listed else []
