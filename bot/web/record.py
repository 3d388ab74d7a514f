"""All that the page of one event shows, read in one transaction."""

import datetime as dt
from dataclasses import dataclass

from bot.domain.acts import Act, as_approved, happened, newest_first, public_edits
from bot.domain.confidence import assess_event
from bot.domain.model import Assessment, Claim, Event, ReaderStamp, Report
from bot.domain.origin_graph import OriginGraph, origin_graphs
from bot.domain.page_access import PageAccess
from bot.domain.record import EventEdit, LevelChange
from bot.domain.revisions import no_longer_counted
from bot.domain.rulings import FiledRuling, concerning, standing
from bot.domain.working import Working, work_out
from storage import acts, articles, events, history, readings, reports, rulings, settlements, workspace_settings
from storage.articles import Kept
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
    """Where a report's text was taken from, and which reader read it; None where the event's file brought it."""

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


def load(s: WorkspaceSession, slug: str, access: PageAccess) -> EventShown:
    """Read what an event's page shows, and give it who may see that; raises NotFound.

    What editors wrote to each other stays inside: only the reasons for retracting, reopening and rewording are said. First
    looks, and wordings whose decision was taken back, are not approved: nothing is said of them.
    """
    event_id, made_edits = events.id_of(s, slug), events.edits_of(s, slug)
    sourced = reports.standing_sourced(s, slug)
    on_record = tuple(one.report for one in sourced)
    edits = [edit for edit in public_edits(made_edits) if edit.stands]
    event = as_approved(events.get(s, slug), made_edits, on_record)
    known = {claim.key for claim in event.claims}
    changes = [change for change in history.of_event(s, slug) if change.claim in known]
    made = [ruling.model_copy(update={"reason": ""}) for ruling in rulings.of_event(s, event_id)]
    done, settled = acts.on_event_for_all(s, slug, {report.outlet.name for report in on_record}), settlements.of_event(s, slug)
    stamps = readings.stamps_on(s, event_id)
    kept = articles.kept_of(s, {one.article_id for one in sourced if one.article_id is not None})
    told = newest_first(happened(event, on_record, changes, made, edits, done, settled))
    return EventShown(
        event=event,
        access=access,
        claims=_claims(event, on_record),
        reports=on_record,
        gone=no_longer_counted(event, on_record),
        changes=tuple(changes),
        told=tuple(told),
        edits=tuple(edits),
        rulings=tuple(standing(concerning(event, on_record, made))),
        sources=tuple(
            ReportSource(
                one.report,
                None if one.article_id is None else kept[one.article_id],
                None if one.decision_id is None else stamps.get(one.decision_id),
            )
            for one in sourced
        ),
        changed=max((one.at for one in told), default=event.extracted_at),
        takes_sources=workspace_settings.get(s).public_channel is not None,
    )


def _claims(event: Event, on_record: tuple[Report, ...]) -> tuple[ClaimShown, ...]:
    assessed = {made.claim: made for made in assess_event(event, on_record)}
    shown = []
    for claim in event.current:
        working = work_out(claim, on_record, event.rulings)
        counted = {each.report.id for origin in working.origins for each in origin.reports}
        earlier = tuple(
            (wording, tuple(report for report in on_record if report.claim == wording.key)) for wording in event.earlier(claim)
        )
        beside = tuple(report for report in on_record if report.claim == claim.key and report.id not in counted)
        shown.append(ClaimShown(claim, assessed[claim.key], working, origin_graphs(working.origins), beside, earlier))
    return tuple(shown)
