"""A fully hostile model behind a real server: what of it reaches the record and the card in Slack."""

import time
from collections.abc import Iterator

import pytest

from bot.domain.model import Level
from bot.domain.record import FiledProposal, ProposalState, SubmissionState
from bot.gateways.llm import ModelReader
from bot.pipeline.record import article_of, reading_of
from bot.pipeline.services import Services
from bot.slack.render import proposal_message
from bot.slack.text import escape
from bot.slack.views.message import MessageContent
from bot.slack.views.outcome import failed_card
from bot.slack.views.rows import fine_print, line, lines, linked
from storage import events, history, proposals, reports, workspace_settings
from storage.db import Database
from tests.hostile_model import HOSTILE, faults, judgement, reading
from tests.newsroom import BRIDGE, DAM, WORKSPACE, brought_and_worked, make_services, page
from tests.openai_server import KEY, MODEL, OpenAIServer, Reply, completion
from tests.page_server import PageServer

URL = "http://courier.example/dam"
EVENTS = (DAM, BRIDGE)


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        running.page("/dam", page())
        yield running


def asked(database: Database, server: PageServer, reply: Reply) -> tuple[Services, SubmissionState, list[FiledProposal]]:
    """Let a model that always answers so read the story of the dam."""
    with OpenAIServer(lambda _: reply) as endpoint:
        model = ModelReader(api_key=KEY, base_url=endpoint.base_url, model=MODEL, timeout=20.0, max_retries=0)
        services = make_services(database, server, model)
        submission, filed = brought_and_worked(services, URL)
        assert len(endpoint.asked) <= 2
    if submission.failure:
        assert faults(failed_card(submission), (URL,)) == []
    return services, submission.state, filed


def check(services: Services, filed: list[FiledProposal]) -> None:
    """Check that all that was kept is grounded, that no card comes to life, and that the record is as it was."""
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        settings = workspace_settings.get(s)
        for one in filed:
            _, article = article_of(s, one.submission.id)
            _, kept = reading_of(s, one.submission.id)
            proposal = one.proposal
            quotes = [found.quote.text for found in (*kept.statements, *kept.judgements)]
            assert all(quote and quote in article.text for quote in [*quotes, *(r.quote for r in proposal.reports)])
            assert one.state is ProposalState.PENDING
            assert proposal.event in (None, *(event.slug for event in EVENTS))
            assert all(r.origin.name in article.text for r in proposal.reports if r.origin.name)
            assert all(a.level in (Level.UNVERIFIED, Level.REPORTED, Level.DISPUTED) for a in proposal.after)
            shown = proposal_message(s, one, services.clock(), settings)
            assert faults(shown, (URL,)) == []
        for event in EVENTS:
            assert events.get(s, event.slug).model_dump(include=set(type(event).model_fields)) == event.model_dump()
            assert reports.standing(s, event.slug) == ()
            assert history.of_event(s, event.slug) == []
        assert len(proposals.list_(s)) == len(filed)


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_hostile_reaches_the_record_or_the_card(sqlite_database: Database, server: PageServer, reply: Reply) -> None:
    began = time.process_time()
    services, state, filed = asked(sqlite_database, server, reply)
    assert (state is SubmissionState.PROPOSED) == bool(filed)
    assert state in (SubmissionState.PROPOSED, SubmissionState.FAILED)
    check(services, filed)
    assert time.process_time() - began < 30


@pytest.mark.parametrize("kind", ["lively strings", "a lively draft", "a lively translation", "faked origins", "all stances"])
def test_these_answers_fit_and_are_the_models(sqlite_database: Database, server: PageServer, kind: str) -> None:
    services, _, (filed, *_) = asked(sqlite_database, server, HOSTILE[kind])
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        assert reading_of(s, filed.submission.id)[1].stamp.reader == "model"


def test_what_would_come_to_life_is_seen() -> None:
    live = "<!channel> <@U0BEN> <http://evil.example|x>"
    text = {"type": "text", "text": live}
    assert faults(MessageContent("Plain.", (lines(line(live)), fine_print(escape(live)))), ()) == []
    assert faults(MessageContent(live, (lines(line(live)),)), ()) != []
    for block in (
        fine_print(live),
        fine_print("a\u202eb"),
        lines(line(linked("http://evil.example/", "x"))),
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [text, {"type": "user", "user_id": "U0BEN"}]}],
        },
    ):
        assert faults(MessageContent("Plain.", (block,)), ()) != []


def test_five_sources_in_one_article_do_not_make_five_origins_of_one_sentence(
    sqlite_database: Database, server: PageServer
) -> None:
    _, _, (filed, *_) = asked(sqlite_database, server, HOSTILE["faked origins"])
    so = next(a for a in filed.proposal.after if a.claim == "so")
    assert so.origins <= 1


def test_names_spread_over_an_article_count_only_where_they_stand(sqlite_database: Database, server: PageServer) -> None:
    _, _, (filed, *_) = asked(sqlite_database, server, HOSTILE["faked origins, each with its quote"])
    named = {str(r.origin) for r in filed.proposal.reports} - {"unnamed sources"}
    assert named == {"road office"}
    assert sum("it counts as unnamed" in remark for remark in filed.proposal.remarks) == 4


def test_a_certain_tone_over_a_doubtful_quote_is_pointed_out(sqlite_database: Database, server: PageServer) -> None:
    doubtful = "The Orrin dam may have failed, the road office said, but it could not verify that."
    server.page(
        "/dam", page(doubtful + " " + "Water ran through the lower town for hours on Monday, and the school stayed shut. " * 3)
    )
    inflated = completion(
        reading(judgements=[judgement("C2", quote=doubtful, basis="witnessed", path=[{"kind": "own", "name": ""}])])
    )
    services, _, filed = asked(sqlite_database, server, inflated)
    check(services, filed)
    assert any("certain" in remark for one in filed for remark in one.proposal.remarks)
