"""The guard of the network: which addresses may be opened, and a transport that opens only those.

A name is resolved once, all its addresses are checked, and the connection goes to a checked one: a name that resolves
differently a moment later (DNS rebinding) changes nothing.
"""

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from ssl import SSLContext

import httpcore2
import httpx2

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.bounded import BoundedStream
from bot.gateways.pages.addresses import Address, is_ip

Resolve = Callable[[str, int], list[tuple[str, int]]]

PORTS = (80, 443)
_HOME_SUFFIXES = (
    ".localhost", ".local", ".localdomain", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".onion",
)  # fmt: skip

# https://www.iana.org/assignments/iana-ipv4-special-registry and …-ipv6-special-registry, without the exceptions. The last
# two are Azure's own services, which have a public address, and the old 6to4 relays.
_CLOSED_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32", "192.88.99.0/24",
    )
)  # fmt: skip
# Only 2000::/3 is in public use. That excludes mapped, compatible, translated and NAT64 addresses, which hide an IPv4 address.
# In the rest, Teredo and 6to4 hide one too.
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    ipaddress.IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "3ffe::/16")
)
_ISATAP = (0x00005EFE, 0x02005EFE)


def system_resolve(host: str, port: int) -> list[tuple[str, int]]:
    """Ask the system for a name's addresses, as (ip, port); raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys((str(place[0]), int(place[1])) for *_, place in found))


def is_public(ip: str) -> bool:
    """Say whether an IP address is public and hides no other address."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in block for block in _CLOSED_V4)
    if address.scope_id is not None or address not in _OPEN_V6 or any(address in block for block in _CLOSED_V6):
        return False
    return (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP


@dataclass(frozen=True)
class Deadline:
    """A moment by which everything must be over, on the given monotonic clock (seconds)."""

    at: float
    monotonic: Callable[[], float]

    def left(self) -> float:
        """Return the seconds that are left; raises Unreadable (timeout) where none are."""
        seconds = self.at - self.monotonic()
        if seconds <= 0:
            raise late()
        return seconds

    def later(self, seconds: float) -> "Deadline":
        """Return a deadline so many seconds later."""
        return replace(self, at=self.at + seconds)


def late() -> Unreadable:
    """Return the error for a site that takes too long."""
    return Unreadable(
        FetchFailure.TIMEOUT, "The site took too long to answer. Try again in a while, or paste the article's text."
    )


def _refused(sentence: str) -> Unreadable:
    return Unreadable(FetchFailure.REFUSED_ADDRESS, sentence + " Give the article's public link, or paste its text.")


def checked_places(address: Address, *, allow: Collection[str], resolve: Resolve, deadline: Deadline) -> list[tuple[str, int]]:
    """Return the (ip, port) pairs that an address may be opened at.

    Raises Unreadable: refused address where the port, the name or any one of its IP addresses is not public and not in
    `allow`; unreachable where the name does not exist; timeout.
    """
    allowed = address.name in allow
    if not allowed:
        _check_name(address)
    literal = [(address.host, address.port)] if is_ip(address.host) else None
    places = literal or _resolve_in_time(address, resolve, deadline)
    if not allowed and not all(is_public(ip) for ip, _ in places):
        raise _refused(f"{address.host} leads into a private network, so it was not opened.")
    return places


def _check_name(address: Address) -> None:
    if address.port not in PORTS:
        raise _refused(f"Port {address.port} is not one that web pages are served on, so it was not opened.")
    if is_ip(address.host):
        return
    if "." not in address.host or address.host.endswith(_HOME_SUFFIXES):
        raise _refused(f"{address.host} is a name inside a private network, so it was not opened.")


def _resolve_in_time(address: Address, resolve: Resolve, deadline: Deadline) -> list[tuple[str, int]]:
    """Resolve in a thread of its own: the system's resolver knows no deadline."""
    answers: queue.SimpleQueue[list[tuple[str, int]] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(address.host, address.port))
        except (OSError, UnicodeError, Unreadable) as error:
            answers.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise late() from None
    if isinstance(answer, Unreadable):
        raise answer
    if isinstance(answer, Exception) or not answer:
        raise Unreadable(
            FetchFailure.UNREACHABLE,
            f"There is no site called {address.host}, or its name cannot be looked up just now. Check the link, or paste "
            "the article's text.",
        ) from (answer if isinstance(answer, Exception) else None)
    return answer


class _PinnedBackend(httpcore2.NetworkBackend):
    """Connects to the checked places, not to the request's host."""

    def __init__(self, places: Sequence[tuple[str, int]], deadline: Deadline) -> None:
        self._places = places
        self._deadline = deadline
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002, the base class names it; the checked places replace it
        port: int,  # noqa: ARG002, likewise
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._deadline.left()
        until = self._deadline.monotonic() + (left if timeout is None else min(timeout, left))
        refused: httpcore2.ConnectError | httpcore2.ConnectTimeout = httpcore2.ConnectTimeout()
        for place_number, (ip, place_port) in enumerate(self._places):
            seconds = until - self._deadline.monotonic()
            if seconds <= 0:
                break
            # Each address gets an equal share of the time, so that a silent one leaves time for the next.
            share = seconds / (len(self._places) - place_number)
            try:
                stream = self._sockets.connect_tcp(ip, place_port, share, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refused = error
            else:
                return BoundedStream(stream, self._deadline.left)
        raise refused


class _Body(httpx2.SyncByteStream):
    def __init__(self, chunks: Iterable[bytes], close: Callable[[], None]) -> None:
        self._chunks = chunks
        self._close = close

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks

    def close(self) -> None:
        self._close()


class PinnedTransport(httpx2.BaseTransport):
    """Sends one request to checked places; Host header, SNI and certificate check use the name."""

    def __init__(self, places: Sequence[tuple[str, int]], *, tls: SSLContext, deadline: Deadline) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_PinnedBackend(places, deadline),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; errors are httpcore2's own."""
        response = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response.iter_stream(), response.close),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()
