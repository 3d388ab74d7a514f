"""`second-source events`: the record."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cards import event_card, history_lines
from bot.commands.environment import open_record_here, open_services_here, settings
from bot.commands.output import AsJson, By, contents, show, written_whole
from bot.domain.acts import happened
from bot.domain.confidence import assess_event, explain
from bot.domain.errors import BadInput
from bot.domain.event_file import EventFile, file_of, parse_all
from bot.domain.model import Layer
from bot.domain.origin_graph import graph_lines, origin_graphs
from bot.domain.record import EditKind
from bot.domain.wording import MERGED_FIRST, RETRACTED_FIRST, clean
from bot.domain.working import work_out
from bot.pipeline.edit_event import add_claim, correct, reopen, restore_wording, retract, reword
from bot.pipeline.merge_events import consequences, merge, preview
from bot.pipeline.services import RecordServices
from storage import acts, events, history, reports, rulings, search, settlements

app = typer.Typer(help="The record: add events, list and show them, retract and reword them.", no_args_is_help=True)


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


@app.command()
def export(
    slugs: Annotated[list[str], typer.Argument(metavar="SLUG...", help="Short names of the events.")],
    pack: Annotated[
        Path | None, typer.Option(help="Write one event as a pack of evidence into this file, a ZIP that 'verify' verifies.")
    ] = None,
) -> None:
    """Print events as an event file, one a line, for 'events add'; or write one with its history and its archived pages."""
    if pack is not None:
        _export_pack(slugs, pack)
        return
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        files = [file_of(events.get(s, slug), reports.standing(s, slug)) for slug in dict.fromkeys(slugs)]
    for file in files:
        typer.echo(file.model_dump_json(exclude_defaults=True))


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
    with open_record_here() as (services, workspace):
        _show(services, workspace, slug, as_json=as_json)


@app.command("history")
def history_(slug: str, as_json: AsJson = False) -> None:
    """List what happened to an event, the oldest first: what editors did, and the changes of level that followed."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        event, standing = events.get(s, slug), reports.standing(s, slug)
        made, settled = rulings.of_event(s, events.id_of(s, slug)), settlements.of_event(s, slug)
        changes, edits, done = history.of_event(s, slug), events.edits_of(s, slug), acts.on_event(s, slug)
        told = happened(event, standing, changes, made, edits, done, settled)
    none = "Nothing has happened to this event since it was added."
    show("\n".join(history_lines(event, told)) or none, told, as_json=as_json)


@app.command()
def graph(slug: str, as_json: AsJson = False) -> None:
    """Draw where the reports of an event come from: its origins, and below each who has it from whom."""
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        event, standing = events.get(s, slug), reports.standing(s, slug)
    drawn = {claim.key: origin_graphs(work_out(claim, standing, event.rulings).origins) for claim in event.current}
    show("\n".join([clean(event.headline), "", *graph_lines(event, standing)]), drawn, as_json=as_json)


@app.command("retract")
def retract_(
    slug: str,
    by: By,
    reason: Annotated[str, typer.Option(help="Why, for the event, the digest and the history.")],
    as_json: AsJson = False,
) -> None:
    """Retract an event: each of its claims is shown as retracted until it is reopened."""
    with open_record_here() as (services, workspace):
        made = retract(services, workspace, slug, by=by, reason=reason)
        if made.kind is EditKind.FIRST_LOOK and not as_json:
            show(f"{RETRACTED_FIRST}\n", None, as_json=False)
        _show(services, workspace, slug, as_json=as_json)


@app.command("reopen")
def reopen_(
    slug: str,
    by: By,
    reason: Annotated[str, typer.Option(help="Why, for the event, the digest and the history.")],
    as_json: AsJson = False,
) -> None:
    """Reopen a retracted event: its claims have the levels again that their reports support."""
    with open_record_here() as (services, workspace):
        reopen(services, workspace, slug, by=by, reason=reason)
        _show(services, workspace, slug, as_json=as_json)


@app.command("reword")
def reword_(
    slug: str,
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="Key of the claim, as 'events show --json' has it.")],
    by: By,
    text: Annotated[str | None, typer.Argument(help="The new wording.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last new wording of this claim back.")] = False,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "",
    as_json: AsJson = False,
) -> None:
    """Give a claim a new wording; reports stay with the old one. To let a report confirm it, amend its proposal instead."""
    if (text is None) is not undo:
        raise typer.BadParameter("Give the new wording, or --undo.")
    with open_record_here() as (services, workspace):
        if text is None:
            restore_wording(services, workspace, slug, claim, by=by, reason=reason)
        else:
            reword(services, workspace, slug, claim, text, by=by, reason=reason)
        _show(services, workspace, slug, as_json=as_json)


@app.command("correct")
def correct_(
    slug: str,
    by: By,
    place: Annotated[str | None, typer.Option(help="Where it happened; as it is if left out.")] = None,
    date: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When; as it is if left out.")] = None,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "",
    as_json: AsJson = False,
) -> None:
    """Correct where or when an event happened; an empty --place says that it is not known."""
    if place is None and date is None:
        raise typer.BadParameter("Give --place or --date.")
    with open_record_here() as (services, workspace):
        with services.database.transaction(workspace, read_only=True) as s:
            event = events.get(s, slug)
        where, day = event.place if place is None else place, date.date() if date else event.date
        correct(services, workspace, slug, place=where, date=day, by=by, reason=reason)
        _show(services, workspace, slug, as_json=as_json)


@app.command("add-claim")
def add_claim_(
    slug: str,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="One sentence that can be true or false.")],
    by: By,
    said_by: Annotated[str | None, typer.Option("--said-by", help="The claim is that this person said it.")] = None,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add a claim to an event; it stays, and can be reworded."""
    with open_record_here() as (services, workspace):
        layer = Layer.UTTERANCE if said_by else Layer.SUBSTANCE
        add_claim(services, workspace, slug, text, by=by, layer=layer, speaker=said_by, reason=reason)
        _show(services, workspace, slug, as_json=as_json)


@app.command("merge")
def merge_(
    gone: Annotated[str, typer.Argument(metavar="FROM", help="The event that goes into the other one.")],
    kept: Annotated[str, typer.Argument(metavar="INTO", help="The event that stays.")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why they are one event, for the history.")],
    same: Annotated[
        list[str] | None, typer.Option("--same", metavar="CLAIM=CLAIM", help="A claim of FROM that is this claim of INTO.")
    ] = None,
    none_same: Annotated[bool, typer.Option("--none-same", help="No claim of FROM is one of INTO.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Merge them; without it, only what would happen is shown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let one event go into another one, with all that is on it. It cannot be undone, so what happens is shown first."""
    if same and none_same:
        raise typer.BadParameter("Give --same or --none-same.")
    pairs = {} if none_same else _pairs(same) if same else None
    with open_record_here() as (services, workspace):
        found = preview(services, workspace, gone, kept, pairs)
        told = consequences(found)
        if not yes:
            lines = [f"{clean(found.gone.headline)}\ngoes into\n{clean(found.kept.headline)}", ""]
            lines += [clean(sentence) for part in (told.warnings, told.levels, told.claims, told.moves) for sentence in part]
            show("\n".join([*lines, "", "Nothing is merged yet: add --yes."]), told, as_json=as_json)
            return
        made = merge(services, workspace, gone, kept, found.pairs, by=by, reason=reason, seen=found.seen)
        if made.kind is EditKind.MERGE_FIRST_LOOK and not as_json:
            show(f"{MERGED_FIRST}\n", None, as_json=False)
        _show(services, workspace, kept, as_json=as_json)


def _pairs(given: Sequence[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in given]
    if not all(equals for _, equals, _ in split):
        raise typer.BadParameter("Give --same as CLAIM=CLAIM: a claim of FROM, and the claim of INTO that it is.")
    return {one.strip(): other.strip() for one, _, other in split}


@app.command()
def schema() -> None:
    """Print the JSON Schema of an event file."""
    typer.echo(json.dumps(EventFile.model_json_schema(), indent=2))


@app.command()
def rules(as_json: AsJson = False) -> None:
    """Print how we assess confidence."""
    show(explain(), {"markdown": explain()}, as_json=as_json)


def _export_pack(slugs: list[str], file: Path) -> None:
    if len(slugs) != 1:
        raise BadInput("A pack has one event; name one.")
    # Only this needs what writes web archives, and a timestamp authority.
    from bot.packs.pack import make_pack
    from bot.parts import make_authority

    authority = make_authority(settings())
    with (
        open_record_here() as (services, workspace),
        services.database.transaction(workspace, read_only=True) as s,
        written_whole(file) as out,
    ):
        made = make_pack(s, slugs[0], services.clock(), out, authority)
    typer.echo(f"✓ {file} has {len(made.files)} files; the history's head is {made.chain.head}.")


def _show(services: RecordServices, workspace: str, slug: str, *, as_json: bool) -> None:
    with services.database.transaction(workspace, read_only=True) as s:
        event = events.get(s, slug)
        standing = reports.standing(s, slug)
        changes, edits, done = history.of_event(s, slug), events.edits_of(s, slug), acts.on_event(s, slug)
        made, settled = rulings.of_event(s, events.id_of(s, slug)), settlements.of_event(s, slug)
    assessed = assess_event(event, standing)
    data = {
        "event": event,
        "assessments": assessed,
        "reports": standing,
        "history": changes,
        "edits": edits,
        "settled": settled,
    }
    show(event_card(event, standing, changes, made, edits, done, settled), data, as_json=as_json)


def _text(file: Path) -> str:
    try:
        return contents(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not UTF-8 text (byte {error.start}).") from error
