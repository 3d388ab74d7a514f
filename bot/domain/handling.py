"""Who deals with a proposal while it waits: an editor is on it or hands it over, or asks whoever brought the link."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from bot.domain.model import Value
from bot.domain.people import same_person

HELD_FOR = dt.timedelta(minutes=30)
"""After this time nobody is on a proposal any more, unless they say so again."""


class HandlingKind(StrEnum):
    """What somebody did about a proposal that waits; `told`: an editor was told that somebody else is on it."""

    TAKE = "take"
    HAND_OVER = "hand_over"
    RELEASE = "release"
    TOLD = "told"
    ASK = "ask"
    ANSWER = "answer"


class HandlingAct(Value):
    """One such act on a version of a proposal.

    `whom` is who got it or was asked, `words` the question or the answer, `about` the act that this one is about: which hold
    somebody was told of, which question is answered.
    """

    id: int
    proposal_id: int
    version: int
    kind: HandlingKind
    by: str
    at: dt.datetime
    whom: str | None = None
    words: str = ""
    about: int | None = None


class Hold(Value):
    """An editor is on a proposal, `since` when; `given_by` is who handed it over."""

    id: int
    by: str
    since: dt.datetime
    given_by: str | None = None

    @property
    def until(self) -> dt.datetime:
        """Return when it ends by itself."""
        return self.since + HELD_FOR


class Inquiry(Value):
    """What an editor (`by`) asked whoever brought the link (`whom`), and the answer, once there is one."""

    id: int
    by: str
    whom: str
    at: dt.datetime
    words: str
    answer: str | None = None
    answered_at: dt.datetime | None = None


class Handling(Value):
    """Who deals with a proposal at one time; `told` are the editors who know of a hold, each with its number."""

    hold: Hold | None = None
    inquiry: Inquiry | None = None
    told: tuple[tuple[str, int], ...] = ()

    @property
    def waits_for_answer(self) -> bool:
        """Tell whether whoever brought the link was asked and has not answered."""
        return self.inquiry is not None and self.inquiry.answer is None

    def hold_of(self, person: str) -> Hold | None:
        """Return a person's own hold."""
        return self.hold if self.hold is not None and same_person(self.hold.by, person) else None

    def hold_of_another(self, person: str) -> Hold | None:
        """Return the hold that somebody else has."""
        return self.hold if self.hold is not None and not same_person(self.hold.by, person) else None

    def unknown_to(self, person: str) -> Hold | None:
        """Return the hold that somebody else has and of which this person was not told."""
        hold = self.hold_of_another(person)
        known = hold is not None and any(same_person(by, person) and about == hold.id for by, about in self.told)
        return None if known else hold


UNHANDLED = Handling()


def handling_of(acts: Iterable[HandlingAct], now: dt.datetime, *, decided: int = 0) -> Handling:
    """Return who deals with a proposal now, from its acts, oldest first; `decided` is the last version that was decided on.

    What came before that decision is over: if it was undone, the proposal waits anew.
    """
    hold: Hold | None = None
    inquiry: Inquiry | None = None
    told: list[tuple[str, int]] = []
    for act in acts:
        if act.version <= decided:
            continue
        match act.kind:
            case HandlingKind.TAKE:
                hold = Hold(id=act.id, by=act.by, since=act.at)
            case HandlingKind.HAND_OVER if act.whom is not None:
                hold = Hold(id=act.id, by=act.whom, since=act.at, given_by=act.by)
            case HandlingKind.RELEASE:
                hold = None
            case HandlingKind.TOLD if act.about is not None:
                told.append((act.by, act.about))
            case HandlingKind.ASK if act.whom is not None:
                inquiry = Inquiry(id=act.id, by=act.by, whom=act.whom, at=act.at, words=act.words)
            case HandlingKind.ANSWER if inquiry is not None and act.about == inquiry.id:
                inquiry = inquiry.model_copy(update={"answer": act.words, "answered_at": act.at})
            case _:
                pass
    return Handling(hold=hold if hold is not None and now < hold.until else None, inquiry=inquiry, told=tuple(told))
