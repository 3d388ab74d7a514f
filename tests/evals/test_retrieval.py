"""The search on labelled queries: at least as good as plain BM25 over all words, on both databases."""

import pytest

from storage.db import Database
from tests.evals.retrieval import by_plain_bm25, by_search, material, measure, neighbours, store


@pytest.mark.parametrize(("amid", "every"), [(250, 4), pytest.param(1_500, 1, marks=pytest.mark.slow)])
def test_our_search_finds_at_least_as_much_as_plain_bm25(database: Database, amid: int, every: int) -> None:
    known, asked = material()
    stored = [*known, *neighbours(known, amid)]
    store(database, stored)
    ours, plain = by_search(database), by_plain_bm25(stored)
    for kind, queries in ((kind, queries[::every]) for kind, queries in asked.items()):
        found, wanted = measure(ours, queries), measure(plain, queries)
        assert found.map_5 >= wanted.map_5 + 0.01, (kind, found, wanted)
        assert found.recall_10 >= wanted.recall_10, (kind, found, wanted)
