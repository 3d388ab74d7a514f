"""The doors behind which a whole newsroom stands: Slack by real Bolt, the API, and the readers' form."""

import asyncio
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st
from slack_bolt import App, BoltRequest
from structlog.testing import capture_logs

from bot.app import open_slack
from bot.pipeline.ports import call_here
from bot.slack.routes import ANY, Kind, routes
from bot.web.api.entry import Entry
from storage.db import Database
from tests.fuzz.doors import Door
from tests.fuzz.strategies import changed, nested, words
from tests.newsroom import DAM
from tests.slack.filling import submitted
from tests.slack.harness import ADA, ANN, BEN, CAY, DAM_URL, GIL, SlackHarness, open_harness
from tests.slack.test_who_may import ON_PROPOSALS, VALUES
from tests.slack.views.test_modals import EVERYDAY as MODALS
from tests.web.programs import door as open_api
from tests.web.test_api_hostile import JUNK, LIKELY, METHODS, NAMES, PATHS, STATUSES, ask
from tests.web.test_sources import AT, PROXY, newsroom
from tests.web.test_sources_hostile import FIELDS, LINKS_GIVEN, post

Json = dict[str, Any]
PEOPLE = (ANN, BEN, CAY, ADA, GIL)
OURS = frozenset(
    {
        "team", "team_id", "api_app_id", "token", "is_enterprise_install", "type", "subtype", "command", "trigger_id",
        "enterprise", "event", "event_id", "actions", "action_id", "block_id", "callback_id", "response_url", "container",
        "view", "channel_id", "channel", "channel_type", "user", "ts", "message",
        "message_ts", "tab", "previous_message", "deleted_ts",
    }
)  # fmt: skip
"""What Slack itself says of a request, which it signs; all else may be what a person, or another app, has written."""


def _requests(harness: SlackHarness, card: Json) -> list[Json]:
    """Return one request of each kind that Slack sends."""
    me, channel = harness.slack.identity, harness.watched.id
    own: Json = {"team": {"id": me.team, "domain": me.team_domain}, "api_app_id": me.app_id, "token": me.verification_token}
    ids = {"id": 1, "submission": 1}
    made = [
        {"type": "event_callback", "team_id": me.team, "event_id": "Ev1", "event": event, **own} for event in _events(channel)
    ]
    for route in routes(lambda _: None):
        value = VALUES.get(route.id) or ON_PROPOSALS.get(route.id, "{id}.1").format(**ids)
        by = {"user": {"id": BEN.id, "team_id": me.team}, "trigger_id": "", **own}
        place = {"channel": {"id": channel}, "message": card, "container": {"type": "message", "channel_id": channel}}
        if route.kind is Kind.COMMAND:
            said = ("", "help", DAM_URL, "dam", "show", "weekdays 9:00", "me daily 7am", "orrin-dam", "now 1", "pause 1")
            made += [
                {
                    "command": route.id,
                    "text": text,
                    "user_id": BEN.id,
                    "channel_id": channel,
                    "team_id": me.team,
                    "trigger_id": "",
                    "response_url": harness.slack.url,
                }
                for text in said
            ]
        elif route.kind is Kind.SHORTCUT:
            if route.id != "submit_message":
                made += [{"type": "shortcut", "callback_id": route.id, **by}]
            made += [{"type": "message_action", "callback_id": route.id, "message_ts": card["ts"], **by, **place}]
        elif route.kind is Kind.ACTION and route.id != ANY:
            option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
            for action in ({"value": value}, {"selected_option": option}):
                pressed = {"action_id": route.id, "block_id": "b", "type": "button", **action}
                made += [{"type": "block_actions", "actions": [pressed], **by, **place}]
        elif route.kind is Kind.SEARCH:
            made += [{"type": "block_suggestion", "action_id": route.id, "block_id": "b", "value": "o", **by}]
    for view in MODALS.values():
        if "submit" in view:
            filled = {"id": "V1", "hash": "1", "private_metadata": "", **submitted(view)}
            made += [{"type": "view_submission", "view": filled, "user": by["user"], "trigger_id": "", **own}]
            pressed = {"action_id": "preview_edit", "block_id": "b", "type": "button", "value": "1.1"}
            made += [{"type": "block_actions", "actions": [pressed], "view": filled, "container": {"type": "view"}, **by}]
    return made


def _events(channel: str) -> list[Json]:
    said: Json = {"type": "message", "channel": channel, "user": ANN.id, "ts": "1700000000.000100", "channel_type": "channel"}
    link: Json = {"type": "link", "url": DAM_URL}
    section = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link]}]}
    return [
        {**said, "text": f"<{DAM_URL}>", "blocks": [section], "attachments": [{"from_url": DAM_URL, "title": "x"}]},
        {**said, "type": "app_mention", "text": f"<@U0SOURCE> <{DAM_URL}|courier>", "thread_ts": "1700000000.000001"},
        {**said, "text": "hello", "channel_type": "im", "files": [{"id": "F1"}]},
        {**said, "subtype": "message_changed", "message": {**said, "text": f"<{DAM_URL}?x=1>"}, "previous_message": {**said}},
        {**said, "subtype": "message_deleted", "deleted_ts": said["ts"], "previous_message": {**said, "text": DAM_URL}},
        {
            "type": "link_shared", "channel": channel, "user": ANN.id, "message_ts": said["ts"],
            "links": [{"url": DAM_URL, "domain": "x"}],
        },
        {"type": "app_home_opened", "user": BEN.id, "channel": "D1", "tab": "home"},
        {"type": "member_joined_channel", "user": "U0SOURCE", "channel": channel, "inviter": ANN.id},
    ]  # fmt: skip


@contextmanager
def _slack() -> Iterator[Callable[[Any], None]]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="second-source-fuzz-")))
        harness = stack.enter_context(open_harness(home))
        message = harness.paste()
        card = harness.card(message, "Approve")
        bolt: App = stack.enter_context(
            open_slack(harness.settings, resolve=harness.pages.resolve, compute=call_here, works=False)
        )
        shown = {"ts": card.ts, "thread_ts": message.ts, "user": "U0SOURCE", "text": card.text, "blocks": card.blocks}
        requests = _requests(harness, shown)
        log = stack.enter_context(capture_logs())

        def take(given: Any) -> None:
            body: Json = given.draw(changed(requests, OURS))
            person = given.draw(st.sampled_from(PEOPLE))
            if "user_id" in body:
                body["user_id"] = person.id
            elif isinstance(body.get("user"), dict):
                body["user"] = {"id": person.id, "team_id": harness.slack.identity.team}
            if "trigger_id" in body:
                body["trigger_id"] = harness.slack.workspace.triggers.trigger(person.id)
            answer = bolt.dispatch(BoltRequest(mode="socket_mode", body=body))
            unexpected(log)
            assert answer.status in (200, 404), (answer.status, answer.body)

        yield take
        unexpected(log)


def unexpected(log: list[Any]) -> None:
    """Raise what was logged as an error of ours: Bolt's handlers, and the work behind them, tell people a number instead."""
    entries = [*log]
    log.clear()
    for entry in entries:
        error = entry.get("exc_info")
        if isinstance(error, BaseException):
            raise error
        assert entry["log_level"] not in ("error", "critical"), entry


@contextmanager
def _database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="second-source-fuzz-") as folder:
        database = Database(f"sqlite:///{folder}/second-source.db")
        database.upgrade()
        try:
            yield database
        finally:
            database.dispose()


@contextmanager
def _api() -> Iterator[Callable[[Any], None]]:
    with _database() as database:
        at = open_api(database)
        at.api.entry = Entry(at.services, most=10**9)
        token = at.bearer("both")["authorization"]
        bodies = [
            {"url": "https://post.example/1", "note": "x", "event": DAM.slug},
            {"text": "The hall burned down, the mayor said. " * 8, "note": "x"},
        ]

        def take(given: Any) -> None:
            draw = given.draw
            method, path = draw(st.sampled_from(METHODS)), draw(st.sampled_from(PATHS))
            at_ = "/api/v1" + path.format(quote(draw(st.sampled_from((*LIKELY, *JUNK)) | words), errors="replace", safe="/%"))
            asked = draw(
                st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from((*JUNK, "3", "verified")) | words), max_size=3)
            )
            query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in asked)
            sent = draw(changed(bodies).map(_bytes) | nested.map(_bytes) | st.binary(max_size=60))
            kind = draw(
                st.sampled_from(("application/json", "application/json", "text/plain", "application/json; charset=utf-7"))
            )
            headers = [(b"authorization", token.encode()), (b"content-type", kind.encode())]
            if key := draw(st.none() | words):
                headers += [(b"idempotency-key", key.encode(errors="replace").replace(b"\r", b"").replace(b"\n", b""))]
            status, _, text = asyncio.run(ask(at.app, method, f"{at_}?{query}" if query else at_, headers, sent))
            assert status in STATUSES, (status, text)

        yield take


def _bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


@contextmanager
def _forms() -> Iterator[Callable[[Any], None]]:
    with _database() as database:
        desk = newsroom(database)
        with desk.pages:
            key = desk.key()

            def take(given: Any) -> None:
                draw = given.draw
                link = draw(st.sampled_from(LINKS_GIVEN)).replace("{}", draw(words))
                fields = [("form", key), ("link", link)]
                fields += draw(st.lists(st.tuples(st.sampled_from(FIELDS), words), max_size=4))
                sent = "&".join(f"{name}={quote_plus(value, errors='surrogatepass')}" for name, value in fields).encode()
                if draw(st.booleans()):
                    sent = draw(st.binary(max_size=9)) + sent[draw(st.integers(0, len(sent))) :]
                sender = f"198.51.{draw(st.integers(0, 255))}.{draw(st.integers(0, 255))}"
                headers = {"content-type": "application/x-www-form-urlencoded", "x-forwarded-for": f"{sender}, {PROXY}"}
                status, location, _ = asyncio.run(post(desk, AT, sent, headers))
                assert status in (303, 400, 404, 422, 429), status
                if status == 303:
                    desk.said(location)

            yield take


def doors() -> list[Door]:
    """Return the doors behind which everything stands; each draws for itself what it is thrown."""
    return [Door("Slack", st.data(), _slack), Door("the API", st.data(), _api), Door("the readers' form", st.data(), _forms)]
