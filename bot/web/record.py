"""All that the page of one event shows, read in one transaction."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.acts import Act, as_approved, happened, newest_first, public_edits
from bot.domain.confidence import assess_weighed
from bot.domain.model import Assessment, Claim, Event, Report
from bot.domain.origin_graph import OriginGraph, origin_graphs
from bot.domain.page_access import PageAccess
from bot.domain.reading import ReaderStamp
from bot.domain.record import EventEdit, LevelChange
from bot.domain.revisions import ended_by
from bot.domain.rulings import FiledRuling, concerning, standing
from bot.domain.weighing import Weighed, weigh
from bot.domain.working import Working, work_out_weighed
from storage import acts, articles, events, history, readings, reports, settlements, workspace_settings
from storage.articles import Kept
from storage.pages import Place
from storage.session import WorkspaceSession


@dataclass(frozen=True)
class ClaimShown:
    """One claim with its assessment, the sum behind it, the picture of its origins, and its reports that count nowhere."""

    claim: Claim
    assessment: Assessment
    working: Working
    graphs: tuple[OriginGraph, ...]
    beside: tuple[Report, ...]
    earlier: tuple[tuple[Claim, tuple[Report, ...]], ...]


@dataclass(frozen=True)
class ReportSource:
    """A report, where its text was taken from, and which reader read it; None where the event's file brought it."""

    id: int
    report: Report
    kept: Kept | None
    stamp: ReaderStamp | None


@dataclass(frozen=True)
class EventShown:
    """One event as a page shows it.

    `changed` is when something of it last changed, `takes_sources` whether readers may bring sources.
    """

    event: Event
    access: PageAccess
    claims: tuple[ClaimShown, ...]
    reports: tuple[Report, ...]
    gone: dict[str, str]
    changes: tuple[LevelChange, ...]
    told: tuple[Act | LevelChange, ...]
    edits: tuple[EventEdit, ...]
    rulings: tuple[FiledRuling, ...]
    sources: tuple[ReportSource, ...]
    changed: dt.datetime | None
    takes_sources: bool

    @property
    def core(self) -> ClaimShown:
        """Return the claim whose level the event has."""
        return next(shown for shown in self.claims if shown.claim.key == self.event.core.key)

    @property
    def outlets(self) -> tuple[str, ...]:
        """Return the names of all outlets with a report."""
        return tuple(sorted({report.outlet.name for report in self.reports}, key=str.casefold))

    @property
    def counting(self) -> frozenset[str]:
        """Return the names of the outlets that are counted for the event's level."""
        return frozenset(each.report.outlet.name for origin in self.core.working.origins for each in origin.reports)


def load(s: WorkspaceSession, place: Place) -> EventShown:
    """Read what an event's page shows, and give it who may see that.

    What editors wrote to each other stays inside: only the reasons for retracting, reopening and rewording are said. First
    looks, and wordings whose decision was taken back, are not approved: nothing is said of them.
    """
    event_id, as_stored, made_edits, ruled = events.whole(s, place.event_id)
    sourced = reports.standing_sourced(s, event_id)
    on_record = tuple(one.report for one in sourced)
    edits = [edit for edit in public_edits(made_edits) if edit.stands]
    event = as_approved(as_stored, made_edits, on_record)
    known = {claim.key for claim in event.claims}
    changes = [change for change in history.on_event(s, event_id) if change.claim in known]
    made = [ruling.model_copy(update={"reason": ""}) for ruling in ruled]
    done = acts.on_event_for_all(s, event_id, {report.outlet.name for report in on_record})
    # What an event's file brought, nobody read and nobody settled.
    decided = any(one.decision_id is not None for one in sourced)
    settled, stamps = (settlements.on_event(s, event_id), readings.stamps_on(s, event_id)) if decided else ([], {})
    kept = articles.kept_of(s, {one.article_id for one in sourced if one.article_id is not None})
    weighed = {claim.key: weigh(claim, on_record, event.rulings) for claim in event.claims}
    told = newest_first(happened(event, on_record, changes, made, edits, done, settled))
    return EventShown(
        event=event,
        access=place.access,
        claims=_claims(event, on_record, weighed),
        reports=on_record,
        gone=ended_by([each.found for each in weighed.values()]),
        changes=tuple(changes),
        told=tuple(told),
        edits=tuple(edits),
        rulings=tuple(standing(concerning(event, on_record, made))),
        sources=tuple(
            ReportSource(
                one.id,
                one.report,
                None if one.article_id is None else kept[one.article_id],
                None if one.decision_id is None else stamps.get(one.decision_id),
            )
            for one in sourced
        ),
        changed=max((one.at for one in told), default=event.extracted_at),
        takes_sources=workspace_settings.get(s).public_channel is not None,
    )


def _claims(event: Event, on_record: tuple[Report, ...], weighed: Mapping[str, Weighed]) -> tuple[ClaimShown, ...]:
    shown = []
    for claim in event.current:
        working = work_out_weighed(weighed[claim.key])
        counted = {each.report.id for origin in working.origins for each in origin.reports}
        earlier = tuple(
            (wording, tuple(report for report in on_record if report.claim == wording.key)) for wording in event.earlier(claim)
        )
        beside = tuple(report for report in on_record if report.claim == claim.key and report.id not in counted)
        assessed = assess_weighed(weighed[claim.key], retracted=event.retracted_because)
        shown.append(ClaimShown(claim, assessed, working, origin_graphs(working.origins), beside, earlier))
    return tuple(shown)
