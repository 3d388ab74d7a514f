"""`second-source manifest`: the app's manifest, as JSON."""

import ipaddress
import json
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
import yaml

from bot.domain.errors import Cannot

NAME = "app_manifest.yml"
_PROJECT = Path(__file__).resolve().parents[2] / NAME
_INSTALLED = Path(__file__).resolve().parents[1] / "sandbox" / NAME


def manifest(
    source: Annotated[
        Path | None, typer.Option(help="Folder with another app_manifest.yml (Slack's command line names the project's).")
    ] = None,
    pages_url: Annotated[
        str | None, typer.Option(envvar="SECOND_SOURCE_PAGES_URL", help="Address of the event pages, whose links then unfurl.")
    ] = None,
) -> None:
    """Print the app's manifest as JSON: to paste at api.slack.com/apps, and for Slack's own command line."""
    path = source / NAME if source else next((path for path in (_PROJECT, _INSTALLED) if path.exists()), _INSTALLED)
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Cannot(f"The manifest {path} cannot be read: {error.strerror}. Name its folder with --source.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Cannot(f"The manifest {path} is not valid YAML; correct it and try again.") from error
    if domains := unfurl_domains(pages_url):
        found["features"]["unfurl_domains"] = domains
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def unfurl_domains(pages_url: str | None) -> list[str]:
    """Return the domains whose links Slack tells us of: the host of the event pages, if it is one that Slack takes."""
    try:
        host = urlsplit(pages_url or "").hostname or ""
    except ValueError as error:
        raise Cannot(f"SECOND_SOURCE_PAGES_URL is no address: {pages_url}.") from error
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return [host] if "." in host else []
    return []
