"""One event in all its forms: a page, a card for other sites, JSON, and JSON-LD."""

import datetime as dt
from typing import Any
from urllib.parse import quote, urlencode

from bot.domain.acts import Act
from bot.domain.dates import day_said, moment_said
from bot.domain.model import Claim, EventKind, Hop, Layer, Level, Report
from bot.domain.own_report import is_own
from bot.domain.record import LevelChange
from bot.domain.verdict import name_of
from bot.domain.weighing import RULES
from bot.domain.wording import EDITED, REGRADED, clean, edit_said, likelihood, move_said
from bot.web.card_picture import SIZE, told
from bot.web.chart import chart_of
from bot.web.drawing import PageSite, page, web_address
from bot.web.portion import MOST_CLAIMS, MOST_REPORTS, MOST_TOLD, portion_of
from bot.web.record import ClaimShown, EventShown, ReportSource
from bot.web.source_form import Filled, form_key

_RATED = {Level.VERIFIED: 5}
"""Levels on which a ClaimReview may be based, with their rating from 1 to 5: no other level says whether a claim is true."""


def event_page(shown: EventShown, site: PageSite, *, unlisted: bool, today: dt.date) -> bytes:
    """Return an event's page; an `unlisted` one has only its signed link, and tells search engines nothing.

    The key of its form is that of `today`.
    """
    portion = portion_of(shown)
    whole, shown, event = shown, portion.shown, shown.event
    address, shared = site.links.event(event.slug), site.links.event(event.slug, signed=unlisted)
    return page(
        "event.html",
        site,
        {
            "shown": shown,
            "portion": portion,
            "outlets": whole.outlets[:MOST_REPORTS],
            "outlets_left": len(whole.outlets[MOST_REPORTS:]),
            "data": site.links.event(event.slug, signed=unlisted, ending=".json"),
            "unlisted": unlisted,
            "address": address,
            "shared": shared,
            "oembed": site.links.to(f"/oembed?{urlencode({'url': address, 'format': 'json'})}"),
            "mail": f"mailto:?subject={quote(clean(event.headline))}&body={quote(shared)}",
            "summary": summary(shown),
            "layered": event.kind is EventKind.STATEMENT or any(c.layer is Layer.UTTERANCE for c in event.claims),
            "linked": linked_data(shown, site),
            "told": [(one.at, _told(shown, one)) for one in shown.told],
            "corrections": _corrections(shown)[:MOST_TOLD],
            "overrides": [f"An editor ruled: {ruling}." for ruling in shown.rulings],
            "readings": [_reading(source) for source in shown.sources],
            "chart": chart_of(event, shown.changes),
            "rules": RULES,
            "slug": event.slug,
            "key": site.links.key(event.slug) if unlisted else "",
            "form_key": form_key(site.links, event.slug, today) if shown.takes_sources else "",
            "filled": Filled({}),
            "picture_size": SIZE,
            "picture_told": told(shown),
        },
    )


def event_frame(shown: EventShown, site: PageSite, *, unlisted: bool) -> bytes:
    """Return a small card of an event, for a frame on another site."""
    return page("card.html", site, {"shown": shown, "shared": site.links.event(shown.event.slug, signed=unlisted)})


def summary(shown: EventShown) -> str:
    """Say an event's level and why, in a sentence or two."""
    core = shown.core.assessment
    return f"{core.level.capitalize()}. {core.reasons[0]}"


def event_data(shown: EventShown, site: PageSite) -> dict[str, Any]:
    """Return what the page shows, as plain data, however much that is."""
    event = shown.event
    about = event.model_dump(mode="json", include={"slug", "kind", "headline", "place", "date", "entities"})
    return {
        "url": site.links.event(event.slug),
        **about,
        "level": shown.core.assessment.level,
        "score": likelihood(shown.core.assessment),
        "retracted_because": event.retracted_because,
        "extracted_at": event.extracted_at.isoformat() if event.extracted_at else None,
        "source_story": event.source_story,
        "changed_at": shown.changed.isoformat() if shown.changed else None,
        "claims": [_claim_data(each) for each in shown.claims],
        "reports": [report_data(source, shown) for source in shown.sources],
        "history": [{"at": one.at.isoformat(), "said": _told(shown, one)} for one in shown.told],
        "corrections": _corrections(shown),
        "rulings": [str(ruling) for ruling in shown.rulings],
        "method": site.links.to("/confidence"),
    }


def page_data(shown: EventShown, site: PageSite, *, unlisted: bool, before: int | None = None) -> dict[str, Any]:
    """Return an event's data for anybody who asks: of a large one the latest, how much is left out, and where reports go on.

    The reports are those behind the id `before`.
    """
    data, given = event_data(shown, site), [one for one in shown.sources if before is None or one.id < before]
    latest = given[-MOST_REPORTS:]
    at = site.links.event(shown.event.slug, signed=unlisted, ending=".json")
    further = f"{at}{'&' if '?' in at else '?'}before={latest[0].id}" if len(latest) < len(given) else None
    claims, left = data["claims"][:MOST_CLAIMS], MOST_REPORTS
    for claim in claims:
        found, beside = claim["origins_found"][:left], claim["not_counted"][:left]
        claim |= {"origins_found": found, "not_counted": beside}
        left -= max(len(found), len(beside))
    return data | {
        "claims": claims,
        "claims_left_out": len(data["claims"]) - len(claims),
        "reports": [report_data(source, shown) for source in latest],
        "earlier_reports": further,
        "history": data["history"][:MOST_TOLD],
        "history_left_out": max(len(data["history"]) - MOST_TOLD, 0),
        "corrections": data["corrections"][:MOST_TOLD],
    }


def linked_data(shown: EventShown, site: PageSite) -> dict[str, Any]:
    """Return the event as JSON-LD: a Claim for each claim, and a ClaimReview where the level says whether it is true."""
    address = site.links.event(shown.event.slug)
    graph: list[dict[str, Any]] = []
    for each in shown.claims:
        claim = _linked_claim(each, shown, address)
        graph.append(claim)
        rating = _RATED.get(each.assessment.level)
        if rating is not None and each.claim.layer is Layer.SUBSTANCE:
            graph.append(
                {
                    "@type": "ClaimReview",
                    "url": address,
                    "claimReviewed": each.claim.text,
                    "itemReviewed": {"@id": claim["@id"]},
                    "author": {"@type": "Organization", "name": site.name, "url": site.links.to("/events")},
                    "reviewRating": {
                        "@type": "Rating",
                        "ratingValue": rating,
                        "bestRating": 5,
                        "worstRating": 1,
                        "alternateName": each.assessment.level.capitalize(),
                    },
                    **({"datePublished": shown.changed.date().isoformat()} if shown.changed else {}),
                }
            )
    return {"@context": "https://schema.org", "@graph": graph}


def _linked_claim(each: ClaimShown, shown: EventShown, address: str) -> dict[str, Any]:
    found = dict.fromkeys(r.url for r in shown.reports if r.claim == each.claim.key and web_address(r.url))
    return {
        "@type": "Claim",
        "@id": f"{address}#claim-{each.claim.key}",
        "name": each.claim.text,
        **({"author": {"@type": "Person", "name": each.claim.speaker}} if each.claim.speaker else {}),
        **({"appearance": [{"@type": "CreativeWork", "url": url} for url in list(found)[:MOST_REPORTS]]} if found else {}),
    }


def report_data(source: ReportSource, shown: EventShown) -> dict[str, Any]:
    """Return one report as plain data, with how its source was read."""
    report: Report = source.report
    wanted = {"claim", "published", "stance", "tone", "basis", "quote", "translation", "genre", "copy_of"}
    return {
        **report.model_dump(mode="json", include=wanted),
        "url": web_address(report.url),
        "outlet": report.outlet.model_dump(mode="json", include={"name", "kind", "grade"}),
        "own_report": is_own(report.url),
        "path": [_hop_data(hop) for hop in report.path],
        "no_longer_counts": shown.gone.get(report.id),
        "fetched_at": source.kept.fetched_at.isoformat() if source.kept else None,
        "page_sha256": source.kept.html_sha256 if source.kept else None,
        "page_purged_at": source.kept.page_purged_at.isoformat() if source.kept and source.kept.page_purged_at else None,
        "read_by": source.stamp.model_dump(
            mode="json", include={"reader", "model", "prompt", "prompt_version", "prompt_sha256"}, exclude_none=True
        )
        if source.stamp
        else None,
    }


def _claim_data(each: ClaimShown) -> dict[str, Any]:
    claim: Claim = each.claim
    return {
        **claim.model_dump(mode="json", include={"key", "text", "layer", "speaker", "parties"}),
        **each.assessment.model_dump(mode="json", exclude={"claim", "tallies"}),
        "score": likelihood(each.assessment),
        "origins_found": [tally.model_dump(mode="json") for tally in each.assessment.tallies],
        "earlier_wordings": [wording.text for wording, _ in each.earlier],
    }


def _hop_data(hop: Hop) -> dict[str, Any]:
    data = hop.model_dump(mode="json", exclude_defaults=True, exclude={"vouched_by"})
    return {**data, "named_by_an_editor": True} if hop.vouched_by else data


def _told(shown: EventShown, one: Act | LevelChange) -> str:
    if isinstance(one, Act):
        return f"{one.did}{one.details}" if one.details else f"{one.did}."
    name = name_of(shown.event, shown.event.claim(one.claim))
    return f"{name}: {move_said(one)}{REGRADED if one.grade_id is not None else ''}"


def _corrections(shown: EventShown) -> list[str]:
    event = shown.event
    edits = [f"{EDITED[edit.kind]} on {day_said(edit.at)}{edit_said(event, edit)}" for edit in reversed(shown.edits)]
    gone = [f"{r.outlet.name} no longer counts: {shown.gone[r.id]}." for r in shown.reports if r.id in shown.gone]
    return [*edits, *dict.fromkeys(gone)]


def _reading(source: ReportSource) -> str:
    outlet, stamp, kept = source.report.outlet.name, source.stamp, source.kept
    if stamp is None:
        return f"{outlet}: added with the event, by an editor."
    if is_own(source.report.url):
        return f"{outlet}: the newsroom’s own report, as its journalist wrote it down; approved by an editor."
    prompt = (
        f", prompt {stamp.prompt} {stamp.prompt_version or ''} ({(stamp.prompt_sha256 or '')[:12]})" if stamp.prompt else ""
    )
    by = f"read by the {stamp.reader} reader{f' ({stamp.model}{prompt})' if stamp.model else ''}"
    fetched = f", fetched {moment_said(kept.fetched_at)} UTC" if kept else ""
    archived = f", page archived (SHA-256 {kept.html_sha256[:16]}…)" if kept and kept.html_sha256 else ""
    if kept and kept.page_purged_at:
        archived += f" and purged on {day_said(kept.page_purged_at)}"
    return f"{outlet}: {by}{fetched}{archived}; approved by an editor."
