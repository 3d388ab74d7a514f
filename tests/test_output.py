import json

import pytest

from bot.commands.output import as_text


@pytest.mark.parametrize("number", [0x7F, 0x85, 0x9B, 0x9F, 0x061C, 0x200E, 0x2028, 0x202E, 0x2066, 0x2069])
def test_what_a_terminal_would_obey_is_a_number_in_json_and_nothing_is_lost(number: int) -> None:
    said = {"title": f"Zażółć {chr(number)}[31m 🚢"}
    written = as_text(said)
    assert chr(number) not in written
    assert "Zażółć" in written
    assert json.loads(written) == said
