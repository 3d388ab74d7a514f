"""A transport whose reads and writes never outlast a deadline, however slowly the bytes come."""

from collections.abc import Callable, Iterable
from ssl import SSLContext

import httpcore2
import httpx2

from bot.gateways.bounded import BoundedStream


class _BoundedBackend(httpcore2.NetworkBackend):
    def __init__(self, left: Callable[[], float], connect_seconds: float) -> None:
        self._left = left
        self._connect_seconds = connect_seconds
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, what is left is never more
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = min(self._connect_seconds, self._left())
        stream = self._sockets.connect_tcp(host, port, seconds, local_address, socket_options)
        return BoundedStream(stream, self._left)


class BoundedTransport(httpx2.HTTPTransport):
    """Sends requests, without proxies; `left` returns the seconds that are left, and raises where none are.

    `unsent` is called for each request that got no connection.
    """

    def __init__(
        self, *, tls: SSLContext, left: Callable[[], float], connect_seconds: float, unsent: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(verify=tls, trust_env=False)
        # httpx2 takes no network backend; its own pool has opened nothing yet.
        self._pool = httpcore2.ConnectionPool(ssl_context=tls, network_backend=_BoundedBackend(left, connect_seconds))
        self._unsent = unsent

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; raises what httpx2 raises."""
        try:
            return super().handle_request(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            self._unsent()
            raise
