"""People follow events: whoever follows one is told when its level moves, in the transaction that moves it, so once."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.domain.card import CardKind, Spot
from bot.domain.errors import BadInput
from bot.domain.following import Follow
from bot.domain.model import Event
from bot.domain.people import same_person
from bot.domain.record import LevelChange
from bot.pipeline.services import RecordServices
from storage import cards, events, follows, regrades
from storage.session import WorkspaceSession

NOT_FOLLOWED = "You do not follow this event (any more)."


def follow(services: RecordServices, workspace: str, slug: str, person: str) -> tuple[Follow, bool]:
    """Let somebody follow an event; returns how they follow it, and whether they did not before. Raises NotFound."""
    with services.database.transaction(workspace) as s:
        new = follows.follow(s, slug, person, services.clock())
        found = follows.one(s, slug, person)
    if found is None:
        raise BadInput(NOT_FOLLOWED)
    return found, new


def change(
    services: RecordServices,
    workspace: str,
    slug: str,
    person: str,
    *,
    claims: Sequence[str] | None = None,
    muted: bool = False,
    muted_for: dt.timedelta | None = None,
) -> Follow:
    """Change what somebody hears of an event that they follow; raises BadInput if they do not, NotFound."""
    until = services.clock() + muted_for if muted_for else None
    with services.database.transaction(workspace) as s:
        if claims is not None:
            known = {claim.key for claim in events.get(s, slug).claims}
            claims = [key for key in claims if key in known]
        follows.change(s, slug, person, claims=claims, muted=muted, muted_until=until)
        found = follows.one(s, slug, person)
    if found is None:
        raise BadInput(NOT_FOLLOWED)
    return found


def unfollow(services: RecordServices, workspace: str, slug: str, person: str) -> bool:
    """Let somebody follow an event no longer; False if they did not. Raises NotFound."""
    with services.database.transaction(workspace) as s:
        return follows.unfollow(s, slug, person)


def tell_followers(
    s: WorkspaceSession,
    slug: str,
    changes: Sequence[LevelChange],
    at: dt.datetime,
    *,
    by: str,
    key: str,
    decision_id: int | None = None,
    ruling_id: int | None = None,
    edit_id: int | None = None,
    grade_id: int | None = None,
) -> None:
    """Have everybody told who follows what moved on an event, but not whoever moved it; `key` names what did."""
    if all(change.level_before is change.level_after for change in changes):
        return
    found = [one for one in follows.of_event(s, slug) if not one.is_muted(at) and not same_person(one.person, by)]
    event = events.get(s, slug) if found else None
    for one in found:
        if event and one.concerning(event, changes):
            cards.want(
                s,
                f"follow:{key}:{slug}:{one.person}",
                CardKind.FOLLOWED,
                Spot(channel=one.person),
                at=at,
                event=slug,
                decision_id=decision_id,
                ruling_id=ruling_id,
                edit_id=edit_id,
                grade_id=grade_id,
            )


def tell_of_grade(
    s: WorkspaceSession,
    grade_id: int,
    found: Mapping[int, Event],
    changes: Mapping[int, Sequence[LevelChange]],
    at: dt.datetime,
) -> None:
    """Tell the followers of events, by the ids of their rows, what an outlet's new grade moved."""
    followed = follows.followed(s, list(changes))
    by = regrades.author_of(s, grade_id) if followed else ""
    for id_ in followed:
        tell_followers(s, found[id_].slug, changes[id_], at, by=by, key=f"grade:{grade_id}", grade_id=grade_id)
