"""The built-in reader: rules and word lists, no network, no key, no model."""

import time
from collections.abc import Callable, Sequence

from bot.domain.answer import Answer
from bot.domain.model import Event
from bot.domain.reading import Article
from bot.gateways.computed import answer_on
from bot.pipeline.ports import Compute, call_here


class BuiltinReader:
    """Reads one article against candidate events by rules; English only. `compute` runs the reading."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, compute: Compute = call_here) -> None:
        self._monotonic = monotonic
        self._compute = compute

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        """Say what the article makes of each candidate's claims, or draft a new event; raises Cannot for other languages."""
        began = self._monotonic()
        answer = self._compute(answer_on, article, tuple(candidates))
        stamp = answer.stamp.model_copy(update={"seconds": self._monotonic() - began})
        return answer.model_copy(update={"stamp": stamp})
