"""Web addresses: parsed strictly, and brought to one canonical form, by which we recognise the same page."""

import ipaddress
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urljoin

import httpx2
import tldextract

from bot.domain import platforms
from bot.domain.errors import FetchFailure, Unreadable
from bot.domain.wrapped_addresses import Carried, carried_by, is_archive, states_its_copies

LONGEST = 4000
DEFAULT_PORTS = {"http": 80, "https": 443}

# Only the snapshot inside the package: no network, no cache folder. Private suffixes count, so that two blogs on one host are
# two outlets.
_split_host = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"[^/?#@:]*(\.[^/?#@:]*|localhost):[0-9]{1,5}(?=[/?#]|$)", re.IGNORECASE)
_PARTS = re.compile(r"(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{0,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_TO_ESCAPE = re.compile(r"[^\x21-\x7e]|[\"<>^`{|}]|%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

_MIRROR_LABELS = frozenset({"www", "www1", "www2", "www3", "m", "mobile", "amp"})
MOST_LAYERS = 20
"""How many addresses may be wrapped in one another."""
_TRACKERS = re.compile(
    r"""
    (?:utm|at|ns|hsa|vero|oly|mkt|mc|mtm|itm|pk|piwik|matomo|ga|guce|int|_hs|__twitter|wt|trk|sc)[_.].*
    | (?:fbc|gc|dc|twc|ttc|yc|ysc)lid | msclkid | [gw]braid | li_fat_id | igshid | igsh | mibextid
    | _ga | _gl | guccounter | __s | _openstat | xtor | spm | cmpid | icid | ncid | ocid | tpcc | cmp | smid | smtyp
    | ref | ref_src | ref_url | referrer | referer | reflink | sref | mod | partner | taid | trk | ito | echobox
    | share | shared | shareid | sharetype | feature | sr_share | guce_referrer_sig | leadsource | xrs | mkt_tok
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AMP_PARAMETERS = re.compile(r"amp(?:=(?:1|true|amp)?)?|(?:outputtype|output|view|format)=amp", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A parsed web address; `host` is lower-case ASCII without brackets, `path` begins with a slash."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def name(self) -> str:
        """Return host:port, as an allow-list has it."""
        return f"{self._bracketed}:{self.port}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def __str__(self) -> str:
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self._bracketed}{port}{self.path}" + (f"?{self.query}" if self.query else "")


def _bad(sentence: str) -> Unreadable:
    return Unreadable(FetchFailure.BAD_ADDRESS, sentence)


def parse(url: str) -> Address:
    """Parse a web address strictly; one without a scheme gets https.

    Raises Unreadable: bad address for what is no address, refused address for credentials and disguised IP addresses.
    """
    text = url.strip().removeprefix("<").removesuffix(">")
    if not text:
        raise _bad("There is no address here. Paste the article's full link, or its text.")
    if len(text) > LONGEST:
        raise _bad(f"This address is longer than {LONGEST} characters. Copy the link from the article's own page.")
    is_plain = text.isascii() and text.isprintable() and " " not in text
    if "\\" in text or not (is_plain or all(unicodedata.category(character)[0] not in "CZ" for character in text)):
        raise _bad(
            "This is not a web address: it has spaces, backslashes or invisible characters in it. "
            "Copy the link again, or paste the article's text as text."
        )
    scheme, rest = _take_scheme(text)
    parts = _PARTS.fullmatch(rest)
    if parts is None:
        raise _bad("This is not a web address. Copy the article's link again from the browser.")
    if "@" in parts["authority"]:
        raise Unreadable(
            FetchFailure.REFUSED_ADDRESS,
            "This address carries a user name or password, which would end up in the record. "
            "Remove everything between // and @, or paste the article's text.",
        )
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None or not authority["host"]:
        raise _bad("This address names no site. Copy the article's link again from the browser.")
    port = int(authority["port"]) if authority["port"] else DEFAULT_PORTS[scheme]
    if not 0 < port < 65536:
        raise _bad(f"There is no port {port}. Copy the article's link again from the browser.")
    path = parts["path"] or "/"
    return Address(scheme, _clean_host(authority["host"]), port, _escape(path), _escape(parts["query"] or ""))


def _take_scheme(text: str) -> tuple[str, str]:
    found = _SCHEME.match(text)
    if found is None or _HOST_AND_PORT.match(text):
        if "." not in re.split(r"[/?#]", text, maxsplit=1)[0] and not _HOST_AND_PORT.match(text):
            raise _bad("This is not a web address. Paste the article's full link, beginning with https://.")
        return "https", text
    scheme = found[1].lower()
    if scheme not in DEFAULT_PORTS:
        raise _bad(
            f"Only web pages can be read, and this address begins with '{scheme[:20]}:'. "
            "Give a link that begins with https://, or paste the article's text."
        )
    if not text[found.end() :].startswith("//"):
        raise _bad(f"This address lacks the two slashes after '{scheme}:'. Copy the link again from the browser.")
    return scheme, text[found.end() + 2 :]


def _clean_host(written: str) -> str:
    if written.startswith("["):
        try:
            return ipaddress.IPv6Address(written[1:-1] if "%" not in written else "").compressed
        except ipaddress.AddressValueError as error:
            raise _bad("What stands in the brackets of this address is not an IPv6 address.") from error
    host = written.lower()
    if not host.isascii():
        try:
            host = httpx2.URL(f"https://{host}/").raw_host.decode("ascii")
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise _bad("The site's name in this address has characters that no site name has.") from error
    labels = host.split(".")
    # A browser takes any host that ends in a number for an IPv4 address: https://url.spec.whatwg.org/#ends-in-a-number-checker
    if _NUMBER.fullmatch(labels[-1] or labels[-2 % len(labels)]) and not _is_plain_ipv4(written):
        raise Unreadable(
            FetchFailure.REFUSED_ADDRESS,
            "This address hides an IP address behind an unusual spelling, so it was not opened. "
            "Give the article's ordinary link, or paste its text.",
        )
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _bad("The site's name in this address is misspelled. Copy the link again from the browser.")
    return host


def _is_plain_ipv4(host: str) -> bool:
    try:
        return str(ipaddress.IPv4Address(host)) == host
    except ipaddress.AddressValueError:
        return False


def is_ip(host: str) -> bool:
    """Tell whether a host is an IP address."""
    return ":" in host or _is_plain_ipv4(host)


def _escape(text: str) -> str:
    """Percent-encode what must be encoded, in upper-case hexadecimal, and decode the rest."""
    escaped = _TO_ESCAPE.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), text)

    def shortest(match: re.Match[str]) -> str:
        byte = int(match[1], 16)
        return chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"

    return _ESCAPE.sub(shortest, escaped)


def registrable_domain(host: str) -> str:
    """Return the domain that somebody can register; the host itself where there is none (an IP address, .example)."""
    return _split_host(host).top_domain_under_public_suffix or host


def canonical(url: str, allow: Collection[str] = ()) -> str:
    """Return the canonical form of an address, without asking the network; raises Unreadable.

    Not for connecting: it has https even where the original has http, except for the names in `allow` (host:port).
    """
    return str(_canonical(parse(url), allow))


def unwrapped(address: Address, *, copies: bool = False) -> Address:
    """Return the address that another one carries, or the same; archives' copies stay theirs unless `copies` is given.

    Raises Unreadable where what it carries is no address, or is wrapped too often.
    """
    for _ in range(MOST_LAYERS):
        carried = carried_by(address.host, address.path, address.query)
        if carried is None or (carried.kept_by and not copies):
            return address
        address = parse(carried.url)
    raise _too_many_layers()


def _too_many_layers() -> Unreadable:
    return _bad("This address is wrapped in too many others. Give the article's own link.")


def copy_at(url: str) -> Carried | None:
    """Return which address an archive's page is a copy of, as far as the archive's own address says so; else None."""
    address = unwrapped(parse(url))
    if not is_archive(address.host):
        return None
    return carried_by(address.host, address.path, address.query) or Carried(str(address), kept_by=address.host)


def publisher(address: Address) -> str:
    """Return the domain that tells whose page this is: on platforms that of the account, else the one that is registered."""
    return platforms.publisher(address.host, address.path) or registrable_domain(address.host)


def _canonical(address: Address, allow: Collection[str]) -> Address:
    # A plainer spelling may show that the address carries another one.
    for _ in range(MOST_LAYERS):
        plain = _plain(unwrapped(address, copies=True), allow)
        if plain == address:
            return plain
        address = plain
    raise _too_many_layers()


def _plain(address: Address, allow: Collection[str]) -> Address:
    host, path = platforms.own_form(_without_mirror_labels(address.host), _canonical_path(address.path))
    scheme, port = address.scheme, address.port
    allowed = address.name in allow or replace(address, host=host).name in allow
    if port == DEFAULT_PORTS[scheme] and not allowed:
        scheme, port = "https", 443
    return Address(scheme, host, port, path, _canonical_query(address.query))


def _without_mirror_labels(host: str) -> str:
    if is_ip(host):
        return host
    # Without a known suffix, take the last two labels for the registered domain.
    core = _split_host(host).top_domain_under_public_suffix or ".".join(host.split(".")[-2:])
    prefix = host.removesuffix(core).split(".")[:-1]
    return ".".join([label for label in prefix if label not in _MIRROR_LABELS] + [core])


def _canonical_path(path: str) -> str:
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    plain = [segment for segment in segments if segment.lower() != "amp"] or segments
    if plain:
        plain[-1] = re.sub(r"(?<=.)\.amp(?=$|\.html?$)", "", plain[-1], flags=re.IGNORECASE)
    return "/" + "/".join(plain)


def _canonical_query(query: str) -> str:
    kept = [
        part
        for part in query.split("&")
        if part and not _TRACKERS.fullmatch(part.partition("=")[0]) and not _AMP_PARAMETERS.fullmatch(part)
    ]
    return "&".join(sorted(kept))


def canonical_of_page(final_url: str, declared: str | None, allow: Collection[str] = ()) -> str:
    """Return the canonical address of a fetched page, from its final address and the one that it declares (rel=canonical).

    The declared address counts only within the page's own registrable domain, and not where it is the site's front page or the
    section that the page is in.
    """
    found = _canonical(parse(final_url), allow)
    if declared is None:
        return str(found)
    try:
        stated = parse(urljoin(final_url, declared.strip()))
        said = _canonical(stated, allow)
    except (Unreadable, ValueError):
        return str(found)
    if states_its_copies(found.host) and states_its_copies(stated.host) and not is_archive(said.host):
        # The archive's short address does not say what it is a copy of, but its page does.
        return str(said)
    same_domain = publisher(said) == publisher(found)
    same_port = (said.scheme, said.port) == (found.scheme, found.port) or said.name in allow
    above = said.path == "/" or found.path.startswith(said.path + "/")
    if not same_domain or not same_port or (above and said.path != found.path):
        return str(found)
    return str(said)
