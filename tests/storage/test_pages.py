import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import NotFound
from bot.domain.model import EventKind, Level
from bot.domain.page_access import PageAccess
from bot.domain.record import DecisionKind, EditKind
from storage import decisions, events, history, pages, reports
from storage.pages import Wanted
from storage.session import WorkspaceSession
from tests.storage import made
from tests.storage.made import Workspace

OFF, UNLISTED, PUBLIC = PageAccess.OFF, PageAccess.UNLISTED, PageAccess.PUBLIC


def give(s: WorkspaceSession, slug: str | None, access: PageAccess | None) -> None:
    pages.give_access(s, slug, access, by="ed", at=made.NOW)


def listed(s: WorkspaceSession, wanted: Wanted | None = None) -> list[str]:
    return [one.event.slug for one in pages.list_public(s, wanted or Wanted())[0]]


def test_the_newest_setting_counts_and_an_event_has_its_own(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for slug in ("one", "two"):
            events.add(s, made.event(slug), made.NOW)
        assert (pages.access_of(s, "one"), pages.any_open(s), listed(s)) == (OFF, False, [])
        give(s, "one", PUBLIC)
        assert (listed(s), pages.any_open(s)) == (["one"], True)
        give(s, None, PUBLIC)
        assert listed(s) == ["two", "one"]
        give(s, "one", UNLISTED)
        assert (pages.access_of(s, "one"), listed(s)) == (UNLISTED, ["two"])
        give(s, "one", None)
        assert listed(s) == ["two", "one"]
        give(s, None, OFF)
        assert (listed(s), pages.public_slugs(s, 1, 10**6), pages.recent_moves(s, 10)) == ([], [], [])
        with pytest.raises(NotFound):
            pages.access_of(s, "three")


def test_lists_go_on_behind_an_event_and_find_by_level(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_AT_ONCE", 2)
    with workspace.transaction() as s:
        give(s, None, PUBLIC)
        for number in range(7):
            events.add(s, made.event(f"ferry-{number}"), made.NOW)
        history.add(s, "ferry-1", [made.change(None, Level.VERIFIED)])
        seen: list[str] = []
        before = None
        while True:
            some, before = pages.list_public(s, Wanted(words="ferry norwick"), before=before, limit=3)
            seen += [one.event.slug for one in some]
            if before is None:
                break
        assert seen == [f"ferry-{number}" for number in range(6, -1, -1)]
        assert listed(s, Wanted(level=Level.VERIFIED)) == ["ferry-1"]
        assert listed(s, Wanted(kind=EventKind.COURT)) == []
        assert [(move.event.slug, move.after) for move in pages.recent_moves(s, 5)] == [("ferry-1", Level.VERIFIED)]
        monkeypatch.setattr(pages, "_READ_THROUGH", 4)
        for number in range(3, 7):
            history.add(s, f"ferry-{number}", [made.change(None)])
        some, before = pages.list_public(s, Wanted(level=Level.UNVERIFIED))
        assert (some, before is not None) == ([], True)
        further = pages.list_public(s, Wanted(level=Level.UNVERIFIED), before=before)[0]
        assert [one.event.slug for one in further] == ["ferry-2", "ferry-0"]


def test_a_level_is_looked_for_among_some_ids_and_words_among_some_events(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_AT_ONCE", 2)
    monkeypatch.setattr(pages, "_LOOKED_THROUGH", 2)
    monkeypatch.setattr(pages, "_WINDOW", 3)
    with workspace.transaction() as s:
        give(s, None, PUBLIC)
        for number in range(7):
            events.add(s, made.event(f"ferry-{number}"), made.NOW)
        history.add(s, "ferry-0", [made.change(None, Level.VERIFIED)])
        events.edit(s, "ferry-1", EditKind.RETRACT, by="ed", reason="Another.", at=made.NOW)
        assert listed(s, Wanted(level=Level.RETRACTED)) == ["ferry-1"]
        verified = Wanted(level=Level.VERIFIED)
        for wanted in (verified, Wanted(words="norwick", level=Level.VERIFIED), Wanted(words="norwick", kind=EventKind.COURT)):
            pages_seen, seen, before = 0, list[str](), None
            while pages_seen == 0 or before is not None:
                some, before = pages.list_public(s, wanted, before=before)
                seen += [one.event.slug for one in some]
                pages_seen += 1
            assert (seen, pages_seen > 1) == ([] if wanted.kind else ["ferry-0"], True)


@pytest.mark.parametrize("statement", ["UPDATE page_access SET access = 'public'", "DELETE FROM page_access"])
def test_who_set_what_is_never_rewritten(workspace: Workspace, statement: str) -> None:
    with workspace.transaction() as s:
        give(s, None, OFF)
    with pytest.raises(DBAPIError, match="page_access"), workspace.transaction() as s:
        s.connection().execute(text(statement))


def test_no_workspace_sees_the_pages_of_another(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event("ours"), made.NOW)
        give(s, None, PUBLIC)
    with workspace.database.transaction(f"{workspace.name}-other") as s:
        events.add(s, made.event("theirs"), made.NOW)
        assert (listed(s), pages.access_of(s, "theirs")) == ([], OFF)
        give(s, "theirs", PUBLIC)
        assert listed(s) == ["theirs"]
    with workspace.transaction(read_only=True) as s:
        assert listed(s) == ["ours"]
        assert [slug for slug, _ in pages.public_slugs(s, 1, 10**6)] == ["ours"]


def test_an_event_of_which_every_approval_was_undone_is_closed(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        give(s, None, PUBLIC)
        waiting = made.waiting(s, slug=None)
        decided = decisions.decide(s, waiting.proposal, 1, DecisionKind.APPROVE, "ed", made.NOW)
        events.add(s, made.event(), made.NOW)
        reports.add(s, "ferry-fire", [made.report()], decision_id=decided.id, at=made.NOW)
        assert (pages.access_of(s, "ferry-fire"), listed(s)) == (PUBLIC, ["ferry-fire"])
        decisions.undo(s, waiting.proposal, "ed", made.LATER)
        assert (pages.access_of(s, "ferry-fire"), listed(s), pages.public_slugs(s, 1, 10**6)) == (OFF, [], [])
