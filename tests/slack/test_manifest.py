"""app_manifest.yml: what Slack takes, and exactly what the code uses."""

import ast
import inspect
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from jsonschema import Draft7Validator
from slack_sdk import WebClient
from typer.testing import CliRunner

from bot.commands.manifest import manifest as print_manifest
from bot.domain.errors import Cannot
from bot.slack.installing import SCOPES as ASKED_AT_INSTALLATION
from bot.slack.routes import Kind, Route, routes
from tests.slack.manifest_rules import EVENT_SCOPES, EVENTS, METHOD_SCOPES, SCHEMA, SCOPES, SUBSCRIPTIONS

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


def read() -> Json:
    found: Json = yaml.safe_load((ROOT / "app_manifest.yml").read_text(encoding="utf-8"))
    return found


def faults(manifest: Json) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(SCHEMA).iter_errors(manifest)]


def scopes(manifest: Json) -> list[str]:
    return list(manifest["oauth_config"]["scopes"]["bot"])


def subscriptions(manifest: Json) -> list[str]:
    return list(manifest["settings"]["event_subscriptions"]["bot_events"])


def test_slack_would_take_it() -> None:
    assert faults(read()) == []


def put(manifest: Json, path: str, value: object) -> None:
    *parents, last = path.split("/")
    place: Any = manifest
    for name in parents:
        place = place[int(name) if isinstance(place, list) else name]
    place[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("display_information/name", "n" * 36),
        ("display_information/description", "d" * 141),
        ("display_information/long_description", "too short"),
        ("display_information/background_color", "blue"),
        ("features/bot_user/display_name", ""),
        ("features/shortcuts/0/name", "Submit this as one source"),
        ("features/shortcuts/0/description", "d" * 151),
        ("features/shortcuts/0/type", "channel"),
        ("features/shortcuts", [read()["features"]["shortcuts"][0]] * 11),
        ("features/slash_commands/0/command", "source"),
        ("features/slash_commands/0/usage_hint", "u" * 1001),
        ("features/slash_commands", [read()["features"]["slash_commands"][0]] * 51),
        ("features/steps", []),
        ("settings/event_subscriptions/bot_events", ["app_mention", "app_mention"]),
        ("settings/event_subscriptions/request_url", "slack.example"),
        ("settings/interactivity", {}),
        ("_metadata/major_version", 1),
    ],
)
def test_the_rules_refuse_what_slack_refuses(path: str, value: object) -> None:
    broken = read()
    put(broken, path, value)
    assert faults(broken) != []


def test_over_http_it_is_taken_too() -> None:
    changed = read()
    put(changed, "settings/socket_mode_enabled", False)
    put(changed, "settings/event_subscriptions/request_url", "https://desk.example/slack/events")
    put(changed, "settings/interactivity/request_url", "https://desk.example/slack/events")
    put(changed, "settings/interactivity/message_menu_options_url", "https://desk.example/slack/events")
    put(changed, "oauth_config/redirect_urls", ["https://desk.example/slack/oauth_redirect"])
    for number in range(len(changed["features"]["slash_commands"])):
        put(changed, f"features/slash_commands/{number}/url", "https://desk.example/slack/events")
    assert faults(changed) == []


def test_scopes_and_events_exist_and_stand_there_once() -> None:
    manifest = read()
    for given, real in ((scopes(manifest), SCOPES), (subscriptions(manifest), EVENTS)):
        assert set(given) <= real
        assert len(given) == len(set(given))
        assert given == sorted(given)
    needed = {scope for needs in (*METHOD_SCOPES.values(), *EVENT_SCOPES.values()) for scope in needs}
    assert needed <= SCOPES
    assert EVENT_SCOPES.keys() <= EVENTS


ROUTES = routes(lambda _workspace: None)


def listened_to(kind: Kind) -> list[Route]:
    return [route for route in ROUTES if route.kind is kind]


def methods_named_in(folder: Path) -> Iterator[str]:
    """Return every Web API method that is named in a folder's code, called there or passed on."""
    known = {name for name, _ in inspect.getmembers(WebClient, inspect.isfunction) if "_" in name and not name.startswith("_")}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in known:
                yield node.attr


@pytest.fixture(scope="module")
def methods() -> set[str]:
    return {name for room in ("slack", "web") for name in methods_named_in(ROOT / "bot" / room)}


def test_nothing_is_listened_to_twice() -> None:
    known = [(route.kind, route.id, route.subtype) for route in ROUTES]
    assert len(known) == len(set(known))


def test_events_are_exactly_those_that_the_code_listens_to() -> None:
    names = {name for route in listened_to(Kind.EVENT) for name in SUBSCRIPTIONS.get(route.id, (route.id,))}
    assert names == set(subscriptions(read()))


def test_commands_are_exactly_those_that_the_code_listens_to() -> None:
    assert {route.id for route in listened_to(Kind.COMMAND)} == {
        each["command"] for each in read()["features"]["slash_commands"]
    }


def test_shortcuts_are_exactly_those_that_the_code_listens_to() -> None:
    assert {route.id for route in listened_to(Kind.SHORTCUT)} == {
        each["callback_id"] for each in read()["features"]["shortcuts"]
    }


def test_every_method_that_the_code_names_has_its_scopes_written_down(methods: set[str]) -> None:
    assert methods - METHOD_SCOPES.keys() == set()
    assert "chat_postMessage" in methods


def test_scopes_are_exactly_those_that_the_code_needs(methods: set[str]) -> None:
    needed = {scope for method in methods for scope in METHOD_SCOPES[method]}
    needed |= {scope for event in subscriptions(read()) for scope in EVENT_SCOPES[event]}
    if listened_to(Kind.COMMAND) or listened_to(Kind.SHORTCUT):
        needed.add("commands")
    assert needed == set(scopes(read()))


def test_an_installation_by_oauth_asks_for_the_same_scopes() -> None:
    assert list(ASKED_AT_INSTALLATION) == scopes(read())


def test_what_is_pressed_reaches_us() -> None:
    assert bool(listened_to(Kind.ACTION)) == read()["settings"]["interactivity"]["is_enabled"]
    assert all(each["should_escape"] for each in read()["features"]["slash_commands"])


@pytest.fixture
def run() -> Callable[..., Any]:
    app = typer.Typer()
    app.command()(print_manifest)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def test_the_manifest_is_printed_as_json(run: Callable[..., Any]) -> None:
    # Slack's command line adds --source=FOLDER (slackapi/slack-cli, GetManifestLocal).
    for arguments in ([], [f"--source={ROOT}"]):
        result = run(*arguments)
        assert result.exit_code == 0
        assert json.loads(result.stdout) == read()


@pytest.mark.parametrize(
    ("address", "domains"),
    [
        ("https://Verify.example:8443", ["verify.example"]),
        ("http://127.0.0.1:3000", None),
        ("http://[::1]:3000", None),
        ("http://localhost", None),
    ],
)
def test_slack_is_asked_for_links_to_the_pages(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, address: str, domains: list[str] | None
) -> None:
    monkeypatch.setenv("SECOND_SOURCE_PAGES_URL", address)
    printed = json.loads(run().stdout)
    assert printed["features"].get("unfurl_domains") == domains
    assert faults(printed) == []


def test_a_manifest_that_cannot_be_read_is_said(run: Callable[..., Any], tmp_path: Path) -> None:
    missing = run(f"--source={tmp_path}").exception
    (tmp_path / "app_manifest.yml").write_text("a: [", encoding="utf-8")
    broken = run(f"--source={tmp_path}").exception
    assert [type(missing), type(broken)] == [Cannot, Cannot]
    assert "--source" in str(missing)
    assert "not valid YAML" in str(broken)


def test_slacks_command_line_finds_its_hooks() -> None:
    hooks = json.loads((ROOT / ".slack" / "hooks.json").read_text(encoding="utf-8"))
    assert hooks["config"]["sdk-managed-connection-enabled"] is True
    assert json.loads((ROOT / ".slack" / "config.json").read_text(encoding="utf-8")) == {"manifest": {"source": "local"}}
    for hook, command in (("get-manifest", "manifest"), ("start", "serve")):
        # It takes the words apart at spaces, asks no shell, and starts the program from the project's folder.
        assert hooks["hooks"][hook].split() == [".venv/bin/second-source", command]
    program = [sys.executable, "-m", "bot.start", *shlex.split(hooks["hooks"]["get-manifest"])[1:], f"--source={ROOT}"]
    printed = subprocess.run(program, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(printed.stdout) == read()
    assert printed.stderr == ""


def test_nothing_else_in_slacks_folder_can_be_committed() -> None:
    ignored = (ROOT / ".slack" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in ignored if line and not line.startswith("#")] == [
        "*",
        "!.gitignore",
        "!config.json",
        "!hooks.json",
    ]
