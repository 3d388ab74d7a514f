"""The table of credits: what every row has to have."""

import datetime as dt
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import storage.credits
from bot.domain.newsrooms import Kind
from storage.credits import credit_table

TABLE = tomllib.loads(Path(storage.credits.__file__).with_name("credits.toml").read_text(encoding="utf-8"))
NEWSROOMS: list[dict[str, Any]] = [row for kind in Kind for row in TABLE[kind.value]]


def test_every_row_says_where_it_can_be_looked_up_and_when_somebody_did() -> None:
    for row in (*NEWSROOMS, *TABLE["form"]):
        address = urlsplit(row["source"])
        assert address.scheme in ("https", "http"), row
        assert "." in address.netloc, row
        assert dt.date(2026, 1, 1) <= row["checked"], row


def test_no_name_stands_in_two_rows() -> None:
    names = Counter(name.casefold() for row in NEWSROOMS for name in {row["name"], *row.get("also", ())} if name == row["name"])
    assert [name for name, times in names.items() if times > 1] == []
    owners: dict[str, set[str]] = {}
    for row in NEWSROOMS:
        for name in (row["name"], *row.get("also", ())):
            owners.setdefault(name.casefold().removeprefix("the "), set()).add(row["name"])
    assert {name: rows for name, rows in owners.items() if len(rows) > 1} == {}


def test_ordinary_names_are_names_of_their_row() -> None:
    for row in NEWSROOMS:
        assert set(row.get("ordinary", ())) <= {row["name"], *row.get("also", ())}, row


def test_cues_are_in_small_letters() -> None:
    cues = [cue for form in TABLE["form"] for cue in form.get("cues", ())]
    assert [cue for cue in cues if cue != cue.casefold()] == []


def test_the_starting_set_is_in_the_table() -> None:
    seen = credit_table().newsrooms.seen_by(())
    assert [found.name for name in ("theguardian.com", "Haaretz.com", "AFP", "Reuters") if (found := seen.called(name))] == [
        "The Guardian", "Haaretz", "Agence France-Presse", "Reuters",
    ]  # fmt: skip
    # A word of the language is no newsroom.
    assert [seen.called(name) for name in ("Nature", "Dawn", "Nation", "Science")] == [None] * 4
