"""Where the model fails, the built-in reader works, and the proposal says why and what to do."""

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import BadAnswer, BadInput, Busy, Cannot, OutOfReach, OverBudget, SecondSourceError
from bot.domain.record import SubmissionState
from storage.db import Database
from tests.newsroom import HOST, ScriptedReader, bring, brought_and_worked, make_services, outcome, work
from tests.page_server import PageServer

URL = f"http://{HOST}/dam"
BACK = "please read the article, or have it read again when the model is back."
PLAIN = "please read the article."
FAILURES = [
    (OutOfReach("The model endpoint did not answer."), BACK),
    (Busy("The model endpoint takes no more requests."), BACK),
    (OverBudget("Today's budget for the model (5.00) is used up."), BACK),
    (BadAnswer("The model gave an answer that cannot be used, twice."), PLAIN),
    (BadAnswer("The model refused to read this article."), PLAIN),
    (Cannot("The text is too long for the model."), PLAIN),
    (BadInput("The endpoint does not accept the key. Check OPENAI_API_KEY."), "when an engineer has seen to that."),
]


@pytest.mark.parametrize(("failure", "way_on"), FAILURES, ids=[f"{type(f).__name__}-{i}" for i, (f, _) in enumerate(FAILURES)])
def test_nothing_is_lost_and_the_card_says_why(
    sqlite_database: Database, server: PageServer, failure: SecondSourceError, way_on: str
) -> None:
    services = make_services(sqlite_database, server, ScriptedReader(failure))
    with capture_logs() as logs:
        submission, made = brought_and_worked(services, URL)
    assert submission.state is SubmissionState.PROPOSED
    assert all("by the built-in reader" in p.proposal.read_by for p in made)
    for proposal in made:
        (remark,) = [r for r in proposal.proposal.remarks if "The built-in reader worked instead" in r]
        assert remark.startswith(f"The built-in reader worked instead. {failure.sentence} ")
        assert remark.endswith(way_on)
    assert [entry["sentence"] for entry in logs if "stands in" in entry["event"]] == [failure.sentence]


def test_where_neither_can_read_it_both_reasons_are_said(sqlite_database: Database, server: PageServer) -> None:
    text = "Дамба в Оррине прорвалась в понедельник утром, сообщила мэр города Вера Хольм. " * 20
    services = make_services(sqlite_database, server, ScriptedReader(OutOfReach("The model endpoint did not answer.")))
    filed = bring(services, f"http://{HOST}/other", text=text)
    work(services, filed.submission.id)
    submission, made = outcome(services, filed.submission.id)
    assert (submission.state, submission.failure_kind, made) == (SubmissionState.FAILED, "not_read", [])
    assert submission.failure is not None
    assert submission.failure.startswith("The model endpoint did not answer. The built-in reader cannot stand in: ")
    assert "Russian" in submission.failure
