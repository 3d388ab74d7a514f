"""Readers bring sources by a form: a proposal at most, within limits, and a private link says what became of it."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Barrier

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from bot.domain.card import Spot
from bot.domain.errors import Busy, Refused
from bot.domain.page_access import PageAccess
from bot.domain.public_source import PUBLIC
from bot.domain.reading import Page
from bot.domain.record import DecisionKind, ProposalState, Submission, SubmissionState
from bot.domain.workspace import WorkspaceSettings
from bot.gateways.builtin_reader import BuiltinReader
from bot.gateways.web import WebFetcher
from bot.pipeline.fetch import fetch
from bot.pipeline.intake import Link, accept_link, take_out, withdraw
from bot.pipeline.public_sources import MOST_OF_ADDRESS, MOST_OF_ALL, Given, bring, forget
from bot.pipeline.record import Story
from bot.pipeline.services import Services
from bot.slack.render import draw
from bot.web.drawing import PageSite
from bot.web.kept import Shelf
from bot.web.pages import Pages
from bot.web.source_form import sender_of
from bot.web.sources import Sources
from storage import articles, cards, decisions, periods, proposals, public_sources, readings, submissions, workspace_settings
from storage.db import Database
from tests.storage import made
from tests.web.pages import DESK, FIRE, LINKS, added, open_to

CHANNEL = "C0PUBLIC"
AT = f"/events/{FIRE.slug}/sources"
PAGE = f"/events/{FIRE.slug}"
PROXY = "10.0.0.7"


class Shortened(WebFetcher):
    """Every address leads to one article, which has another text than before."""

    def fetch(self, url: str) -> Page:
        at = "https://post.example/fire"
        return Page(url=url, canonical_url=at, domain="post.example", text="Another text than before.", html=b"")


@dataclass
class Newsroom:
    """Pages with the form, as readers reach them through a proxy."""

    services: Services
    pages: TestClient
    today: list[dt.datetime] = field(default_factory=list)

    def key(self, page: str = PAGE) -> str:
        found = re.search(r'name="form" value="([^"]+)"', self.pages.get(page).text)
        assert found is not None
        return found[1]

    def send(self, at: str = AT, sender: str = "192.0.2.1", **fields: str) -> str:
        """Send a form; returns the address of its status, or "" where it was not taken."""
        answer = self.pages.post(
            at,
            data={"form": self.key(at.replace("/sources", "")), **fields},
            headers={"x-forwarded-for": f"203.0.113.9, {sender}"},
            follow_redirects=False,
        )
        assert answer.status_code in (303, 422, 429), answer.text
        return str(answer.headers.get("location", ""))

    def said(self, status: str) -> str:
        return self.pages.get(status).text

    def filed(self) -> list[Submission]:
        with self.services.database.transaction(DESK, read_only=True) as s:
            return submissions.by_person(s, PUBLIC, 5_000)

    def later(self, by: dt.timedelta) -> None:
        self.today[0] += by


def newsroom(database: Database, channel: str | None = CHANNEL) -> Newsroom:
    now = [dt.datetime.now(dt.UTC)]
    clock: Callable[[], dt.datetime] = lambda: now[0]  # noqa: E731 - the services' clock
    reader = BuiltinReader()
    services = Services(database=database, clock=clock, fetcher=WebFetcher(), reader=reader, fallback=reader)
    with database.transaction(DESK) as s:
        open_to(s, None, PageAccess.PUBLIC)
        added(s, FIRE, ())
        workspace_settings.save(s, WorkspaceSettings(public_channel=channel, ignored_domains=("cats.example",)), "ed", now[0])
    site = PageSite("The Desk", LINKS)
    routes = [*Pages(database, site, Shelf(seconds=0)).routes(), *Sources(services, site, frozenset({PROXY})).routes()]
    return Newsroom(services, TestClient(Starlette(routes=routes), client=(PROXY, 1)), now)


@pytest.fixture
def desk(sqlite_database: Database) -> Iterator[Newsroom]:
    made_here = newsroom(sqlite_database)
    with made_here.pages:
        yield made_here


def proposed(desk: Newsroom, submission: Submission) -> int:
    """Carry what was sent as far as a proposal."""
    with desk.services.database.transaction(DESK) as s:
        article = articles.save(s, made.article(submission.url or "text:x"), b"<p>x</p>", made.NOW)
        submissions.claim_article(s, submission.id, article, submission.url or "text:x")
        reading = readings.save(s, submission.id, article, made.reading())
        submissions.proposed(s, submission.id)
        return proposals.save(s, submission.id, reading, made.proposal(FIRE.slug), made.NOW)


def decided(desk: Newsroom, proposal: int, kind: DecisionKind) -> None:
    desk.later(dt.timedelta(minutes=1))
    with desk.services.database.transaction(DESK) as s:
        decisions.decide(s, proposal, 1, kind, "ed", desk.services.clock(), "SECRET reason")


def test_the_form_stands_where_editors_chose_a_channel(desk: Newsroom) -> None:
    assert "Send it to the newsroom" in desk.pages.get(PAGE).text
    with desk.services.database.transaction(DESK) as s:
        workspace_settings.save(s, WorkspaceSettings(), "ed", made.NOW)
    page = desk.pages.get(PAGE)
    assert "<textarea" not in page.text
    assert "set-cookie" not in page.headers


def test_a_link_becomes_a_submission_of_the_public(desk: Newsroom) -> None:
    status = desk.send(link="https://post.example/fire", note="They were there.", email="ann@mail.example")
    (filed,) = desk.filed()
    assert (filed.public, filed.by, filed.place, filed.event_hint) == (True, PUBLIC, CHANNEL, FIRE.slug)
    assert (filed.url, filed.note, filed.state) == ("https://post.example/fire", "They were there.", SubmissionState.FILED)
    with desk.services.database.transaction(DESK, read_only=True) as s:
        (card,) = cards.of_submission(s, filed.id)
        assert (card.spot.channel, proposals.list_(s)) == (CHANNEL, [])
        assert public_sources.emails_on(s, filed.id) == ["ann@mail.example"]
    answer = desk.pages.get(status)
    assert "It is with the newsroom" in answer.text
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert "ann@mail.example" not in answer.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Give the link of an article, or its text."),
        ({"link": "post.example/fire"}, "beginning with https://"),
        ({"link": "javascript:alert(1)"}, "beginning with https://"),
        ({"link": "https://post.example/a", "text": "word " * 30}, "not both"),
        ({"text": "Too short."}, "20 words or more"),
        ({"text": "word " * 7_000}, "At most 30,000 characters"),
        ({"link": f"https://post.example/{'a' * 2_000}"}, "At most 2,000 characters"),
        ({"link": "https://post.example/a", "email": "nobody"}, "no e-mail address"),
        ({"link": "https://post.example/a", "website": "x"}, "leave the last field empty"),
        ({"link": "https://post.example/a", "form": "x"}, "open for too long"),
        ({"link": "https://www.cats.example/a"}, "takes no sources from this site"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(desk: Newsroom, fields: dict[str, str], said: str) -> None:
    answer = desk.pages.post(AT, data={"form": desk.key(), "note": "Kept words", **fields})
    assert (answer.status_code, said in answer.text, "Kept words" in answer.text) == (422, True, True)
    assert desk.filed() == []


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "https://other.example"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site", "origin": LINKS.base}, False),
        ({"origin": LINKS.base}, True),
        ({"origin": "http://testserver"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, True),
    ],
)
def test_only_our_own_pages_send_the_form(desk: Newsroom, headers: dict[str, str], taken: bool) -> None:
    fields = {"form": desk.key(), "link": "https://post.example/fire"}
    answer = desk.pages.post(AT, data=fields, headers=headers, follow_redirects=False)
    assert (answer.status_code == 303, len(desk.filed()) == 1) == (taken, taken)


def test_no_form_is_taken_without_a_channel_or_a_secret(desk: Newsroom) -> None:
    good, faulty = ({"form": desk.key(), "link": link} for link in ("https://post.example/fire", ""))
    keyless = PageSite("The Desk", replace(LINKS, secret=None))
    with TestClient(Starlette(routes=Sources(desk.services, keyless).routes())) as pages:
        assert pages.post(AT, data={**good, "form": ""}).status_code == 404
    with desk.services.database.transaction(DESK) as s:
        workspace_settings.save(s, WorkspaceSettings(), "ed", made.NOW)
    assert [desk.pages.post(AT, data=fields).status_code for fields in (good, faulty)] == [404, 404]
    assert desk.filed() == []


@pytest.mark.parametrize(
    ("client", "ways", "sender"),
    [
        ("192.0.2.1", ["198.51.100.9"], "192.0.2.1"),
        (PROXY, ["198.51.100.9, 192.0.2.1"], "192.0.2.1"),
        (PROXY, ["198.51.100.9", f"192.0.2.1, {PROXY}"], "192.0.2.1"),
        (f"::ffff:{PROXY}", ["198.51.100.9, ::ffff:192.0.2.1"], "192.0.2.1"),
        (PROXY, [], "unknown"),
        (PROXY, ["192.0.2.1, x"], "unknown"),
        ("2001:db8::1", [], str(0x20010DB800000000)),
    ],
)
def test_the_last_address_before_our_own_proxies_is_the_sender(client: str, ways: list[str], sender: str) -> None:
    headers = [(b"x-forwarded-for", way.encode()) for way in ways]
    assert sender_of(Request({"type": "http", "client": (client, 1), "headers": headers}), frozenset({PROXY})) == sender


def test_what_readers_bring_replaces_nothing_that_waits_for_an_editor(desk: Newsroom) -> None:
    link = Link(key="m1", by="U0MIRA", place="C0DESK", url="https://post.example/fire")
    own = accept_link(desk.services, DESK, link).submission
    waiting = proposed(desk, own)
    desk.send(link="https://post.example/fire")
    assert desk.filed() == []
    # Its address may turn out only when it is fetched.
    desk.send(link="https://post.example/short", sender="192.0.2.2")
    (sent,) = desk.filed()
    assert fetch(replace(desk.services, fetcher=Shortened()), Story(DESK, sent.id)) is None
    with desk.services.database.transaction(DESK, read_only=True) as s:
        assert submissions.get(s, sent.id).duplicate_of == own.id
        assert proposals.get(s, waiting).state is ProposalState.PENDING


def test_a_form_that_is_none_or_too_large_is_refused(desk: Newsroom) -> None:
    assert desk.pages.post(AT, json={"link": "https://post.example/a"}).status_code == 400
    assert desk.pages.post(AT, data={"text": "x" * 300_000}).status_code == 413
    assert desk.pages.post("/events/no-such-event/sources", data={"form": "x"}).status_code == 404
    assert desk.pages.get("/sources/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_an_unlisted_page_takes_sources_by_its_link_alone(desk: Newsroom) -> None:
    with desk.services.database.transaction(DESK) as s:
        open_to(s, FIRE.slug, PageAccess.UNLISTED)
    key = LINKS.key(FIRE.slug)
    form = desk.key(f"{PAGE}?key={key}")
    fields = {"form": form, "link": "https://post.example/fire"}
    assert desk.pages.post(AT, data=fields).status_code == 404
    assert desk.pages.post(f"{AT}?key={key}", data=fields, follow_redirects=False).status_code == 303


def test_so_many_are_taken_in_a_day_from_one_address_and_from_all(desk: Newsroom) -> None:
    def sent(number: int, sender: str) -> str:
        return desk.send(link=f"https://post.example/{number}", sender=sender)

    assert all(sent(number, "2001:db8::1") for number in range(MOST_OF_ADDRESS))
    assert not sent(99, "2001:db8::2")
    assert sent(100, "192.0.2.9")
    with desk.services.database.transaction(DESK) as s:
        now = desk.services.clock()
        for number in range(MOST_OF_ALL - MOST_OF_ADDRESS - 1):
            filed = made.submission(s, f"k{number}", f"https://x.example/{number}")
            fields = {"submission": filed.id, "event": FIRE.slug, "again": False, "email": "a@b.example", "at": now}
            public_sources.add(s, token_sha256=str(number), address_hash="h", **fields)  # type: ignore[arg-type] # of each kind
    assert not sent(101, "192.0.2.10")
    desk.later(dt.timedelta(days=1))
    assert sent(102, "2001:db8::1")
    assert forget(desk.services, DESK)
    with desk.services.database.transaction(DESK, read_only=True) as s:
        assert public_sources.count_since(s, now - dt.timedelta(days=9), "h") == 0
        assert public_sources.emails_on(s, filed.id) == ["a@b.example"]
    desk.later(dt.timedelta(days=30))
    forget(desk.services, DESK)
    with desk.services.database.transaction(DESK, read_only=True) as s:
        assert public_sources.emails_on(s, filed.id) == []


def test_a_reader_learns_what_became_of_it_and_so_does_who_sends_it_again(desk: Newsroom) -> None:
    first = desk.send(link="https://post.example/fire")
    (filed,) = desk.filed()
    again = desk.send(link="https://POST.example/fire?utm_source=x", sender="192.0.2.2")
    assert len(desk.filed()) == 1
    assert "It is with the newsroom" in desk.said(again)
    proposal = proposed(desk, filed)
    assert "It is with the newsroom" in desk.said(first)
    decided(desk, proposal, DecisionKind.REJECT)
    assert "An editor has looked at it and has not put it on record" in desk.said(first).replace("\n", " ")
    assert "An editor has looked at it" in desk.said(again)
    assert "SECRET" not in desk.said(first) + desk.said(again)
    desk.later(dt.timedelta(minutes=1))
    # Nobody finds out by sending a link what was decided on it before.
    late = desk.send(link="https://post.example/fire", sender="192.0.2.3")
    assert "It is with the newsroom" in desk.said(late)


def test_what_is_on_record_is_said_with_its_event(desk: Newsroom) -> None:
    first = desk.send(link="https://post.example/fire")
    decided(desk, proposed(desk, desk.filed()[0]), DecisionKind.APPROVE)
    assert f'An editor has put it on record: <a href="{PAGE}"' in desk.said(first)
    with desk.services.database.transaction(DESK) as s:
        assert periods.contributors(s, desk.services.clock() - dt.timedelta(days=1), desk.services.clock(), 9) == []
        open_to(s, FIRE.slug, PageAccess.OFF)
    assert "An editor has taken it up." in desk.said(first)


def test_what_a_later_reader_writes_is_kept_for_editors(desk: Newsroom) -> None:
    desk.send(link="https://post.example/fire", note="They were there.")
    for note in ("", "The quay was closed, I saw it.", "The quay was closed, I saw it."):
        desk.send(link="https://post.example/fire", note=note, sender="192.0.2.2")
    (filed,) = desk.filed()
    assert filed.note == "They were there."
    with desk.services.database.transaction(DESK, read_only=True) as s:
        assert public_sources.later_notes_on(s, filed.id) == ["The quay was closed, I saw it."]


def test_a_readers_source_lives_on_when_the_message_with_the_same_link_goes(desk: Newsroom) -> None:
    def brought(key: str) -> tuple[Link, Submission]:
        spot = Spot(channel="C0DESK", thread="1.0", batch=key)
        link = Link(key=f"{key}/0", by="U0MIRA", place="C0DESK", url=f"https://post.example/{key}", spot=spot)
        return link, accept_link(desk.services, DESK, link).submission

    for key in ("deleted", "edited"):
        link, own = brought(key)
        desk.send(link=link.url or "", note="I was there.")
        end = withdraw(desk.services, DESK, key) if key == "deleted" else take_out(desk.services, DESK, key, [link.key])
        with desk.services.database.transaction(DESK, read_only=True) as s:
            assert (end, submissions.get(s, own.id).state) == (0, SubmissionState.FILED)
            shown = [card.spot.channel for card in cards.of_submission(s, own.id) if not cards.is_withdrawn(card)]
        assert shown == [CHANNEL]
    link, own = brought("alone")
    assert withdraw(desk.services, DESK, "alone") == 1


def test_our_own_pages_are_no_source(desk: Newsroom) -> None:
    asked = LINKS.asked
    services = replace(desk.services, is_our_page=lambda url: asked(url) is not None)
    for url in (f"{LINKS.base}{PAGE}", f"{LINKS.base}/confidence"):
        with pytest.raises(Refused, match="a page of our own record"):
            accept_link(services, DESK, Link(key=url, by="U0MIRA", place="C0DESK", url=url))
    accept_link(services, DESK, Link(key="x", by="U0MIRA", place="C0DESK", url=f"{LINKS.base}/press"))


@pytest.mark.slow
def test_forms_at_one_moment_do_not_exceed_the_limit(database: Database) -> None:
    desk = newsroom(database)
    begun = Barrier(8)

    def sent(number: int) -> bool:
        given = Given(event=FIRE.slug, token=f"t{number}", address_hash="h", url=f"https://post.example/{number}")
        if number < 8:
            begun.wait()
        try:
            bring(desk.services, DESK, given)
        except Busy:
            return False
        return True

    for number in range(100, 100 + MOST_OF_ADDRESS - 3):
        assert sent(number)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(sent, range(8))).count(True) == 3


def test_nobody_learns_what_the_newsroom_itself_looks_at(desk: Newsroom) -> None:
    link = Link(key="m1", by="U0MIRA", place="C0DESK", url="https://post.example/hidden")
    own = accept_link(desk.services, DESK, link).submission
    known = desk.send(link="https://post.example/hidden")
    other = desk.send(link="https://post.example/other", sender="192.0.2.2")
    plain = [re.sub(r"/sources/[\w-]+|<time.*?</time>", "", desk.said(each)) for each in (known, other)]
    assert plain[0] == plain[1]
    decided(desk, proposed(desk, own), DecisionKind.REJECT)
    assert "It is with the newsroom" in desk.said(known)


def test_the_newsroom_does_not_wait_for_the_public(desk: Newsroom) -> None:
    desk.send(link="https://post.example/fire")
    (sent,) = desk.filed()
    link = Link(key="m1", by="U0MIRA", place="C0DESK", url="https://post.example/fire")
    brought = accept_link(desk.services, DESK, link)
    assert (brought.again, brought.submission.id != sent.id) == (False, True)
    assert desk.services.for_public().embedder is None


@pytest.mark.parametrize(("kind", "shown"), [("blocked", True), ("no_claim", False), ("refused_address", False)])
def test_the_channel_sees_only_what_an_editor_can_help(desk: Newsroom, kind: str, shown: bool) -> None:
    desk.send(link="https://post.example/fire")
    (filed,) = desk.filed()
    with desk.services.database.transaction(DESK) as s:
        submissions.fail(s, filed.id, kind, "It did not work.")
        (card,) = cards.of_submission(s, filed.id)
        now = desk.services.clock()
        assert periods.failures(s, now - dt.timedelta(days=1), now + dt.timedelta(days=1), CHANNEL, 9) == ([], 0, 0)
    assert (draw(desk.services, DESK, card) is not None) is shown
