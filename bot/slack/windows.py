"""Windows: opened before anything is looked up, since Slack lets us open one for three seconds only, and filled in then."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.domain.errors import BadInput, Refused, SecondSourceError
from bot.domain.record import FiledProposal
from bot.pipeline import decide
from bot.slack.door import channel_of, person_of
from bot.slack.names import Action, Ref
from bot.slack.office import Office
from bot.slack.views.modals import loading_modal, problem_modal
from storage import cards

Show = Callable[[dict[str, Any]], None]


@contextmanager
def window(office: Office, workspace: str, body: Mapping[str, Any], title: str) -> Iterator[Show]:
    """Open a window at once, over the one that is open if there is one; gives what fills it in.

    What is refused meanwhile is said in the window (docs.slack.dev, "Modals": trigger ids live three seconds).
    """
    client = office.client(workspace)
    over = (body.get("view") or {}).get("type") == "modal"
    opened = (client.views_push if over else client.views_open)(trigger_id=body["trigger_id"], view=loading_modal(title))[
        "view"
    ]

    def show(view: dict[str, Any]) -> None:
        client.views_update(view_id=opened["id"], hash=opened["hash"], view=view)

    try:
        yield show
    except SecondSourceError as error:
        show(problem_modal(error.sentence))


def named(action: Action) -> re.Pattern[str]:
    """Match an action's id, alone or with a number behind it."""
    return re.compile(rf"^{re.escape(action)}(:.*)?$")


def chosen(action: Mapping[str, Any]) -> object:
    """Give what a button carries, or the value of what was chosen in a select."""
    option = action.get("selected_option")
    return option.get("value") if isinstance(option, Mapping) else action.get("value")


def number_of(value: object) -> int:
    """Read the number that a button carries; raises BadInput for what we never made."""
    digits = str(value)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise BadInput("This button is not one of ours, or is too old.")
    return int(digits)


def require_pending(office: Office, workspace: str, ref: Ref, body: Mapping[str, Any]) -> FiledProposal:
    """Give the proposal if this person may decide on this version of it; raises Refused, and has its cards drawn anew."""
    person = person_of(body)
    office.members.require_editor(workspace, person, office.settings(workspace), channel_of(body))
    try:
        return decide.open_to(office.desk, workspace, ref.proposal, by=person, version=ref.version)
    except Refused:
        draw_again(office, workspace, ref)
        raise


def draw_again(office: Office, workspace: str, ref: Ref) -> None:
    """Have the cards of a proposal drawn anew: somebody pressed what is no longer so."""
    with office.desk.database.transaction(workspace) as s:
        cards.proposal_changed(s, ref.proposal, office.now())
    office.cards_due.ring()
