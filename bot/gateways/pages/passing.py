"""Where a page sends its readers on to: by a refresh, by a line of script, or by the one link of a notice.

It is followed like any redirect, so the guard sees each address.
"""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from bot.domain.errors import Unreadable
from bot.gateways.pages.addresses import canonical, parse, registrable_domain
from bot.gateways.screening.unseen import Node

_MOST_SOURCE = 300_000
_LONGEST_WAIT = 15  # seconds
# Possessive, since a page may have thousands of these, each with thousands of spaces.
_REFRESH = re.compile(
    r"\s*+(?P<wait>\d{1,5}+)(?:\.\d*+)?+(?:\s++[;,]?+|[;,])\s*+(?:url\s*+=\s*+)?+[\"']?+(?P<url>[^\"'\s]++)", re.IGNORECASE
)
_SCRIPTED = re.compile(
    r"(?:\blocation(?:\.href)?\s{0,3}=(?!=)|\blocation\.(?:replace|assign)\(|\bredirect\w{0,30}\(|\bnavigate\w{0,20}\()\s{0,5}"
    r"[\"'](?P<url>(?:https?:|\\?/)[^\"'\s]{1,4000})[\"']",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})|\\(/)", re.IGNORECASE)


def passes_to(tree: Node, html: str, url: str, refresh: str | None, *, is_notice: bool) -> str | None:
    """Return the address that a page sends its readers on to, or None; `refresh` is what `refreshed` found.

    Only for pages with next to no text of their own: others have scripts that may go elsewhere. A page that `is_notice` says
    that it sends readers on; its one link to another site is where to.
    """
    found = refresh or _scripted(html) or (_only_link_out(tree, url) if is_notice else None)
    if found is None:
        return None
    try:
        target = urljoin(url, found.strip())
        here, there = canonical(url), canonical(target)
    except (Unreadable, ValueError):
        return None
    front = urlsplit(there).path in ("", "/") and registrable_domain(parse(here).host) == registrable_domain(parse(there).host)
    return None if there == here or front else target


def refreshed(tree: Node) -> str | None:
    """Return the address that a page is refreshed with after a moment, as it is written; also where scripts are off."""
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            found = _REFRESH.match((meta.get("content") or "")[:5000])
            if found and int(found["wait"]) <= _LONGEST_WAIT:
                return unescape(found["url"])
    return None


def _scripted(html: str) -> str | None:
    found = _SCRIPTED.search(html[:_MOST_SOURCE])
    if found is None:
        return None
    return _ESCAPED.sub(lambda mark: mark[3] or chr(int(mark[1] or mark[2], 16)), unescape(found["url"]))


def _only_link_out(tree: Node, url: str) -> str | None:
    """Return the one address on another site that a notice links, if there is no second."""
    here = registrable_domain(urlsplit(url).hostname or "")
    found = set[str]()
    for link in tree.iter("a"):
        target = (link.get("href") or "").strip()
        if target.lower().startswith(("http://", "https://")):
            try:
                host = urlsplit(target).hostname or ""
            except ValueError:
                continue
            if registrable_domain(host) != here or urlsplit(url).netloc != urlsplit(target).netloc:
                found.add(target)
    return next(iter(found)) if len(found) == 1 else None
