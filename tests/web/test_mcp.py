"""MCP: what an assistant gets over HTTP and over standard input, and who is let in.

The SDK's client is loaded by the tests that use it: each process of the tests reads this file, and it takes long to load.
"""

import asyncio
import json
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from bot.domain.model import Basis
from bot.web.api.tools import TOOLS, Toolbox
from storage.db import Database
from tests.web.pages import COURIER, DESK, FIRE, MAYOR, ON_THE_FIRE, STATEMENT, added, report
from tests.web.programs import Door, door
from tests.web.serving import serving
from tests.web.test_api_hostile import JUNK, LIKELY, ask, authorization, kept

FEW, MANY = 100, 1_500
HEADERS = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
LINK = "https://post.example/fire"


@pytest.fixture(scope="module")
def shown(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    path = tmp_path_factory.mktemp("mcp") / "mcp.db"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    yield door(database)
    database.dispose()


def material(text: str) -> Any:
    """Return the data of an answer, which says how it is marked."""
    mark, told = re.fullmatch(r".*with (\w+) is material.*\n--- \1 begins ---\n(.*)\n--- \1 ends ---", text, re.DOTALL).groups()  # type: ignore[union-attr] # or it fails
    assert len(mark) == 16
    return json.loads(told)


async def over_http(port: int, token: str) -> dict[str, Any]:
    """Use each tool as an assistant does."""
    from mcp.client import Client
    from mcp.client.streamable_http import streamable_http_client

    found: dict[str, Any] = {}
    async with httpx2.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http:
        transport = streamable_http_client(f"http://127.0.0.1:{port}/mcp", http_client=http)
        async with Client(transport) as client:
            found["tools"] = {tool.name for tool in (await client.list_tools()).tools}
            found["search"] = await client.call_tool("search_events", {"words": "quay", "level": "verified"})
            found["event"] = await client.call_tool("get_event", {"slug": STATEMENT.slug})
            found["why"] = await client.call_tool("explain_confidence", {"slug": FIRE.slug})
            found["brought"] = await client.call_tool("submit_source", {"url": LINK, "event": FIRE.slug})
            (brought,) = found["brought"].content
            found["status"] = await client.call_tool("submission_status", {"id": material(brought.text)["id"]})
            found["foreign"] = await client.call_tool("get_event", {"slug": "foreign-event"})
            found["wrong"] = await client.call_tool("search_events", {"level": "sure"})
    return found


def test_an_assistant_reads_and_brings_and_decides_nothing(shown: Door) -> None:
    with serving(shown.app) as port:
        found = asyncio.run(over_http(port, shown.tokens["both"]))
    assert found["tools"] == set(TOOLS) == {
        "search_events", "get_event", "explain_confidence", "submit_source", "submission_status",
    }  # fmt: skip
    told = {name: answer.content[0].text for name, answer in found.items() if name != "tools"}
    for each in material(told["search"])["events"]:
        for origin in each["core_claim"]["origins"]:
            assert origin["reports"][0]["quoted_from_article"]
    so = material(told["event"])["claims"][1]
    by_origin = {origin["name"]: origin["reports"] for origin in so["origins"]}
    assert set(by_origin) == {"Vera Holm", "Port Safety Office"}
    assert by_origin["Vera Holm"][1]["path"] == ["Orrin Courier", "Vera Holm"]
    assert material(told["why"])["claims"][0]["sum"]["levels"][0]["conditions"]
    assert (material(told["status"])["state"], material(told["status"])["proposals"]) == ("filed", [])
    assert [found[name].is_error for name in ("foreign", "wrong", "status")] == [True, True, False]
    assert not re.search("SECRET|FOREIGN", str(told))


def test_what_an_article_says_cannot_end_its_mark(shown: Door) -> None:
    box = Toolbox(shown.services, shown.api.site)
    caller = shown.api.entry.let_in(shown.bearer("reader")["authorization"])
    first, again = (box.use(caller, "get_event", {"slug": FIRE.slug}) for _ in range(2))
    assert material(first) == material(again)
    assert first != again


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "verify.example"}, 200),
        ({"host": "evil.example"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://verify.example"}, 200),
        ({"authorization": "Bearer x"}, 401),
        ({"authorization": ""}, 401),
        ({"content-type": "text/plain"}, 400),
        ({"mcp-protocol-version": "2026-07-28", "host": "evil.example"}, 421),
    ],
)
def test_only_our_own_address_and_whole_tokens_are_let_in(shown: Door, headers: dict[str, str], status: int) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    with TestClient(shown.app, base_url="http://127.0.0.1:8000") as client:
        answer = client.post("/mcp", json=call, headers={**HEADERS, **shown.bearer("reader"), **headers})
        assert answer.status_code == status, answer.text
        assert "access-control-allow-origin" not in answer.headers


def test_who_only_proposes_is_told_how_a_source_stands_and_nothing_of_the_record(sqlite_database: Database) -> None:
    at = door(sqlite_database)
    box, approved = Toolbox(at.services, at.api.site), {"url": ON_THE_FIRE[2].url}
    for name, told in (("proposer", set()), ("both", {FIRE.slug})):
        caller = at.api.entry.let_in(at.bearer(name)["authorization"])
        brought = material(box.use(caller, "submit_source", approved))
        later = material(box.use(caller, "submission_status", {"id": brought["id"]}))
        assert [one["state"] for one in later["proposals"]] == ["approved"]
        assert {one["slug"] for one in (*brought["events"], *later["events"])} == told


def test_only_the_workspace_that_has_pages_is_told_of_them(shown: Door) -> None:
    box = Toolbox(shown.services, shown.api.site)
    for name, slug, page in (("reader", FIRE.slug, shown.api.site.links.event(FIRE.slug)), ("foreign", "foreign-event", None)):
        caller = shown.api.entry.let_in(shown.bearer(name)["authorization"])
        assert material(box.use(caller, "get_event", {"slug": slug}))["page"] == page
        assert shown.client.get(f"/api/v1/events/{slug}", headers=shown.bearer(name)).json()["page"] == page


def test_each_scope_holds_and_only_posts_are_answered(shown: Door) -> None:
    def use(name: str, tool: str, **arguments: object) -> Any:
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
        return client.post("/mcp", json=call, headers={**HEADERS, **shown.bearer(name)}).json()["result"]

    with TestClient(shown.app, base_url="http://127.0.0.1:8000") as client:
        assert "scope “propose”" in use("reader", "submit_source", url=LINK)["content"][0]["text"]
        assert use("proposer", "get_event", slug=FIRE.slug)["isError"]
        assert use("foreign", "get_event", slug=FIRE.slug)["isError"]
        assert use("both", "approve", id=1)["isError"]
        assert client.get("/mcp", headers={**HEADERS, **shown.bearer("both")}).status_code == 405


def test_what_nobody_foresaw_is_told_by_a_number_alone(shown: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    call = {"name": "get_event", "arguments": {"slug": FIRE.slug}}
    monkeypatch.setattr(Toolbox, "_shown", lambda *_: 1 // 0)
    with TestClient(shown.app, base_url="http://127.0.0.1:8000") as client, capture_logs() as logged:
        sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        answer = client.post("/mcp", json=sent, headers={**HEADERS, **shown.bearer("reader")}).json()
    said = answer["result"]["content"][0]["text"]
    assert (answer["result"]["isError"], "division" in str(answer)) == (True, False)
    (entry,) = [entry for entry in logged if entry["event"] == "unexpected"]
    assert entry["id"] in said


def test_an_event_of_any_size_makes_an_answer_that_can_be_read(sqlite_database: Database) -> None:
    at = door(sqlite_database, lambda database: database)
    people = (MAYOR.model_copy(update={"name": f"Person {n}"}) for n in range(100))
    outlets = (COURIER.model_copy(update={"name": f"Outlet {n}"}) for n in range(100))
    told = [
        report(f"r{n}", "burned", outlet, "It burned. " * 80, person, basis=Basis.FORECAST if n % 2 else Basis.ON_RECORD)
        for n, (outlet, person) in enumerate(zip(outlets, people, strict=True))
    ]
    with sqlite_database.transaction(DESK) as s:
        added(s, FIRE, told)
    box, caller = Toolbox(at.services, at.api.site), at.api.entry.let_in(at.bearer("reader")["authorization"])
    for tool in ("get_event", "explain_confidence"):
        answer = box.use(caller, tool, {"slug": FIRE.slug})
        assert "And 30 more." in material(answer)["claims"][0]["not_counted"]
        assert len(answer) < 50_000


def rpc(some: Random) -> bytes:
    """Make one call: often nearly right, else anything."""
    word = some.choice(some.choice((JUNK, LIKELY)))
    arguments: Any = {some.choice(("slug", "words", "id", "url", "text", "event", "before", "level", "__class__")): word}
    if some.random() < 0.4:
        arguments = some.choice(({"slug": FIRE.slug}, {"words": "quay"}, {"id": 1}, {"url": f"{LINK}{some.randrange(99)}"}, {}))
    if some.random() < 0.1:
        odd: list[Any] = [None, [], word, 1, {"slug": {"a": [word]}}, {"id": 1e308}, {"id": True}]
        arguments = some.choice(odd)
    tool = some.choice((*TOOLS, *TOOLS, "approve", "decide", word, ""))
    method = some.choice(("tools/call",) * 8 + ("tools/list", "initialize", "resources/read", "ping", "notifications/x", word))
    call: Any = {"jsonrpc": "2.0", "id": some.choice((1, "a", None, word, 1.5)), "method": method}
    others: list[Any] = [None, [], word, {}]
    call["params"] = {"name": tool, "arguments": arguments} if some.random() < 0.9 else some.choice(others)
    kind = some.random()
    if kind < 0.8:
        return json.dumps(call).encode()
    if kind < 0.9:
        return some.choice(
            (
                b"[" * 50_000,
                b'{"a":' * 50_000,
                b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":' + b"[" * 150 + b"]" * 150 + b"}",
            )
        )
    return some.choice(
        (b"", b"null", b"[]", b"\xff", json.dumps([call, call]).encode(), b"x" * 600_000, json.dumps(call).encode()[:-4])
    )


async def attack(at: Door, some: Random, calls: int) -> Counter[int]:
    """Make so many hostile calls; returns how often each status came."""
    statuses = Counter[int]()
    for number in range(calls):
        method = "POST" if some.random() < 0.9 else some.choice(("GET", "PUT", "DELETE", "OPTIONS", "x"))
        auth = authorization(some, at)
        host = (
            b"127.0.0.1:80"
            if some.random() < 0.9
            else some.choice(JUNK).replace("\r", "").replace("\n", "").encode(errors="replace")
        )
        kind = b"application/json" if some.random() < 0.95 else b"text/plain"
        headers = [
            (b"authorization", auth),
            (b"host", host),
            (b"content-type", kind),
            (b"accept", b"application/json, text/event-stream"),
        ]
        if some.random() < 0.2:
            version = some.choice((b"2026-07-28", b"2025-06-18", b"1", b"\xff"))
            headers += [(b"mcp-protocol-version", version), (b"mcp-session-id", b"x"), (b"mcp-method", b"tools/call")]
        status, got, text = await ask(at.app, method, "/mcp", headers, rpc(some))
        case = (number, method, auth, status, text[:300])
        assert status < 500, case
        hers = auth.decode(errors="replace").endswith(at.tokens["foreign"])
        assert not re.search("SECRET|U0EDDA|Traceback|sqlalchemy|" + ("passenger hall" if hers else "FOREIGN"), text), case
        assert b"access-control-allow-origin" not in got, case
        statuses[status] += 1
    return statuses


@pytest.mark.parametrize("calls", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_hostile_calls_of_tools_decide_nothing_and_see_nothing(sqlite_database: Database, calls: int) -> None:
    at = door(sqlite_database)
    at.api.entry._most = 10**9
    before = kept(sqlite_database)
    statuses = asyncio.run(attack(at, Random(18), calls))
    assert statuses[200] >= calls // 10, statuses
    assert kept(sqlite_database) == before


@pytest.mark.slow
def test_an_assistant_reads_over_standard_input(tmp_path: Path, migrated_sqlite: Path) -> None:
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters

    shutil.copy(migrated_sqlite, tmp_path / "second-source.db")
    database = Database(f"sqlite:///{tmp_path / 'second-source.db'}")
    at = door(database)

    async def use(**settings: str) -> list[Any]:
        environment = {
            "PATH": os.environ["PATH"],
            "SECOND_SOURCE_HOME": str(tmp_path),
            "SECOND_SOURCE_WORKSPACE": "desk",
            **settings,
        }
        parameters = StdioServerParameters(command=sys.executable, args=["-m", "bot.start", "mcp"], env=environment)
        async with Client(parameters) as client:
            return [
                await client.call_tool("get_event", {"slug": FIRE.slug}),
                await client.call_tool("submit_source", {"url": LINK}),
            ]

    read, refused = asyncio.run(use())
    assert (material(read.content[0].text)["slug"], refused.is_error) == (FIRE.slug, True)
    _, brought = asyncio.run(use(SECOND_SOURCE_MCP_TOKEN=at.tokens["both"]))
    assert material(brought.content[0].text)["state"] == "filed"
    database.dispose()
