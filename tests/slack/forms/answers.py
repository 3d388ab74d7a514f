"""What a form was read as: a value, or faults."""

from collections.abc import Mapping
from typing import TypeVar

from bot.slack.forms.fields import FormFaults

T = TypeVar("T")


def read(result: T | FormFaults) -> T:
    assert not isinstance(result, FormFaults), result
    return result


def faults(result: object) -> Mapping[str, str]:
    assert isinstance(result, FormFaults)
    return result
