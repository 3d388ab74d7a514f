"""Links come in: from messages, by name, by command, by shortcut; once each, and some not at all."""

import time

import pytest

from bot.domain.record import SubmissionState
from bot.sandbox.local_slack.faults import Faults
from storage import submissions
from tests.newsroom import HOST, page
from tests.slack.desk import ANN, AWAY, BEN, DAM_URL, OLE, OTHER, SHARED, WATCHED, NewsDesk, offers, said

ALSO = f"http://{HOST}/also"
OTHER_STORY = """\
The old bridge at Orrin was closed on Monday morning, the road office said in a notice on its door.

Drivers have to go round by Lenn, which takes half an hour more. The office gave no date for the end of it.

The school bus goes by Lenn as well, a driver said at the stop, and children came late on the first day.
"""


def brought(desk: NewsDesk) -> list[str]:
    return [s.url or "" for s in desk.record(lambda s: submissions.unfinished(s) + submissions.by_person(s, ANN.id, 100))]


def quiet(desk: NewsDesk) -> None:
    """Wait until the bot has had every event, and time to answer."""
    desk.slack.wait_for(lambda: desk.slack.under_way() == 0, seconds=10)
    time.sleep(0.7)


def test_a_link_in_a_watched_channel_gets_one_card(any_desk: NewsDesk) -> None:
    message = any_desk.paste(f"Heard this on the radio too: {DAM_URL}")
    card = any_desk.card(message, "Vera Holm")
    assert offers(card, "approve")
    assert card.text
    any_desk.wait(lambda: [m for m in any_desk.slack.messages(WATCHED.id, ANN.id) if "eyes" in m.reactions])
    submission = any_desk.record(lambda s: submissions.get(s, 1))
    assert (submission.by, submission.note) == (ANN.id, "Heard this on the radio too:")


def test_events_that_come_twice_and_late_make_one_card_for_each_event(desk: NewsDesk) -> None:
    desk.slack.faults = Faults(twice=True, late=0.5, unfurls=True)
    message = desk.paste()
    desk.card(message, "Vera Holm")
    quiet(desk)
    desk.wait(lambda: len(desk.answers(message)) == 2)  # the story speaks to two events: a card for each
    time.sleep(2)
    assert len(desk.answers(message)) == 2
    assert len(brought(desk)) == 1


def test_several_links_are_answered_in_order(desk: NewsDesk) -> None:
    desk.pages.page("/also", page(OTHER_STORY, "Bridge closed"))
    message = desk.paste(f"{ALSO} and {DAM_URL} and http://{HOST}/gone")
    desk.wait(lambda: [m for m in desk.answers(message) if "404" in said(m)])
    order = [word for m in desk.answers(message) for word in ("Bridge closed", "Orrin dam fails", "404") if word in said(m)]
    assert list(dict.fromkeys(order)) == ["Bridge closed", "Orrin dam fails", "404"]


def test_the_bot_is_named_in_a_channel_that_it_does_not_watch(any_desk: NewsDesk) -> None:
    message = any_desk.paste(f"@Second Source {DAM_URL}", channel=OTHER)
    any_desk.card(message, "Vera Holm")


def test_a_link_in_a_channel_that_is_not_watched_is_left_alone(desk: NewsDesk) -> None:
    message = desk.paste(channel=OTHER)
    quiet(desk)
    assert desk.answers(message) == []
    assert brought(desk) == []


def test_being_named_without_a_link_says_how(desk: NewsDesk) -> None:
    desk.paste("@Second Source hello", channel=OTHER)
    desk.whisper(ANN, OTHER, "Name me with a link")


def test_in_a_thread_the_answer_stays_in_it(desk: NewsDesk) -> None:
    parent = desk.paste("What do we know about the dam?")
    reply = desk.paste(DAM_URL, by=BEN, thread_ts=parent.ts)
    card = desk.card(parent, "Vera Holm")
    assert card.thread_ts == parent.ts
    assert reply.thread_ts == parent.ts


@pytest.mark.parametrize("url", ["https://desk.slack.com/archives/C1/p1", "http://cats.example/1", f"http://{HOST}/a.pdf"])
def test_links_that_are_no_articles_are_left_alone_but_not_without_a_word_when_asked(desk: NewsDesk, url: str) -> None:
    message = desk.paste(url)
    quiet(desk)
    assert desk.answers(message) == []
    assert desk.whispers(ANN, WATCHED) == []
    desk.paste(f"@Second Source {url}", channel=OTHER)
    desk.whisper(ANN, OTHER, url.split("/")[2])
    assert brought(desk) == []


def test_an_edited_message_brings_its_new_link_only(desk: NewsDesk) -> None:
    desk.pages.page("/also", page(OTHER_STORY, "Bridge closed"))
    message = desk.paste()
    desk.card(message, "Vera Holm")
    desk.slack.edit(ANN.id, WATCHED.id, message.ts, f"{DAM_URL} {ALSO}")
    desk.wait(lambda: [m for m in desk.answers(message) if "Bridge closed" in said(m)])
    assert len(brought(desk)) == 2


def test_a_deleted_message_withdraws_what_was_not_proposed_yet(desk: NewsDesk) -> None:
    desk.pages.stream("/slow", lambda: (time.sleep(0.1) or b"<p>wait</p>" for _ in range(40)))  # type: ignore[func-returns-value]  # a pause
    message = desk.paste(f"http://{HOST}/slow")
    desk.wait(lambda: brought(desk))
    desk.slack.delete(ANN.id, WATCHED.id, message.ts)
    desk.wait(lambda: desk.record(lambda s: submissions.get(s, 1)).state is SubmissionState.WITHDRAWN)
    time.sleep(5)
    assert not [call for call in desk.slack.calls if call.method == "chat.postMessage"]


def test_a_deletion_that_overtakes_its_message_is_not_forgotten(desk: NewsDesk) -> None:
    desk.slack.faults = Faults(late=1.0, late_seconds=2.0)
    message = desk.paste()
    desk.slack.faults = Faults()
    desk.slack.delete(ANN.id, WATCHED.id, message.ts)
    time.sleep(4)
    assert brought(desk) == []


def test_the_same_link_again_says_who_brought_it_and_what_became_of_it(desk: NewsDesk) -> None:
    first = desk.paste()
    desk.card(first, "Vera Holm")
    again = desk.paste(f"{DAM_URL}?utm_source=mail", by=BEN)
    card = desk.card(again, "Already filed")
    assert f"<@{ANN.id}>" in said(card)
    assert not offers(card, "approve")


def test_the_source_command(any_desk: NewsDesk) -> None:
    any_desk.slack.command(ANN.id, OTHER.id, f"/source {DAM_URL} orrin-dam seen on my way")
    any_desk.wait(lambda: [m for m in any_desk.slack.messages(OTHER.id, BEN.id) if m.app and "Vera Holm" in said(m)])
    submission = any_desk.record(lambda s: submissions.get(s, 1))
    assert (submission.event_hint, submission.note) == ("orrin-dam", "seen on my way")
    any_desk.whisper(ANN, OTHER, "reading it")


@pytest.mark.parametrize(
    ("text", "words"), [("/source help", "Who decides"), ("/source", "/source https"), ("/source nonsense", "/source https")]
)
def test_the_source_command_explains_itself(desk: NewsDesk, text: str, words: str) -> None:
    desk.slack.command(ANN.id, OTHER.id, text)
    desk.whisper(ANN, OTHER, words)


def test_the_source_command_where_the_bot_is_not_says_invite(desk: NewsDesk) -> None:
    desk.slack.command(ANN.id, AWAY.id, f"/source {DAM_URL}")
    desk.whisper(ANN, AWAY, "/invite @Second Source")
    assert brought(desk) == []


def test_the_message_shortcut_takes_the_links_of_a_message(any_desk: NewsDesk) -> None:
    message = any_desk.paste(DAM_URL, channel=OTHER)
    any_desk.slack.shortcut(BEN.id, "submit_message", channel=OTHER.id, ts=message.ts)
    any_desk.card(message, "Vera Holm")
    assert any_desk.record(lambda s: submissions.get(s, 1)).by == BEN.id


def test_the_message_shortcut_without_a_link_says_so(desk: NewsDesk) -> None:
    message = desk.paste("nothing here", channel=OTHER)
    desk.slack.shortcut(BEN.id, "submit_message", channel=OTHER.id, ts=message.ts)
    desk.whisper(BEN, OTHER, "no link")


def test_the_global_shortcut_takes_a_link_and_answers_in_ones_own_messages(desk: NewsDesk) -> None:
    desk.slack.shortcut(ANN.id, "submit_source")
    view = desk.window(ANN)
    desk.slack.fill(ANN.id, view.id, "link", "link", DAM_URL)
    assert desk.slack.submit(ANN.id, view.id) == {}
    direct = desk.slack.world.direct(ANN.id).id
    desk.wait(lambda: [m for m in desk.slack.messages(direct, ANN.id) if "Vera Holm" in said(m)])


def test_the_global_shortcut_wants_a_link_or_a_text(desk: NewsDesk) -> None:
    desk.slack.shortcut(ANN.id, "submit_source")
    assert desk.slack.submit(ANN.id, desk.window(ANN).id) != {}
    assert brought(desk) == []


def test_channels_shared_with_others_are_off_by_default(desk: NewsDesk) -> None:
    message = desk.paste(f"@Second Source {DAM_URL}", channel=SHARED)
    desk.whisper(ANN, SHARED, "shared with another workspace")
    assert desk.answers(message) == []


def test_strangers_are_not_heard(desk: NewsDesk) -> None:
    message = desk.paste(f"@Second Source {DAM_URL}", by=OLE, channel=SHARED)
    quiet(desk)
    assert desk.answers(message) == []
    assert brought(desk) == []


def test_a_page_that_cannot_be_read_can_be_pasted(any_desk: NewsDesk) -> None:
    any_desk.pages.status("/wall", 403)
    message = any_desk.paste(f"http://{HOST}/wall")
    card = any_desk.card(message, "403")
    assert offers(card, "paste_text")
    any_desk.press(BEN, card, "paste_text")
    view = any_desk.window(BEN)
    any_desk.slack.fill(BEN.id, view.id, "text", "text", OTHER_STORY)
    assert any_desk.slack.submit(BEN.id, view.id) == {}
    now = any_desk.card(message, "bridge")
    assert now.ts == card.ts
    assert len(any_desk.answers(message)) == 1


def test_an_invitation_is_answered_to_who_invited(desk: NewsDesk) -> None:
    desk.slack.invite(ANN.id, AWAY.id, desk.slack.bot_user)
    desk.whisper(ANN, AWAY, "Name me with a link")
