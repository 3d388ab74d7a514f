"""A card's menu: another event, a new event, read again, the full reading, the archive."""

import pytest

from bot.domain.record import ProposalState
from bot.sandbox.local_slack.values import Message, Person
from storage import events, proposals, rereads
from tests.slack.harness import ANN, BEN, CAY, SlackHarness, offers, said


def pending(harness: SlackHarness) -> tuple[Message, Message]:
    message = harness.paste()
    return message, harness.card(message, "Vera Holm")


def choose(harness: SlackHarness, card: Message, what: str, person: Person = BEN) -> None:
    option = next(
        option["value"]
        for block in card.blocks
        for element in block.get("elements", ())
        for option in element.get("options", ())
        if option["value"].startswith(what)
    )
    harness.press(person, card, "more", option)


def test_the_full_reading_and_the_archive_open(harness: SlackHarness) -> None:
    _, card = pending(harness)
    choose(harness, card, "full_reading")
    harness.slack.close(BEN.id, harness.window(BEN, "Vera Holm").id)
    choose(harness, card, "archive")
    harness.window(BEN, "brown water")


def test_the_archived_page_is_sent_as_a_file(harness: SlackHarness) -> None:
    _, card = pending(harness)
    choose(harness, card, "archive")
    view = harness.window(BEN)
    harness.slack.click(BEN.id, action_id="send_archive", view_id=view.id)
    direct = harness.slack.world.direct(BEN.id).id
    sent = harness.wait(lambda: [m for m in harness.slack.messages(direct, BEN.id) if m.files])
    assert b"<article>" in sent[0].files[0].content


def test_read_again_replaces_the_proposal_on_the_same_card(harness: SlackHarness) -> None:
    message, card = pending(harness)
    choose(harness, card, "read_again")
    harness.wait(lambda: harness.record(lambda s: proposals.get(s, 1)).state is ProposalState.SUPERSEDED)
    newer = harness.wait(lambda: next((m for m in harness.answers(message)[:1] if "'value': '3." in said(m)), None))
    assert newer.ts == card.ts
    assert harness.record(lambda s: proposals.get(s, 3)).submission.by == ANN.id


@pytest.mark.slow
def test_another_editor_is_asked_first_before_the_article_is_read_again(harness: SlackHarness) -> None:
    message, card = pending(harness)
    harness.press(BEN, card, "take_proposal")
    taken = harness.card(message, f"<@{BEN.id}> is on it")
    choose(harness, taken, "read_again", CAY)
    asked = harness.window(CAY, f"<@{BEN.id}> is on it since")
    assert harness.record(lambda s: rereads.of_submission(s, 2)) is None
    assert harness.slack.submit(CAY.id, asked.id) == {}
    harness.wait(lambda: harness.record(lambda s: rereads.of_submission(s, 2)))


def test_another_event_is_searched_for_and_compared_with(harness: SlackHarness) -> None:
    message, card = pending(harness)
    choose(harness, card, "other_event")
    view = harness.window(BEN)
    block = next(b["block_id"] for b in view.blocks if "find_event" in str(b))
    offered = harness.slack.suggest(BEN.id, action_id="find_event", block_id=block, query="bridge", view_id=view.id)
    assert [option["value"] for option in offered] == ["orrin-bridge"]
    harness.slack.fill(BEN.id, view.id, block, "find_event", offered[0]["value"])
    assert harness.slack.submit(BEN.id, view.id) == {}
    after = harness.card(message, "old bridge at Orrin")
    assert after.ts == card.ts
    assert offers(after, "approve")


def test_a_new_event_is_made_of_the_articles_own_statements(harness: SlackHarness) -> None:
    message, card = pending(harness)
    choose(harness, card, "new_event")
    view = harness.window(BEN)
    harness.slack.fill(BEN.id, view.id, "headline", "headline", "Lower town of Orrin under water")
    assert harness.slack.submit(BEN.id, view.id) == {}
    new = harness.card(message, "Lower town of Orrin under water")
    harness.press(BEN, new, "approve")
    harness.wait(lambda: not offers(harness.answers(message)[0], "approve"))
    assert harness.record(lambda s: events.get_many(s, ["lower-town-orrin-under-water", "lower-town-of-orrin-under-water"]))


@pytest.mark.slow
def test_only_editors_may_redirect(harness: SlackHarness) -> None:
    _, card = pending(harness)
    option = next(
        o["value"]
        for b in card.blocks
        for e in b.get("elements", ())
        for o in e.get("options", ())
        if "other_event" in o["value"]
    )
    harness.press(ANN, card, "more", option)
    harness.window(ANN, "Only editors")
