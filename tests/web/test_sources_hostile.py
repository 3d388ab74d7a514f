"""A thousand hostile forms: no decision, no leak, no foreign error, nothing unescaped on a card or a page."""

import asyncio
import json
import re
from collections.abc import MutableMapping
from random import Random
from typing import Any
from urllib.parse import quote_plus

import pytest

from bot.domain.public_source import PUBLIC
from bot.pipeline.public_sources import MOST_OF_ADDRESS, MOST_OF_ALL
from bot.slack.views.outcome import again_card, failed_card
from bot.slack.views.proposal import proposal_card
from bot.slack.views.why import why_modal
from storage import decisions, events, proposals, submissions
from storage.db import Database
from tests.storage import made
from tests.web.pages import DESK, FIRE, LINKS, added
from tests.web.test_pages_hostile import HOSTILE, Parts
from tests.web.test_sources import AT, PROXY, Newsroom, newsroom, proposed

FORMS = 250
MANY_FORMS = 1_000
CARDS = 15
SLACKS = (
    "<!channel> <!here> <!everyone>",
    "<@U0EDDA> @channel @here U0EDDA9",
    "<https://evil.example|https://post.example>",
    "*bold* _it_ ~s~ `code` ```block```",
    "<!subteam^S0EDITORS> <#C0DESK|desk>",
    "<!date^1392734382^{date}|x>",
    ":rotating_light: &lt;!channel&gt; &amp;",
    "\u202eevil\u202c \u2066x\u2069 \u200f \ufeff",
)
WORDS = (*HOSTILE, *SLACKS, "", "\0", "\ud800", "x" * 3_000, "a b " * 12, "%00%ff", "[]", "{}", "9" * 400)
LINKS_GIVEN = (
    "https://post.example/{}", "http://127.0.0.1:22/{}", "https://[::1]/{}", "https://user:pw@post.example/{}",
    "http://169.254.169.254/{}", "https://post.example:99999/{}", "https://xn--\u202e.example/{}", "https://{}.example/",
    "file:///etc/passwd", "javascript:alert(1)", "HTTPS://POST.example/{}#<!channel>", "https://post.example/|{}>",
)  # fmt: skip
FIELDS = ("link", "text", "note", "email", "form", "website", "by", "event", "public", "place", "link")
PATHS = (AT, "/events/foreign-event/sources", "/events/closed/sources", "/events/../sources", f"{AT}?key=x")


def body(some: Random, key: str, number: int) -> bytes:
    """Make one form: mostly with a good key, else anything."""
    fields = [("form", key)] if some.random() < 0.9 else []
    word = some.choice(WORDS)
    fields.append(("link", some.choice(LINKS_GIVEN).replace("{}", f"{number}{word[:30]}")))
    if some.random() < 0.5:
        fields[-1:] = [("text", f"{some.choice(WORDS)} {'and so on ' * some.choice((2, 12))}")]
    fields += [("note", word)] if some.random() < 0.8 else [(some.choice(FIELDS), word)]
    sent = "&".join(f"{name}={quote_plus(value, errors='surrogatepass')}" for name, value in fields).encode()
    return sent if some.random() < 0.95 else sent[: some.randrange(len(sent))] + some.randbytes(8)


@pytest.mark.parametrize("forms", [FORMS, pytest.param(MANY_FORMS, marks=pytest.mark.slow)])
def test_hostile_forms(sqlite_database: Database, forms: int) -> None:
    desk = newsroom(sqlite_database)
    with desk.pages:
        _try_all(sqlite_database, desk, forms)


def _try_all(sqlite_database: Database, desk: Newsroom, forms: int) -> None:
    with sqlite_database.transaction("elsewhere") as s:
        added(s, FIRE.model_copy(update={"slug": "foreign-event", "headline": "FOREIGN headline"}), ())
    statuses, taken = asyncio.run(_send_all(desk, desk.key(), _plain(desk), forms))
    assert statuses[303] >= forms // 7, statuses
    assert len(taken) <= MOST_OF_ALL
    _look(sqlite_database, desk, taken)


async def _send_all(desk: Newsroom, key: str, plain: set[str], forms: int) -> tuple[dict[int, int], list[str]]:
    some = Random(18)
    statuses, taken = dict[int, int](), list[str]()
    for number in range(forms):
        path = AT if some.random() < 0.9 else some.choice(PATHS)
        kind = "application/x-www-form-urlencoded" if some.random() < 0.98 else some.choice(("text/html", "", "x" * 500))
        sender = f"198.51.{number // 200}.{number // (MOST_OF_ADDRESS - 1) % 250}"
        headers = {"content-type": kind, "x-forwarded-for": some.choice((sender, f"{some.choice(WORDS[:3])}, {sender}"))}
        status, location, text = await post(desk, path, body(some, key, number), headers)
        statuses[status] = statuses.get(status, 0) + 1
        assert status in (303, 400, 404, 422, 429), number
        assert "FOREIGN" not in text
        if status == 422:
            # To parse a page takes longer than all else.
            assert number % 4 or Parts(text).found <= plain, number
            assert not set("\u202e\u2066\ufeff") & set(text)
        if status == 303:
            taken.append(location)
    return statuses, taken


async def post(desk: Newsroom, path: str, sent: bytes, headers: dict[str, str]) -> tuple[int, str, str]:
    """Send a form to the app itself, many times as quickly as a client does; returns status, where it leads, and the page."""
    at, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "POST",
        "path": at,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers.items()],
        "client": (PROXY, 1),
    }
    told: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message)

    await desk.pages.app(scope, receive, send)
    found = dict(told[0]["headers"])
    return told[0]["status"], found.get(b"location", b"").decode(), b"".join(part.get("body", b"") for part in told).decode()


def _look(sqlite_database: Database, desk: Newsroom, taken: list[str]) -> None:
    with sqlite_database.transaction(DESK, read_only=True) as s:
        filed = submissions.by_person(s, PUBLIC, MANY_FORMS)
        assert (proposals.list_(s), {each.event_hint for each in filed}) == ([], {FIRE.slug})
        assert [decisions.were_made(s, proposal) for proposal in range(1, 50)] == [False] * 49
        assert all(each.public and each.place == "C0PUBLIC" for each in filed)
    with sqlite_database.transaction("elsewhere", read_only=True) as s:
        assert (submissions.by_person(s, PUBLIC, 9), events.count(s)) == ([], 1)
    noted = list({each.note: each for each in filed}.values())[:CARDS]
    for status, submission in zip(taken, noted, strict=False):
        page = desk.said(status)
        assert (LINKS.base in page, "<script" in page) == (True, False)
        _shown_as_text(desk, submission.id)


def _plain(desk: Newsroom) -> set[str]:
    """Return the elements and attributes of a form with faults in all its fields."""
    faulty = {"link": "x", "text": "x", "email": "x", "note": "x" * 999}
    pages = [desk.pages.post(AT, data=fields).text for fields in ({}, faulty)]
    return {part for page in pages for part in Parts(page).found}


def _shown_as_text(desk: Newsroom, submission_id: int) -> None:
    """Check the cards and windows of one submission: Slack takes nothing of its words for a mention, a link or markup."""
    if not hasattr(desk, "proposal"):
        desk.proposal = proposed(desk, desk.filed()[0])  # type: ignore[attr-defined] # made once
    with desk.services.database.transaction(DESK, read_only=True) as s:
        submission = submissions.get(s, submission_id)
        filed = proposals.get(s, desk.proposal)  # type: ignore[attr-defined] # above
    failed = submission.model_copy(update={"failure_kind": "blocked", "failure": f"{submission.url} {submission.note}"})
    shown = filed.model_copy(update={"submission": submission})
    contents = [
        proposal_card(shown, made.event(), decisions=(), now=made.NOW, undo_minutes=0, title=submission.note).payload(),
        failed_card(failed).payload(),
        again_card(
            submission, by=submission.by, proposals=[shown], decisions={}, slug=None, link_text=submission.note
        ).payload(),
        why_modal(shown, made.event(), title=submission.note, emails=[submission.note]),
    ]
    for content in contents:
        for text in _mrkdwn(content):
            assert not re.search(r"<[!@#]|<https?://evil", re.sub(r"<!date\^\d+\^[^|<>]*\|[^<>|]*>", "", text)), text
        written = json.dumps(content, ensure_ascii=False)
        assert not set("\u202e\u2066\u200f\ufeff") & set(written)
        assert '"type": "user"' not in written
        assert '"type": "broadcast"' not in written


def _mrkdwn(value: object) -> list[str]:
    """Return all texts in which Slack looks for markup."""
    if isinstance(value, list):
        return [text for part in value for text in _mrkdwn(part)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) and value.get("type") in (None, "mrkdwn") else []
    return own + [text for part in value.values() for text in _mrkdwn(part)]
