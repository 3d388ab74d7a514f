"""`second-source review`: who deals with a proposal that waits, and whether a decision may go over somebody who is on it."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bot.cards import handling_lines
from bot.commands.environment import open_record_here
from bot.commands.output import AsJson, By, show
from bot.domain.errors import Refused
from bot.domain.people import person
from bot.pipeline.handling import answer, ask, hand_over, release, take
from bot.pipeline.holds import Held, hold_to_tell, note_told
from bot.pipeline.services import RecordServices
from storage import handling

Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="Number of the proposal.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Although somebody else is on it.")]


@contextmanager
def knowing(services: RecordServices, workspace: str, proposal_id: int, by: str, *, anyway: bool) -> Iterator[None]:
    """Refuse what is done while somebody else is on the proposal, unless the editor says `anyway`."""
    if anyway and (hold := hold_to_tell(services, workspace, proposal_id, person(by))):
        note_told(services, workspace, proposal_id, hold.id, by=by)
    try:
        yield
    except Held as held:
        raise Refused(f"{held.sentence} To do it all the same, add --anyway.") from held


def take_(proposal_id: Id, by: By, anyway: Anyway = False, as_json: AsJson = False) -> None:
    """Say that you are on it: others see that, for 30 minutes."""
    with open_record_here() as (services, workspace):
        with knowing(services, workspace, proposal_id, by, anyway=anyway):
            take(services, workspace, proposal_id, by=by)
        _show(services, workspace, proposal_id, as_json=as_json)


def release_(proposal_id: Id, by: By, as_json: AsJson = False) -> None:
    """Let it go again, so that others take it."""
    with open_record_here() as (services, workspace):
        release(services, workspace, proposal_id, by=by)
        _show(services, workspace, proposal_id, as_json=as_json)


def hand_over_(
    proposal_id: Id,
    to: Annotated[str, typer.Argument(metavar="COLLEAGUE", help="Name or id of the editor who gets it.")],
    by: By,
    anyway: Anyway = False,
    as_json: AsJson = False,
) -> None:
    """Hand it over to another editor; with an id of Slack they get a message."""
    with open_record_here() as (services, workspace):
        with knowing(services, workspace, proposal_id, by, anyway=anyway):
            hand_over(services, workspace, proposal_id, by=by, to=to, key=f"handed:{uuid.uuid4()}")
        _show(services, workspace, proposal_id, as_json=as_json)


def ask_(
    proposal_id: Id,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What you want to know.")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """Ask whoever brought the link; in Slack in its thread."""
    with open_record_here() as (services, workspace):
        ask(services, workspace, proposal_id, question, by=by, key=f"asked:{uuid.uuid4()}")
        _show(services, workspace, proposal_id, as_json=as_json)


def reply_(
    proposal_id: Id,
    words: Annotated[str, typer.Argument(metavar="ANSWER", help="What you know.")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """Answer what an editor asked about a link that you brought."""
    with open_record_here() as (services, workspace):
        answer(services, workspace, proposal_id, words, by=by, key=f"answered:{uuid.uuid4()}")
        _show(services, workspace, proposal_id, as_json=as_json)


COMMANDS: dict[str, Callable[..., None]] = {
    "take": take_,
    "release": release_,
    "hand-over": hand_over_,
    "ask": ask_,
    "reply": reply_,
}


def _show(services: RecordServices, workspace: str, proposal_id: int, *, as_json: bool) -> None:
    with services.database.transaction(workspace, read_only=True) as s:
        handled = handling.now_on(s, proposal_id, services.clock())
    said = handling_lines(handled) or ["Nobody is on it."]
    show("\n".join(f"Proposal {proposal_id}: {line}" for line in said), {"handling": handled}, as_json=as_json)
