"""What earlier steps kept, for the later ones."""

from bot.domain.errors import NotFound
from bot.domain.model import Article, EventDraft, Reading
from bot.domain.record import Proposal
from storage import articles, events, readings, submissions
from storage.session import WorkspaceSession


def article_of(s: WorkspaceSession, submission_id: int) -> tuple[int, Article]:
    """Give a submission's article, with its id; raises NotFound before it has been fetched."""
    article_id = submissions.get(s, submission_id).article_id
    if article_id is None:
        raise NotFound(f"Submission {submission_id} has no article yet.")
    return article_id, articles.get(s, article_id)


def reading_of(s: WorkspaceSession, submission_id: int) -> tuple[int, Reading]:
    """Give a submission's reading, with its id; raises NotFound before it has been read."""
    kept = readings.of_submission(s, submission_id)
    if kept is None:
        raise NotFound(f"Submission {submission_id} has not been read yet.")
    return kept


def event_of(s: WorkspaceSession, proposal: Proposal) -> EventDraft:
    """Give the event that a proposal is for: the stored one, or its own draft."""
    return proposal.draft if proposal.draft is not None else events.get(s, proposal.event or "")
