"""The form in which an editor grades an outlet."""

import datetime as dt

import pytest

from bot.domain.errors import BadInput
from bot.domain.model import Grade, Outlet, OutletKind
from bot.domain.track_record import TrackRecord
from bot.slack.action_ids import Ref
from bot.slack.forms import grade
from bot.slack.forms.grade import GradeForm
from tests.slack.filling import View, chosen, element, submitted, typed
from tests.slack.forms.answers import faults, read

REF = Ref(12, 345)
SINCE = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)
UNKNOWN = Outlet(name="courier.example", domains=("courier.example",))
POST = Outlet(
    name="Harbour Post",
    domains=("harbourpost.example",),
    family="Coast Media",
    family_source="https://coast.example/brands",
    kind=OutletKind.LOCAL,
    grade=Grade.B,
    grade_reason="Corrects itself in public.",
)
RECORD = TrackRecord(reports=3, verified=2)


def untouched(outlet: Outlet = POST) -> View:
    return submitted(grade.draw(REF, outlet, RECORD, since=SINCE))


def test_it_shows_what_is_known_of_the_outlet() -> None:
    shown = str(grade.draw(REF, POST, RECORD, since=SINCE))
    for words in (
        "harbourpost.example · owner: Coast Media (https://coast.example/brands)",
        "Grade B since 4 Mar 2026, usually reliable: Corrects itself in public.",
        "Track record: 3 approved reports: 2 stood (2 verified later), 0 fell, 1 open. This changes no weight.",
    ):
        assert words in shown


def test_a_grade_with_its_reason() -> None:
    view = typed(chosen(untouched(), "grade", "C"), "reason", " Two errors\nin a week. ")
    assert grade.parse(view) == GradeForm(
        REF, Grade.C, "Two errors in a week.", OutletKind.LOCAL, "Coast Media", "https://coast.example/brands"
    )


def test_an_unknown_outlet_has_no_grade_yet() -> None:
    view = untouched(UNKNOWN)
    assert "initial_option" not in element(view, "grade")
    assert set(faults(grade.parse(view))) == {"grade", "reason"}
    form = read(grade.parse(typed(chosen(view, "grade", "D"), "reason", "A blog.")))
    assert (form.grade, form.kind, form.owner, form.source) == (Grade.D, OutletKind.UNKNOWN, "", "")


def test_what_is_wrong_is_said_at_its_input() -> None:
    view = typed(untouched(), "reason", "Sold.")
    assert set(faults(grade.parse(typed(view, "source", "javascript:alert(1)")))) == {"source"}
    assert set(faults(grade.parse(typed(view, "owner", None)))) == {"owner"}
    assert set(faults(grade.parse(typed(view, "reason", "  ")))) == {"reason"}


def test_a_form_of_somebody_else_is_refused() -> None:
    view = typed(untouched(), "reason", "Sold.")
    with pytest.raises(BadInput, match="not one of ours"):
        grade.parse({**view, "private_metadata": "12; DROP TABLE outlet"})


def test_an_outlet_that_stands_alone_has_its_own_name_as_its_owner() -> None:
    alone = Outlet(name="NRX", stands_alone=True, grade=Grade.A, grade_reason="Public.")
    assert element(untouched(alone), "owner")["initial_value"] == "NRX"
