"""A built-in reader that finds passages in each article and leaves it open what they mean."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from bot.domain.answer import Answer, QuotedJudgement
from bot.domain.model import Basis, Event, Hop, HopKind, Stance, Tone
from bot.domain.reading import Article, ReaderStamp
from bot.gateways.builtin_reader import BuiltinReader


def open_on(event: str, claim: str, quote: str, origin: Hop, basis: Basis = Basis.ON_RECORD) -> QuotedJudgement:
    return QuotedJudgement(
        event=event, claim=claim, stance=Stance.OPEN, tone=Tone.CERTAIN, basis=basis, path=(origin,), quote=quote
    )


HOLM = Hop(kind=HopKind.PERSON, name="Vera Holm")
ON_THE_DAM = (
    open_on("orrin-dam", "said", "“The dam has failed,” the mayor, Vera Holm, said at the town hall", HOLM),
    open_on("orrin-dam", "so", "The Orrin dam failed before dawn on Monday", HOLM),
)

ON_THE_FIRE = (
    open_on(
        "maravale-ferry-terminal-fire",
        "hall-destroyed",
        "Fire destroyed the passenger hall of the Maravale ferry terminal on Tuesday morning",
        Hop(kind=HopKind.OWN),
        Basis.WITNESSED,
    ),
    open_on(
        "maravale-ferry-terminal-fire",
        "four-injured",
        "Four people were injured in the fire at the Maravale ferry terminal, said Dr Hana Osk",
        Hop(kind=HopKind.PERSON, name="Hana Osk"),
    ),
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


@contextmanager
def doubting_all() -> Iterator[None]:
    """Let the built-in reader of this process leave open what it would be sure of."""
    sure = BuiltinReader.read

    def read(reader: BuiltinReader, article: Article, candidates: Sequence[Event]) -> Answer:
        found = sure(reader, article, candidates)
        firm = (Stance.CONFIRMS, Stance.DENIES)
        judgements = (j.model_copy(update={"stance": Stance.OPEN}) if j.stance in firm else j for j in found.judgements)
        return found.model_copy(update={"judgements": tuple(judgements)})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BuiltinReader, "read", read)
        yield
