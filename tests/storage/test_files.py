"""What SQLite's files are like: nobody else reads them, any folder will do, and a full or broken disk is said."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event, text

from bot.domain.errors import Cannot, DiskFull
from bot.settings import Settings
from storage import events
from storage.db import Database
from storage.files import check_space, make_file, open_to_others
from tests.storage import made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["a b", "what?", "half%20way", "one#two", "ümlaut", "q?x=1&y#z%"])
def test_files_are_their_owner_s_alone_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    home.mkdir()
    home.chmod(0o777)
    database, before = Database(Settings(home=home).url), os.umask(0)
    try:
        with database.connected() as connection:
            connection.execute(text("CREATE TABLE kept (number INTEGER)"))
        database.set_up_workflows()
        with database.connected(read_only=True):
            assert {path.name for path in home.iterdir()} >= {"second-source.db", "second-source-workflows.db"}
            assert {mode(path) for path in home.iterdir()} == {0o600}
    finally:
        os.umask(before)
        database.dispose()
    assert open_to_others(home) is None
    assert mode(home) == 0o700
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_database_that_is_used_already_keeps_its_locks_when_it_is_opened_again(tmp_path: Path) -> None:
    """Without them, another process would take the database for unused and remove its log with what was written last."""
    file = tmp_path / "record.db"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    with database.transaction("T1", read_only=True) as s:
        s.exec(text("SELECT 1"))  # type: ignore[call-overload]  # SQLModel's exec is typed for select alone
        for path in sorted(tmp_path.glob("record*.db")):
            make_file(path)
        Database(f"sqlite:///{file}").dispose()
        tried = f"import fcntl; fcntl.lockf(open({str(file)!r}, 'r+'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
        other = subprocess.run([sys.executable, "-c", tried], capture_output=True, check=False)
    database.dispose()
    assert b"BlockingIOError" in other.stderr


def test_a_folder_that_all_share_is_not_closed_but_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    assert "Other users may enter" in str(open_to_others(tmp_path))
    assert mode(tmp_path) == 0o1777
    assert open_to_others(tmp_path / "not yet") is None


def test_a_folder_with_other_things_in_it_is_not_closed_but_said(tmp_path: Path) -> None:
    (tmp_path / "second-source.db").touch()
    tmp_path.chmod(0o755)
    assert (open_to_others(tmp_path), mode(tmp_path)) == (None, 0o700)
    (tmp_path / "website").mkdir()
    tmp_path.chmod(0o755)
    assert "Other users may enter" in str(open_to_others(tmp_path))
    assert mode(tmp_path) == 0o755


def test_a_full_disk_is_said_and_what_was_stored_stays(sqlite_database: Database) -> None:
    with sqlite_database.transaction("local") as s:
        events.add(s, made.event("kept"), made.NOW)
    sqlite_database.dispose()

    def no_more_pages(connection: object, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]  # it is SQLite's

    def fill() -> None:
        with sqlite_database.transaction("local") as s:
            for number in range(200):
                events.add(s, made.event(f"lost-{number}"), made.NOW)

    event.listen(sqlite_database.engine, "connect", no_more_pages)
    try:
        with pytest.raises(DiskFull, match="The disk of the database is full"):
            fill()
        with sqlite_database.transaction("local", read_only=True) as s:
            assert [found.slug for found in events.list_(s)] == ["kept"]
    finally:
        event.remove(sqlite_database.engine, "connect", no_more_pages)
        sqlite_database.dispose()


def test_what_was_deleted_is_not_left_in_the_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    # As SQLite is where it was not built otherwise.
    event.listen(database.engine, "connect", lambda raw, _: raw.execute("PRAGMA secure_delete = OFF"), insert=True)
    with database.connected() as connection:
        connection.execute(text("CREATE TABLE kept (token TEXT)"))
        connection.execute(text("INSERT INTO kept VALUES ('xoxb-gone'), ('xoxb-kept'), ('xoxb-gone')"))
    with database.connected() as connection:
        connection.execute(text("DELETE FROM kept WHERE token = 'xoxb-gone'"))
    database.dispose()
    written = (tmp_path / "x.db").read_bytes()
    assert (b"xoxb-kept" in written, b"xoxb-gone" in written) == (True, False)


def test_little_space_and_none_to_write_in_are_said(tmp_path: Path) -> None:
    assert check_space(tmp_path, least=0) > 0
    with pytest.raises(DiskFull, match="free some space"):
        check_space(tmp_path, least=2**62)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Cannot, match="cannot be made"):
        check_space(Path("/proc/nowhere"))


def test_a_damaged_file_is_said(sqlite_database: Database) -> None:
    assert sqlite_database.damage() is None
    sqlite_database.dispose()
    with Path(str(sqlite_database.url.database)).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 400_000)
    with pytest.raises(Cannot, match="damaged"):
        sqlite_database.damage()
    sqlite_database.dispose()
