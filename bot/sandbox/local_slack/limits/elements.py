"""Interactive elements and images, and where each is allowed."""

import re
from collections.abc import Callable, Collection
from typing import Any

from bot.sandbox.local_slack.limits import objects
from bot.sandbox.local_slack.limits.parts import ID_LENGTH, Problems
from bot.sandbox.local_slack.limits.rich_text import rich_text
from bot.sandbox.local_slack.values import Json

_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MULTI = tuple(f"multi_{kind}" for kind in _SELECTS)
_PICKERS = ("checkboxes", "radio_buttons", "datepicker", "timepicker", *_SELECTS)
ACCESSORY = ("button", "image", "overflow", "workflow_button", *_PICKERS, *_MULTI)
IN_ACTIONS = ("button", "overflow", "workflow_button", "datetimepicker", *_PICKERS)
IN_INPUT = (
    "plain_text_input",
    "rich_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
    "datetimepicker",
    *_PICKERS,
    *_MULTI,
)
_PLACEHOLDER = 150
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_TIME = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")


def check(problems: Problems, element: Any, at: str, allowed: Collection[str]) -> None:
    """Check one element of a block that allows only these types."""
    if not problems.needs_object(element, at):
        return
    kind = str(element.get("type"))
    if kind not in allowed:
        problems.add(f"{at}/type", f"unsupported type: {kind}")
        return
    if kind == "image":
        image(problems, element, at)
        return
    problems.string(element, "action_id", at, ID_LENGTH, least=1)
    objects.confirm(problems, element, at)
    problems.text(element, "placeholder", at, _PLACEHOLDER, plain=True)
    problems.yes_or_no(element, at, "focus_on_load")
    required, optional, more = _ELEMENTS[kind]
    problems.keys(element, at, ("type", *required), ("action_id", *optional))
    more(problems, element, at)


def image(problems: Problems, element: Json, at: str) -> None:
    """Check an image element."""
    problems.keys(element, at, ("type", "alt_text"), ("image_url", "slack_file"))
    image_source(problems, element, at)


def image_source(problems: Problems, thing: Json, at: str) -> None:
    """Check an image's source (an address or a file) and its alternative text."""
    if (thing.get("image_url") is None) == (thing.get("slack_file") is None):
        problems.add(at, "must provide either image_url or slack_file")
    problems.url(thing, "image_url", at)
    problems.string(thing, "alt_text", at, 2000, least=1)


def _button(problems: Problems, element: Json, at: str) -> None:
    problems.text(element, "text", at, 75, plain=True)
    problems.string(element, "value", at, 2000)
    problems.url(element, "url", at)
    problems.choice(element, "style", at, ("primary", "danger"))
    problems.string(element, "accessibility_label", at, 75, least=1)


def _overflow(problems: Problems, element: Json, at: str) -> None:
    objects.options(problems, element, at, 5, url=True)


def _boxes(problems: Problems, element: Json, at: str) -> None:
    found = objects.options(problems, element, at, 10, marked=True)
    _initial(problems, element, at, found)


def _static(problems: Problems, element: Json, at: str) -> None:
    if (element.get("options") is None) == (element.get("option_groups") is None):
        problems.add(at, "must provide either options or option_groups")
    found = objects.options(problems, element, at, objects.MOST_OPTIONS) + objects.option_groups(problems, element, at)
    _initial(problems, element, at, found)
    _most_selected(problems, element, at)


def _external(problems: Problems, element: Json, at: str) -> None:
    problems.whole(element, "min_query_length", at, 0, 100)
    if element.get("initial_option") is not None:
        objects.option(problems, element["initial_option"], f"{at}/initial_option")
    for number, each in enumerate(problems.items(element, "initial_options", at, objects.MOST_OPTIONS)):
        objects.option(problems, each, f"{at}/initial_options/{number}")
    _most_selected(problems, element, at)


def _conversations(problems: Problems, element: Json, at: str) -> None:
    problems.yes_or_no(element, at, "default_to_current_conversation", "response_url_enabled")
    rule = element.get("filter")
    if rule is not None and problems.needs_object(rule, f"{at}/filter"):
        problems.keys(rule, f"{at}/filter", (), ("include", "exclude_bot_users", "exclude_external_shared_channels"))
        problems.yes_or_no(rule, f"{at}/filter", "exclude_bot_users", "exclude_external_shared_channels")
        for number, kind in enumerate(problems.items(rule, "include", f"{at}/filter", 4)):
            if kind not in ("im", "mpim", "private", "public"):
                problems.add(f"{at}/filter/include/{number}", "must be one of im, mpim, private, public")
    _ids(problems, element, at)


def _ids(problems: Problems, element: Json, at: str) -> None:
    """Check the initial ids, and how many may be chosen."""
    for key, value in element.items():
        if key in ("initial_user", "initial_conversation", "initial_channel") and not (isinstance(value, str) and value):
            problems.add(f"{at}/{key}", "must provide a string")
        if key in ("initial_users", "initial_conversations", "initial_channels"):
            problems.items(element, key, at, 1000)
    _most_selected(problems, element, at)


def _written(problems: Problems, element: Json, at: str) -> None:
    problems.whole(element, "min_length", at, 0, 3000)
    problems.whole(element, "max_length", at, 1, 3000)
    most = element.get("max_length")
    problems.string(element, "initial_value", at, most if isinstance(most, int) else 3000)
    problems.yes_or_no(element, at, "multiline")
    _dispatch(problems, element, at)


def _rich(problems: Problems, element: Json, at: str) -> None:
    if element.get("initial_value") is not None:
        rich_text(problems, element["initial_value"], f"{at}/initial_value")
    _dispatch(problems, element, at)


def _address(problems: Problems, element: Json, at: str) -> None:
    problems.string(element, "initial_value", at, 3000, least=1)
    _dispatch(problems, element, at)


def _number(problems: Problems, element: Json, at: str) -> None:
    problems.yes_or_no(element, at, "is_decimal_allowed")
    for key in ("initial_value", "min_value", "max_value"):
        problems.string(element, key, at, 30, least=1)
    _dispatch(problems, element, at)


def _date(problems: Problems, element: Json, at: str) -> None:
    _matches(problems, element, "initial_date", at, _DATE, "must be a date in the form YYYY-MM-DD")


def _time(problems: Problems, element: Json, at: str) -> None:
    _matches(problems, element, "initial_time", at, _TIME, "must be a time in the form HH:mm")


def _moment(problems: Problems, element: Json, at: str) -> None:
    problems.whole(element, "initial_date_time", at, 1_000_000_000, 9_999_999_999)


def _file(problems: Problems, element: Json, at: str) -> None:
    problems.whole(element, "max_files", at, 1, 10)
    problems.items(element, "filetypes", at, 100)


def _workflow(problems: Problems, element: Json, at: str) -> None:
    problems.text(element, "text", at, 75, plain=True)
    problems.choice(element, "style", at, ("primary", "danger"))


def _matches(problems: Problems, element: Json, key: str, at: str, pattern: re.Pattern[str], sentence: str) -> None:
    value = element.get(key)
    if value is not None and not (isinstance(value, str) and pattern.match(value)):
        problems.add(f"{at}/{key}", sentence)


def _initial(problems: Problems, element: Json, at: str, offered: list[Any]) -> None:
    """Check that the initial options are exactly among the options."""
    initial = element.get("initial_option")
    if initial is not None and initial not in offered:
        problems.add(f"{at}/initial_option", "no matching option found in options")
    for number, each in enumerate(problems.items(element, "initial_options", at, objects.MOST_OPTIONS)):
        if each not in offered:
            problems.add(f"{at}/initial_options/{number}", "no matching option found in options")


def _most_selected(problems: Problems, element: Json, at: str) -> None:
    problems.whole(element, "max_selected_items", at, 1, 1000)


def _dispatch(problems: Problems, element: Json, at: str) -> None:
    rule = element.get("dispatch_action_config")
    if rule is not None and problems.needs_object(rule, f"{at}/dispatch_action_config"):
        here = f"{at}/dispatch_action_config"
        problems.keys(rule, here, ("trigger_actions_on",))
        for number, when in enumerate(problems.items(rule, "trigger_actions_on", here, 2)):
            if when not in ("on_enter_pressed", "on_character_entered"):
                problems.add(f"{here}/trigger_actions_on/{number}", "must be on_enter_pressed or on_character_entered")


_Check = Callable[[Problems, Json, str], None]
_COMMON = ("placeholder", "confirm", "focus_on_load")
_TYPED = ("placeholder", "focus_on_load", "dispatch_action_config", "initial_value")
_BUTTON = (
    "url",
    "value",
    "style",
    "confirm",
    "accessibility_label",
    "agent_prompt",
    "agent_prompt_display",
    "visible_to_user_ids",
)
_CHANNELS = ("initial_channel", "response_url_enabled")
_TALKS = ("initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter")
_MANY_TALKS = ("initial_conversations", "default_to_current_conversation", "filter", "max_selected_items")

_ELEMENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...], _Check]] = {
    "button": (("text",), _BUTTON, _button),
    "workflow_button": (("text", "workflow"), ("style", "accessibility_label"), _workflow),
    "overflow": (("options",), ("confirm",), _overflow),
    "checkboxes": (("options",), ("initial_options", "confirm", "focus_on_load"), _boxes),
    "radio_buttons": (("options",), ("initial_option", "confirm", "focus_on_load"), _boxes),
    "static_select": ((), ("options", "option_groups", "initial_option", *_COMMON), _static),
    "multi_static_select": ((), ("options", "option_groups", "initial_options", "max_selected_items", *_COMMON), _static),
    "external_select": ((), ("initial_option", "min_query_length", *_COMMON), _external),
    "multi_external_select": ((), ("initial_options", "min_query_length", "max_selected_items", *_COMMON), _external),
    "users_select": ((), ("initial_user", *_COMMON), _ids),
    "multi_users_select": ((), ("initial_users", "max_selected_items", *_COMMON), _ids),
    "conversations_select": ((), (*_TALKS, *_COMMON), _conversations),
    "multi_conversations_select": ((), (*_MANY_TALKS, *_COMMON), _conversations),
    "channels_select": ((), (*_CHANNELS, *_COMMON), _ids),
    "multi_channels_select": ((), ("initial_channels", "max_selected_items", *_COMMON), _ids),
    "datepicker": ((), ("initial_date", *_COMMON), _date),
    "timepicker": ((), ("initial_time", "timezone", *_COMMON), _time),
    "datetimepicker": ((), ("initial_date_time", "confirm", "focus_on_load"), _moment),
    "plain_text_input": ((), ("multiline", "min_length", "max_length", *_TYPED), _written),
    "rich_text_input": ((), ("min_lines", "max_lines", *_TYPED), _rich),
    "email_text_input": ((), _TYPED, _address),
    "url_text_input": ((), _TYPED, _address),
    "number_input": (("is_decimal_allowed",), ("min_value", "max_value", *_TYPED), _number),
    "file_input": ((), ("filetypes", "max_files"), _file),
}
