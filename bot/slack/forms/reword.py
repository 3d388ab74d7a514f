"""The form that gives claims a new wording and approves the proposal whose reports confirm it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block

from bot.domain.model import Claim, EventDraft, Report
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
_PREVIEW = "The next step shows what changes; nothing is stored before. Leave a wording as it is now to keep it."
_IN_ONE_STEP = (
    "In one step this changes the wording and approves the proposal. “Undo” on its card takes both back, as for every decision."
)


class Reword(NamedTuple):
    """The version of a proposal to approve, the new wordings by claim, and the reason; `seen` says that they were previewed."""

    ref: Ref
    wordings: Mapping[str, str]
    reason: str
    seen: bool


def of(claim: str) -> str:
    """Return the block id of a claim's wording."""
    return f"{_WORDING}:{claim}"


def ref_of(view: Mapping[str, Any]) -> Ref:
    """Return the version of the proposal that a form is for; raises BadInput."""
    return Ref.parse(str(view.get("private_metadata", "")).partition(":")[0])


def draw(
    ref: Ref, filed: FiledProposal, event: EventDraft, standing: Sequence[Report] = (), given: Reword | None = None
) -> dict[str, Any]:
    """Draw the form: for each claim with a later figure its wording, with that figure put in.

    With what an editor has `given`, it is the preview: it says what changes, and what stays with the older wording.
    """
    blocks: list[Block] = [said(filed.proposal.headline)]
    for claim in claims(filed, event):
        initial, quote = _offered(filed, claim)
        wanted = given.wordings.get(claim.key, initial) if given else initial
        blocks += [
            rich(words(f"Now: {claim.text}", 320, bold=True), *([quoted(quote)] if quote else [])),
            text_box(of(claim.key), "New wording", initial=on_one_line(wanted), most=LONGEST_WORDING),
            *([small(_follows(claim, wanted, standing))] if given else []),
        ]
    reason = given.reason if given else ""
    blocks.append(text_box(REASON, "Why?", lines=True, optional=True, most=LONGEST_REASON, initial=reason))
    submit, sentence = ("Change and approve", _IN_ONE_STEP) if given else ("Preview", _PREVIEW)
    metadata = f"{ref}:{_mark(given.wordings)}" if given else str(ref)
    return modal("Change the wording", [*blocks, small(sentence)], callback=ID, submit=submit, metadata=metadata)


def parse(view: Mapping[str, Any], filed: FiledProposal, event: EventDraft) -> Reword | FormFaults:
    """Parse the form."""
    filled = Filled.of(view)
    wordings = {
        claim.key: on_one_line(filled.text(of(claim.key))) for claim in claims(filed, event) if filled.has(of(claim.key))
    }
    texts = {claim.key: claim.text for claim in event.claims}
    faults = {of(key): fault for key, text in wordings.items() if (fault := _fault(key, text, wordings, event))}
    if wordings and not filed.proposal.rewordings and all(same(texts[key], text) for key, text in wordings.items()):
        faults = {of(next(iter(wordings))): "It has this wording. Write another one, or close this and approve as it is."}
    seen = filled.metadata.partition(":")[2] == _mark(wordings)
    return FormFaults(faults) if faults else Reword(ref_of(view), wordings, filled.text(REASON), seen)


def _fault(key: str, text: str, wordings: Mapping[str, str], event: EventDraft) -> str | None:
    if not any(map(str.isalnum, text)):
        return "Write a wording; the one that it has now keeps it."
    if len(text) > LONGEST_WORDING:
        return f"This is too long: {LONGEST_WORDING} characters at most."
    later = {claim.replaced_by for claim in event.claims if claim.key in wordings}
    others = [claim.text for claim in event.current if claim.key not in (key, *later)]
    others += [other for its, other in wordings.items() if its != key]
    return "Another claim of this event has this wording already." if any(same(text, other) for other in others) else None


def _follows(claim: Claim, wanted: str, standing: Sequence[Report]) -> str:
    """Say what a new wording of a claim changes."""
    if same(claim.text, wanted):
        return "This wording stays as it is."
    older = sum(report.claim == claim.key for report in standing)
    stay = f"the {older:,} older reports stay" if older > 1 else "the older report stays"
    kept = f"; {stay} with the older wording, under “Before”" if older else ""
    return f"“{claim.text}” becomes “{wanted}”. This proposal's report confirms the new wording{kept}."


def _mark(wordings: Mapping[str, str]) -> str:
    """Return a short mark of wordings, by which a preview knows that they are still those that it shows."""
    return hashlib.sha256(json.dumps(dict(wordings), sort_keys=True).encode()).hexdigest()[:16]


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
