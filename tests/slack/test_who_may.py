"""Who may do what: every command, shortcut, button, form and search, for every kind of person."""

import dataclasses
import itertools
import json
import shutil
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.domain.answer import QuotedStatement
from bot.domain.errors import SecondSourceError
from bot.domain.model import Basis, Hop, HopKind, Tone
from bot.domain.record import FiledProposal, ProposalState
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.intake import Link, accept_link
from bot.slack.action_ids import Action
from bot.slack.context import BackgroundTasks, SlackContext
from bot.slack.forms import anyway as anyway_form
from bot.slack.forms import ask as ask_form
from bot.slack.forms import (
    correct_event,
    file_all,
    home_channel,
    merge_events,
    new_event,
    other_event,
    own_report,
    paste,
    reject,
    reopen_decision,
    reword,
    ruling_reason,
    share,
    source,
)
from bot.slack.forms import digest as digest_form
from bot.slack.forms import edit as edit_form
from bot.slack.forms import follow as follow_form
from bot.slack.forms import grade as grade_form
from bot.slack.forms import hand_over as hand_over_form
from bot.slack.forms import settings as settings_form
from bot.slack.forms import switch_event as switch_form
from bot.slack.forms import tokens as tokens_form
from bot.slack.members import Members
from bot.slack.request import Request
from bot.slack.routes import ANY, Kind, Route, routes
from storage import proposals, workspace_settings
from storage.db import Database
from tests.newsroom import BRIDGE, DAM, WORKSPACE, ScriptedReader, answer, judged, make_services, page, work
from tests.page_server import PageServer
from tests.slack.filling import submitted
from tests.slack.test_handlers import SAID, URL, WATCHED, Calls, FakeClients, FakeSlack

STATED = QuotedStatement(
    text="The Orrin dam failed.", tone=Tone.CERTAIN, basis=Basis.WITNESSED, path=(Hop(kind=HopKind.OWN),), quote=SAID
)
"""What the article states, so that an editor can make a new event of it."""
GROUP, NOBODY, ELSEWHERE_TEAM = "S0EDITORS", "99999.1", "T0ELSEWHERE"
"""No proposal has this number: whoever may decide is told so, and nothing changes."""
PEOPLE: dict[str, dict[str, Any]] = {
    "U0ANN": {},
    "U0BEN": {},
    "U0CAY": {},
    "U0ADA": {"is_admin": True},
    "U0GIL": {"is_restricted": True},
    "U0SAM": {"is_stranger": True},
    "U0OLE": {"team_id": "T0NOWHERE", "is_admin": True},
    "U0BOT": {"is_bot": True, "is_admin": True},
    "U0DEE": {"deleted": True, "is_admin": True},
}
JOURNALIST, BY_NAME, BY_GROUP, ADMIN, GUEST, STRANGER, ELSEWHERE, BOT, GONE = PEOPLE
NAMED = (BY_NAME, GUEST, STRANGER, ELSEWHERE, BOT, GONE)
"""Those whom the settings name as editors; that makes editors of some of them only."""


class May(Enum):
    """Who may do something."""

    ANYBODY = frozenset(PEOPLE)
    OWN = frozenset({JOURNALIST, BY_NAME, BY_GROUP, ADMIN, GUEST})
    STAFF = frozenset({JOURNALIST, BY_NAME, BY_GROUP, ADMIN})
    EDITORS = frozenset({BY_NAME, BY_GROUP})
    ADMINS = frozenset({ADMIN})


PUBLIC: tuple[str, ...] = (ANY, Action.OPEN_LINK, Action.HOME_CHOICE, Action.HOME_PAGE, Action.HOME_ONLY)
OWN: tuple[str, ...] = (
    "log_own_report", own_report.ID, Action.TO_DESK,
    "/source", "/event", "submit_message", "submit_source", Action.ADD_SOURCE, source.ID, Action.PASTE, paste.ID,
    Action.TO_DESK, Action.SHOW_PROPOSAL, Action.WHY, Action.SEND_ARCHIVE, Action.SHOW_EVENT, Action.EXPLAIN,
    Action.CATCH_UP, Action.FOLLOW, follow_form.ID, Action.MUTE, Action.UNFOLLOW,
    Action.SHOW_ORIGINS, Action.SHOW_HISTORY, Action.SHARE_EVENT, share.ID, other_event.SEARCH, digest_form.SEARCH,
    Action.DIGEST_PAGE,
)  # fmt: skip
STAFF: tuple[str, ...] = (
    "/digest", digest_form.ID, Action.DIGEST_CHANGE, Action.DIGEST_NOW, Action.DIGEST_POST, Action.DIGEST_PAUSE,
    Action.DIGEST_RESUME, Action.DIGEST_OFF,
)  # fmt: skip
EDITORS: tuple[str, ...] = (
    Action.FILE_ALL, file_all.ID, Action.APPROVE, Action.REJECT, reject.ID, Action.EDIT, edit_form.ID, Action.PREVIEW_EDIT,
    Action.SAVE_EDIT, *edit_form.CHANGING, Action.REWORD, reword.ID,
    Action.SETTLE_CONFIRMS, Action.SETTLE_DENIES, Action.SETTLE_CONTEXT, Action.FILE_AS_CONTEXT, Action.UNDO, Action.MORE,
    other_event.ID, new_event.ID, Action.GRADE_OUTLET, grade_form.ID, Action.SAME, Action.DIFFERENT, Action.TAKE_BACK,
    Action.FOR_ALL, Action.ADD_REASON, ruling_reason.ID, Action.HOME_CHANNEL, home_channel.ID, Action.RETRACT, Action.REOPEN,
    switch_form.ID, Action.TAKE, Action.RELEASE, Action.HAND_OVER, hand_over_form.ID, Action.ASK, ask_form.ID, anyway_form.ID,
    Action.EXPORT_EVIDENCE,
    Action.CORRECT, correct_event.ID, Action.ADD_CLAIM, correct_event.CLAIM_ID, Action.REOPEN_DECISION, reopen_decision.ID,
    Action.MERGE, merge_events.ID, merge_events.PAIRS_ID, merge_events.CONFIRM_ID,
)  # fmt: skip
ADMINS: tuple[str, ...] = (Action.SETTINGS, settings_form.ID, settings_form.SEARCH, Action.TOKENS, tokens_form.ID)
WHO: dict[str, May] = {
    **dict.fromkeys(PUBLIC, May.ANYBODY),
    **dict.fromkeys(OWN, May.OWN),
    **dict.fromkeys(STAFF, May.STAFF),
    **dict.fromkeys(EDITORS, May.EDITORS),
    **dict.fromkeys(ADMINS, May.ADMINS),
}
ASKED = [route for route in routes(lambda _: None) if route.kind is not Kind.EVENT]
ON_EVENTS: tuple[str, ...] = (Action.SAME, Action.DIFFERENT, Action.TAKE_BACK, Action.FOR_ALL, Action.ADD_REASON)
SETTLING: tuple[str, ...] = (Action.SETTLE_CONFIRMS, Action.SETTLE_DENIES, Action.SETTLE_CONTEXT)
VALUES: dict[str, str] = {
    **dict.fromkeys(ON_EVENTS, f"{DAM.slug}:99999"),
    **dict.fromkeys(SETTLING, f"{NOBODY}.1"),
    Action.MORE: f"read_again:{NOBODY}",
    anyway_form.ID: f"approve {NOBODY} 99999 1",
    Action.DIGEST_PAGE: "99999.0",
    Action.HOME_CHOICE: "urgent",
    Action.HOME_PAGE: "urgent:0",
    Action.HOME_ONLY: "any",
    ruling_reason.ID: f"{DAM.slug}:99999",
    correct_event.ID: f"{DAM.slug}:0",
    merge_events.ID: DAM.slug,
    merge_events.PAIRS_ID: f"{DAM.slug}:{BRIDGE.slug}",
    merge_events.CONFIRM_ID: f"{DAM.slug}:{BRIDGE.slug}:1:",
}
REFUSALS = ("people of this workspace only", "deactivated", "Guests cannot", "Only editors", "Only admins")


class FakePeople(FakeSlack):
    """Slack's answers about these people, who belong to the workspace `home`."""

    home = WORKSPACE

    def api_call(self, api_method: str, **more: Any) -> SlackResponse:
        response = super().api_call(api_method, **more)
        arguments = {**(more.get("params") or {}), **(more.get("json") or {})}
        assert isinstance(response.data, dict)
        if api_method == "users.info":
            person = arguments["user"]
            response.data["user"] = {"id": person, "team_id": self.home, **PEOPLE[person]}
        if api_method == "usergroups.users.list":
            response.data["users"] = [BY_GROUP, GUEST, GONE]
        if api_method == "usergroups.list":
            response.data["usergroups"] = []
        return response


class Everywhere(FakeClients):
    """The app is installed in each workspace, and in each there are people with these ids."""

    def __init__(self, calls: Calls) -> None:
        super().__init__(FakePeople(calls))
        self._calls = calls

    def of(self, workspace: str) -> WebClient:
        client = FakePeople(self._calls)
        client.home = workspace
        return client


class Never(BackgroundTasks):
    """Does nothing of what nobody waits for."""

    def run(self, task: Any) -> None:
        pass


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def context(tmp_path: Path, migrated_sqlite: Path, calls: Calls) -> Iterator[SlackContext]:
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'second-source.db')}")
    with PageServer() as pages:
        pages.page("/dam", page())
        reader = ScriptedReader(answer(judged("orrin-dam", "so", SAID), statements=(STATED,)))
        services = make_services(database, pages, reader)
        with database.transaction(WORKSPACE) as s:
            workspace_settings.save(s, WorkspaceSettings(editors=NAMED, editor_groups=(GROUP,)), ADMIN, services.clock())
        clients = Everywhere(calls)
        yield SlackContext(services=services, clients=clients, members=Members(clients.of, services.clock), background=Never())
    database.dispose()


def asked(route: Route, person: str) -> Request:
    """Let somebody do something, in a channel."""
    value = VALUES.get(route.id, NOBODY)
    chosen = {"selected_option": {"value": DAM.slug}}
    view = {"id": "V1", "type": "modal", "private_metadata": value, "state": {"values": {other_event.EVENT: {"a": chosen}}}}
    body = {"trigger_id": "t", "message": {"ts": "1.0", "text": "no link"}, "view": view}
    command = {"text": URL if route.id == "/source" else "show", "response_url": "http://127.0.0.1:1/"}
    payload = view if route.kind is Kind.SUBMISSION else {"value": value, **command}
    return Request(WORKSPACE, person, WATCHED, trigger_id="t", response_url="http://127.0.0.1:1/", body=body, payload=payload)


def what_is_said(context: SlackContext, calls: Calls, route: Route, person: str, **changes: str) -> str:
    """Return all that somebody is told, in a window or instead of one; `changes` are another workspace, or another value."""
    calls.asked.clear()
    request = asked(route, person)
    if changes:
        request = dataclasses.replace(request, workspace=changes["workspace"], payload={"value": changes["value"]})
    try:
        answered = route.handler(context, request)
    except SecondSourceError as error:
        answered = error.sentence
    return f"{answered} {calls.of('views.update')}"


def test_every_route_says_who_may() -> None:
    assert {route.id for route in ASKED} == set(WHO)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person)
def test_who_may_do_what(context: SlackContext, calls: Calls, person: str) -> None:
    wrong = list[str]()
    for route in ASKED:
        said = what_is_said(context, calls, route, person)
        refused = any(sentence in said for sentence in REFUSALS)
        if refused is (person in WHO[route.id].value):
            wrong.append(f"{route.kind.name} {route.id}: {said[:200]}")
    assert wrong == []


class Whose(Enum):
    """Whose link a proposal is of, for the person who acts on it."""

    OWN = "their own"
    OTHER = "another's"
    ELSEWHERE = "another workspace's"


ON_PROPOSALS: dict[str, str] = {
    **dict.fromkeys((Action.APPROVE, Action.REJECT, Action.EDIT, Action.FILE_AS_CONTEXT, Action.UNDO), "{id}.1"),
    **dict.fromkeys(SETTLING, "{id}.1.1"),
    **dict.fromkeys((Action.WHY, Action.SHOW_PROPOSAL, Action.SEND_ARCHIVE, Action.GRADE_OUTLET), "{id}"),
    **dict.fromkeys((Action.PASTE, Action.TO_DESK), "{submission}"),
    Action.MORE: "read_again:{id}.1",
}
"""What acts on a proposal or its link, and the value that its button carries."""
NOT_ON_OWN: tuple[str, ...] = (Action.APPROVE, Action.REJECT, Action.EDIT, Action.UNDO, Action.MORE, *SETTLING)
"""What an editor may not do with a link of their own; the rest says that there is nothing to do, or decides nothing."""
BROUGHT_IT = "so another editor has to decide"
NOT_THEIRS = ("There is no proposal", "There is no submission")


def brought(context: SlackContext, by: str, key: str = "own") -> FiledProposal:
    """Have a link read that somebody brought; returns what waits for an editor."""
    link = Link(key=f"{by}-{key}", by=by, place=WATCHED, url=f"{URL}?for={by}-{key}")
    filed = accept_link(context.services, WORKSPACE, link)
    work(context.services, filed.submission.id)
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        (proposal,) = proposals.of_submission(s, filed.submission.id)
    return proposal


def expected(action: str, person: str, whose: Whose) -> tuple[str, ...]:
    """Return the sentences one of which somebody is told; none if they may do it."""
    if person not in WHO[action].value:
        return REFUSALS
    if whose is Whose.ELSEWHERE:
        return NOT_THEIRS
    if action == Action.TO_DESK and whose is Whose.OTHER and person not in May.EDITORS.value:
        return REFUSALS
    return (BROUGHT_IT,) if whose is Whose.OWN and action in NOT_ON_OWN else ()


def test_who_may_do_what_with_whose_link(context: SlackContext, calls: Calls) -> None:
    with context.services.database.transaction(ELSEWHERE_TEAM) as s:
        there = WorkspaceSettings(editors=NAMED, editor_groups=(GROUP,), self_approval=True)
        workspace_settings.save(s, there, ADMIN, context.services.clock())
    actions = [route for route in ASKED if route.kind is Kind.ACTION and route.id in ON_PROPOSALS]
    assert {route.id for route in actions} == set(ON_PROPOSALS)
    wrong, decided = list[str](), set[str]()
    for person in PEOPLE:
        own, other = brought(context, person), brought(context, "U0MIA", f"for-{person}")
        for route, whose in itertools.product(actions, Whose):
            filed = own if whose is Whose.OWN else other
            value = ON_PROPOSALS[route.id].format(id=filed.id, submission=filed.submission.id)
            workspace = ELSEWHERE_TEAM if whose is Whose.ELSEWHERE else WORKSPACE
            said = what_is_said(context, calls, route, person, workspace=workspace, value=value)
            told = tuple(words for words in (*REFUSALS, *NOT_THEIRS, BROUGHT_IT) if words in said)
            may = expected(route.id, person, whose)
            if bool(told) is not bool(may) or not set(told) <= set(may):
                wrong.append(f"{person} {route.id} {whose.value}: {said[:200]}")
        with context.services.database.transaction(WORKSPACE, read_only=True) as s:
            assert proposals.get(s, own.id).state is ProposalState.PENDING
            decided |= {person} if proposals.get(s, other.id).state is ProposalState.APPROVED else set()
    assert wrong == []
    assert decided == May.EDITORS.value


OPENED_BY: dict[str, tuple[str, str]] = {
    reject.ID: (Action.REJECT, "{id}.1"),
    edit_form.ID: (Action.EDIT, "{id}.1"),
    hand_over_form.ID: (Action.HAND_OVER, "{id}.1"),
    ask_form.ID: (Action.ASK, "{id}.1"),
    other_event.ID: (Action.MORE, "other_event:{id}.1"),
    new_event.ID: (Action.MORE, "new_event:{id}.1"),
    grade_form.ID: (Action.GRADE_OUTLET, "{id}"),
    paste.ID: (Action.PASTE, "{submission}"),
}
"""The forms that act on a proposal or its link: what opens each, with which value."""
NOT_WITH_OWN: tuple[str, ...] = (reject.ID, edit_form.ID, other_event.ID, new_event.ID)
"""What an editor may not send about a link of their own."""


def filled(view: dict[str, Any]) -> dict[str, Any]:
    """Fill in all that a form asks for, somehow."""
    sent = {"id": "V1", **submitted(view)}
    for block in view["blocks"]:
        element = block.get("element") or {}
        state = sent["state"]["values"].get(block.get("block_id"), {}).get(element.get("action_id"))
        match element.get("type"):
            case "plain_text_input" if not state["value"]:
                state["value"] = SAID
            case "users_select":
                state["selected_user"] = BY_GROUP
            case "external_select":
                state["selected_option"] = {"value": BRIDGE.slug}
            case "checkboxes" if not state["selected_options"]:
                state["selected_options"] = element["options"]
            case "static_select" | "radio_buttons" if not state["selected_option"]:
                state["selected_option"] = element["options"][0]
    return sent


def form_of(context: SlackContext, calls: Calls, form: str, filed: FiledProposal) -> dict[str, Any]:
    """Return a form about a proposal as an editor is shown it who may act on it, filled in."""
    action, value = OPENED_BY[form]
    (opens,) = (route for route in ASKED if route.kind is Kind.ACTION and route.id == action)
    value = value.format(id=filed.id, submission=filed.submission.id)
    opener = BY_GROUP if filed.submission.by == BY_NAME else BY_NAME
    what_is_said(context, calls, opens, opener, workspace=WORKSPACE, value=value)
    shown = calls.of("views.update")[-1]["view"]
    view: dict[str, Any] = json.loads(shown) if isinstance(shown, str) else shown
    assert view["callback_id"] == form, view
    return filled(view)


def sent(context: SlackContext, calls: Calls, form: str, person: str, view: dict[str, Any], workspace: str) -> str:
    """Let somebody send a form; returns all that they are told."""
    (route,) = (route for route in ASKED if route.kind is Kind.SUBMISSION and route.id == form)
    calls.asked.clear()
    request = Request(workspace, person, trigger_id="t", body={"trigger_id": "t", "view": view}, payload=view)
    try:
        answered = route.handler(context, request)
    except SecondSourceError as error:
        answered = error.sentence
    return f"{answered} {calls.of('views.update')}"


def sentences(form: str, whose: Whose) -> tuple[str, ...]:
    """Return the sentences one of which somebody is told who may send a form, but perhaps not about this link."""
    if whose is Whose.ELSEWHERE:
        return NOT_THEIRS
    return (BROUGHT_IT,) if whose is Whose.OWN and form in NOT_WITH_OWN else ()


@pytest.mark.parametrize("form", OPENED_BY)
def test_who_may_send_what_about_whose_link(context: SlackContext, calls: Calls, form: str) -> None:
    with context.services.database.transaction(ELSEWHERE_TEAM) as s:
        there = WorkspaceSettings(editors=NAMED, editor_groups=(GROUP,), self_approval=True)
        workspace_settings.save(s, there, ADMIN, context.services.clock())
    anybodys = brought(context, "U0MIA")
    view = form_of(context, calls, form, anybodys)
    wrong = list[str]()
    for person, whose in itertools.product(PEOPLE, Whose):
        may, shown = person in WHO[form].value, view
        if may and whose is not Whose.ELSEWHERE:
            filed = brought(context, person if whose is Whose.OWN else "U0MIA", f"{form}-{person}-{whose.name}")
            shown = form_of(context, calls, form, filed)
        said = sent(context, calls, form, person, shown, ELSEWHERE_TEAM if whose is Whose.ELSEWHERE else WORKSPACE)
        told = tuple(words for words in (*REFUSALS, *NOT_THEIRS, BROUGHT_IT) if words in said)
        expects = sentences(form, whose) if may else REFUSALS
        if bool(told) is not bool(expects) or not set(told) <= set(expects):
            wrong.append(f"{person} {whose.value}: {said[:300]}")
    assert wrong == []
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert proposals.get(s, anybodys.id).state is ProposalState.PENDING
