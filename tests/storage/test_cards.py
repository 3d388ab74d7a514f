import contextlib
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from bot.domain.card import Card, CardKind, Spot
from bot.domain.errors import NotFound
from storage import cards, events, proposals
from storage.cards import HOLD, PACE
from storage.session import WorkspaceSession
from storage.tables.outgoing import CardRow
from tests.storage import made
from tests.storage.made import NOW, Workspace

SECOND = dt.timedelta(seconds=1)
DESK = Spot(channel="C0DESK", thread="1.0")


def want(s: WorkspaceSession, key: str, spot: Spot = DESK, **more: object) -> int:
    fields: dict[str, object] = {"at": NOW, "note": "Look.", **more}
    return cards.want(s, key, CardKind.NOTE, spot, **fields)  # type: ignore[arg-type]  # as a test names them


def take(workspace: Workspace, at: dt.datetime = NOW) -> Card | None:
    with workspace.transaction() as s:
        return cards.take_next(s, at)


def taken(workspace: Workspace, at: dt.datetime = NOW) -> Card:
    card = take(workspace, at)
    assert card is not None
    return card


def draw(workspace: Workspace, card: Card, message: str = "1.1", again_at: dt.datetime | None = None) -> None:
    with workspace.transaction() as s:
        cards.drawn(s, card, message, "f1", again_at)


def test_a_card_comes_back_as_it_was_wanted(workspace: Workspace) -> None:
    spot = Spot(channel="C0DESK", thread="1.0", batch="m1", position=2)
    with workspace.transaction() as s:
        record = made.approved(s)
        id_ = cards.want(
            s, "k", CardKind.LEVEL, spot, at=NOW, submission_id=record.submission, proposal_id=record.proposal,
            decision_id=record.decision, event="ferry-fire", note="Look.",
        )  # fmt: skip
        assert cards.want(s, "k", CardKind.NOTE, DESK, at=made.LATER) == id_
    with workspace.transaction(read_only=True) as s:
        [card] = cards.of_batch(s, "m1")
    assert card == Card(
        id=id_, key="k", kind=CardKind.LEVEL, spot=spot, submission_id=record.submission, proposal_id=record.proposal,
        decision_id=record.decision, event="ferry-fire", note="Look.", due_at=NOW, made_at=NOW,
    )  # fmt: skip


def test_a_card_of_an_event_that_is_not_there_is_refused(workspace: Workspace) -> None:
    with workspace.transaction() as s, pytest.raises(NotFound):
        cards.want(s, "k", CardKind.EVENT, DESK, at=NOW, event="no-such-event")


def test_nothing_is_taken_before_it_is_due(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        want(s, "waits", due=False)
        want(s, "soon", at=NOW + SECOND)
        assert not cards.any_due(s, NOW)
    assert take(workspace) is None
    assert taken(workspace, NOW + SECOND).key == "soon"


def test_who_waits_for_due_cards_is_woken_once_they_are_stored(workspace: Workspace) -> None:
    due = workspace.database.cards_due
    before = due.times()
    with workspace.transaction() as s:
        want(s, "waits", due=False)
    with contextlib.suppress(ZeroDivisionError), workspace.transaction() as s:
        want(s, "lost")
        raise ZeroDivisionError
    assert due.times() == before
    with workspace.transaction() as s:
        want(s, "due")
        assert due.times() == before
    assert due.times() == before + 1
    due.wait(before, 600)


def test_without_a_pace_one_message_follows_another_at_once(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for key in ("first", "second"):
            want(s, key)
        taken_now = [cards.take_next(s, NOW, pace=dt.timedelta()) for _ in range(2)]
    assert [card and card.key for card in taken_now] == ["first", "second"]


def test_cards_of_one_message_are_posted_in_order(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for position, key in ((2, "third"), (0, "first"), (1, "second")):
            want(s, key, Spot(channel="C0DESK", batch="m1", position=position), due=key != "second")
        want(s, "second/more", Spot(channel="C0DESK", batch="m1", position=1))
    at, posted = NOW, list[str]()
    for _ in range(4):
        card = take(workspace, at)
        if card is None:  # the second one had nothing to show until now
            with workspace.transaction() as s:
                cards.try_again(s, next(c.id for c in cards.of_batch(s, "m1") if c.key == "second"), at)
            card = taken(workspace, at)
        draw(workspace, card, f"{len(posted)}.0")
        posted.append(card.key)
        at += PACE
    assert posted == ["first", "second", "second/more", "third"]


@pytest.mark.parametrize("way", ["stuck", "withdrawn"])
def test_one_that_cannot_be_posted_holds_up_nobody(workspace: Workspace, way: str) -> None:
    with workspace.transaction() as s:
        for position, key in enumerate(("first", "second")):
            want(s, key, Spot(channel="C0DESK", batch="m1", position=position))
    first = taken(workspace)
    assert take(workspace, NOW + PACE) is None
    with workspace.transaction() as s:
        if way == "stuck":
            cards.stuck(s, first, "We are not in this channel.")
        else:
            cards.withdraw(s, first.id, "gone.")
    assert taken(workspace, NOW + PACE).key == "second"


def test_a_channel_takes_one_message_a_second(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for key in ("1", "2"):
            want(s, key)
        want(s, "elsewhere", Spot(channel="C0OTHER"))
    assert [taken(workspace).key, taken(workspace).key] == ["1", "elsewhere"]
    assert take(workspace, NOW + PACE / 2) is None
    assert taken(workspace, NOW + PACE).key == "2"


def test_a_message_that_is_there_already_is_changed_at_any_pace(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        posted = want(s, "posted")
        want(s, "new")
    draw(workspace, taken(workspace))
    with workspace.transaction() as s:
        cards.try_again(s, posted, NOW)
    assert taken(workspace).key == "posted"
    assert take(workspace) is None


def test_a_card_that_was_taken_and_never_drawn_is_free_after_a_minute(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        want(s, "k")
    first = taken(workspace)
    with workspace.transaction() as s:
        cards.trying(s, first.id)
    assert take(workspace, NOW + HOLD - SECOND) is None
    again = taken(workspace, NOW + HOLD)
    assert (again.id, again.tried, again.message) == (first.id, True, None)


def test_what_is_drawn_is_due_again_when_it_says_so(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        want(s, "k", Spot(channel="U0MIRA"))
    card = taken(workspace)
    with workspace.transaction() as s:
        cards.trying(s, card.id)
        cards.drawn(s, card, "5.5", "f1", made.LATER, channel="D0MIRA")
        row = row_of(s, "5.5")
        assert (row.shown, row.tried, row.due_at, row.channel) == ("f1", False, made.LATER, "D0MIRA")
    assert take(workspace, made.LATER - SECOND) is None
    assert taken(workspace, made.LATER).message == "5.5"


@pytest.mark.parametrize("empty", [False, True])
def test_what_is_marked_due_while_it_is_drawn_stays_due(workspace: Workspace, empty: bool) -> None:
    with workspace.transaction() as s:
        want(s, "k")
    card = taken(workspace)
    with workspace.transaction() as s:
        cards.try_again(s, card.id, NOW + SECOND)
    with workspace.transaction() as s:
        if empty:
            cards.nothing_yet(s, card)
        else:
            cards.drawn(s, card, "1.1", "f1", made.LATER)
    assert taken(workspace, NOW + SECOND).due_at == NOW + SECOND


def test_what_has_nothing_to_show_waits_until_it_is_marked(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        want(s, "k")
    card = taken(workspace)
    with workspace.transaction() as s:
        cards.nothing_yet(s, card)
    assert take(workspace, made.LATER) is None
    with workspace.transaction() as s:
        cards.try_again(s, card.id, made.LATER)
    assert taken(workspace, made.LATER).id == card.id


def test_later_holds_the_card_and_where_asked_its_channel(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        want(s, "1")
        want(s, "2")
    first = taken(workspace)
    with workspace.transaction() as s:
        cards.later(s, first, NOW + 10 * SECOND, hold_channel=True, tried=True)
        cards.later(s, first, NOW + 5 * SECOND, hold_channel=True)  # a shorter wait does not end a longer one
    assert take(workspace, NOW + 9 * SECOND) is None
    again = taken(workspace, NOW + 10 * SECOND)
    assert (again.key, again.tries) == ("2", 0)
    again = taken(workspace, NOW + 11 * SECOND)
    assert (again.key, again.tries, again.tried) == ("1", 1, True)
    with workspace.transaction() as s:
        cards.later(s, again, NOW + 12 * SECOND)
    again = taken(workspace, NOW + 12 * SECOND)
    assert (again.tries, again.tried) == (2, True)
    draw(workspace, again)
    with workspace.transaction() as s:
        row = row_of(s, "1.1")
        assert (row.id, row.shown, row.tries, row.tried, row.due_at) == (again.id, "f1", 0, False, None)


def row_of(s: WorkspaceSession, message: str) -> CardRow:
    return s.exec(select(CardRow).where(col(CardRow.message) == message)).one()


def test_a_batch_whose_message_is_gone_stays_closed(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        assert not cards.is_closed(s, "m1")
        for _ in range(2):
            cards.close(s, "m1", NOW)
        assert cards.is_closed(s, "m1")
        assert not cards.is_closed(s, "m2")
        assert cards.problems(s) == []
    assert take(workspace, made.LATER) is None


def test_a_key_leads_to_the_submission_that_its_card_shows(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        submission = made.approved(s).submission
        cards.want(s, "known", CardKind.AGAIN, Spot(channel="C0DESK"), at=NOW, submission_id=submission)
        assert cards.submission_of(s, "known") == submission
        assert cards.submission_of(s, "unknown") is None


def test_a_message_that_somebody_deleted_is_posted_anew(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        want(s, "k")
    draw(workspace, taken(workspace), again_at=NOW + SECOND)
    card = taken(workspace, NOW + SECOND)
    with workspace.transaction() as s:
        cards.gone(s, card, NOW + 2 * SECOND)
    anew = taken(workspace, NOW + 2 * SECOND)
    assert (anew.id, anew.message, anew.shown, anew.tried) == (card.id, None, None, False)


def test_stuck_cards_are_named_until_we_are_let_in(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for key, channel in (("1", "C0DESK"), ("2", "C0DESK"), ("3", "C0OTHER")):
            want(s, key, Spot(channel=channel))
    posted = taken(workspace)
    draw(workspace, posted)
    found = [posted, taken(workspace), taken(workspace, NOW + PACE)]
    with workspace.transaction() as s:
        for card in found:
            cards.stuck(s, card, "We are not in this channel.")
        assert [card.key for card in cards.problems(s)] == ["3", "2", "1"]
        assert [card.key for card in cards.problems(s, 1)] == ["3"]
        assert not cards.any_due(s, made.LATER)
        cards.in_channel(s, "C0DESK", made.LATER)
        assert [card.key for card in cards.problems(s)] == ["3"]
    assert {taken(workspace, made.LATER).key, taken(workspace, made.LATER).key} == {"1", "2"}
    with workspace.transaction() as s:
        cards.try_again(s, found[1].id, made.LATER)
        assert cards.problems(s) == []
    assert taken(workspace, made.LATER).key == "3"


def test_a_withdrawn_card_is_never_posted(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        id_ = want(s, "k", Spot(channel="C0DESK", batch="m1"))
        cards.withdraw(s, id_, "its message was deleted.")
        assert want(s, "k") == id_
        cards.try_again(s, id_, NOW)
        cards.in_channel(s, "C0DESK", NOW)
        cards.try_again(s, id_, NOW)
        assert cards.problems(s) == []
        assert [cards.is_withdrawn(card) for card in cards.of_batch(s, "m1")] == [True]
    assert take(workspace, made.LATER) is None


def test_what_is_posted_is_not_withdrawn(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        want(s, "k")
    card = taken(workspace)
    draw(workspace, card)
    with workspace.transaction() as s:
        cards.withdraw(s, card.id, "gone.")
        assert row_of(s, "1.1").problem is None


def test_moved_cards_show_the_other_submission(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        old, new = made.submission(s, "1").id, made.submission(s, "2").id
        link = cards.want(s, "l", CardKind.LINK, DESK, at=NOW, due=False, submission_id=old)
        again = cards.want(s, "a", CardKind.AGAIN, DESK, at=NOW, due=False, submission_id=old)
        assert cards.move(s, old, new, None) == 1
        assert [card.id for card in cards.of_submission(s, new)] == [link]
        assert [card.id for card in cards.of_submission(s, old)] == [again]
        assert not cards.any_due(s, made.LATER)
        assert cards.move(s, new, old, NOW) == 1
    assert taken(workspace).id == link


def test_a_change_marks_the_cards_that_show_it_and_no_other(workspace: Workspace) -> None:
    at = made.LATER
    with workspace.transaction() as s:
        for slug in ("ferry-fire", "other"):
            events.add(s, made.event(slug), NOW)
        ours, theirs = made.waiting(s), made.waiting(s, "k2", "https://harbourpost.example/2", slug="other")
        for name, record, slug in (("ours", ours, "ferry-fire"), ("theirs", theirs, "other")):
            on_it, on_proposal = record.submission, record.proposal
            cards.want(s, f"{name} link", CardKind.LINK, DESK, at=NOW, due=False, submission_id=on_it)
            cards.want(s, f"{name} again", CardKind.AGAIN, DESK, at=NOW, due=False, submission_id=on_it)
            cards.want(s, f"{name} proposal", CardKind.PROPOSAL, DESK, at=NOW, due=False, proposal_id=on_proposal)
            cards.want(s, f"{name} told", CardKind.TOLD, DESK, at=NOW, due=False, proposal_id=on_proposal)
            cards.want(s, f"{name} event", CardKind.EVENT, DESK, at=NOW, due=False, event=slug)

    with workspace.transaction() as s:
        cards.submission_changed(s, ours.submission, at)
        assert marked(s) == {"ours link", "ours proposal"}
        cards.proposal_changed(s, theirs.proposal, at)
        assert marked(s) == {"theirs link", "theirs proposal"}
        cards.event_changed(s, "ferry-fire", at)
        assert marked(s) == {"ours link", "ours proposal", "ours event"}
        proposals.supersede(s, ours.submission)
        cards.event_changed(s, "ferry-fire", at)
        assert marked(s) == {"ours event"}


def test_the_card_of_a_proposals_own_comes_before_the_links(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        record = made.approved(s)
        cards.want(s, "link", CardKind.LINK, DESK, at=NOW, submission_id=record.submission)
        cards.want(s, "own", CardKind.PROPOSAL, DESK, at=NOW, proposal_id=record.proposal)
        assert [card.key for card in cards.of_proposal(s, record.proposal, record.submission)] == ["own", "link"]


def test_cards_on_links_and_proposals_are_found_by_their_age(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        record = made.approved(s)
        cards.want(s, "old", CardKind.LINK, DESK, at=NOW, submission_id=record.submission)
        cards.want(s, "new", CardKind.PROPOSAL, DESK, at=made.LATER, proposal_id=record.proposal)
        want(s, "note", at=made.LATER)
        assert [card.key for card in cards.since(s, made.LATER)] == ["new"]
        assert [card.key for card in cards.since(s, NOW)] == ["old", "new"]


def together(workspace: Workspace, takers: int, at: dt.datetime) -> list[Card]:
    start = threading.Barrier(takers, timeout=60)

    def take_all(_: int) -> list[Card]:
        start.wait()
        found = list[Card]()
        while card := take(workspace, at):
            found.append(card)
        return found

    with ThreadPoolExecutor(takers) as pool:
        return [card for found in pool.map(take_all, range(takers)) for card in found]


def test_takers_at_once_never_get_the_same_card(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for number in range(24):
            want(s, str(number), Spot(channel=f"C{number:04}"))
    found = together(workspace, 4, NOW)
    assert len(found) == 24
    assert {card.key for card in found} == {str(number) for number in range(24)}


def test_takers_at_once_keep_the_pace_of_a_channel_and_the_order_of_a_message(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for number in range(6):
            want(s, f"loose {number}")
        for position in range(6):
            want(s, f"batch {position}", Spot(channel="C0OTHER", batch="m1", position=position))
    for round_ in range(3):
        found = together(workspace, 3, NOW + round_ * PACE)
        assert sorted(card.spot.channel for card in found) == ["C0DESK", "C0OTHER"]
        (first,) = (card for card in found if card.spot.batch)
        assert first.key == f"batch {round_}"
        draw(workspace, first, f"{round_}.0")


def test_workspaces_have_their_own_cards_and_paces(workspace: Workspace) -> None:
    other = Workspace(workspace.database, f"other than {workspace.name}")
    for each in (workspace, other):
        with each.transaction() as s:
            want(s, "k")
    ours, theirs = taken(workspace), taken(other)
    assert ours.id != theirs.id
    assert take(other, NOW + PACE) is None
    with other.transaction() as s:
        cards.drawn(s, ours, "1.1", "f1", None)
        assert s.exec(select(CardRow).where(col(CardRow.message).is_not(None))).all() == []


def marked(s: WorkspaceSession) -> set[str]:
    """Return the keys of the cards that were marked since, and let them wait again."""
    keys = set(s.exec(select(CardRow.key).where(col(CardRow.due_at) == made.LATER)))
    s.exec(update(CardRow).values(due_at=None))
    return keys
