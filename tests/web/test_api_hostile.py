"""Hostile calls of the API: no decision, nothing of another workspace, no foreign error."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import MutableMapping
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import col, select
from starlette.applications import Starlette

from bot.web.api.entry import Entry
from storage.db import Database
from storage.tables.review import DecisionRow, ProgramSourceRow, ProposalRow, SettlementRow, SubmissionRow
from tests.web.pages import DESK
from tests.web.programs import Door, door
from tests.web.test_pages_hostile import HOSTILE, ODD

FEW, MANY = 150, 1_500
JUNK = (
    *HOSTILE, *(odd for odd in ODD if odd), "' OR 1=1 --", '"; DROP TABLE event; --', "1 UNION SELECT * FROM api_token", "%00",
    "\\u0000", "..%2f..%2fetc%2fpasswd", "....//", "quay-fire%00", "quay-fire;approve", "null", "NaN", "-0", "0x10", "١٢",
)  # fmt: skip
LIKELY = ("quay-fire", "foreign-event", "secret-event", "closed-event", *map(str, range(1, 9)))
PATHS = (
    "/token", "/events", "/events/{}", "/proposals", "/proposals/{}", "/sources", "/sources/{}", "/events/quay-fire/{}",
    "/proposals/1/approve", "/decisions", "/{}", "/tokens", "/../healthz", "//events",
)  # fmt: skip
METHODS = ("GET", "GET", "GET", "GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "approve")
NAMES = ("q", "level", "kind", "place", "from", "to", "before", "limit", "state", "workspace", "by", "q")
FIELDS = ("url", "text", "note", "event", "by", "workspace", "state", "approve", "__proto__", "id", "version")
KINDS = ("application/json",) * 8 + ("text/plain", "", "application/json; charset=utf-7", "multipart/form-data", "x" * 300)
STATUSES = {200, 202, 304, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429}


def body(some: Random) -> bytes:
    """Make a body: often nearly a source, else anything."""
    word = some.choice(JUNK)
    fields: dict[str, Any] = {"url": f"https://post.example/{some.randrange(999)}{quote(word[:40], errors='replace')}"}
    for name in some.sample(FIELDS, some.randrange(3)):
        fields[name] = some.choice((word, None, True, 1e308, [word], {"a": word}, f"{word} and so on " * 12, "quay-fire"))
    kind = some.random()
    if kind < 0.7:
        return json.dumps(fields).encode()
    if kind < 0.8:
        return (b"[", b'{"url":', b'{"a":[')[some.randrange(3)] * some.choice((50, 5_000, 60_000))
    if kind < 0.85:
        return b'{"text":"' + b"x " * 300_000 + b'"}'
    return some.choice(
        (b"", b"null", b"[]", b"\xff\xfe\x00", some.randbytes(40), b'{"url":"\\ud800"}', json.dumps(fields).encode()[:-3])
    )


def authorization(some: Random, at: Door) -> bytes:
    """Make the header that says who calls: half of them good, the others forged in all ways."""
    if some.random() < 0.5:
        return at.bearer(some.choice(("reader", "proposer", "both", "both")))["authorization"].encode()
    whole = at.tokens[some.choice((*at.tokens,))]
    place, _, secret = whole.partition(".")
    forged = (
        at.tokens["ended"], at.tokens["revoked"], at.tokens["foreign"], f"{place}.{secret[::-1]}", f"sst_.{secret}",
        f"{at.tokens['foreign'].partition('.')[0]}.{secret}", f"sst_////.{secret}", f"{place}.{'A' * 43}", whole * 30,
        f"{whole}, Bearer {at.tokens['both']}"[:60], some.choice(JUNK), f"sst_{'_' * 400}.{secret}", "sst_gICA." + secret,
    )  # fmt: skip
    kind = some.choice(("Bearer", "bearer", "Basic", "Token", ""))
    return f"{kind} {some.choice(forged)}".replace("\r", "").replace("\n", "").encode(errors="replace")


async def ask(
    app: Starlette, method: str, path: str, headers: list[tuple[bytes, bytes]], sent: bytes
) -> tuple[int, dict[bytes, bytes], str]:
    """Call the app itself, many times as quickly as a client does; returns status, headers and body."""
    at, _, query = path.partition("?")
    told: list[MutableMapping[str, Any]] = []
    scope = {
        "type": "http", "method": method, "path": at, "raw_path": at.encode(errors="replace"), "root_path": "",
        "query_string": query.encode(errors="replace"), "headers": headers, "client": ("192.0.2.1", 1),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message)

    await app(scope, receive, send)
    return told[0]["status"], dict(told[0]["headers"]), b"".join(part.get("body", b"") for part in told).decode()


async def attack(at: Door, some: Random, calls: int) -> Counter[int]:
    """Make so many hostile calls; returns how often each status came."""
    statuses = Counter[int]()
    for number in range(calls):
        method, path = some.choice(METHODS), "/api/v1" + some.choice(PATHS).format(some.choice(some.choice((JUNK, LIKELY))))
        if some.random() < 0.6:
            method, path = some.choice((("POST", "/api/v1/sources"), ("GET", f"/api/v1/events/{some.choice(LIKELY)}")))
        query = "&".join(
            f"{some.choice(NAMES)}={quote(some.choice((*JUNK, '3', 'verified')), errors='replace')}"
            for _ in range(some.choice((0, 0, 0, 1, 2)))
        )
        auth = authorization(some, at)
        headers = [(b"authorization", auth), (b"content-type", some.choice(KINDS).encode())]
        for name in some.sample(
            ("idempotency-key", "if-none-match", "host", "x-forwarded-host", "accept-encoding", "content-length"), 2
        ):
            junk = some.choice((*JUNK, "k1", "*")).replace("\r", "").replace("\n", "")
            headers.append((name.encode(), junk.encode(errors="replace")))
        sent = body(some) if method not in ("GET", "HEAD") else b""
        status, got, text = await ask(at.app, method, f"{path}?{query}" if query else path, headers, sent)
        case = (number, method, path, query, status)
        assert status in STATUSES, (case, text)
        if status >= 400:
            assert got[b"content-type"] == b"application/problem+json", case
            assert method == "HEAD" or json.loads(text)["detail"], case
        hers = auth.decode(errors="replace").endswith(at.tokens["foreign"])
        found = re.findall("SECRET|U0EDDA|Traceback|sqlalchemy" + ("|quay-fire" if hers else "|FOREIGN"), text)
        assert not found or path.endswith(found[0]), (case, text)
        assert b"access-control-allow-origin" not in got, case
        statuses[status] += 1
    return statuses


@pytest.mark.parametrize("calls", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_hostile_calls_decide_nothing_and_see_nothing(sqlite_database: Database, calls: int) -> None:
    at = door(sqlite_database)
    at.api.entry = Entry(at.services, most=10**9)
    before = kept(sqlite_database)
    statuses = asyncio.run(attack(at, Random(18), calls))
    assert statuses[401] > calls / 10, statuses
    assert min(statuses[200], statuses[202]) >= calls // 150, statuses
    assert kept(sqlite_database) == before
    with sqlite_database.transaction(DESK, read_only=True) as s:
        by = set(
            s.exec(
                select(SubmissionRow.by).join(ProgramSourceRow, col(ProgramSourceRow.submission_id) == col(SubmissionRow.id))
            )
        )
        assert by <= {"the program “proposer”", "the program “both”"}


def kept(database: Database) -> list[Any]:
    """Return all that only an editor may change, and how much another workspace holds."""
    found: list[Any] = []
    for workspace in (DESK, "elsewhere"):
        with database.transaction(workspace, read_only=True) as s:
            found += [len(s.exec(select(row.id)).all()) for row in (DecisionRow, SettlementRow)]
            found += [sorted(s.exec(select(ProposalRow.id, ProposalRow.state, ProposalRow.version)).all())]
    return found
