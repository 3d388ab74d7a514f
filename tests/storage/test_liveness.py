"""Which processes live: real locks, on both databases, and a process that is really killed."""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import text

from storage.db import Database
from storage.liveness import Liveness


def is_dead(one: Liveness, process: str) -> bool:
    with one.is_dead(process) as dead:
        return dead


def test_a_process_lives_until_it_is_closed(database: Database) -> None:
    with Liveness(database, "one") as one:
        with Liveness(database, "other") as other:
            assert not is_dead(one, "other")
            assert not is_dead(other, "one")
            assert not is_dead(one, "one")
        assert is_dead(one, "other")
        assert is_dead(one, "other")  # one may look as often as one likes


def test_a_name_belongs_to_one_living_process(database: Database) -> None:
    with Liveness(database, "one"), pytest.raises(RuntimeError, match="taken"):
        Liveness(database, "one")


def test_a_process_that_was_killed_is_seen_at_once(database: Database, database_url: str) -> None:
    script = """
import os, signal, sys
from storage.db import Database
from storage.liveness import Liveness
held = Liveness(Database(sys.argv[1]), "victim")
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script, database_url], check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    with Liveness(database, f"survivor-{os.getpid()}") as survivor:
        assert is_dead(survivor, "victim")


def test_who_looks_into_what_a_dead_process_left_is_alone_there(database: Database) -> None:
    with (
        Liveness(database, "one") as one,
        Liveness(database, "two") as two,
        one.is_dead("gone") as seen_by_one,
        two.is_dead("gone") as seen_by_two,
    ):
        assert (seen_by_one, seen_by_two) == (True, False)


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_session_that_its_server_ended_is_renewed(database: Database) -> None:
    with Liveness(database, "one") as one, Liveness(database, "two") as two:
        with database.connected() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory'"
                    " AND (classid::bigint << 32) | objid::bigint = hashtextextended('one', 0)"
                )
            )
        assert is_dead(two, "one")
        one.renew()
        assert not is_dead(two, "one")
