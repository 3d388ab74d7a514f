"""The ZIP files of packs: without compression, dates or extras, so that the same members make the same bytes.

Read strictly: each byte is either a member's or what this module would have written, so nothing can hide, and nothing unpacks
to more than the file holds.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from bot.domain.errors import BadInput, Cannot

MOST_MEMBERS = 20_000
LARGEST = 4_000_000_000
"""Bytes of a whole file: what needs no ZIP64."""
_CHUNK = 1 << 16
_LONGEST_NAME = 200
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_VERSION, _UTF8, _DATE = 20, 0x800, 0x21
_LOCAL, _CENTRAL, _END = "<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"


class Member(NamedTuple):
    """One file in a ZIP, and where its bytes begin."""

    name: str
    size: int
    crc: int
    at: int


class Added(NamedTuple):
    """The size of what was added, in bytes, and its hash in hexadecimal."""

    size: int
    sha256: str


class ZipWriter:
    """Writes members one after the other; `close` ends the file."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._at = out, 0
        self._members: list[Member] = []

    def add(self, name: str, source: BinaryIO) -> Added:
        """Add what a file has from its beginning, under a name. Raises Cannot if all is too large."""
        size, crc, sha256 = _measured(source)
        if self._at + size > LARGEST or len(self._members) == MOST_MEMBERS:
            raise Cannot("This is too much for one pack.")
        local = _local(name, size, crc)
        member = Member(name, size, crc, self._at + len(local))
        self._out.write(local)
        source.seek(0)
        while chunk := source.read(_CHUNK):
            self._out.write(chunk)
        self._at = member.at + size
        self._members.append(member)
        return Added(size, sha256)

    def close(self) -> None:
        """Write the directory."""
        self._out.write(_directory(self._members, self._at))


def members(file: BinaryIO) -> list[Member]:
    """Return the members of a ZIP file that `ZipWriter` wrote; raises BadInput for any other, and for one that was changed."""
    end = file.seek(0, 2)
    length = struct.calcsize(_END)
    if end < length or end > LARGEST + (1 << 24):
        raise BadInput("This is no pack: it is no ZIP file of this form.")
    file.seek(end - length)
    mark, _, _, _, count, size, at, _ = struct.unpack(_END, file.read(length))
    whole = count <= MOST_MEMBERS and size <= count * (struct.calcsize(_CENTRAL) + _LONGEST_NAME) and at + size + length == end
    if mark != b"PK\x05\x06" or not whole:
        raise BadInput("This is no pack, or its end was changed: it is no ZIP file of this form.")
    file.seek(at)
    found = _listed(file.read(size), count)
    file.seek(at)
    if _directory(found, at) != file.read():
        raise BadInput("The pack's directory was changed: it is not as Second Source writes it.")
    expected = 0
    for member in found:
        local = _local(member.name, member.size, member.crc)
        file.seek(expected)
        if member.at != expected + len(local) or file.read(len(local)) != local:
            raise BadInput(f"The pack was changed before the bytes of {member.name}.")
        expected = member.at + member.size
    if expected != at:
        raise BadInput("The pack has bytes that belong to no file: something was slipped in.")
    return found


def chunks(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """Return a member's bytes, a part at a time; raises BadInput at the end if one of them was changed."""
    left, crc = member.size, 0
    while left:
        # Another member may have been read meanwhile.
        file.seek(member.at + member.size - left)
        if not (chunk := file.read(min(left, _CHUNK))):
            break
        left, crc = left - len(chunk), zlib.crc32(chunk, crc)
        yield chunk
    if left or crc != member.crc:
        raise BadInput(f"{member.name} was changed: its bytes do not fit their checksum.")


def _listed(directory: bytes, count: int) -> list[Member]:
    found, names, length = list[Member](), set[str](), struct.calcsize(_CENTRAL)
    here = 0
    for _ in range(count):
        fields = directory[here : here + length]
        if len(fields) < length:
            break
        _, _, _, _, _, _, _, crc, size, _, named, _, _, _, _, _, start = _unpacked(fields)
        name = directory[here + length : here + length + named].decode("ascii", "replace")
        if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or ".." in name:
            raise BadInput("The pack has a file with a name that no pack has.")
        if name in names:
            raise BadInput(f"The pack has two files with the name {name}.")
        names.add(name)
        found.append(Member(name, size, crc, start + len(_local(name, size, crc))))
        here += length + named
    return found


def _unpacked(fields: bytes) -> tuple[int, ...]:
    return struct.unpack("<I6H3I5H2I", fields)


def _measured(source: BinaryIO) -> tuple[int, int, str]:
    source.seek(0)
    size = crc = 0
    hashed = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
        hashed.update(chunk)
    return size, crc, hashed.hexdigest()


def _local(name: str, size: int, crc: int) -> bytes:
    named = name.encode()
    return struct.pack(_LOCAL, b"PK\x03\x04", _VERSION, _UTF8, 0, 0, _DATE, crc, size, size, len(named), 0) + named


def _directory(listed: list[Member], at: int) -> bytes:
    written = bytearray()
    for name, size, crc, data in listed:
        named, start = name.encode(), data - len(_local(name, size, crc))
        fields = (b"PK\x01\x02", _VERSION, _VERSION, _UTF8, 0, 0, _DATE, crc, size, size, len(named), 0, 0, 0, 0, 0, start)
        written += struct.pack(_CENTRAL, *fields) + named
    count = len(listed)
    return bytes(written) + struct.pack(_END, b"PK\x05\x06", 0, 0, count, count, len(written), at, 0)
