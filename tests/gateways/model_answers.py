"""An article, two events and answers of a model about them, for the tests of the model reader."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.domain.answer import Answer
from bot.domain.model import Claim, Event, EventKind, Layer, Outlet
from bot.domain.reading import Article
from bot.gateways.llm import ModelReader
from tests.openai_server import KEY, MODEL, OpenAIServer, Reply, Script, in_turn

TEXT = (
    "The ferry Alma ran into the harbour bridge on Tuesday, the port authority of Norhaven said.\n\n"
    "Harbour master Jens Olrik put the number of injured at 25. This newspaper could not verify that figure.\n\n"
    "The bridge is likely to stay closed for two weeks."
)
ARTICLE = Article(
    canonical_url="https://norhaven-post.example/ferry",
    outlet=Outlet(name="Norhaven Post"),
    title="Ferry hits bridge",
    authors=("Ada Lund",),
    published=dt.date(2026, 3, 4),
    text=TEXT,
)
FERRY = Event(
    slug="ferry-hits-bridge",
    kind=EventKind.ACCIDENT,
    headline="A ferry struck the harbour bridge",
    place="Norhaven",
    date=dt.date(2026, 3, 3),
    claims=(Claim(key="struck", text="The ferry Alma struck the bridge."), Claim(key="forty", text="Forty people were hurt.")),
)
MAYOR = Event(
    slug="mayor-resigns",
    kind=EventKind.STATEMENT,
    headline="The mayor said she would go",
    claims=(Claim(key="said", text="Ilse Brandt said she resigns.", layer=Layer.UTTERANCE, speaker="Ilse Brandt"),),
)


def hop(kind: str, name: str = "", role: str = "", body: str = "") -> dict[str, str]:
    return {"kind": kind, "name": name, "role": role, "body": body}


def judgement(claim: str = "C1", **changes: Any) -> dict[str, Any]:
    return {
        "claim": claim,
        "quote": "The ferry Alma ran into the harbour bridge on Tuesday, the port authority of Norhaven said.",
        "stance": "confirms",
        "revises": "none",
        "tone": "certain",
        "basis": "on_record",
        "path": [hop("body", "port authority of Norhaven")],
    } | changes


def statement(**changes: Any) -> dict[str, Any]:
    return {
        "quote": "Harbour master Jens Olrik put the number of injured at 25.",
        "text": "25 people were injured when a ferry hit a bridge in Norhaven.",
        "tone": "certain",
        "basis": "on_record",
        "path": [hop("person", "Jens Olrik", role="harbour master")],
    } | changes


def draft(**changes: Any) -> dict[str, Any]:
    claim = statement() | {"layer": "substance", "speaker": "Jens Olrik", "parties": ["port authority"]}
    return {
        "kind": "accident",
        "headline": "A ferry hit a bridge in Norhaven",
        "place": "Norhaven",
        "date": "2026-03-03",
        "claims": [claim],
        "entities": ["Alma", "Norhaven", "Alma"],
    } | changes


def answer(**changes: Any) -> dict[str, Any]:
    return {
        "piece": {"genre": "news", "credit": None},
        "statements": [statement()],
        "judgements": [judgement()],
        "unrelated": ["C2", "C3"],
        "draft": None,
    } | changes


@contextmanager
def reader(script: Script, **options: Any) -> Iterator[tuple[ModelReader, OpenAIServer]]:
    with OpenAIServer(script) as server:
        settings: dict[str, Any] = {
            "api_key": KEY,
            "base_url": server.base_url,
            "model": MODEL,
            "timeout": 20.0,
            "max_retries": 0,
        }
        yield ModelReader(**(settings | options)), server


def read(
    *replies: Reply | Script, article: Article = ARTICLE, events: Sequence[Event] = (FERRY, MAYOR), **options: Any
) -> tuple[Answer, OpenAIServer]:
    with reader(in_turn(*replies), **options) as (model, server):
        return model.read(article, events), server
