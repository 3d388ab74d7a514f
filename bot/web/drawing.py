"""Fills the templates: every text is escaped, and what hides in it or turns it round is removed."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.domain.confidence import explain, next_step
from bot.domain.dates import day_said, moment_said
from bot.domain.genres import NAMED
from bot.domain.origin_graph import said_by, standing_of
from bot.domain.own_report import is_own
from bot.domain.translations import TRANSLATED
from bot.domain.verdict import LAYER_WORDS, name_of, origin_said, role_of_origin, stance_said
from bot.domain.visible import visible
from bot.domain.wording import (
    EMOJI,
    GRADES,
    LEVEL_MEANS,
    REVISES,
    TONE_NOTE,
    counted,
    known_by,
    listed,
    origins_said,
)
from bot.web.links import PageLinks
from bot.web.picture import draw
from bot.web.source_form import FIELDS, TRAP

STYLES = files("bot.web").joinpath("static/pages.css").read_bytes()
STYLES_AT = f"/static/pages-{hashlib.sha256(STYLES).hexdigest()[:12]}.css"
# The page works without it: these two buttons appear only where they can do something.
SHARE_SCRIPT = """\
(function(){var a=document.getElementById("address"),c=document.getElementById("copy"),n=document.getElementById("native");
if(navigator.clipboard){c.hidden=false;c.onclick=function(){navigator.clipboard.writeText(a.value).then(function(){c.textContent=\
"Copied"})}}
if(navigator.share){n.hidden=false;n.onclick=function(){navigator.share({title:document.title,url:a.value})}}})()"""
SHARE_SCRIPT_HASH = base64.b64encode(hashlib.sha256(SHARE_SCRIPT.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class PageSite:
    """What all pages share: the newsroom's name, and the links."""

    name: str
    links: PageLinks
    stylesheet: str = STYLES_AT


def page(name: str, site: PageSite, values: Mapping[str, Any]) -> bytes:
    """Fill a template, as UTF-8."""
    return _PAGES.get_template(name).render(site=site, **values).encode()


def method() -> Markup:
    """Return "How we assess confidence" as HTML."""
    # Our own text, of which only the constants change; raw HTML in it would be shown as text.
    return Markup(MarkdownIt("commonmark", {"html": False}).render(explain()))  # noqa: S704


def web_address(written: str) -> str | None:
    """Return an address that a browser may open; None for all that is no plain web address."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return None
    return written if parts.scheme in ("http", "https") and parts.hostname else None


def number(value: float) -> str:
    """Write a number for people: at most four places, and a real minus."""
    shown = f"{abs(value):.4f}".rstrip("0").rstrip(".")
    return f"−{shown}" if value < 0 and shown != "0" else shown


def _shown(value: object) -> object:
    # Of ASCII, what is printable is visible: that is most of it, and quickly seen.
    if isinstance(value, str) and not isinstance(value, Markup) and not (value.isascii() and value.isprintable()):
        return visible(value).replace("\ufffe", "").replace("\uffff", "")
    return value


_PAGES = Environment(
    loader=PackageLoader("bot.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_shown,
)
_PAGES.filters |= {"web_address": web_address, "number": number, "thousands": lambda many: f"{many:,}"}
_PAGES.tests |= {"own_report": is_own}
_PAGES.globals |= {
    "counted": counted,
    "day_said": day_said,
    "draw": draw,
    "emoji": EMOJI,
    "genres": NAMED,
    "grades": GRADES,
    "known_by": known_by,
    "layer_words": LAYER_WORDS,
    "limits": FIELDS,
    "level_means": LEVEL_MEANS,
    "listed": listed,
    "moment_said": moment_said,
    "name_of": name_of,
    "next_step": lambda shown: next_step(shown.assessment),
    "origin_said": origin_said,
    "origins_said": origins_said,
    "role_of_origin": role_of_origin,
    "revises": REVISES,
    "said_by": said_by,
    "share_script": Markup(SHARE_SCRIPT),  # noqa: S704 - our own, and the same each time
    "stance_said": stance_said,
    "standing_of": standing_of,
    "tone_note": TONE_NOTE,
    "trap": TRAP,
    "translated": TRANSLATED,
}
