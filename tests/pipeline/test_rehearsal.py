"""Before a process answers anybody, it stores a link and undoes that."""

from bot.pipeline.intake import Link, accept_link, rehearse
from storage import submissions
from storage.db import Database
from tests.newsroom import DAM, WORKSPACE, make_services
from tests.page_server import PageServer
from tests.pipeline.test_review import URL


def test_a_rehearsal_stores_nothing_and_changes_nothing(database: Database, server: PageServer) -> None:
    services = make_services(database, server, stored=(DAM,))
    for _ in range(2):
        rehearse(services)
    filed = accept_link(services, WORKSPACE, Link(key="k", by="U0JO", place="C0DESK", url=URL))
    for workspace, expected in (("rehearsal", []), (WORKSPACE, [filed.submission])):
        with database.transaction(workspace, read_only=True) as s:
            assert submissions.unfinished(s) == expected
