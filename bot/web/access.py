"""Who may see one event's page."""

import re

from bot.domain.errors import NotFound
from bot.web.links import PageLinks
from storage import pages
from storage.pages import Place
from storage.session import WorkspaceSession

NOT_HERE = "There is no such page here, or it is not public."
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_slug(written: str) -> bool:
    """Tell whether something has the form of an event's short name."""
    return _SLUG.fullmatch(written) is not None


def may_see(s: WorkspaceSession, links: PageLinks, slug: str, key: str) -> Place:
    """Return an event that is open to whoever has the `key` of a signed link, or none; raises NotFound for all others alike."""
    try:
        place = pages.place_of(s, slug if is_slug(slug) else "")
    except NotFound:
        raise NotFound(NOT_HERE) from None
    if not place.access.lets_in(has_key=links.opens(slug, key)):
        raise NotFound(NOT_HERE)
    return place
