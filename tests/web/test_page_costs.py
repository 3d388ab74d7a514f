"""What a page may cost: nothing is asked twice, reports are followed once, and what is kept asks nobody."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.domain import weighing
from bot.domain.page_access import PageAccess
from bot.domain.provenance import Provenance
from bot.web.drawing import PageSite
from bot.web.kept import Shelf
from bot.web.pages import Pages
from bot.web.record import load
from storage import pages
from storage.db import Database
from tests.web.pages import DESK, FIRE, LINKS, filled, open_to

MOST_STATEMENTS = 18


@contextmanager
def asked(database: Database) -> Iterator[list[str]]:
    """Note all statements."""
    made: list[str] = []

    def runs(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        made.append(statement)

    event.listen(database.engine, "before_cursor_execute", runs)
    try:
        yield made
    finally:
        event.remove(database.engine, "before_cursor_execute", runs)


def test_a_page_asks_nothing_twice(pages_database: Database) -> None:
    with pages_database.transaction(DESK, read_only=True) as s, asked(pages_database) as statements:
        load(s, pages.place_of(s, FIRE.slug))
    assert [statement for statement, times in Counter(statements).items() if times > 1] == []
    assert len([statement for statement in statements if "slug = ?" in statement]) == 1
    assert len(statements) <= MOST_STATEMENTS


def test_the_reports_on_a_claim_are_followed_once(pages_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[str] = []

    def noting(claim: Any, *rest: Any) -> Any:
        followed.append(claim.key)
        return Provenance(claim, *rest)

    monkeypatch.setattr(weighing, "Provenance", noting)
    with pages_database.transaction(DESK, read_only=True) as s:
        shown = load(s, pages.place_of(s, FIRE.slug))
    assert followed == [claim.key for claim in shown.event.claims]


def test_what_is_kept_is_given_again_without_a_look_until_something_is_stored(tmp_path: Path, migrated_sqlite: Path) -> None:
    database = filled(Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'own.db')}"))
    elsewhere = Database(database.url.render_as_string())
    served = Pages(database, PageSite("The Desk", LINKS), Shelf(clock=lambda: 0.0))
    with TestClient(Starlette(routes=served.routes())) as shown:
        assert shown.get(f"/events/{FIRE.slug}").status_code == 200
        with asked(database) as statements:
            assert [shown.get(f"/events/{FIRE.slug}").status_code for _ in range(3)] == [200] * 3
        assert statements == []
        # Another process closes the page.
        with elsewhere.transaction(DESK) as s:
            open_to(s, FIRE.slug, PageAccess.OFF)
        assert shown.get(f"/events/{FIRE.slug}").status_code == 404
    elsewhere.dispose()
    database.dispose()
