"""Which cards a story and a decision want, and which they mark."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from bot.domain.card import Card, CardKind
from bot.domain.errors import BadAnswer, Refused
from bot.domain.model import Hop, HopKind
from bot.domain.record import FiledProposal, SubmissionState
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.decide import approve, keep_current, reject, undo
from bot.pipeline.intake import Link, accept_link, withdraw
from bot.pipeline.review import give_up, review
from bot.pipeline.services import Services
from bot.pipeline.show import on_link, story_ended
from storage import cards, events, workspace_settings
from storage.db import Database
from tests.newsroom import STORY, WORKSPACE, PlainSteps, ScriptedReader, answer, judged, make_services, outcome, page, work
from tests.page_server import PageServer
from tests.pipeline.shown import CHANNEL, brought, brought_and_told, due
from tests.pipeline.test_review import CLOSED, SAID, URL, on_the_dam

T = TypeVar("T")
COPY = "http://mirror.example/copy"


def on_two_events() -> ScriptedReader:
    notice = Hop(kind=HopKind.DOCUMENT, name="road office notice")
    return ScriptedReader(answer(judged("orrin-dam", "so", SAID), judged("orrin-bridge", "closed", CLOSED, origin=notice)))


def told_of(found: list[Card]) -> list[tuple[CardKind, str, str | None]]:
    return [(card.kind, card.spot.channel, card.spot.thread) for card in found]


def first_proposal(services: Services, submission_id: int) -> FiledProposal:
    return outcome(services, submission_id)[1][0]


def test_a_link_has_one_card_in_its_thread_when_its_story_has_ended(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    (filed,) = brought(services, URL)
    assert due(services) == []
    work(services, filed.submission.id)
    (card,) = due(services)
    assert (card.kind, card.submission_id, card.spot.channel) == (CardKind.LINK, filed.submission.id, CHANNEL)
    assert due(services) == []


def test_a_link_that_nobody_is_to_see_wants_no_card(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    filed = accept_link(services, WORKSPACE, Link(key="cli", by="jo", place="terminal", url=URL))
    work(services, filed.submission.id)
    assert due(services) == []


def test_links_of_one_message_are_answered_in_its_order(database: Database, server: PageServer) -> None:
    server.page("/two", page(STORY.replace("dawn", "sunrise"), title="Two"))
    services = make_services(database, server, on_the_dam())
    first, second = brought(services, URL, "http://courier.example/two")
    work(services, second.submission.id)
    assert due(services) == []
    work(services, first.submission.id)
    assert [card.submission_id for card in due(services)] == [first.submission.id, second.submission.id]


def test_each_further_proposal_has_a_card_of_its_own(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_two_events())
    submission = brought_and_told(services, URL)
    one, two = outcome(services, submission.id)[1]
    link, further = due(services)
    assert (link.kind, further.kind, further.proposal_id) == (CardKind.LINK, CardKind.PROPOSAL, two.id)
    assert further.spot == link.spot
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert on_link(s, submission.id) == one
    with sqlite_database.transaction(WORKSPACE) as s:
        story_ended(s, submission.id, services.clock())
    assert [card.id for card in due(services)] == [link.id, further.id]


def test_a_link_brought_again_is_said_at_once(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    first = brought_and_told(services, URL)
    due(services)
    (again,) = brought(services, f"{URL}?utm_source=mail", by="U0KIM")
    (card,) = due(services)
    assert again.again
    assert (card.kind, card.submission_id) == (CardKind.AGAIN, first.id)


def test_a_failure_is_shown(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    submission = brought_and_told(services, "http://courier.example/gone")
    (card,) = due(services)
    assert (card.kind, outcome(services, submission.id)[0].state) == (CardKind.LINK, SubmissionState.FAILED)


def test_what_nobody_foresaw_is_shown_too(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    (filed,) = brought(services, URL)
    give_up(services, WORKSPACE, filed.submission.id)
    assert [card.kind for card in due(services)] == [CardKind.LINK]
    assert "Bring the link again." in (outcome(services, filed.submission.id)[0].failure or "")


def test_a_part_that_the_whole_text_replaces_is_drawn_with_all_its_cards(sqlite_database: Database, server: PageServer) -> None:
    stub = f"{STORY}\n\nSubscribe to continue reading this article."
    server.page("/stub", page(stub))
    services = make_services(sqlite_database, server, on_two_events())
    link = "http://courier.example/stub"
    part = brought_and_told(services, link)
    shown = due(services)
    assert len(shown) == 2
    longer = f"{stub}\n\nThe water board will say more at noon, it said."
    whole = accept_link(services, WORKSPACE, Link(key="whole", by="U0KIM", place=CHANNEL, url=link, text=longer))
    assert not whole.again
    assert [card.id for card in due(services)] == [card.id for card in shown]
    assert outcome(services, part.id)[0].state is SubmissionState.SUPERSEDED


def test_a_decision_redraws_the_card_and_tells_who_brought_the_link(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    submission = brought_and_told(services, URL)
    (link,) = due(services)
    waiting = first_proposal(services, submission.id)
    decision = reject(services, WORKSPACE, waiting.id, by="U0EDDA", version=1, reason="Not ours.")
    drawn, told = due(services)
    assert drawn.id == link.id
    assert told_of([told]) == [(CardKind.TOLD, CHANNEL, link.spot.thread)]
    assert (told.decision_id, told.proposal_id, told.spot.batch) == (decision.id, waiting.id, None)
    undone = undo(services, WORKSPACE, waiting.id, by="U0EDDA")
    drawn, told = due(services)
    assert (drawn.id, told.kind, told.decision_id) == (link.id, CardKind.TOLD, undone.id)


def test_whoever_decides_on_their_own_link_is_not_told_of_it(sqlite_database: Database, server: PageServer) -> None:
    services = replace(make_services(sqlite_database, server, on_the_dam()), self_approval=True)
    submission = brought_and_told(services, URL)
    (link,) = due(services)
    approve(services, WORKSPACE, first_proposal(services, submission.id).id, by=submission.by, version=1)
    assert [card.id for card in due(services)] == [link.id]


def test_who_brought_it_by_a_command_is_told_under_the_card(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    (filed,) = brought(services, URL, thread=None)
    work(services, filed.submission.id)
    (link,) = due(services)
    assert link.spot.thread is None
    approve(services, WORKSPACE, first_proposal(services, filed.submission.id).id, by="U0EDDA", version=1)
    drawn, told = due(services)
    assert (drawn.id, told.kind, told.spot.thread) == (link.id, CardKind.TOLD, drawn.message)
    assert drawn.message is not None


@pytest.mark.parametrize(
    ("workspaces", "own", "announced"),
    [(None, None, None), ("C0HOME", None, "C0HOME"), ("C0HOME", "C0DAM", "C0DAM"), (None, "C0DAM", "C0DAM")],
)
def test_a_level_that_changes_is_announced_once_in_the_events_home(
    sqlite_database: Database, server: PageServer, workspaces: str | None, own: str | None, announced: str | None
) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    submission = brought_and_told(services, URL)
    due(services)
    with sqlite_database.transaction(WORKSPACE) as s:
        workspace_settings.save(s, WorkspaceSettings(home_channel=workspaces), "U0ADMIN", services.clock())
        events.give_home(s, "orrin-dam", "C0OLD", "U0EDDA", services.clock())
        events.give_home(s, "orrin-dam", own, "U0EDDA", services.clock())
    waiting = first_proposal(services, submission.id)
    approve(services, WORKSPACE, waiting.id, by="U0EDDA", version=1)
    levels = [card for card in due(services) if card.kind is CardKind.LEVEL]
    assert told_of(levels) == ([(CardKind.LEVEL, announced, None)] if announced else [])
    assert [card.event for card in levels] == ["orrin-dam"] * len(levels)
    undone = undo(services, WORKSPACE, waiting.id, by="U0EDDA")
    levels = [card for card in due(services) if card.kind is CardKind.LEVEL]
    assert [card.decision_id for card in levels] == ([undone.id] if announced else [])


def test_what_moves_no_level_is_not_announced(sqlite_database: Database, server: PageServer) -> None:
    server.page("/copy", page(title="Dam at Orrin gives way"))
    services = make_services(sqlite_database, server, on_the_dam(), hosts=("courier.example", "mirror.example"))
    with sqlite_database.transaction(WORKSPACE) as s:
        workspace_settings.save(s, WorkspaceSettings(home_channel="C0HOME"), "U0ADMIN", services.clock())
    approve(services, WORKSPACE, first_proposal(services, brought_and_told(services, URL).id).id, by="U0EDDA", version=1)
    copy = first_proposal(services, brought_and_told(services, COPY).id)
    due(services)
    approve(services, WORKSPACE, copy.id, by="U0EDDA", version=1)
    assert [card.kind for card in due(services)] == [CardKind.LINK, CardKind.TOLD]
    reject(services, WORKSPACE, _third(services, server), by="U0EDDA", version=1, reason="No.")
    assert CardKind.LEVEL not in [card.kind for card in due(services)]


def _third(services: Services, server: PageServer) -> int:
    server.page("/third", page(STORY.replace("dawn", "sunrise"), title="A third"))
    return first_proposal(services, brought_and_told(services, "http://courier.example/third").id).id


def test_what_waits_on_the_same_event_is_drawn_anew_after_a_decision(database: Database, server: PageServer) -> None:
    server.page("/copy", page(title="Dam at Orrin gives way"))
    services = make_services(database, server, on_the_dam(), hosts=("courier.example", "mirror.example"))
    first, second = brought_and_told(services, URL), brought_and_told(services, COPY)
    link, other = due(services)
    with database.transaction(WORKSPACE) as s:
        cards.want(s, "share", CardKind.EVENT, other.spot, at=services.clock(), event="orrin-dam")
        cards.want(s, "share 2", CardKind.EVENT, other.spot, at=services.clock(), event="orrin-bridge")
    due(services)
    approve(services, WORKSPACE, first_proposal(services, first.id).id, by="U0EDDA", version=1)
    drawn = due(services)
    assert {card.key for card in drawn if card.kind is not CardKind.TOLD} == {link.key, other.key, "share"}
    waiting = first_proposal(services, second.id)
    keep_current(services, WORKSPACE, waiting.id)
    renewed = first_proposal(services, second.id)
    assert (waiting.version, renewed.version, renewed.proposal.reports[0].copy_of) == (1, 2, "courier.example")
    keep_current(services, WORKSPACE, waiting.id)
    assert first_proposal(services, second.id) == renewed


def test_a_proposal_that_turns_out_old_is_drawn_anew(sqlite_database: Database, server: PageServer) -> None:
    server.page("/copy", page(title="Dam at Orrin gives way"))
    services = make_services(sqlite_database, server, on_the_dam(), hosts=("courier.example", "mirror.example"))
    first, second = brought_and_told(services, URL), brought_and_told(services, COPY)
    approve(services, WORKSPACE, first_proposal(services, first.id).id, by="U0EDDA", version=1)
    due(services)
    with pytest.raises(Refused, match="record has changed"):
        approve(services, WORKSPACE, first_proposal(services, second.id).id, by="U0EDDA", version=1)
    assert [card.submission_id for card in due(services)] == [second.id]


def test_a_deleted_message_takes_back_what_was_not_proposed(sqlite_database: Database, server: PageServer) -> None:
    server.page("/two", page(STORY.replace("dawn", "sunrise"), title="Two"))
    services = make_services(sqlite_database, server, on_the_dam())
    one, two = brought(services, URL, "http://courier.example/two", batch="m1")
    work(services, one.submission.id)
    assert [card.submission_id for card in due(services)] == [one.submission.id]
    assert withdraw(services, WORKSPACE, "m1") == 1
    assert withdraw(services, WORKSPACE, "m1") == 0
    work(services, two.submission.id)
    assert due(services) == []
    submission, made = outcome(services, two.submission.id)
    assert (submission.state, made) == (SubmissionState.WITHDRAWN, [])
    assert outcome(services, one.submission.id)[0].state is SubmissionState.PROPOSED
    (again,) = brought(services, "http://courier.example/two")
    assert not again.again


def test_a_failed_link_of_a_deleted_message_stays_failed(sqlite_database: Database, server: PageServer) -> None:
    reader = ScriptedReader(BadAnswer("The answer did not fit."))
    services = replace(make_services(sqlite_database, server, reader), fallback=reader)
    (filed,) = brought(services, URL, batch="m1")
    work(services, filed.submission.id)
    assert withdraw(services, WORKSPACE, "m1") == 0
    assert outcome(services, filed.submission.id)[0].state is SubmissionState.FAILED


def test_what_somebody_else_brought_too_is_not_withdrawn(database: Database, server: PageServer) -> None:
    services = make_services(database, server, on_the_dam())
    (filed,) = brought(services, URL, batch="m1")
    brought(services, URL, by="U0KIM", batch="m2")
    assert withdraw(services, WORKSPACE, "m1") == 0
    assert outcome(services, filed.submission.id)[0].state is SubmissionState.FILED
    assert withdraw(services, WORKSPACE, "m2") == 0
    work(services, filed.submission.id)
    assert [card.kind for card in due(services)] == [CardKind.LINK]


def test_when_both_messages_are_deleted_it_is_withdrawn(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    (filed,) = brought(services, URL, batch="m1")
    brought(services, URL, by="U0KIM", batch="m2")
    assert (withdraw(services, WORKSPACE, "m2"), withdraw(services, WORKSPACE, "m1")) == (0, 1)
    work(services, filed.submission.id)
    assert due(services) == []


class Withdrawing(PlainSteps):
    """Steps before one of which the message that brought the link is deleted; `heard` is what was said until then."""

    def __init__(self, services: Services, before: str, said: list[str]) -> None:
        super().__init__()
        self._services, self._before, self._said = services, before, said
        self.heard = list[str]()

    def run(self, name: str, step: Callable[[], T | None], result: type[T] | None = None) -> T | None:
        if name == self._before:
            assert withdraw(self._services, WORKSPACE, "m1") == 1
            self.heard = list(self._said)
        return super().run(name, step, result)


@pytest.mark.parametrize("before", ["fetch", "read", "propose"])
def test_a_story_under_way_ends_where_its_link_is_withdrawn(sqlite_database: Database, server: PageServer, before: str) -> None:
    said, reader = list[str](), on_the_dam()
    plain = make_services(sqlite_database, server, reader)
    services = replace(plain, tell=lambda _workspace, _submission, sentence: said.append(sentence))
    (filed,) = brought(services, URL, batch="m1")
    steps = Withdrawing(services, before, said)
    review(services, steps, WORKSPACE, filed.submission.id)
    submission, made = outcome(services, filed.submission.id)
    assert (submission.state, made, due(services)) == (SubmissionState.WITHDRAWN, [], [])
    # What costs nothing is not held up by one more look at the record.
    assert said[len(steps.heard) :] == (["Comparing with 1 stored event …"] if before == "propose" else [])
    assert len(server.asked) == (before != "fetch")
    assert len(reader.seen) == (before not in ("fetch", "read"))
