"""Endpoints as they are: each server here answers in the way that one kind of real server does."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.domain.answer import Answer
from bot.domain.errors import BadInput, Cannot, TooLong
from bot.domain.reading import Article
from bot.gateways.embeddings import EndpointEmbedder
from bot.gateways.model.completion import bare_json
from bot.gateways.model.wire import SCHEMA
from tests.gateways.model_answers import ARTICLE, FERRY, MAYOR, answer, read, reader
from tests.openai_server import (
    EMBEDDING_MODEL,
    KEY,
    Asked,
    AzureServer,
    OpenAIServer,
    Reply,
    completion,
    embeddings,
    error,
    in_turn,
    raw,
)

BARE = json.dumps(answer())
SCHEMA_TEXT = json.dumps(SCHEMA, separators=(",", ":"))
Refusal = Callable[[dict[str, Any]], Reply | None]


def asked_once_more(refuses: Refusal) -> tuple[Answer, OpenAIServer, int]:
    """Read twice against an endpoint that refuses some requests; returns also how many requests the first reading took."""
    with reader(lambda asked: refuses(asked.body) or completion(answer())) as (model, server):
        first = model.read(ARTICLE, (FERRY, MAYOR))
        tries = len(server.asked)
        model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == tries + 1  # what was learnt is remembered
    return first, server, tries


# ---------------------------------------------------------------- Azure


def test_azures_older_addresses_have_a_query_and_take_the_key_by_another_name() -> None:
    with AzureServer(lambda _: completion(answer())) as server, reader(in_turn(), base_url=server.base_url) as (model, _):
        for _ in range(2):
            assert model.read(ARTICLE, (FERRY, MAYOR)).judgements
    assert server.unauthorised == 1  # learnt from the first answer
    assert [asked.path for asked in server.asked] == ["/openai/deployments/reader/chat/completions?api-version=2024-10-21"] * 2
    assert all(asked.headers["api-key"] == KEY and "authorization" not in asked.headers for asked in server.asked)


def test_embeddings_go_to_azure_in_the_same_way() -> None:
    with AzureServer(lambda _: embeddings([[1.0, 0.0]])) as server:
        made = EndpointEmbedder(api_key=KEY, base_url=server.base_url, model=EMBEDDING_MODEL, timeout=20.0)
        assert made.embed(["fire"]) == [[1.0, 0.0]]
    assert server.asked[0].path == "/openai/deployments/reader/embeddings?api-version=2024-10-21"


def test_a_wrong_key_is_no_matter_of_its_name() -> None:
    with AzureServer(in_turn()) as server, reader(in_turn(), base_url=server.base_url, api_key="sk-wrong") as (model, _):
        for _ in range(2):
            with pytest.raises(BadInput, match="OPENAI_API_KEY"):
                model.read(ARTICLE, (FERRY, MAYOR))
    assert server.unauthorised == 4
    assert server.asked == []


def test_azures_content_filter_is_said() -> None:
    filtered = {
        "error": {
            "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
            "type": None,
            "param": "prompt",
            "code": "content_filter",
            "status": 400,
            "innererror": {"code": "ResponsibleAIPolicyViolation", "content_filter_result": {"violence": {"filtered": True}}},
        }
    }
    with reader(in_turn(raw(filtered, status=400))) as (model, server), pytest.raises(Cannot, match="content filter"):
        model.read(ARTICLE, (FERRY, MAYOR))
    assert len(server.asked) == 1


# ---------------------------------------------------------------- vLLM, llama.cpp, Ollama, hosted models


def vllm(body: dict[str, Any]) -> Reply | None:
    """Refuse as vLLM does where the limit on the answer does not fit into the context: its errors have no `error` in them."""
    if "max_completion_tokens" not in body and "max_tokens" not in body:
        return None
    says = (
        "This model's maximum context length is 8192 tokens. However, you requested 19000 tokens (3000 in the messages, "
        "16000 in the completion). Please reduce the length of the messages or completion."
    )
    return raw({"object": "error", "message": says, "type": "BadRequestError", "param": None, "code": 400}, status=400)


def guided(body: dict[str, Any]) -> Reply | None:
    says = "The provided grammar is not supported by the guided decoding backend xgrammar."
    return (
        raw({"object": "error", "message": says, "type": "BadRequestError", "param": None, "code": 400}, status=400)
        if body.get("response_format", {}).get("type") == "json_schema"
        else None
    )


def reasoning(body: dict[str, Any]) -> Reply | None:
    """Refuse as OpenAI's reasoning models do."""
    if "temperature" in body:
        says = "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported."
        return error(400, says, param="temperature", code="unsupported_value")
    return None


def without_system(body: dict[str, Any]) -> Reply | None:
    if body["messages"][0]["role"] != "system":
        return None
    says = "Unsupported value: 'messages[0].role' does not support 'system' with this model."
    return error(400, says, param="messages[0].role", code="unsupported_value")


def template(body: dict[str, Any]) -> Reply | None:
    """Refuse as a chat template without a system message, in which the sides must take turns."""
    roles = [message["role"] for message in body["messages"]]
    if "system" in roles:
        return error(400, "System role not supported")
    turns = [("user", "assistant")[i % 2] for i in range(len(roles))]
    return None if roles == turns else error(400, "Conversation roles must alternate user/assistant/user/assistant/...")


def fastapi(body: dict[str, Any]) -> Reply | None:
    """Refuse a parameter that is not known, as servers made with FastAPI do."""
    if "max_completion_tokens" not in body:
        return None
    detail = [{"type": "extra_forbidden", "loc": ["body", "max_completion_tokens"], "msg": "Extra inputs are not permitted"}]
    return raw({"detail": detail}, status=422)


@pytest.mark.parametrize(
    ("refuses", "tries", "absent", "present"),
    [
        (vllm, 2, {"max_completion_tokens", "max_tokens"}, {"temperature", "response_format"}),
        (guided, 2, set(), {"temperature", "max_completion_tokens", "response_format"}),
        (reasoning, 2, {"temperature"}, {"max_completion_tokens", "response_format"}),
        (fastapi, 2, {"max_completion_tokens"}, {"max_tokens", "response_format"}),
    ],
)
def test_what_a_server_does_not_take_is_left_out(refuses: Refusal, tries: int, absent: set[str], present: set[str]) -> None:
    result, server, needed = asked_once_more(refuses)
    assert len(result.judgements) == 1
    assert needed == tries
    assert not absent & set(server.asked[-1].body)
    assert present <= set(server.asked[-1].body)


@pytest.mark.parametrize("refuses", [without_system, template])
def test_without_a_system_message_the_prompt_leads_the_question(refuses: Refusal) -> None:
    _, server, needed = asked_once_more(refuses)
    assert needed == 2
    (message,) = server.asked[-1].body["messages"]
    with_system = server.asked[0].body["messages"]
    assert message["role"] == "user"
    assert message["content"].startswith(with_system[0]["content"])
    assert "<<<ARTICLE" in message["content"]


@pytest.mark.parametrize("bad", [completion(None), completion("I would rather not say.")])
def test_the_sides_take_turns_when_an_answer_is_mended(bad: Reply) -> None:
    replies = iter([bad, completion(answer())])
    with reader(lambda asked: template(asked.body) or next(replies)) as (model, server):
        assert model.read(ARTICLE, (FERRY, MAYOR)).judgements
    assert [m["role"] for m in server.asked[-1].body["messages"]] == ["user", "assistant", "user"]


@pytest.mark.parametrize(
    "reply",
    [
        error(400, "the request exceeds the available context size. try increasing the context size", code="exceed_context"),
        raw({"object": "error", "message": "This model's maximum context length is 8192 tokens.", "code": 400}, status=400),
    ],
)
def test_a_text_that_is_too_long_is_said_by_every_servers_words(reply: Reply) -> None:
    with reader(lambda _: reply) as (model, server), pytest.raises(Cannot, match="too long") as caught:
        model.read(ARTICLE, (FERRY, MAYOR))
    assert not isinstance(caught.value, BadInput)
    assert len(server.asked) == 2  # once more without a limit on the answer


def test_of_a_long_article_as_much_is_read_as_goes_into_the_context() -> None:
    filler = "\n\n".join(f"The council of ward {n} met on Tuesday and spoke about roads and lamps." for n in range(900))
    article = ARTICLE.model_copy(update={"text": f"{ARTICLE.text}\n\n{filler}"})

    def small(asked: Asked) -> Reply:
        if len(asked.user) > 16_000:
            return error(400, "This model's maximum context length is 8192 tokens.", code="context_length_exceeded")
        return completion(answer())

    with reader(small) as (model, server):
        kept = model.question(article, (FERRY, MAYOR))
        first = model.read(article, (FERRY, MAYOR))
        needed = len(server.asked)
        model.read(article, (FERRY, MAYOR))
        assert model.question(article, (FERRY, MAYOR)) == kept
    assert first.in_part
    assert needed > 1
    assert len(server.asked) == needed + 1  # what goes in is remembered


def small(most: int) -> Callable[[Asked], Reply]:
    """Answer questions of at most so many characters only."""
    says = "This model's maximum context length is 8192 tokens."
    return lambda asked: (
        error(400, says, code="context_length_exceeded") if len(asked.user) > most else completion(answer(unrelated=[]))
    )


def padded(paragraphs: int) -> Article:
    filler = "\n\n".join(f"The council of ward {n} met on Tuesday and spoke about roads and lamps." for n in range(paragraphs))
    return ARTICLE.model_copy(update={"text": f"{ARTICLE.text}\n\n{filler}"})


def test_an_article_far_below_the_limit_is_shortened_too_where_the_context_is_smaller_still() -> None:
    with reader(small(8000)) as (model, server):
        result = model.read(padded(150), (FERRY, MAYOR))
    assert result.in_part
    assert len(server.asked) == 2


def test_one_article_that_never_fits_does_not_shorten_the_others() -> None:
    with reader(lambda asked: small(16_000 if "ward 1 met" in asked.user else 0)(asked)) as (model, _):
        hopeless = padded(900).model_copy(update={"text": padded(900).text.replace("ward 1 met", "quarter met")})
        with pytest.raises(TooLong):
            model.read(hopeless, (FERRY, MAYOR))
        assert not model.read(padded(150), (FERRY, MAYOR)).in_part


def test_two_links_at_once_that_are_too_long_are_shortened_no_more_than_one() -> None:
    together = threading.Barrier(2, timeout=60)

    def at_once(asked: Asked) -> Reply:
        reply = small(16_000)(asked)
        if len(asked.user) > 40_000:
            together.wait()
        return reply

    def sizes(script: Callable[[Asked], Reply], links: int) -> set[int]:
        with reader(script, token=lambda: "0") as (model, server), ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: model.read(padded(900), (FERRY, MAYOR)), range(links)))
            model.read(padded(900), (FERRY, MAYOR))
        return {len(server.asked[-1].user)}

    assert sizes(at_once, 2) == sizes(small(16_000), 1)


def test_a_server_that_takes_the_schema_and_ignores_it_is_told_in_the_prompt_from_then_on() -> None:
    def ignores(asked: Asked) -> Reply:
        told = SCHEMA_TEXT in asked.system or SCHEMA_TEXT in asked.user
        return completion(answer() if told else "The ferry hit the bridge, and this is confirmed.")

    with reader(ignores) as (model, server):
        assert [model.read(ARTICLE, (FERRY, MAYOR)).stamp.calls for _ in range(3)] == [2, 1, 1]
    assert SCHEMA_TEXT not in server.asked[0].system
    assert all(SCHEMA_TEXT in asked.system for asked in server.asked[2:])


def test_a_wrong_label_says_nothing_about_the_servers_schemas() -> None:
    wrong = completion(answer(judgements=[{**answer()["judgements"][0], "claim": "C30"}]))
    with reader(in_turn(wrong, completion(answer()), completion(answer()))) as (model, server):
        assert [model.read(ARTICLE, (FERRY, MAYOR)).stamp.calls for _ in range(2)] == [2, 1]
    assert SCHEMA_TEXT not in server.asked[2].system


# ---------------------------------------------------------------- what is around an answer


WRAPPED = {
    "thoughts": f"<think>\nThe ferry hit {{something}}. So C1.\n</think>\n\n{BARE}",
    "thoughts without a beginning": f"The ferry hit the bridge.\n</think>\n{BARE}",
    "a code fence": f"```json\n{BARE}\n```",
    "a code fence in one line": f"```{BARE}```",
    "sentences around it": f"Here is the JSON object:\n\n{BARE}\n\nLet me know if you need {{more}}.",
    "two objects": f"{BARE}\n{BARE}",
    "white space": f"\n\n  {BARE}  \n",
}


@pytest.mark.parametrize("case", WRAPPED)
def test_an_answer_is_found_in_what_is_around_it(case: str) -> None:
    result, server = read(completion(WRAPPED[case]))
    assert len(result.judgements) == 1
    assert len(server.asked) == 1


@pytest.mark.parametrize("text", ["", "No.", "[]", "{", "{" * 100_000, "}{", "</think>", "no braces </think> here", "{x} {}"])
def test_where_there_is_no_object_nothing_is_made_up(text: str) -> None:
    assert bare_json(text) in (text, "here")


def test_a_quote_with_the_end_of_thoughts_in_it_stays_whole() -> None:
    held = json.dumps({"quote": "He said </think> aloud."})
    assert bare_json(held) == held


def reshaped(change: Callable[[dict[str, Any]], object]) -> Reply:
    body: dict[str, Any] = json.loads(completion(answer()).body)
    change(body)
    return raw(body)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no reason for the end": lambda body: body["choices"][0].update(finish_reason=None),
    "no reason at all": lambda body: body["choices"][0].pop("finish_reason"),
    "no usage": lambda body: body.pop("usage"),
    "usage is null": lambda body: body.update(usage=None),
    "thoughts in a field": lambda body: body["choices"][0]["message"].update(reasoning_content="Let me see …", reasoning="…"),
    "no field for refusals": lambda body: body["choices"][0]["message"].pop("refusal"),
    "an empty refusal": lambda body: body["choices"][0]["message"].update(refusal=""),
    "content in parts": lambda body: body["choices"][0]["message"].update(
        content=[{"type": "thinking", "thinking": []}, {"type": "text", "text": BARE}]
    ),
    "fields of its own": lambda body: body.update(timings={"prompt_ms": 1.5}, system_fingerprint="b1"),
    "bare": lambda body: [body.pop(name) for name in ("id", "object", "created", "model", "usage")],
}


@pytest.mark.parametrize("case", CHANGES)
def test_completions_differ_in_what_they_leave_out_and_add(case: str) -> None:
    result, server = read(reshaped(CHANGES[case]))
    assert len(result.judgements) == 1
    assert len(server.asked) == 1
