"""Links come in: from messages, by name, by command, by shortcut; once each, and some not at all."""

import threading

from bot.domain.record import SubmissionState
from bot.sandbox.local_slack.faults import Faults
from bot.slack import reactions
from storage import submissions
from tests.newsroom import HOST, page
from tests.slack.harness import ANN, BEN, DAM_URL, OLE, SECONDS, SlackHarness, offers, said

ALSO = f"http://{HOST}/also"
OTHER_STORY = """\
The old bridge at Orrin was closed on Monday morning, the road office said in a notice on its door.

Drivers have to go round by Lenn, which takes half an hour more. The office gave no date for the end of it.

The school bus goes by Lenn as well, a driver said at the stop, and children came late on the first day.
"""


def brought(harness: SlackHarness) -> list[str]:
    return [s.url or "" for s in harness.record(lambda s: submissions.unfinished(s) + submissions.by_person(s, ANN.id, 100))]


def test_a_link_in_a_watched_channel_gets_one_card(harness: SlackHarness) -> None:
    message = harness.paste(f"Heard this on the radio too: {DAM_URL}")
    card = harness.card(message, "Vera Holm")
    assert offers(card, "approve")
    assert card.text
    harness.wait(lambda: [m for m in harness.slack.messages(harness.watched.id, ANN.id) if reactions.WAITING in m.reactions])
    # A link may be read before anybody has looked at the message; that it is being read is then never shown.
    added = [call.arguments["name"] for call in harness.slack.calls if call.method == "reactions.add"]
    assert added[-1] == reactions.WAITING
    submission = harness.record(lambda s: submissions.get(s, 1))
    assert (submission.by, submission.note) == (ANN.id, "Heard this on the radio too:")


def test_events_that_come_twice_and_late_make_one_card_for_each_event(harness: SlackHarness) -> None:
    harness.slack.faults = Faults(twice=True, late=0.5, unfurls=True)
    message = harness.paste()
    harness.card(message, "Vera Holm")
    harness.quiet()
    assert len(harness.answers(message)) == 2  # the story speaks to two events: a card for each
    assert len(brought(harness)) == 1


def test_several_links_are_answered_in_order(harness: SlackHarness) -> None:
    harness.pages.page("/also", page(OTHER_STORY, "Bridge closed"))
    message = harness.paste(f"{ALSO} and {DAM_URL} and http://{HOST}/gone")
    harness.wait(lambda: [m for m in harness.answers(message) if "404" in said(m)])
    order = [word for m in harness.answers(message) for word in ("Bridge closed", "Orrin dam fails", "404") if word in said(m)]
    assert list(dict.fromkeys(order)) == ["Bridge closed", "Orrin dam fails", "404"]


def test_the_bot_is_named_in_a_channel_that_it_does_not_watch(harness: SlackHarness) -> None:
    message = harness.paste(f"@Second Source {DAM_URL}", channel=harness.other)
    harness.card(message, "Vera Holm")


def test_a_link_in_a_channel_that_is_not_watched_is_left_alone(harness: SlackHarness) -> None:
    message = harness.paste(channel=harness.other)
    harness.quiet()
    assert harness.answers(message) == []
    assert brought(harness) == []


def test_being_named_without_a_link_says_how(harness: SlackHarness) -> None:
    harness.paste("@Second Source hello", channel=harness.other)
    harness.ephemeral(ANN, harness.other, "Name me with a link")


def test_in_a_thread_the_answer_stays_in_it(harness: SlackHarness) -> None:
    parent = harness.paste("What do we know about the dam?")
    reply = harness.paste(DAM_URL, by=BEN, thread_ts=parent.ts)
    card = harness.card(parent, "Vera Holm")
    assert card.thread_ts == parent.ts
    assert reply.thread_ts == parent.ts


def test_links_that_are_no_articles_are_left_alone_but_not_without_a_word_when_asked(harness: SlackHarness) -> None:
    for url in ("https://desk.slack.com/archives/C1/p1", "http://cats.example/1", f"http://{HOST}/a.png"):
        message = harness.paste(url)
        harness.quiet()
        harness.paste(f"@Second Source {url}", channel=harness.other)
        harness.ephemeral(ANN, harness.other, url.split("/")[2])
        assert harness.answers(message) == []
        assert harness.ephemerals(ANN, harness.watched) == []
    assert brought(harness) == []


def test_a_document_is_answered_with_what_it_is_and_how_its_text_comes_in(harness: SlackHarness) -> None:
    harness.pages.page("/ruling.pdf", b"%PDF-1.7", "application/pdf")
    message = harness.paste(f"http://{HOST}/ruling.pdf")
    card = harness.answer(message, "a PDF", "Paste")
    assert offers(card, "paste_text")


def test_an_edited_message_brings_its_new_link_only(harness: SlackHarness) -> None:
    harness.pages.page("/also", page(OTHER_STORY, "Bridge closed"))
    message = harness.paste()
    harness.card(message, "Vera Holm")
    harness.slack.edit(ANN.id, harness.watched.id, message.ts, f"{DAM_URL} {ALSO}")
    harness.wait(lambda: [m for m in harness.answers(message) if "Bridge closed" in said(m)])
    assert len(brought(harness)) == 2


def test_a_deleted_message_withdraws_what_was_not_proposed_yet(harness: SlackHarness) -> None:
    withdrawn = threading.Event()
    harness.pages.stream("/slow", lambda: (page().encode() for _ in range(1) if withdrawn.wait(SECONDS)))
    message = harness.paste(f"http://{HOST}/slow")
    harness.wait(lambda: "/slow" in [asked.path for asked in harness.pages.asked])
    harness.slack.delete(ANN.id, harness.watched.id, message.ts)
    harness.wait(lambda: harness.record(lambda s: submissions.get(s, 1)).state is SubmissionState.WITHDRAWN)
    withdrawn.set()
    harness.quiet()
    assert [m for m in harness.slack.world.all_in(harness.watched.id) if m.app] == []


def test_a_deletion_that_overtakes_its_message_is_not_forgotten(harness: SlackHarness) -> None:
    harness.slack.faults = Faults(late=1.0, late_seconds=2.0)
    message = harness.paste()
    harness.slack.faults = Faults()
    harness.slack.delete(ANN.id, harness.watched.id, message.ts)
    harness.quiet()
    assert brought(harness) == []


def test_the_same_link_again_says_who_brought_it_and_what_became_of_it(harness: SlackHarness) -> None:
    first = harness.paste()
    harness.card(first, "Vera Holm")
    again = harness.paste(f"{DAM_URL}?utm_source=mail", by=BEN)
    card = harness.card(again, "Already filed")
    assert f"<@{ANN.id}>" in said(card)
    assert not offers(card, "approve")


def test_the_source_command(harness: SlackHarness) -> None:
    harness.slack.command(ANN.id, harness.other.id, f"/source {DAM_URL} orrin-dam seen on my way")
    harness.wait(lambda: [m for m in harness.slack.messages(harness.other.id, BEN.id) if m.app and "Vera Holm" in said(m)])
    submission = harness.record(lambda s: submissions.get(s, 1))
    assert (submission.event_hint, submission.note) == ("orrin-dam", "seen on my way")
    harness.ephemeral(ANN, harness.other, "reading it")


def test_the_source_command_explains_itself(harness: SlackHarness) -> None:
    table = {"/source help": "Who decides", "/source": "/source https", "/source nonsense": "/source https"}
    for said_so_far, (text, words) in enumerate(table.items()):
        harness.slack.command(ANN.id, harness.other.id, text)
        explained = harness.wait(lambda n=said_so_far: harness.ephemerals(ANN, harness.other)[n:])  # type: ignore[misc]  # n is an int
        assert words in said(explained[0]), text


def test_the_source_command_where_the_bot_is_not_says_invite(harness: SlackHarness) -> None:
    harness.slack.command(ANN.id, harness.away.id, f"/source {DAM_URL}")
    harness.ephemeral(ANN, harness.away, "/invite @Second Source")
    assert brought(harness) == []


def test_the_message_shortcut_takes_the_links_of_a_message(harness: SlackHarness) -> None:
    message = harness.paste(DAM_URL, channel=harness.other)
    harness.slack.shortcut(BEN.id, "submit_message", channel=harness.other.id, ts=message.ts)
    harness.card(message, "Vera Holm")
    assert harness.record(lambda s: submissions.get(s, 1)).by == BEN.id


def test_the_message_shortcut_without_a_link_says_so(harness: SlackHarness) -> None:
    message = harness.paste("nothing here", channel=harness.other)
    harness.slack.shortcut(BEN.id, "submit_message", channel=harness.other.id, ts=message.ts)
    harness.ephemeral(BEN, harness.other, "no link")


def test_the_global_shortcut_takes_a_link_and_answers_in_ones_own_messages(harness: SlackHarness) -> None:
    harness.slack.shortcut(ANN.id, "submit_source")
    view = harness.window(ANN)
    harness.slack.fill(ANN.id, view.id, "link", "link", DAM_URL)
    assert harness.slack.submit(ANN.id, view.id) == {}
    harness.wait(lambda: [m for m in harness.direct(ANN) if "Vera Holm" in said(m)])
    harness.slack.shortcut(ANN.id, "submit_source")
    assert harness.slack.submit(ANN.id, harness.window(ANN).id) != {}, "whoever was answered there is still known as a person"


def test_the_global_shortcut_wants_a_link_or_a_text(harness: SlackHarness) -> None:
    harness.slack.shortcut(ANN.id, "submit_source")
    assert harness.slack.submit(ANN.id, harness.window(ANN).id) != {}
    assert brought(harness) == []


def test_channels_shared_with_others_are_off_by_default(harness: SlackHarness) -> None:
    message = harness.paste(f"@Second Source {DAM_URL}", channel=harness.shared)
    harness.ephemeral(ANN, harness.shared, "shared with another workspace")
    assert harness.answers(message) == []


def test_strangers_are_not_heard(harness: SlackHarness) -> None:
    message = harness.paste(f"@Second Source {DAM_URL}", by=OLE, channel=harness.shared)
    harness.quiet()
    assert harness.answers(message) == []
    assert brought(harness) == []


def test_a_page_that_cannot_be_read_can_be_pasted(harness: SlackHarness) -> None:
    harness.pages.status("/wall", 403)
    message = harness.paste(f"http://{HOST}/wall")
    card = harness.card(message, "403")
    assert offers(card, "paste_text")
    harness.press(BEN, card, "paste_text")
    view = harness.window(BEN)
    harness.slack.fill(BEN.id, view.id, "text", "text", OTHER_STORY)
    assert harness.slack.submit(BEN.id, view.id) == {}
    now = harness.card(message, "bridge")
    assert now.ts == card.ts
    assert len(harness.answers(message)) == 1


def test_an_invitation_is_answered_to_who_invited(harness: SlackHarness) -> None:
    harness.slack.invite(ANN.id, harness.away.id, harness.slack.bot_user)
    harness.ephemeral(ANN, harness.away, "Name me with a link")
