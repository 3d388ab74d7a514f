"""Fetches pages: redirects followed by hand, everything checked, everything bounded."""

import re
import ssl
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import httpcore2
import httpx2

from bot.domain.errors import FetchFailure, Unreadable
from bot.domain.reading import Page, Response
from bot.gateways.computed import page_of_html, page_of_plain, page_of_text, warning_of_html
from bot.gateways.pages.addresses import Address, canonical, parse, unwrapped
from bot.gateways.pages.decoding import HTML_TYPES, TEXT_TYPES, not_text
from bot.gateways.pages.guard import Deadline, PinnedTransport, Resolve, checked_places, late, system_resolve
from bot.gateways.pages.no_article import PASTE, PassedOn, refuse_sent_home
from bot.gateways.pages.pace import no_wait
from bot.gateways.trust import trusted
from bot.pipeline.ports import Compute, call_here

MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; SecondSource/0.1; newsroom verification)",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en, *;q=0.5",
    "Connection": "close",
}
_NOT_KEPT = frozenset(
    ("set-cookie", "content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "trailer", "upgrade")
)
_MOST_HEADERS, _LONGEST_HEADER = 100, 4_000
_BLOCKED = {
    401: "The site asks for a login (401).",
    402: "The site asks for payment (402).",
    403: "The site does not let automatic readers in (403).",
    429: "The site says that it was asked too often (429).",
    451: "The site withholds this page for legal reasons (451).",
}


@dataclass(frozen=True)
class _Served:
    """The last answer in a chain of redirects: its address, media type, charset and decoded body, and all else that is kept."""

    address: Address
    media_type: str
    charset: str | None
    body: bytes
    response: Response


class WebFetcher:
    """Fetches pages from the web; fits `bot.pipeline.ports.Fetcher`.

    `allow` has the names (host:port, as in the address) that may be private or on other ports. Times are in seconds,
    `most_bytes` counts decoded bytes. `tls` is for sites with certificates of another authority. `compute` turns bytes
    into pages. `turn` waits for the turn of a request at a host, and returns for how many seconds; what `allow` names has none.
    """

    def __init__(
        self,
        *,
        allow: Collection[str] = (),
        resolve: Resolve = system_resolve,
        connect_seconds: float = 10.0,
        total_seconds: float = 20.0,
        most_bytes: int = 5_000_000,
        monotonic: Callable[[], float] = time.monotonic,
        tls: ssl.SSLContext | None = None,
        compute: Compute = call_here,
        turn: Callable[[str], float] = no_wait,
    ) -> None:
        self._allow = frozenset(name.lower() for name in allow)
        self._resolve = resolve
        self._connect_seconds = connect_seconds
        self._total_seconds = total_seconds
        self._most_bytes = most_bytes
        self._monotonic = monotonic
        self._compute = compute
        self._turn = turn
        self._tls = tls or trusted(by_environment=False)

    def canonical(self, url: str) -> str:
        """Return the canonical form of an address without asking the network; raises Unreadable."""
        return canonical(url, self._allow)

    def fetch(self, url: str) -> Page:
        """Fetch one address and extract its article; raises Unreadable with the kind of failure.

        A page that only sends its readers on, by a refresh or a script, is followed like any redirect.
        """
        seen: set[str] = set()
        deadline = Deadline(self._monotonic() + self._total_seconds, self._monotonic)
        address = unwrapped(parse(url))
        while True:
            served, deadline = self._fetch_following_redirects(address, deadline, seen)
            url, body = str(served.address), served.body
            if served.media_type not in HTML_TYPES:
                page = self._compute(page_of_plain, body, url, served.charset, self._allow)
                return page.model_copy(update={"html": body, "response": served.response})
            began = self._monotonic()
            try:
                page = self._page_of_html(body, url, served.charset)
                return page.model_copy(update={"response": served.response})
            except PassedOn as further:
                address = _redirected(served.address, further.url)
                # Reading the page was no waiting for the site; all pages on the way together may keep the bot waiting once.
                deadline = deadline.later(self._monotonic() - began)

    def from_html(self, html: bytes, url: str) -> Page:
        """Extract from bytes that somebody saved, as if they had been served at `url`; raises Unreadable."""
        address = parse(url)
        if len(html) > self._most_bytes:
            raise self._too_large()
        _refuse_what_is_no_text(html)
        return self._page_of_html(html, str(address), None)

    def warning(self, html: bytes) -> str | None:
        """Return a warning if a page hides orders to a model; None where it hides none, or is no article."""
        return self._compute(warning_of_html, html)

    def from_text(self, text: str, url: str | None) -> Page:
        """Return a page of pasted text; raises Unreadable where there is too little of it."""
        if "\0" in text:
            raise Unreadable(
                FetchFailure.NOT_AN_ARTICLE, "This is a binary file, not text. Paste the article's words themselves."
            )
        if len(text.encode("utf-8", "replace")) > self._most_bytes:
            raise self._too_large()
        return self._compute(page_of_text, text, str(parse(url)) if url else None, self._allow)

    def _page_of_html(self, html: bytes, url: str, charset: str | None) -> Page:
        # Add the bytes here, so that the other process need not send them back.
        return self._compute(page_of_html, html, url, charset, self._allow).model_copy(update={"html": html})

    def _fetch_following_redirects(self, address: Address, deadline: Deadline, seen: set[str]) -> tuple[_Served, Deadline]:
        asked, had_turn = address, ""
        while True:
            if str(address) in seen:
                raise Unreadable(FetchFailure.REDIRECTS, f"The site sends readers round in a circle. {PASTE}")
            if len(seen) > MOST_REDIRECTS:
                raise Unreadable(
                    FetchFailure.REDIRECTS, f"The link was passed on more than {MOST_REDIRECTS} times. Give the final address."
                )
            seen.add(str(address))
            if address.host != had_turn and address.name not in self._allow:
                # To wait for others is no waiting for the site.
                deadline = deadline.later(self._turn(address.host))
                had_turn = address.host
            answer = self._fetch_one(address, deadline)
            if isinstance(answer, _Served):
                refuse_sent_home(str(asked), str(answer.address))
                return answer, deadline
            address = answer

    def _fetch_one(self, address: Address, deadline: Deadline) -> _Served | Address:
        """Send one request; returns the address where it redirects to another."""
        places = checked_places(address, allow=self._allow, resolve=self._resolve, deadline=deadline)
        transport = PinnedTransport(places, tls=self._tls, deadline=deadline)
        timeout = httpx2.Timeout(self._total_seconds, connect=self._connect_seconds)
        # A client for each request: no cookie and no connection outlives it.
        with (
            _translated_errors(address),
            httpx2.Client(transport=transport, trust_env=False, headers=_HEADERS, timeout=timeout) as client,
            client.stream("GET", str(address), follow_redirects=False) as response,
        ):
            if response.status_code in _REDIRECTS:
                return _redirected(address, response.headers.get("location", ""))
            _refuse_status(response.status_code)
            media_type = _media_type(response)
            body = self._read(response, deadline)
            _refuse_what_is_no_text(body)
            if not media_type:
                media_type = "text/html" if b"<" in body[:1024] else "text/plain"
            kept = Response(url=str(address), status=response.status_code, headers=_kept_headers(response))
            return _Served(address, media_type, response.charset_encoding, body, kept)

    def _read(self, response: httpx2.Response, deadline: Deadline) -> bytes:
        length = response.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and (len(length) > 15 or int(length) > self._most_bytes):
            raise self._too_large()
        # One coding at most: each further layer multiplies the size that a small body can unpack to.
        if response.headers.get("content-encoding", "identity").strip().lower() not in (
            "identity",
            "gzip",
            "x-gzip",
            "deflate",
        ):
            raise Unreadable(
                FetchFailure.NOT_AN_ARTICLE, f"The site sends the page compressed in a way that was not asked for. {PASTE}"
            )
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._most_bytes or response.num_bytes_downloaded > self._most_bytes:
                raise self._too_large()
            deadline.left()
        return bytes(body)

    def _too_large(self) -> Unreadable:
        most = f"{self._most_bytes / 1_000_000:g} MB"
        return Unreadable(
            FetchFailure.TOO_LARGE,
            f"This page is larger than {most}, too large for an article. Paste the passage that matters.",
        )


@contextmanager
def _translated_errors(address: Address) -> Iterator[None]:
    try:
        yield
    except httpcore2.TimeoutException as error:
        raise late() from error
    except httpx2.DecodingError as error:
        raise Unreadable(FetchFailure.NOT_AN_ARTICLE, f"The page arrives damaged: it cannot be unpacked. {PASTE}") from error
    except httpcore2.ProtocolError as error:
        raise Unreadable(
            FetchFailure.UNREACHABLE, f"{address.host} does not answer as a web site should, or breaks off. {PASTE}"
        ) from error
    except httpcore2.NetworkError as error:
        # The cause is Python's own error; a bad certificate gets a sentence of its own.
        if isinstance(error.__context__, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
            sentence = f"{address.host} could not prove that it is that site (its certificate is not valid). {PASTE}"
        else:
            sentence = f"{address.host} cannot be reached just now. Check the link, try again in a while, or paste the text."
        raise Unreadable(FetchFailure.UNREACHABLE, sentence) from error


def _redirected(address: Address, location: str) -> Address:
    if not location:
        raise Unreadable(FetchFailure.REDIRECTS, f"The site passes the link on without saying where to. {PASTE}")
    try:
        return unwrapped(parse(urljoin(str(address), location)))
    except (Unreadable, ValueError) as error:
        raise Unreadable(
            FetchFailure.REFUSED_ADDRESS, f"The site passes the link on to something that is no ordinary web address. {PASTE}"
        ) from error


def _kept_headers(response: httpx2.Response) -> tuple[tuple[str, str], ...]:
    """Return the headers that describe the body as it is kept, unpacked."""
    described = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in _NOT_KEPT]
    return tuple((name, value) for name, value in described[:_MOST_HEADERS] if len(name + value) <= _LONGEST_HEADER)


def _refuse_status(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in (404, 410):
        raise Unreadable(
            FetchFailure.NOT_FOUND, f"There is no page at this address ({status}). Check the link, or paste the article's text."
        )
    if status == 408:
        raise late()
    if 400 <= status < 500:
        raise Unreadable(FetchFailure.BLOCKED, f"{_BLOCKED.get(status, f'The site refuses the request ({status}).')} {PASTE}")
    raise Unreadable(
        FetchFailure.SERVER_ERROR,
        f"The site has trouble of its own ({status}). Try again in a while, or paste the article's text.",
    )


def _media_type(response: httpx2.Response) -> str:
    kind = str(response.headers.get("content-type", "")).split(",")[0].partition(";")[0].strip().lower()
    if kind and kind not in TEXT_TYPES:
        named = re.sub(r"[^\w.+/-]", "", kind[:60], flags=re.ASCII)
        what = "a PDF" if kind == "application/pdf" else f"a file of type {named}" if named else "a file of an unknown type"
        raise Unreadable(
            FetchFailure.NOT_AN_ARTICLE,
            f"This address gives {what}, not a web page. Paste the passage that matters as text; the link is kept.",
        )
    return kind


def _refuse_what_is_no_text(body: bytes) -> None:
    if what := not_text(body):
        raise Unreadable(
            FetchFailure.NOT_AN_ARTICLE, f"This is {what}, not a web page. Paste the passage that matters as text."
        )
