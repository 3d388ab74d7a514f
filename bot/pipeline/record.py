"""Loads what is on record about a submission, once in each story."""

from bot.domain.errors import NotFound
from bot.domain.model import Event, EventDraft, Value
from bot.domain.reading import Article, Reading
from bot.domain.record import Proposal, Reread, Submission
from bot.domain.rewording import reworded
from bot.pipeline.values import OnRecord, Read
from storage import articles, events, readings, reports, rereads, submissions
from storage.db import Database
from storage.session import WorkspaceSession
from storage.submissions import Brought


def article_of(s: WorkspaceSession, submission_id: int) -> tuple[int, Article]:
    """Return a submission's article, with its id; raises NotFound if it is not fetched yet."""
    article_id = submissions.get(s, submission_id).article_id
    if article_id is None:
        raise NotFound(f"Submission {submission_id} has no article yet.")
    return article_id, articles.get(s, article_id)


def reading_of(s: WorkspaceSession, submission_id: int) -> tuple[int, Reading]:
    """Return a submission's reading, with its id; raises NotFound if it is not read yet."""
    found = readings.of_submission(s, submission_id)
    if found is None:
        raise NotFound(f"Submission {submission_id} has not been read yet.")
    return found


def event_of(s: WorkspaceSession, proposal: Proposal) -> EventDraft:
    """Return the event that a proposal is for: the stored one with the proposal's own wordings, or its own draft."""
    if proposal.draft is not None:
        return proposal.draft
    return reworded(events.get(s, proposal.event or ""), proposal.rewordings)


class Begun(Value):
    """A submission at the start of its story; `again` if it was filed to read another one again."""

    brought: Brought
    again: Reread | None


class Story:
    """The state that the steps of one submission share, so that each value is loaded once.

    After a crash it starts empty; what is needed then is loaded from the record, once.
    """

    def __init__(self, workspace: str, submission_id: int) -> None:
        self.workspace = workspace
        self.submission_id = submission_id
        self._begun: Begun | None = None
        self._article: Article | None = None
        self._read: Read | None = None

    def begun(self, s: WorkspaceSession) -> Begun:
        """Return the submission as it was when it was first loaded; raises NotFound."""
        if self._begun is None:
            brought, again = submissions.brought(s, self.submission_id), rereads.of_submission(s, self.submission_id)
            self._begun = Begun(brought=brought, again=again)
        return self._begun

    def has_been_fetched(self, article: Article) -> None:
        """Keep the article, as it was stored, for the next steps."""
        self._article = article

    def article(self, s: WorkspaceSession, article_id: int) -> Article:
        """Return the article, from the record if an earlier process fetched it; raises NotFound."""
        if self._article is None:
            self._article = articles.get(s, article_id)
        return self._article

    def has_been_read(self, read: Read) -> None:
        """Keep the result of reading for the next steps."""
        self._read = read

    def read(self, database: Database) -> Read:
        """Return the result of reading, from the record if an earlier process made it; raises NotFound if there is none yet."""
        if self._read is None:
            with database.transaction(self.workspace, read_only=True) as s:
                begun = self.begun(s)
                self._read = read_of(s, begun.brought.submission, begun.again)
        return self._read


def read_of(s: WorkspaceSession, submission: Submission, again: Reread | None = None) -> Read:
    """Load a submission that has been read; raises NotFound if it is not read yet."""
    article_id, article = article_of(s, submission.id)
    reading_id, reading = reading_of(s, submission.id)
    named = dict.fromkeys(judgement.event for judgement in reading.judgements if judgement.event)
    earlier = None if again else submissions.earlier_text(s, submission.id, article.canonical_url)
    return Read(
        submission=submission.id,
        hint=submission.event_hint,
        again=again,
        article_id=article_id,
        article=article,
        reading_id=reading_id,
        reading=reading,
        events=tuple(events.get_many(s, list(named))),
        earlier=earlier,
        first_published=articles.first_published(s, article.canonical_url) if earlier else None,
    )


def on_record(s: WorkspaceSession, event: Event) -> OnRecord:
    """Load what is on record for an event."""
    standing, behind = reports.standing_with_articles(s, event.slug)
    return OnRecord(event=event, standing=standing, articles=behind)
