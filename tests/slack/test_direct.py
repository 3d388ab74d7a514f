"""Direct messages with the bot: a link is read and shown to its person alone, and words find events."""

from bot.sandbox.local_slack.values import Message, Person
from tests.slack.harness import ANN, BEN, CAY, DAM_URL, SlackHarness, offers, said


def wrote(harness: SlackHarness, text: str, *, by: Person = ANN) -> Message:
    """Let somebody write to the bot."""
    return harness.slack.post(by.id, harness.slack.world.direct(by.id).id, text)


def answer(harness: SlackHarness, message: Message, *words: str, viewer: Person = ANN) -> Message:
    """Wait for the bot's answer in the thread of a direct message."""
    return harness.wait(lambda: next((m for m in harness.answers(message, viewer) if all(w in said(m) for w in words)), None))


def at_desk(harness: SlackHarness) -> list[Message]:
    return harness.slack.messages(harness.watched.id, BEN.id)


def test_a_link_is_read_for_its_person_alone_and_brought_to_the_desk_by_one_press(harness: SlackHarness) -> None:
    message = wrote(harness, f"just between us: {DAM_URL}")
    card = answer(harness, message, "Approve", "just between us")
    assert offers(card, "bring_to_desk")
    assert not [m for m in at_desk(harness) if m.app]
    harness.press(ANN, card, "approve")
    answer(harness, message, "Only editors can decide")
    harness.press(ANN, card, "bring_to_desk")
    harness.press(ANN, card, "bring_to_desk")
    there = harness.wait(
        lambda: next((m for m in harness.slack.messages(harness.watched.id, BEN.id) if offers(m, "approve")), None)
    )
    assert not offers(there, "bring_to_desk")
    assert not offers(answer(harness, message, "it stands in the desk's channel too"), "bring_to_desk")
    harness.press(BEN, there, "approve")
    answer(harness, message, "'undo'")
    harness.quiet()
    assert harness.decisions() == [f"approve by {BEN.id}"]
    assert sum(offers(m, "undo") for m in at_desk(harness)) == 1


def test_an_editor_does_not_decide_on_their_own_link_there_either(harness: SlackHarness) -> None:
    message = wrote(harness, DAM_URL, by=CAY)
    harness.press(CAY, answer(harness, message, "Approve", viewer=CAY), "approve")
    answer(harness, message, "own", viewer=CAY)
    assert harness.decisions() == []


def test_words_find_events_and_the_rest_is_explained(harness: SlackHarness) -> None:
    answer(harness, wrote(harness, "Orrin dam"), "Orrin", "Whole record")
    answer(harness, wrote(harness, "help"), "Who decides")
    answer(harness, wrote(harness, "https://cats.example/pictures"), "ignores")
    answer(harness, wrote(harness, "zeppelin over nowhere"), "zeppelin")


def test_a_deleted_or_edited_direct_message_takes_its_link_back(harness: SlackHarness) -> None:
    message = wrote(harness, DAM_URL)
    answer(harness, message, "Approve")
    harness.slack.edit(ANN.id, message.channel, message.ts, "never mind")
    answer(harness, message, "Withdrawn")
