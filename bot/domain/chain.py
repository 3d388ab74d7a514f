"""The chain of the history: each entry carries the hash of the one before, so that what is altered, missing or moved shows.

The form, so that anybody can compute it again:
- An entry's content is one row of the record as a JSON object: its columns by name (times in UTC as ISO 8601, days as
  YYYY-MM-DD), without those that are empty. A decision also has the hashes of what it was on: `proposal_sha256` and
  `reading_sha256`, of these two as such objects, and the article's `text_sha256` and `html_sha256`.
- A hash is SHA-256, in hexadecimal, of an object's canonical bytes: JSON with sorted keys and no spaces, in ASCII (all other
  characters are escaped).
- An entry's own hash is that of the object with `position` (1, 2, 3 …), `kind` (the row's table), `id` (the row's), `content`
  (the hash of the content) and `previous` (the own hash of the entry before; 64 zeros for the first one).
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.domain.model import Value

GENESIS = "0" * 64
"""What the first entry carries in place of the hash of one before."""


class EntryKind(StrEnum):
    """What sort of row an entry is of, in the order in which those of one transaction are entered."""

    EVENT = "event"
    CLAIM = "claim"
    GRADE = "outlet_grade"
    RULING = "ruling"
    DECISION = "decision"
    SETTLEMENT = "settlement"
    EDIT = "event_edit"
    REPORT = "report"
    LEVEL_CHANGE = "level_change"
    PURGE = "purge"


_CALLED: dict[str, str] = {
    EntryKind.GRADE: "grade",
    EntryKind.EDIT: "edit of an event",
    EntryKind.LEVEL_CHANGE: "change of level",
}


class Entry(Value):
    """One entry of the chain: the hash of a row's content, and that of the entry before."""

    position: int
    kind: str
    id: int
    content: str
    previous: str

    @property
    def hash(self) -> str:
        """Return the entry's own hash, which the next entry carries, or the head."""
        return sha256_of(self.model_dump(mode="json"))

    @property
    def named(self) -> str:
        """Return how a sentence names the entry: its row and its place in the history."""
        return f"the {_CALLED.get(self.kind, self.kind)} {self.id} (entry {self.position:,} of the history)"


class Head(Value):
    """How many entries a chain has, and the own hash of the last one."""

    count: int = 0
    hash: str = GENESIS


def plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row or an entry as JSON has it, without what is empty."""
    return {name: _plain(value) for name, value in content.items() if value is not None}


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the bytes of a row or an entry that are hashed."""
    return json.dumps(plain(content), sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def sha256_of(content: Mapping[str, Any]) -> str:
    """Return the hash of a row or an entry, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def break_before(last: Head, before: Entry | None, entry: Entry) -> str | None:
    """Say in a sentence why an entry does not follow the one before, of which `last` has position and hash; None if it does."""
    if entry.position != last.count + 1:
        missing = last.count + 1
        return f"Entry {missing:,} of the history is missing: entry {entry.position:,} comes in its place."
    if entry.previous == last.hash:
        return None
    if before is None:
        return f"{_capital(entry.named)} is not what the history began with: it was altered, or put in another place."
    return (
        f"{_capital(entry.named)} does not carry the hash of {before.named}: one of them was altered, or put in another place."
    )


def break_at_end(last: Head, head: Head) -> str | None:
    """Say in a sentence why a chain that was gone through to its last entry does not end as its head says; None if it does."""
    if last.count < head.count:
        return f"The history ends with entry {last.count:,}, but {head.count:,} were written: those after it were deleted."
    if last.hash != head.hash:
        return f"Entry {last.count:,} of the history, the last one, was altered: the chain's head has another hash."
    return None


def altered(entry: Entry) -> str:
    """Say in a sentence that a row is not as it was entered."""
    on = ", or what it was on (a proposal, a reading, an article)," if entry.kind == EntryKind.DECISION else ""
    return f"{_capital(entry.named)}{on} was altered after it was written."


def deleted(entry: Entry) -> str:
    """Say in a sentence that an entry's row is not there."""
    return f"{_capital(entry.named)} was deleted."


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else value
