"""What a monitor gets, and that the alerts and the dashboard ask for nothing else."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
import yaml
from sqlalchemy import insert, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.web.metrics import PREFIX, metrics_route
from storage import spending
from storage.db import Database
from storage.prepared import table_of
from storage.tables.review import ProposalRow
from tests.storage import made
from tests.storage.test_workspaces import everything

DEPLOY = Path(__file__).parents[2] / ".deploy"
_LATER = made.NOW + dt.timedelta(hours=2)


def client(database: Database, *, everybody: bool = False, host: str = "127.0.0.1") -> TestClient:
    route = metrics_route(database, lambda: _LATER, lambda: ["No connection to Slack."], everybody=everybody)
    return TestClient(Starlette(routes=[route]), client=(host, 1))


def names(text: str) -> set[str]:
    return set(re.findall(rf"^# TYPE ({PREFIX}\w+) ", text, re.MULTILINE))


def test_all_is_told_of_all_workspaces(database: Database) -> None:
    for workspace in ("theirs", "ours"):
        with database.transaction(workspace) as s:
            everything(s)
    spending.book(database, made.NOW, "test-model", 10, 2, 0.5)
    answer = client(database).get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert (told[f"{PREFIX}faults"], told[f"{PREFIX}database_up"]) == ("1.0", "1.0")
    assert (told[f"{PREFIX}model_calls_total"], told[f"{PREFIX}model_cost_total"]) == ("1.0", "0.5")
    assert told[f'{PREFIX}model_tokens_total{{kind="out"}}'] == "2.0"
    links = {name: float(value) for name, value in told.items() if name.startswith(f"{PREFIX}links{{")}
    assert sum(links.values()) > 0
    assert all(value % 2 == 0 for value in links.values()), "both workspaces have the same"
    assert float(told[f"{PREFIX}cards_oldest_seconds"]) > 0


def test_a_link_that_is_read_again_counts_by_its_first_proposal(sqlite_database: Database) -> None:
    with sqlite_database.transaction("ours") as s:
        everything(s)
    proposals = table_of(ProposalRow)
    with sqlite_database.connected() as connection:
        first = connection.execute(select(proposals).order_by(proposals.c.id)).first()
        assert first is not None
        again = {"id": 1000, "event_id": None, "target": "another", "filed_at": _LATER}
        connection.execute(insert(proposals), dict(first._mapping) | again)
    assert f'{PREFIX}link_seconds{{quantile="0.95"}} 0.0' in client(sqlite_database).get("/metrics").text


def test_only_this_machine_may_ask(sqlite_database: Database) -> None:
    assert client(sqlite_database, host="203.0.113.9").get("/metrics").status_code == 403
    assert client(sqlite_database).get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    assert client(sqlite_database, host="203.0.113.9", everybody=True).get("/metrics").status_code == 200


def test_a_database_that_does_not_answer_is_told() -> None:
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert f"{PREFIX}database_up 0.0" in client(gone).get("/metrics").text


@pytest.mark.parametrize("file", ["alerts.yml", "dashboard.json"])
def test_alerts_and_dashboard_ask_for_what_there_is(sqlite_database: Database, file: str) -> None:
    there = names(client(sqlite_database).get("/metrics").text)
    written = (DEPLOY / file).read_text()
    if file == "alerts.yml":
        rules = yaml.safe_load(written)["groups"][0]["rules"]
        asked = [str(rule["expr"]) for rule in rules]
        operations = (DEPLOY.parent / "OPERATIONS.md").read_text()
        assert all(f"`{rule['alert']}`" in operations and rule["annotations"]["summary"] for rule in rules)
    else:
        asked = [target["expr"] for panel in json.loads(written)["panels"] for target in panel["targets"]]
    found = {re.sub("_(bucket|sum|count)$", "", name) for name in re.findall(rf"{PREFIX}\w+", " ".join(asked))}
    assert found <= there
    assert file == "alerts.yml" or found == there
