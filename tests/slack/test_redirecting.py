"""A card's menu: another event, a new event, read again, the full reading, the archive."""

from bot.domain.record import ProposalState
from bot.sandbox.local_slack.values import Message
from storage import events, proposals
from tests.slack.desk import ANN, BEN, NewsDesk, offers, said


def pending(desk: NewsDesk) -> tuple[Message, Message]:
    message = desk.paste()
    return message, desk.card(message, "Vera Holm")


def choose(desk: NewsDesk, card: Message, what: str) -> None:
    option = next(
        option["value"]
        for block in card.blocks
        for element in block.get("elements", ())
        for option in element.get("options", ())
        if option["value"].startswith(what)
    )
    desk.press(BEN, card, "more", option)


def test_the_full_reading_and_the_archive_open(any_desk: NewsDesk) -> None:
    _, card = pending(any_desk)
    choose(any_desk, card, "full_reading")
    any_desk.slack.close(BEN.id, any_desk.window(BEN, "Vera Holm").id)
    choose(any_desk, card, "archive")
    any_desk.window(BEN, "brown water")


def test_the_archived_page_is_sent_as_a_file(desk: NewsDesk) -> None:
    _, card = pending(desk)
    choose(desk, card, "archive")
    view = desk.window(BEN)
    desk.slack.click(BEN.id, action_id="send_archive", view_id=view.id)
    direct = desk.slack.world.direct(BEN.id).id
    sent = desk.wait(lambda: [m for m in desk.slack.messages(direct, BEN.id) if m.files])
    assert b"<article>" in sent[0].files[0].content


def test_read_again_replaces_the_proposal_on_the_same_card(desk: NewsDesk) -> None:
    message, card = pending(desk)
    choose(desk, card, "read_again")
    desk.wait(lambda: desk.record(lambda s: proposals.get(s, 1)).state is ProposalState.SUPERSEDED)
    newer = desk.wait(lambda: next((m for m in desk.answers(message)[:1] if "'value': '3." in said(m)), None))
    assert newer.ts == card.ts
    assert desk.record(lambda s: proposals.get(s, 3)).submission.by == ANN.id


def test_another_event_is_searched_for_and_compared_with(desk: NewsDesk) -> None:
    message, card = pending(desk)
    choose(desk, card, "other_event")
    view = desk.window(BEN)
    block = next(b["block_id"] for b in view.blocks if "find_event" in str(b))
    offered = desk.slack.suggest(BEN.id, action_id="find_event", block_id=block, query="bridge", view_id=view.id)
    assert [option["value"] for option in offered] == ["orrin-bridge"]
    desk.slack.fill(BEN.id, view.id, block, "find_event", offered[0]["value"])
    assert desk.slack.submit(BEN.id, view.id) == {}
    after = desk.card(message, "old bridge at Orrin")
    assert after.ts == card.ts
    assert offers(after, "approve")


def test_a_new_event_is_made_of_the_articles_own_statements(desk: NewsDesk) -> None:
    message, card = pending(desk)
    choose(desk, card, "new_event")
    view = desk.window(BEN)
    desk.slack.fill(BEN.id, view.id, "headline", "headline", "Lower town of Orrin under water")
    assert desk.slack.submit(BEN.id, view.id) == {}
    new = desk.card(message, "Lower town of Orrin under water")
    desk.press(BEN, new, "approve")
    desk.wait(lambda: not offers(desk.answers(message)[0], "approve"))
    assert desk.record(lambda s: events.get_many(s, ["lower-town-orrin-under-water", "lower-town-of-orrin-under-water"]))


def test_only_editors_may_redirect(desk: NewsDesk) -> None:
    _, card = pending(desk)
    option = next(
        o["value"]
        for b in card.blocks
        for e in b.get("elements", ())
        for o in e.get("options", ())
        if "other_event" in o["value"]
    )
    desk.press(ANN, card, "more", option)
    desk.window(ANN, "Only editors")
