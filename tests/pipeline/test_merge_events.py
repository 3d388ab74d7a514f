"""An editor says that two stored events are one: all that is on the one goes over to the other, and its name leads there."""

import io
import threading
from collections.abc import Callable

import pytest

from bot.domain.answer import QuotedJudgement
from bot.domain.card import CardKind, Spot
from bot.domain.confidence import assess_event
from bot.domain.errors import BadInput, Refused
from bot.domain.merging import likely_same, merged_event, moving
from bot.domain.model import Claim, Event, Grade, Hop, Layer, Level, Outlet, Revision, Stance
from bot.domain.page_access import PageAccess
from bot.domain.record import DecisionKind, EditKind, FiledProposal, ProposalState
from bot.domain.workspace import WorkspaceSettings
from bot.packs.pack import make_pack
from bot.packs.verifying import verify
from bot.pipeline import edit_event
from bot.pipeline.amend import Amendment
from bot.pipeline.decide import approve, keep_current, reject, undo
from bot.pipeline.grading import grade
from bot.pipeline.merge_events import consequences, merge, preview
from bot.pipeline.rule import rule
from bot.slack.render import event_history, event_message
from storage import (
    acts,
    cards,
    chain,
    event_chain,
    events,
    follows,
    history,
    pages,
    proposals,
    reports,
    rulings,
    search,
    workspace_settings,
)
from storage.db import Database
from tests.newsroom import DAM, WORKSPACE, brought_and_worked, make_services
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, FOUR, GAZETTE, OWN, QUICK, REPORT, RESCUE, SEVEN, TUNNEL, WARNED, TunnelDesk, judged
from tests.pipeline.test_new_event import SPOKEN, draft, renamed, stating
from tests.pipeline.test_reread import told as brought_to_the_dam

ROCK = Event(
    slug="karst-rock-fall",
    kind=TUNNEL.kind,
    headline="Rock falls on the line at Karst",
    place="Karst",
    date=TUNNEL.date,
    claims=(
        Claim(key="fell", text="The roof of the Karst tunnel fell in on Wednesday"),
        # The same key means something else on the other event.
        Claim(key="hurt", text="The line at Karst is closed for a week."),
    ),
    entities=("Karst Line",),
    tags=("railway",),
)
CAME_DOWN = "Rock came down from the roof of the tunnel at Karst on Wednesday, the mine rescue service said."
CLOSED = "The line is closed for a week, says the inspectors' report."
LATER = "Passengers at the station saw how the roof of the tunnel fell in on Wednesday, they told us."
PAIRS = {"fell": "roof"}
WHY = "Both are about Wednesday's fall."


def on_rock(claim: str, quote: str, *path: Hop) -> QuotedJudgement:
    return judged(claim, quote, *path, event=ROCK.slug)


class TwoEvents(TunnelDesk):
    """The tunnel twice on record: a paper reported on each, and a third link waits on the one that goes."""

    def __init__(self, database: Database, server: PageServer) -> None:
        super().__init__(database, server)
        self.reader.answers = {
            CAME_DOWN: (
                on_rock("fell", CAME_DOWN, RESCUE),
                on_rock("hurt", CLOSED, REPORT),
            ),
            LATER: (on_rock("fell", LATER, Hop(kind=OWN.kind)),),
            **self.reader.answers,
        }
        with database.transaction(WORKSPACE) as s:
            events.add(s, ROCK, self.clock())
        self.approve(self.bring("/roof", FELL, FOUR, WARNED, day=4))
        self.approved = self.bring("/rock", CAME_DOWN, CLOSED, day=4, host=QUICK)
        self.approve(self.approved)
        self.waiting = self.bring("/later", LATER, day=5)

    def merge(self, gone: str = ROCK.slug, kept: str = TUNNEL.slug, **more: object) -> object:
        given = {"pairs": PAIRS, "by": "edda", "reason": WHY, **more}
        return merge(self.services, WORKSPACE, gone, kept, **given)  # type: ignore[arg-type]  # each test gives its own

    def get(self, proposal_id: int) -> FiledProposal:
        with self.services.database.transaction(WORKSPACE, read_only=True) as s:
            return proposals.get(s, proposal_id)


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TwoEvents:
    return TwoEvents(sqlite_database, server)


def test_what_is_on_one_event_goes_over_to_the_other(database: Database, server: PageServer) -> None:
    desk = TwoEvents(database, server)
    with database.transaction(WORKSPACE) as s:
        follows.follow(s, ROCK.slug, "U0ANN", desk.clock())
        follows.change(s, ROCK.slug, "U0ANN", claims=["hurt"])
        for slug, person in ((ROCK.slug, "U0BEN"), (TUNNEL.slug, "U0BEN")):
            follows.follow(s, slug, person, desk.clock())
        events.give_home(s, ROCK.slug, "C0HOME", "edda", desk.clock())
        cards.want(s, "share", CardKind.EVENT, Spot(channel="C0DESK"), at=desk.clock(), event=ROCK.slug)
    rule(desk.services, WORKSPACE, ROCK.slug, "inspectors' report", "Karst report", same=True, by="kim")
    found = preview(desk.services, WORKSPACE, ROCK.slug, TUNNEL.slug)
    assert dict(found.pairs) == PAIRS
    assert (found.reports, found.waiting, found.followers) == (2, 1, 2)
    made = desk.merge(seen=found.seen)
    assert made.kind is EditKind.MERGE  # type: ignore[attr-defined]  # an edit
    with database.transaction(WORKSPACE, read_only=True) as s:
        event = events.get(s, ROCK.slug)
        standing = reports.standing(s, TUNNEL.slug)
        assert event == events.get(s, TUNNEL.slug)
        # One claim was the other's; one came along under a new key, since its own was taken.
        assert [(claim.key, claim.text) for claim in event.claims][3:] == [("hurt-2", ROCK.claims[1].text)]
        assert sorted(report.claim for report in standing) == ["hurt", "hurt-2", "roof", "roof", "warned"]
        assert {*event.entities, *event.tags} == {"Karst Line", "railway"}
        assert assess_event(event, standing) == found.after
        assert {(f.person, f.claims) for f in follows.of_event(s, TUNNEL.slug)} == {("U0ANN", ("hurt-2",)), ("U0BEN", ())}
        assert events.home_of(s, TUNNEL.slug) == "C0HOME"
        assert ("inspectors' report", "Karst report") in {
            (r.one, r.other) for r in rulings.of_event(s, events.id_of(s, TUNNEL.slug))
        }
        # It is found once, under its old name too, and no list has it twice.
        for words in (ROCK.slug, "rock falls line", "karst"):
            assert [e.slug for e in search.find(s, words)] == [TUNNEL.slug]
        assert [e.slug for e in events.list_(s)] == [TUNNEL.slug]
        assert events.count(s) == 1
        assert search.search(s, f"{CAME_DOWN} {CLOSED}") == [TUNNEL.slug]
        # The history has the merger with its reason, and what was decided on either event.
        told = acts.on_event(s, TUNNEL.slug)
        assert [act.did for act in told].count("Approved") == 2
        assert [(e.kind, e.by, e.reason) for e in events.edits_of(s, ROCK.slug)] == [(EditKind.MERGE, "edda", WHY)]
        changes = history.of_event(s, TUNNEL.slug)
        assert next(c.level_after for c in changes if c.claim == "hurt-2") is Level.REPORTED
        assert history.latest(s, [events.id_of(s, TUNNEL.slug)])[events.id_of(s, TUNNEL.slug)]["hurt-2"].level is Level.REPORTED
        shown = str(event_message(s, ROCK.slug, desk.clock(), public=False).blocks)
        assert TUNNEL.headline in shown
        assert "“Rock falls on the line at Karst” is the same event" in str(event_history(s, TUNNEL.slug))
        drawn = {card.key: card.event for card in cards.since(s, desk.clock.now.replace(year=2020))}
        assert drawn.get("share") in (TUNNEL.slug, None)
        # A pack of evidence has what came from the other event, and the chain of the history holds.
        out = io.BytesIO()
        make_pack(s, ROCK.slug, desk.clock(), out)
        assert verify(out).manifest.event == TUNNEL.slug
        entered = event_chain.of_event(s, ROCK.slug, [claim.key for claim in event.claims])
        assert {row["slug"] for entry, row in entered if entry.kind == "event"} == {TUNNEL.slug, ROCK.slug}
        assert chain.fault(s) is None


def test_a_proposal_that_waits_is_on_the_other_event_and_an_old_button_decides_nothing(
    database: Database, server: PageServer
) -> None:
    desk = TwoEvents(database, server)
    desk.merge()
    moved = desk.get(desk.waiting.id)
    assert (moved.proposal.event, moved.state, moved.version) == (TUNNEL.slug, ProposalState.PENDING, 2)
    assert [report.claim for report in moved.proposal.reports] == ["roof"]
    with pytest.raises(Refused):
        approve(desk.services, WORKSPACE, moved.id, by="edda", version=desk.waiting.version)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert [filed.id for filed in proposals.waiting_on(s, TUNNEL.slug)] == [moved.id]
        before = len(reports.standing(s, TUNNEL.slug))
    approve(desk.services, WORKSPACE, moved.id, by="edda", version=2)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert len(reports.standing(s, TUNNEL.slug)) == before + 1


def test_a_decision_of_before_is_undone_and_made_again_on_the_event_that_is_left(desk: TwoEvents) -> None:
    desk.merge()
    undone = undo(desk.services, WORKSPACE, desk.approved.id, by="kim", reason="Wrong tunnel?")
    assert undone.kind is DecisionKind.UNDO
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert sorted(r.claim for r in reports.standing(s, TUNNEL.slug)) == ["hurt", "roof", "warned"]
    keep_current(desk.services, WORKSPACE, desk.approved.id)  # as the card is drawn again
    back = desk.get(desk.approved.id)
    assert {report.claim for report in back.proposal.reports} == {"roof", "hurt-2"}
    approve(desk.services, WORKSPACE, back.id, by="edda", version=back.version)
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert sorted(r.claim for r in reports.standing(s, TUNNEL.slug)) == ["hurt", "hurt-2", "roof", "roof", "warned"]


def test_one_article_with_a_proposal_on_each_has_one_afterwards(desk: TwoEvents) -> None:
    both = "Both tracks were buried when the roof of the Karst tunnel fell in on Wednesday, our reporter saw at the mouth."
    desk.reader.answers = {both: (judged("roof", both, OWN), on_rock("fell", both, OWN), on_rock("hurt", both, OWN))}
    desk.server.page("/both", f"<html lang='en'><body><article><p>{both}</p><p>{both}</p></article></body></html>")
    _, made = brought_and_worked(desk.services, f"http://{GAZETTE}/both", by="jo")
    assert len(made) == 2
    desk.merge()
    states = {filed.proposal.event: desk.get(filed.id) for filed in made}
    one, other = states[TUNNEL.slug], states[ROCK.slug]
    assert (one.state, other.state) == (ProposalState.PENDING, ProposalState.SUPERSEDED)
    assert sorted(report.claim for report in one.proposal.reports) == ["hurt-2", "roof"]
    assert len({report.id for report in one.proposal.reports}) == 2


def test_of_two_editors_at_once_one_merges_and_the_other_is_told(database: Database, server: PageServer) -> None:
    desk = TwoEvents(database, server)
    begun, told = threading.Barrier(2), list[str]()

    def press(gone: str, kept: str, pairs: dict[str, str]) -> None:
        begun.wait()
        try:
            desk.merge(gone, kept, pairs=pairs)
        except (Refused, BadInput) as error:
            told.append(error.sentence)

    pressed = [
        threading.Thread(target=press, args=(ROCK.slug, TUNNEL.slug, PAIRS)),
        threading.Thread(target=press, args=(TUNNEL.slug, ROCK.slug, {"roof": "fell"})),
    ]
    for one in pressed:
        one.start()
    for one in pressed:
        one.join()
    assert len(told) == 1
    with database.transaction(WORKSPACE, read_only=True) as s:
        (left,) = events.list_(s)
        assert events.get(s, ROCK.slug) == events.get(s, TUNNEL.slug) == left


def test_a_merged_event_leads_on_when_the_other_goes_too(desk: TwoEvents) -> None:
    third = ROCK.model_copy(update={"slug": "karst", "claims": (ROCK.claims[1].model_copy(update={"key": "closed"}),)})
    with desk.services.database.transaction(WORKSPACE) as s:
        events.add(s, third, desk.clock())
    desk.merge()
    desk.merge(TUNNEL.slug, "karst", pairs={"hurt-2": "closed"})
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert {events.get(s, slug).slug for slug in (ROCK.slug, TUNNEL.slug)} == {"karst"}
        assert len(reports.standing(s, ROCK.slug)) == 5
        assert [e.slug for e in events.list_(s)] == ["karst"]
    assert desk.get(desk.waiting.id).proposal.reports[0].claim == "roof"
    assert {r.claim for r in desk.get(desk.approved.id).proposal.reports} == {"roof", "closed"}


def test_what_cannot_be_merged_is_refused(desk: TwoEvents) -> None:
    with pytest.raises(BadInput, match="one event already"):
        desk.merge(kept=ROCK.slug, pairs={})
    with pytest.raises(BadInput, match="has no claim 'nothing'"):
        desk.merge(pairs={"fell": "nothing"})
    with pytest.raises(BadInput, match="needs a reason"):
        desk.merge(reason=" ")
    seen = preview(desk.services, WORKSPACE, ROCK.slug, TUNNEL.slug).seen
    edit_event.add_claim(desk.services, WORKSPACE, ROCK.slug, "A train was in the tunnel.", by="kim")
    with pytest.raises(Refused, match="has changed since you looked"):
        desk.merge(seen=seen)
    edit_event.retract(desk.services, WORKSPACE, ROCK.slug, by="kim", reason="A mix-up.")
    with pytest.raises(Refused, match="is retracted"):
        desk.merge()
    edit_event.reopen(desk.services, WORKSPACE, ROCK.slug, by="kim", reason="It was none.")
    desk.merge()
    refused: list[Callable[[], object]] = [
        desk.merge,
        lambda: edit_event.retract(desk.services, WORKSPACE, ROCK.slug, by="kim", reason="A mix-up."),
        lambda: edit_event.add_claim(desk.services, WORKSPACE, ROCK.slug, "A second train was there.", by="kim"),
    ]
    for change in refused:
        with pytest.raises((Refused, BadInput), match=r"merged into 'karst-tunnel'|one event already"):
            change()
    reject(desk.services, WORKSPACE, desk.waiting.id, by="edda", version=2, reason="Nothing new.")


def test_where_two_editors_are_needed_the_first_only_looks(desk: TwoEvents) -> None:
    with desk.services.database.transaction(WORKSPACE) as s:
        workspace_settings.save(s, WorkspaceSettings(second_look=True), "ada", desk.clock())
        (one,) = (report for report in reports.standing(s, ROCK.slug) if report.claim == "fell")
        radio = Outlet(name="Kolm Radio", grade=Grade.A, grade_reason="It corrects itself.")
        own = one.model_copy(update={"id": "own", "outlet": radio, "copy_of": None})
        reports.add(s, ROCK.slug, [own], decision_id=None, at=desk.clock())
        pages.give_access(s, TUNNEL.slug, PageAccess.PUBLIC, by="ada", at=desk.clock())
    grade(desk.services, WORKSPACE, "Vale Gazette", {"grade": Grade.A, "grade_reason": "It was there."}, by="kim")
    found = preview(desk.services, WORKSPACE, ROCK.slug, TUNNEL.slug)
    assert next(a for a in found.after if a.claim == "roof").level is Level.VERIFIED
    assert "Two editors are needed" in str(consequences(found))
    first = desk.merge()
    assert first.kind is EditKind.MERGE_FIRST_LOOK  # type: ignore[attr-defined]  # an edit
    with pytest.raises(Refused, match="You had the first look"):
        desk.merge()
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert len(events.list_(s)) == 2
    # What the first editor saw was another merger.
    edit_event.add_claim(desk.services, WORKSPACE, ROCK.slug, "A train was in the tunnel.", by="kim")
    assert desk.merge(by="kim").kind is EditKind.MERGE_FIRST_LOOK  # type: ignore[attr-defined]  # an edit
    assert desk.merge(pairs={**PAIRS, "hurt": "hurt"}).kind is EditKind.MERGE_FIRST_LOOK  # type: ignore[attr-defined]  # an edit
    desk.merge()
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert len(events.list_(s)) == 1
        # Why the level moved names the other event, and the feed is for everybody.
        assert ROCK.headline in str(history.of_event(s, TUNNEL.slug)[-1].reasons)
        assert [(move.after, move.reasons) for move in pages.recent_moves(s, 1)] == [(Level.VERIFIED, ())]


def test_it_is_said_when_more_people_will_see_it(desk: TwoEvents) -> None:
    with desk.services.database.transaction(WORKSPACE) as s:
        pages.give_access(s, TUNNEL.slug, PageAccess.PUBLIC, by="ada", at=desk.clock())
    told = consequences(preview(desk.services, WORKSPACE, ROCK.slug, TUNNEL.slug))
    assert "More people see the page" in str(told.warnings)
    assert "cannot be undone" in told.warnings[0]
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert [one.event.slug for one in pages.list_public(s, pages.Wanted())[0]] == [TUNNEL.slug]
    desk.merge()
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert pages.access_of(s, ROCK.slug) is PageAccess.PUBLIC
        assert [one.event.slug for one in pages.list_public(s, pages.Wanted())[0]] == [TUNNEL.slug]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (PageAccess.PUBLIC, PageAccess.OFF, "is public, the other is not. Its address will lead nowhere."),
        (
            PageAccess.PUBLIC,
            PageAccess.UNLISTED,
            "is public, the other is not. It will open only for those who have the link of the other.",
        ),
        (
            PageAccess.UNLISTED,
            PageAccess.OFF,
            "is open to those who have its link, the other is not. Its address will lead nowhere.",
        ),
    ],
)
def test_it_is_said_when_fewer_people_will_see_it(desk: TwoEvents, before: PageAccess, after: PageAccess, words: str) -> None:
    with desk.services.database.transaction(WORKSPACE) as s:
        pages.give_access(s, ROCK.slug, before, by="ada", at=desk.clock())
        pages.give_access(s, TUNNEL.slug, after, by="ada", at=desk.clock())
    told = consequences(preview(desk.services, WORKSPACE, ROCK.slug, TUNNEL.slug)).warnings
    assert words in str(told)
    assert f"pages set {before} {TUNNEL.slug}" in str(told)


def test_what_each_chose_for_the_event_that_is_left_counts(desk: TwoEvents) -> None:
    with desk.services.database.transaction(WORKSPACE) as s:
        for slug, person in ((ROCK.slug, "U0ANN"), (ROCK.slug, "U0BEN"), (TUNNEL.slug, "U0BEN")):
            follows.follow(s, slug, person, desk.clock())
        follows.change(s, ROCK.slug, "U0ANN", muted=True)
        follows.change(s, ROCK.slug, "U0BEN", muted=True)
        events.give_home(s, ROCK.slug, "C0ROCK", "edda", desk.clock())
        events.give_home(s, TUNNEL.slug, "C0TUNNEL", "edda", desk.clock())
    told = consequences(preview(desk.services, WORKSPACE, ROCK.slug, TUNNEL.slug)).moves
    assert "as they chose for the one that stays" in str(told)
    assert "only in the home channel of the one that stays" in str(told)
    desk.merge()
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert {f.person: f.muted for f in follows.of_event(s, TUNNEL.slug)} == {"U0ANN": True, "U0BEN": False}
        assert events.home_of(s, TUNNEL.slug) == "C0TUNNEL"


def test_an_older_wording_stays_an_older_wording(desk: TwoEvents) -> None:
    edit_event.reword(desk.services, WORKSPACE, ROCK.slug, "fell", "Part of the roof fell in on Wednesday.", by="kim")
    edit_event.reword(desk.services, WORKSPACE, ROCK.slug, "hurt", "The line is closed for two weeks.", by="kim")
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        before = assess_event(events.get(s, ROCK.slug), reports.standing(s, ROCK.slug))
    found = preview(desk.services, WORKSPACE, ROCK.slug, TUNNEL.slug, {"fell-2": "roof"})
    desk.merge(pairs={"fell-2": "roof"})
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        event, standing = events.get(s, TUNNEL.slug), reports.standing(s, TUNNEL.slug)
        after = {a.claim: a for a in assess_event(event, standing)}
    assert {a.claim: a.level for a in found.after} == {key: a.level for key, a in after.items()}
    assert [claim.text for claim in event.earlier(event.claim("roof"))] == [ROCK.claims[0].text]
    assert after["hurt-3"].level is Level.UNVERIFIED
    assert after["hurt-2"].level is next(a.level for a in before if a.claim == "hurt")
    assert [claim.key for claim in event.current] == ["roof", "hurt", "warned", "hurt-3"]


def test_a_wording_that_came_with_a_decision_goes_with_it(desk: TwoEvents) -> None:
    update = {"event": ROCK.slug, "stance": Stance.CONTEXT, "revises": Revision.UPDATE}
    desk.reader.answers = {SEVEN: (judged("hurt", SEVEN, RESCUE, **update),)}
    new = desk.bring("/seven", SEVEN, day=6)
    longer = Amendment(reports={}, wordings={"hurt": "The line at Karst is closed for seven weeks."})
    approve(desk.services, WORKSPACE, new.id, by="edda", version=new.version, amendment=longer)
    desk.merge()
    for wording in (longer.wordings["hurt"], ROCK.claims[1].text):
        with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
            assert events.get(s, TUNNEL.slug).current[-1].text == wording
            assert str(event_history(s, TUNNEL.slug)).count("Reworded") == 1
        if wording in longer.wordings.values():
            undo(desk.services, WORKSPACE, new.id, by="kim")
    keep_current(desk.services, WORKSPACE, new.id)
    again = desk.get(new.id)
    approve(desk.services, WORKSPACE, new.id, by="edda", version=again.version)
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert events.get(s, TUNNEL.slug).current[-1].text == longer.wordings["hurt"]


def test_a_ruling_of_the_event_that_is_left_counts_for_both(desk: TwoEvents) -> None:
    for slug, same in ((ROCK.slug, True), (TUNNEL.slug, False)):
        rule(desk.services, WORKSPACE, slug, "inspectors' report", "mine rescue service", same=same, by="kim")
    found = preview(desk.services, WORKSPACE, ROCK.slug, TUNNEL.slug)
    desk.merge()
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert found.result.rulings == events.get(s, TUNNEL.slug).rulings != ()


def test_a_new_event_that_was_merged_is_undone_and_decided_again_on_the_other(
    sqlite_database: Database, server: PageServer
) -> None:
    services = make_services(sqlite_database, server, stating())
    _, waiting = brought_to_the_dam(services)
    new = renamed(services, waiting, made=draft(*SPOKEN), of=(0, 0, 1))
    approve(services, WORKSPACE, new, by="U0EDDA", version=1)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        slug = proposals.event_of(s, new)
    assert slug is not None
    merge(services, WORKSPACE, slug, DAM.slug, {"c2": "so"}, by="U0EDDA", reason=WHY)
    undo(services, WORKSPACE, new, by="U0KIM")
    keep_current(services, WORKSPACE, new)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        back = proposals.get(s, new)
        assert (back.proposal.event, back.proposal.draft, proposals.event_of(s, new)) == (DAM.slug, None, DAM.slug)
        assert reports.standing(s, DAM.slug) == ()
    approve(services, WORKSPACE, new, by="U0EDDA", version=back.version)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        claims = {claim.key: claim.text for claim in events.get(s, DAM.slug).claims}
        assert {claims[r.claim] for r in reports.standing(s, slug)} == {SPOKEN[0].text, claims["so"], SPOKEN[2].text}


def test_claims_of_one_layer_and_with_one_number_are_paired() -> None:
    said = Claim(key="s", text="Three men were hurt.", layer=Layer.UTTERANCE, speaker="Ada")
    one = ROCK.model_copy(update={"claims": (said, Claim(key="a", text="Three men were hurt at Karst on Monday."))})
    for text, pairs in (
        ("Three men were hurt at Karst on Monday", {"a": "x"}),
        ("Three men were hurt in Karst on Monday.", {"a": "x"}),
        ("It was 3 men that were hurt at Karst.", {}),
    ):
        other = TUNNEL.model_copy(update={"claims": (Claim(key="x", text=text),)})
        assert likely_same(one, other) == pairs
    numbered = [
        e.model_copy(update={"claims": (Claim(key="n", text=f"Some {n} men were hurt at Karst."),)})
        for e, n in ((one, 14), (TUNNEL, 15))
    ]
    assert likely_same(*numbered) == {}
    with pytest.raises(BadInput, match="cannot be one claim"):
        moving(one, TUNNEL, {"s": "roof"})
    assert merged_event(TUNNEL, one, moving(one, TUNNEL, {})).claims[3:] == one.claims
