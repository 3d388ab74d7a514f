"""Changing a proposal without deciding: kept for whoever decides, once, and only by who may decide."""

import datetime as dt

import pytest

from bot.domain.errors import BadInput, Refused
from bot.domain.model import Hop, HopKind, Tone
from bot.domain.record import DecisionKind, FiledProposal, ProposalState
from bot.pipeline.amend import Amendment, changes_made
from bot.pipeline.decide import approve, keep_current, undo
from bot.pipeline.edit_proposal import preview, save
from bot.pipeline.services import Services
from storage import proposals, reports
from storage.db import Database
from tests.newsroom import WORKSPACE, make_services
from tests.page_server import PageServer
from tests.pipeline.test_decide import proposed
from tests.pipeline.test_review import on_the_dam


def now(services: Services, proposal_id: int) -> FiledProposal:
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, proposal_id)


def test_an_edit_is_kept_and_approved_by_another(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    first, *others = waiting.proposal.reports
    softer = Amendment({r.id: {"tone": Tone.UNCERTAIN} for r in others}, frozenset({first.id}))
    assert preview(services, WORKSPACE, waiting.id, softer).after != waiting.proposal.after
    assert now(services, waiting.id) == waiting
    saved = save(services, WORKSPACE, waiting.id, softer, by="edda", version=1)
    assert (saved.state, saved.version) == (ProposalState.PENDING, 2)
    assert saved.proposal.edit is not None
    assert (saved.proposal.edit.by, saved.proposal.edit.since) == ("edda", 1)
    back = Amendment({first.id: {"tone": Tone.LIKELY}}, restored=frozenset({first.id}))
    again = save(services, WORKSPACE, waiting.id, back, by="tobias", version=2)
    assert again.proposal.edit is not None
    assert (again.proposal.edit.by, again.proposal.edit.since) == ("tobias", 1)
    keep_current(services, WORKSPACE, waiting.id)
    assert now(services, waiting.id).proposal == again.proposal
    decision = approve(services, WORKSPACE, waiting.id, by="edda", version=3)
    assert decision.kind is DecisionKind.APPROVE
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        tones = {r.id: r.tone for r in reports.standing(s, "orrin-dam")}
    assert tones == {first.id: Tone.LIKELY, **{r.id: Tone.UNCERTAIN for r in others}}
    undo(services, WORKSPACE, waiting.id, by="edda")
    assert now(services, waiting.id).proposal.edit == again.proposal.edit


def test_the_date_of_an_article_is_put_right_and_the_record_keeps_both(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    was, day = waiting.proposal.reports[0].published, services.clock().date() - dt.timedelta(days=30)
    with pytest.raises(BadInput, match="has not come yet"):
        preview(services, WORKSPACE, waiting.id, Amendment({}, published=day + dt.timedelta(days=90)))
    dated = Amendment({}, published=day)
    decision = approve(services, WORKSPACE, waiting.id, by="edda", version=waiting.version, amendment=dated)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        assert {report.published for report in reports.standing(s, "orrin-dam")} == {day}
        told = f"Date of the article: {f'{was:%d %b %Y}' if was else 'none'} → {day:%d %b %Y}"
        assert changes_made(s, now(services, waiting.id), [decision]) == (told,)


def test_what_cannot_be_saved(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    change = Amendment({waiting.proposal.reports[0].id: {"tone": Tone.UNCERTAIN}})
    strange = {"path": (Hop(kind=HopKind.PERSON, name="Tora Lunde"),)}
    with pytest.raises(BadInput, match="Nothing was changed"):
        save(services, WORKSPACE, waiting.id, Amendment({}), by="edda", version=1)
    with pytest.raises(BadInput, match="“Tora Lunde” does not stand in the article"):
        save(services, WORKSPACE, waiting.id, Amendment({waiting.proposal.reports[0].id: strange}), by="edda", version=1)
    with pytest.raises(BadInput, match="no report 99-9"):
        save(services, WORKSPACE, waiting.id, Amendment({}, restored=frozenset({"99-9"})), by="edda", version=1)
    with pytest.raises(Refused, match="brought this link"):
        save(services, WORKSPACE, waiting.id, change, by="jo", version=1)
    save(services, WORKSPACE, waiting.id, change, by="edda", version=1)
    with pytest.raises(Refused, match="not the newest"):
        save(services, WORKSPACE, waiting.id, change, by="tobias", version=1)
    approve(services, WORKSPACE, waiting.id, by="tobias", version=2)
    with pytest.raises(Refused, match="approved by tobias"):
        save(services, WORKSPACE, waiting.id, change, by="edda", version=2)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        assert len(reports.standing(s, "orrin-dam")) == len(waiting.proposal.reports)


def test_an_origin_that_an_editor_vouches_for_is_said_to_be_theirs(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, on_the_dam())
    waiting = proposed(services)
    known = Hop(kind=HopKind.PERSON, name="Tora Lunde", vouched_by="edda")
    named = Amendment({report.id: {"path": (known,)} for report in waiting.proposal.reports})
    saved = save(services, WORKSPACE, waiting.id, named, by="edda", version=1)
    assert any("an editor knows this; it does not stand in the article" in said for said in saved.proposal.provenance)
    approve(services, WORKSPACE, waiting.id, by="tobias", version=2)
    with services.database.transaction(WORKSPACE, read_only=True) as s:
        assert {r.origin for r in reports.standing(s, "orrin-dam")} == {known}
