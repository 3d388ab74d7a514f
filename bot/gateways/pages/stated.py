"""What trafilatura finds of a page besides its text; without categories and licences, which would take most of the time."""

import datetime as dt
from typing import NamedTuple

from bot.gateways.screening.unseen import Node

# Its reader of JSON-LD has faults, of which each comes as one of these; what the page states elsewhere stays.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Stated(NamedTuple):
    """A page's title, its authors (with semicolons between), the name of its site, and its address, as the page states them."""

    title: str | None
    author: str | None
    site_name: str | None
    url: str | None


def stated_by(tree: Node, url: str) -> Stated:
    """Return what a page served at `url` states about itself, as `trafilatura.extract_metadata` does."""
    from trafilatura import metadata as of

    found = of.examine_meta(tree)
    if found.author and " " not in found.author:
        found.author = None
    try:
        found = of.extract_meta_json(tree, found)
    except _FAULTS as error:
        of.LOGGER.debug("faulty JSON-LD: %s", error)
    found.title = found.title or of.extract_title(tree)
    found.author = found.author or of.extract_author(tree)
    address = found.url or of.extract_url(tree, url)
    name = found.sitename or of.extract_sitename(tree)
    if name:
        name = name.lstrip("@")
        found.sitename = name.title() if name and "." not in name and not name[0].isupper() else name
    elif address and (host := of.META_URL.match(address)):
        found.sitename = host[1]
    found.clean_and_trim()
    return Stated(found.title, found.author, found.sitename, address)


def dated_by(tree: Node, address: str | None) -> dt.date | None:
    """Return when a page was first published, as htmldate finds it anywhere on the page; `address` may have the day."""
    from trafilatura.metadata import find_date  # type: ignore[attr-defined]  # trafilatura does not say that it exports it

    found = find_date(tree, extensive_search=False, original_date=True, url=address)
    try:
        return dt.date.fromisoformat((found or "")[:10])
    except ValueError:
        return None
