"""Packs of evidence: what is in them and what is not, and that nothing can be done to one unseen."""

import gzip
import hashlib
import io
import itertools
import json
import shutil
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from bot.domain.chain import EntryKind
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.model import OWN_WORK, Stance
from bot.domain.own_report import Contact, OwnReport
from bot.domain.reading import Response
from bot.domain.record import DecisionKind
from bot.domain.workspace import OUR_NEWSROOM
from bot.packs.manifest import MANIFEST, MANIFEST_HASH, hash_line, written
from bot.packs.pack import make_pack
from bot.packs.verifying import verify
from bot.packs.wacz import KeptPage, write_wacz
from bot.packs.zipped import ZipWriter
from storage import articles, decisions, events, history, reports, rulings
from storage.db import Database
from storage.session import WorkspaceSession
from tests.storage import made
from tests.storage.made import Workspace

BODY = b"<html><body><p>A ferry burns.</p></body></html>"
RESPONSE = Response(url=made.URL, status=200, headers=(("content-type", "text/html; charset=utf-8"), ("server", "quay")))
_numbers = itertools.count()
SECRET = "https://tipster.example/never-approved"


def on_record(s: WorkspaceSession) -> made.Record:
    articles.add(s, made.article(), BODY, made.NOW, RESPONSE)
    return made.corrected(s, made.shown(s))


def packed(s: WorkspaceSession, slug: str = "ferry-fire") -> bytes:
    out = io.BytesIO()
    make_pack(s, slug, made.LATER, out)
    return out.getvalue()


@pytest.fixture
def workspace(shared_database: Database) -> Workspace:
    return Workspace(shared_database, f"packs-{next(_numbers)}")


@pytest.fixture(scope="module")
def pack(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    database = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path_factory.mktemp('packs') / 'record.db')}")
    with database.transaction("local") as s:
        on_record(s)
    with database.transaction("local", read_only=True) as s:
        data = packed(s)
    database.dispose()
    return data


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    writer = ZipWriter(out)
    for name, data in files.items():
        writer.add(name, io.BytesIO(data))
    writer.close()
    return out.getvalue()


def fault(data: bytes) -> str:
    with pytest.raises(BadInput) as wrong:
        verify(io.BytesIO(data))
    return wrong.value.sentence


def test_a_pack_has_the_event_its_history_and_its_pages_and_is_verified(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        on_record(s)
    with workspace.transaction(read_only=True) as s:
        data = packed(s)
        assert packed(s) == data
    verified = verify(io.BytesIO(data))
    assert (verified.manifest.event, verified.manifest.made_at, verified.timestamp) == ("ferry-fire", made.LATER, None)
    found = members(data)
    assert hashlib.sha256(found[MANIFEST]).hexdigest() == verified.sha256
    (reading,) = json.loads(found["readings.json"])
    assert reading["stamp"]["reader"] == "made"
    assert not {"cost", "tokens_in", "seconds"} & set(reading["stamp"])
    (article,) = json.loads(found["articles.json"])
    assert hashlib.sha256(found[article["text"]]).hexdigest() == article["text_sha256"]
    kinds = {json.loads(line)["kind"] for line in found["chain.jsonl"].splitlines()}
    assert kinds == set(EntryKind) - {EntryKind.PURGE}
    assert b"Approved by ed: Harbour Post" in found["history.txt"]


def test_what_is_not_approved_or_does_not_stand_is_in_no_pack(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        on_record(s)
        for number, kind in enumerate((None, DecisionKind.REJECT, DecisionKind.APPROVE)):
            address = f"{SECRET}/{number}"
            brought = made.waiting(s, f"secret-{number}", address)
            if kind is not None:
                decision = decisions.decide(s, brought.proposal, 1, kind, "ed", made.LATER, f"Reason {number}.")
            if kind is DecisionKind.APPROVE:
                told = made.report(f"secret-{number}", url=address)
                stored = {told.id: brought.article}
                reports.add(s, "ferry-fire", [told], decision_id=decision.id, article_ids=stored, at=made.LATER)
                moved = made.change(decision.id).model_copy(update={"reasons": (f"Says {SECRET}.",)})
                history.add(s, "ferry-fire", [moved])
                decisions.undo(s, brought.proposal, "ed", made.LATER, "Not theirs.")
    with workspace.transaction(read_only=True) as s:
        data = packed(s)
    verify(io.BytesIO(data))
    assert SECRET.encode() not in data
    assert b"tipster" not in gzip.decompress(members(members(data)["pages.wacz"])["archive/data.warc.gz"])
    assert b"Reason 1." not in data  # a rejection
    assert b"Not theirs." in data  # the undo of what had been approved is history


def test_a_pack_does_not_say_who_wrote_our_own_report(workspace: Workspace) -> None:
    own = OwnReport(
        event="ferry-fire", claim="safe", stance=Stance.CONFIRMS, who=OWN_WORK, how=Contact.ON_THE_SPOT, day=made.NOW.date(),
        words="I saw all of them on the quay.",
    )  # fmt: skip
    article = own.article("1", "U0REPORTER", OUR_NEWSROOM)
    with workspace.transaction() as s:
        record = made.approved(s)
        stored = {"own": articles.save(s, article, None, made.NOW)}
        reports.add(s, "ferry-fire", [own.report("own", article)], decision_id=record.decision, article_ids=stored, at=made.NOW)
    with workspace.transaction(read_only=True) as s:
        data = packed(s)
    assert own.words.encode() in data
    assert b"U0REPORTER" not in data


def test_an_event_whose_approval_was_taken_back_and_another_workspaces_have_no_pack(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        filed = made.waiting(s, slug=None)
        decision = decisions.decide(s, filed.proposal, 1, DecisionKind.APPROVE, "ed", made.NOW)
        events.add(s, made.event(), made.NOW)
        reports.add(s, "ferry-fire", [made.report()], decision_id=decision.id, article_ids={"r1": filed.article}, at=made.NOW)
        decisions.undo(s, filed.proposal, "ed", made.LATER)
        with pytest.raises(Refused, match="taken back"):
            packed(s)
    with workspace.database.transaction(f"{workspace.name}-other", read_only=True) as s, pytest.raises(NotFound):
        packed(s)


def test_the_archived_pages_are_a_web_archive(pack: bytes) -> None:
    found = members(members(pack)["pages.wacz"])
    package = json.loads(found["datapackage.json"])
    assert package["wacz_version"] == "1.1.1"
    assert {r["path"]: (r["hash"], r["bytes"]) for r in package["resources"]} == {
        name: (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        for name, data in found.items()
        if not name.startswith("datapackage")
    }
    digest = json.loads(found["datapackage-digest.json"])
    assert digest["hash"] == f"sha256:{hashlib.sha256(found['datapackage.json']).hexdigest()}"
    line = gzip.decompress(found["indexes/index.cdx.gz"]).decode().splitlines()[0]
    key, time, fields = line.split(" ", 2)
    assert (key, time) == ("example,harbourpost)/ferry", f"{made.NOW:%Y%m%d%H%M%S}")
    place = json.loads(fields)
    start = int(place["offset"])
    block = found[f"archive/{place['filename']}"][start : start + int(place["length"])]
    (record,) = ArchiveIterator(io.BytesIO(block), check_digests="raise")
    assert record.rec_type == "response"
    assert record.rec_headers.get_header("WARC-Target-URI") == made.URL
    assert record.http_headers.get_header("server") == "quay"
    block_again = ArchiveIterator(io.BytesIO(block))
    assert next(iter(block_again)).content_stream().read() == BODY
    assert f"sha256:{hashlib.sha256(BODY).hexdigest()}" == place["digest"]
    assert [json.loads(each)["url"] for each in found["pages/pages.jsonl"].splitlines()[1:]] == [made.URL]


def test_a_page_without_headers_is_archived_as_what_it_is() -> None:
    out = io.BytesIO()
    write_wacz(out, [KeptPage("http://www.quay.example/a?b=2&a=1", None, BODY, made.NOW, None)], "Ferry", made.LATER)
    found = members(out.getvalue())
    records = [each.rec_type for each in ArchiveIterator(io.BytesIO(found["archive/data.warc.gz"]))]
    assert records == ["warcinfo", "resource"]
    assert gzip.decompress(found["indexes/index.cdx.gz"]).startswith(b"example,quay)/a?a=1&b=2 ")


@settings(deadline=None, max_examples=60, derandomize=True)
@given(data=st.data())
def test_one_changed_byte_anywhere_is_found(pack: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(pack) - 1))
    changed = bytearray(pack)
    changed[at] ^= data.draw(st.integers(1, 255))
    assert fault(bytes(changed))


@pytest.mark.slow
def test_each_changed_byte_is_found(pack: bytes) -> None:
    for at in range(len(pack)):
        for bits in (1, 0x20, 0xFF):
            changed = bytearray(pack)
            changed[at] ^= bits
            assert fault(bytes(changed))


def resealed(files: dict[str, bytes]) -> bytes:
    """Make a pack of changed files whose manifest fits them."""
    manifest = json.loads(files[MANIFEST])
    for listed in manifest["files"]:
        data = files[listed["path"]]
        listed |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    files[MANIFEST] = written(manifest)
    files[MANIFEST_HASH] = hash_line(files[MANIFEST])
    return zipped(files)


def test_files_that_are_added_removed_renamed_or_cut_are_named(pack: bytes) -> None:
    files = members(pack)
    assert fault(zipped(files | {"extra.txt": b"x"})) == "extra.txt is not in the manifest: it was added."
    assert "is missing" in fault(zipped({name: data for name, data in files.items() if name != "event.json"}))
    assert "manifest.sha256 is missing" in fault(zipped({n: d for n, d in files.items() if n != MANIFEST_HASH}))
    assert "event.json was changed" in fault(zipped(files | {"event.json": files["event.json"] + b" "}))
    assert "timestamp" in fault(zipped(files | {"timestamp.tsr": b"x"}))
    for cut in (1, 22, len(pack) // 2, len(pack)):
        assert fault(pack[: len(pack) - cut])
    assert fault(pack + b"x")
    assert fault(b"x" + pack)


def test_a_broken_chain_is_found_even_under_a_new_manifest(pack: bytes) -> None:
    for change, named in CHAINS:
        files = members(pack)
        lines = files["chain.jsonl"].splitlines(keepends=True)
        own = files["entries.jsonl"].splitlines(keepends=True)
        lines, own = change(lines, own)
        files |= {"chain.jsonl": b"".join(lines), "entries.jsonl": b"".join(own)}
        assert named in fault(resealed(files))


def test_what_the_pack_says_otherwise_than_the_history_is_found_even_under_a_new_manifest(pack: bytes) -> None:
    event, reports = (json.loads(members(pack)[name]) for name in ("event.json", "reports.json"))
    claims = event["event"]["claims"]
    changed: list[tuple[str, object, str]] = [
        ("event.json", event | {"event": event["event"] | {"headline": "Another ferry burns"}}, "its headline"),
        ("event.json", event | {"event": event["event"] | {"place": "Elsewhere"}}, "its place"),
        ("event.json", event | {"event": event["event"] | {"slug": "another-event"}}, "its slug"),
        ("event.json", event | {"event": event["event"] | {"claims": [claims[0] | {"text": "X"}, *claims[1:]]}}, "claims"),
        ("event.json", event | {"event": {}}, "not of this form"),
        ("event.json", [], "not of this form"),
        ("reports.json", reports[1:], "does not have the reports"),
        ("reports.json", [*reports, reports[0]], "does not have the reports"),
        ("reports.json", [reports[0] | {"stance": "denies"}, *reports[1:]], "its stance"),
        ("reports.json", [reports[0] | {"quote": "They said so."}, *reports[1:]], "its quote"),
        ("reports.json", [reports[0] | {"path": [{"kind": "own"}]}, *reports[1:]], "its path"),
        ("reports.json", [1], "not of this form"),
    ]  # fmt: skip
    for name, said, named in changed:
        assert named in fault(resealed(members(pack) | {name: written(said)}))
    for name in ("event.json", "reports.json"):
        assert fault(resealed(members(pack) | {name: b"[" * 100_000})) == f"{name} is no JSON."


def test_a_pack_names_no_origins_of_other_events(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        on_record(s)
        rulings.add(s, None, "Tipster One", "Tipster Two", same=True, by="ed", reason="", at=made.NOW)
    with workspace.transaction(read_only=True) as s:
        data = packed(s)
    verify(io.BytesIO(data))
    assert b"Tipster" not in data


Lines = list[bytes]
CHAINS: list[tuple[Callable[[Lines, Lines], tuple[Lines, Lines]], str]] = [
    (lambda lines, own: (lines[:4] + lines[5:], own), "Entry 5 of the history is missing"),
    (lambda lines, own: (lines[:-1], own), "The history ends with entry 15, but 16 were written"),
    (lambda lines, own: ([lines[0].replace(b'"kind":"event"', b'"kind":"claim"'), *lines[1:]], own), "does not carry the hash"),
    (lambda lines, own: (lines, [own[0].replace(b"Norwick", b"Nowhere"), *own[1:]]), "The event 1 (entry 1"),
    (lambda lines, own: (lines, own[1:] + own[:1]), "not in its place"),
    (lambda lines, own: (lines, [b'{"content":{},"position":99}\n']), "not in the chain"),
    (lambda lines, own: (lines, [b'{"content":{"x":NaN},"position":1}\n']), "no JSON"),
    # Other readers take the first of two of one name.
    (lambda lines, own: (lines, [own[0].replace(b"{", b'{"content":{},', 1), *own[1:]]), "not as Second Source writes it"),
    (lambda lines, own: (lines, [own[0].replace(b',"position"', b',"noted":1,"position"'), *own[1:]]), "was altered"),
    (lambda lines, own: ([lines[0].replace(b'"position":1,', b'"position":1.0,'), *lines[1:]], own), "no entry"),
    (lambda lines, own: ([lines[0].replace(b'"event"', b'"\\ud800"'), *lines[1:]], own), "of a kind that no history has"),
    (lambda lines, own: ([b"[" * 100_000 + b"\n"], own), "no JSON"),
    (lambda lines, own: ([b'"x"\n'], own), "no entry"),
    (lambda lines, own: ([b"x" * 3_000_000], own), "too long"),
    (lambda lines, own: ([b'{"position":"one"}\n'], own), "no entry"),
]


def end(count: int, size: int, at: int) -> bytes:
    return struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, size, at, 0)


def foreign(compression: int = zipfile.ZIP_STORED, names: Iterable[str] = (MANIFEST, MANIFEST_HASH)) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as opened:
        for name in names:
            opened.writestr(name, b"0" * 20_000_000 if compression else b"{}")
    return out.getvalue()


def hostile(files: dict[str, bytes]) -> Iterator[bytes]:
    yield b""
    yield b"PK\x05\x06"
    yield b"PK\x05\x06" + b"\xff" * 18
    yield end(0, 0, 0)
    yield end(65_535, 0xFFFF_FFFF, 0)
    yield foreign()
    yield foreign(zipfile.ZIP_DEFLATED)  # a bomb
    for name in ("../../etc/passwd", "/etc/passwd", "a/../b", "a\\b", "C:x", "", "é", "a//b", "x" * 300):
        yield zipped(files | {name: b"x"})
    manifest = json.loads(files[MANIFEST])
    for wrong in (
        b"[" * 1_000_000,
        b"null",
        b"{}",
        written(manifest | {"format": "second-source-pack/9"}),
        written(manifest | {"files": manifest["files"] * 2}),
        written(manifest | {"files": [*manifest["files"], {"path": "../x", "bytes": -1, "sha256": ""}]}),
        written(manifest | {"chain": manifest["chain"] | {"first": -(10**30)}}),
        files[MANIFEST].replace(b"{", b'{"headline": "Another",', 1),
        b" " * 9_000_000,
    ):
        yield zipped(files | {MANIFEST: wrong, MANIFEST_HASH: hash_line(wrong)})


def test_hostile_packs_end_in_a_sentence_and_in_little_memory(pack: bytes) -> None:
    for data in hostile(members(pack)):
        file = io.BytesIO(data)
        tracemalloc.start()
        try:
            with pytest.raises(BadInput) as wrong:
                verify(file)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert wrong.value.sentence.endswith(".")
        assert most < 15_000_000


def test_two_files_of_one_name_are_refused(pack: bytes) -> None:
    out = io.BytesIO()
    writer = ZipWriter(out)
    for name, data in (*members(pack).items(), ("event.json", b"{}")):
        writer.add(name, io.BytesIO(data))
    writer.close()
    assert fault(out.getvalue()) == "The pack has two files with the name event.json."
