"""The status line under a thread goes when the card is there, whichever call arrives first."""

from sqlmodel import col, update

from bot.domain.record import SubmissionState
from bot.slack.status import show_status
from storage import submissions
from storage.tables.review import SubmissionRow
from tests.slack.harness import ANN, SlackHarness
from tests.slack.test_repairs import a_context


def test_a_status_that_is_late_is_not_shown_and_one_that_stands_is_cleared(harness: SlackHarness) -> None:
    message = harness.paste()
    harness.card(message, "Vera Holm")
    harness.quiet()
    (submission,) = harness.record(lambda s: submissions.by_person(s, ANN.id, 10))
    harness.slack.world.set_status(message.channel, message.ts, "Reading 300 words …")
    with a_context(harness) as context:
        show_status(context, harness.slack.team, submission.id, "Comparing with 1 event …")
        harness.wait(lambda: harness.slack.status(message.channel, message.ts) == "")


def test_what_is_under_way_is_said(harness: SlackHarness) -> None:
    message = harness.paste()
    harness.card(message, "Vera Holm")
    harness.quiet()
    (submission,) = harness.record(lambda s: submissions.by_person(s, ANN.id, 10))
    put_into(harness, submission.id, SubmissionState.READ)
    with a_context(harness) as context:
        show_status(context, harness.slack.team, submission.id, "Comparing with 1 event …")
        harness.wait(lambda: harness.slack.status(message.channel, message.ts) == "Comparing with 1 event …")
    put_into(harness, submission.id, SubmissionState.PROPOSED)


def put_into(harness: SlackHarness, submission_id: int, state: SubmissionState) -> None:
    with harness.database.transaction(harness.slack.team) as s:
        s.exec(update(SubmissionRow).where(col(SubmissionRow.id) == submission_id).values(state=state.value))
