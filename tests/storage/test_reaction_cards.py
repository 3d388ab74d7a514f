"""The reaction to a message is due whenever what its links led to may stand otherwise."""

import datetime as dt

import pytest
from sqlmodel import col, select

from bot.domain.card import CardKind, Spot
from storage import cards, events, submissions
from storage.session import WorkspaceSession
from storage.tables.outgoing import CardRow
from tests.storage import made
from tests.storage.made import NOW, Workspace

ELSEWHERE = "https://harbourpost.example/amp/ferry"


def brings(s: WorkspaceSession, batch: str, submission_id: int, kind: CardKind = CardKind.LINK) -> None:
    """Let a message bring a submission; its reaction stands already."""
    spot = Spot(channel="C0DESK", thread="1.0", batch=batch)
    cards.want(s, f"{kind}:{batch}", kind, spot, at=NOW, due=False, submission_id=submission_id)
    cards.want_reaction(s, spot, f"{batch}.0", NOW)
    for card in cards.of_batch(s, batch):
        if card.kind is CardKind.REACTION:
            cards.drawn(s, card, card.message or "", "hourglass", None)


def due(s: WorkspaceSession, at: dt.datetime = made.LATER) -> set[str | None]:
    """Return the batches whose reactions are due."""
    of = select(CardRow.batch).where(col(CardRow.kind) == CardKind.REACTION.value, col(CardRow.due_at) == at)
    return set(s.exec(of))


def duplicate(s: WorkspaceSession, key: str, of: made.Record) -> int:
    """Bring the same article under another address."""
    filed = submissions.file(s, key=key, url=ELSEWHERE, canonical_url=f"{ELSEWHERE}/{key}", by="bo", place="desk", at=NOW)
    assert submissions.claim_article(s, filed.id, of.article, made.URL).duplicate_of == of.submission
    return filed.id


@pytest.mark.parametrize("changed", ["submission", "proposal"])
def test_whoever_brought_the_same_article_otherwise_sees_how_it_stands(workspace: Workspace, changed: str) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), NOW)
        record = made.waiting(s)
        other = made.waiting(s, "k2", "https://harbourpost.example/2")
        brings(s, "first", record.submission)
        brings(s, "duplicate", duplicate(s, "twin", record))
        brings(s, "again", record.submission, CardKind.AGAIN)
        brings(s, "other", other.submission)
        if changed == "submission":
            cards.submission_changed(s, record.submission, made.LATER)
        else:
            cards.proposal_changed(s, record.proposal, made.LATER)
        assert due(s) == {"first", "duplicate", "again"}


def test_what_takes_the_place_of_a_submission_wakes_the_reactions_to_that_one(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        events.add(s, made.event(), NOW)
        record = made.waiting(s)
        brings(s, "first", record.submission)
        brings(s, "again", record.submission, CardKind.AGAIN)
        brings(s, "duplicate", duplicate(s, "twin", record))
        newer = made.submission(s, "newer")
        submissions.share_article(s, newer.id, record.submission)
        submissions.replace(s, record.submission, newer.id)
        cards.move(s, record.submission, newer.id, None)
        cards.submission_changed(s, newer.id, made.LATER)
        assert due(s) == {"first", "again", "duplicate"}


def test_a_link_that_is_edited_into_a_message_wakes_its_reaction(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        brings(s, "m", made.submission(s).id)
        cards.want_reaction(s, Spot(channel="C0DESK", thread="1.0", batch="m", position=1), "m.0", made.LATER)
        assert due(s) == {"m"}
        assert [card.kind for card in cards.of_batch(s, "m")].count(CardKind.REACTION) == 1


def test_a_link_that_is_taken_out_of_a_message_wakes_its_reaction_only(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for batch in ("m", "other"):
            brings(s, batch, made.submission(s, batch, f"{made.URL}/{batch}").id)
        cards.batch_changed(s, "m", made.LATER)
        assert due(s) == {"m"}
        assert {card.due_at for card in cards.of_batch(s, "m") if card.kind is CardKind.LINK} == {None}


def test_switching_reactions_on_or_off_wakes_all_of_them(workspace: Workspace) -> None:
    with workspace.transaction() as s:
        for batch in ("m", "other"):
            brings(s, batch, made.submission(s, batch, f"{made.URL}/{batch}").id)
        cards.reactions_changed(s, made.LATER)
        assert due(s) == {"m", "other"}
