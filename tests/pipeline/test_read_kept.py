"""The same question is paid for once: answers of the model are kept, and read again on a person's wish only."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.reading import Reading
from bot.pipeline.fetch import fetch
from bot.pipeline.read import read
from bot.pipeline.record import Story, reading_of
from bot.pipeline.reread import read_again
from bot.pipeline.services import Services
from storage import events
from storage.db import Database
from tests.gateways.model_answers import reader as model_reader
from tests.newsroom import BRIDGE, HOST, STORY, WORKSPACE, bring, brought_and_worked, make_services, outcome, page, work
from tests.openai_server import Asked, OpenAIServer, Reply, completion, error
from tests.page_server import PageServer

URL = f"http://{HOST}/dam"
COPY = "http://echo.example/dam"
SAID = "“The dam has failed,” the mayor, Vera Holm, said at the town hall"


def wire(claim: str = "C2", **changes: Any) -> dict[str, Any]:
    """Make an answer over the wire on one claim, with every field that the schema asks for."""
    judgement = {
        "claim": claim,
        "quote": SAID,
        "translation": None,
        "stance": "confirms",
        "tone": "certain",
        "basis": "on_record",
        "path": [{"kind": "person", "name": "Vera Holm"}],
    }
    return {"statements": [], "judgements": [judgement | changes], "unrelated": [], "draft": None}


def label(asked: Asked) -> str:
    """Find the label of the dam's second claim in a question."""
    line = next(line for line in asked.user.splitlines() if line.endswith("The Orrin dam failed."))
    return line.split()[0]


def says_so(asked: Asked) -> Reply:
    return completion(wire(label(asked)))


@contextmanager
def newsroom(database: Database, pages: PageServer, script: Any = says_so) -> Iterator[tuple[Services, OpenAIServer]]:
    with model_reader(script) as (model, server):
        yield make_services(database, pages, model, hosts=(HOST, "echo.example")), server


def reading(services: Services, submission_id: int) -> Reading:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return reading_of(s, submission_id)[1]


def test_a_copy_at_another_address_costs_no_second_call(database: Database, server: PageServer) -> None:
    with newsroom(database, server) as (services, model):
        one, (first,) = brought_and_worked(services, URL)
        other, (second,) = brought_and_worked(services, COPY)
    assert len(model.asked) == 1
    paid, free = reading(services, one.id).stamp, reading(services, other.id).stamp
    assert (paid.calls, paid.tokens_in, paid.cached) == (1, 1000, False)
    assert (free.calls, free.tokens_in, free.tokens_out, free.cost, free.cached) == (0, 0, 0, 0.0, True)
    assert (free.model, free.prompt_sha256) == (paid.model, paid.prompt_sha256)
    assert [r.quote for r in second.proposal.reports] == [r.quote for r in first.proposal.reports]
    assert [r.outlet.name for r in first.proposal.reports] != [r.outlet.name for r in second.proposal.reports]


def test_copies_that_come_in_together_cost_one_call(database: Database, server: PageServer) -> None:
    with newsroom(database, server) as (services, model):
        filed = [bring(services, url).submission.id for url in (URL, COPY)]
        stories = [Story(WORKSPACE, id_) for id_ in filed]
        fetched = [fetch(services, story) for story in stories]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda story, page: page and read(services, story, page), stories, fetched))
    assert len(model.asked) == 1
    assert sorted(reading(services, id_).stamp.cached for id_ in filed) == [False, True]


@pytest.mark.parametrize("change", ["text", "title", "event"])
def test_what_the_answer_depends_on_makes_another_question(sqlite_database: Database, server: PageServer, change: str) -> None:
    with newsroom(sqlite_database, server) as (services, model):
        brought_and_worked(services, URL)
        if change == "text":
            server.page("/dam", page(STORY.replace("for hours", "for days")))
        elif change == "title":
            server.page("/dam", page(title="The dam at Orrin has failed"))
        else:
            with sqlite_database.transaction(WORKSPACE) as s:
                events.add(s, BRIDGE.model_copy(update={"slug": "orrin-bridge-again"}), services.clock())
        brought_and_worked(services, COPY)
    assert len(model.asked) == 2


def test_the_same_words_for_other_events_are_another_question(sqlite_database: Database, server: PageServer) -> None:
    with newsroom(sqlite_database, server) as (services, _), model_reader(says_so) as (model, _):
        article = fetched(services)
        as_stored = model.question(article, (BRIDGE,))
        renamed = BRIDGE.model_copy(update={"slug": "another-slug"})
        rekeyed = BRIDGE.model_copy(update={"claims": (BRIDGE.claims[0].model_copy(update={"key": "other"}),)})
        assert len({as_stored, model.question(article, (renamed,)), model.question(article, (rekeyed,))}) == 3
        assert model.question(article.model_copy(update={"canonical_url": COPY}), (BRIDGE,)) == as_stored


def fetched(services: Services) -> Any:
    from bot.pipeline.record import article_of

    id_ = bring(services, URL).submission.id
    fetch(services, Story(WORKSPACE, id_))
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return article_of(s, id_)[1]


def test_another_model_or_temperature_is_another_question(sqlite_database: Database, server: PageServer) -> None:
    with newsroom(sqlite_database, server) as (services, _):
        article = fetched(services)
    questions = set()
    for options in ({}, {"temperature": 0.5}, {"model": "other"}, {"base_url": "http://127.0.0.1:9/v1"}):
        with model_reader(says_so, **options) as (model, _):
            questions.add(model.question(article, (BRIDGE,)))
    assert len(questions) == 4


def test_a_person_who_wants_it_read_again_gets_a_new_answer_and_that_is_kept(
    sqlite_database: Database, server: PageServer
) -> None:
    tones = iter(["uncertain", "certain"])
    with newsroom(sqlite_database, server, lambda asked: completion(wire(label(asked), tone=next(tones)))) as (services, model):
        _, (waiting,) = brought_and_worked(services, URL)
        again = read_again(services, WORKSPACE, waiting.id, by="edda", key="again")
        work(services, again.id)
        _, (newer,) = outcome(services, again.id)
        other, _ = brought_and_worked(services, COPY)
    assert len(model.asked) == 2
    assert [r.tone for r in newer.proposal.reports] == ["certain"]
    assert [j.tone for j in reading(services, other.id).judgements] == ["certain"]


def test_what_the_builtin_reader_made_of_it_is_not_kept(sqlite_database: Database, server: PageServer) -> None:
    replies = iter([error(503, "Down"), None])
    with newsroom(sqlite_database, server, lambda asked: next(replies) or says_so(asked)) as (services, model):
        one, made = brought_and_worked(services, URL)
        assert reading(services, one.id).stamp.reader == "builtin"
        again = read_again(services, WORKSPACE, made[0].id, by="edda", key="again")
        work(services, again.id)
        assert reading(services, again.id).stamp.reader == "model"
        _, (newer,) = outcome(services, again.id)
    assert len(model.asked) == 2
    assert not any("built-in reader" in remark for remark in newer.proposal.remarks)


def test_a_copy_is_asked_about_when_the_model_is_back(sqlite_database: Database, server: PageServer) -> None:
    replies = iter([error(503, "Down"), None])
    with newsroom(sqlite_database, server, lambda asked: next(replies) or says_so(asked)) as (services, model):
        brought_and_worked(services, URL)
        other, _ = brought_and_worked(services, COPY)
    assert (len(model.asked), reading(services, other.id).stamp.reader) == (2, "model")


def test_nonsense_is_not_kept(sqlite_database: Database, server: PageServer) -> None:
    replies = iter([completion("No."), completion("No."), None])
    with newsroom(sqlite_database, server, lambda asked: next(replies) or says_so(asked)) as (services, model):
        brought_and_worked(services, URL)
        other, _ = brought_and_worked(services, COPY)
    assert (len(model.asked), reading(services, other.id).stamp.cached) == (3, False)


def test_answers_are_of_one_workspace(sqlite_database: Database, server: PageServer) -> None:
    with newsroom(sqlite_database, server) as (services, model):
        brought_and_worked(services, URL)
        with sqlite_database.connected() as connection:
            connection.execute(text("UPDATE answer SET workspace = 'another'"))
        brought_and_worked(services, COPY)
    assert len(model.asked) == 2


def test_a_kept_answer_is_looked_up_in_the_text_like_any_other(sqlite_database: Database, server: PageServer) -> None:
    with newsroom(sqlite_database, server) as (services, model):
        brought_and_worked(services, URL)
        with sqlite_database.connected() as connection:
            (payload,) = connection.scalars(text("SELECT payload FROM answer"))
            kept = json.loads(payload) if isinstance(payload, str) else payload
            kept["judgements"][0]["quote"] = "The dam was blown up by agents of the neighbours."
            connection.execute(text("UPDATE answer SET payload = :payload"), {"payload": json.dumps(kept)})
        other, _ = brought_and_worked(services, COPY)
    assert len(model.asked) == 1
    assert reading(services, other.id).judgements == ()
    assert reading(services, other.id).dropped == 1


def test_a_reader_that_costs_nothing_is_simply_asked(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, hosts=(HOST, "echo.example"))
    services = replace(services, reader=services.fallback)
    for url in (URL, COPY):
        brought_and_worked(services, url)
    with sqlite_database.connected(read_only=True) as connection:
        assert connection.scalar(text("SELECT count(*) FROM answer")) == 0
