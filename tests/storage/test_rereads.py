import pytest

from bot.domain.errors import NotFound
from bot.domain.record import Reread, SubmissionState
from storage import articles, events, rereads, submissions
from storage.session import WorkspaceSession
from tests.storage import made
from tests.storage.made import Workspace


def twice(s: WorkspaceSession) -> tuple[int, int]:
    """Store a submission with its article, and another one in which it is to be read again."""
    events.add(s, made.event(), made.NOW)
    old, new = made.waiting(s).submission, made.submission(s, "again").id
    rereads.add(s, Reread(submission=new, of=old, event="ferry-fire", asked_by="ed"), made.NOW)
    return old, new


def test_a_wish_is_kept_once(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        old, new = twice(s)
        rereads.add(s, Reread(submission=new, of=old, event=None, asked_by="other"), made.NOW)
    with workspace.transaction() as s:
        kept = Reread(submission=new, of=old, event="ferry-fire", asked_by="ed")
        assert (rereads.of_submission(s, new), rereads.of_submission(s, old)) == (kept, None)


def test_a_wish_is_under_way_until_its_story_ends(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        old, new = twice(s)
        assert rereads.under_way(s, new) is None
        for state in (SubmissionState.FETCHED, SubmissionState.READ):
            submissions.set_state(s, new, state)
            assert rereads.under_way(s, old) == rereads.of_submission(s, new)
        submissions.fail(s, new, "no_claim", "Nothing.")
        assert rereads.under_way(s, old) is None


def test_the_article_is_shared_and_the_address_stays_where_it_is(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        old, new = twice(s)
        article = submissions.get(s, old).article_id
        for _ in range(2):
            assert submissions.share_article(s, new, old) == article
        assert submissions.get(s, new).state is SubmissionState.FETCHED
        other = made.submission(s, "other", "https://short.example/1").id
        assert article is not None
        assert submissions.claim_article(s, other, article, made.URL).duplicate_of == old
        submissions.fail(s, new, "no_claim", "Nothing.")
        assert submissions.share_article(s, new, old) is None
        last = made.submission(s, "last", "https://short.example/2").id
        assert submissions.claim_article(s, last, article, made.URL).duplicate_of == old


def test_a_submission_without_an_article_shares_none(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        first, second = made.submission(s, "1"), made.submission(s, "2")
        assert submissions.share_article(s, second.id, first.id) is None


def test_the_newer_one_takes_the_place_and_the_address(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        old, new = twice(s)
        submissions.share_article(s, new, old)
        for _ in range(2):
            submissions.replace(s, old, new)
        assert submissions.get(s, old).state is SubmissionState.SUPERSEDED
        other = made.submission(s, "other", "https://short.example/1").id
        article = articles.save(s, made.article(), None, made.NOW)
        assert submissions.claim_article(s, other, article, made.URL).duplicate_of == new
        found = submissions.earlier(s, made.URL)
        assert found is not None
        assert found.id == new
        with pytest.raises(NotFound):
            submissions.replace(s, 99, new)
