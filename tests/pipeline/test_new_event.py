"""A new event, made by an editor of the article's own statements."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.domain.answer import QuotedStatement
from bot.domain.card import CardKind
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.model import Basis, Claim, EventDraft, EventKind, Hop, HopKind, Layer, Stance, Tone
from bot.domain.record import FiledProposal, ProposalState
from bot.pipeline.decide import approve, reject, undo
from bot.pipeline.reread import propose_new_event
from bot.pipeline.services import Services
from bot.pipeline.show import on_link
from storage import events, proposals, reports
from storage.db import Database
from tests.newsroom import STORY, WORKSPACE, ScriptedReader, answer, judged, make_services, outcome, page, work
from tests.page_server import PageServer
from tests.pipeline.shown import brought_and_told, due
from tests.pipeline.test_reread import CLOSURE, SCHOOL, again, told
from tests.pipeline.test_review import DRAFT, SAID, URL

HOLM = Hop(kind=HopKind.PERSON, name="Vera Holm")
STATED = (
    QuotedStatement(
        text="Vera Holm said that the dam had failed.", tone=Tone.CERTAIN, basis=Basis.ON_RECORD, path=(HOLM,), quote=SAID
    ),
    QuotedStatement(
        text="The school on the hill took people in.",
        tone=Tone.LIKELY,
        basis=Basis.UNSTATED,
        path=(Hop(kind=HopKind.OUTLET, name="Courier.example"),),
        quote=SCHOOL,
    ),
)


def draft(*claims: Claim, **changes: object) -> EventDraft:
    fields: dict[str, object] = {
        "kind": EventKind.DISASTER,
        "headline": "The lower town of Orrin is under water",
        "place": "Orrin",
        "claims": claims or (Claim(key="c1", text="The school took people in."),),
    }
    return EventDraft.model_validate({**fields, **changes})


SPOKEN = (
    Claim(key="c1", text="Vera Holm said that the dam had failed.", layer=Layer.UTTERANCE, speaker="Vera Holm"),
    Claim(key="c2", text="The dam had failed.", speaker="Vera Holm"),
    Claim(key="c3", text="The school took people in."),
)


def stating(*judgements: object) -> ScriptedReader:
    return ScriptedReader(answer(judged("orrin-dam", "so", SAID), *judgements, statements=STATED))  # type: ignore[arg-type]  # each is a judgement


def renamed(
    services: Services, filed: FiledProposal, *, made: EventDraft | None = None, of: Sequence[int] = (1,), version: int = 1
) -> int:
    return propose_new_event(services, WORKSPACE, filed.id, version=version, draft=made or draft(), statements=of, by="U0EDDA")


def test_a_new_event_is_made_of_the_articles_own_statements(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, stating())
    submission, waiting = told(services)
    new = renamed(services, waiting, made=draft(*SPOKEN), of=(0, 0, 1))
    old, newer = outcome(services, submission.id)[1]
    assert (old.state, newer.id, newer.state, newer.version) == (ProposalState.SUPERSEDED, new, ProposalState.PENDING, 1)
    assert (newer.proposal.event, newer.proposal.draft) == (None, draft(*SPOKEN))
    said, so, school = newer.proposal.reports
    assert [r.claim for r in (said, so, school)] == ["c1", "c2", "c3"]
    assert len({said.id, so.id, school.id}) == 3
    assert {r.stance for r in (said, so, school)} == {Stance.CONFIRMS}
    assert (said.quote, said.tone, said.basis, said.origin) == (SAID, Tone.CERTAIN, Basis.ON_RECORD, HOLM)
    assert (school.quote, school.tone, school.basis) == (SCHOOL, Tone.LIKELY, Basis.UNSTATED)
    assert school.origin.kind is not HopKind.OUTLET  # the article's own outlet, or a name that it does not hold
    assert newer.proposal.verdict.startswith("A new event")
    assert "An editor made this a new event, of the article's own statements." in newer.proposal.remarks
    assert newer.proposal.made_by == "U0EDDA"
    (card,) = due(services)
    assert card.kind is CardKind.LINK
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert on_link(s, submission.id) == newer
    approve(services, WORKSPACE, new, by="U0EDDA", version=1)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert len(reports.standing(s, "the-lower-town-of-orrin-is-under-water")) == 3


def test_a_new_event_of_wire_copy_is_credited_to_the_wire(sqlite_database: Database, server: PageServer) -> None:
    server.page("/wire", page(f"ORRIN (Reuters) - {STORY}\n\nReporting by Jo Vale for Reuters."))
    services = make_services(sqlite_database, server, stating())
    _, waiting = told(services, "http://courier.example/wire")
    new = renamed(services, waiting)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        newer = proposals.get(s, new)
    assert {report.copy_of for report in newer.proposal.reports} == {report.copy_of for report in waiting.proposal.reports}
    assert {report.copy_of for report in newer.proposal.reports} == {"Reuters"}


def test_a_proposal_for_a_new_event_becomes_its_own_next_version(sqlite_database: Database, server: PageServer) -> None:
    reader = ScriptedReader(answer(judged("", "school", SCHOOL), draft=DRAFT, statements=STATED))
    services = make_services(sqlite_database, server, reader)
    submission, waiting = told(services)
    assert renamed(services, waiting) == waiting.id
    (newer,) = outcome(services, submission.id)[1]
    assert (newer.version, newer.state, newer.proposal.headline) == (2, ProposalState.PENDING, draft().headline)
    assert len(due(services)) == 1
    with pytest.raises(Refused, match="not the newest"):
        renamed(services, waiting)
    assert renamed(services, waiting, version=2, made=draft(headline="Another one")) == waiting.id
    approve(services, WORKSPACE, waiting.id, by="U0EDDA", version=3)
    undo(services, WORKSPACE, waiting.id, by="U0EDDA")
    with pytest.raises(Refused, match="'another-one' already"):
        renamed(services, waiting, version=4)


def test_all_that_waits_gives_way_and_what_was_decided_stays(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, stating(CLOSURE))
    submission = brought_and_told(services, URL)
    link, further = due(services)
    on_dam, on_bridge = outcome(services, submission.id)[1]
    approve(services, WORKSPACE, on_dam.id, by="U0EDDA", version=1)
    due(services)
    new = renamed(services, on_bridge)
    states = {p.id: p.state for p in outcome(services, submission.id)[1]}
    assert states == {
        on_dam.id: ProposalState.APPROVED, on_bridge.id: ProposalState.SUPERSEDED, new: ProposalState.PENDING,
    }  # fmt: skip
    drawn = {card.id: card for card in due(services)}
    (own,) = (card for id_, card in drawn.items() if id_ not in (link.id, further.id))
    assert (own.kind, own.proposal_id) == (CardKind.PROPOSAL, new)
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        shown = on_link(s, submission.id)
    assert shown is not None
    assert shown.id == on_dam.id
    undo(services, WORKSPACE, on_dam.id, by="U0EDDA")
    assert renamed(services, on_dam, version=2, made=draft(headline="Once more")) == new
    assert outcome(services, submission.id)[1][-1].version == 2


def test_both_waiting_proposals_give_way_to_a_new_event(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, stating(CLOSURE))
    submission = brought_and_told(services, URL)
    shown = due(services)
    new = renamed(services, outcome(services, submission.id)[1][0])
    assert [p.state for p in outcome(services, submission.id)[1][:2]] == [ProposalState.SUPERSEDED] * 2
    assert [card.id for card in due(services)] == [card.id for card in shown]
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        on_it = on_link(s, submission.id)
    assert on_it is not None
    assert on_it.id == new


BARE = Claim.model_construct(key="c1", text="Vera Holm said so.", layer=Layer.UTTERANCE, speaker=None, parties=())


def test_a_draft_that_says_nothing_is_refused(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, stating())
    submission, waiting = told(services)
    refused: list[tuple[EventDraft, tuple[int, ...], str]] = [
        (draft(), (), "at least one"),
        (draft(), (0, 1), "Each claim"),
        (draft(*SPOKEN), (0,), "Each claim"),
        (draft(), (2,), "no statement 3; it has 2"),
        (draft(), (-1,), "no statement 0"),
        (draft().model_copy(update={"claims": (BARE,)}), (0,), "needs a speaker"),
        (draft().model_copy(update={"headline": ""}), (0,), "cannot be used"),
    ]
    for made, of, words in refused:
        with pytest.raises(BadInput, match=words):
            renamed(services, waiting, made=made, of=of)
    assert outcome(services, submission.id)[1] == [waiting]


def test_a_new_event_needs_a_proposal_that_waits_and_nothing_under_way(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, stating())
    _, waiting = told(services)
    with pytest.raises(Refused, match="not the newest"):
        renamed(services, waiting, version=2)
    filed = again(services, waiting.id)
    with pytest.raises(Refused, match="being read again"):
        renamed(services, waiting)
    work(services, filed.id)
    with pytest.raises(Refused, match="replaced"):
        renamed(services, waiting)
    newer = outcome(services, filed.id)[1][0]
    reject(services, WORKSPACE, newer.id, by="U0EDDA", version=1, reason="No.")
    with pytest.raises(Refused, match="rejected by U0EDDA"):
        renamed(services, newer)


def test_a_decision_and_a_new_event_at_once(database: Database, server: PageServer) -> None:
    services = make_services(database, server, stating())
    submission, waiting = told(services)

    def decide(what: str) -> str:
        try:
            if what == "approve":
                approve(services, WORKSPACE, waiting.id, by="U0EDDA", version=1)
            else:
                renamed(services, waiting)
        except Refused:
            return "refused"
        return what

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(decide, ["approve", "rename"]))
    states = [p.state for p in outcome(services, submission.id)[1]]
    if "approve" in done:
        assert (done, states) == (["approve", "refused"], [ProposalState.APPROVED])
    else:
        assert (done, states) == (["refused", "rename"], [ProposalState.SUPERSEDED, ProposalState.PENDING])


def test_another_workspace_makes_no_event_of_ours(sqlite_database: Database, server: PageServer) -> None:
    services = make_services(sqlite_database, server, stating())
    _, waiting = told(services)
    with pytest.raises(NotFound):
        propose_new_event(services, "elsewhere", waiting.id, version=1, draft=draft(), statements=(0,), by="U0EDDA")
    with sqlite_database.transaction(WORKSPACE, read_only=True) as s:
        assert events.count(s) == 2
