"""A draft of a new event: its only source is its speaker, and what does not stand in the article is told."""

import datetime as dt
from typing import Any

from bot.domain.answer import NEW_EVENT
from bot.domain.model import Claim, EventDraft, EventKind, Stance
from bot.domain.reading import Reading
from tests.domain.lying import ARTICLE, FALK, LEAD, body, person, proposed, read, says

CLAIM = Claim(key="c1", text="The floodgate had been left open.")


def drafted(*claims: Claim, paths: Any = ((FALK,),), **more: Any) -> Reading:
    fields: dict[str, Any] = {
        "kind": EventKind.ACCIDENT,
        "headline": "A floodgate was open",
        "claims": claims or (CLAIM,),
        **more,
    }
    judged = [says(LEAD, *path, claim=claim.key, event=NEW_EVENT) for claim in fields["claims"] for path in paths]
    return read(*judged, draft=EventDraft(**fields))


def speakers(reading: Reading) -> list[str | None]:
    assert reading.draft is not None
    return [claim.speaker for claim in reading.draft.claims]


def test_the_only_source_of_a_claim_is_its_speaker() -> None:
    left_out = drafted()
    assert speakers(left_out) == ["Ines Falk"]
    proposal = proposed(left_out)
    assert proposal is not None
    assert [(a.level, a.origins) for a in proposal.after] == [("reported", 1)]
    assert not any(tally.independent for a in proposal.after for tally in a.tallies)


def test_the_only_source_of_an_open_passage_is_the_speaker_too() -> None:
    left_open = says(LEAD, FALK, claim=CLAIM.key, event=NEW_EVENT, stance=Stance.OPEN)
    draft = EventDraft(kind=EventKind.ACCIDENT, headline="A floodgate was open", claims=(CLAIM,))
    assert speakers(read(left_open, draft=draft)) == ["Ines Falk"]


def test_an_invented_speaker_gives_way_to_the_one_who_says_it() -> None:
    reading = drafted(CLAIM.model_copy(update={"speaker": "Vera Quist"}))
    assert speakers(reading) == ["Ines Falk"]
    assert any("has Vera Quist say what Ines Falk says" in remark for remark in reading.remarks)


def test_a_speaker_who_stands_there_stays() -> None:
    assert speakers(drafted(CLAIM.model_copy(update={"speaker": "Omar Lindt"}))) == ["Omar Lindt"]
    assert speakers(drafted(paths=((body("River Road"),),))) == [None]


def test_what_does_not_stand_in_the_article_is_told() -> None:
    reading = drafted(
        CLAIM.model_copy(update={"parties": ("Corvin Coatings", "Brask Paints")}),
        place="Upper Velm",
        date=dt.date(2026, 9, 12),
        entities=("Ines Falk", "Norvik Group"),
    )
    assert (
        "The reader's draft names what does not stand in the article: “Upper Velm”, “Brask Paints”, “Norvik Group”."
        in reading.remarks
    )
    assert "The reader's draft has a date that does not stand in the article: 2026-09-12." in reading.remarks


def test_what_stands_there_passes_without_remark() -> None:
    claim = CLAIM.model_copy(update={"speaker": "Ines Falk", "parties": ("River Board",)})
    reading = drafted(claim, place="Lower Brask, Tarn", date=dt.date(2026, 10, 2), entities=("Greta Moss", "Brask Bugle"))
    assert reading.remarks == ()


def test_an_invented_credit_is_left_out_and_told() -> None:
    judged = says(LEAD, FALK)
    assert read(judged, credit="Jo Brandt").credit == "Jo Brandt"
    invented = read(judged, credit="Global Wire")
    assert invented.credit is None
    assert any("credits “Global Wire” with this text" in remark for remark in invented.remarks)


def test_a_byline_is_no_source_beside_its_outlet() -> None:
    reading = read(says("The Tarn Herald could not verify when the gate was opened", person(ARTICLE.authors[0])))
    assert reading.judgements[0].origin.kind == "own"
