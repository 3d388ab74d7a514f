"""Two stored events are one: what becomes of the claims, the reports and the proposals of the one that goes."""

import hashlib
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from bot.domain.errors import BadInput
from bot.domain.model import Assessment, Claim, Event, EventDraft, Key, Report, Ruling, Value
from bot.domain.record import EventEdit, MergedEvent, Proposal, Rewording
from bot.domain.rewording import free_key, on_old_wordings, same
from bot.domain.rulings import pair_of

_ALIKE = 90


class Moving(Value):
    """What moves when an event goes into another one.

    `claims` says for each claim of the event that goes which claim it is from then on; `added` are those that the other event
    has not yet, each with the claim before which it stands (None: behind all others).
    """

    claims: Mapping[Key, Key]
    added: tuple[tuple[Claim, Key | None], ...]

    @property
    def carried(self) -> tuple[Key, ...]:
        """Return the claims, by the keys that they had, that no claim of the other event was."""
        new = {claim.key for claim, _ in self.added}
        return tuple(old for old, key in self.claims.items() if key in new)

    def rewording(self, gone: Event, edit: EventEdit) -> Rewording | None:
        """Return the new wording of an edit, if it is in force, as it is on the other event; None if it has no place there."""
        if edit.claim is None or edit.becomes is None or not {edit.claim, edit.becomes} <= set(self.carried):
            return None
        if gone.claim(edit.claim).replaced_by != edit.becomes:
            return None
        text = gone.claim(edit.becomes).text
        return Rewording(claim=self.claims[edit.claim], becomes=self.claims[edit.becomes], text=text)


def likely_same(gone: Event, kept: Event) -> dict[Key, Key]:
    """Suggest which claims of two events are the same: those with nearly the same words, and the same numbers."""
    found: dict[Key, Key] = {}
    for claim in gone.current:
        alike = [other for other in kept.current if other.layer is claim.layer and _says_the_same(claim, other)]
        if alike:
            best = max(alike, key=lambda other: fuzz.ratio(claim.text.casefold(), other.text.casefold()))
            found[claim.key] = best.key
    return found


def moving(gone: Event, kept: Event, pairs: Mapping[Key, Key]) -> Moving:
    """Say what moves; `pairs` are the claims of the event that goes that are claims of the other one already.

    An older wording goes over as an older wording, so that its reports stay with it. Raises BadInput for pairs that cannot be.
    """
    if gone.slug == kept.slug:
        raise BadInput("This is one event already; choose another one.")
    current, theirs = {claim.key: claim for claim in gone.current}, {claim.key: claim for claim in kept.current}
    for old, key in pairs.items():
        if old not in current or key not in theirs:
            missing, event = (old, gone) if old not in current else (key, kept)
            known = ", ".join(claim.key for claim in event.current)
            raise BadInput(f"The event '{event.slug}' has no claim '{missing[:40]}'. It has {known}.")
        if current[old].layer is not theirs[key].layer:
            raise BadInput(
                f"“{current[old].text}” and “{theirs[key].text}” cannot be one claim: one says that something was said, the"
                " other that it is so."
            )
    taken = {claim.key for claim in kept.claims}
    claims: dict[Key, Key] = dict(pairs)
    for claim in gone.claims:
        if claim.key not in claims:
            claims[claim.key] = claim.key if claim.key not in taken else free_key(claim.key, taken)
            taken.add(claims[claim.key])
    added = []
    for claim in gone.claims:
        if claim.key in pairs:
            continue
        newer = None if claim.replaced_by is None else claims[claim.replaced_by]
        became = claim.model_copy(update={"key": claims[claim.key], "replaced_by": newer})
        added.append((became, _ending(claim, gone, claims, theirs)))
    return Moving(claims=claims, added=tuple(added))


def merged_event(kept: Event, gone: Event, moved: Moving) -> Event:
    """Return the event that is left, as it will be."""
    claims = list(kept.claims)
    for claim, before in moved.added:
        place = len(claims) if before is None else next(n for n, other in enumerate(claims) if other.key == before)
        claims.insert(place, claim)
    return with_names(kept.model_copy(update={"claims": tuple(claims)}), gone.entities, gone.tags)


def with_names(event: Event, entities: Sequence[str], tags: Sequence[str]) -> Event:
    """Return an event with further entities and tags."""
    both = {"entities": tuple(dict.fromkeys((*event.entities, *entities)))}
    return event.model_copy(update={**both, "tags": tuple(dict.fromkeys((*event.tags, *tags)))})


def with_rulings(own: Sequence[Ruling], others: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """Return an event's rulings with those of the event that goes into it, where it has none on the same names."""
    known = {pair_of(ruling.one, ruling.other) for ruling in own}
    return (*own, *(ruling for ruling in others if pair_of(ruling.one, ruling.other) not in known))


def taken_in(gone: Event, seen: int | None = None) -> MergedEvent:
    """Return what the history keeps of an event that went into another one, or of a first look at that and what it saw."""
    return MergedEvent(slug=gone.slug, headline=gone.headline, entities=gone.entities, tags=gone.tags, seen=seen)


def on_claims(reports: Sequence[Report], claims: Mapping[Key, Key]) -> tuple[Report, ...]:
    """Return reports of the event that went on the claims that its own became."""
    return tuple(report.model_copy(update={"claim": claims.get(report.claim, report.claim)}) for report in reports)


def carried_over(proposal: Proposal, kept: EventDraft, slug: str, claims: Mapping[Key, Key]) -> Proposal:
    """Return a proposal on an event that went, or on the new event that it was, as one on the event that is left."""
    known = {claim.key for claim in kept.claims}
    # A wording that was only proposed has no place on the other event.
    proposed = [r for r in proposal.rewordings if r.becomes not in claims]
    told = on_old_wordings(proposal.reports, proposed)
    wordings = [
        r.model_copy(update={"claim": claims.get(r.claim, r.claim), "becomes": claims.get(r.becomes, r.becomes)})
        for r in proposal.rewordings
    ]
    return proposal.model_copy(
        update={
            "event": slug,
            "draft": None,
            "ruled": (),
            "headline": kept.headline,
            "reports": on_claims(told, claims),
            "before": _assessed(proposal.before, claims, known),
            "after": _assessed(proposal.after, claims, known),
            "rewordings": tuple(r for r in wordings if r.claim in known and r.becomes in known),
        }
    )


def seen(gone: Event, kept: Event, reports: Sequence[Report], pairs: Mapping[Key, Key]) -> int:
    """Identify what an editor was shown of two events and their `pairs` of claims, by at most nine digits."""
    shown = [gone.model_dump_json(), kept.model_dump_json(), *(report.model_dump_json() for report in reports)]
    said = "\0".join([*shown, *(f"{one}={other}" for one, other in sorted(pairs.items()))])
    return int(hashlib.sha256(said.encode()).hexdigest()[:7], 16)


def _says_the_same(one: Claim, other: Claim) -> bool:
    if same(one.text, other.text):
        return True
    numbers = [[word for word in claim.text.split() if any(map(str.isdigit, word))] for claim in (one, other)]
    return numbers[0] == numbers[1] and fuzz.ratio(one.text.casefold(), other.text.casefold()) >= _ALIKE


def _ending(claim: Claim, gone: Event, claims: Mapping[Key, Key], theirs: Mapping[Key, Claim]) -> Key | None:
    """Return the claim of the other event that a wording was replaced by in the end, before which it has to stand."""
    while claim.replaced_by is not None:
        claim = gone.claim(claim.replaced_by)
    return claims[claim.key] if claims[claim.key] in theirs else None


def _assessed(made: Sequence[Assessment], claims: Mapping[Key, Key], known: set[Key]) -> tuple[Assessment, ...]:
    moved = (each.model_copy(update={"claim": claims.get(each.claim, each.claim)}) for each in made)
    return tuple(each for each in moved if each.claim in known)
