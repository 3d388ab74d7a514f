"""The real small embedding model in this process; needs the extra `embeddings` and a folder with the model."""

import math
import os

import pytest

from bot.domain.errors import BadInput
from bot.gateways.embeddings import FastembedEmbedder


@pytest.fixture(scope="module")
def embedder() -> FastembedEmbedder:
    return FastembedEmbedder(os.environ["SECOND_SOURCE_TEST_EMBEDDING_FOLDER"])


def test_a_paraphrase_is_nearer_than_another_subject(embedder: FastembedEmbedder) -> None:
    claim, paraphrase, other = embedder.embed(
        [
            "The ferry Alma struck a pier of the harbour bridge in Norhaven.",
            "A car ferry ran into the bridge at Norhaven harbour.",
            "The central bank left its interest rate unchanged.",
        ]
    )
    assert _cosine(claim, paraphrase) > 0.75 > _cosine(claim, other)


def test_a_query_is_embedded_with_what_the_model_was_trained_to_find_before_it(embedder: FastembedEmbedder) -> None:
    words = "A car ferry ran into the bridge at Norhaven harbour."
    asked, (text,) = embedder.embed_query(words), embedder.embed([words])
    assert 0.7 < _cosine(asked, text) < 0.999


def test_vectors_have_unit_length_whatever_the_text(embedder: FastembedEmbedder) -> None:
    vectors = embedder.embed(["", "wort " * 20_000, "北朝鲜士兵", "x"])
    assert len(vectors) == 4
    assert {len(vector) for vector in vectors} == {384}
    assert [math.hypot(*vector) for vector in vectors] == pytest.approx([1.0] * 4)


def test_one_folder_serves_two_embedders_under_the_same_name(embedder: FastembedEmbedder) -> None:
    second = FastembedEmbedder(os.environ["SECOND_SOURCE_TEST_EMBEDDING_FOLDER"])
    assert second.model == embedder.model
    assert second.model.startswith("fastembed:")
    assert second.embed(["one text"])[0] == pytest.approx(embedder.embed(["one text"])[0])


def test_a_name_that_fastembed_does_not_know_is_refused() -> None:
    with pytest.raises(BadInput, match="knows no model 'nobody/nothing'"):
        FastembedEmbedder("nobody/nothing")


def _cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
