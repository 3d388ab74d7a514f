"""`second-source origins`: who is one origin, and editors' rulings on it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.cards import origins_card, ruling_line
from bot.commands.environment import open_record_here
from bot.commands.output import AsJson, By, show
from bot.domain.confidence import assess_event
from bot.domain.doubts import doubts
from bot.domain.errors import BadInput
from bot.domain.model import Event, Report
from bot.domain.names import plain
from bot.domain.provenance import Provenance
from bot.domain.rulings import standing
from bot.domain.verdict import name_of
from bot.domain.wording import clean, move_said
from bot.pipeline.rule import names_on, rule
from bot.pipeline.services import RecordServices
from storage import events, proposals, reports, rulings

app = typer.Typer(help="Origins of an event: list them, and rule on which names are one.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="Short name of the event.")]
One = Annotated[str, typer.Argument(metavar="NAME", help="A name as the record has it.")]
Other = Annotated[str, typer.Argument(metavar="NAME", help="Another one.")]
Reason = Annotated[str, typer.Option("--reason", "--why", help="Why, for the history; also for a ruling in force.")]
Everywhere = Annotated[bool, typer.Option("--everywhere", help="For all events, not only for this one.")]
_MOST_NAMED = 30


@app.command("list")
def list_(slug: Slug, as_json: AsJson = False) -> None:
    """List the origins of each claim, what is in doubt, and the rulings."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        event, told = events.get(s, slug), reports.standing(s, slug)
        made = rulings.of_event(s, events.id_of(s, slug))
        waiting = proposals.waiting_on(s, slug)
        names = names_on(s, event)
    data = {
        "event": slug,
        "claims": assess_event(event, told),
        "doubts": doubts(event, told),
        "proposals": [{"proposal": filed.id, "doubt": filed.proposal.doubt} for filed in waiting if filed.proposal.doubt],
        "rulings": made,
        "in_force": standing(made),
        "names": names,
    }
    show(origins_card(event, told, made, waiting), data, as_json=as_json)


@app.command()
def join(
    slug: Slug, one: One, other: Other, by: By, reason: Reason = "", everywhere: Everywhere = False, as_json: AsJson = False
) -> None:
    """Rule that two names are one origin."""
    _rule(slug, one, other, same=True, by=by, reason=reason, everywhere=everywhere, as_json=as_json)


@app.command()
def split(
    slug: Slug, one: One, other: Other, by: By, reason: Reason = "", everywhere: Everywhere = False, as_json: AsJson = False
) -> None:
    """Rule that two names are two origins."""
    _rule(slug, one, other, same=False, by=by, reason=reason, everywhere=everywhere, as_json=as_json)


@app.command()
def undo(
    slug: Slug, one: One, other: Other, by: By, reason: Reason = "", everywhere: Everywhere = False, as_json: AsJson = False
) -> None:
    """Take back the ruling on two names."""
    _rule(slug, one, other, same=None, by=by, reason=reason, everywhere=everywhere, as_json=as_json)


def _rule(slug: str, one: str, other: str, *, same: bool | None, by: str, reason: str, everywhere: bool, as_json: bool) -> None:
    with open_record_here() as (services, workspace):
        if same is not None:
            one, other = (_known(services, workspace, slug, name) for name in (one, other))
        ruled = rule(services, workspace, slug, one, other, same=same, by=by, reason=reason, everywhere=everywhere)
        with services.database.transaction(workspace, read_only=True) as s:
            changed = [(event, ruled.changes[event.slug]) for event in events.get_many(s, list(ruled.changes))]
            joined = same is False and _joined(events.get(s, slug), reports.standing(s, slug), one, other)
    lines = [ruling_line(ruled.ruling)]
    lines += [
        f"{event.slug}: {clean(name_of(event, event.claim(c.claim)))}: {move_said(c)}"
        for event, changes in changed
        for c in changes
    ]
    if joined:
        lines.append(f"They still count once, because of other names; see 'second-source origins list {slug}'.")
    elif not changed:
        lines.append("No level and no score changes by that.")
    show("\n".join(lines), {"ruling": ruled.ruling, "changes": ruled.changes}, as_json=as_json)


def _joined(event: Event, told: Sequence[Report], one: str, other: str) -> bool:
    """Say whether two names still count as one, by way of others."""
    found = (Provenance(claim, [r for r in told if r.claim == claim.key], event.rulings) for claim in event.claims)
    return any(provenance.may_be_one(one, other) for provenance in found)


def _known(services: RecordServices, workspace: str, slug: str, name: str) -> str:
    """Return a name as the event has it, in whatever spelling it is given; raises BadInput with the names that there are."""
    with services.database.transaction(workspace, read_only=True) as s:
        names = names_on(s, events.get(s, slug))
    found = [known for known in names if known == name] or [known for known in names if plain(known) == plain(name)]
    if not found:
        shown = ", ".join(names[:_MOST_NAMED])
        more = f" and {len(names) - _MOST_NAMED:,} more ('second-source origins list {slug} --json' has all)"
        raise BadInput(
            f"'{name}' is no name on '{slug}'. "
            + (f"There are: {shown}{more if len(names) > _MOST_NAMED else ''}." if names else "It has no reports yet.")
        )
    return found[0]
