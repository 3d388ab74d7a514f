"""What a journalist found out is logged from a message in the thread, and comes on record like anything else."""

from bot.domain.model import HopKind
from bot.domain.workspace import OUR_NEWSROOM
from bot.sandbox.local_slack.values import Message
from storage import reports
from tests.slack.harness import ANN, BEN, SlackHarness, offers, said

SLUG = "orrin-dam"


def own_cards(harness: SlackHarness, message: Message) -> list[Message]:
    return [m for m in harness.answers(message) if OUR_NEWSROOM in said(m) and "they stand in no article" in said(m)]


def test_a_call_is_logged_in_the_thread_and_counts_once_an_editor_approves(harness: SlackHarness) -> None:
    message = harness.paste()
    harness.card(message, "Vera Holm")
    harness.drawn(message)
    told = harness.slack.post(ANN.id, message.channel, "Called her office, they confirm", thread_ts=message.ts)
    harness.slack.shortcut(ANN.id, "log_own_report", channel=told.channel, ts=told.ts)
    view = harness.window(ANN, "Called her office, they confirm", "On which claim?")
    harness.slack.fill(ANN.id, view.id, "own_name", "own_name", "Ida Berg")
    harness.slack.fill(ANN.id, view.id, "own_body", "own_body", "Orrin Water Board")
    assert harness.slack.submit(ANN.id, view.id) == {}
    (card,) = harness.wait(lambda: own_cards(harness, message))
    assert not offers(card, "more")
    assert harness.record(lambda s: reports.standing(s, SLUG)) == ()
    harness.press(ANN, card, "approve")
    harness.ephemeral(ANN, harness.watched, "Only editors")
    harness.press(BEN, card, "approve")
    harness.wait(lambda: harness.decisions() == [f"approve by {BEN.id}"])
    (report,) = harness.record(lambda s: reports.standing(s, SLUG))
    assert (report.outlet.name, report.quote) == (OUR_NEWSROOM, "Called her office, they confirm")
    assert (report.origin.kind, report.origin.name, report.origin.body) == (HopKind.PERSON, "Ida Berg", "Orrin Water Board")


def test_where_no_card_stands_the_event_is_chosen_first(harness: SlackHarness) -> None:
    told = harness.slack.post(BEN.id, harness.watched.id, "I was at the dam: it is gone")
    harness.slack.shortcut(BEN.id, "log_own_report", channel=told.channel, ts=told.ts)
    view = harness.window(BEN, "Its claims are shown once it is chosen")
    assert "Choose the event" in str(harness.slack.submit(BEN.id, view.id)) or harness.slack.modal(BEN.id)
    harness.slack.suggest(BEN.id, view_id=view.id, action_id="find_event", block_id="own_event", query="Orrin")
    harness.slack.fill(BEN.id, view.id, "own_event", "find_event", SLUG)
    view = harness.window(BEN, "On which claim?")
    harness.slack.fill(BEN.id, view.id, "own_who", "own_who", "own")
    assert harness.slack.submit(BEN.id, view.id) == {}
    harness.wait(lambda: own_cards(harness, told))
    harness.slack.shortcut(BEN.id, "log_own_report", channel=told.channel, ts=told.ts)
    view = harness.window(BEN, "On which claim?")
    harness.slack.fill(BEN.id, view.id, "own_who", "own_who", "own")
    harness.slack.fill(BEN.id, view.id, "own_stance", "own_stance", "denies")
    assert harness.slack.submit(BEN.id, view.id) == {}
    assert len(harness.wait(lambda: found if len(found := own_cards(harness, told)) == 2 else None)) == 2, "not dropped"
