"""New wordings of claims: reports stay with the wording that they were on, and a later figure confirms the new one."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.errors import BadInput
from bot.domain.figures import with_later_figures
from bot.domain.model import Claim, Event, Key, Layer, Report, Revision, Stance
from bot.domain.record import EditKind, EventEdit, Rewording

_LONGEST_KEY = 40


def edited(event: Event, edits: Iterable[EventEdit]) -> Event:
    """Return an event as editors' edits have left it, from the oldest to the newest."""
    edits = tuple(edits)
    if not edits:
        return event
    replaced = {claim.key: claim.replaced_by for claim in event.claims}
    retracted, place, date = event.retracted_because, event.place, event.date
    entities, tags = event.entities, event.tags
    for edit in edits:
        if edit.kind is EditKind.RETRACT:
            retracted = edit.reason
        elif edit.kind is EditKind.REOPEN:
            retracted = None
        elif edit.kind is EditKind.CORRECT:
            place, date = edit.place, edit.date
        elif edit.kind is EditKind.MERGE and edit.merged:
            entities, tags = (*entities, *edit.merged.entities), (*tags, *edit.merged.tags)
        elif edit.claim and edit.becomes:
            taken_back = edit.kind is EditKind.RESTORE or not edit.stands
            old, new = (edit.becomes, edit.claim) if taken_back else (edit.claim, edit.becomes)
            if edit.stands:
                replaced[new] = None
            replaced[old] = new
    claims = tuple(claim.model_copy(update={"replaced_by": replaced[claim.key]}) for claim in event.claims)
    names = {"entities": tuple(dict.fromkeys(entities)), "tags": tuple(dict.fromkeys(tags))}
    given = {"claims": claims, "retracted_because": retracted, "place": place, "date": date}
    return event.model_copy(update={**given, **names})


def reworded(event: Event, rewordings: Iterable[Rewording]) -> Event:
    """Return an event with new wordings of claims, each right behind the old one; those that it has already stay."""
    for rewording in rewordings:
        claims: list[Claim] = []
        for claim in event.claims:
            if claim.key == rewording.claim:
                claims.append(claim.model_copy(update={"replaced_by": rewording.becomes}))
                claims.append(new_wording(claim, rewording))
            elif claim.key != rewording.becomes:
                claims.append(claim)
        event = event.model_copy(update={"claims": tuple(claims)})
    return event


def new_wording(claim: Claim, rewording: Rewording) -> Claim:
    """Return a claim as it is reworded: with the same layer, speaker and parties."""
    return claim.model_copy(update={"key": rewording.becomes, "text": rewording.text, "replaced_by": None})


def rewordings_of(event: Event, wordings: Mapping[Key, str]) -> tuple[Rewording, ...]:
    """Return the rewordings that give claims these texts; a claim that keeps its own has none. Raises BadInput."""
    found: list[Rewording] = []
    for key, text in wordings.items():
        claim = next((claim for claim in event.claims if claim.key == key), None)
        if claim is None:
            known = ", ".join(claim.key for claim in event.current)
            raise BadInput(f"The event '{event.slug}' has no claim '{key[:40]}'. It has {known}.")
        if claim.replaced_by is not None:
            raise BadInput(f"“{claim.text}” is an older wording; change the newer one, '{claim.replaced_by}'.")
        words = " ".join(text.split())
        if len(words) > 1000 or not any(map(str.isalnum, words)):
            raise BadInput("A claim needs a wording, of 1,000 characters at most.")
        if not same(words, claim.text):
            others = [other.text for other in event.current if other is not claim] + [other.text for other in found]
            if any(same(words, other) for other in others):
                raise BadInput(f"Another claim of this event has this wording already: “{words}”")
            taken = {other.key for other in event.claims} | {other.becomes for other in found}
            found.append(Rewording(claim=key, becomes=free_key(key, taken), text=words))
    return tuple(found)


def same(one: str, other: str) -> bool:
    """Tell whether two wordings are the same but for case and a full stop."""
    return one.casefold().rstrip(". ") == other.casefold().rstrip(". ")


def suggested(claim: Claim, reports: Sequence[Report]) -> str:
    """Suggest a new wording of a claim: its own, with the figures of the reports that update it."""
    return next(
        (text for text in (with_later_figures(claim.text, report.quote) for report in updates_of(claim.key, reports)) if text),
        claim.text,
    )


def updates_of(key: Key, reports: Sequence[Report]) -> tuple[Report, ...]:
    """Return the reports that give a later figure for a claim."""
    return tuple(report for report in reports if report.claim == key and report.revises is Revision.UPDATE)


def on_new_wordings(reports: Sequence[Report], rewordings: Sequence[Rewording]) -> tuple[Report, ...]:
    """Let the reports that update a reworded claim confirm its new wording; those on no rewording go back to the old one."""
    new = {rewording.claim: rewording.becomes for rewording in rewordings}
    return tuple(
        report.model_copy(update={"claim": new[report.claim], "stance": Stance.CONFIRMS})
        if report.claim in new and report.revises is Revision.UPDATE
        else report
        for report in reports
    )


def on_old_wordings(reports: Sequence[Report], rewordings: Sequence[Rewording]) -> tuple[Report, ...]:
    """Undo `on_new_wordings`: the reports update the old wording again, and confirm neither."""
    old = {rewording.becomes: rewording.claim for rewording in rewordings}
    return tuple(
        report.model_copy(update={"claim": old[report.claim], "stance": Stance.CONTEXT}) if report.claim in old else report
        for report in reports
    )


def added_claim(event: Event, text: str, *, layer: Layer, speaker: str | None = None) -> Claim:
    """Return a further claim of an event, with a key of its own; raises BadInput for one that it has, or that cannot be."""
    words, by = " ".join(text.split()), " ".join((speaker or "").split()) or None
    if len(words) > 1000 or not any(map(str.isalpha, words)):
        raise BadInput("A claim needs a wording, of 1,000 characters at most.")
    if any(same(words, claim.text) for claim in event.claims):
        raise BadInput(f"The event has this claim already: “{words}”")
    if layer is Layer.UTTERANCE and by is None:
        raise BadInput("Write who said it: the claim is that it was said.")
    taken = {claim.key for claim in event.claims}
    key = next(key for n in range(1, len(taken) + 2) if (key := f"added-{n}") not in taken)
    return Claim(key=key, text=words, layer=layer, speaker=by)


def free_key(key: Key, taken: set[Key]) -> Key:
    """Return a key for a claim that is like another one's, with a number, and is not taken."""
    stem = re.sub(r"-\d+$", "", key)
    numbered = (f"{stem[: _LONGEST_KEY - len(str(n)) - 1]}-{n}" for n in range(2, len(taken) + 3))
    return next(found for found in numbered if found not in taken)
