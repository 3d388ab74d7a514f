"""One OpenAI-compatible endpoint: limits on time and size, and its errors in our words."""

import ipaddress
import re
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
import openai

from bot.domain.errors import BadAnswer, BadInput, Busy, Cannot, OutOfReach, SecondSourceError, TooLong
from bot.gateways.model.transport import BoundedTransport
from bot.gateways.trust import trusted

CONNECT_SECONDS = 10.0
# Most rate limits end within this. After it, a built-in reading now is worth more than a turn held by a call that waits.
PATIENCE_SECONDS = 30.0
# The SDK's own wait before its second retry, where the endpoint asks for none.
BACKOFF_SECONDS = 1.0
# A shorter key is a word such as "none" or "ollama", for an endpoint that needs no real one; an article may contain it.
_SECRET_LENGTH = 8
_HOME_SUFFIXES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
OPENAI = "https://api.openai.com/v1"


class OverLimit(openai.OpenAIError):
    """An answer is larger or slower than allowed; the SDK raises such errors without another try."""

    def __init__(self, sentence: str, *, late: bool) -> None:
        super().__init__(sentence)
        self.late = late


@dataclass
class Sent:
    """How many of a call's requests went out and did not come back as an error: they are billed, answered or not."""

    billed: int = 0


class _Watched(httpx2.SyncByteStream):
    """A response body that ends in an error once it is too large."""

    def __init__(self, body: httpx2.SyncByteStream, watch: Callable[[int], None]) -> None:
        self._body = body
        self._watch = watch

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._body:
            size += len(chunk)
            self._watch(size)
            yield chunk

    def close(self) -> None:
        self._body.close()


class _Key(httpx2.Auth):
    """The key as a bearer token; where that is not accepted, as `api-key`, which Azure's older addresses take."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._bare = False

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        if self._bare:
            self._put_bare(request)
            yield request
            return
        response = yield request
        if response.status_code == 401:
            self._put_bare(request)
            self._bare = (yield request).status_code != 401

    def _put_bare(self, request: httpx2.Request) -> None:
        del request.headers["Authorization"]
        request.headers["api-key"] = self._key


class Endpoint:
    """An address, a key and a model name; `model_setting` is the setting to name where the model is not known there.

    `timeout` bounds one `open()` block as a whole, the SDK's own tries included, in seconds; `max_bytes` bounds one answer.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None,
        model: str,
        timeout: float,
        model_setting: str,
        max_bytes: int,
        max_retries: int = 2,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not api_key.strip() or not api_key.isascii() or not api_key.isprintable():
            raise BadInput("The key of the model endpoint is empty or has characters no key has. Check OPENAI_API_KEY.")
        if not model.strip():
            raise BadInput(f"No model is named. Set {model_setting}.")
        self.model = model
        try:
            url = httpx2.URL(base_url or OPENAI)
        except httpx2.InvalidURL:
            raise BadInput("The model endpoint's address cannot be read. Check OPENAI_BASE_URL.") from None
        if url.scheme not in ("http", "https") or not url.host:
            raise BadInput("The model endpoint's address must begin with http:// or https://. Check OPENAI_BASE_URL.")
        if url.scheme == "http" and not _is_near(url.host):
            raise BadInput(
                "The model endpoint's address begins with http://, which would show the key to everybody on the way. "
                "Use https:// in OPENAI_BASE_URL."
            )
        self.base_url = str(url.copy_with(query=None))
        self.place = f"{url.host}:{url.port}" if url.port else url.host
        # The SDK would append its paths to a query (Azure's ?api-version=…).
        self._query = dict(url.params)
        self._api_key = api_key
        self._auth = _Key(api_key)
        self._timeout = timeout
        self._model_setting = model_setting
        self._max_bytes = max_bytes
        self._max_retries = max_retries
        self._monotonic = monotonic
        self._tls = trusted()

    @contextmanager
    def open(self, requested: Callable[[], None] = lambda: None, sent: Sent | None = None) -> Iterator[openai.OpenAI]:
        """Return a client for one call; what the SDK raises inside comes out as TryLater, BadInput, BadAnswer or Cannot.

        `requested` is called before each request, the SDK's own further tries included; they are counted in `sent`.
        """
        deadline = self._monotonic() + self._timeout
        sent = sent or Sent()

        def left() -> float:
            seconds = deadline - self._monotonic()
            if seconds <= 0:
                raise OverLimit(f"{self._subject} took longer than {self._timeout:g} seconds.", late=True)
            return seconds

        def watch(size: int) -> None:
            if size > self._max_bytes:
                raise OverLimit(f"{self._subject} answered with more than {self._max_bytes:,} bytes.", late=False)

        def before(_: httpx2.Request) -> None:
            left()
            requested()
            sent.billed += 1

        def spared() -> None:
            sent.billed -= 1

        def after(response: httpx2.Response) -> None:
            if not response.is_success:
                spared()
            # A compressed body could unpack to any size; the request asked for none.
            if response.headers.get("content-encoding", "identity") != "identity":
                raise OverLimit(f"{self._subject} sent a compressed answer although it was asked not to.", late=False)
            if not _is_short(response.headers, min(PATIENCE_SECONDS, left())):
                response.headers["x-should-retry"] = "false"
            if isinstance(response.stream, httpx2.SyncByteStream):
                response.stream = _Watched(response.stream, watch)

        transport = BoundedTransport(tls=self._tls, left=left, connect_seconds=CONNECT_SECONDS, unsent=spared)
        hooks: dict[str, list[Callable[..., object]]] = {"request": [before], "response": [after]}
        with httpx2.Client(
            transport=transport, auth=self._auth, trust_env=False, follow_redirects=False, event_hooks=hooks
        ) as http:
            try:
                yield openai.OpenAI(
                    api_key=self._api_key,
                    base_url=self.base_url,
                    default_query=self._query,
                    http_client=http,
                    timeout=self._timeout,
                    max_retries=self._max_retries,
                    default_headers={"Accept-Encoding": "identity"},
                )
            except openai.OpenAIError as error:
                # What the SDK raises holds the request with the key, and whatever the endpoint said.
                raise self._in_our_words(error) from None

    def said(self, text: str) -> str:
        """Make one short line of what the endpoint or the SDK says, with the key taken out."""
        return one_line(re.sub(r"\bbearer\s+\S+", "[key]", text.replace(self._api_key, "[key]"), flags=re.IGNORECASE))

    def without_key(self, answer: str) -> str:
        """Take the key out of an answer."""
        return answer.replace(self._api_key, "[key]") if len(self._api_key) >= _SECRET_LENGTH else answer

    @property
    def _subject(self) -> str:
        return f"The model endpoint at {self.place}"

    def _in_our_words(self, error: openai.OpenAIError) -> SecondSourceError:
        match error:
            case OverLimit(late=True) | openai.APITimeoutError():
                return OutOfReach(f"{self._subject} did not answer within {self._timeout:g} seconds. Try again in a while.")
            case OverLimit():
                return BadAnswer(f"{error} It was not read any further.")
            case openai.APIConnectionError():
                return OutOfReach(f"{self._subject} cannot be reached. Check OPENAI_BASE_URL and the network, then try again.")
            case openai.RateLimitError(code="insufficient_quota"):
                return self._out_of_quota()
            case openai.RateLimitError():
                return Busy(f"{self._subject} takes no more requests for the moment. Try again in a while.")
            case openai.APIStatusError():
                return self._of_status(error)
            case _:
                return Cannot(f"{self._subject} cannot be used: {self.said(str(error))}")

    def _out_of_quota(self) -> Busy:
        return Busy(f"The quota at {self.place} is used up. Raise it in the account there, or wait until it is renewed.")

    def _of_status(self, error: openai.APIStatusError) -> SecondSourceError:
        status = error.status_code
        if status >= 500 or status in (408, 409, 425):
            return OutOfReach(f"{self._subject} failed (HTTP {status}). Try again in a while.")
        if status == 402:
            return self._out_of_quota()
        if status == 401:
            return BadInput(f"{self._subject} does not accept the key. Check OPENAI_API_KEY.")
        if status == 403:
            return BadInput(
                f"{self._subject} does not let this key use '{self.model}'. Check OPENAI_API_KEY and {self._model_setting}."
            )
        if status == 404:
            return BadInput(
                f"{self._subject} does not know the model '{self.model}'. Check {self._model_setting} and OPENAI_BASE_URL."
            )
        if status == 413 or is_too_long(error):
            return TooLong(f"The text is too long for '{self.model}'. Use a model with a larger context, or a shorter text.")
        if error.code == "content_filter":
            return Cannot(f"{self._subject} refuses this text by its content filter. Read it without the model.")
        if 300 <= status < 400:
            return BadInput(f"{self._subject} sends requests on to another address. Put the final one into OPENAI_BASE_URL.")
        return BadInput(
            f"{self._subject} did not accept the request (HTTP {status}): {self.said(error.message)} "
            f"Check {self._model_setting} and OPENAI_BASE_URL."
        )


def is_too_long(error: openai.APIStatusError) -> bool:
    """Say whether an endpoint refuses a request for its length, by its code or in its own words."""
    return error.code == "context_length_exceeded" or bool(
        error.status_code == 400 and re.search(r"context[ _](length|size|window)", complaint_of(error))
    )


def complaint_of(error: openai.APIStatusError) -> str:
    """Return all that an endpoint says in an error, in lower case; outside of OpenAI's own form the SDK's message lacks it."""
    return f"{error.message} {error.body}".lower()


def one_line(text: str, limit: int = 200) -> str:
    """Make one short line of what an endpoint says, control characters removed."""
    line = "".join(c if c.isprintable() else " " for c in text[: 4 * limit])
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _is_short(headers: httpx2.Headers, longest: float) -> bool:
    """Say whether the wait before another try, as asked for in seconds or milliseconds, is within `longest` seconds."""
    try:
        asked = [float(headers[name]) / per for name, per in (("retry-after-ms", 1000), ("retry-after", 1)) if name in headers]
    except ValueError:
        return False
    return all(wait <= longest for wait in asked or [BACKOFF_SECONDS])


def _is_near(host: str) -> bool:
    """Say whether a host is this machine or in a private network, where plain HTTP is usual."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_HOME_SUFFIXES)
