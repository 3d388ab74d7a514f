"""A model server that replays recorded readings: what careful readers, who saw the prompt alone, answered to each question."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.settings import Settings
from tests.openai_server import KEY, Asked, OpenAIServer, Reply, completion

ANSWERS = Path(__file__).with_name("recorded.jsonl")
MODEL = "recorded-readings"
_FENCE = re.compile(r"<<<(?:ARTICLE|END) [0-9a-f]*>>>")


@contextmanager
def recorded_readings(heard: list[str] | None = None) -> Iterator[tuple[Settings, list[str]]]:
    """Serve the recorded readings; yields settings with their endpoint, and a list of the questions without an answer.

    All questions that are asked are added to `heard`.
    """
    missing: list[str] = []

    def reply(asked: Asked) -> Reply:
        if heard is not None:
            heard.append(asked.user)
        answer = _answers().get(key_of(asked.user))
        if answer is None:
            missing.append(asked.user)
        return completion(answer or {"statements": [], "judgements": [], "unrelated": [], "draft": None})

    with OpenAIServer(reply, models=(MODEL,)) as server:
        yield Settings(openai_api_key=SecretStr(KEY), openai_base_url=server.base_url, model=MODEL), missing


def key_of(question: str) -> str:
    """Return the key of a question: a hash of the user message without the fence's random mark, 16 hexadecimal digits.

    Another wording of the prompt has the same key; another article, event or claim has not.
    """
    return hashlib.sha256(_FENCE.sub("<<<>>>", question).encode()).hexdigest()[:16]


@cache
def _answers() -> dict[str, dict[str, Any]]:
    rows = map(json.loads, ANSWERS.read_text(encoding="utf-8").splitlines())
    return {row["question"]: row["answer"] for row in rows}
