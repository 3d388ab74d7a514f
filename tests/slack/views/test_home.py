"""App Home: who sees what, in which order, and that Slack takes it."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.model import EventKind
from bot.domain.record import ProposalState, SubmissionState
from bot.domain.urgency import Only
from bot.domain.wording import age
from bot.domain.workspace import WorkspaceSettings
from bot.sandbox.local_slack.limits import views
from bot.slack.action_ids import Action
from bot.slack.home import MINE, PAGE
from bot.slack.shown import QueueView
from bot.slack.views.home import HomeContent, Mine, Shown, home_view
from tests.slack.limits import texts
from tests.slack.made import approved, everyday, largest, new_event, rebuilt, submission
from tests.slack.messages import actions, assert_in_order, words_of
from tests.slack.proposals import AT, LONGEST
from tests.slack.views.test_handling import HELD

SETTINGS = WorkspaceSettings(
    watched_channels=("C0DESK1",), editors=("U0EDDA1",), home_channel="C0NEWS1", ignored_domains=("jokes.example",)
)
JOURNALIST = HomeContent(
    editor=False,
    admin=False,
    waiting=(),
    waiting_total=0,
    mine=(Mine(submission(), (everyday(), approved()), "Mayor in tears", "https://s.example/2", "Daily Beacon", AT.date()),),
    settings=SETTINGS,
    problems=(),
    now=AT + dt.timedelta(hours=26),
)
EDITOR = replace(
    JOURNALIST,
    editor=True,
    waiting=(
        (Shown(everyday(), "Mayor in tears", "https://s.example/1"),),
        (Shown(rebuilt(new_event(), id=13), handled=HELD),),
    ),
    waiting_total=12,
    in_order=12,
    pages=2,
    add_nothing=1,
)


def blocks_of(content: HomeContent) -> list[dict[str, Any]]:
    view = json.loads(json.dumps(home_view(content)))
    views.check(view, "home")
    assert view["type"] == "home"
    found: list[dict[str, Any]] = view["blocks"]
    return found


def test_an_editors_home_is_drawn_as_before(snapshot: SnapshotAssertion) -> None:
    assert home_view(replace(EDITOR, admin=True)) == snapshot(extension_class=JSONSnapshotExtension)


def test_an_editor_sees_the_queue_first_by_event_with_what_changes_outlet_and_article() -> None:
    blocks = blocks_of(EDITOR)
    said = words_of(blocks)
    assert said.startswith("12 proposals wait for a decision\n")
    assert_in_order(
        said,
        [
            "Most urgent first",
            "File the one that adds nothing",
            "Vera Holm says the Orrin dam failed",
            "Nothing new",
            "Mayor in tears · Daily Beacon",
            "Waiting for 26 hours · brought by <@U0MIRA1>",
            "New event: Vera Holm says the Orrin dam failed",
            "New event",
            "Page 1 of 2",
            "Next page",
        ],
    )
    offered = actions(blocks)
    assert offered[f"{Action.SHOW_PROPOSAL}:0"] == "12"
    assert offered[f"{Action.SHOW_PROPOSAL}:1"] == "13"
    links = [action for action in offered if action.startswith(Action.OPEN_LINK)]
    assert links == [f"{Action.OPEN_LINK}:0", f"{Action.OPEN_LINK}:mine:0"]
    assert offered[f"{Action.HOME_PAGE}:1"] == "urgent:1"
    assert f"{Action.HOME_PAGE}:0" not in offered


def test_the_queue_is_narrowed_by_menus_and_turned_over_with_what_it_is_narrowed_to() -> None:
    only = Only("orrin-dam", EventKind.STATEMENT, "U0MIRA1")
    blocks = blocks_of(replace(EDITOR, shows=QueueView(only=only, mine=1), events={"mill": "The mill"}, mine_pages=3))
    said, offered = words_of(blocks), actions(blocks)
    assert "Show all" in said
    assert all(f"'{Action.HOME_ONLY}:{name}'" in str(blocks) for name in ("event", "kind", "by", "all"))
    assert offered[f"{Action.HOME_PAGE}:1"] == "urgent:1:1:orrin-dam:statement:U0MIRA1"
    assert offered[f"{Action.HOME_PAGE}:mine:2"] == "urgent:0:2:orrin-dam:statement:U0MIRA1"
    assert QueueView.parse(offered[f"{Action.HOME_PAGE}:1"]) == QueueView(page=1, mine=1, only=only)
    assert Action.HOME_ONLY not in str(blocks_of(replace(EDITOR, waiting_total=1, in_order=1)))


def test_links_with_one_title_are_told_apart_by_outlet_and_day() -> None:
    mine = [Mine(submission(id=n), title="Dam fails", outlet=f"Paper {n}", published=AT.date()) for n in range(2)]
    said = words_of(blocks_of(replace(JOURNALIST, mine=mine)))
    day = f"{AT.day} {AT:%b %Y}"
    assert f"Dam fails · Paper 0, {day}" in said
    assert f"Dam fails · Paper 1, {day}" in said


def test_a_queue_that_is_too_long_says_how_much_of_it_is_in_order() -> None:
    said = words_of(blocks_of(replace(EDITOR, waiting_total=3_217, in_order=200)))
    assert "The oldest 200 of 3,217 are in order here" in said
    assert "in order here" not in words_of(blocks_of(EDITOR))


def test_all_the_links_that_are_given_are_shown() -> None:
    mine = [Mine(submission(id=n), title=f"Story {n}") for n in range(12)]
    assert "Story 11" in words_of(blocks_of(replace(JOURNALIST, mine=mine)))


def test_an_editor_with_nothing_to_do_is_told_so() -> None:
    assert words_of(blocks_of(replace(EDITOR, waiting=(), waiting_total=0))).startswith("Nothing waits for a decision")


def test_a_journalist_sees_what_became_of_their_links_and_no_queue() -> None:
    said = words_of(blocks_of(JOURNALIST))
    assert "decision" not in said.split("How to use it")[0]
    assert_in_order(said, ["Your links", "Mayor in tears", "“Vera Holm says the Orrin dam failed”: waits for an editor"])
    assert "“Vera Holm says the Orrin dam failed”: approved" in said
    assert "Settings" not in said


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SubmissionState.FAILED, "There is no page."),
        (SubmissionState.DUPLICATE, "had brought the same article before"),
        (SubmissionState.SUPERSEDED, "Replaced"),
        (SubmissionState.WITHDRAWN, "Withdrawn"),
        (SubmissionState.READ, "Being read; you brought it 26 hours ago."),
    ],
)
def test_every_link_says_how_it_stands(state: SubmissionState, words: str) -> None:
    mine = (Mine(submission(state=state, failure="There is no page.")),)
    assert words in words_of(blocks_of(replace(JOURNALIST, mine=mine)))


def test_an_admin_sees_the_settings_in_words() -> None:
    blocks = blocks_of(replace(JOURNALIST, admin=True))
    said = words_of(blocks)
    for part in (
        "*Editors*: <@U0EDDA1>",
        "*Watched channels*: <#C0DESK1>",
        "*Changes of level are announced in*: <#C0NEWS1>",
        "*Approving one's own link*: not allowed",
        "*Sites that are left alone*: jokes.example",
        "*Undo*: for 15 minutes",
    ):
        assert part in said
    assert Action.SETTINGS in actions(blocks)


def test_a_workspace_without_editors_says_so_first() -> None:
    nobody = replace(JOURNALIST, settings=WorkspaceSettings())
    assert "Ask a workspace admin" in words_of(blocks_of(nobody)).splitlines()[0]
    assert "under “Settings” below" in words_of(blocks_of(replace(nobody, admin=True))).splitlines()[0]


def test_cards_that_could_not_be_posted_are_named() -> None:
    said = words_of(blocks_of(replace(EDITOR, problems=[f"<#C0NEWS{n}>: The channel is archived." for n in range(7)])))
    assert "• <#C0NEWS0>: The channel is archived." in said
    assert "and 2 more" in said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "less than a minute"), (60, "1 minute"), (3599, "59 minutes"), (26 * 3600, "26 hours"), (3 * 86400, "3 days")],
)
def test_an_age_is_said_in_plain_words(seconds: int, words: str) -> None:
    assert age(AT, AT + dt.timedelta(seconds=seconds)) == words


def test_the_largest_and_most_hostile_home_is_taken() -> None:
    waiting = [rebuilt(largest(), id=n, state=ProposalState.PENDING) for n in range(PAGE)]
    content = replace(
        EDITOR,
        admin=True,
        waiting=[[Shown(filed, LONGEST, f"https://s.example/{filed.id}")] for filed in waiting],
        waiting_total=4_000,
        add_nothing=200,
        pages=400,
        shows=QueueView(page=20, mine=3, only=Only("orrin-dam", EventKind.ATTACK, "U0MIRA1")),
        mine_pages=9,
        events={f"event-{n}": LONGEST for n in range(200)},
        kinds=tuple(EventKind),
        mine=[Mine(submission(url=LONGEST, failure=LONGEST), waiting, LONGEST, "https://s.example/mine") for _ in range(MINE)],
        settings=WorkspaceSettings(
            watched_channels=tuple(f"C0DESK{n}" for n in range(100)),
            editor_groups=tuple(f"S0GROUP{n}" for n in range(50)),
            ignored_domains=tuple(f"{'a' * 60}.{'b' * 60}.{'c' * 60}.site-{n}.example" for n in range(500)),
        ),
        problems=[f"<#C0NEWS1>: {'x' * 900}"] * 40,
    )
    for text in texts(blocks_of(content)):
        assert "<!channel>" not in text
        assert "<@U0BOSS1>" not in text
