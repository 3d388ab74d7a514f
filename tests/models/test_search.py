"""The real small embedding model in the search: an article in other words finds its event."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.model import Claim, Event, EventKind, Outlet
from bot.domain.reading import Article
from bot.gateways.embeddings import FastembedEmbedder
from bot.pipeline.read import candidate_events, embedded, keep_vectors
from storage import events, search
from storage.db import Database
from tests.newsroom import WORKSPACE, make_services
from tests.page_server import PageServer

HEADLINES = {
    "clinic-strike": "Nurses at the Orrin clinic walk out over pay",
    "dam-failure": "The dam above Orrin gives way",
    "bank-rate": "The central bank leaves its interest rate unchanged",
    "ferry-fire": "A ferry burns in the harbour of Norwick",
}
PARAPHRASE = "A reservoir wall in the hills collapsed overnight and floodwater swept through homes in the valley below."


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path}/models.db")
    database.upgrade()
    return database


def test_meaning_finds_what_words_do_not(database: Database) -> None:
    stored = [
        Event(slug=slug, kind=EventKind.OTHER, headline=text, claims=(Claim(key="c", text=f"{text}."),))
        for slug, text in HEADLINES.items()
    ]
    article = Article(canonical_url="https://x.example/a", outlet=Outlet(name="X"), text=PARAPHRASE)
    with PageServer() as server:
        services = make_services(database, server, stored=stored)
        with database.transaction(WORKSPACE, read_only=True) as s:
            by_words = search.search(s, article.text)
        meaning = replace(services, embedder=FastembedEmbedder(os.environ["SECOND_SOURCE_TEST_EMBEDDING_FOLDER"]))
        assert keep_vectors(meaning, WORKSPACE) == len(stored)
        assert keep_vectors(meaning, WORKSPACE) == 0
        with database.transaction(WORKSPACE, read_only=True) as s:
            assert events.count(s) == len(stored)
            by_meaning = candidate_events(meaning, s, article, embedded(meaning, article))
    assert "dam-failure" not in by_words
    assert by_meaning[0].slug == "dam-failure"
