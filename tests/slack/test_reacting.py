"""What the poster does with reactions: which one a message gets, and what is left after a refusal or a crash."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.domain.card import Card, CardKind, Spot
from bot.domain.record import SubmissionState
from bot.pipeline import decide
from bot.pipeline.amend import Amendment
from bot.pipeline.intake import Link, accept_link, take_out
from bot.pipeline.reread import read_again
from bot.slack.context import BackgroundTasks, SlackContext
from bot.slack.members import Members
from bot.slack.poster import Poster
from bot.slack.reactions import APPROVED, FAILED, FILED, READING, WAITING, reaction_of
from storage import cards, decisions, proposals, submissions, workspace_settings
from storage.db import Database
from tests.newsroom import HOST, WORKSPACE, ScriptedReader, Ticking, answer, judged, make_services, page, work
from tests.page_server import PageServer
from tests.slack.answering import FakeClients, answered, refusal

URL = f"http://{HOST}/dam"
SAID = "“The dam has failed,” the mayor, Vera Holm, said at the town hall"
EDDA = "U0EDDA"


class FakeSlack(WebClient):
    """One message's reactions; calls may be refused, or fail without an answer, by method."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, list[str]] = {}
        self.refused: dict[str, tuple[str, int]] = {}
        self.lost: set[str] = set()

    def api_call(self, api_method: str, **more: Any) -> SlackResponse:
        arguments = {**(more.get("params") or {}), **(more.get("json") or {})}
        if api_method in self.refused:
            raise refusal(self, *self.refused.pop(api_method), {"Retry-After": "1"})
        on = self.names.setdefault(str(arguments.get("timestamp")), [])
        if api_method == "reactions.remove":
            if arguments["name"] not in on:
                raise refusal(self, "no_reaction", 200, {})
            on.remove(arguments["name"])
        if api_method == "reactions.add":
            on.append(arguments["name"])
        if api_method in self.lost:
            self.lost.discard(api_method)
            raise TimeoutError("no answer")
        return answered(self, {"ok": True, "ts": "9.0", "channel": "C0WATCH"})


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
def context(tmp_path: Path, migrated_sqlite: Path, slack: FakeSlack) -> Iterator[SlackContext]:
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'second-source.db')}")
    with PageServer() as pages, BackgroundTasks() as background:
        for path in ("/dam", "/copy"):
            pages.page(path, page())
        services = make_services(database, pages, ScriptedReader(answer(judged("orrin-dam", "so", SAID))))
        assert isinstance(services.clock, Ticking)
        clients = FakeClients(slack)
        yield SlackContext(services, clients, Members(clients.of, services.clock), background)
    database.dispose()


def bring(context: SlackContext, batch: str, url: str = URL, *, position: int = 0, by: str = "U0ANN") -> int:
    """Let a message bring a link; its id is the batch's name. Returns the submission."""
    spot = Spot(channel="C0WATCH", thread=f"{batch}.0", batch=batch, position=position)
    link = Link(key=key(context, batch, url), by=by, place="C0WATCH", url=url, spot=spot, message=f"{batch}.0")
    return accept_link(context.services, WORKSPACE, link).submission.id


def key(context: SlackContext, batch: str, url: str) -> str:
    return f"{batch}:{context.services.fetcher.canonical(url)}"


def draw_all(context: SlackContext) -> None:
    poster = Poster(context)
    for _ in range(60):
        poster.draw_next(WORKSPACE)


def of_message(context: SlackContext, batch: str) -> Card:
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        return next(card for card in cards.of_batch(s, batch) if card.kind is CardKind.REACTION)


def wanted(context: SlackContext, batch: str) -> str | None:
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        return reaction_of(s, of_message(context, batch))


def proposal_of(context: SlackContext, submission_id: int) -> tuple[int, int]:
    with context.services.database.transaction(WORKSPACE, read_only=True) as s:
        filed = proposals.of_submission(s, submission_id)[0]
        return filed.id, filed.version


@pytest.mark.slow
def test_after_a_rate_limit_between_its_two_calls_only_the_right_one_stays(context: SlackContext, slack: FakeSlack) -> None:
    submission = bring(context, "1")
    draw_all(context)
    assert slack.names["1.0"] == [READING]
    work(context.services, submission)
    slack.refused["reactions.add"] = ("ratelimited", 429)
    while slack.refused:
        Poster(context).draw_next(WORKSPACE)
    assert slack.names["1.0"] == []
    assert of_message(context, "1").tried
    draw_all(context)
    assert slack.names["1.0"] == [WAITING]


def test_after_a_lost_answer_only_the_right_one_stays(context: SlackContext, slack: FakeSlack) -> None:
    submission = bring(context, "1")
    slack.lost.add("reactions.add")
    Poster(context).draw_next(WORKSPACE)
    assert (slack.names["1.0"], of_message(context, "1").shown) == ([READING], None)
    work(context.services, submission)
    draw_all(context)
    assert slack.names["1.0"] == [WAITING]


def test_a_reaction_that_slack_does_not_take_waits_and_is_no_problem_of_an_editors(
    context: SlackContext, slack: FakeSlack
) -> None:
    submission = bring(context, "1")
    slack.refused["reactions.add"] = ("too_many_emoji", 200)
    draw_all(context)
    card = of_message(context, "1")
    assert (card.due_at, card.problem, slack.names.get("1.0", [])) == (None, None, [])
    work(context.services, submission)
    draw_all(context)
    assert slack.names["1.0"] == [WAITING]


@pytest.mark.slow
def test_a_duplicate_stands_as_the_article_that_it_is(context: SlackContext, slack: FakeSlack) -> None:
    first = bring(context, "1")
    twin = bring(context, "2", f"http://{HOST}/copy")
    work(context.services, first)
    with context.services.database.transaction(WORKSPACE) as s:
        article = submissions.get(s, first).article_id
        assert article is not None
        submissions.claim_article(s, twin, article, context.services.fetcher.canonical(URL))
        assert submissions.get(s, twin).state is SubmissionState.DUPLICATE
        cards.submission_changed(s, twin, context.now())
    draw_all(context)
    assert slack.names == {"1.0": [WAITING], "2.0": [WAITING], "None": []}
    id_, version = proposal_of(context, first)
    decide.approve(context.services, WORKSPACE, id_, by=EDDA, version=version)
    draw_all(context)
    assert (slack.names["1.0"], slack.names["2.0"]) == ([APPROVED], [APPROVED])


def test_reading_again_leaves_the_reaction_of_whoever_brought_the_link_later(context: SlackContext, slack: FakeSlack) -> None:
    first = bring(context, "1")
    work(context.services, first)
    assert bring(context, "2", by="U0BO") == first
    draw_all(context)
    newer = read_again(context.services, WORKSPACE, proposal_of(context, first)[0], by=EDDA, key="again")
    work(context.services, newer.id)
    draw_all(context)
    assert (slack.names["1.0"], slack.names["2.0"]) == ([WAITING], [WAITING])
    id_, version = proposal_of(context, newer.id)
    decide.approve(context.services, WORKSPACE, id_, by=EDDA, version=version)
    draw_all(context)
    assert (slack.names["1.0"], slack.names["2.0"]) == ([APPROVED], [APPROVED])


@pytest.mark.slow
def test_a_link_that_was_edited_out_does_not_count_any_more(context: SlackContext, slack: FakeSlack) -> None:
    first = bring(context, "1")
    work(context.services, first)
    gone = bring(context, "2", f"http://{HOST}/nowhere")
    work(context.services, gone)
    bring(context, "2", by="U0BO", position=1)
    assert wanted(context, "2") == WAITING
    with context.services.database.transaction(WORKSPACE) as s:
        cards.drawn(s, of_message(context, "2"), "2.0", WAITING, None)
    slack.names["2.0"] = [WAITING]
    take_out(context.services, WORKSPACE, "2", {key(context, "2", URL)})
    assert wanted(context, "2") == FAILED
    draw_all(context)
    assert slack.names["2.0"] == [FAILED]


@pytest.mark.slow
def test_a_first_look_does_not_keep_a_link_that_was_edited_out(context: SlackContext) -> None:
    work(context.services, first := bring(context, "1"))
    id_, version = proposal_of(context, first)
    with context.services.database.transaction(WORKSPACE) as s:
        decisions.look_first(s, id_, version, EDDA, context.now(), "", own_submission=False)
    assert take_out(context.services, WORKSPACE, "1", {key(context, "1", URL)}) == 1


def test_what_an_editor_amended_is_approved_and_not_filed(context: SlackContext) -> None:
    work(context.services, first := bring(context, "1"))
    id_, version = proposal_of(context, first)
    decide.approve(context.services, WORKSPACE, id_, by=EDDA, version=version)
    for batch, amendment, expected in (("2", None, FILED), ("3", Amendment({}), APPROVED)):
        work(context.services, again := bring(context, batch, f"http://{HOST}/copy?{batch}"))
        id_, version = proposal_of(context, again)
        decide.approve(context.services, WORKSPACE, id_, by=EDDA, version=version, amendment=amendment)
        assert wanted(context, batch) == expected


def test_reactions_that_are_switched_off_are_taken_away(context: SlackContext, slack: FakeSlack) -> None:
    bring(context, "1")
    draw_all(context)
    with context.services.database.transaction(WORKSPACE) as s:
        off = workspace_settings.get(s).model_copy(update={"reactions": False})
        workspace_settings.save(s, off, EDDA, context.now())
        cards.reactions_changed(s, context.now())
    draw_all(context)
    assert slack.names["1.0"] == []
