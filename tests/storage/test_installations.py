import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text

from bot.domain.errors import BadInput, Busy, Cannot
from storage import events, installations
from storage.db import Database
from storage.sealing import Keys, new_key
from tests.storage import made

CLIENT = "12.34"
KEYS = Keys([new_key()])


def installation(team: str = "T1", token: str | None = "xoxb-1", **more: object) -> Installation:
    fields: dict[str, object] = {
        "app_id": "A1", "team_id": team, "team_name": "Harbour Post", "bot_token": token, "bot_id": "B1",
        "bot_user_id": "U0BOT", "bot_scopes": ["chat:write", "commands"], "user_id": "U1", "installed_at": 1_700_000_000.0,
    }  # fmt: skip
    return Installation(**{**fields, **more})  # type: ignore[arg-type] # typed by what is in the mapping


def test_what_a_workspace_installed_is_found_there_alone(database: Database) -> None:
    store = installations.store_of(database, CLIENT, KEYS)
    store.save(installation())
    store.save(installation("T2", "xoxb-2"))
    assert installations.workspaces(database) == ["T1", "T2"]
    assert installations.bot_token(database, "T1", KEYS) == "xoxb-1"
    assert installations.bot_token(database, "T2", KEYS) == "xoxb-2"
    assert installations.bot_token(database, "T3", KEYS) is None
    bot = store.find_bot(enterprise_id=None, team_id="T2")
    assert bot is not None
    assert (bot.bot_token, bot.bot_user_id, bot.bot_scopes) == ("xoxb-2", "U0BOT", ["chat:write", "commands"])
    assert store.find_bot(enterprise_id=None, team_id="T3") is None
    found = store.find_installation(enterprise_id=None, team_id="T1", user_id="U1")
    assert found is not None
    assert (found.bot_token, found.user_id) == ("xoxb-1", "U1")


def test_the_newest_installation_counts(database: Database) -> None:
    store = installations.store_of(database, CLIENT, KEYS)
    store.save(installation(token="xoxb-new", installed_at=1_800_000_000.0, user_id="U2"))
    store.save(installation(token="xoxb-old"))
    bot = store.find_bot(enterprise_id=None, team_id="T1")
    assert bot is not None
    assert bot.bot_token == installations.bot_token(database, "T1", KEYS) == "xoxb-new"
    assert installations.workspaces(database) == ["T1"]


def test_another_slack_app_is_another_installation(database: Database) -> None:
    installations.store_of(database, "56.78", KEYS).save(installation())
    assert installations.store_of(database, CLIENT, KEYS).find_bot(enterprise_id=None, team_id="T1") is None
    assert installations.workspaces(database, CLIENT) == []
    assert installations.workspaces(database, "56.78") == ["T1"]


def test_a_workspace_of_an_organisation_is_found_by_its_own_id(database: Database) -> None:
    store = installations.store_of(database, CLIENT, KEYS)
    store.save(installation(enterprise_id="E1"))
    for enterprise in (None, "E1"):
        bot = store.find_bot(enterprise_id=enterprise, team_id="T1")
        assert bot is not None
        assert bot.enterprise_id == "E1"


def test_an_installation_without_a_bot_token_does_not_count(database: Database) -> None:
    installations.store_of(database, CLIENT, KEYS).save(installation(token=None))
    assert installations.workspaces(database) == []
    assert installations.bot_token(database, "T1", KEYS) is None


def test_forgetting_removes_every_token_of_one_workspace(database: Database) -> None:
    store = installations.store_of(database, CLIENT, KEYS)
    store.save(installation(enterprise_id="E1", user_token="xoxp-1"))
    store.save(installation(token="xoxb-again", installed_at=1_800_000_000.0))
    store.save(installation("T2", "xoxb-2"))
    installations.forget(database, "T1")
    installations.forget(database, "T1")  # Slack sends tokens_revoked and app_uninstalled
    assert installations.workspaces(database) == ["T2"]
    assert store.find_bot(enterprise_id=None, team_id="T1") is None
    with database.connected(read_only=True) as connection:
        for table in ("slack_bots", "slack_installations"):
            assert list(connection.scalars(text(f"SELECT DISTINCT team_id FROM {table}"))) == ["T2"]


def test_a_state_is_good_once(database: Database) -> None:
    states = installations.states_of(database)
    state = states.issue()
    assert not states.consume("another")
    assert states.consume(state)
    assert not states.consume(state)


def test_states_that_nobody_used_are_removed(database: Database) -> None:
    states = installations.states_of(database)
    old, new = states.issue(), states.issue()
    long_ago = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(hours=1)
    with database.connected() as connection:
        connection.execute(
            text("UPDATE slack_oauth_states SET expire_at = :at WHERE state = :old"), {"at": long_ago, "old": old}
        )
    assert not states.consume(old)
    newest = states.issue()
    with database.connected(read_only=True) as connection:
        assert set(connection.scalars(text("SELECT state FROM slack_oauth_states"))) == {new, newest}


def test_many_install_at_once_while_others_write_and_look(database: Database) -> None:
    store, states = installations.store_of(database, CLIENT, KEYS), installations.states_of(database)
    start = threading.Barrier(8, timeout=60)

    def install(number: int) -> None:
        start.wait()
        for turn in range(4):
            state = states.issue()
            with database.transaction("T1") as s:
                events.add(s, made.event(f"e-{number}-{turn}"), made.NOW)
            assert states.consume(state)
            store.save(installation(f"T{number}", f"xoxb-{number}-{turn}", installed_at=1_700_000_000.0 + turn))
            bot = store.find_bot(enterprise_id=None, team_id=f"T{number}")
            assert bot is not None
            assert bot.bot_token == f"xoxb-{number}-{turn}"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(install, range(8)))
    assert installations.workspaces(database) == [f"T{number}" for number in range(8)]
    with database.transaction("T1", read_only=True) as s:
        assert events.count(s) == 32


def test_looking_a_bot_up_does_not_wait_for_a_writer(database: Database) -> None:
    store = installations.store_of(database, CLIENT, KEYS)
    store.save(installation())
    looks: list[Callable[[], object]] = [
        lambda: store.find_bot(enterprise_id=None, team_id="T1"),
        lambda: installations.bot_token(database, "T1", KEYS),
        lambda: installations.workspaces(database),
    ]
    with database.transaction("T1") as s:
        events.add(s, made.event(), made.NOW)
        assert all(look() for look in looks)  # one that waits for us here gives up with an error
    store.save(installation("T2"))  # the connection that looked can write again
    assert installations.workspaces(database) == ["T1", "T2"]


def test_the_tables_are_the_ones_that_slack_sdk_declares(database: Database) -> None:
    assert database.check() == []
    mine = ("slack_bots", "slack_installations", "slack_oauth_states")
    with database.connected(read_only=True) as connection:
        for store in (installations.store_of(database, CLIENT, KEYS), installations.states_of(database)):
            declared = set(store.metadata.tables)
            assert declared <= set(mine)
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": True,
                    "include_name": lambda name, kind, _parents, of=declared: kind != "table" or name in of,
                },
            )
            assert compare_metadata(context, store.metadata) == []


def test_up_and_down_with_installations_in_it(database: Database) -> None:
    store = installations.store_of(database, CLIENT, KEYS)
    store.save(installation())
    installations.states_of(database).issue()
    with database.transaction("T1") as s:
        events.add(s, made.event(), made.NOW)
    database.downgrade("0003")
    with pytest.raises(Cannot, match="db upgrade"):
        installations.workspaces(database)
    database.upgrade()
    assert database.check() == []
    assert installations.workspaces(database) == []
    with database.transaction("T1", read_only=True) as s:
        assert events.count(s) == 1
    store.save(installation())
    assert installations.workspaces(database) == ["T1"]


def stored(database: Database) -> list[str]:
    with database.connected(read_only=True) as connection:
        return [str(row) for table in installations.SECRETS for row in connection.execute(text(f"SELECT * FROM {table}"))]


def test_no_secret_is_stored_in_clear_and_what_was_is_sealed(database: Database) -> None:
    secrets = {"user_token": "xoxp-7", "bot_refresh_token": "xoxe-8", "incoming_webhook_url": "https://hooks.example/9"}
    installations.store_of(database, CLIENT, KEYS).save(installation(token="xoxb-6", **secrets))
    assert not any(secret in row for row in stored(database) for secret in ("xoxb-6", *secrets.values()))
    with database.connected() as connection:
        connection.execute(text("UPDATE slack_bots SET bot_token = 'xoxb-clear'"))
    assert installations.bot_token(database, "T1", KEYS) == "xoxb-clear"
    assert [installations.reseal(database, KEYS, all_=False) for _ in range(2)] == [1, 0]
    assert not any("xoxb-clear" in row for row in stored(database))
    assert installations.bot_token(database, "T1", KEYS) == "xoxb-clear"


def test_after_a_rotation_the_former_key_opens_nothing_any_more(database: Database) -> None:
    old, new = new_key(), new_key()
    installations.store_of(database, CLIENT, Keys([old])).save(installation(user_token="xoxp-1"))
    with pytest.raises(Cannot, match="Add the former key"):
        installations.bot_token(database, "T1", Keys([new]))
    assert installations.bot_token(database, "T1", Keys([new, old])) == "xoxb-1"
    assert installations.reseal(database, Keys([new, old])) == 3
    assert installations.bot_token(database, "T1", Keys([new])) == "xoxb-1"
    with pytest.raises(Cannot):
        installations.bot_token(database, "T1", Keys([old]))


# SQLite has one writer at a time.
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_what_a_workspace_installs_while_others_are_sealed_again_stays(database: Database) -> None:
    old, newer, coming = new_key(), Keys([new_key()]), ["xoxb-newer"]

    class Interrupted(Keys):
        def seal(self, secret: str) -> str:
            while coming:
                with database.connected() as connection:
                    token = newer.seal(coming.pop())
                    connection.execute(text("UPDATE slack_bots SET bot_token = :token"), {"token": token})
            return super().seal(secret)

    installations.store_of(database, CLIENT, Keys([old])).save(installation())
    assert installations.reseal(database, Interrupted([new_key(), old])) == 1  # that of the other table
    assert installations.bot_token(database, "T1", newer) == "xoxb-newer"


@pytest.mark.parametrize("key", ["", "hunter2", "xoxb-1" * 9, "é" * 44])
def test_what_is_no_key_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(BadInput) as refused:
        Keys([new_key(), key])
    assert not key or key not in refused.value.sentence


def test_of_unfinished_installations_there_are_only_so_many(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installations, "MOST_STATES", 3)
    states = installations.states_of(database)
    first, *_ = [states.issue() for _ in range(3)]
    with pytest.raises(Busy, match="try again in ten"):
        states.issue()
    assert states.consume(first)
    assert states.issue()


def test_a_downgrade_keeps_what_an_older_version_can_use(database: Database) -> None:
    store = installations.store_of(database, CLIENT, KEYS)
    store.save(installation())
    store.save(installation("T2", "xoxb-2"))
    with database.connected() as connection:
        for table in installations.SECRETS:
            connection.execute(text(f"UPDATE {table} SET bot_token = 'xoxb-clear' WHERE team_id = 'T2'"))
    database.downgrade("0025")
    with database.connected(read_only=True) as connection:
        assert list(connection.scalars(text("SELECT team_id FROM slack_bots"))) == ["T2"]
    database.upgrade()
    assert installations.workspaces(database) == ["T2"]
