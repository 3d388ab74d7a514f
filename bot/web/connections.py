"""Connections to the web server: each has so long for a request's headers, and there are only so many."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
"""How long a client may take for the headers of a request, from their first byte or from the connection on."""
MOST_CONNECTIONS = 512


class Connection(H11Protocol):
    """uvicorn's connection, closed when the headers of a request do not arrive in time."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a connection, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.close()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._done()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; from a request's first byte on, its headers have so long to arrive."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait()
        else:
            self._done()

    def on_response_complete(self) -> None:
        """Go on to the next request; the first bytes of its headers may be there already."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE:
            self._wait()

    def _wait(self) -> None:
        if self._late is None and not self.transport.is_closing():
            self._late = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _done(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
