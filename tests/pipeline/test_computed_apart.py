"""What takes long may run in another process: functions, arguments, results and errors go there and back as bytes."""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from bot.domain.errors import SecondSourceError
from bot.domain.record import SubmissionState
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.isolation import Isolation
from bot.gateways.web import WebFetcher
from bot.pipeline.reread import read_again
from storage.db import Database
from tests.newsroom import HOST, STORY, WORKSPACE, bring, brought_and_worked, make_services, outcome, work
from tests.page_server import PageServer
from tests.pipeline.test_review import URL

T = TypeVar("T")
MOST_BYTES = 200_000
"""Of what goes there and back for an article of 100 words; what is served is a few hundred bytes long."""


class Elsewhere:
    """Runs functions as if in another process; `ran` are their names."""

    def __init__(self) -> None:
        self.ran: list[str] = []

    def __call__(self, function: Callable[..., T], /, *arguments: object) -> T:
        self.ran.append(function.__name__)
        there = pickle.dumps((function, arguments))
        run, given = pickle.loads(there)
        try:
            back = pickle.dumps(run(*given))
        except SecondSourceError as error:
            raise pickle.loads(pickle.dumps(error)) from None
        assert len(there) + len(back) < MOST_BYTES
        result: T = pickle.loads(back)
        return result


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_everything_that_takes_long_may_run_elsewhere(database: Database, server: PageServer) -> None:
    here = make_services(database, server)
    elsewhere = Elsewhere()
    reader = BuiltinReader(compute=elsewhere)
    fetcher = WebFetcher(allow=[f"{HOST}:80"], resolve=server.resolve, compute=elsewhere)
    services = replace(here, reader=reader, fallback=reader, fetcher=fetcher, compute=elsewhere)

    submission, made = brought_and_worked(services, URL)
    assert submission.state is SubmissionState.PROPOSED
    assert elsewhere.ran == ["page_of_html", "answer_on", "ground", "fits", "proposals_of"]
    again = read_again(services, WORKSPACE, made[0].id, by="edda", key="again")
    work(services, again.id)
    assert [p.proposal.reports for p in outcome(services, again.id)[1]] != []
    assert elsewhere.ran[5:] == ["warning_of_html", "answer_on", "ground", "fits", "proposals_of"]
    work(services, bring(services, text=STORY).submission.id)
    assert elsewhere.ran[10] == "page_of_text"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_page_that_cannot_be_read_elsewhere_fails_as_it_does_here(database: Database, server: PageServer) -> None:
    server.page("/empty", "<html><body><p>Nothing.</p></body></html>")
    services = make_services(database, server)
    fetcher = WebFetcher(allow=[f"{HOST}:80"], resolve=server.resolve, compute=Elsewhere())
    submission, _ = brought_and_worked(replace(services, fetcher=fetcher), f"http://{HOST}/empty")
    assert (submission.state, submission.failure_kind) == (SubmissionState.FAILED, "no_text")


def endless(*_: object) -> None:
    while True:
        pass


@pytest.fixture(scope="module")
def killing() -> Iterator[Isolation]:
    with Isolation(1, deadline=0.2) as opened:
        yield opened


LONG = ["page_of_html", pytest.param("answer_on", marks=pytest.mark.slow), pytest.param("ground", marks=pytest.mark.slow)]


@pytest.mark.parametrize("step", [*LONG, "proposals_of"])
def test_whatever_takes_too_long_is_killed_and_its_submission_says_so(
    sqlite_database: Database, server: PageServer, killing: Isolation, step: str
) -> None:
    def compute(function: Callable[..., T], /, *arguments: object) -> T:
        return killing(endless) if function.__name__ == step else function(*arguments)  # type: ignore[return-value]  # never

    reader = BuiltinReader(compute=compute)
    fetcher = WebFetcher(allow=[f"{HOST}:80"], resolve=server.resolve, compute=compute)
    here = make_services(sqlite_database, server)
    services = replace(here, reader=reader, fallback=reader, fetcher=fetcher, compute=compute)
    submission, made = brought_and_worked(services, URL)
    assert (submission.state, made) == (SubmissionState.FAILED, [])
    assert submission.failure is not None
    assert "took longer than" in submission.failure
