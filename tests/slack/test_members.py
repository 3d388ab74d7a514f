"""Who somebody is, while Slack answers, while it fails, and after something has changed there."""

import datetime as dt
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.domain.errors import OutOfReach, Refused
from bot.domain.workspace import WorkspaceSettings
from bot.slack.members import CACHED_FOR, Members

TEAM, ANN, GROUP, OTHER_GROUP = "T0NEWS", "U0ANN", "S0EDITORS", "S0NIGHT"
BY_GROUP = WorkspaceSettings(editor_groups=(GROUP, OTHER_GROUP))


class FakeSlack(WebClient):
    """Slack's answers, which a test changes; each of `failing` fails with its error code, or as if the line were cut."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: dict[str, list[str]] = {GROUP: [], OTHER_GROUP: []}
        self.users: dict[str, dict[str, Any]] = {}
        self.failing: dict[str, str | OSError] = {}
        self.asked: list[str] = []

    def api_call(self, api_method: str, **more: Any) -> SlackResponse:
        arguments = {**(more.get("params") or {}), **(more.get("json") or {})}
        self.asked.append(api_method)
        fails = self.failing.get(api_method) or self.failing.get(str(arguments.get("usergroup")))
        if isinstance(fails, OSError):
            raise fails
        data: dict[str, Any] = {"ok": fails is None, "error": fails}
        if api_method == "users.info":
            data["user"] = {"id": arguments["user"], "team_id": TEAM, **self.users.get(arguments["user"], {})}
        if api_method == "usergroups.users.list":
            data["users"] = self.groups[arguments["usergroup"]]
        response = SlackResponse(client=self, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=200)
        if fails is not None:
            raise SlackApiError("refused", response)  # type: ignore[no-untyped-call]  # slack_sdk has no types here
        return response


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def members(slack: FakeSlack, clock: Hand) -> Members:
    return Members(lambda _: slack, clock)


@pytest.mark.parametrize("fails", ["internal_error", "ratelimited", "missing_scope", OSError("cut")])
def test_a_failing_call_locks_nobody_out(members: Members, slack: FakeSlack, clock: Hand, fails: str | OSError) -> None:
    slack.groups[GROUP] = [ANN]
    slack.failing = {"usergroups.users.list": fails}
    with pytest.raises(OutOfReach, match="Slack fails for the moment"):
        members.require_editor(TEAM, ANN, BY_GROUP, None)
    slack.failing = {}
    assert members.require_editor(TEAM, ANN, BY_GROUP, None).id == ANN, "a failure is not kept"
    clock.now += 2 * CACHED_FOR
    slack.failing = {"usergroups.users.list": fails}
    assert members.require_editor(TEAM, ANN, BY_GROUP, None).id == ANN, "the last known members keep their rights"


def test_of_two_groups_the_failing_one_does_not_hide_the_other(members: Members, slack: FakeSlack) -> None:
    slack.groups[OTHER_GROUP] = [ANN]
    slack.failing = {GROUP: "internal_error"}
    assert members.require_editor(TEAM, ANN, BY_GROUP, None).id == ANN
    with pytest.raises(OutOfReach):
        members.require_editor(TEAM, "U0BEN", BY_GROUP, None)


@pytest.mark.parametrize("gone", ["no_such_subteam", "subteam_not_found", "plan_upgrade_required"])
def test_a_deleted_group_has_nobody_in_it(members: Members, slack: FakeSlack, clock: Hand, gone: str) -> None:
    slack.groups[GROUP] = [ANN]
    assert members.require_editor(TEAM, ANN, BY_GROUP, None).id == ANN
    clock.now += 2 * CACHED_FOR
    slack.failing = {GROUP: gone}
    with pytest.raises(Refused, match="Only editors"):
        members.require_editor(TEAM, ANN, BY_GROUP, None)


def test_somebody_who_joined_a_group_a_moment_ago_is_an_editor(members: Members, slack: FakeSlack) -> None:
    with pytest.raises(Refused, match="Only editors"):
        members.require_editor(TEAM, ANN, BY_GROUP, None)
    slack.groups[OTHER_GROUP] = [ANN]
    assert members.require_editor(TEAM, ANN, BY_GROUP, None).id == ANN
    asked = slack.asked.count("usergroups.users.list")
    assert members.is_editor(TEAM, ANN, BY_GROUP)
    assert slack.asked.count("usergroups.users.list") == asked, "what was asked anew is kept"


def test_a_deactivated_account_may_do_nothing(members: Members, slack: FakeSlack) -> None:
    slack.users[ANN] = {"deleted": True, "is_admin": True}
    with pytest.raises(Refused, match="deactivated"):
        members.require_editor(TEAM, ANN, WorkspaceSettings(editors=(ANN,)), None)
    with pytest.raises(Refused, match="deactivated"):
        members.require_admin(TEAM, ANN)


@pytest.mark.parametrize("fails", ["internal_error", "ratelimited", OSError("cut")])
def test_a_failing_look_at_a_person_says_that_slack_fails(members: Members, slack: FakeSlack, fails: str | OSError) -> None:
    slack.failing = {"users.info": fails}
    with pytest.raises(OutOfReach, match="Slack fails for the moment"):
        members.require_own(TEAM, ANN)
    slack.failing = {}
    assert members.require_own(TEAM, ANN).id == ANN


def test_somebody_whom_slack_does_not_know_is_refused(members: Members, slack: FakeSlack) -> None:
    slack.failing = {"users.info": "user_not_found"}
    with pytest.raises(Refused, match="does not know you"):
        members.require_own(TEAM, ANN)


def test_a_workspace_whose_plan_has_no_groups_can_change_its_settings(members: Members, slack: FakeSlack) -> None:
    slack.failing = {"usergroups.list": "plan_upgrade_required"}
    assert members.groups(TEAM) == []
    slack.failing = {"conversations.info": "internal_error"}
    with pytest.raises(OutOfReach):
        members.channel(TEAM, "C0WATCH")
