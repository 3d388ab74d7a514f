"""`second-source pages`: who may see the event pages."""

from enum import StrEnum
from typing import Annotated

import typer
from pydantic import ValidationError

from bot.commands.environment import open_record_here, settings
from bot.commands.output import AsJson, By, show
from bot.domain.errors import BadInput
from bot.domain.page_access import PageAccess
from bot.domain.workspace import WorkspaceSettings
from bot.web.links import PageLinks
from storage import events, pages, workspace_settings

app = typer.Typer(help="Event pages: who may see them, and the links of those on no list.", no_args_is_help=True)


class Wanted(StrEnum):
    """What can be set: who sees a page, or (for an event) that it is as for all others."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    OFF = "off"
    DEFAULT = "default"


_SAID = {
    PageAccess.PUBLIC: "public: everybody can see",
    PageAccess.UNLISTED: "unlisted: whoever has the signed link can see",
    PageAccess.OFF: "off: nobody can see",
}
_Slug = Annotated[
    str | None, typer.Argument(metavar="[SLUG]", help="One event; without it, all that have no setting of their own.")
]


@app.command("set")
def set_(
    access: Annotated[Wanted, typer.Argument(help="Who sees it; 'default' for an event: as all others.")],
    by: By,
    slug: _Slug = None,
    as_json: AsJson = False,
) -> None:
    """Set who may see the pages of all events, or of one. At first nobody may."""
    if access is Wanted.DEFAULT and slug is None:
        raise BadInput("Say which event is to be as all others: second-source pages set default SLUG --by NAME")
    wanted = None if access is Wanted.DEFAULT else PageAccess(access.value)
    with open_record_here() as (services, workspace), services.database.transaction(workspace) as s:
        pages.give_access(s, slug, wanted, by=by, at=services.clock())
    _show(slug, as_json=as_json)


@app.command("sources")
def sources(
    channel: Annotated[str, typer.Argument(help="The channel's id in Slack, such as C0123ABC; 'off' for no form.")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """Choose the channel that gets what readers bring by the form on event pages. Each is a proposal; an editor decides."""
    wanted = None if channel == "off" else channel
    with open_record_here() as (services, workspace), services.database.transaction(workspace) as s:
        try:
            changed = WorkspaceSettings.model_validate({**workspace_settings.get(s).model_dump(), "public_channel": wanted})
        except ValidationError as error:
            raise BadInput(f"“{channel}” is no channel's id. Write one such as C0123ABC, or off.") from error
        workspace_settings.save(s, changed, by, services.clock())
    lines = [f"What readers bring goes into channel {wanted}." if wanted else "The event pages have no form for readers."]
    if wanted and settings().pages_secret is None:
        lines.append("The form appears once SECOND_SOURCE_PAGES_SECRET is set.")
    show("\n".join(lines), {"public_channel": wanted}, as_json=as_json)


@app.command("show")
def show_(slug: _Slug = None, as_json: AsJson = False) -> None:
    """Show who may see the pages of all events, or of one, and its address."""
    _show(slug, as_json=as_json)


def _show(slug: str | None, *, as_json: bool) -> None:
    current = settings()
    links = PageLinks(current.pages_address, current.workspace, current.pages_secret)
    with open_record_here() as (services, workspace), services.database.transaction(workspace, read_only=True) as s:
        access = pages.access_of(s, slug) if slug else pages.default_access(s)
        about = events.get(s, slug).headline if slug else "the pages"
    address = links.to("/events") if slug is None else links.event(slug, signed=access is PageAccess.UNLISTED)
    if access is PageAccess.UNLISTED and current.pages_secret is None:
        said, address = "No link opens them: set SECOND_SOURCE_PAGES_SECRET.", ""
    else:
        said = "" if access is PageAccess.OFF else address
    lines = [f"{_SAID[access]} {about}.", *([said] if said else [])]
    show("\n".join(lines), {"access": access, "address": address if said else None}, as_json=as_json)
