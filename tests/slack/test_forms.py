import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pytest

from bot.domain.errors import BadInput
from bot.domain.model import EventDraft, EventKind, Layer
from bot.domain.workspace import WorkspaceSettings
from bot.slack.forms import (
    FormFaults,
    SourceForm,
    chosen_event,
    home_channel,
    new_event,
    new_settings,
    pasted,
    reject_reason,
    shared,
    source,
)
from bot.slack.names import Ref
from bot.slack.views.modals import (
    home_channel_modal,
    new_event_modal,
    other_event_modal,
    paste_modal,
    reject_modal,
    settings_modal,
    share_modal,
    source_modal,
)
from tests.domain.make import EVENT, OWN, person
from tests.slack.filling import View, chosen, picked, submitted, ticked, typed
from tests.slack.proposals import draft, on_dam, statement

T = TypeVar("T")
REF = Ref(12, 1)
HOLM = person("Vera Holm")
STATEMENTS = (
    statement("The dam at Orrin failed.", HOLM),
    statement("Vera Holm said that help is on its way.", HOLM),
    statement("The lower town stood under water.", OWN),
)
SETTINGS = WorkspaceSettings(
    watched_channels=("C0DESK1",),
    editors=("U0EDDA1",),
    editor_groups=("S0EDITORS",),
    home_channel="C0NEWS1",
    self_approval=True,
    ignored_domains=("jokes.example", "shop.example"),
    undo_minutes=30,
)


def read(result: T | FormFaults) -> T:
    assert not isinstance(result, FormFaults), result
    return result


def faults(result: object) -> Mapping[str, str]:
    assert isinstance(result, FormFaults)
    return result


def test_a_reason_to_reject() -> None:
    view = typed(submitted(reject_modal(REF, on_dam())), "reason", "  The same story as yesterday.\n")

    assert reject_reason(view) == (REF, "The same story as yesterday.")


def test_another_event() -> None:
    view = submitted(other_event_modal(REF))

    assert chosen_event(chosen(view, "event", "orrin-bridge")) == (REF, "orrin-bridge")
    for nothing_of_ours in (None, "No Slug!", ""):
        with pytest.raises(BadInput, match="from the list"):
            chosen_event(chosen(view, "event", nothing_of_ours))


def untouched_event() -> View:
    return submitted(new_event_modal(REF, draft(), STATEMENTS))


def test_a_new_event_as_drafted() -> None:
    ref, event, _ = read(new_event(untouched_event(), STATEMENTS))

    assert ref == REF
    assert event.model_dump(exclude={"claims"}) == draft().model_dump(exclude={"claims"})


def claims(event: EventDraft) -> list[tuple[str, str, Layer, str | None]]:
    return [(claim.key, claim.text, claim.layer, claim.speaker) for claim in event.claims]


def test_what_a_speaker_says_makes_a_claim_of_each_layer() -> None:
    _, event, indexes = read(new_event(ticked(untouched_event(), "claims", "1", "2", "3"), STATEMENTS))

    assert claims(event) == [
        ("c1", "Vera Holm said: The dam at Orrin failed.", Layer.UTTERANCE, "Vera Holm"),
        ("c2", "The dam at Orrin failed.", Layer.SUBSTANCE, "Vera Holm"),
        ("c3", "Vera Holm said that help is on its way.", Layer.UTTERANCE, "Vera Holm"),
        ("c4", "The lower town stood under water.", Layer.SUBSTANCE, None),
    ]
    assert indexes == (0, 0, 1, 2)


def test_other_events_have_claims_of_substance_only() -> None:
    view = typed(chosen(ticked(untouched_event(), "claims", "1", "3"), "kind", "disaster"), "speaker", None)

    _, event, indexes = read(new_event(view, STATEMENTS))

    assert event.kind is EventKind.DISASTER
    assert claims(event) == [
        ("c1", "The dam at Orrin failed.", Layer.SUBSTANCE, None),
        ("c2", "The lower town stood under water.", Layer.SUBSTANCE, None),
    ]
    assert indexes == (0, 2)


def test_where_nothing_is_from_the_speaker_all_is_taken_to_be() -> None:
    view = typed(ticked(untouched_event(), "claims", "3"), "speaker", "Ida Berg")

    _, event, indexes = read(new_event(view, STATEMENTS))

    assert {claim.speaker for claim in event.claims} == {"Ida Berg"}
    assert indexes == (2, 2)


def test_a_new_event_with_everything_changed() -> None:
    view = typed(untouched_event(), "headline", "  The Orrin dam\u202e has gone ")
    view = typed(typed(view, "place", None), "entities", "Vera Holm\n\n Orrin Road Office \nVera Holm")
    view = picked(view, "date", selected_date=None)

    _, event, _ = read(new_event(view, STATEMENTS))

    assert event.headline == "The Orrin dam has gone"
    assert (event.place, event.date) == (None, None)
    assert event.entities == ("Vera Holm", "Orrin Road Office")


def test_a_day_is_read() -> None:
    view = picked(untouched_event(), "date", selected_date="2026-02-27")

    assert read(new_event(view, STATEMENTS))[1].date == dt.date(2026, 2, 27)


def test_what_a_new_event_lacks_is_said_where_it_is_missing() -> None:
    view = typed(typed(ticked(untouched_event(), "claims"), "headline", " "), "speaker", None)

    assert set(faults(new_event(view, STATEMENTS))) == {"headline", "claims", "speaker"}


def test_a_very_long_statement_still_makes_claims() -> None:
    long = (statement("w " * 499, HOLM),)
    view = submitted(new_event_modal(REF, draft(), long))

    _, event, _ = read(new_event(view, long))

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
        new_event(view, STATEMENTS)


def test_a_long_text_is_pasted_in_parts() -> None:
    view = submitted(paste_modal(7, "https://courier.example/dam"))
    view = typed(typed(view, "text", "The dam failed.\n\nIt was dark, and"), "text:1", "nobody saw it.")
    view = typed(view, "text:3", "“So it is,” the mayor said.")

    assert pasted(view) == (7, "The dam failed.\n\nIt was dark, and nobody saw it.\n\n“So it is,” the mayor said.")


@pytest.mark.parametrize("text", [None, "  ", "https://courier.example/dam"])
def test_what_is_no_text_is_not_pasted(text: str | None) -> None:
    assert set(faults(pasted(typed(submitted(paste_modal(7, None)), "text", text)))) == {"text"}


def untouched_source() -> View:
    return submitted(source_modal(event=EVENT, place="C0DESK1"))


def test_a_source_by_link() -> None:
    view = typed(typed(untouched_source(), "link", "https://courier.example/dam?page=2"), "note", "From the mayor's office")

    assert source(view) == SourceForm(
        url="https://courier.example/dam?page=2",
        text=None,
        note="From the mayor's office",
        event="orrin-dam",
        channel="C0DESK1",
    )


def test_a_source_by_text_on_no_event() -> None:
    view = typed(submitted(source_modal(event=None, place="C0DESK1")), "text", "The dam failed.")

    assert source(view) == SourceForm(url=None, text="The dam failed.", note="", event=None, channel="C0DESK1")


def test_an_address_in_the_box_for_text_is_the_link() -> None:
    form = read(source(typed(untouched_source(), "text", "https://courier.example/dam")))

    assert (form.url, form.text) == ("https://courier.example/dam", None)


def test_a_source_needs_a_link_or_a_text() -> None:
    assert set(faults(source(untouched_source()))) == {"link"}


@pytest.mark.parametrize(
    "link", ["courier.example/dam", "ftp://courier.example/dam", "https://", "http://[", "https://a b.example"]
)
def test_a_link_is_a_web_address(link: str) -> None:
    assert set(faults(source(typed(untouched_source(), "link", link)))) == {"link"}


def test_where_an_event_is_shared() -> None:
    view = submitted(share_modal("orrin-dam", EVENT.headline))

    assert shared(picked(view, "channel", selected_conversation="C0NEWS1")) == ("orrin-dam", "C0NEWS1")
    with pytest.raises(BadInput, match="Choose where"):
        shared(view)


def test_a_home_channel_is_kept_changed_and_given_up() -> None:
    view = submitted(home_channel_modal("orrin-dam", EVENT.headline, "C0NEWS1"))

    assert home_channel(view) == ("orrin-dam", "C0NEWS1")
    assert home_channel(picked(view, "channel", selected_conversation="G0DESK2")) == ("orrin-dam", "G0DESK2")
    assert home_channel(picked(view, "channel", selected_conversation=None)) == ("orrin-dam", None)


def untouched_settings(settings: WorkspaceSettings = SETTINGS) -> View:
    return submitted(settings_modal(settings))


@pytest.mark.parametrize("settings", [SETTINGS, WorkspaceSettings()])
def test_settings_that_nobody_touches_stay(settings: WorkspaceSettings) -> None:
    assert new_settings(untouched_settings(settings), settings) == settings


def test_many_ignored_sites_stay() -> None:
    many = SETTINGS.model_copy(update={"ignored_domains": tuple(f"{'a' * 60}.site-{n}.example" for n in range(500))})

    assert new_settings(untouched_settings(many), many) == many


def test_all_settings_change() -> None:
    view = picked(untouched_settings(), "watched_channels", selected_conversations=["C0DESK1", "C0DESK1", "G0DESK2"])
    view = picked(view, "editors", selected_users=["U0EDDA1", "W0OLAF1"])
    view = picked(view, "editor_groups", selected_options=[{"value": "S0NIGHT"}])
    view = picked(view, "home_channel", selected_conversation=None)
    view = ticked(view, "allowed", "shared_channels")
    view = typed(
        typed(view, "undo_minutes", "0"), "ignored_domains", "https://www.Shop.example/cart\n*.jokes.example, bücher.example"
    )

    assert new_settings(view, SETTINGS) == WorkspaceSettings(
        watched_channels=("C0DESK1", "G0DESK2"),
        editors=("U0EDDA1", "W0OLAF1"),
        editor_groups=("S0NIGHT",),
        home_channel=None,
        self_approval=False,
        shared_channels=True,
        undo_minutes=0,
        ignored_domains=("shop.example", "jokes.example", "xn--bcher-kva.example"),
    )


def test_all_settings_can_be_emptied() -> None:
    view = picked(untouched_settings(), "watched_channels", selected_conversations=[])
    view = picked(picked(view, "editors", selected_users=[]), "editor_groups", selected_options=[])
    view = typed(ticked(picked(view, "home_channel", selected_conversation=None), "allowed"), "ignored_domains", None)

    assert new_settings(view, SETTINGS) == WorkspaceSettings(undo_minutes=30)


@pytest.mark.parametrize(
    ("block", "wrong"),
    [
        ("watched_channels", {"selected_conversations": ["D0EDDA1"]}),
        ("editors", {"selected_users": ["somebody"]}),
        ("editor_groups", {"selected_options": [{"value": "everybody"}]}),
        ("home_channel", {"selected_conversation": "D0EDDA1"}),
        ("undo_minutes", {"value": "1441"}),
        ("undo_minutes", {"value": "soon"}),
        ("undo_minutes", {"value": None}),
        ("ignored_domains", {"value": "no site at all"}),
        ("ignored_domains", {"value": "http://[ok.example"}),
        ("ignored_domains", {"value": "\n".join(f"s{n}.example" for n in range(501))}),
    ],
)
def test_a_wrong_setting_is_said_where_it_is_wrong(block: str, wrong: dict[str, Any]) -> None:
    result = new_settings(picked(untouched_settings(), block, **wrong), SETTINGS)

    assert set(faults(result)) == {block}


def test_all_wrong_settings_are_said_at_once() -> None:
    view = typed(typed(untouched_settings(), "undo_minutes", "soon"), "ignored_domains", "shop")

    assert set(faults(new_settings(view, SETTINGS))) == {"undo_minutes", "ignored_domains"}
    assert "shop" in faults(new_settings(view, SETTINGS))["ignored_domains"]


PARSERS: dict[str, Callable[[dict[str, Any]], object]] = {
    "reject": reject_reason,
    "other_event": chosen_event,
    "new_event": lambda view: new_event(view, STATEMENTS),
    "paste": pasted,
    "source": source,
    "share": shared,
    "home_channel": home_channel,
}
BROKEN: tuple[dict[str, Any], ...] = (
    {},
    {"state": None},
    {"state": {"values": []}, "private_metadata": "12.1"},
    {"state": {"values": {}}, "private_metadata": 7},
    {"state": {"values": {}}, "private_metadata": "[]"},
    {"state": {"values": {}}, "private_metadata": "{"},
    {"state": {"values": {}}, "private_metadata": '{"event": "No Slug!"}'},
    {"state": {"values": {"reason": None, "event": {}, "text": {"text": "x"}, "channel": 3}}},
)


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("view", BROKEN)
def test_a_broken_view_gives_sentences(name: str, view: dict[str, Any]) -> None:
    sentences = faults_or_sentence(PARSERS[name], view)

    assert sentences
    assert all(sentence.endswith(".") for sentence in sentences)


def faults_or_sentence(parser: Callable[[dict[str, Any]], object], view: dict[str, Any]) -> list[str]:
    try:
        return list(faults(parser(view)).values())
    except BadInput as error:
        return [error.sentence]


def test_settings_without_their_inputs_stay() -> None:
    assert new_settings({"state": {"values": {}}}, SETTINGS) == SETTINGS
    with pytest.raises(BadInput, match="incomplete"):
        new_settings({}, SETTINGS)
