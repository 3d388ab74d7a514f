"""An editor takes a proposal that waits, lets it go, hands it over, or asks whoever brought the link.

Each is one transaction that marks the cards due. A hold ends by itself after its time: the card is drawn again then.
"""

from bot.domain.card import Card, CardKind, Spot
from bot.domain.chat_ids import is_person_id
from bot.domain.errors import BadInput, Refused
from bot.domain.handling import HandlingAct, HandlingKind, Hold
from bot.domain.people import person, same_person
from bot.domain.record import FiledProposal, ProposalState
from bot.pipeline.decide import may_decide, own_submission
from bot.pipeline.holds import Held
from bot.pipeline.services import RecordServices
from storage import cards, decisions, handling, proposals, workspace_settings
from storage.session import WorkspaceSession

LONGEST_WORDS = 500


def take(services: RecordServices, workspace: str, proposal_id: int, *, by: str) -> Hold:
    """Let an editor be on a proposal; again by the same editor changes nothing.

    Raises Held while somebody else is on it and the editor was not told, Refused for their own link and a decided proposal.
    """
    editor = person(by)
    with services.database.transaction(workspace) as s:
        filed = _waiting(s, proposal_id)
        own_submission(services, s, filed, editor)
        handled = handling.now_on(s, proposal_id, services.clock())
        if own := handled.hold_of(editor):
            return own
        if hold := handled.unknown_to(editor):
            raise Held(proposal_id, hold)
        return _hold(services, s, filed, HandlingKind.TAKE, editor, None, None)


def release(services: RecordServices, workspace: str, proposal_id: int, *, by: str) -> None:
    """Let a proposal go again; nothing if nobody is on it. Raises Refused if somebody else is, or if it is decided."""
    editor = person(by)
    with services.database.transaction(workspace) as s:
        filed = _waiting(s, proposal_id)
        handled = handling.now_on(s, proposal_id, services.clock())
        if other := handled.hold_of_another(editor):
            raise Refused(
                f"{other.by} is on this one since {other.since:%H:%M} UTC, so only {other.by} can let it go. It is free by"
                f" itself at {other.until:%H:%M} UTC, and another editor can decide before that."
            )
        if handled.hold is not None:
            handling.add(s, proposal_id, filed.version, HandlingKind.RELEASE, editor, services.clock())
            cards.proposal_changed(s, proposal_id, services.clock())


def hand_over(services: RecordServices, workspace: str, proposal_id: int, *, by: str, to: str, key: str) -> Hold:
    """Let another editor be on a proposal, and send them a message; the same `key` again changes nothing.

    Raises Held while a third editor is on it and this one was not told, Refused for somebody who may not decide on it and for a
    decided proposal.
    """
    editor, colleague = person(by), person(to)
    with services.database.transaction(workspace) as s:
        filed = _waiting(s, proposal_id)
        if not may_decide(services, s, workspace_settings.get(s), filed, colleague):
            raise Refused(f"{colleague} brought this link and cannot decide on it. Choose another editor.")
        handled = handling.now_on(s, proposal_id, services.clock())
        if own := handled.hold_of(colleague):
            return own
        if hold := handled.unknown_to(editor):
            raise Held(proposal_id, hold)
        kind = HandlingKind.TAKE if same_person(editor, colleague) else HandlingKind.HAND_OVER
        given = _hold(services, s, filed, kind, editor, colleague, key)
        if kind is HandlingKind.HAND_OVER and is_person_id(colleague):
            cards.want(s, key, CardKind.HANDED, Spot(channel=colleague), at=services.clock(), proposal_id=proposal_id)
        return given


def ask(services: RecordServices, workspace: str, proposal_id: int, words: str, *, by: str, key: str) -> HandlingAct:
    """Ask whoever brought the link something, in the thread of its card; the same `key` again changes nothing.

    The proposal then waits for the answer, and can be decided all the same. Raises BadInput for no words or too many, Refused
    if the editor brought it themselves, an app did, or the proposal is decided.
    """
    editor, question = person(by), _on_one_line(words, "The question")
    with services.database.transaction(workspace) as s:
        filed = _waiting(s, proposal_id)
        whom = filed.submission.by
        if same_person(whom, editor):
            raise Refused("You brought this link yourself, so there is nobody else to ask.")
        spot = _thread_of(s, filed)
        if spot is not None and not is_person_id(whom):
            raise Refused("An app brought this link, or somebody who is not in Slack, so nobody can be asked.")
        if spot is None and is_person_id(whom):
            raise Refused("Its card is not posted yet, so there is no thread to ask in. Ask once the card is there.")
        at = services.clock()
        kind = HandlingKind.ASK
        handling.add(s, proposal_id, filed.version, kind, editor, at, whom=whom, words=question, key=key)
        if spot is not None:
            cards.want(s, key, CardKind.ASKED, spot, at=at, proposal_id=proposal_id)
        cards.proposal_changed(s, proposal_id, at)
        return handling.by_key(s, key)


def answer(services: RecordServices, workspace: str, proposal_id: int, words: str, *, by: str, key: str) -> None:
    """Answer what was asked about a proposal; it waits for an editor again. The same `key` again changes nothing.

    Raises Refused if nothing was asked, somebody else was, or it is answered already; BadInput for no words.
    """
    answerer = person(by)
    with services.database.transaction(workspace) as s:
        filed = _waiting(s, proposal_id)
        inquiry = handling.now_on(s, proposal_id, services.clock()).inquiry
        if inquiry is None or inquiry.answer is not None:
            raise Refused(f"No question about proposal {proposal_id} waits for an answer.")
        if not same_person(inquiry.whom, answerer):
            raise Refused(f"{inquiry.whom} was asked, so {inquiry.whom} has to answer.")
        _answer(services, s, filed, inquiry.id, answerer, _on_one_line(words, "The answer"), key)


def answer_in_thread(
    services: RecordServices, workspace: str, channel: str, thread: str, words: str, *, by: str, key: str
) -> bool:
    """Take a person's message in a thread as the answer to what they were asked there; returns whether it is one.

    `key` is that of the message: it answers once, however often it is delivered.
    """
    with services.database.transaction(workspace, read_only=True) as s:
        asked = cards.asked_in(s, channel, thread)
    found = False
    for proposal_id in asked:
        with services.database.transaction(workspace) as s:
            filed = proposals.lock(s, proposal_id)
            inquiry = handling.now_on(s, proposal_id, services.clock()).inquiry
            if filed.state is not ProposalState.PENDING or inquiry is None or inquiry.answer is not None:
                continue
            if same_person(inquiry.whom, by) and words.strip():
                said = " ".join(words.split())[:LONGEST_WORDS]
                _answer(services, s, filed, inquiry.id, by, said, f"{key}:{proposal_id}")
                found = True
    return found


def _answer(
    services: RecordServices, s: WorkspaceSession, filed: FiledProposal, asked: int, by: str, words: str, key: str
) -> None:
    at = services.clock()
    handling.add(s, filed.id, filed.version, HandlingKind.ANSWER, by, at, words=words, about=asked, key=key)
    cards.proposal_changed(s, filed.id, at)


def _hold(
    services: RecordServices,
    s: WorkspaceSession,
    filed: FiledProposal,
    kind: HandlingKind,
    by: str,
    whom: str | None,
    key: str | None,
) -> Hold:
    at = services.clock()
    id_ = handling.add(s, filed.id, filed.version, kind, by, at, whom=whom, key=key)
    cards.proposal_changed(s, filed.id, at)
    given = by if kind is HandlingKind.HAND_OVER else None
    return Hold(id=id_, by=whom or by, since=at, given_by=given)


def _waiting(s: WorkspaceSession, proposal_id: int) -> FiledProposal:
    """Lock a proposal that waits; raises Refused for one that is decided."""
    filed = proposals.lock(s, proposal_id)
    if filed.state is not ProposalState.PENDING:
        raise decisions.refusal(s, proposal_id, filed.version)
    return filed


def _thread_of(s: WorkspaceSession, filed: FiledProposal) -> Spot | None:
    """Return the thread in which a proposal's card stands; None if no card is posted."""
    found: list[Card] = cards.of_proposal(s, filed.id, filed.submission.id)
    card = next((c for c in found if c.spot.thread or c.message), None)
    return None if card is None else Spot(channel=card.spot.channel, thread=card.spot.thread or card.message)


def _on_one_line(words: str, what: str) -> str:
    plain = " ".join(words.split())
    if not 0 < len(plain) <= LONGEST_WORDS:
        raise BadInput(f"{what} needs words, {LONGEST_WORDS} characters of them at most.")
    return plain
