"""Which of several articles with the same words is the original, and that boilerplate makes no copy."""

import datetime as dt
from itertools import permutations

from bot.domain.copies import Alike, Stored, StoredText, copied, original
from bot.domain.fingerprints import WINDOW, fingerprints
from bot.domain.model import UNKNOWN_OUTLET
from tests.domain.test_fingerprints import prose

REPORT = prose(1, 120)
DAY = dt.date(2026, 3, 3)


def stored(id_: int, outlet: str, text: str = REPORT, day: dt.date = DAY) -> StoredText:
    return StoredText(Stored(id_, outlet, day), text)


def alike(article: StoredText, *others: StoredText) -> Alike:
    return Alike(article=article.article, text=article.text, others=others)


def test_the_original_is_on_record_or_the_earliest_before() -> None:
    article = stored(5, "Courier")
    wrong = {}
    cases: dict[str, tuple[list[StoredText], set[int], int | None]] = {
        "none": ([], set(), None),
        "stored before": ([stored(4, "Herald")], set(), 4),
        "stored after": ([stored(6, "Herald")], set(), None),
        "published before, stored after": ([stored(6, "Herald", day=DAY - dt.timedelta(1))], set(), 6),
        "published after, stored before": ([stored(4, "Herald", day=DAY + dt.timedelta(1))], set(), None),
        "the earliest of several": ([stored(4, "Herald"), stored(2, "Echo"), stored(3, "Mail")], set(), 2),
        "on record, though later": ([stored(4, "Herald"), stored(9, "Echo")], {9}, 9),
        "of two on record, who has more of it": ([stored(3, "Echo", prose(1, 60)), stored(9, "Mail")], {3, 9}, 9),
        "its own outlet": ([stored(4, "Courier")], set(), None),
        "pasted by somebody": ([stored(4, UNKNOWN_OUTLET)], set(), None),
        "of other words": ([stored(4, "Herald", prose(2, 120))], {4}, None),
    }
    for name, (others, on_record, wanted) in cases.items():
        for order in permutations(others):
            found = original(alike(article, *order), on_record)
            if (found and found[0].id) != wanted:
                wrong[name] = found
    assert wrong == {}


def test_a_pasted_text_is_a_copy_of_what_has_an_outlet() -> None:
    found = original(alike(stored(1, UNKNOWN_OUTLET), stored(5, "Herald")))
    assert found is not None
    assert found[0].outlet == "Herald"


def test_of_two_articles_only_one_is_the_original() -> None:
    both = (stored(1, "Courier"), stored(2, "Herald", day=DAY - dt.timedelta(1)))
    assert [original(alike(one, *both)) is None for one in both] == [False, True]


def test_what_repeats_an_article_is_not_its_original() -> None:
    both = alike(stored(5, "Courier"), stored(3, "Herald"), stored(4, "Echo"))
    found = original(both, (), {3})
    assert found is not None
    assert found[0].id == 4
    assert original(both, (), {3, 4}) is None


def test_boilerplate_makes_no_copy_and_takes_nothing_from_one() -> None:
    footer, note = prose(3, 70), fingerprints(prose(3, 70))
    brief, other = f"{prose(4, 60)}\n\n{footer}", f"{prose(5, 60)}\n\n{footer}"
    assert copied(brief, other) is not None
    assert copied(brief, other, note) is None
    assert copied(footer, other, note) is None
    found = copied(f"{REPORT}\n\n{footer}", f"{REPORT}\n\n{footer}", note)
    assert found is not None
    assert found.share == 1.0
    assert found.passage.text.startswith(REPORT[:400])
    assert abs(found.words - len(REPORT.split())) < WINDOW


def test_words_of_the_first_text_at_an_address_are_as_old_as_that_one() -> None:
    days = [DAY + dt.timedelta(days) for days in range(3)]
    first = stored(1, "Courier", REPORT, days[0])
    added = prose(2, 120)
    later = stored(3, "Courier", f"{REPORT}\n\n{added}", days[2])
    of_old, of_new = (stored(2, "Herald", words, days[1]) for words in (REPORT, added))
    earlier = stored(4, "Herald", REPORT, DAY - dt.timedelta(1))
    cases: dict[str, tuple[StoredText, set[int], bool]] = {
        "copied the first text": (of_old, set(), False),
        "had the new words first": (of_new, set(), True),
        "was before the first text": (earlier, set(), True),
        "is on record": (of_old, {2}, True),
    }
    for name, (other, on_record, copy) in cases.items():
        found = original(alike(later, other).model_copy(update={"first": first}), on_record)
        assert (found is not None) is copy, name
    assert original(alike(later, of_old)) is not None
