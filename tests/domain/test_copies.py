"""Copies: whose words an article's words are."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.copies import COPY_RUN, copied
from bot.domain.fingerprints import SHINGLE
from tests.growth import superlinear

ORIGINAL = """The ferry Alva ran aground off Stord on Monday evening with 212 people on board, and all of them were brought
ashore within two hours by fishing boats, lifeboats and a coastguard vessel that happened to be near. The captain had
reported a failure of both engines at ten past seven, a quarter of an hour before the ship touched the rocks.

“We heard a noise like thunder, and then everything leaned to one side, and nobody knew whether to stay or to climb up to
the deck, until the crew told us to put on the vests and to keep calm,” a passenger said.

An inquiry has been opened by the accident board in Bergen, which expects to hear the crew on Wednesday."""

OWN = """Two hours after the Alva hit rocks near Stord, the last of its passengers stood on the quay, wet and silent. Our
reporter spoke with four of them. The owner of the line did not answer calls. The ship, built in 1998, had passed its last
survey in spring; records seen by this newspaper list three minor defects, none of them in the engine room."""


def test_a_whole_copy_is_a_copy() -> None:
    found = copied(ORIGINAL, ORIGINAL)
    assert found is not None
    assert found.share == 1.0
    assert found.words > COPY_RUN
    assert found.passage.text.startswith("The ferry Alva ran aground")
    assert ORIGINAL[found.passage.start : found.passage.end] == found.passage.text


def test_a_copied_paragraph_in_own_work_is_a_copy() -> None:
    paragraph = ORIGINAL.partition("\n\n")[0]
    text = "\n\n".join([OWN, OWN[::-1], paragraph.upper().replace(",", " –"), OWN[::-1]])
    found = copied(text, ORIGINAL)
    assert found is not None
    assert found.words == len(paragraph.split())
    assert text[found.passage.start : found.passage.end] == found.passage.text
    assert found.passage.text.startswith("THE FERRY ALVA")


def test_own_work_on_the_same_subject_is_no_copy() -> None:
    assert copied(OWN, ORIGINAL) is None
    assert copied(ORIGINAL, OWN) is None
    assert copied("", ORIGINAL) is None
    assert copied(ORIGINAL, "") is None


@pytest.mark.parametrize("marks", ["“”", '""', "«»", "„“", "‘’", ("''", "''"), "「」", ("“", "\n\n")])
def test_the_same_speech_quoted_twice_is_no_copy(marks: tuple[str, str]) -> None:
    speech = ORIGINAL.split("“")[1].split("”")[0].replace("\n", " ")
    one = f"{OWN}\n\n{marks[0]}{speech}{marks[1]} said one of them."
    other = f"{ORIGINAL.partition(chr(10))[0]}\n\n{marks[0]}{speech}{marks[1]} a passenger said."
    assert copied(one, other) is None


def test_a_short_common_ending_is_no_copy() -> None:
    ending = "Follow us for the latest news and sign up for the newsletter"
    assert copied(f"{OWN} {ending}", f"{ORIGINAL} {ending}") is None
    assert copied(ending, f"{ORIGINAL} {ending}") is None


WORDS = st.lists(
    st.sampled_from(["north", "south", "west", "wind", "rain", "snow", "fog", "hail", "ice", "calm"]), max_size=120
)


@given(WORDS, WORDS)
def test_what_is_found_stands_in_both(own: list[str], other: list[str]) -> None:
    text, original = " ".join(own), "  ".join(other)
    found = copied(text, original)
    if found is not None:
        assert 0 <= found.share <= 1
        passage = text[found.passage.start : found.passage.end]
        assert passage == found.passage.text
        assert len(passage.split()) == found.words >= SHINGLE
        assert " ".join(passage.split()[:SHINGLE]) in " ".join(other)


@given(st.integers(0, 10**6))
def test_a_text_of_other_words_is_no_copy(seed: int) -> None:
    words = OWN.split()
    random.Random(seed).shuffle(words)
    assert copied(" ".join(words), ORIGINAL) is None


def test_texts_made_to_be_slow_are_not() -> None:
    assert superlinear(lambda text: copied(text, text), ['"', "“", "‘a", "''a"], 10_000) == {}
