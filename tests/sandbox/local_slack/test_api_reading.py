"""The Web API: channels, people, reactions, status, files, installation."""

import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.local_slack.local_slack import LocalSlack
from tests.sandbox.local_slack.clicking import error_of


def test_conversations_that_the_app_knows(client: WebClient) -> None:
    both = client.conversations_list(types=["public_channel", "private_channel"], limit=2)
    assert [c["id"] for page in both for c in page["channels"]] == ["C0OLD", "C0RANDOM", "C0SHARED", "C0VERIFY", "G0DESK"]
    assert [c["id"] for c in client.conversations_list(exclude_archived=True)["channels"]] == [
        "C0RANDOM",
        "C0SHARED",
        "C0VERIFY",
    ]
    shared = client.conversations_info(channel="C0SHARED")["channel"]
    assert (shared["is_ext_shared"], shared["is_private"], shared["is_member"]) == (True, False, True)
    assert client.conversations_members(channel="G0DESK")["members"] == ["U0OLEK", "U0SOURCE"]


def test_direct_messages_are_opened_once_and_read(client: WebClient) -> None:
    channel = client.conversations_open(users="U0MIRA")["channel"]["id"]
    assert client.chat_postMessage(channel="U0MIRA", text="look")["channel"] == channel
    assert client.conversations_open(users="U0MIRA")["channel"]["id"] == channel
    assert [m["text"] for m in client.conversations_history(channel=channel)["messages"]] == ["look"]
    assert error_of(client, "conversations.open", users="U0NOBODY") == "user_not_found"


def test_people_show_what_they_are(client: WebClient) -> None:
    def shown(user: str) -> dict[str, Any]:
        found: dict[str, Any] = client.users_info(user=user)["user"]
        return found

    assert shown("U0OLEK")["is_admin"] is True
    assert (shown("U0MIRA")["is_admin"], shown("U0MIRA")["profile"]["display_name"]) == (False, "Mira Vale")
    assert (shown("U0GUST")["is_restricted"], shown("U0GUST")["is_ultra_restricted"]) == (True, False)
    assert (shown("U0STRANGE")["is_stranger"], shown("U0STRANGE")["team_id"]) == (True, "T0ELSEWHERE")
    assert "is_admin" not in shown("U0STRANGE")
    assert shown("U0SOURCE")["is_bot"] is True
    assert "U0STRANGE" not in [member["id"] for member in client.users_list()["members"]]


def test_user_groups_and_their_people(client: WebClient) -> None:
    (group,) = client.usergroups_list(include_users=True)["usergroups"]
    assert (group["id"], group["handle"], group["users"]) == ("S0EDITORS", "editors", ["U0OLEK"])
    assert "users" not in client.usergroups_list()["usergroups"][0]
    assert client.usergroups_users_list(usergroup="S0EDITORS")["users"] == ["U0OLEK"]


def test_reactions_are_put_once_and_taken_away_once(slack: LocalSlack, client: WebClient) -> None:
    ts = slack.post("U0MIRA", "C0VERIFY", "look").ts
    client.reactions_add(channel="C0VERIFY", name="eyes", timestamp=ts)
    assert slack.messages("C0VERIFY", "U0MIRA")[0].reactions == {"eyes": ["U0SOURCE"]}
    assert error_of(client, "reactions.add", channel="C0VERIFY", name="eyes", timestamp=ts) == "already_reacted"
    client.reactions_remove(channel="C0VERIFY", name="eyes", timestamp=ts)
    assert error_of(client, "reactions.remove", channel="C0VERIFY", name="eyes", timestamp=ts) == "no_reaction"


def test_a_status_shows_until_a_message_or_two_minutes(slack: LocalSlack, client: WebClient, clock: Any) -> None:
    ts = slack.post("U0MIRA", "C0VERIFY", "look").ts

    def say(status: str) -> None:
        client.assistant_threads_setStatus(channel_id="C0VERIFY", thread_ts=ts, status=status, loading_messages=["Reading…"])

    say("is reading")
    assert slack.status("C0VERIFY", ts) == "is reading"
    client.chat_postMessage(channel="C0VERIFY", thread_ts=ts, text="done")
    assert slack.status("C0VERIFY", ts) == ""
    say("is reading")
    clock.forward(minutes=2)
    assert slack.status("C0VERIFY", ts) == ""
    say("is reading")
    say("")
    assert slack.status("C0VERIFY", ts) == ""


def test_a_file_is_uploaded_in_three_steps_and_served_harmlessly(slack: LocalSlack, client: WebClient) -> None:
    parent = slack.post("U0MIRA", "C0VERIFY", "look").ts
    page = "<script>alert(1)</script>"
    client.files_upload_v2(
        channel="C0VERIFY", thread_ts=parent, content=page, filename="archive/page one.html", title="Page", alt_txt="The page"
    )
    message = slack.thread("C0VERIFY", parent, "U0MIRA")[-1]
    (file,) = message.files
    assert (file.title, file.alt_txt, file.content, file.size) == ("Page", "The page", page.encode(), len(page))
    shown = client.conversations_replies(channel="C0VERIFY", ts=parent)["messages"][-1]["files"][0]
    assert shown["url_private"] == f"{slack.url}/files/{file.id}/archive/page%20one.html"
    with urllib.request.urlopen(shown["url_private"]) as answer:
        assert answer.read() == page.encode()
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert error_of(client, "files.completeUploadExternal", files=[{"id": file.id}]) == "file_not_found"


def test_an_upload_has_the_length_that_it_announced(slack: LocalSlack, client: WebClient) -> None:
    url = client.files_getUploadURLExternal(filename="a.txt", length=5)["upload_url"]
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(urllib.request.Request(str(url), b"longer than that"))
    assert error.value.code == 400


def test_a_file_goes_to_a_channel_by_its_id(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.files_upload_v2(channel="#verify", content="a", filename="a.txt")
    with pytest.raises(SlackApiError, match="not_in_channel"):
        client.files_upload_v2(channel="C0RANDOM", content="a", filename="a.txt")


def test_a_permalink_leads_to_the_message(slack: LocalSlack, client: WebClient) -> None:
    ts = slack.post("U0MIRA", "C0VERIFY", "look").ts
    link = client.chat_getPermalink(channel="C0VERIFY", message_ts=ts)["permalink"]
    assert link == f"https://harbour-desk.slack.com/archives/C0VERIFY/p{ts.replace('.', '')}"


def test_a_code_is_exchanged_for_the_token_once(slack: LocalSlack) -> None:
    code = slack.oauth_code()
    me = slack.identity
    client = WebClient(base_url=slack.api_url)
    given = client.oauth_v2_access(client_id=me.client_id, client_secret=me.client_secret, code=code)
    assert (given["access_token"], given["team"]["id"], given["bot_user_id"]) == (slack.bot_token, slack.team, slack.bot_user)
    with pytest.raises(SlackApiError, match="invalid_code"):
        client.oauth_v2_access(client_id=me.client_id, client_secret=me.client_secret, code=code)


def test_a_revoked_token_opens_nothing_until_the_app_is_installed_again(slack: LocalSlack, client: WebClient) -> None:
    assert client.auth_revoke(test=True)["revoked"] is False
    client.auth_revoke()
    assert error_of(client, "users.list") == "token_revoked"
    assert error_of(client, "auth.test") == "account_inactive"
    me = slack.identity
    WebClient(base_url=slack.api_url).oauth_v2_access(
        client_id=me.client_id, client_secret=me.client_secret, code=slack.oauth_code()
    )
    assert client.auth_test()["user_id"] == slack.bot_user
