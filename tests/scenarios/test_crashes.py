"""`kill -9` at each step, and a restart: the submission ends as if nothing had happened, once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from bot.app import open_services
from bot.cli import app
from bot.domain.event_file import EventFile
from bot.domain.record import FiledProposal, Proposal, Submission, SubmissionState
from bot.pipeline.event_files import add_event_files
from bot.pipeline.intake import Link, accept_link
from bot.pipeline.review import review
from bot.settings import Settings
from storage import proposals, submissions
from storage.db import Database
from tests.newsroom import PlainSteps, page
from tests.page_server import PageServer
from tests.scenarios.conftest import EVENT_FILE

STEPS = ("fetch", "read", "propose")


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        for step in STEPS:
            running.page(f"/dam-{step}", page())
        yield running


@pytest.fixture
def run_cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("SECOND_SOURCE_HOME", str(tmp_path))
    return CliRunner()


def run(environment: dict[str, str], *arguments: str, module: str = "bot.start") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)


def filed(environment: dict[str, str], links: dict[str, str]) -> dict[str, int]:
    """Add the event and take the links in, without working on them; returns the submissions' ids."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        settings = Settings()
        with open_services(settings) as services:
            add_event_files(services, settings.workspace, [EventFile.model_validate(EVENT_FILE)])
            return {
                step: accept_link(services, settings.workspace, Link(key=step, by="jo", place="tests", url=link)).submission.id
                for step, link in links.items()
            }


def ended(environment: dict[str, str], submission_id: int) -> tuple[Submission, list[FiledProposal]]:
    database = Database(Settings(database_url=SecretStr(environment["SECOND_SOURCE_DATABASE_URL"])).url)
    with database.transaction("local", read_only=True) as s:
        found = submissions.get(s, submission_id), proposals.of_submission(s, submission_id)
    database.dispose()
    return found


def undisturbed(environment: dict[str, str], links: dict[str, str]) -> dict[str, Proposal]:
    """Return the proposals that the same links lead to in another workspace, where nobody is killed."""
    settings = Settings(
        database_url=SecretStr(environment["SECOND_SOURCE_DATABASE_URL"]),
        workspace="undisturbed",
        fetch_allow=(environment["SECOND_SOURCE_FETCH_ALLOW"],),
    )
    made: dict[str, Proposal] = {}
    with open_services(settings) as services:
        add_event_files(services, settings.workspace, [EventFile.model_validate(EVENT_FILE)])
        for step, link in links.items():
            taken = accept_link(services, settings.workspace, Link(key=step, by="jo", place="tests", url=link))
            review(services, PlainSteps(), settings.workspace, taken.submission.id)
            with services.database.transaction(settings.workspace, read_only=True) as s:
                (proposal,) = proposals.of_submission(s, taken.submission.id)
            made[step] = proposal.proposal
    return made


def without_numbers(proposal: Proposal) -> Proposal:
    """Leave out of a report's id what it has from its submission's number."""
    unnumbered = tuple(report.model_copy(update={"id": report.id.partition("-")[2]}) for report in proposal.reports)
    return proposal.model_copy(update={"reports": unnumbered})


def expected(links: int) -> dict[str, int]:
    """Return the numbers of rows: one of everything for each link; the one report came with the event's file."""
    of_each = dict.fromkeys(("submission", "article", "reading", "proposal", "proposal_version"), links)
    return of_each | {"report": 1, "decision": 0}


def counts(url: str) -> dict[str, int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in expected(0)}
    engine.dispose()
    return found


@pytest.mark.parametrize(
    ("database_kind", "when", "steps"),
    [
        # What was stored and is not known to be stored is the hard case: it must not be paid for, or proposed, a second time.
        ("sqlite", "after", ("propose",)),
        *(
            pytest.param(kind, when, STEPS, marks=pytest.mark.slow)
            for kind in ("sqlite", "postgresql")
            for when in ("before", "after")
        ),
    ],
)
def test_processes_that_are_killed_at_a_step(
    database_url: str, server: PageServer, tmp_path: Path, when: str, steps: tuple[str, ...]
) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "SECOND_SOURCE_HOME": str(tmp_path / "home"),
        "SECOND_SOURCE_DATABASE_URL": database_url,
        "SECOND_SOURCE_FETCH_ALLOW": f"localhost:{server.port}",
    }
    links = {step: f"http://localhost:{server.port}/dam-{step}" for step in steps}
    ids = filed(environment, links)

    deaths = [f"{step}={ids[step]}" for step in steps]
    killed = run(environment, when, *deaths, module="tests.scenarios.dying")
    assert killed.returncode == 0, killed.stderr

    restarted = run(environment, "work", "--json")
    assert restarted.returncode == 0, restarted.stderr
    assert counts(database_url) == expected(len(steps))
    wanted = undisturbed(environment, links)
    for step in steps:
        submission, (proposal,) = ended(environment, ids[step])
        assert submission.state is SubmissionState.PROPOSED, step
        assert without_numbers(proposal.proposal) == without_numbers(wanted[step]), step


def test_work_with_nothing_to_do_changes_nothing(run_cli: CliRunner) -> None:
    for _ in range(2):
        result = run_cli.invoke(app, ["work"])
        assert (result.exit_code, result.stdout.strip()) == (0, "Nothing is waiting to be worked on.")
