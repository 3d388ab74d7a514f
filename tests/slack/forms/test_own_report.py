import datetime as dt

import pytest

from bot.domain.errors import BadInput
from bot.domain.model import Basis, Hop, HopKind, Stance
from bot.domain.own_report import Contact, OwnReport
from bot.slack.forms import own_report
from bot.slack.forms.fields import Filled
from tests.domain.make import EVENT
from tests.slack.filling import View, chosen, picked, submitted, typed
from tests.slack.forms.answers import faults, read

PLACE = own_report.Place("C0DESK1", "1.1", "1.2")
TODAY = dt.date(2026, 3, 9)


def untouched() -> View:
    return submitted(own_report.draw(PLACE, EVENT, today=TODAY, text="Called her office, they confirm."))


def parsed(view: View) -> object:
    return own_report.parse(view, today=TODAY)


def test_a_call_is_read() -> None:
    view = typed(typed(untouched(), "own_name", "Ida Berg"), "own_role", "spokeswoman")
    view = picked(
        chosen(typed(view, "own_body", "Orrin Water Board"), "own_how", "email"), "own_day", selected_date="2026-03-08"
    )

    assert own_report.place_of(view) == PLACE
    assert read(parsed(view)) == OwnReport(
        event=EVENT.slug,
        claim=EVENT.core.key,
        stance=Stance.CONFIRMS,
        who=Hop(kind=HopKind.PERSON, name="Ida Berg", role="spokeswoman", body="Orrin Water Board"),
        how=Contact.EMAIL,
        day=dt.date(2026, 3, 8),
        words="Called her office, they confirm.",
    )


@pytest.mark.parametrize(
    ("kind", "name", "basis", "fault"),
    [
        ("person", "Ida Berg", Basis.ON_RECORD, None),
        ("person", "", None, "Write the name."),
        ("document", "34", None, "Write the name."),
        ("own", "", Basis.WITNESSED, None),
        ("own", "Ida Berg", None, "Leave the name empty"),
        ("unnamed", "", Basis.ANONYMOUS, None),
        ("unnamed", "Ida Berg", None, "it would be on record"),
    ],
)
def test_who_says_so_has_a_name_or_none(kind: str, name: str, basis: Basis | None, fault: str | None) -> None:
    view = typed(chosen(untouched(), "own_who", kind), "own_name", name)
    if fault is not None:
        assert fault in faults(parsed(view))["own_name"]
    else:
        found = read(parsed(view))
        assert isinstance(found, OwnReport)
        assert found.basis is basis


def test_what_cannot_be_is_refused_at_its_place() -> None:
    view = picked(typed(typed(untouched(), "own_name", "Ida Berg"), "own_words", "…"), "own_day", selected_date="2026-03-12")
    assert set(faults(parsed(view))) == {"own_words", "own_day"}
    nowhere = submitted(own_report.draw(PLACE, None, today=TODAY, text=""))
    assert set(faults(parsed(nowhere))) == {"own_event"}
    with pytest.raises(BadInput):
        own_report.place_of({"private_metadata": "12.1"})


def test_another_event_keeps_what_is_filled_in() -> None:
    view = typed(typed(chosen(untouched(), "own_stance", "denies"), "own_name", "Ida Berg"), "own_words", "No.")
    other = EVENT.model_copy(update={"slug": "other-dam"})
    again = submitted(own_report.draw(PLACE, other, today=TODAY, text="", given=Filled.of(view)))
    found = read(parsed(again))
    assert isinstance(found, OwnReport)
    assert (found.event, found.stance, found.who.name, found.words) == ("other-dam", Stance.DENIES, "Ida Berg", "No.")
