"""The API for programs: what each token sees and may do."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from bot.domain.api_token import workspace_of, written
from bot.domain.errors import Busy, DiskFull, Refused
from bot.domain.record import DecisionKind, SubmissionState
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline import api_tokens as tokens
from bot.pipeline import program_sources
from bot.pipeline.decide import approve, may_decide, reject, undo
from bot.pipeline.intake import LOOK_AGAIN, Link, accept_link
from bot.pipeline.program_sources import TOO_MANY, Brought
from bot.web.api import resources
from bot.web.api.entry import Entry
from storage import api_tokens, articles, cards, decisions, proposals, readings, submissions, workspace_settings
from storage.db import Database
from tests.storage import made
from tests.web.pages import DESK, FIRE
from tests.web.programs import BOTH, CHANNEL, Door, door, small

LINK = "https://post.example/fire"
FIRE_AT = f"/api/v1/events/{FIRE.slug}"


@pytest.fixture(scope="module")
def shown(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Return a door at which nothing is changed."""
    path = tmp_path_factory.mktemp("api") / "api.db"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    yield door(database)
    database.dispose()


@pytest.fixture
def desk(sqlite_database: Database) -> Door:
    return door(sqlite_database, small)


def get(at: Door, path: str, name: str = "reader", **headers: str) -> Any:
    return at.client.get(f"/api/v1{path}", headers={**at.bearer(name), **headers})


def bring(at: Door, name: str = "proposer", key: str | None = None, **fields: object) -> Any:
    headers = at.bearer(name) | ({"idempotency-key": key} if key else {})
    return at.client.post("/api/v1/sources", json=fields, headers=headers)


def brought(at: Door) -> list[Any]:
    with at.services.database.transaction(DESK, read_only=True) as s:
        return submissions.by_person(s, "the program “proposer”", 99)


def test_a_token_sees_what_is_on_record_in_its_own_workspace(shown: Door) -> None:
    answer = get(shown, "/events")
    slugs = [event["slug"] for event in answer.json()["events"]]
    assert slugs == ["retracted-event", "closed-event", "unlisted-event", "quay-fire", "holm-on-the-dam"]
    assert (answer.headers["cache-control"], answer.json()["next"]) == ("no-store", None)
    assert "access-control-allow-origin" not in answer.headers
    assert [event["slug"] for event in get(shown, "/events", "foreign").json()["events"]] == ["foreign-event"]
    unseen = (("foreign-event", "reader"), ("quay-fire", "foreign"), ("secret-event", "both"), ("..%2F..", "reader"))
    for slug, name in unseen:
        assert get(shown, f"/events/{slug}", name).status_code == 404


def test_an_event_has_its_reports_by_origin_with_quotes_paths_and_reasons(shown: Door) -> None:
    event = get(shown, "/events/holm-on-the-dam").json()
    said, so = event["claims"]
    assert (said["level"], so["origins_counted"]) == ("verified", 2)
    by_origin = {origin["name"]: [report["outlet"]["name"] for report in origin["reports"]] for origin in so["origins"]}
    assert by_origin["Vera Holm"] == ["Orrin Courier", "Daily Beacon"]
    (first, *_) = so["origins"][0]["reports"]
    assert all((first["quote"], first["path"], so["reasons"], so["would_change"], so["sum"]["levels"]))
    assert [report["basis"] for report in so["beside"]] == ["forecast"]
    assert event["history"]
    assert event["page"] == "https://verify.example/events/holm-on-the-dam"
    assert get(shown, "/events/closed-event").json()["page"] is None
    assert "SECRET" not in json.dumps(get(shown, "/events/quay-fire").json())


def test_lists_are_narrowed_and_go_on_page_by_page(shown: Door) -> None:
    found, path = list[str](), "/events?limit=2&place=Orrin"
    while path:
        part = get(shown, path).json()
        found += [event["slug"] for event in part["events"]]
        path = (part["next"] or "").removeprefix("https://verify.example/api/v1")
    assert len(found) == 5
    assert [e["slug"] for e in get(shown, "/events?q=quay&level=retracted&from=2026-03-03").json()["events"]] == [found[0]]
    assert [e["slug"] for e in get(shown, "/events?kind=statement").json()["events"]] == ["holm-on-the-dam"]


def test_of_what_is_not_approved_a_token_sees_how_it_stands_alone(shown: Door) -> None:
    seen = get(shown, "/proposals").json()["proposals"]
    assert {one["state"] for one in seen} == {"pending", "approved", "rejected"}
    assert set(seen[0]) == {"id", "self", "state", "filed_at", "event"}
    assert {one["event"] for one in seen} == {None, "quay-fire"}
    assert len(get(shown, "/proposals?state=rejected").json()["proposals"]) == 1
    assert get(shown, f"/proposals/{seen[0]['id']}").json() == seen[0]
    assert get(shown, f"/proposals/{seen[0]['id']}", "foreign").status_code == 404
    first = get(shown, "/proposals?limit=1").json()
    assert (first["proposals"], first["next"].endswith(f"before={seen[0]['id']}")) == (seen[:1], True)


@pytest.mark.parametrize(
    ("name", "method", "path", "status"),
    [
        ("proposer", "GET", "/events", 403),
        ("reader", "POST", "/sources", 403),
        ("ended", "GET", "/token", 401),
        ("revoked", "GET", "/token", 401),
        ("reader", "DELETE", FIRE_AT.removeprefix("/api/v1"), 405),
        ("reader", "GET", "/sources", 405),
        ("reader", "GET", "/decisions", 404),
        ("reader", "GET", "/", 404),
        ("reader", "GET", "/proposals/99999999999", 404),
        ("reader", "GET", "/events?level=sure", 422),
        ("reader", "GET", "/events?levle=verified", 422),
        ("reader", "GET", "/events?limit=2&limit=3", 422),
        ("reader", "GET", "/events?limit=101", 422),
        ("reader", "GET", "/events?from=20260302", 422),
        ("reader", "GET", "/events?before=99999999999", 422),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_says_what_to_do(
    shown: Door, name: str, method: str, path: str, status: int
) -> None:
    answer = shown.client.request(method, f"/api/v1{path}", headers=shown.bearer(name))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    said = answer.json()
    assert (said["status"], said["detail"][-1], bool(said["title"])) == (status, ".", True)
    assert ("www-authenticate" in answer.headers) == (status in (401, 403))
    assert ("allow" in answer.headers) == (status == 405)


def test_no_token_opens_but_a_whole_one(shown: Door) -> None:
    whole, foreign = shown.tokens["reader"], shown.tokens["foreign"]
    swapped = f"{foreign.partition('.')[0]}.{whole.partition('.')[2]}"
    for text in (
        whole[:-1],
        f"{whole}x",
        swapped,
        "sst_",
        "",
        "null",
        whole.upper(),
        f"{whole}\u00e9".encode().decode("latin-1"),
    ):
        answer = shown.client.get("/api/v1/token", headers={b"authorization": f"Bearer {text}".encode("latin-1")})
        assert answer.status_code == 401, text
    # PostgreSQL would answer such a name with an error.
    assert workspace_of(written("desk\0", "A" * 43)) is None
    assert shown.client.get("/api/v1/token").status_code == 401
    assert shown.client.get("/api/v1/token", headers={"authorization": f"bearer  {whole}"}).json()["scopes"] == ["read"]


def test_what_is_known_already_is_not_sent_again(shown: Door) -> None:
    tag = get(shown, "/events/quay-fire").headers["etag"]
    again = get(shown, "/events/quay-fire", **{"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert get(shown, "/events/quay-fire", "foreign", **{"if-none-match": tag}).status_code == 404


def test_a_large_event_says_what_it_leaves_out_and_lists_have_the_rest(shown: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = get(shown, "/events/quay-fire").json()
    assert (whole["claims_left_out"], whole["history_left_out"], whole["claims"][0]["reports_left_out"]) == (0, 0, 0)
    for name in ("MOST_REPORTS", "MOST_TOLD"):
        monkeypatch.setattr(resources, name, 1)
    cut = get(shown, "/events/quay-fire").json()
    (claim,) = cut["claims"]
    assert [len(origin["reports"]) for origin in claim["origins"]] == [1]
    assert (claim["reports_left_out"], len(cut["history"])) == (3, 1)
    assert cut["history_left_out"] == len(whole["history"]) - 1
    found, at = [], f"{cut['all_reports'].removeprefix('https://verify.example/api/v1')}?limit=3&claim=burned"
    while at:
        part = get(shown, at).json()
        found.append([one["outlet"]["name"] for one in part["reports"]])
        at = (part["next"] or "").removeprefix("https://verify.example/api/v1")
    assert [len(part) for part in found] == [3, 1]
    assert get(shown, "/events/quay-fire/reports?claim=other").json() == {"reports": [], "next": None}
    parts = [get(shown, f"/events/holm-on-the-dam/claims?limit=1{more}").json() for more in ("", "&before=2")]
    assert [part["claims"][0]["key"] for part in parts] == ["so", "said"]
    assert [bool(part["next"]) for part in parts] == [True, False]
    for closed in ("/events/no-such-event/claims", "/events/secret-event/reports"):
        assert get(shown, closed).status_code == 404
    assert get(shown, "/events/quay-fire/reports?limit=0").status_code == 422


def test_so_many_calls_are_answered_in_a_minute(shown: Door) -> None:
    now = [0.0]
    entry = Entry(shown.services, most=2, clock=lambda: now[0])
    shown.api.entry, kept = entry, shown.api.entry
    try:
        assert [get(shown, "/token").status_code for _ in range(3)] == [200, 200, 429]
        assert get(shown, "/token", "both").status_code == 200
        now[0] = 60.0
        assert get(shown, "/token").status_code == 200
    finally:
        shown.api.entry = kept


def test_a_source_goes_into_the_newsrooms_queue_under_the_tokens_name(desk: Door) -> None:
    answer = bring(desk, url=LINK, note="They were there.", event=FIRE.slug)
    assert answer.status_code == 202
    (filed,) = brought(desk)
    assert (filed.url, filed.note, filed.event_hint, filed.place, filed.public) == (
        LINK, "They were there.", FIRE.slug, CHANNEL, False,
    )  # fmt: skip
    with desk.services.database.transaction(DESK, read_only=True) as s:
        (card,) = cards.of_submission(s, filed.id)
        assert card.spot.channel == CHANNEL
    at = answer.headers["location"].removeprefix("https://verify.example/api/v1")
    stands = get(desk, at, "proposer").json()
    assert stands == answer.json()
    assert (stands["state"], stands["proposals"], stands["brought_before"]) == ("filed", [], False)
    assert [get(desk, at, name).status_code for name in ("both", "foreign")] == [404, 404]
    proposal = carry(desk, filed.id)
    (one,) = get(desk, at, "proposer").json()["proposals"]
    assert (one["id"], one["state"], one["event"]) == (proposal, "pending", FIRE.slug)
    with desk.services.database.transaction(DESK) as s:
        decisions.decide(s, proposal, 1, DecisionKind.REJECT, "ed", made.LATER, "SECRET reason")
    told = get(desk, at, "proposer")
    assert (told.json()["proposals"][0]["state"], "SECRET" in told.text) == ("rejected", False)


def test_whoever_made_a_token_brought_what_came_by_it(desk: Door) -> None:
    bring(desk, url=LINK)
    (filed,) = brought(desk)
    proposal = carry(desk, filed.id)
    with pytest.raises(Refused, match="by a program whose token you made, so another editor has to decide"):
        approve(desk.services, DESK, proposal, by="Ed", version=1)
    with pytest.raises(Refused, match="by a program whose token you made"):
        reject(desk.services, DESK, proposal, by="ed", version=1, reason="Not ours.")
    of_one = replace(desk.services, self_approval=True)
    with desk.services.database.transaction(DESK, read_only=True) as s:
        waiting, settings = proposals.get(s, proposal), workspace_settings.get(s)
        allowed = [may_decide(to, s, settings, waiting, by) for to in (desk.services, of_one) for by in ("ed", "jo")]
    assert allowed == [False, True, True, True]
    reject(desk.services, DESK, proposal, by="jo", version=1, reason="Not ours.")
    with pytest.raises(Refused, match="by a program whose token you made"):
        undo(desk.services, DESK, proposal, by="ed")
    assert undo(of_one, DESK, proposal, by="ed").own_submission


def carry(at: Door, submission: int) -> int:
    """Carry what was brought as far as a proposal."""
    with at.services.database.transaction(DESK) as s:
        article = articles.save(s, made.article(LINK), b"<p>x</p>", made.NOW)
        submissions.claim_article(s, submission, article, LINK)
        reading = readings.save(s, submission, article, made.reading())
        submissions.proposed(s, submission)
        return proposals.save(s, submission, reading, made.proposal(FIRE.slug), made.NOW)


def test_the_same_key_brings_a_source_once(desk: Door) -> None:
    first, again = bring(desk, key="k1", url=LINK), bring(desk, key="k1", url=LINK)
    assert (first.json(), first.status_code) == (again.json(), again.status_code)
    assert bring(desk, key="k1", url=f"{LINK}-2").status_code == 409
    assert len(brought(desk)) == 1
    other = bring(desk, "both", key="k1", url=LINK).json()
    assert (other["brought_before"], len(brought(desk))) == (True, 1)
    with desk.services.database.transaction(DESK, read_only=True) as s:
        assert len(cards.of_submission(s, brought(desk)[0].id)) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"url": LINK, "text": "word " * 30}, 422),
        ({"url": "javascript:alert(1)"}, 422),
        ({"url": "https://[::1"}, 422),
        ({"url": LINK, "by": "U0EDDA"}, 422),
        ({"url": LINK, "event": "../x"}, 422),
        ({"url": LINK, "event": "foreign-event"}, 404),
        ({"url": LINK, "event": "secret-event"}, 404),
        ({"url": "https://www.cats.example/a"}, 409),
        ({"url": 5}, 422),
        ({"text": "Too short."}, 422),
        ({"text": "word " * 30_000}, 422),
        ({"url": LINK, "note": "\ud800"}, 400),
        ([], 422),
    ],
)
def test_what_is_no_source_is_refused(shown: Door, body: object, status: int) -> None:
    headers = shown.bearer("proposer") | {"content-type": "application/json"}
    answer = shown.client.post("/api/v1/sources", content=json.dumps(body), headers=headers)
    assert (answer.status_code, brought(shown)) == (status, []), answer.text
    # What was taken back is refused as what never was.
    assert status != 404 or "no such event on record" in answer.json()["detail"]


def test_bodies_are_bounded(shown: Door) -> None:
    headers = shown.bearer("proposer") | {"content-type": "application/json"}
    for content, more, status in (
        (b"[" * 200_000, {}, 400),
        (b'{"url":' * 10_000, {}, 400),
        (b"x" * 600_000, {}, 413),
        (b"\xff\xfe", {}, 400),
        (b'{"url":"https://post.example/a"}', {"content-type": "text/plain"}, 415),
        (b'{"url":"https://post.example/a"}', {"idempotency-key": "x" * 256}, 400),
        (b'{"url":"https://post.example/a"}', {"idempotency-key": "a b"}, 400),
    ):
        answer = shown.client.post("/api/v1/sources", content=content, headers=headers | more)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), content[:20]


def test_what_programs_bring_replaces_nothing_that_waits_for_an_editor(desk: Door) -> None:
    own = accept_link(desk.services, DESK, Link(key="m1", by="U0MIRA", place=CHANNEL, url=LINK)).submission
    waiting = carry(desk, own.id)
    with desk.services.database.transaction(DESK, read_only=True) as s:
        long_ago = articles.kept(s, submissions.get(s, own.id).article_id or 0).fetched_at
    assert desk.services.clock() - long_ago > LOOK_AGAIN
    stands = bring(desk, url=LINK).json()
    assert (stands["brought_before"], stands["state"], brought(desk)) == (True, "proposed", [])
    with desk.services.database.transaction(DESK, read_only=True) as s:
        assert proposals.get(s, waiting).state.value == "pending"


def test_so_many_sources_are_taken_in_a_day(desk: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program_sources, "MOST_IN_DAY", 2)
    assert [bring(desk, url=f"{LINK}-{number}").status_code for number in range(2)] == [202, 202]
    answer = bring(desk, url=f"{LINK}-2")
    assert (answer.status_code, int(answer.headers["retry-after"]) > 60) == (429, True)
    assert bring(desk, "both", url=f"{LINK}-2").status_code == 202


def test_calls_at_one_moment_keep_to_keys_and_limits(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    at = door(database, small)
    caller = at.api.entry.let_in(at.bearer("both")["authorization"])
    monkeypatch.setattr(program_sources, "MOST_IN_DAY", 3)
    begun = Barrier(8)

    def sent(number: int) -> int | str:
        begun.wait()
        source = Brought(url=f"{LINK}-{max(number, 3)}")
        try:
            return program_sources.bring(at.services, caller, source, key=f"k{max(number, 3)}").id
        except Busy as busy:
            return busy.sentence

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(sent, range(8)))
    assert len(set(found) - {TOO_MANY}) == 3
    assert len(set(found[:4])) == 1


def test_without_a_desks_channel_it_waits_in_the_list_alone(desk: Door) -> None:
    with desk.services.database.transaction(DESK) as s:
        workspace_settings.save(s, WorkspaceSettings(), "ed", made.NOW)
    assert bring(desk, text="word " * 30).status_code == 202
    (filed,) = brought(desk)
    with desk.services.database.transaction(DESK, read_only=True) as s:
        assert (filed.state, cards.of_submission(s, filed.id)) == (SubmissionState.FILED, [])


def test_who_reads_needs_no_writing(desk: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(api_tokens, "note_use", full)
    assert get(desk, FIRE_AT.removeprefix("/api/v1")).status_code == 200


def test_a_tokens_use_is_kept_and_its_end_is_at_once(desk: Door) -> None:
    get(desk, "/token")
    with desk.services.database.transaction(DESK, read_only=True) as s:
        used = {one.name: one.last_used_at for one in api_tokens.list_(s)}
    assert (used["reader"], used["both"]) == (desk.services.clock(), None)
    tokens.revoke(desk.services, DESK, "reader", by="ed")
    assert get(desk, "/token").status_code == 401
    with pytest.raises(Refused, match="choose another name"):
        tokens.make(desk.services, DESK, "reader", BOTH, by="ed")
