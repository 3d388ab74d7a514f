"""The model reader against endpoints that misbehave, fail or differ."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.errors import BadAnswer, BadInput, Busy, Cannot, OutOfReach, TooLong, TryLater
from bot.gateways.llm import ModelReader
from bot.gateways.model.prompt_files import load_prompt
from bot.gateways.model.wire import SCHEMA
from tests.gateways.model_answers import ARTICLE, FERRY, MAYOR, answer, draft, judgement, read, reader
from tests.openai_server import KEY, MODEL, Asked, OpenAIServer, Reply, Script, completion, error, in_turn, raw

# ---------------------------------------------------------------- bad answers


BAD: dict[str, tuple[Reply, str]] = {
    "not json": (completion("I think that the claim is true."), "Invalid JSON"),
    "half json": (completion('{"statements": ['), "Invalid JSON"),
    "wrong schema": (completion({"verdict": "verified", "score": 0.99}), "statements"),
    "a level of its own": (completion(answer(level="verified")), "level"),
    "an array": (completion("[]"), "the answer"),
    "null": (completion("null"), "the answer"),
    "deep nesting": (completion("[" * 50_000), "Invalid JSON"),
    "unknown claim": (completion(answer(judgements=[judgement("C99")])), "C99"),
    "a known label that was not shown": (completion(answer(judgements=[judgement("C4")])), "C4"),
    "a slug for a label": (completion(answer(judgements=[judgement("struck")])), "struck"),
    "unknown stance": (completion(answer(judgements=[judgement(stance="verified")])), "stance"),
    "open, which no model may answer": (completion(answer(judgements=[judgement(stance="open")])), "stance"),
    "unknown tone": (completion(answer(judgements=[judgement(tone="sure")])), "tone"),
    "utterance without speaker": (
        completion(answer(draft=draft(claims=[draft()["claims"][0] | {"layer": "utterance", "speaker": None}]))),
        "needs a speaker",
    ),
    "truncated": (completion(json.dumps(answer())[:80], finish_reason="length"), "cut off"),
    "no choices": (raw({"id": "x", "choices": []}), "empty"),
    "no content": (completion(None), "no text"),
    "tool calls nobody asked for": (
        completion(
            None,
            finish_reason="tool_calls",
            tool_calls=[{"id": "1", "type": "function", "function": {"name": "approve", "arguments": "{}"}}],
        ),
        "no text",
    ),
    "no completion": (raw({"hello": "world"}), "not a chat completion"),
    "a web page": (raw(b"<html>Sign in</html>"), "not a chat completion"),
    "content of another type": (raw({"choices": [{"message": {"content": [1, 2]}}]}), "not a chat completion"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_is_mended_once_with_the_error(case: str) -> None:
    bad, fault = BAD[case]
    result, server = read(bad, completion(answer()))
    assert len(result.judgements) == 1
    assert result.stamp.calls == 2
    assert server.refused == []
    mend = server.asked[1].user
    assert mend.startswith("That answer cannot be used.")
    assert fault in mend
    assert '"additionalProperties":false' in mend


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_twice_is_an_error_that_says_so(case: str) -> None:
    bad, _ = BAD[case]
    with reader(in_turn(bad, bad)) as (model, server), pytest.raises(BadAnswer, match="twice") as caught:
        model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == 2
    assert "SECOND_SOURCE_MODEL" in str(caught.value)
    assert len(str(caught.value)) < 500


def test_a_huge_bad_answer_is_not_sent_back_whole() -> None:
    _, server = read(completion("x" * 1_000_000), completion(answer()))
    assert len(json.dumps(server.asked[1].body)) < 40_000


def test_a_refusal_is_told_at_once() -> None:
    with (
        reader(in_turn(completion(None, refusal="I can't help\nwith that."))) as (model, server),
        pytest.raises(BadAnswer, match=r"refused to read this article. It said: I can't help with that\."),
    ):
        model.read(ARTICLE, (FERRY,))
    assert len(server.asked) == 1


def test_a_content_filter_is_a_refusal() -> None:
    with (
        reader(in_turn(completion("", finish_reason="content_filter"))) as (model, _),
        pytest.raises(BadAnswer, match="refused"),
    ):
        model.read(ARTICLE, (FERRY,))


def test_a_huge_answer_is_not_read_to_its_end() -> None:
    huge = Reply(200, b"x" * 100_000, {"Content-Type": "application/json"}, repeat=100)
    with reader(in_turn(huge)) as (model, server), pytest.raises(BadAnswer, match="more than 2,000,000 bytes"):
        model.read(ARTICLE, (FERRY,))
    assert len(server.asked) == 1


def test_a_packed_answer_is_refused() -> None:
    bomb = raw(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    with reader(in_turn(bomb)) as (model, server), pytest.raises(BadAnswer, match="compressed"):
        model.read(ARTICLE, (FERRY,))
    assert server.asked[0].headers["accept-encoding"] == "identity"


# ---------------------------------------------------------------- an endpoint in trouble


def failing(reply: Reply, **options: Any) -> tuple[Exception, OpenAIServer]:
    with reader(lambda _: reply, **options) as (model, server), pytest.raises(Exception) as caught:
        model.read(ARTICLE, (FERRY,))
    return caught.value, server


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        (error(403, "Project has no access"), BadInput, "does not let this key use 'test-model'"),
        (error(429, "Rate limit reached", code="rate_limit_exceeded"), Busy, "takes no more requests"),
        (error(429, "You exceeded your current quota", code="insufficient_quota"), Busy, "quota"),
        (error(402, "Insufficient balance"), Busy, "quota"),
        (error(502, "Bad gateway"), OutOfReach, "HTTP 502"),
        (error(503, "Overloaded"), OutOfReach, "HTTP 503"),
        (error(413, "Payload too large"), TooLong, "too long"),
        (error(400, "maximum context length is 8192", param="messages", code="context_length_exceeded"), TooLong, "too long"),
        (error(400, "The response was filtered", param="prompt", code="content_filter"), Cannot, "content filter"),
        (error(400, "Billing hard limit", code="billing"), BadInput, "Billing hard limit"),
        (raw(b"", status=307, headers={"Location": "http://127.0.0.1:9/"}), BadInput, "another address"),
    ],
)
def test_an_endpoints_error_is_a_sentence_of_the_right_family(reply: Reply, kind: type[Exception], says: str) -> None:
    caught, server = failing(reply)
    assert type(caught) is kind
    assert says in str(caught)
    assert len(server.asked) == 1


def test_a_wrong_key_names_the_setting() -> None:
    with reader(in_turn(), api_key="sk-wrong") as (model, server), pytest.raises(BadInput, match="OPENAI_API_KEY") as caught:
        model.read(ARTICLE, (FERRY,))
    assert server.asked == []
    assert "sk-wrong" not in str(caught.value)


def test_an_unknown_model_names_the_setting() -> None:
    with reader(in_turn(), model="no-such") as (model, _), pytest.raises(BadInput, match=r"'no-such'.*SECOND_SOURCE_MODEL"):
        model.read(ARTICLE, (FERRY,))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"api_key": " "}, "OPENAI_API_KEY"),
        ({"api_key": "sk\nx"}, "OPENAI_API_KEY"),
        ({"api_key": "ключ"}, "OPENAI_API_KEY"),
        ({"base_url": "localhost:8080"}, "OPENAI_BASE_URL"),
        ({"base_url": "http://[::"}, "OPENAI_BASE_URL"),
        ({"model": ""}, "SECOND_SOURCE_MODEL"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(options: dict[str, str], says: str) -> None:
    settings: dict[str, Any] = {"api_key": KEY, "base_url": "http://127.0.0.1:9/v1", "model": MODEL, "timeout": 1.0}
    with pytest.raises(BadInput, match=says):
        ModelReader(**(settings | options))


def test_nobody_at_the_address_is_out_of_reach() -> None:
    with reader(in_turn()) as (model, _):
        pass
    with pytest.raises(OutOfReach, match="cannot be reached"):
        model.read(ARTICLE, (FERRY,))


def test_a_slow_answer_is_given_up() -> None:
    caught, _ = failing(completion(answer(), pause=30), timeout=0.3)
    assert isinstance(caught, TryLater)
    assert "within 0.3 seconds" in str(caught)


def test_an_answer_that_drips_is_given_up_as_a_whole() -> None:
    caught, _ = failing(completion(answer(), pause=0.02, drip=True), timeout=0.5)
    assert isinstance(caught, OutOfReach)
    assert "within 0.5 seconds" in str(caught)


def test_a_short_busy_spell_is_waited_out() -> None:
    busy = error(429, "Slow down", headers={"retry-after-ms": "10"})
    result, server = read(busy, error(503, "No", headers={"retry-after-ms": "10"}), completion(answer()), max_retries=2)
    assert len(result.judgements) == 1
    assert result.stamp.calls == 1
    assert len(server.asked) == 3


@pytest.mark.parametrize("after", ["60", "Wed, 21 Oct 2065 07:28:00 GMT", "inf"])
def test_a_long_wait_is_left_to_the_story(after: str) -> None:
    caught, server = failing(error(429, "Come back later", headers={"Retry-After": after}), max_retries=2)
    assert isinstance(caught, Busy)
    assert len(server.asked) == 1


# ---------------------------------------------------------------- endpoints that differ


def picky(refuses: Callable[[dict[str, Any]], Reply | None]) -> Script:
    return lambda asked: refuses(asked.body) or completion(answer())


def no_temperature(body: dict[str, Any]) -> Reply | None:
    says = "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported."
    return error(400, says, param="temperature", code="unsupported_value") if "temperature" in body else None


def old_limit(body: dict[str, Any]) -> Reply | None:
    says = "Unrecognized request argument supplied: max_completion_tokens"
    return error(400, says) if "max_completion_tokens" in body else None


def no_limit(body: dict[str, Any]) -> Reply | None:
    says = "'max_tokens' or 'max_completion_tokens' is too large: 16000. This model's maximum context length is 8192 tokens."
    return error(400, says) if {"max_tokens", "max_completion_tokens"} & set(body) else None


def no_schema(status: int) -> Callable[[dict[str, Any]], Reply | None]:
    def refuse(body: dict[str, Any]) -> Reply | None:
        if body.get("response_format", {}).get("type") != "json_schema":
            return None
        return error(status, 'response_format type must be one of "text" or "json_object", but got: json_schema')

    return refuse


def no_format(body: dict[str, Any]) -> Reply | None:
    return error(400, "This response_format type is unavailable now") if "response_format" in body else None


def all_of(*refusals: Callable[[dict[str, Any]], Reply | None]) -> Callable[[dict[str, Any]], Reply | None]:
    return lambda body: next((reply for refuse in refusals if (reply := refuse(body))), None)


@pytest.mark.parametrize(
    ("refuses", "tries", "absent", "present"),
    [
        (no_temperature, 2, {"temperature"}, {"max_completion_tokens", "response_format"}),
        (old_limit, 2, {"max_completion_tokens"}, {"max_tokens", "temperature"}),
        (no_limit, 3, {"max_completion_tokens", "max_tokens"}, {"temperature"}),
        (no_format, 3, {"response_format"}, {"temperature"}),
        (all_of(no_temperature, old_limit, no_schema(400)), 4, {"temperature", "max_completion_tokens"}, {"max_tokens"}),
    ],
)
def test_what_an_endpoint_does_not_take_is_left_out_and_remembered(
    refuses: Callable[[dict[str, Any]], Reply | None], tries: int, absent: set[str], present: set[str]
) -> None:
    with reader(picky(refuses)) as (model, server):
        first = model.read(ARTICLE, (FERRY, MAYOR))
        assert len(server.asked) == tries
        model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == tries + 1
    assert not absent & set(server.asked[-1].body)
    assert present <= set(server.asked[-1].body)
    assert first.stamp.calls == 1
    assert first.stamp.temperature == (None if "temperature" in absent else 0.0)


def no_cache_key(body: dict[str, Any]) -> Reply | None:
    return error(400, "Unrecognized request argument supplied: prompt_cache_key") if "prompt_cache_key" in body else None


def no_effort(body: dict[str, Any]) -> Reply | None:
    says = "Unsupported parameter: 'reasoning_effort' is not supported with this model."
    return error(400, says, param="reasoning_effort", code="unsupported_parameter") if "reasoning_effort" in body else None


def nothing_unknown(body: dict[str, Any]) -> Reply | None:
    return error(400, "Bad request") if {"prompt_cache_key", "reasoning_effort"} & set(body) else None


def fails_at_extras(body: dict[str, Any]) -> Reply | None:
    return error(500, "Oops") if {"prompt_cache_key", "reasoning_effort"} & set(body) else None


@pytest.mark.parametrize(
    ("refuses", "tries", "left"),
    [
        (lambda _: None, 1, {"prompt_cache_key", "reasoning_effort"}),
        (no_cache_key, 2, {"reasoning_effort"}),
        (no_effort, 2, {"prompt_cache_key"}),
        (all_of(no_cache_key, no_effort, no_temperature), 4, set()),
        (nothing_unknown, 2, set()),
        (fails_at_extras, 2, set()),
        (all_of(fails_at_extras, no_schema(500)), 3, set()),
    ],
)
def test_a_cache_key_and_a_reasoning_effort_are_sent_where_the_endpoint_takes_them(
    refuses: Callable[[dict[str, Any]], Reply | None], tries: int, left: set[str]
) -> None:
    with reader(picky(refuses), cache_key="desk", effort="low") as (model, server):
        for _ in range(2):
            assert model.read(ARTICLE, (FERRY, MAYOR)).judgements
    assert len(server.asked) == tries + 1
    assert {"prompt_cache_key", "reasoning_effort"} & set(server.asked[-1].body) == left
    first = server.asked[0].body
    assert (first["prompt_cache_key"], first["reasoning_effort"]) == ("desk", "low")
    assert ("no prompt cache key" in str(model.dialect)) == ("prompt_cache_key" not in left)


def test_a_refusal_that_has_nothing_to_do_with_them_is_told_and_teaches_nothing() -> None:
    with reader(lambda _: error(400, "Bad request"), cache_key="desk") as (model, server):
        with pytest.raises(BadInput, match="did not accept the request"):
            model.read(ARTICLE, (FERRY, MAYOR))
        assert (len(server.asked), model.dialect.cache_key) == (2, True)


def test_the_effort_is_part_of_the_question_and_the_cache_key_is_not() -> None:
    hashes = []
    for options in ({}, {"cache_key": "desk"}, {"effort": "low"}, {"effort": "high"}):
        with reader(in_turn(), base_url="http://127.0.0.1:9/v1", **options) as (model, _):
            hashes.append(model.question(ARTICLE, (FERRY, MAYOR)))
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


@pytest.mark.parametrize("status", [400, 422, 500])
def test_without_strict_schemas_the_schema_goes_into_the_prompt(status: int) -> None:
    with reader(picky(no_schema(status))) as (model, server):
        result = model.read(ARTICLE, (FERRY, MAYOR))
    assert server.refused == []
    assert len(result.judgements) == 1
    asked: Asked = server.asked[-1]
    assert asked.body["response_format"] == {"type": "json_object"}
    assert json.dumps(SCHEMA, separators=(",", ":")) in asked.system
    assert asked.system.startswith(load_prompt("read").text)


def test_an_outage_of_an_endpoint_that_took_the_schema_is_no_matter_of_schemas() -> None:
    with reader(in_turn(completion(answer()), error(500, "Oops"))) as (model, server):
        model.read(ARTICLE, (FERRY, MAYOR))
        with pytest.raises(OutOfReach, match="HTTP 500"):
            model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == 2


def test_an_outage_from_the_start_teaches_nothing() -> None:
    with reader(in_turn(error(500, "Oops"), error(500, "Oops"), completion(answer()))) as (model, server):
        with pytest.raises(OutOfReach):
            model.read(ARTICLE, (FERRY, MAYOR))
        model.read(ARTICLE, (FERRY, MAYOR))
    assert server.asked[-1].body["response_format"]["type"] == "json_schema"
