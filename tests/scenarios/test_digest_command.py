"""`second-source digest`: a channel's digest on the command line, in full."""

import datetime as dt
import json
import re

from bot.domain.errors import BadInput
from bot.domain.subscription import DigestPart, DigestSettings
from bot.settings import Settings
from storage import subscriptions
from storage.db import Database
from tests.scenarios.conftest import URL, Run

NIGHT = DigestSettings(at=dt.time(22), zone="Asia/Kathmandu", parts=(DigestPart.NEW,))


def brought(run: Run, event_file: str, story_file: str) -> None:
    run("events", "add", "--file", event_file)
    run("submit", "--text-file", story_file, "--url", URL, "--by", "jo")
    run("review", "approve", "1", "--by", "edda", "--reason", "On record.")


def without_times(digest: str) -> str:
    return re.sub(r"\b\d\d:\d\d\b", "", digest)


def subscribed(channel: str, *settings: DigestSettings) -> None:
    database = Database(Settings().url)
    with database.transaction("local") as s:
        for each in settings:
            subscriptions.add(s, channel, each, "U0ANN", dt.datetime.now(dt.UTC))
    database.dispose()


def test_what_changed_in_a_day_with_why(run: Run, event_file: str, story_file: str) -> None:
    brought(run, event_file, story_file)
    said = run("digest").stdout
    assert said.startswith("Verification digest, ")
    assert "1 decision: 1 approved" in said
    assert "New events · 1" in said or "Better founded · 1" in said
    # The digest's span ends when it is asked for, maybe in the next minute.
    assert without_times(said) == without_times(run("digest", "--text").stdout)


def test_as_json_and_as_a_page(run: Run, event_file: str, story_file: str) -> None:
    brought(run, event_file, story_file)
    (digest,) = json.loads(run("digest", "--json", "--since", "7d").stdout)
    assert dt.datetime.fromisoformat(digest["until"]) - dt.datetime.fromisoformat(digest["since"]) == dt.timedelta(days=7)
    assert {section["part"] for section in digest["sections"]} <= set(DigestPart)
    assert digest["sections"]
    page = run("digest", "--html").stdout
    assert page.startswith("<!doctype html>")
    assert digest["sections"][0]["entries"][0]["about"] in page


def test_a_channels_digests_are_each_as_they_were_set_up(run: Run, event_file: str, story_file: str) -> None:
    brought(run, event_file, story_file)
    subscribed("C0DESK1", NIGHT, DigestSettings())
    first, second = json.loads(run("digest", "--channel", "C0DESK1", "--json").stdout)
    assert (first["zone"], second["zone"]) == ("Asia/Kathmandu", "UTC")
    assert {section["part"] for section in first["sections"]} <= {"new_events"}


def test_a_channel_without_one_is_told_so(run: Run) -> None:
    result = run("digest", "--channel", "C0OTHER")
    assert "No digest is set up in C0OTHER" in result.stderr
    assert "Nothing changed and nothing waits." in result.stdout


def test_a_beginning_that_is_none_is_refused_with_what_to_write(run: Run) -> None:
    for since in ("yesterday", "7", "2026-13-01", "3000-01-01", "-3d", "9999999h"):
        result = run("digest", "--since", since, code=1)
        assert isinstance(result.exception, BadInput), since
        assert "write" in result.exception.sentence


def test_a_day_without_a_zone_is_one_of_this_machine(run: Run) -> None:
    (digest,) = json.loads(run("digest", "--json", "--since", "2026-01-05").stdout)
    assert dt.datetime.fromisoformat(digest["since"]) == dt.datetime(2026, 1, 5).astimezone()


def test_one_form_at_a_time(run: Run) -> None:
    assert "one of --text" in run("digest", "--json", "--html", code=2).output
