"""Timestamps on packs, by an authority of our own on loopback."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.errors import BadInput, Cannot, OutOfReach
from bot.gateways.authority import HttpAuthority
from bot.packs.pack import make_pack
from bot.packs.timestamp import verified_time
from bot.packs.verifying import verify
from storage.db import Database
from tests.packs.tsa import NOW, Authority, asked, certificate, encoded
from tests.page_server import closed_port
from tests.storage import made

HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def running() -> Iterator[Authority]:
    with Authority() as authority:
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
        make_pack(s, "ferry-fire", made.LATER, out, HttpAuthority(f"{authority.address}?key=SECRET"))
    verified = verify(out)
    assert verified.manifest.timestamp_by == authority.address.split("/")[2]
    assert b"SECRET" not in out.getvalue()
    assert verified.timestamp is not None
    assert verified_time(verified.timestamp, verified.described, authority.certificates) == NOW
    other = Authority(5)
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


def test_each_changed_byte_of_a_timestamp_ends_in_a_sentence_or_changes_nothing() -> None:
    authority, found = Authority(), 0
    _, stamp = authority.right(asked(b"manifest"))
    for at in range(0, len(stamp), 3):
        changed = bytearray(stamp)
        changed[at] ^= 0x41
        try:
            assert verified_time(bytes(changed), b"manifest", authority.certificates) == NOW
        except BadInput:
            found += 1
    # Not each byte is signed: some of the signature's own form may be written in several ways.
    assert found > len(stamp) // 3 * 0.95


def forged(own: x509.Certificate) -> bytes:
    """Make a certificate for timestamps that says to be another one, by a key that nobody vouches for."""
    made, key = certificate(99, "Forger")
    built = x509.CertificateBuilder(own.issuer, own.subject, made.public_key(), own.serial_number, NOW, NOW + HOUR)
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return encoded(built.add_extension(purpose, critical=True).sign(key, hashes.SHA256(), ecdsa_deterministic=True))


@pytest.mark.parametrize(
    "wrong",
    [
        Authority(until=NOW - HOUR),
        Authority(purpose=ExtendedKeyUsageOID.SERVER_AUTH),
        Authority(purpose=ExtendedKeyUsageOID.SERVER_AUTH, beside=forged),
        Authority(beside=lambda own: encoded(own).replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x43")),
    ],
    ids=["ended before", "for web sites", "forged beside", "of no version"],
)
def test_certificates_that_vouch_for_no_time_are_refused(wrong: Authority) -> None:
    _, stamp = wrong.right(asked(b"manifest"))
    with pytest.raises(BadInput, match="does not hold"):
        verified_time(stamp, b"manifest", wrong.certificates)


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
