"""The page offers links to try in one channel, above its messages, to those who are in it."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.sandbox.browser import routes
from bot.sandbox.browser.guide import Example, Guide, NotTheirs
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.values import Channel, Person
from tests.sandbox.browser.drawn import Drawn, read

PEOPLE = (Person("U0INES", "ines", "Ines Marlow"), Person("U0OTTO", "otto", "Otto Reyes"), Person("U0PIA", "pia", "Pia Lund"))
CHANNELS = (Channel("C0TIDE", "tide", {"U0INES", "U0OTTO"}), Channel("C0OPEN", "open", {"U0INES", "U0OTTO", "U0PIA"}))
GUIDE = Guide(
    channel="C0TIDE",
    examples=(
        Example("http://tide.example/pier?a=1&b=2", "A pier <closed> by one man's word."),
        Example("http://tide.example/boat", "A boat that came back."),
    ),
    roles=(("U0INES", "Ines, who writes"), ("U0OTTO", "Otto, who decides")),
)


@pytest.fixture
def running() -> Iterator[LocalSlack]:
    slack = LocalSlack(clock=lambda: dt.datetime.now(dt.UTC), rng=random.Random(5), people=PEOPLE, channels=CHANNELS, groups=[])
    with slack:
        yield slack


def page_of(slack: LocalSlack, guide: Guide | None = GUIDE) -> TestClient:
    return TestClient(Starlette(routes=routes(slack, guide)))


def offered(page: TestClient, person: str = "U0INES", at: str = "C0TIDE") -> Drawn:
    answer = page.post("/browser/look", json={"as": person, "at": at})
    assert answer.status_code == 200
    return read(answer.json()["pieces"]["guide"]["html"])


def buttons(drawn: Drawn, does: str) -> list[dict[str, str | None]]:
    return [button for button in drawn.all("button") if button.get("data-do") == does]


def test_who_may_not_press_is_told_what_to_press_only_where_that_is(running: LocalSlack) -> None:
    told = NotTheirs(frozenset({"approve"}), "Only Otto decides.", "Press “Become Otto” at the top.")
    page, app = page_of(running, replace(GUIDE, not_theirs={"U0INES": told})), WebClient(running.bot_token, running.api_url)
    words = {"type": "plain_text", "text": "Go"}
    confirm = dict.fromkeys(("title", "text", "confirm", "deny"), words)
    asks = {"type": "button", "action_id": "approve", "text": words, "confirm": confirm}
    blocks = [{"type": "actions", "elements": [asks]}]
    said = {}
    for channel in ("C0TIDE", "C0OPEN"):
        running.invite("U0OTTO", channel, running.identity.bot_user)
        app.chat_postMessage(channel=channel, text="A card", blocks=blocks)
        answer = page.post("/browser/look", json={"as": "U0INES", "at": channel}).json()
        said[channel] = "".join(item["html"] for item in answer["lists"]["messages"]["items"])
    assert "Only Otto decides. Press “Become Otto” at the top." in said["C0TIDE"]
    assert "Only Otto decides.</template>" in said["C0OPEN"]


def test_each_link_has_its_phrase_and_a_button_that_pastes_it(running: LocalSlack) -> None:
    drawn = offered(page_of(running))
    assert drawn.balanced
    assert [button["data-url"] for button in buttons(drawn, "paste")] == [example.url for example in GUIDE.examples]
    assert {button["data-channel"] for button in buttons(drawn, "paste")} == {"C0TIDE"}
    for example in GUIDE.examples:
        assert example.shows in drawn.text
    assert "You are Ines, who writes." in drawn.text
    assert [button["data-person"] for button in buttons(drawn, "become")] == ["U0OTTO"]


def test_somebody_without_a_role_there_can_take_any(running: LocalSlack) -> None:
    running.invite("U0INES", "C0TIDE", "U0PIA")
    drawn = offered(page_of(running), "U0PIA")
    assert "You are" not in drawn.text
    assert [button["data-person"] for button in buttons(drawn, "become")] == ["U0INES", "U0OTTO"]


def test_the_list_is_open_until_one_of_them_has_posted_something(running: LocalSlack) -> None:
    page = page_of(running)
    running.invite("U0INES", "C0TIDE", "U0PIA")
    running.post("U0PIA", "C0TIDE", "Low water")
    assert "open" in offered(page).all("details")[0]
    assert "<details open>" in page.get("/?as=U0INES&at=C0TIDE").text
    running.post("U0OTTO", "C0TIDE", "High water")
    assert "open" not in offered(page).all("details")[0]
    assert len(buttons(offered(page), "paste")) == 2


@pytest.mark.parametrize(("person", "at"), [("U0INES", "C0OPEN"), ("U0INES", "home"), ("U0INES", "app"), ("U0PIA", "C0TIDE")])
def test_nothing_is_offered_elsewhere_or_to_others(running: LocalSlack, person: str, at: str) -> None:
    assert offered(page_of(running), person, at).elements == []


def test_a_page_without_a_guide_offers_nothing(running: LocalSlack) -> None:
    assert offered(page_of(running, None)).elements == []


def test_what_is_posted_comes_back_with_its_id_so_that_its_thread_can_be_opened(running: LocalSlack) -> None:
    given: dict[str, Any] = {"as": "U0INES", "channel": "C0TIDE", "text": GUIDE.examples[0].url}
    posted = page_of(running).post("/browser/do/post", json=given).json()
    assert posted["problem"] == ""
    assert running.messages("C0TIDE", "U0INES")[-1].ts == posted["ts"]
