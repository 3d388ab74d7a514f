"""A stand-in of a model that reads the storm's articles, and fails now and then."""

import random
import re
from typing import Any

from tests.openai_server import Asked, Reply, completion, error

SECONDS = 0.2
TOO_LATE_SECONDS = 12.0
_ARTICLE = re.compile(r"<<<ARTICLE .*?>>>\n(?P<article>.*)<<<END", re.DOTALL)
_LEAD = re.compile(r"^(?P<deed>The \w+ in (?P<place>\w+) .+?) on Monday, (?P<person>\w+ \w+) said\.$", re.MULTILINE)


class StandIn:
    """Judges the claim of the article's event, or drafts one; `ratelimited`, `failing` and `late` are shares of questions."""

    def __init__(self, chance: random.Random, *, ratelimited: float = 0.03, failing: float = 0.03, late: float = 0.01) -> None:
        self._chance = chance
        self._ratelimited, self._failing, self._late = ratelimited, failing, late

    def __call__(self, asked: Asked) -> Reply:
        """Answer one question."""
        drawn = self._chance.random()
        if drawn < self._ratelimited:
            return error(429, "Rate limit reached.")
        if drawn < self._ratelimited + self._failing:
            return error(500, "The server had an error.")
        pause = TOO_LATE_SECONDS if drawn < self._ratelimited + self._failing + self._late else SECONDS
        return completion(_answer(asked.user), pause=pause)


def _answer(question: str) -> dict[str, Any]:
    article = _ARTICLE.search(question)
    lead = _LEAD.search(article["article"]) if article else None
    answer: dict[str, Any] = {"piece": {"genre": "news", "credit": None}, "unrelated": [], "draft": None}
    if lead is None:
        return answer | {"statements": [], "judgements": []}
    person = {"kind": "person", "name": lead["person"], "role": "", "body": ""}
    seen = {"quote": lead[0], "tone": "certain", "basis": "on_record", "path": [person]}
    said = seen | {"text": f"{lead['deed']}."}
    known = re.search(rf"^ +(C\d+) \(substance[^)]*\) {re.escape(lead['deed'])}\.$", question, re.MULTILINE)
    if known:
        judged = seen | {"claim": known[1], "stance": "confirms", "revises": "none"}
        return answer | {"statements": [said], "judgements": [judged]}
    drafted = {
        "kind": "accident",
        "headline": lead["deed"],
        "place": lead["place"],
        "date": None,
        "claims": [said | {"layer": "substance", "speaker": lead["person"], "parties": []}],
        "entities": [lead["person"]],
    }
    return answer | {"statements": [said], "judgements": [], "draft": drafted}
