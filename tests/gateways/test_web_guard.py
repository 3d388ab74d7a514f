import itertools
import threading
import time

import httpx2
import pytest

from bot.domain.errors import FetchFailure, Unreadable
from bot.gateways.pages.addresses import parse
from bot.gateways.pages.guard import Deadline, PinnedTransport, checked_places, is_public, system_resolve
from tests.page_server import PageServer


def _deadline(seconds: float = 5.0) -> Deadline:
    return Deadline(time.monotonic() + seconds, time.monotonic)


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.170", "192.0.2.1", "192.168.1.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::",
        "2002:a00:1::", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "3fff::1", "5f00::1",
        "2a00::5efe:7f00:1", "2a00::200:5efe:a00:1", "2606:4700::1111%eth0", "not an ip",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize(
    "ip", ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450::8b"]
)
def test_addresses_that_are_public(ip: str) -> None:
    assert is_public(ip)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    def resolve(host: str, port: int) -> list[tuple[str, int]]:
        return [("1.1.1.1", port), ("10.0.0.5", port)]

    with pytest.raises(Unreadable, match="private network") as refused:
        checked_places(parse("https://example.com/"), allow=(), resolve=resolve, deadline=_deadline())
    assert refused.value.kind is FetchFailure.REFUSED_ADDRESS


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://printer/", "http://nas.local/", "http://db.internal/", "http://a.localhost/",
        "http://router.home.arpa/", "http://metadata.google.internal/", "https://example.com:8080/", "http://example.com:22/",
        "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
        "http://[fd00:ec2::254]/", "http://10.0.0.1:443/",
    ],
)  # fmt: skip
def test_private_names_ports_and_literals_are_refused_before_anybody_is_asked(url: str) -> None:
    def resolve(host: str, port: int) -> list[tuple[str, int]]:
        raise AssertionError(f"{host} was looked up")

    with pytest.raises(Unreadable) as refused:
        checked_places(parse(url), allow=(), resolve=resolve, deadline=_deadline())
    assert refused.value.kind is FetchFailure.REFUSED_ADDRESS


def test_the_allow_list_exempts_one_name_on_one_port() -> None:
    def resolve(host: str, port: int) -> list[tuple[str, int]]:
        return [("127.0.0.1", 4000)]

    allow = {"desk.example:80", "127.0.0.1:4000"}
    assert checked_places(parse("http://desk.example/"), allow=allow, resolve=resolve, deadline=_deadline()) == [
        ("127.0.0.1", 4000)
    ]
    assert checked_places(parse("http://127.0.0.1:4000/"), allow=allow, resolve=resolve, deadline=_deadline())
    for url in ("https://desk.example/", "http://desk.example:81/", "http://other.example/", "http://127.0.0.1/"):
        with pytest.raises(Unreadable) as refused:
            checked_places(parse(url), allow=allow, resolve=resolve, deadline=_deadline())
        assert refused.value.kind is FetchFailure.REFUSED_ADDRESS


def test_a_resolver_may_say_itself_why_a_name_is_not_opened() -> None:
    def resolve(host: str, port: int) -> list[tuple[str, int]]:
        raise Unreadable(FetchFailure.UNREACHABLE, f"{host} is closed on Mondays.")

    with pytest.raises(Unreadable, match=r"desk\.example is closed on Mondays\.") as refused:
        checked_places(parse("https://desk.example/"), allow=(), resolve=resolve, deadline=_deadline())
    assert refused.value.kind is FetchFailure.UNREACHABLE


def test_the_connection_goes_to_the_checked_address_and_never_asks_for_the_name_again() -> None:
    with PageServer() as server:
        server.page("/x", "<p>hello</p>")
        transport = PinnedTransport([("127.0.0.1", server.port)], tls=httpx2.create_ssl_context(), deadline=_deadline())
        with httpx2.Client(transport=transport, trust_env=False) as client:
            # No such name exists: only the place that was handed in can have been used.
            answer = client.get("http://rebound.invalid/x")
        assert answer.text == "<p>hello</p>"
        assert server.asked[0].headers["host"] == "rebound.invalid"


def test_a_dead_first_address_leaves_time_for_the_next() -> None:
    with PageServer() as server:
        server.page("/x", "<p>hello</p>")
        places = [("127.0.0.2", 1), ("127.0.0.1", server.port)]
        transport = PinnedTransport(places, tls=httpx2.create_ssl_context(), deadline=_deadline())
        with httpx2.Client(transport=transport, trust_env=False) as client:
            assert client.get("http://two-homes.invalid/x").status_code == 200


def test_a_resolver_that_hangs_is_left_behind_at_the_deadline() -> None:
    release = threading.Event()

    def resolve(host: str, port: int) -> list[tuple[str, int]]:
        release.wait(20)
        return [("1.1.1.1", port)]

    with pytest.raises(Unreadable) as late:
        checked_places(parse("https://example.com/"), allow=(), resolve=resolve, deadline=_deadline(0.1))
    release.set()
    assert late.value.kind is FetchFailure.TIMEOUT


def test_a_deadline_that_has_passed_is_an_error() -> None:
    ticks = itertools.count()
    deadline = Deadline(2.5, lambda: float(next(ticks)))
    assert [deadline.left() for _ in range(3)] == [2.5, 1.5, 0.5]
    with pytest.raises(Unreadable) as late:
        deadline.left()
    assert late.value.kind is FetchFailure.TIMEOUT


def test_the_systems_resolver_gives_addresses_and_ports() -> None:
    assert system_resolve("127.0.0.1", 80) == [("127.0.0.1", 80)]
