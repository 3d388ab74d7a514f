"""A pooler like PgBouncer in transaction mode: a few sessions of the server, lent to any client for a transaction."""

import contextlib
import select
import socket
import struct
import threading
from typing import Self

from sqlalchemy import URL, make_url

from tests.ending import end

_NO_ENCRYPTION = (80877103, 80877104)
"""A client's questions for TLS and for GSSAPI."""


class Pooler:
    """Pools the sessions of one PostgreSQL that trusts its clients; a context manager. `address` is a client's."""

    def __init__(self, server: str, sessions: int = 2) -> None:
        self._server = make_url(server)
        self._free: list[socket.socket] = []
        self._places = threading.BoundedSemaphore(sessions)
        self._greeting = b""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._stopping = threading.Event()
        self._clients: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def address(self) -> URL:
        """Return the address that clients take."""
        host, port = self._listening.getsockname()
        return URL.create(
            "postgresql+psycopg", username=self._server.username, host=host, port=port, database=self._server.database
        )

    def __enter__(self) -> Self:
        # What the server says at the beginning of a session is told to every client.
        self._give_back(self._begin())
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        end(self._thread)
        for each in (*self._clients, *self._free):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            self._clients.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            while _startup(client) in _NO_ENCRYPTION:
                client.sendall(b"N")
            client.sendall(self._greeting)
            while True:
                kind, message = _message(client)
                if kind == b"X":
                    break
                self._places.acquire()
                self._lend(client, kind, message)
        client.close()

    def _lend(self, client: socket.socket, kind: bytes, message: bytes) -> None:
        """Lend a session for one transaction, which begins with a message."""
        session, open_, owed, answer = None, True, 0, b""
        try:
            session = self._taken()
            while True:
                if kind == b"X":
                    raise EOFError
                session.sendall(message)
                owed += kind in (b"Q", b"S")
                while True:
                    ready, _, _ = select.select([client, session], [], [])
                    if session not in ready:
                        break
                    # A server with more to say than its buffer holds stops in mid-message until the client's Sync.
                    if not (more := session.recv(65536)):
                        raise EOFError
                    client.sendall(more)
                    answer += more
                    while (length := _length(answer)) is not None:
                        message, answer = answer[:length], answer[length:]
                        if message[:1] == b"Z":
                            owed -= 1
                            open_ = message[5:6] != b"I"
                    if not owed and not open_:
                        return
                kind, message = _message(client)
        finally:
            if session is not None and open_:
                session.close()
            elif session is not None:
                self._give_back(session)
            self._places.release()

    def _taken(self) -> socket.socket:
        # Two clients may see that one session is free, so it is taken before it is looked at.
        try:
            return self._free.pop()
        except IndexError:
            return self._begin()

    def _give_back(self, session: socket.socket) -> None:
        self._free.append(session)

    def _begin(self) -> socket.socket:
        folder = self._server.query.get("host")
        if isinstance(folder, str):
            session = socket.socket(socket.AF_UNIX)
            session.connect(f"{folder}/.s.PGSQL.{self._server.port or 5432}")
        else:
            session = socket.create_connection((str(self._server.host), self._server.port or 5432))
        named = {"user": self._server.username or "postgres", "database": self._server.database or "postgres"}
        body = b"".join(f"{key}\0{value}\0".encode() for key, value in named.items()) + b"\0"
        session.sendall(struct.pack("!II", len(body) + 8, 3 << 16) + body)
        greeting, kind = b"", b""
        while kind != b"Z":
            kind, message = _message(session)
            greeting += message
        self._greeting = self._greeting or greeting
        return session


def _startup(client: socket.socket) -> int:
    (length,) = struct.unpack("!I", _exactly(client, 4))
    (code,) = struct.unpack("!I", _exactly(client, length - 4)[:4])
    return int(code)


def _message(at: socket.socket) -> tuple[bytes, bytes]:
    kind, length = _exactly(at, 1), _exactly(at, 4)
    return kind, kind + length + _exactly(at, struct.unpack("!I", length)[0] - 4)


def _length(read: bytes) -> int | None:
    """Return the length of the first message in what was read; None where it is not whole."""
    length = struct.unpack("!I", read[1:5])[0] + 1 if len(read) >= 5 else None
    return length if length is not None and length <= len(read) else None


def _exactly(at: socket.socket, size: int) -> bytes:
    read = b""
    while len(read) < size:
        if not (more := at.recv(size - len(read))):
            raise EOFError
        read += more
    return read
