"""A link is stored as whoever marked it marked it; only what a person typed is cut out of its sentence."""

import threading
import time

import pytest
from sqlalchemy import text

from bot.domain.card import CardKind, Spot
from bot.pipeline.intake import Filed, Link, accept_link, canonical_of, file_in
from storage import cards
from storage.db import Database
from tests.ending import end
from tests.newsroom import HOST, WORKSPACE, make_services
from tests.page_server import PageServer


@pytest.mark.parametrize("end", ["Mamma_Mia!", "dam_", "bridge_(song)", "closed?"])
def test_a_link_from_a_message_keeps_its_end(sqlite_database: Database, server: PageServer, end: str) -> None:
    url = f"http://{HOST}/{end}"
    services = make_services(sqlite_database, server)
    filed = accept_link(services, WORKSPACE, Link(key="k", by="U0JO", place="C0DESK", url=url))
    assert filed.submission.url == url


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_message_that_slack_delivers_twice_at_once_gets_one_card(database: Database, server: PageServer) -> None:
    """The second delivery must not take what another message brought for the earlier one, while the first still runs."""
    services = make_services(database, server)

    def link(key: str) -> Link:
        spot = Spot(channel="C0DESK", thread=key, batch=key)
        return Link(key=key, by="U0JO", place="C0DESK", url=f"http://{HOST}/dam", spot=spot)

    second = list[Filed]()
    again = threading.Thread(target=lambda: second.append(accept_link(services, WORKSPACE, link("2"))), daemon=True)
    with database.transaction(WORKSPACE) as s:
        first = file_in(s, services, link("2"), "U0JO", canonical_of(services, link("2")))
        accept_link(services, WORKSPACE, link("1"))
        again.start()
        while not second and not _waits(database):
            time.sleep(0.01)
    end(again)
    assert [(filed.submission.id, filed.again) for filed in second] == [(first.submission.id, False)]
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert [card.kind for card in cards.of_batch(s, "2")] == [CardKind.LINK]


def _waits(database: Database) -> bool:
    with database.connected(read_only=True) as connection:
        waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(connection.scalar(waiting))
