"""A link is stored as whoever marked it marked it; only what a person typed is cut out of its sentence."""

import pytest

from bot.pipeline.intake import Link, accept_link
from storage.db import Database
from tests.newsroom import HOST, WORKSPACE, make_services
from tests.page_server import PageServer


@pytest.mark.parametrize("end", ["Mamma_Mia!", "dam_", "bridge_(song)", "closed?"])
def test_a_link_from_a_message_keeps_its_end(sqlite_database: Database, server: PageServer, end: str) -> None:
    url = f"http://{HOST}/{end}"
    services = make_services(sqlite_database, server)
    filed = accept_link(services, WORKSPACE, Link(key="k", by="U0JO", place="C0DESK", url=url))
    assert filed.submission.url == url
