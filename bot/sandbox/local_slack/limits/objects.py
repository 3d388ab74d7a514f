"""Options and confirm dialogs."""

from typing import Any

from bot.sandbox.local_slack.limits.parts import Problems
from bot.sandbox.local_slack.values import Json

OPTION_TEXT = 75
OPTION_VALUE = 150
MOST_OPTIONS = 100


def confirm(problems: Problems, element: Json, at: str) -> None:
    """Check an element's confirm dialog, if it has one."""
    value = element.get("confirm")
    if value is None or not problems.needs_object(value, f"{at}/confirm"):
        return
    at = f"{at}/confirm"
    problems.keys(value, at, ("title", "text", "confirm", "deny"), ("style",))
    problems.text(value, "title", at, 100, plain=True)
    problems.text(value, "text", at, 300)
    problems.text(value, "confirm", at, 30, plain=True)
    problems.text(value, "deny", at, 30, plain=True)
    problems.choice(value, "style", at, ("primary", "danger"))


def option(problems: Problems, value: Any, at: str, *, marked: bool = False, url: bool = False) -> None:
    """Check one option. `marked`: mrkdwn is allowed (checkboxes, radio buttons); `url`: an address is (overflow)."""
    if not problems.needs_object(value, at):
        return
    problems.keys(value, at, ("text", "value"), ("description", "url") if url else ("description",))
    problems.text(value, "text", at, OPTION_TEXT, plain=not marked)
    problems.string(value, "value", at, OPTION_VALUE, least=1)
    problems.text(value, "description", at, OPTION_TEXT, plain=not marked)
    problems.url(value, "url", at)


def options(problems: Problems, element: Json, at: str, most: int, *, marked: bool = False, url: bool = False) -> list[Any]:
    """Check an element's options; returns them."""
    found = problems.items(element, "options", at, most)
    for number, each in enumerate(found):
        option(problems, each, f"{at}/options/{number}", marked=marked, url=url)
    return found


def option_groups(problems: Problems, element: Json, at: str) -> list[Any]:
    """Check an element's groups of options; returns all options in them."""
    found: list[Any] = []
    for number, group in enumerate(problems.items(element, "option_groups", at, MOST_OPTIONS)):
        here = f"{at}/option_groups/{number}"
        if problems.needs_object(group, here):
            problems.keys(group, here, ("label", "options"))
            problems.text(group, "label", here, OPTION_TEXT, plain=True)
            found += options(problems, group, here, MOST_OPTIONS)
    return found
