import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from bot.domain.errors import BadInput
from bot.domain.model import EventDraft, EventKind, Layer
from bot.domain.reading import Statement
from bot.slack.action_ids import Ref
from bot.slack.forms import new_event
from bot.slack.forms.fields import FormFaults
from tests.domain.make import OWN, person
from tests.slack.filling import View, chosen, picked, submitted, ticked, typed
from tests.slack.forms.answers import faults, read
from tests.slack.proposals import draft, statement

REF = Ref(12, 1)
HOLM = person("Vera Holm")
STATEMENTS = (
    statement("The dam at Orrin failed.", HOLM),
    statement("Vera Holm said that help is on its way.", HOLM),
    statement("The lower town stood under water.", OWN),
)


def parse(view: View, statements: Sequence[Statement]) -> new_event.NewEvent | FormFaults:
    return new_event.parse(view, statements, today=dt.date(2026, 3, 9), published=dt.date(2026, 3, 2))


def untouched_event() -> View:
    return submitted(new_event.draw(REF, draft(), STATEMENTS))


def test_a_new_event_as_drafted() -> None:
    ref, event, _ = read(parse(untouched_event(), STATEMENTS))

    assert ref == REF
    assert event.model_dump(exclude={"claims"}) == draft().model_dump(exclude={"claims"})


def claims(event: EventDraft) -> list[tuple[str, str, Layer, str | None]]:
    return [(claim.key, claim.text, claim.layer, claim.speaker) for claim in event.claims]


def test_what_a_speaker_says_makes_a_claim_of_each_layer() -> None:
    _, event, indexes = read(parse(ticked(untouched_event(), "claims", "1", "2", "3"), STATEMENTS))

    assert claims(event) == [
        ("c1", "Vera Holm said: The dam at Orrin failed.", Layer.UTTERANCE, "Vera Holm"),
        ("c2", "The dam at Orrin failed.", Layer.SUBSTANCE, "Vera Holm"),
        ("c3", "Vera Holm said that help is on its way.", Layer.UTTERANCE, "Vera Holm"),
        ("c4", "The lower town stood under water.", Layer.SUBSTANCE, None),
    ]
    assert indexes == (0, 0, 1, 2)


def test_other_events_have_claims_of_substance_only() -> None:
    view = typed(chosen(ticked(untouched_event(), "claims", "1", "3"), "kind", "disaster"), "speaker", None)

    _, event, indexes = read(parse(view, STATEMENTS))

    assert event.kind is EventKind.DISASTER
    assert claims(event) == [
        ("c1", "The dam at Orrin failed.", Layer.SUBSTANCE, None),
        ("c2", "The lower town stood under water.", Layer.SUBSTANCE, None),
    ]
    assert indexes == (0, 2)


def test_where_nothing_is_from_the_speaker_all_is_taken_to_be() -> None:
    view = typed(ticked(untouched_event(), "claims", "3"), "speaker", "Ida Berg")

    _, event, indexes = read(parse(view, STATEMENTS))

    assert {claim.speaker for claim in event.claims} == {"Ida Berg"}
    assert indexes == (2, 2)


def test_a_new_event_with_everything_changed() -> None:
    view = typed(untouched_event(), "headline", "  The Orrin dam\u202e has gone ")
    view = typed(typed(view, "place", None), "entities", "Vera Holm\n\n Orrin Road Office \nVera Holm")
    view = picked(view, "date", selected_date=None)

    _, event, _ = read(parse(view, STATEMENTS))

    assert event.headline == "The Orrin dam has gone"
    assert (event.place, event.date) == (None, None)
    assert event.entities == ("Vera Holm", "Orrin Road Office")


def test_a_day_is_read() -> None:
    view = picked(untouched_event(), "date", selected_date="2026-02-27")

    assert read(parse(view, STATEMENTS))[1].date == dt.date(2026, 2, 27)


@pytest.mark.parametrize("day", ["1899-12-31", "2026-03-05", "2026-03-11"])
def test_a_day_that_cannot_be_is_refused(day: str) -> None:
    assert set(faults(parse(picked(untouched_event(), "date", selected_date=day), STATEMENTS))) == {"date"}


def test_what_a_new_event_lacks_is_said_where_it_is_missing() -> None:
    view = typed(typed(ticked(untouched_event(), "claims"), "headline", " "), "speaker", None)

    assert set(faults(parse(view, STATEMENTS))) == {"headline", "claims", "speaker"}


def test_a_very_long_statement_still_makes_claims() -> None:
    long = (statement("w " * 499, HOLM),)
    view = submitted(new_event.draw(REF, draft(), long))

    _, event, _ = read(parse(view, long))

    assert len(event.claims[0].text) <= 1000


@pytest.mark.parametrize("made_up", [{"kind": None}, {"kind": "party"}, {"date": "soon"}])
def test_an_event_that_nobody_can_have_sent_is_refused(made_up: dict[str, Any]) -> None:
    view = untouched_event()
    if "kind" in made_up:
        option = None if made_up["kind"] is None else {"value": made_up["kind"]}
        view = picked(view, "kind", selected_option=option)
    else:
        view = picked(view, "date", selected_date=made_up["date"])

    with pytest.raises(BadInput):
        parse(view, STATEMENTS)
