"""What programs get: events with their claims, origins and reports, and how proposals and sources stand."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.domain.api_token import Caller
from bot.domain.confidence import next_step
from bot.domain.model import Report
from bot.domain.page_access import PageAccess
from bot.domain.record import SubmissionState
from bot.domain.working import OriginWorking, Working
from bot.pipeline.program_sources import SourceStatus
from bot.web.access import is_slug
from bot.web.drawing import PageSite
from bot.web.event_page import event_data, report_data
from bot.web.portion import MOST_CLAIMS, MOST_REPORTS, MOST_TOLD
from bot.web.record import ClaimShown, EventShown, ReportSource, load
from storage import pages
from storage.pages import Listed, ProposalSeen
from storage.session import WorkspaceSession

API = "/api/v1"
STANDS = {
    SubmissionState.FILED: "It waits to be read.",
    SubmissionState.FETCHED: "It is being read.",
    SubmissionState.READ: "It is being read.",
    SubmissionState.PROPOSED: "It was read; the proposals say how they stand. An editor decides.",
    SubmissionState.FAILED: "It led to no proposal.",
    SubmissionState.DUPLICATE: "Others brought the same article.",
    SubmissionState.SUPERSEDED: "A fuller or later text of the same article replaced it.",
    SubmissionState.WITHDRAWN: "It was withdrawn.",
}
Data = dict[str, Any]


def listed_resource(one: Listed, site: PageSite) -> Data:
    """Return an event of a list."""
    return {
        "self": site.links.to(f"{API}/events/{one.event.slug}"),
        **one.event.model_dump(mode="json", include={"slug", "kind", "headline", "place", "date"}),
        "level": one.level,
    }


def find_event(s: WorkspaceSession, slug: str) -> EventShown:
    """Read the event that a slug leads to; raises NotFound, alike for what is not there and what is not on record."""
    return load(s, pages.require_on_record(s, slug if is_slug(slug) else ""))


def public_page(shown: EventShown, site: PageSite, caller: Caller) -> str | None:
    """Return the address of an event's public page, if it has one: the pages are those of one workspace alone."""
    is_shown = shown.access is PageAccess.PUBLIC and caller.workspace == site.links.workspace
    return site.links.event(shown.event.slug) if is_shown else None


class _Ration:
    """Gives out reports until so many are told; of a large event, the lists of its claims and reports have the rest."""

    def __init__(self, reports: dict[str, Data], most: int) -> None:
        self._reports, self._left = reports, most
        self.left_out = 0

    def of(self, made: Iterable[Report]) -> list[Data]:
        told = [self._reports[report.id] for report in made]
        given, self._left = told[: self._left], max(self._left - len(told), 0)
        self.left_out += len(told) - len(given)
        return given


def event_resource(shown: EventShown, site: PageSite, caller: Caller) -> Data:
    """Return an event with what is on record: claims with their sums and origins, each origin with its reports.

    A large one comes without all of it: it says how much is left out, and where the lists are that have all.
    """
    data, at = event_data(shown, site), site.links.to(f"{API}/events/{shown.event.slug}")
    data |= {
        "self": at,
        "page": public_page(shown, site, caller),
        "claims": claim_resources(shown, data["claims"][:MOST_CLAIMS], shown.claims[:MOST_CLAIMS]),
        "claims_left_out": max(len(shown.claims) - MOST_CLAIMS, 0),
        "history": data["history"][:MOST_TOLD],
        "history_left_out": max(len(data["history"]) - MOST_TOLD, 0),
        "all_claims": f"{at}/claims",
        "all_reports": f"{at}/reports",
    }
    return {name: value for name, value in data.items() if name not in ("url", "reports")}


def claim_resources(shown: EventShown, told: Sequence[Data], claims: Sequence[ClaimShown]) -> list[Data]:
    """Return some claims of an event, with so many reports in all at most."""
    ration = _Ration({one.report.id: report_data(one, shown) for one in shown.sources}, MOST_REPORTS)
    return [_claim(about, each, ration) for about, each in zip(told, claims, strict=True)]


def report_resources(shown: EventShown, sources: Iterable[ReportSource]) -> list[Data]:
    """Return some reports of an event."""
    return [{"id": one.id, **report_data(one, shown)} for one in sources]


def _claim(told: Data, each: ClaimShown, ration: _Ration) -> Data:
    told = {name: value for name, value in told.items() if name not in ("origins", "origins_found", "earlier_wordings")}
    before = ration.left_out
    lists = {
        "origins": [_origin(origin, ration) for origin in each.working.origins],
        "beside": ration.of(each.beside),
        "earlier_wordings": [{"text": wording.text, "reports": ration.of(made)} for wording, made in each.earlier],
    }
    return {
        **told,
        **lists,
        "origins": [origin for origin in lists["origins"] if origin["reports"]],
        "not_counted": told["not_counted"][:MOST_REPORTS],
        "reports_left_out": ration.left_out - before,
        "origins_counted": each.assessment.origins,
        "would_change": next_step(each.assessment),
        "sum": sum_data(each.working),
    }


def sum_data(working: Working) -> Data:
    """Return the sum behind a level, and what each level asks for."""
    levels = [
        {"level": level.level, "met": level.met, "conditions": [each.model_dump(mode="json") for each in level.conditions]}
        for level in working.levels
    ]
    return {"prior": working.prior, "supports": working.supports, "denies": working.denies, "levels": levels}


def _origin(origin: OriginWorking, ration: _Ration) -> Data:
    about = origin.model_dump(mode="json", exclude={"reports"})
    told = ration.of(each.report for each in origin.reports)
    weighed = [
        {**data, "weight": each.weight, "adds_nothing": each.adds_nothing}
        for data, each in zip(told, origin.reports, strict=False)
    ]
    return {**about, "reports": weighed}


def proposal_resource(one: ProposalSeen, site: PageSite) -> Data:
    """Return how a proposal stands; what it says is not on record, so it is not told."""
    return {
        "id": one.id,
        "self": site.links.to(f"{API}/proposals/{one.id}"),
        "state": one.state,
        "filed_at": one.filed_at.isoformat(),
        "event": one.event,
    }


def source_resource(status: SourceStatus, site: PageSite) -> Data:
    """Return how a source stands that a program brought."""
    return {
        "id": status.id,
        "self": site.links.to(f"{API}/sources/{status.id}"),
        "brought_at": status.at.isoformat(),
        "state": status.state,
        "said": status.failure or STANDS[status.state],
        "brought_before": status.again,
        "proposals": [proposal_resource(one, site) for one in status.proposals],
    }
