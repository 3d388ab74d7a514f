"""The addresses of pages, and the signed links of those that are on no list."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from pydantic import SecretStr

from bot.domain.page_access import AskedPage

_OURS = ("events", "events.json", "confidence")
_EVENT = "/events/"


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Makes the addresses of one workspace's pages; without a `secret` there are no signed links."""

    base: str
    workspace: str
    secret: SecretStr | None = None

    def event(self, slug: str, *, signed: bool = False, ending: str = "") -> str:
        """Return the address of an event's page, or of another form of it: ".json", "/card"."""
        key = f"?key={self.key(slug)}" if signed else ""
        return f"{self.base}/events/{slug}{ending}{key}"

    def to(self, path: str) -> str:
        """Return the address of another page."""
        return f"{self.base}{path}"

    def asked(self, url: str) -> AskedPage | None:
        """Return which of the pages an address is; None for all other addresses, also on the same host."""
        try:
            parts = urlsplit(url)
            if _place(parts) != _place(urlsplit(self.base)):
                return None
            given = parse_qs(parts.query)
        except ValueError:
            return None
        if parts.path.lstrip("/").partition("/")[0] not in _OURS:
            return None
        slug = parts.path.removeprefix(_EVENT) if parts.path.startswith(_EVENT) else ""
        return AskedPage(self.workspace, slug, has_key=bool(slug) and self.opens(slug, given.get("key", [""])[0]))

    def key(self, slug: str) -> str:
        """Return what a signed link ends with; "" without a secret."""
        return "" if self.secret is None else self._keyed(f"{self.workspace}\0{slug}")

    def seal(self, purpose: str, said: str) -> str:
        """Return a keyed hash of something said for one purpose, in 24 characters; "" without a secret."""
        return "" if self.secret is None else self._keyed(f"{purpose}\0{self.workspace}\0{said}")

    def opens(self, slug: str, key: str) -> bool:
        """Tell whether a key is the one of an event's signed link."""
        return self.secret is not None and hmac.compare_digest(self.key(slug).encode(), key.encode(errors="replace"))

    def _keyed(self, said: str) -> str:
        secret = self.secret.get_secret_value().encode() if self.secret else b""
        return urlsafe_b64encode(hmac.new(secret, said.encode(errors="replace"), hashlib.sha256).digest()[:18]).decode()


def _place(parts: SplitResult) -> tuple[str, int | None]:
    """Return host and port; the ports that http and https have anyway are one, as one leads to the other."""
    return parts.hostname or "", None if parts.port in (80, 443) else parts.port
