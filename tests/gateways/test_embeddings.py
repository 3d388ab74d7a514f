"""Embeddings from a real HTTP server on loopback, and the optional model in this process where it is not installed."""

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.domain.errors import BadAnswer, BadInput, Busy, OutOfReach
from bot.gateways.embeddings import EndpointEmbedder, FastembedEmbedder
from tests.openai_server import EMBEDDING_MODEL, KEY, Asked, OpenAIServer, Reply, Script, embeddings, error, raw


def by_length(asked: Asked) -> Reply:
    """Embed a text as its length and a three, so that no two lengths share a direction."""
    return embeddings([[float(len(text)), 3.0] for text in asked.body["input"]])


@contextmanager
def embedder(
    script: Script, model: str = EMBEDDING_MODEL, timeout: float = 20.0
) -> Iterator[tuple[EndpointEmbedder, OpenAIServer]]:
    with OpenAIServer(script) as server:
        yield EndpointEmbedder(api_key=KEY, base_url=server.base_url, model=model, timeout=timeout, max_retries=0), server


def test_vectors_come_back_in_order_and_with_unit_length() -> None:
    with embedder(by_length) as (model, server):
        first, second = model.embed(["four", "a"])
    assert first == pytest.approx([0.8, 0.6])
    assert second == pytest.approx([1 / math.sqrt(10), 3 / math.sqrt(10)])
    assert server.asked[0].body["encoding_format"] == "float"
    assert server.refused == []


def test_many_texts_go_in_batches() -> None:
    texts = ["x" * n for n in range(1, 71)]
    with embedder(by_length) as (model, server):
        vectors = model.embed(texts)
    assert [len(asked.body["input"]) for asked in server.asked] == [32, 32, 6]
    assert [round(3 * x / y) for x, y in vectors] == list(range(1, 71))


def test_no_texts_ask_nothing() -> None:
    with embedder(by_length) as (model, server):
        assert model.embed([]) == []
    assert server.asked == []


def test_empty_and_long_texts_are_made_to_fit() -> None:
    with embedder(by_length) as (model, server):
        assert len(model.embed(["", " \n ", "長" * 100_000])) == 3
    assert server.refused == []
    assert [len(text) for text in server.asked[0].body["input"]] == [1, 1, 4000]


def test_answers_out_of_order_are_put_in_order() -> None:
    shuffled = {"data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [5, 0]}]}
    with embedder(lambda _: raw(shuffled)) as (model, _):
        assert model.embed(["a", "b"]) == [[1.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (embeddings([[1.0, 0.0]]), "1 vectors for 2 texts"),
        (embeddings([[1.0]] * 3), "3 vectors for 2 texts"),
        (raw({"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]}), "2 vectors for 2 texts"),
        (embeddings([[1.0, 0.0], [1.0]]), "different lengths"),
        (embeddings([[0.0, 0.0], [1.0, 0.0]]), "without a direction"),
        (embeddings([[], []]), "without a direction"),
        (embeddings([[float("nan"), 0.0], [1.0, 0.0]]), "without a direction"),
        (embeddings([[1e999, 0.0], [1.0, 0.0]]), "without a direction"),
        (raw({"data": "none"}), "holds no vectors"),
        (raw(b"<html>"), "holds no vectors"),
        (Reply(200, b"x" * 1_000_000, {"Content-Type": "application/json"}, repeat=20), "more than 16,000,000 bytes"),
    ],
)
def test_an_answer_that_is_no_vectors_is_an_error(reply: Reply, says: str) -> None:
    with embedder(lambda _: reply) as (model, _), pytest.raises(BadAnswer, match=says):
        model.embed(["a", "b"])


@pytest.mark.parametrize(
    ("reply", "kind", "says"),
    [
        (error(429, "Slow down"), Busy, "no more requests"),
        (error(500, "Oops"), OutOfReach, "HTTP 500"),
        (error(403, "No"), BadInput, "SECOND_SOURCE_EMBEDDING_MODEL"),
    ],
)
def test_an_endpoints_error_is_a_sentence(reply: Reply, kind: type[Exception], says: str) -> None:
    with embedder(lambda _: reply) as (model, _), pytest.raises(kind, match=says):
        model.embed(["a"])


def test_an_unknown_model_names_the_setting() -> None:
    with (
        embedder(by_length, model="no-such") as (model, _),
        pytest.raises(BadInput, match=r"'no-such'.*SECOND_SOURCE_EMBEDDING_MODEL"),
    ):
        model.embed(["a"])


def test_a_slow_endpoint_is_given_up() -> None:
    slow = Reply(200, b"{}", {"Content-Type": "application/json"}, pause=30)
    with embedder(lambda _: slow, timeout=0.3) as (model, _), pytest.raises(OutOfReach, match=r"0\.3 seconds"):
        model.embed(["a"])


def test_without_fastembed_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastembed", None)
    with pytest.raises(BadInput, match=r"pip install 'second-source\[embeddings\]'"):
        FastembedEmbedder("BAAI/bge-small-en-v1.5")


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"must hold exactly one \.onnx file; it holds 0"):
        FastembedEmbedder(str(tmp_path))
    with pytest.raises(BadInput, match="it holds 0"):
        FastembedEmbedder(str(tmp_path / "nowhere"))
