"""`second-source outlets`: the outlets, and how reliable the newsroom thinks they are."""

from typing import Annotated

import typer

from bot.commands.environment import open_record_here
from bot.commands.output import AsJson, By, show
from bot.domain.errors import NotFound
from bot.domain.model import Grade, Outlet
from bot.domain.people import person
from bot.domain.wording import clean
from storage import outlets
from storage.session import WorkspaceSession

app = typer.Typer(help="Outlets: list them, show one, grade one.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="OUTLET", help="Name or domain.")]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List all outlets with their grades, by name."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        found = outlets.all_(s)
    lines = [f"{o.grade}  {clean(o.name):<40} {o.kind:<11} {clean(', '.join(o.domains))}" for o in found]
    show("\n".join(lines), found, as_json=as_json)


@app.command("show")
def show_(outlet: Name, as_json: AsJson = False) -> None:
    """Show one outlet, and every grade that it has had."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        found = _find(s, outlet)
        graded = outlets.grades(s, found.name)
    lines = [f"{clean(found.name)} · {found.kind} · {clean(', '.join(found.domains))}"]
    lines += [f"  {at:%d %b %Y} {grade} by {clean(author)}: {clean(reason)}" for grade, reason, author, at in graded]
    history = [{"grade": grade, "reason": reason, "by": author, "at": at.isoformat()} for grade, reason, author, at in graded]
    show("\n".join(lines), {"outlet": found, "grades": history}, as_json=as_json)


@app.command()
def grade(
    outlet: Name,
    to: Annotated[Grade, typer.Argument(metavar="GRADE", help="A to F, the NATO Admiralty scale; F cannot be judged.")],
    by: By,
    reason: Annotated[str, typer.Option(help="One line: why.")],
    as_json: AsJson = False,
) -> None:
    """Grade an outlet; it counts at once, for what is on record too."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace) as s:
        changes = {"grade": to, "grade_reason": reason}
        graded = Outlet.model_validate({**_find(s, outlet).model_dump(), **changes})
        stored = outlets.save(s, graded, person(by), services.clock())
    show(f"{clean(stored.name)} is graded {stored.grade}: {clean(stored.grade_reason)}", stored, as_json=as_json)


def _find(s: WorkspaceSession, name: str) -> Outlet:
    found = outlets.by_name(s, name) or outlets.by_domain(s, name)
    if found is None:
        raise NotFound(f"There is no outlet '{clean(name)[:120]}'; 'second-source outlets list' shows those that there are.")
    return found
