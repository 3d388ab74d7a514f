"""Checks a reader's draft of a new event against the article: who said it first, and which names, place and date stand there."""

from collections.abc import Callable, Sequence

from bot.domain.answer import NEW_EVENT
from bot.domain.dates import stands_in
from bot.domain.model import Article, Claim, EventDraft, HopKind, Judgement, Layer, Stance
from bot.domain.names import same_name


def checked_draft(
    draft: EventDraft, judgements: Sequence[Judgement], article: Article, stands: Callable[[str], bool]
) -> tuple[EventDraft, list[str]]:
    """Return a draft with the speaker of each claim that has one source only, and remarks on what does not stand in the article."""
    remarks: list[str] = []
    claims = tuple(_with_speaker(claim, judgements, stands, remarks) for claim in draft.claims)
    invented = [name for name in _names(draft, claims) if not stands(name)]
    if draft.place and not any(stands(part.strip()) for part in draft.place.split(",") if part.strip()):
        invented.insert(0, draft.place)
    if invented:
        listed = ", ".join(f"“{name}”" for name in dict.fromkeys(invented))
        remarks.append(f"The reader's draft has what does not stand in the article: {listed}.")
    if draft.date and not stands_in(draft.date, f"{article.title or ''}\n{article.text}", article.published):
        remarks.append(f"The reader's draft has a date that does not stand in the article: {draft.date.isoformat()}.")
    return draft.model_copy(update={"claims": claims}), remarks


def _names(draft: EventDraft, claims: Sequence[Claim]) -> list[str]:
    held = [name for claim in claims for name in (claim.speaker, *claim.parties) if name]
    return list(dict.fromkeys([*held, *draft.entities]))


def _with_speaker(claim: Claim, judgements: Sequence[Judgement], stands: Callable[[str], bool], remarks: list[str]) -> Claim:
    """Return a claim with its only source as its speaker, where the reader left the speaker out or invented one."""
    on_it = [j for j in judgements if j.event == NEW_EVENT and j.claim == claim.key and j.stance is Stance.CONFIRMS]
    sources = [j.origin for j in on_it]
    if claim.layer is not Layer.SUBSTANCE or not sources or (claim.speaker and stands(claim.speaker)):
        return claim
    first = sources[0]
    if any(root.kind not in (HopKind.PERSON, HopKind.BODY) or not same_name(root.name, first.name) for root in sources):
        return claim
    if claim.speaker:
        remarks.append(
            f"The reader has {claim.speaker} say first what the article has {first.name} say; {first.name} is the speaker."
        )
    return claim.model_copy(update={"speaker": first.name})
