"""`second-source review`: an editor's decisions."""

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

import typer
from pydantic import ValidationError

from bot.cards import decision_line, event_card, how_to_settle, number_of, proposal_card, proposal_line
from bot.commands.environment import open_record_here
from bot.commands.handling import COMMANDS, Anyway, knowing
from bot.commands.output import AsJson, By, show
from bot.domain.errors import BadInput, Refused
from bot.domain.handling import UNHANDLED
from bot.domain.model import Event, Genre, Hop, HopKind, Stance
from bot.domain.own_report import Contact, OwnReport
from bot.domain.record import Decision, DecisionKind, ProposalState
from bot.pipeline.amend import Amendment, changes_made
from bot.pipeline.assess_from_record import renew
from bot.pipeline.decide import Unsettled, approve, keep_current, reject, undo
from bot.pipeline.edit_proposal import save as save_edit
from bot.pipeline.own_reporting import log
from bot.pipeline.record import event_of
from bot.pipeline.rule import answer
from bot.pipeline.services import RecordServices
from bot.pipeline.settle import STANCES, file_as_context, settle
from storage import acts, decisions, events, handling, history, proposals, reports, settlements

app = typer.Typer(help="Proposals that wait for an editor, and what was decided.", no_args_is_help=True)

ProposalId = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="Number of the proposal.")]
Version = Annotated[int | None, typer.Option(min=1, help="The version that you read; the newest if left out.")]
Reason = Annotated[str, typer.Option(help="Why, for the record.")]
_FIELDS = ("stance", "tone", "basis", "origin")


@app.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Decided ones too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List the proposals that wait, the oldest first."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        found = proposals.list_(s, limit=limit) if everything else proposals.waiting(s, limit)
        now = services.clock()
        handled = handling.now_on_each(s, [filed.id for filed in found if filed.state is ProposalState.PENDING], now)
    lines = [proposal_line(proposal, now, handled.get(proposal.id, UNHANDLED)) for proposal in found]
    show("\n".join(lines) or "Nothing waits for a decision.", found, as_json=as_json)


@app.command("show")
def show_(proposal_id: ProposalId, as_json: AsJson = False) -> None:
    """Show one proposal with its evidence and what was decided."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        filed = proposals.get(s, proposal_id)
        decided, settled = decisions.of_proposal(s, proposal_id), settlements.of_proposal(s, proposal_id)
        event = event_of(s, filed.proposal)
        handled = handling.now_on(s, proposal_id, services.clock())
        card = proposal_card(filed, event, decided, settled, handled, changes_made(s, filed, decided))
        if filed.state is ProposalState.PENDING and isinstance(event, Event):
            now = renew(s, event, filed).verdict
            card += "" if now == filed.proposal.verdict else f"\nThe record has changed since. Approving it now means: {now}"
    data = {"proposal": filed, "decisions": decided, "settled": settled, "handling": handled}
    show(card, data, as_json=as_json)


@app.command("approve")
def approve_(
    proposal_id: ProposalId,
    by: By,
    version: Version = None,
    reason: Reason = "",
    anyway: Anyway = False,
    as_json: AsJson = False,
) -> None:
    """Approve a proposal: its reports enter the record."""
    with open_record_here() as (services, workspace):
        newest = version or _newest(services, workspace, proposal_id)
        with (
            knowing(services, workspace, proposal_id, by, anyway=anyway),
            _saying_how_to_settle(services, workspace, proposal_id),
        ):
            decision = approve(services, workspace, proposal_id, by=by, version=newest, reason=reason)
        _after(services, workspace, decision, as_json=as_json)


@app.command("settle")
def settle_(
    proposal_id: ProposalId,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Number of the report, as 'review show' has it.")],
    stance: Annotated[str, typer.Argument(metavar="STANCE", help="confirms, denies or context.")],
    by: By,
    version: Version = None,
    anyway: Anyway = False,
    as_json: AsJson = False,
) -> None:
    """Say what an open passage means: it confirms or denies the claim, or is context; can be said anew until the decision."""
    if stance not in STANCES:
        raise typer.BadParameter(f"'{stance}' is none of {', '.join(STANCES)}.")
    with open_record_here() as (services, workspace):
        newest = version or _newest(services, workspace, proposal_id)
        with knowing(services, workspace, proposal_id, by, anyway=anyway):
            filed = settle(services, workspace, proposal_id, report, Stance(stance), by=by, version=newest)
        with services.database.transaction(workspace, read_only=True) as s:
            settled = settlements.of_proposal(s, proposal_id)
            card = proposal_card(filed, event_of(s, filed.proposal), decisions.of_proposal(s, proposal_id), settled)
    show(card, {"proposal": filed, "settled": settled}, as_json=as_json)


@app.command("file")
def file_(
    proposal_id: ProposalId,
    by: By,
    version: Version = None,
    reason: Reason = "",
    anyway: Anyway = False,
    as_json: AsJson = False,
) -> None:
    """Approve a proposal with all that is open in it as context, which counts nothing."""
    with open_record_here() as (services, workspace):
        newest = version or _newest(services, workspace, proposal_id)
        with knowing(services, workspace, proposal_id, by, anyway=anyway):
            decision = file_as_context(services, workspace, proposal_id, by=by, version=newest, reason=reason)
        _after(services, workspace, decision, as_json=as_json)


@app.command()
def amend(
    proposal_id: ProposalId,
    by: By,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="REPORT.FIELD=VALUE", help="stance, tone, basis or origin (KIND:NAME); such as 1.tone=likely."
        ),
    ] = None,
    drop: Annotated[list[str] | None, typer.Option(metavar="REPORT", help="Leave a report out.")] = None,
    headline: Annotated[str | None, typer.Option(help="Another headline for a new event.")] = None,
    reword: Annotated[
        list[str] | None, typer.Option(metavar="CLAIM=TEXT", help="A new wording of a claim, which a later figure confirms.")
    ] = None,
    genre: Annotated[Genre | None, typer.Option(help="What sort of piece it is.")] = None,
    published: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which the article was published.")
    ] = None,
    known: Annotated[
        bool, typer.Option("--known", help="You know the origins that you set yourself; the article does not name them.")
    ] = False,
    save: Annotated[bool, typer.Option("--save", help="Only save the changes; the proposal waits for an editor.")] = False,
    version: Version = None,
    reason: Reason = "",
    anyway: Anyway = False,
    as_json: AsJson = False,
) -> None:
    """Change a proposal's reports and approve it so, or (with --save) leave that to another editor."""
    if not (changes or drop or headline is not None or reword or genre or published):
        raise typer.BadParameter(
            "Give at least one --set, --drop, --headline, --reword, --genre or --published; or approve the proposal as it is."
        )
    parsed, wordings = _changes(changes or (), vouched_by=by if known else ""), _wordings(reword or ())
    with open_record_here() as (services, workspace):
        ids = _report_ids(services, workspace, proposal_id)
        named: dict[str, dict[str, Any]] = {}
        for number, fields in parsed.items():
            named.setdefault(ids.get(number, number), {}).update(fields)
        dropped = frozenset(ids.get(number, number) for number in drop or ())
        day = published.date() if published else None
        amendment = Amendment(named, dropped, headline, wordings, genre, published=day)
        newest = version or _newest(services, workspace, proposal_id)
        with knowing(services, workspace, proposal_id, by, anyway=anyway):
            if not save:
                with _saying_how_to_settle(services, workspace, proposal_id):
                    decision = approve(
                        services, workspace, proposal_id, by=by, version=newest, reason=reason, amendment=amendment
                    )
                _after(services, workspace, decision, as_json=as_json)
                return
            save_edit(services, workspace, proposal_id, amendment, by=by, version=newest)
    if not as_json:
        show("Saved; nothing is on record before an editor approves it.\n", None, as_json=False)
    show_(proposal_id, as_json=as_json)


@app.command("own-report")
def own_report(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The event's short name.")],
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's key, as 'events show' has it.")],
    stance: Annotated[str, typer.Argument(metavar="STANCE", help="confirms, denies or context.")],
    by: By,
    who: Annotated[str, typer.Option(metavar="KIND:NAME", help="Who says so, such as person:'Vera Holm'; own: we saw it.")],
    how: Annotated[Contact, typer.Option(help="How you found out.")],
    words: Annotated[str, typer.Option(help="What was said or seen, in your words.")],
    role: Annotated[str, typer.Option(help="Their office or part.")] = "",
    body: Annotated[str, typer.Option(help="For whom they speak.")] = "",
    day: Annotated[dt.datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="When; today if left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Propose what you found out yourself, as a report of this newsroom; an editor decides on it."""
    if stance not in STANCES:
        raise typer.BadParameter(f"'{stance}' is none of {', '.join(STANCES)}.")
    with open_record_here() as (services, workspace):
        origin = _origin(who, "").model_copy(update={"role": role, "body": body})
        when = day.date() if day else services.clock().date()
        own = _own_report(event, claim, Stance(stance), origin, how, when, words)
        filed = log(services, workspace, own, key=f"cli:{secrets.token_hex(16)}", by=by, place="command line")
    show_(filed.id, as_json=as_json)


@app.command("answer")
def answer_(
    proposal_id: ProposalId,
    said: Annotated[Literal["same", "different"], typer.Argument(help="Whether the two names are one origin.")],
    by: By,
    version: Version = None,
) -> None:
    """Answer the question that a proposal asks about two names; show what approving it means then."""
    with open_record_here() as (services, workspace):
        newest = version or _newest(services, workspace, proposal_id)
        with services.database.transaction(workspace, read_only=True) as s:
            if proposals.get(s, proposal_id).proposal.doubt is None:
                raise Refused(f"Proposal {proposal_id} does not ask whether two names are one origin.")
        answer(services, workspace, proposal_id, version=newest, same=said == "same", by=by)
        keep_current(services, workspace, proposal_id)
    show_(proposal_id)


@app.command("reject")
def reject_(
    proposal_id: ProposalId,
    by: By,
    reason: Annotated[str, typer.Option(help="Why; the submitter is told.")],
    version: Version = None,
    anyway: Anyway = False,
    as_json: AsJson = False,
) -> None:
    """Reject a proposal: nothing enters the record."""
    with open_record_here() as (services, workspace):
        newest = version or _newest(services, workspace, proposal_id)
        with knowing(services, workspace, proposal_id, by, anyway=anyway):
            decision = reject(services, workspace, proposal_id, by=by, version=newest, reason=reason)
        _after(services, workspace, decision, as_json=as_json)


@app.command("undo")
def undo_(proposal_id: ProposalId, by: By, reason: Reason = "", as_json: AsJson = False) -> None:
    """Take the last decision back: the proposal waits again."""
    with open_record_here() as (services, workspace):
        _after(services, workspace, undo(services, workspace, proposal_id, by=by, reason=reason), as_json=as_json)


for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


@contextmanager
def _saying_how_to_settle(services: RecordServices, workspace: str, proposal_id: int) -> Iterator[None]:
    """Add to the refusal of a proposal with open passages by which commands they are settled."""
    try:
        yield
    except Unsettled as error:
        with services.database.transaction(workspace, read_only=True) as s:
            filed = proposals.get(s, proposal_id)
        file = f"To file it: second-source review file {proposal_id} --by NAME."
        raise Refused(f"{error.sentence} {how_to_settle(filed)}. {file}") from error


def _newest(services: RecordServices, workspace: str, proposal_id: int) -> int:
    with services.database.transaction(workspace, read_only=True) as s:
        return proposals.get(s, proposal_id).version


def _report_ids(services: RecordServices, workspace: str, proposal_id: int) -> dict[str, str]:
    """Return the report's id for each number that the card shows."""
    with services.database.transaction(workspace, read_only=True) as s:
        return {number_of(report): report.id for report in proposals.get(s, proposal_id).proposal.reports}


def _after(services: RecordServices, workspace: str, decision: Decision, *, as_json: bool) -> None:
    """Show the decision, and the event as the record has it now."""
    with services.database.transaction(workspace, read_only=True) as s:
        slug = proposals.event_of(s, decision.proposal_id)
        event = events.get(s, slug) if slug else None
        standing = reports.standing(s, slug) if slug else ()
        changes = history.of_event(s, slug) if slug else []
        edits = events.edits_of(s, slug) if slug else []
        done = acts.on_event(s, slug) if slug else []
        settled = settlements.of_event(s, slug) if slug else []
    card = f"\n\n{event_card(event, standing, changes, edits=edits, acts=done, settled=settled)}" if event else ""
    waits = "\nIt waits for a second editor; nothing is on record before."
    first = waits if decision.kind is DecisionKind.FIRST_LOOK else ""
    data = {"decision": decision, "event": event, "reports": standing}
    show(f"{decision_line(decision)}{first}{card}", data, as_json=as_json)


def _own_report(event: str, claim: str, stance: Stance, who: Hop, how: Contact, day: dt.date, words: str) -> OwnReport:
    try:
        return OwnReport(event=event, claim=claim, stance=stance, who=who, how=how, day=day, words=words)
    except ValidationError as error:
        fault = error.errors()[0]
        raise BadInput(f"This is no report, {'.'.join(map(str, fault['loc']))}: {fault['msg']}.") from error


def _changes(settings: Iterable[str], *, vouched_by: str = "") -> dict[str, dict[str, Any]]:
    changes: dict[str, dict[str, Any]] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        report, dot, field = name.partition(".")
        if not (equals and dot and report) or field not in _FIELDS:
            raise typer.BadParameter(f"'{setting}' is not REPORT.FIELD=VALUE with a field out of {', '.join(_FIELDS)}.")
        changed = {"path": (_origin(value, vouched_by),)} if field == "origin" else {field: value}
        changes.setdefault(report, {}).update(changed)
    return changes


def _wordings(given: Iterable[str]) -> dict[str, str]:
    wordings: dict[str, str] = {}
    for one in given:
        claim, equals, text = one.partition("=")
        if not (equals and claim.strip() and text.strip()):
            raise typer.BadParameter(f"'{one}' is not CLAIM=TEXT, such as dead='Five people died in the fire.'")
        wordings[claim.strip()] = text
    return wordings


def _origin(value: str, vouched_by: str) -> Hop:
    kind, _, name = value.partition(":")
    if kind not in set(HopKind) or (not name and kind not in ("own", "unnamed")):
        raise BadInput(f"'{value}' is no origin. Write KIND:NAME, with a kind out of {', '.join(HopKind)}.")
    return Hop(kind=HopKind(kind), name=name, vouched_by=vouched_by if name else "")
