"""Makes the pack of an event: what was approved on it and stands, with its history, the pages, and the hashes of all."""

import datetime as dt
import io
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from bot.cards import history_lines
from bot.domain.acts import as_approved, happened, public_edits
from bot.domain.chain import canonical, plain
from bot.domain.confidence import assess_event
from bot.domain.errors import Refused
from bot.domain.model import Event, Report
from bot.domain.own_report import is_own
from bot.domain.rulings import concerning, standing
from bot.packs.manifest import (
    CHAIN,
    ENTRIES,
    FORMAT,
    MANIFEST,
    MANIFEST_HASH,
    TIMESTAMP,
    ChainPart,
    Manifest,
    PackFile,
    hash_line,
    written,
)
from bot.packs.wacz import KeptPage, write_wacz
from bot.packs.zipped import ZipWriter
from bot.pipeline.ports import TimestampAuthority
from storage import acts, articles, chain, event_chain, events, history, pages, readings, reports, rulings, settlements
from storage.reports import Sourced
from storage.session import WorkspaceSession

_ABOUT = """This pack holds one event as a newsroom has it on record: what was approved and stands, and its history.

event.json       the event, its claims, and their assessments
reports.json     the reports, each with its article and the decision that approved it
articles.json    the articles behind them; their texts are in texts/
readings.json    which reader read them, by which prompt and model, and what it took from them
history.txt      what happened to the event, in words
entries.jsonl    the event's rows of the record, as the newsroom's chain of hashes has them
chain.jsonl      that chain, from the event's first entry on; of other events it has hashes only
pages.wacz       the archived pages; open it at https://replayweb.page, in your browser
manifest.json    the hash of each file; manifest.sha256 has its own hash
timestamp.tsr    if it is here: an authority's word that this hash was known then (RFC 3161)

To verify it: second-source verify FILE. That shows that nothing was changed since the pack was made, and that event.json and
reports.json are as the history has them (but for the outlets' names, of which it has numbers). That the newsroom made
it can only be seen where it has published the manifest's hash; the chain's head vouches for entries.jsonl alone. Whether what
was reported is true, no hash shows.
"""

_STAMP = {"reader", "model", "prompt", "prompt_version", "prompt_sha256", "temperature"}
"""What a pack says of how an article was read; what that cost is the newsroom's own business."""


def make_pack(
    s: WorkspaceSession, slug: str, at: dt.datetime, out: BinaryIO, authority: TimestampAuthority | None = None
) -> Manifest:
    """Write the pack of an event into a file; the same record and time make the same bytes, but for a timestamp.

    Raises NotFound, Refused for an event whose approval was taken back, and what the authority raises.
    """
    if not pages.is_on_record(s, slug):
        raise Refused("The approval that made this event was taken back, so there is nothing on record to export.")
    _, stored, edits, ruled = events.whole(s, events.id_of(s, slug))
    sourced = reports.standing_sourced(s, events.id_of(s, slug))
    on_record = [one.report for one in sourced]
    # Rulings for all events also name origins that this one does not have.
    own = [one.ruling for one in standing(concerning(stored, on_record, ruled)) if one.ruling is not None]
    event = as_approved(stored.model_copy(update={"rulings": tuple(own)}), edits, on_record)
    pack = _Pack(out)
    pack.add("README.txt", _ABOUT.encode())
    assessed = [made.model_dump(mode="json") for made in assess_event(event, on_record)]
    pack.add("event.json", written({"event": event.model_dump(mode="json"), "assessments": assessed}))
    pack.add("reports.json", written([_report(one) for one in sourced]))
    pack.add("readings.json", written(list(_readings(s, slug, sourced))))
    pack.add("history.txt", _told(s, event, on_record).encode("utf-8", "backslashreplace"))
    part = _add_chain(s, pack, event)
    _add_articles(s, pack, event, sorted({one.article_id for one in sourced if one.article_id is not None}), at)
    manifest = Manifest(
        format=FORMAT,
        made_at=at,
        event=event.slug,
        headline=event.headline,
        chain=part,
        files=tuple(pack.files),
        timestamp_by=None if authority is None else authority.name,
    )
    described = written(manifest.model_dump(mode="json"))
    pack.add(MANIFEST, described)
    pack.add(MANIFEST_HASH, hash_line(described))
    if authority is not None:
        pack.add(TIMESTAMP, authority.stamp(described))
    pack.close()
    return manifest


class _Pack:
    """The file that is written, and what it has so far."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = ZipWriter(out)
        self.files: list[PackFile] = []

    def add(self, path: str, data: bytes) -> None:
        self.add_file(path, io.BytesIO(data))

    def add_file(self, path: str, source: BinaryIO) -> None:
        size, sha256 = self._zip.add(path, source)
        self.files.append(PackFile(path=path, bytes=size, sha256=sha256))

    def close(self) -> None:
        self._zip.close()


def _add_chain(s: WorkspaceSession, pack: _Pack, event: Event) -> ChainPart:
    """Add the event's entries with their contents, and the chain from the first of them up to the head."""
    own = event_chain.of_event(s, event.slug, {claim.key for claim in event.claims})
    # The head is read later: where somebody decides meanwhile, it has all of these entries.
    head = chain.head(s)
    if not own:
        raise Refused("The history has no chain; 'second-source db upgrade' makes one of what there is.")
    first, _ = own[0]
    lines = (canonical({"position": entry.position, "content": plain(content)}) for entry, content in own)
    pack.add(ENTRIES, b"".join(line + b"\n" for line in lines))
    with tempfile.TemporaryFile() as whole:
        for entry in chain.entries(s, first.position, head.count):
            whole.write(canonical(entry.model_dump()) + b"\n")
        pack.add_file(CHAIN, whole)
    return ChainPart(first=first.position, previous=first.previous, count=head.count, head=head.hash)


def _add_articles(s: WorkspaceSession, pack: _Pack, event: Event, ids: Sequence[int], at: dt.datetime) -> None:
    """Add the texts of articles and a list of them, and those pages that were archived."""
    listed, archived = [], []
    for article_id in ids:
        article, kept = articles.get(s, article_id), articles.kept(s, article_id)
        path = f"texts/article-{article_id}.txt"
        if kept.text_purged_at is None:
            pack.add(path, article.text.encode())
        if kept.html_sha256 is not None and kept.page_purged_at is None:
            archived.append(article_id)
        listed.append(
            {
                **article.model_dump(mode="json", exclude={"text", "outlet"}),
                # Of our own report, its author is who brought it, which a pack says of nobody.
                "authors": () if is_own(article.canonical_url) else article.authors,
                "id": article_id,
                "outlet": article.outlet.name,
                "text": path if kept.text_purged_at is None else None,
                "text_sha256": kept.text_sha256,
                "fetched_at": kept.fetched_at.isoformat(),
                "page_sha256": kept.html_sha256,
                "page_has_headers": kept.response is not None,
                **({"text_purged_at": kept.text_purged_at.isoformat()} if kept.text_purged_at else {}),
                **({"page_purged_at": kept.page_purged_at.isoformat()} if kept.page_purged_at else {}),
            }
        )
    pack.add("articles.json", written(listed))
    if archived:
        with tempfile.TemporaryFile() as wacz:
            write_wacz(wacz, _kept_pages(s, archived), event.headline, at)
            pack.add_file("pages.wacz", wacz)


def _report(sourced: Sourced) -> dict[str, Any]:
    return {**sourced.report.model_dump(mode="json"), "article": sourced.article_id, "decision": sourced.decision_id}


def _readings(s: WorkspaceSession, slug: str, sourced: Sequence[Sourced]) -> Iterator[dict[str, Any]]:
    """Return what was read of the reports that stand, without all else that the reader took from their articles."""
    quotes: dict[int, set[str]] = {}
    for one in sourced:
        if one.decision_id is not None:
            quotes.setdefault(one.decision_id, set()).add(one.report.quote)
    for decision_id, reading in sorted(readings.on_event(s, events.id_of(s, slug)).items()):
        if decision_id in quotes:
            judged = [made.model_dump(mode="json") for made in reading.judgements if made.quote.text in quotes[decision_id]]
            stamp = reading.stamp.model_dump(mode="json", include=_STAMP)
            yield {"decision": decision_id, "stamp": stamp, "judgements": judged}


def _told(s: WorkspaceSession, event: Event, on_record: Sequence[Report]) -> str:
    """Tell the history as the event's page does: nothing that was not approved, or does not stand."""
    slug, known = event.slug, {claim.key for claim in event.claims}
    changes = [change for change in history.of_event(s, slug) if change.claim in known]
    edits = [edit for edit in public_edits(events.edits_of(s, slug)) if edit.stands]
    done = acts.on_event_for_all(s, events.id_of(s, slug), {report.outlet.name for report in on_record})
    made, settled = rulings.of_event(s, events.id_of(s, slug)), settlements.of_event(s, slug)
    told = happened(event, on_record, changes, made, edits, done, settled)
    return "\n".join([event.headline, "", *history_lines(event, told), ""])


def _kept_pages(s: WorkspaceSession, ids: Sequence[int]) -> Iterator[KeptPage]:
    for article_id in ids:
        article, kept, body = articles.get(s, article_id), articles.kept(s, article_id), articles.archive(s, article_id)
        if body is not None:
            yield KeptPage(article.canonical_url, article.title, body, kept.fetched_at, kept.response)
