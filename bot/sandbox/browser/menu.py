"""What the app's manifest adds to Slack's menus: its shortcuts and its slash commands."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.sandbox.local_slack.manifest import Manifest

_HERE = Path(__file__).resolve()
_FILES = (_HERE.parents[3] / "app_manifest.yml", _HERE.parents[1] / "app_manifest.yml")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One shortcut of the app."""

    callback_id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One slash command, with its usage hint."""

    command: str
    hint: str
    description: str


@dataclass(frozen=True, slots=True)
class Menu:
    """The shortcuts and commands that can be chosen."""

    on_messages: tuple[Shortcut, ...]
    anywhere: tuple[Shortcut, ...]
    commands: tuple[Command, ...]


def menu_of(manifest: Manifest) -> Menu:
    """Return a manifest's shortcuts and commands, with their names and descriptions from the manifest's file, if there."""
    features = _features()
    shortcuts = {str(each["callback_id"]): each for each in features.get("shortcuts", ())}
    commands = {str(each["command"]): each for each in features.get("slash_commands", ())}

    def shortcut(callback_id: str) -> Shortcut:
        words = shortcuts.get(callback_id, {})
        name = words.get("name") or callback_id.replace("_", " ").capitalize()
        return Shortcut(callback_id, str(name), str(words.get("description", "")))

    def command(name: str) -> Command:
        words = commands.get(name, {})
        return Command(name, str(words.get("usage_hint", "")), str(words.get("description", "")))

    kinds = manifest.shortcuts
    return Menu(
        on_messages=tuple(shortcut(each) for each, kind in kinds.items() if kind == "message"),
        anywhere=tuple(shortcut(each) for each, kind in kinds.items() if kind == "global"),
        commands=(
            *(command(each) for each in manifest.commands),
            Command("/invite", "@name", "Bring somebody into this channel"),
        ),
    )


def _features() -> Mapping[str, Any]:
    found = next((file for file in _FILES if file.exists()), None)
    if found is None:
        return {}
    features: Mapping[str, Any] = yaml.safe_load(found.read_text(encoding="utf-8")).get("features", {})
    return features
