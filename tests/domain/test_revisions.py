"""What later reports do to earlier ones, in words: who withdraws what, who gives a newer figure, and since when."""

import datetime as dt
from typing import Any

import pytest

from bot.domain.acts import Act, happened, newest_first
from bot.domain.confidence import assess_event
from bot.domain.model import Basis, Claim, Event, EventKind, Hop, HopKind, Level, Report, Revision, Stance
from bot.domain.record import LevelChange, Rewording
from bot.domain.revisions import no_longer_counted, revisions, wordings_said
from bot.domain.rewording import reworded
from bot.domain.wording import founded, retracted
from tests.domain.make import EVENT, OWN, report

MINE = Event(
    slug="mine",
    kind=EventKind.ACCIDENT,
    headline="A shaft collapses in Tarn",
    claims=(Claim(key="hurt", text="Three miners were hurt in Tarn."), Claim(key="shaft", text="A shaft collapsed in Tarn.")),
)
INSPECTOR = Hop(kind=HopKind.BODY, name="Mines Inspectorate")


def day(number: int) -> dt.date:
    return dt.date(2026, 5, number)


def told(by: str, id_: str, published: int, origin: Hop = INSPECTOR, **changes: Any) -> Report:
    fields: dict[str, Any] = {"claim": "hurt", "basis": Basis.ON_RECORD, "url": f"https://{by.lower()}.example/tarn"}
    return report(by, origin, id=id_, published=day(published), **{**fields, **changes})


FIRST = told("Echo", "1-1", 1)
OTHER = told("Mail", "2-1", 2)
LATER: dict[str, Any] = {
    "stance": Stance.CONTEXT,
    "revises": Revision.UPDATE,
    "quote": "Five miners were hurt, the inspectorate says.",
}


def test_a_later_figure_at_the_same_address_replaces_what_others_had_until_its_own_day() -> None:
    newer = told("Echo", "3-1", 3, **LATER)
    (said,) = revisions(MINE, [FIRST, OTHER], [newer])
    assert said.endswith("; this replaces what Echo and Mail reported on 1 May and 2 May.")
    gone = no_longer_counted(MINE, [FIRST, OTHER, newer])
    assert gone == dict.fromkeys(("1-1", "2-1"), "replaced on 3 May 2026 by a later figure of Mines Inspectorate (Echo)")
    assert assess_event(MINE, [FIRST, OTHER, newer])[0].origins == 0


def test_what_others_reported_after_it_stands() -> None:
    newer, after = told("Echo", "3-1", 3, **LATER), told("Mail", "4-1", 5)
    assert set(no_longer_counted(MINE, [FIRST, newer, after])) == {"1-1"}


def test_two_texts_of_one_address_count_once_on_each_claim() -> None:
    both = [FIRST, told("Echo", "5-1", 4)]
    assert next((a.outlets, a.origins) for a in assess_event(MINE, both)) == (1, 1)
    assert assess_event(MINE, both)[0].score == assess_event(MINE, [FIRST])[0].score


@pytest.mark.parametrize("revision", Revision)
def test_reports_of_a_file_at_one_address_are_told_apart_by_their_dates(revision: Revision) -> None:
    denial = told("Echo", "file-1", 1, OWN, stance=Stance.DENIES, claim="shaft", basis=Basis.WITNESSED)
    back = told("Echo", "file-2", 2, OWN, stance=Stance.CONTEXT, claim="shaft", revises=revision)
    assert set(no_longer_counted(MINE, [denial, back])) == {"file-1"}
    at_once = back.model_copy(update={"published": denial.published})
    assert no_longer_counted(MINE, [denial, at_once]) == {}


def test_a_withdrawal_that_fits_nothing_on_record_says_so() -> None:
    back = told("Mail", "7-1", 3, OWN, stance=Stance.CONTEXT, revises=Revision.WITHDRAWAL)
    (said,) = revisions(MINE, [FIRST], [back])
    assert said == "Mail withdraws a report that is not on record here, that “Three miners were hurt in Tarn”."
    assert no_longer_counted(MINE, [FIRST, back]) == {}


def test_a_new_wording_is_said_with_both() -> None:
    new = Rewording(claim="hurt", becomes="hurt-2", text="Five miners were hurt in Tarn.")
    (said,) = wordings_said(reworded(MINE, [new]), [new])
    assert said == "The wording changes from “Three miners were hurt in Tarn” to “Five miners were hurt in Tarn”."


def test_an_act_stands_before_its_changes_whichever_way_the_history_is_read() -> None:
    noon = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    later = noon + dt.timedelta(hours=1)

    def change(at: dt.datetime) -> LevelChange:
        return LevelChange(
            claim="hurt", at=at, decision_id=1, level_before=None, level_after=Level.REPORTED, score_before=None,
            score_after=0.5, reasons=(),
        )  # fmt: skip

    acts = [Act(at=at, did="Approved", by="edda") for at in (noon, later)]
    found = happened(MINE, (), [change(noon), change(later)], (), (), acts)
    assert [(type(one), one.at) for one in found] == [(Act, noon), (LevelChange, noon), (Act, later), (LevelChange, later)]
    assert [(type(one), one.at) for one in newest_first(found)] == [
        (Act, later), (LevelChange, later), (Act, noon), (LevelChange, noon),
    ]  # fmt: skip


def test_of_what_is_retracted_nobody_says_how_likely_it_is() -> None:
    reported = assess_event(EVENT, [report("Alder Post")])[1]
    assert founded(reported) == f"reported, {reported.score:.0%} likely"
    assert founded(reported.model_copy(update={"level": Level.RETRACTED})) == "retracted"
    assert founded(assess_event(EVENT, ())[1]) == "unverified"
    assert founded(reported.model_copy(update={"level": Level.UNVERIFIED, "origins": 0})) == "unverified"
    assert retracted(MINE) == ""
    assert "retracted: A drill." in retracted(MINE.model_copy(update={"retracted_because": "A drill."}))


def test_an_outlet_known_by_its_domain_alone_keeps_its_spelling() -> None:
    (first,) = revisions(MINE, [], [told("tarn-mail.example", "9-1", 3, OWN, stance="denies", revises="withdrawal")])
    assert first.startswith("tarn-mail.example withdraws a report that is not on record here")
