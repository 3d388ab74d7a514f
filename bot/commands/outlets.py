"""`second-source outlets`: the outlets, and how reliable the newsroom thinks they are."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.environment import open_record_here
from bot.commands.output import AsJson, By, contents, show
from bot.domain.dates import day_said
from bot.domain.errors import BadInput, NotFound
from bot.domain.model import Grade, Outlet
from bot.domain.outlet_file import parse, write
from bot.domain.verdict import name_of
from bot.domain.wording import clean, counted, owner_of
from bot.pipeline.grading import Changed, Graded, Imported, Moved, import_outlets, import_starting_set
from bot.pipeline.grading import grade as grade_outlet
from bot.pipeline.newsroom import name_newsroom
from storage import outlet_reports, outlets, workspace_settings
from storage.session import WorkspaceSession

app = typer.Typer(help="Outlets: list them, show one, grade one, import and export the list.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="OUTLET", help="Name or domain.")]
MOST_LISTED = 50


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List all outlets with their grades, by name."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        found = outlets.all_(s)
    lines = [f"{o.grade}  {clean(o.name):<40} {o.kind:<11} {clean(', '.join(o.domains))}" for o in found]
    show("\n".join(lines), found, as_json=as_json)


@app.command("show")
def show_(outlet: Name, as_json: AsJson = False) -> None:
    """Show one outlet: its owner, its names, how its reports fared, and every grade that it has had."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        found = _find(s, outlet)
        graded = outlets.grades(s, found.name)
        record = outlet_reports.record_of(s, found.name)
    lines = [f"{clean(found.name)} · {found.kind} · {clean(', '.join(found.domains))}"]
    lines += [f"  also known as {clean(', '.join(found.aliases))}"] if found.aliases else []
    lines += [f"  owner: {owner_of(found)}", f"  {record}"]
    lines += [f"  {day_said(e.at)} {e.grade} by {clean(e.author)}: {clean(e.reason)}" for e in graded]
    history = [
        {"grade": e.grade, "reason": e.reason, "owner": e.family, "by": e.author, "at": e.at.isoformat()} for e in graded
    ]
    data = {"outlet": found, "grades": history, "track_record": record}
    show("\n".join(lines), data, as_json=as_json)


@app.command()
def grade(
    outlet: Name,
    to: Annotated[Grade, typer.Argument(metavar="GRADE", help="A to F, the NATO Admiralty scale; F cannot be judged.")],
    by: By,
    reason: Annotated[str, typer.Option(help="One line: why.")],
    as_json: AsJson = False,
) -> None:
    """Grade an outlet; it counts at once, for what is on record too."""
    with open_record_here() as (services, workspace):
        graded = grade_outlet(services, workspace, outlet, {"grade": to, "grade_reason": reason}, by=by)
    show("\n".join(_graded(graded)), graded.outlet, as_json=as_json)


@app.command("import")
def import_(
    by: By,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE.csv", help="As 'outlets export' writes it; '-' for standard input.")
    ] = None,
    starting_set: Annotated[
        bool,
        typer.Option("--starting-set", help="Instead of a file: fill in the owners and names of this version."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; store nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave wrong lines out, and store the others.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import outlets from CSV: all lines, or none if one is wrong."""
    if (file is None) is not starting_set:
        raise typer.BadParameter("Give a file, or --starting-set.")
    read = parse(contents(file)) if file else None
    with open_record_here() as (services, workspace):
        if read is None:
            imported = import_starting_set(services, workspace, by=by, dry_run=dry_run)
        else:
            imported = import_outlets(services, workspace, read, by=by, skip_bad=skip_bad, dry_run=dry_run)
    remarks = read.remarks if read else ()
    lines = [*remarks, *_imported(imported), *map(str, imported.faults)]
    told = [fault._asdict() for fault in imported.faults]
    data = imported.model_dump(mode="json") | {"faults": told, "remarks": remarks}
    show("\n".join(map(clean, lines)), data, as_json=as_json)
    if imported.faults and not (skip_bad or dry_run or starting_set):
        lines_wrong = len({fault.line for fault in imported.faults})
        wrong = "1 line is wrong" if lines_wrong == 1 else f"{lines_wrong:,} lines are wrong"
        raise BadInput(f"{wrong}, so nothing was stored. Mend the file, or leave wrong lines out with --skip-bad.")


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(metavar="FILE.csv", help="A new file; standard output if left out.")] = None,
) -> None:
    """Export all outlets as CSV, a line for each domain."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        found = outlets.all_(s)
    text = write(found)
    if file is None:
        sys.stdout.write(text)
        return
    try:
        # Spreadsheets know UTF-8 by the mark at the beginning.
        with file.open("x", encoding="utf-8-sig", newline="") as new:
            new.write(text)
    except FileExistsError as error:
        raise BadInput(f"{file} is there already; give another name, or remove it first.") from error
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error
    show(f"{counted(len(found), 'outlet')} in {file}.", {}, as_json=False)


@app.command()
def newsroom(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Its name; left out, the present one is shown.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who gives it the name.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what the newsroom is called: what it reports itself is on record under that name, the earlier reports too."""
    with open_record_here() as (services, workspace):
        if name is None:
            with services.database.transaction(workspace, read_only=True) as s:
                settings = workspace_settings.get(s)
        elif by is None:
            raise typer.BadParameter("Say with --by who gives the newsroom its name.")
        else:
            settings = name_newsroom(services, workspace, name, by=by)
    show(f"Our own reports are on record under {clean(settings.newsroom)}.", {"newsroom": settings.newsroom}, as_json=as_json)


def _find(s: WorkspaceSession, name: str) -> Outlet:
    found = outlets.by_name(s, name) or outlets.by_domain(s, name)
    if found is None:
        raise NotFound(f"There is no outlet '{clean(name)[:120]}'; 'second-source outlets list' shows those that there are.")
    return found


def _graded(graded: Graded) -> Iterator[str]:
    yield f"{clean(graded.outlet.name)} is graded {graded.outlet.grade}: {clean(graded.outlet.grade_reason)}"
    yield from _moved(graded.moved)


def _imported(imported: Imported) -> Iterator[str]:
    would = "" if imported.stored else " would be"
    new = sum(each.before is None for each in imported.changed)
    changed = len(imported.changed) - new
    yield f"{counted(new, 'outlet')}{would} added, {changed:,} changed; {imported.unchanged:,} stay as they are."
    yield from map(_change, imported.changed[:MOST_LISTED])
    yield from _more(len(imported.changed) - MOST_LISTED)
    yield from _moved(imported.moved)


def _change(changed: Changed) -> str:
    before, after = changed.before, changed.after
    if before is None:
        return f"+ {after.name}: {after.grade}, {after.kind}"
    pairs = (
        ("name", before.name, after.name),
        ("domains", ", ".join(before.domains), ", ".join(after.domains)),
        ("owner", owner_of(before), owner_of(after)),
        ("kind", before.kind, after.kind),
        ("grade", before.grade, after.grade),
        ("reason", before.grade_reason, after.grade_reason),
        ("names", ", ".join(before.aliases), ", ".join(after.aliases)),
    )
    told = [f"{what} {old or 'none'} → {new or 'none'}" for what, old, new in pairs if old != new]
    return f"~ {after.name}: {'; '.join(told)}"


def _moved(moved: tuple[Moved, ...]) -> Iterator[str]:
    """Say which claims have another level or score than before."""
    for each in moved[:MOST_LISTED]:
        change, claim = each.change, name_of(each.event, each.event.claim(each.change.claim))
        level = (
            change.level_after if change.level_before == change.level_after else f"{change.level_before} → {change.level_after}"
        )
        scores = " → ".join(
            dict.fromkeys(f"{score:.0%}" for score in (change.score_before, change.score_after) if score is not None)
        )
        yield f"  {each.event.slug}, {clean(claim)}: {level}, {scores} likely"
    yield from _more(len(moved) - MOST_LISTED)


def _more(number: int) -> Iterator[str]:
    if number > 0:
        yield f"  and {number:,} more"
