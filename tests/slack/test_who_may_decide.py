"""Who may do what with whose link, where a form or a command needs more than a link that waits."""

import dataclasses
import json
from typing import Any, cast

import pytest

from bot.domain.errors import SecondSourceError
from bot.domain.record import FiledProposal, ProposalState
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline import decide, handling
from bot.slack.action_ids import Action, Ref
from bot.slack.context import SlackContext
from bot.slack.forms import anyway as anyway_form
from bot.slack.forms import file_all, reopen_decision, reword
from bot.slack.request import Request
from bot.slack.routes import Kind, Route
from storage import proposals, submissions, workspace_settings
from tests.newsroom import WORKSPACE
from tests.page_server import PageServer
from tests.pipeline.fixed import SEVEN, TunnelDesk
from tests.slack import test_who_may
from tests.slack.test_handlers import WATCHED, Calls, Soon
from tests.slack.test_who_may import (
    ADMIN,
    ASKED,
    BROUGHT_IT,
    BY_GROUP,
    BY_NAME,
    ELSEWHERE_TEAM,
    GROUP,
    JOURNALIST,
    NAMED,
    NOT_THEIRS,
    PEOPLE,
    REFUSALS,
    WHO,
    May,
    Whose,
    brought,
    filled,
    sent,
)

calls, context = test_who_may.calls, test_who_may.context
MIA = "U0MIA"
"""Brings links, and does nothing else."""
HELD: dict[str, str] = {Action.APPROVE: "{id}.1", Action.TAKE: "{id}.1", Action.MORE: "read_again:{id}.1"}
"""What asks an editor first if somebody else is on the proposal, and the value that its button carries."""
NEW_WORDING = "Seven workers were hurt when the roof of the Karst tunnel fell in."
Pairs = list[tuple[str, Whose]]
EVERYWHERE: Pairs = [(person, whose) for person in PEOPLE for whose in Whose]
EVERY_LINK = {JOURNALIST, *May.EDITORS.value}
EDITING = [(person, whose) for person, whose in EVERYWHERE if person in EVERY_LINK or whose is Whose.OTHER]
"""Editors and a journalist with each link, the others with somebody else's of the workspace, where only they are forbidden."""
BY_WORD = [route for route in ASKED if route.kind in (Kind.COMMAND, Kind.SHORTCUT) and route.id != "/digest"]
"""The commands and shortcuts that may be given a link; a digest is about a channel."""


@pytest.fixture(autouse=True)
def lenient_elsewhere(context: SlackContext) -> None:
    """In the other workspace the same people decide on their own links: that gives them nothing here."""
    with context.services.database.transaction(ELSEWHERE_TEAM) as s:
        there = WorkspaceSettings(editors=NAMED, editor_groups=(GROUP,), self_approval=True)
        workspace_settings.save(s, there, ADMIN, context.services.clock())


@pytest.fixture(params=[EDITING, pytest.param(EVERYWHERE, marks=pytest.mark.slow)], ids=["editing", "everywhere"])
def pairs(request: pytest.FixtureRequest) -> Pairs:
    """Return people, each with whose link they try something with."""
    return cast("Pairs", request.param)


def link_of(context: SlackContext, person: str, whose: Whose, key: str) -> FiledProposal:
    return brought(context, person if whose is Whose.OWN else MIA, f"{key}-{person}-{whose.name}")


def team(whose: Whose) -> str:
    return ELSEWHERE_TEAM if whose is Whose.ELSEWHERE else WORKSPACE


def colleague(person: str) -> str:
    """Return an editor who is somebody else."""
    return BY_GROUP if person == BY_NAME else BY_NAME


def stored(context: SlackContext, filed: FiledProposal) -> FiledProposal:
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, filed.id)


def expected(form: str, person: str, whose: Whose, *, on_own: tuple[str, ...] = (BROUGHT_IT,)) -> tuple[str, ...]:
    """Return the sentences one of which somebody is told; none if they may do it."""
    if person not in WHO[form].value:
        return REFUSALS
    return {Whose.OWN: on_own, Whose.OTHER: (), Whose.ELSEWHERE: NOT_THEIRS}[whose]


def fault(said: str, expects: tuple[str, ...]) -> str | None:
    """Say what somebody was told if that is not one of the sentences, or is any where there are none."""
    told = {words for words in (*REFUSALS, *NOT_THEIRS, BROUGHT_IT) if words in said}
    return None if bool(told) is bool(expects) and told <= set(expects) else said[:300]


def press(context: SlackContext, calls: Calls, action: str, person: str, value: str) -> dict[str, Any]:
    """Let somebody press a button of a card; returns the form that they are shown, filled in."""
    (route,) = (route for route in ASKED if route.kind is Kind.ACTION and route.id == action)
    calls.asked.clear()
    payload = {"action_id": action, "value": value}
    body = {"type": "block_actions", "trigger_id": "t"}
    route.handler(context, Request(WORKSPACE, person, WATCHED, trigger_id="t", body=body, payload=payload))
    shown = [*calls.of("views.open"), *calls.of("views.update")][-1]["view"]
    view: dict[str, Any] = json.loads(shown) if isinstance(shown, str) else shown
    return filled(view)


def test_who_may_reopen_whose_decision(context: SlackContext, calls: Calls, pairs: Pairs) -> None:
    wrong = list[str]()
    for person, whose in pairs:
        filed = link_of(context, person, whose, "reopen")
        by = colleague(person)
        decide.reject(context.services, WORKSPACE, filed.id, by=by, version=1, reason="Not ours.")
        view = press(context, calls, Action.REOPEN_DECISION, by, str(Ref(filed.id, 1)))
        said = sent(context, calls, reopen_decision.ID, person, view, team(whose))
        expects = expected(reopen_decision.ID, person, whose)
        state = stored(context, filed).state
        if (why := fault(said, expects)) or state is not (ProposalState.REJECTED if expects else ProposalState.PENDING):
            wrong.append(f"{person} {whose.value}: {state.value} {why}")
    assert wrong == []


@pytest.mark.parametrize("action", HELD)
def test_who_may_do_what_anyway_with_whose_link(context: SlackContext, calls: Calls, pairs: Pairs, action: str) -> None:
    wrong = list[str]()
    for person, whose in pairs:
        filed = link_of(context, person, whose, "held")
        value, holder = HELD[action].format(id=filed.id), colleague(person)
        hold = handling.take(context.services, WORKSPACE, filed.id, by=holder)
        if person in WHO[anyway_form.ID].value and whose is Whose.OTHER:
            view = press(context, calls, action, person, value)
            assert view["callback_id"] == anyway_form.ID, view
        else:
            view = filled(anyway_form.draw(action, value, filed.id, hold))
        said = sent(context, calls, anyway_form.ID, person, view, team(whose))
        expects = expected(anyway_form.ID, person, whose)
        decided = stored(context, filed).state is ProposalState.APPROVED
        if (why := fault(said, expects)) or decided is not (action == Action.APPROVE and not expects):
            wrong.append(f"{person} {whose.value}: decided {decided}, {why}")
    assert wrong == []


def test_who_may_file_whose_links_at_once(context: SlackContext, calls: Calls, pairs: Pairs) -> None:
    first = brought(context, MIA)
    decide.approve(context.services, WORKSPACE, first.id, by=BY_NAME, version=1)
    soon, wrong = dataclasses.replace(context, background=Soon()), list[str]()
    for person, whose in pairs:
        filed = link_of(context, person, whose, "file")
        view = filled(file_all.draw([filed]))
        said = sent(soon, calls, file_all.ID, person, view, team(whose))
        expects = expected(file_all.ID, person, whose)
        state = stored(context, filed).state
        if (why := fault(said, expects)) or state is not (ProposalState.PENDING if expects else ProposalState.APPROVED):
            wrong.append(f"{person} {whose.value}: {state.value} {why}")
    assert wrong == []


@pytest.mark.parametrize("whose", Whose, ids=lambda whose: whose.name)
def test_who_may_reword_claims_with_whose_link(context: SlackContext, calls: Calls, pairs: Pairs, whose: Whose) -> None:
    wrong = list[str]()
    with PageServer() as pages:
        desk = TunnelDesk(context.services.database, pages)
        there = dataclasses.replace(context, services=desk.services)
        desk.two_papers()
        for person in (person for person, of in pairs if of is whose):
            filed = desk.bring(f"/seven-{person}", SEVEN, day=6, by=person if whose is Whose.OWN else MIA)
            ref = str(Ref(filed.id, filed.version))
            form = press(there, calls, Action.REWORD, colleague(person), ref)
            assert form["callback_id"] == reword.ID, form
            previewed = sent(there, calls, reword.ID, person, form, team(whose))
            given = reword.Reword(Ref.parse(ref), {"hurt": NEW_WORDING}, "", seen=False)
            seen = filled(reword.draw(given.ref, filed, desk.event(), given=given))
            said = sent(there, calls, reword.ID, person, seen, team(whose))
            expects = expected(reword.ID, person, whose)
            changed = stored(context, filed).state is ProposalState.APPROVED
            if (why := fault(previewed, expects) or fault(said, expects)) or changed is bool(expects):
                wrong.append(f"{person}: changed {changed}, {why or said[:300]}")
            if changed:
                decide.undo(desk.services, WORKSPACE, filed.id, by=colleague(person))
    assert wrong == []


def by_word(context: SlackContext, route: Route, person: str, workspace: str, url: str) -> str:
    """Let somebody name a link in a command, or choose a shortcut on the message that has it; returns what they are told."""
    command = {"text": url, "response_url": "http://127.0.0.1:1/"}
    body = {"trigger_id": "t", "message": {"ts": "1.0", "user": MIA, "text": f"<{url}>"}}
    asked = f"{route.id}-{person}-{workspace}-{url}"
    request = Request(workspace, person, WATCHED, trigger_id=asked, body=body, payload=command)
    try:
        return str(route.handler(context, request))
    except SecondSourceError as error:
        return error.sentence


@pytest.mark.parametrize("route", BY_WORD, ids=lambda route: route.id)
def test_commands_and_shortcuts_change_nobodys_link(context: SlackContext, calls: Calls, pairs: Pairs, route: Route) -> None:
    wrong = list[str]()
    for person, whose in pairs:
        filed = link_of(context, person, whose, "word")
        assert filed.submission.url is not None
        calls.asked.clear()
        said = f"{by_word(context, route, person, team(whose), filed.submission.url)} {calls.of('views.update')}"
        # Anybody may bring what somebody brought before: it stays theirs, and waits as it did.
        expects = () if person in WHO[route.id].value else REFUSALS
        now = stored(context, filed)
        kept = (now.state, now.version, now.submission.by) == (ProposalState.PENDING, 1, filed.submission.by)
        if (why := fault(said, expects)) or not kept:
            wrong.append(f"{person} {whose.value}: kept {kept}, {why}")
    assert wrong == []


@pytest.mark.parametrize("route", [r for r in BY_WORD if r.id in ("/source", "submit_message")], ids=lambda route: route.id)
def test_a_link_of_another_workspace_is_brought_anew_here(context: SlackContext, route: Route) -> None:
    there = brought(context, MIA)
    assert there.submission.url is not None
    by_word(context, route, BY_NAME, ELSEWHERE_TEAM, there.submission.url)
    with context.services.database.transaction(ELSEWHERE_TEAM, read_only=True) as s:
        assert [found.by for found in submissions.unfinished(s)] == [BY_NAME]
