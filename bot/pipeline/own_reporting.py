"""What a journalist found out enters as a proposal like any other: an editor decides whether it comes on record."""

import hashlib

from bot.domain.by_hand import date_fault
from bot.domain.card import CardKind, Spot
from bot.domain.errors import BadInput, Refused
from bot.domain.model import Tone
from bot.domain.own_report import STANCES, OwnReport
from bot.domain.people import person
from bot.domain.reading import Judgement, Quote, ReaderStamp, Reading
from bot.domain.record import FiledProposal
from bot.pipeline.assess import proposal_of_own
from bot.pipeline.services import RecordServices
from bot.pipeline.show import proposals_made
from storage import articles, cards, events, proposals, readings, reports, submissions, workspace_settings

_READER = "own reporting"


def log(
    services: RecordServices,
    workspace: str,
    own: OwnReport,
    *,
    key: str,
    by: str,
    place: str,
    spot: Spot | None = None,
) -> FiledProposal:
    """Propose a newsroom's own report, with a card in its spot if there is one; the same `key` again changes nothing.

    Raises BadInput for a day that cannot be or a claim that the event does not have, Refused for a claim with a newer wording,
    NotFound for the event.
    """
    journalist, at = person(by), services.clock()
    if fault := date_fault(own.day, at.date()):
        raise BadInput(fault)
    if own.stance not in STANCES:
        raise BadInput(f"A report confirms or denies a claim, or is context; it cannot be '{own.stance}'.")
    with services.database.transaction(workspace) as s:
        if replayed := submissions.by_key(s, key):
            return proposals.of_submission(s, replayed.id)[0]
        event = events.lock(s, own.event)
        claim = next((claim for claim in event.claims if claim.key == own.claim), None)
        if claim is None:
            raise BadInput(
                f"The event '{event.slug}' has no claim '{own.claim}'. It has {', '.join(c.key for c in event.claims)}."
            )
        if claim.replaced_by is not None:
            raise Refused(f"This claim has a newer wording: “{event.claim(claim.replaced_by).text}”. Log the report on that.")
        article = own.article(hashlib.sha256(key.encode()).hexdigest()[:32], journalist, workspace_settings.get(s).newsroom)
        address = article.canonical_url
        filed = submissions.file(
            s, key=key, url=None, canonical_url=address, by=journalist, place=place, event_hint=event.slug, at=at
        )
        article_id = articles.save(s, article, None, at)
        submissions.claim_article(s, filed.id, article_id, address)
        report = own.report(f"{filed.id}-1", articles.get(s, article_id))
        reading_id = readings.save(s, filed.id, article_id, _reading(own))
        proposal = proposal_of_own(event, reports.standing(s, event.slug), report)
        proposal_id = proposals.save(s, filed.id, reading_id, proposal, at)
        submissions.proposed(s, filed.id)
        if spot is not None:
            cards.want(s, f"{CardKind.LINK}:{key}", CardKind.LINK, spot, at=at, submission_id=filed.id)
        proposals_made(s, filed.id, at)
        return proposals.get(s, proposal_id)


def _reading(own: OwnReport) -> Reading:
    """Return what would be read of the words, so that they are kept like any article's."""
    judgement = Judgement(
        event=own.event,
        claim=own.claim,
        stance=own.stance,
        tone=Tone.CERTAIN,
        basis=own.basis,
        path=(own.who,),
        quote=Quote(text=own.words, start=0, end=len(own.words)),
    )
    return Reading(judgements=(judgement,), stamp=ReaderStamp(reader=_READER))
