"""A connection with a deadline: every read and write gets only the time that is left."""

from collections.abc import Callable
from ssl import SSLContext

import httpcore2


class BoundedStream(httpcore2.NetworkStream):
    """A connection that calls `left` for the remaining seconds before each read and write, so slow bytes cannot outlast it.

    `left` raises where none are left.
    """

    def __init__(self, stream: httpcore2.NetworkStream, left: Callable[[], float]) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes in time."""
        return self._stream.read(max_bytes, self._within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write some bytes in time."""
        self._stream.write(buffer, self._within(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Do the TLS handshake in time; the encrypted connection has the same deadline."""
        return BoundedStream(self._stream.start_tls(ssl_context, server_hostname, self._within(timeout)), self._left)

    def get_extra_info(self, info: str) -> object:
        """Return what the connection knows about itself."""
        return self._stream.get_extra_info(info)

    def _within(self, timeout: float | None) -> float:
        left = self._left()
        return left if timeout is None else min(timeout, left)
