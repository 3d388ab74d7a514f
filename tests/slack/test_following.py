"""Following an event in Slack: by a button, a command and in words; muted, ended, and told in a direct message."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web import SlackResponse

from bot.domain.record import EditKind
from bot.pipeline.follow import tell_followers
from bot.slack.context import BackgroundTasks, SlackContext
from bot.slack.members import Members
from bot.slack.poster import Poster
from storage import events, follows, history
from storage.db import Database
from tests.newsroom import DAM, WORKSPACE, make_services
from tests.page_server import PageServer
from tests.pipeline.test_follow import MOVED
from tests.slack.answering import FakeClients
from tests.slack.harness import ANN, BEN, CAY, SlackHarness, offers, said
from tests.slack.test_handlers import Calls, FakeSlack
from tests.slack.test_records import caught_up


def followed(harness: SlackHarness) -> list[tuple[str, str]]:
    """List who follows which event and whether they hear of it."""
    found = harness.record(lambda s: follows.of_event(s, DAM.slug))
    how = ("muted" if one.muted else "for a day" if one.muted_until else " ".join(one.claims) or "all" for one in found)
    return list(zip([one.person for one in found], how, strict=True))


def test_a_press_follows_and_its_window_narrows_mutes_and_ends_it(harness: SlackHarness) -> None:
    card = caught_up(harness)
    harness.press(BEN, card, "follow")
    view = harness.window(BEN, "You follow this event now", "Only these claims")
    assert followed(harness) == [(BEN.id, "all")]
    for block, action, value, how in (
        ("claims", "claims", ["so"], [(BEN.id, "so")]),
        ("hear", "hear", "not_for_a_day", [(BEN.id, "for a day")]),
        ("hear", "hear", "nothing", [(BEN.id, "muted")]),
        ("hear", "hear", "stop", []),
    ):
        harness.slack.fill(BEN.id, view.id, block, action, value)
        assert harness.slack.submit(BEN.id, view.id) == {}
        assert followed(harness) == how
        if how:
            harness.press(BEN, card, "follow")
            view = harness.window(BEN, "You follow this event:")


def test_whoever_follows_is_told_directly_once_and_home_lists_it(harness: SlackHarness) -> None:
    for person in (ANN, CAY):
        harness.slack.command(person.id, harness.watched.id, "/event follow orrin-dam")
        harness.ephemeral(person, harness.watched, "You follow “Vera Holm says that the Orrin dam has failed” now")
    harness.home(ANN, "You follow", "Unverified")
    message = harness.paste()
    harness.press(CAY, harness.card(message, "Vera Holm"), "approve")
    told = harness.wait(lambda: next(iter(m for m in harness.direct(ANN) if "you follow this event" in said(m)), None))
    assert "Unverified → reported" in said(told)
    assert [m for m in harness.direct(CAY) if "you follow this event" in said(m)] == [], "she decided it herself"
    assert all(offers(told, action) for action in ("show_event", "catch_up", "mute", "unfollow"))
    harness.home(ANN, "You follow", "Reported")
    harness.press(ANN, told, "mute")
    harness.wait(lambda: (ANN.id, "for a day") in followed(harness))
    harness.home(ANN, "Reported · muted")
    harness.press(ANN, told, "unfollow")
    harness.wait(lambda: followed(harness) == [(CAY.id, "all")])


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("follow orrin-dam", "You follow “Vera Holm says that the Orrin dam has failed” now"),
        ("please tell me", "Name me with a link"),
        ("follow up on the orrin dam failed", "Name me with a link"),
        ("unfollow the event dam failed.", "You did not follow"),
        ("mute orrin-dam", "You do not follow this event"),
        ("follow orrin", "Several events fit"),
    ],
)
def test_it_is_asked_for_in_words(harness: SlackHarness, words: str, answer: str) -> None:
    harness.slack.post(ANN.id, harness.other.id, f"@Second Source {words}")
    harness.ephemeral(ANN, harness.other, answer)
    assert bool(followed(harness)) is ("now" in answer)


def test_words_that_only_begin_like_it_are_searched_for(harness: SlackHarness) -> None:
    harness.slack.command(ANN.id, harness.other.id, "/event follow zebras")
    harness.ephemeral(ANN, harness.other, "No event on record fits")


class OfOne(FakeSlack):
    """Slack with one person, as they are now."""

    def __init__(self, calls: Calls, **person: Any) -> None:
        super().__init__(calls)
        self.person = person

    def api_call(self, api_method: str, **more: Any) -> SlackResponse:
        response = super().api_call(api_method, **more)
        if api_method == "users.info" and isinstance(response.data, dict):
            response.data["user"].update(self.person)
        return response


@pytest.fixture
def database(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'second-source.db')}")
    yield database
    database.dispose()


@pytest.mark.parametrize(
    ("person", "posts"),
    [({}, 1), ({"deleted": True}, 0), ({"team_id": "T0ELSEWHERE"}, 0)],
    ids=["here", "deactivated", "moved away"],
)
def test_somebody_who_is_gone_gets_nothing(database: Database, person: dict[str, Any], posts: int) -> None:
    calls = Calls()
    with PageServer() as pages, BackgroundTasks() as background:
        services = make_services(database, pages)
        clients = FakeClients(OfOne(calls, **person))
        slack = SlackContext(services, clients, Members(clients.of, services.clock), background)
        with database.transaction(WORKSPACE) as s:
            follows.follow(s, DAM.slug, "U0ANN1", services.clock())
            edit = events.edit(s, DAM.slug, EditKind.RETRACT, by="U0BEN1", reason="A drill.", at=services.clock())
            history.add(s, DAM.slug, [MOVED.model_copy(update={"edit_id": edit})])
            tell_followers(s, DAM.slug, history.of_event(s, DAM.slug), services.clock(), by="U0BEN1", key="e", edit_id=edit)
        while Poster(slack).draw_next(WORKSPACE):
            pass
    assert len(calls.of("chat.postMessage")) == posts
