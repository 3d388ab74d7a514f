"""Read again, and another event: the article is read as it was kept, and takes the earlier one's place."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.domain.answer import Answer
from bot.domain.card import CardKind
from bot.domain.errors import NotFound, OutOfReach, Refused, SecondSourceError
from bot.domain.model import Article, Basis, Event, Origin, OriginKind, Tone
from bot.domain.people import person, same_person
from bot.domain.record import FiledProposal, ProposalState, Submission, SubmissionState
from bot.pipeline.decide import approve, reject, undo
from bot.pipeline.desk import Desk
from bot.pipeline.fetch import fetch
from bot.pipeline.read import read
from bot.pipeline.reread import read_again
from bot.pipeline.review import assess, give_up, match, propose
from bot.pipeline.show import on_link, story_ended
from storage import articles, proposals, reports, rereads, submissions
from storage.db import Database
from tests.newsroom import WORKSPACE, answer, judged, make_desk, outcome, page, work
from tests.page_server import PageServer
from tests.pipeline.shown import brought, brought_and_told, due
from tests.pipeline.test_review import CLOSED, DRAFT, SAID, URL, on_the_dam
from tests.pipeline.test_show import on_two_events

NOTICE = Origin(kind=OriginKind.DOCUMENT, name="road office notice")
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


def told(desk: Desk, url: str = URL) -> tuple[Submission, FiledProposal]:
    """Bring a link, tell its story and draw its cards; gives the submission and its first proposal."""
    submission = brought_and_told(desk, url)
    due(desk)
    return submission, outcome(desk, submission.id)[1][0]


def again(desk: Desk, proposal_id: int, *, event: str | None = None, key: str = "again") -> Submission:
    return read_again(desk, WORKSPACE, proposal_id, by="U0EDDA", key=key, event=event)


def test_read_again_puts_a_new_reading_in_the_place_of_the_old_one(database: Database, server: PageServer) -> None:
    reader = Rereader(dam(tone=Tone.UNCERTAIN), dam())
    desk = make_desk(database, server, reader)
    old, waiting = told(desk)
    filed = again(desk, waiting.id)
    assert outcome(desk, old.id)[1][0].state is ProposalState.PENDING
    assert due(desk) == []
    work(desk, filed.id)
    submission, (newer,) = outcome(desk, filed.id)
    assert (submission.state, newer.state, newer.proposal.event) == (
        SubmissionState.PROPOSED,
        ProposalState.PENDING,
        "orrin-dam",
    )
    assert [{r.tone for r in p.proposal.reports} for p in (waiting, newer)] == [{Tone.UNCERTAIN}, {Tone.CERTAIN}]
    replaced, (superseded,) = outcome(desk, old.id)
    assert (replaced.state, superseded.state) == (SubmissionState.SUPERSEDED, ProposalState.SUPERSEDED)
    (card,) = due(desk)
    assert (card.kind, card.submission_id, card.message) == (CardKind.LINK, filed.id, f"m{card.id}")
    assert len(reader.seen[1]) == 2


def test_it_is_the_same_link_of_the_same_person(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    old, waiting = told(desk)
    filed = again(desk, waiting.id)
    assert (filed.by, filed.url, filed.canonical_url, filed.place, filed.note) == (
        old.by, old.url, old.canonical_url, old.place, "look",
    )  # fmt: skip
    work(desk, filed.id)
    newer = outcome(desk, filed.id)[1][0]
    with pytest.raises(Refused, match="brought this link"):
        approve(desk, WORKSPACE, newer.id, by="U0JO", version=1)
    approve(desk, WORKSPACE, newer.id, by="U0EDDA", version=1)
    with database.transaction(WORKSPACE, read_only=True) as s:
        wish = rereads.of_submission(s, filed.id)
        assert len(reports.standing(s, "orrin-dam")) == 2
    assert wish is not None
    assert (wish.of, wish.asked_by, wish.event) == (old.id, "U0EDDA", None)


def test_the_page_is_read_as_it_was_kept(database: Database, server: PageServer) -> None:
    server.redirect("/short", "/dam")
    desk = make_desk(database, server, on_the_dam())
    old, waiting = told(desk, "http://courier.example/short")
    asked = len(server.asked)
    server.page("/dam", page("Something else stands here now. " * 40, title="Changed"))
    filed = again(desk, waiting.id)
    work(desk, filed.id)
    submission, (newer,) = outcome(desk, filed.id)
    assert len(server.asked) == asked
    assert submission.article_id == outcome(desk, old.id)[0].article_id
    assert newer.proposal.reports[0].url == URL
    assert submission.article_id is not None
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert articles.archive(s, submission.article_id) == page().encode()


def test_the_same_wish_again_changes_nothing(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    _, waiting = told(desk)
    filed = again(desk, waiting.id)
    assert again(desk, waiting.id) == filed
    work(desk, filed.id)
    assert again(desk, waiting.id).id == filed.id
    with pytest.raises(Refused, match="replaced"):
        again(desk, waiting.id, key="another")


def test_one_wish_at_a_time(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    _, waiting = told(desk)

    def ask(key: str) -> Submission | str:
        try:
            return again(desk, waiting.id, key=key)
        except Refused as error:
            return error.sentence

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(ask, "abc"))
    (filed,) = (one for one in found if isinstance(one, Submission))
    assert {one for one in found if one != filed} == {"This article is being read again just now; wait for what comes of that."}
    work(desk, filed.id)
    newer = outcome(desk, filed.id)[1][0]
    work(desk, again(desk, newer.id, key="once more").id)
    (card,) = due(desk)
    assert card.submission_id == filed.id + 1


@pytest.mark.parametrize("decide", ["approve", "reject"])
def test_what_was_decided_is_not_read_again(database: Database, server: PageServer, decide: str) -> None:
    desk = make_desk(database, server, on_the_dam())
    _, waiting = told(desk)
    if decide == "approve":
        approve(desk, WORKSPACE, waiting.id, by="U0EDDA", version=1)
    else:
        reject(desk, WORKSPACE, waiting.id, by="U0EDDA", version=1, reason="No.")
    with pytest.raises(Refused, match="by U0EDDA"):
        again(desk, waiting.id)


def test_what_is_not_there_is_not_read_again(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    _, waiting = told(desk)
    with pytest.raises(NotFound):
        again(desk, waiting.id, event="no-such-event")
    with pytest.raises(NotFound):
        again(desk, 99)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert rereads.under_way(s, waiting.submission.id) is None


def test_another_event_is_the_only_one_compared_and_needs_no_doubt(database: Database, server: PageServer) -> None:
    forecast = judged("orrin-bridge", "closed", CLOSED, basis=Basis.FORECAST, tone=Tone.LIKELY)
    reader = Rereader(dam(), answer(forecast, judged("orrin-dam", "so", SAID)))
    desk = make_desk(database, server, reader)
    _, waiting = told(desk)
    filed = again(desk, waiting.id, event="orrin-bridge")
    work(desk, filed.id)
    (newer,) = outcome(desk, filed.id)[1]
    assert reader.seen[1] == ("orrin-bridge",)
    assert newer.proposal.event == "orrin-bridge"
    assert not any("not certain" in remark for remark in newer.proposal.remarks)


def test_an_event_that_the_article_says_nothing_on_leaves_all_as_it_was(database: Database, server: PageServer) -> None:
    drafted = answer(judged("", "school", SCHOOL), draft=DRAFT)
    desk = make_desk(database, server, Rereader(dam(), drafted))
    old, waiting = told(desk)
    filed = again(desk, waiting.id, event="orrin-bridge")
    work(desk, filed.id)
    submission, made = outcome(desk, filed.id)
    assert (submission.state, made) == (SubmissionState.FAILED, [])
    assert submission.failure == (
        "Read again for “The old bridge at Orrin is closed”: the reader finds nothing in the article that bears on its claims."
        " The earlier proposal stays as it is."
    )
    assert outcome(desk, old.id) == (replace_state(old, SubmissionState.PROPOSED, submission.article_id), [waiting])
    (note,) = due(desk)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert on_link(s, old.id) == waiting
    assert (note.key, note.kind, note.note) == (f"reread:{filed.id}", CardKind.NOTE, submission.failure)
    story_ended(desk, WORKSPACE, filed.id)
    assert due(desk) == []
    approve(desk, WORKSPACE, waiting.id, by="U0EDDA", version=1)
    assert [card.kind for card in due(desk)] == [CardKind.LINK, CardKind.TOLD]


def replace_state(submission: Submission, state: SubmissionState, article_id: int | None) -> Submission:
    return submission.model_copy(update={"state": state, "article_id": article_id})


@pytest.mark.parametrize("thread", ["7.0", None])
def test_the_note_stands_under_the_link(database: Database, server: PageServer, thread: str | None) -> None:
    desk = make_desk(database, server, Rereader(dam(), answer()))
    (filed,) = brought(desk, URL, thread=thread)
    work(desk, filed.submission.id)
    (link,) = due(desk)
    work(desk, again(desk, outcome(desk, filed.submission.id)[1][0].id).id)
    (note,) = due(desk)
    assert (note.spot.channel, note.spot.thread) == (link.spot.channel, thread or f"m{link.id}")


def test_a_link_stays_live_while_and_after_it_is_read_again_in_vain(database: Database, server: PageServer) -> None:
    server.redirect("/short", "/dam")
    desk = make_desk(database, server, Rereader(dam(), answer()))
    old, waiting = told(desk)
    filed = again(desk, waiting.id)
    fetch(desk, WORKSPACE, filed.id)
    assert brought(desk, URL)[0].submission.id == old.id
    work(desk, filed.id)
    assert "fits no stored event" in (outcome(desk, filed.id)[0].failure or "")
    other = brought_and_told(desk, "http://courier.example/short")
    assert outcome(desk, other.id)[0].duplicate_of == old.id


def test_the_address_belongs_to_the_newer_one_afterwards(database: Database, server: PageServer) -> None:
    server.redirect("/short", "/dam")
    desk = make_desk(database, server, on_the_dam())
    _, waiting = told(desk)
    filed = again(desk, waiting.id)
    work(desk, filed.id)
    other = brought_and_told(desk, "http://courier.example/short")
    assert outcome(desk, other.id)[0].duplicate_of == filed.id
    assert brought(desk, URL)[0].submission.id == filed.id


def test_reading_again_that_goes_wrong_is_said_under_the_link(database: Database, server: PageServer) -> None:
    reader = Rereader(dam(), OutOfReach("The model endpoint did not answer."))
    desk = make_desk(database, server, reader)
    desk = replace(desk, fallback=reader)
    old, waiting = told(desk)
    work(desk, again(desk, waiting.id).id)
    (note,) = due(desk)
    assert note.note == (
        "Reading it again did not work: The model endpoint did not answer. The earlier proposal stays as it is."
    )
    give_up(desk, WORKSPACE, again(desk, waiting.id, key="once more").id)
    (note,) = due(desk)
    assert "Ask for it once more." in (note.note or "")
    assert outcome(desk, old.id)[1] == [waiting]


def test_every_step_of_reading_again_can_run_again(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_two_events())
    _, waiting = told(desk)
    id_ = again(desk, waiting.id).id
    assert fetch(desk, WORKSPACE, id_) == fetch(desk, WORKSPACE, id_) is not None
    assert read(desk, WORKSPACE, id_) == read(desk, WORKSPACE, id_)
    matches = match(desk, WORKSPACE, id_)
    assessed = assess(desk, WORKSPACE, id_, matches)
    first = propose(desk, WORKSPACE, id_, assessed)
    assert len(first) == 2
    assert propose(desk, WORKSPACE, id_, assess(desk, WORKSPACE, id_, matches)) == first
    story_ended(desk, WORKSPACE, id_)
    shown = [card.id for card in due(desk)]
    story_ended(desk, WORKSPACE, id_)
    assert [card.id for card in due(desk)] == shown


def test_further_cards_say_that_they_were_replaced(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, Rereader(answer(judged("orrin-dam", "so", SAID), CLOSURE), dam()))
    submission = brought_and_told(desk, URL)
    link, further = due(desk)
    dam_, bridge = outcome(desk, submission.id)[1]
    filed = again(desk, bridge.id)
    work(desk, filed.id)
    assert [card.id for card in due(desk)] == [link.id, further.id]
    assert [p.state for p in outcome(desk, submission.id)[1]] == [ProposalState.SUPERSEDED] * 2
    assert outcome(desk, filed.id)[1][0].proposal.event == dam_.proposal.event


def test_what_was_decided_stays_decided_and_keeps_its_card(database: Database, server: PageServer) -> None:
    both = answer(judged("orrin-dam", "so", SAID), CLOSURE)
    desk = make_desk(database, server, Rereader(both))
    submission = brought_and_told(desk, URL)
    link, further = due(desk)
    on_dam, on_bridge = outcome(desk, submission.id)[1]
    approve(desk, WORKSPACE, on_dam.id, by="U0EDDA", version=1)
    due(desk)
    with pytest.raises(Refused, match="approved by U0EDDA"):
        again(desk, on_bridge.id, event="orrin-dam")
    filed = again(desk, on_bridge.id)
    work(desk, filed.id)
    (newer,) = outcome(desk, filed.id)[1]
    assert newer.proposal.event == "orrin-bridge"
    drawn = due(desk)
    assert {card.id for card in drawn} >= {link.id, further.id}
    (own,) = (card for card in drawn if card.id not in (link.id, further.id))
    assert (own.kind, own.proposal_id) == (CardKind.PROPOSAL, on_dam.id)
    undo(desk, WORKSPACE, on_dam.id, by="U0EDDA")
    assert own.id in {card.id for card in due(desk)}
    with pytest.raises(Refused, match="newer submission"):
        again(desk, on_dam.id, key="of the old one")


def test_a_decision_while_it_is_read_again_stands(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    old, waiting = told(desk)
    filed = again(desk, waiting.id)
    approve(desk, WORKSPACE, waiting.id, by="U0EDDA", version=1)
    due(desk)
    work(desk, filed.id)
    assert outcome(desk, filed.id)[1] == []
    assert outcome(desk, old.id)[0].state is SubmissionState.PROPOSED
    (note,) = due(desk)
    assert "decided on already" in (note.note or "")


def test_a_fuller_text_meanwhile_ends_it(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    old, waiting = told(desk)
    filed = again(desk, waiting.id)
    with database.transaction(WORKSPACE) as s:
        submissions.set_state(s, old.id, SubmissionState.SUPERSEDED)
        proposals.supersede(s, old.id)
    work(desk, filed.id)
    submission, made = outcome(desk, filed.id)
    assert (submission.state, made, due(desk)) == (SubmissionState.SUPERSEDED, [], [])


@pytest.mark.parametrize("id_", ["U0MIRA", "W012A3CDE", "U" + "9" * 20])
def test_a_slack_id_is_a_persons_name(id_: str) -> None:
    assert person(id_) == id_
    assert same_person(id_, person(f" {id_} "))
    assert not same_person(id_, f"{id_}0")


def test_workspaces_do_not_read_each_others_articles_again(database: Database, server: PageServer) -> None:
    desk = make_desk(database, server, on_the_dam())
    _, waiting = told(desk)
    with pytest.raises(NotFound):
        read_again(desk, "elsewhere", waiting.id, by="U0EDDA", key="again")
