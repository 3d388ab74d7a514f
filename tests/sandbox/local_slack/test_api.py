"""The Web API through the real client: who may call what, and Slack's answers."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.local_slack.local_slack import LocalSlack
from bot.sandbox.local_slack.manifest import Manifest
from tests.sandbox.local_slack.clicking import error_of
from tests.sandbox.local_slack.conftest import Start

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Approve"}, "action_id": "approve"}


def raw(slack: LocalSlack, method: str, body: bytes, content_type: str, token: str = "") -> dict[str, Any]:
    headers = {"Content-Type": content_type, **({"Authorization": f"Bearer {token}"} if token else {})}
    with urllib.request.urlopen(urllib.request.Request(slack.api_url + method, body, headers)) as answer:
        found: dict[str, Any] = json.loads(answer.read())
    return found


def without(manifest: Manifest, *scopes: str) -> Manifest:
    changed = {name: getattr(manifest, name) for name in manifest.__slots__}
    return Manifest(**{**changed, "scopes": manifest.scopes - set(scopes)})


def test_arguments_come_as_form_json_or_query(slack: LocalSlack) -> None:
    as_form = raw(slack, "api.test", b"a=1", "application/x-www-form-urlencoded")
    as_json = raw(slack, "api.test", b'{"a": "1"}', "application/json; charset=utf-8")
    as_query = raw(slack, "api.test?a=1", b"", "application/x-www-form-urlencoded")
    assert as_form == as_json == as_query == {"ok": True, "args": {"a": "1"}}


def test_the_token_comes_in_the_header_or_the_form(slack: LocalSlack) -> None:
    form = "application/x-www-form-urlencoded"
    assert raw(slack, "auth.test", f"token={slack.bot_token}".encode(), form)["user_id"] == slack.bot_user
    assert raw(slack, "auth.test", b"", form, slack.bot_token)["team_id"] == slack.team


@pytest.mark.parametrize(
    ("method", "token", "code"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-else", "invalid_auth"),
        ("auth.test", "xapp-local-app", "not_allowed_token_type"),
        ("apps.connections.open", "xoxb-local-bot", "not_allowed_token_type"),
        ("chat.shout", "xoxb-local-bot", "unknown_method"),
    ],
)
def test_who_may_call_is_checked_first(slack: LocalSlack, method: str, token: str, code: str) -> None:
    answer = raw(slack, method, b"", "application/x-www-form-urlencoded", token)
    assert (answer["ok"], answer["error"]) == (False, code)


NEEDED: list[tuple[str, str, dict[str, Any]]] = [
    ("chat:write", "chat.postMessage", {"channel": "C0VERIFY", "text": "a"}),
    ("chat:write", "chat.update", {"channel": "C0VERIFY", "ts": "1.1", "text": "a"}),
    ("chat:write", "chat.delete", {"channel": "C0VERIFY", "ts": "1.1"}),
    ("chat:write", "chat.postEphemeral", {"channel": "C0VERIFY", "user": "U0MIRA", "text": "a"}),
    ("chat:write", "assistant.threads.setStatus", {"channel_id": "C0VERIFY", "thread_ts": "1.1", "status": "a"}),
    ("links:write", "chat.unfurl", {"unfurls": {}}),
    ("reactions:write", "reactions.add", {"channel": "C0VERIFY", "name": "eyes", "timestamp": "1.1"}),
    ("users:read", "users.info", {"user": "U0MIRA"}),
    ("users:read", "users.list", {}),
    ("usergroups:read", "usergroups.list", {}),
    ("files:write", "files.getUploadURLExternal", {"filename": "a", "length": 1}),
    ("channels:history", "conversations.history", {"channel": "C0VERIFY"}),
    ("groups:history", "conversations.replies", {"channel": "G0DESK", "ts": "1.1"}),
    ("channels:read", "conversations.info", {"channel": "C0VERIFY"}),
    ("groups:read", "conversations.info", {"channel": "G0DESK"}),
    ("channels:read", "conversations.list", {}),
]


def test_a_scope_that_the_manifest_lacks_is_missing(start: Start) -> None:
    slack = start(manifest=without(Manifest.read(), *{scope for scope, _, _ in NEEDED}))
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    for scope, method, arguments in NEEDED:
        with pytest.raises(SlackApiError) as error:
            client.api_call(method, params=arguments)
        response = error.value.response
        assert (response["error"], response["needed"]) == ("missing_scope", scope), method
        assert scope not in response["provided"].split(",")


def test_scopes_that_nobody_asked_for_are_missing_too(client: WebClient) -> None:
    assert error_of(client, "team.info") == "missing_scope"
    assert error_of(client, "files.info", file="F1") == "missing_scope"
    assert error_of(client, "conversations.list", types="im") == "missing_scope"
    assert error_of(client, "chat.postMessage", channel="C0VERIFY", text="a", username="Somebody") == "missing_scope"


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.postEphemeral"])
@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("#verify", "channel_not_found"),
        ("G0SECRET", "channel_not_found"),
        ("C0RANDOM", "not_in_channel"),
        ("C0OLD", "is_archived"),
        ("U0ROBOT", "cannot_dm_bot"),
        ("U0STRANGE", "channel_not_found"),
        ("", "channel_not_found"),
    ],
)
def test_where_the_app_may_not_write(standing: WebClient, method: str, channel: str, code: str) -> None:
    assert error_of(standing, method, channel=channel, text="a", user="U0MIRA") == code


@pytest.mark.parametrize(
    "content", [{}, {"text": ""}, {"text": "  "}, {"blocks": []}, {"text": "", "blocks": [], "attachments": []}]
)
def test_a_message_of_nothing_has_no_text(standing: WebClient, content: dict[str, Any]) -> None:
    assert error_of(standing, "chat.postMessage", channel="C0VERIFY", **content) == "no_text"


def test_invalid_blocks_are_named_in_the_response(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel="C0VERIFY", text="a", blocks=[{"type": "section"}, {"type": "sektion"}])
    assert error.value.response["error"] == "invalid_blocks"
    assert error.value.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: text or fields [json-pointer:/blocks/0]",
        "[ERROR] unsupported type: sektion [json-pointer:/blocks/1/type]",
    ]


def test_a_post_shows_and_comes_back_with_ids_filled_in(slack: LocalSlack, client: WebClient) -> None:
    metadata = {"event_type": "card", "event_payload": {"key": "p1"}}
    answer = client.chat_postMessage(
        channel="C0VERIFY", text="Card", blocks=[{"type": "actions", "elements": [BUTTON]}], metadata=metadata
    )
    assert answer["message"]["blocks"][0]["block_id"]
    (seen,) = slack.messages("C0VERIFY", "U0MIRA")
    assert (seen.ts, seen.text, seen.metadata, seen.app) == (answer["ts"], "Card", metadata, True)


def test_a_post_to_a_person_goes_to_their_messages_tab(slack: LocalSlack, client: WebClient) -> None:
    answer = client.chat_postMessage(channel="U0MIRA", text="For you")
    assert answer["channel"] == slack.direct("U0MIRA").id
    assert [message.text for message in slack.messages(answer["channel"], "U0MIRA")] == ["For you"]
    assert slack.messages(answer["channel"], "U0OLEK") == []


def test_threads_hang_under_messages_that_are_there(slack: LocalSlack, client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0VERIFY", text="parent")["ts"]
    reply = client.chat_postMessage(channel="C0VERIFY", text="reply", thread_ts=parent)["ts"]
    assert error_of(client, "chat.postMessage", channel="C0VERIFY", text="a", thread_ts="1.000001") == "thread_not_found"
    assert error_of(client, "chat.postMessage", channel="C0VERIFY", text="a", thread_ts=reply) == "thread_not_found"
    assert [message.text for message in slack.thread("C0VERIFY", parent, "U0MIRA")] == ["parent", "reply"]
    assert [message.text for message in slack.messages("C0VERIFY", "U0MIRA")] == ["parent"]


@pytest.mark.filterwarnings("ignore:The top-level `text`")  # leaving it out is what this tests
def test_text_alone_takes_the_blocks_away_and_metadata_stays(slack: LocalSlack, client: WebClient) -> None:
    metadata = {"event_type": "card", "event_payload": {}}
    ts = client.chat_postMessage(
        channel="C0VERIFY", text="a", blocks=[{"type": "actions", "elements": [BUTTON]}], metadata=metadata
    )["ts"]
    client.chat_update(channel="C0VERIFY", ts=ts, blocks=[{"type": "divider"}])
    (changed,) = slack.messages("C0VERIFY", "U0MIRA")
    assert (changed.text, [block["type"] for block in changed.blocks], changed.edited) == ("a", ["divider"], False)
    client.chat_update(channel="C0VERIFY", ts=ts, text="b")
    (changed,) = slack.messages("C0VERIFY", "U0MIRA")
    assert (changed.text, changed.blocks, changed.edited, changed.metadata) == ("b", [], True, metadata)


def test_only_what_is_there_and_ones_own_can_be_changed(slack: LocalSlack, client: WebClient) -> None:
    theirs = slack.post("U0MIRA", "C0VERIFY", "mine").ts
    shown = client.chat_postEphemeral(channel="C0VERIFY", user="U0MIRA", text="only you")["message_ts"]
    for method, not_yours in (("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")):
        assert error_of(client, method, channel="C0VERIFY", ts=theirs, text="a") == not_yours
        assert error_of(client, method, channel="C0VERIFY", ts="1.000001", text="a") == "message_not_found"
        assert error_of(client, method, channel="C0VERIFY", ts=shown, text="a") == "message_not_found"
    ts = client.chat_postMessage(channel="C0VERIFY", text="a")["ts"]
    assert error_of(client, "chat.update", channel="C0VERIFY", ts=ts) == "no_text"
    client.chat_delete(channel="C0VERIFY", ts=ts)
    assert error_of(client, "chat.update", channel="C0VERIFY", ts=ts, text="a") == "message_not_found"
    assert error_of(client, "chat.delete", channel="C0VERIFY", ts=ts) == "message_not_found"


def test_a_card_in_a_channel_that_was_archived_stays_as_it_is(slack: LocalSlack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0VERIFY", text="a")["ts"]
    slack.archive("C0VERIFY")
    assert error_of(client, "chat.update", channel="C0VERIFY", ts=ts, text="b") == "is_archived"


def test_ephemeral_messages_are_for_one_member(slack: LocalSlack, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C0VERIFY", user="U0MIRA", text="only you")
    assert [message.text for message in slack.messages("C0VERIFY", "U0MIRA")] == ["only you"]
    assert slack.messages("C0VERIFY", "U0OLEK") == []
    assert client.conversations_history(channel="C0VERIFY")["messages"] == []
    assert error_of(client, "chat.postEphemeral", channel="C0VERIFY", user="U0GUST", text="a") == "user_not_in_channel"
    assert error_of(client, "chat.postEphemeral", channel="C0VERIFY", user="U0NOBODY", text="a") == "user_not_found"


def test_history_pages_from_the_newest(slack: LocalSlack, client: WebClient) -> None:
    posted = [slack.post("U0MIRA", "C0VERIFY", f"message {number}").ts for number in range(5)]
    client.chat_postMessage(channel="C0VERIFY", text="reply", thread_ts=posted[0])
    pages = [(page["messages"], page["has_more"]) for page in client.conversations_history(channel="C0VERIFY", limit=2)]
    assert [message["ts"] for messages, _ in pages for message in messages] == posted[::-1]
    assert [more for _, more in pages] == [True, True, False]
    newer = client.conversations_history(channel="C0VERIFY", oldest=posted[2])["messages"]
    assert [message["ts"] for message in newer] == posted[:2:-1]
    exact = client.conversations_history(channel="C0VERIFY", oldest=posted[2], latest=posted[2], inclusive=True)["messages"]
    assert [message["ts"] for message in exact] == [posted[2]]


def test_replies_page_and_show_metadata_only_when_asked(slack: LocalSlack, client: WebClient) -> None:
    parent = slack.post("U0MIRA", "C0VERIFY", "parent").ts
    metadata = {"event_type": "card", "event_payload": {"key": "p1"}}
    for number in range(3):
        client.chat_postMessage(channel="C0VERIFY", thread_ts=parent, text=f"{number}", metadata=metadata)
    pages = client.conversations_replies(channel="C0VERIFY", ts=parent, limit=3, include_all_metadata=True)
    messages = [message for page in pages for message in page["messages"]]
    assert [message["text"] for message in messages] == ["parent", "0", "1", "2"]
    assert [message.get("metadata") for message in messages] == [None, metadata, metadata, metadata]
    assert messages[0]["reply_count"] == 3
    plain = client.conversations_replies(channel="C0VERIFY", ts=parent)["messages"]
    assert [message.get("metadata") for message in plain] == [None] * 4


@pytest.mark.parametrize(
    ("method", "arguments", "code"),
    [
        ("conversations.history", {"channel": "C0RANDOM"}, "not_in_channel"),
        ("conversations.history", {"channel": "G0SECRET"}, "channel_not_found"),
        ("conversations.history", {"channel": "C0VERIFY", "cursor": "nonsense"}, "invalid_cursor"),
        ("conversations.history", {"channel": "C0VERIFY", "limit": "0"}, "invalid_limit"),
        ("conversations.history", {"channel": "C0VERIFY", "limit": "many"}, "invalid_limit"),
        ("conversations.history", {"channel": "C0VERIFY", "oldest": "monday"}, "invalid_ts_oldest"),
        ("conversations.replies", {"channel": "C0VERIFY", "ts": "1.000001"}, "thread_not_found"),
        ("conversations.replies", {"channel": "C0VERIFY"}, "invalid_arguments"),
        ("conversations.info", {"channel": "C0NOWHERE"}, "channel_not_found"),
        ("conversations.info", {"channel": "G0SECRET"}, "channel_not_found"),
        ("conversations.list", {"types": "everything"}, "invalid_types"),
        ("conversations.members", {"channel": "G0SECRET"}, "channel_not_found"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("users.info", {}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "S0NONE"}, "no_such_subteam"),
        ("usergroups.users.list", {}, "invalid_arguments"),
        ("bots.info", {"bot": "B0OTHER"}, "bot_not_found"),
        ("chat.getPermalink", {"channel": "C0VERIFY", "message_ts": "1.000001"}, "message_not_found"),
        ("chat.postMessage", {"channel": "C0VERIFY", "text": ["a"]}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0VERIFY", "text": "a", "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "C0VERIFY", "text": "a", "metadata": "{"}, "invalid_metadata_format"),
        ("chat.postMessage", {"channel": "C0VERIFY", "text": "a", "markdown_text": "a"}, "markdown_text_conflict"),
        ("reactions.add", {"channel": "C0VERIFY", "name": "eyes", "timestamp": "1.000001"}, "message_not_found"),
        ("reactions.add", {"channel": "C0VERIFY", "name": "👀", "timestamp": "1.000001"}, "invalid_name"),
        ("reactions.add", {"channel": "C0VERIFY", "name": "eyes"}, "no_item_specified"),
        ("reactions.add", {"channel": "C0RANDOM", "name": "eyes", "timestamp": "1.000001"}, "not_in_channel"),
        ("reactions.add", {"channel": "C0OLD", "name": "eyes", "timestamp": "1.000001"}, "is_archived"),
        ("assistant.threads.setStatus", {"channel_id": "C0VERIFY", "status": "a"}, "invalid_arguments"),
        ("assistant.threads.setStatus", {"channel_id": "C0VERIFY", "thread_ts": "1.000001"}, "invalid_arguments"),
        (
            "assistant.threads.setStatus",
            {"channel_id": "C0VERIFY", "thread_ts": "1.000001", "status": "a"},
            "thread_not_found",
        ),
        (
            "assistant.threads.setStatus",
            {"channel_id": "C0VERIFY", "thread_ts": "1.1", "status": "a", "loading_messages": ["a"] * 11},
            "invalid_arguments",
        ),
        ("files.getUploadURLExternal", {"filename": "a.txt"}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a.txt", "length": "5", "alt_txt": "x" * 1001}, "alt_txt_too_large"),
        ("files.completeUploadExternal", {}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}, "file_not_found"),
        ("views.open", {"view": {}}, "invalid_arguments"),
        ("views.update", {"view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ("views.update", {"view": {"type": "home", "blocks": []}, "view_id": "V0NONE"}, "not_found"),
        ("views.publish", {"user_id": "U0NOBODY", "view": {"type": "home", "blocks": []}}, "user_not_found"),
        ("views.publish", {"user_id": "U0MIRA", "view": {"type": "modal", "blocks": []}}, "invalid_arguments"),
        ("oauth.v2.access", {"client_id": "other", "code": "a"}, "invalid_client_id"),
        ("oauth.v2.access", {"client_id": "100.200", "client_secret": "other", "code": "a"}, "bad_client_secret"),
        ("api.test", {"error": "my_error"}, "my_error"),
    ],
)
def test_wrong_arguments_are_answered_as_slack_does(
    standing: WebClient, method: str, arguments: dict[str, Any], code: str
) -> None:
    assert error_of(standing, method, **arguments) == code


def test_every_call_is_kept_with_its_answer(slack: LocalSlack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0VERIFY", text="a")["ts"]
    error_of(client, "chat.update", channel="C0VERIFY", ts=ts)
    assert [(call.method, call.answer, call.ts) for call in slack.calls] == [
        ("chat.postMessage", "ok", ts),
        ("chat.update", "no_text", ts),
    ]
    assert slack.calls[0].arguments["text"] == "a"
