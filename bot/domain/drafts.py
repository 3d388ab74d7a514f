"""Checks a reader's draft of a new event against the article: its names, place and date, and who said it first."""

from collections.abc import Sequence

from bot.domain.answer import NEW_EVENT
from bot.domain.evidence.dates import stands_in
from bot.domain.evidence.prepared import Prepared
from bot.domain.model import Claim, EventDraft, HopKind, Layer, Stance
from bot.domain.reading import Judgement
from bot.domain.spelling import same_name


def checked_draft(
    draft: EventDraft, judgements: Sequence[Judgement], prepared: Prepared, remarks: dict[str, None]
) -> EventDraft:
    """Return a draft in which the only source of a claim is its speaker; remark on what does not stand in the article."""
    claims = tuple(_with_speaker(claim, judgements, prepared, remarks) for claim in draft.claims)
    named = [name for claim in claims for name in (claim.speaker, *claim.parties) if name]
    invented = [name for name in (*named, *draft.entities) if not prepared.stands(name)]
    if draft.place and not any(prepared.stands(part.strip()) for part in draft.place.split(",") if part.strip()):
        invented.insert(0, draft.place)
    if invented:
        listed = ", ".join(f"“{name}”" for name in dict.fromkeys(invented))
        remarks.setdefault(f"The reader's draft names what does not stand in the article: {listed}.")
    article = prepared.article
    if draft.date and not stands_in(draft.date, f"{article.title or ''}\n{article.text}", article.published):
        remarks.setdefault(f"The reader's draft has a date that does not stand in the article: {draft.date.isoformat()}.")
    return draft.model_copy(update={"claims": claims})


def _with_speaker(claim: Claim, judgements: Sequence[Judgement], prepared: Prepared, remarks: dict[str, None]) -> Claim:
    """Return a claim with its only source as its speaker, where the reader left the speaker out or invented one."""
    # What is open may turn out to confirm it.
    for_it = (Stance.CONFIRMS, Stance.OPEN)
    on_it = [j for j in judgements if j.event == NEW_EVENT and j.claim == claim.key and j.stance in for_it]
    sources = [judgement.origin for judgement in on_it]
    if claim.layer is not Layer.SUBSTANCE or not sources or (claim.speaker and prepared.stands(claim.speaker)):
        return claim
    first = sources[0]
    if any(root.kind not in (HopKind.PERSON, HopKind.BODY) or not same_name(root.name, first.name) for root in sources):
        return claim
    if claim.speaker:
        remarks.setdefault(
            f"The reader has {claim.speaker} say what {first.name} says in the article; {first.name} is the speaker."
        )
    return claim.model_copy(update={"speaker": first.name})
