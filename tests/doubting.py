"""A built-in reader that finds passages in each article and leaves it open what they mean."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from bot.domain.answer import Answer, QuotedJudgement
from bot.domain.model import Article, Basis, Event, Hop, ReaderStamp, Stance, Tone
from bot.gateways.builtin_reader import BuiltinReader


def open_on(event: str, claim: str, quote: str, origin: Hop, basis: Basis = Basis.ON_RECORD) -> QuotedJudgement:
    return QuotedJudgement(
        event=event, claim=claim, stance=Stance.OPEN, tone=Tone.CERTAIN, basis=basis, path=(origin,), quote=quote
    )


@contextmanager
def doubting(*found: QuotedJudgement) -> Iterator[None]:
    """Let the built-in reader of this process find these passages, in the articles that have their words."""

    def read(_reader: BuiltinReader, article: Article, candidates: Sequence[Event]) -> Answer:
        shown = {event.slug for event in candidates}
        judgements = tuple(j for j in found if j.event in shown and j.quote in article.text)
        return Answer(judgements=judgements, stamp=ReaderStamp(reader="built-in"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BuiltinReader, "read", read)
        yield
