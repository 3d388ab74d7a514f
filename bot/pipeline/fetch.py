"""The first step: from a link to an article in the record."""

from urllib.parse import urlsplit

from bot.domain.api_token import is_program
from bot.domain.errors import Unreadable
from bot.domain.model import UNKNOWN_OUTLET, Outlet, Value
from bot.domain.reading import Article, Page
from bot.domain.record import Reread, Submission
from bot.pipeline.intake import waits_for_editor
from bot.pipeline.record import Story
from bot.pipeline.services import Services
from bot.pipeline.show import fail, story_ended
from storage import articles, outlets, submissions
from storage.session import WorkspaceSession
from storage.submissions import Brought


class Fetched(Value):
    """The id of a submission's article, and a warning on its page (hidden instructions, doubtful text, an archive's copy).

    `earlier` is the submission that brought the same address with another text.
    """

    article_id: int
    warning: str | None = None
    earlier: int | None = None


def fetch(services: Services, story: Story) -> Fetched | None:
    """Fetch one submission's page and store it; None if the story ends here.

    An article that is read again is not fetched again: the stored one is what people saw.
    """
    with services.database.transaction(story.workspace, read_only=True) as s:
        begun = story.begun(s)
    brought = begun.brought
    if submissions.has_ended_early(brought.submission):
        return None
    if begun.again is not None:
        return _use_stored(services, story, begun.again)
    host = urlsplit(brought.submission.url or "").hostname
    services.tell(story.workspace, story.submission_id, f"Reading {host or 'the pasted text'} …")
    try:
        page = _page(services.for_public() if brought.submission.public else services, brought)
    except Unreadable as error:
        if not _came_before(services, story, brought.submission):
            fail(services, story, error.kind, error.sentence)
        return None
    with services.database.transaction(story.workspace) as s:
        known = outlet_of(s, page)
        if known and page.site_name and outlets.has_name(known, page.domain):
            outlets.name_site(s, page.domain, page.site_name)
            known = outlet_of(s, page)
        article = article_of_page(page, known)
        article_id, new = articles.add(s, article, page.html, services.clock(), page.response)
        claimed = submissions.claim_article(s, story.submission_id, article_id, page.canonical_url)
        outside = brought.submission.public or is_program(brought.submission.by)
        if claimed.earlier is not None and outside and waits_for_editor(s, submissions.get(s, claimed.earlier)):
            submissions.duplicate(s, story.submission_id, claimed.earlier)
            claimed = submissions.Claimed(duplicate_of=claimed.earlier)
        if claimed.duplicate_of is not None:
            story_ended(s, story.submission_id, services.clock())
            return None
    if new and known:
        story.has_been_fetched(article)
    return Fetched(article_id=article_id, warning=page.warning, earlier=claimed.earlier)


def _came_before(services: Services, story: Story, submission: Submission) -> bool:
    """Say whether a page that cannot be read now was read before; then this submission is only its duplicate."""
    with services.database.transaction(story.workspace) as s:
        if not submissions.is_unfinished(s, submission.id):
            return True
        earlier = submissions.earlier(s, submission.canonical_url, but=submission.id)
        if earlier is None or earlier.article_id is None:
            return False
        submissions.duplicate(s, submission.id, earlier.id)
        story_ended(s, submission.id, services.clock())
        return True


def _use_stored(services: Services, story: Story, again: Reread) -> Fetched | None:
    with services.database.transaction(story.workspace) as s:
        article_id = submissions.share_article(s, story.submission_id, again.of)
        if article_id is None:
            story_ended(s, story.submission_id, services.clock())
            return None
        html = articles.archive(s, article_id)
    return Fetched(article_id=article_id, warning=None if html is None else services.fetcher.warning(html))


def _page(services: Services, brought: Brought) -> Page:
    submission = brought.submission
    if brought.text is not None:
        return services.fetcher.from_text(brought.text, submission.url)
    if brought.html is not None and submission.url is not None:
        return services.fetcher.from_html(brought.html, submission.url)
    return services.fetcher.fetch(submission.canonical_url if submission.url is None else submission.url)


def outlet_of(s: WorkspaceSession, page: Page) -> Outlet | None:
    """Find the outlet that owns a page's domain."""
    return outlets.by_domain(s, page.domain) if page.domain else None


def article_of_page(page: Page, known: Outlet | None) -> Article:
    """Make an article from a page; its outlet is the `known` one that owns the domain, or a new one, named by the page."""
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
