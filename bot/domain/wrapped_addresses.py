"""Addresses that carry another address: redirects of mail filters and networks, translations, caches and archives.

Pure and linear: nothing is asked, and what is carried gets shorter with each layer.
"""

import base64
import binascii
import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote


class Carried(NamedTuple):
    """An address that another one carries; `kept_by` is the archive that serves a copy of it, `kept_on` the copy's day."""

    url: str
    kept_by: str | None = None
    kept_on: dt.date | None = None


_ARCHIVE_TODAY = frozenset(f"archive.{ending}" for ending in ("ph", "today", "is", "li", "vn", "fo", "md"))
_ARCHIVES = _ARCHIVE_TODAY | {
    "web.archive.org", "ghostarchive.org", "arquivo.pt", "webarchive.nationalarchives.gov.uk", "webarchive.org.uk",
    "wayback.archive-it.org", "perma.cc", "megalodon.jp", "webcitation.org",
}  # fmt: skip

# Host (with its subdomains), beginning of the path, and the parameters of which the first that is there carries the address.
_PARAMETERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("facebook.com", "/l.php", ("u",)), ("facebook.com", "/flx/warn", ("u",)), ("l.instagram.com", "/", ("u",)),
    ("messenger.com", "/l.php", ("u",)), ("l.threads.com", "/", ("u",)), ("l.threads.net", "/", ("u",)),
    ("safelinks.protection.outlook.com", "/", ("url",)), ("safelinks.protection.office365.us", "/", ("url",)),
    ("statics.teams.cdn.office.net", "/evergreen-assets/safelinks", ("url",)), ("slack-redir.net", "/link", ("url",)),
    ("bing.com", "/news/apiclick.aspx", ("url",)), ("bing.com", "/translator", ("url", "u")),
    ("youtube.com", "/redirect", ("q",)), ("out.reddit.com", "/", ("url",)), ("reddit.com", "/media", ("url",)),
    ("t.umblr.com", "/redirect", ("z",)), ("vk.com", "/away.php", ("to",)), ("linkedin.com", "/redir", ("url",)),
    ("linkedin.com", "/safety/go", ("url",)), ("duckduckgo.com", "/l/", ("uddg",)), ("disq.us", "/url", ("url",)),
    ("getpocket.com", "/redirect", ("url",)), ("flipboard.com", "/redirect", ("url",)), ("exit.sc", "/", ("url",)),
    ("steamcommunity.com", "/linkfilter", ("u", "url")), ("linkprotect.cudasvc.com", "/url", ("a",)),
    ("clicktime.symantec.com", "/", ("u",)), ("urlsand.esvalabs.com", "/", ("u",)), ("trendmicro.com", "/", ("url",)),
    ("deref-mail.com", "/", ("redirectUrl",)), ("deref-gmx.net", "/", ("redirectUrl",)),
    ("deref-web.de", "/", ("redirectUrl",)), ("translate.yandex.com", "/translate", ("url",)),
    ("translate.yandex.ru", "/translate", ("url",)), ("yandex.ru", "/turbo", ("text",)),
    ("printfriendly.com", "/print", ("url",)), ("removepaywall.com", "/search", ("url",)),
    ("urldefense.proofpoint.com", "/v1/url", ("u",)), ("google.com", "/url", ("url", "q")),
    ("translate.google.com", "/translate", ("u",)), ("translate.google.com", "/website", ("u",)),
    ("google.com", "/translate_c", ("u",)),
)  # fmt: skip
# Hosts that have the whole address in their path, after some parts of their own.
_PATHS = (
    ("12ft.io", r"(?:proxy/?)?"), ("1ft.io", ""), ("r.jina.ai", ""), ("removepaywalls.com", r"(?:\d/)?"), ("smry.ai", ""),
    ("href.li", ""), ("secure-web.cisco.com", r"[^/]{1,2000}/"),
)  # fmt: skip

_GOOGLE = re.compile(r"(?:[a-z-]{1,20}\.)?(google)\.(?:com?\.)?[a-z]{2,3}")
_SCHEME = re.compile(r"https?:/{1,2}(?!/)", re.IGNORECASE)
_BARE = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20}(?:[/?:]|$)", re.IGNORECASE)
_AMP_CACHE = re.compile(
    r"(?:www\.google\.com/amp|(?:[^/]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)/[acvi])/(?P<secure>s/)?"
    r"(?P<rest>[^/]+\.[^/]+(?:/.*)?)",
    re.DOTALL,
)
# An archive's path: parts of its own, when the copy was made, and the address.
_KEPT = re.compile(
    r"/(?:(?:web|wayback|archive|ukgwa|archive-it|\d{1,9}|en|o)/){0,3}"
    r"(?P<when>\d{4}[\d.:T-]{0,24}|newest|latest|oldest|\*)(?:[a-z]{2}_)?/(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_KEPT = re.compile(r"/(?:save|web|submit)/(?P<rest>https?:/.+)", re.IGNORECASE | re.DOTALL)
_DAY = re.compile(r"(\d{4})[.-]?(\d{2})[.-]?(\d{2})")
_DEFENDED = re.compile(r"/v3/__(?P<address>.+?)__;(?P<marks>[^!]*)!", re.DOTALL)
_CHECKED = re.compile(r"/v\d/(?:r\d{1,3}/)?___(?P<address>https?:.+?)___", re.DOTALL)
_YAHOO = re.compile(r"/RU=(?P<address>[^/]+)/")
_NEWS_ID = re.compile(r"/(?:rss/)?(?:articles|read|__i/rss/rd/articles)/(?P<id>CBM[\w-]{1,3000})")
_INSIDE_NEWS_ID = re.compile(rb"https?://[\x21-\x7e]+")
_LENGTH_MARKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""What a mark after two stars in an address of urldefense v3 stands for: how many characters were taken out, from two on."""


def is_archive(host: str) -> bool:
    """Say whether a host is an archive, which serves copies of other outlets' pages."""
    return host.removeprefix("www.") in _ARCHIVES


def states_its_copies(host: str) -> bool:
    """Say whether an archive writes itself, in the head of each page, what that is a copy of; others keep what stood there."""
    return host.removeprefix("www.") in _ARCHIVE_TODAY


def carried_by(host: str, path: str, query: str) -> Carried | None:
    """Return the address that another address carries, one layer of it; None where it carries none.

    `host` is in lower case, `path` and `query` are as in the address, percent-encoded.
    """
    bare = host.removeprefix("www.")
    if is_archive(host):
        return _kept(bare, path, query)
    found = next(filter(None, (way(host, path, query) for way in _WAYS)), None)
    return None if found is None else Carried(found)


def _kept(host: str, path: str, query: str) -> Carried | None:
    if match := _KEPT.fullmatch(path):
        found = _address(match["rest"], query, bare=True)
        when = match["when"]
        return Carried(found, None if when == "*" else host, _day(when)) if found else None
    if match := _NOT_KEPT.fullmatch(path):
        found = _address(match["rest"], query)
        return Carried(found) if found else None
    found = _first_parameter(query, ("url",)) if host in _ARCHIVE_TODAY and path == "/" else None
    return Carried(found) if found else None


def _day(when: str) -> dt.date | None:
    found = _DAY.match(when)
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _address(text: str, query: str = "", *, bare: bool = False) -> str | None:
    """Return a text as an address where it is one; `bare` ones have no scheme."""
    if re.match(r"https?%3a", text, re.IGNORECASE):
        text = unquote(text)
    whole = f"{text}?{query}" if query else text
    if scheme := _SCHEME.match(whole):
        name = "https" if scheme[0][:5].lower() == "https" else "http"
        return f"{name}://{whole[scheme.end() :]}"
    return f"http://{whole}" if bare and _BARE.match(whole) else None


def _parameters(query: str) -> Iterator[tuple[str, str]]:
    for part in query.split("&"):
        name, _, value = part.partition("=")
        yield name, value


def _first_parameter(query: str, names: tuple[str, ...]) -> str | None:
    held = {name: value for name, value in _parameters(query) if name in names}
    texts = (unquote(held[name].replace("+", " ")) for name in names if name in held)
    return next((found for text in texts if (found := _address(text))), None)


def _by_parameter(host: str, path: str, query: str) -> str | None:
    if not query:
        return None
    # Google has a domain in each country.
    google = _GOOGLE.fullmatch(host)
    host = f"{'translate.' if host.startswith('translate.') else ''}google.com" if google else host
    for site, beginning, names in _PARAMETERS:
        at_home = (host == site or host.endswith(f".{site}")) and path.startswith(beginning)
        if at_home and (found := _first_parameter(query, names)):
            return found
    return None


def _by_path(host: str, path: str, query: str) -> str | None:
    site = host.removeprefix("www.")
    for name, own in _PATHS:
        if site == name:
            begins = re.match(f"/{own}", path)
            rest = path[begins.end() :] if begins else ""
            return _address(rest, query) or _address(query) or _first_parameter(query, ("url", "q"))
    return None


def _by_amp_cache(host: str, path: str, query: str) -> str | None:
    cached = _AMP_CACHE.fullmatch(host + path)
    if cached is None:
        return None
    return f"{'https' if cached['secure'] else 'http'}://{cached['rest']}" + (f"?{query}" if query else "")


def _by_translation(host: str, path: str, query: str) -> str | None:
    """Undo what translate.goog makes of a host: a hyphen is doubled, and a dot becomes a hyphen."""
    if not host.endswith(".translate.goog"):
        return None
    name = host.removesuffix(".translate.goog").replace("--", "\0").replace("-", ".").replace("\0", "-")
    held = dict(_parameters(query))
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("_x_tr_"))
    scheme = "http" if held.get("_x_tr_sch") == "http" else "https"
    return f"{scheme}://{name}{path}" + (f"?{kept}" if kept else "")


def _by_defence(host: str, path: str, query: str) -> str | None:
    """Undo the spellings of Proofpoint (v2 and v3) and Check Point."""
    if host == "urldefense.proofpoint.com" and path.startswith("/v2/url"):
        held = next((value for name, value in _parameters(query) if name == "u"), "")
        return _address(unquote(held.replace("-", "%").replace("_", "/")))
    # What they carry stands as it is, with a query of its own.
    whole = f"{path}?{query}" if query else path
    if host in ("urldefense.com", "urldefense.us", "urldefense.proofpoint.com") and (found := _DEFENDED.match(whole)):
        return _address(_with_marks(unquote(found["address"]), found["marks"]))
    if host == "protect.checkpoint.com" and (found := _CHECKED.match(whole)):
        return _address(found["address"])
    return None


def _with_marks(address: str, marks: str) -> str:
    """Put back what urldefense v3 replaced by stars, each by one character, or two stars and a length by several."""
    try:
        missing = base64.urlsafe_b64decode(marks + "=" * (-len(marks) % 4)).decode()
    except (binascii.Error, ValueError):
        return address
    taken = iter(missing)

    def put_back(star: re.Match[str]) -> str:
        several = _LENGTH_MARKS.find(star[1]) + 2 if star[1] else 1
        return "".join(next(taken, "") for _ in range(several))

    return re.sub(r"\*(?:\*([\w-]))?", put_back, address)


def _by_search_engine(host: str, path: str, query: str) -> str | None:
    if host == "r.search.yahoo.com" and (found := _YAHOO.search(path)):
        return _address(unquote(found["address"]))
    if host in ("bing.com", "www.bing.com") and path.startswith("/ck/"):
        held = next((value for name, value in _parameters(query) if name == "u"), "")
        return _address(_decoded(held.removeprefix("a1")).decode("utf-8", "replace"))
    if host == "webcache.googleusercontent.com":
        held = next((value for name, value in _parameters(query) if name == "q"), "")
        cached = re.match(r"cache:(?:[\w-]{1,40}:)?(?=\S)(.+)", unquote(held.replace("+", " ")).split(" ")[0])
        return _address(cached[1], bare=True) if cached else None
    if host == "news.google.com" and (found := _NEWS_ID.match(path)):
        # Older identifiers hold the address as it is, newer ones only a number.
        inside = _INSIDE_NEWS_ID.search(_decoded(found["id"]))
        return _address(inside[0].decode("ascii")) if inside else None
    return None


def _decoded(text: str) -> bytes:
    text = unquote(text)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_")
    except (binascii.Error, ValueError):
        return b""


_WAYS: tuple[Callable[[str, str, str], str | None], ...] = (
    _by_parameter, _by_path, _by_amp_cache, _by_translation, _by_defence, _by_search_engine,
)  # fmt: skip


_AFTER_AN_ADDRESS = ".,;:!?…'\"’‘”“»«›‹`*_>|、。"
_BRACKETS = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「"}
_BEFORE_AN_ADDRESS = "<(['\"‘’‚“”„«»‹›[{（「`*_"


def bare_address(text: str) -> str:
    """Return an address as people paste it, without the brackets, quotation marks and stops of the sentence around it."""
    text = text.strip().lstrip(_BEFORE_AN_ADDRESS)
    # A bracket belongs to an address that opens one: wiki/Bridge_(song).
    open_brackets = {closing: text.count(opening) - text.count(closing) for closing, opening in _BRACKETS.items()}
    end = len(text)
    while end:
        last = text[end - 1]
        if last in _BRACKETS and open_brackets[last] < 0:
            open_brackets[last] += 1
        elif last not in _AFTER_AN_ADDRESS:
            break
        end -= 1
    return text[:end]
