"""Installations of the app: the tokens of each Slack workspace, sealed, and the OAuth states of unfinished installations.

The tables are slack_sdk's, but for the columns that hold secrets: these hold them sealed (`storage/sealing.py`).
"""

import datetime as dt

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import Engine, MetaData, Table, Text, delete, func, select, update

from bot.domain.errors import Busy
from storage.db import Database
from storage.sealing import MARK, Keys, Sealed

STATE_SECONDS = 600
MOST_STATES = 1000
"""How many installations may be unfinished at a time: anybody can begin one."""
SECRETS = {
    "slack_bots": ("bot_token", "bot_refresh_token"),
    "slack_installations": ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url"),
}
"""The columns that are sealed."""


def _with_secrets(table: Table, kind: Text | Sealed) -> Table:
    """Give the columns with secrets another type than slack_sdk's."""
    for name in SECRETS[table.name]:
        table.c[name].type = kind
    return table


_METADATA = MetaData()
_BOTS = _with_secrets(SQLAlchemyInstallationStore.build_bots_table(_METADATA, "slack_bots"), Text())
_INSTALLATIONS = _with_secrets(SQLAlchemyInstallationStore.build_installations_table(_METADATA, "slack_installations"), Text())
TABLES = (_BOTS, _INSTALLATIONS)


def store_of(database: Database, client_id: str, keys: Keys) -> SQLAlchemyInstallationStore:
    """Return slack_sdk's installation store for one Slack app (by its client id) in our database."""
    return _Installations(client_id, database.engine, keys)


def reseal(database: Database, keys: Keys, *, all_: bool = True) -> int:
    """Seal all stored secrets with the newest key, or only those in clear; returns how many. Raises Cannot as `Keys.open`."""
    sealed = 0
    with database.connected() as connection:
        for table in (_BOTS, _INSTALLATIONS):
            for name in SECRETS[table.name]:
                column = table.c[name]
                query = select(table.c.id, column).where(column.is_not(None))
                if not all_:
                    query = query.where(column.not_like(f"{MARK}%"))
                for id_, stored in connection.execute(query).all():
                    changed = keys.seal(keys.open(stored))
                    # What a workspace has installed meanwhile is newer.
                    as_read = table.c.id == id_, column == stored
                    sealed += connection.execute(update(table).where(*as_read).values({name: changed})).rowcount
    return sealed


def states_of(database: Database) -> SQLAlchemyOAuthStateStore:
    """Return slack_sdk's store of OAuth states, which tie an installation to the browser that began it, for ten minutes."""
    return _States(STATE_SECONDS, database.engine)


def workspaces(database: Database, client_id: str | None = None) -> list[str]:
    """List the ids of the workspaces that have one Slack app or any; raises the same errors as `connected`."""
    query = select(_BOTS.c.team_id).where(_BOTS.c.bot_token.is_not(None), _BOTS.c.team_id.is_not(None))
    if client_id is not None:
        query = query.where(_BOTS.c.client_id == client_id)
    with database.connected(read_only=True) as connection:
        return list(connection.scalars(query.distinct().order_by(_BOTS.c.team_id)))


def bot_token(database: Database, team: str, keys: Keys) -> str | None:
    """Return a workspace's newest bot token, or None if the app is not installed; raises as `connected` and `Keys.open`."""
    query = select(_BOTS.c.bot_token).where(_BOTS.c.bot_token.is_not(None), _BOTS.c.team_id == team)
    with database.connected(read_only=True) as connection:
        stored = connection.scalar(query.order_by(_BOTS.c.installed_at.desc(), _BOTS.c.id.desc()).limit(1))
    return None if stored is None else keys.open(stored)


def forget(database: Database, team: str) -> None:
    """Delete all tokens of a workspace that removed the app or revoked its tokens; raises the same errors as `connected`."""
    with database.connected() as connection:
        for table in (_BOTS, _INSTALLATIONS):
            connection.execute(delete(table).where(table.c.team_id == team))


class _Installations(SQLAlchemyInstallationStore):
    """slack_sdk's store with sealed secrets, and a lookup that reads only: every request makes one, and waits for no writer."""

    def __init__(self, client_id: str, engine: Engine, keys: Keys) -> None:
        super().__init__(client_id, engine)
        for table in (self.bots, self.installations):
            _with_secrets(table, Sealed(keys))
        self._reader = engine.execution_options(read_only=True, postgresql_readonly=True)

    def save(self, installation: Installation) -> None:
        # A record belongs to one workspace: what was installed for a whole organisation has none.
        if not installation.is_enterprise_install:
            super().save(installation)

    def find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        if team_id is None or is_enterprise_install:
            return super().find_bot(enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install)
        # A workspace's id is unique in all of Slack. Workspaces of an organisation are stored with the organisation's id, which
        # not every request has.
        query = (
            select(self.bots)
            .where(self.bots.c.client_id == self.client_id, self.bots.c.team_id == team_id, self.bots.c.bot_token.is_not(None))
            .order_by(self.bots.c.installed_at.desc(), self.bots.c.id.desc())
            .limit(1)
        )
        with self._reader.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else self.build_bot_entity(row)


class _States(SQLAlchemyOAuthStateStore):
    """slack_sdk's store that also deletes expired states, since anybody can begin an installation."""

    def issue(self, *args: object, **kwargs: object) -> str:
        # slack_sdk writes and compares its own clock's time, in UTC and without a zone.
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        with self.engine.begin() as connection:
            connection.execute(delete(self.oauth_states).where(self.oauth_states.c.expire_at <= now))
            if (connection.scalar(select(func.count()).select_from(self.oauth_states)) or 0) >= MOST_STATES:
                raise Busy("Too many installations have been begun in the last minutes; try again in ten.")
        return super().issue(*args, **kwargs)
