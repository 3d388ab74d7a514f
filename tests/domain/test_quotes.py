"""Quotes: found where they stand, refused where they do not, always in the article's own characters."""

import random
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.quotes import ArticleText, find
from tests.growth import MOST, growth, superlinear

ARTICLE = """The mayor of Oslo said on Tuesday that 1,240 people had left the harbour district after the fire.

“We could not verify how the fire began,” the harbour’s fire chief, Ingrid Solberg, told reporters — a remark that the
police did not contradict. No evidence of arson was found, and the ﬁre service has not con\u00adfirmed a cause.

Witnesses saw illegal fireworks near pier 7; damage is put at €1.5 million. The front-line crews worked for 12 hours and
were supported by volunteers from Bergen. The café “Blå” stayed open all night …"""


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("1,240 people had left the harbour district", "1,240 people had left the harbour district"),
        ("We could not verify how the fire began", "We could not verify how the fire began"),
        (
            '"We could not verify how the fire began," the harbour\'s fire chief',
            "“We could not verify how the fire began,” the harbour’s fire chief",
        ),
        ("told reporters - a remark that the police did", "told reporters — a remark that the\npolice did"),
        ("told reporters -- a  remark", "told reporters — a remark"),
        ("the fire service has not confirmed a cause.", "the ﬁre service has not con\u00adfirmed a cause."),
        ("The cafe 'Bla' stayed open all night", "The café “Blå” stayed open all night"),
        ("stayed open all night...", "stayed open all night"),
        ("ＭＡＹＯＲ of Oslo said", "mayor of Oslo said"),
        ("near pier\u200b 7; damage is put at €1.5 million", "near pier 7; damage is put at €1.5 million"),
        ("cafe\u0301 “Blå” stayed open", "café “Blå” stayed open"),
    ],
)
def test_spelling_of_spaces_marks_and_letters_does_not_count(quote: str, found: str) -> None:
    result = find(quote, ARTICLE)
    assert result is not None
    assert result.text == found
    assert ARTICLE[result.start : result.end] == found


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        (
            "The front line crews worked for 12 hours and were supported",
            "The front-line crews worked for 12 hours and\nwere supported",
        ),
        (
            "The frontline crews worked for 12 hours and were supported",
            "The front-line crews worked for 12 hours and\nwere supported",
        ),
        ("Witnesses saw illegal firworks near pier 7", "Witnesses saw illegal fireworks near pier 7"),
        (
            "the mayor of Oslo said on Tuesday 1,240 people had left",
            "The mayor of Oslo said on Tuesday that 1,240 people had left",
        ),
        ("1,240 people had left harbour district after fire", None),
        ("1,240 people had left the harbour district after fire", "1,240 people had left the harbour district after the fire"),
        ("WITNESSES SAW ILLEGAL FIREWORKS", "Witnesses saw illegal fireworks"),
        ("We could not verify how the fire began.", "We could not verify how the fire began"),
    ],
)
def test_small_slips_are_snapped_to_the_article(quote: str, found: str | None) -> None:
    result = find(quote, ARTICLE)
    assert (result.text if result else None) == found


@pytest.mark.parametrize(
    "quote",
    [
        "1,420 people had left the harbour district after the fire",
        "1240,5 people had left the harbour district after the fire",
        "240 people had left the harbour district after the fire",
        "We could verify how the fire began, the harbour’s fire chief",
        "the police did contradict. No evidence of arson was found",
        "Evidence of arson was found, and the fire service has confirmed a cause",
        "The mayor of Bergen said on Tuesday that 1,240 people had left",
        "the harbour’s fire chief, Ingrid Solborg, told reporters a remark",
        "legal fireworks near pier 7; damage is put at €1.5 million",
        "Witnesses saw legal fireworks near pier 7; damage is put at",
        "damage is put at $1.5 million. The front-line crews",
        "damage is put at €15 million. The front-line crews worked",
        "damage is put at €1,5 million. The front-line crews worked",
        "5 million. The front-line crews worked for 12 hours",
        "The front-line crews rested for 12 hours and were supported",
        "The front-line crews worked for twelve hours and were supported",
        "were opposed by volunteers from Bergen",
        "The moon is made of green cheese",
        "after the fire. Witnesses saw illegal fireworks near pier 7",
    ],
)
def test_a_changed_sense_is_refused(quote: str) -> None:
    assert find(quote, ARTICLE) is None


@pytest.mark.parametrize("quote", ["", " ", "“”", "…", "fire", "the fire", "the … fire", "\u200b", "x" * 1001, "the " * 251])
def test_too_short_and_too_long_quotes_are_refused(quote: str) -> None:
    assert find(quote, "the fire … " + "the " * 400) is None


def test_an_elided_quote_gives_the_whole_passage_with_what_was_left_out() -> None:
    result = find("The mayor of Oslo … had left the harbour district", ARTICLE)
    assert result is not None
    assert result.text == "The mayor of Oslo said on Tuesday that 1,240 people had left the harbour district"


@pytest.mark.parametrize(
    "quote",
    [
        "had left the harbour district [...] The mayor of Oslo",  # the other way round
        "The mayor of Oslo … stayed open all night",  # too far apart
        "The mayor of Oslo … denied everything that was said",
        "The mayor of Oslo … fire",
    ],
)
def test_an_elided_quote_with_a_part_amiss_is_refused(quote: str) -> None:
    text = ARTICLE.replace("No evidence", "Nothing more was known. " * 20 + "No evidence")
    assert find(quote, text) is None


def test_scripts_without_spaces() -> None:
    text = "国防部周六表示，军队没有进入该地区。没有伤亡。总统否认了这一说法。"
    assert find("军队没有进入该地区", text) is not None
    assert find("军队进入该地区。没有伤亡", text) is None
    whole = find("没有伤亡。", text)
    assert whole is not None
    assert whole.text == "没有伤亡。"
    assert find("伤亡", text) is None


def test_right_to_left_and_indic_text() -> None:
    arabic = "قال الوزير إن القوات لم تدخل المدينة يوم السبت."
    assert find("القوات لم تدخل المدينة", arabic) is not None
    assert find("القوات تدخل المدينة يوم السبت", arabic) is None
    hindi = "मंत्री ने कहा कि सेना शहर में नहीं घुसी।"
    assert find("सेना शहर में नहीं घुसी", hindi) is not None
    assert find("सेना शहर में घुसी", hindi) is None


def test_a_combining_accent_at_the_end_belongs_to_the_quote() -> None:
    text = unicodedata.normalize("NFD", "He met her at the café yesterday")
    result = find("at the café", text)
    assert result is not None
    assert result.text == unicodedata.normalize("NFD", "at the café")


WORDS = st.sampled_from(ARTICLE.split())
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=80).map(" ".join))


@given(data=st.data(), words=st.lists(WORDS, min_size=3, max_size=60))
def test_any_run_of_three_words_is_found_as_it_stands(data: st.DataObject, words: list[str]) -> None:
    text = data.draw(st.sampled_from([" ", "\n", "  \u00a0"])).join(words)
    first = data.draw(st.integers(0, len(words) - 3))
    last = data.draw(st.integers(first + 3, len(words)))
    quote = " ".join(words[first:last])
    assume(sum(any(map(str.isalnum, word)) for word in words[first:last]) >= 3)
    result = find(quote, text)
    assert result is not None
    assert result.text == text[result.start : result.end]
    assert result.text.split() == quote.split()


@given(quote=TEXTS, text=TEXTS)
@example(quote="a b c", text="a\u0301 b\u0301 c\u0301")
@example(quote="ﬁ ﬁ ﬁ", text="fi fi fi")
@example(quote="... ... ... a b c", text="………a b c")
def test_a_result_is_always_a_true_slice(quote: str, text: str) -> None:
    result = find(quote, text)
    if result is not None:
        assert 0 <= result.start < result.end <= len(text)
        assert result.text == text[result.start : result.end]


DISGUISES = {" ": [" ", "  ", "\n", "\u00a0", "\t\u2009"], "'": ["'", "’", "‘", "“", '"', "„"], "-": ["-", "–", "—", "--", "‑"]}


@given(seed=st.integers(0, 10**6), at=st.integers(0, 40), size=st.integers(3, 30))
def test_white_space_quotation_marks_and_dashes_do_not_matter(seed: int, at: int, size: int) -> None:
    random_ = random.Random(seed)
    plain = "He said - twice - 'we never knew', and 'it can't be so'; the self-styled chief's aides left Oslo on 7 May " * 3
    words = plain.split()[at : at + size]
    assume(sum(any(map(str.isalnum, word)) for word in words) >= 3)
    quote = " ".join(words)
    disguised = "".join(random_.choice(DISGUISES.get(c, [c])) + random_.choice(["", "", "", "\u00ad"]) for c in quote)
    result = find(disguised, plain)
    assert result is not None
    assert result.text.strip("'-,; ") == quote.strip("'-,; ")


@given(words=st.lists(st.text("bcdfghjklm", min_size=6, max_size=12), min_size=3, max_size=40))
def test_another_text_is_not_found(words: list[str]) -> None:
    assert find(" ".join(words), ARTICLE) is None


@given(data=st.data())
def test_a_word_of_meaning_left_out_is_never_forgiven(data: st.DataObject) -> None:
    sentence = "the army did not cross the northern border on 7 May but the crews of Bergen stayed near it all that week"
    words = sentence.split()
    gone = data.draw(st.integers(1, len(words) - 2))
    assume(words[gone] not in {"the", "that"})
    assert find(" ".join(words[:gone] + words[gone + 1 :]), sentence) is None


def test_many_quotes_in_a_long_text_take_linear_time() -> None:
    random_ = random.Random(5)
    vocabulary = ["".join(random_.choices("abcdefghij", k=random_.randint(2, 9))) for _ in range(3000)]

    def made(words: int) -> tuple[str, list[str], list[str]]:
        text = random_.choices(vocabulary, k=words)
        quotes = [" ".join(text[at : at + 25]) for at in random_.choices(range(words - 25), k=15)]
        return " ".join(text), quotes, [" ".join(random_.choices(vocabulary, k=25)) for _ in range(15)]

    def search(asked: tuple[str, list[str], list[str]]) -> None:
        text, quotes, strange = asked
        article = ArticleText(text)
        assert all(article.find(quote) for quote in quotes)
        assert not any(article.find(quote) for quote in strange)

    assert growth(search, made, 10_000) <= MOST


def test_texts_made_to_be_slow_are_not() -> None:
    def search(text: str) -> None:
        article = ArticleText(text)
        for quote in (text[:999], text[1:900] + " x", "the " * 240 + "x", "... " * 240, "b b b b", "a … b … c … d " * 60):
            article.find(quote)

    units = ("the ", "a", "a b ", "... ", "'", "不", "-1,1", "he did not deploy the that a ")
    assert superlinear(search, units, 20_000) == {}
