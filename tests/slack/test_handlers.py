"""Handlers alone, without Bolt and without a Slack: what they do to the record, what they answer, what Slack is asked."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from structlog.testing import capture_logs

from bot.domain.card import Card, CardKind
from bot.domain.errors import DiskFull, Refused, TryLater
from bot.domain.page_access import PageAccess
from bot.domain.record import ProposalState
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.intake import Link, accept_link
from bot.slack.action_ids import Ref
from bot.slack.clients import Clients
from bot.slack.context import BackgroundTasks, SlackContext
from bot.slack.error_handler import handle_error
from bot.slack.handlers import commands, decisions, fallbacks, lifecycle, messages, records, sources
from bot.slack.members import Members
from bot.slack.render import draw
from bot.slack.request import CLEAR, Request, errors, options
from bot.slack.words import HELP, SOURCE_USAGE
from bot.web.links import PageLinks
from storage import cards, pages, proposals, submissions, workspace_settings
from storage.db import FULL, Database
from tests.newsroom import BRIDGE, DAM, HOST, WORKSPACE, ScriptedReader, answer, judged, make_services, page, work
from tests.page_server import PageServer

ANN, BEN, GIL = "U0ANN", "U0BEN", "U0GIL"
WATCHED, OTHER = "C0WATCH", "C0OTHER"
URL = f"http://{HOST}/dam"
SAID = "“The dam has failed,” the mayor, Vera Holm, said at the town hall"


class Soon(BackgroundTasks):
    """Does at once what nobody waits for."""

    def run(self, task: Any) -> None:
        task()


@dataclass
class Calls:
    """What Slack was asked, by method, and the methods that fail, with their error codes."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)

    def of(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.asked if name == method]


class FakeSlack(WebClient):
    """Slack's answers, without Slack: everybody belongs here, Gil is a guest, and we are in all channels."""

    def __init__(self, calls: Calls) -> None:
        super().__init__()
        self._calls = calls

    def api_call(self, api_method: str, **more: Any) -> SlackResponse:
        arguments = {**(more.get("params") or {}), **(more.get("json") or {})}
        self._calls.asked.append((api_method, arguments))
        data: dict[str, Any] = {"ok": True, "view": {"id": "V1", "hash": "h"}, "ts": "9.0", "channel": {"is_member": True}}
        if api_method == "users.info":
            person = arguments["user"]
            data["user"] = {"id": person, "team_id": WORKSPACE, "is_restricted": person == GIL}
        if api_method == "conversations.info":
            data["channel"] = {"id": arguments["channel"], "is_member": True}
        fails = self._calls.failing.get(api_method)
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url="",
            req_args={},
            data={"ok": False, "error": fails} if fails else data,
            headers={},
            status_code=200,
        )
        if fails:
            raise SlackApiError("refused", response)  # type: ignore[no-untyped-call]  # slack_sdk has no types here
        return response


class FakeClients(Clients):
    def __init__(self, slack: FakeSlack) -> None:
        super().__init__("http://slack.invalid/", lambda _workspace: None)
        self._slack = slack

    def of(self, workspace: str) -> WebClient:
        assert workspace == WORKSPACE
        return self._slack


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def context(tmp_path: Path, migrated_sqlite: Path, calls: Calls) -> Iterator[SlackContext]:
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'second-source.db')}")
    with PageServer() as pages:
        pages.page("/dam", page())
        services = make_services(database, pages, ScriptedReader(answer(judged("orrin-dam", "so", SAID))))
        with database.transaction(WORKSPACE) as s:
            workspace_settings.save(s, WorkspaceSettings(editors=(BEN,), watched_channels=(WATCHED,)), BEN, services.clock())
        clients = FakeClients(FakeSlack(calls))
        yield SlackContext(services=services, clients=clients, members=Members(clients.of, services.clock), background=Soon())
    database.dispose()


def waiting(context: SlackContext) -> str:
    """Have a link read; returns the value that the buttons of its card carry."""
    filed = accept_link(context.services, WORKSPACE, Link(key="k", by=ANN, place=WATCHED, url=URL))
    work(context.services, filed.submission.id)
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        (proposal,) = proposals.of_submission(s, filed.submission.id)
    return str(Ref(proposal.id, proposal.version))


def state_of(context: SlackContext, ref: str) -> ProposalState:
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, Ref.parse(ref).proposal).state


def brought(context: SlackContext) -> list[tuple[str, str | None]]:
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        return [(found.by, found.url) for found in submissions.unfinished(s)]


def pressed(person: str, value: str, **more: Any) -> Request:
    return Request(workspace=WORKSPACE, person=person, channel=WATCHED, payload={"value": value}, **more)


def submitted(person: str, view: dict[str, Any]) -> Request:
    return Request(workspace=WORKSPACE, person=person, body={"view": view}, payload=view)


def test_an_editor_approves(context: SlackContext) -> None:
    ref = waiting(context)
    decisions.approve(context, pressed(BEN, ref))
    assert state_of(context, ref) is ProposalState.APPROVED
    decisions.undo(context, pressed(BEN, ref))
    assert state_of(context, ref) is ProposalState.PENDING


@pytest.mark.parametrize(("person", "why"), [(ANN, "Only editors"), (GIL, "Guests cannot decide")])
def test_who_may_not_decide_is_refused(context: SlackContext, person: str, why: str) -> None:
    ref = waiting(context)
    with pytest.raises(Refused, match=why):
        decisions.approve(context, pressed(person, ref))
    assert state_of(context, ref) is ProposalState.PENDING


def test_a_decision_is_logged_with_its_link_and_no_text(context: SlackContext) -> None:
    ref = waiting(context)
    with capture_logs() as logged:
        decisions.approve(context, pressed(BEN, ref))
    (decided,) = [entry for entry in logged if entry["event"] == "decision"]
    assert (decided["submission"], decided["proposal"], decided["by"], decided["state"]) == (1, 1, BEN, "approved")


def test_a_rejection_closes_the_window(context: SlackContext) -> None:
    ref = waiting(context)
    values = {"reason": {"reason": {"value": "A copy."}}}
    assert decisions.reject(context, submitted(BEN, {"private_metadata": ref, "state": {"values": values}})) == CLEAR
    assert state_of(context, ref) is ProposalState.REJECTED


@pytest.mark.parametrize(("text", "said"), [("help", HELP), ("the dam", SOURCE_USAGE)])
def test_the_command_says_how_it_is_used(context: SlackContext, text: str, said: str) -> None:
    assert commands.source(context, Request(WORKSPACE, ANN, WATCHED, payload={"text": text})) == said
    assert brought(context) == []


def test_the_command_takes_a_link(context: SlackContext) -> None:
    request = Request(WORKSPACE, ANN, WATCHED, trigger_id="1", payload={"text": f"<{URL}> orrin-dam"})
    assert commands.source(context, request) == "I am reading it; the card will stand in this channel."
    assert brought(context) == [(ANN, URL)]


def test_messages_are_heard_in_watched_channels_alone(context: SlackContext) -> None:
    for channel, ts in ((OTHER, "1.0"), (WATCHED, "2.0"), (WATCHED, "2.0")):
        event = {"type": "message", "channel": channel, "user": ANN, "ts": ts, "text": f"<{URL}>"}
        messages.posted(context, Request.of({"event": event}, event, workspace=WORKSPACE))
    assert brought(context) == [(ANN, URL)]


def test_a_window_without_a_link_says_so_at_the_input(context: SlackContext, calls: Calls) -> None:
    empty = {"id": "V1", "private_metadata": "{}", "state": {"values": {"link": {"link": {"value": None}}}}}
    assert sources.submit(context, submitted(ANN, empty)) == errors({"link": "Give a link, or paste the article's text below."})
    assert [name for name, _ in calls.asked] == ["users.info"]


def test_a_search_offers_events(context: SlackContext) -> None:
    assert records.find_events(context, pressed(ANN, "bridge")) == options([(BRIDGE.headline, BRIDGE.slug)])
    found = records.find_events(context, pressed(ANN, ""))
    assert isinstance(found, dict)
    assert {option["value"] for option in found["options"]} == {BRIDGE.slug, DAM.slug}


def test_an_event_is_shown_in_a_window_that_opens_first(context: SlackContext, calls: Calls) -> None:
    records.show_event(context, pressed(ANN, DAM.slug, body={"trigger_id": "t"}))
    assert [name for name, _ in calls.asked] == ["views.open", "users.info", "views.update"]
    assert DAM.headline in str(calls.of("views.update"))


@pytest.mark.parametrize(
    ("access", "person", "link"),
    [
        (PageAccess.PUBLIC, ANN, "https://v.example/events/orrin-dam"),
        (PageAccess.UNLISTED, BEN, "https://v.example/events/orrin-dam?key="),
        (PageAccess.UNLISTED, ANN, ""),
        (PageAccess.OFF, BEN, ""),
    ],
)
def test_whoever_shares_an_event_gets_the_link_of_its_page(
    context: SlackContext, calls: Calls, access: PageAccess, person: str, link: str
) -> None:
    links = PageLinks("https://v.example", WORKSPACE, SecretStr("a secret of the tests"))
    with context.services.database.transaction(WORKSPACE) as s:
        pages.give_access(s, DAM.slug, access, by=BEN, at=context.now())
    linking = replace(context, page_link=lambda _workspace, slug, signed: links.event(slug, signed=signed))
    for slack, expected in ((linking, link), (context, "")):
        records.ask_where_to_share(slack, pressed(person, DAM.slug, body={"trigger_id": "t"}))
        shown = str(calls.of("views.update")[-1])
        assert "Post its card in" in shown
        found = "".join(re.findall(r"https://v\.example/[^\s'\"]+", shown)[:1])
        assert found.startswith(expected) if expected else not found


def test_a_button_of_an_older_version_is_answered(context: SlackContext, calls: Calls) -> None:
    fallbacks.too_old(context, pressed(ANN, "x"))
    (said,) = calls.of("chat.postEphemeral")
    assert (said["channel"], said["user"], said["text"]) == (WATCHED, ANN, fallbacks.TOO_OLD)


def test_a_workspace_that_removes_the_app_is_forgotten(context: SlackContext) -> None:
    forgotten = list[str]()
    lifecycle.revoked(forgotten.append, context, Request(WORKSPACE, payload={"tokens": {"oauth": ["x"]}}))
    assert forgotten == []
    lifecycle.revoked(forgotten.append, context, Request(WORKSPACE, payload={"tokens": {"bot": ["x"]}}))
    assert forgotten == [WORKSPACE]


@pytest.mark.parametrize(
    ("body", "error", "status", "answered"),
    [
        ({"type": "event_callback"}, TryLater("Busy."), 500, ""),
        ({"type": "event_callback"}, Refused("No."), 200, ""),
        ({"type": "block_suggestion"}, Refused("No."), 200, '{"options": []}'),
        ({"command": "/source"}, Refused("Not <here>."), 200, "Not &lt;here&gt;."),
        ({"type": "view_submission"}, Refused("No."), 200, '"response_action": "update"'),
    ],
)
def test_an_error_is_answered_as_slack_can_show_it(
    context: SlackContext, body: dict[str, Any], error: Exception, status: int, answered: str
) -> None:
    response = handle_error(context, error, Request(WORKSPACE, ANN, WATCHED, body=body))
    assert response.status == status
    assert answered in response.body


def test_a_link_that_does_not_fit_on_the_disk_is_sent_again_and_its_writer_is_told_once(
    context: SlackContext, calls: Calls
) -> None:
    body = {"type": "event_callback", "event_id": "Ev1", "team_id": WORKSPACE, "event": {"user": ANN, "channel": WATCHED}}
    request = Request.of(body, {}, workspace=WORKSPACE)
    assert [handle_error(context, DiskFull(FULL), request).status for _ in range(3)] == [500, 500, 500]
    (told,) = calls.of("chat.postEphemeral")
    assert (told["user"], told["text"]) == (ANN, FULL)


def test_a_request_is_what_every_kind_of_call_has_in_common() -> None:
    pressed = {
        "type": "block_actions", "user": {"id": ANN}, "trigger_id": "t", "response_url": "https://hooks.invalid/1",
        "container": {"channel_id": WATCHED, "thread_ts": "1.0"},
    }  # fmt: skip
    command = {"command": "/event", "user_id": ANN, "channel_id": WATCHED, "trigger_id": "t"}
    event = {"event": {"type": "app_mention", "user": ANN, "channel": WATCHED, "thread_ts": "1.0"}}
    found = [Request.of(body, {}, workspace=WORKSPACE) for body in (pressed, command, event)]
    assert {(request.person, request.channel) for request in found} == {(ANN, WATCHED)}
    assert [request.thread for request in found] == ["1.0", None, "1.0"]
    assert [request.trigger_id for request in found] == ["t", "t", None]
    chosen = Request.of(pressed, {"selected_option": {"value": "archive:1.1"}}, workspace=WORKSPACE)
    assert (chosen.value, found[0].value) == ("archive:1.1", "")


def said_in(channel: str, ts: str, **message: Any) -> Request:
    event = {"type": "message", "channel": channel, "user": ANN, "ts": ts, "text": f"<{URL}>", **message}
    return Request.of({"event": event, "api_app_id": "A0SOURCE"}, event, workspace=WORKSPACE, bot_user="U0SOURCE")


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        ({"bot_id": "B0FEED1", "subtype": "bot_message", "user": None}, "B0FEED1"),
        ({"bot_id": "B0FEED2", "user": "U0FEED2", "app_id": "A0FEED2"}, "U0FEED2"),
        ({"bot_id": "B0FEED2", "user": "U0FEED2", "bot_profile": {"app_id": "A0FEED2"}}, "U0FEED2"),
        ({"bot_id": "B0OTHER", "user": "U0OTHER", "app_id": "A0OTHER"}, None),
        ({"bot_id": "B0SOURCE", "user": "U0SOURCE", "app_id": "A0SOURCE"}, None),
    ],
)
def test_links_of_apps_that_an_admin_named_are_heard_in_watched_channels(
    context: SlackContext, message: dict[str, Any], heard: str | None
) -> None:
    with context.services.database.transaction(WORKSPACE) as s:
        named = ("B0FEED1", "A0FEED2", "A0SOURCE")
        workspace_settings.save(s, WorkspaceSettings(watched_channels=(WATCHED,), heard_bots=named), BEN, context.now())
    messages.posted(context, said_in(OTHER, "1.0", **message))
    messages.posted(context, said_in(WATCHED, "2.0", **message))
    assert brought(context) == ([(heard, URL)] if heard else [])


def test_a_me_message_and_a_link_in_code_are_read_when_we_are_asked(context: SlackContext) -> None:
    code = f"`<{URL}>`"
    messages.posted(context, said_in(WATCHED, "1.0", subtype="me_message"))
    messages.posted(context, said_in(WATCHED, "2.0", text=code))
    assert brought(context) == []
    messages.posted(context, said_in(OTHER, "3.0", subtype="me_message", text=f"asks <@U0SOURCE> about <{URL}>"))
    messages.named(context, said_in(OTHER, "4.0", text=f"<@U0SOURCE> {code}"))
    assert brought(context) == [(ANN, URL)]


def test_a_preview_that_slack_adds_brings_nothing_and_a_forwarded_message_does(context: SlackContext) -> None:
    preview = {"from_url": URL, "original_url": URL, "title_link": f"{URL}?also", "text": f"More at <http://{HOST}/more>"}
    before = {"user": ANN, "ts": "1.0", "text": f"<{URL}>"}
    event = {"type": "message", "channel": WATCHED, "message": {**before, "attachments": [preview]}, "previous_message": before}
    messages.changed(context, Request.of({"event": event}, event, workspace=WORKSPACE))
    assert brought(context) == []
    share = {"is_share": True, "from_url": "https://desk.slack.com/archives/C1/p1", "text": f"<{URL}>"}
    messages.posted(context, said_in(WATCHED, "2.0", text="", attachments=[share, preview]))
    assert brought(context) == [(ANN, URL)]


def test_the_shortcut_takes_the_links_of_a_forwarded_message(context: SlackContext) -> None:
    share = {"is_share": True, "from_url": "https://desk.slack.com/archives/C1/p1", "text": f"<{URL}>"}
    body = {"message": {"ts": "1.0", "text": "", "attachments": [share]}}
    sources.submit_message(context, Request(WORKSPACE, ANN, WATCHED, trigger_id="t", body=body))
    assert brought(context) == [(ANN, URL)]


@pytest.mark.parametrize("closed", ["not_found", "hash_conflict"])
def test_a_window_that_is_closed_while_it_loads_is_no_error(context: SlackContext, calls: Calls, closed: str) -> None:
    calls.failing = {"views.update": closed}
    records.show_event(context, pressed(ANN, DAM.slug, body={"trigger_id": "t"}))
    records.show_event(context, pressed(ANN, "no-such-event", body={"trigger_id": "t"}))
    assert len(calls.of("views.update")) == 2
    assert calls.of("chat.postEphemeral") == []


def test_a_window_that_slack_refuses_stays_an_error(context: SlackContext, calls: Calls) -> None:
    calls.failing = {"views.update": "invalid_arguments"}
    with pytest.raises(SlackApiError):
        records.show_event(context, pressed(ANN, DAM.slug, body={"trigger_id": "t"}))


def edited(ts: str, before: str, now: str) -> Request:
    said = {"user": ANN, "ts": ts}
    event = {"channel": WATCHED, "message": {**said, "text": now}, "previous_message": {**said, "text": before}}
    return Request.of({"event": event}, event, workspace=WORKSPACE, bot_user="U0SOURCE")


def in_message(context: SlackContext, ts: str) -> list[Card]:
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        return [card for card in cards.of_batch(s, f"slack:{WATCHED}:{ts}") if card.kind is CardKind.LINK]


def posted_and_read(context: SlackContext) -> tuple[int, str]:
    """Have a link in a watched channel read and its card posted; returns the submission and the proposal's version."""
    messages.posted(context, said_in(WATCHED, "1.0"))
    (card,) = in_message(context, "1.0")
    assert card.submission_id is not None
    work(context.services, card.submission_id)
    with context.services.database.transaction(WORKSPACE) as s:
        cards.drawn(s, card, "1.1", "shown", None)
        (proposal,) = proposals.of_submission(s, card.submission_id)
    return card.submission_id, str(Ref(proposal.id, proposal.version))


def test_a_wrong_link_that_is_edited_away_is_withdrawn_with_what_waits(context: SlackContext) -> None:
    submission, ref = posted_and_read(context)
    right = f"http://{HOST}/right"
    messages.changed(context, edited("1.0", f"<{URL}>", f"<{right}>"))
    assert state_of(context, ref) is ProposalState.SUPERSEDED
    assert brought(context) == [(ANN, right)]
    wrong = in_message(context, "1.0")[0]
    assert (wrong.submission_id, wrong.due_at is not None) == (submission, True)
    shown = draw(context.services, WORKSPACE, wrong)
    assert shown is not None
    assert "edited out" in shown.text
    messages.posted(context, said_in(WATCHED, "2.0"))
    assert brought(context) == [(ANN, right), (ANN, URL)], "elsewhere it may be brought again"


def test_a_link_that_is_spelled_otherwise_or_decided_or_brought_by_others_stays(context: SlackContext) -> None:
    _, ref = posted_and_read(context)
    messages.changed(context, edited("1.0", f"<{URL}>", f"Look: <{URL}?utm_source=mail>"))
    assert state_of(context, ref) is ProposalState.PENDING
    decisions.approve(context, pressed(BEN, ref))
    messages.changed(context, edited("1.0", f"<{URL}>", "nothing"))
    assert state_of(context, ref) is ProposalState.APPROVED
    decisions.undo(context, pressed(BEN, ref))
    messages.changed(context, edited("1.0", f"<{URL}>", "nothing"))
    assert state_of(context, ref) is ProposalState.PENDING, "somebody has decided on it before"
    messages.posted(context, said_in(WATCHED, "3.0", text=f"<http://{HOST}/other>"))
    messages.posted(context, said_in(WATCHED, "4.0", user=BEN, text=f"<http://{HOST}/other>"))
    messages.changed(context, edited("3.0", f"<http://{HOST}/other>", "nothing"))
    assert brought(context) == [(ANN, f"http://{HOST}/other")]


def test_a_link_that_is_edited_away_before_it_is_read_is_not_read(context: SlackContext) -> None:
    messages.posted(context, said_in(WATCHED, "1.0"))
    messages.changed(context, edited("1.0", f"<{URL}>", "nothing"))
    assert brought(context) == []
    assert [cards.is_withdrawn(card) for card in in_message(context, "1.0")] == [True]
