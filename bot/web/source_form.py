"""The form "Know another source?": its key, who may send it, and what was filled in. It works without JavaScript or cookies."""

import datetime as dt
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from bot.domain.public_source import LONGEST_EMAIL, LONGEST_LINK, LONGEST_NOTE, LONGEST_TEXT
from bot.domain.visible import visible
from bot.web.links import PageLinks

MOST_BYTES = 200_000
TRAP = "website"
"""A field that no person sees; programs fill it in."""
FIELDS = {"link": LONGEST_LINK, "text": LONGEST_TEXT, "note": LONGEST_NOTE, "email": LONGEST_EMAIL}
LEAST_WORDS = 20
_MOST_FIELDS = 20
_DAYS = (0, -1)
"""On which days a form's key is good: that of today and of yesterday, so that a page may lie open for a while."""
_EMAIL = re.compile(r"[^@\s<>\"(),:;\\\[\]]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_IPV6_HOME = 64
"""How many bits of an IPv6 address a household shares."""


@dataclass(frozen=True)
class Filled:
    """What somebody filled in, and what is wrong with it, a sentence for each field; `status` is that of the answer then."""

    values: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    status: int = 422


def form_key(links: PageLinks, slug: str, today: dt.date) -> str:
    """Return the key that the form of an event's page carries on a day."""
    return links.seal("form", f"{slug}\0{today.isoformat()}")


def is_from_our_page(request: Request, links: PageLinks) -> bool:
    """Tell whether a browser sent a form from one of our own pages.

    Browsers of today say so themselves; from others, the form's key has to do.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return origin == links.base or _host_of(origin) == request.headers.get("host", "").lower()


def _host_of(origin: str) -> str | None:
    """Return host and port of an origin, None where it is none."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def sender_of(request: Request, proxies: frozenset[str]) -> str:
    """Return the address that a request comes from: the last one before our own proxies; of IPv6 the network."""
    ip = _ip(request.client.host if request.client else "")
    ways = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    while str(ip) in proxies and ways:
        ip = _ip(ways.pop().strip())
    if ip is None:
        return "unknown"
    return str(int(ip) >> (128 - _IPV6_HOME) if isinstance(ip, IPv6Address) else ip)


def _ip(written: str) -> IPv4Address | IPv6Address | None:
    """Return an address in its one form, which is that of IPv4 where it has one; None for what is no address."""
    try:
        ip = ip_address(written)
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip


def parse(body: bytes, links: PageLinks, slug: str, today: dt.date) -> Filled:
    """Read a submitted form; the faults of the whole form stand under ""."""
    try:
        text = body.decode("utf-8", "replace")
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        return Filled(dict.fromkeys(FIELDS, ""), {"": "This is no form of ours. Please use the one below."})
    given = dict(pairs)
    values = {name: visible(given.get(name, "").replace("\r\n", "\n")).strip() for name in FIELDS}
    faults = _faults(values)
    if given.get(TRAP, "").strip():
        faults[""] = "Please leave the last field empty; it is there for programs."
    key = given.get("form", "").encode(errors="replace")
    good = [form_key(links, slug, today + dt.timedelta(days)) for days in _DAYS]
    if not key or not any(hmac.compare_digest(each.encode(), key) for each in good):
        faults[""] = "This page was open for too long. Please send the form once more."
    return Filled(values, faults)


def _faults(values: Mapping[str, str]) -> dict[str, str]:
    faults = {
        name: f"At most {most:,} characters, please; these are {len(values[name]):,}."
        for name, most in FIELDS.items()
        if len(values[name]) > most
    }
    link, text, email = values["link"], values["text"], values["email"]
    if not link and not text:
        faults["link"] = "Give the link of an article, or its text."
    if link and not re.match(r"https?://[^\s/]", link, re.IGNORECASE):
        faults["link"] = "Write the whole address, beginning with https://."
    if link and text:
        faults["text"] = "Give the link or the text, not both."
    elif text and len(text.split()) < LEAST_WORDS:
        faults["text"] = f"Paste the article\u2019s own text, {LEAST_WORDS} words or more."
    if email and not _EMAIL.fullmatch(email):
        faults["email"] = "This is no e-mail address. Leave it empty if you like."
    return faults
