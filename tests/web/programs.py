"""Programs at the door: a filled record with the API before it, and tokens of all sorts."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.domain.api_token import Scope
from bot.domain.workspace import WorkspaceSettings
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.web import WebFetcher
from bot.pipeline.api_tokens import make, revoke
from bot.pipeline.services import Services
from bot.web.api.routes import Api
from bot.web.drawing import PageSite
from bot.web.pages import Pages
from storage import workspace_settings
from storage.db import Database
from tests.web.pages import DESK, FIRE, LINKS, added, filled

CHANNEL = "C0DESK"
BOTH = (Scope.READ, Scope.PROPOSE)


@dataclass(frozen=True)
class Door:
    """The API on a filled record. `tokens` are by their names: reader, proposer, both; ended, revoked; foreign."""

    services: Services
    app: Starlette
    api: Api
    client: TestClient
    tokens: Mapping[str, str]

    def bearer(self, name: str) -> dict[str, str]:
        """Return the header with a token."""
        return {"authorization": f"Bearer {self.tokens[name]}"}


def small(database: Database) -> Database:
    """Fill a database with one event alone."""
    with database.transaction(DESK) as s:
        added(s, FIRE, ())
    return database


def door(database: Database, fill: Callable[[Database], Database] = filled) -> Door:
    """Open the door on an empty database, which is filled first."""
    now = dt.datetime.now(dt.UTC)
    clock = [now]
    reader = BuiltinReader()
    services = Services(database=fill(database), clock=lambda: clock[0], fetcher=WebFetcher(), reader=reader, fallback=reader)
    with database.transaction(DESK) as s:
        kept = WorkspaceSettings(watched_channels=(CHANNEL,), ignored_domains=("cats.example",))
        workspace_settings.save(s, kept, "ed", now)
    ends = now + dt.timedelta(hours=1)
    tokens = {
        "ended": make(services, DESK, "ended", BOTH, by="ed", ends_at=ends)[0],
        "reader": make(services, DESK, "reader", [Scope.READ], by="ed")[0],
        "proposer": make(services, DESK, "proposer", [Scope.PROPOSE], by="ed")[0],
        "both": make(services, DESK, "both", BOTH, by="ed")[0],
        "revoked": make(services, DESK, "revoked", BOTH, by="ed")[0],
        "foreign": make(services, "elsewhere", "foreign", BOTH, by="ed")[0],
    }
    revoke(services, DESK, "revoked", by="ed")
    clock[0] = ends
    site = PageSite("The Desk", LINKS)
    api = Api(services, site)
    app = Starlette(routes=[*Pages(database, site).routes(), *api.routes()])
    return Door(services, app, api, TestClient(app), tokens)
