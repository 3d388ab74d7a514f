"""The whole story with a model: a real server on loopback that is as strict as OpenAI, scripted answers, one call per link."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.newsroom import STORY
from tests.openai_server import KEY, MODEL, Asked, OpenAIServer, Reply, completion, error, raw
from tests.scenarios.conftest import EVENT_FILE, URL, Run

SAID = "“The dam has failed,” the mayor, Vera Holm, said at the town hall"
SPEAKER = {"kind": "person", "name": "Vera Holm"}


def sighting(quote: str, **changes: Any) -> dict[str, Any]:
    return {"quote": quote, "tone": "certain", "basis": "on_record", "path": [SPEAKER], **changes}


def reading(**changes: Any) -> dict[str, Any]:
    judgements = [
        {"claim": "C1", "stance": "confirms", **sighting(SAID)},
        {"claim": "C2", "stance": "confirms", **sighting(SAID)},
    ]
    statements = [{"text": "The dam at Orrin failed.", **sighting(SAID)}]
    return {"statements": statements, "judgements": judgements, "unrelated": [], "draft": None, **changes}


@pytest.fixture
def answers() -> list[Reply]:
    """Hold the replies that the model gives, in turn; the last one again and again."""
    return [completion(reading())]


@pytest.fixture
def model(answers: list[Reply], monkeypatch: pytest.MonkeyPatch, run: Run, event_file: str) -> Iterator[OpenAIServer]:
    run("events", "add", "--file", event_file)

    def play(_asked: Asked) -> Reply:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    with OpenAIServer(play) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("SECOND_SOURCE_MODEL", MODEL)
        yield server


def submitted(run: Run, story_file: str, code: int = 0) -> dict[str, Any]:
    arguments = ("submit", "--text-file", story_file, "--url", URL, "--by", "jo", "--json")
    result: dict[str, Any] = json.loads(run(*arguments, code=code).stdout)
    return result


def test_one_call_a_link_and_the_reports_are_the_models(run: Run, story_file: str, model: OpenAIServer) -> None:
    (proposal,) = submitted(run, story_file)["proposals"]
    assert (len(model.asked), model.refused) == (1, [])
    made = proposal["proposal"]["reports"]
    assert [(r["claim"], r["stance"]) for r in made] == [("said", "confirms"), ("so", "confirms")]
    assert {r["path"][-1]["name"] for r in made} == {"Vera Holm"}
    assert all(r["quote"] in STORY for r in made)
    after = {a["claim"]: a for a in proposal["proposal"]["after"]}
    before = {a["claim"]: a for a in proposal["proposal"]["before"]}
    assert after["so"]["origins"] == before["so"]["origins"] == 1
    run("review", "approve", "1", "--by", "edda")


def test_the_reading_keeps_what_made_it(run: Run, story_file: str, model: OpenAIServer) -> None:
    stamp = json.loads(run("read", "--text-file", story_file, "--url", URL, "--json").stdout)["reading"]["stamp"]
    assert (stamp["reader"], stamp["model"], stamp["prompt"], stamp["calls"]) == ("model", MODEL, "read", 1)
    assert len(stamp["prompt_sha256"]) == 64
    assert stamp["tokens_in"] > 0
    assert len(model.asked) == 1


def test_a_forged_quote_is_dropped_and_said(run: Run, story_file: str, answers: list[Reply], model: OpenAIServer) -> None:
    forged = {"claim": "C2", "stance": "confirms", **sighting("The dam was blown up by agents, she said.")}
    answers[:] = [completion(reading(judgements=[*reading()["judgements"], forged]))]
    (proposal,) = submitted(run, story_file)["proposals"]
    assert len(proposal["proposal"]["reports"]) == 2
    assert any("left out" in remark for remark in proposal["proposal"]["remarks"])
    assert len(model.asked) == 1


def test_one_invalid_answer_is_mended_once(run: Run, story_file: str, answers: list[Reply], model: OpenAIServer) -> None:
    answers[:] = [raw(b"{ not a completion"), completion(reading())]
    assert submitted(run, story_file)["submission"]["state"] == "proposed"
    assert len(model.asked) == 2


def test_after_two_invalid_answers_the_builtin_reader_works_and_the_card_says_so(
    run: Run, story_file: str, answers: list[Reply], model: OpenAIServer
) -> None:
    answers[:] = [completion({"verdict": "verified"})]
    made = submitted(run, story_file)["proposals"]
    assert made
    for proposal in made:
        (remark,) = [r for r in proposal["proposal"]["remarks"] if "built-in reader worked instead" in r]
        assert "gave an answer that cannot be used, twice" in remark
    assert len(model.asked) == 2


def test_out_of_reach_the_builtin_reader_works_and_the_card_says_so(
    run: Run, story_file: str, answers: list[Reply], model: OpenAIServer, tmp_path: Path
) -> None:
    answers[:] = [error(500, "broken")]
    (proposal, *_) = submitted(run, story_file)["proposals"]
    assert any("built-in reader worked instead" in remark for remark in proposal["proposal"]["remarks"])
    assert model.asked


def test_the_doctor_asks_the_model(run: Run, answers: list[Reply], model: OpenAIServer) -> None:
    answers[:] = [completion(reading(statements=[], judgements=[]))]
    assert f"✓ model       {MODEL} answers" in run("doctor").stdout
    answers[:] = [error(401, "wrong key")]
    assert "OPENAI_API_KEY" in run("doctor", code=1).stdout
    assert EVENT_FILE["slug"] not in model.asked[-1].user
