"""Who deals with a proposal, on the command line."""

import json

from bot.domain.errors import SecondSourceError
from tests.scenarios.conftest import Run


def sentence(run: Run, *arguments: str) -> str:
    result = run(*arguments, code=1)
    assert isinstance(result.exception, SecondSourceError)
    return result.exception.sentence


def test_a_proposal_is_taken_handed_over_asked_about_and_decided_all_the_same(
    run: Run, event_file: str, story_file: str
) -> None:
    run("events", "add", "--file", event_file)
    run("submit", "--text-file", story_file, "--by", "ann")
    assert "mara is on it since" in run("review", "take", "1", "--by", "mara").stdout
    assert "mara is on it" in run("review", "list").stdout
    for command in (["take"], ["approve"], ["reject", "--reason", "No."]):
        refused = sentence(run, "review", command[0], "1", *command[1:], "--by", "ben")
        assert "mara is on proposal 1 since" in refused
        assert refused.endswith("add --anyway.")
    assert "only mara can let it go" in sentence(run, "review", "release", "1", "--by", "ben")
    assert "handed over by mara" in run("review", "hand-over", "1", "cay", "--by", "mara").stdout
    assert "ann brought this link" in sentence(run, "review", "hand-over", "1", "ann", "--by", "cay")
    assert "It waits for the answer" in run("review", "ask", "1", "Who says so?", "--by", "cay").stdout
    assert "ann was asked" in run("review", "list").stdout
    assert "ann: “The clerk.”" in run("review", "reply", "1", "The clerk.", "--by", "ann").stdout
    shown = run("review", "show", "1").stdout
    assert "cay is on it since" in shown
    assert "ann: “The clerk.”" in shown
    assert json.loads(run("review", "show", "1", "--json").stdout)["handling"]["hold"]["by"] == "cay"
    assert "Rejected by ben" in run("review", "reject", "1", "--by", "ben", "--reason", "No.", "--anyway").stdout
    assert "is on it" not in run("review", "show", "1").stdout


def test_a_saved_change_stands_on_the_card_with_whoever_made_it(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    run("submit", "--text-file", story_file, "--by", "ann")
    saved = run("review", "amend", "1", "--by", "mara", "--set", "1.tone=likely", "--save").stdout
    assert saved.startswith("Saved; nothing is on record")
    assert "What was amended, last by mara" in saved
    assert "Report 1: tone certain → likely" in run("review", "show", "1").stdout
