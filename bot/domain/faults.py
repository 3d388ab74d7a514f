"""Says in plain words what is wrong with a value that others wrote."""

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

MOST_NAMED = 5
_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "means nothing here",
    "tuple_type": "must be a list",
    "frozen_set_type": "must be a list",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "too_short": "must not be empty",
    "too_long": "has more than {max_length:,} entries",
    "string_too_short": "must not be empty",
    "string_too_long": "has more than {max_length} characters",
    "string_pattern_mismatch": "does not have the form {pattern}",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "date_type": "must be a date, YYYY-MM-DD",
    "date_parsing": "must be a date, YYYY-MM-DD",
    "date_from_datetime_parsing": "must be a date, YYYY-MM-DD",
    "date_from_datetime_inexact": "must be a date, YYYY-MM-DD",
    "datetime_type": "must be a time, such as 2026-01-31T09:30:00Z",
    "datetime_parsing": "must be a time, such as 2026-01-31T09:30:00Z",
    "datetime_from_date_parsing": "must be a time, such as 2026-01-31T09:30:00Z",
    "timezone_aware": "needs a time zone, as in 2026-01-31T09:30:00Z",
    "greater_than_equal": "must not be before {ge}",
    "json_invalid": "is not JSON: {error}",
    "value_error": "{error}",
}


def faults(error: ValidationError) -> str:
    """Say what is wrong and where: the first five faults, without a full stop."""
    every = error.errors(include_url=False)
    places = [fault["loc"] for fault in every]
    told = [fault for fault in every if not (fault["type"] == "too_short" and _has_more_within(fault["loc"], places))]
    more = len(told) - MOST_NAMED
    return "; ".join(map(_fault, told[:MOST_NAMED])) + (f"; and {more:,} more" if more > 0 else "")


def _has_more_within(place: Sequence[int | str], places: Sequence[Sequence[int | str]]) -> bool:
    """Tell whether an item of a list is wrong; pydantic then calls the list too short as well."""
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _fault(fault: ErrorDetails) -> str:
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
    sentence = _SENTENCES.get(fault["type"], "cannot be used").format(**fault.get("ctx", {})).rstrip(".")
    return f"{place}: {sentence}".removeprefix(": ") if fault["type"] == "value_error" else f"{place or 'it'} {sentence}"
