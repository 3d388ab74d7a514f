"""What goes into a digest, on a record that has something of everything."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import pytest

from bot.domain.digest import LONGEST_SAYS, Digest, Entry, Section
from bot.domain.model import Claim, EventKind, Level
from bot.domain.record import DecisionKind, LevelChange, SubmissionState
from bot.domain.subscription import DigestPart, DigestSettings, EventFilter
from bot.pipeline.compose import compose
from storage import decisions, events, history, proposals, submissions
from storage.db import Database
from storage.session import WorkspaceSession
from tests.newsroom import WORKSPACE
from tests.storage import made

NOW = made.NOW
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
ALL = DigestSettings(parts=tuple(DigestPart))


def record(s: WorkspaceSession, *slugs: str, at: dt.datetime = NOW - 9 * DAY) -> None:
    for slug in slugs:
        events.add(s, made.event(slug, f"About the {slug}"), at)


def decided(s: WorkspaceSession, slug: str, levels: Sequence[Level | None], at: dt.datetime = NOW - HOUR) -> int:
    """Approve a proposal on an event, whose substance moves from level to level by it; returns the proposal."""
    waiting = made.waiting(s, f"on {slug} {at}", f"{made.URL}/{slug}/{at:%d%H%M}", slug)
    decision = decisions.decide(s, waiting.proposal, 1, DecisionKind.APPROVE, "U0EDDA", at, "")
    before, after = levels
    assert after is not None
    moved = LevelChange(
        claim="safe",
        at=at,
        decision_id=decision.id,
        level_before=before,
        level_after=after,
        score_before=0.4,
        score_after=0.6,
        reasons=(f"Because of the {slug}.", "And more."),
    )
    history.add(s, slug, [moved])
    return waiting.proposal


def digest_of(s: WorkspaceSession, settings: DigestSettings = ALL, *, most: int = 10) -> Digest:
    return compose(s, settings, "C0DESK", NOW - DAY, NOW, NOW, most=most)


def titles(digest: Digest) -> list[str]:
    return [section.title for section in digest.sections]


def entries(digest: Digest, title: str) -> tuple[Entry, ...]:
    return section(digest, title).entries


def section(digest: Digest, title: str) -> Section:
    (found,) = [one for one in digest.sections if one.title == title]
    return found


def test_what_changed_comes_first_the_most_urgent_before_all_with_why_and_what_it_leads_to(database: Database) -> None:
    with database.transaction(WORKSPACE) as s:
        record(s, "bridge", "dam", "mine", "vote", "pier")
        decided(s, "bridge", (Level.CORROBORATED, Level.VERIFIED))
        fallen = decided(s, "dam", (Level.VERIFIED, Level.REPORTED))
        decided(s, "mine", (Level.REPORTED, Level.DISPUTED))
        decided(s, "vote", (Level.REPORTED, Level.RETRACTED))
        decided(s, "pier", (Level.DISPUTED, Level.REPORTED))
        digest = digest_of(s)
    assert titles(digest)[:5] == ["Retracted", "Disputed", "Fallen", "Verified", "No longer disputed"]
    (entry,) = entries(digest, "Fallen")
    assert (entry.about, entry.event, entry.proposal) == ("About the dam", "dam", fallen)
    assert (entry.says, entry.why) == ("That it is so: verified → reported", "Because of the dam.")


def test_a_period_begins_after_its_beginning_and_holds_its_end(sqlite_database: Database) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        record(s, "bridge", "dam", "mine")
        decided(s, "bridge", (Level.REPORTED, Level.VERIFIED), NOW - DAY)
        decided(s, "dam", (Level.REPORTED, Level.VERIFIED), NOW)
        decided(s, "mine", (Level.REPORTED, Level.VERIFIED), NOW + dt.timedelta(seconds=1))
        digest = digest_of(s)
    assert [entry.event for entry in entries(digest, "Verified")] == ["dam"]


def test_what_moved_twice_is_told_once_by_its_last_reason(sqlite_database: Database) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        record(s, "dam", "pier")
        decided(s, "dam", (Level.REPORTED, Level.CORROBORATED), NOW - 3 * HOUR)
        last = decided(s, "dam", (Level.CORROBORATED, Level.VERIFIED), NOW - 2 * HOUR)
        decided(s, "pier", (Level.REPORTED, Level.VERIFIED), NOW - 3 * HOUR)
        decided(s, "pier", (Level.VERIFIED, Level.REPORTED), NOW - 2 * HOUR)
        digest = digest_of(s)
    (entry,) = entries(digest, "Verified")
    assert (entry.event, entry.proposal) == ("dam", last)
    assert entry.says.endswith("reported → verified")
    assert titles(digest)[0] == "Verified"


def test_more_than_is_listed_is_counted(sqlite_database: Database) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        slugs = [f"bridge-{number}" for number in range(5)]
        record(s, *slugs)
        for number, slug in reversed(list(enumerate(slugs))):
            decided(s, slug, (Level.REPORTED, Level.VERIFIED), NOW - (number + 1) * HOUR)
        short, full = digest_of(s, most=3), digest_of(s, most=99)
    assert [entry.event for entry in entries(short, "Verified")] == slugs[:3]
    assert (section(short, "Verified").more, section(short, "Verified").total) == (2, 5)
    assert [entry.event for entry in entries(full, "Verified")] == slugs
    assert section(full, "Verified").more == 0


def test_of_many_claims_that_moved_three_are_named_so_that_a_card_shows_all_of_it(sqlite_database: Database) -> None:
    keys = ["safe", "crew", "fire", "port", "master"]
    claims = [
        Claim(key=key, text=f"The {key} of the ferry that burned off Norwick was seen by all who stood on the quay that night.")
        for key in keys
    ]
    with sqlite_database.transaction(WORKSPACE) as s:
        ferry = made.event("ferry", "About the ferry")
        events.add(s, ferry.model_copy(update={"claims": (ferry.claims[0], *claims)}), NOW - 9 * DAY)
        decided(s, "ferry", [Level.REPORTED, Level.CORROBORATED])
        (first,) = history.of_event(s, "ferry")
        history.add(s, "ferry", [first.model_copy(update={"claim": key}) for key in keys[1:]])
        (entry,) = entries(digest_of(s), "Better founded")
    assert re.findall(r"“The (\w+) of [^”]* …”: reported → corroborated", entry.says) == keys[:3]
    assert entry.says.endswith("; and 2 more")
    assert len(entry.says) <= LONGEST_SAYS


def test_new_events_are_told_with_their_level_but_not_those_that_changed_besides(sqlite_database: Database) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        record(s, "old")
        record(s, "dam", "pier", "quiet", at=NOW - 2 * HOUR)
        decided(s, "dam", (None, Level.VERIFIED))
        decided(s, "pier", (None, Level.REPORTED))
        digest = digest_of(s)
    assert [entry.event for entry in entries(digest, "Verified")] == ["dam"]
    assert [(entry.event, entry.says) for entry in entries(digest, "New events")] == [
        ("quiet", "unverified"),
        ("pier", "reported"),
    ]


def test_an_event_whose_change_is_not_told_is_told_as_new(sqlite_database: Database) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        record(s, "dam", at=NOW - 2 * HOUR)
        decided(s, "dam", (None, Level.VERIFIED))
        digest = digest_of(s, DigestSettings(parts=(DigestPart.NEW, DigestPart.DISPUTES)))
    assert titles(digest) == ["New events"]


def test_what_waits_comes_oldest_first_with_since_when(sqlite_database: Database) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        record(s, "dam", "pier")
        first, second = made.waiting(s, "1", f"{made.URL}/1", "dam"), made.waiting(s, "2", f"{made.URL}/2", "pier")
        decided(s, "pier", (None, Level.REPORTED))
        later = NOW + 26 * HOUR
        digest = compose(s, ALL, "C0DESK", NOW - DAY, later, later)
    waiting = section(digest, "Waiting for a decision")
    assert [(entry.proposal, entry.since) for entry in waiting.entries] == [(first.proposal, NOW), (second.proposal, NOW)]
    assert "2 wait for a decision, the oldest for 26 hours" in digest.summary
    assert "2 proposals waiting" in digest.numbers


def test_links_that_failed_here_are_listed_and_others_are_counted(database: Database) -> None:
    with database.transaction(WORKSPACE) as s:
        for number, place in enumerate(("C0DESK", "C0DESK", "C0OTHER", "U0ANN")):
            url = f"{made.URL}/{number}"
            filed = submissions.file(s, key=url, url=url, canonical_url=url, by="U0ANN", place=place, at=NOW - HOUR)
            submissions.fail(s, filed.id, "timeout", f"Too late, {number}.")
        digest = digest_of(s)
    failed = section(digest, "Could not be read")
    assert [(entry.about, entry.says) for entry in failed.entries] == [
        (f"{made.URL}/1", "Too late, 1."),
        (f"{made.URL}/0", "Too late, 0."),
        ("", "2 links brought in other places could not be read."),
    ]
    assert "4 links brought, 4 not read" in digest.numbers


def test_who_brought_most_is_thanked_for_what_led_to_a_proposal(database: Database) -> None:
    with database.transaction(WORKSPACE) as s:
        for number, by in enumerate(["U0MIRA", "U0BEN", "U0BEN", "U0CAL", "U0DEE", "U0LOST"]):
            filed = made.submission(s, f"k{number}", f"{made.URL}/{number}", by)
            if by == "U0LOST":
                submissions.fail(s, filed.id, "timeout", "Too late.")
            else:
                submissions.set_state(s, filed.id, SubmissionState.PROPOSED)
        digest = digest_of(s)
    assert [(entry.person, entry.says) for entry in entries(digest, "Brought most")] == [
        ("U0BEN", "2 links"),
        ("U0CAL", "1 link"),
        ("U0DEE", "1 link"),
    ]


def test_only_the_parts_that_were_chosen_are_told(sqlite_database: Database) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        made.shown(s)
        whole = digest_of(s)
        told = {part: digest_of(s, DigestSettings(parts=(part,))) for part in DigestPart}
    assert {one.part for one in whole.sections} >= {DigestPart.NEW, DigestPart.FAILED, DigestPart.CONTRIBUTORS}
    for part, digest in told.items():
        assert {one.part for one in digest.sections} <= {part}
        assert [one for one in whole.sections if one.part is part and part is not DigestPart.NEW] == [
            one for one in digest.sections if part is not DigestPart.NEW
        ]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (EventFilter(kinds=(EventKind.ACCIDENT,)), {"dam", "pier"}),
        (EventFilter(place="PIER"), {"pier"}),
        (EventFilter(tags=("Sea", "sky")), {"pier", "vote"}),
        (EventFilter(place="town", kinds=(EventKind.ACCIDENT,), tags=("river",)), {"dam"}),
        (EventFilter(place="nowhere"), set()),
    ],
)
def test_only_the_events_that_are_wanted_are_told(database: Database, wanted: EventFilter, told: set[str]) -> None:
    about: dict[str, dict[str, Any]] = {
        "dam": {"kind": EventKind.ACCIDENT, "place": "Old town", "tags": ("river",)},
        "pier": {"kind": EventKind.ACCIDENT, "place": "The Pier", "tags": ("sea",)},
        "vote": {"kind": EventKind.ELECTION, "place": "Old Town", "tags": ("SKY", "hall")},
        "fair": {"kind": EventKind.OTHER, "place": None, "tags": ()},
    }
    with database.transaction(WORKSPACE) as s:
        for slug, values in about.items():
            events.add(s, made.event(slug).model_copy(update=values), NOW - 2 * HOUR)
            decided(s, slug, (Level.REPORTED, Level.VERIFIED))
            made.waiting(s, f"waits {slug}", f"{made.URL}/waits/{slug}", slug)
            draft = made.waiting(s, f"draft {slug}", f"{made.URL}/draft/{slug}", None)
            as_draft = made.proposal(None).model_copy(update={"draft": made.event(slug).model_copy(update=values)})
            proposals.revise(s, draft.proposal, 1, as_draft, NOW)
        changes = digest_of(s, DigestSettings(parts=(DigestPart.CHANGES,), events=wanted))
        new = digest_of(s, DigestSettings(parts=(DigestPart.NEW,), events=wanted))
        waits = digest_of(s, DigestSettings(parts=(DigestPart.WAITING,), events=wanted))
    assert {entry.event for one in changes.sections for entry in one.entries} == told
    assert {entry.event for one in new.sections for entry in one.entries} == told
    waiting = [entry.event for one in waits.sections for entry in one.entries if entry.event]
    assert sorted(waiting) == sorted(told)
    drafts = [entry for one in waits.sections for entry in one.entries if not entry.event]
    assert len(drafts) == (0 if wanted.tags else len(told)), "a draft has no tags"


def test_nothing_is_said_in_one_line(sqlite_database: Database) -> None:
    with sqlite_database.transaction(WORKSPACE) as s:
        record(s, "dam")
        digest = digest_of(s)
    assert digest.nothing_happened
    assert digest.summary == "Nothing changed and nothing waits."
