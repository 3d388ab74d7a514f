"""Fetching over real HTTP: every way in which a site can fail a reader."""

import gzip
import itertools
import ssl
import tracemalloc
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.web import WebFetcher
from bot.pipeline.ports import Fetcher
from tests.page_server import Answer, PageServer, closed_port

SITE = "harbour-courier.example"
CERTIFICATE = Path(__file__).with_name("certificate_for_tests.pem")
STORY = (
    "The harbour master said on Tuesday that the swing bridge at Port Ellery would stay shut for two weeks while divers "
    "examine its eastern pier. "
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Swing bridge shut for two weeks</title></head>
<body><article><h1>Swing bridge shut for two weeks</h1><p>{STORY}</p><p>{STORY * 3}</p><p>Ferries run instead.</p></article>
</body></html>"""


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


def fetcher(server: PageServer, *, total_seconds: float = 20.0, most_bytes: int = 5_000_000) -> WebFetcher:
    return WebFetcher(allow=(f"{SITE}:80",), resolve=server.resolve, total_seconds=total_seconds, most_bytes=most_bytes)


def failure(reader: WebFetcher, url: str = f"http://{SITE}/x") -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        reader.fetch(url)
    return refused.value


def test_a_page_comes_back_with_text_and_bytes(server: PageServer) -> None:
    server.page("/x", PAGE, Set_Cookie="a=b", X_Desk="quay")
    reader: Fetcher = fetcher(server)
    page = reader.fetch(f"http://{SITE}/x?utm_source=mail#top")
    assert page.canonical_url == f"http://{SITE}/x"
    assert (page.domain, page.language, page.title) == (SITE, "en", "Swing bridge shut for two weeks")
    assert "eastern pier" in page.text
    assert page.html == PAGE.encode()
    assert page.partial is None
    assert page.response is not None
    assert (page.response.url, page.response.status) == (f"http://{SITE}/x?utm_source=mail", 200)
    kept = {name.lower(): value for name, value in page.response.headers}
    assert (kept["x-desk"], kept["content-type"]) == ("quay", "text/html; charset=utf-8")
    assert not {"set-cookie", "content-length"} & kept.keys()
    asked = server.asked[0]
    assert asked.path == "/x?utm_source=mail"
    assert asked.headers["host"] == SITE
    assert "cookie" not in asked.headers


def test_plain_text_is_an_article_too(server: PageServer) -> None:
    server.page("/x", f"Swing bridge shut\n\n{STORY}\n\n{STORY}", "text/plain; charset=utf-8")
    page = fetcher(server).fetch(f"http://{SITE}/x")
    assert page.title == "Swing bridge shut"
    assert page.text.endswith("eastern pier.")


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (404, FetchFailure.NOT_FOUND, "404"),
        (410, FetchFailure.NOT_FOUND, "410"),
        (401, FetchFailure.BLOCKED, "login"),
        (403, FetchFailure.BLOCKED, "automatic readers"),
        (429, FetchFailure.BLOCKED, "too often"),
        (451, FetchFailure.BLOCKED, "legal"),
        (418, FetchFailure.BLOCKED, "418"),
        (500, FetchFailure.SERVER_ERROR, "500"),
        (503, FetchFailure.SERVER_ERROR, "503"),
        (304, FetchFailure.SERVER_ERROR, "304"),
        (408, FetchFailure.TIMEOUT, "too long"),
    ],
)
def test_a_status_is_told_in_words(server: PageServer, status: int, kind: FetchFailure, words: str) -> None:
    server.status("/x", status)
    told = failure(fetcher(server))
    assert told.kind is kind
    assert words in str(told)
    assert "text" in str(told)  # every sentence offers pasting it


def test_a_host_that_does_not_answer_and_a_name_that_does_not_exist() -> None:
    port = closed_port()
    reader = WebFetcher(allow=(f"{SITE}:80",), resolve=lambda host, _: [("127.0.0.1", port)])
    assert failure(reader).kind is FetchFailure.UNREACHABLE
    nobody = WebFetcher(resolve=lambda host, _: [])
    assert failure(nobody, "https://nobody.example/").kind is FetchFailure.UNREACHABLE

    def unknown(host: str, port: int) -> list[tuple[str, int]]:
        raise OSError("Name or service not known")

    assert "no site called nobody.example" in str(failure(WebFetcher(resolve=unknown), "https://nobody.example/"))


def test_what_is_not_http_is_unreachable(server: PageServer) -> None:
    server.raw("/x", lambda: [b"SSH-2.0-OpenSSH_9.9\r\n"])
    assert failure(fetcher(server)).kind is FetchFailure.UNREACHABLE


def test_endless_headers_end(server: PageServer) -> None:
    server.raw("/x", lambda: itertools.chain([b"HTTP/1.1 200 OK\r\n"], itertools.repeat(b"X-More: " + b"y" * 4000 + b"\r\n")))
    assert failure(fetcher(server)).kind is FetchFailure.UNREACHABLE


# Redirects


def test_redirects_are_followed_and_the_last_address_counts(server: PageServer) -> None:
    server.redirect("/x", "/y", 301)
    server.redirect("/y", f"//{SITE}/z?id=4", 307)
    server.page("/z", PAGE, Set_Cookie="a=b")
    page = fetcher(server).fetch(f"http://{SITE}/x")
    assert page.url == page.canonical_url == f"http://{SITE}/z?id=4"


def test_five_redirects_are_followed_and_six_are_not(server: PageServer) -> None:
    for step in range(6):
        server.redirect(f"/{step}", f"/{step + 1}")
    server.page("/6", PAGE)
    reader = fetcher(server)
    assert reader.fetch(f"http://{SITE}/1").text
    assert failure(reader, f"http://{SITE}/0").kind is FetchFailure.REDIRECTS


def test_a_circle_of_redirects_is_seen(server: PageServer) -> None:
    server.redirect("/x", "/y")
    server.redirect("/y", "/x#again")
    told = failure(fetcher(server))
    assert told.kind is FetchFailure.REDIRECTS
    assert "circle" in str(told)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/", "http://2130706433/", "ftp://x.example/",
        "file:///etc/passwd", f"http://user:pass@{SITE}/y", f"http://{SITE}:22/", "http://intranet/", "http://other.example/",
        "http://[::ffff:127.0.0.1]/", f"http:\\\\{SITE}\\y",
    ],
)  # fmt: skip
def test_a_redirect_is_checked_like_the_first_address(server: PageServer, location: str) -> None:
    server.redirect("/x", location)
    server.page("/y", PAGE)
    assert failure(fetcher(server)).kind is FetchFailure.REFUSED_ADDRESS
    assert len(server.asked) == 1


def test_a_redirect_to_nowhere_is_said(server: PageServer) -> None:
    server.answers["/x"] = Answer(status=302)
    assert failure(fetcher(server)).kind is FetchFailure.REDIRECTS


def test_cookies_are_not_carried_on(server: PageServer) -> None:
    server.page("/y", PAGE)
    server.answers["/x"] = Answer(status=302, headers={"Location": "/y", "Set-Cookie": "id=1; Path=/"})
    fetcher(server).fetch(f"http://{SITE}/x")
    assert "cookie" not in server.asked[1].headers


def test_a_name_that_resolves_differently_later_changes_nothing() -> None:
    with PageServer() as checked, PageServer() as private:
        checked.page("/x", PAGE)
        private.page("/x", PAGE)
        answers = iter([checked.port, private.port, private.port])
        reader = WebFetcher(allow=(f"{SITE}:80",), resolve=lambda host, _: [("127.0.0.1", next(answers))])
        reader.fetch(f"http://{SITE}/x")
        assert (len(checked.asked), len(private.asked)) == (1, 0)
        assert next(answers) == private.port  # it was asked once


def test_the_environments_proxy_is_not_used(server: PageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    server.page("/x", PAGE)
    assert fetcher(server).fetch(f"http://{SITE}/x").text


# Size, time and kind


def test_an_endless_body_is_cut_off(server: PageServer) -> None:
    server.stream("/x", lambda: itertools.repeat(b"<p>" + STORY.encode() * 100))
    told = failure(fetcher(server, most_bytes=300_000))
    assert told.kind is FetchFailure.TOO_LARGE
    assert "0.3 MB" in str(told)


def test_an_announced_giant_is_refused_unread(server: PageServer) -> None:
    sent: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(200_000):
            sent.append(number)
            yield b"x" * 50_000

    server.stream("/x", chunks, Content_Length="10000000000")
    assert failure(fetcher(server)).kind is FetchFailure.TOO_LARGE
    server.stopping.set()
    assert len(sent) < 1000


def _bomb(megabytes: int, wbits: int = 31) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, wbits)
    return b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize(("coding", "wbits"), [("gzip", 31), ("deflate", 15)])
def test_a_compression_bomb_is_cut_off_without_unpacking_it(server: PageServer, coding: str, wbits: int) -> None:
    server.page("/x", _bomb(60, wbits), Content_Encoding=coding)
    tracemalloc.start()
    told = failure(fetcher(server))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told.kind is FetchFailure.TOO_LARGE
    assert peak < 40_000_000


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "compress"])
def test_codings_that_nobody_asked_for_are_refused(server: PageServer, coding: str) -> None:
    server.page("/x", gzip.compress(gzip.compress(PAGE.encode())), Content_Encoding=coding)
    assert failure(fetcher(server)).kind is FetchFailure.NOT_AN_ARTICLE


def test_gzip_is_unpacked_and_broken_gzip_is_said(server: PageServer) -> None:
    server.page("/x", gzip.compress(PAGE.encode()), Content_Encoding="gzip")
    reader = fetcher(server)
    assert reader.fetch(f"http://{SITE}/x").html == PAGE.encode()
    server.page("/x", b"this is not gzip at all", Content_Encoding="gzip")
    assert failure(reader).kind is FetchFailure.NOT_AN_ARTICLE


def test_a_body_that_breaks_off_is_said(server: PageServer) -> None:
    server.page("/x", PAGE, Content_Length=str(len(PAGE.encode()) + 500))
    told = failure(fetcher(server))
    assert told.kind is FetchFailure.UNREACHABLE
    assert "breaks off" in str(told)


def _drip(server: PageServer, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        server.stopping.wait(0.02)


@pytest.mark.parametrize("where", ["body", "headers", "silence"])
def test_a_slow_drip_ends_at_the_deadline(server: PageServer, where: str) -> None:
    endless = itertools.repeat(b"x")
    if where == "body":
        server.stream("/x", lambda: _drip(server, endless))
    elif where == "headers":
        server.raw("/x", lambda: _drip(server, itertools.chain([b"HTTP/1.1 200 OK\r\nX-Slow: "], endless)))
    else:
        server.raw("/x", lambda: _drip(server, itertools.repeat(b"")))
    assert failure(fetcher(server, total_seconds=0.4)).kind is FetchFailure.TIMEOUT


def test_the_deadline_spans_the_redirects(server: PageServer) -> None:
    server.redirect("/x", "/y")
    server.page("/y", PAGE)
    ticks = itertools.count(0, 7)
    reader = WebFetcher(allow=(f"{SITE}:80",), resolve=server.resolve, monotonic=lambda: float(next(ticks)))
    assert failure(reader).kind is FetchFailure.TIMEOUT


@pytest.mark.parametrize(
    ("content_type", "body", "words"),
    [
        ("application/pdf", b"%PDF-1.7 ...", "PDF"),
        ("text/html", b"%PDF-1.7\n" + b"x" * 400, "PDF"),
        ("text/html", b"PK\x03\x04" + b"x" * 400, "ZIP"),
        ("text/html", b"\x89PNG\r\n\x1a\n" + b"\0" * 400, "image"),
        ("text/plain", b"words \0\0\x01 and data " * 40, "binary"),
        ("image/jpeg", b"\xff\xd8\xff", "image/jpeg"),
        ("application/json", b"{}", "application/json"),
        ("application/rss+xml", b"<rss/>", "rss"),
        ("", b"\x1f\x8b\x08" + b"x" * 40, "compressed"),
    ],
)
def test_what_is_no_article_is_said(server: PageServer, content_type: str, body: bytes, words: str) -> None:
    server.page("/x", body, content_type)
    told = failure(fetcher(server))
    assert told.kind is FetchFailure.NOT_AN_ARTICLE
    assert words in str(told)


# Names and certificates


def _tls_fetcher(server: PageServer, names: tuple[str, ...], trusted: bool = True) -> WebFetcher:
    trust = ssl.create_default_context(cafile=str(CERTIFICATE)) if trusted else None
    return WebFetcher(allow=[f"{name}:443" for name in names], resolve=server.resolve, tls=trust)


def test_certificates_are_checked_by_name_though_the_connection_goes_to_a_number() -> None:
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(CERTIFICATE)
    with PageServer(own) as server:
        server.page("/x", PAGE)
        assert _tls_fetcher(server, (SITE,)).fetch(f"https://{SITE}/x").text
        for reader, name in (
            (_tls_fetcher(server, ("impostor.example",)), "impostor.example"),
            (_tls_fetcher(server, (SITE,), False), SITE),
        ):
            told = failure(reader, f"https://{name}/x")
            assert told.kind is FetchFailure.UNREACHABLE
            assert "certificate" in str(told)
        assert len(server.asked) == 1
