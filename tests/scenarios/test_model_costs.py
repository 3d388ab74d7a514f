"""A day's budget on the command line: each command is a process of its own, and all write into one book."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.newsroom import STORY
from tests.openai_server import KEY, MODEL, Asked, OpenAIServer, Reply, completion, error
from tests.scenarios.conftest import URL, Run

SAID = "“The dam has failed,” the mayor, Vera Holm, said at the town hall"
ONE = (1000 * 2 + 200 * 10) / 1_000_000


def answered(_asked: Asked) -> Reply:
    judgement = {
        "claim": "C2",
        "quote": SAID,
        "translation": None,
        "stance": "confirms",
        "tone": "certain",
        "basis": "on_record",
        "path": [{"kind": "person", "name": "Vera Holm"}],
    }
    return completion({"statements": [], "judgements": [judgement], "unrelated": [], "draft": None})


def nothing_found(_asked: Asked) -> Reply:
    return completion({"statements": [], "judgements": [], "unrelated": [], "draft": None})


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, run: Run, event_file: str) -> Iterator[OpenAIServer]:
    run("events", "add", "--file", event_file)
    with OpenAIServer(answered) as server:
        for name, value in {
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": server.base_url,
            "SECOND_SOURCE_MODEL": MODEL,
            "SECOND_SOURCE_PRICE_IN": "2",
            "SECOND_SOURCE_PRICE_OUT": "10",
        }.items():
            monkeypatch.setenv(name, value)
        yield server


def submitted(run: Run, story: str, url: str = URL) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(
        run("submit", "--text-file", "-", "--url", url, "--by", "jo", "--json", text=story).stdout
    )
    return result


def remarks(outcome: dict[str, Any]) -> str:
    return " ".join(remark for proposal in outcome["proposals"] for remark in proposal["proposal"]["remarks"])


def row(run: Run, check: str, code: int = 0) -> str:
    rows = json.loads(run("doctor", "--json", code=code).stdout)
    return str(next(each["detail"] for each in rows if each["check"] == check))


def test_over_the_budget_the_builtin_reader_works_and_the_card_says_so(
    run: Run, model: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECOND_SOURCE_DAILY_BUDGET", str(ONE))
    assert "built-in reader worked instead" not in remarks(submitted(run, STORY))
    second = submitted(run, STORY.replace("for hours", "for days"), "https://courier.example/dam-2")
    assert "Today's budget for the model (0.00) is used up" in remarks(second)
    assert "read again when the model is back" in remarks(second)
    assert len(model.asked) == 1
    monkeypatch.setenv("SECOND_SOURCE_DAILY_BUDGET", "5")
    third = submitted(run, STORY.replace("for hours", "all day"), "https://courier.example/dam-3")
    assert "built-in reader worked instead" not in remarks(third)
    assert len(model.asked) == 2


def test_the_doctor_says_what_the_endpoint_can_do_and_what_was_spent(run: Run, model: OpenAIServer) -> None:
    model.script = lambda asked: (
        error(400, "Unknown: temperature", param="temperature") if "temperature" in asked.body else nothing_found(asked)
    )
    said = row(run, "model")
    assert f"{MODEL} answers in the agreed form" in said
    assert "strict schema, no temperature, max_completion_tokens; 1,000 tokens in, 200 out, at a cost of 0.0040" in said
    assert row(run, "budget").endswith("0.0080 spent today (UTC), no budget is set")


def test_the_doctor_is_held_to_the_budget_too(run: Run, model: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECOND_SOURCE_DAILY_BUDGET", str(ONE / 2))
    submitted(run, STORY)
    assert "Today's budget for the model" in row(run, "model", code=1)
    assert "0.0040 spent today (UTC), the budget is 0.00" in row(run, "budget", code=1)


def test_without_prices_nothing_is_counted(run: Run, model: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IN", "OUT"):
        monkeypatch.delenv(f"SECOND_SOURCE_PRICE_{name}")
    monkeypatch.setenv("SECOND_SOURCE_MODEL_CALLS_PER_MINUTE", "30")
    model.script = nothing_found
    assert row(run, "budget") == "at most 8 calls at once, 30 a minute; no prices are set, so no costs are counted"


def test_settings_that_do_not_go_together_are_refused(run: Run, model: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    both = "set both SECOND_SOURCE_PRICE_IN and SECOND_SOURCE_PRICE_OUT, or neither"
    wrong: list[tuple[dict[str, str | None], str]] = [
        ({"PRICE_OUT": None}, both),
        ({"PRICE_IN": None}, both),
        ({"PRICE_IN": None, "PRICE_OUT": None, "DAILY_BUDGET": "5"}, "without prices nothing can be counted"),
        ({"PRICE_IN": None, "PRICE_OUT": None, "PRICE_CACHED": "1"}, "without prices nothing can be counted"),
        ({"PRICE_IN": "-1"}, "PRICE_IN"),
        ({"DAILY_BUDGET": "0"}, "DAILY_BUDGET"),
        ({"DAILY_BUDGET": "nan"}, "DAILY_BUDGET"),
        ({"MODEL_CALLS_AT_ONCE": "0"}, "MODEL_CALLS_AT_ONCE"),
    ]
    for settings, says in wrong:
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                if value is None:
                    patch.delenv(f"SECOND_SOURCE_{name}")
                else:
                    patch.setenv(f"SECOND_SOURCE_{name}", value)
            assert says in row(run, "settings", code=1), settings
    assert model.asked == []


def test_commands_leave_an_endpoint_alone_that_failed_the_ones_before(run: Run, model: OpenAIServer) -> None:
    model.script = lambda _: error(503, "Overloaded", headers={"x-should-retry": "false"})
    said = [
        remarks(submitted(run, STORY.replace("for hours", f"for {days} days"), f"https://courier.example/dam-{days}"))
        for days in range(2, 6)
    ]
    assert all("failed (HTTP 503)" in each for each in said[:3])
    assert "failed 3 times in a row, so it is not asked for a while" in said[3]
    assert len(model.asked) == 3
