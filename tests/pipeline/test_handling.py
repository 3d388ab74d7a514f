"""Who deals with a proposal: taken, let go, handed over, asked about; and nobody decides unknowingly on what another is on."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlmodel import col, select

from bot.domain.card import CardKind, Spot
from bot.domain.errors import BadInput, Refused
from bot.domain.handling import Handling
from bot.domain.model import Stance
from bot.domain.record import FiledProposal, ProposalState
from bot.domain.workspace import WorkspaceSettings
from bot.pipeline.decide import approve, reject, undo
from bot.pipeline.filing import file_all, fileable
from bot.pipeline.handling import answer, answer_in_thread, ask, hand_over, release, take
from bot.pipeline.holds import Held, note_told
from bot.pipeline.settle import settle
from storage import cards, decisions, handling, proposals
from storage.db import Database
from storage.tables.outgoing import CardRow
from tests.newsroom import WORKSPACE
from tests.page_server import PageServer
from tests.pipeline.fixed import FELL, FOUR, QUICK, SECOND_HAND, TunnelDesk
from tests.pipeline.test_settle import doubtful


@pytest.fixture
def desk(sqlite_database: Database, server: PageServer) -> TunnelDesk:
    return TunnelDesk(sqlite_database, server)


def waiting(desk: TunnelDesk, by: str = "jo") -> FiledProposal:
    return desk.bring("/roof", FELL, FOUR, day=4, by=by)


def handled(desk: TunnelDesk, filed: FiledProposal) -> Handling:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return handling.now_on(s, filed.id, desk.clock.now)


def holder(desk: TunnelDesk, filed: FiledProposal) -> str | None:
    hold = handled(desk, filed).hold
    return hold.by if hold else None


def state(desk: TunnelDesk, filed: FiledProposal) -> ProposalState:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return proposals.get(s, filed.id).state


def on(desk: TunnelDesk, filed: FiledProposal, by: str) -> None:
    take(desk.services, WORKSPACE, filed.id, by=by)


def test_an_editor_is_on_it_for_half_an_hour_or_until_they_let_it_go(desk: TunnelDesk) -> None:
    filed = waiting(desk)
    on(desk, filed, "mara")
    first = handled(desk, filed).hold
    on(desk, filed, "Mara")
    assert handled(desk, filed).hold == first, "a double click changes nothing"
    with pytest.raises(Refused, match="only mara can let it go"):
        release(desk.services, WORKSPACE, filed.id, by="ben")
    release(desk.services, WORKSPACE, filed.id, by="mara")
    release(desk.services, WORKSPACE, filed.id, by="mara")
    assert holder(desk, filed) is None
    on(desk, filed, "ben")
    desk.clock.now += dt.timedelta(minutes=30)
    assert holder(desk, filed) is None
    approve(desk.services, WORKSPACE, filed.id, by="mara", version=1)


def test_nobody_takes_their_own_link_or_what_is_decided(desk: TunnelDesk) -> None:
    filed = waiting(desk, by="mara")
    with pytest.raises(Refused, match="another editor has to decide"):
        on(desk, filed, "mara")
    approve(desk.services, WORKSPACE, filed.id, by="ben", version=1)
    with pytest.raises(Refused, match="was approved by ben"):
        on(desk, filed, "cay")


Act = Callable[[TunnelDesk, FiledProposal, str], object]
ACTS: dict[str, Act] = {
    "approve": lambda desk, filed, by: approve(desk.services, WORKSPACE, filed.id, by=by, version=filed.version),
    "reject": lambda desk, filed, by: reject(desk.services, WORKSPACE, filed.id, by=by, version=filed.version, reason="No."),
    "settle": lambda desk, filed, by: settle(
        desk.services, WORKSPACE, filed.id, "1", Stance.DENIES, by=by, version=filed.version
    ),
    "take": lambda desk, filed, by: take(desk.services, WORKSPACE, filed.id, by=by),
    "hand over": lambda desk, filed, by: hand_over(desk.services, WORKSPACE, filed.id, by=by, to="cay", key="h"),
}


@pytest.mark.parametrize("name", ACTS)
def test_who_was_told_may_act_all_the_same_and_who_was_not_may_not(
    name: str, sqlite_database: Database, server: PageServer
) -> None:
    desk = doubtful(sqlite_database, server) if name == "settle" else TunnelDesk(sqlite_database, server)
    filed = waiting(desk)
    on(desk, filed, "mara")
    with pytest.raises(Held) as held:
        ACTS[name](desk, filed, "ben")
    assert held.value.hold.by == "mara"
    assert "mara is on proposal" in held.value.sentence
    assert (state(desk, filed), holder(desk, filed)) == (ProposalState.PENDING, "mara")
    note_told(desk.services, WORKSPACE, filed.id, held.value.hold.id, by="ben")
    ACTS[name](desk, filed, "ben")


def test_to_be_told_of_one_hold_is_not_to_know_of_the_next(desk: TunnelDesk) -> None:
    filed = waiting(desk)
    on(desk, filed, "mara")
    hold = handled(desk, filed).hold
    assert hold is not None
    note_told(desk.services, WORKSPACE, filed.id, hold.id, by="ben")
    release(desk.services, WORKSPACE, filed.id, by="mara")
    on(desk, filed, "cay")
    note_told(desk.services, WORKSPACE, filed.id, hold.id, by="ben")
    with pytest.raises(Held):
        approve(desk.services, WORKSPACE, filed.id, by="ben", version=1)
    approve(desk.services, WORKSPACE, filed.id, by="cay", version=1)


def test_after_an_undo_it_waits_anew(desk: TunnelDesk) -> None:
    filed = waiting(desk)
    on(desk, filed, "mara")
    approve(desk.services, WORKSPACE, filed.id, by="mara", version=1)
    undo(desk.services, WORKSPACE, filed.id, by="mara")
    assert handled(desk, filed) == Handling()


def test_what_another_is_on_is_not_filed_with_the_rest(desk: TunnelDesk) -> None:
    desk.two_papers()
    free, held = (desk.bring(f"/again-{n}", SECOND_HAND, day=5, host=QUICK) for n in range(2))
    on(desk, held, "mara")
    now = {filed.id: handled(desk, filed) for filed in (free, held)}
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        assert fileable(desk.services, s, WorkspaceSettings(), [free, held], "edda", now) == [free]
    found = list(file_all(desk.services, WORKSPACE, {free.id: free.version, held.id: held.version}, by="edda"))
    assert [each.waits for each in found] == [False, True]
    assert "mara is on proposal" in (found[1].why or "")


@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])  # their locks differ
def test_a_storm_of_four_editors_has_nobody_decide_unknowingly(database: Database, server: PageServer) -> None:
    """Four editors take and decide at once: whoever decides is on it, or nobody is, or they were told."""
    desk = TunnelDesk(database, server)
    filed = [desk.bring(f"/roof-{n}", FELL, f"{FOUR} Note {n}.", day=4) for n in range(3)]
    editors = ("ann", "ben", "cay", "dee")
    together = threading.Barrier(len(editors), timeout=60)

    def edit(editor: str) -> None:
        together.wait()
        for each in filed:
            for act in (ACTS["take"], ACTS["reject"]):
                with suppress(Refused):
                    act(desk, each, editor)

    with ThreadPoolExecutor(len(editors)) as pool:
        list(pool.map(edit, editors))
    with database.transaction(WORKSPACE, read_only=True) as s:
        takers = [[act.by for act in handling.of_proposal(s, each.id)] for each in filed]
        deciders = [[decision.by for decision in decisions.of_proposal(s, each.id)] for each in filed]
    assert [len(names) for names in takers] == [1, 1, 1]
    assert deciders == takers


def on_slack(desk: TunnelDesk, filed: FiledProposal, thread: str | None = "1.0") -> None:
    """Give a proposal's link a card in a thread."""
    with desk.services.database.transaction(WORKSPACE) as s:
        spot = Spot(channel="C0DESK", thread=thread)
        cards.want(s, f"link:{filed.id}", CardKind.LINK, spot, at=desk.clock.now, submission_id=filed.submission.id)


def of_kind(desk: TunnelDesk, kind: CardKind) -> list[CardRow]:
    with desk.services.database.transaction(WORKSPACE, read_only=True) as s:
        return list(s.exec(select(CardRow).where(col(CardRow.kind) == kind.value)))


def test_a_colleague_gets_it_with_a_message_if_they_may_decide(desk: TunnelDesk) -> None:
    filed = waiting(desk, by="U0JO1")
    on(desk, filed, "U0MARA1")
    with pytest.raises(Refused, match="Choose another editor"):
        hand_over(desk.services, WORKSPACE, filed.id, by="U0MARA1", to="U0JO1", key="h0")
    for _ in range(2):
        given = hand_over(desk.services, WORKSPACE, filed.id, by="U0MARA1", to="U0CAY1", key="h1")
    assert (given.by, given.given_by) == ("U0CAY1", "U0MARA1")
    assert holder(desk, filed) == "U0CAY1"
    (message,) = of_kind(desk, CardKind.HANDED)
    assert (message.channel, message.proposal_id) == ("U0CAY1", filed.id)
    approve(desk.services, WORKSPACE, filed.id, by="U0CAY1", version=1)


def test_who_brought_it_is_asked_in_the_thread_and_their_next_message_there_answers(desk: TunnelDesk) -> None:
    filed = waiting(desk, by="U0JO1")
    on_slack(desk, filed)
    for _ in range(2):
        ask(desk.services, WORKSPACE, filed.id, " Who\nsays so? ", by="U0MARA1", key="asked:V1")
    (asked,) = of_kind(desk, CardKind.ASKED)
    assert (asked.channel, asked.thread) == ("C0DESK", "1.0")
    assert handled(desk, filed).waits_for_answer

    def say(by: str, thread: str, words: str, key: str) -> bool:
        return answer_in_thread(desk.services, WORKSPACE, "C0DESK", thread, words, by=by, key=key)

    assert not say("U0BEN1", "1.0", "I know!", "m1")
    assert not say("U0JO1", "2.0", "Elsewhere.", "m2")
    assert not say("U0JO1", "1.0", " ", "m3")
    assert say("U0JO1", "1.0", "The gatekeeper,\non the phone.", "m4")
    assert not say("U0JO1", "1.0", "And another thing.", "m5")
    inquiry = handled(desk, filed).inquiry
    assert inquiry is not None
    assert (inquiry.words, inquiry.answer) == ("Who says so?", "The gatekeeper, on the phone.")
    ask(desk.services, WORKSPACE, filed.id, "His name?", by="U0BEN1", key="asked:V2")
    assert say("U0JO1", "1.0", "The gatekeeper,\non the phone.", "m4") is True
    again = handled(desk, filed).inquiry
    assert again is not None
    assert again.answer is None, "the same message, delivered again, answers nothing"


def test_nobody_in_slack_is_asked_while_no_card_stands_there(desk: TunnelDesk) -> None:
    filed = waiting(desk, by="U0ANN11")
    with pytest.raises(Refused, match="not posted yet"):
        ask(desk.services, WORKSPACE, filed.id, "Who?", by="mara", key="a1")
    assert handled(desk, filed).inquiry is None, "it would wait for an answer for ever"


def test_a_question_needs_words_and_somebody_else_to_answer(desk: TunnelDesk) -> None:
    filed = waiting(desk, by="B0FEED1")
    with pytest.raises(BadInput):
        ask(desk.services, WORKSPACE, filed.id, "x" * 501, by="mara", key="a1")
    with pytest.raises(Refused, match="nobody else to ask"):
        ask(desk.services, WORKSPACE, filed.id, "Who?", by="B0FEED1", key="a2")
    on_slack(desk, filed)
    with pytest.raises(Refused, match="An app brought this link"):
        ask(desk.services, WORKSPACE, filed.id, "Who?", by="mara", key="a3")
    assert handled(desk, filed) == Handling()


def test_outside_slack_a_question_is_answered_by_name(desk: TunnelDesk) -> None:
    filed = waiting(desk)
    with pytest.raises(Refused, match="No question"):
        answer(desk.services, WORKSPACE, filed.id, "Me.", by="jo", key="r0")
    ask(desk.services, WORKSPACE, filed.id, "Who says so?", by="mara", key="a1")
    with pytest.raises(Refused, match="jo was asked"):
        answer(desk.services, WORKSPACE, filed.id, "Me.", by="ben", key="r1")
    answer(desk.services, WORKSPACE, filed.id, "The gatekeeper.", by="jo", key="r2")
    assert not handled(desk, filed).waits_for_answer
    approve(desk.services, WORKSPACE, filed.id, by="ben", version=1)
