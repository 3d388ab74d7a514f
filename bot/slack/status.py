"""Shows a link's progress as a status under its thread (docs.slack.dev, assistant.threads.setStatus; needs only chat:write)."""

from bot.domain.card import CardKind
from bot.domain.record import SubmissionState
from bot.slack.context import SlackContext
from storage import cards, rereads, submissions

_AT_WORK = (SubmissionState.FILED, SubmissionState.FETCHED, SubmissionState.READ)


def show_status(slack: SlackContext, workspace: str, submission_id: int, sentence: str) -> None:
    """Show a sentence in the threads of a submission's cards, in the background; once its story has ended, show none."""
    slack.background.run(lambda: _show(slack, workspace, submission_id, sentence))


def _show(slack: SlackContext, workspace: str, submission_id: int, sentence: str) -> None:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        again = rereads.of_submission(s, submission_id)
        shown = cards.of_submission(s, again.of if again else submission_id)
    places = [(card.spot.channel, card.spot.thread) for card in shown if card.kind is CardKind.LINK and card.spot.thread]
    said = sentence if _is_at_work(slack, workspace, submission_id) else ""
    _set(slack, workspace, places, said)
    # A card that was posted before this call arrived has cleared an older status, not this one.
    if said and not _is_at_work(slack, workspace, submission_id):
        _set(slack, workspace, places, "")


def _is_at_work(slack: SlackContext, workspace: str, submission_id: int) -> bool:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        return submissions.get(s, submission_id).state in _AT_WORK


def _set(slack: SlackContext, workspace: str, places: list[tuple[str, str]], status: str) -> None:
    client = slack.client(workspace)
    for channel, thread in places:
        client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status=status[:100])
