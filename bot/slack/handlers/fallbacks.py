"""Fallback handlers: every action gets an answer, also one that needs none, or that only an older version knew."""

from bot.slack.context import SlackContext
from bot.slack.error_handler import tell_person
from bot.slack.request import CLEAR, Answer, Request

TOO_OLD = "This button is from an older version of Second Source. Open the proposal from the app's Home."


def acknowledge(_slack: SlackContext, _request: Request) -> None:
    """Do nothing: a link was opened, or an input was changed that is read when its form is submitted."""


def too_old(slack: SlackContext, request: Request) -> None:
    """Tell the person that a button no longer works."""
    tell_person(slack, request, TOO_OLD)


def close(_slack: SlackContext, _request: Request) -> Answer:
    """Close a modal that is not a form, or that only an older version knew."""
    return CLEAR
