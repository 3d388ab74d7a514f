"""How far a link is, as a line under its thread (docs.slack.dev, assistant.threads.setStatus; needs chat:write alone)."""

from bot.domain.card import CardKind
from bot.slack.office import Office
from storage import cards, rereads


def show_status(office: Office, workspace: str, submission_id: int, sentence: str) -> None:
    """Show a sentence in the threads in which a submission's cards will stand; nobody waits for it."""
    office.errands.run(lambda: _show(office, workspace, submission_id, sentence))


def _show(office: Office, workspace: str, submission_id: int, sentence: str) -> None:
    with office.desk.database.transaction(workspace, read_only=True) as s:
        again = rereads.of_submission(s, submission_id)
        shown = cards.of_submission(s, again.of if again else submission_id)
        spots = [card.spot for card in shown if card.kind is CardKind.LINK]
    client = office.client(workspace)
    for spot in spots:
        if spot.thread is not None:
            client.assistant_threads_setStatus(channel_id=spot.channel, thread_ts=spot.thread, status=sentence[:100])
