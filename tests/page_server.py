"""A real web server on loopback, with good pages and everything bad that a site can do."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from tests.ending import end


@dataclass(frozen=True)
class Answer:
    """What one path answers; `chunks` makes the body piece by piece, without a length."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    chunks: Callable[[], Iterable[bytes]] | None = None
    raw: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]


class PageServer:
    """Serves its `answers` and keeps the requests in `asked`; a context manager.

    `server.resolve` resolves every name to this server, so that a page has any host name on port 80.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.stopping = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                owner.asked.append(Asked(self.path, {key.lower(): value for key, value in self.headers.items()}))
                answer = owner.answers.get(self.path.partition("?")[0], Answer(status=404, body=b"nothing here"))
                with contextlib.suppress(OSError):
                    self._send(answer)
                self.close_connection = True

            def _send(self, answer: Answer) -> None:
                if not answer.raw:
                    self.send_response(answer.status)
                    for name, value in answer.headers.items():
                        self.send_header(name, value)
                    if answer.chunks is None and "Content-Length" not in answer.headers:
                        self.send_header("Content-Length", str(len(answer.body)))
                    self.end_headers()
                self.wfile.write(answer.body)
                for chunk in answer.chunks() if answer.chunks else ():
                    if owner.stopping.is_set():
                        return
                    self.wfile.write(chunk)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002, the base class names it so
                """Keep the tests' output clean."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Ignore a client that hangs up or fails the handshake."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        end(self._thread)

    def resolve(self, host: str, port: int) -> list[tuple[str, int]]:
        return [("127.0.0.1", self.port)]

    def page(self, path: str, html: str | bytes, content_type: str = "text/html; charset=utf-8", **headers: str) -> None:
        """Serve a page; header names take _ for -."""
        body = html.encode() if isinstance(html, str) else html
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = Answer(headers={"Content-Type": content_type, **named}, body=body)

    def status(self, path: str, status: int) -> None:
        self.answers[path] = Answer(status=status, headers={"Content-Type": "text/html"}, body=b"<p>no</p>")

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        self.answers[path] = Answer(status=status, headers={"Location": location})

    def stream(self, path: str, chunks: Callable[[], Iterable[bytes]], **headers: str) -> None:
        """Serve a body that is made while it is sent, until the client hangs up."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = Answer(headers={"Content-Type": "text/html", **named}, chunks=chunks)

    def raw(self, path: str, chunks: Callable[[], Iterable[bytes]]) -> None:
        """Answer with bytes that need not be HTTP."""
        self.answers[path] = Answer(raw=True, chunks=chunks)


def closed_port() -> int:
    """Return a port on loopback where nobody listens."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])
