"""What an older version finds after a downgrade; in `make test-slow`, since a migration does not change once it is released."""

import json
import re

import pytest
from sqlalchemy import text, update
from sqlalchemy.event import listens_for
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from bot.domain.answer import Answer
from bot.domain.card import CardKind, Spot
from bot.domain.handling import HandlingKind
from bot.domain.model import Claim, EventDraft, Grade, Hop, HopKind, Outlet, Revision, Ruling, Stance
from bot.domain.reading import ReaderStamp
from bot.domain.record import DraftRuling, EditKind, SavedEdit
from bot.domain.subscription import DigestSettings
from storage import (
    answers,
    cards,
    copy_index,
    decisions,
    digests,
    endpoints,
    events,
    follows,
    handling,
    history,
    outlets,
    proposals,
    readings,
    reports,
    search,
    settlements,
    spending,
    subscriptions,
    vectors,
    workspace_settings,
)
from storage.db import Database
from storage.session import WorkspaceSession
from storage.tables.outgoing import CardRow
from storage.tables.record import LevelChangeRow, ReportRow, VectorRow
from tests.storage import made
from tests.storage.test_migrations import refuses_to_rewrite_history, tables

COPY = made.article().model_copy(update={"outlet": Outlet(name="Courier"), "published": None})


pytestmark = pytest.mark.slow


def test_what_a_later_version_brought_goes_with_it_and_the_record_stays(database: Database) -> None:
    with database.transaction("local") as s:
        made.shown(s)
        (row,) = s.exec(select(ReportRow)).all()
        other = row.model_dump(exclude={"id", "report_id", "translation"})
        s.add(ReportRow(**other, report_id="r2", translation="The same in another language."))
        answers.keep(s, "ab" * 32, Answer(stamp=ReaderStamp(reader="model")), made.NOW)
        s.flush()
        assert digests.list_(s, "C0DESK")
    spending.book(database, made.NOW, "test-model", 1, 1, 0.5)

    with database.transaction("local", read_only=True) as s:
        alike = copy_index.find(s, 0, COPY)
        assert len(alike.others) == 1

    database.downgrade("0007")  # the index of copies, which follows from the articles
    assert "at revision 0007" in database.check()[0]
    assert not {"fingerprint", "indexed_article"} & tables(database)
    database.upgrade()
    assert database.check() == []
    with database.transaction("local", read_only=True) as s:
        assert copy_index.find(s, 0, COPY) == alike

    database.downgrade("0009")  # an outlet's other names, where its owner is shown, what its grade moved
    assert "at revision 0009" in database.check()[0]
    database.upgrade()
    assert database.check() == []
    with database.transaction("local") as s:
        known = [event.model_copy(update={"rulings": ()}) for event in events.list_(s)]
        before = (known, reports.standing(s, "ferry-fire"), workspace_settings.get(s))

    database.downgrade("0005")  # what comes by itself
    assert "at revision 0005" in database.check()[0]
    database.upgrade()
    assert database.check() == []
    with database.transaction("local") as s:
        assert (events.list_(s), reports.standing(s, "ferry-fire"), workspace_settings.get(s)) == before
        assert (digests.list_(s, "C0DESK"), subscriptions.active(s), proposals.of_reminder(s, "reminder:1")) == ([], [], [])
        subscriptions.add(s, "C0DESK", DigestSettings(), "U0ANN", made.NOW)
        assert answers.find(s, "ab" * 32) is not None

    database.downgrade("0004")  # what a reading costs, and translations
    assert "at revision 0004" in database.check()[0]
    database.upgrade()
    assert database.check() == []
    with database.connected(read_only=True) as connection:
        assert connection.scalars(text("SELECT translation FROM report")).all() == [None, None]
        assert connection.scalars(text("SELECT count(*) FROM answer")).one() == 0
    with database.transaction("local", read_only=True) as s:
        assert len(reports.standing(s, "ferry-fire")) == 2
        assert answers.find(s, "ab" * 32) is None
    assert spending.since(database, made.NOW) == 0.0


def test_what_a_grade_moved_goes_with_an_older_version_and_history_stays_guarded(database: Database) -> None:
    with database.transaction("local") as s:
        made.shown(s)
        owned = {"family_source": "https://coast.example/brands", "family_date": made.NOW.date(), "grade": Grade.A}
        outlets.save(s, made.HARBOUR_POST.model_copy(update=owned), "ed", made.LATER)
        entries = outlets.grades(s, "Harbour Post")
        by_grade = made.change(None).model_copy(update={"grade_id": entries[-1].id})
        history.add(s, "ferry-fire", [by_grade, by_grade])
        assert [change.grade_id for change in history.of_event(s, "ferry-fire")] == [None, None, entries[-1].id]

    database.downgrade("0007")
    guarded(database)
    database.upgrade()
    assert database.check() == []
    guarded(database)
    with database.transaction("local") as s:
        assert [change.grade_id for change in history.of_event(s, "ferry-fire")] == [None]
        assert [entry.grade for entry in outlets.grades(s, "Harbour Post")] == [Grade.B, Grade.A]
        harbour_post = outlets.by_name(s, "Harbour Post")
        assert harbour_post == made.HARBOUR_POST.model_copy(
            update={"aliases": (), "grade": Grade.A, "grade_reason": made.HARBOUR_POST.grade_reason}
        )


def test_follows_go_with_an_older_version_and_so_do_digests_for_one_person(database: Database) -> None:
    with database.transaction("local") as s:
        made.shown(s)
        subscriptions.add(s, "C0TWO", DigestSettings(), "U0ANN", made.NOW)
        mine = subscriptions.add(s, "U0ANN", DigestSettings(), "U0ANN", made.NOW)
        standing = [sub.id for sub in subscriptions.active(s) if sub.id != mine.id]
        assert [follow.event for follow in follows.of_person(s, "U0ANN")] == ["ferry-fire"]
    database.downgrade("0022")
    database.upgrade()
    assert database.check() == []
    with database.transaction("local", read_only=True) as s:
        assert follows.of_person(s, "U0ANN") == []
        assert [sub.id for sub in subscriptions.active(s)] == standing
        assert s.exec(select(CardRow.id).where(col(CardRow.kind) == CardKind.FOLLOWED.value)).all() == []


def guarded(database: Database) -> None:
    """Check that what is append-only is so on these tables too, which the migration rebuilds on SQLite."""
    for table in ("outlet_grade", "level_change"):
        for statement in (f"UPDATE {table} SET workspace = 'other'", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match=r"never (changed|deleted)"), database.connected() as connection:
                connection.execute(text(statement))


def test_what_a_ruling_changed_goes_with_the_version_that_knows_it_and_the_ruling_stays(database: Database) -> None:
    with database.transaction("local") as s:
        record = made.shown(s)
        (event,) = events.list_(s)
        moves = history.of_event(s, event.slug)
        assert [move.ruling_id for move in moves] == [None, record.ruling]
    database.downgrade("0010")
    database.upgrade()
    assert database.check() == []
    with database.transaction("local") as s:
        assert events.list_(s) == [event]
        assert history.of_event(s, event.slug) == moves[:1]
        assert s.exec(select(CardRow.id).where(col(CardRow.kind) == CardKind.LEVEL.value)).all() == []
        history.add(s, event.slug, moves[1:])
        events.edit(s, event.slug, EditKind.REOPEN, by="edda", reason="It goes with an older version.", at=made.LATER)
        settlements.add(s, made.settlement(record.proposal))
    refuses_to_rewrite_history(database)


def test_edits_of_events_go_with_their_table_and_withdrawals_are_marked_when_it_comes(database: Database) -> None:
    withdrawing = made.report("r7").model_copy(update={"revises": Revision.WITHDRAWAL})
    with database.transaction("local") as s:
        record = made.corrected(s, made.shown(s))
        other = made.waiting(s, "other", f"{made.URL}/other")
        proposals.revise(s, other.proposal, 1, made.proposal().model_copy(update={"reports": (withdrawing,)}), made.NOW)
        kept = [change for change in history.of_event(s, "ferry-fire") if change.edit_id is None]
        assert events.get(s, "ferry-fire").retracted_because == "Another ferry."

    database.downgrade("0011")
    database.upgrade()
    assert database.check() == []
    with database.transaction("local") as s:
        event = events.get(s, "ferry-fire")
        assert (event.retracted_because, events.edits_of(s, "ferry-fire")) == (None, [])
        assert history.of_event(s, "ferry-fire") == kept
        assert [filed.id for filed in proposals.waiting(s, withdrawing=True)] == [other.proposal]
        history.add(s, "ferry-fire", [made.change(None)])
        with pytest.raises(DBAPIError), s.begin_nested():
            s.exec(update(LevelChangeRow).values(claim="said"))
        assert record.edit


def test_what_editors_put_right_goes_with_its_version_and_reports_stay(database: Database) -> None:
    vouched = made.report("r8").model_copy(update={"path": (Hop(kind=HopKind.PERSON, name="Ida Berg", vouched_by="ed"),)})
    edit = SavedEdit(by="ed", at=made.NOW, since=1)
    with database.transaction("local") as s:
        record = made.shown(s)
        before = events.get(s, "ferry-fire")
        other = made.waiting(s, "other", f"{made.URL}/other")
        changed = made.proposal().model_copy(update={"reports": (vouched,), "edit": edit})
        proposals.revise(s, other.proposal, 1, changed, made.NOW)
        reports.add(s, "ferry-fire", [vouched], decision_id=record.decision, at=made.NOW)
        events.edit(s, "ferry-fire", EditKind.RETRACT, by="ed", reason="Another ferry.", at=made.NOW)
        events.correct(s, "ferry-fire", place="Elsewhere", date=None, by="ed", reason="", at=made.NOW)
        events.add_claim(s, "ferry-fire", Claim(key="more", text="It burned."), by="ed", reason="", at=made.NOW)

    database.downgrade("0021")
    with database.connected(read_only=True) as connection:
        for stored in ("proposal_version", "reading"):
            assert not [p for p in connection.scalars(text(f"SELECT payload FROM {stored}")) if "vouched_by" in str(p)]
    database.upgrade()
    assert database.check() == []
    with database.transaction("local") as s:
        event = events.get(s, "ferry-fire")
        assert (event.place, event.date, event.claims[:-1]) == (before.place, before.date, before.claims)
        assert event.claims[-1].key == "more"
        assert [edit.kind for edit in events.edits_of(s, "ferry-fire")] == [EditKind.RETRACT]
        assert proposals.get(s, other.proposal).proposal.edit is None
        plain = Hop(kind=HopKind.PERSON, name="Ida Berg")
        assert [r.origin for r in reports.standing(s, "ferry-fire") if r.id == "r8"] == [plain]
    guarded(database)
    for statement in ("DELETE FROM event_edit", "UPDATE report SET claim = 'x'"):
        with pytest.raises(DBAPIError, match=r"never (changed|deleted)"), database.connected() as connection:
            connection.execute(text(statement))


def test_an_older_version_finds_events_in_its_own_index_and_ours_is_built_again(database: Database) -> None:
    stored = [made.event("harbour-fire", "Fire in the harbour"), made.event("mill-sale", "The old mill is sold")]
    numbers = [[0.5, -0.25, 1.0], [-1.0, 0.5, 0.0]]
    with database.transaction("one") as s:
        events.add_many(s, stored, made.NOW)
        vectors.save(s, "tiny", {event.slug: each for event, each in zip(stored, numbers, strict=True)})
    with database.transaction("two") as s:
        events.add(s, stored[1], made.NOW)
    before = found(database)

    database.downgrade("0015")
    with database.connected(read_only=True) as connection:
        having = (
            "SELECT event_id FROM event_search WHERE terms @@ to_tsquery('simple', 'sold')"
            if connection.dialect.name == "postgresql"
            else "SELECT rowid FROM event_search WHERE event_search MATCH 'sold'"
        )
        assert len(connection.scalars(text(having)).all()) == 2
        counts = "SELECT events FROM search_term WHERE workspace = 'one' AND term IN ('', 'harbour', 'mill') ORDER BY term"
        assert connection.scalars(text(counts)).all() == [2, 1, 1]
        assert connection.scalar(text("SELECT count(*) FROM event_vector")) == 2

    database.upgrade()
    assert database.check() == []
    assert found(database) == before


def test_vectors_get_their_signs_while_no_index_holds_them(database: Database) -> None:
    with database.transaction("one") as s:
        events.add(s, made.event("harbour-fire"), made.NOW)
        vectors.save(s, "tiny", {"harbour-fire": [0.5, -0.25, 1.0]})
        before = signs(s)
    database.downgrade("0015")
    with database.connected() as connection:
        if connection.dialect.name == "postgresql":
            index = "USING hnsw (CAST(embedding AS vector(3)) vector_cosine_ops)"
            connection.execute(text(f"CREATE INDEX ix_event_vector_hnsw_tiny ON event_vector {index}"))
    said = list[str]()

    @listens_for(database.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    database.upgrade()
    assert database.check() == []
    filled = next(number for number, statement in enumerate(said) if statement.startswith("UPDATE event_vector SET signs"))
    dropped = {number for number, statement in enumerate(said) if re.match("DROP INDEX.*ix_event_vector_", statement.strip())}
    assert len(dropped) == (2 if database.engine.dialect.name == "postgresql" else 1)
    assert max(dropped) < filled
    with database.transaction("one") as s:
        assert signs(s) == before


def found(database: Database) -> list[object]:
    with database.transaction("one", read_only=True) as s:
        near = vectors.likeness(s, "tiny", [-0.9, 0.6, 0.1])
        return [search.search(s, "A mill was sold"), search.search(s, "harbour fires"), sorted(near.items()), signs(s)]


def signs(s: WorkspaceSession) -> list[bytes]:
    return list(s.exec(select(VectorRow.signs).order_by(col(VectorRow.id))))


def test_what_is_open_becomes_context_in_an_older_version_and_settlements_go(database: Database) -> None:
    left_open = made.report("r7").model_copy(update={"stance": Stance.OPEN})
    with database.transaction("local") as s:
        made.corrected(s, made.shown(s))
        other = made.waiting(s, "other", f"{made.URL}/other")
        assessed = tuple(a.model_copy(update={"open": 1}) for a in made.proposal().after)
        proposal = made.proposal().model_copy(update={"reports": (left_open,), "after": assessed})
        proposals.revise(s, other.proposal, 1, proposal, made.NOW)
        assert len(settlements.of_event(s, "ferry-fire")) == 1

    database.downgrade("0012")
    with database.connected(read_only=True) as connection:
        stored = [str(payload) for payload in connection.scalars(text("SELECT payload FROM proposal_version"))]
    assert [payload for payload in stored if "open" in payload] == []
    database.upgrade()
    assert database.check() == []
    with database.transaction("local") as s:
        (report,) = proposals.get(s, other.proposal).proposal.reports
        assert (report.id, report.stance, report.quote) == ("r7", Stance.CONTEXT, left_open.quote)
        assert settlements.of_event(s, "ferry-fire") == []
        settlements.add(s, made.settlement(other.proposal))
    refuses_to_rewrite_history(database)


def test_an_older_version_finds_nothing_in_proposals_and_readings_that_it_does_not_know(database: Database) -> None:
    ruling = Ruling(one="Ada Finch", other="A. Finch", same=True)
    event = made.event()
    draft = EventDraft(kind=event.kind, headline=event.headline, claims=event.claims)
    plain = made.proposal().model_copy(update={"event": None, "draft": draft})
    ruled = draft.model_copy(update={"rulings": (ruling,)})
    said = (DraftRuling(ruling=ruling, by="edda", at=made.NOW),)
    with database.transaction("local") as s:
        record = made.shown(s)
        waiting = made.waiting(s, "new", f"{made.URL}/new")
        proposals.revise(s, waiting.proposal, 1, plain.model_copy(update={"draft": ruled, "ruled": said}), made.NOW)
        readings.save(s, record.again, record.article, made.reading().model_copy(update={"draft": ruled}))

    database.downgrade("0012")
    with database.connected(read_only=True) as connection:
        kept = [*connection.scalars(text("SELECT payload FROM proposal_version"))]
        kept += connection.scalars(text("SELECT payload FROM reading"))
    stored = [json.loads(payload) if isinstance(payload, str) else payload for payload in kept]
    assert len(stored) > 3
    assert [payload for payload in stored if "ruled" in payload or "rulings" in (payload.get("draft") or {})] == []
    assert [report for payload in stored for report in payload.get("reports", ()) if "genre" in report] == []
    database.upgrade()
    assert database.check() == []
    with database.transaction("local", read_only=True) as s:
        assert proposals.get(s, waiting.proposal).proposal == plain
    for table in ("proposal_version", "reading"):
        with pytest.raises(DBAPIError, match="never changed"), database.connected() as connection:
            connection.execute(text(f"UPDATE {table} SET workspace = 'other'"))


def test_who_deals_with_a_proposal_and_first_looks_go_with_an_older_version(database: Database) -> None:
    with database.transaction("local") as s:
        record = made.corrected(s, made.shown(s))
        waiting = made.waiting(s, "other", f"{made.URL}/other").proposal
        decisions.look_first(s, waiting, 1, "mara", made.NOW, "", own_submission=False)
        events.edit(s, "ferry-fire", EditKind.FIRST_LOOK, by="mara", reason="Perhaps.", at=made.NOW)
        workspace_settings.save(s, workspace_settings.get(s).model_copy(update={"second_look": True}), "ada", made.NOW)
        handling.add(s, waiting, 1, HandlingKind.ASK, "mara", made.NOW, whom="jo", words="Who?", key="asked:1")
        spot = Spot(channel="C0DESK", thread="1.0")
        cards.want(s, "asked:1", CardKind.ASKED, spot, at=made.NOW, proposal_id=waiting)
        edits = [edit for edit in events.edits_of(s, "ferry-fire") if edit.kind is not EditKind.FIRST_LOOK]
        plain = workspace_settings.get(s).model_copy(update={"second_look": False})
        kept = (decisions.of_proposal(s, record.proposal), edits, plain)

    database.downgrade("0020")
    assert "handling" not in tables(database)
    database.upgrade()
    assert database.check() == []
    with database.transaction("local") as s:
        assert (decisions.of_proposal(s, record.proposal), events.edits_of(s, "ferry-fire"), workspace_settings.get(s)) == kept
        assert handling.of_proposal(s, waiting) == []
        assert decisions.of_proposal(s, waiting) == []
        assert cards.asked_in(s, "C0DESK", "1.0") == []
        handling.add(s, waiting, 1, HandlingKind.TAKE, "mara", made.NOW)
    for table in ("handling", "decision", "event_edit"):
        for statement in (f"UPDATE {table} SET workspace = 'other'", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match=r"never (changed|deleted)"), database.connected() as connection:
                connection.execute(text(statement))


def test_what_was_spent_stays_with_an_older_version_and_what_is_known_of_an_endpoint_goes(database: Database) -> None:
    spending.book(database, made.NOW, "test-model", 1000, 200, 0.5, 600, 300)
    endpoints.change(database, "https://model.example", lambda _: ({"breaker": {"failures": 2}}, None))
    database.downgrade("0014")
    assert "at revision 0014" in database.check()[0]
    assert "model_endpoint" not in tables(database)
    database.upgrade()
    assert database.check() == []
    assert spending.since(database, made.NOW) == 0.5
    with database.connected(read_only=True) as connection:
        booked = connection.execute(text("SELECT tokens_in, tokens_out, tokens_cached, tokens_written FROM model_spend")).one()
    assert tuple(booked) == (1000, 200, 0, 0)
    assert endpoints.change(database, "https://model.example", lambda state: (state, state)) == {}
