"""Archived pages as a WACZ file (version 1.1.1), which ReplayWeb.page and other players open; the only user of warcio.

https://specs.webrecorder.net/wacz/1.1.1/
"""

import datetime as dt
import gzip
import hashlib
import io
import json
import tempfile
import uuid
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bot.domain.reading import Response
from bot.packs.zipped import ZipWriter

SOFTWARE = "Second Source"
_WARC = "archive/data.warc.gz"
_LINES = 1024
"""So many lines of the index are compressed together, as players expect."""


class KeptPage(NamedTuple):
    """An archived page: its address, title and bytes, when it was fetched, and how the site answered, where that is kept."""

    url: str
    title: str | None
    body: bytes
    fetched_at: dt.datetime
    response: Response | None


class _Written(NamedTuple):
    """A record in the archive, and its place there."""

    page: KeptPage
    media_type: str
    digest: str
    offset: int
    length: int


def write_wacz(out: BinaryIO, pages: Iterable[KeptPage], title: str, at: dt.datetime) -> None:
    """Write pages as a WACZ file; the same pages, title and time make the same bytes."""
    with tempfile.TemporaryFile() as archive:
        records = _archived(archive, pages, at)
        package = ZipWriter(out)
        index, lookup = _index(records)
        listed = _pages(records, title)
        resources = []
        for name, source in (
            (_WARC, archive),
            ("indexes/index.cdx.gz", io.BytesIO(index)),
            ("indexes/index.idx", io.BytesIO(lookup)),
            ("pages/pages.jsonl", io.BytesIO(listed)),
        ):
            size, sha256 = package.add(name, source)
            resources.append({"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{sha256}", "bytes": size})
        described = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "created": _iso(at),
            "software": SOFTWARE,
            "resources": resources,
        }
        data = json.dumps(described, indent=2, sort_keys=True).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        package.add("datapackage.json", io.BytesIO(data))
        package.add("datapackage-digest.json", io.BytesIO(json.dumps(digest, indent=2).encode()))
        package.close()


def _archived(archive: BinaryIO, pages: Iterable[KeptPage], at: dt.datetime) -> list[_Written]:
    writer = WARCWriter(archive, gzip=True)
    about = writer.create_warc_record(
        "",
        "warcinfo",
        payload=io.BytesIO(f"software: {SOFTWARE}\r\n".encode()),
        length=len(SOFTWARE) + 12,
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Date": _iso(at), "WARC-Record-ID": _id("warcinfo", _iso(at))},
    )
    writer.write_record(about)
    found = []
    for page in pages:
        digest = f"sha256:{hashlib.sha256(page.body).hexdigest()}"
        headers = {
            "WARC-Date": _iso(page.fetched_at),
            "WARC-Record-ID": _id(page.url, _iso(page.fetched_at), digest),
            "WARC-Payload-Digest": digest,
        }
        kind, url, http, media_type = "resource", page.url, None, "text/html"
        if page.response is not None:
            kind, url = "response", page.response.url
            http = StatusAndHeaders(_status(page.response.status), list(page.response.headers), protocol="HTTP/1.1")
            media_type = (http.get_header("content-type") or media_type).partition(";")[0].strip()
        record = writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(page.body),
            length=len(page.body),
            warc_content_type="text/html" if http is None else "application/http; msgtype=response",
            warc_headers_dict=headers,
            http_headers=http,
        )
        before = archive.tell()
        writer.write_record(record)
        found.append(_Written(page._replace(url=url), media_type, digest, before, archive.tell() - before))
    return found


def _index(records: Sequence[_Written]) -> tuple[bytes, bytes]:
    """Return the compressed index of the records, and the index of its parts."""
    lines = sorted(map(_index_line, records))
    whole, parts = b"", ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
    for start in range(0, len(lines), _LINES):
        some = lines[start : start + _LINES]
        block = gzip.compress("".join(some).encode(), mtime=0)
        place = {
            "offset": len(whole),
            "length": len(block),
            "digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
            "filename": "index.cdx.gz",
        }
        parts.append(f"{some[0].partition(' {')[0]} {json.dumps(place)}\n")
        whole += block
    return whole, "".join(parts).encode()


def _index_line(record: _Written) -> str:
    page = record.page
    fields: dict[str, Any] = {
        "url": page.url,
        "mime": record.media_type,
        "status": str(page.response.status if page.response else 200),
        "digest": record.digest,
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": _WARC.rpartition("/")[2],
    }
    return f"{_sort_key(page.url)} {page.fetched_at.astimezone(dt.UTC):%Y%m%d%H%M%S} {json.dumps(fields)}\n"


def _pages(records: Sequence[_Written], title: str) -> bytes:
    lines: list[dict[str, Any]] = [{"format": "json-pages-1.0", "id": "pages", "title": title}]
    for number, record in enumerate(records, 1):
        page = record.page
        lines.append({"id": str(number), "url": page.url, "ts": _iso(page.fetched_at), "title": page.title or page.url})
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def _sort_key(url: str) -> str:
    """Return an address with its host turned round, by which indexes are sorted (SURT)."""
    parts = urlsplit(url.lower())
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port else ""
    query = f"?{'&'.join(sorted(parts.query.split('&')))}" if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){parts.path or '/'}{query}".replace(" ", "%20")


def _status(code: int) -> str:
    return f"{code} {HTTPStatus(code).phrase}" if code in set(HTTPStatus) else str(code)


def _id(*of: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(of))}>"


def _iso(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
