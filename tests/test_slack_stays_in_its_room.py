"""Only `bot/slack` knows Slack's markup, ids, blocks, tokens and limits; import contracts check the rest."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot/domain", "bot/pipeline", "bot/letters", "storage")
EXCEPT = {"bot/domain/chat_ids.py"}
"""It tells ids from names, since the record has both. Migrations are history and are not checked."""
SLACKS_OWN = re.compile(
    r"""
      mrkdwn | plain_text | rich_text | (?:block|action|callback|trigger)_id | thread_ts | response_url  # its messages
    | <[@\#] | <!(?:here|channel|everyone|subteam|date) | &(?:lt|gt|amp);                                 # its markup
    | \[[A-Z]+\]\[A-Z0-9\] | startswith\(\(["'][CDGUW]["']                                                # its ids
    | xox[a-z]- | xapp-                                                                                  # its tokens
    | docs\.slack\.dev                                                                                   # its limits
    """,
    re.VERBOSE,
)


def code_of(room: str) -> list[Path]:
    paths = sorted((ROOT / room).rglob("*.py"))
    return [p for p in paths if "migrations" not in p.parts and str(p.relative_to(ROOT)) not in EXCEPT]


@pytest.mark.parametrize("room", ROOMS)
def test_the_room_knows_nothing_of_slacks_own(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in code_of(room)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SLACKS_OWN.search(line)
    ]
    assert found == []


def test_what_is_excepted_is_there_and_needs_it() -> None:
    assert all(SLACKS_OWN.search((ROOT / path).read_text(encoding="utf-8")) for path in EXCEPT)


def test_the_rule_finds_what_it_is_for() -> None:
    leaks = ['f"<@{person}>"', 'f"<#{channel}>"', "<!here>", 'replace("&", "&amp;")', 'r"[UW][A-Z0-9]{2,20}"', "xoxb-1"]
    assert [leak for leak in leaks if not SLACKS_OWN.search(leak)] == []
    assert [line for line in (r"(?<!not\ )", "a <= b", "U0BEN") if SLACKS_OWN.search(line)] == []
