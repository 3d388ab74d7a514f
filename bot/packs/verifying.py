"""Verifies a pack by itself: no database, no network, and few of its bytes in memory at a time."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from pydantic import ValidationError

from bot.domain.chain import Entry, Head, altered, break_at_end, break_before, canonical, sha256_of
from bot.domain.errors import BadInput
from bot.packs.agreeing import EVENT, LARGEST_KEPT, REPORTS, Entered
from bot.packs.manifest import (
    CHAIN,
    ENTRIES,
    FORMAT,
    MANIFEST,
    MANIFEST_HASH,
    TIMESTAMP,
    UNLISTED,
    Manifest,
    hash_line,
    written,
)
from bot.packs.zipped import Member, chunks, members

LARGEST_MANIFEST = 8_000_000
LARGEST_LINE = 2_000_000
"""Bytes of one entry."""
_LARGEST_TIMESTAMP = 200_000


class Verified(NamedTuple):
    """A pack's manifest, as read and as it stands there, and the timestamp on the hash of that, if it has one."""

    manifest: Manifest
    described: bytes
    timestamp: bytes | None

    @property
    def sha256(self) -> str:
        """Return the manifest's hash, in hexadecimal."""
        return hashlib.sha256(self.described).hexdigest()


def verify(file: BinaryIO) -> Verified:
    """Verify a pack; raises BadInput with a sentence on the first thing that is wrong with it."""
    found = {member.name: member for member in members(file)}
    manifest, described = _manifest(file, found)
    listed = {listed.path: listed for listed in manifest.files}
    if len(listed) < len(manifest.files):
        raise BadInput("The manifest lists a file twice.")
    for path in sorted(listed.keys() - found.keys()):
        raise BadInput(f"{path[:200]} is missing: the manifest lists it.")
    for name in sorted(found.keys() - listed.keys() - set(UNLISTED)):
        raise BadInput(f"{name} is not in the manifest: it was added.")
    for name, its in listed.items():
        hashed = hashlib.sha256()
        for chunk in chunks(file, found[name]):
            hashed.update(chunk)
        if (found[name].size, hashed.hexdigest()) != (its.bytes, its.sha256):
            raise BadInput(f"{name} was changed: it does not fit its hash in the manifest.")
    entered = _verify_chain(file, found, manifest)
    event, reports = (_whole(file, found[name], LARGEST_KEPT) if name in found else b"" for name in (EVENT, REPORTS))
    entered.compare(manifest.event, event, reports)
    return Verified(manifest, described, _timestamp(file, found, manifest))


def _manifest(file: BinaryIO, found: Mapping[str, Member]) -> tuple[Manifest, bytes]:
    for name in (MANIFEST, MANIFEST_HASH):
        if name not in found:
            raise BadInput(f"{name} is missing: this is no pack, or it was taken out.")
    described = _whole(file, found[MANIFEST], LARGEST_MANIFEST)
    if _whole(file, found[MANIFEST_HASH], 200) != hash_line(described):
        raise BadInput(f"{MANIFEST} was changed: it does not fit {MANIFEST_HASH}.")
    try:
        manifest = Manifest.model_validate_json(described)
    except ValidationError as error:
        raise BadInput(f"{MANIFEST} is not one of this form.") from error
    if manifest.format != FORMAT:
        raise BadInput(f"This pack has the form {manifest.format[:60]}, which this version does not know.")
    if written(manifest.model_dump(mode="json")) != described:
        raise BadInput(f"{MANIFEST} is not as Second Source writes it.")
    return manifest, described


def _verify_chain(file: BinaryIO, found: Mapping[str, Member], manifest: Manifest) -> Entered:
    """Go through the chain, and compare the event's entries with it on the way; returns what is compared with these."""
    if CHAIN not in found or ENTRIES not in found:
        raise BadInput("The pack lacks the chain of the history, or the event's entries.")
    part, entered = manifest.chain, Entered()
    last, before = Head(count=part.first - 1, hash=part.previous), None
    own = _lines(file, found[ENTRIES])
    expected = next(own, None)
    for line in _lines(file, found[CHAIN]):
        entry = _entry(line)
        if broken := break_before(last, before, entry):
            raise BadInput(broken)
        last, before = Head(count=entry.position, hash=entry.hash), entry
        if expected is not None and expected.get("position") == entry.position:
            entered.take(entry.kind, _content(entry, expected))
            expected = next(own, None)
    if broken := break_at_end(last, Head(count=part.count, hash=part.head)):
        raise BadInput(broken)
    if expected is not None:
        raise BadInput(f"{ENTRIES} has an entry that is not in the chain, or not in its place.")
    return entered


def _content(entry: Entry, own: Mapping[str, Any]) -> dict[str, Any]:
    content = own.get("content")
    if len(own) != 2 or not isinstance(content, dict) or sha256_of(content) != entry.content:
        raise BadInput(altered(entry))
    return content


def _entry(line: Mapping[str, Any]) -> Entry:
    try:
        entry = Entry.model_validate(line, strict=True)
    except ValidationError as error:
        raise BadInput(f"{CHAIN} has a line that is no entry.") from error
    if not (entry.kind.isascii() and entry.kind.isidentifier() and len(entry.kind) < 100):
        raise BadInput(f"{CHAIN} has an entry of a kind that no history has.")
    return entry


def _timestamp(file: BinaryIO, found: Mapping[str, Member], manifest: Manifest) -> bytes | None:
    if (TIMESTAMP in found) is not (manifest.timestamp_by is not None):
        raise BadInput("The pack has a timestamp that the manifest does not know of, or lacks the one that it names.")
    return _whole(file, found[TIMESTAMP], _LARGEST_TIMESTAMP) if TIMESTAMP in found else None


def _lines(file: BinaryIO, member: Member) -> Iterator[dict[str, Any]]:
    waiting = b""
    for chunk in chunks(file, member):
        *whole, waiting = (waiting + chunk).split(b"\n")
        if len(waiting) > LARGEST_LINE:
            break
        yield from (_object(member, line) for line in whole)
    if waiting:
        raise BadInput(f"{member.name} has a line that is too long, or does not end.")


def _object(member: Member, line: bytes) -> dict[str, Any]:
    """Return what a line says; one of another form may say something else to another reader: a name that comes twice."""
    try:
        value = json.loads(line)
        if isinstance(value, dict) and canonical(value) == line:
            return value
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{member.name} has a line that is no JSON.") from error
    raise BadInput(f"{member.name} has a line that is no entry, or not as Second Source writes it.")


def _whole(file: BinaryIO, member: Member, most: int) -> bytes:
    if member.size > most:
        raise BadInput(f"{member.name} is larger than that of any pack.")
    return b"".join(chunks(file, member))
