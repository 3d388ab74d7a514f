"""Requests to one site keep a distance, also those of several processes; each database here has connections of its own."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from bot.domain.errors import Unreadable
from bot.gateways.pages.guard import Resolve
from bot.gateways.pages.pace import LONGEST_WAIT, PLACES, SECONDS_APART, Pace
from bot.gateways.web import WebFetcher
from storage import endpoints
from storage.db import Database
from tests.page_server import Answer, PageServer

NOW = 1_790_000_000.0


@pytest.fixture
def other(database: Database) -> Iterator[Database]:
    """Return the same database as another process sees it."""
    second = Database(database.url.render_as_string(hide_password=False))
    yield second
    second.dispose()


def pace(database: Database, now: float = NOW) -> Pace:
    return Pace(partial(endpoints.change, database), clock=lambda: now, sleep=lambda _seconds: None)


def test_requests_of_all_processes_to_one_site_follow_each_other(database: Database, other: Database) -> None:
    paces = pace(database), pace(other)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda number: paces[number % 2].wait("harbour.example"), range(16)))
    assert sorted(waits) == [pytest.approx(number * SECONDS_APART) for number in range(16)]
    assert paces[0].wait("other.example") == 0


def test_who_comes_late_enough_waits_for_nobody(database: Database) -> None:
    assert pace(database).wait("harbour.example") == 0
    assert pace(database, NOW + SECONDS_APART).wait("harbour.example") == 0


def test_a_clock_that_was_put_back_closes_no_site(database: Database) -> None:
    pace(database, NOW + LONGEST_WAIT).wait("harbour.example")
    assert pace(database).wait("harbour.example") == 0


def test_what_is_kept_stays_small_whatever_sites_are_asked() -> None:
    kept = dict[str, Any]()

    def change(place: str, take: Callable[[Any], tuple[Any, float]]) -> float:
        kept[place], wait = take(kept.get(place, {}))
        return wait

    of_all = Pace(change, clock=lambda: NOW, sleep=lambda _seconds: None)
    for number in range(2 * PLACES):
        of_all.wait(f"paper-{number}.example")
    assert PLACES / 2 < len(kept) <= PLACES


class Noted:
    """A turn that is noted, and waited for as long as is said."""

    def __init__(self, seconds: float) -> None:
        self.hosts: list[str] = []
        self._seconds = seconds

    def __call__(self, host: str) -> float:
        self.hosts.append(host)
        return self._seconds


def test_a_fetch_waits_for_its_turn_at_each_site_and_the_wait_is_not_the_site_s() -> None:
    turn, now = Noted(500.0), [0.0]

    def monotonic() -> float:
        now[0] = 500.0 * len(turn.hosts)
        return now[0]

    def nobody(_host: str, _port: int) -> list[tuple[str, int]]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with PageServer() as pages:
        pages.answers["/moved"] = Answer(status=302, headers={"Location": "https://harbour.example/dam"})
        # What the newsroom itself allows is its own, and has no turn.
        home = f"localhost:{pages.port}"
        fetcher = WebFetcher(allow=[home], turn=turn, monotonic=monotonic, resolve=partial(_resolve, nobody))
        with pytest.raises(Unreadable, match=r"no site called harbour\.example"):
            fetcher.fetch(f"http://{home}/moved")
    assert turn.hosts == ["harbour.example"]


def _resolve(otherwise: Resolve, host: str, port: int) -> list[tuple[str, int]]:
    return [("127.0.0.1", port)] if host == "localhost" else otherwise(host, port)
