"""`second-source events`: the record."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cards import event_card
from bot.commands.environment import open_record_here, open_services_here
from bot.commands.output import AsJson, contents, show
from bot.domain.confidence import assess_event, explain
from bot.domain.errors import BadInput
from bot.domain.event_file import EventFile, parse_all
from bot.domain.wording import clean
from storage import events, history, reports, rulings, search

app = typer.Typer(help="The record: add events, list them, show one.", no_args_is_help=True)


@app.command()
def add(
    file: Annotated[Path, typer.Option(help="An event file: JSON, or JSONL with one event a line; '-' for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Add events with their claims and approved reports."""
    placed = parse_all(_text(file))
    places = {one.file.slug: one.place for one in placed if one.place}
    # Of the commands here, only this one embeds events.
    from bot.pipeline.event_files import add_event_files

    with open_services_here() as (services, workspace):
        added = add_event_files(services, workspace, [one.file for one in placed], places)
    lines = [f"Added {slug}." for slug in added[:20]]
    if not added:
        raise BadInput(f"{file} holds no event.")
    more = [f"And {len(added) - 20:,} more."] if len(added) > 20 else []
    show("\n".join([*lines, *more]), {"added": added}, as_json=as_json)


@app.command("list")
def list_(
    words: Annotated[str | None, typer.Argument(help="Words to find events by.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List events, the newest first, or those that match some words."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        found = search.find(s, words, limit) if words else events.list_(s, limit, 0)
        rows = [(event, assess_event(event, reports.standing(s, event.slug))) for event in found]
    lines = []
    for event, assessments in rows:
        core = next(a for a in assessments if a.claim == event.core.key)
        lines.append(f"{event.slug:<44} {core.level:<13} {clean(event.headline)}")
    data = [{"event": event, "assessments": assessments} for event, assessments in rows]
    none = f"No event matches '{clean(words)}'." if words else "No events yet; 'second-source events add' brings some."
    show("\n".join(lines) or none, data, as_json=as_json)


@app.command("show")
def show_(slug: str, as_json: AsJson = False) -> None:
    """Show one event: its level and why, claims with their reports, and its history."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        event = events.get(s, slug)
        standing = reports.standing(s, slug)
        changes = history.of_event(s, slug)
        made = rulings.of_event(s, events.id_of(s, slug))
    data = {"event": event, "assessments": assess_event(event, standing), "reports": standing, "history": changes}
    show(event_card(event, standing, changes, made), data, as_json=as_json)


@app.command()
def schema() -> None:
    """Print the JSON Schema of an event file."""
    typer.echo(json.dumps(EventFile.model_json_schema(), indent=2))


@app.command()
def rules(as_json: AsJson = False) -> None:
    """Print how we assess confidence."""
    show(explain(), {"markdown": explain()}, as_json=as_json)


def _text(file: Path) -> str:
    try:
        return contents(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not UTF-8 text (byte {error.start}).") from error
