"""All that the product says to people in Slack is listed in sentences.txt, to be read as a whole."""

import re

import pytest

from tests.slack.sentences import KEPT, all_said, said_in_code, said_in_examples


def test_the_list_is_what_is_said() -> None:
    kept, said = KEPT.read_text(encoding="utf-8").splitlines(), all_said()
    new, gone = sorted(set(said) - set(kept)), sorted(set(kept) - set(said))
    assert (new, gone) == ([], []), "read what is new, then write the list: python -m tests.slack.sentences"
    assert kept == said


def test_both_what_stands_in_the_code_and_what_is_drawn_is_listed() -> None:
    assert "No level changes: {outlet} adds {listed}." in said_in_code()
    assert "Nothing new: Daily Beacon repeats Harbour Courier." in said_in_examples()


@pytest.mark.parametrize(
    "words",
    [
        r"\(was 0\)",
        r"each of \d claims goes",
        r"by outlets that do not say \S+ \S+ \S+ \S+ alone",
        r"No change: .*six people, not four",
        r"[Uu]nverified, \d+ ?%",
        r"[Cc]onfirms .*[Uu]nconfirmed reports",
    ],
)
def test_what_had_to_be_read_twice_is_not_said_any_more(words: str) -> None:
    assert [said for said in said_in_examples() if re.search(words, said)] == []
