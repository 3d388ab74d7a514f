"""Answers of the pages: their headers, compressed and unchanged forms."""

import gzip
import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

from bot.web.drawing import SHARE_SCRIPT_HASH

_SMALLEST = 600
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
HTML, JSON, PNG = "text/html; charset=utf-8", "application/json; charset=utf-8", "image/png"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'sha256-{script}'; form-action 'self';"
    " base-uri 'none'; frame-ancestors {ancestors}"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Our own pages tell each other where a form comes from; no other site is told.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Vary": "Accept, Accept-Encoding",
}


@dataclass(frozen=True)
class Answer:
    """One answer before it knows who asks.

    `listed` lets search engines and caches keep it, `lasting` for good; `frames` lets other sites show it.
    `private` is for one person alone: nothing keeps it. `to_address` sends on to another page of ours.
    """

    body: bytes
    media_type: str = HTML
    status: int = 200
    changed: datetime | None = None
    listed: bool = True
    frames: bool = False
    lasting: bool = False
    private: bool = False
    to_address: str | None = None
    small: bytes = field(default=b"", compare=False)

    def packed(self) -> "Answer":
        """Return the same with its compressed form."""
        worth_it = len(self.body) >= _SMALLEST and self.media_type != PNG
        small = gzip.compress(self.body, 6, mtime=0) if worth_it else b""
        return replace(self, small=small)

    def to(self, request: Request) -> Response:
        """Answer one request: unchanged (304), compressed or plain."""
        headers = dict(self._headers)
        if self.status == 200 and _is_known(request, headers["ETag"], self.changed):
            return Response(status_code=304, headers=headers)
        body = self.body
        if self.small and _GZIP.search(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"], body = "gzip", self.small
        headers["Content-Type"] = self.media_type
        if self.to_address is not None:
            headers["Location"] = self.to_address
        return Response(body, self.status, headers=headers)

    @cached_property
    def _headers(self) -> dict[str, str]:
        ancestors = "*" if self.frames else "'none'"
        headers = {
            **_ALWAYS,
            "Content-Security-Policy": _POLICY.format(script=SHARE_SCRIPT_HASH, ancestors=ancestors),
            "Cache-Control": "no-store"
            if self.status != 200 or self.private
            else "public, max-age=31536000, immutable"
            if self.lasting
            else "public, max-age=60"
            if self.listed
            else "private, max-age=60",
        }
        if not self.frames:
            headers |= {"X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin"}
        if self.status == 200:
            headers["ETag"] = f'W/"{hashlib.sha256(self.body).hexdigest()[:24]}"'
            if self.changed is not None:
                headers["Last-Modified"] = format_datetime(self.changed.astimezone(UTC), usegmt=True)
        if not self.listed or self.frames or self.private:
            headers["X-Robots-Tag"] = "noindex"
        elif self.media_type != HTML:
            # Anybody may read what is public, other sites' scripts too: no answer depends on who asks.
            headers["Access-Control-Allow-Origin"] = "*"
        return headers


def _is_known(request: Request, tag: str, changed: datetime | None) -> bool:
    if (tags := request.headers.get("if-none-match")) is not None:
        return tag in (one.strip() for one in tags.split(",")) or tags.strip() == "*"
    since = request.headers.get("if-modified-since")
    if since is None or changed is None:
        return False
    try:
        return changed.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
