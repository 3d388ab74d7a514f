"""Every block rule: what Slack rejects is rejected, with the place; what lies exactly on the limit passes."""

from typing import Any

import pytest

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits import messages, views

Json = dict[str, Any]
PLAIN: Json = {"type": "plain_text", "text": "x"}
DIVIDER: Json = {"type": "divider"}


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def marked(length: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def option(text: Json | None = None, value: str = "v", **more: Any) -> Json:
    return {"text": text or PLAIN, "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(value=f"v{number}") for number in range(count)]


def button(**changes: Any) -> Json:
    return {"type": "button", "text": PLAIN, "action_id": "press", "value": "1.1", **changes}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(**changes: Any) -> Json:
    return {"type": "section", "text": marked(1), **changes}


def confirm(**changes: Any) -> Json:
    return {"title": plain(100), "text": marked(300), "confirm": plain(30), "deny": plain(30), **changes}


def select(**changes: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": options(2), **changes}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def line(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def raw(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def table(rows: int = 1, columns: int = 1, **changes: Any) -> Json:
    return {"type": "table", "rows": [[raw()] * columns for _ in range(rows)], **changes}


def data_table(rows: int = 2, columns: int = 1, **changes: Any) -> Json:
    return {"type": "data_table", "caption": "Figures", "rows": [[raw()] * columns for _ in range(rows)], **changes}


def chart(points: int = 2, series: int = 1, kind: str = "line", **changes: Any) -> Json:
    labels = [f"day {number}" for number in range(points)]
    data = [{"label": label, "value": 1} for label in labels]
    inner: Json = {
        "type": kind,
        "series": [{"name": f"s{number}", "data": data} for number in range(series)],
        "axis_config": {"categories": labels},
    }
    return {"type": "data_visualization", "title": "History", "chart": {**inner, **changes}}


def pie(count: int = 2, value: float = 1) -> Json:
    segments = [{"label": f"part {number}", "value": value} for number in range(count)]
    return {"type": "data_visualization", "title": "Parts", "chart": {"type": "pie", "segments": segments}}


def card(**changes: Any) -> Json:
    return {"type": "card", "title": plain(150), "body": marked(200), "actions": [button()], **changes}


def container(*children: Json, **changes: Any) -> Json:
    return {"type": "container", "title": plain(150), "child_blocks": list(children) or [DIVIDER], **changes}


def image(**changes: Any) -> Json:
    return {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "a harbour", **changes}


ACCEPTED: dict[str, Json] = {
    "section 3,000": section(text=marked(3000)),
    "ten fields of 2,000": section(text=None, fields=[marked(1000)] * 10),
    "header 150": {"type": "header", "text": plain(150)},
    "context of ten": {"type": "context", "elements": [*[marked(1)] * 9, image()]},
    "actions of 25": actions(*[button(action_id=f"b{number}") for number in range(25)]),
    "button at its limits": actions(
        button(
            text=plain(75),
            value="v" * 2000,
            url="https://a.example/" + "u" * 2982,
            accessibility_label="a" * 75,
            style="danger",
            confirm=confirm(style="danger"),
        )
    ),
    "overflow of five": section(accessory={"type": "overflow", "action_id": "more", "options": options(5)}),
    "overflow option with an address": section(
        accessory={"type": "overflow", "action_id": "more", "options": [option(url="https://a.example")]}
    ),
    "select of 100": section(accessory=select(options=options(100))),
    "option at its limits": section(accessory=select(options=[option(plain(75), "v" * 150, description=plain(75))])),
    "groups": section(accessory=select(options=None, option_groups=[{"label": plain(75), "options": options(100)}])),
    "initial option": section(accessory=select(initial_option=option(value="v1"))),
    "mrkdwn in checkboxes": actions({"type": "checkboxes", "action_id": "c", "options": [option(marked(75))]}),
    "ids of 255": {**actions(button(action_id="a" * 255)), "block_id": "b" * 255},
    "no action id": actions({"type": "button", "text": PLAIN}),
    "markdown 12,000": {"type": "markdown", "text": "x" * 12_000},
    "table at its limits": table(100, 20),
    "table with rich text": table(rows=1, column_settings=[{"align": "right", "is_wrapped": True}, None]),
    "data table at its limits": data_table(101, 20),
    "line chart at its limits": chart(20, 6),
    "bar": chart(kind="bar"),
    "area": chart(kind="area"),
    "pie": pie(12, 0.5),
    "card": card(),
    "carousel of ten": {"type": "carousel", "elements": [card(actions=None, title=plain(10), body=None)] * 10},
    "container of ten": container(*[DIVIDER] * 10),
    "rich text": rich(
        line({"type": "text", "text": "a", "style": {"bold": True}}, {"type": "link", "url": "https://a.example"}),
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [line({"type": "user", "user_id": "U1"})]},
        {"type": "rich_text_quote", "elements": [{"type": "emoji", "name": "eyes"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a"}]},
    ),
}


def without_nothing(block: Json) -> Json:
    return {
        key: without_nothing(value) if isinstance(value, dict) else value for key, value in block.items() if value is not None
    }


def test_what_lies_on_the_limit_passes() -> None:
    refused = {name: _why_not([without_nothing(block)]) for name, block in ACCEPTED.items()}
    assert not any(refused.values()), refused


def _why_not(blocks: list[Any]) -> list[str]:
    """Return what is said of blocks that are refused."""
    try:
        messages.check("fallback", blocks, None)
    except SlackError as error:
        return [f"{error.code}: {one}" for one in error.more["response_metadata"]["messages"]]
    return []


TOO_MUCH = "must be less than"
EMPTY = "must be more than 0 characters"
REJECTED: list[tuple[Json, str, str]] = [
    # what is no block at all, or not here
    ({"type": "sektion"}, "unsupported type: sektion", "/blocks/0/type"),
    ({"type": ["section"]}, "unsupported type", "/blocks/0/type"),
    ({"text": PLAIN}, "unsupported type: None", "/blocks/0/type"),
    ({"type": "input", "label": PLAIN, "element": {"type": "plain_text_input"}}, "unsupported type: input", "/blocks/0/type"),
    ({"type": "alert", "text": marked(1)}, "unsupported type: alert", "/blocks/0/type"),
    ({"type": "file", "external_id": "f", "source": "remote"}, "unsupported type: file", "/blocks/0/type"),
    (section(colour="red"), "invalid additional property: colour", "/blocks/0"),
    ({**DIVIDER, "block_id": "b" * 256}, TOO_MUCH, "/blocks/0/block_id"),
    # texts
    ({"type": "section"}, "missing required field: text or fields", "/blocks/0"),
    (section(text=marked(3001)), "must be less than 3001 characters", "/blocks/0/text/text"),
    (section(text=marked(0)), EMPTY, "/blocks/0/text/text"),
    (section(text="bare"), "must provide an object", "/blocks/0/text"),
    (section(text={"type": "mrkdwn"}), "missing required field: text", "/blocks/0/text"),
    (section(text={"type": "mrkdwn", "text": "a", "emoji": True}), "invalid additional property: emoji", "/blocks/0/text"),
    (section(text={"type": "html", "text": "a"}), "must be plain_text or mrkdwn", "/blocks/0/text/type"),
    (section(text={"type": "mrkdwn", "text": 7}), "must provide a string", "/blocks/0/text/text"),
    (section(fields=[marked(1)] * 11), "no more than 10 items", "/blocks/0/fields"),
    (section(fields=[]), "no fewer than 1 items", "/blocks/0/fields"),
    (section(fields=[marked(2001)]), "must be less than 2001", "/blocks/0/fields/0/text"),
    (section(fields=["bare"]), "must provide an object", "/blocks/0/fields/0"),
    (section(fields="bare"), "must provide an array", "/blocks/0/fields"),
    (section(expand="yes"), "must provide a boolean", "/blocks/0/expand"),
    ({"type": "header", "text": plain(151)}, "must be less than 151", "/blocks/0/text/text"),
    ({"type": "header", "text": marked(1)}, "must be plain_text", "/blocks/0/text/type"),
    ({"type": "header"}, "missing required field: text", "/blocks/0"),
    ({"type": "context", "elements": [marked(1)] * 11}, "no more than 10 items", "/blocks/0/elements"),
    ({"type": "context", "elements": []}, "no fewer than 1 items", "/blocks/0/elements"),
    ({"type": "context", "elements": [button()]}, "must be plain_text or mrkdwn", "/blocks/0/elements/0/type"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001", "/blocks/0/text"),
    # images
    (image(alt_text=None), "missing required field: alt_text", "/blocks/0"),
    (image(alt_text=""), EMPTY, "/blocks/0/alt_text"),
    (image(alt_text="x" * 2001), TOO_MUCH, "/blocks/0/alt_text"),
    (image(image_url="harbour.png"), "must be a valid URL", "/blocks/0/image_url"),
    (image(slack_file={"id": "F1"}), "either image_url or slack_file", "/blocks/0"),
    # buttons
    (actions(*[button(action_id=f"b{n}") for n in range(26)]), "no more than 25 items", "/blocks/0/elements"),
    (actions(), "no fewer than 1 items", "/blocks/0/elements"),
    (actions(button(text=plain(76))), "must be less than 76", "/blocks/0/elements/0/text/text"),
    (actions(button(text=marked(1))), "must be plain_text", "/blocks/0/elements/0/text/type"),
    (actions(button(value="v" * 2001)), "must be less than 2001", "/blocks/0/elements/0/value"),
    (actions(button(value=7)), "must provide a string", "/blocks/0/elements/0/value"),
    (actions(button(url="https://a.example/" + "u" * 2983)), "must be less than 3001", "/blocks/0/elements/0/url"),
    (actions(button(url="javascript:alert(1)")), "must be a valid URL", "/blocks/0/elements/0/url"),
    (actions(button(accessibility_label="a" * 76)), "must be less than 76", "/blocks/0/elements/0/accessibility_label"),
    (actions(button(style="default")), "must be one of", "/blocks/0/elements/0/style"),
    (actions(button(action_id="a" * 256)), "must be less than 256", "/blocks/0/elements/0/action_id"),
    (actions(button(confirm=confirm(title=plain(101)))), "less than 101", "/blocks/0/elements/0/confirm/title/text"),
    (actions(button(confirm=confirm(text=marked(301)))), "less than 301", "/blocks/0/elements/0/confirm/text/text"),
    (actions(button(confirm=confirm(confirm=plain(31)))), "less than 31", "/blocks/0/elements/0/confirm/confirm/text"),
    (actions(button(confirm=confirm(deny=plain(31)))), "less than 31", "/blocks/0/elements/0/confirm/deny/text"),
    (actions(button(confirm={"title": PLAIN})), "missing required field: text", "/blocks/0/elements/0/confirm"),
    (actions({"type": "plain_text_input", "action_id": "t"}), "unsupported type", "/blocks/0/elements/0/type"),
    (actions({"type": "multi_static_select", "options": options(1)}), "unsupported type", "/blocks/0/elements/0/type"),
    # menus
    (section(accessory={"type": "overflow", "options": options(6)}), "no more than 5 items", "/blocks/0/accessory/options"),
    (section(accessory={"type": "overflow", "options": []}), "no fewer than 1 items", "/blocks/0/accessory/options"),
    (section(accessory=select(options=options(101))), "no more than 100 items", "/blocks/0/accessory/options"),
    (section(accessory=select(options=[])), "no fewer than 1 items", "/blocks/0/accessory/options"),
    (section(accessory=select(options=None)), "either options or option_groups", "/blocks/0/accessory"),
    (section(accessory=select(options=[option(plain(76))])), "less than 76", "/blocks/0/accessory/options/0/text/text"),
    (section(accessory=select(options=[option(marked(1))])), "must be plain_text", "/blocks/0/accessory/options/0/text/type"),
    (section(accessory=select(options=[option(value="v" * 151)])), "less than 151", "/blocks/0/accessory/options/0/value"),
    (section(accessory=select(options=[option(value="")])), EMPTY, "/blocks/0/accessory/options/0/value"),
    (section(accessory=select(options=[option(description=plain(76))])), "less than 76", "options/0/description/text"),
    (section(accessory=select(options=[option(url="https://a.example")])), "additional property: url", "options/0"),
    (section(accessory=select(initial_option=option(value="other"))), "no matching option", "/accessory/initial_option"),
    (section(accessory=select(placeholder=plain(151))), "less than 151", "/blocks/0/accessory/placeholder/text"),
    (section(accessory=select(option_groups=[])), "either options or option_groups", "/blocks/0/accessory"),
    (
        section(accessory=select(options=None, option_groups=[{"label": plain(76), "options": options(1)}])),
        "less than 76",
        "/option_groups/0/label/text",
    ),
    (
        section(accessory={"type": "external_select", "action_id": "e", "min_query_length": -1}),
        "must be from 0",
        "/min_query_length",
    ),
    (
        section(accessory={"type": "multi_users_select", "action_id": "e", "max_selected_items": 0}),
        "must be from 1",
        "/max_selected_items",
    ),
    (
        section(accessory={"type": "conversations_select", "action_id": "e", "filter": {"include": ["all"]}}),
        "must be one of im",
        "/filter/include/0",
    ),
    (actions({"type": "checkboxes", "options": options(11)}), "no more than 10 items", "/blocks/0/elements/0/options"),
    (actions({"type": "radio_buttons", "options": options(11)}), "no more than 10 items", "/blocks/0/elements/0/options"),
    (actions({"type": "datepicker", "initial_date": "23 Nov"}), "must be a date", "/initial_date"),
    (actions({"type": "timepicker", "initial_time": "25:00"}), "must be a time", "/initial_time"),
    (actions({"type": "datetimepicker", "initial_date_time": 5}), "must be from", "/initial_date_time"),
    # tables and charts
    (table(101), "no more than 100 items", "/blocks/0/rows"),
    (table(1, 21), "no more than 20 items", "/blocks/0/rows/0"),
    ({"type": "table", "rows": []}, "no fewer than 1 items", "/blocks/0/rows"),
    ({"type": "table", "rows": [[raw("")]]}, EMPTY, "/blocks/0/rows/0/0/text"),
    ({"type": "table", "rows": [[rich(line())]]}, "must not be empty", "/blocks/0/rows/0/0"),
    ({"type": "table", "rows": [[PLAIN]]}, "unsupported type: plain_text", "/blocks/0/rows/0/0/type"),
    (table(column_settings=[{"align": "middle"}]), "must be one of", "/column_settings/0/align"),
    (data_table(caption=None), "missing required field: caption", "/blocks/0"),
    (data_table(102), "no more than 101 items", "/blocks/0/rows"),
    (data_table(1), "no fewer than 2 items", "/blocks/0/rows"),
    (data_table(2, 21), "no more than 20 items", "/blocks/0/rows/0"),
    ({**data_table(), "rows": [[raw()], [raw(), raw()]]}, "same number of columns", "/blocks/0/rows/1"),
    ({**data_table(), "rows": [[rich(line({"type": "text", "text": "a"}))], [raw()]]}, "unsupported type", "/rows/0/0/type"),
    ({**data_table(), "rows": [[raw()], [{"type": "raw_number", "value": "7", "text": "7"}]]}, "a number", "/rows/1/0/value"),
    ({**data_table(), "rows": [[raw()], *[[raw("x" * 2900)]] * 7]}, "less than 20001", "/blocks/0/rows"),
    (data_table(page_size=101), "must be from 1 to 100", "/blocks/0/page_size"),
    (data_table(row_header_column_index=1), "must be from 0 to 0", "/blocks/0/row_header_column_index"),
    ({**chart(), "title": "x" * 51}, "less than 51", "/blocks/0/title"),
    ({**chart(), "title": None}, "missing required field: title", "/blocks/0"),
    (chart(kind="radar"), "unsupported type: radar", "/blocks/0/chart/type"),
    (chart(21), "no more than 20 items", "/blocks/0/chart/series/0/data"),
    (chart(2, 7), "no more than 6 items", "/blocks/0/chart/series"),
    (chart(axis_config={"categories": ["day 0", "day 9"]}), "one point for each category", "/chart/series/0"),
    (chart(axis_config={"categories": ["day 0", "day 0"]}), "must be unique", "/axis_config/categories"),
    (chart(axis_config={"categories": ["x" * 21]}), "less than 21", "/axis_config/categories/0"),
    (chart(axis_config={"categories": ["day 0", "day 1"], "x_label": "x" * 51}), "less than 51", "/axis_config/x_label"),
    (chart() | {"chart": {"type": "bar"}}, "missing required field: series", "/blocks/0/chart"),
    (pie(13), "no more than 12 items", "/blocks/0/chart/segments"),
    (pie(1, 0), "must be greater than 0", "/blocks/0/chart/segments/0/value"),
    # cards and containers
    (card(title=plain(151)), "less than 151", "/blocks/0/title/text"),
    (card(body=marked(201)), "less than 201", "/blocks/0/body/text"),
    (card(actions=[button(action_id=f"b{n}") for n in range(4)]), "no more than 3 items", "/blocks/0/actions"),
    ({"type": "card", "subtitle": PLAIN}, "missing required field: hero_image, title, body or actions", "/blocks/0"),
    ({"type": "carousel", "elements": []}, "no fewer than 1 items", "/blocks/0/elements"),
    ({"type": "carousel", "elements": [{"type": "card", "title": PLAIN}] * 11}, "no more than 10 items", "/blocks/0/elements"),
    ({"type": "carousel", "elements": [DIVIDER]}, "must be a card", "/blocks/0/elements/0"),
    (container(*[DIVIDER] * 11), "no more than 10 items", "/blocks/0/child_blocks"),
    (container(title=None), "missing required field: title or rich_text_title", "/blocks/0"),
    (container(card()), "unsupported type: card", "/blocks/0/child_blocks/0/type"),
    (container(default_collapsed=True), "requires is_collapsible", "/blocks/0/default_collapsed"),
    # rich text
    ({"type": "rich_text", "elements": []}, "no fewer than 1 items", "/blocks/0/elements"),
    (rich({"type": "text", "text": "a"}), "unsupported type: text", "/blocks/0/elements/0/type"),
    (rich(line({"type": "text", "text": ""})), EMPTY, "/blocks/0/elements/0/elements/0/text"),
    (rich(line({"type": "text"})), "missing required field: text", "/blocks/0/elements/0/elements/0"),
    (rich(line({"type": "html", "text": "a"})), "unsupported type: html", "/blocks/0/elements/0/elements/0/type"),
    (rich(line({"type": "link", "url": "nowhere"})), "must be a valid URL", "/elements/0/elements/0/url"),
    (rich(line({"type": "text", "text": "a", "style": {"loud": True}})), "additional property: loud", "/elements/0/style"),
    (rich(line({"type": "text", "text": "a", "style": "bold"})), "must provide an object", "/elements/0/style"),
    (rich(line({"type": "broadcast", "range": "all"})), "must be one of", "/range"),
    (rich({"type": "rich_text_list", "style": "stars", "elements": [line()]}), "must be one of", "/blocks/0/elements/0/style"),
    (rich({"type": "rich_text_list", "elements": [line()]}), "missing required field: style", "/blocks/0/elements/0"),
    (
        rich({"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "a"}]}),
        "must be a rich_text_section",
        "/blocks/0/elements/0/elements/0",
    ),
    (rich({"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U"}]}), "unsupported type", "/type"),
]


def test_what_slack_rejects_is_rejected_and_named() -> None:
    for block, sentence, place in REJECTED:
        said = _why_not([without_nothing(block)])
        found = [
            one
            for one in said
            if one.startswith("invalid_blocks: ") and sentence in one and place in one.rpartition("[json-pointer:")[2]
        ]
        assert found, f"{sentence} at {place}: {said}"


WHOLE: list[tuple[list[Any], str]] = [
    ([DIVIDER] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([{**DIVIDER, "block_id": "b"}] * 2, "`block_id` b already exists"),
    ([actions(button()), actions(button())], "`action_id` press already exists"),
    ([actions(button(), button())], "`action_id` press already exists"),
    ([section(accessory=button()), container(actions(button()))], "`action_id` press already exists"),
    ([table(), table()], "only_one_table_allowed"),
    ([table(), container(table())], "only_one_table_allowed"),
    ([chart(), chart(), pie()], "no more than 2 data_visualization blocks allowed"),
    ([{"type": "markdown", "text": "x" * 6001}] * 2, "all markdown together must be less than 12001 characters"),
    (["bare"], "must provide an object [json-pointer:/blocks/0]"),
]


def test_what_cannot_stand_together_is_rejected() -> None:
    for blocks, sentence in WHOLE:
        said = _why_not(blocks)
        assert any(one.startswith("invalid_blocks: ") and sentence in one for one in said), f"{sentence}: {said}"


@pytest.mark.parametrize(
    ("text", "blocks", "attachments", "code"),
    [
        ("x" * 40_001, None, None, "msg_too_long"),
        ("x", [section(text=marked(2900))] * 5, None, "msg_blocks_too_long"),
        ("x", {"type": "divider"}, None, "invalid_blocks_format"),
        ("x", None, "bare", "invalid_attachments"),
        ("x", None, [{}] * 101, "too_many_attachments"),
        ("x", None, [{"blocks": [{"type": "alert", "text": PLAIN}]}], "invalid_blocks"),
    ],
)
def test_a_message_that_is_too_much_is_rejected(text: str, blocks: Any, attachments: Any, code: str) -> None:
    with pytest.raises(SlackError, match=code):
        messages.check(text, blocks, attachments)


def test_a_message_at_its_limits_passes() -> None:
    messages.check("x" * 40_000, [DIVIDER] * 50, [{"text": "old"}] * 100)
    messages.check("x", [section(text=marked(3000))] * 4 + [section(text=marked(1200))], None)


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ("bare", "invalid_metadata_format"),
        ({"event_type": "card"}, "invalid_metadata_schema"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "card", "event_payload": "id"}, "invalid_metadata_schema"),
        ({"event_type": "card", "event_payload": {"key": "x" * 16_000}}, "metadata_too_large"),
    ],
)
def test_metadata_has_a_type_and_a_payload(metadata: Any, code: str) -> None:
    with pytest.raises(SlackError, match=code):
        messages.check_metadata(metadata)
    messages.check_metadata({"event_type": "card", "event_payload": {"key": "p1"}})


@pytest.mark.parametrize("kind", ["carousel", "container", "data_table", "data_visualization", "table", "markdown"])
def test_what_only_messages_and_home_show_is_rejected_in_modals(kind: str) -> None:
    blocks = {"carousel": {"type": "carousel", "elements": [card()]}, "container": container(), "data_table": data_table()}
    blocks |= {"data_visualization": pie(), "table": table(), "markdown": {"type": "markdown", "text": "x"}}
    with pytest.raises(SlackError, match="invalid_arguments"):
        views.check({"type": "modal", "title": PLAIN, "blocks": [blocks[kind]]}, "modal")
