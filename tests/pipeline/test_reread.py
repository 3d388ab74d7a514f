"""Read again, and another event: the article is read as it was kept, and takes the earlier one's place."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.domain.answer import Answer
from bot.domain.card import CardKind
from bot.domain.errors import Cannot, NotFound, Refused, SecondSourceError
from bot.domain.model import Basis, Event, Hop, HopKind, Tone
from bot.domain.people import person, same_person
from bot.domain.reading import Article
from bot.domain.record import FiledProposal, ProposalState, Submission, SubmissionState
from bot.pipeline.decide import approve, reject, undo
from bot.pipeline.fetch import fetch
from bot.pipeline.read import read
from bot.pipeline.record import Story
from bot.pipeline.reread import read_again
from bot.pipeline.review import give_up, match_assess_and_propose
from bot.pipeline.services import Services
from bot.pipeline.show import on_link, story_ended
from storage import articles, proposals, reports, rereads, submissions
from storage.db import Database
from tests.newsroom import WORKSPACE, answer, judged, make_services, outcome, page, work
from tests.page_server import PageServer
from tests.pipeline.shown import brought, brought_and_told, due
from tests.pipeline.test_review import CLOSED, DRAFT, SAID, URL, on_the_dam
from tests.pipeline.test_show import on_two_events

NOTICE = Hop(kind=HopKind.DOCUMENT, name="road office notice")
SCHOOL = "People were taken to the school on the hill."
CLOSURE = judged("orrin-bridge", "closed", CLOSED, origin=NOTICE)


class Rereader:
    """A reader that gives one answer after the other, the last one again and again."""

    def __init__(self, *answers: Answer | SecondSourceError) -> None:
        self._answers = list(answers)
        self.seen: list[tuple[str, ...]] = []

    def read(self, article: Article, candidates: Sequence[Event]) -> Answer:
        self.seen.append(tuple(event.slug for event in candidates))
        given = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(given, SecondSourceError):
            raise given
        return given


def dam(**changes: object) -> Answer:
    return answer(judged("orrin-dam", "said", SAID, **changes), judged("orrin-dam", "so", SAID, **changes))


def told(services: Services, url: str = URL) -> tuple[Submission, FiledProposal]:
    """Bring a link, tell its story and draw its cards; returns the submission and its first proposal."""
    submission = brought_and_told(services, url)
    due(services)
    return submission, outcome(services, submission.id)[1][0]


def again(services: Services, proposal_id: int, *, event: str | None = None, key: str = "again") -> Submission:
    return read_again(services, WORKSPACE, proposal_id, by="U0EDDA", key=key, event=event)


def ended(services: Services, submission_id: int) -> None:
    """End a story once more, as after a crash."""
    with services.database.transaction(WORKSPACE) as s:
        story_ended(s, submission_id, services.clock())


def test_read_again_puts_a_new_reading_in_the_place_of_the_old_one(database: Database, server: PageServer) -> None:
    reader = Rereader(dam(tone=Tone.UNCERTAIN), dam())
    services = make_services(database, server, reader)
    old, waiting = told(services)
    filed = again(services, waiting.id)
    assert outcome(services, old.id)[1][0].state is ProposalState.PENDING
    assert due(services) == []
    work(services, filed.id)
    submission, (newer,) = outcome(services, filed.id)
    assert (submission.state, newer.state, newer.proposal.event) == (
        SubmissionState.PROPOSED,
        ProposalState.PENDING,
        "orrin-dam",
    )
    assert [{r.tone for r in p.proposal.reports} for p in (waiting, newer)] == [{Tone.UNCERTAIN}, {Tone.CERTAIN}]
    replaced, (superseded,) = outcome(services, old.id)
    assert (replaced.state, superseded.state) == (SubmissionState.SUPERSEDED, ProposalState.SUPERSEDED)
    (card,) = due(services)
    assert (card.kind, card.submission_id, card.message) == (CardKind.LINK, filed.id, f"m{card.id}")
    assert len(reader.seen[1]) == 2


def test_it_is_the_same_link_of_the_same_person(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    old, waiting = told(services)
    filed = again(services, waiting.id)
    assert (filed.by, filed.url, filed.canonical_url, filed.place, filed.note) == (
        old.by, old.url, old.canonical_url, old.place, "look",
    )  # fmt: skip
    work(services, filed.id)
    newer = outcome(services, filed.id)[1][0]
    with pytest.raises(Refused, match="brought this link"):
        approve(services, WORKSPACE, newer.id, by="U0JO", version=1)
    approve(services, WORKSPACE, newer.id, by="U0EDDA", version=1)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        wish = rereads.of_submission(s, filed.id)
        assert len(reports.standing(s, "orrin-dam")) == 2
    assert wish is not None
    assert (wish.of, wish.asked_by, wish.event) == (old.id, "U0EDDA", None)


def test_the_page_is_read_as_it_was_kept(sqlite_database: Database, server: PageServer) -> None:
    server.redirect("/short", "/dam")
    services = make_services(sqlite_database, server, on_the_dam())
    old, waiting = told(services, "http://courier.example/short")
    asked = len(server.asked)
    server.page("/dam", page("Something else stands here now. " * 40, title="Changed"))
    filed = again(services, waiting.id)
    work(services, filed.id)
    submission, (newer,) = outcome(services, filed.id)
    assert len(server.asked) == asked
    assert submission.article_id == outcome(services, old.id)[0].article_id
    assert newer.proposal.reports[0].url == URL
    assert submission.article_id is not None
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert articles.archive(s, submission.article_id) == page().encode()


def test_the_same_wish_again_changes_nothing(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    _, waiting = told(services)
    filed = again(services, waiting.id)
    assert again(services, waiting.id) == filed
    work(services, filed.id)
    assert again(services, waiting.id).id == filed.id
    with pytest.raises(Refused, match="replaced"):
        again(services, waiting.id, key="another")


def test_one_wish_at_a_time(database: Database, server: PageServer) -> None:
    services = make_services(database, server, on_the_dam())
    _, waiting = told(services)

    def ask(key: str) -> Submission | str:
        try:
            return again(services, waiting.id, key=key)
        except Refused as error:
            return error.sentence

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(ask, "abc"))
    (filed,) = (one for one in found if isinstance(one, Submission))
    assert {one for one in found if one != filed} == {"This article is being read again just now; wait for what comes of that."}
    work(services, filed.id)
    newer = outcome(services, filed.id)[1][0]
    work(services, again(services, newer.id, key="once more").id)
    (card,) = due(services)
    assert card.submission_id == filed.id + 1


@pytest.mark.parametrize("decide", ["approve", "reject"])
def test_what_was_decided_is_not_read_again(sqlite_database: Database, server: PageServer, decide: str) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    _, waiting = told(services)
    if decide == "approve":
        approve(services, WORKSPACE, waiting.id, by="U0EDDA", version=1)
    else:
        reject(services, WORKSPACE, waiting.id, by="U0EDDA", version=1, reason="No.")
    with pytest.raises(Refused, match="by U0EDDA"):
        again(services, waiting.id)


def test_what_is_not_there_is_not_read_again(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    _, waiting = told(services)
    with pytest.raises(NotFound):
        again(services, waiting.id, event="no-such-event")
    with pytest.raises(NotFound):
        again(services, 99)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert rereads.under_way(s, waiting.submission.id) is None


def test_another_event_is_the_only_one_compared_and_needs_no_doubt(sqlite_database: Database, server: PageServer) -> None:
    forecast = judged("orrin-bridge", "closed", CLOSED, basis=Basis.FORECAST, tone=Tone.LIKELY)
    reader = Rereader(dam(), answer(forecast, judged("orrin-dam", "so", SAID)))
    services = make_services(sqlite_database, server, reader)
    _, waiting = told(services)
    filed = again(services, waiting.id, event="orrin-bridge")
    work(services, filed.id)
    (newer,) = outcome(services, filed.id)[1]
    assert reader.seen[1] == ("orrin-bridge",)
    assert newer.proposal.event == "orrin-bridge"
    assert not any("not certain" in remark for remark in newer.proposal.remarks)


def test_an_event_that_the_article_says_nothing_on_leaves_all_as_it_was(sqlite_database: Database, server: PageServer) -> None:
    drafted = answer(judged("", "school", SCHOOL), draft=DRAFT)
    services = make_services(sqlite_database, server, Rereader(dam(), drafted))
    old, waiting = told(services)
    filed = again(services, waiting.id, event="orrin-bridge")
    work(services, filed.id)
    submission, made = outcome(services, filed.id)
    assert (submission.state, made) == (SubmissionState.FAILED, [])
    assert submission.failure == (
        "Read again for “The old bridge at Orrin is closed”: the reader finds nothing in the article that bears on its claims."
        " The earlier proposal stays as it is."
    )
    assert outcome(services, old.id) == (replace_state(old, SubmissionState.PROPOSED, submission.article_id), [waiting])
    (note,) = due(services)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert on_link(s, old.id) == waiting
    assert (note.key, note.kind, note.note) == (f"reread:{filed.id}", CardKind.NOTE, submission.failure)
    ended(services, filed.id)
    assert due(services) == []
    approve(services, WORKSPACE, waiting.id, by="U0EDDA", version=1)
    assert [card.kind for card in due(services)] == [CardKind.LINK, CardKind.TOLD]


def replace_state(submission: Submission, state: SubmissionState, article_id: int | None) -> Submission:
    return submission.model_copy(update={"state": state, "article_id": article_id})


@pytest.mark.parametrize("thread", ["7.0", None])
def test_the_note_stands_under_the_link(sqlite_database: Database, server: PageServer, thread: str | None) -> None:
    services = make_services(sqlite_database, server, Rereader(dam(), answer()))
    (filed,) = brought(services, URL, thread=thread)
    work(services, filed.submission.id)
    (link,) = due(services)
    work(services, again(services, outcome(services, filed.submission.id)[1][0].id).id)
    (note,) = due(services)
    assert (note.spot.channel, note.spot.thread) == (link.spot.channel, thread or f"m{link.id}")


def test_a_link_stays_live_while_and_after_it_is_read_again_in_vain(sqlite_database: Database, server: PageServer) -> None:
    server.redirect("/short", "/dam")
    services = make_services(sqlite_database, server, Rereader(dam(), answer()))
    old, waiting = told(services)
    filed = again(services, waiting.id)
    fetch(services, Story(WORKSPACE, filed.id))
    assert brought(services, URL)[0].submission.id == old.id
    work(services, filed.id)
    assert "fits no stored event" in (outcome(services, filed.id)[0].failure or "")
    other = brought_and_told(services, "http://courier.example/short")
    assert outcome(services, other.id)[0].duplicate_of == old.id


def test_the_address_belongs_to_the_newer_one_afterwards(sqlite_database: Database, server: PageServer) -> None:
    server.redirect("/short", "/dam")
    services = make_services(sqlite_database, server, on_the_dam())
    _, waiting = told(services)
    filed = again(services, waiting.id)
    work(services, filed.id)
    other = brought_and_told(services, "http://courier.example/short")
    assert outcome(services, other.id)[0].duplicate_of == filed.id
    assert brought(services, URL)[0].submission.id == filed.id


def test_reading_again_that_goes_wrong_is_said_under_the_link(sqlite_database: Database, server: PageServer) -> None:
    reader = Rereader(dam(), Cannot("The model endpoint did not answer."))
    services = make_services(sqlite_database, server, reader)
    services = replace(services, fallback=reader)
    old, waiting = told(services)
    work(services, again(services, waiting.id).id)
    (note,) = due(services)
    assert note.note == (
        "Reading it again did not work: The model endpoint did not answer. The earlier proposal stays as it is."
    )
    give_up(services, WORKSPACE, again(services, waiting.id, key="once more").id)
    (note,) = due(services)
    assert "Ask for it once more." in (note.note or "")
    assert outcome(services, old.id)[1] == [waiting]


def test_every_step_of_reading_again_can_run_again(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_two_events())
    _, waiting = told(services)
    id_ = again(services, waiting.id).id
    story, after_a_crash = Story(WORKSPACE, id_), Story(WORKSPACE, id_)
    fetched = fetch(services, story)
    assert fetched is not None
    assert fetch(services, after_a_crash) == fetched
    assert read(services, story, fetched) == read(services, after_a_crash, fetched) is not None
    first = match_assess_and_propose(services, story)
    assert len(first) == 2
    assert match_assess_and_propose(services, after_a_crash) == first
    shown = [card.id for card in due(services)]
    ended(services, id_)
    assert [card.id for card in due(services)] == shown


def test_further_cards_say_that_they_were_replaced(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, Rereader(answer(judged("orrin-dam", "so", SAID), CLOSURE), dam()))
    submission = brought_and_told(services, URL)
    link, further = due(services)
    dam_, bridge = outcome(services, submission.id)[1]
    filed = again(services, bridge.id)
    work(services, filed.id)
    assert [card.id for card in due(services)] == [link.id, further.id]
    assert [p.state for p in outcome(services, submission.id)[1]] == [ProposalState.SUPERSEDED] * 2
    assert outcome(services, filed.id)[1][0].proposal.event == dam_.proposal.event


def test_what_was_decided_stays_decided_and_keeps_its_card(sqlite_database: Database, server: PageServer) -> None:
    both = answer(judged("orrin-dam", "so", SAID), CLOSURE)
    services = make_services(sqlite_database, server, Rereader(both))
    submission = brought_and_told(services, URL)
    link, further = due(services)
    on_dam, on_bridge = outcome(services, submission.id)[1]
    approve(services, WORKSPACE, on_dam.id, by="U0EDDA", version=1)
    due(services)
    with pytest.raises(Refused, match="approved by U0EDDA"):
        again(services, on_bridge.id, event="orrin-dam")
    filed = again(services, on_bridge.id)
    work(services, filed.id)
    (newer,) = outcome(services, filed.id)[1]
    assert newer.proposal.event == "orrin-bridge"
    drawn = due(services)
    assert {card.id for card in drawn} >= {link.id, further.id}
    (own,) = (card for card in drawn if card.id not in (link.id, further.id))
    assert (own.kind, own.proposal_id) == (CardKind.PROPOSAL, on_dam.id)
    undo(services, WORKSPACE, on_dam.id, by="U0EDDA")
    assert own.id in {card.id for card in due(services)}
    with pytest.raises(Refused, match="newer submission"):
        again(services, on_dam.id, key="of the old one")


def test_a_decision_while_it_is_read_again_stands(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    old, waiting = told(services)
    filed = again(services, waiting.id)
    approve(services, WORKSPACE, waiting.id, by="U0EDDA", version=1)
    due(services)
    work(services, filed.id)
    assert outcome(services, filed.id)[1] == []
    assert outcome(services, old.id)[0].state is SubmissionState.PROPOSED
    (note,) = due(services)
    assert "decided on already" in (note.note or "")


def test_a_fuller_text_meanwhile_ends_it(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    old, waiting = told(services)
    filed = again(services, waiting.id)
    with sqlite_database.transaction(WORKSPACE) as s:
        submissions.set_state(s, old.id, SubmissionState.SUPERSEDED)
        proposals.supersede(s, old.id)
    work(services, filed.id)
    submission, made = outcome(services, filed.id)
    assert (submission.state, made, due(services)) == (SubmissionState.SUPERSEDED, [], [])


@pytest.mark.parametrize("id_", ["U0MIRA", "W012A3CDE", "U" + "9" * 20])
def test_a_slack_id_is_a_persons_name(id_: str) -> None:
    assert person(id_) == id_
    assert same_person(id_, person(f" {id_} "))
    assert not same_person(id_, f"{id_}0")


def test_workspaces_do_not_read_each_others_articles_again(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    _, waiting = told(services)
    with pytest.raises(NotFound):
        read_again(services, "elsewhere", waiting.id, by="U0EDDA", key="again")
