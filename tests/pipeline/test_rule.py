"""Ruling on who is one origin: who may, on what, once; the record, its history, its cards and its digest afterwards."""

import datetime as dt

import pytest

from bot.domain.answer import NEW_EVENT
from bot.domain.card import CardKind, Spot
from bot.domain.confidence import assess_event
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.event_file import file_of
from bot.domain.model import Assessment, Claim, EventDraft, EventKind, Hop, HopKind, Level, Ruling
from bot.domain.record import FiledProposal, LevelChange
from bot.domain.rulings import FiledRuling
from bot.domain.subscription import DigestSettings
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.amend import Amendment
from bot.pipeline.compose import compose
from bot.pipeline.decide import approve, keep_current, undo
from bot.pipeline.event_files import add_event_files
from bot.pipeline.handling import take
from bot.pipeline.holds import Held, note_told
from bot.pipeline.rule import Ruled, answer, answer_on_event, change, names_on, rule
from bot.pipeline.services import Services
from storage import cards, events, history, proposals, reports, rulings, workspace_settings
from storage.db import Database
from tests import doubtful
from tests.doubtful import ONE, OTHER, QUESTION
from tests.newsroom import BRIDGE, HOST, WORKSPACE, ScriptedReader, brought_and_worked, judged, make_services, page
from tests.newsroom import answer as read_as
from tests.page_server import PageServer
from tests.pipeline.shown import brought_and_told, due

SLUG = BRIDGE.slug
PIER = BRIDGE.model_copy(update={"slug": "orrin-pier", "headline": "The pier at Orrin is closed"})
REPORTED, VERIFIED = Level.REPORTED, Level.VERIFIED


@pytest.fixture
def services(database: Database, server: PageServer) -> Services:
    """Return a newsroom in which an article has a report of an origin that is perhaps on record already."""
    server.page("/bridge", doubtful.PAGE)
    engineer = Hop(kind=HopKind.PERSON, name=OTHER, role="engineer")
    reader = ScriptedReader(read_as(judged(SLUG, "closed", doubtful.SAID, origin=engineer)))
    made = make_services(database, server, reader, stored=(BRIDGE, PIER))
    with database.transaction(WORKSPACE) as s:
        doubtful.on_record(s, made.clock())
        workspace_settings.save(s, WorkspaceSettings(home_channel="C0HOME"), "ada", made.clock())
    return made


def proposed(services: Services) -> FiledProposal:
    submission = brought_and_told(services, doubtful.URL)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        (filed,) = proposals.of_submission(s, submission.id)
    return filed


def now(services: Services, proposal_id: int) -> FiledProposal:
    keep_current(services, WORKSPACE, proposal_id)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, proposal_id)


def approved(services: Services) -> FiledProposal:
    filed = proposed(services)
    approve(services, WORKSPACE, filed.id, by="edda", version=filed.version)
    return filed


def answered(services: Services, filed: FiledProposal, *, by: str = "edda") -> Ruled:
    ruled = answer(services, WORKSPACE, filed.id, version=filed.version, same=False, by=by)
    assert ruled is not None
    return ruled


def record(services: Services, slug: str = SLUG) -> Assessment:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return assess_event(events.get(s, slug), reports.standing(s, slug))[0]


def moves(services: Services, slug: str = SLUG) -> list[LevelChange]:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return [change for change in history.of_event(s, slug) if change.ruling_id is not None]


def made_on(services: Services, slug: str = SLUG) -> list[FiledRuling]:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return rulings.of_event(s, events.id_of(s, slug))


def counts(assessment: Assessment) -> tuple[int, int, Level]:
    return assessment.origins, assessment.origins_at_most, assessment.level


def test_a_proposal_asks_and_the_answer_holds_for_its_event_before_and_after_approval(services: Services) -> None:
    filed = proposed(services)
    assert filed.proposal.doubt is not None
    assert filed.proposal.doubt.question == QUESTION
    assert counts(filed.proposal.after[0]) == (1, 2, REPORTED)
    ruled = answered(services, filed, by=" Edda ")
    assert (ruled.ruling.same, ruled.ruling.by, ruled.ruling.everywhere, ruled.changes) == (False, "Edda", False, {})
    renewed = now(services, filed.id)
    assert (renewed.version, renewed.proposal.doubt) == (filed.version + 1, None)
    assert counts(renewed.proposal.after[0]) == (2, 2, VERIFIED)
    approve(services, WORKSPACE, filed.id, by="edda", version=renewed.version)
    assert counts(record(services)) == (2, 2, VERIFIED)


def test_an_answer_on_an_old_card_is_refused_and_nothing_is_stored(services: Services) -> None:
    filed = proposed(services)
    rule(services, WORKSPACE, SLUG, OTHER, ONE, same=True, by="tobias")
    with pytest.raises(Refused, match="has changed since this question"):  # answered meanwhile, by somebody else
        answer(services, WORKSPACE, filed.id, version=filed.version, same=False, by="edda")
    newest = now(services, filed.id)
    assert newest.proposal.doubt is None
    for version in (filed.version, newest.version):  # an old version, and one that asks nothing
        with pytest.raises(Refused, match="has changed since this question"):
            answer(services, WORKSPACE, filed.id, version=version, same=False, by="edda")
    approve(services, WORKSPACE, filed.id, by="edda", version=newest.version)
    with pytest.raises(Refused, match="has changed since this question"):  # decided
        answer(services, WORKSPACE, filed.id, version=newest.version, same=False, by="edda")
    with pytest.raises(NotFound):
        answer(services, WORKSPACE, 77, version=1, same=False, by="edda")
    assert [(made.by, made.same) for made in made_on(services)] == [("tobias", True)]


def test_an_answer_while_somebody_else_is_on_it_is_asked_for_first(services: Services) -> None:
    filed = proposed(services)
    hold = take(services, WORKSPACE, filed.id, by="kim")
    with pytest.raises(Held):
        answered(services, filed)
    assert made_on(services) == []
    note_told(services, WORKSPACE, filed.id, hold.id, by="edda")
    answered(services, filed)
    assert len(made_on(services)) == 1


def test_a_question_whose_answer_means_something_else_by_now_is_asked_anew(services: Services) -> None:
    filed = proposed(services)
    with services.database.transaction(WORKSPACE) as s:
        for name in ("Ann Vole", "Rolf Stein"):  # it is verified now, whatever the answer is
            outlet = doubtful.NORTHWIRE.model_copy(update={"name": f"{name} Gazette", "domains": (f"{name[:3]}.example",)})
            reports.add(s, SLUG, [doubtful.report(name, outlet)], decision_id=None, at=services.clock())
    with pytest.raises(Refused, match="has changed since this question"):
        answer(services, WORKSPACE, filed.id, version=filed.version, same=False, by="edda")
    renewed = now(services, filed.id)
    assert renewed.proposal.doubt is not None
    assert renewed.proposal.doubt.if_different == ""
    assert answered(services, renewed).ruling.id


def test_an_answer_on_the_event_changes_its_level_in_one_transaction_with_history_and_cards(services: Services) -> None:
    filed = approved(services)
    due(services)
    before = record(services)
    assert counts(before) == (1, 2, REPORTED)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        number = (proposals.get(s, filed.id).proposal.doubt or pytest.fail("no question")).number
    with pytest.raises(Refused, match="has changed since"):
        answer_on_event(services, WORKSPACE, SLUG, number + 1, same=False, by="edda")
    ruled = answer_on_event(services, WORKSPACE, SLUG, number, same=False, by="edda")
    after = record(services)
    (moved,) = ruled.changes[SLUG]
    assert moves(services) == [moved]
    assert (moved.ruling_id, moved.decision_id, moved.level_before, moved.level_after) == (
        ruled.ruling.id, None, REPORTED, VERIFIED,
    )  # fmt: skip
    assert (moved.score_before, moved.score_after, moved.reasons) == (before.score, after.score, after.reasons)
    (card,) = due(services)
    assert (card.kind, card.spot.channel, card.event, card.ruling_id) == (CardKind.LEVEL, "C0HOME", SLUG, ruled.ruling.id)
    with pytest.raises(Refused, match="has changed since"):  # pressed twice
        answer_on_event(services, WORKSPACE, SLUG, number, same=False, by="edda")
    assert len(moves(services)) == 1


def test_cards_that_show_the_event_or_wait_on_it_are_due(services: Services) -> None:
    filed = proposed(services)
    with services.database.transaction(WORKSPACE) as s:
        cards.want(s, "shared", CardKind.EVENT, Spot(channel="C0SHARE"), at=services.clock(), event=SLUG)
    due(services)
    rule(services, WORKSPACE, SLUG, ONE, OTHER, same=True, by="edda")
    shown = {(card.kind, card.submission_id if card.kind is CardKind.LINK else card.event) for card in due(services)}
    assert shown == {(CardKind.LINK, filed.submission.id), (CardKind.EVENT, SLUG)}


def test_taking_a_ruling_back_is_a_ruling_and_the_question_is_open_again(services: Services) -> None:
    approved(services)
    made = rule(services, WORKSPACE, SLUG, ONE, OTHER, same=False, by="edda", reason=" Met them both. ").ruling
    assert made.reason == "Met them both."
    back = change(services, WORKSPACE, SLUG, made.id, by="tobias")
    assert (back.ruling.same, back.ruling.by) == (None, "tobias")
    assert [(m.level_before, m.level_after) for m in moves(services)] == [(REPORTED, VERIFIED), (VERIFIED, REPORTED)]
    assert counts(record(services)) == (1, 2, REPORTED)
    with pytest.raises(Refused, match="not in force any more"):
        change(services, WORKSPACE, SLUG, made.id, by="tobias")
    # Who has a form open on it is told too, and does not rule anew.
    with pytest.raises(Refused, match="not in force any more"):
        rule(services, WORKSPACE, SLUG, ONE, OTHER, same=False, by="tobias", reason="Two people.", seen=made.id)
    with pytest.raises(Refused, match=r"no ruling on .* that could be taken back"):
        rule(services, WORKSPACE, SLUG, ONE, OTHER, same=None, by="tobias")
    assert len(made_on(services)) == 2


def test_a_ruling_that_is_none_is_refused(services: Services) -> None:
    rule(services, WORKSPACE, SLUG, ONE, OTHER, same=True, by="edda")
    for same, one, other, error, words in (
        (True, OTHER, ONE, Refused, "edda said on this event on 2026-03-02 already that .* are one origin"),
        (True, ONE, f"Dr. {ONE}", BadInput, "one name in two spellings"),
    ):
        with pytest.raises(error, match=words):
            rule(services, WORKSPACE, SLUG, one, other, same=same, by="tobias")
    with pytest.raises(NotFound):
        rule(services, WORKSPACE, "no-such-event", ONE, OTHER, same=True, by="tobias")
    with pytest.raises(BadInput, match="name"):
        rule(services, WORKSPACE, SLUG, ONE, OTHER, same=False, by=" ")
    assert len(made_on(services)) == 1
    assert rule(services, WORKSPACE, SLUG, ONE, OTHER, same=False, by="tobias").ruling.id  # somebody else sees it otherwise


def test_a_ruling_for_all_events_changes_those_that_name_both_and_is_in_their_history(services: Services) -> None:
    approved(services)
    with services.database.transaction(WORKSPACE) as s:
        made = [doubtful.report(), doubtful.report(OTHER, doubtful.COURIER)]
        doubtful.on_record(s, services.clock(), *made, slug="orrin-pier")
    here = rule(services, WORKSPACE, SLUG, ONE, OTHER, same=False, by="edda").ruling
    due(services)
    ruled = change(services, WORKSPACE, SLUG, here.id, by="edda", everywhere=True)
    assert ruled.ruling.everywhere
    assert set(ruled.changes) == {"orrin-pier"}  # the other one has moved already
    assert [(m.ruling_id, m.level_after) for m in moves(services, "orrin-pier")] == [(ruled.ruling.id, VERIFIED)]
    assert [(c.kind, c.event) for c in due(services)] == [(CardKind.LEVEL, "orrin-pier")]
    own = rule(services, WORKSPACE, "orrin-pier", ONE, OTHER, same=True, by="tobias").ruling
    assert counts(record(services, "orrin-pier")) == (1, 1, REPORTED)
    back = rule(services, WORKSPACE, SLUG, ONE, OTHER, same=None, by="edda", everywhere=True)
    assert set(back.changes) == {SLUG}  # the pier has a ruling of its own
    assert counts(record(services)) == (1, 2, REPORTED)
    change(services, WORKSPACE, "orrin-pier", own.id, by="tobias")
    assert counts(record(services, "orrin-pier")) == (1, 2, REPORTED)


def test_an_undone_approval_leaves_the_ruling(services: Services) -> None:
    filed = approved(services)
    rule(services, WORKSPACE, SLUG, ONE, OTHER, same=False, by="edda")
    undo(services, WORKSPACE, filed.id, by="edda")
    assert counts(now(services, filed.id).proposal.after[0]) == (2, 2, VERIFIED)


def test_the_names_of_what_waits_are_the_events_names_too(services: Services) -> None:
    proposed(services)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        assert names_on(s, events.get(s, SLUG)) == ["Courier", ONE, "Northwire", OTHER]


def test_a_digest_tells_a_ruling_that_changed_a_level(services: Services) -> None:
    approved(services)
    rule(services, WORKSPACE, SLUG, ONE, OTHER, same=False, by="edda")
    at = services.clock()
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        told = compose(s, DigestSettings(), "C0DESK", at - dt.timedelta(minutes=2), at, at)
    (section,) = [section for section in told.sections if section.title == "Verified"]
    (entry,) = section.entries
    assert (entry.event, entry.says) == (SLUG, "reported → verified")
    assert entry.why.startswith(f"An editor ruled: {ONE} and {OTHER} are two origins. Confirmed by 2 origins")


DRAFT = EventDraft(kind=EventKind.ACCIDENT, headline="A mast fell at Orrin", claims=(Claim(key="c1", text="A mast fell."),))
FELL, TOO = f"A mast fell, {ONE}, a neighbour, said.", f"It fell at eight, {OTHER}, a neighbour, said."


@pytest.fixture
def drafted(database: Database, server: PageServer) -> tuple[Services, FiledProposal]:
    """Return a newsroom in which a new event waits, with two origins that are perhaps one."""
    server.page("/mast", page(f"{FELL}\n\n{TOO}\n\nThe road to the mill was shut for an hour.", "A mast fell"))
    given = [
        judged(NEW_EVENT, "c1", quote, origin=Hop(kind=HopKind.PERSON, name=name, role="neighbour"))
        for quote, name in ((FELL, ONE), (TOO, OTHER))
    ]
    services = make_services(database, server, ScriptedReader(read_as(*given, draft=DRAFT)), stored=())
    return services, brought_and_worked(services, f"http://{HOST}/mast")[1][0]


def test_a_new_event_asks_too_and_the_answer_comes_on_record_with_it(drafted: tuple[Services, FiledProposal]) -> None:
    services, filed = drafted
    assert filed.proposal.doubt is not None
    assert filed.proposal.doubt.question == QUESTION
    assert counts(filed.proposal.after[0])[:2] == (1, 2)
    assert answer(services, WORKSPACE, filed.id, version=filed.version, same=False, by=" Edda ") is None
    newest = now(services, filed.id)
    assert (newest.version, newest.proposal.doubt) == (filed.version + 1, None)
    assert counts(newest.proposal.after[0])[:2] == (2, 2)
    with pytest.raises(Refused, match="has changed since this question"):  # pressed twice
        answer(services, WORKSPACE, filed.id, version=filed.version, same=True, by="tobias")
    approve(services, WORKSPACE, filed.id, by="tobias", version=newest.version)
    slug = "a-mast-fell-at-orrin"
    (made,) = made_on(services, slug)
    assert (made.one, made.other, made.same, made.by, made.everywhere) == (ONE, OTHER, False, "Edda", False)
    assert counts(record(services, slug))[:2] == (2, 2)
    change(services, WORKSPACE, slug, made.id, by="tobias")
    assert counts(record(services, slug))[:2] == (1, 2)


def test_an_answer_on_a_new_event_outlives_an_amendment_and_an_undo(drafted: tuple[Services, FiledProposal]) -> None:
    services, filed = drafted
    answer(services, WORKSPACE, filed.id, version=filed.version, same=False, by="edda")
    amendment = Amendment({}, headline="A mast fell")
    approve(services, WORKSPACE, filed.id, by="tobias", version=filed.version + 1, amendment=amendment)
    assert counts(record(services, "a-mast-fell"))[:2] == (2, 2)
    undo(services, WORKSPACE, filed.id, by="tobias")
    waiting = now(services, filed.id)
    approve(services, WORKSPACE, filed.id, by="tobias", version=waiting.version)
    assert [made.by for made in made_on(services, "a-mast-fell")] == ["edda"]
    assert counts(record(services, "a-mast-fell"))[:2] == (2, 2)


def test_a_ruling_for_all_events_holds_for_a_new_event_that_waits(drafted: tuple[Services, FiledProposal]) -> None:
    services, filed = drafted
    with services.database.transaction(WORKSPACE) as s:
        rulings.add(s, None, ONE, OTHER, same=True, by="edda", reason="", at=services.clock())
    renewed = now(services, filed.id)
    assert renewed.proposal.doubt is None
    assert counts(renewed.proposal.after[0])[:2] == (1, 1)


def test_a_new_event_that_means_something_else_since_is_looked_at_again(drafted: tuple[Services, FiledProposal]) -> None:
    services, filed = drafted
    with services.database.transaction(WORKSPACE) as s:
        rulings.add(s, None, ONE, OTHER, same=False, by="edda", reason="", at=services.clock())
    with pytest.raises(Refused, match="The record has changed since this proposal was made"):
        approve(services, WORKSPACE, filed.id, by="tobias", version=filed.version)
    approve(services, WORKSPACE, filed.id, by="tobias", version=filed.version + 1)


def test_rulings_in_an_event_file_are_in_force_and_can_be_taken_back(database: Database, server: PageServer) -> None:
    services = make_services(database, server, ScriptedReader(read_as()), stored=())
    ruled = BRIDGE.model_copy(update={"rulings": (Ruling(one=ONE, other=OTHER, same=True),)})
    add_event_files(services, WORKSPACE, [file_of(ruled, [])])
    (made,) = made_on(services)
    assert (made.one, made.other, made.same, made.by) == (ONE, OTHER, True, "event file")
    change(services, WORKSPACE, SLUG, made.id, by="edda")
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert events.get(s, SLUG).rulings == ()
