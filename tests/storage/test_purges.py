"""Purging: old texts and pages go, with an entry in the history, and all else goes on and says what is gone."""

import datetime as dt
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from bot.domain.copies import COPY_RUN, Alike, Stored, StoredText, original
from bot.domain.fingerprints import fingerprints, fingerprints_to_look_up
from bot.domain.retention import Amount, Cuts, Retention
from bot.packs.pack import make_pack
from bot.packs.verifying import verify
from bot.pipeline import purging
from bot.pipeline.services import RecordServices
from storage import articles, chain, copy_index, events, purges, reports, submissions
from storage import purging as of_storage
from storage.db import Database
from storage.session import WorkspaceSession
from tests.domain.test_fingerprints import prose
from tests.packs.test_packs import BODY, members, on_record
from tests.storage import made

LONG_AFTER = made.LATER + dt.timedelta(days=400)
YEAR = Retention(texts=dt.timedelta(days=365))
PAGES = Retention(pages=dt.timedelta(days=365))
ALL = Cuts(texts=LONG_AFTER, pages=LONG_AFTER)


def services(database: Database, now: dt.datetime = LONG_AFTER) -> RecordServices:
    return RecordServices(database=database, clock=lambda: now)


def purged(database: Database, retention: Retention = YEAR, workspace: str = "ours") -> Amount:
    return purging.purge(services(database), workspace, retention, "ada")


def article_on_record(s: WorkspaceSession) -> int:
    standing = reports.standing_sourced(s, events.id_of(s, "ferry-fire"))
    return next(one.article_id for one in standing if one.article_id is not None)


def test_texts_and_pages_go_and_the_history_says_so(database: Database) -> None:
    with database.transaction("ours") as s:
        on_record(s)
        id_ = article_on_record(s)
        sha256 = articles.get(s, id_).text_sha256
    with database.transaction("ours", read_only=True) as s:
        before = chain.head(s).count
    assert purging.due(services(database, made.LATER), "ours", YEAR) == Amount()
    due = purging.due(services(database), "ours", YEAR)
    assert (due.texts, due.pages, due.size > 0) == (1, 1, True)
    assert purged(database) == due
    assert purged(database) == purging.due(services(database), "ours", YEAR) == Amount()
    with database.transaction("ours", read_only=True) as s:
        kept = articles.kept(s, id_)
        assert (articles.get(s, id_).text, articles.archive(s, id_)) == ("", None)
        assert (kept.text_sha256, kept.text_purged_at, kept.page_purged_at) == (sha256, LONG_AFTER, LONG_AFTER)
        assert (chain.fault(s), articles.fault(s), chain.head(s).count) == (None, None, before + 2)
        assert purges.amount(s) == Amount(texts=1, pages=1)
        assert events.get(s, "ferry-fire")


def test_pages_may_go_alone(database: Database) -> None:
    with database.transaction("ours") as s:
        on_record(s)
    assert (purged(database, PAGES).texts, purged(database, YEAR).texts) == (0, 1)
    with database.transaction("ours", read_only=True) as s:
        assert articles.fault(s) is None


def test_what_waits_for_an_editor_or_is_another_workspaces_stays(database: Database) -> None:
    with database.transaction("theirs") as s:
        on_record(s)
    with database.transaction("ours") as s:
        events.add(s, made.event(), made.NOW)
        made.waiting(s)
    assert purged(database) == Amount()
    with database.transaction("theirs", read_only=True) as s:
        assert articles.get(s, article_on_record(s)).text


def test_without_an_entry_nothing_goes(database: Database) -> None:
    with database.transaction("ours") as s:
        on_record(s)
    for change in ("text = ''", "html = NULL", "text = 'x'", "title = 'x'"):
        with pytest.raises(DBAPIError), database.connected() as connection:
            connection.execute(sql(f"UPDATE article SET {change}"))
    purged(database, PAGES)
    for change in ("text = ''", "title = 'x'", "text_sha256 = 'x'"):
        with pytest.raises(DBAPIError), database.connected() as connection:
            connection.execute(sql(f"UPDATE article SET {change}"))
    for statement in ("DELETE FROM purge", "UPDATE purge SET part = 'text'"):
        with pytest.raises(DBAPIError), database.connected() as connection:
            connection.execute(sql(statement))


def test_an_entry_that_was_slipped_in_is_found(database: Database) -> None:
    with database.transaction("ours") as s:
        on_record(s)
        id_ = article_on_record(s)
    with database.connected() as connection:
        at = "'2026-01-01 00:00:00'"
        connection.execute(
            sql(f"INSERT INTO purge (id, workspace, article_id, part, by, at) VALUES (900, 'ours', {id_}, 'text', 'x', {at})")
        )
        connection.execute(sql(f"UPDATE article SET text = '' WHERE id = {id_}"))
    with database.transaction("ours", read_only=True) as s:
        assert "slipped in" in (chain.fault(s) or "")


def test_a_text_that_comes_again_is_there_again(database: Database) -> None:
    with database.transaction("ours") as s:
        on_record(s)
        id_ = article_on_record(s)
        article = articles.get(s, id_)
    purged(database)
    with database.transaction("ours") as s:
        assert articles.save(s, article, BODY, LONG_AFTER) == id_
        assert (articles.get(s, id_).text, articles.archive(s, id_)) == (article.text, BODY)
        assert articles.kept(s, id_).text_purged_at is None
        assert articles.fault(s) is None


def test_what_comes_again_stays_as_long_as_what_is_new(database: Database) -> None:
    with database.transaction("ours") as s:
        on_record(s)
        id_ = article_on_record(s)
        article = articles.get(s, id_)
    purged(database)
    with database.transaction("ours") as s:
        url = article.canonical_url
        again = submissions.file(s, key="once more", url=url, canonical_url=url, by="ana", place="desk", at=LONG_AFTER)
        assert articles.save(s, article, BODY, LONG_AFTER) == id_
        submissions.claim_article(s, again.id, id_, url)
    # Its first purge was due long ago; the second is due a year after it was brought again.
    for days, due in ((364, Amount()), (366, Amount(texts=1, pages=1))):
        later = services(database, LONG_AFTER + dt.timedelta(days=days))
        gone = purging.purge(later, "ours", YEAR, "ada")
        assert (gone.texts, gone.pages) == (due.texts, due.pages), days
    with database.transaction("ours", read_only=True) as s:
        assert (articles.get(s, id_).text, articles.fault(s), purges.amount(s)) == ("", None, Amount(texts=2, pages=2))


def test_what_was_brought_and_became_no_article_goes_too(database: Database) -> None:
    ids = list[int]()
    with database.transaction("ours") as s:
        for key, failed in (("failed", True), ("worked on", False)):
            filed = submissions.file(
                s, key=key, url=None, canonical_url=f"text:{key}", by="ana", place="desk", at=made.NOW,
                pasted_text="Half a sentence.", pasted_html=b"<p>Half a",
            )  # fmt: skip
            ids.append(filed.id)
            if failed:
                submissions.fail(s, filed.id, "not_an_article", "There is too little of it.")
    assert purging.due(services(database, made.LATER), "ours", YEAR) == Amount()
    due = purging.due(services(database), "ours", YEAR)
    assert (due.texts, due.pages, due.size > 0) == (1, 1, True)
    assert purged(database) == due
    assert purged(database) == Amount()
    with database.transaction("ours", read_only=True) as s:
        left = submissions.brought(s, ids[0])
        assert (left.text, left.html, left.submission.failure) == (None, None, "There is too little of it.")
        assert submissions.brought(s, ids[1]).text == "Half a sentence."
        assert chain.fault(s) is None


def test_a_pack_says_what_was_purged_and_is_verified(sqlite_database: Database) -> None:
    with sqlite_database.transaction("ours") as s:
        on_record(s)
    purged(sqlite_database)
    out = io.BytesIO()
    with sqlite_database.transaction("ours", read_only=True) as s:
        make_pack(s, "ferry-fire", LONG_AFTER, out)
    verify(out)
    files = members(out.getvalue())
    assert not any(name.startswith(("texts/", "pages")) for name in files)
    (listed,) = [one for one in json.loads(files["articles.json"]) if "text_purged_at" in one]
    assert (listed["text"], len(listed["text_sha256"]), len(listed["page_sha256"])) == (None, 64, 64)


def test_a_copy_of_a_purged_text_is_found_by_hashes(database: Database) -> None:
    """It would otherwise count as a source of its own."""
    text = "\n\n".join(prose(number, 60) for number in range(4))
    with database.transaction("ours") as s:
        first = articles.save(s, made.article("https://herald.example/1", text, made.HARBOUR_POST), None, made.NOW)
    assert purged(database).texts == 1
    assert copy_index.rebuild(database) == 0, "what is left of it stays in the index"
    outlet = made.HARBOUR_POST.model_copy(update={"name": "Mail", "domains": ("mail.example",)})
    own = " ".join(prose(number, 40) for number in range(50, 53))
    with database.transaction("ours") as s:
        found = dict[str, bool]()
        for name, words in {"copy": f"{own}\n\n{text}", "its own": own}.items():
            article = made.article(f"https://mail.example/{name.replace(' ', '-')}", words, outlet)
            id_ = articles.save(s, article, None, LONG_AFTER)
            repeated = original(copy_index.find(s, id_, article))
            found[name] = repeated is not None
            if repeated:
                assert (repeated[0].id, repeated[1].by_hashes) == (first, True)
                assert repeated[1].passage.text in words
    assert found == {"copy": True, "its own": False}


@pytest.mark.parametrize("seed", range(20))
def test_a_long_run_is_a_copy_by_hashes_too(seed: int) -> None:
    """Its ends may have no hash in common; what a text shows must not become a source of its own when that text goes."""
    source, own = prose(seed, 200).split(), prose(seed + 100, 400).split()
    text = " ".join([*own[:200], *source[80 : 80 + COPY_RUN], *own[200:]])
    alike = Alike(article=Stored(2, "Mail", made.NOW.date()), text=text)
    shared = frozenset(fingerprints(" ".join(source)) & fingerprints_to_look_up(text))
    first = Stored(1, "Herald", made.NOW.date())
    by_text = original(alike.model_copy(update={"others": (StoredText(first, " ".join(source)),)}))
    by_hashes = original(alike.model_copy(update={"others": (StoredText(first, "", shared),)}))
    assert by_text is not None
    assert by_hashes is not None
    assert by_hashes[1].passage.text in by_text[1].passage.text


def test_what_was_purged_stays_so_through_an_older_version(database: Database) -> None:
    with database.transaction("ours") as s:
        on_record(s)
    purged(database)
    database.downgrade("0031")
    database.upgrade()
    assert database.check() == []
    with database.transaction("ours", read_only=True) as s:
        assert (chain.fault(s), articles.fault(s), purges.amount(s)) == (None, None, Amount(texts=1, pages=1))
    for statement in ("UPDATE article SET title = 'x'", "UPDATE purge SET by = 'x'", "DELETE FROM purge"):
        with pytest.raises(DBAPIError, match=r"never (changed|deleted)"), database.connected() as connection:
            connection.execute(sql(statement))


def test_an_upgrade_takes_no_missing_text_for_a_purged_one(database: Database) -> None:
    with database.transaction("ours") as s:
        on_record(s)
        id_ = article_on_record(s)
    database.downgrade("0031")
    with database.connected() as connection:
        if database.engine.dialect.name == "postgresql":
            connection.execute(sql("ALTER TABLE article DISABLE TRIGGER article_refuses_update"))
            connection.execute(sql(f"UPDATE article SET text = '', html = NULL WHERE id = {id_}"))
            connection.execute(sql("ALTER TABLE article ENABLE TRIGGER article_refuses_update"))
        else:
            made_by = connection.scalar(sql("SELECT sql FROM sqlite_master WHERE name = 'article_refuses_update'"))
            connection.execute(sql("DROP TRIGGER article_refuses_update"))
            connection.execute(sql(f"UPDATE article SET text = '', html = NULL WHERE id = {id_}"))
            connection.exec_driver_sql(str(made_by))
    database.upgrade()
    with database.transaction("ours", read_only=True) as s:
        assert (chain.fault(s), purges.amount(s)) == (None, Amount())
        assert articles.fault(s) == f"The text of article {id_} was altered: it does not fit its hash."


def test_what_an_upgrade_found_missing_is_told_apart(database: Database) -> None:
    with database.transaction("ours") as s:
        on_record(s)
    purged(database)
    with database.transaction("ours", read_only=True) as s:
        assert purges.unexplained(s) == 0
    database.downgrade("0031")
    database.upgrade()
    with database.transaction("ours", read_only=True) as s:
        assert purges.unexplained(s) == 2


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_link_that_comes_again_meanwhile_keeps_its_text(database: Database) -> None:
    """What another process reads next is neither purged under its hands nor purged a moment before it looks."""
    with database.transaction("ours") as s:
        on_record(s)
        id_ = article_on_record(s)
        article = articles.get(s, id_)
    with database.transaction("ours") as s:
        brought = made.submission(s, key="again")
        articles.save(s, article, BODY, LONG_AFTER)
        assert submissions.claim_article(s, brought.id, id_, "https://harbourpost.example/again").earlier is None
        assert purged(database) == Amount(), "it is locked"
    assert purged(database) == Amount(), "it is being read"
    with database.transaction("ours") as s:
        submissions.fail(s, brought.id, "not_worked", "It ended.")
    cuts, found = YEAR.cuts(LONG_AFTER), list[str]()

    def bring() -> None:
        with database.transaction("ours") as other:
            articles.save(other, article, BODY, LONG_AFTER)
            found.append(articles.get(other, id_).text)

    with ThreadPoolExecutor(1) as bringing:
        with database.transaction("ours") as s:
            assert of_storage.purge(s, cuts, "ada", LONG_AFTER, 200).texts == 1
            assert purged(database) == Amount(), "two never enter the same"
            ended = bringing.submit(bring)
        ended.result()
    assert found == [article.text]
