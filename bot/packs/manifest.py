"""What a pack says of itself: its files with their hashes, and the part of the chain that it has."""

import hashlib
import json
from typing import Any

from pydantic import Field

from bot.domain.model import Moment, Value

FORMAT = "second-source-pack/1"
MANIFEST, MANIFEST_HASH, TIMESTAMP = "manifest.json", "manifest.sha256", "timestamp.tsr"
CHAIN, ENTRIES = "chain.jsonl", "entries.jsonl"
UNLISTED = (MANIFEST, MANIFEST_HASH, TIMESTAMP)
"""The files that a manifest does not list: itself, its hash, and the timestamp on that."""


class PackFile(Value):
    """One file of a pack."""

    path: str
    bytes: int
    sha256: str


class ChainPart(Value):
    """The part of the newsroom's chain that a pack has: from the event's first entry up to the head."""

    first: int
    previous: str
    count: int
    head: str


class Manifest(Value):
    """What a pack is of, when it was made, and what is in it; `timestamp_by` is who vouches for the time, if anybody does."""

    format: str
    made_at: Moment
    event: str
    headline: str
    chain: ChainPart
    files: tuple[PackFile, ...] = Field(max_length=20_000)
    timestamp_by: str | None = None


def written(value: Any) -> bytes:
    """Return a file of JSON: the same value makes the same bytes."""
    return (json.dumps(value, sort_keys=True, indent=1) + "\n").encode("ascii")


def hash_line(manifest: bytes) -> bytes:
    """Return the file with a manifest's hash, in the form that `sha256sum --check` reads."""
    return f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()
