"""A connection that cannot be dragged out: every read and write is bounded by what is left of a deadline."""

from collections.abc import Callable
from ssl import SSLContext

import httpcore2


class BoundedStream(httpcore2.NetworkStream):
    """A connection that asks `left` before each read and write for the seconds left, however slowly the bytes drip.

    `left` raises where none are.
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
        """Shake hands in time; what is spoken under TLS is bounded too."""
        return BoundedStream(self._stream.start_tls(ssl_context, server_hostname, self._within(timeout)), self._left)

    def get_extra_info(self, info: str) -> object:
        """Give what the connection knows of itself."""
        return self._stream.get_extra_info(info)

    def _within(self, timeout: float | None) -> float:
        left = self._left()
        return left if timeout is None else min(timeout, left)
