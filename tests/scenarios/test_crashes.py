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

from bot.app import open_desk
from bot.cli import app
from bot.domain.event_file import EventFile
from bot.domain.record import FiledProposal, Proposal, Submission, SubmissionState
from bot.pipeline.event_files import add_event_files
from bot.pipeline.intake import Link, take_in
from bot.pipeline.review import review
from bot.settings import Settings
from storage import proposals, submissions
from storage.db import Database
from tests.newsroom import PlainSteps, page
from tests.page_server import PageServer
from tests.scenarios.conftest import EVENT_FILE

STEPS = ("fetch", "read", "match", "assess", "propose")
# One of everything for each link; the one report came with the event's file.
EXPECTED = dict.fromkeys(("submission", "article", "reading", "proposal", "proposal_version"), len(STEPS)) | {
    "report": 1,
    "decision": 0,
}


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
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def filed(environment: dict[str, str], links: dict[str, str]) -> dict[str, int]:
    """Add the event and take the links in, without working on them; gives the submissions' ids."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        settings = Settings()
        with open_desk(settings) as desk:
            add_event_files(desk, settings.workspace, [EventFile.model_validate(EVENT_FILE)])
            return {
                step: take_in(desk, settings.workspace, Link(key=step, by="jo", place="tests", url=link)).submission.id
                for step, link in links.items()
            }


def ended(environment: dict[str, str], submission_id: int) -> tuple[Submission, list[FiledProposal]]:
    database = Database(Settings(database_url=SecretStr(environment["SECOND_SOURCE_DATABASE_URL"])).url)
    with database.transaction("local", read_only=True) as s:
        found = submissions.get(s, submission_id), proposals.of_submission(s, submission_id)
    database.dispose()
    return found


def undisturbed(environment: dict[str, str], links: dict[str, str]) -> dict[str, Proposal]:
    """Give the proposals that the same links lead to in another workspace, where nobody is killed."""
    settings = Settings(
        database_url=SecretStr(environment["SECOND_SOURCE_DATABASE_URL"]),
        workspace="undisturbed",
        fetch_allow=(environment["SECOND_SOURCE_FETCH_ALLOW"],),
    )
    made: dict[str, Proposal] = {}
    with open_desk(settings) as desk:
        add_event_files(desk, settings.workspace, [EventFile.model_validate(EVENT_FILE)])
        for step, link in links.items():
            taken = take_in(desk, settings.workspace, Link(key=step, by="jo", place="tests", url=link))
            review(desk, PlainSteps(), settings.workspace, taken.submission.id)
            with desk.database.transaction(settings.workspace, read_only=True) as s:
                (proposal,) = proposals.of_submission(s, taken.submission.id)
            made[step] = proposal.proposal
    return made


def without_numbers(proposal: Proposal) -> Proposal:
    """Leave out of a report's id what it has from its submission's number."""
    unnumbered = tuple(report.model_copy(update={"id": report.id.partition("-")[2]}) for report in proposal.reports)
    return proposal.model_copy(update={"reports": unnumbered})


def counts(url: str) -> dict[str, int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in EXPECTED}
    engine.dispose()
    return found


@pytest.mark.parametrize("when", ["before", "after"])
def test_processes_that_are_killed_at_every_step(database_url: str, server: PageServer, tmp_path: Path, when: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "SECOND_SOURCE_HOME": str(tmp_path / "home"),
        "SECOND_SOURCE_DATABASE_URL": database_url,
        "SECOND_SOURCE_FETCH_ALLOW": f"localhost:{server.port}",
    }
    links = {step: f"http://localhost:{server.port}/dam-{step}" for step in STEPS}
    ids = filed(environment, links)

    deaths = [f"{step}={ids[step]}" for step in STEPS]
    killed = run(environment, when, *deaths, module="tests.scenarios.dying")
    assert killed.returncode == 0, killed.stderr

    restarted = run(environment, "work", "--json")
    assert restarted.returncode == 0, restarted.stderr
    assert counts(database_url) == EXPECTED
    wanted = undisturbed(environment, links)
    for step in STEPS:
        submission, (proposal,) = ended(environment, ids[step])
        assert submission.state is SubmissionState.PROPOSED, step
        assert without_numbers(proposal.proposal) == without_numbers(wanted[step]), step


def test_work_with_nothing_to_do_changes_nothing(run_cli: CliRunner) -> None:
    for _ in range(2):
        result = run_cli.invoke(app, ["work"])
        assert (result.exit_code, result.stdout.strip()) == (0, "Nothing is waiting to be worked on.")
