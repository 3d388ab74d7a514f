"""Asks a timestamp authority over HTTP, at the one address that the settings name."""

import time
from collections.abc import Callable

import httpcore2
import httpx2

from bot.domain.errors import BadInput, Cannot, OutOfReach, Unreadable
from bot.gateways.pages.addresses import parse
from bot.gateways.pages.guard import Deadline, PinnedTransport, Resolve, checked_places, system_resolve
from bot.gateways.trust import trusted
from bot.packs.timestamp import check_answer, question

_LONGEST_ANSWER = 100_000
_HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


class HttpAuthority:
    """A timestamp authority at an address; fits `bot.pipeline.ports.TimestampAuthority`. Its address may be private."""

    def __init__(
        self,
        address: str,
        *,
        resolve: Resolve = system_resolve,
        seconds: float = 20.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            self._address = parse(address)
        except Unreadable as error:
            raise BadInput("SECOND_SOURCE_TIMESTAMP_URL is no address of a timestamp authority.") from error
        # Not the whole address, which may have a key: packs go to everybody.
        self.name = self._address.name
        self._resolve = resolve
        self._seconds = seconds
        self._monotonic = monotonic

    def stamp(self, message: bytes) -> bytes:
        """Return the authority's timestamp on a message's SHA-256; raises OutOfReach, Cannot."""
        asked = question(message)
        answer = self._post(asked.as_bytes())
        check_answer(asked, answer)
        return answer

    def _post(self, body: bytes) -> bytes:
        deadline = Deadline(self._monotonic() + self._seconds, self._monotonic)
        try:
            allow = {self._address.name}
            places = checked_places(self._address, allow=allow, resolve=self._resolve, deadline=deadline)
            transport = PinnedTransport(places, tls=trusted(), deadline=deadline)
            with (
                httpx2.Client(transport=transport, trust_env=False, headers=_HEADERS, timeout=self._seconds) as client,
                client.stream("POST", str(self._address), content=body, follow_redirects=False) as response,
            ):
                if response.status_code != httpx2.codes.OK:
                    raise Cannot(f"The timestamp authority does not give one: it answers with status {response.status_code}.")
                answer = bytearray()
                for chunk in response.iter_raw():
                    answer += chunk
                    if len(answer) > _LONGEST_ANSWER:
                        raise Cannot("The timestamp authority's answer is no timestamp: it is too long.")
                    deadline.left()
                return bytes(answer)
        except (Unreadable, httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise OutOfReach(
                "The timestamp authority is out of reach; try again in a while, or unset SECOND_SOURCE_TIMESTAMP_URL."
            ) from error
