import time

import pytest

from bot.gateways.builtin.sentences import LONGEST, split


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Orlo Venn met Lt. Gen. Ida Kast in Dunmore. They spoke for an hour.", 2),
        ("The U.S. Navy sent a ship. It arrived at 5 p.m. on Monday.", 2),
        ("She moved to the U.S. He stayed behind.", 2),
        ("J. R. Holt and A. B. Quill signed the paper. Both left early.", 2),
        ("Output rose 3.5 percent to $1.2 billion. Nobody expected that.", 2),
        ("“We are safe. Nobody is hurt,” said the mayor. She smiled.", 3),
        ("“Is it over?” he asked. It was not.", 2),
        ("“We won!” Mara Lind said. The crowd sang.", 2),
        ("They waited … and waited. Then the gate opened.", 2),
        ("They waited... Then the gate opened.", 2),
        ("Harbour Bridge Shut After Storm\n\nThe bridge closed on Friday. It may reopen soon.", 3),
        ("- bread\n- water\n- two lamps", 3),
        ("1. The dam held. 2. The town slept.", 2),
        ("Acme Inc. said profits fell. Shares dropped.", 2),
        ("Rule No. 5 was broken. Nobody cared.", 2),
    ],
)
def test_counts_sentences(text: str, count: int) -> None:
    assert len(texts(text)) == count


def test_offsets_give_the_articles_own_characters() -> None:
    text = "  Storm hits coast \n\nThe  wind rose.\tIt fell again.\n\n\n“Quiet now,” said Dr. Ohm.  "
    found = split(text)
    assert [text[s.start : s.end] for s in found] == [s.text for s in found]
    assert [s.heading for s in found] == [True, False, False, False]
    assert [s.paragraph for s in found] == [0, 1, 1, 2]


def test_lines_wrapped_at_a_width_are_one_sentence() -> None:
    text = "The council of Dunmore voted to close the\nharbour bridge after engineers found cracks in two\npillars. It is shut."
    assert len(texts(text)) == 2


def test_a_text_without_full_stops_is_cut_into_readable_pieces() -> None:
    pieces = texts("word " * 5000)
    assert max(map(len, pieces)) <= LONGEST
    assert sum(len(p.split()) for p in pieces) == 5000


@pytest.mark.parametrize(
    "text", [". " * 100_000, "a\n" * 100_000, '"' * 200_000, "a" * 200_000, "No. " * 50_000, "(x) " * 60_000]
)
def test_odd_texts_take_linear_time(text: str) -> None:
    began = time.process_time()
    split(text)
    assert time.process_time() - began < 3
