"""A transport none of whose reads and writes outlasts a deadline, however slowly status lines, headers or bytes drip."""

from collections.abc import Callable, Iterable
from ssl import SSLContext

import httpcore2
import httpx2


class _BoundedStream(httpcore2.NetworkStream):
    """A connection that asks `left` before each read and write for the seconds that it may take."""

    def __init__(self, stream: httpcore2.NetworkStream, left: Callable[[], float]) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, what is left is never more
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, likewise
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, likewise
    ) -> httpcore2.NetworkStream:
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._left)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _BoundedBackend(httpcore2.NetworkBackend):
    def __init__(self, left: Callable[[], float], connect_seconds: float) -> None:
        self._left = left
        self._connect_seconds = connect_seconds
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, likewise
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = min(self._connect_seconds, self._left())
        stream = self._sockets.connect_tcp(host, port, seconds, local_address, socket_options)
        return _BoundedStream(stream, self._left)


class BoundedTransport(httpx2.HTTPTransport):
    """Carries requests, without proxies; `left` gives the seconds that are left, and raises where none are."""

    def __init__(self, *, tls: SSLContext, left: Callable[[], float], connect_seconds: float) -> None:
        super().__init__(verify=tls, trust_env=False)
        # httpx2 takes no network backend; its own pool has opened nothing yet.
        self._pool = httpcore2.ConnectionPool(ssl_context=tls, network_backend=_BoundedBackend(left, connect_seconds))
