"""SQLite's files, the log and their folder: only their owner may read them, whatever the process was started with."""

import os
import stat
from pathlib import Path

from bot.domain.errors import Cannot, DiskFull

OWNER_ONLY = 0o700
OURS = "second-source"
"""What all that we store in our folder is called at its beginning."""
LEAST_BYTES = 64 * 1024**2
"""Below this much free space, somebody should look after it: a database in use needs some for what it is about to write."""


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, if there is none; raises Cannot."""
    try:
        folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    except OSError as error:
        raise Cannot(f"The folder {folder} cannot be made: {error.strerror}. Set SECOND_SOURCE_HOME to another one.") from error


def make_file(path: Path) -> None:
    """Make an empty file that only its owner may read, if there is none; SQLite's further files get the same rights.

    A file that is there is not opened: closing it would end the locks that SQLite has on it in this process, and another one
    would take the database for unused and remove its log.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if not os.access(path, os.R_OK | os.W_OK):
            raise _unwritable(path, "Permission denied") from None
    except OSError as error:
        raise _unwritable(path, error.strerror) from error


def _unwritable(path: Path, why: str | None) -> Cannot:
    return Cannot(f"The file {path} cannot be opened for writing: {why}. Check SECOND_SOURCE_HOME and who may write there.")


def open_to_others(folder: Path) -> str | None:
    """Close a folder to other users where that is ours to do, else return what is wrong; None if nothing."""
    try:
        found = folder.stat()
        if not stat.S_IMODE(found.st_mode) & 0o077:
            return None
        # A folder that all users share, such as /tmp, or that holds other things than ours is not ours to close.
        shared = found.st_uid != os.geteuid() or found.st_mode & stat.S_ISVTX
        if not shared and all(path.name.startswith(OURS) for path in folder.iterdir()):
            folder.chmod(OWNER_ONLY)
            return None
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"{folder} cannot be looked at: {error.strerror}."
    return f"Other users may enter {folder}: run 'chmod 700 {folder}' as its owner, or set SECOND_SOURCE_HOME to another one."


def check_space(folder: Path, least: int = LEAST_BYTES) -> int:
    """Return how many bytes are free for a folder, after trying to write a few of them; raises DiskFull, Cannot."""
    make_folder(folder)
    found = os.statvfs(folder)
    free = found.f_bavail * found.f_frsize
    if free < least:
        raise DiskFull(f"Only {free // 1024**2} MB are free for {folder}; free some space there.")
    probe = folder / f".space-{os.getpid()}"
    try:
        probe.write_bytes(bytes(4096))
    except OSError as error:
        raise DiskFull(f"Nothing can be written in {folder}: {error.strerror}.") from error
    finally:
        probe.unlink(missing_ok=True)
    return free
