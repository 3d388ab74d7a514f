from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain.errors import BadInput, Refused
from bot.domain.model import Basis, Genre, Hop, HopKind, Stance, Tone
from bot.domain.record import FiledProposal
from bot.pipeline.decide import Amendment
from bot.slack.action_ids import Ref
from bot.slack.forms import edit
from bot.slack.forms.fields import FormFaults
from tests.domain.make import EVENT, report
from tests.slack.filling import View, chosen, submitted, ticked, typed
from tests.slack.proposals import draft, filed, longest, longest_event, on_dam, on_new_event

REF = Ref(12, 1)
NOTHING = Amendment({})


def untouched(proposal: FiledProposal | None = None) -> View:
    proposal = proposal or on_dam()
    return submitted(edit.draw(REF, proposal, proposal.proposal.draft or EVENT))


def amendment(view: View, proposal: FiledProposal | None = None) -> Amendment:
    result = edit.parse(view, proposal or on_dam())
    assert not isinstance(result, FormFaults), result
    return result[1]


def faults(view: View, proposal: FiledProposal | None = None) -> Mapping[str, str]:
    result = edit.parse(view, proposal or on_dam())
    assert isinstance(result, FormFaults)
    return result


def pick(view: View, part: str, value: str, report_id: str = "7-1") -> View:
    return chosen(view, f"judged:{report_id}", value, f"{part}:{report_id}")


def leave_out(view: View, report_id: str) -> View:
    return ticked(view, f"judged:{report_id}", "edit_left_out", action_id=f"edit_left_out:{report_id}")


@pytest.mark.parametrize("proposal", [on_dam(), on_new_event()])
def test_nothing_touched_is_nothing_changed(proposal: FiledProposal) -> None:
    assert edit.parse(untouched(proposal), proposal) == (REF, NOTHING, "")


@pytest.mark.parametrize("reports", [12, 60])
def test_nothing_touched_is_nothing_changed_in_the_longest_proposal(reports: int) -> None:
    proposal = longest(reports)

    assert edit.parse(submitted(edit.draw(REF, proposal, longest_event())), proposal) == (REF, NOTHING, "")


def test_a_headline_with_hidden_marks_is_not_changed_by_being_shown() -> None:
    proposal = filed(draft(), [report("Alder Post", id="7-1")], headline="The dam \u202eat  Orrin\tfailed")

    assert amendment(untouched(proposal), proposal) == NOTHING


@pytest.mark.parametrize(
    ("part", "value", "change"),
    [
        ("edit_stance", "denies", {"stance": Stance.DENIES}),
        ("edit_tone", "uncertain", {"tone": Tone.UNCERTAIN}),
        ("edit_basis", "forecast", {"basis": Basis.FORECAST}),
        ("edit_origin", "own", {"path": (Hop(kind=HopKind.OWN),)}),
        ("edit_origin", "unnamed", {"path": (Hop(kind=HopKind.UNNAMED),)}),
        ("edit_origin", "body:Orrin Water Board", {"path": (Hop(kind=HopKind.BODY, name="Orrin Water Board"),)}),
    ],
)
def test_one_change_is_one_change(part: str, value: str, change: dict[str, Any]) -> None:
    assert amendment(pick(untouched(), part, value)) == Amendment({"7-1": change})


def test_a_change_that_is_taken_back_is_none() -> None:
    assert amendment(pick(pick(untouched(), "edit_tone", "likely"), "edit_tone", "certain")) == NOTHING


def test_an_origin_is_written() -> None:
    view = typed(pick(untouched(), "edit_origin", "write:document", "7-2"), "origin_name:7-2", " Report of\nthe water board ")

    written = Hop(kind=HopKind.DOCUMENT, name="Report of the water board")
    assert amendment(view) == Amendment({"7-2": {"path": (written,)}})


def test_the_origin_that_is_there_already_can_be_written_too() -> None:
    view = typed(pick(untouched(), "edit_origin", "write:person"), "origin_name:7-1", "Vera Holm")

    assert amendment(view) == NOTHING


def test_a_name_needs_a_kind_and_a_kind_a_name() -> None:
    assert set(faults(typed(untouched(), "origin_name:7-2", "Ida Berg"))) == {"origin_name:7-2"}
    assert set(faults(pick(untouched(), "edit_origin", "write:person"))) == {"origin_name:7-1"}


def test_a_report_is_left_out_whatever_else_was_changed_in_it() -> None:
    view = typed(pick(leave_out(untouched(), "7-1"), "edit_tone", "likely"), "origin_name:7-1", "Ida Berg")

    assert amendment(view) == Amendment({}, frozenset({"7-1"}))


def test_one_report_has_to_stay() -> None:
    assert set(faults(leave_out(leave_out(untouched(), "7-1"), "7-2"))) == {"reason"}


def left_open(reports: int = 2) -> FiledProposal:
    return filed(
        EVENT, [report("Alder Post", id=f"7-{n}", stance=Stance.OPEN, quote=f"Passage {n}.") for n in range(1, reports + 1)]
    )


def test_what_is_open_is_settled_or_left_out() -> None:
    view = untouched(left_open())
    assert set(faults(view, left_open())) == {"origin_name:7-1", "origin_name:7-2"}
    assert faults(view, left_open())["origin_name:7-1"].startswith("This passage is open: choose above")
    half = pick(view, "edit_stance", "confirms")
    assert set(faults(half, left_open())) == {"origin_name:7-2"}
    assert amendment(leave_out(half, "7-2"), left_open()) == Amendment({"7-1": {"stance": Stance.CONFIRMS}}, frozenset({"7-2"}))


def test_only_what_is_open_can_stay_so() -> None:
    def stances(proposal: FiledProposal) -> set[str]:
        elements = [e for block in edit.draw(REF, proposal, EVENT)["blocks"] for e in block.get("elements", ())]
        selects = [e for e in elements if e.get("action_id", "").startswith("edit_stance")]
        return {option["value"] for select in selects for option in select["options"]}

    assert stances(left_open()) - stances(on_dam()) == {"open"}


def test_open_passages_come_before_others_that_do_not_fit_and_the_rest_is_settled_on_the_card() -> None:
    many = left_open(22)
    assert "2 passages open that this form has no room for" in faults(untouched(many), many)["reason"]
    sure = [report("Alder Post", id=f"7-{n}") for n in range(1, 22)]
    late = filed(EVENT, [*sure, report("Alder Post", id="7-22", stance=Stance.OPEN)])
    assert set(faults(untouched(late), late)) == {"origin_name:7-22"}


def test_reports_that_do_not_fit_the_modal_stay() -> None:
    proposal = longest(21)
    view = submitted(edit.draw(REF, proposal, longest_event()))
    for report_ in proposal.proposal.reports[:20]:
        view = leave_out(view, report_.id)

    assert len(amendment(view, proposal).dropped) == 20


def test_a_new_event_gets_another_headline() -> None:
    view = typed(untouched(on_new_event()), "headline", "  The Orrin dam has gone ")

    assert amendment(view, on_new_event()) == Amendment({}, headline="The Orrin dam has gone")
    assert set(faults(typed(view, "headline", " "), on_new_event())) == {"headline"}


def test_the_reason_is_kept() -> None:
    assert edit.parse(typed(untouched(), "reason", " It only repeats Holm. "), on_dam()) == (
        REF,
        NOTHING,
        "It only repeats Holm.",
    )


def test_an_older_version_is_refused_for_its_changes_cannot_be_told() -> None:
    newer = on_dam().model_copy(update={"version": 2})

    with pytest.raises(Refused, match="has changed since"):
        edit.parse(untouched(), newer)


def test_elements_that_slack_leaves_out_are_untouched() -> None:
    view = {**untouched(), "state": {"values": {}}}

    assert amendment(view) == NOTHING


@pytest.mark.parametrize(
    ("action", "value"),
    [("edit_stance", "agrees"), ("edit_tone", ""), ("edit_origin", "ghost:Ida Berg"), ("edit_origin", "person:")],
)
def test_choices_that_are_not_ours_are_refused(action: str, value: str) -> None:
    view = untouched()
    block = view["state"]["values"]["judged:7-1"]
    strange = {**block, f"{action}:7-1": {"selected_option": {"value": value}}}
    view = {**view, "state": {"values": {**view["state"]["values"], "judged:7-1": strange}}}

    result: object
    try:
        result = edit.parse(view, on_dam())
    except BadInput as error:
        result = error
    assert isinstance(result, BadInput | FormFaults)


def test_another_proposal_is_refused() -> None:
    with pytest.raises(BadInput):
        edit.parse(untouched(), on_dam().model_copy(update={"id": 13}))


def test_a_view_that_is_not_ours_is_refused() -> None:
    strange: list[View] = [{}, {"state": {"values": {}}}, untouched() | {"private_metadata": "x"}]
    for view in strange:
        with pytest.raises(BadInput):
            edit.parse(view, on_dam())


def test_the_sort_of_the_piece_is_corrected_for_all_its_reports() -> None:
    view = chosen(untouched(), "sort", "opinion", "edit_genre")

    assert amendment(view) == Amendment({}, genre=Genre.OPINION)
    assert amendment(chosen(view, "sort", "news", "edit_genre")) == NOTHING
