"""Homes of events: the channels in which their changes of level are announced."""

import datetime as dt

from sqlmodel import col, select

from storage import events
from storage.session import WorkspaceSession
from storage.showing_tables import EventHomeRow


def of_event(s: WorkspaceSession, slug: str) -> str | None:
    """Give the channel of an event's own home, or None; raises NotFound."""
    home = select(EventHomeRow).where(col(EventHomeRow.event_id) == events.id_of(s, slug))
    row = s.exec(home.order_by(col(EventHomeRow.id).desc()).limit(1)).first()
    return None if row is None else row.channel


def give(s: WorkspaceSession, slug: str, channel: str | None, by: str, at: dt.datetime) -> None:
    """Give an event a home of its own, or none; raises NotFound."""
    s.add(EventHomeRow(event_id=events.id_of(s, slug), channel=channel, by=by, at=at))
    s.flush()
