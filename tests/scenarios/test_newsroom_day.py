"""The demo's day, played as `second-source demo --story` plays it: every step shows what it promises."""

import os
import re
from pathlib import Path

import pytest

from bot.pipeline.ports import call_here
from bot.sandbox.day import play
from bot.sandbox.newsroom import DAY
from bot.settings import Settings
from tests.doubting import doubting_all


@pytest.fixture(scope="module")
def transcript() -> list[str]:
    return played()


def played() -> list[str]:
    """Return the transcript in parts: the opening, one part a step, the record at the end."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("OPENAI_", "SECOND_SOURCE_"))]:
            patch.delenv(name)
        said: list[str] = []
        play(Settings(), said.append, compute=call_here)
    return re.split(r"\n═+\n(?=\d+\. |The record)", "\n".join(said))


# By the number of the step: what its part of the transcript holds, and what it does not.
SHOWS = {
    1: (
        [
            "Harbour Courier moves 2 claims.",
            "Unverified → reported: Four people",
            "[ Approve ] [ Edit ] [ Reject ]",
            "In #the-record",
        ],
        ["sprinklers", "strike"],
    ),
    2: (["Already filed by @mira", "approved by @edda"], ["Approve ]"]),
    3: (["Nothing new: Coastal Press Agency repeats Harbour Courier.", "[ File ] [ Look ]", "🗂 Filed by @edda"], ["Approve"]),
    4: (["Nothing new: Daily Beacon repeats Harbour Courier.", "It adds nothing new; what it says is kept."], ["Approve"]),
    5: (["Reported → verified: ", "from 2 origins: Ruben Tal", "Only visible to @edda", "another editor has to decide"], []),
    6: (["Unverified → reported: that it was said", "Not verified by", "could not independently verify"], []),
    7: (["No change: Daily Beacon repeats what is on record.", "@tobias took back the approval by @edda"], ["a new origin"]),
    8: (["adds a denial by Orsany Port Safety Office"], ["→ disputed"]),
    9: (["You decide: do these 2 passages of Tideline", "6 where the claim says 4", "Rejected by @tobias"], ["✅ Approved"]),
    10: (["says nothing about its claims"], ["→", "Still verified"]),
    11: (["Only part of the article could be read", "[ Approve ]"], ["✅ Approved", "🚫 Rejected"]),
    12: (["reads like instructions to a model", "Rejected by @tobias"], ["✅ Approved"]),
    13: (["⚠️", "404", "[ Paste the text ]"], ["[ Approve ]"]),
    14: (["Reported → disputed: that it is so", "Maud Keller", "In #the-record"], []),
    15: (["does this passage of Quayside Times", "[ File as context ]", "@edda presses Confirms", "Unverified → reported"], []),
    16: (["A new event", "Approved by @tobias"], []),
}


def test_the_day_has_its_opening_its_steps_and_its_end(transcript: list[str]) -> None:
    assert len(transcript) == len(DAY) + 2 == len(SHOWS) + 2
    assert "the built-in reader (no key is set)" in transcript[0]


@pytest.mark.parametrize("number", SHOWS)
def test_a_step_shows_what_it_promises(transcript: list[str], number: int) -> None:
    part = transcript[number]
    there, not_there = SHOWS[number]
    assert part.startswith(f"{number}. {DAY[number - 1].said}")
    story = part.split("═" * 72, 1)[1]
    for words in there:
        assert words in story, words
    for words in not_there:
        assert words not in story, words


def test_the_record_at_the_end(transcript: list[str]) -> None:
    record = transcript[-1]
    assert "Verified: A fire destroyed the passenger hall of the Maravale ferry terminal." in record
    assert "Disputed: The sprinklers at the Maravale ferry terminal had been switched off before the fire." in record
    assert "Tideline" not in record
    assert "Open Harbour News" not in record


@pytest.mark.slow
def test_a_reader_that_is_sure_of_nothing_leads_to_the_same_record(transcript: list[str]) -> None:
    with doubting_all():
        doubtful = played()
    assert "@edda presses Confirms under passage 1" in doubtful[1]
    assert "@tobias presses Denies under passage 2" in doubtful[8]
    levels = re.compile(r"│ (?:Unverified|Reported|Corroborated|Verified|Disputed): .*\n.*")
    on_record = levels.findall(transcript[-1])
    assert len(on_record) == 5
    assert levels.findall(doubtful[-1]) == on_record


def test_the_readme_shows_a_real_transcript(transcript: list[str]) -> None:
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text()
    shown = plain(readme.split("```\n", 2)[1])
    assert len(shown) > 500
    assert shown in plain("\n".join(transcript))


def plain(text: str) -> str:
    """Return a text without its line breaks and the bars before each line."""
    return " ".join(text.replace("│", " ").split())
