"""The web archive in a pack, read as the specification of WACZ 1.1.1 has it."""

import datetime as dt
import gzip
import hashlib
import io
import json
import zipfile

import pytest
from warcio.archiveiterator import ArchiveIterator

from bot.domain.reading import Response
from bot.packs.wacz import KeptPage, write_wacz

AT = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)
PAGES = [
    KeptPage(
        f"https://{host}.example/story?n={number}",
        f"Story {number}" if number % 2 else None,
        f"<p>Page {number} of {host}: é.</p>".encode() * (number + 1),
        AT + dt.timedelta(hours=number),
        Response(url=f"https://{host}.example/final/{number}", status=200, headers=(("content-type", "text/html"),))
        if number % 3
        else None,
    )
    for number, host in enumerate(["zeta", "alpha", "mid"] * 2)
]


def test_a_web_archive_holds_what_the_specification_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    # A large archive has an index of several parts.
    monkeypatch.setattr("bot.packs.wacz._LINES", 4)
    out = io.BytesIO()
    write_wacz(out, PAGES, "Many pages", AT)
    with zipfile.ZipFile(out) as opened:
        assert opened.testzip() is None
        stored = {info.filename: info.compress_type for info in opened.infolist()}
        found = {name: opened.read(name) for name in stored}
    # Players read single records out of it, so its archives and indexes are not compressed once more.
    assert {stored[name] for name in found if name.endswith(".gz")} == {zipfile.ZIP_STORED}
    package = json.loads(found["datapackage.json"])
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    for listed in package["resources"]:
        data = found[listed["path"]]
        assert (listed["hash"], listed["bytes"]) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        assert listed["name"] == listed["path"].rpartition("/")[2]
    assert {listed["path"] for listed in package["resources"]} == {n for n in found if not n.startswith("datapackage")}
    told = json.loads(found["datapackage-digest.json"])
    assert told == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(found['datapackage.json']).hexdigest()}",
    }
    archive = found["archive/data.warc.gz"]
    kinds = [record.rec_type for record in ArchiveIterator(io.BytesIO(archive), check_digests="raise")]
    assert (kinds[0], set(kinds[1:]), len(kinds)) == ("warcinfo", {"response", "resource"}, len(PAGES) + 1)
    assert indexed(found) == {(page.response.url if page.response else page.url, page.body) for page in PAGES}
    head, *listed_pages = (json.loads(line) for line in found["pages/pages.jsonl"].splitlines())
    assert head["format"] == "json-pages-1.0"
    assert [page["ts"] for page in listed_pages] == [f"{page.fetched_at:%Y-%m-%dT%H:%M:%SZ}" for page in PAGES]
    assert all(page["url"] and page["title"] and page["id"] for page in listed_pages)


def indexed(found: dict[str, bytes]) -> set[tuple[str, bytes]]:
    """Find each record as a player does: by the index of the index, then by the index; returns addresses and bodies."""
    head, *parts = found["indexes/index.idx"].decode().splitlines()
    assert json.loads(head.split(" ", 2)[2])["format"] == "cdxj-gzip-1.0"
    assert len(parts) == 2
    lines: list[str] = []
    for part in parts:
        key, place = part.split(" {", 1)[0], json.loads("{" + part.split(" {", 1)[1])
        block = found["indexes/index.cdx.gz"][place["offset"] :][: place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        some = gzip.decompress(block).decode().splitlines()
        assert some[0].startswith(key)
        lines += some
    assert lines == sorted(lines)
    seen = set()
    for line in lines:
        fields = json.loads("{" + line.split(" {", 1)[1])
        start = int(fields["offset"])
        record = next(iter(ArchiveIterator(io.BytesIO(found["archive/data.warc.gz"][start : start + int(fields["length"])]))))
        assert record.rec_headers.get_header("WARC-Target-URI") == fields["url"]
        body = record.content_stream().read()
        assert fields["digest"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        seen.add((fields["url"], body))
    return seen
