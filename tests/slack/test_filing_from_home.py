"""Filing from App Home, by its handlers alone: Slack is answered at once, and what the queue shows stays chosen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web import SlackResponse

from bot.domain.card import Spot
from bot.domain.errors import BadInput, Refused
from bot.domain.record import FiledProposal, ProposalState
from bot.pipeline import decide
from bot.pipeline.intake import Link, accept_link
from bot.slack.action_ids import Ref
from bot.slack.context import BackgroundTasks, SlackContext
from bot.slack.forms import file_all as form
from bot.slack.forms import settings as settings_form
from bot.slack.handlers import decisions, home, settings
from bot.slack.members import Members
from bot.slack.request import Request, with_queue
from bot.slack.shown import QueueView
from storage import cards, proposals
from tests.newsroom import HOST, WORKSPACE, make_services, page, work
from tests.page_server import PageServer
from tests.slack import filling, test_handlers
from tests.slack.messages import words_of
from tests.slack.test_handlers import ANN, BEN, GIL, Calls, FakeClients, FakeSlack, state_of, submitted, waiting

calls, context = test_handlers.calls, test_handlers.context
CHOSEN = str(QueueView.parse("oldest:0"))


class Later(BackgroundTasks):
    """Keeps what nobody waits for until a test runs it."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks: list[Callable[[], object]] = []

    def run(self, task: Callable[[], object]) -> None:
        self.tasks.append(task)

    def finish(self) -> None:
        while self.tasks:
            self.tasks.pop(0)()


@pytest.fixture
def repeats(context: SlackContext) -> list[FiledProposal]:
    """Approve an article, and bring the same text from two other addresses."""
    decisions.approve(context, test_handlers.pressed(BEN, waiting(context)))
    with PageServer() as pages:
        for path in ("/one", "/two"):
            pages.page(path, page())
        fetcher = make_services(context.services.database, pages, context.services.reader, stored=()).fetcher
        services = replace(context.services, fetcher=fetcher)
        found = [
            accept_link(services, WORKSPACE, Link(key=path, by=ANN, place="C0WATCH", url=f"http://{HOST}{path}"))
            for path in ("/one", "/two")
        ]
        for filed in found:
            work(services, filed.submission.id)
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        return [proposals.of_submission(s, filed.submission.id)[0] for filed in found]


def submits(person: str, listed: list[FiledProposal]) -> Request:
    view = with_queue({"id": "V1", "type": "modal", **form.draw(listed), "state": {"values": {}}}, CHOSEN)
    return Request.of({"type": "view_submission", "user": {"id": person}, "view": view}, view, workspace=WORKSPACE)


def states(context: SlackContext, listed: list[FiledProposal]) -> list[ProposalState]:
    return [state_of(context, str(Ref(filed.id, filed.version))) for filed in listed]


def home_of(calls: Calls) -> dict[str, Any]:
    view: dict[str, Any] = calls.of("views.publish")[-1]["view"]
    return view


def test_slack_is_answered_before_anything_is_filed(context: SlackContext, calls: Calls, repeats: list[FiledProposal]) -> None:
    later = Later()
    answered = home.file_listed(replace(context, background=later), submits(BEN, repeats))
    assert isinstance(answered, dict)
    assert "Filing 2 proposals" in words_of(answered["view"]["blocks"])
    assert states(context, repeats) == [ProposalState.PENDING] * 2
    later.finish()
    assert states(context, repeats) == [ProposalState.APPROVED] * 2
    (shown,) = calls.of("views.update")
    assert "Filed: 2 proposals." in words_of(shown["view"]["blocks"])
    assert home_of(calls)["private_metadata"].endswith(CHOSEN)


def test_a_second_press_says_that_all_is_decided(context: SlackContext, calls: Calls, repeats: list[FiledProposal]) -> None:
    for _ in range(2):
        home.file_listed(context, submits(BEN, repeats))
    said = words_of(calls.of("views.update")[-1]["view"]["blocks"])
    assert "2 proposals had been decided already" in said
    assert "still wait" not in said


def test_what_was_filed_before_an_error_is_said(
    context: SlackContext, calls: Calls, repeats: list[FiledProposal], monkeypatch: pytest.MonkeyPatch
) -> None:
    def approve(*given: Any, **more: Any) -> object:
        if given[2] == repeats[1].id:
            raise OSError("the disk is full")
        return decide.approve(*given, **more)

    monkeypatch.setattr("bot.pipeline.filing.approve", approve)
    with pytest.raises(OSError, match="disk"):
        home.file_listed(context, submits(BEN, repeats))
    said = words_of(calls.of("views.update")[-1]["view"]["blocks"])
    assert "Filed: 1 proposal." in said
    assert "Something went wrong on our side; 1 proposal of the list may still wait." in said
    assert states(context, repeats) == [ProposalState.APPROVED, ProposalState.PENDING]


@pytest.mark.parametrize(("person", "why"), [(ANN, "Only editors"), (GIL, "Guests cannot decide")])
@pytest.mark.slow
def test_nobody_but_an_editor_files(
    context: SlackContext, calls: Calls, repeats: list[FiledProposal], person: str, why: str
) -> None:
    pressed = Request(WORKSPACE, person, body={"trigger_id": "t"}, payload={"value": "nothing"})
    home.list_nothing_new(context, pressed)
    assert why in str(calls.of("views.update")[-1]["view"])
    with pytest.raises(Refused, match=why):
        home.file_listed(context, submits(person, repeats))
    assert states(context, repeats) == [ProposalState.PENDING] * 2


def test_the_form_carries_versions_and_says_what_needs_care(repeats: list[FiledProposal]) -> None:
    careful = repeats[0].model_copy(
        update={"version": 3, "proposal": repeats[0].proposal.model_copy(update={"remarks": ("Mind the date.",)})}
    )
    drawn = form.draw([careful])
    assert "⚠️ Mind the date." in words_of(drawn["blocks"])
    assert form.parse({**drawn, "state": {"values": {}}}) == {careful.id: 3}
    many = form.draw([careful] * (form.MOST + 17))
    assert f"The first {form.MOST} of {form.MOST + 17}; the others" in words_of(many["blocks"])
    with pytest.raises(BadInput):
        form.parse({**drawn, "private_metadata": "12", "state": {"values": {}}})


def test_what_somebody_chose_of_the_queue_stays_after_a_decision(context: SlackContext, calls: Calls) -> None:
    ref = waiting(context)
    view = with_queue({"id": "V0", "type": "home"}, CHOSEN)
    looks = Request(WORKSPACE, BEN, body={"trigger_id": "t", "view": view}, payload={"value": ref.partition(".")[0]})
    decisions.show_proposal(context, looks)
    shown = {**calls.of("views.update")[-1]["view"], "id": "V1"}
    body = {"type": "block_actions", "trigger_id": "t", "view": shown}
    decisions.ask_why(context, Request(WORKSPACE, BEN, body=body, payload={"value": ref}))
    asked = calls.of("views.update")[-1]["view"]
    filled = {**asked, "state": {"values": {"reason": {"reason": {"value": "A copy."}}}}}
    decisions.reject(context, Request.of({"user": {"id": BEN}, "view": filled}, filled, workspace=WORKSPACE))
    assert state_of(context, ref) is ProposalState.REJECTED
    assert home_of(calls)["private_metadata"].endswith(CHOSEN)


@pytest.mark.parametrize("value", ["", "loud:0", "urgent:x", "urgent:99999"])
def test_a_choice_that_is_not_ours_is_refused(value: str) -> None:
    with pytest.raises(BadInput):
        QueueView.parse(value)


class AdminsSlack(FakeSlack):
    """Slack's answers where everybody is an admin."""

    def api_call(self, api_method: str, **more: Any) -> SlackResponse:
        response = super().api_call(api_method, **more)
        if api_method == "users.info" and isinstance(response.data, dict):
            response.data["user"]["is_admin"] = True
        return response


def test_switching_reactions_off_has_those_that_stand_looked_at(context: SlackContext, calls: Calls) -> None:
    with context.services.database.transaction(WORKSPACE) as s:
        cards.want_reaction(s, Spot(channel="C0WATCH", batch="m"), "1.0", context.now())
        cards.drawn(s, cards.of_batch(s, "m")[0], "1.0", "eyes", None)
    clients = FakeClients(AdminsSlack(calls))
    view = filling.ticked(filling.submitted(settings_form.draw(context.settings(WORKSPACE))), "allowed")
    admins = replace(context, clients=clients, members=Members(clients.of, context.services.clock))
    assert settings.save(admins, submitted(BEN, view)) is None
    assert not context.settings(WORKSPACE).reactions
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert cards.of_batch(s, "m")[0].due_at is not None
