"""Serves the newsroom's pages on loopback, under their own host names."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from urllib.parse import urlsplit

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.pages.guard import Resolve
from bot.sandbox.newsroom import PAGES

NO_WAY_OUT = (
    "This is the demo: it opens only the pages of its own small newsroom and has no way to the internet. Open the page in your"
    " browser, copy the article, and paste its text here."
)


@contextmanager
def serve_pages() -> Iterator[tuple[Resolve, tuple[str, ...]]]:
    """Serve the pages; yields a resolver for their host names, and the hosts that may be fetched although on loopback.

    The resolver raises Unreadable for all other names.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, name="sandbox pages", daemon=True)
    thread.start()
    port = server.server_port

    hosts = {urlsplit(url).hostname for url in PAGES}

    def resolve(host: str, _port: int) -> list[tuple[str, int]]:
        if host not in hosts:
            raise Unreadable(FetchFailure.UNREACHABLE, NO_WAY_OUT)
        return [("127.0.0.1", port)]

    try:
        yield resolve, tuple(sorted(f"{host}:80" for host in hosts))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = PAGES.get(f"http://{self.headers.get('Host', '')}{self.path.partition('?')[0]}")
        if page is None:
            self.send_error(404)
            return
        body = files("bot.sandbox.pages").joinpath(page.file).read_bytes()
        self.send_response(page.status)
        self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
        """Log nothing: the terminal is for the transcript."""
