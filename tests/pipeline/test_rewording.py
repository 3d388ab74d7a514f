"""A claim's wording is changed with one step, by the report that brings the later figure, and taken back by one undo."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.confidence import assess_event
from bot.domain.errors import BadInput, Refused
from bot.domain.event_file import file_of, parse_all
from bot.domain.model import Hop, HopKind, Level, Stance
from bot.domain.record import DecisionKind, FiledProposal, ProposalState
from bot.pipeline.amend import Amendment
from bot.pipeline.decide import approve, undo
from bot.pipeline.edit_event import restore_wording, reword
from bot.pipeline.event_files import add_event_files
from bot.pipeline.read import keep_vectors
from bot.pipeline.record import event_of
from storage import decisions, events, proposals, reports, search, vectors
from storage.db import Database
from tests.newsroom import WORKSPACE
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, QUICK, RESCUE, SEVEN, TUNNEL, WRONG, TunnelDesk, judged

NEW = "Seven workers were hurt when the roof of the Karst tunnel fell in."
AGREES = "Seven workers of the Karst tunnel are in hospital in Kolm, a nurse on duty told us there."
NURSE = Hop(kind=HopKind.PERSON, name="a nurse on duty", role="nurse")
SLUG = TUNNEL.slug


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return TunnelDesk(sqlite_database, server)


def reworded(desk: TunnelDesk, text: str = NEW) -> FiledProposal:
    """Put Wednesday's reports on record, and approve Friday's figure with a new wording."""
    desk.two_papers()
    later = desk.bring("/more", SEVEN, day=6)
    amendment = Amendment({}, wordings={"hurt": text})
    approve(desk.services, WORKSPACE, later.id, by="edda", version=1, reason="The toll rose.", amendment=amendment)
    return later


def claims(desk: TunnelDesk) -> list[tuple[str, str | None]]:
    return [(claim.key, claim.replaced_by) for claim in desk.event().claims]


def again(desk: TunnelDesk, filed: FiledProposal) -> FiledProposal:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, filed.id)


def test_one_step_changes_the_wording_and_lets_the_later_figure_confirm_it(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    later = reworded(desk)
    event = desk.event()
    assert claims(desk) == [("roof", None), ("hurt", "hurt-2"), ("hurt-2", None), ("warned", None)]
    new = event.claim("hurt-2")
    assert (new.text, new.layer, new.parties, new.speaker) == (NEW, event.claim("hurt").layer, (), None)
    assert [claim.key for claim in event.current] == ["roof", "hurt-2", "warned"]
    assert [claim.key for claim in event.earlier(new)] == ["hurt"]
    after = desk.assessed()
    assert (after["hurt-2"].level, after["hurt-2"].origins) == (Level.REPORTED, 1)
    assert after["hurt"].level is Level.REPORTED
    with database.transaction(WORKSPACE, read_only=True) as s:
        (decision,) = decisions.of_proposal(s, later.id)
        (edit,) = events.edits_of(s, SLUG)
        on = {report.quote: report.claim for report in reports.standing(s, SLUG)}
        found = [e.slug for e in search.find(s, "seven workers")]
        old = [e.slug for e in search.find(s, "four workers")]
    assert (decision.kind, decision.version, decision.reason) == (DecisionKind.AMEND, 2, "The toll rose.")
    assert (edit.by, edit.reason, edit.claim, edit.becomes, edit.decision_id) == (
        "edda", "The toll rose.", "hurt", "hurt-2", decision.id,
    )  # fmt: skip
    assert on[SEVEN] == "hurt-2"
    assert sum(claim == "hurt" for claim in on.values()) == 2
    assert (found, old) == ([SLUG], [SLUG])


def test_the_newer_wording_speaks_for_an_event_in_the_place_of_the_old_one(desk: TunnelDesk) -> None:
    edit = reword(desk.services, WORKSPACE, SLUG, "roof", "The roof of the Karst tunnel fell in on Thursday.", by="edda")
    assert desk.event().core.key == edit.becomes == "roof-2"


def test_a_proposal_with_a_wording_says_so_first(desk: TunnelDesk) -> None:
    later = again(desk, reworded(desk))
    assert later.proposal.verdict.startswith(
        "The wording changes from “Four workers were hurt when the roof of the Karst tunnel fell in” to “Seven workers"
    )
    assert [(r.claim, r.stance) for r in later.proposal.reports] == [("hurt-2", Stance.CONFIRMS)]


def test_undo_takes_the_wording_back_with_the_report(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    later = reworded(desk)
    undo(desk.services, WORKSPACE, later.id, by="edda")
    event, after = desk.event(), desk.assessed()
    assert [claim.key for claim in event.current] == ["roof", "hurt", "warned"]
    assert event.earlier(event.claim("hurt")) == ()
    assert (after["hurt"].level, after["hurt-2"].level) == (Level.REPORTED, Level.UNVERIFIED)
    waiting = again(desk, later)
    assert (waiting.state, waiting.version) == (ProposalState.PENDING, 3)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert event_of(s, waiting.proposal) == event.model_copy(
            update={
                "claims": tuple(
                    claim.model_copy(update={"replaced_by": {"hurt": "hurt-2"}.get(claim.key)}) for claim in event.claims
                )
            }
        )
        assert [edit.stands for edit in events.edits_of(s, SLUG)] == [False]
    approve(desk.services, WORKSPACE, later.id, by="edda", version=3)
    assert claims(desk) == [("roof", None), ("hurt", "hurt-2"), ("hurt-2", None), ("warned", None)]


def test_after_an_undo_the_old_wording_can_be_kept(desk: TunnelDesk) -> None:
    later = reworded(desk)
    undo(desk.services, WORKSPACE, later.id, by="edda")
    keep = Amendment({}, wordings={"hurt": TUNNEL.claim("hurt").text})
    approve(desk.services, WORKSPACE, later.id, by="edda", version=3, amendment=keep)
    assert [claim.key for claim in desk.event().current] == ["roof", "hurt", "warned"]
    (report,) = again(desk, later).proposal.reports
    assert (report.claim, report.stance, again(desk, later).proposal.rewordings) == ("hurt", Stance.CONTEXT, ())
    assert desk.assessed()["hurt"].level is Level.UNVERIFIED


def test_readers_see_the_newer_wording_only(desk: TunnelDesk) -> None:
    reworded(desk)
    desk.bring("/fallen", FELL, day=7, host=QUICK)
    assert NEW in desk.reader.shown[-1]
    assert TUNNEL.claim("hurt").text not in desk.reader.shown[-1]
    assert TUNNEL.claim("hurt").text in desk.reader.shown[0]


def test_a_wording_that_others_confirm_by_now_is_not_taken_back(desk: TunnelDesk) -> None:
    later = reworded(desk)
    desk.reader.answers[AGREES] = (judged("hurt-2", AGREES, NURSE),)
    other = desk.bring("/nurse", AGREES, day=7, host=QUICK)
    desk.approve(other)
    with pytest.raises(Refused, match=r"Other approved reports are on the wording .*\(Quick News\)"):
        undo(desk.services, WORKSPACE, later.id, by="edda")
    assert claims(desk)[1] == ("hurt", "hurt-2")
    undo(desk.services, WORKSPACE, other.id, by="edda")
    undo(desk.services, WORKSPACE, later.id, by="edda")
    assert claims(desk)[1] == ("hurt", None)


def test_of_two_proposals_that_reword_a_claim_the_second_sees_that_it_has_changed(desk: TunnelDesk) -> None:
    later = reworded(desk)
    undo(desk.services, WORKSPACE, later.id, by="edda")
    reword(desk.services, WORKSPACE, SLUG, "hurt", "Some workers were hurt in the Karst tunnel.", by="kim")
    with pytest.raises(Refused, match="The record has changed since"):
        approve(desk.services, WORKSPACE, later.id, by="edda", version=3)
    renewed = again(desk, later)
    assert (renewed.version, renewed.proposal.rewordings) == (4, ())
    assert [(r.claim, r.stance) for r in renewed.proposal.reports] == [("hurt", Stance.CONTEXT)]


def test_a_wording_that_cannot_be_is_refused_and_nothing_changes(desk: TunnelDesk) -> None:
    desk.two_papers()
    later = desk.bring("/more", SEVEN, day=6)
    for wordings, words in (
        ({"hurt": "  "}, "needs a wording"),
        ({"hurt": "x" * 1001}, "1,000 characters"),
        ({"roof": "The roof came down."}, "No report here gives a later figure"),
        ({"nothing": "No such claim."}, "has no claim 'nothing'"),
    ):
        with pytest.raises(BadInput, match=words):
            approve(desk.services, WORKSPACE, later.id, by="edda", version=1, amendment=Amendment({}, wordings=wordings))
    assert again(desk, later).version == 1
    assert [claim.key for claim in desk.event().claims] == ["roof", "hurt", "warned"]


def test_without_a_proposal_a_claim_is_reworded_and_its_wording_restored(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    desk.two_papers()
    services, before = desk.services, desk.event()
    reword(
        services, WORKSPACE, SLUG, "warned", "Inspectors warned the owner of the Kolm tunnel.", by="edda", reason="Mixed up."
    )
    reword(services, WORKSPACE, SLUG, "warned-2", "Inspectors warned the owner of another tunnel.", by="kim")
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert [e.slug for e in search.find(s, "kolm")] == [SLUG]
        assert [e.slug for e in search.find(s, "another tunnel")] == [SLUG]
    event = desk.event()
    assert [claim.key for claim in event.current] == ["roof", "hurt", "warned-3"]
    assert [claim.key for claim in event.earlier(event.claim("warned-3"))] == ["warned-2", "warned"]
    with pytest.raises(BadInput, match="older wording; change the newer one, 'warned-2'"):
        reword(services, WORKSPACE, SLUG, "warned", "Nobody warned anybody.", by="edda")
    with pytest.raises(Refused, match="changed again since"):
        restore_wording(services, WORKSPACE, SLUG, "warned", by="edda")
    for claim in ("warned-3", "warned-2"):
        restore_wording(services, WORKSPACE, SLUG, claim, by="edda")
    assert desk.event().current == before.current
    with pytest.raises(BadInput, match="No editor has given"):
        restore_wording(services, WORKSPACE, SLUG, "warned", by="edda")
    with database.transaction(WORKSPACE, read_only=True) as s:
        edits = [(edit.kind.value, edit.by, edit.claim, edit.becomes, edit.reason) for edit in events.edits_of(s, SLUG)]
    assert edits == [
        ("reword", "edda", "warned", "warned-2", "Mixed up."),
        ("reword", "kim", "warned-2", "warned-3", ""),
        ("restore", "edda", "warned-2", "warned-3", ""),
        ("restore", "edda", "warned", "warned-2", ""),
    ]


def test_a_wording_that_came_with_a_proposal_is_undone_there(desk: TunnelDesk) -> None:
    reworded(desk)
    with pytest.raises(Refused, match="Undo that decision"):
        restore_wording(desk.services, WORKSPACE, SLUG, "hurt", by="edda")


def test_the_older_wording_keeps_its_reports(desk: TunnelDesk) -> None:
    reworded(desk)
    before = desk.assessed()["hurt"]
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        standing = reports.standing(s, SLUG)
    assert [report.outlet.name for report in standing if report.claim == "hurt"] == ["Vale Gazette", "Quick News"]
    assert before == next(a for a in assess_event(desk.event(), standing) if a.claim == "hurt")


class ByNumber:
    """An embedder that only sees the number of workers in a text."""

    model = "by-number"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0, float("even" in text or "Seven" in text), float("our workers" in text)] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed([text])[0]


def test_a_link_in_the_words_of_the_new_wording_finds_the_event_by_its_new_vector(
    database: Database, server: PageServer
) -> None:
    desk = TunnelDesk(database, server)
    desk.services = replace(desk.services, embedder=ByNumber())
    assert keep_vectors(desk.services, WORKSPACE) > 0
    reword(desk.services, WORKSPACE, SLUG, "hurt", NEW, by="edda")
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert [slug for slug, _ in vectors.missing(s, ByNumber.model)] == [SLUG]
    desk.reader.answers[SEVEN] = (judged("hurt-2", SEVEN, RESCUE),)
    desk.bring("/more", SEVEN, day=6)
    with database.transaction(WORKSPACE, read_only=True) as s:
        assert vectors.missing(s, ByNumber.model) == []
        near = vectors.likeness(s, ByNumber.model, [0, 1, 1])
        assert max(near, key=lambda id_: near[id_]) == events.id_of(s, SLUG)


def test_a_vector_of_the_old_wording_is_not_kept(desk: TunnelDesk) -> None:
    class Slow(ByNumber):
        def embed(self, texts: Sequence[str]) -> list[list[float]]:
            if not any(NEW in text for text in texts):
                reword(desk.services, WORKSPACE, SLUG, "hurt", NEW, by="edda")
            return super().embed(texts)

    keep_vectors(replace(desk.services, embedder=Slow()), WORKSPACE)
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert vectors.missing(s, ByNumber.model) == []
        near = vectors.likeness(s, ByNumber.model, [0, 1, 1])
        assert max(near, key=lambda id_: near[id_]) == events.id_of(s, SLUG)


def test_an_exported_event_has_its_wordings_and_revisions_and_counts_the_same(database: Database, server: PageServer) -> None:
    desk = TunnelDesk(database, server)
    reworded(desk)
    desk.approve(desk.bring("/correction", WRONG, day=7))
    with database.transaction(WORKSPACE, read_only=True) as s:
        event, told = events.get(s, SLUG), reports.standing(s, SLUG)
    line = file_of(event, told).model_dump_json(exclude_defaults=True)
    ((_, file),) = parse_all(line)
    add_event_files(desk.services, "elsewhere", [file])
    with database.transaction("elsewhere", read_only=True) as s:
        again, moved = events.get(s, SLUG), reports.standing(s, SLUG)
        assert [e.slug for e in search.find(s, "seven workers")] == [SLUG]
    assert again == event
    assert [claim.replaced_by for claim in again.claims] == [None, "hurt-2", None, None]
    assert [report.model_copy(update={"id": ""}) for report in moved] == [r.model_copy(update={"id": ""}) for r in told]
    assert any(report.revises for report in moved)
    assert assess_event(again, moved) == assess_event(event, told)
    assert file_of(again, moved) == file


def test_a_wording_that_another_claim_has_or_that_has_no_words_is_refused(desk: TunnelDesk) -> None:
    for text, words in (
        ("the roof of the karst tunnel fell in on wednesday", "Another claim of this event has this wording"),
        ("—", "needs a wording"),
        (TUNNEL.claim("hurt").text.upper(), "the wording that the claim has already"),
    ):
        with pytest.raises(BadInput, match=words):
            reword(desk.services, WORKSPACE, SLUG, "hurt", text, by="edda")
    assert desk.event() == TUNNEL
