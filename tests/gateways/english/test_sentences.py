import pytest

from bot.gateways.english.sentences import LONGEST, split
from tests.growth import superlinear


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


@pytest.mark.parametrize("size", [10_000, pytest.param(50_000, marks=pytest.mark.slow)])
def test_odd_texts_take_linear_time(size: int) -> None:
    pieces = (". ", "a\n", '"', "a", "No. ", "(x) ")
    assert superlinear(split, pieces, size) == {}


HARD = [
    ("Gen. Ida Kast met Sen. Orlo Venn. They spoke.", 2),
    ("J. K. Holm signed. A. Quill did not.", 2),
    ("The U.S. said no. The U.K. agreed.", 2),
    ("He lives in the U.S. Officials said so.", 2),
    ("She arrived at 9 a.m. Monday and left at 5 p.m. The talks failed.", 2),
    ("It fell on Feb. 8, 2026, near St. Orlo. Nobody was hurt.", 2),
    ("On Jan. 3 the ship left. On Feb. 4 it came back.", 2),
    ("Acme Corp. bought Harbour Ltd. for $3.5 million. The deal closed.", 2),
    ("Acme Inc. The firm is old.", 2),
    ("“It is over.” She left.", 2),
    ("He said: “It is over.” Then he left.", 2),
    ("“It is over.” “Is it?” “Yes.”", 3),
    ("'We are fine.' He smiled.", 2),
    ("(It was late.) They slept.", 2),
    ("They waited... and then it came. It was late.", 2),
    ("They waited. . . . Then it came.", 2),
    ("What now?! Nobody knew.", 2),
    ("Visit www.harbour.example. It is open. See https://a.example/b?c=1.2. Done.", 4),
    ("Version 2.0 came out. Version 2.1 is late.", 2),
    ("DUNMORE, Ore. (AP) — The dam broke. It was old.", 2),
    ("ORSANY, Feb. 8 (UPI) -- The dam broke. It was old.", 2),
    ("MOSCOW, February 8. /TASS/. The dam broke. It was old.", 4),
    ("The Rev. Dr. Holm prayed. Mrs. Lund sang.", 2),
    ("He works for the Dept. of Ships vs. the Navy. It is odd.", 2),
    ("No. 10 was lit. No. He said no.", 3),
    ("The No. 2 pump failed. Pump no. 3 held.", 2),
    ("Prof. A. B. Ohm, Ph.D. spoke. Dr. Quill, M.D., did not.", 2),
    ("He is 6 ft. 2 in. tall. She is not.", 2),
    ("At 3.30pm it rained. At 4 it stopped.", 2),
    ("Prices rose 0.5 per cent.Then they fell.", 2),
    ("Sales fell, e.g. in May, i.e. in spring. They rose later.", 2),
    ("Holm et al. wrote it. It is long.", 2),
    ("One. Two. Three.", 3),
    ("Ship sinks off Orsany\nEleven sailors were saved. None was hurt.", 3),
    ("Ship sinks off Orsany\n\nEleven sailors were saved\n\nNone was hurt", 3),
    ("• Bread\n• Water\n• Lamps for the night", 3),
    ("1. Bread\n2. Water", 2),
    ("(a) Bread (b) Water", 1),
    ("She asked “Why?” and left. He stayed.", 2),
    ("“Why?” Holm asked. “Because.”", 2),
    ("The film “Up!” is old. It won.", 2),
    ("Yahoo! said profits fell. Shares rose.", 2),
    ("He said “no. 5 is mine.” She laughed.", 2),
    ("“We won. We won!” they cried. “We won.”", 3),
    ("Lt. Col. Kast Jr. said no. Maj. Venn Sr. agreed.", 2),
    ("It cost $4.5 bn. The mayor paid.", 2),
    ("It is on Main St. The shop is old.", 2),
    ("He met Mr. B. He met Ms. C. too.", 2),
    ("In the Battle of Sept. 11. Nothing.", 2),
    ("The Jan. 6 panel met. The panel left.", 2),
    ("Who? Me. Why? Because.", 4),
    ("Dr No was there. The end.", 2),
    ("The temperature was -3.5 C. It froze.", 2),
    ("It was the U.S.-led force. It left.", 2),
    ("The vote was 5-4. Justice Holm dissented.", 2),
    ("He went to Washington, D.C. He saw it.", 2),
    ("He went to Washington, D.C., and saw it. It was big.", 2),
    ("The group, a.k.a. Red Lantern, said so. It lied.", 2),
    ("«It is over.» He left.", 2),
    ("She said it was “safe.” Officials disagreed.", 2),
    ("‘It’s over,’ he said. ‘Go home.’", 2),
    ("He is ill (see p. 5). She is not.", 2),
    ("The ship left Nov. 3. The crew stayed.", 2),
    ("The ship, built by Smith & Co., sank. The crew lived.", 2),
    ("It was 10:30 p.m. EST. It rained.", 2),
    ("The firm paid €1.2m. Its owner paid nothing.", 2),
    ("He left.\" She stayed.", 2),
    ("It ended.[1] Nobody knew.[2]", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "count"), HARD)
def test_survives_abbreviations_initials_quotes_and_lists(text: str, count: int) -> None:
    assert len(texts(text)) == count


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He met Mr. B. He met Ms. C. too.", ["He met Mr. B.", "He met Ms. C. too."]),
        ("He said no. The U.K. agreed.", ["He said no.", "The U.K. agreed."]),
        ("“No. 5 is mine.” She laughed.", ["“No. 5 is mine.”", "She laughed."]),
        ("It fell.Then it rose.", ["It fell.", "Then it rose."]),
        ("It ended.[1] Nobody knew.[2]", ["It ended.[1]", "Nobody knew.[2]"]),
        ("DUNMORE, Ore. (AP) — The dam broke. It was old.", ["DUNMORE, Ore. (AP) — The dam broke.", "It was old."]),
    ],
)
def test_cuts_in_the_right_places(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences
