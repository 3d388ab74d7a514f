import datetime as dt
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bot.domain.errors import BadInput, Busy, NotFound
from bot.domain.record import SubmissionState
from storage import articles, readings, submissions
from storage.submissions import Claimed
from tests.storage import made
from tests.storage.made import Workspace


def test_an_article_and_its_page_come_back_as_they_went_in(workspace: Workspace) -> None:
    page = b"<html>\x00 not utf-8: \xff" + b"x" * 100_000
    with workspace.transaction() as s:
        stored = articles.save(s, made.article(), page, made.NOW)
        assert articles.save(s, made.article(), None, made.NOW) == stored
        assert articles.save(s, made.article(text="Changed."), None, made.NOW) != stored
    with workspace.transaction() as s:
        assert articles.get(s, stored) == made.article()
        assert articles.archive(s, stored) == page
        query = text("SELECT length(html), html_sha256 FROM article WHERE id = :id")
        row = s.connection().execute(query, {"id": stored}).first()
        assert row is not None
        assert row[0] < 1000
        assert row[1] == hashlib.sha256(page).hexdigest()


def test_text_with_unstorable_characters_keeps_its_offsets_and_its_hash(workspace: Workspace) -> None:
    hostile = made.article(text="A\x00B quote")
    with workspace.transaction() as s:
        first = articles.save(s, hostile, None, made.NOW)
        stored = articles.get(s, first)
        assert stored.text.index("quote") == hostile.text.index("quote")
        assert articles.save(s, hostile, None, made.NOW) == first == articles.save(s, stored, None, made.NOW)


def test_an_address_without_end_is_refused(workspace: Workspace) -> None:
    url = "https://harbourpost.example/" + "x" * 5000
    with workspace.transaction() as s:
        with pytest.raises(BadInput, match="2,000 characters"):
            articles.save(s, made.article(url), None, made.NOW)
        with pytest.raises(BadInput, match="2,000 characters"):
            made.submission(s, url=url)


def test_what_is_not_there_is_not_found(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for call in (articles.get, articles.archive, submissions.get, submissions.brought, readings.get):
            with pytest.raises(NotFound, match="There is no"):
                call(s, 99)


def test_filing_twice_files_once(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        filed = submissions.file(
            s, key="slack:1", url=None, canonical_url="text:abc", by="ana", place="desk", note="look", event_hint="ferry-fire",
            pasted_text="All safe.", pasted_html=b"<p>All safe.", at=made.NOW,
        )  # fmt: skip
    with workspace.transaction() as s:
        again = submissions.file(s, key="slack:1", url="x", canonical_url="y", by="z", place="q", at=made.NOW)
        assert again == filed == submissions.get(s, filed.id)
        assert (filed.note, filed.event_hint, filed.state) == ("look", "ferry-fire", SubmissionState.FILED)
        assert submissions.brought(s, filed.id) == submissions.Brought(submission=filed, text="All safe.", html=b"<p>All safe.")


def test_a_live_submission_is_found_by_either_address(workspace: Workspace) -> None:
    short = "https://short.example/1"
    with workspace.transaction() as s:
        assert submissions.earlier(s, short) is None
        filed = made.submission(s, url=short)
        article = articles.save(s, made.article(), None, made.NOW)
        assert submissions.claim_article(s, filed.id, article, made.URL) == Claimed()
        for url in (short, made.URL):
            found = submissions.earlier(s, url)
            assert found is not None
            assert (found.id, found.state, found.article_id) == (filed.id, SubmissionState.FETCHED, article)
        submissions.fail(s, filed.id, "timeout", "The page took too long.")
        assert submissions.earlier(s, short) is None
        assert submissions.earlier(s, made.URL) is None
        assert submissions.get(s, filed.id).failure == "The page took too long."


def test_the_second_submission_of_an_article_is_a_duplicate_until_the_first_fails(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        article = articles.save(s, made.article(), None, made.NOW)
        first, second, third = (made.submission(s, key, f"https://short.example/{key}") for key in "abc")
        assert submissions.claim_article(s, first.id, article, made.URL) == Claimed()
        assert submissions.claim_article(s, first.id, article, made.URL) == Claimed()
        for _ in range(2):
            assert submissions.claim_article(s, second.id, article, made.URL) == Claimed(first.id)
        stored = submissions.get(s, second.id)
        assert (stored.state, stored.duplicate_of) == (SubmissionState.DUPLICATE, first.id)
        submissions.fail(s, first.id, "no_text", "No text.")
        assert submissions.claim_article(s, third.id, article, made.URL) == Claimed()


def test_two_submissions_of_one_article_at_once(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        article = articles.save(s, made.article(), None, made.NOW)
        ids = [made.submission(s, f"k{i}", f"https://short.example/{i}").id for i in range(6)]
    start = threading.Barrier(len(ids), timeout=60)

    def claim(id_: int) -> int | None:
        start.wait()
        with workspace.transaction() as s:
            return submissions.claim_article(s, id_, article, made.URL).duplicate_of

    with ThreadPoolExecutor(len(ids)) as pool:
        outcomes = dict(zip(ids, pool.map(claim, ids), strict=True))
    [winner] = [id_ for id_, other in outcomes.items() if other is None]
    assert {other for id_, other in outcomes.items() if id_ != winner} == {winner}
    with workspace.transaction() as s:
        states = {id_: submissions.get(s, id_).state for id_ in ids}
        assert states.pop(winner) is SubmissionState.FETCHED
        assert set(states.values()) == {SubmissionState.DUPLICATE}


def test_filing_one_key_at_once_files_one(workspace: Workspace) -> None:
    start = threading.Barrier(4, timeout=60)

    def file(_: int) -> int | None:
        start.wait()
        try:
            with workspace.transaction() as s:
                return made.submission(s).id
        except Busy:
            return None

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(file, range(4))) - {None}
    assert len(ids) == 1
    with workspace.transaction() as s:
        assert made.submission(s).id in ids


def test_unfinished_work_is_found_again(workspace: Workspace) -> None:
    other = Workspace(workspace.database, f"other than {workspace.name}")
    with workspace.transaction() as s:
        waits, done = made.submission(s, "1", "https://short.example/1"), made.submission(s, "2", "https://short.example/2")
        submissions.set_state(s, done.id, SubmissionState.PROPOSED)
    with other.transaction() as s:
        theirs = made.submission(s)
        assert submissions.unfinished(s) == [theirs]
    with workspace.transaction() as s:
        assert submissions.unfinished(s) == [waits]


@pytest.mark.parametrize("ended", [SubmissionState.SUPERSEDED, SubmissionState.DUPLICATE])
def test_what_has_ended_early_does_not_come_back(workspace: Workspace, ended: SubmissionState) -> None:
    with workspace.transaction() as s:
        filed = made.submission(s)
        article = articles.save(s, made.article(), None, made.NOW)
        submissions.set_state(s, filed.id, ended)
        submissions.set_state(s, filed.id, SubmissionState.PROPOSED)
        submissions.fail(s, filed.id, "timeout", "Too late.")
        assert submissions.claim_article(s, filed.id, article, made.URL) != Claimed()
        assert submissions.get(s, filed.id).state is ended


def test_what_led_to_a_proposal_last_is_told_by_its_place(workspace: Workspace) -> None:
    midnight = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)

    def before(key: str, hours: int, place: str = "desk", state: SubmissionState = SubmissionState.PROPOSED) -> int | None:
        """Bring something, and return the hour at which the last one before it was brought."""
        at = midnight + dt.timedelta(hours=hours)
        filed = submissions.file(s, key=key, url=None, canonical_url=f"text:{key}", by="ana", place=place, at=at)
        submissions.set_state(s, filed.id, state)
        last = submissions.last_proposed(s, place, before=filed.id)
        return None if last is None else round((last - midnight).total_seconds() / 3600)

    with workspace.transaction() as s:
        assert before("failed", 0, state=SubmissionState.FAILED) is None
        assert before("first", 1) is None
        assert before("second", 2) == 1
        assert before("elsewhere", 3, place="night-desk") is None
        assert before("failed too", 4, state=SubmissionState.FAILED) == 2
        assert before("tomorrow", 24) == 2


def test_an_article_is_read_once(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        article = articles.save(s, made.article(), None, made.NOW)
        filed = made.submission(s)
        assert readings.of_submission(s, filed.id) is None
        first = readings.save(s, filed.id, article, made.reading())
        assert readings.save(s, filed.id, article, made.reading().model_copy(update={"dropped": 9})) == first
    with workspace.transaction() as s:
        assert readings.get(s, first) == made.reading()
        assert readings.of_submission(s, filed.id) == (first, made.reading())
