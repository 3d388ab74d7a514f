"""The table of newsrooms that others print, and of the ways in which they are credited."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.credits import CreditTable, Form
from bot.domain.model import Outlet, OutletKind
from bot.domain.newsrooms import Kind, Newsroom, Newsrooms

_TABLE = Path(__file__).with_name("credits.toml")
_OUTLETS = Path(__file__).with_name("starting_outlets.toml")
_STARTED = dt.date(2026, 11, 29)
_NO_NEWSROOM = (OutletKind.OFFICIAL, OutletKind.SOCIAL, OutletKind.THINK_TANK)


@cache
def credit_table() -> CreditTable:
    """Return the table, with the newsrooms of the starting set; the files are read once."""
    document = _loaded(_TABLE)
    rows = [Newsroom.model_validate({**entry, "kind": kind}) for kind in Kind for entry in document[kind.value]]
    newsrooms = Newsrooms([*rows, *_starting_set()], document["words"])
    return CreditTable(newsrooms, [Form.model_validate(entry) for entry in document["form"]])


def _starting_set() -> Iterator[Newsroom]:
    for entry in _loaded(_OUTLETS)["outlet"]:
        outlet = Outlet.model_validate(entry)
        if outlet.kind in _NO_NEWSROOM:
            continue
        # One word with one capital is a word of the language too: Dawn, Nature, Science.
        word = outlet.name.removeprefix("The ")
        yield Newsroom(
            name=outlet.name,
            kind=Kind.AGENCY if outlet.kind is OutletKind.WIRE else Kind.NEWSROOM,
            also=outlet.domains,
            ordinary=(outlet.name,) if word.isalpha() and word.istitle() else (),
            source=f"https://{outlet.domains[0]}/",
            checked=_STARTED,
        )


def _loaded(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
