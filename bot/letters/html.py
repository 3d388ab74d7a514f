"""A digest as an HTML page that mail programs show: tables, inline styles, nothing loaded from elsewhere."""

import datetime as dt
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from bot.domain.digest import Bar, Digest, period_of, title_of
from bot.domain.wording import age, clean
from bot.letters.people import readable
from bot.letters.text import FULL_LIST

_MOST_WIDE = 100


def as_html(digest: Digest, now: dt.datetime) -> str:
    """Return a digest as a whole page; every text in it is escaped."""
    shown = readable(digest)
    return _PAGES.get_template("digest.html").render(
        title=title_of(shown),
        period=period_of(shown),
        digest=shown,
        now=now,
        bars=[bar for bar in shown.bars if _height(bar)],
        highest=max((_height(bar) for bar in shown.bars), default=0),
        full_list=FULL_LIST if any(section.more for section in shown.sections) else None,
    )


def _read(name: str) -> str | None:
    page = files("bot.letters") / name
    return page.read_text(encoding="utf-8") if page.is_file() else None


def _height(bar: Bar) -> int:
    return bar.rose + bar.fell + bar.disputed


def _width(number: int, highest: int) -> int:
    """Return a bar's width in pixels."""
    return max(round(_MOST_WIDE * number / highest), 2) if number else 0


_PAGES = Environment(
    loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_PAGES.filters |= {"clean": clean, "age": age}
_PAGES.globals |= {"width": _width}
