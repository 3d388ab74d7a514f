"""Which passages of a long article are read: what matters is found wherever it stands, and the budget holds."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.quotes import ArticleText
from bot.gateways.model.passages import choose, tokens
from tests.growth import superlinear

CLAIMS = ["The ferry Alma struck the harbour bridge of Norhaven. Jens Olrik"]
FILLER = (
    "The council spent most of the morning on the budget for parks, and members asked about benches, lamps and the old "
    "fountain in the square, which has been dry since the spring."
)
NEWS = "The ferry Alma struck the harbour bridge at dusk, and divers looked for its rudder until midnight."
MARK = re.compile(r"^\[… ([\d,]+) (?:paragraph|passage)s? left out …\]$", re.MULTILINE)


def filler(number: int) -> str:
    return f"Item {number}. {FILLER}"


def long_article(*, news_at: int, paragraphs: int = 1000) -> str:
    return "\n\n".join(NEWS if number == news_at else filler(number) for number in range(paragraphs))


def test_a_short_article_is_read_whole_and_as_it_is() -> None:
    text = f"{NEWS}\n\n\n{FILLER}  \n"
    chosen = choose(text, CLAIMS, 12_000)
    assert (chosen.text, chosen.remark) == (text, None)


@pytest.mark.parametrize("news_at", [0, 400, 985, 999])
def test_the_one_passage_that_matters_is_found_in_thirty_thousand_words(news_at: int) -> None:
    text = long_article(news_at=news_at)
    assert len(text.split()) > 30_000
    chosen = choose(text, CLAIMS, 3000)
    assert NEWS in chosen.text
    assert chosen.text.startswith(text[:80])
    assert tokens(chosen.text) <= 3000


def test_the_remark_counts_what_was_read_and_the_marks_count_the_rest() -> None:
    chosen = choose(long_article(news_at=985), CLAIMS, 3000)
    read = [part for part in chosen.text.split("\n\n") if not MARK.fullmatch(part)]
    assert chosen.remark == (
        f"The model read {len(read)} of the article's 1,000 paragraphs: the beginning, those near the claims' words, "
        "and quotes; the rest was not read."
    )
    assert sum(int(number.replace(",", "")) for number in MARK.findall(chosen.text)) == 1000 - len(read)


def test_without_claims_the_remark_does_not_speak_of_them() -> None:
    chosen = choose(long_article(news_at=500), [], 2000)
    assert chosen.remark is not None
    assert chosen.remark.endswith("paragraphs: the beginning, and those with quotes or sources; the rest was not read.")


def test_quotes_sources_and_remarks_on_verification_go_before_plain_paragraphs() -> None:
    spoken = "“We counted the benches twice,” the gardener of the lower park said with some pride."
    doubt = "This newspaper could not independently verify the number of benches in the lower park."
    paragraphs = [filler(number) for number in range(300)]
    paragraphs[150], paragraphs[220] = spoken, doubt
    chosen = choose("\n\n".join(paragraphs), [], 1500)
    assert spoken in chosen.text
    assert doubt in chosen.text


def test_an_inflected_word_is_near_the_claims_word() -> None:
    paragraphs = [filler(number) for number in range(300)]
    paragraphs[200] = "Among those who were evacuating was the baker from the corner of the street."
    assert paragraphs[200] in choose("\n\n".join(paragraphs), ["The street was evacuated."], 1200).text


def test_chinese_without_spaces_is_searched_and_kept_in_whole_paragraphs() -> None:
    plain = "市议会整个上午都在讨论公园的预算，议员们询问了长椅、路灯和广场上干涸的旧喷泉。"
    news = "渡轮阿尔玛号在黄昏时分撞上了港口大桥，潜水员一直搜寻到午夜。"
    paragraphs = [f"第{number}项。{plain}" for number in range(400)]
    paragraphs[370] = news
    chosen = choose("\n".join(paragraphs), ["渡轮撞上了港口大桥。"], 2000)
    assert news in chosen.text
    assert tokens(chosen.text) <= 2000
    assert all(part in paragraphs or MARK.fullmatch(part) for part in chosen.text.split("\n\n"))


def test_one_giant_paragraph_is_read_in_whole_sentences() -> None:
    text = " ".join(NEWS if number == 900 else filler(number) for number in range(1000))
    chosen = choose(text, CLAIMS, 3000)
    assert NEWS in chosen.text
    assert chosen.remark is not None
    assert " passages: the beginning, " in chosen.remark
    pieces = [part for part in chosen.text.split("\n\n") if not MARK.fullmatch(part)]
    assert all(piece in text for piece in pieces)
    assert all(piece[0].isupper() and piece.endswith(".") for piece in pieces)


def test_a_quote_across_a_gap_does_not_stand_in_the_article() -> None:
    text = long_article(news_at=985)
    chosen = choose(text, CLAIMS, 1000)
    before, mark, after = next(iter(re.findall(r"([^\n]+)\n\n(\[…[^\n]+)\n\n([^\n]+)", chosen.text)))
    article = ArticleText(text)
    assert article.find(before) is not None
    assert article.find(after) is not None
    assert article.find(f"{before[-60:]} {mark} {after[:60]}") is None
    assert article.find(f"{before[-60:]} {after[:60]}") is None


def _chosen_from(text: str) -> None:
    assert tokens(choose(text, CLAIMS, 3000).text) <= 3000


@pytest.mark.parametrize("size", [12_000, pytest.param(250_000, marks=pytest.mark.slow)])
def test_a_hostile_text_takes_linear_time(size: int) -> None:
    pieces = ("x", "a b ", "a.\n", "。", "\"'", filler(1) + "\n\n")
    assert superlinear(_chosen_from, pieces, size) == {}


LETTERS = st.sampled_from([*"abcXYZ0189 .!?\n\n。，“”é", "дім", "بحر", "渡轮", "Alma struck. ", "😀", "\n\n", "x" * 90])


@given(st.lists(LETTERS, max_size=400).map("".join), st.integers(80, 600), st.booleans())
@example("x" * 9000, 100, True)
@example("\n" * 4000, 100, False)
@example("a.\n" * 3000, 100, True)
def test_the_budget_is_never_exceeded_and_nothing_is_made_up(text: str, budget: int, asked: bool) -> None:
    chosen = choose(text, CLAIMS if asked else [], budget)
    assert tokens(chosen.text) <= budget
    assert "".join(text.split()) or not chosen.text.strip()
    at = 0
    for run in MARK.split(chosen.text)[::2]:
        for part in run.split("\n\n"):
            at = text.find(part.strip(), at)
            assert at >= 0, part
            at += len(part.strip())
    assert (chosen.remark is None) == (MARK.search(chosen.text) is None)


@pytest.mark.parametrize(
    ("text", "fewest"),
    [
        ("The harbour authority said on Tuesday that the ferry had struck the bridge.", 14),
        ("Паром врезался в мост, сообщила во вторник администрация порта.", 21),
        ("أعلنت سلطة الميناء يوم الثلاثاء أن العبارة اصطدمت بالجسر.", 22),
        ("港务局周二表示，渡轮撞上了大桥。", 12),
    ],
    ids=["en", "ru", "ar", "zh"],
)
def test_the_estimate_is_not_below_what_a_tokeniser_makes_of_it(text: str, fewest: int) -> None:
    # Counted once with the tokeniser of Qwen 2.5.
    assert fewest <= tokens(text) <= 3 * fewest
