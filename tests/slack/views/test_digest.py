"""Digests and reminders as messages: what is told first, that Slack takes any amount of it, and nothing comes to life."""

import datetime as dt
import json
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.digest import MARKS, Bar, Digest, Entry, Group, Section
from bot.domain.model import EventKind
from bot.domain.subscription import DigestPart, DigestSettings, EventFilter, Subscription, SubscriptionState
from bot.domain.workspace import WorkspaceSettings
from bot.slack.action_ids import Action
from bot.slack.digests import NONE_OWN, NONE_YET
from bot.slack.forms import digest as digest_form
from bot.slack.views.digest import PAGE, digest_card, full_list_modal, reminder_card
from bot.slack.views.digest_list import contents_of, post_now_message, subscriptions_message
from tests.slack.limits import assert_fits as assert_modal_fits
from tests.slack.limits import texts
from tests.slack.made import everyday, rebuilt
from tests.slack.messages import actions, assert_fits, words_of
from tests.slack.proposals import AT

MONDAY = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)
HOSTILE = "<!channel> *now* <https://evil.example|click> \u202egnp.exe `x` &amp; " + "w" * 600
HEBREW = "שריפה במסוף המעבורות: ארבעה פצועים"
WHY = "Confirmed by 2 outlets, 2 origins: Harbour Courier and Vera Holm."


def told(number: int = 1, **changes: Any) -> Entry:
    given = {
        "about": f"The ferry hall burned down, part {number}",
        "says": "reported → verified",
        "why": WHY,
        "event": f"ferry-{number}",
        "proposal": number,
    }
    return Entry(**(given | changes))


def section(group: Group, *entries: Entry, more: int = 0) -> Section:
    part = DigestPart.DISPUTES if group is Group.DISPUTED else DigestPart.CHANGES
    return Section(part=part, title=group.value, mark=MARKS[group], entries=entries, more=more)


def waiting(number: int = 40, **changes: Any) -> Entry:
    given = {
        "about": "The dam at Orrin failed",
        "says": "Courier: from unverified to reported.",
        "event": None,
        "proposal": number,
        "since": MONDAY - dt.timedelta(hours=26),
        "person": "U0MIRA1",
    }
    return Entry(**(given | changes))


def made(*sections: Section, **changes: Any) -> Digest:
    given = {
        "zone": "Europe/Lisbon",
        "since": FRIDAY,
        "until": MONDAY,
        "summary": "2 changed; 1 waits for a decision for 26 hours.",
        "sections": sections,
        "numbers": ("3 links brought, 1 not read", "2 decisions: 2 approved", "1 proposal waiting"),
        "bars": (
            Bar(day=dt.date(2026, 11, 20), rose=1),
            Bar(day=dt.date(2026, 11, 21)),
            Bar(day=dt.date(2026, 11, 23), disputed=1),
        ),
    }
    return Digest(**(given | changes))


NOTHING = made(summary="Nothing changed and nothing waits.", bars=())
ONE = made(section(Group.VERIFIED, told()), summary="1 changed.")
USUAL = made(
    section(Group.DISPUTED, told(1, says="corroborated → disputed")),
    section(Group.VERIFIED, told(2)),
    Section(
        part=DigestPart.NEW, title="New events", mark="🆕",
        entries=(Entry(about="Library stays open", says="reported", event="library"),),
    ),
    Section(part=DigestPart.WAITING, title="Waiting for a decision", mark="⏳", entries=(waiting(),)),
    Section(
        part=DigestPart.FAILED, title="Could not be read", mark="⚠️",
        entries=(Entry(about="https://paper.example/1", says="The site asks for a subscription (403).", person="U0MIRA1"),),
    ),
    Section(
        part=DigestPart.CONTRIBUTORS, title="Brought most", mark="🙌",
        entries=(Entry(about="", person="U0MIRA1", says="12 links"),),
    ),
    notes=("The digest of Fri 20 Nov, 18:00 was missed: Second Source was not running. This one covers its time too.",),
)  # fmt: skip
MANY = made(
    *(
        section(group, *(told(100 * n + k, about=f"{'Long headline ' * 9}{k}") for k in range(10)), more=90)
        for n, group in enumerate(Group)
    ),
    Section(
        part=DigestPart.WAITING,
        title="Waiting for a decision",
        mark="⏳",
        entries=tuple(waiting(k) for k in range(900, 910)),
        more=40,
    ),
    summary="600 changed; 50 wait for a decision, the oldest for 26 hours.",
)
NASTY = made(
    section(Group.FALLEN, told(about=HOSTILE, says=HOSTILE, why=HOSTILE)),
    Section(
        part=DigestPart.FAILED,
        title="Could not be read",
        mark="⚠️",
        entries=(Entry(about=HOSTILE, says=HOSTILE, person=HOSTILE),),
    ),
    summary="1 changed.",
)
RIGHT_TO_LEFT = made(section(Group.VERIFIED, told(about=HEBREW, why=HEBREW)), summary="1 changed.")


def link(proposal: int) -> str | None:
    return f"https://s.example/archives/C0WATCH/p{proposal}" if proposal < 10 else None


def test_a_digest_is_drawn_as_before(snapshot: SnapshotAssertion) -> None:
    assert digest_card(7, USUAL, MONDAY, link).payload() == snapshot(extension_class=JSONSnapshotExtension)


def test_every_digest_fits_and_says_in_its_words_what_it_tells() -> None:
    for digest in (NOTHING, ONE, USUAL, MANY, NASTY, RIGHT_TO_LEFT):
        assert digest.summary in words_of(assert_fits(digest_card(7, digest, MONDAY, link)))
    assert HEBREW in words_of(assert_fits(digest_card(7, RIGHT_TO_LEFT, MONDAY, link)))


def test_a_quiet_night_is_one_line_without_buttons() -> None:
    blocks = assert_fits(digest_card(7, NOTHING, MONDAY))
    assert "Nothing changed" in words_of(blocks)
    assert len(blocks) == 2
    assert actions(blocks) == {}


def test_what_changed_comes_first_then_what_waits_then_the_numbers() -> None:
    said = words_of(assert_fits(digest_card(7, USUAL, MONDAY)))
    places = [
        said.index(words)
        for words in ("2 changed", "was missed", "Disputed · 1", "Verified · 1", "New events", "Waiting", "3 links")
    ]
    assert places == sorted(places)
    assert "Waiting for 26 hours" in said
    assert "Since Fri 20 Nov, 16:00 (Europe/Lisbon)" in said


def test_a_headline_leads_to_the_card_where_there_is_one() -> None:
    blocks = assert_fits(digest_card(7, USUAL, MONDAY, link))
    assert "https://s.example/archives/C0WATCH/p1" in json.dumps(blocks)
    assert "p40" not in json.dumps(blocks)


def test_five_hundred_changes_fit_and_what_is_left_out_is_counted_and_found() -> None:
    blocks = assert_fits(digest_card(7, MANY, MONDAY))
    said = words_of(blocks)
    for group in Group:
        assert f"{group.value} · 100" in said
    shown = said.count("reported → verified")
    assert shown >= 12
    assert "and 9" in said
    assert actions(blocks)[Action.DIGEST_PAGE] == "7.0"


def test_what_the_chart_shows_stands_in_words_too() -> None:
    blocks = assert_fits(digest_card(7, USUAL, MONDAY))
    assert any(block["type"] == "data_visualization" for block in blocks)
    assert "Fri 20 Nov: 1 rose · Mon 23 Nov: 1 disputed" in words_of(blocks)
    assert not any(
        b["type"] == "data_visualization" for b in assert_fits(digest_card(7, made(*ONE.sections, bars=ONE.bars[:1]), MONDAY))
    )


def test_nothing_from_outside_comes_to_life() -> None:
    blocks = assert_fits(digest_card(7, NASTY, MONDAY))
    assert not any("<!" in text or "<http" in text for text in texts(blocks))
    assert "\u202e" not in json.dumps(blocks, ensure_ascii=False)


def test_nobody_is_mentioned_but_who_brought_most() -> None:
    blocks = digest_card(7, USUAL, MONDAY).payload()["blocks"]
    assert json.dumps(blocks).count("U0MIRA1") == 1


@pytest.mark.parametrize("page", [0, 1, 2, 99])
def test_the_full_list_is_turned_over_page_by_page(page: int) -> None:
    whole = made(section(Group.VERIFIED, *(told(k) for k in range(100))))
    modal = full_list_modal(7, whole, MONDAY, page)
    assert_modal_fits(modal)
    at = min(page, 2)
    assert f"page {at + 1} of 3" in json.dumps(modal)
    assert json.dumps(modal, ensure_ascii=False).count("The ferry hall burned") == min(PAGE, 100 - at * PAGE)
    turns = {key.partition(":")[2]: value for key, value in actions(modal["blocks"]).items()}
    assert turns == {name: f"7.{to}" for name, to in (("Back", at - 1), ("Further", at + 1)) if 0 <= to <= 2}


def test_a_reminder_names_what_waits_and_calls_the_editors() -> None:
    settings = WorkspaceSettings(
        editors=("U0EDDA1",), editor_groups=("S0EDITORS",), reminder_hours=24, reminder_channel="C0DESK1"
    )
    shown = reminder_card([everyday(), rebuilt(everyday(), id=13)], settings, AT + dt.timedelta(hours=30))
    blocks = assert_fits(shown)
    said = words_of(blocks)
    assert "2 proposals wait for a decision for more than 24 hours" in said
    assert "Waiting for 30 hours" in said
    assert {"<!subteam^S0EDITORS>", "<@U0EDDA1>"} <= set(blocks[0]["text"]["text"].split())
    one = reminder_card([everyday()], settings, AT + dt.timedelta(hours=30))
    assert "1 proposal waits" in one.text
    many = [rebuilt(everyday(), id=n) for n in range(1, 60)]
    assert "and 39 more" in words_of(assert_fits(reminder_card(many, settings, AT)))


def test_the_window_is_drawn_as_before(snapshot: SnapshotAssertion) -> None:
    settings = DigestSettings(
        days=(0, 6),
        at=dt.time(7, 30),
        zone="Asia/Kathmandu",
        parts=tuple(DigestPart),
        events=EventFilter(place="Maravale", kinds=(EventKind.ACCIDENT,), tags=("fire", "ferries")),
        quiet=True,
        addresses=("desk@paper.example",),
    )
    modal = digest_form.draw("C0DESK1", settings, subscription=3, mail_domains=["paper.example"])
    assert_modal_fits(modal)
    assert modal == snapshot(extension_class=JSONSnapshotExtension)


def test_no_addresses_are_asked_for_where_no_mail_is_sent() -> None:
    assert "e-mail" not in json.dumps(digest_form.draw("C0DESK1", DigestSettings()))


def test_a_channels_digests_are_listed_with_what_may_be_done() -> None:
    active = Subscription(
        id=3, channel="C0DESK1", settings=DigestSettings(), state=SubscriptionState.ACTIVE, by="U0MIRA1", from_at=FRIDAY
    )
    paused = active.model_copy(
        update={"id": 4, "state": SubscriptionState.PAUSED, "paused_because": "The channel is archived."}
    )
    blocks = assert_fits(subscriptions_message([active, paused], MONDAY, NONE_YET))
    said = words_of(blocks)
    assert "1. Mon–Fri at 09:00 (UTC)" in said
    assert "Paused: The channel is archived." in said
    assert {"digest_pause:3", "digest_resume:4", "digest_off:4", "digest_change:3", "digest_now:3"} <= set(actions(blocks))
    assert_fits(subscriptions_message([active.model_copy(update={"id": n}) for n in range(1, 40)], MONDAY, NONE_YET))
    assert subscriptions_message([], MONDAY, NONE_OWN, own=True).text == NONE_OWN
    assert "Your own digests: 1" in subscriptions_message([active], MONDAY, NONE_OWN, own=True).text
    for subscription in (None, active):
        asked = assert_fits(post_now_message("C0DESK1", subscription))
        assert actions(asked) == {"digest_post": str(subscription.id if subscription else 0)}


def test_what_a_digest_tells_is_said_in_words() -> None:
    settings = DigestSettings(parts=(DigestPart.NEW, DigestPart.WAITING), events=EventFilter(place="Orrin", tags=("dams",)))
    assert contents_of(settings) == "New events, what waits for a decision; events at Orrin, tagged dams only"
