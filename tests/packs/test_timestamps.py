"""Timestamps on packs, by an authority of our own on loopback."""

import contextlib
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.errors import BadInput, Cannot, OutOfReach
from bot.gateways.authority import HttpAuthority
from bot.packs.pack import make_pack
from bot.packs.timestamp import verified_time
from bot.packs.verifying import verify
from storage.db import Database
from tests.packs.tsa import Authority
from tests.page_server import closed_port
from tests.storage import made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with Authority(tmp_path_factory.mktemp("tsa")) as authority:
        yield authority


@pytest.fixture
def authority(running: Authority) -> Iterator[Authority]:
    yield running
    running.answer = running.right


def test_an_authority_vouches_for_the_time_of_a_pack(authority: Authority, sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.transaction("local") as s:
        made.approved(s)
    out = io.BytesIO()
    with sqlite_database.transaction("local", read_only=True) as s:
        make_pack(s, "ferry-fire", made.LATER, out, HttpAuthority(authority.address))
    verified = verify(out)
    assert verified.manifest.timestamp_by == authority.address
    assert verified.timestamp is not None
    seen = verified_time(verified.timestamp, verified.described, authority.certificates)
    assert abs(dt.datetime.now(dt.UTC) - seen) < dt.timedelta(days=1)
    other = Authority(tmp_path)
    for stamp, message, trusted in (
        (verified.timestamp, verified.described + b" ", authority.certificates),
        (verified.timestamp, verified.described, other.certificates),
        (verified.timestamp, verified.described, b"no certificate"),
        (b"", verified.described, authority.certificates),
        (verified.timestamp[:-40], verified.described, authority.certificates),
    ):
        with pytest.raises(BadInput):
            verified_time(stamp, message, trusted)
    (tmp_path / "pack.zip").write_bytes(out.getvalue())
    (tmp_path / "ca.pem").write_bytes(authority.certificates)
    run = CliRunner().invoke
    shown = run(app, ["verify", str(tmp_path / "pack.zip"), "--ca", str(tmp_path / "ca.pem")])
    assert (shown.exit_code, "The timestamp holds" in shown.stdout) == (0, True)
    assert "--ca with that authority's" in run(app, ["verify", str(tmp_path / "pack.zip")]).stdout
    (tmp_path / "ca.pem").write_bytes(other.certificates)
    refused = run(app, ["verify", str(tmp_path / "pack.zip"), "--ca", str(tmp_path / "ca.pem"), "--json"])
    assert (refused.exit_code, "does not hold" in json.loads(refused.stdout)["fault"]) == (1, True)


def test_each_changed_byte_of_a_timestamp_ends_in_a_sentence_or_changes_nothing(authority: Authority) -> None:
    stamp = HttpAuthority(authority.address).stamp(b"manifest")
    seen = verified_time(stamp, b"manifest", authority.certificates)
    for at in range(0, len(stamp), 7):
        changed = bytearray(stamp)
        changed[at] ^= 0x41
        # Not each byte is signed: the status, for one, may be written in several ways.
        with contextlib.suppress(BadInput):
            assert verified_time(bytes(changed), b"manifest", authority.certificates) == seen


def test_an_authority_that_answers_wrongly_is_told_in_a_sentence(authority: Authority) -> None:
    asking = HttpAuthority(authority.address)
    old = asking.stamp(b"manifest")
    # The status alone: "rejection", with a reason.
    rejected = bytes.fromhex("3017301502010230100c0e6e6f7420736f20717569636b6c")
    for status, body, said in (
        (200, b"no timestamp", "no timestamp"),
        (200, b"", "no timestamp"),
        (200, b"x" * 200_000, "too long"),
        (200, old, "something else"),
        (200, rejected, "timestamp"),
        (302, b"", "302"),
        (500, old, "500"),
    ):
        authority.answer = lambda _, answer=(status, body): answer  # type: ignore[misc]  # mypy does not infer the default's type
        with pytest.raises(Cannot, match=said):
            asking.stamp(b"manifest")


def test_an_authority_that_is_not_there_is_told() -> None:
    with pytest.raises(OutOfReach, match="out of reach"):
        HttpAuthority(f"http://127.0.0.1:{closed_port()}/").stamp(b"manifest")
    with pytest.raises(BadInput, match="TIMESTAMP_URL"):
        HttpAuthority("http://user:secret@tsa.example/")
