"""The app's manifest, as far as Slack's behaviour depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_PROJECT = Path(__file__).resolve().parents[3] / "app_manifest.yml"
_INSTALLED = Path(__file__).resolve().parents[1] / "app_manifest.yml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the app asks for: scopes, events, commands and shortcuts."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: Mapping[str, bool] = field(default_factory=dict)
    """Maps a command to whether its text is escaped."""
    shortcuts: Mapping[str, str] = field(default_factory=dict)
    """Maps a callback id to `message` or `global`."""
    unfurl_domains: frozenset[str] = frozenset()
    home_tab: bool = True
    messages_tab: bool = True
    messages_read_only: bool = True
    interactivity: bool = True
    socket_mode: bool = True

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Manifest":
        """Make this from a manifest's mapping; missing parts are off, as in Slack."""
        features = data.get("features", {})
        settings = data.get("settings", {})
        home = features.get("app_home", {})
        return cls(
            name=features.get("bot_user", {}).get("display_name", data["display_information"]["name"]),
            scopes=frozenset(data.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands={each["command"]: bool(each.get("should_escape")) for each in features.get("slash_commands", ())},
            shortcuts={each["callback_id"]: each["type"] for each in features.get("shortcuts", ())},
            unfurl_domains=frozenset(features.get("unfurl_domains", ())),
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled")),
            messages_read_only=bool(home.get("messages_tab_read_only_enabled")),
            interactivity=bool(settings.get("interactivity", {}).get("is_enabled")),
            socket_mode=bool(settings.get("socket_mode_enabled")),
        )

    @classmethod
    def read(cls, path: Path | None = None) -> "Manifest":
        """Read a manifest's YAML file; the project's own by default."""
        return _own() if path is None else cls.of(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def _own() -> Manifest:
    return Manifest.read(_PROJECT if _PROJECT.exists() else _INSTALLED)
