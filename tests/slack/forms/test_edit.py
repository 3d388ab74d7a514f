import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain.errors import BadInput, Refused
from bot.domain.model import Basis, EventDraft, Genre, Hop, HopKind, Stance, Tone
from bot.domain.record import FiledProposal
from bot.pipeline.amend import Amendment
from bot.slack.action_ids import Ref
from bot.slack.forms import edit, edit_given
from bot.slack.forms.fields import Filled, FormFaults
from tests.domain.make import EVENT, report
from tests.slack.filling import View, chosen, picked, submitted, ticked, typed
from tests.slack.limits import assert_fits
from tests.slack.proposals import draft, filed, longest, longest_event, on_dam, on_new_event

REF = Ref(12, 1)
NOTHING = Amendment({})
TODAY = dt.date(2026, 3, 4)


def shown(proposal: FiledProposal, event: EventDraft = EVENT) -> edit.Edited:
    return edit.Edited(proposal, proposal.proposal.draft or event, TODAY, "Report of the water board. Ida Berg was there.")


def parsed(view: View, proposal: FiledProposal | None = None) -> edit_given.Edit | FormFaults:
    return edit_given.parse(view, shown(proposal or on_dam()), by="U0EDDA1")


def untouched(proposal: FiledProposal | None = None) -> View:
    proposal = proposal or on_dam()
    return submitted(edit.draw(REF, shown(proposal)))


def amendment(view: View, proposal: FiledProposal | None = None) -> Amendment:
    result = parsed(view, proposal)
    assert not isinstance(result, FormFaults), result
    return result[1]


def faults(view: View, proposal: FiledProposal | None = None) -> Mapping[str, str]:
    result = parsed(view, proposal)
    assert isinstance(result, FormFaults)
    return result


def pick(view: View, part: str, value: str, report_id: str = "7-1") -> View:
    """Choose in a select; where the form asks for a name then, it is drawn anew, as Slack would show it."""
    if value.startswith("write:"):
        again = edit.draw(REF, shown(on_dam()), given=Filled.of(_chosen(view, part, value, report_id)))
        return submitted(again)
    return _chosen(view, part, value, report_id)


def _chosen(view: View, part: str, value: str, report_id: str) -> View:
    return chosen(view, f"judged:{report_id}", value, f"{part}:{report_id}")


def leave_out(view: View, report_id: str) -> View:
    return ticked(view, f"judged:{report_id}", "edit_left_out", action_id=f"edit_left_out:{report_id}")


@pytest.mark.parametrize("proposal", [on_dam(), on_new_event()])
def test_nothing_touched_is_nothing_changed(proposal: FiledProposal) -> None:
    assert parsed(untouched(proposal), proposal) == (REF, NOTHING, "")


@pytest.mark.parametrize("reports", [12, 60])
def test_nothing_touched_is_nothing_changed_in_the_longest_proposal(reports: int) -> None:
    proposal = longest(reports)

    assert parsed(submitted(edit.draw(REF, shown(proposal, longest_event()))), proposal) == (REF, NOTHING, "")


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


def test_a_name_is_asked_for_only_where_one_is_needed() -> None:
    def names(view: View) -> list[str]:
        return [b["block_id"] for b in view["blocks"] if b["type"] == "input" and b["block_id"].startswith("origin_name")]

    asking = pick(untouched(), "edit_origin", "write:person", "7-2")
    assert (names(untouched()), names(asking)) == ([], ["origin_name:7-2"])
    assert set(faults(asking)) == {"origin_name:7-2"}
    assert set(faults(typed(asking, "origin_name:7-2", "12 34"))) == {"origin_name:7-2"}


def test_a_new_origin_stands_in_the_article_or_is_the_editors_own_knowledge() -> None:
    def written(name: str, *, known: bool = False) -> View:
        view = typed(pick(untouched(), "edit_origin", "write:person", "7-2"), "origin_name:7-2", name)
        return ticked(view, "judged:7-2", "edit_vouched", action_id="edit_vouched:7-2") if known else view

    assert amendment(written("Ida BERG")) == Amendment({"7-2": {"path": (Hop(kind=HopKind.PERSON, name="Ida BERG"),)}})
    assert "“Sten Rask” does not stand in the article" in faults(written("Sten Rask"))["origin_name:7-2"]
    vouched = Hop(kind=HopKind.PERSON, name="Sten Rask", vouched_by="U0EDDA1")
    assert amendment(written("Sten Rask", known=True)) == Amendment({"7-2": {"path": (vouched,)}})


def test_what_is_filled_in_stays_when_the_form_is_drawn_anew() -> None:
    view = leave_out(pick(pick(untouched(), "edit_tone", "likely"), "edit_stance", "denies", "7-2"), "7-1")
    view = typed(chosen(view, "sort", "opinion", "edit_genre"), "reason", "It only repeats Holm.")

    again = submitted(edit.draw(REF, shown(on_dam()), given=Filled.of(view)))
    assert again["state"]["values"] == view["state"]["values"]
    assert parsed(again) == parsed(view)


def test_a_form_in_which_everything_is_written_and_wrong_fits() -> None:
    proposal = longest(60)
    view = submitted(edit.draw(REF, shown(proposal, longest_event())))
    for report_ in proposal.proposal.reports[:20]:
        view = _chosen(view, "edit_origin", "write:person", report_.id)
    wrong = FormFaults({f"origin_name:{r.id}": "No. " * 50 for r in proposal.proposal.reports[:20]})

    left_out = proposal.proposal.reports[20:40]
    everything = shown(proposal, longest_event())._replace(left_out=left_out)
    assert_fits(edit.draw(REF, everything, given=Filled.of(view)))
    assert_fits(edit.draw(REF, everything, given=Filled.of(view), faults=wrong))


def test_the_form_knows_whether_it_showed_what_would_follow() -> None:
    view, proposal = untouched(), on_dam().proposal
    lower = proposal.model_copy(update={"after": proposal.before})

    assert edit_given.is_seen(view, proposal)
    assert not edit_given.is_seen(view, lower)
    assert edit_given.is_seen(submitted(edit.draw(REF, shown(on_dam()), outcome=lower)), lower)


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
        elements = [e for block in edit.draw(REF, shown(proposal))["blocks"] for e in block.get("elements", ())]
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
    view = submitted(edit.draw(REF, shown(proposal, longest_event())))
    for report_ in proposal.proposal.reports[:20]:
        view = leave_out(view, report_.id)

    assert len(amendment(view, proposal).dropped) == 20


def test_a_new_event_gets_another_headline() -> None:
    view = typed(untouched(on_new_event()), "headline", "  The Orrin dam has gone ")

    assert amendment(view, on_new_event()) == Amendment({}, headline="The Orrin dam has gone")
    assert set(faults(typed(view, "headline", " "), on_new_event())) == {"headline"}


def test_the_reason_is_kept() -> None:
    assert parsed(typed(untouched(), "reason", " It only repeats Holm. ")) == (
        REF,
        NOTHING,
        "It only repeats Holm.",
    )


def test_an_older_version_is_refused_for_its_changes_cannot_be_told() -> None:
    newer = on_dam().model_copy(update={"version": 2})

    with pytest.raises(Refused, match="has changed since"):
        parsed(untouched(), newer)


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
        result = parsed(view)
    except BadInput as error:
        result = error
    assert isinstance(result, BadInput | FormFaults)


def test_another_proposal_is_refused() -> None:
    with pytest.raises(BadInput):
        parsed(untouched(), on_dam().model_copy(update={"id": 13}))


def test_a_view_that_is_not_ours_is_refused() -> None:
    strange: list[View] = [{}, {"state": {"values": {}}}, untouched() | {"private_metadata": "x"}]
    for view in strange:
        with pytest.raises(BadInput):
            parsed(view)


def test_the_sort_of_the_piece_is_corrected_for_all_its_reports() -> None:
    view = chosen(untouched(), "sort", "opinion", "edit_genre")

    assert amendment(view) == Amendment({}, genre=Genre.OPINION)
    assert amendment(chosen(view, "sort", "news", "edit_genre")) == NOTHING


def dated(day: str | None) -> View:
    return picked(untouched(), "sort", action_id="edit_published", selected_date=day)


def test_the_date_of_the_article_is_put_right() -> None:
    assert amendment(dated("2026-03-01")) == Amendment({}, published=dt.date(2026, 3, 1))
    assert amendment(dated(None)) == NOTHING


@pytest.mark.parametrize(("day", "why"), [("2026-03-09", "has not come yet"), ("1026-03-01", "before 1900")])
def test_no_article_has_such_a_date(day: str, why: str) -> None:
    found = faults(dated(day))
    assert why in found["sort"]
    again = edit.draw(REF, shown(on_dam()), given=Filled.of(dated(day)), faults=found)
    assert why in str(again)
