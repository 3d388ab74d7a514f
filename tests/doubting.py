"""A built-in reader that is sure of nothing: what it would call a confirmation or a denial is open."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from bot.domain.answer import Answer
from bot.domain.model import Article, Event, Stance
from bot.gateways.builtin_reader import BuiltinReader

_SURE = (Stance.CONFIRMS, Stance.DENIES)


def doubted(answer: Answer) -> Answer:
    """Return an answer in which each judgement that is sure is open."""
    judgements = (j.model_copy(update={"stance": Stance.OPEN}) if j.stance in _SURE else j for j in answer.judgements)
    return answer.model_copy(update={"judgements": tuple(judgements)})


@contextmanager
def doubting() -> Iterator[None]:
    """Let the built-in reader of this process be sure of nothing."""
    sure = BuiltinReader.read

    def read(reader: BuiltinReader, article: Article, candidates: Sequence[Event]) -> Answer:
        return doubted(sure(reader, article, candidates))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BuiltinReader, "read", read)
        yield
