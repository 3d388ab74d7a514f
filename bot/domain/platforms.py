"""Platforms where anybody publishes under a name of their own: each name there is an outlet of its own."""

import re

_BY_SUBDOMAIN = (
    "substack.com", "medium.com", "t.me", "beehiiv.com", "ghost.io", "wordpress.com", "blogspot.com", "tumblr.com",
    "livejournal.com", "typepad.com", "over-blog.com", "home.blog", "buttondown.email", "buttondown.com", "squarespace.com",
    "weebly.com", "wixsite.com", "micro.blog", "write.as", "svbtle.com", "hashnode.dev", "bearblog.dev", "kit.com",
    "webnode.com", "mailchimpsites.com", "jimdofree.com", "blog.fc2.com", "hatenablog.com", "ameblo.jp",
)  # fmt: skip
_NAMES = frozenset(
    {"substack", "medium", "telegram", "telegram messenger", "beehiiv", "ghost", "wordpress.com", "wordpress", "blogger",
     "blogspot", "tumblr", "livejournal", "typepad", "over-blog", "buttondown", "squarespace", "weebly", "wix", "wix.com",
     "micro.blog", "write.as", "svbtle", "hashnode", "bear blog", "kit"}
)  # fmt: skip
# What stands before a platform's name for its own pages.
_OWN = frozenset({"www", "open", "web", "m", "mobile", "amp", "help", "support", "blog", "on", "en", "api", "app", "embed"})
_BLOGSPOT = re.compile(r"(?P<name>[^.]+)\.blogspot\.[a-z]{2,3}(?:\.[a-z]{2})?")
_TELEGRAM = re.compile(r"/(?:s/)?(?P<name>[a-z][a-z0-9_]{3,31})(?P<rest>/.*)?", re.IGNORECASE)
_NO_CHANNEL = frozenset({"joinchat", "share", "addstickers", "proxy", "socks", "setlanguage", "invoice", "confirmphone"})
_OPEN_SUBSTACK = re.compile(r"/pub/(?P<name>[a-z0-9-]{1,63})(?P<rest>/.*)?", re.IGNORECASE)
_AT_NAME = re.compile(r"/@(?P<name>[\w.-]{1,63})(?:/.*)?")
_MEDIUM_PUBLICATION = re.compile(r"/(?P<name>[a-z0-9][a-z0-9-]{1,62})/[^/]*-[0-9a-f]{8,12}/?", re.IGNORECASE)


def own_form(host: str, path: str) -> tuple[str, str]:
    """Return the host and path under which a platform has a page, of the several that it gives it."""
    channel = _TELEGRAM.fullmatch(path) if host in ("telegram.me", "telegram.dog", "t.me") else None
    if channel and channel["name"].lower() not in _NO_CHANNEL:
        return "t.me", f"/{channel['name'].lower()}{channel['rest'] or ''}"
    if host == "open.substack.com" and (found := _OPEN_SUBSTACK.fullmatch(path)):
        return f"{found['name'].lower()}.substack.com", found["rest"] or "/"
    if found := _BLOGSPOT.fullmatch(host):
        return f"{found['name']}.blogspot.com", path
    return host, path


def publisher(host: str, path: str) -> str | None:
    """Return whose page an address on a platform is, as a domain of their own; None elsewhere, and on its own pages."""
    host, path = own_form(host, path)
    platform = next((each for each in _BY_SUBDOMAIN if host == each or host.endswith(f".{each}")), None)
    if platform is None:
        return None
    name = host.removesuffix(platform).rstrip(".").rpartition(".")[2]
    if name in _OWN or not name:
        name = _named_in_path(platform, path)
    return f"{name}.{platform}" if name else None


def _named_in_path(platform: str, path: str) -> str:
    if platform == "t.me":
        found = _TELEGRAM.fullmatch(path)
        return "" if found is None or found["name"].lower() in _NO_CHANNEL else found["name"].lower()
    found = _AT_NAME.fullmatch(path) or (_MEDIUM_PUBLICATION.fullmatch(path) if platform == "medium.com" else None)
    return found["name"].lower() if found else ""


def is_platform(domain: str) -> bool:
    """Say whether a domain is a platform's, under which each name is somebody else's."""
    return domain in _BY_SUBDOMAIN or domain.startswith("blogspot.")


def is_platforms_name(name: str) -> bool:
    """Say whether a name is that of a platform, and not of somebody who publishes there."""
    return " ".join(name.split()).casefold() in _NAMES
