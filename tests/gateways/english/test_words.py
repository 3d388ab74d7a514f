"""Words read as numbers."""

import pytest

from bot.gateways.english.words import number, words


@pytest.mark.parametrize(
    ("written", "value"),
    [("12", 12.0), ("1,200", 1200.0), ("1.5", 1.5), ("twelve", 12.0), ("²", None), ("x", None)],
)
def test_only_what_has_a_value_is_a_number(written: str, value: float | None) -> None:
    assert next(number(word) for word in words(f"{written} people")) == value
