"""What the app is told, in Slack's envelopes, and what it is not told."""

from collections.abc import Callable

import pytest

from bot.sandbox.local_slack.errors import SandboxRefused
from bot.sandbox.local_slack.faults import Faults
from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.manifest import Manifest
from tests.sandbox.local_slack.conftest import Start
from tests.sandbox.local_slack.listening import Listening


def settled(slack: LocalSlack) -> None:
    slack.wait_for(lambda: slack.under_way() == 0)


def test_a_message_comes_as_slack_sends_it(slack: LocalSlack, app: Listening) -> None:
    posted = slack.post("U0MIRA", "C0VERIFY", "see https://a.example/x?p=1&q=2")
    event = app.event("message")
    assert event == {
        "type": "message",
        "user": "U0MIRA",
        "team": "T0HARBOUR",
        "text": "see <https://a.example/x?p=1&amp;q=2>",
        "ts": posted.ts,
        "event_ts": posted.ts,
        "channel": "C0VERIFY",
        "channel_type": "channel",
        "client_msg_id": posted.client_msg_id,
        "blocks": posted.blocks,
    }
    payload = app.envelopes[0]["payload"]
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == ("event_callback", "T0HARBOUR", "A0SOURCE")
    assert payload["event_id"].startswith("Ev")
    assert payload["is_ext_shared_channel"] is False
    assert payload["authorizations"] == [
        {"enterprise_id": None, "team_id": "T0HARBOUR", "user_id": "U0SOURCE", "is_bot": True, "is_enterprise_install": False}
    ]


def test_a_mention_comes_beside_the_message_with_its_own_id(slack: LocalSlack, app: Listening) -> None:
    posted = slack.post("U0MIRA", "C0VERIFY", "@Second Source https://a.example")
    mention, message = app.event("app_mention"), app.event("message")
    assert mention["ts"] == message["ts"] == posted.ts
    assert mention["text"] == "<@U0SOURCE> <https://a.example>"
    assert len({envelope["payload"]["event_id"] for envelope in app.envelopes}) == 2


def test_a_reply_names_its_thread(slack: LocalSlack, app: Listening) -> None:
    parent = slack.post("U0MIRA", "C0VERIFY", "parent")
    slack.post("U0OLEK", "C0VERIFY", "reply", thread_ts=parent.ts)
    reply = app.event("message", 1)
    assert (reply["thread_ts"], reply["parent_user_id"]) == (parent.ts, "U0MIRA")


def test_an_edit_and_a_preview_are_both_changes(slack: LocalSlack, app: Listening) -> None:
    posted = slack.post("U0MIRA", "C0VERIFY", "https://a.example")
    slack.unfurl("C0VERIFY", posted.ts)
    slack.edit("U0MIRA", "C0VERIFY", posted.ts, "https://b.example")
    unfurled, edited = app.event("message", 1), app.event("message", 2)
    assert (unfurled["subtype"], unfurled["hidden"]) == ("message_changed", True)
    assert unfurled["message"]["text"] == unfurled["previous_message"]["text"] == "<https://a.example>"
    assert unfurled["message"]["attachments"][0]["from_url"] == "https://a.example"
    assert "edited" not in unfurled["message"]
    assert (edited["message"]["text"], edited["previous_message"]["text"]) == ("<https://b.example>", "<https://a.example>")
    assert edited["message"]["edited"]["user"] == "U0MIRA"
    assert edited["ts"] == edited["event_ts"] != posted.ts


def test_slack_adds_previews_by_itself_when_asked_to(start: Start) -> None:
    slack = start(faults=Faults(unfurls=True))
    with Listening(slack) as app:
        slack.post("U0MIRA", "C0VERIFY", "https://a.example")
        assert app.event("message", 1)["subtype"] == "message_changed"


def test_a_mention_that_an_edit_brings_is_told(slack: LocalSlack, app: Listening) -> None:
    posted = slack.post("U0MIRA", "C0VERIFY", "https://a.example")
    slack.edit("U0MIRA", "C0VERIFY", posted.ts, "@Second Source https://a.example")
    assert app.event("app_mention")["edited"]["user"] == "U0MIRA"


def test_a_deleted_message_is_told_and_one_with_replies_leaves_a_tombstone(slack: LocalSlack, app: Listening) -> None:
    alone = slack.post("U0MIRA", "C0VERIFY", "alone")
    slack.delete("U0MIRA", "C0VERIFY", alone.ts)
    gone = app.event("message", 1)
    assert (gone["subtype"], gone["deleted_ts"], gone["previous_message"]["text"]) == ("message_deleted", alone.ts, "alone")
    parent = slack.post("U0MIRA", "C0VERIFY", "parent")
    slack.post("U0OLEK", "C0VERIFY", "reply", thread_ts=parent.ts)
    slack.delete("U0OLEK", "C0VERIFY", parent.ts)
    stone = app.event("message", 4)
    assert (stone["subtype"], stone["message"]["subtype"], stone["message"]["ts"]) == (
        "message_changed",
        "tombstone",
        parent.ts,
    )
    assert stone["previous_message"]["text"] == "parent"
    assert slack.messages("C0VERIFY", "U0MIRA") == []
    assert [m.text for m in slack.thread("C0VERIFY", parent.ts, "U0MIRA")] == ["This message was deleted.", "reply"]


def test_the_apps_own_messages_come_back_with_its_bot_id(slack: LocalSlack, app: Listening) -> None:
    ts = app.client.chat_postMessage(channel="C0VERIFY", text="card")["ts"]
    app.client.chat_update(channel="C0VERIFY", ts=ts, text="card, changed")
    app.client.chat_delete(channel="C0VERIFY", ts=ts)
    own, changed, deleted = (app.event("message", number) for number in range(3))
    assert (own["bot_id"], own["user"], own["app_id"]) == ("B0SOURCE", "U0SOURCE", "A0SOURCE")
    assert (changed["message"]["bot_id"], changed["subtype"]) == ("B0SOURCE", "message_changed")
    assert deleted["subtype"] == "message_deleted"


def test_private_channels_are_told_as_groups_and_direct_messages_as_such(slack: LocalSlack, app: Listening) -> None:
    slack.post("U0OLEK", "G0DESK", "inside")
    app.client.chat_postMessage(channel="U0MIRA", text="for you")
    slack.post("U0MIRA", slack.direct("U0MIRA").id, "for the app")
    told = [app.event("message", number) for number in range(3)]
    assert [(each["channel_type"], each["text"]) for each in told] == [
        ("group", "inside"), ("im", "for you"), ("im", "for the app"),
    ]  # fmt: skip


def test_nothing_is_told_of_channels_without_the_app(slack: LocalSlack, app: Listening) -> None:
    slack.post("U0MIRA", "C0RANDOM", "@Second Source https://a.example")
    slack.invite("U0MIRA", "C0RANDOM", "U0GUST")
    slack.open_home("U0MIRA")
    app.event("app_home_opened")
    settled(slack)
    assert {event["type"] for event in app.events()} == {"app_home_opened"}


def test_ephemeral_messages_are_not_told(slack: LocalSlack, app: Listening) -> None:
    app.client.chat_postEphemeral(channel="C0VERIFY", user="U0MIRA", text="only you")
    settled(slack)
    assert app.events() == []


def test_who_comes_into_a_channel_is_told_the_app_included(slack: LocalSlack, app: Listening) -> None:
    slack.invite("U0MIRA", "C0RANDOM", slack.bot_user)
    joined = app.event("member_joined_channel")
    assert (joined["user"], joined["channel"], joined["inviter"]) == ("U0SOURCE", "C0RANDOM", "U0MIRA")
    assert app.event("message")["subtype"] == "channel_join"
    slack.invite("U0MIRA", "C0VERIFY", "U0GUST")
    assert app.event("member_joined_channel", 1)["user"] == "U0GUST"


def test_what_outsiders_write_says_where_they_belong(slack: LocalSlack, app: Listening) -> None:
    slack.post("U0STRANGE", "C0SHARED", "https://a.example")
    event = app.event("message")
    assert (event["team"], event["user_team"]) == ("T0ELSEWHERE", "T0ELSEWHERE")
    payload = app.envelopes[0]["payload"]
    assert (payload["team_id"], payload["is_ext_shared_channel"]) == ("T0HARBOUR", True)


def test_home_opened_carries_the_person(slack: LocalSlack, app: Listening) -> None:
    slack.open_home("U0MIRA")
    event = app.event("app_home_opened")
    assert (event["user"], event["tab"], event["channel"]) == ("U0MIRA", "home", slack.direct("U0MIRA").id)


def test_an_uninstalled_app_is_told_twice_and_hears_nothing_more(slack: LocalSlack, app: Listening) -> None:
    slack.uninstall()
    assert app.event("tokens_revoked")["tokens"] == {"oauth": [], "bot": ["U0SOURCE"]}
    assert app.event("app_uninstalled")
    slack.post("U0MIRA", "C0VERIFY", "anybody?")
    settled(slack)
    assert app.events("message") == []


@pytest.mark.parametrize("missing", [{"events": "message.channels"}, {"scopes": "channels:history"}])
def test_only_what_the_manifest_asks_for_is_told(start: Start, missing: dict[str, str]) -> None:
    manifest = Manifest.read()
    given = {name: getattr(manifest, name) for name in manifest.__slots__}
    slack = start(manifest=Manifest(**{**given, **{key: given[key] - {value} for key, value in missing.items()}}))
    with Listening(slack) as app:
        slack.post("U0MIRA", "C0VERIFY", "https://a.example")
        slack.open_home("U0MIRA")
        app.event("app_home_opened")
        settled(slack)
        assert app.events("message") == []


def test_nobody_writes_to_an_app_that_takes_no_direct_messages(start: Start) -> None:
    manifest = Manifest.read()
    given = {name: getattr(manifest, name) for name in manifest.__slots__}
    slack = start(manifest=Manifest(**{**given, "messages_read_only": True}))
    with pytest.raises(SandboxRefused, match="turned off"):
        slack.post("U0MIRA", slack.direct("U0MIRA").id, "a")


REFUSED: list[tuple[Callable[[LocalSlack], object], str]] = [
    (lambda s: s.post("U0OLEK", "C0OLD", "a"), "Join #old first"),
    (lambda s: s.post("U0MIRA", "C0OLD", "a"), "archived"),
    (lambda s: s.post("U0MIRA", "G0DESK", "a"), "cannot see"),
    (lambda s: s.post("U0GUST", "C0VERIFY", "a"), "cannot see"),
    (lambda s: s.post("U0STRANGE", "C0VERIFY", "a"), "cannot see"),
    (lambda s: s.post("U0MIRA", "C0VERIFY", " "), "nothing to send"),
    (lambda s: s.post("U0MIRA", "C0VERIFY", "a", thread_ts="1.000001"), "thread is gone"),
    (lambda s: s.post("U0NOBODY", "C0VERIFY", "a"), "nobody"),
    (lambda s: s.edit("U0OLEK", "C0VERIFY", s.post("U0MIRA", "C0VERIFY", "a").ts, "b"), "your own"),
    (lambda s: s.delete("U0MIRA", "C0VERIFY", s.post("U0OLEK", "C0VERIFY", "a").ts), "your own"),
    (lambda s: s.delete("U0MIRA", "C0VERIFY", "1.000001"), "gone"),
    (lambda s: s.invite("U0MIRA", "C0VERIFY", "U0STRANGE"), "not shared"),
    (lambda s: s.invite("U0MIRA", "C0VERIFY", "U0OLEK"), "already in"),
    (lambda s: s.join("U0GUST", "C0VERIFY"), "invite"),
    (lambda s: s.open_home("U0STRANGE"), "not installed"),
]


def test_people_cannot_do_what_slack_would_not_let_them(slack: LocalSlack) -> None:
    for doing, why in REFUSED:
        with pytest.raises(SandboxRefused, match=why):
            doing(slack)


def test_people_see_only_what_is_theirs_to_see(slack: LocalSlack) -> None:
    slack.post("U0OLEK", "G0DESK", "inside")
    slack.post("U0MIRA", "C0VERIFY", "outside")
    assert slack.messages("G0DESK", "U0MIRA") == []
    assert slack.messages("C0VERIFY", "U0GUST") == []
    assert {channel.id for channel in slack.channels("U0MIRA")} == {"C0VERIFY", "C0RANDOM", "C0SHARED", "C0OLD"}
    assert {channel.id for channel in slack.channels("U0STRANGE")} == {"C0SHARED"}


def test_people_join_and_leave_and_react(slack: LocalSlack) -> None:
    slack.join("U0OLEK", "C0SHARED")
    assert "U0OLEK" in slack.world.channels["C0SHARED"].members
    slack.remove("U0MIRA", "C0SHARED", "U0OLEK")
    assert "U0OLEK" not in slack.world.channels["C0SHARED"].members
    ts = slack.post("U0MIRA", "C0VERIFY", "look").ts
    slack.react("U0OLEK", "C0VERIFY", ts, "tada")
    assert slack.messages("C0VERIFY", "U0MIRA")[0].reactions == {"tada": ["U0OLEK"]}
    slack.react("U0OLEK", "C0VERIFY", ts, "tada")
    assert slack.messages("C0VERIFY", "U0MIRA")[0].reactions == {}
    slack.archive("C0VERIFY")
    slack.unarchive("C0VERIFY")
    assert slack.post("U0MIRA", "C0VERIFY", "open again").text == "open again"
