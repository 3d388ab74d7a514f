"""Every block and element that we use, as HTML: what it says, what it carries for the script, and that it is safe."""

from dataclasses import replace
from typing import Any

import pytest

from bot.sandbox.browser.blocks import block, blocks
from bot.sandbox.browser.scene import DrawingContext, Labels
from tests.sandbox.browser.drawn import WORDS, assert_safe, read
from tests.sandbox.browser.test_words import NASTY

NAMES = Labels(viewer="U1", people={"U1": "Ines Marlow", "U2": "Otto Reyes"}, channels={"C1": "tide"})
SCENE = DrawingContext(NAMES, place="V1")
FIELDS = (
    "button caption circle dialog figcaption figure g h2 h3 img input label line option optgroup path polygon polyline rect "
    "select svg table tbody td template text textarea th thead title tr"
)
EVERYTHING = WORDS | frozenset(FIELDS.split())


def plain_text(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str, **more: Any) -> dict[str, Any]:
    return {"text": plain_text(text), "value": value, **more}


def in_actions(**element: Any) -> str:
    return block({"type": "actions", "block_id": "b", "elements": [{"action_id": "a", **element}]}, SCENE)


def in_input(scene: DrawingContext = SCENE, **element: Any) -> str:
    given = {"type": "input", "block_id": "b", "label": plain_text("Why"), "element": {"action_id": "a", **element}}
    return block(given, scene)


def test_a_block_and_its_elements_can_be_found() -> None:
    drawn = read(in_actions(type="button", text=plain_text("Approve"), value="1.2", style="primary"))
    assert drawn.elements[0] == ("div", {"class": "block actions", "data-block-id": "b"})
    button = drawn.one("a")
    assert (button["type"], button["class"], button["data-value"]) == ("button", "button primary", "1.2")
    assert drawn.text == "Approve"


def test_a_button_with_an_address_is_a_link() -> None:
    link = read(in_actions(type="button", text=plain_text("Open"), url="https://tide.example/")).all("a")[0]
    assert (link["href"], link["data-action-id"], link["rel"]) == ("https://tide.example/", "a", "noopener noreferrer")


def test_a_button_with_a_script_for_an_address_is_no_link() -> None:
    drawn = read(in_actions(type="button", text=plain_text("Open"), url="javascript:alert(1)"))
    assert drawn.all("a") == []
    assert len(drawn.all("button")) == 1


def test_a_confirm_dialog_lies_beside_its_button() -> None:
    confirm = {
        "title": plain_text("Sure?"),
        "text": {"type": "mrkdwn", "text": "It becomes *verified*."},
        "confirm": plain_text("Do it"),
        "deny": plain_text("Not yet"),
        "style": "danger",
    }
    html = in_actions(type="button", text=plain_text("Approve"), confirm=confirm)
    question = read(html).all("template")[0]
    assert (question["data-yes"], question["data-no"], question["data-style"]) == ("Do it", "Not yet", "danger")
    assert "It becomes <strong>verified</strong>." in html


def test_who_may_not_press_a_button_is_told_so_in_place_of_its_question_and_asked_by_others() -> None:
    scene = DrawingContext(replace(NAMES, not_theirs={"approve": "Only editors decide."}), place="V1")
    elements = [
        {"type": "button", "action_id": action, "text": plain_text("Go"), "confirm": {"title": plain_text("Sure?")}}
        for action in ("approve:1", "digest_now:1")
    ]
    told, asked = read(block({"type": "actions", "block_id": "b", "elements": elements}, scene)).all("template")
    assert (told["class"], asked["class"]) == ("refusal", "confirm")


def test_an_overflow_menu_opens_its_own_items() -> None:
    options = [option("Read again", "again"), option("Open", "open", url="https://tide.example/")]
    drawn = read(in_actions(type="overflow", options=options))
    opener = drawn.all("button")[0]
    menu = next(attributes for _, attributes in drawn.elements if attributes.get("role") == "menu")
    assert opener["popovertarget"] == menu["id"]
    items = [(name, attributes["data-value"]) for name, attributes in drawn.elements if attributes.get("role") == "menuitem"]
    assert items == [("button", "again"), ("a", "open")]


def test_a_section_has_fields_and_an_accessory() -> None:
    given = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*Level*"},
        "fields": [plain_text("one"), plain_text("two")],
        "accessory": {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A chart"},
    }
    drawn = read(block(given, SCENE))
    assert drawn.text == "Levelonetwo"
    assert drawn.all("img")[0] == {"src": "/files/F1/picture", "alt": "A chart", "class": "thumb", "loading": "lazy"}


def test_a_picture_from_elsewhere_is_shown_by_its_words() -> None:
    drawn = read(block({"type": "image", "image_url": "https://tide.example/a.png", "alt_text": "A pier"}, SCENE))
    assert drawn.all("img") == []
    assert drawn.text == "A pier"


@pytest.mark.parametrize(
    ("kind", "more", "name", "attributes"),
    [
        ("plain_text_input", {"max_length": 9}, "input", {"type": "text", "maxlength": "9"}),
        ("plain_text_input", {"multiline": True}, "textarea", {"rows": "4"}),
        ("url_text_input", {}, "input", {"type": "url"}),
        ("email_text_input", {}, "input", {"type": "email"}),
        ("number_input", {"is_decimal_allowed": False, "min_value": "2"}, "input", {"type": "number", "step": "1", "min": "2"}),
        ("datepicker", {"initial_date": "2026-03-02"}, "input", {"type": "date", "value": "2026-03-02"}),
        ("timepicker", {"initial_time": "18:05"}, "input", {"type": "time", "value": "18:05"}),
        ("static_select", {"options": [option("One", "1")]}, "select", {}),
        ("users_select", {"initial_user": "U2"}, "select", {}),
        ("conversations_select", {}, "select", {}),
        ("channels_select", {}, "select", {}),
    ],
)
def test_inputs(kind: str, more: dict[str, Any], name: str, attributes: dict[str, str]) -> None:
    drawn = read(in_input(type=kind, **more))
    element = drawn.one("a")
    assert element["data-kind"] == kind
    assert drawn.all("label")[0]["for"] == element["id"]
    assert attributes.items() <= drawn.all(name)[0].items()


@pytest.mark.parametrize(
    ("kind", "state", "shows"),
    [
        ("plain_text_input", {"value": "typed"}, 'value="typed"'),
        ("static_select", {"selected_option": option("Two", "2")}, '<option value="2" selected>Two</option>'),
        ("users_select", {"selected_user": "U2"}, '<option value="U2" selected>Otto Reyes</option>'),
        ("multi_users_select", {"selected_users": ["U2"]}, 'aria-label="Remove Otto Reyes"'),
        ("external_select", {"selected_option": option("Pier", "p")}, 'data-value="p"'),
        ("checkboxes", {"selected_options": [option("Two", "2")]}, 'value="2" checked'),
        ("radio_buttons", {"selected_option": option("Two", "2")}, 'value="2" checked'),
        ("datepicker", {"selected_date": "2026-03-09"}, 'value="2026-03-09"'),
    ],
)
def test_what_was_typed_shows_again(kind: str, state: dict[str, Any], shows: str) -> None:
    scene = DrawingContext(NAMES, place="V1", typed={"b": {"a": {"type": kind, **state}}})
    assert shows in in_input(scene, type=kind, options=[option("One", "1"), option("Two", "2")])


def test_an_external_select_asks_while_typing() -> None:
    combo = read(in_actions(type="external_select", min_query_length=2)).one("a")
    assert combo["data-least"] == "2"
    assert "data-external" in combo
    assert "data-dispatch" in combo


def test_an_input_in_a_form_is_no_action_of_its_own() -> None:
    assert "data-dispatch" not in read(in_input(type="plain_text_input")).one("a")


def test_html_ids_have_no_blanks() -> None:
    given = {
        "type": "input",
        "block_id": "b 1",
        "label": plain_text("X"),
        "element": {"type": "url_text_input", "action_id": 'a "'},
    }
    assert read(block(given, SCENE)).all("input")[0]["id"] == "V1-b_1-a__"


def test_a_table_has_a_head_and_aligned_columns() -> None:
    rows = [[{"type": "raw_text", "text": word} for word in row] for row in (("Outlet", "Reports"), ("Tide Post", "4"))]
    drawn = read(block({"type": "table", "rows": rows, "column_settings": [None, {"align": "right"}]}, SCENE))
    assert [cell["scope"] for cell in drawn.all("th")] == ["col", "col"]
    assert [cell["class"] for cell in drawn.all("td")] == ["left", "right"]


@pytest.mark.parametrize("kind", ["line", "bar", "area"])
def test_a_chart_says_its_figures_in_words(kind: str) -> None:
    data = [{"label": "May", "value": 20}, {"label": "June", "value": 75.5}]
    chart = {"type": kind, "series": [{"name": "likely", "data": data}], "axis_config": {"categories": ["May", "June"]}}
    drawn = read(block({"type": "data_visualization", "title": "Over time", "chart": chart}, SCENE))
    svg = drawn.all("svg")[0]
    assert (svg["role"], svg["aria-label"]) == ("img", "Over time. likely: May 20, June 75.5.")
    marks = {"line": "polyline", "area": "polygon", "bar": "rect"}
    assert len(drawn.all(marks[kind])) == (2 if kind == "bar" else 1)


@pytest.mark.parametrize(
    "chart",
    [
        {"type": "line", "series": [], "axis_config": {"categories": []}},
        {"type": "bar", "series": [{"name": "x", "data": [{"label": "a", "value": 0}]}], "axis_config": {"categories": ["a"]}},
        {"type": "area", "series": [{"name": "x", "data": [{"label": "a", "value": -3}]}], "axis_config": {}},
        {"type": "line", "series": [{"name": "x", "data": [{"label": "a", "value": None}]}], "axis_config": {}},
        {"type": "pie", "segments": [{"label": "a", "value": 1}]},
        {"type": "pie", "segments": [{"label": "a", "value": 3}, {"label": "b", "value": 1}]},
        {"type": "cloud"},
    ],
)
def test_odd_charts_are_drawn_too(chart: dict[str, Any]) -> None:
    html = block({"type": "data_visualization", "title": "T", "chart": chart}, SCENE)
    assert read(html).text.startswith("T")
    assert "nan" not in html.lower()


def test_unknown_blocks_and_elements_say_so() -> None:
    html = blocks([{"type": "hologram"}, {"type": "actions", "elements": [{"type": "lever"}]}], SCENE)
    assert "A block “hologram” that this page does not draw." in html
    assert "An element “lever” that this page does not draw." in html


@pytest.mark.parametrize("bad", NASTY)
def test_hostile_texts_in_every_place(bad: str) -> None:
    text, options = plain_text(bad), [option(bad, bad, description=plain_text(bad), url=bad)]
    confirm = {"title": text, "text": text, "confirm": text, "deny": text, "style": bad}
    common = {"action_id": bad, "placeholder": text, "confirm": confirm, "options": options, "alt_text": bad, "style": bad}
    kinds = (
        *("button", "overflow", "static_select", "external_select", "multi_static_select", "users_select", "checkboxes"),
        *(
            "radio_buttons",
            "datepicker",
            "timepicker",
            "plain_text_input",
            "number_input",
            "feedback_buttons",
            "icon_button",
            bad,
        ),
    )
    elements = [
        {**common, "type": kind, "text": text, "url": bad, "value": bad, "initial_value": bad, "initial_date": bad, "icon": bad,
         "initial_user": bad, "initial_option": options[0], "positive_button": {"text": text, "value": bad}, "max_length": bad}
        for kind in kinds
    ]  # fmt: skip
    series = [{"name": bad, "data": [{"label": bad, "value": 3}]}]
    charts: list[dict[str, Any]] = [
        {"type": "bar", "series": series, "axis_config": {"y_label": bad}},
        {"type": "pie", "segments": [{"label": bad, "value": 2}]},
    ]
    given: list[dict[str, Any]] = [
        {"type": "header", "text": text},
        {"type": "section", "text": {"type": "mrkdwn", "text": bad}, "fields": [text], "accessory": elements[0]},
        {"type": "context", "elements": [text, {"type": "image", "image_url": bad, "alt_text": bad}]},
        {"type": "image", "slack_file": {"id": bad}, "image_url": bad, "alt_text": bad, "title": text},
        {"type": "actions", "elements": elements},
        *({"type": "input", "label": text, "hint": text, "block_id": bad, "element": element} for element in elements),
        {
            "type": "table",
            "caption": bad,
            "rows": [[{"type": "raw_text", "text": bad}]] * 2,
            "column_settings": [{"align": bad}],
        },
        {"type": "alert", "text": text, "level": bad},
        *({"type": "data_visualization", "title": bad, "chart": chart} for chart in charts),
        {"type": bad, "block_id": bad},
    ]
    assert_safe(blocks(given, SCENE), EVERYTHING)
