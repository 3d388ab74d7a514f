"""Shows a link's progress as a status under its thread (docs.slack.dev, assistant.threads.setStatus; needs only chat:write)."""

from bot.domain.card import CardKind
from bot.slack.context import SlackContext
from storage import cards, rereads


def show_status(slack: SlackContext, workspace: str, submission_id: int, sentence: str) -> None:
    """Show a sentence in the threads of a submission's cards, in the background."""
    slack.background.run(lambda: _show(slack, workspace, submission_id, sentence))


def _show(slack: SlackContext, workspace: str, submission_id: int, sentence: str) -> None:
    with slack.services.database.transaction(workspace, read_only=True) as s:
        again = rereads.of_submission(s, submission_id)
        shown = cards.of_submission(s, again.of if again else submission_id)
        spots = [card.spot for card in shown if card.kind is CardKind.LINK]
    client = slack.client(workspace)
    for spot in spots:
        if spot.thread is not None:
            client.assistant_threads_setStatus(channel_id=spot.channel, thread_ts=spot.thread, status=sentence[:100])
