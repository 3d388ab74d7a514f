"""Assessment with what the record has at the moment: outlets, copies and reports are looked up, then `assess` computes."""

from collections.abc import Iterable, Sequence

from bot.domain.copies import Alike, housed
from bot.domain.credits import Credit, credit
from bot.domain.model import Event, EventDraft, HopKind, Path
from bot.domain.reading import Article, Judgement
from bot.domain.record import FiledProposal, Proposal
from bot.domain.rewording import on_old_wordings
from bot.pipeline.assess import Listed, by_hand, proposal_of_new, proposal_on
from bot.pipeline.record import on_record
from bot.pipeline.repeats import Repeats, repeats_in
from bot.pipeline.values import OnRecord, Read
from storage import articles, copy_index, outlets, rulings
from storage.credits import credit_table
from storage.session import WorkspaceSession


def stored_alike(s: WorkspaceSession, article_id: int, article: Article, known: Iterable[OnRecord] = ()) -> Alike:
    """Load the stored articles, on any event, that an article may have its words from."""
    return copy_index.find(s, article_id, article, {id_ for found in known for id_ in found.articles if id_ is not None})


def listed(s: WorkspaceSession, article: Article, paths: Iterable[Path], alike: Alike) -> Listed:
    """Load what the outlet list says about all outlets that reports of an article could name."""
    found = _credit(s, article)
    wire = found.author if found else None
    cited = {hop.name for path in paths for hop in path if hop.kind is HopKind.OUTLET}
    names = {name: outlet.name for name, outlet in outlets.by_names(s, cited).items()}
    repeated = {*cited, *names.values(), *(stored.article.outlet for stored in alike.others), *([wire] if wire else ())}
    owners = outlets.houses(s, repeated)
    return Listed(credit=found, names=names, owners=owners, rulings=rulings.for_all(s))


def propose_new(s: WorkspaceSession, read: Read, draft: EventDraft, judgements: Sequence[Judgement]) -> Proposal:
    """Propose a new event with reports of a submission's article, one for each judgement on the draft's claims."""
    found = stored_alike(s, read.article_id, read.article)
    return proposal_of_new(read, listed(s, read.article, [j.path for j in judgements], found), found, draft, judgements)


def renew(s: WorkspaceSession, event: EventDraft, filed: FiledProposal) -> Proposal:
    """Return a proposal as it would be made now: outlets and copies are looked up again, and all is assessed again.

    A new wording of a claim that has another one by now is left out.
    """
    proposal, article_id = filed.proposal, filed.submission.article_id
    replaced = {claim.key: claim.replaced_by for claim in event.claims}
    rewordings = tuple(r for r in proposal.rewordings if replaced.get(r.claim) in (None, r.becomes))
    given = on_old_wordings(proposal.reports, [r for r in proposal.rewordings if r not in rewordings])
    if not isinstance(event, Event):
        event = event.model_copy(update={"rulings": (*rulings.for_all(s), *(made.ruling for made in proposal.ruled))})
    known = on_record(s, event) if isinstance(event, Event) else None
    repeats = Repeats()
    if article_id:
        article = articles.get(s, article_id)
        alike = stored_alike(s, article_id, article, [known] if known else [])
        repeats = repeats_in(article, _credit(s, article), alike, known)
    as_listed = outlets.by_names(s, {report.outlet.name for report in given})
    standing = known.standing if known else ()
    repeating = {(r.outlet.name, name) for r in standing for name in r.repeats}
    changed = [
        r.model_copy(
            update={
                # What came on record since may say that it has its words from here.
                "copy_of": repeats.outlet if (r.copy_of, r.outlet.name) in repeating else r.copy_of or repeats.outlet,
                "copy_shown_by": r.copy_shown_by or repeats.shown_by,
                "outlet": as_listed.get(r.outlet.name, r.outlet),
            }
        )
        for r in given
    ]
    repeated = {name for report in changed for name in report.repeats}
    changed = list(housed(changed, outlets.houses(s, repeated)))
    remarks = tuple(dict.fromkeys((*repeats.remarks, *proposal.remarks)))
    made = proposal_on(
        event,
        changed,
        standing=standing,
        slug=proposal.event,
        unverified=proposal.unverified_by,
        remarks=remarks,
        read_by=proposal.read_by,
        rewordings=rewordings,
    )
    return made.model_copy(update=by_hand(proposal))


def _credit(s: WorkspaceSession, article: Article) -> Credit | None:
    return credit(article, credit_table(), outlets.wires(s))
