"""The first step: from a link to an article in the record."""

from urllib.parse import urlsplit

from bot.domain.errors import Unreadable
from bot.domain.model import UNKNOWN_OUTLET, Article, Outlet, Page
from bot.domain.record import Submission
from bot.pipeline.desk import Desk
from storage import articles, outlets, rereads, submissions
from storage.session import WorkspaceSession


def fetch(desk: Desk, workspace: str, submission_id: int) -> int | None:
    """Fetch one submission's page and keep it; gives the article's id, or None where the story ends here.

    What is read again is not fetched again: the article as it was kept is what people saw.
    """
    with desk.database.transaction(workspace) as s:
        submission = submissions.get(s, submission_id)
        if submissions.has_ended_early(submission):
            return None
        if again := rereads.of_submission(s, submission_id):
            return submissions.share_article(s, submission_id, again.of)
        text, html = submissions.pasted(s, submission_id)
    desk.tell(workspace, submission_id, f"Reading {urlsplit(submission.url or '').hostname or 'the pasted text'} …")
    try:
        page = _page(desk, submission, text, html)
    except Unreadable as error:
        with desk.database.transaction(workspace) as s:
            submissions.fail(s, submission_id, error.kind, error.sentence)
        return None
    with desk.database.transaction(workspace) as s:
        article = article_of_page(s, page)
        article_id = articles.save(s, article, page.html, desk.clock())
        duplicate = submissions.claim_article(s, submission_id, article_id, page.canonical_url)
    return None if duplicate is not None else article_id


def _page(desk: Desk, submission: Submission, text: str | None, html: bytes | None) -> Page:
    if text is not None:
        return desk.fetcher.from_text(text, submission.url)
    if html is not None and submission.url is not None:
        return desk.fetcher.from_html(html, submission.url)
    return desk.fetcher.fetch(submission.canonical_url if submission.url is None else submission.url)


def article_of_page(s: WorkspaceSession, page: Page) -> Article:
    """Make a page an article of the outlet that its domain belongs to; one that is not listed gets its own name, no credit."""
    known = outlets.by_domain(s, page.domain) if page.domain else None
    name = page.site_name or page.domain or UNKNOWN_OUTLET
    return Article(
        canonical_url=page.canonical_url,
        outlet=known or Outlet(name=name, domains=(page.domain,) if page.domain else ()),
        title=page.title,
        authors=page.authors,
        published=page.published,
        language=page.language,
        text=page.text,
        partial=page.partial,
    )
