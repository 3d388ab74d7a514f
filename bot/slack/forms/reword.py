"""The form that gives claims a new wording and approves the proposal whose reports confirm it."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block

from bot.domain.model import Claim, EventDraft
from bot.domain.record import FiledProposal
from bot.domain.rewording import same, suggested, updates_of
from bot.slack.action_ids import Ref
from bot.slack.forms.fields import Filled, FormFaults, text_box
from bot.slack.forms.reject import LONGEST_REASON
from bot.slack.views.modal import modal, on_one_line, quoted, rich, said, small, words

ID: Final = "reword"
REASON: Final = "reason"
_WORDING = "wording"
MOST_CLAIMS = 10
LONGEST_WORDING = 500


class Reword(NamedTuple):
    """The version of a proposal to approve, the new wordings by claim, and the reason."""

    ref: Ref
    wordings: Mapping[str, str]
    reason: str


def of(claim: str) -> str:
    """Return the block id of a claim's wording."""
    return f"{_WORDING}:{claim}"


def draw(ref: Ref, filed: FiledProposal, event: EventDraft) -> dict[str, Any]:
    """Draw the form: for each claim with a later figure its wording, with that figure put in."""
    blocks: list[Block] = [said(filed.proposal.headline)]
    for claim in claims(filed, event):
        initial, quote = _offered(filed, claim)
        blocks += [
            rich(words(f"Now: {claim.text}", 320, bold=True), *([quoted(quote)] if quote else [])),
            text_box(of(claim.key), "New wording", initial=on_one_line(initial), most=LONGEST_WORDING),
        ]
    blocks.append(text_box(REASON, "Why?", lines=True, optional=True, most=LONGEST_REASON))
    sentence = (
        "In one step this changes the wording and approves the proposal, whose report then confirms the new wording. Earlier"
        " reports stay with the old wording, under “Before”. Leave a wording as it is now to keep it."
    )
    return modal("Change the wording", [*blocks, small(sentence)], callback=ID, submit="Change and approve", metadata=str(ref))


def parse(view: Mapping[str, Any], filed: FiledProposal, event: EventDraft) -> Reword | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    wordings = {
        claim.key: on_one_line(filled.text(of(claim.key))) for claim in claims(filed, event) if filled.has(of(claim.key))
    }
    faults = {of(key): "Write a wording; the one that it has now keeps it." for key, text in wordings.items() if not text}
    texts = {claim.key: claim.text for claim in event.claims}
    if wordings and not filed.proposal.rewordings and all(same(texts[key], text) for key, text in wordings.items()):
        faults = {of(next(iter(wordings))): "It has this wording. Write another one, or close this and approve as it is."}
    return FormFaults(faults) if faults else Reword(Ref.parse(filled.metadata), wordings, filled.text(REASON))


def claims(filed: FiledProposal, event: EventDraft) -> list[Claim]:
    """Return the claims that the form asks about: those in force with a later figure, or with a new wording already."""
    proposed = {rewording.claim for rewording in filed.proposal.rewordings}
    found = [
        claim
        for claim in event.claims
        if claim.key in proposed or (claim.replaced_by is None and updates_of(claim.key, filed.proposal.reports))
    ]
    new = {rewording.becomes for rewording in filed.proposal.rewordings}
    return [claim for claim in found if claim.key not in new][:MOST_CLAIMS]


def _offered(filed: FiledProposal, claim: Claim) -> tuple[str, str]:
    """Return the wording that the form offers for a claim, and the quote that it rests on."""
    for rewording in filed.proposal.rewordings:
        if rewording.claim == claim.key:
            return rewording.text, next((r.quote for r in filed.proposal.reports if r.claim == rewording.becomes), "")
    updates = updates_of(claim.key, filed.proposal.reports)
    return suggested(claim, updates), updates[0].quote
