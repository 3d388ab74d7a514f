from typing import Any

import pytest

from bot.domain.errors import BadInput
from bot.domain.workspace import WorkspaceSettings
from bot.slack.forms import settings as settings_form
from tests.slack.filling import View, picked, submitted, ticked, typed
from tests.slack.forms.answers import faults

SETTINGS = WorkspaceSettings(
    watched_channels=("C0DESK1",),
    editors=("U0EDDA1",),
    editor_groups=("S0EDITORS",),
    home_channel="C0NEWS1",
    self_approval=True,
    ignored_domains=("jokes.example", "shop.example"),
    undo_minutes=30,
    heard_bots=("B0FEED1",),
    newsroom="Harbour Desk",
)


def untouched_settings(settings: WorkspaceSettings = SETTINGS) -> View:
    return submitted(settings_form.draw(settings))


@pytest.mark.parametrize("settings", [SETTINGS, WorkspaceSettings()])
def test_settings_that_nobody_touches_stay(settings: WorkspaceSettings) -> None:
    assert settings_form.parse(untouched_settings(settings), settings) == settings


def test_many_ignored_sites_stay() -> None:
    many = SETTINGS.model_copy(update={"ignored_domains": tuple(f"{'a' * 60}.site-{n}.example" for n in range(500))})

    assert settings_form.parse(untouched_settings(many), many) == many


def test_all_settings_change() -> None:
    view = picked(untouched_settings(), "watched_channels", selected_conversations=["C0DESK1", "C0DESK1", "G0DESK2"])
    view = picked(view, "editors", selected_users=["U0EDDA1", "W0OLAF1"])
    view = picked(view, "editor_groups", selected_options=[{"value": "S0NIGHT"}])
    view = picked(view, "home_channel", selected_conversation=None)
    view = typed(ticked(view, "allowed", "shared_channels"), "heard_bots", "A0FEED1, B0FEED2\nA0FEED1")
    view = typed(view, "newsroom", " Night\nDesk ")
    view = typed(
        typed(view, "undo_minutes", "0"), "ignored_domains", "https://www.Shop.example/cart\n*.jokes.example, bücher.example"
    )

    assert settings_form.parse(view, SETTINGS) == WorkspaceSettings(
        watched_channels=("C0DESK1", "G0DESK2"),
        editors=("U0EDDA1", "W0OLAF1"),
        editor_groups=("S0NIGHT",),
        home_channel=None,
        self_approval=False,
        shared_channels=True,
        reactions=False,
        undo_minutes=0,
        heard_bots=("A0FEED1", "B0FEED2"),
        newsroom="Night Desk",
        ignored_domains=("shop.example", "jokes.example", "xn--bcher-kva.example"),
    )


def test_all_settings_can_be_emptied() -> None:
    view = picked(untouched_settings(), "watched_channels", selected_conversations=[])
    view = picked(picked(view, "editors", selected_users=[]), "editor_groups", selected_options=[])
    view = typed(ticked(picked(view, "home_channel", selected_conversation=None), "allowed"), "ignored_domains", None)
    view = typed(typed(view, "heard_bots", None), "newsroom", None)

    assert settings_form.parse(view, SETTINGS) == WorkspaceSettings(undo_minutes=30, reactions=False)


def test_a_box_that_a_form_did_not_have_yet_stays_as_it_is() -> None:
    view = ticked(untouched_settings(), "allowed")
    (allowed,) = (block for block in view["blocks"] if block["block_id"] == "allowed")
    allowed["element"]["options"] = [box for box in allowed["element"]["options"] if box["value"] != "reactions"]
    parsed = settings_form.parse(view, SETTINGS)
    assert isinstance(parsed, WorkspaceSettings)
    assert (parsed.reactions, parsed.self_approval) == (True, False)


@pytest.mark.parametrize(
    ("block", "wrong"),
    [
        ("watched_channels", {"selected_conversations": ["D0EDDA1"]}),
        ("editors", {"selected_users": ["somebody"]}),
        ("editor_groups", {"selected_options": [{"value": "everybody"}]}),
        ("home_channel", {"selected_conversation": "D0EDDA1"}),
        ("undo_minutes", {"value": "1441"}),
        ("heard_bots", {"value": "feed"}),
        ("undo_minutes", {"value": "soon"}),
        ("undo_minutes", {"value": None}),
        ("ignored_domains", {"value": "no site at all"}),
        ("ignored_domains", {"value": "http://[ok.example"}),
        ("ignored_domains", {"value": "\n".join(f"s{n}.example" for n in range(501))}),
    ],
)
def test_a_wrong_setting_is_said_where_it_is_wrong(block: str, wrong: dict[str, Any]) -> None:
    result = settings_form.parse(picked(untouched_settings(), block, **wrong), SETTINGS)

    assert set(faults(result)) == {block}


def test_all_wrong_settings_are_said_at_once() -> None:
    view = typed(typed(untouched_settings(), "undo_minutes", "soon"), "ignored_domains", "shop")

    assert set(faults(settings_form.parse(view, SETTINGS))) == {"undo_minutes", "ignored_domains"}
    assert "shop" in faults(settings_form.parse(view, SETTINGS))["ignored_domains"]


def test_settings_without_their_inputs_stay() -> None:
    assert settings_form.parse({"state": {"values": {}}}, SETTINGS) == SETTINGS
    with pytest.raises(BadInput, match="incomplete"):
        settings_form.parse({}, SETTINGS)
