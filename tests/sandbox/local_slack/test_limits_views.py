"""Every rule for modals, Home tabs, inputs and suggestions."""

from typing import Any

import pytest

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits.suggestions import checked_suggestions
from bot.sandbox.local_slack.limits.views import check
from tests.sandbox.local_slack.test_limits_blocks import DIVIDER, PLAIN, Json, button, marked, option, options, plain, section

NOTE: Json = {"type": "plain_text_input", "action_id": "note"}


def field(element: Json | None = None, **changes: Any) -> Json:
    return {"type": "input", "block_id": "b", "label": PLAIN, "element": element or NOTE, **changes}


def modal(*blocks: Any, **changes: Any) -> Json:
    given = {"type": "modal", "title": PLAIN, "submit": PLAIN, "blocks": list(blocks), **changes}
    return {key: value for key, value in given.items() if value is not None}


def home(*blocks: Json, **changes: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **changes}


ACCEPTED = [
    modal(
        *[DIVIDER] * 100,
        title=plain(24),
        close=plain(24),
        submit=plain(24),
        private_metadata="x" * 3000,
        callback_id="c" * 255,
        external_id="e" * 255,
        notify_on_close=True,
        clear_on_close=False,
    ),
    modal({"type": "alert", "text": marked(200), "level": "warning"}, submit=None),
    modal(
        field({"type": "plain_text_input", "max_length": 3000, "multiline": True, "initial_value": "x" * 3000}),
        field({"type": "url_text_input", "initial_value": "https://a.example"}, block_id="c"),
        field({"type": "number_input", "is_decimal_allowed": False}, block_id="d", hint=plain(2000), optional=True),
        field({"type": "file_input", "max_files": 10}, block_id="e"),
        field({"type": "multi_static_select", "options": options(3), "max_selected_items": 2}, block_id="f"),
        field({"type": "rich_text_input"}, block_id="g", dispatch_action=True),
        field(NOTE, block_id="h"),
        field(NOTE, block_id="i"),
    ),
    home(section(accessory=button()), section(accessory=button()), private_metadata="x", callback_id="c"),
]


def test_what_lies_on_the_limit_passes() -> None:
    for view in ACCEPTED:
        check(view, view["type"])


REJECTED: list[tuple[Any, str]] = [
    ("bare", "must provide an object [json-pointer:/view]"),
    ({**modal(), "type": "window"}, "must be modal [json-pointer:/view/type]"),
    (home(), "must be modal [json-pointer:/view/type]"),
    (modal(title=None), "missing required field: title [json-pointer:/view]"),
    (modal(title=plain(25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(title=marked(1)), "must be plain_text [json-pointer:/view/title/type]"),
    (modal(submit=plain(25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (modal(close=plain(25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
    (modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    (modal(private_metadata={"id": 1}), "must provide a string [json-pointer:/view/private_metadata]"),
    (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
    (modal(external_id="x" * 256), "must be less than 256 characters [json-pointer:/view/external_id]"),
    (modal(state={}), "invalid additional property: state [json-pointer:/view]"),
    (modal(notify_on_close="yes"), "must provide a boolean [json-pointer:/view/notify_on_close]"),
    (modal(*[DIVIDER] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ({"type": "modal", "title": PLAIN}, "missing required field: blocks [json-pointer:/view]"),
    (modal(field(), submit=None), "missing required field: submit"),
    (modal(field(), field()), "`block_id` b already exists"),
    (
        modal(section(accessory=button(), block_id="b"), {"type": "actions", "elements": [button(), button()]}),
        "`action_id` press",
    ),
    (modal("bare"), "must provide an object [json-pointer:/view/blocks/0]"),
    (modal(field(label=plain(2001))), "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]"),
    (modal(field(label=marked(1))), "must be plain_text [json-pointer:/view/blocks/0/label/type]"),
    (modal(field(hint=plain(2001))), "must be less than 2001 characters [json-pointer:/view/blocks/0/hint/text]"),
    (modal(field(optional="no")), "must provide a boolean [json-pointer:/view/blocks/0/optional]"),
    (modal(field(button())), "unsupported type: button [json-pointer:/view/blocks/0/element/type]"),
    (modal({"type": "input", "label": PLAIN}), "missing required field: element [json-pointer:/view/blocks/0]"),
    (modal(field({**NOTE, "max_length": 3001})), "must be from 1 to 3000 [json-pointer:/view/blocks/0/element/max_length]"),
    (modal(field({**NOTE, "min_length": -1})), "must be from 0 to 3000 [json-pointer:/view/blocks/0/element/min_length]"),
    (modal(field({**NOTE, "max_length": 5, "initial_value": "123456"})), "must be less than 6 characters"),
    (modal(field({**NOTE, "initial_value": "x" * 3001})), "must be less than 3001 characters"),
    (modal(field({**NOTE, "placeholder": plain(151)})), "must be less than 151 characters"),
    (modal(field({**NOTE, "dispatch_action_config": {"trigger_actions_on": ["always"]}})), "must be on_enter_pressed"),
    (modal(field({"type": "number_input"})), "missing required field: is_decimal_allowed"),
    (modal(field({"type": "file_input", "max_files": 11})), "must be from 1 to 10"),
    (
        modal(field({"type": "rich_text_input", "initial_value": {"type": "rich_text", "elements": []}})),
        "no fewer than 1 items",
    ),
    (modal(field({**NOTE, "focus_on_load": True}), field({**NOTE, "focus_on_load": True}, block_id="c")), "only one element"),
    (modal({"type": "alert", "text": marked(201)}), "must be less than 201 characters"),
    (modal({"type": "alert", "text": marked(1), "level": "loud"}), "must be one of"),
]


def test_what_slack_rejects_is_rejected_and_named() -> None:
    for view, sentence in REJECTED:
        with pytest.raises(SlackError) as refused:
            check(view, "modal")
        assert refused.value.code == "invalid_arguments"
        assert any(sentence in one for one in refused.value.more["errors"]), (sentence, refused.value.more)


def test_a_home_tab_has_no_title_and_no_file_input() -> None:
    with pytest.raises(SlackError) as refused:
        check(home(field({"type": "file_input"}), title=PLAIN), "home")
    assert refused.value.more["errors"] == [
        "invalid additional property: title [json-pointer:/view]",
        "unsupported type: file_input [json-pointer:/view/blocks/0/element/type]",
    ]


def test_a_view_of_more_than_250_kb_is_too_large() -> None:
    with pytest.raises(SlackError, match="view_too_large"):
        check(modal(*[section(text=marked(3000))] * 84), "modal")


def test_suggestions_come_as_options_or_as_groups() -> None:
    assert checked_suggestions({"options": options(100)}) == options(100)
    assert checked_suggestions({"option_groups": [{"label": PLAIN, "options": options(2)}]}) == options(2)
    assert checked_suggestions({"options": []}) == []


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "text",
        {},
        {"options": options(101)},
        {"options": [option(plain(76))]},
        {"options": [option(value="v" * 151)]},
        {"options": [option(marked(1))]},
        {"options": options(1), "option_groups": []},
        {"option_groups": [{"label": plain(76), "options": options(1)}]},
        {"option_groups": [{"options": options(1)}]},
    ],
)
def test_suggestions_that_slack_would_not_show_are_refused(answer: Any) -> None:
    with pytest.raises(SlackError, match="invalid_options"):
        checked_suggestions(answer)
