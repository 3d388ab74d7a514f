"""The index of copies, on both databases: what it finds, what it leaves out, and that it can be rebuilt."""

import datetime as dt
import random
import zlib

import pytest
from sqlalchemy import text
from sqlmodel import delete

from bot.domain.copies import Alike, Copied, Stored, original
from bot.domain.fingerprints import MANY_OUTLETS, ONE_OUTLET
from bot.domain.model import Outlet
from storage import articles, copy_index
from storage.db import Database
from storage.session import WorkspaceSession
from storage.tables.review import FingerprintRow, IndexedArticleRow
from tests.domain.test_fingerprints import prose
from tests.storage import made
from tests.storage.made import Workspace

DAY = dt.date(2026, 3, 3)


def save(s: WorkspaceSession, words: str, outlet: str = "Herald", *, published: dt.date | None = DAY) -> int:
    """Store an article with these words; every text has an address of its own."""
    domain = f"{outlet.lower().replace(' ', '-')}.example"
    article = made.article(f"https://{domain}/{zlib.crc32(words.encode())}", words, Outlet(name=outlet, domains=(domain,)))
    return articles.save(s, article.model_copy(update={"published": published}), None, made.NOW)


def find(s: WorkspaceSession, article_id: int, *on_record: int) -> Alike:
    return copy_index.find(s, article_id, articles.get(s, article_id), on_record)


def repeats(s: WorkspaceSession, article_id: int, *on_record: int) -> tuple[Stored, Copied] | None:
    return original(find(s, article_id, *on_record), on_record)


def original_of(s: WorkspaceSession, article_id: int, *on_record: int) -> int | None:
    found = repeats(s, article_id, *on_record)
    return found[0].id if found else None


def own(seed: int, words: int = 400) -> str:
    return "\n\n".join(prose(seed * 10 + part, words // 5) for part in range(5))


def test_a_copy_is_found_whatever_stands_around_it(workspace: Workspace) -> None:
    brief = prose(1, 60)
    with workspace.transaction() as s:
        for number in range(20):
            save(s, own(100 + number), f"Outlet {number}")
        short, long = save(s, brief), save(s, own(2), "Echo")
        cases = {
            "a whole brief inside a long page": (f"{own(3, 900)}\n\n{brief}\n\n{own(4, 900)}", short),
            "with other marks and case": (brief.upper().replace(" ", " – "), short),
            "a few sentences out of a long page": (" ".join(own(2).split()[130:190]), long),
            "the same, with a word in fifteen of its own": (changed(own(2), 15), long),
            "own work": (own(5), None),
        }
        wrong = {}
        for name, (words, wanted) in cases.items():
            found = repeats(s, save(s, words, "Courier"))
            if (found[0].id if found else None) != wanted:
                wrong[name] = found
            if found:
                shared = found[1].passage.text.casefold().replace("–", "").split()
                assert " ".join(shared) in " ".join(articles.get(s, found[0].id).text.split())
        assert wrong == {}


def changed(words: str, every: int) -> str:
    given = words.split()
    given[::every] = prose(77, len(given[::every])).split()
    return " ".join(given)


def test_two_reporters_who_quote_the_same_official_are_no_copies(workspace: Workspace) -> None:
    speech = prose(1, 150)
    with workspace.transaction() as s:
        save(s, f"{own(2)}\n\n“{speech},” the minister said.")
        second = save(s, f"The minister spoke for long. “{speech}.”\n\n{own(3)}", "Courier")
        assert find(s, second).others == ()
        third = save(s, f"{own(4)}\n\n{speech}", "Echo")  # nothing says that these are not its own words
        fourth = save(s, f"{own(5)}\n\n{speech}", "Mail")
        assert [original_of(s, one) for one in (second, third, fourth)] == [None, None, third]


def test_boilerplate_of_an_outlet_and_of_many_is_left_out(workspace: Workspace) -> None:
    footer, background = prose(1, 60), prose(2, 60)
    with workspace.transaction() as s:
        for number in range(ONE_OUTLET):
            save(s, f"{own(10 + number)}\n\n{footer}", "Herald")
        for number in range(MANY_OUTLETS):
            save(s, f"{own(30 + number)}\n\n{background}\n\n{prose(60 + number, 50)}", f"Outlet {number}")
        plain = save(s, f"{prose(3, 70)}\n\n{footer}", "Courier")
        both = save(s, f"{own(4)}\n\n{background}\n\n{footer}", "Courier")
        copy = save(s, f"{own(12)}\n\n{background}\n\n{footer}", "Courier")
        assert [original_of(s, plain), original_of(s, both)] == [None, None]
        assert find(s, plain).boilerplate
        assert find(s, both).boilerplate > find(s, plain).boilerplate
        found = repeats(s, copy)
        assert found is not None
        assert articles.get(s, found[0].id).text == f"{own(12)}\n\n{footer}"
        assert found[1].share > 0.9


def test_a_report_that_many_copied_is_no_boilerplate(workspace: Workspace) -> None:
    report, chance = own(1), random.Random(5)
    with workspace.transaction() as s:
        first = save(s, report)
        for number in range(60):
            kept = report.split("\n\n")[: chance.randint(3, 5)]
            save(
                s,
                "\n\n".join([changed(part, chance.randint(15, 40)) for part in kept] + [prose(100 + number, 40)]),
                f"O {number}",
            )
        last = save(s, f"{prose(2, 50)}\n\n{changed(report, 20)}", "Courier")
        assert original_of(s, last) == first
        in_part = save(s, f"{own(3)}\n\n{report.split(chr(10))[0]}", "Courier")
        assert original_of(s, in_part) == first


def test_what_is_on_record_is_the_original_and_else_what_came_first(workspace: Workspace) -> None:
    report = own(1)
    with workspace.transaction() as s:
        first = save(s, f"{prose(2, 20)} {report}", "Herald", published=None)
        before = save(s, f"{prose(3, 20)} {report}", "Echo", published=DAY - dt.timedelta(2))
        of_tomorrow = save(s, f"{prose(4, 20)} {report}", "Mail", published=DAY + dt.timedelta(9))
        article = save(s, f"{prose(5, 20)} {report}", "Courier", published=made.NOW.date())
        assert [original_of(s, one) for one in (first, before, of_tomorrow, article)] == [before, None, before, before]
        assert original_of(s, article, of_tomorrow) == of_tomorrow
        assert original_of(s, before, article) == article
        unlike = save(s, own(6), "Post")
        assert unlike in {
            stored.article.id for stored in find(s, article, unlike).others
        }  # what is on record is compared in any case


def test_workspaces_know_nothing_of_each_other(shared_database: Database) -> None:
    report = own(1)
    with shared_database.transaction("copies-theirs") as s:
        theirs = save(s, report)
    with shared_database.transaction("copies-ours") as s:
        ours = save(s, f"{report} Indeed.", "Courier")
        assert find(s, ours, theirs).others == ()
        assert (original_of(s, ours), original_of(s, ours, theirs)) == (None, None)
    with shared_database.transaction("copies-theirs") as s:
        assert original_of(s, save(s, f"{report} Indeed.", "Courier")) == theirs


def test_the_same_article_again_changes_nothing(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        assert save(s, own(1)) == save(s, own(1))
        assert save(s, "Few words.") != save(s, "Few other words.")


def test_articles_that_another_process_adds_meanwhile_are_added_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction("one") as s:
        for number in range(3):
            save(s, own(number))
    rows = indexed(database)
    with database.transaction("one") as s:
        s.exec(delete(FingerprintRow))
        s.exec(delete(IndexedArticleRow))
    other = Database(database.url.render_as_string(hide_password=False))
    theirs, missing = list[int](), copy_index._missing

    def meanwhile(s: WorkspaceSession, after: int) -> list[tuple[int, int, dt.date | None, dt.datetime, str]]:
        found = missing(s, after)
        monkeypatch.undo()
        theirs.append(copy_index.complete(other))
        return found

    monkeypatch.setattr(copy_index, "_missing", meanwhile)
    assert copy_index.complete(database) == 0
    assert theirs == [3]
    assert indexed(database) == rows
    other.dispose()


@pytest.mark.parametrize("way", ["rebuild", "complete"])
def test_the_index_built_anew_gives_the_same_answers(database: Database, way: str) -> None:
    footer = prose(1, 60)
    asked = {}
    for workspace in ("one", "two"):
        with database.transaction(workspace) as s:
            for number in range(12):
                save(s, f"{own(10 + number % 9)}\n\n{footer}" + " Updated." * number, f"Outlet {number % 5}")
            save(s, "Few words.")
            asked[workspace] = [save(s, f"{own(10 + number)}\n\n{footer}", "Courier") for number in range(8)]
    before, rows = answers(database, asked), indexed(database)
    if way == "rebuild":
        assert copy_index.rebuild(database) == 42
    else:
        with database.transaction("one") as s:
            s.exec(delete(FingerprintRow))
            s.exec(delete(IndexedArticleRow))
        assert database.check() == ["The index of copies lacks 21 articles; run 'second-source db reindex'."]
        assert [not alike.others for alike in answers(database, asked)] == [True] * 8 + [False] * 8
        assert copy_index.complete(database) == 21
    assert copy_index.complete(database) == 0
    assert database.check() == []
    assert (answers(database, asked), indexed(database)) == (before, rows)


def answers(database: Database, asked: dict[str, list[int]]) -> list[Alike]:
    found = []
    for workspace, ids in asked.items():
        with database.transaction(workspace, read_only=True) as s:
            found += [find(s, id_) for id_ in ids]
    return found


def indexed(database: Database) -> list[tuple[object, ...]]:
    with database.connected(read_only=True) as connection:
        return [
            tuple(row)
            for table in ("fingerprint", "indexed_article")
            for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2, 3"))
        ]


def test_an_article_that_the_index_lacks_is_compared_all_the_same(database: Database) -> None:
    with database.transaction("local") as s:
        first, second = save(s, own(1)), save(s, f"{own(1)} Indeed.", "Courier")
        s.exec(delete(IndexedArticleRow).where(IndexedArticleRow.article_id == second))  # type: ignore[arg-type]  # a column
        assert original_of(s, second) == first
