"""An app's response when a person types into an external select."""

from typing import Any

from bot.sandbox.local_slack.errors import SlackError
from bot.sandbox.local_slack.limits import objects
from bot.sandbox.local_slack.limits.parts import Problems
from bot.sandbox.local_slack.values import Json


def checked_suggestions(body: Any) -> list[Json]:
    """Return the options of a response, also those in groups; raises SlackError for one that Slack would not show."""
    problems = Problems()
    if not isinstance(body, dict) or ("options" in body) == ("option_groups" in body):
        raise SlackError.because("invalid_options", ["must provide either options or option_groups [json-pointer:/]"])
    problems.keys(body, "", (), ("options", "option_groups"))
    if "options" in body:
        for number, each in enumerate(problems.items(body, "options", "", objects.MOST_OPTIONS, least=0)):
            objects.option(problems, each, f"/options/{number}")
        found = body["options"]
    else:
        found = objects.option_groups(problems, body, "")
    if problems.found:
        raise SlackError.because("invalid_options", problems.found)
    return list(found)
